"""From a problem to the page of the desk on which it is mended, and to words that stand on the screen."""

from typing import Any

from django.urls import reverse

from guides import wording
from guides.documents import Problem
from guides.models import Claim, Event, Guide, Label, Region, Rumour, Source, Step
from guides.models.fields import DEVICE_NAMES
from guides.soundness import KINDS

PARTS: dict[str, Any] = {
    "region": Region,
    "step": Step,
    "claim": Claim,
    "source": Source,
    "label": Label,
    "event": Event,
    "rumour": Rumour,
}


def address(guide: Guide, problem: Problem) -> str:
    """The page of the desk on which this is mended, at the field if it has one."""
    if problem.kind.startswith("link"):
        return reverse("admin:guides_linkcheck_changelist")
    row, field = _row(guide, problem), problem.field.partition(" › ")[0]
    if row is None:
        return _rows(problem.kind, "guide", guide)
    elsewhere = _elsewhere(problem.kind, field, row)
    return elsewhere or f"{reverse(f'admin:guides_{problem.kind}_change', args=[row.pk])}#id_{field}"


def _elsewhere(kind: str, field: str, row: Any) -> str:
    """What a part lacks, or what is wrong within it, may be a row of its own, on another page of the desk."""
    match kind, field:
        case "guide", field if field in KINDS:
            return _rows(KINDS[field], "guide", row)
        case "region" | "step", "claims":
            return _rows("claim", "regions" if kind == "region" else "step", row)
        case "region", "steps":
            return _rows("step", "guide", row.guide)
        case "region", "authorities" | "sources" | "checked_on" | "disagreement":
            return _rows("authority", "region", row)
        case "step", "walkthroughs" | "actions" | "sources" | "checked_on" | "disagreement":
            return f"{reverse('admin:guides_step_change', args=[row.pk])}#walkthroughs-group"
    return ""


def _rows(kind: str, of: str, row: Any) -> str:
    """The list of these parts, of this guide, region or step only."""
    return f"{reverse(f'admin:guides_{kind}_changelist')}?{of}__id__exact={row.pk}"


def in_words(guide: Guide, problem: Problem) -> str:
    """The problem as somebody at the desk would say it: the names that are on the screen, not those in the file."""
    part = _row(guide, problem)
    place = wording.about(problem.kind, part) if part else f"{wording.kind_name(problem.kind)} {problem.key}".strip()
    field = f" › {wording.field_name(problem.kind, problem.field)}" if problem.field else ""
    return f"{place}{field}: {_shown(guide, problem.reason)}"


def _shown(guide: Guide, words: str) -> str:
    names = dict(Claim.Topic.choices) | DEVICE_NAMES | {region.slug: region.name for region in guide.regions.all()}
    for name, shown in names.items():
        words = words.replace(f"“{name}”", f"“{shown}”")
    return words


def _row(guide: Guide, problem: Problem) -> Any:
    if problem.kind == "guide":
        return guide
    model = PARTS.get(problem.kind)
    name = "language" if model is Label else "slug"
    return model.objects.filter(guide=guide, **{name: problem.key}).first() if model else None

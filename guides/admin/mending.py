"""From a problem to the page of the desk on which it is mended, and to words that stand on the screen."""

from typing import Any

from django.urls import reverse

from guides import wording
from guides.documents import Problem
from guides.models import Claim, Event, Guide, Label, Region, Rumour, Source, Step
from guides.models.fields import DEVICE_NAMES

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
    if problem.kind not in PARTS:
        return f"{reverse('admin:guides_guide_change', args=[guide.pk])}#id_{problem.field}"
    row = _row(guide, problem)
    if row is None:
        return reverse(f"admin:guides_{problem.kind}_changelist")
    elsewhere = _elsewhere(problem, row)
    return elsewhere or f"{reverse(f'admin:guides_{problem.kind}_change', args=[row.pk])}#id_{problem.field}"


def _elsewhere(problem: Problem, row: Any) -> str:
    """What a part lacks may be a row of its own, on another page of the desk."""
    match problem.kind, problem.field:
        case "region", "claims":
            return f"{reverse('admin:guides_claim_changelist')}?regions__id__exact={row.pk}"
        case "region", "steps":
            return reverse("admin:guides_step_changelist")
        case "region", "authorities" | "sources" | "checked_on" | "disagreement":
            return f"{reverse('admin:guides_authority_changelist')}?region__id__exact={row.pk}"
        case "step", "claims":
            return f"{reverse('admin:guides_claim_changelist')}?step__id__exact={row.pk}"
        case "step", "walkthroughs" | "actions" | "sources" | "checked_on" | "disagreement":
            return f"{reverse('admin:guides_step_change', args=[row.pk])}#walkthroughs-group"
    return ""


def in_words(guide: Guide, problem: Problem) -> str:
    """The problem as somebody at the desk would say it: the names that are on the screen, not those in the file."""
    part = guide if problem.kind == "guide" else _row(guide, problem)
    place = wording.about(problem.kind, part) if part else f"{wording.kind_name(problem.kind)} {problem.key}".strip()
    field = f" › {wording.field_name(problem.kind, problem.field)}" if problem.field else ""
    return f"{place}{field}: {_shown(guide, problem.reason)}"


def _shown(guide: Guide, words: str) -> str:
    names = dict(Claim.Topic.choices) | DEVICE_NAMES | {region.slug: region.name for region in guide.regions.all()}
    for name, shown in names.items():
        words = words.replace(f"“{name}”", f"“{shown}”")
    return words


def _row(guide: Guide, problem: Problem) -> Any:
    model = PARTS.get(problem.kind)
    name = "language" if model is Label else "slug"
    return model.objects.filter(guide=guide, **{name: problem.key}).first() if model else None

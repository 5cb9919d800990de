"""The desk's page for a problem, and the problem in the words on the screen."""

from typing import Any

from django.urls import reverse

from guides.document.reasons import Reason
from guides.document.types import Problem
from guides.document.validation import KINDS
from guides.editing import wording
from guides.models import Claim, Guide, Source, rules
from guides.models.fields import DEVICE_NAMES

COLLECTIONS = {kind: collection for collection, kind in KINDS.items()}


def address(guide: Guide, problem: Problem) -> str:
    """The desk's page on which to fix this, at the field if it has one."""
    if problem.kind.startswith("link"):
        source = next((each for each in guide.sources.all() if each.url and each.url == problem.key), None)
        return _rests(source) if source else reverse("admin:guides_linkcheck_changelist")
    row, field = row_of(guide, problem.kind, problem.key), problem.field.partition(" › ")[0]
    if row is None:
        return _rows(problem.kind, "guide", guide)
    elsewhere = _inside(problem, row) or _elsewhere(problem.kind, field, row)
    return elsewhere or f"{reverse(f'admin:guides_{problem.kind}_change', args=[row.pk])}#id_{field}"


def _rests(source: Source) -> str:
    """The page for marking a source as gone."""
    return reverse("admin:guides_source_rests", args=[source.pk])


def _inside(problem: Problem, row: Any) -> str:
    """The field of an authority or a walkthrough that the problem names, by number (authorities › 2 › email) or by what
    it is.
    """
    match problem.field.split(" › "):
        case ["authorities", number, field, *_] if number.isdecimal():
            authority = list(row.authorities.all())[int(number) - 1]
            return f"{reverse('admin:guides_authority_change', args=[authority.pk])}#id_{field}"
        case ["walkthroughs", number, field, *_] if number.isdecimal():
            page = reverse("admin:guides_step_change", args=[row.pk])
            return f"{page}#id_walkthroughs-{int(number) - 1}-{field}"
        case [field] if isinstance(part := _params(problem).get("part"), Reason):
            return _of_part(problem.kind, row, field, part.params)
    return ""


def _params(problem: Problem) -> dict[str, Any]:
    return problem.reason.params if isinstance(problem.reason, Reason) else {}


def _of_part(kind: str, row: Any, field: str, named: dict[str, Any]) -> str:
    """The field of an authority with this code, or of the walkthrough for these devices, if there is exactly one."""
    if kind == "region":
        found = [authority for authority in row.authorities.all() if authority.code == named.get("code")]
        pages = [reverse("admin:guides_authority_change", args=[authority.pk]) for authority in found]
        return f"{pages[0]}#id_{field}" if len(pages) == 1 else ""
    ways = [", ".join(f"“{device}”" for device in way.devices) for way in row.walkthroughs.all()]
    if ways.count(str(named.get("devices"))) != 1:
        return ""
    place = f"#id_walkthroughs-{ways.index(str(named['devices']))}-{field}"
    return f"{reverse('admin:guides_step_change', args=[row.pk])}{place}"


def _elsewhere(kind: str, field: str, row: Any) -> str:
    """A missing or invalid inner part may be a row with its own page at the desk."""
    match kind, field:
        case "guide", field if field in KINDS:
            return _rows(KINDS[field], "guide", row)
        case "region" | "step", "claims":
            return _rows("claim", "regions" if kind == "region" else "step", row)
        case "region", "steps":
            return _rows("step", "guide", row.guide)
        case "region", "authorities" | "sources" | "checked_on" | "disagreement":
            return _rows("authority", "region", row)
        case "step", "walkthroughs" | "dated_on" | "actions" | "sources" | "checked_on" | "disagreement":
            return f"{reverse('admin:guides_step_change', args=[row.pk])}#walkthroughs-group"
    return ""


def _rows(kind: str, of: str, row: Any) -> str:
    """The list of these parts, of this guide, region or step only."""
    return f"{reverse(f'admin:guides_{kind}_changelist')}?{of}__id__exact={row.pk}"


def in_words(guide: Guide, problem: Problem) -> str:
    """The problem with the names on the screen instead of those in the file."""
    part = row_of(guide, problem.kind, problem.key)
    place = wording.about(problem.kind, part) if part else f"{wording.kind_name(problem.kind)} {problem.key}".strip()
    field = f" › {wording.field_name(problem.kind, problem.field)}" if problem.field else ""
    names = dict(Claim.Topic.choices) | DEVICE_NAMES | {region.slug: region.name for region in guide.regions.all()}
    reason = rules.in_words(problem.reason)
    for name, shown in names.items():
        reason = reason.replace(f"“{name}”", f"“{shown}”")
    return f"{place}{field}: {reason}"


def row_of(guide: Guide, kind: str, key: str) -> Any:
    """The row of the draft with this name; None: there is none. No query if the guide's rows are prefetched."""
    if kind == "guide":
        return guide
    rows = getattr(guide, COLLECTIONS[kind]).all() if kind in COLLECTIONS else ()
    return next((row for row in rows if key == (row.language if kind == "label" else row.slug)), None)

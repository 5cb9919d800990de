"""Finds errors in a draft's rows that are invisible in its document.

A document that names no region means every region, so a row that has lost its last region must not become one.
"""

from collections.abc import Iterator
from typing import Any

from guides.document.reasons import Reason
from guides.document.types import OF_LETTERS, Problem
from guides.document.validation import KINDS
from guides.editing.row_reading import linked, links_of
from guides.models import Authority, Claim, Guide, Walkthrough

# Which choice says “all of them”, and what is chosen one by one instead.
CHOICES = {"regions": "is_everywhere", "devices": "is_on_every_device"}


def find(guide: Guide) -> list[Problem]:
    """Every row that does not say whom it applies to, or references another guide."""
    return [
        fault
        for kind, key, row in _rows(guide)
        for fault in (*_open_choices(kind, key, row), *_strangers(guide, kind, key, row))
    ]


def is_open(row: Any) -> bool:
    """Whether this row does not say whom it applies to."""
    return any(_open_choices("", "", row))


def choices(row: Any) -> dict[str, bool]:
    """Extra data by which such a row can be stored unchanged; for others, their choices say it."""
    return {choice: getattr(row, choice) for choice in CHOICES.values() if hasattr(row, choice)} if is_open(row) else {}


def _rows(guide: Guide) -> Iterator[tuple[str, str, Any]]:
    """Every row that names others, with the kind and key of the page of the desk on which it is edited."""
    for region in guide.regions.all():
        for authority in region.authorities.all():
            yield "region", region.slug, authority
    for step in guide.steps.all():
        yield "step", step.slug, step
        for way in step.walkthroughs.all():
            yield "step", step.slug, way
    for collection in ("claims", "events", "rumours", *OF_LETTERS):
        for row in getattr(guide, collection).all():
            yield KINDS[collection], row.slug, row
    for label in guide.labels.all():
        yield "label", label.language, label


def _open_choices(kind: str, key: str, row: Any) -> Iterator[Problem]:
    for name, choice in CHOICES.items():
        if not hasattr(row, choice):
            continue
        is_for_all = getattr(row, choice)
        some = linked(row, name) if name in links_of(row._meta.model) else getattr(row, name)
        if is_for_all == bool(some):
            yield _problem(kind, key, row, name, _REASONS[name, is_for_all])


def _strangers(guide: Guide, kind: str, key: str, row: Any) -> Iterator[Problem]:
    """References to parts of another guide. By slug alone they may look like parts of this one."""
    named = {name: linked(row, name) for name in links_of(row._meta.model)}
    named["step"] = [row.step] if isinstance(row, Claim) and row.step else []
    for name, others in named.items():
        for other in others:
            if other.guide_id != guide.pk:
                yield _problem(
                    kind,
                    key,
                    row,
                    name,
                    Reason("“%(other)s” belongs to another guide; choose one of this guide", other=other),
                )


def _problem(kind: str, key: str, row: Any, field: str, reason: str) -> Problem:
    if isinstance(row, Walkthrough):
        return Problem(
            kind,
            key,
            "walkthroughs",
            Reason("the one for %(devices)s %(reason)s", devices=", ".join(row.devices) or "no device", reason=reason),
        )
    if isinstance(row, Authority):
        return Problem(kind, key, "authorities", Reason("%(code)s: %(reason)s", code=row.code, reason=reason))
    return Problem(kind, key, field, reason)


_REASONS = {
    ("regions", False): "names no region; choose the regions, or “everywhere”",
    ("regions", True): "names regions and is for everywhere, too; keep one of the two",
    ("devices", False): "names no device; choose the devices, or “on every device”",
    ("devices", True): "names devices and is for every device, too; keep one of the two",
}

"""Compares two editions of a guide: what was added, removed, reworded or moved. No Django, no database."""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any, Literal

from guides.document.field_types import Device
from guides.document.types import Guide, Part, Step, walkthroughs_for
from guides.document.validation import KINDS

COLLECTIONS = (
    *("regions", "steps", "claims", "labels", "events", "rumours"),
    *("recourses", "purposes", "grounds", "letters", "sources"),
)
INSIDE = {"authorities": "authority", "walkthroughs": "walkthrough"}

What = Literal["added", "removed", "changed", "moved"]


@dataclass(frozen=True)
class Found:
    """A part of a guide, with the part that contains it."""

    part: Part
    owner: Part | None = None


@dataclass(frozen=True)
class Moved:
    """A part that has moved in its list, and which part it now follows (None: it is the first)."""

    part: Part
    after: Part | None


@dataclass(frozen=True)
class Change:
    """One difference. `kind` and `key` identify the part; `field` is what changed in it, or which of its lists was
    reordered.

    For a reordered list, `now` contains the moved parts (`Moved`). `guide` is the one that contains the part: the new
    one, or the old one for what was removed.
    """

    kind: str
    key: str
    what: What
    field: str = ""
    was: Any = None
    now: Any = None
    found: Found | None = dataclasses.field(default=None, compare=False, repr=False)
    guide: Guide | None = dataclasses.field(default=None, compare=False, repr=False)


def changes(old: Guide | None, new: Guide) -> list[Change]:
    """Every difference between two guides, in the order of the new one; empty if they are the same.

    `old` None: there was none, so every part of the new one was added.
    """
    before, after = _parts(old) if old else {}, _parts(new)
    found = [
        *(Change(*place, "added", found=after[place]) for place in after if place not in before),
        *(Change(*place, "removed", found=before[place]) for place in before if place not in after),
        *(change for place in after if place in before for change in _edits(place, before[place], after[place])),
        *(_moves(old, new) if old else ()),
    ]
    return [dataclasses.replace(each, guide=old if each.what == "removed" else new) for each in found]


@dataclass(frozen=True)
class Touched:
    """A step that has changed for readers who ticked it, in these regions and on these devices."""

    step: Step
    regions: tuple[str, ...]
    devices: tuple[Device, ...]


def touched_steps(old: Guide, new: Guide) -> list[Touched]:
    """The changed steps, as they are in the new guide, with the readers they changed for."""
    before = {step.slug: step for step in old.steps}
    found = [(step, _touched(old, before[step.slug], new, step)) for step in new.steps if step.slug in before]
    return [
        Touched(
            step,
            tuple(region.slug for region in new.regions if any(region.slug == slug for slug, _device in readers)),
            tuple(device for device in new.devices if any(device == each for _slug, each in readers)),
        )
        for step, readers in found
        if readers
    ]


def _touched(old: Guide, was: Step, new: Guide, now: Step) -> set[tuple[str, Device]]:
    """The affected readers, by region and device, where the step existed before and still does."""
    regions = {region.slug for region in old.regions if was.is_in(region.slug)}
    regions &= {region.slug for region in new.regions if now.is_in(region.slug)}
    return {
        (region, device)
        for region in regions
        for device in new.devices
        if _telling(old, was, region, device) != _telling(new, now, region, device)
    }


def _telling(guide: Guide, step: Step, region: str, device: Device) -> tuple[Any, ...]:
    """What one reader sees of a step, without its revision, sources and check dates."""
    ways = [_told(way) for answer in step.every_answer for way in walkthroughs_for(step, region, device, answer)]
    claims = [_told(claim) for claim in guide.claims if claim.step == step.slug and claim.reaches(region, device)]
    return _told(step.told_in(region)), ways, claims


def _told(part: Part) -> dict[str, Any]:
    return {name: value for name, value in own_fields(part).items() if name not in UNTOLD}


SCOPE = {"regions", "devices", "answers"}
UNTOLD = {"revision", "change_note", "revisions", "certainty", "sources", "checked_on", "check_after", *SCOPE}

Place = tuple[str, str]


def _parts(guide: Guide) -> dict[Place, Found]:
    """Every part by kind and name."""
    parts: dict[Place, Found] = {("guide", guide.slug): Found(guide)}
    for collection in COLLECTIONS:
        for key, part in _named(getattr(guide, collection)).items():
            parts[KINDS[collection], key] = Found(part)
            for inside, kind in INSIDE.items():
                for name, child in _named(getattr(part, inside, ())).items():
                    parts[kind, f"{key}, {name}"] = Found(child, part)
    return parts


def inside(part: Part) -> Iterator[tuple[str, Any]]:
    """The inner parts of a part, each with its kind."""
    for name, kind in INSIDE.items():
        yield from ((kind, child) for child in getattr(part, name, ()))


def _named(parts: Iterable[Any]) -> dict[str, Any]:
    """Parts by name, in order; duplicate names are numbered, so that none hides another."""
    named: dict[str, Any] = {}
    count: Counter[str] = Counter()
    for part in parts:
        key = _key(part)
        count[key] += 1
        named[f"{key} ({count[key]})" if count[key] > 1 else key] = part
    return named


def _key(part: Any) -> str:
    for name in ("slug", "code", "language"):
        if hasattr(part, name):
            return str(getattr(part, name))
    return " + ".join((*part.devices, *part.regions, *part.answers)) or "no device"


def own_fields(part: Part) -> dict[str, Any]:
    """The fields of a part that are not parts themselves."""
    inner = {*COLLECTIONS, *INSIDE} if isinstance(part, Guide) else set(INSIDE)
    return {name: value for name, value in part if name not in inner}


def _edits(place: Place, before: Found, after: Found) -> Iterator[Change]:
    was = own_fields(before.part)
    for name, now in own_fields(after.part).items():
        if was[name] != now:
            yield Change(*place, "changed", name, was[name], now, after)


def _moves(old: Guide, new: Guide) -> Iterator[Change]:
    for collection in COLLECTIONS:
        if moved := _moved(getattr(old, collection), getattr(new, collection)):
            yield Change("guide", new.slug, "moved", collection, now=moved, found=Found(new))
    for collection, inside in (("regions", "authorities"), ("steps", "walkthroughs")):
        before = {part.slug: getattr(part, inside) for part in getattr(old, collection)}
        for part in getattr(new, collection):
            if moved := _moved(before.get(part.slug, ()), getattr(part, inside)):
                yield Change(KINDS[collection], part.slug, "moved", inside, now=moved, found=Found(part))


def _moved(before: Iterable[Any], after: Iterable[Any]) -> tuple[Moved, ...]:
    """The parts that both lists have and that changed their relative order."""
    was, now = _named(before), _named(after)
    common, there = [key for key in was if key in now], [key for key in now if key in was]
    blocks = SequenceMatcher(a=common, b=there).get_matching_blocks()
    stayed = {key for block in blocks for key in there[block.b : block.b + block.size]}
    return tuple(
        Moved(now[key], now[previous] if previous else None)
        for previous, key in pairwise(["", *there])
        if key not in stayed
    )

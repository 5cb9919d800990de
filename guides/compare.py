"""Two editions of a guide, compared: what was added, removed, reworded or moved. No Django, no database."""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from guides.documents import Guide, Part, Step

COLLECTIONS = ("regions", "steps", "claims", "labels", "events", "rumours", "sources")
INSIDE = {"authorities": "authority", "walkthroughs": "walkthrough"}

What = Literal["added", "removed", "changed", "moved"]


@dataclass(frozen=True)
class Found:
    """A part of a guide, with the part inside which it stands."""

    part: Part
    owner: Part | None = None


@dataclass(frozen=True)
class Change:
    """One difference. `kind` and `key` name the part; `field` what of it changed, or which of its lists moved."""

    kind: str
    key: str
    what: What
    field: str = ""
    was: Any = None
    now: Any = None
    found: Found | None = dataclasses.field(default=None, compare=False, repr=False)


def changes(old: Guide, new: Guide) -> list[Change]:
    """Every difference between two guides, in the order of the new one; empty when they say the same."""
    before, after = _parts(old), _parts(new)
    return [
        *(Change(*place, "added", found=after[place]) for place in after if place not in before),
        *(Change(*place, "removed", found=before[place]) for place in before if place not in after),
        *(change for place in after if place in before for change in _edits(place, before[place], after[place])),
        *_moves(old, new),
    ]


def touched_steps(old: Guide, new: Guide) -> list[str]:
    """The steps, by slug, of which a reader who ticked them would now read something else."""
    before = {step.slug: _telling(old, step) for step in old.steps}
    return [step.slug for step in new.steps if step.slug in before and before[step.slug] != _telling(new, step)]


def _telling(guide: Guide, step: Step) -> tuple[Any, ...]:
    """What a step tells its reader; its revision, and where it comes from and when it was checked, do not count."""
    ways = [_told(way) for way in step.walkthroughs]
    return (_told(step), ways, [_told(claim) for claim in guide.claims if claim.step == step.slug])


def _told(part: Part) -> dict[str, Any]:
    return {name: value for name, value in _fields(part).items() if name not in UNTOLD}


UNTOLD = {"revision", "change_note", "certainty", "sources", "checked_on", "check_after"}

Place = tuple[str, str]


def _parts(guide: Guide) -> dict[Place, Found]:
    """Every part by kind and name."""
    found: dict[Place, Found] = {("guide", guide.slug): Found(guide)}
    for collection in COLLECTIONS:
        for key, part in _named(getattr(guide, collection)).items():
            found[collection.removesuffix("s"), key] = Found(part)
            for inside, kind in INSIDE.items():
                for name, child in _named(getattr(part, inside, ())).items():
                    found[kind, f"{key}, {name}"] = Found(child, part)
    return found


def _named(parts: Iterable[Any]) -> dict[str, Any]:
    """Parts by name, in their order; those that go by the same name are numbered, so that none hides another."""
    found: dict[str, Any] = {}
    count: Counter[str] = Counter()
    for part in parts:
        key = _key(part)
        count[key] += 1
        found[f"{key} ({count[key]})" if count[key] > 1 else key] = part
    return found


def _key(part: Any) -> str:
    for name in ("slug", "code", "language"):
        if hasattr(part, name):
            return str(getattr(part, name))
    return " + ".join((*part.devices, *part.regions)) or "no device"


def _fields(part: Part) -> dict[str, Any]:
    """The fields of a part that are not parts themselves."""
    inner = {*COLLECTIONS, *INSIDE} if isinstance(part, Guide) else set(INSIDE)
    return {name: value for name, value in part if name not in inner}


def _edits(place: Place, before: Found, after: Found) -> Iterator[Change]:
    was = _fields(before.part)
    for name, now in _fields(after.part).items():
        if was.get(name) != now:
            yield Change(*place, "changed", name, was.get(name), now, after)


def _moves(old: Guide, new: Guide) -> Iterator[Change]:
    for collection in COLLECTIONS:
        if _is_reordered(getattr(old, collection), getattr(new, collection)):
            yield Change("guide", new.slug, "moved", collection, found=Found(new))
    for collection, inside in (("regions", "authorities"), ("steps", "walkthroughs")):
        before = {part.slug: getattr(part, inside) for part in getattr(old, collection)}
        for part in getattr(new, collection):
            if _is_reordered(before.get(part.slug, ()), getattr(part, inside)):
                yield Change(collection.removesuffix("s"), part.slug, "moved", inside, found=Found(part))


def _is_reordered(before: Iterable[Any], after: Iterable[Any]) -> bool:
    was, now = list(_named(before)), list(_named(after))
    common = set(was) & set(now)
    return [key for key in was if key in common] != [key for key in now if key in common]

"""Two editions of a guide, compared in words: what was added, removed, reworded or moved. No Django, no database."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from guides.documents import Guide, Part

COLLECTIONS = ("regions", "steps", "claims", "labels", "sources")
INSIDE = {"authorities": "authority", "walkthroughs": "walkthrough"}


@dataclass(frozen=True)
class Change:
    """One difference. `kind` and `key` name the part, `field` what of it; `was` and `now` are words, or empty."""

    kind: str
    key: str
    what: str
    field: str = ""
    was: str = ""
    now: str = ""

    def __str__(self) -> str:
        place = f"{self.kind} {self.key}"
        if self.what != "changed":
            return f"{place} {self.what}" + (f": {self.now or self.was}" if self.now or self.was else "")
        if not self.was:
            return f"{place}: {self.field} is now “{self.now}”; there was none"
        if not self.now:
            return f"{place}: {self.field} was “{self.was}”; now there is none"
        return f"{place}: {self.field} was “{self.was}”, is now “{self.now}”"


def changes(old: Guide, new: Guide) -> list[Change]:
    """Every difference between two guides, in the order of the new one; empty when they say the same."""
    before, after = _parts(old), _parts(new)
    return [
        *(_added(place, after[place]) for place in after if place not in before),
        *(_removed(place, before[place]) for place in before if place not in after),
        *(change for place in after if place in before for change in _edits(place, before[place], after[place])),
        *_moves(old, new),
    ]


def touched_steps(old: Guide, new: Guide) -> list[str]:
    """The steps, by slug, of which a reader who ticked them would now read something else."""
    before, after = {step.slug: _telling(old, step.slug) for step in old.steps}, new.steps
    return [step.slug for step in after if step.slug in before and before[step.slug] != _telling(new, step.slug)]


def _telling(guide: Guide, slug: str) -> tuple[Any, ...]:
    """What a step tells its reader; its revision, and where it comes from and when it was checked, do not count."""
    step = guide.step(slug)
    ways = [_told(way) for way in step.walkthroughs] if step else []
    return (_told(step), ways, [_told(claim) for claim in guide.claims if claim.step == slug])


def _told(part: Part | None) -> dict[str, Any]:
    return {name: value for name, value in _fields(part).items() if name not in UNTOLD}


UNTOLD = {"revision", "change_note", "certainty", "sources", "checked_on", "check_after"}

Place = tuple[str, str]


def _parts(guide: Guide) -> dict[Place, dict[str, Any]]:
    """Every part by kind and name, with its fields."""
    found: dict[Place, dict[str, Any]] = {("guide", guide.slug): _fields(guide)}
    for collection in COLLECTIONS:
        for part in getattr(guide, collection):
            _put(found, collection.rstrip("s"), _key(part), part)
            for inside, kind in INSIDE.items():
                for child in getattr(part, inside, ()):
                    _put(found, kind, f"{_key(part)}, {_key(child)}", child)
    return found


def _put(found: dict[Place, dict[str, Any]], kind: str, key: str, part: Part) -> None:
    """Parts that go by the same name are numbered, so that none hides another."""
    number = 1
    while (kind, name := key if number == 1 else f"{key} ({number})") in found:
        number += 1
    found[kind, name] = _fields(part)


def _key(part: Any) -> str:
    for name in ("slug", "code", "language"):
        if hasattr(part, name):
            return str(getattr(part, name))
    return " + ".join((*part.devices, *part.regions)) or "no device"


def _fields(part: Part | None) -> dict[str, Any]:
    """The fields of a part that are not parts themselves."""
    if part is None:
        return {}
    inner = {*COLLECTIONS, *INSIDE} if isinstance(part, Guide) else set(INSIDE)
    return {name: value for name, value in part if name not in inner}


def _say(value: Any) -> str:
    if isinstance(value, tuple):
        return " / ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _added(place: Place, words: Mapping[str, Any]) -> Change:
    return Change(*place, "was added", now=_headline(words))


def _removed(place: Place, words: Mapping[str, Any]) -> Change:
    return Change(*place, "was removed", was=_headline(words))


def _headline(words: Mapping[str, Any]) -> str:
    return next((_say(words[name]) for name in ("text", "title", "name", "page", "actions") if words.get(name)), "")


def _edits(place: Place, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for field, now in after.items():
        if before.get(field) != now:
            yield Change(*place, "changed", field, _say(before.get(field)), _say(now))


def _moves(old: Guide, new: Guide) -> Iterator[Change]:
    for collection in COLLECTIONS:
        if _is_reordered(getattr(old, collection), getattr(new, collection)):
            yield Change("guide", new.slug, f"has its {collection} in another order")
    for collection, inside in (("regions", "authorities"), ("steps", "walkthroughs")):
        before = {part.slug: getattr(part, inside) for part in getattr(old, collection)}
        for part in getattr(new, collection):
            if _is_reordered(before.get(part.slug, ()), getattr(part, inside)):
                yield Change(collection.rstrip("s"), part.slug, f"has its {inside} in another order")


def _is_reordered(before: Iterable[Any], after: Iterable[Any]) -> bool:
    was, now = [_key(part) for part in before], [_key(part) for part in after]
    common = set(was) & set(now)
    return [key for key in was if key in common] != [key for key in now if key in common]

"""Two editions of a guide, compared in words: what was added, removed, reworded or moved. No Django, no database."""

from collections.abc import Iterator, Mapping
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
    """What a step tells its reader; its revision, what changed, and when it was checked do not count."""
    step = guide.step(slug)
    ways = [_words(way) for way in step.walkthroughs] if step else []
    claims = [_words(claim) for claim in guide.claims if claim.step == slug]
    return ({name: value for name, value in _words(step).items() if name not in UNTOLD}, ways, claims)


UNTOLD = {"revision", "change_note", "certainty", "sources", "checked_on", "check_after"}

Place = tuple[str, str]


def _parts(guide: Guide) -> dict[Place, dict[str, str]]:
    """Every part by kind and name, with its fields in words."""
    found: dict[Place, dict[str, str]] = {("guide", guide.slug): _words(guide)}
    for collection in COLLECTIONS:
        for part in getattr(guide, collection):
            found[collection.rstrip("s"), _key(part)] = _words(part)
            for inside, kind in INSIDE.items():
                for child in getattr(part, inside, ()):
                    found[kind, f"{_key(part)}, {_key(child)}"] = _words(child)
    return found


def _key(part: Any) -> str:
    for name in ("slug", "code", "language"):
        if hasattr(part, name):
            return str(getattr(part, name))
    return " + ".join((*part.devices, *part.regions)) or "no device"


def _words(part: Part | None) -> dict[str, str]:
    """The fields of a part that are not parts themselves, as a reader would write them down."""
    if part is None:
        return {}
    inner = {*COLLECTIONS, *INSIDE} if part.__class__ is Guide else set(INSIDE)
    return {name: _say(value) for name, value in part if name not in inner}


def _say(value: Any) -> str:
    if isinstance(value, tuple):
        return " / ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _added(place: Place, words: Mapping[str, str]) -> Change:
    return Change(*place, "was added", now=_headline(words))


def _removed(place: Place, words: Mapping[str, str]) -> Change:
    return Change(*place, "was removed", was=_headline(words))


def _headline(words: Mapping[str, str]) -> str:
    return next((words[name] for name in ("text", "title", "name", "page", "actions") if words.get(name)), "")


def _edits(place: Place, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    for field, now in after.items():
        if before.get(field, "") != now:
            yield Change(*place, "changed", field, before.get(field, ""), now)


def _moves(old: Guide, new: Guide) -> Iterator[Change]:
    for collection in COLLECTIONS:
        before = [_key(part) for part in getattr(old, collection)]
        after = [_key(part) for part in getattr(new, collection)]
        common = set(before) & set(after)
        if [key for key in before if key in common] != [key for key in after if key in common]:
            yield Change("guide", new.slug, f"has its {collection} in another order")

"""What goes on one page of paper, and what it rests on. No Django, no database.

A handout holds what one needs to do the steps of a region away from the screen; a poster says what and where.
Both are cut from the checklist of the day, so they say nothing that the page does not say.
"""

import datetime
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from guides.checklist import Checklist, ShownStep, Way
from guides.documents import Claim, Device, Evidence, Source

# There is room for this many of the statements on where you stand, and for this many letters of them.
MOST_STANDING = 3
MOST_LETTERS = 330
LONGEST_TITLE = 34


@dataclass(frozen=True)
class Boxed:
    """One step with its box to tick, and those of its ways that are written out."""

    shown: ShownStep
    ways: tuple[Way, ...]

    @property
    def everywhere(self) -> tuple[str, ...]:
        """What one does in the same words whichever way one came."""
        if len(self.ways) < 2:
            return ()
        first, *others = (way.walkthrough.actions for way in self.ways)
        return tuple(action for action in first if all(action in other for other in others))

    @property
    def trails(self) -> dict[tuple[str, ...], tuple[Device, ...]]:
        """Each menu trail, with the devices on which it leads there."""
        trails: dict[tuple[str, ...], tuple[Device, ...]] = {}
        for way in self.ways:
            if trail := way.walkthrough.trail:
                trails[trail] = (*trails.get(trail, ()), *way.devices)
        return trails


@dataclass(frozen=True)
class Sheet:
    """One page of paper: where you stand, and the steps with their boxes."""

    checklist: Checklist
    said: tuple[Claim, ...]
    needed: tuple[Boxed, ...]
    extras: tuple[Boxed, ...] = ()

    @property
    def has_ticks(self) -> bool:
        return any(boxed.shown.state != "todo" for boxed in (*self.needed, *self.extras))

    @property
    def checked_on(self) -> datetime.date | None:
        """The oldest of the checks behind this sheet; None where something on it was never checked."""
        days = [part.checked_on for part in self.evidence()]
        return min((day for day in days if day), default=None) if all(days) else None

    @property
    def overdue(self) -> int:
        """How many statements on this sheet nobody has checked for their time."""
        return sum(part.is_overdue(self.checklist.on) for part in self.evidence())

    @property
    def sources(self) -> dict[str, list[tuple[str, Source]]]:
        """By publisher, in the guide’s order: each source with its title in short."""
        used = {slug for part in self.evidence() for slug in part.sources}
        found: dict[str, list[tuple[str, Source]]] = {}
        for source in self.checklist.guide.sources:
            if source.slug in used:
                found.setdefault(_publisher(source), []).append((_title(source), source))
        return found

    def evidence(self) -> Iterator[Evidence]:
        yield from self.said
        for boxed in (*self.needed, *self.extras):
            yield from (way.walkthrough for way in boxed.ways)


def handout(checklist: Checklist) -> Sheet:
    """The step that counts in every way, the others in one; a needed one that leads to the same place in none."""
    first, others = checklist.needed[:1], checklist.needed[1:]
    told = {_end(way) for shown in first for way in shown.ways}
    return Sheet(
        checklist=checklist,
        said=_standing(checklist),
        needed=(
            *(Boxed(shown, shown.ways) for shown in first),
            *(Boxed(shown, tuple(way for way in shown.ways[:1] if _end(way) not in told)) for shown in others),
        ),
        extras=tuple(Boxed(shown, shown.ways[:1]) for shown in checklist.extras),
    )


def poster(checklist: Checklist) -> Sheet:
    """The one statement that matters most, and the ways of the step that counts."""
    return Sheet(
        checklist=checklist,
        said=checklist.said["standing"][:1],
        needed=tuple(Boxed(shown, shown.ways) for shown in checklist.needed[:1]),
    )


def _standing(checklist: Checklist) -> tuple[Claim, ...]:
    """The lead, and as many of those that follow it as there is room for."""
    said = checklist.said["standing"]
    fitting = [n for n in range(1, MOST_STANDING + 1) if sum(len(claim.text) for claim in said[:n]) <= MOST_LETTERS]
    return said[: max(fitting, default=1)]


def _end(way: Way) -> tuple[tuple[str, ...], str | None]:
    return way.walkthrough.trail, way.walkthrough.url


def _publisher(source: Source) -> str:
    """Without where they sit and how we saw it: “LinkedIn Help, seen as a copy” is LinkedIn Help."""
    return re.split(r"[,;]| \(", source.publisher)[0]


def _title(source: Source) -> str:
    """As many whole words of it as are needed to find it in the list of sources."""
    if len(source.title) <= LONGEST_TITLE:
        return source.title
    words = textwrap.shorten(source.title, LONGEST_TITLE, placeholder="") or source.title[:LONGEST_TITLE]
    return words.rstrip(",:;") + "…"

"""The content of printed sheets, and their sources. No Django, no database.

A handout contains what readers need to do a region's steps without a screen: every walkthrough of every step, each
sentence once. A poster says what and where. Both are made from the day's checklist, so they say nothing that the page
does not say.
"""

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from guides.checklist.plan import Checklist, ShownStep, Way
from guides.document.field_types import DEVICES
from guides.document.translation import in_one_language
from guides.document.types import Claim, Evidence, Source, Walkthrough

# There is room for this many of the statements on where you stand, and for this many letters of them.
MOST_STANDING = 3
MOST_LETTERS = 330

Place = tuple[tuple[str, ...], str | None]  # a trail and a link


@dataclass(frozen=True)
class Boxed:
    """One step with its box and walkthroughs. `told`: the trails and links already on the sheet."""

    shown: ShownStep
    told: frozenset[Place] = frozenset()

    @property
    def everywhere(self) -> tuple[str, ...]:
        """The actions that all walkthroughs end with, if there are several walkthroughs."""
        if len(self.shown.ways) < 2:
            return ()
        ends = zip(*(reversed(way.walkthrough.actions) for way in self.shown.ways), strict=False)
        same = tuple(same[0] for same in takewhile(lambda actions: len(set(actions)) == 1, ends))
        return same[::-1]

    @property
    def seen_everywhere(self) -> str | None:
        """What readers should see then, if all walkthroughs say the same."""
        seen = {way.walkthrough.see for way in self.shown.ways}
        return seen.pop() if len(self.shown.ways) > 1 and len(seen) == 1 else None

    @property
    def ways(self) -> tuple[Way, ...]:
        """The walkthroughs without what the sheet says elsewhere; identical ones are merged."""
        return _merged((self._cut(way.walkthrough), way) for way in self.shown.ways)

    def _cut(self, way: Walkthrough) -> Walkthrough:
        shared = len(self.everywhere)
        less: dict[str, Any] = {"devices": (), "regions": (), "actions": way.actions[: len(way.actions) - shared]}
        if self.seen_everywhere:
            less["see"] = None
        if _place(way) in self.told:
            less |= {"trail": (), "url": None, "link_text": None}
        return way.model_copy(update=less)

    @property
    def places(self) -> tuple[Way, ...]:
        """The walkthroughs for a poster. A trail, or a link if there are several, replaces all actions but the last."""
        return _merged((self._in_short(way.walkthrough), way) for way in self.ways)

    @property
    def asks(self) -> bool:
        """Whether it depends on an answer how the step is done; a poster has no room for all of them."""
        return any(way.walkthrough.answers for way in self.shown.ways)

    @property
    def main_place(self) -> Way | None:
        """The walkthrough that most devices share: a poster read from two metres has room for one."""
        return max(self.places, key=lambda way: len(way.devices), default=None)

    def _in_short(self, way: Walkthrough) -> Walkthrough:
        actions = way.actions
        if way.trail or (way.url and len(self.shown.ways) > 1):
            actions = () if self.everywhere else actions[-1:]
        return Walkthrough(certainty="one", trail=way.trail, url=None if way.trail else way.url, actions=actions)


@dataclass(frozen=True)
class Sheet:
    """A sheet of paper: where you stand, and the steps with their boxes."""

    checklist: Checklist
    said: tuple[Claim, ...]
    needed: tuple[Boxed, ...]
    extras: tuple[Boxed, ...] = ()

    @property
    def has_switch(self) -> bool:
        """Whether the main step is a switch in a place that the sheet names; only then is one drawn."""
        ways = [way.walkthrough for boxed in self.needed[:1] for way in boxed.shown.ways]
        is_switch = any(boxed.shown.step.kind == "switch" for boxed in self.needed[:1])
        return is_switch and any(way.trail or way.url for way in ways)

    @property
    def has_ticks(self) -> bool:
        return any(boxed.shown.state != "todo" for boxed in (*self.needed, *self.extras))

    @property
    def checked_on(self) -> datetime.date | None:
        """The oldest check on this sheet; None if something was never checked."""
        days = [part.checked_on for part in self.evidence()]
        return min((day for day in days if day), default=None) if all(days) else None

    @property
    def overdue(self) -> int:
        """How many statements on this sheet are overdue for a check."""
        return sum(part.is_overdue(self.checklist.on) for part in self.evidence())

    @property
    def publishers(self) -> tuple[str, ...]:
        """The publishers of all sources of this sheet, in the guide's order."""
        used = {slug for part in self.evidence() for slug in part.sources}
        named = (_publisher(source) for source in self.checklist.guide.sources if source.slug in used)
        return tuple(dict.fromkeys(named))

    def evidence(self) -> Iterator[Evidence]:
        yield from self.said
        for boxed in (*self.needed, *self.extras):
            yield from (way.walkthrough for way in boxed.ways)


def handout(checklist: Checklist) -> Sheet:
    """Every walkthrough of every step; the main step's trail is not repeated."""
    told = frozenset(_place(way.walkthrough) for shown in checklist.needed[:1] for way in shown.ways)
    # The lead, and as many of the claims that follow it as there is room for.
    claims = checklist.said["standing"]
    fitting = [n for n in range(1, MOST_STANDING + 1) if sum(len(claim.text) for claim in claims[:n]) <= MOST_LETTERS]
    return Sheet(
        checklist=checklist,
        said=claims[: max(fitting, default=1)],
        needed=(
            *(Boxed(shown) for shown in checklist.needed[:1]),
            *(Boxed(shown, told) for shown in checklist.needed[1:]),
        ),
        extras=tuple(Boxed(shown) for shown in checklist.extras),
    )


def poster(checklist: Checklist) -> Sheet:
    """The main statement, and where the main step is done."""
    return Sheet(
        checklist=checklist,
        said=checklist.said["standing"][:1],
        needed=tuple(Boxed(shown) for shown in checklist.needed[:1]),
    )


def _merged(ways: Iterable[tuple[Walkthrough, Way]]) -> tuple[Way, ...]:
    """Each walkthrough once, with all devices that have it."""
    merged: dict[Walkthrough, Way] = {}
    for walkthrough, way in ways:
        before = merged[walkthrough].devices if walkthrough in merged else ()
        devices = tuple(sorted({*before, *way.devices}, key=DEVICES.index))
        merged[walkthrough] = Way(devices, walkthrough, (), known=way.known)
    return tuple(merged.values())


def _place(way: Walkthrough) -> Place:
    return way.trail, way.url


def _publisher(source: Source) -> str:
    """The publisher's name without a place or how we saw it: “LinkedIn Help; we saw only a copy” is LinkedIn Help."""
    return in_one_language([source.publisher], re.split(r"[,;]| \(", source.publisher)[0])

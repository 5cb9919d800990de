"""Derives from a guide's events what happened, and when the practice was on in each region. No Django, no database.

An event is shown from its day on. In a region the practice starts with the first event that starts it there, or on the
region's own first day, and runs until an event pauses it.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import NamedTuple

from guides.document.field_types import Effect, Precision
from guides.document.types import Event, Guide, Region

NARROWEST = 1.0  # per cent of the drawing: what is narrower could not be seen
APART = 16.0  # per cent of the drawing that a year needs for itself on the narrowest phone


class Moment(NamedTuple):
    """A date, and its precision."""

    on: datetime.date
    precision: Precision = "day"


@dataclass(frozen=True)
class Run:
    """A period in which it ran. `until`: the day by which it was paused; None: it is still running. `told_by`: the
    events that say so; none if only the region's own first day is known.
    """

    since: Moment
    until: Moment | None = None
    told_by: tuple[Event, ...] = field(default=(), compare=False)


class Turn(NamedTuple):
    """A start or a pause, and the event that says so."""

    at: Moment
    effect: Effect
    told_by: tuple[Event, ...] = ()


class Bar(NamedTuple):
    """The position of a run in the drawing, as SVG attributes."""

    x: str
    width: str


@dataclass(frozen=True)
class Row:
    """One region in the drawing. `running`: the current run; `over`: earlier ones."""

    region: Region
    runs: tuple[Run, ...]
    bars: tuple[Bar, ...]

    @property
    def running(self) -> Run | None:
        return next((run for run in self.runs if run.until is None), None)

    @property
    def over(self) -> list[Run]:
        return [run for run in self.runs if run.until is not None]


@dataclass(frozen=True)
class Drawing:
    """The time from the first run anywhere to the date of reading. `years`: each with its position."""

    begins_on: datetime.date
    rows: tuple[Row, ...]
    years: tuple[tuple[int, str], ...]


def told(guide: Guide, on: datetime.date, region: str | None = None) -> list[tuple[int, list[Event]]]:
    """The events up to this day, newest first, by year."""
    told = (event for event in guide.events if event.is_told(region, on))
    events = sorted(told, key=lambda event: event.happened_on, reverse=True)
    return [(year, list(group)) for year, group in groupby(events, key=lambda event: event.happened_on.year)]


def runs(guide: Guide, region: Region, on: datetime.date) -> tuple[Run, ...]:
    """The runs in this region, up to this day."""
    ran: list[Run] = []
    for turn in sorted(_turns(guide, region, on), key=lambda turn: turn.at.on):
        is_running = bool(ran) and ran[-1].until is None
        if turn.effect == "starts" and not is_running:
            ran.append(Run(turn.at, told_by=turn.told_by))
        if turn.effect == "pauses" and is_running:
            ran[-1] = replace(ran[-1], until=turn.at, told_by=(*ran[-1].told_by, *turn.told_by))
    return tuple(ran)


def _turns(guide: Guide, region: Region, on: datetime.date) -> Iterator[Turn]:
    """Starts and pauses in order. If an event and the region have the same day, the event comes first, because it has
    sources.
    """
    for event in guide.events:
        if event.effect is not None and event.is_told(region.slug, on):
            yield Turn(Moment(event.happened_on, event.precision), event.effect, (event,))
    if region.since_on is not None and region.since_on <= on:
        yield Turn(Moment(region.since_on), "starts")


def drawing(guide: Guide, on: datetime.date, region: str | None = None) -> Drawing | None:
    """The drawing of the runs of each region, or of one, on one scale; None if nothing ran yet.

    A region of which the guide does not say when it began has no row: “not started” would be a statement.
    """
    by_region = [(each, runs(guide, each, on)) for each in guide.regions]
    first = min((run.since.on for _, ran in by_region for run in ran), default=None)
    if first is None:
        return None
    scale = _Scale(first.replace(day=1), on)
    shown = [(each, ran) for each, ran in by_region if region in (None, each.slug) and _is_dated(guide, each)]
    rows = tuple(Row(each, ran, tuple(map(scale.bar, ran))) for each, ran in shown)
    return Drawing(scale.begins_on, rows, tuple(scale.years())) if rows else None


def _is_dated(guide: Guide, region: Region) -> bool:
    """Whether the guide says when it began there, or will."""
    turns = (event for event in guide.events if event.effect is not None)
    return region.since_on is not None or any(not event.regions or region.slug in event.regions for event in turns)


class _Scale(NamedTuple):
    begins_on: datetime.date
    ends_on: datetime.date

    def at(self, day: datetime.date) -> float:
        """The position of this day, in per cent."""
        return 100 * (day - self.begins_on).days / max((self.ends_on - self.begins_on).days, 1)

    def bar(self, run: Run) -> Bar:
        since, until = self.at(run.since.on), self.at(run.until.on if run.until else self.ends_on)
        width = max(until - since, NARROWEST)
        return Bar(f"{min(since, 100 - width):.2f}%", f"{width:.2f}%")

    def years(self) -> Iterator[tuple[int, str]]:
        """The years that begin within the drawing, as far as there is room for their labels."""
        last = 0.0
        for year in range(self.begins_on.year + 1, self.ends_on.year + 1):
            place = self.at(datetime.date(year, 1, 1))
            if last + APART <= place <= 100 - APART:
                last = place
                yield year, f"{place:.2f}%"

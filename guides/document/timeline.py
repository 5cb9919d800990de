"""What happened, and when the training ran in which region: read from the events of a guide. No Django, no database.

An event is said from its day on. In a region the training starts with the first event that starts it there, or with
the region's own first day, and runs until an event pauses it.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import NamedTuple

from guides.documents import Effect, Event, Guide, Precision, Region

NARROWEST = 1.0  # per cent of the drawing: what is narrower could not be seen
APART, BEFORE_THE_END = 14.0, 22.0  # per cent that what is written under the drawing needs for itself


class Moment(NamedTuple):
    """A day, and how much of it is known."""

    on: datetime.date
    precision: Precision = "day"


@dataclass(frozen=True)
class Run:
    """A time in which the training ran. `until`: the day by which it was paused; None: it still runs.

    `told_by`: the events that say so; none of them where a region's own first day is all there is.
    """

    since: Moment
    until: Moment | None = None
    told_by: tuple[Event, ...] = field(default=(), compare=False)


class Turn(NamedTuple):
    """A moment at which the training started or was paused, and the event that tells of it."""

    at: Moment
    effect: Effect
    told_by: tuple[Event, ...] = ()


class Bar(NamedTuple):
    """Where a run stands in the drawing, as SVG wants it."""

    x: str
    width: str


@dataclass(frozen=True)
class Row:
    """One region in the drawing. `running`: the run that goes on; `over`: those that ended."""

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
    """The time from the first run anywhere to the day of reading. `years`: each with its place."""

    begins_on: datetime.date
    rows: tuple[Row, ...]
    years: tuple[tuple[int, str], ...]


def told(guide: Guide, on: datetime.date, region: str | None = None) -> list[tuple[int, list[Event]]]:
    """What had happened by this day, oldest first, year by year."""
    events = sorted((event for event in guide.events if event.is_told(region, on)), key=lambda event: event.happened_on)
    return [(year, list(group)) for year, group in groupby(events, key=lambda event: event.happened_on.year)]


def runs(guide: Guide, region: Region, on: datetime.date) -> tuple[Run, ...]:
    """When the training ran in this region, up to this day."""
    found: list[Run] = []
    for turn in sorted(_turns(guide, region, on), key=lambda turn: turn.at.on):
        is_running = bool(found) and found[-1].until is None
        if turn.effect == "starts" and not is_running:
            found.append(Run(turn.at, told_by=turn.told_by))
        if turn.effect == "pauses" and is_running:
            found[-1] = replace(found[-1], until=turn.at, told_by=(*found[-1].told_by, *turn.told_by))
    return tuple(found)


def _turns(guide: Guide, region: Region, on: datetime.date) -> Iterator[Turn]:
    """Where an event and the region name the same day, the event comes first: it says where that comes from."""
    for event in guide.events:
        if event.effect is not None and event.is_told(region.slug, on):
            yield Turn(Moment(event.happened_on, event.precision), event.effect, (event,))
    if region.since_on is not None and region.since_on <= on:
        yield Turn(Moment(region.since_on), "starts")


def drawing(guide: Guide, on: datetime.date, region: str | None = None) -> Drawing | None:
    """The runs of each region, or of one, on the same scale; None as long as nothing ran."""
    ran = [(each, runs(guide, each, on)) for each in guide.regions]
    first = min((run.since.on for _, found in ran for run in found), default=None)
    if first is None:
        return None
    scale = _Scale(first.replace(day=1), on)
    rows = (Row(each, found, tuple(map(scale.bar, found))) for each, found in ran if region in (None, each.slug))
    return Drawing(scale.begins_on, tuple(rows), tuple(scale.years()))


class _Scale(NamedTuple):
    begins_on: datetime.date
    ends_on: datetime.date

    def at(self, day: datetime.date) -> float:
        """How far along this day is, in per cent."""
        return 100 * (day - self.begins_on).days / max((self.ends_on - self.begins_on).days, 1)

    def bar(self, run: Run) -> Bar:
        since, until = self.at(run.since.on), self.at(run.until.on if run.until else self.ends_on)
        width = max(until - since, NARROWEST)
        return Bar(f"{min(since, 100 - width):.2f}%", f"{width:.2f}%")

    def years(self) -> Iterator[tuple[int, str]]:
        """The years that begin within, as far as there is room to write them."""
        last = 0.0
        for year in range(self.begins_on.year + 1, self.ends_on.year + 1):
            place = self.at(datetime.date(year, 1, 1))
            if last + APART <= place <= 100 - BEFORE_THE_END:
                last = place
                yield year, f"{place:.2f}%"

"""A guide, a region, a device, a day and somebody's ticks in; what to show out. No Django, no database."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, NamedTuple

from guides.documents import (
    DEVICES,
    STEP_TOPICS,
    TOPICS,
    Claim,
    Device,
    Evidence,
    Guide,
    Part,
    Region,
    Source,
    Step,
    Topic,
    Walkthrough,
    walkthroughs_for,
)
from guides.progress import Ticks

State = Literal["todo", "done", "not-for-me"]


@dataclass(frozen=True)
class Way:
    """One walkthrough with the devices it is shown for, and what to do if the reader sees something else."""

    devices: tuple[Device, ...]
    walkthrough: Walkthrough
    missing: tuple[Claim, ...]

    @property
    def is_for_all(self) -> bool:
        return len(self.devices) == len(DEVICES)


class PlannedStep(NamedTuple):
    """One step as everybody reads it in this place on this day."""

    step: Step
    number: int
    ways: tuple[Way, ...]
    why: tuple[Claim, ...]


class Standing(NamedTuple):
    """How far one visitor is with one step."""

    state: State
    has_changed: bool
    is_next: bool


class ShownStep(NamedTuple):
    """One step as this visitor sees it today: what is planned, and how far it is."""

    step: Step
    number: int
    ways: tuple[Way, ...]
    why: tuple[Claim, ...]
    state: State
    has_changed: bool
    is_next: bool


@dataclass(frozen=True)
class Plan:
    """What one page says to everybody: for a region, a device and a day."""

    guide: Guide
    region: Region
    device: Device | None
    on: datetime.date
    steps: tuple[PlannedStep, ...]
    said: dict[Topic, tuple[Claim, ...]]

    @cached_property
    def checked_on(self) -> datetime.date | None:
        """The oldest of the checks behind this page: it is as fresh as its stalest sentence."""
        return min((part.checked_on for part in self.evidence() if part.checked_on), default=None)

    @cached_property
    def overdue(self) -> int:
        """How many statements of this page nobody has checked for their time."""
        return sum(part.is_overdue(self.on) for part in self.evidence())

    def evidence(self) -> Iterator[Evidence]:
        for claims in self.said.values():
            yield from claims
        for planned in self.steps:
            yield from planned.why
            for way in planned.ways:
                yield from (way.walkthrough, *way.missing)
        yield from (*self.region.authorities, *self.guide.labels)

    def standings(self, ticks: Ticks) -> tuple[Standing, ...]:
        """How far somebody with these ticks is with each step; the first that is open is the next one."""
        states = [_state(planned.step, ticks) for planned in self.steps]
        following = states.index("todo") if "todo" in states else None
        return tuple(
            Standing(state, _has_changed(self.steps[number].step, ticks), number == following)
            for number, state in enumerate(states)
        )


@dataclass(frozen=True)
class Checklist:
    """Everything one page says to one visitor: the plan, and how far they are."""

    plan: Plan
    standings: tuple[Standing, ...]

    @property
    def guide(self) -> Guide:
        return self.plan.guide

    @property
    def region(self) -> Region:
        return self.plan.region

    @property
    def device(self) -> Device | None:
        return self.plan.device

    @property
    def on(self) -> datetime.date:
        return self.plan.on

    @property
    def said(self) -> dict[Topic, tuple[Claim, ...]]:
        return self.plan.said

    @property
    def checked_on(self) -> datetime.date | None:
        return self.plan.checked_on

    @property
    def overdue(self) -> int:
        return self.plan.overdue

    @cached_property
    def shown(self) -> tuple[ShownStep, ...]:
        """The needed steps, then the extras."""
        pairs = zip(self.plan.steps, self.standings, strict=True)
        return tuple(ShownStep(*planned, *standing) for planned, standing in pairs)

    @cached_property
    def needed(self) -> tuple[ShownStep, ...]:
        return tuple(one for one in self.shown if not one.step.is_extra)

    @cached_property
    def extras(self) -> tuple[ShownStep, ...]:
        return tuple(one for one in self.shown if one.step.is_extra)

    @property
    def done(self) -> int:
        return sum(standing.state == "done" for standing in self.standings)

    @property
    def total(self) -> int:
        """What counts: all but what was said to be not for me."""
        return sum(standing.state != "not-for-me" for standing in self.standings)

    @property
    def is_off(self) -> bool:
        """The steps that matter are done: the switch in the picture stands at Off."""
        pairs = zip(self.plan.steps, self.standings, strict=True)
        return {standing.state for planned, standing in pairs if not planned.step.is_extra} == {"done"}

    @property
    def is_finished(self) -> bool:
        return self.done == self.total

    def evidence(self) -> Iterator[Evidence]:
        return self.plan.evidence()


@dataclass(frozen=True)
class Reader:
    """For whom a page is: where they are, on what (None: not chosen), and on which day."""

    region: Region
    device: Device | None
    on: datetime.date

    def is_told(self, claim: Claim) -> bool:
        return claim.holds(self.region.slug, self.on) and claim.reaches(self.region.slug, self.device)


def build(guide: Guide, region: Region, device: Device | None, on: datetime.date, ticks: Ticks) -> Checklist:
    """What to show. `device` None: not chosen, so the ways for all devices are there and the page picks."""
    return follow(plan(guide, region, device, on), ticks)


def follow(planned: Plan, ticks: Ticks) -> Checklist:
    """What to show of this plan to somebody with these ticks."""
    return Checklist(planned, planned.standings(ticks))


def plan(guide: Guide, region: Region, device: Device | None, on: datetime.date) -> Plan:
    """What to say to everybody; the needed steps come first, then the extras."""
    reader = Reader(region, device, on)
    steps = sorted(guide.steps_in(region.slug), key=lambda step: step.is_extra)
    return Plan(
        guide=guide,
        region=region,
        device=device,
        on=on,
        steps=tuple(
            PlannedStep(step, number, _ways(guide, step, reader), _claims(guide, reader, "why", step))
            for number, step in enumerate(steps, start=1)
        ),
        said={topic: _claims(guide, reader, topic) for topic in TOPICS if topic not in STEP_TOPICS},
    )


def _state(step: Step, ticks: Ticks) -> State:
    tick = ticks.get(step.slug)
    if tick is None or tick.is_older_than(step.revision):
        return "todo"
    if tick.revision is not None:
        return "done"
    return "not-for-me" if step.is_extra else "todo"


def _has_changed(step: Step, ticks: Ticks) -> bool:
    """Ticked when the step was older than it is now: the visitor should look once more."""
    tick = ticks.get(step.slug)
    return tick is not None and tick.is_older_than(step.revision)


def _ways(guide: Guide, step: Step, reader: Reader) -> tuple[Way, ...]:
    """One way per walkthrough: devices that share it, and what helps when it does not fit, share the place."""
    ways: dict[tuple[Walkthrough, tuple[Claim, ...]], Way] = {}
    for device in (reader.device,) if reader.device else DEVICES:
        walkthrough = next(iter(walkthroughs_for(step, reader.region.slug, device)), None)
        if walkthrough is not None:
            missing = _claims(guide, replace(reader, device=device), "missing", step)
            key = (walkthrough, missing)
            before = ways[key].devices if key in ways else ()
            ways[key] = Way((*before, device), walkthrough, missing)
    return tuple(ways.values())


def _claims(guide: Guide, reader: Reader, topic: Topic, step: Step | None = None) -> tuple[Claim, ...]:
    wanted = (topic, step.slug if step else None)
    return tuple(claim for claim in guide.claims if (claim.topic, claim.step) == wanted and reader.is_told(claim))


def common(guide: Guide, on: datetime.date, topic: Topic) -> Sequence[Claim]:
    """The claims that hold for readers anywhere: what may be said before the region is known."""
    return [claim for claim in guide.claims if claim.topic == topic and not claim.regions and claim.is_current(on)]


@dataclass(frozen=True)
class Resting:
    """One statement that rests on a source, inside which part it stands, and in which regions it is said."""

    part: Evidence
    owner: Part | None
    regions: tuple[Region, ...]


def resting_on(guide: Guide, on: datetime.date) -> list[tuple[Source, list[Resting]]]:
    """Every source with what rests on it and is said on this day, each with the regions it is said in."""
    said = [
        Resting(part, owner, tuple(region for region in guide.regions if region.slug in slugs))
        for part, owner, slugs in _told(guide, on)
    ]
    return [(source, [each for each in said if source.slug in each.part.sources]) for source in guide.sources]


def _told(guide: Guide, on: datetime.date) -> Iterator[tuple[Evidence, Part | None, tuple[str, ...]]]:
    """All that is said on that day, in the order in which a reader meets it."""
    for step in guide.steps:
        yield from ((way, step, way.regions or step.regions) for way in step.walkthroughs)
    yield from ((claim, None, claim.regions) for claim in guide.claims if claim.is_current(on))
    yield from ((label, None, ()) for label in guide.labels)
    yield from ((event, None, event.regions) for event in guide.events if event.is_told(None, on))
    yield from ((rumour, None, rumour.regions) for rumour in guide.rumours if rumour.is_told(None, on))
    for region in guide.regions:
        yield from ((authority, region, (region.slug,)) for authority in region.authorities)

"""A guide, a region, a device, a day and somebody's ticks in; what to show out. No Django, no database."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

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


@dataclass(frozen=True)
class ShownStep:
    """One step as this visitor sees it today."""

    step: Step
    number: int
    state: State
    is_next: bool
    has_changed: bool
    ways: tuple[Way, ...]
    why: tuple[Claim, ...]


@dataclass(frozen=True)
class Checklist:
    """Everything one page says to one visitor."""

    guide: Guide
    region: Region
    device: Device | None
    on: datetime.date
    needed: tuple[ShownStep, ...]
    extras: tuple[ShownStep, ...]
    said: dict[Topic, tuple[Claim, ...]]

    @property
    def counted(self) -> list[ShownStep]:
        return [shown for shown in (*self.needed, *self.extras) if shown.state != "not-for-me"]

    @property
    def done(self) -> int:
        return sum(shown.state == "done" for shown in self.counted)

    @property
    def total(self) -> int:
        return len(self.counted)

    @property
    def is_off(self) -> bool:
        """The steps that matter are done: the switch in the picture stands at Off."""
        return bool(self.needed) and all(shown.state == "done" for shown in self.needed)

    @property
    def is_finished(self) -> bool:
        return self.done == self.total

    @property
    def checked_on(self) -> datetime.date | None:
        """The oldest of the checks behind this page: it is as fresh as its stalest sentence."""
        return min((part.checked_on for part in self.evidence() if part.checked_on), default=None)

    @property
    def overdue(self) -> int:
        """How many statements of this page nobody has checked for their time."""
        return sum(part.is_overdue(self.on) for part in self.evidence())

    def evidence(self) -> Iterator[Evidence]:
        for claims in self.said.values():
            yield from claims
        for shown in (*self.needed, *self.extras):
            yield from shown.why
            for way in shown.ways:
                yield from (way.walkthrough, *way.missing)
        yield from (*self.region.authorities, *self.guide.labels)


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
    reader = Reader(region, device, on)
    shown = _steps(guide, reader, ticks)
    return Checklist(
        guide=guide,
        region=region,
        device=device,
        on=on,
        needed=tuple(one for one in shown if not one.step.is_extra),
        extras=tuple(one for one in shown if one.step.is_extra),
        said={topic: _claims(guide, reader, topic) for topic in TOPICS if topic not in STEP_TOPICS},
    )


def _steps(guide: Guide, reader: Reader, ticks: Ticks) -> list[ShownStep]:
    """The needed steps, then the extras; the first that is open is the next one."""
    steps = sorted(guide.steps_in(reader.region.slug), key=lambda step: step.is_extra)
    states = {step.slug: _state(step, ticks) for step in steps}
    following = next((slug for slug, state in states.items() if state == "todo"), None)
    return [
        ShownStep(
            step=step,
            number=number,
            state=states[step.slug],
            is_next=step.slug == following,
            has_changed=_has_changed(step, ticks),
            ways=_ways(guide, step, reader),
            why=_claims(guide, reader, "why", step),
        )
        for number, step in enumerate(steps, start=1)
    ]


def _state(step: Step, ticks: Ticks) -> State:
    tick = ticks.get(step.slug)
    if tick is None or _has_changed(step, ticks):
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
    return [claim for claim in guide.claims if claim.topic == topic and not claim.regions and claim.holds("", on)]


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

"""A guide, a region, a device, a day and somebody's ticks in; what to show out. No Django, no database."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from guides.documents import (
    DEVICES,
    STEP_TOPICS,
    TOPICS,
    Claim,
    Device,
    Guide,
    Region,
    Source,
    Step,
    Topic,
    Walkthrough,
)
from guides.documents import walkthroughs_for as fitting
from guides.progress import Ticks

LOOK_AGAIN_AFTER = datetime.timedelta(days=90)

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
        return all(shown.state == "done" for shown in self.needed)

    @property
    def is_finished(self) -> bool:
        return self.done == self.total

    @property
    def look_again_on(self) -> datetime.date:
        return self.on + LOOK_AGAIN_AFTER

    @property
    def checked_on(self) -> datetime.date | None:
        """The oldest of the checks behind this page: it is as fresh as its stalest sentence."""
        days = [claim.checked_on for claims in self.said.values() for claim in claims if claim.checked_on]
        return min(days, default=None)


def build(guide: Guide, region: Region, device: Device | None, on: datetime.date, ticks: Ticks) -> Checklist:
    """What to show. `device` None: not chosen, so the ways for all devices are there and the page picks."""
    steps = sorted(guide.steps_in(region.slug), key=lambda step: step.is_extra)
    states = [_state(step, ticks) for step in steps]
    next_one = next((step for step, state in zip(steps, states, strict=True) if state == "todo"), None)
    shown = [
        ShownStep(
            step=step,
            number=number,
            state=state,
            is_next=step is next_one,
            has_changed=_has_changed(step, ticks),
            ways=_ways(guide, step, region, device, on),
            why=_claims(guide, region, on, "why", step),
        )
        for number, (step, state) in enumerate(zip(steps, states, strict=True), start=1)
    ]
    return Checklist(
        guide=guide,
        region=region,
        device=device,
        on=on,
        needed=tuple(one for one in shown if not one.step.is_extra),
        extras=tuple(one for one in shown if one.step.is_extra),
        said={topic: _claims(guide, region, on, topic) for topic in TOPICS if topic not in STEP_TOPICS},
    )


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
    return tick is not None and tick.revision is not None and tick.revision < step.revision


def _ways(guide: Guide, step: Step, region: Region, device: Device | None, on: datetime.date) -> tuple[Way, ...]:
    """One way per walkthrough: devices that share it, and what helps when it does not fit, share the place."""
    ways: list[Way] = []
    for each in (device,) if device else DEVICES:
        walkthrough = next(iter(fitting(step, region.slug, each)), None)
        if walkthrough is None:
            continue
        missing = tuple(claim for claim in _claims(guide, region, on, "missing", step) if _fits(claim, each))
        same = next((way for way in ways if way.walkthrough is walkthrough and way.missing == missing), None)
        if same is not None:
            ways[ways.index(same)] = Way((*same.devices, each), walkthrough, missing)
        else:
            ways.append(Way((each,), walkthrough, missing))
    return tuple(ways)


def _fits(claim: Claim, device: Device) -> bool:
    return not claim.devices or device in claim.devices


def _claims(
    guide: Guide, region: Region, on: datetime.date, topic: Topic, step: Step | None = None
) -> tuple[Claim, ...]:
    return tuple(
        claim
        for claim in guide.claims
        if claim.topic == topic and claim.step == (step.slug if step else None) and claim.holds(region.slug, on)
    )


def common(guide: Guide, on: datetime.date, topic: Topic) -> Sequence[Claim]:
    """The claims that hold for readers anywhere: what may be said before the region is known."""
    return [claim for claim in guide.claims if claim.topic == topic and not claim.regions and claim.holds("", on)]


def resting_on(guide: Guide) -> list[tuple[Source, list[Claim]]]:
    """Every source with the claims that rest on it."""
    return [(source, [claim for claim in guide.claims if source.slug in claim.sources]) for source in guide.sources]

"""Guide + region + device + day + ticks → what to show. No Django, no database."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, NamedTuple

from guides.checklist import objection
from guides.checklist.tick_cookies import Ticks
from guides.document import translation
from guides.document.field_types import LETTER_TOPICS, QUESTIONS, STEP_TOPICS, TOPICS, USUAL_DEVICES, Device, Topic
from guides.document.types import Claim, Evidence, Guide, Region, Revision, Step, Walkthrough, walkthroughs_for

State = Literal["todo", "done", "not-for-me"]
Answers = Mapping[str, str]  # what a reader answered to the questions of steps, by slug
Place = tuple[tuple[str, ...], str | None]  # a trail and a link


# What the style sheet takes a reader's device for, and which of a guide's devices is shown instead where it lacks that.
GUESSED: Mapping[Device, Sequence[Device]] = {
    "computer": ("windows-app", "mac-app", "email", "phone", "tv", "iphone", "android"),
    "iphone": ("phone", "email", "computer", "android", "mac-app", "windows-app", "tv"),
    "android": ("phone", "email", "computer", "iphone", "windows-app", "mac-app", "tv"),
}

MOST_SCREENS = 3  # of a trail; the one with Off comes after them


@dataclass(frozen=True)
class Way:
    """One walkthrough with the devices it is shown for, and what to do if the reader sees something else."""

    devices: tuple[Device, ...]
    walkthrough: Walkthrough
    missing: tuple[Claim, ...]
    elsewhere: str = ""
    """The address of the same setting in a browser, where this way has none of its own; nothing if there is none."""
    known: tuple[Device, ...] = USUAL_DEVICES
    """The devices of the guide."""

    @property
    def screens(self) -> tuple[tuple[tuple[int, str], ...], ...]:
        """The labels of the trail, numbered, one per screen; the first two of a long trail share one, as in a menu."""
        presses = tuple(enumerate(self.walkthrough.trail, start=1))
        together = 2 if len(presses) > MOST_SCREENS else 1
        first = (presses[:together],) if presses else ()
        return (*first, *((press,) for press in presses[together:]))

    @property
    def shown_for(self) -> tuple[Device, ...]:
        """Its devices, and those that may be guessed and for which one of them stands."""
        return stands_for(self.devices, self.known)

    @property
    def is_for_all(self) -> bool:
        return len(self.devices) == len(self.known)

    @property
    def turns_off(self) -> bool:
        """Whether the last action sets something to Off, so that the sketch shows that too."""
        return any(translation.labels(last)[-1:] == ["Off"] for last in self.walkthrough.actions[-1:])


class PlannedStep(NamedTuple):
    """One step as everybody in this region sees it on this day."""

    step: Step
    number: int
    ways: tuple[Way, ...]
    why: tuple[Claim, ...]
    revision: Revision
    after: Step | None = None
    """The step of this region that comes first."""
    answer: str | None = None
    """What this reader answered to the question of the step; None: nothing yet, or it asks none."""
    has_letters: bool = False
    """Whether the text for it can be put together here."""


class Standing(NamedTuple):
    """One visitor's progress on one step. `is_waiting`: the step that comes first is still to do."""

    state: State
    has_changed: bool
    is_next: bool
    is_waiting: bool = False


class ShownStep(NamedTuple):
    """One step as this visitor sees it today: the plan and their progress."""

    step: Step
    number: int
    ways: tuple[Way, ...]
    why: tuple[Claim, ...]
    revision: Revision
    after: Step | None
    answer: str | None
    has_letters: bool
    state: State
    has_changed: bool
    is_next: bool
    is_waiting: bool

    @property
    def since(self) -> int | None:
        """The lowest revision that is valid here, if it is not the latest one (which asks readers elsewhere)."""
        return self.revision.number if self.revision.number < self.step.revision else None


@dataclass(frozen=True)
class Plan:
    """The page for a region, a device and a day, without anybody's ticks."""

    guide: Guide
    region: Region
    device: Device | None
    on: datetime.date
    steps: tuple[PlannedStep, ...]
    said: dict[Topic, tuple[Claim, ...]]

    @cached_property
    def answers(self) -> tuple[Claim, ...]:
        """The short answers, in the order in which people ask."""
        told = [claim for claims in self.said.values() for claim in claims]
        return tuple(claim for question in QUESTIONS for claim in told if claim.question == question)

    @cached_property
    def checked_on(self) -> datetime.date | None:
        """The oldest check on this page; None: nothing was ever checked."""
        return min((part.checked_on for part in self.evidence() if part.checked_on), default=None)

    @cached_property
    def overdue(self) -> int:
        """How many statements on this page are overdue for a check."""
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
        """The progress on each step for these ticks; the first open step is the next one."""
        states = [(planned, _state(planned, ticks)) for planned in self.steps]
        following = next((planned.number for planned, state in states if state == "todo"), None)
        open_steps = {planned.step.slug for planned, state in states if state == "todo"}
        return tuple(
            Standing(
                state,
                _has_changed(planned, ticks),
                planned.number == following,
                state == "todo" and planned.after is not None and planned.after.slug in open_steps,
            )
            for planned, state in states
        )

    @property
    def is_plain(self) -> bool:
        """Whether no step here asks, waits or shows pictures, so that the page needs no style for that."""
        ways = (way.walkthrough for planned in self.steps for way in planned.ways)
        waiting = any(planned.after for planned in self.steps)
        return not self.is_asking and not waiting and not any(way.pictures for way in ways)

    @property
    def is_asking(self) -> bool:
        """Whether a step here asks something first."""
        return any(planned.step.question for planned in self.steps)


@dataclass(frozen=True)
class Checklist:
    """The page for one visitor: the plan and their progress."""

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
    def answers(self) -> tuple[Claim, ...]:
        return self.plan.answers

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
    def first(self) -> ShownStep | None:
        """The main step; once it is ticked, the page says so."""
        return next(iter(self.needed), None)

    @cached_property
    def told(self) -> tuple[ShownStep, ...]:
        """The steps of which the state is told: the main one, and each further switch, which is at another place."""
        told, places = list(self.needed[:1]), _places(self.needed[:1])
        for shown in self.needed[1:]:
            own = _places([shown])
            if shown.step.kind == "switch" and own.isdisjoint(places):
                told.append(shown)
            places |= own
        return tuple(told)

    @property
    def done(self) -> int:
        """How many required steps are done; extras are not counted."""
        return sum(one.state == "done" for one in self.needed)

    @property
    def total(self) -> int:
        return len(self.needed)

    @property
    def is_off(self) -> bool:
        """Whether all required steps are done."""
        return 0 < self.done == self.total

    @property
    def has_letters(self) -> bool:
        """Whether there is something to send from this region."""
        return objection.has_letters(self.guide, self.region.slug)

    def evidence(self) -> Iterator[Evidence]:
        return self.plan.evidence()


@dataclass(frozen=True)
class Reader:
    """The reader of a page: region, device (None: not chosen), day, and answers (None: of everybody)."""

    region: Region
    device: Device | None
    on: datetime.date
    answers: Answers | None = None

    def answers_to(self, step: Step) -> tuple[str | None, ...]:
        """The answers whose ways this reader is shown: their own, none yet, or all of them."""
        if self.answers is None or not step.question:
            return step.every_answer
        return tuple(slug for slug in step.every_answer if slug == self.answers.get(step.slug))

    def is_told(self, claim: Claim) -> bool:
        return claim.holds(self.region.slug, self.on) and claim.reaches(self.region.slug, self.device)


def build(guide: Guide, region: Region, device: Device | None, on: datetime.date, ticks: Ticks) -> Checklist:
    """The checklist. `device` None: not chosen, so it has the walkthroughs for all devices, and the page picks."""
    return follow(plan(guide, region, device, on), ticks)


def follow(planned: Plan, ticks: Ticks) -> Checklist:
    """The checklist of this plan for these ticks."""
    return Checklist(planned, planned.standings(ticks))


def plan(
    guide: Guide, region: Region, device: Device | None, on: datetime.date, answers: Answers | None = None
) -> Plan:
    """The plan; required steps come first, then extras.

    A step that asks has the ways for the reader's answer, and none before that; `answers` None: those for all answers.
    """
    reader = Reader(region, device, on, answers)
    steps = sorted(guide.steps_in(region.slug), key=lambda step: step.is_extra)
    return Plan(
        guide=guide,
        region=region,
        device=device,
        on=on,
        steps=tuple(
            PlannedStep(
                step,
                number,
                _ways(guide, step, reader),
                _claims(guide, reader, "why", step),
                step.revision_for(region.slug, device),
                next((each for each in steps if each.slug == step.after), None),
                (answers or {}).get(step.slug),
                objection.is_sent_by(guide, region.slug, step),
            )
            for number, step in enumerate(steps, start=1)
        ),
        said={topic: _claims(guide, reader, topic) for topic in TOPICS if topic not in STEP_TOPICS | LETTER_TOPICS},
    )


def stands_for(devices: Sequence[Device], known: Sequence[Device]) -> tuple[Device, ...]:
    """These devices of a guide, and those that may be guessed, are not among the `known` ones, and are shown as one."""
    instead = {guess: [each for each in GUESSED[guess] if each in known] for guess in GUESSED if guess not in known}
    return (*devices, *(guess for guess, others in instead.items() if any(each in devices for each in others[:1])))


def _places(steps: Iterable[ShownStep]) -> set[Place]:
    """Where these steps are done: a second step at the same place sets no other switch."""
    ways = (way.walkthrough for shown in steps for way in shown.ways)
    return {(way.trail, way.url) for way in ways if way.trail or way.url}


def _state(planned: PlannedStep, ticks: Ticks) -> State:
    tick = ticks.get(planned.step.slug)
    if tick is None or tick.is_older_than(planned.revision.number):
        return "todo"
    if tick.revision is not None:
        return "done"
    return "not-for-me" if planned.step.is_extra else "todo"


def _has_changed(planned: PlannedStep, ticks: Ticks) -> bool:
    """Whether it was ticked before the last revision that applies here, so the visitor should look again."""
    tick = ticks.get(planned.step.slug)
    return tick is not None and tick.is_older_than(planned.revision.number)


def _ways(guide: Guide, step: Step, reader: Reader) -> tuple[Way, ...]:
    """One way per walkthrough: devices that share it also share the help for when it does not fit."""
    ways: dict[tuple[Walkthrough, tuple[Claim, ...]], Way] = {}
    for answer in reader.answers_to(step):
        found = {
            device: next(iter(walkthroughs_for(step, reader.region.slug, device, answer)), None)
            for device in guide.devices
        }
        addresses = [walkthrough.url for walkthrough in found.values() if walkthrough and walkthrough.url]
        for device in (reader.device,) if reader.device else guide.devices:
            if walkthrough := found.get(device):
                missing = _claims(guide, replace(reader, device=device), "missing", step)
                key = (walkthrough, missing)
                before = ways[key].devices if key in ways else ()
                elsewhere = "" if walkthrough.url else next(iter(addresses), "")
                devices = before if device in before else (*before, device)
                ways[key] = Way(devices, walkthrough, missing, elsewhere, guide.devices)
    return tuple(ways.values())


def _claims(guide: Guide, reader: Reader, topic: Topic, step: Step | None = None) -> tuple[Claim, ...]:
    if not guide.has(topic):
        return ()
    place = (topic, step.slug if step else None)
    return tuple(claim for claim in guide.claims if (claim.topic, claim.step) == place and reader.is_told(claim))


def said(guide: Guide, region: Region, on: datetime.date, topics: Iterable[Topic]) -> dict[Topic, tuple[Claim, ...]]:
    """What is said on these topics in this region on that day, on any device; a topic without a claim is empty."""
    return {topic: _claims(guide, Reader(region, None, on), topic) for topic in topics}


def common(guide: Guide, on: datetime.date, topic: Topic) -> Sequence[Claim]:
    """The claims that apply in every region, for pages shown before the region is known."""
    told = [claim for claim in guide.claims if claim.topic == topic and not claim.regions and claim.is_current(on)]
    return told if guide.has(topic) else []

"""The steps of a guide: what a reader does, how on each device, and who is asked to look at it again."""

import datetime
from typing import Annotated

from pydantic import Field

from guides.document.evidence import Evidence, Part
from guides.document.field_types import (
    DIGEST,
    HIGHEST_REVISION,
    MOST_ENTRIES,
    MOST_PIXELS,
    Device,
    Line,
    Link,
    PictureKind,
    Slug,
    StepKind,
    Text,
)


class Picture(Part):
    """A picture of what one sees, served by the site itself: its file is /pictures/, the digest, a dot and the kind."""

    slug: Slug
    """The permanent name, for machines. It stays when the words change."""
    alternative: Text
    """What it shows, for readers who do not see it."""
    dated_on: datetime.date
    """The day on which it was taken."""
    digest: Annotated[str, Field(pattern=DIGEST)]
    """The SHA-256 of its file, in hexadecimal."""
    kind: PictureKind
    """The kind of the file."""
    width: Annotated[int, Field(ge=1, le=MOST_PIXELS)]
    """How wide it is, in pixels."""
    height: Annotated[int, Field(ge=1, le=MOST_PIXELS)]
    """How high it is, in pixels."""

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.digest}.{self.kind}"


class Walkthrough(Evidence):
    """How to do one step on some devices (and, where regions are named, only there)."""

    devices: tuple[Device, ...] = ()
    """For which devices this is meant; each device needs one."""
    regions: tuple[Slug, ...] = ()
    """For which regions this is meant, by slug; left out: for all."""
    answers: tuple[Slug, ...] = ()
    """For which answers to the question of its step this is meant, by slug; left out: for all."""
    trail: Annotated[tuple[Line, ...], Field(max_length=MOST_ENTRIES)] = ()
    """The way through the menus, in the exact words of the product."""
    actions: Annotated[tuple[Text, ...], Field(max_length=MOST_ENTRIES)] = ()
    """What to press, in order."""
    url: Link | None = None
    """A link. A source without one is named and not linked."""
    link_text: Line | None = None
    """The words of the link."""
    see: Text | None = None
    """What you should see then."""
    note: Text | None = None
    """Anything else worth knowing."""
    pictures: Annotated[tuple[Picture, ...], Field(max_length=MOST_ENTRIES)] = ()
    """Pictures of what one sees."""


class Answer(Part):
    """One answer to the question of a step."""

    slug: Slug
    """The permanent name, for machines. It stays when the words change."""
    label: Line
    """The answer in words: “Yes, a work account”."""


class StepQuestion(Part):
    """What a reader must say before a step can tell them how it is done: “Is it a work account?”."""

    text: Line
    """The question."""
    answers: tuple[Answer, ...] = ()
    """Its answers, two to four."""


class Revision(Part):
    """A request to look at a step again, to readers who had ticked it in these regions and on these devices."""

    number: Annotated[int, Field(ge=1, le=HIGHEST_REVISION)]
    """The revision that the step had from then on."""
    note: Text | None = None
    """What changed, for readers who ticked the step before."""
    regions: tuple[Slug, ...] = ()
    """For which regions this is meant, by slug; left out: for all."""
    devices: tuple[Device, ...] = ()
    """For which devices this is meant; left out: for all."""

    def reaches(self, region: str, device: Device | None) -> bool:
        """Whether this is meant for readers in that region with that device (None: not chosen yet)."""
        return reaches(self.regions, self.devices, region, device)


class Variant(Part):
    """Other words of a step, for readers in some regions. What is left out is as it is everywhere."""

    regions: tuple[Slug, ...] = ()
    """For which regions this is meant, by slug."""
    title: Line | None = None
    """What to do: “Turn it off”."""
    outcome: Line | None = None
    """What is true once it is done: “It is off”."""
    tick: Line | None = None
    """The words beside the tick box."""
    summary: Text | None = None
    """The step in a sentence or two."""

    @property
    def words(self) -> dict[str, str]:
        """The words that differ, by field."""
        return {name: value for name, value in self if name != "regions" and value is not None}


class Step(Part):
    """Something to do that a person can tick. Ticks belong to the slug; a tick of an older revision is out of date."""

    slug: Slug
    """The permanent name, for machines. It stays when the words change."""
    title: Line
    """What to do: “Turn it off”."""
    outcome: Line | None = None
    """What is true once it is done: “It is off”; left out: the title says it."""
    tick: Line
    """The words beside the tick box."""
    summary: Text
    """The step in a sentence or two."""
    kind: StepKind = "switch"
    """What one does: set something, send a form, make a request, or delete something."""
    is_extra: bool = False
    """Whether it is optional."""
    regions: tuple[Slug, ...] = ()
    """For which regions this is meant, by slug; left out: for all."""
    revision: Annotated[int, Field(ge=1, le=HIGHEST_REVISION)] = 1
    """Goes up when people who have done the step must look again."""
    change_note: Text | None = None
    """What changed with the last revision."""
    revisions: tuple[Revision, ...] = ()
    """Whom each revision asks to look again, if not everybody. A revision after the last one listed asks everybody."""
    after: Slug | None = None
    """The step that must be done first, or put aside, by slug. Where that is not a step, nothing is waited for."""
    question: StepQuestion | None = None
    """What it asks first, where the way depends on the answer."""
    variants: tuple[Variant, ...] = ()
    """Other words for some regions; no region is named twice."""
    walkthroughs: tuple[Walkthrough, ...] = ()
    """How it is done, device by device."""

    @property
    def every_answer(self) -> tuple[str | None, ...]:
        """The answers by which its ways differ, by slug; only None if it asks nothing."""
        return tuple(answer.slug for answer in self.question.answers) if self.question else (None,)

    def is_in(self, region: str) -> bool:
        """Whether readers in that region have this step."""
        return not self.regions or region in self.regions

    def told_in(self, region: str) -> "Step":
        """The step in the words of that region, which are then its only ones."""
        if not self.variants:
            return self
        words = next((variant.words for variant in self.variants if region in variant.regions), {})
        return self.model_copy(update={**words, "variants": ()})

    def revision_for(self, region: str, device: Device | None) -> Revision:
        """The last one that reaches readers in that region with that device (None: not chosen yet).

        Whoever ticked the step at that revision or a later one has nothing to look at again.
        """
        raised = [each for each in self.revisions if each.number <= self.revision]
        if self.revision not in {each.number for each in raised}:
            raised.append(Revision(number=self.revision, note=self.change_note))
        reaching = (each for each in sorted(raised, key=lambda each: -each.number) if each.reaches(region, device))
        return next(reaching, Revision(number=1))

    @property
    def once_done(self) -> str:
        """What is true once it is done; until editions knew outcomes, the title said so."""
        return self.outcome or self.title


def reaches(regions: tuple[Slug, ...], devices: tuple[Device, ...], region: str, device: Device | None) -> bool:
    """Whether what is meant for these regions and devices (none: all) is for readers there (None: no device chosen)."""
    return (not regions or region in regions) and (not devices or device is None or device in devices)


def walkthroughs_for(step: Step, region: str, device: Device, answer: str | None = None) -> list[Walkthrough]:
    """Those that fit; one that names the region goes before one for everybody. Sound guides give one.

    `answer`: to the question of the step, if it asks one.
    """
    fitting = [way for way in step.walkthroughs if device in way.devices and answer in (way.answers or (answer,))]
    named = [way for way in fitting if region in way.regions]
    return named or [way for way in fitting if not way.regions]

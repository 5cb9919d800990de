"""A guide as a document: the types.

Everything that visitors read, that is previewed, exported, loaded or kept as an edition has
this one form. Nothing here knows of Django, of a database or of the web.

`validation.parse` builds one from plain data, `yaml_format` reads and writes it as text, and
`completeness.gaps` says what is missing before it may be published. The sentence under a field is its description in
the JSON Schemas at `/api/`.
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from guides.document.evidence import CHECK_AGAIN_AFTER, Evidence, Part
from guides.document.field_types import (
    EMAIL,
    FORMAT,
    MOST_ENTRIES,
    PLACE,
    TOPICS,
    USUAL_DEVICES,
    USUALLY_NEEDED,
    Country,
    Device,
    Effect,
    Language,
    Line,
    Link,
    Precision,
    Question,
    Slug,
    StepKind,
    Text,
    Topic,
    Verdict,
    Word,
)
from guides.document.letters import Ground, OfLetters, OfPlaces, Paragraph, Purpose, Recourse
from guides.document.steps import (
    Answer,
    Picture,
    Revision,
    Step,
    StepQuestion,
    Variant,
    Walkthrough,
    reaches,
    walkthroughs_for,
)

__all__ = [
    "CHECK_AGAIN_AFTER",
    "OF_LETTERS",
    "Answer",
    "Authority",
    "Claim",
    "DocumentError",
    "Event",
    "Evidence",
    "Ground",
    "Guide",
    "Label",
    "OfLetters",
    "OfPlaces",
    "Paragraph",
    "Part",
    "Picture",
    "Problem",
    "Purpose",
    "Recourse",
    "Region",
    "Revision",
    "Rumour",
    "Source",
    "Step",
    "StepQuestion",
    "Variant",
    "Walkthrough",
    "key_of",
    "only_checked",
    "parts",
    "spoken",
    "statements",
    "walkthroughs_for",
]


def _as_numbered_today(number: object) -> object:
    """Documents of format 1 hold no field that today's form does not have, and mean the same by each."""
    return FORMAT if number == 1 and not isinstance(number, bool) else number


# The collections of a guide from which objections are put together.
OF_LETTERS = ("recourses", "purposes", "grounds", "letters")


class Source(Part):
    """Something we read. No `url` means: named, but not linked (a copy of other people's text, say)."""

    slug: Slug
    """The permanent name, for machines. It stays when the words change."""
    title: Line
    """The headline."""
    publisher: Line
    """Who published it."""
    language: Language = "en"
    """The language in which title and publisher are written here, whatever the page itself is in."""
    dated: Line
    """When it was published, as far as it is known."""
    url: Link | None = None
    """A link. A source without one is named and not linked."""
    gone_on: datetime.date | None = None
    """The day from which its page has been gone; left out: it is still there."""
    archive_url: Link | None = None
    """A link to an archived copy of the page."""
    archived_on: datetime.date | None = None
    """The day on which that copy was made."""

    @property
    def readable_at(self) -> str | None:
        """Where somebody can read it: its page, or the archived copy once that is gone."""
        return self.archive_url if self.gone_on else self.url


class Authority(Evidence):
    """An authority that takes complaints; `place` is a country or a state, in the guide's language."""

    code: Annotated[str, Field(pattern=PLACE)]
    """The code of the country or state (ISO 3166)."""
    place: Line
    """Where, in words: “in the United Kingdom”; for an authority, its country or state."""
    name: Line
    """What it is called."""
    name_language: Language
    """The language of its name."""
    url: Link
    """A link. A source without one is named and not linked."""
    email: Annotated[str, Field(pattern=EMAIL)] | None = None
    """Its e-mail address."""
    languages: Annotated[tuple[Language, ...], Field(max_length=MOST_ENTRIES)] = ()
    """The languages in which it accepts complaints."""
    note: Text | None = None
    """Anything else worth knowing."""
    asks_first: bool | None = None
    """Whether it wants the company to be asked first; left out: not known."""
    contents: Text | None = None
    """What a complaint must contain there."""


class Region(Part):
    """A part of the world in which the same things are true. `since_on`: when the practice had begun there."""

    slug: Slug
    """The permanent name, for machines. It stays when the words change."""
    name: Line
    """What it is called."""
    place: Line
    """Where, in words: “in the United Kingdom”; for an authority, its country or state."""
    covers: Text
    """Which countries belong to the region, in words."""
    since_on: datetime.date | None = None
    """The date by which the practice that the guide stops had begun in this region."""
    countries: Annotated[tuple[Country, ...], Field(max_length=MOST_ENTRIES)] = ()
    """The codes of its countries (ISO 3166)."""
    aliases: Annotated[tuple[Slug, ...], Field(max_length=MOST_ENTRIES)] = ()
    """Other short names that lead to this region."""
    is_elsewhere: bool = False
    """Whether this is the rest of the world."""
    authorities: tuple[Authority, ...] = ()
    """The authorities that take complaints there."""


class Claim(Evidence):
    """A sentence that could be wrong. Empty `regions` or `devices`: all of them. Both days are included."""

    slug: Slug
    """The permanent name, for machines. It stays when the words change."""
    topic: Topic
    """Where on the page it stands."""
    text: Text
    """The sentence. **word** is a label of the product, *word* is stressed, [words](https://…) is a link."""
    step: Slug | None = None
    """The step that it belongs to, by slug."""
    regions: tuple[Slug, ...] = ()
    """For which regions this is meant, by slug; left out: for all."""
    devices: tuple[Device, ...] = ()
    """For which devices this is meant; left out: for all."""
    from_on: datetime.date | None = None
    """The first day on which it is shown."""
    until_on: datetime.date | None = None
    """The last day on which it is shown."""
    question: Question | None = None
    """The question that it answers, among the short answers on the page of a region."""
    answer: Line | None = None
    """The answer in a word (“No.”), which stands before the sentence."""
    words: Annotated[tuple[Word, ...], Field(max_length=MOST_ENTRIES)] = ()
    """What somebody with that question would search for."""

    def reaches(self, region: str, device: Device | None) -> bool:
        """Whether this is meant for readers in that region with that device (None: not chosen yet)."""
        return reaches(self.regions, self.devices, region, device)

    def holds(self, region: str, on: datetime.date) -> bool:
        """Whether this is said to readers in that region on that day."""
        return self.reaches(region, None) and self.is_current(on)

    def is_current(self, on: datetime.date) -> bool:
        """Whether this is said on that day, wherever."""
        begun = self.from_on is None or self.from_on <= on
        return begun and (self.until_on is None or on <= self.until_on)


class Label(Evidence):
    """The exact words of the product when it is set to another language."""

    language: Language
    """The language of the words, as a tag such as “en”."""
    language_name: Line
    """The name of the language."""
    page: Line
    """The heading of the page with the setting."""
    switch: Line | None = None
    """The words beside the setting itself."""


class Event(Evidence):
    """Something that happened, shown from that day on. Empty `regions`: it concerns all of them.

    `precision`: how much of the day is known. `effect`: whether what the guide stops begins or pauses there.
    """

    slug: Slug
    """The permanent name, for machines. It stays when the words change."""
    happened_on: datetime.date
    """The day on which it happened."""
    precision: Precision = "day"
    """How much of the day is known: the day, the month or the year."""
    text: Text
    """The sentence. **word** is a label of the product, *word* is stressed, [words](https://…) is a link."""
    regions: tuple[Slug, ...] = ()
    """For which regions this is meant, by slug; left out: for all."""
    effect: Effect | None = None
    """Whether the practice that the guide stops begins or pauses in these regions from then on; left out: neither."""

    def is_told(self, region: str | None, on: datetime.date) -> bool:
        """Whether readers in that region hear of it on that day (None: in any region)."""
        return self.happened_on <= on and (region is None or not self.regions or region in self.regions)


class Rumour(Evidence):
    """A claim that is going around, in our own words, and what is true instead (`right`), with the sources of that.

    `words`: what somebody who has seen neither text would search for. `from_on`: the first day on which the verdict
    holds.
    """

    slug: Slug
    """The permanent name, for machines. It stays when the words change."""
    said: Text
    """The claim that is going around, in our own words."""
    verdict: Verdict
    """Whether it is wrong, was once true (superseded), or is disputed."""
    right: Text
    """What is true instead."""
    words: Annotated[tuple[Word, ...], Field(max_length=MOST_ENTRIES)] = ()
    """What somebody would search for."""
    regions: tuple[Slug, ...] = ()
    """For which regions this is meant, by slug; left out: for all."""
    from_on: datetime.date | None = None
    """The first day on which it is shown."""

    def is_told(self, region: str | None, on: datetime.date) -> bool:
        """Whether readers in that region hear of it on that day (None: in any region)."""
        has_begun = self.from_on is None or self.from_on <= on
        return has_begun and (region is None or not self.regions or region in self.regions)


class Guide(Part):
    """One whole guide: how to stop one practice of a product, in each region and on each device. `basis`: how we know.

    `untried`: what readers should know about that before they begin.
    """

    format: Annotated[Literal[2], BeforeValidator(_as_numbered_today)]
    """The number of the form. While it stays the same, no field is removed or gets another meaning."""
    slug: Slug
    """The permanent name, for machines. It stays when the words change."""
    product: Line
    """The product that the guide is about."""
    owner: Line | None = None
    """The company that the product belongs to, where it has a name of its own."""
    maker: Line | None = None
    """Whose word it is if the certainty is “maker”; left out: the product’s, where the company is called like it."""
    title: Line
    """The headline."""
    description: Text
    """The guide in a sentence or two."""
    language: Language
    """The language of the words, as a tag such as “en”."""
    basis: Text | None = None
    """How we know what the guide says."""
    untried: Line | None = None
    """What we did not try ourselves, in one line, shown on the page of each region."""
    sections: tuple[Topic, ...] = TOPICS
    """The topics that the guide has; left out: all of them. Pages leave out the others."""
    needed: tuple[Topic, ...] = USUALLY_NEEDED
    """Those of its topics on which it says something in every region; left out: all but why."""
    devices: tuple[Device, ...] = USUAL_DEVICES
    """The devices that the guide knows; left out: a computer, the two apps, and a browser on a phone."""
    regions: tuple[Region, ...] = ()
    """The regions of the world that the guide distinguishes."""
    steps: tuple[Step, ...] = ()
    """What there is to do, in order."""
    claims: tuple[Claim, ...] = ()
    """The sentences about the product that could be wrong."""
    labels: tuple[Label, ...] = ()
    """The words of the product in other languages."""
    events: tuple[Event, ...] = ()
    """What happened, and when."""
    rumours: tuple[Rumour, ...] = ()
    """Claims that are going around, and what is actually true."""
    recourses: tuple[Recourse, ...] = ()
    """What the law of each place gives to somebody who wants this use to stop."""
    purposes: tuple[Purpose, ...] = ()
    """The uses that a letter can name."""
    grounds: tuple[Ground, ...] = ()
    """The kinds of reasons that somebody may have."""
    letters: tuple[Paragraph, ...] = ()
    """The paragraphs of the texts, in order."""
    sources: tuple[Source, ...] = ()
    """Everything that the guide rests on."""

    def has(self, topic: Topic) -> bool:
        """Whether the guide has a section for this topic."""
        return topic in self.sections

    def needs(self, topic: Topic) -> bool:
        """Whether something has to be said on this topic in every region."""
        return topic in self.needed and self.has(topic)

    def kind_in(self, region: str | None = None) -> StepKind:
        """What one does in the first step that is needed, in that region (None: in any)."""
        steps = self.steps if region is None else self.steps_in(region)
        return next((step.kind for step in steps if not step.is_extra), "switch")

    @property
    def speaker(self) -> str:
        """The name of the company whose word it is if the certainty is “maker”."""
        return self.maker or self.product

    def region(self, slug: str) -> Region | None:
        return next((region for region in self.regions if region.slug == slug), None)

    def step(self, slug: str) -> Step | None:
        return next((step for step in self.steps if step.slug == slug), None)

    def source(self, slug: str) -> Source | None:
        return next((source for source in self.sources if source.slug == slug), None)

    def steps_in(self, region: str) -> list[Step]:
        """The steps that readers in that region have, in the words of that region."""
        return [step.told_in(region) for step in self.steps if step.is_in(region)]


def only_checked(guide: Guide) -> Guide:
    """The guide without what is still to be checked: what of a draft may be published."""
    checked = {name: tuple(part for part in getattr(guide, name) if not part.to_check) for name in OF_LETTERS}
    return guide.model_copy(update=checked)


def pictures(guide: Guide) -> dict[str, Picture]:
    """Every picture of a guide, by its file."""
    found = (picture for step in guide.steps for way in step.walkthroughs for picture in way.pictures)
    return {picture.file: picture for picture in found}


def parts(guide: Guide) -> Iterator[tuple[str, str, Part]]:
    """Every part that points at others, with the kind and key under which a person finds it."""
    for region in guide.regions:
        for authority in region.authorities:
            yield "region", region.slug, authority
    for step in guide.steps:
        yield "step", step.slug, step
        for variant in step.variants:
            yield "step", step.slug, variant
        for way in step.walkthroughs:
            yield "step", step.slug, way
            for picture in way.pictures:
                yield "step", step.slug, picture
    yield from statements(guide)


def spoken(guide: Guide) -> Iterator[tuple[str, str, Part]]:
    """Every part that readers read something of, with the kind and key under which a person finds it."""
    yield "guide", guide.slug, guide
    yield from (("region", region.slug, region) for region in guide.regions)
    yield from (("source", source.slug, source) for source in guide.sources)
    yield from parts(guide)
    for step in guide.steps:
        yield from (("step", step.slug, revision) for revision in step.revisions)
        if step.question:
            yield "step", step.slug, step.question
            yield from (("step", step.slug, answer) for answer in step.question.answers)


def statements(guide: Guide) -> Iterator[tuple[str, str, Evidence]]:
    """Every statement that is no part of another part, with its kind and key."""
    every: tuple[Evidence, ...] = (
        *(*guide.claims, *guide.labels, *guide.events, *guide.rumours),
        *(*guide.recourses, *guide.purposes, *guide.grounds, *guide.letters),
    )
    for each in every:
        yield type(each).__name__.lower(), key_of(each), each


def key_of(statement: Evidence) -> str:
    """The name under which a person finds a statement that is no part of another part."""
    return str(statement.language if isinstance(statement, Label) else getattr(statement, "slug"))  # noqa: B009


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong or missing: in which part (`kind` and `key`), in which field, and what to do."""

    kind: str
    key: str
    field: str
    reason: str

    def __str__(self) -> str:
        place = " ".join(word for word in (self.kind, self.key) if word)
        return f"{place} › {self.field}: {self.reason}" if self.field else f"{place}: {self.reason}"


class DocumentError(Exception):
    """The document is not sound; `problems` says where and why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

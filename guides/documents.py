"""A guide as a document: the types.

Everything that visitors read, that is previewed, exported, loaded or kept as an edition has
this one form. Nothing here knows of Django, of a database or of the web.

`soundness.parse` builds one from plain data, `yaml_form` reads and writes it as text, and
`completeness.gaps` says what is missing before it may be published.
"""

import datetime
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Device = Literal["computer", "iphone", "android", "phone"]
DEVICES: tuple[Device, ...] = get_args(Device)

Certainty = Literal["linkedin", "several", "one", "disputed", "inferred"]
CERTAINTIES: tuple[Certainty, ...] = get_args(Certainty)

Topic = Literal[
    "essential",
    "standing",
    "why",
    "missing",
    "ending",
    "does",
    "does_not",
    "used",
    "not_used",
    "disputed",
    "complain",
    "no_account",
    "under_18",
    "region_unclear",
]
TOPICS: tuple[Topic, ...] = get_args(Topic)
STEP_TOPICS: frozenset[Topic] = frozenset({"why", "missing"})

Precision = Literal["day", "month", "year"]
Effect = Literal["starts", "pauses"]
Verdict = Literal["wrong", "superseded", "disputed"]

CHECK_AGAIN_AFTER = datetime.timedelta(days=90)
LONGEST_LINE = 200
LONGEST_TEXT = 1000
LONGEST_WORD = 60

# Line breaks and control characters: what Unicode calls Cc, Zl and Zp.
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")

# Text that turns the direction of what follows, or that nobody can see, has no place in a sentence.
HIDDEN = re.compile(
    "[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def plain(text: str) -> str:
    """Give the text back in composed form; raise ValueError where it holds what a reader cannot see."""
    if CONTROL.search(text):
        raise ValueError("has a line break or a control character; write it as one line")
    if HIDDEN.search(text):
        raise ValueError("has an invisible character or one that turns the reading direction; retype it")
    return unicodedata.normalize("NFC", text)


def one_word(text: str) -> str:
    """Give the word back; raise ValueError unless it is one: letters and digits, with hyphens or apostrophes."""
    word = plain(text)
    if not all(unicodedata.category(letter)[0] in "LMN" or letter in "-'’" for letter in word):
        raise ValueError("must be one word of letters and digits")
    if len(word) > LONGEST_WORD:
        raise ValueError(f"is longer than {LONGEST_WORD} letters")
    return word


def secure_link(url: str) -> str:
    """Give the address back; raise ValueError unless it is a whole https address with a host."""
    parts = urlsplit(plain(url))
    if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc or any(map(str.isspace, url)):
        raise ValueError("must be a whole address that begins with https://")
    return url


SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
COUNTRY = r"^[A-Z]{2}$"
PLACE = r"^[A-Z]{2}(-[A-Z]{2,3})?$"
LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z]{2,8})*$"
EMAIL = r"^[A-Za-z0-9._+-]{1,64}@([A-Za-z0-9-]{1,63}\.)+[a-z]{2,63}$"
LONGEST_SLUG = 60
LONGEST_LANGUAGE = 20
MOST_ENTRIES = 60  # in any list of texts
HIGHEST_REVISION = 9999
# The first word of these addresses, or the last, means something else.
RESERVED_GUIDES = frozenset(
    {"admin", "api", "preview", "static", "healthz", "readyz", "privacy", "accessibility", "offline"}
)
RESERVED_REGIONS = frozenset({"sources", "changes", "claims", "timeline", "report", "api", "editions"})

Slug = Annotated[str, Field(pattern=SLUG, max_length=LONGEST_SLUG)]
Line = Annotated[str, AfterValidator(plain), Field(min_length=1, max_length=LONGEST_LINE)]
Text = Annotated[str, AfterValidator(plain), Field(min_length=1, max_length=LONGEST_TEXT)]
Word = Annotated[str, Field(min_length=1), AfterValidator(one_word)]
Link = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(secure_link)]
Country = Annotated[str, Field(pattern=COUNTRY)]
Language = Annotated[str, Field(pattern=LANGUAGE, max_length=LONGEST_LANGUAGE)]


class Part(BaseModel):
    """What every part of a document has in common: it never changes, and knows no unknown field."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Evidence(Part):
    """Where a statement comes from, how sure it is and when it was last held against its sources.

    It is due to be checked again after `check_after`, or else 90 days after the last check.
    """

    certainty: Certainty
    sources: tuple[Slug, ...] = ()
    checked_on: datetime.date | None = None
    check_after: datetime.date | None = None
    disagreement: Text | None = None

    @property
    def due_on(self) -> datetime.date | None:
        """The day after which nobody has checked this for its time; None: it was never checked."""
        if self.check_after is not None or self.checked_on is None:
            return self.check_after
        return self.checked_on + CHECK_AGAIN_AFTER

    def is_overdue(self, on: datetime.date) -> bool:
        return self.due_on is None or self.due_on < on


class Source(Part):
    """Something we read. No `url` means: named, but not linked (a copy of other people's text, say)."""

    slug: Slug
    title: Line
    publisher: Line
    dated: Line
    url: Link | None = None


class Authority(Evidence):
    """Who takes a complaint; `place` is a country, a state or a German Land, in the guide's language."""

    code: Annotated[str, Field(pattern=PLACE)]
    place: Line
    name: Line
    name_language: Language
    url: Link
    email: Annotated[str, Field(pattern=EMAIL)] | None = None
    languages: Annotated[tuple[Language, ...], Field(max_length=MOST_ENTRIES)] = ()
    note: Text | None = None


class Region(Part):
    """A part of the world in which the same things are true. `since_on`: the first day of the training there."""

    slug: Slug
    name: Line
    place: Line
    covers: Text
    since_on: datetime.date | None = None
    countries: Annotated[tuple[Country, ...], Field(max_length=MOST_ENTRIES)] = ()
    aliases: Annotated[tuple[Slug, ...], Field(max_length=MOST_ENTRIES)] = ()
    is_elsewhere: bool = False
    authorities: tuple[Authority, ...] = ()


class Walkthrough(Evidence):
    """How to do one step on some devices (and, where regions are named, only there)."""

    devices: tuple[Device, ...] = ()
    regions: tuple[Slug, ...] = ()
    trail: Annotated[tuple[Line, ...], Field(max_length=MOST_ENTRIES)] = ()
    actions: Annotated[tuple[Text, ...], Field(max_length=MOST_ENTRIES)] = ()
    url: Link | None = None
    link_text: Line | None = None
    see: Text | None = None
    note: Text | None = None


class Step(Part):
    """An outcome that a person can tick. Ticks hang on the slug; a tick made at an older revision is out of date."""

    slug: Slug
    title: Line
    tick: Line
    summary: Text
    is_extra: bool = False
    regions: tuple[Slug, ...] = ()
    revision: Annotated[int, Field(ge=1, le=HIGHEST_REVISION)] = 1
    change_note: Text | None = None
    walkthroughs: tuple[Walkthrough, ...] = ()


class Claim(Evidence):
    """A sentence that could be wrong. Empty `regions` or `devices`: all of them. Both days belong to the span."""

    slug: Slug
    topic: Topic
    text: Text
    step: Slug | None = None
    regions: tuple[Slug, ...] = ()
    devices: tuple[Device, ...] = ()
    from_on: datetime.date | None = None
    until_on: datetime.date | None = None

    def reaches(self, region: str, device: Device | None) -> bool:
        """Whether this is meant for readers in that region with that device (None: not chosen yet)."""
        in_region = not self.regions or region in self.regions
        return in_region and (not self.devices or device is None or device in self.devices)

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
    language_name: Line
    page: Line
    switch: Line | None = None


class Event(Evidence):
    """Something that happened, said from that day on. Empty `regions`: it concerns all of them.

    `precision`: how much of the day is known. `effect`: what the training does in these regions from then on.
    """

    slug: Slug
    happened_on: datetime.date
    precision: Precision = "day"
    text: Text
    regions: tuple[Slug, ...] = ()
    effect: Effect | None = None

    def is_told(self, region: str | None, on: datetime.date) -> bool:
        """Whether readers in that region hear of it on that day (None: in any region)."""
        return self.happened_on <= on and (region is None or not self.regions or region in self.regions)


class Rumour(Evidence):
    """What one reads elsewhere, in our own words, and what is `right` instead; its sources are those of `right`.

    `words`: what somebody would look for who has neither text before them. `from_on`: the first day on which the
    verdict holds.
    """

    slug: Slug
    said: Text
    verdict: Verdict
    right: Text
    words: Annotated[tuple[Word, ...], Field(max_length=MOST_ENTRIES)] = ()
    regions: tuple[Slug, ...] = ()
    from_on: datetime.date | None = None

    def is_told(self, region: str | None, on: datetime.date) -> bool:
        """Whether readers in that region hear of it on that day (None: in any region)."""
        has_begun = self.from_on is None or self.from_on <= on
        return has_begun and (region is None or not self.regions or region in self.regions)


class Guide(Part):
    """One whole guide: how to stop one product, told for every region and device. `basis`: how we know."""

    format: Literal[1]
    slug: Slug
    product: Line
    title: Line
    description: Text
    language: Language
    basis: Text | None = None
    regions: tuple[Region, ...] = ()
    steps: tuple[Step, ...] = ()
    claims: tuple[Claim, ...] = ()
    labels: tuple[Label, ...] = ()
    events: tuple[Event, ...] = ()
    rumours: tuple[Rumour, ...] = ()
    sources: tuple[Source, ...] = ()

    def region(self, slug: str) -> Region | None:
        return next((region for region in self.regions if region.slug == slug), None)

    def step(self, slug: str) -> Step | None:
        return next((step for step in self.steps if step.slug == slug), None)

    def source(self, slug: str) -> Source | None:
        return next((source for source in self.sources if source.slug == slug), None)

    def steps_in(self, region: str) -> list[Step]:
        return [step for step in self.steps if not step.regions or region in step.regions]


def walkthroughs_for(step: Step, region: str, device: Device) -> list[Walkthrough]:
    """Those that fit; one that names the region goes before one for everybody. Sound guides give one."""
    fitting = [way for way in step.walkthroughs if device in way.devices]
    named = [way for way in fitting if region in way.regions]
    return named or [way for way in fitting if not way.regions]


def parts(guide: Guide) -> Iterator[tuple[str, str, Part]]:
    """Every part that points at others, with the kind and key under which a person finds it."""
    for region in guide.regions:
        for authority in region.authorities:
            yield "region", region.slug, authority
    for step in guide.steps:
        yield "step", step.slug, step
        for way in step.walkthroughs:
            yield "step", step.slug, way
    yield from statements(guide)


def statements(guide: Guide) -> Iterator[tuple[str, str, Evidence]]:
    """Every statement that is no part of another part, with its kind and key."""
    found: tuple[Claim | Label | Event | Rumour, ...] = (*guide.claims, *guide.labels, *guide.events, *guide.rumours)
    for each in found:
        yield type(each).__name__.lower(), each.language if isinstance(each, Label) else each.slug, each


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

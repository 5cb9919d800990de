"""The forms of the data that the site gives away: one type an answer, from which its schema is made.

`FORMAT` goes up when a field goes away or comes to mean something else; a field more is no new format.
"""

import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from guides.document import types as documents
from guides.document.field_types import Slug, Topic
from guides.document.types import Claim, Guide, Source

FORMAT: Literal[2] = 2

Kind = Literal[
    "claim", "walkthrough", "authority", "label", "event", "rumour", "recourse", "purpose", "ground", "paragraph"
]
Size = Literal["typo", "medium", "major"]


class ApiModel(BaseModel):
    """What every part of an answer has in common: it never changes."""

    model_config = ConfigDict(frozen=True, validate_by_name=True, use_attribute_docstrings=True)


# --- what a region reads: the parts of a document as they are shown there, on one day ---------


class SaidClaim(Claim):
    """A claim as readers see it on that day."""

    overdue: bool
    """Whether this is overdue for a check, so that it may be out of date."""


class ShownWalkthrough(documents.Walkthrough):
    """How to do one step on some devices, and what to do if you do not see what it describes."""

    missing: tuple[SaidClaim, ...] = ()
    """What to do if you do not see this."""
    overdue: bool
    """Whether this is overdue for a check, so that it may be out of date."""


class ShownStep(documents.Step):
    """A step of this region: why, and how on every device."""

    number: int
    """Which step it is, counted from 1."""
    why: tuple[SaidClaim, ...] = ()
    """Why it is worth doing."""
    walkthroughs: tuple[ShownWalkthrough, ...] = ()
    """How it is done, device by device."""


class ShownAuthority(documents.Authority):
    """An authority that takes complaints in this region."""

    overdue: bool
    """Whether this is overdue for a check, so that it may be out of date."""


class ShownRegion(documents.Region):
    """The region whose page says this, with the authorities that take complaints there."""

    authorities: tuple[ShownAuthority, ...] = ()
    """The authorities that take complaints there."""


class ShownLabel(documents.Label):
    """The exact words of the product when it is set to another language."""

    overdue: bool
    """Whether this is overdue for a check, so that it may be out of date."""


class ShownRecourse(documents.Recourse):
    """What the law there gives to somebody who wants this use to stop, and to whom a letter goes."""

    overdue: bool
    """Whether this is overdue for a check, so that it may be out of date."""


class ShownPurpose(documents.Purpose):
    """A use of personal data that a letter can name."""

    overdue: bool
    """Whether this is overdue for a check, so that it may be out of date."""


class ShownGround(documents.Ground):
    """A kind of reason that somebody may have."""

    overdue: bool
    """Whether this is overdue for a check, so that it may be out of date."""


class ShownParagraph(documents.Paragraph):
    """One paragraph of a text, and who gets it."""

    overdue: bool
    """Whether this is overdue for a check, so that it may be out of date."""


# --- the parts of an envelope ----------------------------------------------------------------


class Licence(ApiModel):
    """What you may do with the guidance, and whom to credit."""

    name: str
    """What it is called."""
    url: str
    """A link. A source without one is named and not linked."""
    attribution: str
    """The words of credit; put a link to where you found it beside them."""


class RegionListed(ApiModel):
    """A region of a guide, and where its data is."""

    slug: Slug
    """The permanent name, for machines. It stays when the words change."""
    name: str
    """What it is called."""
    data: str
    """Where the data is."""


class GuideListed(ApiModel):
    """A guide that is in force, and where its data is."""

    slug: Slug
    """The permanent name, for machines. It stays when the words change."""
    product: str
    """The product that the guide is about."""
    title: str
    """The headline."""
    language: str
    """The language of the words, as a tag such as “en”."""
    edition: int
    """The number of the edition. Editions of a guide count up from 1 and never change."""
    published_at: datetime.datetime
    """When the edition was published, in UTC."""
    page: str
    """The web page that says the same."""
    data: str
    """Where the data is."""
    editions: str
    """The editions of the guide; in a list of guides, the address of that list."""
    regions: tuple[RegionListed, ...]
    """The regions of the guide."""


class GuideNamed(ApiModel):
    """The guide that this belongs to."""

    slug: Slug
    """The permanent name, for machines. It stays when the words change."""
    product: str
    """The product that the guide is about."""
    title: str
    """The headline."""
    description: str
    """The guide in a sentence or two."""
    language: str
    """The language of the words, as a tag such as “en”."""
    basis: str | None = None
    """How we know what the guide says."""
    untried: str | None = None
    """What we did not try ourselves, in one line, shown on the page of each region."""


class EditionListed(ApiModel):
    """A published edition, what changed with it, and where its data is."""

    edition: int
    """The number of the edition. Editions of a guide count up from 1 and never change."""
    published_at: datetime.datetime
    """When the edition was published, in UTC."""
    size: Size
    """How big the change was: typo, medium (worth reading) or major (look at changed steps again)."""
    note: str
    """What changed with this edition."""
    data: str
    """Where the data is."""


class Overdue(ApiModel):
    """A statement that is shown today and overdue for a check, so it may be out of date."""

    at: str
    """Where in this answer it stands, as a JSON Pointer (RFC 6901)."""
    kind: Kind
    """What sort of statement it is."""
    slug: Slug | None = None
    """The permanent name, for machines. It stays when the words change."""
    due_on: datetime.date | None
    """The day after which it is overdue; null: it was never checked."""


class Retired(ApiModel):
    """That a guide no longer holds, and what takes its place."""

    note: str
    """Why it no longer holds, and since when."""
    successor: Slug | None = None
    """The guide that takes its place."""
    data: str | None = None
    """Where the data is."""


# --- the answers -----------------------------------------------------------------------------


class Answer(ApiModel):
    """What every answer says about itself."""

    address_of_schema: Annotated[str, Field(alias="$schema")]
    """The address of the schema of this answer."""
    format: Literal[2]
    """The number of the form. While it stays the same, no field is removed or gets another meaning."""
    licence: Licence
    """What you may do with the guidance."""


class Guides(Answer):
    """Every guide that is in force."""

    guides: tuple[GuideListed, ...]
    """The guides that are in force."""


class TranslationListed(ApiModel):
    """A language besides its own in which a guide can be read."""

    language: str
    """The language, as a tag (BCP 47)."""
    edition: int
    """The number of the published words. Those of each language count up from 1."""
    published_at: datetime.datetime
    """When these words were published, in UTC."""
    texts: int
    """How many texts the guide has."""
    missing: int
    """How many of them are not translated, or not since the English changed: they are shown in English."""
    written_by: str = ""
    """Who translated it; left out: a machine."""
    read_by: str = ""
    """The native speaker who has read it; left out: nobody yet."""
    read_on: datetime.date | None = None
    """On which day that was."""


class GuideInForce(Answer):
    """The edition of a guide that is in force, and what of it is overdue today."""

    edition: int
    """The number of the edition. Editions of a guide count up from 1 and never change."""
    published_at: datetime.datetime
    """When the edition was published, in UTC."""
    page: str
    """The web page that says the same."""
    on: datetime.date
    """The day to which this applies, in UTC."""
    checked_on: datetime.date | None
    """When this was last checked against its sources; for a whole answer, the oldest of these days."""
    overdue: tuple[Overdue, ...]
    """The statements that are shown today and overdue for a check, so they may be out of date."""
    retired: Retired | None = None
    """Of a guide that is no longer maintained: that it is not, and why."""
    translations: tuple[TranslationListed, ...] = ()
    """In which other languages it can be read, and how far each is."""
    document: Guide
    """The guide itself, in the form in which guides are loaded, exported and kept."""


class RegionReading(Answer):
    """What the page of one region says on one day, for every device."""

    edition: int
    """The number of the edition. Editions of a guide count up from 1 and never change."""
    published_at: datetime.datetime
    """When the edition was published, in UTC."""
    page: str
    """The web page that says the same."""
    on: datetime.date
    """The day to which this applies, in UTC."""
    checked_on: datetime.date | None
    """When this was last checked against its sources; for a whole answer, the oldest of these days."""
    overdue_count: int
    """How many statements here are overdue. Each says so itself."""
    retired: Retired | None = None
    """Of a guide that is no longer maintained: that it is not, and why."""
    guide: GuideNamed
    """The guide that this belongs to."""
    region: ShownRegion
    """The region whose page says this."""
    steps: tuple[ShownStep, ...]
    """What there is to do, in order."""
    said: dict[Topic, tuple[SaidClaim, ...]]
    """The claims that are shown on this day, by topic."""
    labels: tuple[ShownLabel, ...]
    """The words of the product in other languages."""
    recourses: tuple[ShownRecourse, ...] = ()
    """What the law there gives to somebody who wants this use to stop, also in places that differ."""
    purposes: tuple[ShownPurpose, ...] = ()
    """The uses that a letter from there can name."""
    grounds: tuple[ShownGround, ...] = ()
    """The kinds of reasons that somebody there may have."""
    letters: tuple[ShownParagraph, ...] = ()
    """The paragraphs of the texts for people there, in order, each with its conditions."""
    sources: tuple[Source, ...]
    """The sources of what is said here."""


class Editions(Answer):
    """Every edition of one guide, the newest first."""

    retired: Retired | None = None
    """Of a guide that is no longer maintained: that it is not, and why."""
    guide: Slug
    """The guide that this belongs to."""
    editions: tuple[EditionListed, ...]
    """The editions of the guide; in a list of guides, the address of that list."""


class Edition(Answer):
    """One edition of a guide, as it was published. It never changes."""

    edition: int
    """The number of the edition. Editions of a guide count up from 1 and never change."""
    published_at: datetime.datetime
    """When the edition was published, in UTC."""
    page: str
    """The web page that says the same."""
    document: Guide
    """The guide itself, in the form in which guides are loaded, exported and kept."""


class Fault(ApiModel):
    """Why there is no answer, in a sentence."""

    error: str
    """What is wrong, and what to do."""


ANSWERS: dict[str, type[ApiModel]] = {
    "guides": Guides,
    "guide": GuideInForce,
    "region": RegionReading,
    "editions": Editions,
    "edition": Edition,
    "error": Fault,
}

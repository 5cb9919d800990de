"""The forms of the data that the site gives away: one type an answer, from which its schema is made.

`FORMAT` goes up when a field goes away or comes to mean something else; a field more is no new format.
"""

import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from guides import documents
from guides.documents import Claim, Guide, Slug, Source, Topic

FORMAT: Literal[1] = 1

Kind = Literal["claim", "walkthrough", "authority", "label", "event", "rumour"]
Size = Literal["typo", "medium", "major"]


class Given(BaseModel):
    """What every part of an answer has in common: it never changes."""

    model_config = ConfigDict(frozen=True, validate_by_name=True)


# --- what a region reads: the parts of a document as they are shown there, on one day ---------


class SaidClaim(Claim):
    """A claim as readers meet it on that day."""

    overdue: bool


class ShownWalkthrough(documents.Walkthrough):
    """How to do one step on some devices, and what helps if you do not see what it says."""

    missing: tuple[SaidClaim, ...] = ()
    overdue: bool


class ShownStep(documents.Step):
    """A step of this region: why, and how on every device."""

    number: int
    why: tuple[SaidClaim, ...] = ()
    walkthroughs: tuple[ShownWalkthrough, ...] = ()


class ShownAuthority(documents.Authority):
    """Who takes a complaint in this region."""

    overdue: bool


class ShownRegion(documents.Region):
    """The region that reads this, with those who take a complaint there."""

    authorities: tuple[ShownAuthority, ...] = ()


class ShownLabel(documents.Label):
    """The exact words of the product when it is set to another language."""

    overdue: bool


# --- the parts of an envelope ----------------------------------------------------------------


class Licence(Given):
    """What may be done with the guidance, and whom to name."""

    name: str
    url: str
    attribution: str


class RegionListed(Given):
    """A region of a guide, and where its data is."""

    slug: Slug
    name: str
    data: str


class GuideListed(Given):
    """A guide that is in force, and where its data is."""

    slug: Slug
    product: str
    title: str
    language: str
    edition: int
    published_at: datetime.datetime
    page: str
    data: str
    editions: str
    regions: tuple[RegionListed, ...]


class GuideNamed(Given):
    """The guide that this belongs to."""

    slug: Slug
    product: str
    title: str
    description: str
    language: str
    basis: str | None = None


class EditionListed(Given):
    """A published edition, what changed with it, and where its data is."""

    edition: int
    published_at: datetime.datetime
    size: Size
    note: str
    data: str


class Overdue(Given):
    """A statement that is said today and that nobody has checked for its time: it may be out of date."""

    at: str
    kind: Kind
    slug: Slug | None = None
    due_on: datetime.date | None


# --- the answers -----------------------------------------------------------------------------


class Answer(Given):
    """What every answer says of itself."""

    address_of_schema: Annotated[str, Field(alias="$schema")]
    format: Literal[1]
    licence: Licence


class Guides(Answer):
    """Every guide that is in force."""

    guides: tuple[GuideListed, ...]


class GuideInForce(Answer):
    """The edition of a guide that is in force, and what of it is overdue today."""

    edition: int
    published_at: datetime.datetime
    page: str
    on: datetime.date
    checked_on: datetime.date | None
    overdue: tuple[Overdue, ...]
    document: Guide


class RegionReading(Answer):
    """What one region reads on one day, on every device."""

    edition: int
    published_at: datetime.datetime
    page: str
    on: datetime.date
    checked_on: datetime.date | None
    overdue_count: int
    guide: GuideNamed
    region: ShownRegion
    steps: tuple[ShownStep, ...]
    said: dict[Topic, tuple[SaidClaim, ...]]
    labels: tuple[ShownLabel, ...]
    sources: tuple[Source, ...]


class Editions(Answer):
    """Every edition of one guide, the newest first."""

    guide: Slug
    editions: tuple[EditionListed, ...]


class Edition(Answer):
    """One edition of a guide, as it was published. It never changes."""

    edition: int
    published_at: datetime.datetime
    page: str
    document: Guide


class Fault(Given):
    """Why there is no answer, in a sentence."""

    error: str


ANSWERS: dict[str, type[Given]] = {
    "guides": Guides,
    "guide": GuideInForce,
    "region": RegionReading,
    "editions": Editions,
    "edition": Edition,
    "error": Fault,
}

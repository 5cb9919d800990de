"""The parts of a guide from which an objection is put together: what the law gives, purposes, grounds, paragraphs.

`checklist/objection.py` says which of them a reader gets, and makes the texts.
"""

import re
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field

from guides.document.evidence import Evidence
from guides.document.field_types import MOST_ENTRIES, Line, Link, PlaceCode, Slug, Text
from guides.document.reasons import Reason

RightKind = Literal["objection", "prohibition", "withdrawal", "suspension", "breach", "none"]
RIGHT_KINDS: tuple[RightKind, ...] = get_args(RightKind)
Piece = Literal["form", "letter", "reminder", "complaint"]
PIECES: tuple[Piece, ...] = get_args(Piece)
# The texts of a reader: where the form has two options for what they ticked, its piece makes two of them.
TextName = Literal["form", "other", "letter", "reminder", "complaint"]
TEXT_NAMES: tuple[TextName, ...] = get_args(TextName)
Account = Literal["with", "without"]
ACCOUNTS: tuple[Account, ...] = get_args(Account)
Wish = Literal["reason", "restriction", "keep_account"]
WISHES: tuple[Wish, ...] = get_args(Wish)

# What a text leaves open, written {name}; the same in every language.
Blank = Literal[
    "name",
    "profile",
    "email",
    "links",
    "purposes",
    "reason",
    "controller",
    "law",
    "sent_on",
    "answer_due",
    "product",
]
BLANKS: tuple[Blank, ...] = get_args(Blank)
BLANK = re.compile(r"\{([a-z_]+)\}")

LONGEST_WAIT_IN_MONTHS, LONGEST_WAIT_IN_DAYS = 24, 366
TO_FINISH = "…"  # where the person goes on writing


def blanks(text: str) -> list[str]:
    """The names of the blanks in a text, in order."""
    return BLANK.findall(text)


def with_known_blanks(text: str) -> str:
    """Give the text back; raise ValueError where a brace opens no blank, or one that nobody can fill in."""
    for name in blanks(text):
        if name not in BLANKS:
            known = ", ".join(BLANKS)
            raise ValueError(
                Reason("has the blank “%(name)s”, which nobody fills in; use one of %(known)s", name=name, known=known)
            )
    if re.search("[{}]", BLANK.sub("", text)):
        raise ValueError("has a brace that belongs to no blank; write a blank as {name}")
    return text


def to_begin_with(text: str) -> str:
    """Give the beginning of a reason back; raise ValueError unless it is finished, or is to be finished at its end."""
    if BLANK.search(text):
        raise ValueError("has a blank; a reason has none, end it in “…” where the person goes on")
    if TO_FINISH in text[:-1]:
        raise ValueError("has “…” before its end; the person goes on writing at the end")
    return text


LetterText = Annotated[Text, AfterValidator(with_known_blanks)]
Beginning = Annotated[Text, AfterValidator(with_known_blanks), AfterValidator(to_begin_with)]
Places = Annotated[tuple[PlaceCode, ...], Field(max_length=MOST_ENTRIES)]


class OfLetters(Evidence):
    """What the parts of an objection have in common."""

    slug: Slug
    """The permanent name, for machines. It stays when the words change."""
    regions: tuple[Slug, ...] = ()
    """For which regions this is meant, by slug; left out: for all."""
    to_check: bool = False
    """Whether somebody has yet to check this; what is to be checked is kept in the draft and never published."""

    def is_meant_for(self, region: str) -> bool:
        """Whether this is meant for readers in that region."""
        return not self.regions or region in self.regions


class OfPlaces(OfLetters):
    """What may differ from place to place within a region."""

    places: Places = ()
    """For which countries or parts of countries (ISO 3166); left out: for the rest of the region, or for all of it."""


class Recourse(OfPlaces):
    """What the law of a place gives to somebody who wants this use to stop, and to whom a letter goes.

    `places`: the countries of the region, or parts of them, that differ from the rest of it; empty: the rest.
    """

    name: Line
    """What it is called: “Right to object”."""
    kind: RightKind
    """What kind of right it is; none: there is no right to have this use stopped."""
    law: Line | None = None
    """The article to name in a letter: “Article 21(1) GDPR”."""
    text: Text
    """The honest answer for readers there."""
    instead: Text | None = None
    """What there is instead, or besides."""
    controller: Line | None = None
    """To whom a letter is addressed."""
    post: Annotated[tuple[Line, ...], Field(max_length=MOST_ENTRIES)] = ()
    """The postal address, line by line."""
    form_url: Link | None = None
    """The form for it."""
    form_option: Line | None = None
    """The option to choose in the form, as it is called there."""
    other_option: Line | None = None
    """The option of the form for uses that the first one does not cover."""
    officer_url: Link | None = None
    """The form of the data protection officer."""
    answer_months: Annotated[int, Field(ge=1, le=LONGEST_WAIT_IN_MONTHS)] | None = None
    """In how many calendar months an answer is due; with neither months nor days, the law knows no date."""
    answer_days: Annotated[int, Field(ge=1, le=LONGEST_WAIT_IN_DAYS)] | None = None
    """In how many days an answer is due."""
    extension_months: Annotated[int, Field(ge=1, le=LONGEST_WAIT_IN_MONTHS)] | None = None
    """By how many more months the company may extend that, if it says so in time."""
    acknowledge_days: Annotated[int, Field(ge=1, le=LONGEST_WAIT_IN_DAYS)] | None = None
    """In how many days the company must acknowledge the reminder, where that is also a complaint to the company."""


class Purpose(OfLetters):
    """A use of personal data that a letter can name."""

    label: Line
    """The words beside the box: what the product calls it, in plain words."""
    text: LetterText
    """The same as it stands in the letter."""
    is_first: bool = False
    """Whether it is ticked from the start."""
    is_other: bool = False
    """Whether the form's own option does not cover it; it is then sent apart, with the other option."""


class Ground(OfLetters):
    """A kind of reason that somebody may have."""

    label: Line
    """The kind of reason, in a few words."""
    sentence: Beginning
    """The beginning of the reason; “…” at its end: the person finishes it."""
    care: Text | None = None
    """What not to give away."""
    rights: tuple[RightKind, ...] = ()
    """For which kinds of right; left out: for every kind but none."""
    account: Account | None = None
    """Only for somebody with, or without, an account; left out: for both."""


class Paragraph(OfPlaces):
    """One paragraph of a text, and who gets it. An empty condition leaves nobody out.

    Where there is no right, only paragraphs that name “none” among `rights` stand.
    """

    piece: Piece
    """In which text it stands: the short one for the form, the letter, the reminder, the complaint."""
    text: LetterText
    """The paragraph, with its blanks: {name}. It is plain text, since it is copied."""
    rights: tuple[RightKind, ...] = ()
    """For which kinds of right; left out: for every kind but none."""
    account: Account | None = None
    """Only for somebody with, or without, an account; left out: for both."""
    wish: Wish | None = None
    """Only for somebody who wants this said; left out: for everybody."""

"""Rules for readers' reports that a step or a statement is wrong. No database, and nothing about people.

Readers are warned about a step on a device once staff confirm a report, or once enough matching reports from more than
one day arrive within a week. A statement has sources, so only staff can cause a warning about it. A warning belongs to
an edition: whoever published a newer one has looked.
"""

import datetime
import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from guides.document import types as documents
from guides.document.types import Evidence, Guide

LONGEST_WORDS = 500
AGREE = 5
ON_DAYS = 2
WITHIN = datetime.timedelta(days=7)
KEPT_ANSWERED = datetime.timedelta(days=180)
KEPT_OPEN = datetime.timedelta(days=365)

# They join letters and emoji, and turn nothing.
JOINERS = "\u200c\u200d"


@dataclass(frozen=True, order=True)
class ReaderReport:
    """A warning for readers about a step in a region on a device, or about a statement.

    `is_confirmed`: staff have confirmed it; otherwise several readers reported it.
    """

    region: str
    step: str
    device: str
    since: datetime.date
    is_confirmed: bool = False
    statement: str = ""


@dataclass(frozen=True)
class Tally:
    """The number of matching reports, and of their days, about one place in the current edition."""

    guide: str
    region: str
    step: str
    device: str
    statement: str
    is_confirmed: bool
    number: int
    days: int
    since: datetime.date

    @property
    def is_told(self) -> bool:
        return self.is_confirmed or (not self.statement and is_enough(self.number, self.days))


def is_enough(number: int, days: int) -> bool:
    """Whether so many matching reports from so many days within a week are enough to warn readers."""
    return number >= AGREE and days >= ON_DAYS


def reader_reports(tallies: Iterable[Tally]) -> dict[str, tuple[ReaderReport, ...]]:
    """The warnings by guide; one per place, from the first day on which one was given."""
    told: dict[tuple[str, str, str, str, str], list[Tally]] = {}
    for tally in filter(lambda each: each.is_told, tallies):
        place = (tally.guide, tally.region, tally.step, tally.device, tally.statement)
        told.setdefault(place, []).append(tally)
    reports: dict[str, tuple[ReaderReport, ...]] = {}
    for (guide, region, step, device, statement), same in sorted(told.items()):
        since, is_confirmed = min(each.since for each in same), any(each.is_confirmed for each in same)
        reports[guide] = (*reports.get(guide, ()), ReaderReport(region, step, device, since, is_confirmed, statement))
    return reports


def statements(guide: Guide) -> dict[str, Evidence]:
    """The statements that can be reported, by name: everything with a receipt of its own. Steps are reported
    separately.
    """
    named = {f"{kind}/{key}": part for kind, key, part in documents.statements(guide)}
    return named | {name_of(authority): authority for region in guide.regions for authority in region.authorities}


def name_of(part: Evidence) -> str:
    """A statement's name in URLs and reports: claim/no-deadline. Empty: it is not a statement."""
    key = next((str(getattr(part, name)) for name in ("slug", "language", "code") if hasattr(part, name)), "")
    return f"{type(part).__name__.lower()}/{key}" if key else ""


def token_of(form: str, *answers: str) -> str | None:
    """The digest by which a repeated report is recognised: of the form's random token and all answers.

    The token cannot be derived from it. None: the form had no token.
    """
    return hashlib.sha256("\0".join((form, *answers)).encode("utf-8", "replace")).hexdigest() if form else None


def clean_words(typed: str) -> str:
    """The text as it is stored: on one line, without invisible characters; raises ValueError if it is too long."""
    letters = " ".join(typed.split())
    seen = "".join(each for each in letters if each in JOINERS or unicodedata.category(each) not in ("Cc", "Cf", "Cs"))
    words = unicodedata.normalize("NFC", " ".join(seen.split()))  # what was unseen may have stood between spaces
    if len(words) > LONGEST_WORDS:
        raise ValueError(f"more than {LONGEST_WORDS} characters")
    return words

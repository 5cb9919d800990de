"""What readers say who see something else than a step says, or hold a sentence for wrong: the rules. No database, and
nothing about a person.

A step is in doubt for the readers of a device once staff confirm what was reported, or once enough reports of more
than one day agree within a week. A sentence has its sources, so only staff put it in doubt. A doubt hangs on the
edition: whoever published a new one has looked.
"""

import datetime
import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from guides import documents
from guides.documents import Evidence, Guide

LONGEST_WORDS = 500
AGREE = 5
ON_DAYS = 2
WITHIN = datetime.timedelta(days=7)
KEPT_ANSWERED = datetime.timedelta(days=180)
KEPT_OPEN = datetime.timedelta(days=365)

# They join letters and emoji, and turn nothing.
JOINERS = "\u200c\u200d"


@dataclass(frozen=True, order=True)
class Doubt:
    """What readers are told: at this step, in this region and on this device; or at this statement, wherever it stands.

    `is_confirmed`: staff have looked and found it so; else several readers reported it.
    """

    region: str
    step: str
    device: str
    since: datetime.date
    is_confirmed: bool = False
    statement: str = ""


@dataclass(frozen=True)
class Tally:
    """How many reports, of how many days, say the same thing about the same place in the edition in force."""

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
    """Whether that many open reports that agree, of that many days within a week, are told to readers."""
    return number >= AGREE and days >= ON_DAYS


def doubts(tallies: Iterable[Tally]) -> dict[str, tuple[Doubt, ...]]:
    """What readers are told, by guide; one doubt a place, since the first day on which one was told of it."""
    told: dict[tuple[str, str, str, str, str], list[Tally]] = {}
    for tally in filter(lambda each: each.is_told, tallies):
        place = (tally.guide, tally.region, tally.step, tally.device, tally.statement)
        told.setdefault(place, []).append(tally)
    found: dict[str, tuple[Doubt, ...]] = {}
    for (guide, region, step, device, statement), said in sorted(told.items()):
        since, is_confirmed = min(each.since for each in said), any(each.is_confirmed for each in said)
        found[guide] = (*found.get(guide, ()), Doubt(region, step, device, since, is_confirmed, statement))
    return found


def statements(guide: Guide) -> dict[str, Evidence]:
    """What may be called wrong, by its name: every sentence with a receipt of its own. Steps are reported as seen."""
    found = {f"{kind}/{key}": part for kind, key, part in documents.statements(guide)}
    return found | {name_of(authority): authority for region in guide.regions for authority in region.authorities}


def name_of(part: Evidence) -> str:
    """What a statement is called in addresses and reports: claim/no-deadline. Empty: it is none."""
    key = next((str(getattr(part, name)) for name in ("slug", "language", "code") if hasattr(part, name)), "")
    return f"{type(part).__name__.lower()}/{key}" if key else ""


def mark_of(form: str, *said: str) -> str | None:
    """What a report is known by when it is sent twice: the random mark of its form, and all that was said in it.

    The mark of the form cannot be read from it. None: the form had no mark.
    """
    return hashlib.sha256("\0".join((form, *said)).encode("utf-8", "replace")).hexdigest() if form else None


def clean_words(typed: str) -> str:
    """The words as they are kept: on one line, without what nobody can see; ValueError where there are too many."""
    seen = "".join(letter for letter in " ".join(typed.split()) if _is_seen(letter))
    words = unicodedata.normalize("NFC", seen).strip()
    if len(words) > LONGEST_WORDS:
        sentence = _("That is longer than %(most)s characters. Make it shorter; nothing was sent yet.")
        raise ValueError(sentence % {"most": LONGEST_WORDS})
    return words


def _is_seen(letter: str) -> bool:
    return letter in JOINERS or unicodedata.category(letter) not in ("Cc", "Cf", "Cs")

"""What readers say who see something else than a step says: the rules. No database, and nothing about a person.

A step is in doubt for the readers of a device once staff confirm what was reported, or once enough reports agree
within a week. It hangs on the edition: whoever published a new one has looked.
"""

import datetime
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

LONGEST_WORDS = 500
AGREE = 5
WITHIN = datetime.timedelta(days=7)
KEPT_ANSWERED = datetime.timedelta(days=180)
KEPT_OPEN = datetime.timedelta(days=365)

# They join letters and emoji, and turn nothing.
JOINERS = "\u200c\u200d"


@dataclass(frozen=True, order=True)
class Doubt:
    """Readers in this region are told, at this step and for this device, that it is being checked."""

    region: str
    step: str
    device: str
    since: datetime.date


@dataclass(frozen=True)
class Tally:
    """How many reports say the same thing about the same place in the edition in force."""

    guide: str
    region: str
    step: str
    device: str
    is_confirmed: bool
    number: int
    since: datetime.date

    @property
    def is_told(self) -> bool:
        return self.is_confirmed or self.number >= AGREE


def doubts(tallies: Iterable[Tally]) -> dict[str, tuple[Doubt, ...]]:
    """What readers are told, by guide; one doubt a place, since the first day on which one was told of it."""
    since: dict[tuple[str, str, str, str], datetime.date] = {}
    for tally in filter(lambda each: each.is_told, tallies):
        place = (tally.guide, tally.region, tally.step, tally.device)
        since[place] = min(tally.since, since.get(place, tally.since))
    found: dict[str, tuple[Doubt, ...]] = {}
    for (guide, region, step, device), day in sorted(since.items()):
        found[guide] = (*found.get(guide, ()), Doubt(region, step, device, day))
    return found


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

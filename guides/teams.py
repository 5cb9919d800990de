"""For which team somebody reads: its name, remembered by each worker for a few seconds, so that reading needs no query.

Whoever was counted has one cookie for it, with the mark of their row, so that they can take it out again.
"""

import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import DatabaseError
from django.utils.translation import gettext as _

from guides.documents import plain
from guides.models.team import LONGEST_NAME, Team

KEY = re.compile(r"[A-Za-z0-9_-]{16}", re.ASCII)
MARK = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)
REMEMBERED_FOR = 5.0
MOST_REMEMBERED = 1000


@dataclass(frozen=True)
class Carried:
    """The team that a link names. Its key is carried on unless it is known that there is no such team."""

    key: str
    guide: str = ""
    name: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.guide)

    @property
    def is_gone(self) -> bool:
        return not self.key

    @property
    def called(self) -> str:
        """As in the middle of a sentence."""
        return f"“{self.name}”" if self.name else _("your team")


GONE = Carried("")

_remembered: dict[str, tuple[float, Carried]] = {}


def find(key: str) -> Carried:
    """The team with this key, as it was known a few seconds ago. Without a database it is neither known nor gone."""
    if not KEY.fullmatch(key):
        return GONE
    until, found = _remembered.get(key, (0.0, None))
    if found is None or until < time.monotonic():
        found = _look(key, found)
        remember(key, found)
    return found


def remember(key: str, found: Carried) -> None:
    """For a few seconds nobody needs to look for this team again."""
    if len(_remembered) >= MOST_REMEMBERED:
        _remembered.clear()
    _remembered[key] = (time.monotonic() + REMEMBERED_FOR, found)


def forget(key: str) -> None:
    """Look again at the next reader."""
    _remembered.pop(key, None)


def _look(key: str, before: Carried | None) -> Carried:
    try:
        row = Team.objects.filter(key=key).values_list("guide__slug", "name").first()
    except DatabaseError:
        return before or Carried(key)
    return Carried(key, *row) if row else GONE


def clean_name(typed: str) -> str:
    """The name as it is kept; raises ValueError with a sentence where it is too long or has letters nobody can see."""
    try:
        name = plain(typed.strip())
    except ValueError:
        raise ValueError(_("Write the name on one line, without invisible characters.")) from None
    if len(name) > LONGEST_NAME:
        raise ValueError(_("The name is longer than %(most)s characters. Make it shorter.") % {"most": LONGEST_NAME})
    return name


def cookie_name(key: str) -> str:
    return f"counted.{key}"


def mark_in(cookies: Mapping[str, str], key: str) -> str | None:
    """The mark with which this browser was counted; a damaged one is none."""
    mark = cookies.get(cookie_name(key), "")
    return mark if MARK.fullmatch(mark) else None


def new_mark() -> str:
    return secrets.token_urlsafe(16)


def prune() -> int:
    """Delete the teams that nobody used for a year, with their counts. How many teams there were."""
    _total, deleted = Team.objects.unused().delete()
    return deleted.get(Team._meta.label, 0)

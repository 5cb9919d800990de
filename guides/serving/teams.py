"""Looks up the team of a link, and caches its name in each worker for a few seconds, so that reading needs no query.

A person counted has one cookie for the team, with the token of their row, so that they can be taken out again.
"""

import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import DatabaseError
from django.utils.translation import gettext as _

from guides.document.field_types import plain
from guides.models.team import LONGEST_NAME, MOST_COUNTS, Team

KEY = re.compile(r"[A-Za-z0-9_-]{16}", re.ASCII)
TOKEN = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)
REMEMBERED_FOR = 5.0
MOST_REMEMBERED = 1000


@dataclass(frozen=True)
class Carried:
    """The team that a link names. Its key is passed on unless the team is known not to exist."""

    key: str
    guide: str = ""
    name: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.guide)

    @property
    def is_gone(self) -> bool:
        return not self.key


GONE = Carried("")

_remembered: dict[str, tuple[float, Carried]] = {}


def find(key: str) -> Carried:
    """The team with this key, at most a few seconds old. If the database is down, it is neither known nor gone."""
    if not KEY.fullmatch(key):
        return GONE
    until, team = _remembered.get(key, (0.0, None))
    if team is None or until < time.monotonic():
        try:
            row = Team.objects.filter(key=key).values_list("guide__slug", "name").first()
            team = Carried(key, *row) if row else GONE
        except DatabaseError:
            team = team or Carried(key)
        remember(key, team)
    return team


def remember(key: str, team: Carried) -> None:
    """Cache this team for a few seconds."""
    if len(_remembered) >= MOST_REMEMBERED:
        _remembered.clear()
    _remembered[key] = (time.monotonic() + REMEMBERED_FOR, team)


def forget(key: str) -> None:
    """Remove this team from the cache."""
    _remembered.pop(key, None)


def clean_name(typed: str) -> str:
    """The name as it is stored; raises ValueError if it is too long or has invisible characters."""
    try:
        name = plain(typed.strip())
    except ValueError:
        raise ValueError(_("Write the name on one line, without invisible characters.")) from None
    if len(name) > LONGEST_NAME:
        raise ValueError(_("The name is longer than %(most)s characters. Make it shorter.") % {"most": LONGEST_NAME})
    return name


def clean_size(typed: str) -> int | None:
    """The size of the team, None if empty; raises ValueError for anything else."""
    if not (digits := typed.strip()):
        return None
    if not (digits.isascii() and digits.isdecimal() and 1 <= len(digits.lstrip("0")) <= len(str(MOST_COUNTS))):
        raise ValueError(_("Write how many are in the team as a whole number, or leave it empty."))
    if int(digits) > MOST_COUNTS:
        raise ValueError(_("A team counts no more than 100,000. Write a smaller number, or leave it empty."))
    return int(digits)


def cookie_name(key: str) -> str:
    return f"counted.{key}"


def token_in(cookies: Mapping[str, str], key: str) -> str | None:
    """The token in this browser's cookie; invalid ones count as none."""
    token = cookies.get(cookie_name(key), "")
    return token if TOKEN.fullmatch(token) else None


def new_token() -> str:
    return secrets.token_urlsafe(16)


def prune() -> int:
    """Delete the teams not used for a year, with their counts. Returns the number of teams."""
    _total, deleted = Team.objects.unused().delete()
    return deleted.get(Team._meta.label, 0)

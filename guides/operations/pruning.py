"""What is kept for a time only, and goes when that is over: by `manage.py prune`, and once an hour in every worker.

A clock that is wrong would delete what is not over. So the time of each pruning is kept in the database, and a clock
that has jumped since is not believed at first. The secret of a second factor that somebody has begun to set up is in
their session, and goes with it.
"""

import datetime
import logging
import time
from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from guides import doubts, limits, teams
from guides.models import Edition, LinkCheck, Seen

log = logging.getLogger(__name__)

MOST_AHEAD = datetime.timedelta(days=30)
MOST_BEHIND = datetime.timedelta(days=1)
BELIEVED_AFTER = 7 * 86_400.0  # seconds without a restart, measured without this clock

_hourly = limits.Bucket(burst=1, a_second=1 / 3600)
_failed: Exception | None = None
_doubted_at: float | None = None


class WrongClockError(Exception):
    """The clock is far from when the site last pruned; the message says both times."""


class Expiring(NamedTuple):
    delete: Callable[[], int]
    why: str


def prune(*, believe: bool = False) -> dict[str, int]:
    """Delete all whose time is over. How many of each there were. Raises WrongClockError unless the clock is believed.

    Whatever goes is logged, with the reason.
    """
    if not believe:
        _doubt()
    found = {name: kind.delete() for name, kind in EXPIRING.items()}
    Seen.objects.update_or_create(pk=1, defaults={"at": timezone.now()})
    for name, number in found.items():
        if number:
            log.info("pruned %s: %d, %s", name, number, EXPIRING[name].why)
    return found


def would_go() -> dict[str, int]:
    """How many of each would be deleted by the clock as it is."""
    with transaction.atomic():
        found = {name: kind.delete() for name, kind in EXPIRING.items()}
        transaction.set_rollback(True)
    return found


def prune_hourly() -> None:
    """What every worker does by itself, so that no scheduler is needed. What failed goes on failing until the next."""
    global _failed  # noqa: PLW0603
    if not _hourly.take():
        _failed = None
        try:
            prune(believe=_has_doubted_long())
        except Exception as error:
            _failed = error
            raise
    elif _failed:
        raise _failed.with_traceback(None)


def _doubt() -> None:
    """Whether the clock can be right, for all that the database knows: the last pruning, or else the last edition."""
    global _doubted_at  # noqa: PLW0603
    now, seen = timezone.now(), Seen.objects.values_list("at", flat=True).first()
    last = seen or Edition.objects.order_by("-published_at").values_list("published_at", flat=True).first() or now
    if -MOST_BEHIND <= now - last <= MOST_AHEAD:
        _doubted_at = None
        return
    _doubted_at = time.monotonic() if _doubted_at is None else _doubted_at
    raise WrongClockError(
        f"The clock says {now:%Y-%m-%d}, and it was {last:%Y-%m-%d} when this was last done, so nothing is deleted. "
        "If the clock is right, say `manage.py prune --clock-is-right`; the site believes it after a week"
    )


def _has_doubted_long() -> bool:
    """Then the machine was off for long, or nobody minds."""
    return _doubted_at is not None and time.monotonic() - _doubted_at >= BELIEVED_AFTER


def findings() -> int:
    """What was found at links that no guide has any more."""
    there = LinkCheck.objects.count()
    LinkCheck.objects.forget_old()
    return there - LinkCheck.objects.count()


def wrong_passwords() -> int:
    """They count until the lock would end. What was typed as a name may be a password, so it stays no longer."""
    return int(AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - settings.AXES_COOLOFF_TIME).delete()[0])


def sessions() -> int:
    there = Session.objects.count()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return there - Session.objects.count()


EXPIRING: dict[str, Expiring] = {
    "teams": Expiring(teams.prune, "nobody used them for a year"),
    "reports of readers": Expiring(doubts.prune, "answered half a year ago, or a year without an answer"),
    "findings about links": Expiring(findings, "nobody looked at them for half a year"),
    "wrong passwords": Expiring(wrong_passwords, "older than the lock"),
    "sessions": Expiring(sessions, "they have ended"),
}

"""Deletes expired data: in `manage.py prune`, and once an hour in every worker.

A wrong clock would delete data too early. So the time of each pruning is stored in the database, and a clock that has
jumped since is not trusted at first. The secret of a second factor that is being set up is in the session, and expires
with it.
"""

import datetime
import json
import logging
import re
import time
from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from guides.models import Edition, LinkCheck, Picture, Proposal, Seen, Walkthrough
from guides.rules import rate_limit
from guides.serving import reader_reports, teams

log = logging.getLogger(__name__)

DIGESTS = re.compile(r'"digest": "([0-9a-f]{64})"')
PICTURES_KEPT_FOR = datetime.timedelta(days=1)  # without a guide that names them
MOST_AHEAD = datetime.timedelta(days=30)
MOST_BEHIND = datetime.timedelta(days=1)
BELIEVED_AFTER = 7 * 86_400.0  # seconds without a restart, measured without this clock

_hourly = rate_limit.TokenBucket(burst=1, a_second=1 / 3600)
_failed: Exception | None = None
_wrong_since: float | None = None


class WrongClockError(Exception):
    """The clock differs too much from the last pruning; the message gives both times."""


class Expiring(NamedTuple):
    delete: Callable[[], int]
    why: str


def prune(*, believe: bool = False) -> dict[str, int]:
    """Delete expired data and log it with the reason; return the number of each kind.

    Raises WrongClockError unless the clock is trusted.
    """
    if not believe:
        _require_right_clock()
    deleted = {name: kind.delete() for name, kind in EXPIRING.items()}
    Seen.objects.update_or_create(pk=1, defaults={"at": timezone.now()})
    for name, number in deleted.items():
        if number:
            log.info("pruned %s: %d, %s", name, number, EXPIRING[name].why)
    return deleted


def would_go() -> dict[str, int]:
    """How many of each kind would be deleted now."""
    with transaction.atomic():
        deleted = {name: kind.delete() for name, kind in EXPIRING.items()}
        transaction.set_rollback(True)
    return deleted


def prune_hourly() -> None:
    """Prune once an hour in each worker, so that no scheduler is needed. A failure is retried an hour later."""
    global _failed  # noqa: PLW0603
    if not _hourly.take():
        _failed = None
        # If it has seemed wrong for a week, the machine was off for long, or nobody minds.
        is_believed = _wrong_since is not None and time.monotonic() - _wrong_since >= BELIEVED_AFTER
        try:
            prune(believe=is_believed)
        except Exception as error:
            _failed = error
            raise
    elif _failed:
        raise _failed.with_traceback(None)


def _require_right_clock() -> None:
    """Raise WrongClockError if the clock contradicts the last pruning, or else the last edition."""
    global _wrong_since  # noqa: PLW0603
    now, seen = timezone.now(), Seen.objects.values_list("at", flat=True).first()
    last = seen or Edition.objects.order_by("-published_at").values_list("published_at", flat=True).first() or now
    if -MOST_BEHIND <= now - last <= MOST_AHEAD:
        _wrong_since = None
        return
    _wrong_since = time.monotonic() if _wrong_since is None else _wrong_since
    raise WrongClockError(
        f"The clock says {now:%Y-%m-%d}, and it was {last:%Y-%m-%d} when this was last done, so nothing is deleted. "
        "If the clock is right, say `manage.py prune --clock-is-right`; the site believes it after a week"
    )


def findings() -> int:
    """Delete link check results for links that no guide has any more."""
    there = LinkCheck.objects.count()
    LinkCheck.objects.forget_old()
    return there - LinkCheck.objects.count()


def wrong_passwords() -> int:
    """Delete failed sign-ins when the lock would end. What was typed as a name may be a password, so it is kept no
    longer.
    """
    return int(AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - settings.AXES_COOLOFF_TIME).delete()[0])


def sessions() -> int:
    there = Session.objects.count()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return there - Session.objects.count()


def pictures() -> int:
    """Delete the files of pictures that no edition, no proposal and no draft names, a day after they were uploaded."""
    old = Picture.objects.filter(added_at__lt=timezone.now() - PICTURES_KEPT_FOR)
    if not (digests := set(old.values_list("digest", flat=True))):
        return 0
    kept = (model.objects.values_list("document__steps", flat=True).iterator() for model in (Edition, Proposal))
    drafts = Walkthrough.objects.exclude(pictures=[]).values_list("pictures", flat=True)
    for data in (*(steps for each in kept for steps in each), *drafts):
        digests -= set(DIGESTS.findall(json.dumps(data)))
    return int(Picture.objects.filter(digest__in=digests).delete()[0])


EXPIRING: dict[str, Expiring] = {
    "teams": Expiring(teams.prune, "nobody used them for a year"),
    "readers’ reports": Expiring(reader_reports.prune, "answered half a year ago, or a year without an answer"),
    "pictures": Expiring(pictures, "no edition and no draft shows them"),
    "findings about links": Expiring(findings, "nobody looked at them for half a year"),
    "wrong passwords": Expiring(wrong_passwords, "older than the lock"),
    "sessions": Expiring(sessions, "they have ended"),
}

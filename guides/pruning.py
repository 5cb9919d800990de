"""What is kept for a time only, and goes when that is over: by `manage.py prune`, and once an hour in every worker.

The secret of a second factor that somebody has begun to set up is in their session, and goes with it.
"""

from collections.abc import Callable
from importlib import import_module

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from guides import doubts, limits, teams
from guides.models import LinkCheck

_hourly = limits.Bucket(burst=1, a_second=1 / 3600)


def prune() -> dict[str, int]:
    """Delete all whose time is over. How many of each there were."""
    return {name: delete() for name, delete in EXPIRING.items()}


def prune_hourly() -> None:
    """What every worker does by itself, so that no scheduler is needed."""
    if not _hourly.take():
        prune()


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


EXPIRING: dict[str, Callable[[], int]] = {
    "teams": teams.prune,
    "reports of readers": doubts.prune,
    "findings about links": findings,
    "wrong passwords": wrong_passwords,
    "sessions": sessions,
}

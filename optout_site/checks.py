"""Deployment checks beyond Django's own: settings that differ between machines.

Nothing here stops a running site. Settings that are the same everywhere are tested in tests/test_checks.py. Whether
machines share one SQLite file, which they must not, cannot be detected here.
"""

import datetime
import sqlite3
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, Warning, register
from django.db import connection

from guides.operations import sqlite_log
from guides.rules import clock
from optout_site import environment

RENEW_BEFORE = datetime.timedelta(days=30)
PROMISED_SECONDS = 2


@register(Tags.security, deploy=True)
def security_contact_holds(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn if the security contact has expired or is about to (RFC 9116)."""
    expires = settings.SECURITY_EXPIRES
    if expires is None or clock.today() < expires - RENEW_BEFORE:
        return []
    hint = "Make sure that SECURITY_CONTACT is still read, then set SECURITY_EXPIRES to a day within the next year."
    if clock.today() < expires:
        return [Warning(f"security.txt expires on {expires}.", hint, id="optout_site.W001")]
    return [Error(f"security.txt expired on {expires}.", hint, id="optout_site.E001")]


@register(Tags.compatibility, deploy=True)
def editions_are_looked_for(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn if workers do not check for new editions every second or two; that check also publishes and prunes."""
    if 0 < settings.LIBRARY_SECONDS <= PROMISED_SECONDS:
        return []
    hint = f"Leave LIBRARY_SECONDS out, or set it to more than 0 and at most {PROMISED_SECONDS}."
    return [Warning("The workers do not look for new editions every second.", hint, id="optout_site.W002")]


@register(Tags.security, deploy=True)
def https_is_seen(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn if the header of a TLS-terminating proxy is ignored, because every page would then redirect to itself."""
    if not settings.SECURE_SSL_REDIRECT or settings.SECURE_PROXY_SSL_HEADER:
        return []
    hint = "Set BEHIND_PROXY=true where nginx ends https. Only a gunicorn with its own certificate does not need it."
    return [
        Warning("With HTTPS_ONLY but without BEHIND_PROXY, pages redirect to themselves.", hint, id="optout_site.W003")
    ]


@register(Tags.compatibility, deploy=True)
def settings_have_an_effect(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn about unknown names in `.env`, which have no effect."""
    known = settings.NAMES | environment.OF_THE_SERVER | environment.OF_OTHERS
    unknown = {name for name in environment.from_file() if not name.startswith("COMPOSE_")} - known
    hint = "Remove it, or write it as in .env.example."
    return [
        Warning(f"There is no setting {name}; in .env it has no effect.", hint, id="optout_site.W004")
        for name in sorted(unknown)
    ]


@register(Tags.security, deploy=True)
def database_is_our_own(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report if other users can read the database, which contains credentials, unless its folder is private."""
    if not is_sqlite() or connection.is_in_memory_db():  # type: ignore[attr-defined]
        return []
    file = Path(connection.settings_dict["NAME"])
    if not file.exists() or not (file.stat().st_mode & 0o004 and file.parent.stat().st_mode & 0o001):
        return []
    hint = f"chmod o= {file}, and protect the backups beside it in the same way."
    return [Info(f"Everybody on this machine can read {file}.", hint, id="optout_site.I002")]


@register(Tags.compatibility, deploy=True)
def sqlite_is_mended(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report a version of SQLite with the WAL-reset bug; the site avoids it by itself."""
    if not is_sqlite() or not sqlite_log.has_bug(sqlite3.sqlite_version_info):
        return []
    version = sqlite3.sqlite_version
    fault = f"SQLite {version} has the WAL-reset bug; the site avoids it, other programs may not."
    hint = (
        "Let no other program write into the database while the site runs. Better: a Python with SQLite 3.51.3, 3.50.7 "
        "or 3.44.6, or PostgreSQL (docs/keeping.md)."
    )
    return [Info(fault, hint, id="optout_site.I001")]


def is_sqlite() -> bool:
    return str(connection.settings_dict["ENGINE"]).endswith("sqlite3")

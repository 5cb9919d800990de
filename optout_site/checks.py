"""What `manage.py check` looks at beyond Django’s own: traps that were found by falling in.

Nothing here stops a site that runs; `migrate`, `runserver` and the tests stop. What only counts on a real server is
looked at by `check --deploy`. Whether one SQLite file is shared between machines cannot be seen from here: it must
not be.
"""

import datetime
import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from csp.constants import NONE, SELF
from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, Warning, register
from django.db import connection
from django.template.loader import get_template

from guides import clock
from optout_site import environment, sqlite_log

RENEW_BEFORE = datetime.timedelta(days=30)
MAPS_SAFELY = (3, 51, 3)
LEAST_TIMEOUT = 5
PROMISED_SECONDS = 2
HTMX_CONFIG = re.compile(r"""name="htmx-config" content='([^']*)'""")


@register(Tags.security, deploy=True)
def security_contact_holds(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Whoever finds a weakness does not trust a contact that has expired (RFC 9116)."""
    expires = settings.SECURITY_EXPIRES
    if expires is None or clock.today() < expires - RENEW_BEFORE:
        return []
    hint = "See that SECURITY_CONTACT is still read, then set SECURITY_EXPIRES to a day within the next year."
    if clock.today() < expires:
        return [Warning(f"security.txt expires on {expires}.", hint, id="optout_site.W001")]
    return [Error(f"security.txt expired on {expires}.", hint, id="optout_site.E001")]


@register(Tags.compatibility, deploy=True)
def editions_are_looked_for(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """What is published is live within two seconds in every worker; the same look publishes what is due, and prunes."""
    if 0 < settings.LIBRARY_SECONDS <= PROMISED_SECONDS:
        return []
    hint = f"Leave LIBRARY_SECONDS out, or set it to more than 0 and at most {PROMISED_SECONDS}."
    return [Warning("The workers do not look for new editions every second.", hint, id="optout_site.W002")]


@register(Tags.security, deploy=True)
def https_is_seen(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Whoever ends https for us says so in a header; if that is not listened to, every page is sent on to itself."""
    if not settings.SECURE_SSL_REDIRECT or settings.SECURE_PROXY_SSL_HEADER:
        return []
    hint = "Set BEHIND_PROXY=true where nginx ends https. Only a gunicorn with a certificate of its own needs it not."
    return [Warning("With HTTPS_ONLY and without BEHIND_PROXY, pages lead to themselves.", hint, id="optout_site.W003")]


@register(Tags.compatibility, deploy=True)
def settings_have_an_effect(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A name with a typing error in `.env` is read by nobody, and its default holds."""
    known = settings.NAMES | environment.OF_THE_SERVER | environment.OF_OTHERS
    unknown = {name for name in environment.from_file() if not name.startswith("COMPOSE_")} - known
    hint = "Take it out, or write it as in .env.example."
    return [
        Warning(f"There is no setting {name}; in .env it has no effect.", hint, id="optout_site.W004")
        for name in sorted(unknown)
    ]


@register(Tags.security, deploy=True)
def database_is_our_own(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """It holds what staff need to sign in. In a folder that nobody else may enter, the file itself says nothing."""
    if not is_sqlite() or connection.is_in_memory_db():  # type: ignore[attr-defined]
        return []
    file = Path(connection.settings_dict["NAME"])
    if not file.exists() or not (file.stat().st_mode & 0o004 and file.parent.stat().st_mode & 0o001):
        return []
    hint = f"chmod o= {file}, and keep the backups beside it to yourself, too."
    return [Info(f"Everybody on this machine can read {file}.", hint, id="optout_site.I002")]


@register(Tags.compatibility, deploy=True)
def sqlite_is_mended(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Told and not warned of: the site keeps out of the way of the bug by itself."""
    if not is_sqlite() or not sqlite_log.has_bug(sqlite3.sqlite_version_info):
        return []
    version = sqlite3.sqlite_version
    fault = f"SQLite {version} has the WAL-reset bug; the site keeps out of its way, other programs do not."
    hint = (
        "Let no other program write into the database while the site runs. Better: a Python with SQLite 3.51.3, 3.50.7 "
        "or 3.44.6, or PostgreSQL (docs/keeping.md)."
    )
    return [Info(fault, hint, id="optout_site.I001")]


@register(Tags.compatibility)
def traps(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [Error(trap.fault, trap.hint, id=f"optout_site.{trap.id}") for trap in TRAPS if trap.is_open()]


class Trap(NamedTuple):
    id: str
    is_open: Callable[[], bool]
    fault: str
    hint: str


# --- the database ----------------------------------------------------------------------------


def is_sqlite() -> bool:
    return str(connection.settings_dict["ENGINE"]).endswith("sqlite3")


def options() -> dict[str, Any]:
    found: dict[str, Any] = connection.settings_dict["OPTIONS"]
    return found


def says_at_first(pattern: str) -> bool:
    """Whether this is among what every new connection to SQLite is told."""
    return re.search(pattern, options().get("init_command", ""), re.IGNORECASE) is not None


def maps_memory() -> bool:
    return is_sqlite() and says_at_first(r"mmap_size\s*=\s*[1-9]") and sqlite3.sqlite_version_info < MAPS_SAFELY


def writes_without_log() -> bool:
    return is_sqlite() and not says_at_first(r"journal_mode\s*=\s*WAL")


def does_not_wait_for_the_disk() -> bool:
    return is_sqlite() and says_at_first(r"synchronous\s*=\s*(OFF|0)")


def gives_up_when_another_writes() -> bool:
    waits = options().get("timeout", 0) >= LEAST_TIMEOUT and options().get("transaction_mode") == "IMMEDIATE"
    return is_sqlite() and not waits


def copies_its_log_while_others_write() -> bool:
    is_safe = not sqlite_log.has_bug(sqlite3.sqlite_version_info) or says_at_first(r"wal_autocheckpoint\s*=\s*0")
    return is_sqlite() and says_at_first(r"journal_mode\s*=\s*WAL") and not is_safe


def keeps_the_file_open() -> bool:
    return is_sqlite() and connection.settings_dict["CONN_MAX_AGE"] != 0


# --- what is sent and taken ------------------------------------------------------------------


def hides_where_forms_come_from() -> bool:
    policy = settings.SECURE_REFERRER_POLICY or ()
    named = policy.split(",") if isinstance(policy, str) else policy
    return "no-referrer" in {name.strip() for name in named}


def lets_other_sites_take_files() -> bool:
    return getattr(settings, "WHITENOISE_ALLOW_ALL_ORIGINS", True)


def takes_cookies_signed_the_old_way() -> bool:
    return getattr(settings, "SIGNED_COOKIE_LEGACY_SALT_FALLBACK", True)


def runs(prefix: str) -> bool:
    return any(name.startswith(prefix) for name in settings.MIDDLEWARE)


def allows_more_than_our_own() -> bool:
    named = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].values()
    return any(source not in (SELF, NONE) for sources in named for source in sources)


def htmx_is_not_tamed() -> bool:
    """The page must switch off what breaks the policy, and what shows old HTML after Back."""
    found = HTMX_CONFIG.search(get_template("base.html").template.source)  # type: ignore[attr-defined]
    config = json.loads(found[1]) if found else {}
    return any(
        config.get(name) not in (0, False) for name in ("includeIndicatorStyles", "allowEval", "historyCacheSize")
    )


# --- who signs in ----------------------------------------------------------------------------


def locks_out_by_address() -> bool:
    return settings.AXES_LOCKOUT_PARAMETERS != ["username"]


def keeps_addresses() -> bool:
    is_logged = not settings.AXES_DISABLE_ACCESS_LOG or getattr(settings, "AXES_ENABLE_ACCESS_FAILURE_LOG", False)
    return is_logged or settings.AXES_HANDLER != "optout_site.lockout.ByAccount"


TRAPS = [
    Trap(
        "E002",
        maps_memory,
        "SQLite with mmap_size can corrupt the database.",
        f"Take mmap_size out of init_command, or use SQLite {'.'.join(map(str, MAPS_SAFELY))} or newer.",
    ),
    Trap(
        "E003",
        writes_without_log,
        "SQLite without its write-ahead log lets readers and the writer wait for each other.",
        "Put PRAGMA journal_mode=WAL into init_command.",
    ),
    Trap(
        "E004",
        does_not_wait_for_the_disk,
        "SQLite with synchronous=OFF can corrupt the database when the power fails.",
        "Use NORMAL or FULL.",
    ),
    Trap(
        "E005",
        gives_up_when_another_writes,
        "SQLite refuses who writes second with “database is locked”.",
        f"Set transaction_mode to IMMEDIATE and timeout to {LEAST_TIMEOUT} or more.",
    ),
    Trap(
        "E006",
        keeps_the_file_open,
        "A database that was put in the place of the file would not be noticed.",
        "With SQLite, leave CONN_MAX_AGE at 0.",
    ),
    Trap(
        "E007",
        hides_where_forms_come_from,
        "With the referrer policy no-referrer, Chromium says “Origin: null” and every form is refused.",
        "Set SECURE_REFERRER_POLICY to same-origin.",
    ),
    Trap(
        "E008",
        lets_other_sites_take_files,
        "WhiteNoise lets every other site read the static files.",
        "Set WHITENOISE_ALLOW_ALL_ORIGINS to False.",
    ),
    Trap(
        "E009",
        takes_cookies_signed_the_old_way,
        "Cookies signed with the ambiguous salt of older versions are taken.",
        "Set SIGNED_COOKIE_LEGACY_SALT_FALLBACK to False.",
    ),
    Trap(
        "E010",
        lambda: runs("django.middleware.cache."),
        "The site-wide cache would keep pages with ticks, and old editions.",
        "Take Django’s cache middleware out; guides/pages.py keeps what may be kept.",
    ),
    Trap(
        "E011",
        lambda: runs("django.middleware.gzip."),
        "Compressing on every request halves what the server can do.",
        "Take GZipMiddleware out; guides/pages.py compresses once.",
    ),
    Trap(
        "E012",
        allows_more_than_our_own,
        "The Content-Security-Policy allows more than what we serve ourselves.",
        "Only 'self' and 'none' belong into CONTENT_SECURITY_POLICY.",
    ),
    Trap(
        "E013",
        htmx_is_not_tamed,
        "htmx may write styles, evaluate text or show old pages after Back.",
        "Switch includeIndicatorStyles, allowEval and historyCacheSize off in the htmx-config of templates/base.html.",
    ),
    Trap(
        "E014",
        locks_out_by_address,
        "A lock-out by address is got round with a forged one, and locks everybody behind one proxy.",
        'Set AXES_LOCKOUT_PARAMETERS to ["username"].',
    ),
    Trap(
        "E015",
        keeps_addresses,
        "Signing in would leave addresses in the database.",
        "Keep AXES_HANDLER as it is, and both logs of axes off.",
    ),
    Trap(
        "E016",
        copies_its_log_while_others_write,
        "This version of SQLite can damage the database when it copies its log while others write.",
        "Put PRAGMA wal_autocheckpoint=0 into init_command, or use SQLite 3.51.3 or newer.",
    ),
]

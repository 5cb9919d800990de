"""Our settings keep out of the traps that others fell into; what differs by machine is seen by `check --deploy`."""

import re
import sqlite3
from typing import Any

import pytest
from csp.constants import NONE, SELF
from django.conf import settings as own
from django.core.checks import INFO, run_checks
from django.core.management import call_command
from django.db import connection

HTMX_CONFIG = re.compile(r"(\w+)\W*: ?(false|\d+)")


def test_the_site_as_it_is_passes_every_check() -> None:
    call_command("check", fail_level="WARNING")


def test_the_settings_keep_out_of_traps() -> None:
    # With no-referrer, Chromium says “Origin: null” and every form is refused.
    assert own.SECURE_REFERRER_POLICY == "same-origin"
    # Left out, it lets every other site read the static files.
    assert own.WHITENOISE_ALLOW_ALL_ORIGINS is False
    # Left out, cookies signed with the ambiguous salt of older versions are taken.
    assert own.SIGNED_COOKIE_LEGACY_SALT_FALLBACK is False
    # The site-wide cache would keep pages with ticks, and compressing on every request halves what the server can do.
    assert [
        name for name in own.MIDDLEWARE if name.startswith(("django.middleware.cache", "django.middleware.gzip"))
    ] == []
    # Nothing but what we serve ourselves.
    policy = own.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert {source for sources in policy.values() for source in sources} <= {SELF, NONE}
    # A lock-out by address is got round with a forged one, and locks everybody behind one proxy.
    assert own.AXES_LOCKOUT_PARAMETERS == ["username"]
    # Else signing in would leave addresses in the database.
    assert own.AXES_DISABLE_ACCESS_LOG is True
    assert own.AXES_ENABLE_ACCESS_FAILURE_LOG is False
    assert own.AXES_HANDLER == "guides.staff.lockout.ByAccount"
    # htmx may neither write styles nor evaluate text, nor show old pages after Back.
    for file in ("static/js/site.js", "templates/admin/guides/guide/due.html"):
        (config,) = re.findall(r"\{.*includeIndicatorStyles.*\}", (own.BASE_DIR / file).read_text())
        htmx = dict(HTMX_CONFIG.findall(config))
        assert [htmx[name] for name in ("includeIndicatorStyles", "allowEval")] == ["false", "false"], file
        assert htmx["historyCacheSize"] == "0", file


def test_with_sqlite_nothing_corrupts_or_locks() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("these are settings of SQLite")
    database = own.DATABASES["default"]
    options = database["OPTIONS"]
    told = re.findall(r"PRAGMA (\w+)=(\w+);", options["init_command"])
    # The log, so that readers and the writer do not wait for each other; FULL, for power cuts; no checkpoint by itself
    # (guides/operations/sqlite_log.py). No mmap_size: it can corrupt the database before SQLite 3.51.3.
    assert dict(told) == {"journal_mode": "WAL", "synchronous": "FULL", "wal_autocheckpoint": "0"}
    # Else SQLite refuses who writes second with “database is locked”.
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] >= 5
    # A database that is put in the place of the file is noticed.
    assert database["CONN_MAX_AGE"] == 0


# --- on a real server ------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "warned"), [(1.0, False), (2, False), (0, True), (30, True)])
def test_workers_that_do_not_look_for_editions_are_warned_of(seconds: float, warned: bool, settings: Any) -> None:
    settings.LIBRARY_SECONDS = seconds
    ids = [message.id for message in run_checks(include_deployment_checks=True)]
    assert ("optout_site.W002" in ids) == warned


def test_an_operator_is_told_of_a_sqlite_with_the_bug_and_a_check_passes(monkeypatch: Any) -> None:
    def told() -> list[int]:
        found = run_checks(include_deployment_checks=True)
        return [message.level for message in found if message.id == "optout_site.I001"]

    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    assert told() == [INFO]
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 3))
    assert told() == []
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    monkeypatch.setitem(connection.settings_dict, "ENGINE", "optout_site.postgresql")
    assert told() == []


@pytest.mark.parametrize(
    ("redirects", "header", "warned"),
    [(True, None, True), (True, ("HTTP_X_FORWARDED_PROTO", "https"), False), (False, None, False)],
)
def test_pages_that_would_lead_to_themselves_are_warned_of(
    redirects: bool, header: Any, warned: bool, settings: Any
) -> None:
    settings.SECURE_SSL_REDIRECT, settings.SECURE_PROXY_SSL_HEADER = redirects, header
    ids = [message.id for message in run_checks(include_deployment_checks=True)]
    assert ("optout_site.W003" in ids) == warned

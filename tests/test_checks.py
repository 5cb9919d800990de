"""Every trap is seen by `manage.py check`: each is opened once here."""

import sqlite3
from typing import Any

import pytest
from django.core.checks import INFO, run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.template.loader import get_template

from optout_site import checks

BY_HAND = "PRAGMA wal_autocheckpoint=0;"
WAL = f"PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; {BY_HAND}"
SQLITE = {"init_command": WAL, "transaction_mode": "IMMEDIATE", "timeout": 10}


def found() -> list[str]:
    return [str(message.id).removeprefix("optout_site.") for message in checks.traps(None)]


def test_the_site_as_it_is_has_none() -> None:
    assert found() == []
    call_command("check", fail_level="WARNING")


def test_each_trap_has_a_name_of_its_own_and_says_what_to_do() -> None:
    ids = [trap.id for trap in checks.TRAPS]
    assert ids == sorted(set(ids))
    assert all(trap.fault.endswith(".") and trap.hint.endswith(".") for trap in checks.TRAPS)


@pytest.mark.parametrize(
    ("trap", "changes"),
    [
        ("E002", {"init_command": f"{WAL} PRAGMA mmap_size=134217728;"}),
        ("E002", {"init_command": f"{WAL} pragma MMAP_SIZE = 1"}),
        ("E003", {"init_command": "PRAGMA synchronous=NORMAL;"}),
        ("E003", {"init_command": ""}),
        ("E003", {"init_command": "PRAGMA journal_mode=DELETE"}),
        ("E004", {"init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; {BY_HAND}"}),
        ("E004", {"init_command": f"{BY_HAND} PRAGMA journal_mode=WAL; PRAGMA synchronous = 0"}),
        ("E016", {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"}),
        ("E016", {"init_command": "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=1000;"}),
        ("E005", {"timeout": 4}),
        ("E005", {"transaction_mode": "DEFERRED"}),
        ("E005", {"transaction_mode": None}),
    ],
)
def test_settings_of_sqlite_that_corrupt_or_lock_are_seen(trap: str, changes: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", SQLITE | changes)
    assert found() == [trap]


def test_without_any_option_sqlite_is_in_two_traps(monkeypatch: Any) -> None:
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {})
    assert found() == ["E003", "E005"]


def test_a_connection_that_stays_open_is_seen(monkeypatch: Any) -> None:
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 600)
    assert found() == ["E006"]


def test_sqlite_that_was_mended_may_map_memory(monkeypatch: Any) -> None:
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", SQLITE | {"init_command": f"{WAL} PRAGMA mmap_size=9;"})
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 3))
    assert found() == []


def test_sqlite_that_was_mended_may_copy_its_log_by_itself(monkeypatch: Any) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 3))
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", SQLITE | {"init_command": "PRAGMA journal_mode=WAL;"})
    assert found() == []


def test_postgresql_has_none_of_the_traps_of_sqlite(monkeypatch: Any) -> None:
    monkeypatch.setitem(connection.settings_dict, "ENGINE", "django.db.backends.postgresql")
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {})
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 600)
    assert found() == []


POLICY = {"default-src": ["'none'"], "script-src": ["'self'"]}


@pytest.mark.parametrize(
    ("trap", "name", "value"),
    [
        ("E007", "SECURE_REFERRER_POLICY", "no-referrer"),
        ("E007", "SECURE_REFERRER_POLICY", "no-referrer, same-origin"),
        ("E007", "SECURE_REFERRER_POLICY", ["same-origin", "no-referrer"]),
        ("E008", "WHITENOISE_ALLOW_ALL_ORIGINS", True),
        ("E009", "SIGNED_COOKIE_LEGACY_SALT_FALLBACK", True),
        ("E010", "MIDDLEWARE", ["django.middleware.cache.UpdateCacheMiddleware"]),
        ("E010", "MIDDLEWARE", ["django.middleware.cache.FetchFromCacheMiddleware"]),
        ("E011", "MIDDLEWARE", ["django.middleware.gzip.GZipMiddleware"]),
        ("E012", "CONTENT_SECURITY_POLICY", {"DIRECTIVES": POLICY | {"script-src": ["'self'", "'unsafe-inline'"]}}),
        ("E012", "CONTENT_SECURITY_POLICY", {"DIRECTIVES": POLICY | {"img-src": ["https://cdn.example"]}}),
        ("E012", "CONTENT_SECURITY_POLICY", {"DIRECTIVES": POLICY | {"img-src": ["*"]}}),
        ("E014", "AXES_LOCKOUT_PARAMETERS", ["ip_address"]),
        ("E014", "AXES_LOCKOUT_PARAMETERS", [["username", "ip_address"]]),
        ("E015", "AXES_DISABLE_ACCESS_LOG", False),
        ("E015", "AXES_ENABLE_ACCESS_FAILURE_LOG", True),
        ("E015", "AXES_HANDLER", "axes.handlers.database.AxesDatabaseHandler"),
    ],
)
def test_settings_that_others_have_fallen_over_are_seen(trap: str, name: str, value: Any, settings: Any) -> None:
    setattr(settings, name, value)
    assert found() == [trap]


@pytest.mark.parametrize("name", ["WHITENOISE_ALLOW_ALL_ORIGINS", "SIGNED_COOKIE_LEGACY_SALT_FALLBACK"])
def test_what_is_a_trap_by_default_is_seen_where_it_is_left_out(name: str, settings: Any) -> None:
    delattr(settings, name)
    assert len(found()) == 1


@pytest.mark.parametrize(
    "policy", ["same-origin", "strict-origin-when-cross-origin", "no-referrer-when-downgrade", None]
)
def test_other_referrer_policies_are_no_trap(policy: Any, settings: Any) -> None:
    settings.SECURE_REFERRER_POLICY = policy
    assert found() == []


@pytest.mark.parametrize(
    ("tamed", "wild"),
    [
        ('"includeIndicatorStyles":false', '"includeIndicatorStyles":true'),
        ('"allowEval":false,', ""),
        ('"historyCacheSize":0', '"historyCacheSize":10'),
        ('name="htmx-config"', 'name="other"'),
    ],
)
def test_an_htmx_that_is_not_tamed_is_seen(tamed: str, wild: str, monkeypatch: Any) -> None:
    template = get_template("base.html")
    assert tamed in template.template.source
    monkeypatch.setattr(template.template, "source", template.template.source.replace(tamed, wild))
    monkeypatch.setattr(checks, "get_template", lambda name: template)
    assert found() == ["E013"]


def test_a_trap_stops_what_checks_first_and_says_its_number(settings: Any) -> None:
    settings.SECURE_REFERRER_POLICY = "no-referrer"
    with pytest.raises(SystemCheckError, match=r"(?s)optout_site\.E007.*same-origin"):
        call_command("check")


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

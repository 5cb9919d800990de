"""The shipped guide in a database file of its own, for tests that copy, damage, restore, migrate or serve one."""

import datetime
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.db.migrations import RunPython
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from guides.editing import publishing
from guides.management.commands.restore import default_database
from guides.models import Guide
from tests.support.clock import PATIENCE
from tests.support.shipped_guide import load_shipped_guide

_blocker: Any = None  # pytest-django's
_migrated = b""  # the tests' own database, which lies in memory, before any test; an empty file until it is made
_filled = b""  # a file with the shipped guide in it, made once a process


@pytest.fixture(scope="session", autouse=True)
def _may_unblock(django_db_blocker: Any) -> None:
    global _blocker  # noqa: PLW0603 (a fixture of its own would have to be asked for by whatever starts a site)
    _blocker = django_db_blocker


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """To migrate takes ten seconds. A file may begin with what was made already."""
    global _migrated  # noqa: PLW0603
    with django_db_blocker.unblock(), connection.cursor():
        if connection.vendor == "sqlite":
            _write_as_migrations_do()
            _migrated = connection.connection.serialize()


def _write_as_migrations_do() -> None:
    """Put rows into tables made from the models (tests/settings.py): the groups, and that all migrations were applied.

    tests/test_migrations.py tests that the migrations lead to the same tables, groups and permissions.
    """
    config = apps.get_app_config("guides")
    models = config.models_module
    for key, migration in sorted(MigrationLoader(None).disk_migrations.items()):
        if key[0] == "guides":
            for operation in migration.operations:
                if isinstance(operation, RunPython):
                    operation.code(apps, connection.schema_editor())
                    config.models_module = models  # create_permissions in a migration sets it to None
        MigrationRecorder(connection).record_applied(*key)


def fill(file: Path) -> None:
    global _filled  # noqa: PLW0603
    if not _filled:
        file.write_bytes(_migrated)
        with _blocker.unblock(), default_database(file):
            call_command("migrate", verbosity=0)
            load_shipped_guide()
            connection.close()  # now all of it is in the file, and nothing in the log beside it
        _filled = file.read_bytes()
    file.write_bytes(_filled)
    # Published just now by the clock of this test: a site believes no clock that is months ahead of its last edition.
    ask(file, f"UPDATE guides_edition SET published_at = '{datetime.datetime.now(datetime.UTC):%Y-%m-%d %H:%M:%S}'")  # noqa: S608


def publish_as(title: str, file: Path) -> None:
    """Publish what is in this file under another title, beside the processes that serve it."""
    with _blocker.unblock(), default_database(file):
        Guide.objects.update(title=title)
        publishing.publish(Guide.objects.get(), by=None, note="Another headline.")


@contextmanager
def in_a_file(folder: Path, unlock: Any) -> Iterator[Path]:
    """Here the default database is this file; `unlock` is pytest-django’s `django_db_blocker`."""
    file = folder / "site.sqlite3"
    fill(file)
    with unlock.unblock(), default_database(file):
        yield file


def ask(file: Path, statement: str) -> list[tuple[Any, ...]]:
    """What SQLite itself answers."""
    with closing(sqlite3.connect(file, timeout=PATIENCE)) as direct, direct:
        return direct.execute(statement).fetchall()


@pytest.fixture
def database_away(db, tmp_path):
    """For a while the database cannot be reached: every attempt to open it fails, as when its disk is gone."""

    @contextmanager
    def away():
        there = connections["default"]
        connections["default"] = there.copy()
        connections["default"].settings_dict = there.settings_dict | {"NAME": str(tmp_path / "gone" / "site.sqlite3")}
        try:
            with pytest.raises(DatabaseError):
                connection.ensure_connection()
            yield
        finally:
            connections["default"] = there

    return away


def rows_written() -> int | None:
    """How many rows were written through this connection so far, taken back or not; None: the database does not say."""
    count: int | None = getattr(connection.connection, "total_changes", None)
    return count

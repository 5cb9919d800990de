"""The shipped guide in a database file of its own, for tests that copy, damage, restore or migrate one."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection

from guides.management.commands.restore import default_database
from tests.clock import PATIENCE
from tests.conftest import load_shipped_guide
from tests.running import Site

_bytes: list[bytes] = []  # of such a file, made once a process


@contextmanager
def in_a_file(folder: Path, unlock: Any) -> Iterator[Path]:
    """Here the default database is this file; `unlock` is pytest-django’s `django_db_blocker`."""
    file = folder / "site.sqlite3"
    if _bytes:
        file.write_bytes(_bytes[0])
    with unlock.unblock(), default_database(file):
        if not _bytes:
            call_command("migrate", verbosity=0)
            load_shipped_guide()
            connection.close()  # now all of it is in the file, and nothing in the log beside it
            _bytes.append(file.read_bytes())
        yield file


class FilledSite(Site):
    """The site as it is served, on the database of `in_a_file` in this folder."""

    def prepare(self, file: Path | None) -> None:
        """It is filled already."""


def ask(file: Path, statement: str) -> list[tuple[Any, ...]]:
    """What SQLite itself answers."""
    with closing(sqlite3.connect(file, timeout=PATIENCE)) as direct, direct:
        return direct.execute(statement).fetchall()

"""No connection of the site copies SQLite’s log while another one can write, and the log still stays short."""

import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from guides.models import LinkCheck
from guides.operations import backups, sqlite_log
from guides.operations.sqlite_log import LONG, has_bug
from guides.serving import current_editions
from optout_site import health
from tests.support.databases import in_a_file

PAGES = "SELECT count(*) FROM guides_linkcheck"


@pytest.mark.parametrize(
    ("version", "has_it"),
    [
        *[((3, 40, 1), True), ((3, 44, 5), True), ((3, 46, 1), True), ((3, 50, 6), True), ((3, 51, 2), True)],
        *[((3, 44, 6), False), ((3, 44, 7), False), ((3, 50, 7), False), ((3, 51, 3), False), ((3, 53, 0), False)],
    ],
)
def test_which_versions_have_the_bug(version: tuple[int, int, int], has_it: bool) -> None:
    assert has_bug(version) == has_it


@pytest.fixture
def database(tmp_path: Path, django_db_blocker: Any) -> Iterator[Path]:
    """The site’s own, which somebody has open all the time: nobody is the last to close it."""
    with in_a_file(tmp_path, django_db_blocker) as file, closing(sqlite3.connect(file)) as held:
        held.execute(PAGES).fetchone()
        yield file


def length(database: Path) -> int:
    return Path(f"{database}-wal").stat().st_size


def write(database: Path, pages: int = 1) -> None:
    """As a request does, with a connection of its own."""
    now = timezone.now()
    found = [LinkCheck(address=f"{'x' * 3900}{at}", outcome="ok", checked_at=now) for at in range(pages)]
    LinkCheck.objects.bulk_create(found)
    LinkCheck.objects.all().delete()
    connection.close()


def copied(database: Path) -> int:
    """How much of the log is in the database, as the file beside it says (sqlite.org/walformat.html#the_wal_index)."""
    return int.from_bytes(Path(f"{database}-shm").read_bytes()[96:100], "little")


def test_whoever_writes_leaves_the_log_alone_however_long_it_is(database: Path) -> None:
    write(database, 1500)
    assert length(database) > LONG
    assert copied(database) == 0


def test_each_look_copies_a_long_log_so_that_it_begins_anew(database: Path) -> None:
    assert health.empty_log in current_editions.background_jobs
    write(database, 1500)
    before = length(database)
    health.empty_log()
    assert copied(database) > 0
    write(database, 100)
    assert length(database) == before  # written over, and not longer


def test_a_short_log_is_left_alone(database: Path) -> None:
    write(database)
    health.empty_log()
    assert copied(database) == 0


def test_nobody_can_write_while_it_is_copied(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []
    connect = sqlite_log._open

    class Watched:
        """Tries to write from elsewhere when it is told to copy the log."""

        def __init__(self, path: Path) -> None:
            self.real = connect(path)
            self.close = self.real.close

        def execute(self, statement: str) -> Any:
            if "wal_checkpoint" in statement:
                with closing(connect(database)) as other, pytest.raises(sqlite3.OperationalError, match="is locked"):
                    other.execute("DELETE FROM guides_linkcheck")
                tried.append(statement)
            return self.real.execute(statement)

    monkeypatch.setattr(sqlite_log, "_open", Watched)
    write(database, 1500)
    health.empty_log()
    assert len(tried) == 1


def test_while_somebody_writes_it_is_left_for_the_next_time(database: Path) -> None:
    write(database, 1500)
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        health.empty_log()
        assert copied(database) == 0
    health.empty_log()
    assert copied(database) > 0


def test_backup_and_restore_do_not_copy_it_either(database: Path) -> None:
    with closing(backups._open(database, "rw")) as mine:
        assert mine.execute("PRAGMA wal_autocheckpoint").fetchone() == (0,)
    write(database, 1500)
    folder = database.parent / "kept"
    call_command("backup", folder, stdout=io.StringIO())
    (file,) = folder.iterdir()
    connection.close()
    call_command("restore", file, "--yes", stdout=io.StringIO())
    assert copied(database) == 0


def test_the_last_to_close_the_file_leaves_no_log(tmp_path: Path, django_db_blocker: Any) -> None:
    with in_a_file(tmp_path, django_db_blocker) as file:
        write(file, 1500)
        assert not Path(f"{file}-wal").exists()

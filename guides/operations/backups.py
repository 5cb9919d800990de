"""Backs up and restores the SQLite database: complete, checked, and in one transaction. No Django.

In WAL mode a database is more than its file, so no bytes are copied: SQLite reads it while others write.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from guides.operations.sqlite_log import BY_HAND

MAGIC = b"SQLite format 3\0"
PATIENCE = 10  # seconds
PAGES_A_STEP = 2500  # ten megabytes

Rows = dict[str, int]  # how many each table has
Told = Callable[[int, int], None]  # how many pages are copied, of how many


class UnfitError(Exception):
    """The file is unsuitable; the message says why."""


# --- to save ---------------------------------------------------------------------------------


def save(database: Path, target: Path, told: Told) -> Rows:
    """Copy everything committed so far into a file that only we may read; it gets its name once it is known to be
    complete.
    """
    with new_file(target) as copy:
        rows = copy_all(database, copy, told)
        if examine(copy) != rows:
            raise UnfitError("the copy has other rows than the database")
    return rows


def examine(path: Path) -> Rows:
    """The number of rows of each table. Raises UnfitError if the file is not a complete database."""
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise UnfitError("it is no SQLite database")
    try:
        with closing(_open(path, "ro")) as database:
            _require_whole(database)
            return _rows(database)
    except sqlite3.DatabaseError as error:
        raise UnfitError(f"it cannot be read ({error})") from None


def migrations(path: Path) -> set[tuple[str, str]]:
    """The migrations applied to this database, by app and name; none: it is not one of Django's."""
    with closing(_open(path, "ro")) as database:
        if "django_migrations" not in _tables(database):
            return set()
        return set(database.execute("SELECT app, name FROM django_migrations"))


def copy_all(database: Path, target: Path, told: Told = lambda copied, pages: None) -> Rows:
    """Copy a consistent snapshot and return its number of rows; writing continues in the meantime."""
    with closing(_open(database, "rw")) as source, closing(_open(target, "rw")) as copy:
        source.execute("BEGIN")
        rows = _rows(source)  # this first look is the moment: what is written from here on is not seen
        source.backup(copy, pages=PAGES_A_STEP, progress=lambda _status, left, pages: told(pages - left, pages))
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, and nothing beside it
    return rows


@contextmanager
def new_file(target: Path) -> Iterator[Path]:
    """A new file that only we may read. It replaces the target on success, and is deleted on failure."""
    with TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as folder:
        part = Path(folder, target.name)
        part.touch(0o600)
        yield part
        _to_disk(part)
        part.replace(target)
        _to_disk(target.parent)


# --- to put back -----------------------------------------------------------------------------


def put_back(copy: Path, database: Path, kept: Path) -> None:
    """Replace the content of the database with the copy's, even while it is in use. The old content is kept, if any."""
    try:
        _replace_content(copy, database, kept)
    except sqlite3.DatabaseError as error:
        if not _is_damage(error):
            kept.unlink(missing_ok=True)
            raise
        _replace_file(copy, database, kept)


def _replace_content(copy: Path, database: Path, kept: Path) -> None:
    """Replace the content in one transaction: readers see either all of the old or all of the new, in the same file.

    From the first page on, which nobody sees yet, nobody else can write; that is when the old state is saved.
    """
    with closing(_open(copy, "rw")) as source, closing(_open(database, "rwc")) as target:
        target.execute("PRAGMA journal_mode=WAL")
        is_empty = not _tables(target)

        def keep_once(status: int, _left: int, _pages: int) -> None:
            if status == sqlite3.SQLITE_BUSY:
                raise UnfitError(f"somebody has been writing into the database for {PATIENCE} seconds")
            if not is_empty and not kept.exists():
                _keep(database, kept)

        source.backup(target, pages=1, progress=keep_once)


def _replace_file(copy: Path, database: Path, kept: Path) -> None:
    """Replace a damaged file, after removing its log, which SQLite must not apply to the new file."""
    _keep(database, kept)
    owner = database.stat()
    os.chown(copy, owner.st_uid, owner.st_gid)
    shutil.copymode(database, copy)
    for ending in ("-wal", "-shm"):
        _beside(database, ending).unlink(missing_ok=True)
    copy.replace(database)
    _to_disk(database.parent)


def _keep(database: Path, kept: Path) -> None:
    """Save the old content as a database if it is readable, otherwise its bytes and those of its log. Nobody writes
    meanwhile.
    """
    with new_file(kept) as part:
        try:
            copy_all(database, part)
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            shutil.copyfile(database, part)
            if _beside(database, "-wal").exists():
                shutil.copy(_beside(database, "-wal"), _beside(kept, "-wal"))


# --- to look at ------------------------------------------------------------------------------


def _open(path: Path, mode: str) -> sqlite3.Connection:
    """Open the file. `ro`: read-only; `rw`: it must exist; `rwc`: it is created if it does not."""
    address = f"{path.resolve().as_uri()}?mode={mode}"
    database = sqlite3.connect(address, uri=True, timeout=PATIENCE, isolation_level=None)
    database.execute(BY_HAND)
    return database


def _tables(database: sqlite3.Connection) -> list[str]:
    named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    return [name for (name,) in database.execute(named)]


def _rows(database: sqlite3.Connection) -> Rows:
    rows: Rows = {}
    for table in _tables(database):
        quoted = table.replace('"', '""')
        (number,) = database.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()  # noqa: S608 (a table's own name)
        rows[table] = int(number)
    return rows


def _require_whole(database: sqlite3.Connection) -> None:
    (damage,) = database.execute("PRAGMA integrity_check(1)").fetchone()
    if damage != "ok":
        raise UnfitError(f"it is damaged ({' '.join(damage.split())})")
    if lost := database.execute("PRAGMA foreign_key_check").fetchone():
        raise UnfitError(f"it is damaged (a row of {lost[0]} belongs to one of {lost[2]} that is not there)")


def _is_damage(error: sqlite3.Error) -> bool:
    """Whether SQLite cannot read this file at all, so that nobody is using it."""
    return getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _beside(database: Path, ending: str) -> Path:
    return database.with_name(database.name + ending)


def _to_disk(path: Path) -> None:
    """Wait until the file is on disk (fsync)."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)

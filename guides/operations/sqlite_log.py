"""SQLite's write-ahead log is copied into the database only while nobody can write. No Django.

SQLite 3.7.0 to 3.51.2 may damage a database, rarely, if one connection copies the log (a checkpoint) in the moment in
which another writes and begins the log anew: the “WAL-reset bug” (sqlite.org/wal.html#walresetbug; mended in 3.51.3,
and in 3.44.6 and 3.50.7). Left to itself, SQLite copies it after a commit that finds 1,000 pages in the log. So no
connection of the site does (`wal_autocheckpoint=0`). The last one to close the file copies the log with the file for
itself alone, and `empty` does it once a second, if the log is long, while it holds the lock that whoever writes needs.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

LONG = 4_000_000  # bytes; what 1,000 pages come to
MENDED = (3, 51, 3)
MENDED_IN_OLDER = {(3, 44): 6, (3, 50): 7}
BY_HAND = "PRAGMA wal_autocheckpoint=0"


def has_bug(version: tuple[int, ...]) -> bool:
    """Whether this version of SQLite has the WAL-reset bug."""
    major, minor, patch, *_rest = version
    return version < MENDED and patch < MENDED_IN_OLDER.get((major, minor), patch + 1)


def empty(database: Path) -> None:
    """Copy the log into the database if it is long. Whoever writes meanwhile waits; who reads does not."""
    log = database.with_name(f"{database.name}-wal")
    if not log.exists() or log.stat().st_size < LONG:
        return
    with nobody_writing(database) as is_alone, closing(_open(database)) as other:
        if is_alone:
            other.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


@contextmanager
def nobody_writing(database: Path) -> Iterator[bool]:
    """Here nobody can write: True. Somebody does so just now, and it is left for the next time: False."""
    with closing(_open(database)) as holder:
        try:
            holder.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            yield False
            return
        try:
            yield True
        finally:
            holder.execute("ROLLBACK")


def _open(database: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{database.resolve().as_uri()}?mode=rw", uri=True, timeout=0, isolation_level=None)
    connection.execute(BY_HAND)
    return connection

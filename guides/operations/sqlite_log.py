"""Checkpoints SQLite's write-ahead log only while nobody can write. No Django.

SQLite 3.7.0 to 3.51.2 may, rarely, damage a database if one connection checkpoints the log at the moment when another
writes and resets it: the “WAL-reset bug” (sqlite.org/wal.html#walresetbug; fixed in 3.51.3, 3.44.6 and 3.50.7). By
default, SQLite checkpoints after a commit that finds 1,000 pages in the log, so our connections do not
(`wal_autocheckpoint=0`). The last connection to close the file checkpoints while it is alone, and `empty` does so once
a second if the log is long, while it holds the write lock.
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
    """Checkpoint the log if it is long. Writers wait meanwhile; readers do not."""
    log = database.with_name(f"{database.name}-wal")
    if not log.exists() or log.stat().st_size < LONG:
        return
    with nobody_writing(database) as is_alone, closing(_open(database)) as other:
        if is_alone:
            other.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


@contextmanager
def nobody_writing(database: Path) -> Iterator[bool]:
    """Hold the write lock. True: nobody can write; False: somebody is writing, so try again later."""
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

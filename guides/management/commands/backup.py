"""Copy the database while the site runs: a consistent, checked snapshot that only its owner can read."""

import argparse
import re
import shlex
import shutil
import sqlite3
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from guides.operations import backups
from guides.operations.backups import Rows, UnfitError

FOLDER = "backups"
SUFFIX = ".sqlite3"
WHERE_ELSE = (
    "It comes with PostgreSQL’s client programs (postgresql-client), as new as your server. With compose.yaml it is in "
    "the container of the database: docs/keeping.md has the lines."
)


class Command(BaseCommand):
    help = "Copy the SQLite database to a file while the site runs. For PostgreSQL, print the command to use."

    def add_arguments(self, parser: CommandParser) -> None:
        where = f"a new file, ending in {SUFFIX}, or a folder (default: {FOLDER}, beside the database)"
        parser.add_argument("where", nargs="?", type=Path, metavar="FILE or FOLDER", help=where)
        kept = "delete older backups of this database from the folder, and keep the last N"
        parser.add_argument("--keep", type=_number, metavar="N", help=kept)

    def handle(self, *args: Any, **options: Any) -> None:
        database = database_file("pg_dump", "--format=custom", f"--file={options['where'] or 'site.dump'}")
        target = self._target(database, options["where"], options["keep"])
        try:
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            rows = backups.save(database, target, self._tell)
        except (OSError, sqlite3.Error, UnfitError) as error:
            raise CommandError(f"{target}: no backup was made: {reason(error)}.") from None
        self.stdout.write(
            f"{target}: {filesizeformat(target.stat().st_size)}, {described(rows)}; checked and complete."
        )
        self._forget_old(database, target, options["keep"])

    def _target(self, database: Path, where: Path | None, keep: int | None) -> Path:
        """The file to write. Raises CommandError rather than overwrite one that exists."""
        where = where or database.parent / FOLDER
        is_file = where.suffix == SUFFIX and not where.is_dir()
        if is_file and keep:
            raise CommandError("--keep needs a folder, because it deletes other backups there. Nothing was done.")
        target = where if is_file else where / f"{database.stem}-{stamp()}{SUFFIX}"
        if target.exists():
            raise CommandError(f"{target}: already exists and was left unchanged. Name a new file or a folder.")
        return target.absolute()

    def _tell(self, copied: int, pages: int) -> None:
        if pages > backups.PAGES_A_STEP:
            self.stdout.write(f"{100 * copied // pages} % is copied.")

    def _forget_old(self, database: Path, target: Path, keep: int | None) -> None:
        """Delete all but the last backups. Never deletes the new one or any dated in the future."""
        name = re.compile(rf"{re.escape(database.stem)}-\d{{8}}-\d{{6}}{re.escape(SUFFIX)}")
        others = [path for path in target.parent.iterdir() if name.fullmatch(path.name) and path.name != target.name]
        there = sorted(others)
        older = [path for path in there if path.name < target.name]
        for path in older[: max(len(older) - keep + 1, 0)] if keep else []:
            path.unlink()
            self.stdout.write(f"{path}: deleted; the last {keep} are kept.")
        if name.fullmatch(target.name) and (later := len(there) - len(older)):
            self.stderr.write(
                f"{there[-1]}: is dated later than the clock says, {stamp()}. The clock was wrong then or is wrong "
                f"now. Backups dated later: {later}. They are kept and not counted; delete old ones yourself."
            )


def database_file(*postgres: str) -> Path:
    """Where the SQLite database is. For another one, raises CommandError with the command that does the same there."""
    if connection.vendor == "postgresql":
        # Where it is, as its own tools want to hear it; never the password.
        named = {"host": "HOST", "port": "PORT", "username": "USER", "dbname": "NAME"}
        given = connection.settings_dict
        server = [f"--{word}={given[key]}" for word, key in named.items() if given[key]]
        command = shlex.join([postgres[0], *server, *postgres[1:]])
        password = "It asks for the password, or takes it from PGPASSWORD or ~/.pgpass."  # noqa: S105 (it is none)
        advice = password if shutil.which(postgres[0]) else f"There is no {postgres[0]} here. {WHERE_ELSE}"
        raise CommandError(
            f"The data is in PostgreSQL, which has its own tool. Nothing was done; run:\n  {command}\n{advice}"
        )
    if connection.vendor != "sqlite" or connection.is_in_memory_db():  # type: ignore[attr-defined]
        raise CommandError(
            "The data is neither in an SQLite file nor in PostgreSQL, so this command cannot copy it. Nothing was done."
        )
    return Path(connection.settings_dict["NAME"]).resolve()


def described(rows: Rows) -> str:
    words = {"guides_edition": "editions", "guides_team": "teams", "guides_report": "readers’ reports"}
    counts = ", ".join(f"{word}: {rows.get(table, 0)}" for table, word in words.items())
    return f"{counts}, rows in all {len(rows)} tables: {sum(rows.values())}"


def reason(error: Exception) -> str:
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)


def stamp() -> str:
    return f"{timezone.now():%Y%m%d-%H%M%S}"


def _number(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number

"""Replace the database with a backup while the site runs; its workers show it within two seconds."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader

from guides.management.commands.backup import database_file, described, reason, stamp
from guides.operations import backups
from guides.operations.backups import Rows, UnfitError

OURS = ("guides", "0001_initial")


class Command(BaseCommand):
    help = "Replace the SQLite database with a backup while the site runs. The old one is kept beside it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="a file that `backup` made")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        database = database_file(
            "pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", str(file)
        )
        kept = database.with_name(f"{database.stem}-replaced-{stamp()}{database.suffix}")
        try:
            rows = check(file, database)
            self._ask(file, database, rows, asks=not options["yes"])
            rows = restore(file, database, kept)
        except (OSError, sqlite3.Error, UnfitError) as error:
            raise CommandError(f"{file}: not restored: {reason(error)}. The database has not changed.") from None
        self.stdout.write(f"{database}: restored, {described(rows)}.")
        if kept.exists():
            self.stdout.write(f"{kept}: the database as it was before.")

    def _ask(self, file: Path, database: Path, rows: Rows, *, asks: bool) -> None:
        if not asks:
            return
        self.stdout.write(f"{file} has {described(rows)}.")
        self.stdout.write(f"It will replace everything in {database}. A copy of the old database is kept beside it.")
        try:
            answer = input("Type yes to continue: ")
        except EOFError:
            answer = ""
        if answer.strip().lower() != "yes":
            raise CommandError("Nothing was changed. To restore without being asked, add --yes.")


def check(file: Path, database: Path) -> Rows:
    """Whether this may become the database. Raises UnfitError with the reason why not."""
    if database.exists() and file.samefile(database):
        raise UnfitError("it is the database itself")
    rows = backups.examine(file)
    had = backups.migrations(file)
    if OURS not in had:
        raise UnfitError("it is a database, but not one of this site")
    known = MigrationLoader(None).disk_migrations.keys()
    newer = sorted(had - known & {(app, name) for app, name in had if app in {app for app, _name in known}})
    if newer:
        raise UnfitError(f"it comes from a newer version of the site ({'.'.join(newer[-1])}). Update the site first")
    return rows


def restore(file: Path, database: Path, kept: Path) -> Rows:
    """Checks and migrates a copy of the backup first, so that a failure leaves the database unchanged."""
    with TemporaryDirectory(dir=database.parent, prefix=".restore-") as folder:
        copy = Path(folder, database.name)
        copy.touch(0o600)
        backups.copy_all(file, copy)
        bring_up_to_date(copy)
        rows = backups.examine(copy)
        backups.put_back(copy, database, kept)
    return rows


def bring_up_to_date(copy: Path) -> None:
    """Migrate forward what comes from an older version of the site."""
    with default_database(copy):
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except Exception as error:
            raise UnfitError(f"it cannot be migrated to this version of the site ({error})") from error
        there = connection.introspection.table_names()
        if missing := sorted(set(connection.introspection.django_table_names()) - set(there)):
            raise UnfitError(f"it has no {missing[0]}")


@contextmanager
def default_database(file: Path) -> Iterator[None]:
    """Here the default database is this file."""
    before = connections["default"]
    connections["default"] = before.copy()
    connection.settings_dict["NAME"] = str(file)
    try:
        yield
    finally:
        connection.close()
        connections["default"] = before

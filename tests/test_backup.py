"""Backup and restore: nothing that was acknowledged is lost, and what goes wrong leaves everything as it was."""

import io
import os
import re
import resource
import shlex
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import dj_database_url
import pytest
import time_machine
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.db.utils import load_backend

from guides.management.commands.restore import default_database
from guides.models import Edition, Source, Team
from guides.operations import backups
from guides.operations.backups import UnfitError
from guides.serving.teams import new_token
from tests.support.clock import PATIENCE
from tests.support.databases import ask, in_a_file
from tests.support.servers import Door, Postgresql, Site, postgresql_programs, stopped_after, until

PAGE = "/linkedin/uk/"
IS_LONG = bool(os.environ.get("LONG_TESTS"))


@pytest.fixture
def database(tmp_path: Path, django_db_blocker: Any) -> Iterator[Path]:
    """The file that is the default database in this test."""
    with in_a_file(tmp_path, django_db_blocker) as file:
        yield file


def run(*words: object) -> str:
    out = io.StringIO()
    call_command(*map(str, words), stdout=out, stderr=io.StringIO())
    return out.getvalue()


def refused(*words: object) -> str:
    with pytest.raises(CommandError) as refusal:
        run(*words)
    return str(refusal.value)


def backup(where: Path, *more: object) -> Path:
    """Make a backup there; which file it is."""
    return Path(run("backup", where, *more).split(": ")[0])


def content(file: Path) -> list[str]:
    """Everything that a database says, as SQLite writes it down."""
    with closing(sqlite3.connect(file)) as direct:
        return list(direct.iterdump())


def files(folder: Path) -> list[str]:
    """What there is, but for the log that SQLite keeps beside a database while it is open."""
    return sorted(path.name for path in folder.iterdir() if not path.name.endswith(("-wal", "-shm")))


@contextmanager
def as_it_was(file: Path) -> Iterator[None]:
    """Whatever happens here leaves the database and its folder as they were."""
    before = content(file), files(file.parent)
    yield
    assert (content(file), files(file.parent)) == before


class Staff:
    """Writes one team with its first count after the other, each pair in a transaction, from a thread of its own."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.acknowledged: list[str] = []
        self.rests = threading.Event()

    def __enter__(self) -> "Staff":
        self.thread = threading.Thread(target=self._write)
        self.thread.start()
        until(lambda: len(self.acknowledged) >= 20)
        return self

    def __exit__(self, *error: object) -> None:
        self.rests.set()
        self.thread.join()

    def _write(self) -> None:
        with default_database(self.file):
            while not self.rests.is_set():
                with transaction.atomic():
                    team, _secret = Team.objects.make("linkedin", "uk", "Finance")
                    team.count(new_token())
                self.acknowledged.append(team.key)
                time.sleep(0.005)  # quick, and yet a person


def teams_in(file: Path) -> set[str]:
    """The teams that this database knows. One without its count would be half written."""
    assert ask(file, "SELECT key FROM guides_team WHERE id NOT IN (SELECT team_id FROM guides_count)") == []
    return {key for (key,) in ask(file, "SELECT key FROM guides_team")}


# --- backup ----------------------------------------------------------------------------------


def test_a_backup_is_one_whole_file_that_only_its_owner_reads(database: Path) -> None:
    Team.objects.make("linkedin", "uk", "Finance")
    said = run("backup", database.parent / "kept")
    (file,) = (database.parent / "kept").iterdir()
    assert re.fullmatch(r"site-\d{8}-\d{6}\.sqlite3", file.name)
    assert said.startswith(f"{file}: ")
    assert re.search(
        r"\s[KM]B, editions: 1, teams: 1, readers’ reports: 0, rows in all \d+ tables: \d+; checked and complete\.$",
        said.strip(),
    )
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert content(file) == content(database)


def test_without_a_word_it_goes_into_a_folder_beside_the_database(database: Path) -> None:
    run("backup")
    assert len(list((database.parent / "backups").glob("site-*.sqlite3"))) == 1


def test_a_backup_goes_into_the_file_that_is_named_and_into_no_file_that_is_there(database: Path) -> None:
    file = database.parent / "mine.sqlite3"
    assert backup(file) == file
    with as_it_was(database):
        assert "mine.sqlite3: already exists and was left unchanged" in refused("backup", file)
        assert "site.sqlite3: already exists" in refused("backup", database)


def test_the_last_ones_are_kept_and_nothing_else_is_touched(database: Path) -> None:
    folder = database.parent / "kept"
    first = backup(folder)
    for day in range(1, 5):
        shutil.copy(first, folder / f"site-2026010{day}-120000.sqlite3")
    others = ["notes.txt", "other-20260101-120000.sqlite3", "site-replaced-20260101-120000.sqlite3", "site.sqlite3"]
    for name in others:
        (folder / name).touch()
    first.unlink()
    said = run("backup", folder, "--keep", 2)
    assert said.count("deleted; the last 2 are kept") == 3
    assert files(folder) == sorted([*others, "site-20260104-120000.sqlite3", first.name])


def test_what_was_just_made_is_kept_whatever_the_clock_says(database: Path) -> None:
    folder = database.parent / "kept"
    first = backup(folder)
    for day in (1, 2, 3):
        shutil.copy(first, folder / f"site-2026010{day}-120000.sqlite3")
    first.unlink()
    before = files(folder)
    errors = io.StringIO()
    with time_machine.travel("2000-01-01T12:00:00Z"):
        call_command("backup", folder, "--keep=2", stdout=io.StringIO(), stderr=errors)
    assert files(folder) == ["site-20000101-120000.sqlite3", *before]
    assert "site-20260103-120000.sqlite3: is dated later than the clock says" in errors.getvalue()


def test_one_that_was_made_by_a_clock_ahead_does_not_count_and_stays(database: Path) -> None:
    folder = database.parent / "kept"
    with time_machine.travel("2096-01-01T12:00:00Z"):
        ahead = backup(folder)
    for day in (1, 2, 3):
        shutil.copy(ahead, folder / f"site-2026010{day}-120000.sqlite3")
    said = run("backup", folder, "--keep", 2)
    assert said.count("deleted; the last 2 are kept") == 2
    assert files(folder)[0] == "site-20260103-120000.sqlite3"
    assert files(folder)[2:] == [ahead.name]


@pytest.mark.parametrize("number", ["0", "-1", "many"])
def test_fewer_than_one_cannot_be_kept(database: Path, number: str) -> None:
    assert "--keep" in refused("backup", database.parent / "kept", f"--keep={number}")


def test_a_database_in_no_file_is_not_copied(tmp_path: Path) -> None:
    with default_database(Path(":memory:")):
        assert "The data is neither in an SQLite file nor in PostgreSQL" in refused("backup", tmp_path / "kept")
    assert files(tmp_path) == []


def test_what_else_is_beside_a_file_is_not_counted(database: Path) -> None:
    assert "--keep needs a folder" in refused("backup", database.parent / "mine.sqlite3", "--keep", 3)


def test_a_large_one_says_how_far_it_is(database: Path) -> None:
    ask(database, "CREATE TABLE large AS SELECT zeroblob(25000000) AS bytes")
    said = run("backup", database.parent / "kept")
    half, whole = map(int, re.findall(r"(\d+) % is copied", said)[1:])
    assert 50 < half < 100 == whole
    assert re.search(r"2[4-9]\.\d", said)


def test_what_is_written_meanwhile_does_not_get_in_half(database: Path) -> None:
    """The copy takes several steps, and somebody writes between each two."""
    ask(database, "CREATE TABLE large AS SELECT zeroblob(25000000) AS bytes")
    before = content(database)
    backups.save(
        database,
        database.parent / "copy.sqlite3",
        lambda _copied, _pages: ask(database, "DELETE FROM guides_claim") and None,
    )
    assert content(database.parent / "copy.sqlite3") == before != content(database)


def test_nothing_acknowledged_is_lost_when_the_database_is_wiped_and_restored(database: Path) -> None:
    with Staff(database) as staff:
        for number in range(3):
            before = set(staff.acknowledged)
            file = backup(database.parent / f"{number}.sqlite3")
            assert before <= teams_in(file) <= {*staff.acknowledged, *teams_in(database)}
        until(lambda: len(staff.acknowledged) > 200)
    connection.close()
    for part in database.parent.glob("site.sqlite3*"):
        part.unlink()
    run("restore", file, "--yes")
    assert before <= teams_in(database) == teams_in(file)
    assert Edition.objects.get().to_guide().slug == "linkedin"


# --- what goes wrong with a backup -----------------------------------------------------------


def damage(file: Path, at: int = 0, how: bytes = b"no database any more" * 50) -> None:
    with file.open("r+b") as opened:
        opened.seek(at)
        opened.write(how)


def test_a_damaged_database_makes_no_backup(database: Path) -> None:
    damage(database, at=database.stat().st_size // 2, how=os.urandom(50_000))
    folder = database.parent / "kept"
    assert "no backup was made: database disk image is malformed." in refused("backup", folder)
    assert files(folder) == []


def test_a_database_whose_rows_do_not_belong_together_makes_no_backup(database: Path) -> None:
    an_orphan(database)
    folder = database.parent / "kept"
    assert "no backup was made: it is damaged (a row of guides_claim belongs to" in refused("backup", folder)
    assert files(folder) == []


def test_without_a_database_there_is_no_backup(database: Path) -> None:
    connection.close()
    database.unlink()
    assert "no backup was made: unable to open database file" in refused("backup", database.parent / "kept")
    assert not database.exists()


def test_a_copy_that_says_something_else_gets_no_name(database: Path, tmp_path: Path) -> None:
    """It is counted again once it is written."""

    def spoil(copied: int, pages: int) -> None:
        if copied == pages:
            (copy,) = tmp_path.glob(".copy.sqlite3-*/copy.sqlite3")
            ask(copy, "DELETE FROM guides_label_sources")

    with as_it_was(database), pytest.raises(UnfitError, match="the copy has other rows than the database"):
        backups.save(database, tmp_path / "copy.sqlite3", spoil)


def test_a_folder_that_cannot_be_made_is_named(database: Path) -> None:
    (database.parent / "file").touch()
    with as_it_was(database):
        assert "no backup was made: Not a directory" in refused("backup", database.parent / "file" / "kept")


@contextmanager
def full_disk(most_bytes: int = 300_000) -> Iterator[None]:
    """No file that is written here may grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_no_space_leaves_everything_as_it_was(database: Path, tmp_path: Path) -> None:
    file = backup(tmp_path / "first.sqlite3")
    with as_it_was(database):
        with full_disk():
            said = refused("backup", tmp_path / "second.sqlite3"), refused("restore", file, "--yes")
        assert said[0] == f"{tmp_path}/second.sqlite3: no backup was made: disk I/O error."
        assert said[1] == f"{file}: not restored: disk I/O error. The database has not changed."


def test_no_space_in_the_middle_of_putting_back_leaves_everything_as_it_was(database: Path, tmp_path: Path) -> None:
    """The copy fits, and so does what is kept; the log beside the database, in which both stand, does not."""
    file = backup(tmp_path / "first.sqlite3")
    ask(database, "DELETE FROM guides_claim")
    ask(database, "VACUUM")
    with as_it_was(database):
        with full_disk(file.stat().st_size + 2_000):
            said = refused("restore", file, "--yes")
        assert said == f"{file}: not restored: disk I/O error. The database has not changed."


def test_no_space_for_what_is_kept_leaves_everything_as_it_was(database: Path, tmp_path: Path) -> None:
    """A database that is whole is kept as SQLite reads it or not at all: its bytes alone are half of it."""
    file = backup(tmp_path / "first.sqlite3")
    ask(database, "CREATE TABLE large AS SELECT zeroblob(500000) AS bytes")
    with as_it_was(database):
        with full_disk(file.stat().st_size + 2_000):
            said = refused("restore", file, "--yes")
        assert said == f"{file}: not restored: disk I/O error. The database has not changed."


# --- restore ---------------------------------------------------------------------------------


def test_a_restore_brings_everything_back_and_keeps_what_it_replaces(database: Path) -> None:
    before = content(database)
    file = backup(database.parent / "kept")
    Team.objects.make("linkedin", "uk", "Finance")
    changed = content(database)
    said = run("restore", file, "--yes")
    assert content(database) == before != changed
    (kept,) = database.parent.glob("site-replaced-*.sqlite3")
    assert said.splitlines()[1] == f"{kept}: the database as it was before."
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert content(kept) == changed
    run("restore", kept, "--yes")
    assert content(database) == changed


def test_what_is_written_until_the_restore_is_in_what_it_kept(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Staff who go on writing lose nothing between the two: each team is in the one or in the other."""
    monkeypatch.setattr(backups, "PATIENCE", PATIENCE)  # on a busy machine a moment without a write comes late
    with Staff(database) as staff:
        file = backup(database.parent / "kept")
        until(lambda: len(staff.acknowledged) > 100)
        run("restore", file, "--yes")
        until(lambda: len(staff.acknowledged) > 150)
    (kept,) = database.parent.glob("site-replaced-*.sqlite3")
    assert set(staff.acknowledged) <= teams_in(kept) | teams_in(database)
    assert teams_in(kept) - teams_in(database)
    assert teams_in(database) - teams_in(kept)


def test_who_reads_meanwhile_reads_one_state_to_its_end(database: Path) -> None:
    file = backup(database.parent / "kept")
    Team.objects.make("linkedin", "uk", "Finance")
    with transaction.atomic(), closing(sqlite3.connect(database, isolation_level=None)) as reader:
        connection.close()
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM guides_team").fetchone() == (1,)
        run("restore", file, "--yes")
        assert reader.execute("SELECT count(*) FROM guides_team").fetchone() == (1,)
        reader.execute("COMMIT")
        assert reader.execute("SELECT count(*) FROM guides_team").fetchone() == (0,)


def test_an_older_backup_is_brought_up_to_date_before_it_is_put_back(database: Path) -> None:
    call_command("migrate", "guides", "0036", verbosity=0)
    file = backup(database.parent / "kept")
    run("restore", file, "--yes")
    assert {language for (language,) in Source.objects.values_list("language")} == {"en"}
    assert Edition.objects.get().number == 1
    assert "language" not in str(ask(file, "SELECT sql FROM sqlite_master WHERE name = 'guides_source'"))


def test_a_restore_asks_first(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = backup(database.parent / "kept")
    Team.objects.make("linkedin", "uk", "Finance")
    with as_it_was(database):
        for answer in ("no\n", "\n", "", "y\n"):
            monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
            assert refused("restore", file) == "Nothing was changed. To restore without being asked, add --yes."
    monkeypatch.setattr(sys, "stdin", io.StringIO("yes\n"))
    said = run("restore", file)
    assert said.startswith(f"{file} has editions: 1, teams: 0,")
    assert f"It will replace everything in {database}." in said
    assert not Team.objects.exists()


@pytest.mark.parametrize("wiped", [True, False])
def test_a_database_that_is_gone_is_made_anew(database: Path, wiped: bool) -> None:
    before = content(database)
    file = backup(database.parent / "kept")
    connection.close()
    database.unlink()
    if wiped:
        database.touch()
    assert "the database as it was before" not in run("restore", file, "--yes")
    assert content(database) == before


@pytest.mark.parametrize("kind", ["no database", "cut off", "torn"])
def test_a_damaged_database_is_replaced_and_kept_as_it_is(database: Path, kind: str) -> None:
    before = content(database)
    file = backup(database.parent / "kept")
    connection.close()
    size = database.stat().st_size
    if kind == "no database":
        damage(database)
    elif kind == "cut off":
        os.truncate(database, size // 2)
    else:
        damage(database, at=size // 2, how=os.urandom(size // 4))
    damaged = database.read_bytes()
    os.chmod(database, 0o640)
    run("restore", file, "--yes")
    (kept,) = database.parent.glob("site-replaced-*.sqlite3")
    assert kept.read_bytes() == damaged
    assert content(database) == before
    assert stat.S_IMODE(database.stat().st_mode) == 0o640
    assert Edition.objects.count() == 1


def test_the_log_of_a_damaged_database_is_kept_with_it_and_not_played_into_the_new_one(database: Path) -> None:
    file = backup(database.parent / "kept")
    before = content(database)
    connection.close()
    with closing(sqlite3.connect(database, isolation_level=None)) as somebody:
        somebody.execute("UPDATE guides_source SET dated = '2024'")
        written = database.with_name("site.sqlite3-wal").read_bytes()
        damage(database)
        run("restore", file, "--yes")
    assert content(database) == before
    (kept,) = database.parent.glob("site-replaced-*.sqlite3-wal")
    assert kept.read_bytes() == written


# --- what cannot be restored -----------------------------------------------------------------


def not_there(file: Path) -> None:
    file.unlink()


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def a_text(file: Path) -> None:
    file.write_text("SQLite format 3, or so somebody says.")


def empty(file: Path) -> None:
    os.truncate(file, 0)


def cut_off(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def torn(file: Path) -> None:
    damage(file, at=file.stat().st_size // 2, how=os.urandom(50_000))


def an_orphan(file: Path) -> None:
    ask(file, "UPDATE guides_claim SET guide_id = 4711")


def with_a_hole(file: Path) -> None:
    """Each page can be read, and in one column there is nothing where there must be something."""
    column = '"from_on" date NULL'
    with closing(sqlite3.connect(file)) as direct, direct:
        direct.execute("PRAGMA writable_schema = ON")
        change = "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE name = 'guides_claim'"
        direct.execute(change, (column, column.replace("NULL", "NOT NULL")))


def another(file: Path) -> None:
    file.unlink()
    ask(file, "CREATE TABLE bookmarks (address)")


def another_of_django(file: Path) -> None:
    ask(file, "DELETE FROM django_migrations WHERE app = 'guides'")


def newer(file: Path) -> None:
    ask(
        file,
        "INSERT INTO django_migrations (app, name, applied) VALUES ('guides', '0099_years_from_now', '2040-01-01')",
    )


def in_part(file: Path) -> None:
    ask(file, "DROP TABLE guides_rumour_sources")


def unlike_its_migrations(file: Path) -> None:
    ask(file, "DELETE FROM django_migrations WHERE name = '0003_teams'")


UNFIT = {
    not_there: "No such file or directory",
    a_folder: "Is a directory",
    a_text: "it is no SQLite database",
    empty: "it is no SQLite database",
    cut_off: "it cannot be read",
    torn: "it ",
    an_orphan: "it is damaged (a row of guides_claim belongs to one of guides_guide that is not there)",
    with_a_hole: "it is damaged (NULL value in guides_claim.from_on)",
    another: "it is a database, but not one of this site",
    another_of_django: "it is a database, but not one of this site",
    newer: "it comes from a newer version of the site (guides.0099_years_from_now). Update the site first",
    in_part: "it has no guides_rumour_sources",
    unlike_its_migrations: "it cannot be migrated to this version of the site (",
}


@pytest.mark.parametrize("spoil", UNFIT)
def test_what_is_no_whole_backup_of_this_site_changes_nothing(database: Path, spoil, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    file = backup(tmp_path / "elsewhere" / "spoilt.sqlite3")
    Team.objects.make("linkedin", "uk", "Finance")
    spoil(file)
    with as_it_was(database):
        said = refused("restore", file, "--yes")
    assert said.startswith(f"{file}: not restored: {UNFIT[spoil]}")
    assert said.endswith(". The database has not changed.")


def test_the_database_is_not_its_own_backup(database: Path) -> None:
    with as_it_was(database):
        assert "it is the database itself" in refused("restore", database, "--yes")


def test_whoever_writes_all_the_time_is_waited_for_and_then_told_of(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "PATIENCE", 0.2)
    file = backup(database.parent / "kept")
    with as_it_was(database), closing(sqlite3.connect(database, isolation_level=None)) as busy:
        busy.execute("BEGIN IMMEDIATE")
        assert "somebody has been writing into the database" in refused("restore", file, "--yes")


# --- PostgreSQL ------------------------------------------------------------------------------


WHERE = "--host=db.example --port=5433 --username=site --dbname=guides"


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (["backup"], f"pg_dump {WHERE} --format=custom --file=site.dump"),
        (["backup", "it's.dump"], f"pg_dump {WHERE} --format=custom '--file=it'\"'\"'s.dump'"),
        (["restore", "a.dump"], f"pg_restore {WHERE} --clean --if-exists --no-owner --single-transaction a.dump"),
    ],
)
def test_for_postgresql_the_commands_name_its_own_tools_and_never_the_password(words: list[str], command: str) -> None:
    pytest.importorskip("psycopg")
    said = as_postgresql(*words)
    assert f"\n  {command}\n" in said
    assert "s3cret" not in said
    assert ("There is no" in said) == (shutil.which(command.split(maxsplit=1)[0]) is None)


def as_postgresql(*words: str) -> str:
    """What is said to these words where the data is in PostgreSQL."""
    url = "postgres://site:s3cret@db.example:5433/guides?sslmode=require"
    before, settings = connections["default"], connection.settings_dict | dj_database_url.parse(url)
    connections["default"] = load_backend(settings["ENGINE"]).DatabaseWrapper(settings)
    try:
        return refused(*words)
    finally:
        connections["default"] = before


def test_where_the_tool_is_not_it_is_said_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("psycopg")
    monkeypatch.setenv("PATH", "")
    assert "There is no pg_dump here. It comes with PostgreSQL’s client programs" in as_postgresql("backup")
    assert "There is no pg_restore here." in as_postgresql("restore", "a.dump")


def test_the_lines_for_containers_name_what_compose_has() -> None:
    text = (settings.BASE_DIR / "docs" / "keeping.md").read_text(encoding="utf-8")
    services = yaml.safe_load((settings.BASE_DIR / "compose.yaml").read_text(encoding="utf-8"))["services"]
    found = re.findall(r"docker compose exec (?:--no-TTY )?(\w+) (\w+)(?:.*--username=(\w+))?", text)
    assert [(service, tool) for service, tool, _user in found] == [
        ("database", "pg_dump"),
        ("database", "pg_restore"),
        ("site", "python"),
    ]
    assert {service for service, *_rest in found} <= set(services)
    assert found[0][2] == found[1][2] == services["database"]["environment"]["POSTGRES_USER"]


@pytest.mark.skipif(not IS_LONG or not postgresql_programs(), reason="needs LONG_TESTS=1 and PostgreSQL")
def test_what_they_name_brings_everything_back(tmp_path: Path) -> None:
    server = Postgresql(postgresql_programs())
    try:
        server.start()
        site = Site(tmp_path, DATABASE_URL=server.url)
        named = [line_named(site, word, tmp_path / "site.dump") for word in ("backup", "restore")]
        subprocess.run(named[0], check=True)  # noqa: S603
        site.manage("migrate", "guides", "zero")
        subprocess.run(named[1], check=True)  # noqa: S603
        site.manage("migrate")
        site.manage("export_guides", "linkedin", "--edition", "1")
    finally:
        server.remove()


def line_named(site: Site, *words: object) -> list[str]:
    command = [sys.executable, "manage.py", *map(str, words)]
    place = {"cwd": settings.BASE_DIR, "env": site.environment}
    said = subprocess.run(command, **place, capture_output=True, text=True, check=False)  # noqa: S603
    return shlex.split(next(line for line in said.stderr.splitlines() if line.startswith("  pg_")))


# --- while the site runs ---------------------------------------------------------------------


@pytest.mark.real_day
def test_a_site_that_runs_shows_what_was_restored(database: Path, tmp_path: Path) -> None:
    site = Site(tmp_path)
    door = Door(site.port)
    with stopped_after(site.serve()), ThreadPoolExecutor(1) as pool:
        site.wait()
        made = door.post(f"{PAGE}teams/", name="Finance").headers["Location"]
        file = backup(tmp_path / "kept")
        connection.close()
        for part in tmp_path.glob("site.sqlite3*"):
            part.unlink()
        until(lambda: "database: away" in door.ask("/readyz").text)
        reading = pool.submit(lambda: [door.ask(path).status for path in [PAGE, "/readyz"] * 150])
        run("restore", file, "--yes")
        until(lambda: door.ask(made).status == 200)
        until(lambda: "database: here" in door.ask("/readyz").text)
        assert set(reading.result()) == {200}
        assert door.post(f"{PAGE}teams/", name="Legal").status == 303
    assert ask(database, "SELECT name FROM guides_team ORDER BY id") == [("Finance",), ("Legal",)]

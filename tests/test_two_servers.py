"""Two servers of the site and one nginx on one PostgreSQL: what holds on one machine holds on two."""

import os
import re
import shutil
import signal
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.client import IncompleteRead
from http.cookies import SimpleCookie
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from guides.serving.teams import new_token
from tests.support.servers import (
    NAME,
    Answer,
    Door,
    Nginx,
    Postgresql,
    Site,
    free_port,
    is_listening,
    postgresql_programs,
    until,
    workers_of,
)

MISSING = [
    *(["PostgreSQL (apt-get install postgresql)"] if postgresql_programs() is None else []),
    *([] if find_spec("psycopg") else ["psycopg (pip install -r requirements-postgresql.txt)"]),
    *(f"{program} (apt-get install nginx openssl)" for program in ("nginx", "openssl") if not shutil.which(program)),
]
pytestmark = [
    pytest.mark.real_day,
    pytest.mark.skipif(bool(MISSING), reason=f"needs {', '.join(MISSING)}; script/test sees to it where it is root"),
]

PAGE = "/linkedin/uk/"
TEAMS = f"{PAGE}teams/"
TICK = f"{PAGE}steps/switch-off/"
REPORT = f"{PAGE}steps/switch-off/report/"
DONE = "linkedin.switch-off=1; linkedin.look-again=1"
AT_ONCE = 16
EDITOR = {"username": "editor", "password": "an editor’s password"}


class SiteWithEditor(Site):
    PREPARE = (
        f"{Site.PREPARE}; from django.contrib.auth.models import User; "
        "User.objects.create_superuser({username!r}, '', {password!r})".format(**EDITOR)
    )


class Servers:
    """Two of the site, and nginx before both."""

    def __init__(self, folder: Path, database: Postgresql) -> None:
        self.database = database
        desk = {"ONE_EDITOR": "true", "SECOND_FACTOR": "false"}
        served = {"BEHIND_PROXY": "true", "SITE_URL": f"https://{NAME}", "WORKERS": "1", "LOG_LEVEL": "CRITICAL"}
        self.site = SiteWithEditor(folder, DATABASE_URL=database.url, **served, **desk)
        self.one, self.other = Door(self.site.port), Door(free_port())
        self.nginx = Nginx(folder, (self.one.port, self.other.port))
        self.running: dict[Door, subprocess.Popen[bytes]] = {}

    @property
    def front(self) -> Door:
        return self.nginx.door

    def start(self, door: Door) -> None:
        self.running[door] = self.site.serve(door.port)
        until(lambda: is_listening(door.port) and door.ask("/readyz").status == 200)

    def kill(self, door: Door) -> None:
        """As a machine that loses its power: nothing is finished, nobody is told."""
        server = self.running[door]
        for process in (server.pid, *workers_of(server)):
            os.kill(process, signal.SIGKILL)
        server.wait(30)

    def stop(self) -> None:
        for server in self.running.values():
            server.terminate()
        for server in self.running.values():
            server.wait(30)

    @contextmanager
    def without_database(self) -> Iterator[None]:
        self.database.stop()
        try:
            yield
        finally:
            self.database.start()

    def ask(self, statement: str, *values: object) -> list[Any]:
        """What the database itself answers, the first column of it."""
        import psycopg  # noqa: PLC0415 (where it is missing, these tests are skipped)

        with psycopg.connect(self.database.url) as line:
            return [row[0] for row in line.execute(statement, values)]  # type: ignore[arg-type]

    def stored(self, column: str) -> list[Any]:
        """The column as table.name."""
        table, _dot, name = column.partition(".")
        return self.ask(f"SELECT {name} FROM guides_{table}")  # noqa: S608


@pytest.fixture(scope="module")
def database() -> Iterator[Postgresql]:
    programs = postgresql_programs()
    assert programs
    database = Postgresql(programs)
    try:
        database.start()
        yield database
    finally:
        database.remove()


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory, database: Postgresql) -> Iterator[Servers]:
    servers = Servers(tmp_path_factory.mktemp("servers"), database)
    with ExitStack() as stack:
        stack.callback(servers.stop)
        servers.start(servers.one)
        servers.start(servers.other)
        stack.enter_context(servers.nginx.running())
        yield servers


class Team:
    """A team whose members press the button, and whoever made it and sees the exact number."""

    def __init__(self, door: Door) -> None:
        self.private = door.post(TEAMS, name="Finance").headers["Location"]
        self.count = self.private.partition("?")[0] + "count/"

    def press(self, door: Door, token: str) -> Answer:
        return door.post(self.count, DONE, done="1", token=token)

    def counted(self, door: Door) -> int:
        found = re.search(r"<strong>(\d+)</strong> are counted", door.ask(self.private).text)
        assert found
        return int(found[1])


class Editor:
    """Somebody at the desk, in a browser that keeps its cookies."""

    def __init__(self) -> None:
        self.cookies: SimpleCookie = SimpleCookie()

    def ask(self, door: Door, path: str, **fields: str) -> Answer:
        cookie = "; ".join(f"{name}={kept.value}" for name, kept in self.cookies.items())
        if fields:
            fields |= {"csrfmiddlewaretoken": self.cookies["csrftoken"].value}
        answer = door.post(path, cookie, **fields) if fields else door.ask(path, Cookie=cookie)
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies.load(line)
        return answer

    def sign_in(self, door: Door) -> None:
        self.ask(door, "/admin/login/")
        assert self.ask(door, "/admin/login/?next=/admin/", **EDITOR).status == 302


@pytest.fixture(scope="module")
def editor() -> Editor:
    return Editor()


# --- one database ----------------------------------------------------------------------------


def test_both_servers_give_the_same_bytes_under_the_same_name(servers: Servers) -> None:
    for path in (PAGE, "/linkedin/", "/linkedin/rumours/", "/api/guides/linkedin.json"):
        one, other = (door.ask(path, Accept_Encoding="br") for door in (servers.one, servers.other))
        assert (one.body, one.headers["ETag"]) == (other.body, other.headers["ETag"]), path


def test_what_is_published_at_one_server_is_read_at_the_other(servers: Servers, editor: Editor) -> None:
    new = "Another headline, published a moment ago"
    (guide,) = servers.ask("UPDATE guides_guide SET title = %s WHERE slug = 'linkedin' RETURNING id", new)
    editor.sign_in(servers.other)  # and is known at the first one, too
    sent = editor.ask(
        servers.one, f"/admin/guides/guide/{guide}/publish/", action="publish_now", note="Another headline."
    )
    assert sent.status == 302
    until(lambda: all(new in door.ask(PAGE).text for door in [servers.one, servers.other] * 10))
    until(lambda: new in servers.front.ask(PAGE).text)


# --- counting --------------------------------------------------------------------------------


def test_presses_on_both_servers_at_once_are_counted_exactly(servers: Servers) -> None:
    team = Team(servers.one)
    doors, tokens = [servers.one, servers.other], [new_token() for _ in range(150)]
    presses = [(door, token) for token in tokens for door in doors]  # each sent twice, once to either server
    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert Counter(pool.map(lambda press: team.press(*press).status, presses)) == {303: 300}
    assert [team.counted(door) for door in doors] == [150, 150]


def test_reports_sent_to_both_servers_at_once_are_taken_once_each(servers: Servers) -> None:
    before = len(servers.stored("report.id"))
    said = {"device": "computer", "choice": "menu"}
    sent = [(door, f"mark-{number}") for number in range(30) for door in (servers.one, servers.other)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = pool.map(lambda one: one[0].post(REPORT, **said, words=one[1], token=one[1]).status, sent)
        assert Counter(answers) == {303: 60}
    assert len(servers.stored("report.id")) - before == 30


# --- falling over ----------------------------------------------------------------------------


def test_one_server_is_killed_under_load_and_nobody_notices(servers: Servers) -> None:
    """An answer that is half sent when its server dies is cut off; whoever asks again gets all of it."""
    team, tokens = Team(servers.one), [new_token() for _ in range(240)]
    killed = threading.Event()

    def read() -> int:
        try:
            return servers.front.ask(PAGE, Cookie=DONE).status
        except IncompleteRead:
            return servers.front.ask(PAGE, Cookie=DONE).status

    def press(token: str) -> tuple[int, int]:
        if token == tokens[80]:
            servers.kill(servers.one)
            killed.set()
        return team.press(servers.front, token).status, read()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = Counter(pool.map(press, tokens))
    assert killed.is_set()
    assert answers == {(303, 200): 240}
    assert set(tokens) <= set(servers.stored("count.token"))
    assert team.counted(servers.other) == 240
    servers.start(servers.one)
    assert team.counted(servers.one) == 240


def test_while_the_database_is_away_reading_and_ticking_go_on_and_the_rest_says_so(
    servers: Servers, editor: Editor
) -> None:
    editor.sign_in(servers.one)
    team, doors = Team(servers.one), [servers.one, servers.other, servers.front]
    with servers.without_database():
        for door in doors * 3:
            assert (door.ask(PAGE).status, door.ask(PAGE, Cookie=DONE).status) == (200, 200)
            assert door.post(TICK, done="1").status == 303
        refused = [team.press(door, new_token()) for door in doors]
        refused += [door.post(REPORT, device="computer", choice="menu", token="away") for door in doors]
        refused += [editor.ask(door, path) for door in doors for path in ("/admin/", "/admin/guides/guide/")]
    for answer in refused:
        assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
        assert "in a minute" in answer.text
    until(lambda: all(team.press(door, new_token()).status == 303 for door in doors))
    assert editor.ask(servers.other, "/admin/").status == 200

"""Two servers of the site and one nginx on one PostgreSQL: what holds on one machine holds on two."""

import os
import re
import shutil
import signal
import subprocess
import threading
import time
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
from django.conf import settings

from guides.teams import new_mark
from guides.yaml_form import from_yaml, to_yaml
from tests.running import (
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

CONTENT = settings.BASE_DIR / "guides" / "content" / "linkedin.yaml"
PAGE = "/linkedin/uk/"
TEAMS = f"{PAGE}teams/"
TICK = f"{PAGE}steps/switch-off/"
REPORT = f"{PAGE}steps/switch-off/report/"
DONE = "linkedin.switch-off=1; linkedin.look-again=1"
AT_ONCE = 16
EDITOR = {"username": "editor", "password": "an editor’s password"}


class Servers:
    """Two of the site, and nginx before both."""

    def __init__(self, folder: Path, database: Postgresql) -> None:
        self.database = database
        desk = {"ONE_EDITOR": "true", "SECOND_FACTOR": "false"}
        served = {"BEHIND_PROXY": "true", "SITE_URL": f"https://{NAME}", "WORKERS": "1", "LOG_LEVEL": "CRITICAL"}
        self.site = Site(folder, DATABASE_URL=database.url, **served, **desk)
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
        workers = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        for process in (server.pid, *map(int, workers)):
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

    def stored(self, column: str) -> list[Any]:
        """What the database itself says; the column as table.name."""
        import psycopg  # noqa: PLC0415 (where it is missing, these tests are skipped)

        table, _dot, name = column.partition(".")
        with psycopg.connect(self.database.url) as line:
            return [row[0] for row in line.execute(f"SELECT {name} FROM guides_{table}")]  # type: ignore[arg-type]  # noqa: S608


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

    def press(self, door: Door, mark: str) -> Answer:
        return door.post(self.count, DONE, done="1", mark=mark)

    def counted(self, door: Door) -> int:
        found = re.search(r"<strong>(\d+)</strong> (?:is|are) counted", door.ask(self.private).text)
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
def editor(servers: Servers) -> Editor:
    make = "from django.contrib.auth.models import User; User.objects.create_superuser({username!r}, '', {password!r})"
    servers.site.manage("shell", "-c", make.format(**EDITOR))
    return Editor()


# --- one database ----------------------------------------------------------------------------


def test_both_servers_give_the_same_bytes_under_the_same_name(servers: Servers) -> None:
    for path in (PAGE, "/linkedin/", "/linkedin/claims/", "/api/guides/linkedin.json"):
        one, other = (door.ask(path, Accept_Encoding="br") for door in (servers.one, servers.other))
        assert (one.body, one.headers["ETag"]) == (other.body, other.headers["ETag"]), path


def test_what_is_published_at_one_server_is_read_at_the_other_within_two_seconds(
    servers: Servers, editor: Editor, tmp_path: Path
) -> None:
    new = "Another headline, published a moment ago"
    changed = from_yaml(CONTENT.read_text(encoding="utf-8")).model_copy(update={"title": new})
    (tmp_path / "linkedin.yaml").write_text(to_yaml(changed), encoding="utf-8")
    servers.site.manage("load_guides", str(tmp_path / "linkedin.yaml"))
    editor.sign_in(servers.other)  # and is known at the first one, too
    guide = servers.stored("guide.id")[0]
    sent = editor.ask(
        servers.one, f"/admin/guides/guide/{guide}/publish/", action="publish_now", note="Another headline."
    )
    assert sent.status == 302
    time.sleep(2)
    assert all(new in door.ask(PAGE).text for door in [servers.one, servers.other] * 10)
    until(lambda: new in servers.front.ask(PAGE).text, 4)


# --- counting --------------------------------------------------------------------------------


def test_presses_on_both_servers_at_once_are_counted_exactly(servers: Servers) -> None:
    team = Team(servers.one)
    doors, marks = [servers.one, servers.other], [new_mark() for _ in range(150)]
    presses = [(door, mark) for mark in marks for door in doors]  # each sent twice, once to either server
    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert Counter(pool.map(lambda press: team.press(*press).status, presses)) == {303: 300}
    assert [team.counted(door) for door in doors] == [150, 150]


def test_reports_sent_to_both_servers_at_once_are_taken_once_each(servers: Servers) -> None:
    before = len(servers.stored("report.id"))
    said = {"device": "computer", "choice": "menu"}
    sent = [(door, f"mark-{number}") for number in range(30) for door in (servers.one, servers.other)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = pool.map(lambda one: one[0].post(REPORT, **said, words=one[1], mark=one[1]).status, sent)
        assert Counter(answers) == {303: 60}
    assert len(servers.stored("report.id")) - before == 30


# --- falling over ----------------------------------------------------------------------------


def test_one_server_is_killed_under_load_and_nobody_notices(servers: Servers) -> None:
    """An answer that is half sent when its server dies is cut off; whoever asks again gets all of it."""
    team, marks = Team(servers.one), [new_mark() for _ in range(240)]
    killed = threading.Event()

    def read() -> int:
        try:
            return servers.front.ask(PAGE, Cookie=DONE).status
        except IncompleteRead:
            return servers.front.ask(PAGE, Cookie=DONE).status

    def press(mark: str) -> tuple[int, int]:
        if mark == marks[80]:
            servers.kill(servers.one)
            killed.set()
        return team.press(servers.front, mark).status, read()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = Counter(pool.map(press, marks))
    assert killed.is_set()
    assert answers == {(303, 200): 240}
    assert set(marks) <= set(servers.stored("count.mark"))
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
        refused = [team.press(door, new_mark()) for door in doors]
        refused += [door.post(REPORT, device="computer", choice="menu", mark="away") for door in doors]
        refused += [editor.ask(door, path) for door in doors for path in ("/admin/", "/admin/guides/guide/")]
    for answer in refused:
        assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
        assert "in a minute" in answer.text
    seconds = until(lambda: all(team.press(door, new_mark()).status == 303 for door in doors), 10)
    assert seconds < 5
    assert editor.ask(servers.other, "/admin/").status == 200

"""Two gunicorn workers as they are shipped, under load: killed, and reloaded. What was acknowledged is there after it.

Three kills and three reloads here; `LONG_TESTS=1` makes them 20 and 10.
"""

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from operator import gt
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from guides import models
from guides.serving.teams import new_token
from tests.support.clock import PATIENCE
from tests.support.databases import ask, in_a_file
from tests.support.servers import Door, Site, until, workers_of

pytestmark = pytest.mark.real_day
IS_LONG = bool(os.environ.get("LONG_TESTS"))
KILLS, RELOADS = (20, 10) if IS_LONG else (3, 3)
PAGE = "/linkedin/uk/"
STEPS = ("switch-off", "look-again")
DONE = "; ".join(f"linkedin.{step}=1" for step in STEPS)


class Killable(Site):
    """A site whose processes are a group of their own, so that all of them can be killed at once."""

    def serve(self, port: int | None = None) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "gunicorn", "optout_site.wsgi", "--log-level", "warning"]
        environment = self.environment | {"PORT": str(port or self.port)}
        return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, start_new_session=True)  # noqa: S603

    @contextmanager
    def served(self) -> Iterator[subprocess.Popen[bytes]]:
        server = self.serve()
        try:
            until(lambda: self._is_ready(server))
            yield server
        finally:
            if server.poll() is None:
                end(server, signal.SIGTERM)

    def _is_ready(self, server: subprocess.Popen[bytes]) -> bool:
        assert server.poll() is None, "gunicorn has ended"
        try:
            return Door(self.port).ask("/readyz").status == 200
        except OSError:
            return False


def end(server: subprocess.Popen[bytes], how: signal.Signals) -> None:
    os.killpg(server.pid, how)
    server.wait(timeout=PATIENCE)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Path]:
    with in_a_file(tmp_path_factory.mktemp("durable"), django_db_blocker) as file:
        yield file


@pytest.fixture(scope="module")
def site(database: Path) -> Killable:
    return Killable(database.parent)


@contextmanager
def everybody_at(*deeds: Callable[[], None]) -> Iterator[None]:
    """Each does the same over and over, in a thread of its own; whoever is cut off tries again."""
    rests = threading.Event()
    faults: list[BaseException] = []

    def repeat(deed: Callable[[], None]) -> None:
        while not rests.is_set():
            try:
                deed()
            except (OSError, HTTPException):
                time.sleep(0.02)
            except Exception as fault:
                faults.append(fault)
                rests.set()

    threads = [threading.Thread(target=repeat, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        rests.set()
        for thread in threads:
            thread.join()
        assert faults == []


# --- who puts the load on it -----------------------------------------------------------------


class Visitor:
    """Ticks and unticks in a browser: what it was told last is in its jar."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self.jar: dict[str, str] = {}
        self.ticks = 0

    def tick(self) -> None:
        step, done = random.choice(STEPS), random.choice("01")  # noqa: S311 (no secret)
        answer = self.door.post(f"{PAGE}steps/{step}/", self.cookie, done=done)
        assert answer.status == 303
        for cookie in answer.headers.get_all("Set-Cookie", []):  # of each tick, for each is renewed
            self.jar.update({name: morsel.value for name, morsel in SimpleCookie(cookie).items()})
        assert bool(self.jar[f"linkedin.{step}"]) == (done == "1")
        self.ticks += 1

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.jar.items() if value)

    @property
    def ticked(self) -> set[str]:
        return {step for step in STEPS if self.jar.get(f"linkedin.{step}")}

    def shown(self) -> set[str]:
        """The steps that the page shows as ticked to this browser."""
        page = self.door.ask(PAGE, cookie=self.cookie).text
        return {step for step in STEPS if re.search(rf'id="step-{step}"[^>]*data-state="done"', page)}


class Team:
    """Colleagues who are counted, each in a browser of their own."""

    def __init__(self, door: Door) -> None:
        self.door = door
        row, _secret = models.Team.objects.make("linkedin", "uk", "Finance")
        self.path = f"{PAGE}teams/{row.key}/"
        self.counted: set[str] = set()

    def press(self) -> None:
        token = new_token()
        answer = self.door.post(f"{self.path}count/", DONE, done="1", token=token)
        if answer.status == 303:
            self.counted.add(token)


class Readers:
    """They report what they see; beyond the limit they hear 429, which is no acknowledgement."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self.tried = 0
        self.taken: set[str] = set()

    def report(self) -> None:
        self.tried += 1
        words = f"Report {self.tried}"
        said = {"device": "computer", "choice": "menu", "words": words, "token": new_token()}
        answer = self.door.post(f"{PAGE}steps/switch-off/report/", **said)
        if answer.status == 303:
            self.taken.add(words)
        time.sleep(0.05)


class Fields(HTMLParser):
    """What a browser would send back with a form of the desk."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "input" and said.get("name") and said.get("type") in ("text", "hidden", "url"):
            self.found[str(said["name"])] = said.get("value") or ""


class Editor:
    """Edits a source at the desk, again and again: what was tried last, what the desk last said it saved, how often."""

    def __init__(self, door: Door) -> None:
        staff = {"is_staff": True, "is_superuser": True}
        user, _is_new = User.objects.get_or_create(username="editor", defaults=staff)  # there already in a second go
        browser = Client()
        browser.force_login(user)
        self.door = door
        self.session = browser.cookies[settings.SESSION_COOKIE_NAME].value
        self.path = f"/admin/guides/source/{models.Source.objects.latest('pk').pk}/change/"
        self.tried = self.saved = self.times = 0

    def edit(self) -> None:
        cookie = f"{settings.SESSION_COOKIE_NAME}={self.session}"
        page = self.door.ask(self.path, cookie=cookie)
        token = SimpleCookie(page.headers["Set-Cookie"])[settings.CSRF_COOKIE_NAME].value
        self.tried += 1
        fields = Fields(page.text).found | {"dated": f"edit {self.tried}"}
        answer = self.door.post(self.path, f"{cookie}; {settings.CSRF_COOKIE_NAME}={token}", **fields)
        if answer.status == 302:
            self.saved, self.times = self.tried, self.times + 1


# --- kill -9 ---------------------------------------------------------------------------------


def test_nothing_acknowledged_is_lost_by_kill_9(site: Killable, database: Path) -> None:
    door = Door(site.port)
    visitor, team, readers, editor = Visitor(door), Team(door), Readers(door), Editor(door)

    def acknowledged() -> list[int]:
        return [visitor.ticks, len(team.counted), len(readers.taken), editor.times]

    for _kill in range(KILLS):
        before = acknowledged()
        with site.served() as server:
            assert visitor.shown() == visitor.ticked
            with everybody_at(visitor.tick, team.press, team.press, readers.report, editor.edit):
                until(lambda: all(map(gt, acknowledged(), before)))  # noqa: B023 (called at once)
                time.sleep(random.uniform(0.1, 0.8))  # noqa: S311 (no secret)
                end(server, signal.SIGKILL)
        assert ask(database, "PRAGMA integrity_check") == [("ok",)]
        assert team.counted <= {token for (token,) in ask(database, "SELECT token FROM guides_count")}
        assert readers.taken <= {words for (words,) in ask(database, "SELECT words FROM guides_report")}
        ((dated,),) = ask(database, "SELECT dated FROM guides_source ORDER BY id DESC LIMIT 1")
        assert editor.saved <= int(dated.removeprefix("edit ")) <= editor.tried
        ((logged,),) = ask(database, "SELECT count(*) FROM django_admin_log")
        assert editor.times <= logged <= editor.tried
    told = f"{visitor.ticks} ticks, {len(team.counted)} counts, {len(readers.taken)} reports, {editor.times} edits"
    print(f"{KILLS} kills; acknowledged and there: {told}")  # noqa: T201 (pytest -s)
    assert min(acknowledged()) >= KILLS


# --- reload ----------------------------------------------------------------------------------


class Reader:
    """Asks for pages and ticks, by turns, on a line that is kept or on a new one each time."""

    def __init__(self, port: int, *, keeps_its_line: bool, pause: float = 0.1) -> None:
        self.port, self.keeps_its_line, self.pause = port, keeps_its_line, pause
        self.line: HTTPConnection | None = None
        self.heard: Counter[int | str] = Counter()
        self.slowest = 0.0

    def ask(self) -> None:
        begun = time.monotonic()
        try:
            self.heard[self._ask()] += 1
        except (OSError, HTTPException) as fault:
            self.heard[repr(fault)] += 1
            self.hang_up()
        self.slowest = max(self.slowest, time.monotonic() - begun)
        time.sleep(self.pause)

    def hang_up(self) -> None:
        if self.line:
            self.line.close()
            self.line = None

    def _ask(self) -> int:
        self.line = line = self.line or HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        sent = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
        if self.heard.total() % 2:
            line.request("GET", PAGE, headers={"Cookie": DONE})
        else:
            line.request("POST", f"{PAGE}steps/switch-off/", "done=1", sent)
        answer = line.getresponse()
        answer.read()
        if not self.keeps_its_line or answer.getheader("Connection") == "close":
            self.hang_up()
        return answer.status


def test_no_request_fails_while_the_site_is_reloaded(site: Killable) -> None:
    readers = [
        *(Reader(site.port, keeps_its_line=False) for _ in range(4)),
        *(Reader(site.port, keeps_its_line=True) for _ in range(4)),
        *(Reader(site.port, keeps_its_line=True, pause=pause) for pause in (0.5, 1.7)),  # idle, and then they ask
    ]
    with site.served() as server, everybody_at(*(reader.ask for reader in readers)):
        for _reload in range(RELOADS):
            old = workers_of(server)
            server.send_signal(signal.SIGHUP)
            until(lambda: len(workers_of(server)) == 2 and not old & workers_of(server))  # noqa: B023 (called at once)
            answers = sum(reader.heard.total() for reader in readers)
            until(lambda: sum(reader.heard.total() for reader in readers) > answers + 50)  # noqa: B023
    for reader in readers:
        reader.hang_up()
    heard = sum((reader.heard for reader in readers), Counter())
    print(f"{RELOADS} reloads; {heard}; the slowest took {max(reader.slowest for reader in readers):.1f} s")  # noqa: T201
    assert set(heard) == {200, 303}

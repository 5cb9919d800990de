"""A PostgreSQL whose machine swallows packets: nobody waits for it in turn."""

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from django.conf import settings
from django.db import DatabaseError

from guides.serving import current_editions
from tests.support.servers import Door, Site, is_listening, stopped_after, until

pytest.importorskip("psycopg")
base = pytest.importorskip("optout_site.postgresql.base")


class Silent(Site):
    """The site as it is served, on a database that takes every line and never says a word."""

    def prepare(self, file) -> None:
        """There is nothing that could be filled."""


@pytest.fixture
def silence():
    """A port that takes lines and never answers, and the lines it took."""
    taken: list[socket.socket] = []
    with closing(socket.create_server(("127.0.0.1", 0), backlog=100)) as server:

        def take() -> None:
            while True:
                try:
                    taken.append(server.accept()[0])
                except OSError:
                    return

        threading.Thread(target=take, daemon=True).start()
        yield server.getsockname()[1], taken
        server.shutdown(socket.SHUT_RDWR)
    for line in taken:
        line.close()


@pytest.mark.real_day
def test_however_many_come_at_a_start_the_database_is_asked_once(silence, tmp_path):
    port, taken = silence
    address = f"postgres://site@127.0.0.1:{port}/site"
    # By itself it looks again when this test is long over.
    site = Silent(tmp_path, DATABASE_URL=address, WORKERS="1", LIBRARY_SECONDS="3600")
    with stopped_after(site.serve()), ThreadPoolExecutor(20) as pool:
        until(lambda: is_listening(site.port))
        door = Door(site.port)
        asked = ["/healthz", "/readyz", "/linkedin/uk/", "/"] * 10
        answers = list(pool.map(door.ask, asked))
        assert [answer.status for answer in answers] == [200, 503, 503, 503] * 10
        assert "the database cannot be reached" in answers[1].text
        assert len(taken) == 1


def test_once_the_database_is_there_the_thread_finds_it(db, monkeypatch):
    monkeypatch.setattr(settings, "LIBRARY_SECONDS", 3600)
    monkeypatch.setattr(current_editions.threading, "Thread", lambda **named: threading.Timer(3600, print))
    monkeypatch.setattr(threading.Timer, "start", lambda timer: None)
    asked = []

    def away() -> None:
        asked.append("asked")
        raise DatabaseError("away")

    current_editions.forget_all()
    with monkeypatch.context() as context:
        context.setattr(current_editions, "refresh", away)
        for _try in range(3):
            with pytest.raises(current_editions.NothingToReadError):
                current_editions.by_slug()
    assert asked == ["asked"]
    current_editions.look()
    assert current_editions.by_slug() == {}


# --- one tries, the others hear of it --------------------------------------------------------


class Failing:
    """In the place of Django's own connecting: fails while it is told to."""

    def __init__(self, monkeypatch) -> None:
        self.tries, self.fails, self.now = 0, True, 1000.0
        monkeypatch.setattr(base, "_failed_at", None)
        monkeypatch.setattr(base.time, "monotonic", lambda: self.now)
        monkeypatch.setattr(base.base.DatabaseWrapper, "get_new_connection", lambda *given: self.connect())
        self.database = base.DatabaseWrapper({"ENGINE": "", "NAME": "site"})

    def connect(self) -> str:
        self.tries += 1
        if self.fails:
            raise self.database.Database.OperationalError("time-out")
        return "a connection"

    def ask(self) -> str:
        try:
            return self.database.get_new_connection({})
        except self.database.Database.OperationalError as error:
            return str(error)


@pytest.fixture
def failing(monkeypatch):
    return Failing(monkeypatch)


AGO = "the database could not be reached a moment ago"


def test_who_comes_within_a_moment_of_a_failure_hears_of_it_at_once(failing):
    assert [failing.ask() for _ in range(3)] == ["time-out", AGO, AGO]
    assert failing.tries == 1
    failing.now += base.MOMENT
    assert [failing.ask() for _ in range(2)] == ["time-out", AGO]
    assert failing.tries == 2


def test_while_one_tries_again_nobody_else_does(failing):
    failing.ask()
    failing.now += base.MOMENT
    with base._trying:
        assert failing.ask() == AGO
    assert failing.tries == 1


def test_once_it_can_be_reached_everybody_reaches_it(failing):
    failing.ask()
    failing.now += base.MOMENT
    failing.fails = False
    assert [failing.ask() for _ in range(3)] == ["a connection"] * 3

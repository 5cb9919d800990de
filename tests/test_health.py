"""What the site tells whoever watches it: that it is alive, and that it has something to show."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from guides import library
from guides.models import Edition, Guide
from optout_site import health

BOTH = ("/healthz", "/readyz")


@pytest.fixture(autouse=True)
def _nothing_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_seen_at", None)


@contextmanager
def lost() -> Iterator[None]:
    """Here the database does not answer."""

    def away(*asked: Any) -> None:
        raise DatabaseError("away")

    with connection.execute_wrapper(away):
        yield


def says(path: str, **headers: str) -> tuple[int, str]:
    answer = Client().get(path, headers=headers)
    return answer.status_code, answer.content.decode()


def test_the_site_is_alive_and_ready_once_it_has_an_edition(guidance: Guide) -> None:
    assert says("/healthz") == (200, "alive\n")
    assert says("/readyz") == (200, "ready\neditions: 1\ndatabase: here\n")


@pytest.mark.parametrize("path", BOTH)
def test_the_answer_is_small_and_plain_and_nobody_keeps_it(guidance: Guide, path: str) -> None:
    answer = Client().get(path)
    assert dict(answer.headers) == {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": str(len(answer.content)),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    assert not answer.cookies
    assert len(answer.content) < 100


def test_no_query_is_needed_to_say_so(guidance: Guide, django_assert_num_queries: Any) -> None:
    library.shelf()
    with django_assert_num_queries(0):
        assert [says(path)[0] for path in BOTH] == [200, 200]


# --- who asks --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", BOTH)
@pytest.mark.parametrize("host", ["10.0.0.7", "[::1]:8000", "evil.example", "not a host"])
def test_whatever_name_a_balancer_calls_the_site_by_it_is_answered(guidance: Guide, path: str, host: str) -> None:
    assert says(path, host=host)[0] == 200
    assert host not in says(path, host=host)[1]
    assert says("/linkedin/uk/", host=host)[0] == 400


@pytest.mark.parametrize("path", BOTH)
def test_nobody_is_sent_on_to_https(guidance: Guide, path: str, settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert says(path)[0] == 200
    assert says("/linkedin/uk/")[0] == 301


@pytest.mark.parametrize("path", BOTH)
def test_head_is_answered_as_get_and_anything_else_is_not_for_this(guidance: Guide, path: str) -> None:
    assert Client().head(path).status_code == 200
    assert Client(headers={"Sec-Fetch-Site": "same-origin"}).post(path).status_code in (404, 405)


@pytest.mark.parametrize("path", ["/healthz/", "/readyz/", "/HEALTHZ", "/preview/healthz"])
def test_there_is_one_address_for_each(guidance: Guide, path: str) -> None:
    assert says(path)[0] in (302, 404)


# --- not ready -------------------------------------------------------------------------------


def test_a_site_without_an_edition_is_alive_and_not_ready(db: None) -> None:
    Edition.objects.all().delete()
    assert says("/healthz") == (200, "alive\n")
    assert says("/readyz") == (503, "not ready: nothing is published yet\n")


def test_a_worker_that_never_saw_the_database_is_not_ready_until_it_does(guidance: Guide) -> None:
    library.forget_all()
    with lost():
        assert says("/healthz") == (200, "alive\n")
        assert says("/readyz") == (503, "not ready: no edition is in memory, and the database cannot be reached\n")
    assert says("/readyz")[0] == 200


# --- a database that is away -----------------------------------------------------------------


def test_a_database_that_is_away_is_told_of_and_the_site_stays_ready(guidance: Guide) -> None:
    says("/readyz")
    health.see_database()
    with lost():
        with pytest.raises(DatabaseError):
            health.see_database()
        assert says("/readyz") == (200, "ready\neditions: 1\ndatabase: away\n")
    health.see_database()
    assert says("/readyz") == (200, "ready\neditions: 1\ndatabase: here\n")


def test_a_database_that_answers_no_more_is_away_after_ten_seconds(guidance: Guide, monkeypatch) -> None:
    health.see_database()
    now = time.monotonic()
    for later, said in [(9, "here"), (11, "away")]:
        monkeypatch.setattr(health.time, "monotonic", lambda later=later: now + later)
        assert says("/readyz")[1].endswith(f"database: {said}\n")


def test_a_site_that_looks_seldom_waits_for_its_next_look(guidance: Guide, settings, monkeypatch) -> None:
    settings.LIBRARY_SECONDS = 60
    health.see_database()
    now = time.monotonic()
    for later, said in [(170, "here"), (190, "away")]:
        monkeypatch.setattr(health.time, "monotonic", lambda later=later: now + later)
        assert says("/readyz")[1].endswith(f"database: {said}\n")


def test_it_is_looked_for_before_each_look_for_editions() -> None:
    assert library.chores[0] is health.see_database

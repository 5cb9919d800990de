"""What the site tells whoever watches it: that it is alive, and that it has something to show."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.test import Client

from guides.models import Edition, Guide
from guides.serving import current_editions
from optout_site import health

BOTH = ("/healthz", "/readyz")
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
READY = re.compile(rf"ready\neditions: linkedin 1\nlooked: {TIME}\ndatabase: here\n")


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
    assert READY.fullmatch(says("/readyz")[1])


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
    current_editions.by_slug()
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
    current_editions.forget_all()
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
        assert says("/readyz")[0] == 200
        assert says("/readyz")[1].endswith("database: away\n")
    health.see_database()
    assert READY.fullmatch(says("/readyz")[1])


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
    assert current_editions.first is health.see_database


# --- what fails again and again --------------------------------------------------------------


def test_a_fault_is_named_with_its_time_for_as_long_as_it_lasts_and_without_its_reason(guidance, monkeypatch) -> None:
    reasons = ["a secret"]

    def publish_due() -> None:
        if reasons:
            raise ValueError(reasons[0])

    publish_due.__module__ = "guides.editing.workflow"
    monkeypatch.setattr(current_editions, "background_jobs", [publish_due])
    with time_machine.travel("2026-12-01T08:00:00Z", tick=False) as clock:
        current_editions.look()
        clock.shift(60)
        current_editions.look()
        assert says("/readyz") == (
            200,
            "ready\neditions: linkedin 1\nlooked: 2026-12-01T08:01:00Z\ndatabase: here\n"
            "fault: workflow.publish_due since 2026-12-01T08:00:00Z\n",
        )
        reasons.clear()
        current_editions.look()
        assert "fault" not in says("/readyz")[1]


def test_the_time_of_the_last_good_look_stays_while_looks_fail(guidance: Guide) -> None:
    with time_machine.travel("2026-12-01T08:00:00Z", tick=False) as clock:
        current_editions.look()
        clock.shift(60)
        with lost():
            current_editions.look()
        said = says("/readyz")[1]
    assert "looked: 2026-12-01T08:00:00Z\n" in said
    assert "database: away\nfault: database since 2026-12-01T08:01:00Z\n" in said


def test_an_edition_that_cannot_be_read_is_named_and_the_one_before_is_served(guidance: Guide) -> None:
    current_editions.look()
    Edition.objects.create(guide=guidance, number=2, document={"format": 99}, note="Of tomorrow.")
    current_editions.look()
    said = says("/readyz")[1]
    assert "editions: linkedin 1\n" in said
    assert "fault: reading edition 2 of linkedin since " in said
    Edition.objects.filter(number=2).delete()
    current_editions.look()
    assert "fault" not in says("/readyz")[1]


def test_of_many_guides_the_first_are_named(guidance: Guide, monkeypatch) -> None:
    live = current_editions.by_slug()["linkedin"]
    monkeypatch.setattr(current_editions, "_by_slug", {f"guide-{number:02}": live for number in range(12)})
    assert "guide-09 1, 2 more\n" in says("/readyz")[1]

"""The editions in force, in memory: new ones come by themselves, and what is there survives a broken database."""

import datetime
import os
import select
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace

import pytest
import time_machine
from django.conf import settings
from django.db import OperationalError

from guides.editing import drafts, publishing
from guides.models import Edition
from guides.rules.reports import ReaderReport
from guides.serving import current_editions, faults
from guides.serving.current_editions import Live, Packed
from guides.serving.lru_cache import LRUCache
from tests.support.clock import PATIENCE
from tests.support.databases import fill, publish_as
from tests.support.factories import make_guide

# A worker of its own: reads the editions as a page would, and says so whenever an edition comes or goes.
WORKER = """
import time, django
django.setup()
from guides.serving import current_editions
seen = None
while True:
    now = {slug: live.number for slug, live in current_editions.by_slug().items()}
    if now != seen:
        print(now, flush=True)
    seen = now
    time.sleep(0.02)
"""


@pytest.fixture
def publish(db):
    """Publish a guide as another worker does: nobody here is told."""

    def publish(**changes):
        return publishing.publish(drafts.from_document(make_guide(**changes)), by=None, note="Clearer words.")

    return publish


def numbers():
    return {slug: live.number for slug, live in current_editions.by_slug().items()}


# --- looking for new editions ----------------------------------------------------------------


def test_a_look_finds_a_new_guide_and_a_new_edition(publish):
    assert numbers() == {}
    publish()
    current_editions.refresh()
    assert numbers() == {"chatter": 1}
    edition = publish(title="Another headline")
    assert current_editions.by_slug()["chatter"].guide.title == "Stop Chatter from training AI on your data"
    current_editions.refresh()
    live = current_editions.by_slug()["chatter"]
    assert (live.guide.title, live.number, live.published_at) == ("Another headline", 2, edition.published_at)


def test_a_look_without_news_is_three_small_queries_and_keeps_what_was_made(publish, django_assert_num_queries):
    publish()
    current_editions.refresh()
    live = current_editions.by_slug()["chatter"]
    with django_assert_num_queries(3):  # which editions and words are in force, which links are dead
        current_editions.refresh()
    assert current_editions.by_slug()["chatter"] is live


def test_a_look_reads_only_what_is_new(publish, django_assert_num_queries):
    for slug in ("chatter", "other", "third"):
        publish(slug=slug)
    current_editions.refresh()
    before = dict(current_editions.by_slug())
    publish(slug="other", title="Another headline")
    with django_assert_num_queries(5):
        current_editions.refresh()
    assert numbers() == {"chatter": 1, "other": 2, "third": 1}
    assert [slug for slug, live in current_editions.by_slug().items() if live is not before[slug]] == ["other"]


def test_who_has_begun_to_read_reads_the_same_editions_to_the_end(publish):
    publish()
    begun = current_editions.by_slug()
    before = dict(begun)
    publish(title="Another headline")
    publish(slug="another")
    current_editions.refresh()
    assert dict(begun) == before
    assert numbers() == {"another": 1, "chatter": 2}


def test_the_editions_are_read_once_and_then_without_a_query(publish, django_assert_num_queries):
    publish()
    with django_assert_num_queries(5):
        current_editions.by_slug()
    with django_assert_num_queries(0):
        current_editions.by_slug()


def test_a_guide_without_an_edition_is_among_no_current_editions(publish):
    publish()
    publish(slug="other")
    current_editions.refresh()
    Edition.objects.filter(guide__slug="chatter").delete()
    drafts.from_document(make_guide(slug="draft"))
    current_editions.refresh()
    assert numbers() == {"other": 1}


def test_every_worker_has_the_guides_in_the_same_order(publish):
    for slug in ("zebra", "chatter"):
        publish(slug=slug)
        current_editions.refresh()
    grown = list(current_editions.by_slug())
    current_editions.forget_all()
    assert list(current_editions.by_slug()) == grown


# --- what is made once -----------------------------------------------------------------------


def test_what_is_made_is_made_once_for_its_key():
    live = Live(make_guide(), 1)
    made = []
    for key in ("a", "b", "a", "a"):
        assert live.get_or_set(key, lambda key=key: made.append(key) or f"page {key}") == f"page {key}"
    assert made == ["a", "b"]


def test_a_new_edition_makes_everything_anew(publish):
    pages = []
    for title in ("A headline", "Another headline"):
        publish(title=title)
        current_editions.refresh()
        current_editions.by_slug()["chatter"].get_or_set("page", lambda: pages.append("made"))
    assert pages == ["made", "made"]


def test_what_is_made_of_one_edition_is_never_given_for_another():
    one, other = Live(make_guide(), 1), Live(make_guide(), 1)
    assert (one.get_or_set("page", lambda: "one"), other.get_or_set("page", lambda: "other")) == ("one", "other")


def test_a_doubt_that_is_put_beside_an_edition_keeps_what_was_made_of_it():
    live = Live(make_guide(), 1)
    live.get_or_set("page", lambda: "made")
    assert replace(live, reader_reports=()).get_or_set("page", lambda: "made anew") == "made"


def test_a_guide_lies_packed_until_it_is_read_and_is_the_same_then(publish):
    publish(title="A headline")
    current_editions.refresh()
    live = current_editions.by_slug()["chatter"]
    assert isinstance(live.held, Packed)
    assert live.guide == Edition.objects.get().to_guide()
    assert live.guide is live.guide


def test_only_the_guides_that_are_read_most_are_open(monkeypatch):
    monkeypatch.setattr(current_editions, "_open", LRUCache(2))
    editions = [Live(Packed.of(make_guide(slug=f"chatter-{number}").model_dump(mode="json")), 1) for number in range(5)]
    assert [live.guide.slug for live in editions] == [f"chatter-{number}" for number in range(5)]
    assert len(current_editions._open) == 2


def test_another_edition_of_the_same_number_is_noticed_as_after_a_restore(publish):
    publish(title="A headline")
    current_editions.refresh()
    Edition.objects.all().delete()
    publish(title="Another headline")
    current_editions.refresh()
    assert current_editions.by_slug()["chatter"].number == 1
    assert current_editions.by_slug()["chatter"].guide.title == "Another headline"


def test_an_edition_that_cannot_be_read_leaves_the_one_before_and_every_other_guide(publish, caplog):
    publish(title="A headline")
    current_editions.refresh()
    before = current_editions.by_slug()["chatter"]
    publish(title="Another headline")
    publish(slug="other")
    publish(slug="third")
    Edition.objects.filter(number=2).update(document={"format": 99})
    Edition.objects.filter(guide__slug="third").update(document={})
    with caplog.at_level("CRITICAL", logger="guides.serving.faults"):
        current_editions.refresh()
    assert numbers() == {"chatter": 1, "other": 1}
    assert current_editions.by_slug()["chatter"] is before


def test_of_an_edition_that_cannot_be_read_the_log_says_which_and_why(publish, caplog):
    publish()
    Edition.objects.update(document={"format": 99})
    current_editions.refresh()
    current_editions.refresh()
    (record,) = caplog.records
    assert record.getMessage() == "reading edition 1 of chatter: a fault, told once; going on without it"
    assert "guide › format: must be one of these: 2" in caplog.text
    publish()
    current_editions.refresh()
    assert faults.lasting() == {}


def test_looking_for_editions_reads_no_older_one(publish, django_assert_num_queries):
    for title in ("A headline", "Another headline"):
        publish(title=title)
    with django_assert_num_queries(1) as asked:
        assert [(slug, number) for slug, (number, _) in Edition.objects.in_force().items()] == [("chatter", 2)]
    assert "LIMIT 1" in asked.captured_queries[0]["sql"]


def test_the_stamp_changes_with_every_edition_and_every_doubt_and_with_nothing_else(publish):
    publish(title="A headline")
    current_editions.refresh()
    before = current_editions.generation()
    current_editions.refresh()
    current_editions.set_reader_reports({})
    assert current_editions.generation() == before
    publish(title="Another headline")
    current_editions.refresh()
    assert current_editions.generation() != before
    before = current_editions.generation()
    current_editions.set_reader_reports(
        {"chatter": (ReaderReport("uk", "switch-off", "phone", datetime.date(2025, 11, 3)),)}
    )
    assert current_editions.generation() != before


def test_the_stamp_changes_at_midnight(publish):
    with time_machine.travel("2025-11-02 23:59:59Z", tick=False) as clock:
        before = current_editions.generation()
        clock.shift(1)
        assert current_editions.generation() != before


# --- each look -------------------------------------------------------------------------------


@pytest.fixture
def broken(monkeypatch):
    """A chore that fails for as long as there is a reason in this list, between two that work."""
    reasons, done = ["one"], []

    def fails():
        if reasons:
            raise ValueError(reasons[0])

    monkeypatch.setattr(current_editions, "first", lambda: done.append("first"))
    monkeypatch.setattr(
        current_editions, "background_jobs", [lambda: done.append("before"), fails, lambda: done.append("after")]
    )
    return reasons, done


def test_a_chore_that_fails_stops_no_other_and_not_the_look_for_editions(publish, broken):
    publish()
    current_editions.look()
    assert (numbers(), broken[1]) == ({"chatter": 1}, ["first", "before", "after"])
    publish(title="Another headline")
    current_editions.look()
    assert numbers() == {"chatter": 2}


def test_a_fault_is_logged_once_and_again_when_it_changes_or_is_mended(db, broken, caplog):
    reasons, _done = broken
    with caplog.at_level("WARNING", logger="guides.serving.faults"):
        for reason in ("one", "one", "two", "two", None, None, "one"):
            reasons[:] = [reason] if reason else []
            current_editions.look()
    said = [record.getMessage().partition(":")[2].partition(";")[0] for record in caplog.records]
    assert said == [" a fault, told once", " a fault, told once", " mended", " a fault, told once"]
    assert [line for line in caplog.text.splitlines() if line.startswith("ValueError")] == [
        f"ValueError: {reason}" for reason in ("one", "two", "one")
    ]


def test_while_the_database_is_away_nothing_else_is_tried(broken, monkeypatch, db):
    def away():
        raise OperationalError("away")

    monkeypatch.setattr(current_editions, "first", away)
    current_editions.look()
    assert (broken[1], list(faults.lasting())) == ([], ["database"])


# --- watching --------------------------------------------------------------------------------


@pytest.fixture
def environment(tmp_path):
    """The site as it is run, with a database of its own and the pace of its own settings."""
    own = {"DJANGO_SETTINGS_MODULE": "optout_site.settings", "DATABASE_URL": f"sqlite:///{tmp_path / 'site.sqlite3'}"}
    more = {"SECRET_KEY": "x" * 50, "HTTPS_ONLY": "false", "LOG_LEVEL": "ERROR", "PYTHONPATH": str(settings.BASE_DIR)}
    return {name: value for name, value in os.environ.items() if name != "LIBRARY_SECONDS"} | own | more


def next_line(worker, seconds):
    """The next thing that the worker says; fails when it takes longer than that."""
    ready, _, _ = select.select([worker.stdout], [], [], seconds)
    assert ready, f"nothing came within {seconds} seconds"
    return worker.stdout.readline().strip()


def test_a_new_edition_is_live_in_another_worker_even_after_an_error(tmp_path, environment):
    log = tmp_path / "log"

    def database(statement):
        with closing(sqlite3.connect(tmp_path / "site.sqlite3")) as direct:
            direct.execute(statement)
            direct.commit()

    fill(tmp_path / "site.sqlite3")
    start = {"env": environment, "cwd": tmp_path, "stdout": subprocess.PIPE, "text": True}
    command = [sys.executable, "-c", WORKER]
    with log.open("w") as errors, subprocess.Popen(command, stderr=errors, **start) as worker:  # noqa: S603 (our own)
        try:
            assert next_line(worker, PATIENCE) == "{'linkedin': 1}"
            publish_as("The second", tmp_path / "site.sqlite3")
            assert next_line(worker, PATIENCE) == "{'linkedin': 2}"

            database("ALTER TABLE guides_edition RENAME TO lost")
            patience = time.monotonic() + PATIENCE
            while "database: a fault, told once" not in log.read_text(encoding="utf-8"):
                assert worker.poll() is None
                assert time.monotonic() < patience
                time.sleep(0.05)
            database("ALTER TABLE lost RENAME TO guides_edition")
            database("DELETE FROM guides_edition WHERE number = 2")
            assert next_line(worker, PATIENCE) == "{'linkedin': 1}"
        finally:
            worker.kill()

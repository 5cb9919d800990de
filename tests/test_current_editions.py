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

from guides import drafts, faults, library, publishing
from guides.kept import Kept
from guides.library import Live, Packed
from guides.models import Edition
from guides.reports import Doubt
from guides.yaml_form import to_yaml
from tests.clock import PATIENCE
from tests.making import make_guide

# A worker of its own: reads the shelf as a page would, and says so whenever an edition comes or goes.
WORKER = """
import time, django
django.setup()
from guides import library
seen = None
while True:
    now = {slug: live.number for slug, live in library.shelf().items()}
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
    return {slug: live.number for slug, live in library.shelf().items()}


# --- looking for new editions ----------------------------------------------------------------


def test_a_look_finds_a_new_guide_and_a_new_edition(publish):
    assert numbers() == {}
    publish()
    library.refresh()
    assert numbers() == {"chatter": 1}
    edition = publish(title="Another headline")
    assert library.shelf()["chatter"].guide.title == "Stop Chatter from training AI on your data"
    library.refresh()
    live = library.shelf()["chatter"]
    assert (live.guide.title, live.number, live.published_at) == ("Another headline", 2, edition.published_at)


def test_a_look_without_news_is_two_small_queries_and_keeps_what_was_made(publish, django_assert_num_queries):
    publish()
    library.refresh()
    live = library.shelf()["chatter"]
    with django_assert_num_queries(2):  # which editions are in force, which links are dead
        library.refresh()
    assert library.shelf()["chatter"] is live


def test_a_look_reads_only_what_is_new(publish, django_assert_num_queries):
    for slug in ("chatter", "other", "third"):
        publish(slug=slug)
    library.refresh()
    before = dict(library.shelf())
    publish(slug="other", title="Another headline")
    with django_assert_num_queries(3):
        library.refresh()
    assert numbers() == {"chatter": 1, "other": 2, "third": 1}
    assert [slug for slug, live in library.shelf().items() if live is not before[slug]] == ["other"]


def test_who_has_begun_to_read_reads_one_shelf_to_its_end(publish):
    publish()
    begun = library.shelf()
    before = dict(begun)
    publish(title="Another headline")
    publish(slug="another")
    library.refresh()
    assert dict(begun) == before
    assert numbers() == {"another": 1, "chatter": 2}


def test_the_shelf_is_read_once_and_then_without_a_query(publish, django_assert_num_queries):
    publish()
    with django_assert_num_queries(3):
        library.shelf()
    with django_assert_num_queries(0):
        library.shelf()


def test_a_guide_without_an_edition_is_on_no_shelf(publish):
    publish()
    publish(slug="other")
    library.refresh()
    Edition.objects.filter(guide__slug="chatter").delete()
    drafts.from_document(make_guide(slug="draft"))
    library.refresh()
    assert numbers() == {"other": 1}


def test_every_worker_has_the_guides_in_the_same_order(publish):
    for slug in ("zebra", "chatter"):
        publish(slug=slug)
        library.refresh()
    grown = list(library.shelf())
    library.forget_all()
    assert list(library.shelf()) == grown


# --- what is made once -----------------------------------------------------------------------


def test_what_is_made_is_made_once_for_its_key():
    live = Live(make_guide(), 1)
    made = []
    for key in ("a", "b", "a", "a"):
        assert live.once(key, lambda key=key: made.append(key) or f"page {key}") == f"page {key}"
    assert made == ["a", "b"]


def test_a_new_edition_makes_everything_anew(publish):
    pages = []
    for title in ("A headline", "Another headline"):
        publish(title=title)
        library.refresh()
        library.shelf()["chatter"].once("page", lambda: pages.append("made"))
    assert pages == ["made", "made"]


def test_what_is_made_of_one_edition_is_never_given_for_another():
    one, other = Live(make_guide(), 1), Live(make_guide(), 1)
    assert (one.once("page", lambda: "one"), other.once("page", lambda: "other")) == ("one", "other")


def test_a_doubt_that_is_put_beside_an_edition_keeps_what_was_made_of_it():
    live = Live(make_guide(), 1)
    live.once("page", lambda: "made")
    assert replace(live, doubts=()).once("page", lambda: "made anew") == "made"


def test_a_guide_lies_packed_until_it_is_read_and_is_the_same_then(publish):
    publish(title="A headline")
    library.refresh()
    live = library.shelf()["chatter"]
    assert isinstance(live.held, Packed)
    assert live.guide == Edition.objects.get().to_guide()
    assert live.guide is live.guide


def test_only_the_guides_that_are_read_most_are_open(monkeypatch):
    monkeypatch.setattr(library, "_open", Kept(2))
    shelf = [Live(Packed.of(make_guide(slug=f"chatter-{number}").model_dump(mode="json")), 1) for number in range(5)]
    assert [live.guide.slug for live in shelf] == [f"chatter-{number}" for number in range(5)]
    assert len(library._open) == 2


def test_another_edition_of_the_same_number_is_noticed_as_after_a_restore(publish):
    publish(title="A headline")
    library.refresh()
    Edition.objects.all().delete()
    publish(title="Another headline")
    library.refresh()
    assert library.shelf()["chatter"].number == 1
    assert library.shelf()["chatter"].guide.title == "Another headline"


def test_an_edition_that_cannot_be_read_leaves_the_one_before_and_every_other_guide(publish, caplog):
    publish(title="A headline")
    library.refresh()
    before = library.shelf()["chatter"]
    publish(title="Another headline")
    publish(slug="other")
    publish(slug="third")
    Edition.objects.filter(number=2).update(document={"format": 99})
    Edition.objects.filter(guide__slug="third").update(document={})
    with caplog.at_level("CRITICAL", logger="guides.faults"):
        library.refresh()
    assert numbers() == {"chatter": 1, "other": 1}
    assert library.shelf()["chatter"] is before


def test_of_an_edition_that_cannot_be_read_the_log_says_which_and_why(publish, caplog):
    publish()
    Edition.objects.update(document={"format": 99})
    library.refresh()
    library.refresh()
    (record,) = caplog.records
    assert record.getMessage() == "reading edition 1 of chatter: a fault, told once; going on without it"
    assert "Input should be 1" in caplog.text
    publish()
    library.refresh()
    assert faults.lasting() == {}


def test_looking_for_editions_reads_no_older_one(publish, django_assert_num_queries):
    for title in ("A headline", "Another headline"):
        publish(title=title)
    with django_assert_num_queries(1) as asked:
        assert [(slug, number) for slug, (number, _) in Edition.objects.in_force().items()] == [("chatter", 2)]
    assert "LIMIT 1" in asked.captured_queries[0]["sql"]


def test_the_stamp_changes_with_every_edition_and_every_doubt_and_with_nothing_else(publish):
    publish(title="A headline")
    library.refresh()
    before = library.stamp()
    library.refresh()
    library.doubt({})
    assert library.stamp() == before
    publish(title="Another headline")
    library.refresh()
    assert library.stamp() != before
    before = library.stamp()
    library.doubt({"chatter": (Doubt("uk", "switch-off", "phone", datetime.date(2025, 11, 3)),)})
    assert library.stamp() != before


def test_the_stamp_changes_at_midnight(publish):
    with time_machine.travel("2025-11-02 23:59:59Z", tick=False) as clock:
        before = library.stamp()
        clock.shift(1)
        assert library.stamp() != before


# --- each look -------------------------------------------------------------------------------


@pytest.fixture
def broken(monkeypatch):
    """A chore that fails for as long as there is a reason in this list, between two that work."""
    reasons, done = ["one"], []

    def fails():
        if reasons:
            raise ValueError(reasons[0])

    monkeypatch.setattr(library, "first", lambda: done.append("first"))
    monkeypatch.setattr(library, "chores", [lambda: done.append("before"), fails, lambda: done.append("after")])
    return reasons, done


def test_a_chore_that_fails_stops_no_other_and_not_the_look_for_editions(publish, broken):
    publish()
    library.look()
    assert (numbers(), broken[1]) == ({"chatter": 1}, ["first", "before", "after"])
    publish(title="Another headline")
    library.look()
    assert numbers() == {"chatter": 2}


def test_a_fault_is_logged_once_and_again_when_it_changes_or_is_mended(db, broken, caplog):
    reasons, _done = broken
    with caplog.at_level("WARNING", logger="guides.faults"):
        for reason in ("one", "one", "two", "two", None, None, "one"):
            reasons[:] = [reason] if reason else []
            library.look()
    said = [record.getMessage().partition(":")[2].partition(";")[0] for record in caplog.records]
    assert said == [" a fault, told once", " a fault, told once", " mended", " a fault, told once"]
    assert [line for line in caplog.text.splitlines() if line.startswith("ValueError")] == [
        f"ValueError: {reason}" for reason in ("one", "two", "one")
    ]


def test_while_the_database_is_away_nothing_else_is_tried(broken, monkeypatch, db):
    def away():
        raise OperationalError("away")

    monkeypatch.setattr(library, "first", away)
    library.look()
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


def test_a_new_edition_is_live_in_another_worker_within_two_seconds_even_after_an_error(tmp_path, environment):
    log = tmp_path / "log"

    def manage(*words):
        command = [sys.executable, settings.BASE_DIR / "manage.py", *words]
        subprocess.run(command, env=environment, cwd=tmp_path, check=True, capture_output=True)  # noqa: S603 (our own)

    def load(title):
        (tmp_path / "guide.yaml").write_text(to_yaml(make_guide(title=title)), encoding="utf-8")
        manage("load_guides", "guide.yaml", "--publish", "Clearer words.")

    def database(statement):
        with closing(sqlite3.connect(tmp_path / "site.sqlite3")) as direct:
            direct.execute(statement)
            direct.commit()

    manage("migrate", "--verbosity", "0")
    load("The first")
    start = {"env": environment, "cwd": tmp_path, "stdout": subprocess.PIPE, "text": True}
    command = [sys.executable, "-c", WORKER]
    with log.open("w") as errors, subprocess.Popen(command, stderr=errors, **start) as worker:  # noqa: S603 (our own)
        try:
            assert next_line(worker, PATIENCE) == "{'chatter': 1}"
            load("The second")
            assert next_line(worker, PATIENCE) == "{'chatter': 2}"

            database("ALTER TABLE guides_edition RENAME TO lost")
            patience = time.monotonic() + PATIENCE
            while "database: a fault, told once" not in log.read_text(encoding="utf-8"):
                assert worker.poll() is None
                assert time.monotonic() < patience
                time.sleep(0.05)
            database("ALTER TABLE lost RENAME TO guides_edition")
            database("DELETE FROM guides_edition WHERE number = 2")
            assert next_line(worker, PATIENCE) == "{'chatter': 1}"
        finally:
            worker.kill()

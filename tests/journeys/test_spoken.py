"""What a screen reader is told on the journey, in its order: read by a person, kept beside this file, held since.

After a change that is meant: SPOKEN=write script/test tests/journeys/test_spoken.py, then read what changed.
"""

import os
import re
from itertools import pairwise
from pathlib import Path

import pytest
import time_machine

from tests.support.browsers import MISSING, PHONE, Watch
from tests.support.clock import NOON

expect = pytest.importorskip("playwright.sync_api", reason=MISSING).expect

FOLDER = Path(__file__).parent / "spoken"
DAY = re.compile(
    r"\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) 20\d\d"
    r"|20\d\d-?\d\d-?\d\d(?=T|\b)"  # as in a field, and in the address of a web calendar
)
NEEDED = ("It is off", "I looked again: still off")


def hold(page, name):
    """Dates of the edition and of checks are passed over: they move by themselves."""
    told = DAY.sub("(day)", page.locator("body").aria_snapshot()) + "\n"
    file = FOLDER / f"{name}.yaml"
    if os.environ.get("SPOKEN") == "write":
        file.write_text(told, encoding="utf-8")
    assert told == file.read_text(encoding="utf-8")


def tick(page, label, done):
    page.get_by_role("checkbox", name=label, exact=True).check()
    expect(page.get_by_role("status").first).to_contain_text(f"{done} of")


@time_machine.travel(NOON)  # as later days say more: that a check is due
def test_the_region_the_steps_and_the_ending_are_told_in_order(watch: Watch) -> None:
    page = watch.page("/", **PHONE, timezone_id="UTC")
    hold(page, "1-which-region")
    page.goto("/linkedin/uk/?device=iphone")
    hold(page, "2-the-steps")
    tick(page, NEEDED[0], 1)
    hold(page, "3-after-the-first-tick")
    tick(page, NEEDED[1], 2)
    hold(page, "4-the-switch-is-off")
    page.goto("/linkedin/uk/more/")
    hold(page, "5-good-to-know")


def test_headings_never_skip_a_level_and_landmarks_are_named_once(watch: Watch) -> None:
    for path in (
        "/",
        "/linkedin/uk/",
        "/linkedin/uk/more/",
        "/linkedin/uk/share/",
        "/linkedin/uk/objection/",
        "/linkedin/uk/for-work/",
        "/linkedin/rumours/",
        "/privacy/",
    ):
        page = watch.page(path)
        levels = page.eval_on_selector_all("h1, h2, h3, h4, h5", "all => all.map((each) => Number(each.tagName[1]))")
        assert levels.count(1) == 1, path
        assert all(deeper - level <= 1 for level, deeper in pairwise(levels)), (path, levels)
        assert page.locator("main").count() == page.locator("header.masthead").count() == 1

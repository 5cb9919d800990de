"""What is pasted into a form that is no part of a draft is cleaned like any other, and told; what is refused stays."""

import html
import re

import pytest

from guides.models import Edition, Proposal, Source
from tests.support.admin_forms import Fields, place
from tests.support.desk import signed_in
from tests.support.editing import ask, fresh, look_again, member, reword
from tests.support.pages import text

DIRTY, CLEAN = "\u200bClear\u00ader\tand  true\ufeff", "Clearer and true"
MARKS = "soft hyphens, invisible characters, tabs, double spaces"


@pytest.fixture
def guide(guide, settings):
    settings.ONE_EDITOR = False
    return guide


@pytest.fixture
def boss(guide):
    return signed_in(member("boss", "Approvers"))


def cleaned(page, field):
    return f"Cleaned in “{field}”: {MARKS}." in html.unescape(page)


def press(desk, path, **fields):
    return text(desk.post(path, Fields(text(desk.get(path))).data | fields, follow=True))


def test_of_a_request_for_a_review(guide, boss):
    guide = reword(guide, "Turn it off now")
    page = press(boss, place(guide, "publish"), action="ask", note=DIRTY, **look_again(line=DIRTY))
    assert cleaned(page, "What changed")
    assert cleaned(page, "Line for these readers")
    assert Proposal.objects.get().note == CLEAN
    assert fresh(guide).steps.get(slug="switch-off").change_note == CLEAN


def test_of_a_reason_for_sending_back(guide, boss):
    ask(reword(guide, "Turn it off now"), member("ann", "Editors"))
    assert cleaned(press(boss, place(guide, "publish"), action="send_back", why=DIRTY), "Why")
    assert Proposal.objects.get().transitions.last().why == CLEAN


def test_of_words_to_find_and_to_replace(guide, boss):
    page = html.unescape(text(boss.get(place(guide, "find"), {"old": DIRTY, "new": DIRTY + "r", "whole": "on"})))
    assert cleaned(page, "Find")
    assert f'value="{CLEAN}"' in page
    assert f'value="{CLEAN}r"' in page


def test_of_the_copy_of_a_page_that_is_gone(guide, boss):
    source = Source.objects.get(slug="notice")
    days = {"gone_on": "2026-11-20\u200b", "archived_on": "2026-01-01"}
    press(boss, place(source, "rests"), archive_url="\u200bhttps://archive.example/1", **days)
    assert Source.objects.get(slug="notice").archive_url == "https://archive.example/1"


def test_of_the_sentence_of_a_retired_guide_and_the_reason_for_an_old_edition(guide, boss):
    page = press(boss, place(guide, "standing"), state="retired", retired_note=DIRTY)
    assert cleaned(page, "What readers are told")
    assert fresh(guide).retired_note == CLEAN
    boss.post(place(Edition.objects.get(), "revert"), {"why": DIRTY})
    assert Edition.objects.get(number=2).note == CLEAN


def test_a_day_that_is_refused_and_a_reason_that_is_refused_stay_on_the_page(guide, boss):
    ask(reword(guide, "Turn it off now"), member("ann", "Editors"))
    page = press(boss, place(guide, "publish"), action="send_back", why="Turned \u202e round")
    assert 'value="Turned \u202e round"' in page
    assert Proposal.objects.get().state == "in_review"
    press(boss, place(guide, "publish"), action="approve")
    page = press(boss, place(guide, "publish"), action="schedule", at_0="\u200b2020-01-02 ", at_1="09:30")
    assert "That moment has passed" in page
    assert re.search(r'name="at_0" value="2020-01-02"', page)

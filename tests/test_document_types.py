"""When a statement must be checked again, from when and to whom it is told, and how its parts are found."""

import datetime

import pytest

from guides.document.types import parts
from tests.support.factories import (
    CHECKED,
    EVE,
    START,
    make_authority,
    make_claim,
    make_event,
    make_guide,
    make_label,
    make_region,
    make_rumour,
    make_source,
    make_step,
    make_walkthrough,
)

DAY = datetime.timedelta(days=1)


def claim(**changes):
    return make_guide(claims=[make_claim(**changes)]).claims[0]


# --- when it must be checked again -----------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "due_on"),
    [
        ({"checked_on": datetime.date(2026, 11, 22)}, datetime.date(2027, 2, 20)),
        ({"checked_on": CHECKED, "check_after": START}, START),
        ({"checked_on": None, "check_after": START}, START),
        ({"checked_on": None}, None),
    ],
    ids=["after ninety days", "on the day that was set", "never checked, with a day", "never checked"],
)
def test_a_statement_is_due_on_the_day_that_was_set_or_ninety_days_after_its_check(changes, due_on):
    assert claim(**changes).due_on == due_on


def test_a_statement_is_overdue_from_the_day_after_it_was_due():
    due = claim(check_after=START)
    assert [due.is_overdue(START + shift * DAY) for shift in (-1, 0, 1)] == [False, False, True]


def test_a_statement_that_nobody_ever_checked_is_overdue():
    assert claim(checked_on=None).is_overdue(EVE)


# --- from when, and to whom ------------------------------------------------------------------


def event(**changes):
    return make_guide(events=[make_event(**changes)]).events[0]


def rumour(**changes):
    return make_guide(rumours=[make_rumour(**changes)]).rumours[0]


@pytest.mark.parametrize("told", [event(happened_on=START), rumour(from_on=START)], ids=["event", "rumour"])
@pytest.mark.parametrize("region", ["uk", None])
def test_it_is_told_from_its_day_on_and_for_good(told, region):
    assert [told.is_told(region, START + shift * DAY) for shift in (-1, 0, 1, 400)] == [False, True, True, True]


def test_a_rumour_without_a_first_day_was_always_wrong():
    assert rumour(from_on=None).is_told("uk", datetime.date(2020, 1, 1))


@pytest.mark.parametrize("told", [event(regions=["uk"]), rumour(regions=["uk"])], ids=["event", "rumour"])
def test_it_is_told_in_the_regions_that_it_concerns_and_on_pages_for_everybody(told):
    assert [told.is_told(region, START) for region in ("uk", "eu", None)] == [True, False, True]


# --- where it is found -----------------------------------------------------------------------


def test_every_statement_is_found_under_the_part_that_an_editor_opens():
    guide = make_guide(
        regions=[make_region("uk", authorities=[make_authority("GB")])],
        steps=[make_step("tidy-up", walkthroughs=[make_walkthrough("phone")])],
        claims=[make_claim("does")],
        labels=[make_label("de")],
        events=[make_event("start")],
        rumours=[make_rumour("too-late")],
    )
    assert [(kind, key, type(part).__name__) for kind, key, part in parts(guide)] == [
        ("region", "uk", "Authority"),
        ("step", "tidy-up", "Step"),
        ("step", "tidy-up", "Walkthrough"),
        ("claim", "does", "Claim"),
        ("label", "de", "Label"),
        ("event", "start", "Event"),
        ("rumour", "too-late", "Rumour"),
    ]


@pytest.mark.parametrize("kind", ["region", "step", "source"])
def test_a_part_is_found_by_its_own_name_and_by_no_other(kind):
    guide = make_guide()
    for part in getattr(guide, f"{kind}s"):
        assert getattr(guide, kind)(part.slug) is part
    assert getattr(guide, kind)("lost") is None


@pytest.mark.parametrize(("gone_on", "read"), [(None, "https://chatter.example/notice"), (EVE, "https://old.example/")])
def test_a_source_is_read_at_its_page_and_once_that_is_gone_at_its_archived_copy(gone_on, read):
    archived = {"archive_url": "https://old.example/", "archived_on": CHECKED, "gone_on": gone_on}
    (source,) = make_guide(sources=[make_source(**archived)]).sources
    assert source.readable_at == read


@pytest.mark.parametrize(("outcome", "said"), [("It is off", "It is off"), (None, "Title of switch-off")])
def test_a_step_says_what_is_true_once_it_is_done_or_else_its_title(outcome, said):
    (step,) = make_guide(steps=[make_step(outcome=outcome)], claims=[]).steps
    assert step.once_done == said

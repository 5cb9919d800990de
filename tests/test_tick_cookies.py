import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides.checklist.tick_cookies import (
    NOT_FOR_ME,
    WISHES,
    Tick,
    cookie_name,
    from_text,
    merge,
    names,
    press,
    read,
    to_text,
)

names_of_cookies = st.text(max_size=30) | st.text(max_size=20).map("linkedin.".__add__)
values_of_cookies = st.text(max_size=20) | st.sampled_from(["1", "0", "9999", "10000", NOT_FOR_ME])
steps = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True) | st.sampled_from(
    ["switch-off", "look-again", "object"]
)
ticks_of_somebody = st.dictionaries(steps, st.builds(Tick, st.none() | st.integers(1, 9999)), max_size=6)
jars = st.dictionaries(names_of_cookies, values_of_cookies, max_size=8)


@given(jars)
def test_any_cookie_jar_can_be_read(jar):
    ticks = read(jar, "linkedin")
    assert {cookie_name("linkedin", step) for step in ticks} <= set(names(jar, "linkedin")) <= set(jar)
    assert all(tick.revision is None or 1 <= tick.revision <= 9999 for tick in ticks.values())


@given(st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True), st.sampled_from(WISHES), st.integers(1, 9999))
def test_a_wish_comes_back_from_its_cookie(step, wish, revision):
    ticks, jar = press({}, "linkedin", step, wish, revision)
    expected = {"1": {step: Tick(revision)}, "0": {}, "not-for-me": {step: Tick(None)}}[wish]
    assert read(jar, "linkedin") == ticks == expected


@given(jars)
def test_a_foreign_cookie_changes_nothing(jar):
    foreign = {"sessionid": "1", "linkedin": "1", "linkedin-jobs.switch-off": "1", "other.switch-off": "1"}
    assert read(jar | foreign, "linkedin") == read(jar, "linkedin")


def test_a_tick_keeps_the_revision_that_was_ticked():
    assert read({"linkedin.switch-off": "3"}, "linkedin") == {"switch-off": Tick(3)}


def test_not_for_me_is_a_tick_without_a_revision():
    assert read({"linkedin.objection-form": "not-for-me"}, "linkedin") == {"objection-form": Tick(None)}


DAMAGED = [
    "",
    "0",
    "-1",
    "+1",
    "01",
    "1.0",
    "1 ",
    " 1",
    "1\n",
    "10000",
    "1e3",
    "on",
    "None",
    "NOT-FOR-ME",
    "1١",
    "１",
    "²",
]


@pytest.mark.parametrize("damaged", DAMAGED, ids=ascii)
def test_a_damaged_value_is_passed_over(damaged):
    assert read({"linkedin.switch-off": damaged, "linkedin.look-again": "1"}, "linkedin") == {"look-again": Tick(1)}


@pytest.mark.parametrize(
    "name",
    ["linkedin-jobs.switch-off", "linkedin", "linkedinx.switch-off", "xlinkedin.switch-off", "LinkedIn.switch-off"],
)
def test_the_cookies_of_another_guide_are_not_ours(name):
    assert read({name: "1"}, "linkedin") == {}
    assert names({name: "1"}, "linkedin") == []


def test_the_longer_name_does_not_read_the_cookies_of_the_shorter_one():
    assert read({"linkedin.jobs": "1", "linkedin-jobs.alerts": "1"}, "linkedin-jobs") == {"alerts": Tick(1)}


def test_forgetting_takes_the_damaged_cookies_too_and_leaves_the_others():
    jar = {
        "linkedin.switch-off": "1",
        "linkedin.gone": "damaged",
        "linkedin.": "",
        "linkedin-jobs.x": "1",
        "csrftoken": "x",
    }
    assert names(jar, "linkedin") == ["linkedin.switch-off", "linkedin.gone", "linkedin."]


@pytest.mark.parametrize(("wish", "kept"), [("1", "7"), ("0", ""), ("not-for-me", "not-for-me")])
def test_a_person_can_read_what_the_cookie_holds(wish, kept):
    _ticks, jar = press({}, "linkedin", "switch-off", wish, 7)
    assert jar == {"linkedin.switch-off": kept}


# --- from one browser to another -------------------------------------------------------------


@given(ticks_of_somebody)
def test_ticks_come_back_from_the_text_that_carries_them(ticks):
    text = to_text(ticks)
    assert from_text(text) == ticks
    assert re.fullmatch(r"[a-z0-9._-]*", text)
    assert to_text(dict(reversed(ticks.items()))) == text


@given(jars)
def test_whatever_a_jar_holds_can_be_carried(jar):
    ticks = read(jar, "linkedin")
    assert from_text(to_text(ticks)) == ticks


@given(st.text(max_size=40) | st.text(alphabet="a-._09", max_size=20))
def test_any_text_can_be_read_and_gives_only_ticks_that_a_cookie_can_hold(text):
    ticks = from_text(text)
    assert read({cookie_name("linkedin", step): tick.cookie for step, tick in ticks.items()}, "linkedin") == ticks


def test_a_person_can_read_what_is_carried():
    assert to_text({"switch-off": Tick(2), "research": Tick(None)}) == "research.0_switch-off.2"


@pytest.mark.parametrize("damaged", ["", "1", "switch-off", "switch-off.", "switch-off.x", "switch-off.10000", "A.1"])
def test_a_damaged_piece_is_passed_over(damaged):
    assert from_text(f"{damaged}_look-again.1") == {"look-again": Tick(1)}


@given(ticks_of_somebody, ticks_of_somebody, ticks_of_somebody)
def test_it_does_not_matter_in_which_order_or_how_often_ticks_are_merged(one, two, three):
    assert merge(one, one) == one
    assert merge(one, two) == merge(two, one)
    assert merge(merge(one, two), three) == merge(one, merge(two, three))


@given(ticks_of_somebody, ticks_of_somebody)
def test_merging_loses_no_tick_and_invents_none(here, brought):
    merged = merge(here, brought)
    assert set(merged) == set(here) | set(brought)
    for ticks in (here, brought):
        for step, tick in ticks.items():
            assert merged[step] in (here.get(step), brought.get(step))
            assert tick.revision is None or (merged[step].revision or 0) >= tick.revision


@pytest.mark.parametrize(
    ("here", "brought", "kept"),
    [
        (Tick(1), Tick(2), Tick(2)),
        (Tick(2), Tick(1), Tick(2)),
        (Tick(None), Tick(1), Tick(1)),
        (Tick(1), Tick(None), Tick(1)),
        (Tick(None), Tick(None), Tick(None)),
    ],
)
def test_the_highest_revision_wins_and_done_beats_not_for_me(here, brought, kept):
    assert merge({"research": here}, {"research": brought}) == {"research": kept}


def test_a_tick_grows_old_when_its_step_is_revised_and_not_for_me_never_does():
    assert Tick(1).is_older_than(2)
    assert not Tick(2).is_older_than(2)
    assert not Tick(None).is_older_than(9999)


@pytest.mark.parametrize(("tick", "cookie"), [(Tick(1), "1"), (Tick(9999), "9999"), (Tick(None), "not-for-me")])
def test_a_tick_says_what_its_cookie_holds(tick, cookie):
    assert tick.cookie == cookie


def test_the_other_ticks_of_the_guide_are_sent_anew_as_they_are_and_nothing_else_is():
    ticks = {"linkedin.switch-off": "2", "linkedin.research": NOT_FOR_ME}
    here = ticks | {"linkedin.object": "broken", "chatter.switch-off": "1", "other": "1"}
    for step, wish, kept in (("switch-off", "1", "3"), ("look-again", "0", "")):
        after, jar = press(here, "linkedin", step, wish, 3)
        assert jar == ticks | {f"linkedin.{step}": kept}
        assert after == read(jar, "linkedin")

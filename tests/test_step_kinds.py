"""The words that follow from what one does in a step, and which steps have a state of their own."""

import datetime

import pytest

from guides.checklist import plan as checklists
from guides.checklist.plan import GUESSED, stands_for
from guides.checklist.tick_cookies import Tick
from guides.document.field_types import DEVICES, STEP_KINDS
from guides.sharing import messages
from guides.templatetags.step_kinds import own_state, state
from tests.support.factories import make_claim, make_guide, make_step, make_walkthrough

ON = datetime.date(2026, 11, 23)
WORDS = {
    "switch": ("Off: you said so", "If you want to change the setting", "still set as you want it"),
    "form": ("Sent: you said so", "If you want to send the form", "answer the form"),
    "request": ("Asked: you said so", "If you want to ask for this", "do what you asked for"),
    "deletion": ("Deleted: you said so", "If you want to delete this", "is it still deleted"),
}


def checklist(steps, ticks=(), **changes):
    guide = make_guide(steps=steps, claims=[make_claim("standing")], **changes)
    return checklists.build(guide, guide.regions[0], None, ON, {slug: Tick(1) for slug in ticks})


def at(*trail, **changes):
    return {"walkthroughs": [make_walkthrough(trail=list(trail), **changes)]}


def test_there_are_words_for_every_kind():
    assert WORDS.keys() == set(STEP_KINDS)


@pytest.mark.parametrize("kind", STEP_KINDS)
def test_the_words_follow_from_the_kind_of_the_main_step(kind):
    done, stop, title = WORDS[kind]
    shown = checklist([make_step("main", kind=kind)], ["main"])
    assert state(shown.first) == done
    assert state(checklist([make_step("main", kind=kind)]).first) == "Not done yet"
    texts = [message.text for group in messages.to_copy(shown, "https://x.example/").values() for message in group]
    assert all(stop in text for text in texts)
    assert title in messages.reminder(kind, "Chatter", "here", "https://x.example/")[0]


@pytest.mark.parametrize("kind", STEP_KINDS)
def test_what_the_guide_says_of_the_outcome_comes_first(kind):
    shown = checklist([make_step("main", kind=kind, outcome="It’s <done>")], ["main"])
    assert state(shown.first) == "It’s &lt;done&gt;: you said so"


def test_an_extra_is_not_the_main_step():
    steps = [make_step("first", kind="form", is_extra=True), make_step("second", kind="deletion")]
    guide = make_guide(steps=steps, claims=[])
    assert guide.kind_in("uk") == guide.kind_in() == "deletion"
    assert make_guide(steps=[], claims=[]).kind_in("uk") == "switch"


def test_the_main_step_is_that_of_the_region():
    steps = [make_step("form", kind="form", regions=["uk"]), make_step("off")]
    guide = make_guide(steps=steps, claims=[])
    assert (guide.kind_in("uk"), guide.kind_in("world")) == ("form", "switch")


# --- several switches ------------------------------------------------------------------------


def told(*steps, ticks=()):
    return [shown.step.slug for shown in checklist(steps, ticks).told]


def test_a_further_switch_has_a_state_of_its_own_and_a_second_look_at_the_first_has_none():
    one, two = make_step("one", **at("Settings", "Data")), make_step("two", **at("Settings", "Voice"))
    look = make_step("look-again", **at("Settings", "Data"))
    assert told(one, look) == ["one"]
    assert told(one, two, look) == ["one", "two"]
    assert told(two | {"kind": "form"}, one) == ["two", "one"]
    assert told(one, two | {"kind": "form"}, two | {"slug": "extra", "is_extra": True}) == ["one"]


def test_a_switch_at_another_address_is_another_one():
    one, two = (make_step(slug, **at(url=f"https://chatter.example/{slug}")) for slug in ("one", "two"))
    assert told(one, two) == ["one", "two"]


def test_each_of_several_states_says_of_what():
    one, two = make_step("one", **at("Data")), make_step("two", outcome="Voice is off", **at("Voice"))
    first, second = checklist([one, two], ["two"]).told
    assert own_state(first) == "Title of one: not done yet"
    assert own_state(second) == "Voice is off: you said so"


# --- devices that are guessed ----------------------------------------------------------------


def test_what_the_guide_has_stands_for_itself_alone():
    assert stands_for(("computer",), DEVICES[:4]) == ("computer",)
    assert stands_for(("phone",), DEVICES[:4]) == ("phone",)


@pytest.mark.parametrize("device", DEVICES)
def test_alone_a_device_stands_for_all_that_are_guessed(device):
    assert set(stands_for((device,), (device,))) == {device, *GUESSED}


@pytest.mark.parametrize("guess", GUESSED)
def test_for_each_guess_exactly_one_device_is_shown(guess):
    for known in [("email", "tv"), ("phone", "windows-app"), ("computer", "mac-app"), DEVICES[4:]]:
        assert [guess in stands_for((device,), known) for device in known].count(True) == 1

"""Changes and problems in words: names and labels that stand on the screen, and no short name of a file."""

import pytest
from hypothesis import given

from guides.document import diff
from guides.editing import wording
from guides.editing.wording import about, field_name
from tests.support.factories import make_authority, make_claim, make_event, make_guide, make_rumour, make_source
from tests.support.guide_edits import (
    LATER,
    SOME,
    authority,
    claim,
    edited,
    guide_with,
    label,
    put,
    source,
    step,
    uk,
    way,
    why,
)


def words(edit):
    return [str(said) for said in wording.changes(make_guide(), guide_with(edit))]


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (
            lambda data: data.update(title="Another headline"),
            "Guide “Chatter”: title was “Stop Chatter from training AI on your data”, is now “Another headline”",
        ),
        (
            lambda data: data.update(basis=None),
            "Guide “Chatter”: how we know was “We read the notice and tried nothing.”; now there is none",
        ),
        (put(step, title="Off"), "Step “Off”: title was “Title of switch-off”, is now “Off”"),
        (put(step, is_extra=True), "Step “Title of switch-off”: is an extra was “no”, is now “yes”"),
        (put(step, regions=["uk", "eu"]), "Step “Title of switch-off”: only in was “everywhere”, is now “UK, EU”"),
        (
            put(claim, certainty="several"),
            "Claim “What essential says.”: how sure was “one source”, is now “several sources”",
        ),
        (
            put(claim, checked_on=LATER),
            "Claim “What essential says.”: checked on was “22 November 2026”, is now “24 December 2026”",
        ),
        (
            put(claim, topic="used"),
            "Claim “What essential says.”: topic was “Essential (front page)”, is now “What is used”",
        ),
        (
            put(why, step="look-again"),
            "Claim “What why-switch-off says.”: step was “Title of switch-off”, is now “Title of look-again”",
        ),
        (put(uk, aliases=["gb", "england"]), "Region “UK”: other short names was “gb”, is now “gb, england”"),
        (
            put(authority, name="ICO"),
            "Authority “Place GB”, of “UK”: name was “Regulator”, is now “ICO”",
        ),
        (
            put(way, trail=["Settings", "Data"]),
            "Walkthrough “Computer”, of “Title of switch-off”: "
            "menu trail was “Settings › Data privacy”, is now “Settings › Data”",
        ),
        (
            put(way, actions=["Do this."]),
            "Walkthrough “Computer”, of “Title of switch-off”: "
            "actions was “Open the settings. / Set **Training** to **Off**.”, is now “Do this.”",
        ),
        (put(label, page="Blatt"), "Label in another language “German”: name of the page was “Seite”, is now “Blatt”"),
        (put(source, title="The notice"), "Source “The notice”: title was “Privacy notice”, is now “The notice”"),
        (lambda data: data["claims"].append(make_claim("new", "used")), "Claim “What new says.” was added"),
        (lambda data: data["claims"].remove(why(data)), "Claim “What why-switch-off says.” was removed"),
        (
            lambda data: uk(data)["authorities"].append(make_authority("IM")),
            "Authority “Place IM”, of “UK” was added",
        ),
        (lambda data: data["steps"].reverse(), "Guide “Chatter” has its steps in a different order"),
        (
            lambda data: step(data)["walkthroughs"].reverse(),
            "Step “Title of switch-off” has its walkthroughs in a different order",
        ),
    ],
)
def test_each_change_is_said_in_words(edit, said):
    assert words(edit) == [said]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"events": [make_event()]}, "Event “What happens: start.” was added"),
        ({"rumours": [make_rumour()]}, "Rumour “One reads too-late.” was added"),
    ],
)
def test_a_new_event_and_a_new_rumour_are_named_by_their_words(changes, said):
    assert list(map(str, wording.changes(make_guide(), make_guide(**changes)))) == [said]


def test_what_is_chosen_for_events_and_rumours_is_said_in_the_words_of_the_desk():
    old = make_guide(events=[make_event()], rumours=[make_rumour()])
    new = make_guide(
        events=[make_event(precision="month", effect="pauses")],
        rumours=[make_rumour(verdict="superseded", words=["a", "b"])],
    )
    assert list(map(str, wording.changes(old, new))) == [
        "Event “What happens: start.”: how exactly the day is known was “to the day”, is now “to the month”",
        "Event “What happens: start.”: effect is now “it is paused”; there was none before",
        "Rumour “One reads too-late.”: verdict was “wrong”, is now “no longer true”",
        "Rumour “One reads too-late.”: words to find it by is now “a, b”; there was none before",
    ]


def test_a_long_text_is_named_by_its_beginning_without_marks():
    claim = make_guide(claims=[make_claim(text="Set **Training** to Off. " + "Again. " * 30)]).claims[0]
    named = about("claim", claim)
    assert named.startswith("Claim “Set Training to Off. Again.")
    assert named.endswith("…”")
    assert len(named) < 100


def test_a_part_that_is_gone_is_named_by_its_kind():
    assert about("step", None) == "Step"
    assert about("links", None) == "Links"


def test_every_field_of_every_part_has_a_label_of_its_own():
    def labels(kind, part):
        return {name: field_name(kind, name) for name in type(part).model_fields if name != "format"}

    guide = make_guide(events=[make_event()], rumours=[make_rumour()])
    parts = {"guide": guide, "region": guide.regions[0], "authority": guide.regions[0].authorities[0]}
    parts |= {"step": guide.steps[0], "walkthrough": guide.steps[0].walkthroughs[0], "claim": guide.claims[0]}
    parts |= {"label": guide.labels[0], "source": guide.sources[0], "event": guide.events[0]}
    parts |= {"rumour": guide.rumours[0]}
    for kind, part in parts.items():
        assert len(set(labels(kind, part).values())) == len(labels(kind, part)), kind
        assert not [label for label in labels(kind, part).values() if "_" in label]


@given(SOME, SOME)
def test_every_change_there_is_can_be_said(first, second):
    old, new = edited(first), edited(second)
    said = wording.changes(old, new)
    assert len(said) == len(diff.changes(old, new))
    assert all(str(each) for each in said)


def test_sources_of_either_edition_are_named_by_their_titles():
    old = make_guide()
    names = wording.Names(old, make_guide(sources=[make_source(), make_source("regulator", publisher="Office")]))
    assert names.say("claim", "sources", ("notice", "regulator")) == "Chatter: Privacy notice; Office: Privacy notice"

"""What changed, told to readers: whole sentences, plain words, and where each of them comes from."""

import pytest
from hypothesis import given

from guides.document import diff, markup
from guides.editing.wording import LONGEST_NAME, Names, shortened
from guides.history import sentences
from tests.support import document_fields
from tests.support.factories import (
    make_authority,
    make_claim,
    make_event,
    make_guide,
    make_rumour,
    make_source,
    make_step,
    make_walkthrough,
)
from tests.support.guide_edits import SOME, authority, claim, edited, guide_with, label, put, source, step, uk, way

LONG = "A sentence of many words. " * 12


def told(edit, base=None):
    old, new = base or make_guide(), guide_with(edit)
    return [sentences.of(change, old, new, Names(old, new)) for change in diff.changes(old, new)]


def said(edit):
    return [str(each) for each in told(edit)]


def add(collection, part):
    return lambda data: data.setdefault(collection, []).append(part)


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (add("claims", make_claim("new", "used", text=LONG)), f"Statement was added: “{LONG.strip()}”"),
        (lambda data: data["claims"].remove(claim(data)), "Statement was removed: “What essential says.”"),
        (put(claim, text="Set it to **Off**."), "Statement: was “What essential says.”, is now “Set it to Off.”"),
        (
            put(claim, certainty="several"),
            "Statement “What essential says.”, how sure: was “one source”, is now “several sources”",
        ),
        (add("events", make_event(text="It *begins*.")), "Event was added: “It begins.”"),
        (
            add("rumours", make_rumour(said="It is over.", right="It goes on.", verdict="disputed")),
            "Common claim (not settled) was added: “It is over. – It goes on.”",
        ),
        (put(step, title="Off"), "Step “Off”, title: was “Title of switch-off”, is now “Off”"),
        (
            put(step, change_note="It moved."),
            "Step “Title of switch-off”, what changed: is now “It moved.”; there was none before",
        ),
        (
            put(way, note="Wait."),
            "Walkthrough “Computer”, of “Title of switch-off”, note: is now “Wait.”; there was none before",
        ),
        (
            lambda data: uk(data)["authorities"].append(make_authority("IM")),
            "Authority “Place IM”, of “UK” was added",
        ),
        (add("sources", make_source("press", title="A report")), "Source “A report” was added"),
        (
            put(label, switch=None),
            "Label in another language “German”, words beside the setting: was “Schalter”; now there is none",
        ),
        (lambda data: data["steps"].reverse(), "Guide “Chatter” has its steps in a different order"),
    ],
)
def test_each_change_is_a_sentence(edit, sentence):
    assert said(edit) == [sentence]


def test_where_only_the_marks_are_others_they_are_shown():
    assert said(put(claim, text="What *essential* says.")) == [
        "Statement: was “What essential says.”, is now “What *essential* says.”"
    ]


@pytest.mark.parametrize(
    "edit",
    [
        put(claim, text="Other."),
        put(way, note="Other."),
        put(step, summary="Other."),
        put(authority, name="Other"),
        put(label, page="Other"),
        add("events", make_event()),
        add("rumours", make_rumour()),
    ],
)
def test_what_states_something_has_its_receipt(edit):
    for each in told(edit):
        (proof,) = each.proofs
        assert [found.title for found in proof.sources] == ["Privacy notice"]


@pytest.mark.parametrize(
    "edit", [put(source, dated="2026"), put(uk, covers="England."), lambda data: data.update(title="Other")]
)
def test_what_is_a_name_needs_none(edit):
    assert [each.proofs for each in told(edit)] == [()]


def test_what_is_gone_has_the_sources_that_it_had():
    old = guide_with(put(source, title="As it was called"))
    (gone,) = [each for each in told(lambda data: data["claims"].remove(claim(data)), old) if each.happened]
    assert [found.title for found in gone.proofs[0].sources] == ["As it was called"]


@pytest.mark.parametrize("place", document_fields.fields(of_parts=True), ids=str)
def test_what_came_or_went_is_told_whole(place):
    full = document_fields.full_guide()
    head, *others = getattr(document_fields.first(full, place), place.name)
    without = document_fields.with_first(full, place.lists, lambda _part: {place.name: tuple(others)})
    names = Names(full)
    for old, new in ((full, without), (without, full)):
        change = next(each for each in diff.changes(old, new) if each.found.part is head)
        news = sentences.of(change, old, new, names)
        told = " ".join((str(news), *(f"{name} {words}" for name, words in news.whole)))
        for kind, part in ((change.kind, head), *diff.inside(head)):
            for name, value in diff.own_fields(part).items():
                said = name in sentences.IN_NO_WORDS or markup.to_text(names.say(kind, name, value)) in told
                assert said, (kind, name)


def test_where_and_on_what_a_new_statement_is_said_is_told():
    (news,) = told(add("claims", make_claim("new", "used", regions=["uk"], devices=["phone"], from_on="2027-01-01")))
    assert news.whole == (
        ("under", "What is used"),
        ("where", "UK"),
        ("on which device", "Browser on a phone or tablet"),
        ("from", "1 January 2027"),
    )


def test_a_new_step_has_the_receipts_of_all_its_walkthroughs():
    (news, *ways) = told(
        add("steps", make_step("new", walkthroughs=[make_walkthrough("phone"), make_walkthrough("computer")]))
    )
    assert len(news.proofs) == len(ways) == 2


def test_of_a_list_in_another_order_it_is_told_what_moved():
    (news,) = told(lambda data: data["steps"].insert(0, data["steps"].pop(2)))
    assert news.whole == (("Title of tidy-up", "now the first"),)


@given(SOME, SOME)
def test_whatever_was_edited_is_told(first, second):
    old, new = edited(first), edited(second)
    for change in diff.changes(old, new):
        each = sentences.of(change, old, new, Names(old, new))
        assert each.happened or each.was or each.now
        assert str(each).startswith(each.about)


@pytest.mark.parametrize(
    ("words", "cut"),
    [
        ("word " * 16, "word " * 15 + "word"),
        ("word " * 17, "word " * 15 + "word…"),
        ("ten words, " * 8, "ten words, " * 6 + "ten words…"),
        ("x" * 81, "x" * 79 + "…"),
    ],
)
def test_a_name_that_is_too_long_is_cut_between_two_words(words, cut):
    assert shortened(words.strip()) == cut
    assert len(cut) <= LONGEST_NAME

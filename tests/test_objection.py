"""Which right a reader has, and the texts of an objection."""

import dataclasses
import datetime
import json
import re

import pytest

from guides.checklist import objection
from guides.checklist.objection import Answers, compose, recourse_for
from guides.document.translation import Translation, entries
from guides.document.translation_rules import faults
from guides.document.types import DocumentError
from guides.open_data.envelope import Published, plain, reading
from tests.support.factories import (
    CHECKED,
    make_data,
    make_ground,
    make_guide,
    make_letters,
    make_paragraph,
    make_purpose,
    make_recourse,
    make_region,
    make_regions,
)

LETTERS = make_letters()
GUIDE = make_guide(**LETTERS)
FULL = Answers(
    purposes=("training", "sharing"),
    ground="clients",
    reason="People trusted me.",
    wishes=frozenset({"reason", "keep_account"}),
    name="Ada",
    profile="chatter.example/ada",
    links="https://chatter.example/1\n\n https://chatter.example/2 ",
    sent_on="1 December 2026",
    answer_due="1 January 2027",
)


@pytest.mark.parametrize(
    ("region", "place", "slug"),
    [
        ("uk", "", "object"),
        ("eu", "", "object"),
        ("eu", "DE", "object"),
        ("world", "", "none"),
        ("world", "KR", "suspend"),
        ("world", "JP", "none"),
    ],
)
def test_the_recourse_is_that_of_the_place_or_of_the_rest_of_the_region(region, place, slug):
    assert recourse_for(GUIDE, region, place).slug == slug


def test_what_names_a_part_of_a_country_goes_before_the_country_and_a_region_before_all():
    recourses = [
        make_recourse("all"),
        make_recourse("eu", regions=["eu"]),
        make_recourse("germany", regions=["eu"], places=["DE"]),
        make_recourse("bavaria", regions=["eu"], places=["DE-BY"]),
    ]
    guide = make_guide(recourses=recourses)
    found = [recourse_for(guide, "eu", place).slug for place in ("DE-BY", "DE-HE", "DE", "FR", "")]
    assert found == ["bavaria", "germany", "germany", "eu", "eu"]
    assert recourse_for(guide, "uk").slug == "all"


def test_without_any_recourse_nothing_is_said():
    guide = make_guide(**LETTERS | {"recourses": [make_recourse(regions=["uk"])]})
    assert recourse_for(guide, "eu") is None
    assert objection.paragraphs_for(guide, "eu") == []
    assert compose(guide, "eu", "", FULL) == {}


def test_the_places_that_differ_are_told_apart_in_their_own_region_only():
    assert objection.places_of(GUIDE, "world") == ["KR"]
    assert objection.places_of(GUIDE, "eu") == []
    everywhere = make_guide(recourses=[make_recourse("all"), make_recourse("two", places=["KR", "DE-BY"])])
    assert objection.places_of(everywhere, "world") == ["KR"]
    assert objection.places_of(everywhere, "eu") == ["DE-BY"]


def test_the_texts_are_put_together_of_what_is_meant_for_the_reader():
    assert compose(GUIDE, "uk", "", FULL) == {
        "form": "I object under Article of object:\n- use of training by Chatter\n- use of sharing by Chatter",
        "letter": "To Company of object\n\n"
        "I am Ada, at chatter.example/ada.\n\n"
        "I object under Article of object to\n- use of training by Chatter\n- use of sharing by Chatter\n\n"
        "My reason: People trusted me.\n\n"
        "Leave my account as it is.",
        "reminder": "I wrote on 1 December 2026; 1 January 2027 has passed.",
        "complaint": "Company of object did not answer me, Ada.",
    }


def test_without_an_account_the_links_stand_instead_one_per_line():
    letter = compose(GUIDE, "eu", "", dataclasses.replace(FULL, account="without"))["letter"]
    assert "I am Ada, and wrote\n- https://chatter.example/1\n- https://chatter.example/2\n\n" in letter
    assert "account" not in letter


def test_a_purpose_of_another_region_is_not_named_even_if_it_is_ticked():
    assert "sharing" in compose(GUIDE, "uk", "", FULL)["letter"]
    assert "sharing" not in compose(GUIDE, "eu", "", FULL)["letter"]


def test_a_right_stands_only_where_there_is_one():
    assert "Suspend, under Article of suspend" in compose(GUIDE, "world", "KR", FULL)["letter"]
    assert "I object under" not in compose(GUIDE, "world", "KR", FULL)["letter"]
    assert compose(GUIDE, "world", "", FULL) == {}


def test_where_there_is_no_right_only_what_says_so_is_said():
    spoken = make_paragraph("ask", "letter", text="I ask {controller} to stop.", rights=["none", "breach"])
    guide = make_guide(**LETTERS | {"letters": [*LETTERS["letters"], spoken]})
    assert compose(guide, "world", "", FULL) == {"letter": "I ask Company of none to stop."}


def test_a_paragraph_may_be_for_some_places_only():
    there = make_paragraph("there", text="There.", places=["DE-BY"])
    guide = make_guide(**LETTERS | {"letters": [there]})
    assert compose(guide, "eu", "DE-BY", FULL) == {"letter": "There."}
    assert compose(guide, "eu", "DE", FULL) == compose(guide, "eu", "", FULL) == {}


def test_what_the_person_left_empty_stands_in_brackets():
    texts = compose(GUIDE, "uk", "", Answers(wishes=frozenset({"reason"})))
    assert "I am [your name], at [address of your profile]." in texts["letter"]
    assert "to\n- [the uses that you object to]" in texts["letter"]
    assert "My reason: [your reason]" in texts["letter"]
    assert texts["reminder"] == "I wrote on [the day you wrote]; [the day the answer was due] has passed."


def test_a_ground_begins_the_reason_and_says_where_to_go_on():
    begun = Answers(ground="clients", wishes=frozenset({"reason"}))
    assert "My reason: Sentence of clients [your reason]" in compose(GUIDE, "uk", "", begun)["letter"]
    plain = dataclasses.replace(begun, ground="plain")
    assert "My reason: I do not want this." in compose(GUIDE, "uk", "", plain)["letter"]
    assert "My reason" not in compose(GUIDE, "uk", "", Answers(ground="plain"))["letter"]


def test_a_ground_may_be_for_one_kind_of_right_or_for_people_with_an_account():
    """One for another kind of right, or for others, is not offered, and not said if it comes with the answers."""
    grounds = [make_ground("of-objection", rights=["objection"]), make_ground("of-members", account="with")]
    guide = make_guide(**LETTERS | {"grounds": [make_ground(), *grounds]})
    assert [each.slug for each in objection.grounds_for(guide, "uk")] == ["clients", "of-objection", "of-members"]
    assert [each.slug for each in objection.grounds_for(guide, "world", "KR")] == ["clients", "of-members"]
    for place, account, ground in (("KR", "with", "of-objection"), ("KR", "without", "of-members")):
        answers = Answers(account, ground=ground, wishes=frozenset({"reason"}))
        assert "[your reason]" in compose(guide, "world", place, answers)["letter"]
    answers = Answers(ground="of-members", wishes=frozenset({"reason"}))
    assert "Sentence of of-members" in compose(guide, "uk", "", answers)["letter"]


def test_where_the_form_has_two_options_each_text_for_it_names_its_own_uses():
    options = {"form_option": "Object to training", "other_option": "Other"}
    recourses = [make_recourse("object", **options)]
    purposes = [make_purpose(), make_purpose("sharing", is_other=True)]
    guide = make_guide(**LETTERS | {"recourses": recourses, "purposes": purposes})
    texts = compose(guide, "uk", "", FULL)
    assert texts["form"] == "I object under Article of object:\n- use of training by Chatter"
    assert texts["other"] == "I object under Article of object:\n- use of sharing by Chatter"
    assert "training" in texts["letter"]
    assert "sharing" in texts["letter"]
    for ticked, named in ((("training",), "form"), (("sharing",), "other"), ((), "form")):
        alone = compose(guide, "uk", "", dataclasses.replace(FULL, purposes=ticked))
        assert {"form", "other"} & set(alone) == {named}


def test_what_is_typed_is_never_read_as_a_blank():
    letter = compose(GUIDE, "uk", "", dataclasses.replace(FULL, name="{law}", reason="{name} {x} }{"))["letter"]
    assert "I am {law}, at" in letter
    assert "My reason: {name} {x} }{" in letter


def test_a_paragraph_on_a_law_is_left_out_where_the_guide_knows_none():
    lawless = [make_recourse("object", law=None)]
    texts = compose(make_guide(**LETTERS | {"recourses": lawless}), "uk", "", FULL)
    assert "form" not in texts
    assert "under" not in texts["letter"]
    nobody = [make_recourse("object", controller=None)]
    assert "complaint" not in compose(make_guide(**LETTERS | {"recourses": nobody}), "uk", "", FULL)


def refused(**parts):
    with pytest.raises(DocumentError) as error:
        make_guide(**parts)
    return [str(problem) for problem in error.value.problems]


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"letters": [make_paragraph(text="Dear {nobody}")]}, "paragraph opening › text: has the blank “nobody”, "),
        ({"letters": [make_paragraph(text="Dear {name")]}, "paragraph opening › text: has a brace that belongs to no"),
        ({"letters": [make_paragraph(text="Dear {Name}")]}, "paragraph opening › text: has a brace that belongs to no"),
        ({"purposes": [make_purpose(text="{use}")]}, "purpose training › text: has the blank “use”, "),
        ({"grounds": [make_ground(sentence="I, {name}")]}, "ground clients › sentence: has a blank; a reason has none"),
        ({"grounds": [make_ground(sentence="I … am")]}, "ground clients › sentence: has “…” before its end"),
        ({"grounds": [make_ground(), make_ground()]}, "ground clients › slug: appears twice"),
        ({"letters": [make_paragraph(), make_paragraph()]}, "paragraph opening › slug: appears twice"),
        ({"letters": [make_paragraph(regions=["mars"])]}, "paragraph opening › regions: there is no region “mars”"),
        ({"letters": [make_paragraph(sources=["x"])]}, "paragraph opening › sources: there is no source “x”"),
        ({"letters": [make_paragraph(piece="poem")]}, "paragraph opening › piece: must be one of these: 'form', "),
        ({"letters": [make_paragraph(rights=["all"])]}, "paragraph opening › rights › 1: must be one of these: "),
        ({"recourses": [make_recourse(answer_days=10)]}, "recourse objection › answer_days: stands beside months"),
        ({"recourses": [make_recourse(answer_months=0)]}, "recourse objection › answer_months: must be at least 1"),
        (
            {"recourses": [make_recourse(answer_months=None, extension_months=2)]},
            "recourse objection › extension_months: extends nothing",
        ),
        ({"recourses": [make_recourse(places=["kr"])]}, "recourse objection › places › 1: must be the code of a"),
        (
            {"recourses": [make_recourse(regions=["eu"], places=["DE-BY", "KR"])]},
            "recourse objection › places: “KR” lies in “world”; name that region",
        ),
        (
            {"letters": [make_paragraph(regions=["uk"], places=["DE"])]},
            "paragraph opening › places: “DE” lies in “eu”; name that region",
        ),
    ],
)
def test_what_cannot_be_right_is_refused_with_its_place(parts, reason):
    (fault,) = refused(**parts)
    assert fault.startswith(reason)


def test_a_place_of_a_territory_lies_where_its_country_does():
    regions = [*make_regions()[:2], make_region("usa", countries=["US"]), make_region("world", is_elsewhere=True)]
    assert make_guide(regions=regions, recourses=[make_recourse(regions=["usa"], places=["PR"])])


def test_a_document_without_letters_reads_as_before():
    guide = make_guide()
    assert {"recourses", "purposes", "grounds", "letters"}.isdisjoint(make_data())
    assert guide.recourses == guide.purposes == guide.grounds == guide.letters == ()


# --- in other languages, and as data ---------------------------------------------------------


def test_in_another_language_the_letter_is_in_it_and_the_company_keeps_its_name():
    words = {each.key: f"„{each.english}“" for each in entries(GUIDE)}
    letter = compose(Translation("de", words).localise(GUIDE), "uk", "", FULL)["letter"]
    assert "„To Company of object“" in letter
    assert (
        "„I object under „Article of object“ to\n- „use of training by Chatter“\n- „use of sharing by Chatter“\n“"
        in letter
    )


def test_a_translation_keeps_each_blank_as_often_as_the_english_has_it():
    english = "I am {name}, at {profile}."
    (key,) = [each.key for each in entries(GUIDE) if each.english == english]

    def wrong(words):
        return [reason for _key, reason in faults(Translation("de", {key: words}))]

    assert wrong("Unter {profile} findet man mich, {name}.") == []
    named = "has other blanks than the English; keep each of these once for each time: {name}, {profile}"
    for words in ("Ich bin {name}.", "Ich bin {name}, {name}, {profile}.", "Ich bin {Name}, {profile}.", "Ich."):
        assert wrong(words) == [named]


def test_a_region_gives_its_own_letters_away_as_data():
    on = CHECKED + datetime.timedelta(days=91)
    edition = Published("https://off.example", GUIDE, 1, datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC))
    eu, world = (plain(reading(edition, GUIDE.region(slug), on)) for slug in ("eu", "world"))
    assert [each["slug"] for each in eu["recourses"]] == ["object"]
    assert [each["slug"] for each in world["recourses"]] == ["none", "suspend"]
    assert [each["slug"] for each in eu["purposes"]] == ["training"]
    assert [each["slug"] for each in eu["letters"]] == [each["slug"] for each in LETTERS["letters"]]
    assert all(each["overdue"] for each in (*eu["letters"], *eu["grounds"]))
    assert eu["overdue_count"] == len(re.findall('"overdue": true', json.dumps(eu)))
    assert eu["sources"]

"""What the letters of a guide lack before it may be published."""

import pytest

from guides.document.completeness import gaps
from guides.document.letter_gaps import paragraphs_for
from tests.support.factories import make_guide, make_letters, make_paragraph, make_recourse, make_regions

WHOLE = make_letters()


def said(**changes):
    return [str(gap) for gap in gaps(make_guide(**WHOLE | changes))]


def test_a_guide_with_whole_letters_lacks_nothing_and_one_without_any_neither():
    assert said() == []
    assert [str(gap) for gap in gaps(make_guide(recourses=WHOLE["recourses"][:1]))] == []


def test_every_region_needs_one_answer_of_the_law():
    assert said(recourses=WHOLE["recourses"][1:]) == [
        "guide chatter › recourses: has none for “uk”; add one",
        "guide chatter › recourses: has none for “eu”; add one",
    ]
    twice = [*WHOLE["recourses"], make_recourse("again", regions=["uk"])]
    assert said(recourses=twice) == ["guide chatter › recourses: has 2 for “uk”; keep one"]


def test_two_answers_of_the_law_for_one_place_are_refused_without_letters_too():
    """Otherwise nothing says which of them readers there get."""
    twice = [*WHOLE["recourses"], make_recourse("korea", places=["KR"], regions=["world"])]
    found = [str(gap) for gap in gaps(make_guide(recourses=twice))]
    assert found == ["guide chatter › recourses: has 2 for KR in “world”; keep one"]


def test_every_place_that_a_paragraph_names_needs_one_too_which_may_be_that_of_its_region():
    there = make_paragraph("there", regions=["eu"], places=["DE-BY"])
    assert said(letters=[*WHOLE["letters"], there]) == []
    twice = [*WHOLE["recourses"], make_recourse("korea", places=["KR"], regions=["world"])]
    assert said(recourses=twice) == ["guide chatter › recourses: has 2 for KR in “world”; keep one"]


def test_where_there_is_a_right_there_is_somebody_to_write_to():
    recourses = [WHOLE["recourses"][0] | {"controller": None}, *WHOLE["recourses"][1:]]
    assert said(recourses=recourses) == ["recourse object › controller: is empty; say to whom a letter goes"]
    without = [WHOLE["recourses"][0], WHOLE["recourses"][1] | {"controller": None}, WHOLE["recourses"][2]]
    assert said(recourses=without) == []


@pytest.mark.parametrize("account", ["with", "without"])
def test_where_there_is_a_right_there_is_a_letter_with_and_without_an_account(account):
    letters = [make_paragraph("only", text="Stop it.", account=account, regions=["uk", "world"])]
    assert said(letters=letters) == [
        f"guide chatter › letters: has no letter for {place}, with and without an account; write one"
        for place in ("“uk”", "“eu”", "KR in “world”")
    ]


@pytest.mark.parametrize("changes", [{"rights": ["withdrawal"]}, {"regions": ["world"], "rights": ["objection"]}])
def test_a_paragraph_that_nobody_can_get_is_named(changes):
    never = make_paragraph("never", **changes)
    assert said(letters=[*WHOLE["letters"], never]) == [
        "paragraph never › rights: is in no letter: no region has the right, the place and the words in blanks that it "
        "needs"
    ]


def test_what_the_letter_names_must_be_there_to_choose():
    purposes = [WHOLE["purposes"][0] | {"regions": ["uk"]}]
    assert said(purposes=purposes) == [
        f"guide chatter › purposes: has none for {place}, but the letter names them; add one"
        for place in ("“eu”", "KR in “world”")
    ]


def test_what_another_text_names_must_be_there_to_choose_too():
    letters = [each for each in WHOLE["letters"] if each["piece"] == "form" or "{purposes}" not in each["text"]]
    assert said(letters=letters, purposes=[])[0] == (
        "guide chatter › purposes: has none for “uk”, but the letter names them; add one"
    )


@pytest.mark.parametrize("wait", [{"answer_months": 1}, {"answer_months": None, "answer_days": 10}])
def test_where_the_law_knows_no_day_no_paragraph_says_that_it_has_passed(wait):
    def named(recourse):
        guide = make_guide(**WHOLE | {"recourses": [recourse, *WHOLE["recourses"][1:]]})
        return {each.slug for each in paragraphs_for(guide, guide.recourses[0], "uk")}

    first = WHOLE["recourses"][0]
    assert named(first | wait) - named(first | {"answer_months": None}) == {"reminder"}


@pytest.mark.parametrize("text", ["I **object**.", "See [this](https://chatter.example/).", "*Please*", r"a\*b"])
def test_what_is_copied_has_no_marks(text):
    letters = [*WHOLE["letters"], make_paragraph("marked", text=text)]
    purposes = [*WHOLE["purposes"], WHOLE["purposes"][0] | {"slug": "marked", "text": text}]
    grounds = [*WHOLE["grounds"], WHOLE["grounds"][0] | {"slug": "marked", "sentence": text}]
    reason = "is copied as it is; write it without markup"
    assert said(letters=letters) == [f"paragraph marked › text: {reason}"]
    assert said(purposes=purposes) == [f"purpose marked › text: {reason}"]
    assert said(grounds=grounds) == [f"ground marked › sentence: {reason}"]


def test_each_paragraph_has_its_evidence_as_a_claim_has():
    bare = make_paragraph("bare", sources=[], checked_on=None)
    assert said(letters=[*WHOLE["letters"], bare]) == [
        "paragraph bare › sources: names no source; name at least one",
        "paragraph bare › checked_on: has no day; say when it was last checked against its sources",
    ]


def test_the_regions_of_the_factory_are_those_of_these_tests():
    assert [region["slug"] for region in make_regions()] == ["uk", "eu", "world"]


def test_what_is_sent_apart_needs_an_option_of_the_form():
    recourses = [WHOLE["recourses"][0] | {"form_option": "Object"}, *WHOLE["recourses"][1:]]
    assert said(recourses=recourses) == []
    purposes = [WHOLE["purposes"][0], WHOLE["purposes"][1] | {"is_other": True}]
    assert said(recourses=recourses, purposes=purposes) == [
        "recourse object › other_option: is empty; some uses are sent apart"
    ]
    recourses[0] |= {"other_option": "Other"}
    assert said(recourses=recourses, purposes=purposes) == []

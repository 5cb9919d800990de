"""When a statement must be checked again, from when and to whom it is told, and how its parts are found."""

import datetime

import pytest

from guides.document.types import key_of, only_checked, parts, pictures, spoken
from tests.support.factories import (
    CHECKED,
    EVE,
    START,
    make_authority,
    make_claim,
    make_event,
    make_ground,
    make_guide,
    make_label,
    make_paragraph,
    make_purpose,
    make_recourse,
    make_region,
    make_rumour,
    make_source,
    make_step,
    make_steps,
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


def picture(slug, digit):
    """A picture whose file is called like this digit."""
    size = {"width": 20, "height": 10}
    return {"slug": slug, "alternative": "It is off.", "dated_on": EVE, "digest": digit * 64, "kind": "png", **size}


ANSWERS = [{"slug": slug, "label": slug.capitalize()} for slug in ("mine", "work")]
EVERYTHING = {
    "regions": [make_region("uk", authorities=[make_authority("GB")])],
    "steps": [
        make_step(
            "tidy-up",
            question={"text": "Whose account is it?", "answers": ANSWERS},
            variants=[{"regions": ["uk"], "title": "Tidy"}],
            revisions=[{"number": 1}],
            walkthroughs=[make_walkthrough(pictures=[picture("one", "1"), picture("two", "2")])],
        ),
        make_step("look-again", walkthroughs=[]),
    ],
    "claims": [make_claim("does")],
    "labels": [make_label("de")],
    "events": [make_event("start")],
    "rumours": [make_rumour("too-late")],
    "recourses": [make_recourse("objection", to_check=True)],
    "purposes": [make_purpose("training")],
    "grounds": [make_ground("clients", to_check=True), make_ground("plain")],
    "letters": [make_paragraph("opening")],
    "sources": [make_source("notice")],
}


def named(parts_of_guide):
    return [f"{kind} {key} {type(part).__name__}" for kind, key, part in parts_of_guide]


def test_what_points_at_others_or_is_read_is_found_under_the_part_that_an_editor_opens():
    guide = make_guide(**EVERYTHING)
    statements = [
        "claim does Claim",
        "label de Label",
        "event start Event",
        "rumour too-late Rumour",
        "recourse objection Recourse",
        "purpose training Purpose",
        "ground clients Ground",
        "ground plain Ground",
        "paragraph opening Paragraph",
    ]
    inner = [
        "region uk Authority",
        "step tidy-up Step",
        "step tidy-up Variant",
        "step tidy-up Walkthrough",
        "step tidy-up Picture",
        "step tidy-up Picture",
        "step look-again Step",
    ]
    assert named(parts(guide)) == [*inner, *statements]
    assert named(spoken(guide)) == [
        "guide chatter Guide",
        "region uk Region",
        "source notice Source",
        *inner,
        *statements,
        "step tidy-up Revision",
        "step tidy-up StepQuestion",
        "step tidy-up Answer",
        "step tidy-up Answer",
    ]
    assert (key_of(guide.labels[0]), key_of(guide.claims[0])) == ("de", "does")


def test_each_picture_is_found_by_its_file():
    guide = make_guide(**EVERYTHING)
    one, two = guide.steps[0].walkthroughs[0].pictures
    assert pictures(guide) == {f"{'1' * 64}.png": one, f"{'2' * 64}.png": two}


def test_what_is_still_to_be_checked_is_left_out_and_everything_else_stays():
    guide = make_guide(**EVERYTHING)
    checked = only_checked(guide)
    assert (checked.recourses, [ground.slug for ground in checked.grounds]) == ((), ["plain"])
    assert checked.model_copy(update={"recourses": guide.recourses, "grounds": guide.grounds}) == guide
    assert only_checked(checked) == checked


# --- what the guide says of itself -----------------------------------------------------------


@pytest.mark.parametrize(
    ("lists", "topic", "has", "needs"),
    [
        ({}, "does", True, True),
        ({}, "why", True, False),
        ({"sections": ["used"]}, "does", False, False),
        ({"sections": ["does"], "needed": ["used"]}, "does", True, False),
    ],
)
def test_a_topic_is_needed_where_the_guide_has_it_and_says_so(lists, topic, has, needs):
    guide = make_guide(**lists)
    assert (guide.has(topic), guide.needs(topic)) == (has, needs)


KINDS_OF_STEPS = [
    make_step("delete", kind="deletion", is_extra=True),
    make_step("object", kind="form", regions=["eu"]),
    make_step("ask", kind="request"),
]


@pytest.mark.parametrize(
    ("steps", "kinds"),
    [
        (KINDS_OF_STEPS, {None: "form", "eu": "form", "uk": "request"}),
        (KINDS_OF_STEPS[:1], {None: "switch", "eu": "switch"}),
        (KINDS_OF_STEPS[:2], {None: "form", "eu": "form", "uk": "switch"}),
        ([], {None: "switch"}),
    ],
    ids=["each kind", "an extra only", "nothing in the UK", "none"],
)
def test_what_one_does_is_that_of_the_first_step_that_is_needed(steps, kinds):
    guide = make_guide(steps=steps, claims=[])
    assert {region: guide.kind_in(region) for region in kinds} == kinds
    assert guide.kind_in() == kinds[None]


@pytest.mark.parametrize(("maker", "speaker"), [(None, "Chatter"), ("Chatter Ltd", "Chatter Ltd")])
def test_the_word_of_the_maker_is_that_of_the_company_or_else_of_the_product(maker, speaker):
    assert make_guide(maker=maker).speaker == speaker


def test_a_document_of_the_first_format_is_one_of_today():
    assert make_guide(format=1) == make_guide(format=2)


def test_readers_have_the_steps_of_their_region_in_the_words_for_it():
    variant = {"regions": ["eu"], "title": "Object to it"}
    steps = [make_step(variants=[variant]), *make_steps()[1:]]
    told = {region: make_guide(steps=steps).steps_in(region) for region in ("uk", "eu")}
    assert [(step.slug, step.title) for step in told["eu"]][:2] == [
        ("switch-off", "Object to it"),
        ("look-again", "Title of look-again"),
    ]
    assert [step.slug for step in told["eu"]] == ["switch-off", "look-again", "tidy-up"]
    assert [step.slug for step in told["uk"]] == ["switch-off", "look-again", "tidy-up", "object"]
    assert told["uk"][0].title == "Title of switch-off"


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

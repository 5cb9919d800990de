import datetime

import pytest

from guides.document.completeness import gaps, left_alone, turning_days, unanswered
from guides.document.field_types import QUESTIONS, STEP_TOPICS, TOPICS, USUAL_DEVICES, USUALLY_NEEDED
from guides.document.validation import parse
from tests.support.factories import (
    EVE,
    START,
    evidence,
    make_authority,
    make_claim,
    make_claims,
    make_data,
    make_event,
    make_guide,
    make_label,
    make_region,
    make_regions,
    make_rumour,
    make_source,
    make_step,
    make_steps,
    make_walkthrough,
)

WAYS = [(step["slug"], number) for step in make_steps() for number in range(len(step["walkthroughs"]))]
ALONE = sorted(set(USUALLY_NEEDED) - STEP_TOPICS - {"standing"})


def places(guide):
    return [(gap.kind, gap.key, gap.field) for gap in gaps(guide)]


def reasons(guide):
    return [gap.reason for gap in gaps(guide)]


def told(guide):
    return [str(gap) for gap in gaps(guide)]


def claims_but(**left_out):
    """The claims of a complete guide without those that have these values."""
    return [claim for claim in make_claims() if any(claim.get(name) != value for name, value in left_out.items())]


def test_a_complete_guide_has_no_gap():
    assert gaps(make_guide()) == []


# --- the guide -------------------------------------------------------------------------------


def test_it_asks_what_the_guide_rests_on():
    assert places(make_guide(basis=None)) == [("guide", "chatter", "basis")]


def test_it_asks_for_a_region():
    guide = make_guide(regions=[], steps=[make_step()], claims=[])
    assert places(guide) == [("guide", "chatter", "regions")]


def test_it_asks_for_a_step_that_is_needed_in_the_guide_and_in_each_region():
    guide = make_guide(steps=[make_step("tidy-up", is_extra=True)], claims=claims_but_steps())
    asked = "has no step that is needed; add one that is not an extra"
    assert told(guide) == [f"guide chatter › steps: {asked}"] + [
        f"region {region} › steps: {asked}" for region in ("uk", "eu", "world")
    ]


def claims_but_steps():
    return [claim for claim in make_claims() if "step" not in claim]


@pytest.mark.parametrize("elsewhere", [[], ["uk", "world"]], ids=["none", "two"])
def test_exactly_one_region_is_the_rest_of_the_world(elsewhere):
    regions = [region | {"is_elsewhere": region["slug"] in elsewhere} for region in make_regions()]
    assert places(make_guide(regions=regions)) == [("guide", "chatter", "regions")]


# --- a region --------------------------------------------------------------------------------


def with_region(**changes):
    """A complete guide in which the EU differs."""
    return make_guide(regions=[region | (changes if region["slug"] == "eu" else {}) for region in make_regions()])


def test_a_region_needs_no_day_and_no_authority():
    assert gaps(with_region(since_on=None, authorities=[])) == []


def test_it_asks_nothing_on_a_topic_that_the_guide_does_not_need_or_has_no_section_for():
    claims = [claim for claim in make_claims() if claim["topic"] not in ("used", "under_18", "missing")]
    needed = [topic for topic in USUALLY_NEEDED if topic not in ("used", "missing")]
    sections = [topic for topic in TOPICS if topic != "under_18"]
    assert gaps(make_guide(claims=claims, needed=needed, sections=sections)) == []
    assert {gap.key for gap in gaps(make_guide(claims=claims, needed=needed))} == {"uk", "eu", "world"}


def test_it_names_what_would_be_on_no_page():
    sections = [topic for topic in TOPICS if topic != "used"]
    assert told(make_guide(sections=sections)) == [
        "claim used › topic: the guide has no section “used”; give it one, or choose another topic"
    ]
    tv, both = (make_claim(devices[0], "does", devices=devices) for devices in (["tv"], ["phone", "tv"]))
    assert told(make_guide(claims=[*make_claims(), tv, both])) == [
        "claim tv › devices: is only for devices that the guide does not have"
    ]


def test_it_names_each_device_of_a_walkthrough_that_the_guide_does_not_have():
    ways = [make_walkthrough(*USUAL_DEVICES), make_walkthrough("tv", "email", regions=["uk"])]
    guide = make_guide(steps=[make_step("switch-off", walkthroughs=ways), *make_steps()[1:]])
    assert told(guide) == [
        "step switch-off › walkthroughs: the walkthrough for “tv”, “email” is for "
        f"“{device}”, which the guide does not have; add it there, or drop it here"
        for device in ("tv", "email")
    ]


def test_without_a_device_in_the_guide_it_asks_for_that_alone():
    claims = [*make_claims(), make_claim("tv", "does", devices=["tv"])]
    assert told(make_guide(devices=[], claims=claims)) == ["guide chatter › devices: has none; choose at least one"]


def test_it_asks_for_a_walkthrough_on_each_device():
    found = reasons(make_guide(devices=[*USUAL_DEVICES, "tv"]))
    assert "has no walkthrough for “tv” in “uk”; add one" in found


def test_it_asks_for_a_needed_step_where_all_of_them_belong_to_another_region():
    steps = [make_step("switch-off", regions=["uk", "world"]), make_step("tidy-up", is_extra=True)]
    claims = [*claims_but_steps(), make_claim("missing-switch-off", "missing", step="switch-off")]
    assert places(make_guide(steps=steps, claims=claims)) == [("region", "eu", "steps")]


@pytest.mark.parametrize("topic", ALONE)
def test_it_names_the_topic_on_which_every_region_falls_silent(topic):
    found = gaps(make_guide(claims=claims_but(topic=topic)))
    assert {(gap.kind, gap.key, gap.field) for gap in found} == {
        ("region", region, "claims") for region in ("uk", "eu", "world")
    }
    assert all(f"“{topic}”" in gap.reason for gap in found)


@pytest.mark.parametrize(
    ("slug", "regions", "days"),
    [("soon", ["uk", "eu"], [EVE]), ("since", ["uk", "eu"], [START]), ("standing-elsewhere", ["world"], [EVE, START])],
)
def test_it_names_the_region_and_the_day_on_which_it_falls_silent(slug, regions, days):
    found = gaps(make_guide(claims=claims_but(slug=slug)))
    assert [(gap.key, gap.reason) for gap in found] == [
        (region, f"says nothing on “standing” on {', '.join(map(str, days))}; add a claim") for region in regions
    ]


def test_it_names_the_first_two_of_many_silent_days():
    day = datetime.timedelta(days=1)
    claims = [*claims_but(slug="does"), make_claim("ending-more", "ending", from_on=START + day, until_on=START + day)]
    assert set(reasons(make_guide(claims=claims))) == {
        f"says nothing on “does” on {EVE.isoformat()}, {START.isoformat()} and on other days; add a claim"
    }


def test_it_says_so_when_three_days_are_silent_and_two_are_named():
    day = START + 30 * datetime.timedelta(days=1)
    claims = [*claims_but(slug="does"), make_claim("ending-more", "ending", from_on=day)]
    assert set(reasons(make_guide(claims=claims))) == {
        f"says nothing on “does” on {EVE}, {START} and on other days; add a claim"
    }


def test_a_topic_that_one_region_alone_lacks_is_named_for_that_region():
    claims = [*claims_but(slug="does"), make_claim("does", regions=["uk", "world"])]
    assert {gap.key for gap in gaps(make_guide(claims=claims))} == {"eu"}


def test_it_finds_a_silent_day_between_two_claims():
    slot = START + datetime.timedelta(days=30)
    claims = [
        *claims_but(slug="does"),
        make_claim("does", until_on=slot - datetime.timedelta(days=1)),
        make_claim("does-later", "does", from_on=slot + datetime.timedelta(days=1)),
    ]
    assert set(reasons(make_guide(claims=claims))) == {f"says nothing on “does” on {slot.isoformat()}; add a claim"}


def test_it_finds_that_nothing_is_said_after_the_last_claim_has_ended():
    end = START + datetime.timedelta(days=30)
    claims = [*claims_but(slug="does"), make_claim("does", until_on=end)]
    assert set(reasons(make_guide(claims=claims))) == {
        f"says nothing on “does” on {(end + datetime.timedelta(days=1)).isoformat()}; add a claim"
    }


def test_it_tries_every_day_on_which_something_changes_and_the_day_before_the_first():
    early, late = datetime.date(2024, 9, 18), datetime.date(2026, 6, 18)
    claims = [*make_claims(), make_claim("complain-once", "complain", until_on=late)]
    guide = make_guide(claims=claims, regions=[make_region("uk", since_on=early), *make_regions()[1:]])
    assert turning_days(guide, guide.region("uk")) == [
        datetime.date(2024, 9, 17),
        early,
        START,
        datetime.date(2026, 6, 19),
    ]


def test_where_nothing_has_a_date_it_tries_one_and_names_none():
    guide = make_guide(regions=[make_region("uk", since_on=None, is_elsewhere=True)], steps=[], claims=[], devices=[])
    assert len(turning_days(guide, guide.region("uk"))) == 1
    assert "says nothing on “does” on any day; add a claim" in reasons(guide)


# --- a step ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("slug", "number"), WAYS)
def test_each_walkthrough_is_missed_for_each_of_its_devices(slug, number):
    data = make_data()
    step = next(step for step in data["steps"] if step["slug"] == slug)
    lost = step["walkthroughs"].pop(number)
    wanted = step.get("regions") or ["uk", "eu", "world"]
    assert [(gap.kind, gap.key, gap.field, gap.reason) for gap in gaps(parse(data))] == [
        ("step", slug, "walkthroughs", f"has no walkthrough for “{device}” in “{region}”; add one")
        for region in wanted
        for device in lost["devices"]
    ]


def test_two_walkthroughs_for_one_device_are_one_too_many():
    ways = [make_walkthrough(), make_walkthrough("phone")]
    guide = make_guide(steps=[make_step("switch-off", walkthroughs=ways), *make_steps()[1:]])
    assert reasons(guide) == [
        f"has 2 walkthroughs for “phone” in “{region}”; keep one" for region in ("uk", "eu", "world")
    ]


def test_a_walkthrough_of_the_region_stands_in_for_the_common_one():
    ways = [make_walkthrough(), make_walkthrough("phone", regions=["eu"])]
    assert gaps(make_guide(steps=[make_step("switch-off", walkthroughs=ways), *make_steps()[1:]])) == []


def test_a_walkthrough_that_only_one_region_has_is_missed_in_all_others():
    ways = [make_walkthrough(*USUAL_DEVICES[:-1]), make_walkthrough(USUAL_DEVICES[-1], regions=["eu"])]
    guide = make_guide(steps=[make_step("switch-off", walkthroughs=ways), *make_steps()[1:]])
    assert reasons(guide) == [
        f"has no walkthrough for “{USUAL_DEVICES[-1]}” in “{region}”; add one" for region in ("uk", "world")
    ]


def test_a_step_for_the_last_region_alone_is_looked_at_too():
    guide = make_guide(steps=[*make_steps(), make_step("apart", is_extra=True, regions=["world"], walkthroughs=[])])
    assert reasons(guide) == [f"has no walkthrough for “{device}” in “world”; add one" for device in USUAL_DEVICES]


@pytest.mark.parametrize("slug", ["switch-off", "look-again"])
def test_each_needed_step_says_what_helps_whoever_does_not_see_it(slug):
    found = gaps(make_guide(claims=claims_but(slug=f"missing-{slug}")))
    assert [(gap.key, gap.field, gap.reason) for gap in found] == [
        (slug, "claims", f"has no “I don’t see this” for “{device}” in “{region}”; add a claim")
        for region in ("uk", "eu", "world")
        for device in USUAL_DEVICES
    ]


def test_help_for_one_device_or_region_does_not_help_the_others():
    partial = make_claim("missing-look-again", "missing", step="look-again", devices=["phone"], regions=["uk"])
    found = reasons(make_guide(claims=[*claims_but(slug="missing-look-again"), partial]))
    assert len(found) == 3 * len(USUAL_DEVICES) - 1
    assert "has no “I don’t see this” for “phone” in “uk”; add a claim" not in found


def test_help_that_has_ended_helps_nobody_any_more():
    ended = make_claim("missing-look-again", "missing", step="look-again", until_on=EVE)
    guide = make_guide(claims=[*claims_but(slug="missing-look-again"), ended])
    assert set(places(guide)) == {("step", "look-again", "claims")}


def test_a_revised_step_says_what_changed():
    steps = [make_step("switch-off", revision=2), *make_steps()[1:]]
    assert places(make_guide(steps=steps)) == [("step", "switch-off", "change_note")]
    steps[0] |= {"change_note": "The page has a new name."}
    assert gaps(make_guide(steps=steps)) == []


def test_a_step_stands_below_the_one_that_it_comes_after():
    first, then, *others = make_steps()
    assert gaps(make_guide(steps=[first, then | {"after": "switch-off"}, *others])) == []
    assert told(make_guide(steps=[first | {"after": "look-again"}, then, *others])) == [
        "step switch-off › after: comes after “look-again” and stands above it; move it down"
    ]


def asking(*ways):
    """A complete guide but for the ways of its first step, which asks whose account it is."""
    answers = [{"slug": "work", "label": "Yes, from work"}, {"slug": "own", "label": "No, my own"}]
    step = make_step("switch-off", question={"text": "Is it a work account?", "answers": answers}, walkthroughs=ways)
    return make_guide(steps=[step, *make_steps()[1:]])


def test_where_a_step_asks_something_each_answer_has_one_way():
    work, own = (make_walkthrough(answers=[answer]) for answer in ("work", "own"))
    assert gaps(asking(work, own)) == gaps(asking(make_walkthrough())) == []
    missing = "has no walkthrough for “{device}” in “{region}” and the answer “work”; add one"
    assert told(asking(own)) == [
        f"step switch-off › walkthroughs: {missing.format(device=device, region=region)}"
        for region in ("uk", "eu", "world")
        for device in USUAL_DEVICES
    ]
    twice = "has 2 walkthroughs for “phone” in “{region}” and the answer “{answer}”; keep one"
    assert told(asking(work, own, make_walkthrough("phone"))) == [
        f"step switch-off › walkthroughs: {twice.format(region=region, answer=answer)}"
        for region in ("uk", "eu", "world")
        for answer in ("work", "own")
    ]


def test_a_walkthrough_says_what_to_do():
    steps = [make_step("switch-off", walkthroughs=[make_walkthrough(actions=[])]), *make_steps()[1:]]
    assert places(make_guide(steps=steps)) == [("step", "switch-off", "actions")]


# --- where it comes from ---------------------------------------------------------------------


def with_evidence(kind, **changes):
    """A complete guide in which one part of this kind rests on something else."""
    evidenced = evidence(**changes)
    if kind == "region":
        regions = [make_region("uk", authorities=[make_authority(**evidenced)]), *make_regions()[1:]]
        return make_guide(regions=regions)
    if kind == "step":
        steps = [make_step("uk", walkthroughs=[make_walkthrough(**evidenced)], is_extra=True), *make_steps()]
        return make_guide(steps=steps)
    if kind == "claim":
        return make_guide(claims=[*make_claims(), make_claim("uk", "does", **evidenced)])
    if kind == "event":
        return make_guide(events=[make_event("uk", **evidenced)])
    if kind == "rumour":
        return make_guide(rumours=[make_rumour("uk", **evidenced)])
    return make_guide(labels=[make_label("uk", **evidenced)])


@pytest.mark.parametrize("kind", ["region", "step", "claim", "label", "event", "rumour"])
@pytest.mark.parametrize(
    ("field", "changes"),
    [("sources", {"sources": []}), ("checked_on", {"checked_on": None}), ("disagreement", {"certainty": "disputed"})],
)
def test_it_names_the_part_that_does_not_say_where_it_comes_from(kind, field, changes):
    assert places(with_evidence(kind, **changes)) == [(kind, "uk", field)]


@pytest.mark.parametrize("kind", ["region", "step", "claim", "label", "event", "rumour"])
def test_a_dispute_that_tells_both_sides_is_complete(kind):
    assert gaps(with_evidence(kind, certainty="disputed", disagreement="One says yes, the other no.")) == []


def test_it_says_which_authority_and_which_walkthrough_it_means():
    assert "the authority GB" in reasons(with_evidence("region", sources=[]))[0]
    assert (
        "the walkthrough for “computer”, “iphone”, “android”, “phone” names"
        in reasons(with_evidence("step", sources=[]))[0]
    )


def test_a_statement_whose_every_source_is_gone_is_no_gap_and_named_alone():
    sources = [make_source(gone_on=EVE), make_source("regulator"), make_source("paper", gone_on=EVE)]
    claims = [
        make_claim("one", "does"),
        make_claim("all", "does", sources=["notice", "paper"]),
        make_claim("some", "does", sources=["notice", "regulator"]),
        make_claim("none", "does", sources=[]),
    ]
    steps = [make_step(walkthroughs=[make_walkthrough("phone")])]
    guide = make_guide(sources=sources, regions=[make_region()], steps=steps, claims=claims, labels=[])
    asked = "rests only on pages that are gone; find another source"
    assert [str(problem) for problem in left_alone(guide)] == [
        f"region uk › sources: the authority GB {asked}",
        f"step switch-off › sources: the walkthrough for “phone” {asked}",
        f"claim one › sources: {asked}",
        f"claim all › sources: {asked}",
    ]
    assert gaps(make_guide(sources=[make_source(gone_on=EVE)])) == []
    assert list(left_alone(make_guide())) == []


# --- what the editor reads -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("guide", "sentence"),
    [
        (make_guide(basis=None), "is empty; say what the guide rests on, and what was not tested"),
        (make_guide(regions=[], steps=[make_step()], claims=[]), "has none; add the first region"),
        (make_guide(regions=make_regions()[:2], claims=[]), "exactly one must be the rest of the world; tick it there"),
        (make_guide(steps=[], claims=[]), "has no step that is needed; add one that is not an extra"),
        (
            make_guide(steps=[make_step("look-again", revision=2)], claims=[]),
            "was revised; say in one line what changed",
        ),
        (with_evidence("claim", sources=[]), "names no source; name at least one"),
        (with_evidence("region", sources=[]), "the authority GB names no source; name at least one"),
        (with_evidence("claim", checked_on=None), "has no day; say when it was last checked against its sources"),
        (with_evidence("label", certainty="disputed"), "does not say who disagrees; write what each side says"),
        (
            make_guide(
                steps=[make_step("look-again", walkthroughs=[make_walkthrough("phone", actions=[])])], claims=[]
            ),
            "the walkthrough for “phone” has no actions; add what to do, one line each",
        ),
        (
            make_guide(
                steps=[make_step("look-again", walkthroughs=[make_walkthrough(devices=[], sources=[])])], claims=[]
            ),
            "the walkthrough for no device names no source; name at least one",
        ),
    ],
)
def test_each_gap_says_what_to_do(guide, sentence):
    assert sentence in reasons(guide)


# --- the questions that people ask first -----------------------------------------------------


def test_a_guide_that_answers_no_question_is_asked_for_none():
    assert unanswered(make_guide()) == []
    assert gaps(make_guide()) == []


def test_one_that_answers_any_is_asked_for_all_in_every_region_on_every_day():
    answers = [make_claim(f"answer-{number}", "does", question=each) for number, each in enumerate(QUESTIONS)]
    assert unanswered(make_guide(claims=[*make_claims(), *answers])) == []
    late, *others = answers
    left = make_guide(claims=[*make_claims(), late | {"regions": ["eu", "world"], "from_on": START}, *others[1:]])
    assert gaps(left) == []
    asked = [(problem.kind, problem.key, problem.field, problem.reason) for problem in unanswered(left)]
    assert [reason for kind, key, field, reason in asked if (kind, key, field) == ("region", "eu", "claims")] == [
        "does not answer the question “too_late” on 2025-11-02",
        "does not answer the question “deletes_posts” on 2025-11-02, 2025-11-03",
    ]
    assert len(asked) == 6

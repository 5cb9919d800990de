import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides.checklist.plan import Checklist, build, common, plan, said, stands_for
from guides.checklist.tick_cookies import Tick
from guides.document.field_types import TOPICS, USUAL_DEVICES
from tests.support.factories import (
    EVE,
    LATER,
    START,
    make_authority,
    make_claim,
    make_claims,
    make_guide,
    make_label,
    make_letters,
    make_region,
    make_regions,
    make_step,
    make_steps,
    make_walkthrough,
)

NOT_FOR_ME = Tick(None)
NEEDED = {"switch-off": Tick(1), "look-again": Tick(1)}

ticks_for_anything = st.dictionaries(
    st.sampled_from(["switch-off", "look-again", "tidy-up", "object"]) | st.text(max_size=10),
    st.builds(Tick, st.none() | st.integers(1, 9999)),
    max_size=8,
)


def checklist(ticks=None, region="uk", device=None, on=LATER, **changes):
    guide = make_guide(**changes)
    return build(guide, guide.region(region), device, on, ticks or {})


def states(shown):
    return {each.step.slug: each.state for each in (*shown.needed, *shown.extras)}


def slugs(claims):
    return [claim.slug for claim in claims]


# --- ticks -----------------------------------------------------------------------------------


def test_without_a_tick_everything_is_to_do():
    shown = checklist()
    assert set(states(shown).values()) == {"todo"}
    assert (shown.done, shown.total, shown.is_off) == (0, 2, False)


def test_a_tick_makes_its_step_done_and_no_other():
    shown = checklist({"look-again": Tick(1)})
    assert states(shown) == {"switch-off": "todo", "look-again": "done", "tidy-up": "todo", "object": "todo"}
    assert (shown.done, shown.total) == (1, 2)


SCOPED = {
    "revision": 4,
    "change_note": "The last line.",
    "revisions": [
        {"number": 2, "note": "For all."},
        {"number": 3, "note": "For the UK.", "regions": ["uk"]},
        {"number": 4, "note": "By phone.", "devices": ["phone", "iphone"]},
    ],
}


@pytest.mark.parametrize(
    ("region", "device", "number", "note"),
    [
        ("eu", "computer", 2, "For all."),
        ("uk", "computer", 3, "For the UK."),
        ("uk", "phone", 4, "By phone."),
        ("eu", "iphone", 4, "By phone."),
        ("eu", None, 4, "By phone."),
    ],
)
def test_a_tick_holds_from_the_last_revision_on_that_reaches_its_reader(region, device, number, note):
    steps = [make_step("switch-off", **SCOPED), *make_steps()[1:]]
    for ticked in range(1, 5):
        (shown, *_others) = checklist({"switch-off": Tick(ticked)}, region, device, steps=steps).shown
        assert shown.state == ("done" if ticked >= number else "todo")
        assert shown.has_changed == (ticked < number)
        assert (shown.revision.number, shown.revision.note) == (number, note)
        assert shown.since == (number if number < 4 else None)


def test_a_revision_that_is_not_listed_asks_everybody():
    for revisions in ((), SCOPED["revisions"][:2]):
        steps = [make_step("switch-off", **SCOPED | {"revisions": revisions}), *make_steps()[1:]]
        (shown, *_others) = checklist({"switch-off": Tick(3)}, "eu", "computer", steps=steps).shown
        assert (shown.has_changed, shown.revision.note) == (True, "The last line.")


def test_a_revision_above_the_one_of_the_step_asks_nobody():
    step = make_step("switch-off", **SCOPED | {"revision": 2, "change_note": "For all."})
    (shown, *_others) = checklist({"switch-off": Tick(2)}, "uk", "phone", steps=[step, *make_steps()[1:]]).shown
    assert (shown.has_changed, shown.revision.number) == (False, 2)


def test_where_nothing_was_raised_a_first_tick_holds():
    step = make_step("switch-off", revision=2, change_note="It moved.", revisions=[{"number": 2, "regions": ["uk"]}])
    (shown, *_others) = checklist({"switch-off": Tick(1)}, "eu", steps=[step, *make_steps()[1:]]).shown
    assert (shown.state, shown.has_changed, shown.since) == ("done", False, 1)


@pytest.mark.parametrize(("tick", "state"), [(NOT_FOR_ME, "not-for-me"), (Tick(1), "done")])
def test_an_extra_is_nobodys_duty_and_never_counted(tick, state):
    shown = checklist({"tidy-up": tick})
    assert states(shown)["tidy-up"] == state
    assert (shown.done, shown.total) == (0, 2)


def test_a_needed_step_cannot_be_not_for_me():
    shown = checklist({"switch-off": NOT_FOR_ME})
    assert states(shown)["switch-off"] == "todo"
    assert (shown.done, shown.total) == (0, 2)


def test_the_switch_is_off_once_the_needed_steps_are_done():
    assert checklist(NEEDED).is_off


@pytest.mark.parametrize("left", ["switch-off", "look-again"])
def test_the_switch_is_not_off_while_a_needed_step_is_left(left):
    extras = {"tidy-up": Tick(1), "object": Tick(1)}
    assert not checklist({slug: tick for slug, tick in NEEDED.items() if slug != left} | extras).is_off


def test_a_guide_without_a_needed_step_never_says_that_the_switch_is_off():
    extras = [step for step in make_steps() if step.get("is_extra")]
    assert not checklist({"tidy-up": Tick(1), "object": Tick(1)}, steps=extras, claims=[]).is_off


def test_a_step_of_another_region_does_not_count():
    shown = checklist(NEEDED | {"tidy-up": Tick(1)}, region="eu")
    assert "object" not in states(shown)
    assert (shown.done, shown.total, shown.is_off) == (2, 2, True)


@pytest.mark.parametrize(
    ("ticks", "next_one"),
    [
        ({}, ["switch-off"]),
        ({"switch-off": Tick(1)}, ["look-again"]),
        ({"look-again": Tick(1)}, ["switch-off"]),
        (NEEDED, ["tidy-up"]),
        (NEEDED | {"tidy-up": NOT_FOR_ME}, ["object"]),
        (NEEDED | {"tidy-up": NOT_FOR_ME, "object": Tick(1)}, []),
    ],
)
def test_the_next_step_is_the_first_that_is_still_to_do(ticks, next_one):
    shown = checklist(ticks)
    assert [each.step.slug for each in (*shown.needed, *shown.extras) if each.is_next] == next_one


def test_needed_steps_come_before_extras_and_all_are_numbered_through():
    shown = checklist(steps=make_steps()[::-1])
    assert [(each.step.slug, each.number) for each in shown.needed] == [("look-again", 1), ("switch-off", 2)]
    assert [(each.step.slug, each.number) for each in shown.extras] == [("object", 3), ("tidy-up", 4)]


@pytest.mark.parametrize(
    ("ticked", "state", "has_changed"), [(1, "todo", True), (2, "done", False), (3, "done", False)]
)
def test_a_tick_older_than_the_step_asks_to_look_once_more(ticked, state, has_changed):
    steps = [make_step("switch-off", revision=2, change_note="New words."), *make_steps()[1:]]
    shown = checklist(NEEDED | {"switch-off": Tick(ticked)}, steps=steps)
    assert (shown.needed[0].state, shown.needed[0].has_changed) == (state, has_changed)
    assert shown.is_off == (state == "done")


def test_not_for_me_holds_whatever_the_revision():
    steps = [*make_steps()[:2], make_step("tidy-up", is_extra=True, revision=5, change_note="New words.")]
    (extra,) = checklist({"tidy-up": NOT_FOR_ME}, steps=steps).extras
    assert (extra.state, extra.has_changed) == ("not-for-me", False)


def test_a_step_that_nobody_ticked_has_not_changed():
    steps = [make_step("switch-off", revision=2, change_note="New words."), *make_steps()[1:]]
    assert not checklist(steps=steps).needed[0].has_changed


def test_new_words_and_a_new_order_keep_the_ticks():
    ticks = {"switch-off": Tick(1), "tidy-up": NOT_FOR_ME}
    reworded = [step | {"title": "New title", "tick": "New tick", "summary": "New."} for step in make_steps()[::-1]]
    assert states(checklist(ticks, steps=reworded)) == states(checklist(ticks))


@given(ticks_for_anything, st.sampled_from(["uk", "eu", "world"]))
def test_no_jar_counts_more_done_than_there_is(ticks, region):
    shown = checklist(ticks, region)
    assert 0 <= shown.done <= shown.total <= 2
    assert shown.is_off == (shown.done == shown.total)
    assert sum(each.is_next for each in (*shown.needed, *shown.extras)) == ("todo" in states(shown).values())


@given(ticks_for_anything)
def test_ticks_for_steps_that_are_not_there_change_nothing(ticks):
    known = {slug: tick for slug, tick in ticks.items() if slug in states(checklist())}
    assert checklist(ticks) == checklist(known)


# --- steps that wait or ask ------------------------------------------------------------------

WAITING = [make_step("first"), make_step("second", after="first"), make_step("third", after="second", is_extra=True)]


@pytest.mark.parametrize(
    ("ticks", "waiting"),
    [
        ({}, ["second", "third"]),
        ({"first": Tick(1)}, ["third"]),
        ({"second": Tick(1)}, []),
        ({"first": Tick(1), "second": Tick(1)}, []),
        ({"third": Tick(1)}, ["second"]),
        ({"third": NOT_FOR_ME}, ["second"]),
    ],
)
def test_a_step_waits_while_it_and_the_one_that_comes_first_are_to_do(ticks, waiting):
    shown = checklist(ticks, steps=WAITING, claims=[]).shown
    assert [each.step.slug for each in shown if each.is_waiting] == waiting


def test_a_step_knows_the_one_that_comes_first_where_that_is_in_the_region():
    steps = [make_step("first", regions=["uk"]), make_step("second", after="first")]
    assert [each.after and each.after.slug for each in checklist(steps=steps, claims=[]).shown] == [None, "first"]
    (alone,) = checklist(region="eu", steps=steps, claims=[]).shown
    assert (alone.after, alone.is_waiting) == (None, False)


QUESTION = {"text": "Whose is it?", "answers": [{"slug": slug, "label": slug.title()} for slug in ("mine", "work")]}
MINE, WORK = (make_walkthrough(answers=[slug], note=slug) for slug in ("mine", "work"))
ASKING = [make_step("switch-off", question=QUESTION, walkthroughs=[WORK, MINE]), make_step("look-again")]


@pytest.mark.parametrize(
    ("answers", "answer", "notes"),
    [
        (None, None, ["mine", "work"]),
        ({}, None, []),
        ({"look-again": "mine"}, None, []),
        ({"switch-off": "mine", "look-again": "work"}, "mine", ["mine"]),
        ({"switch-off": "school"}, "school", []),
    ],
)
def test_a_step_that_asks_has_the_ways_for_the_answer_and_for_all_if_nobody_is_asked(answers, answer, notes):
    guide = make_guide(steps=ASKING, claims=[])
    asking, other = plan(guide, guide.region("uk"), "phone", LATER, answers).steps
    assert (asking.answer, [way.walkthrough.note for way in asking.ways]) == (answer, notes)
    assert (other.answer, [way.devices for way in other.ways]) == ((answers or {}).get("look-again"), [("phone",)])


def test_a_way_for_every_answer_is_shown_once_with_each_device_once():
    steps = [make_step("switch-off", question=QUESTION)]
    (way,) = checklist(steps=steps, claims=[]).shown[0].ways
    assert way.devices == USUAL_DEVICES


PICTURE = {"slug": "off", "alternative": "Off.", "dated_on": EVE, "digest": "0" * 64, "kind": "png"}
PICTURE |= {"width": 20, "height": 10}


@pytest.mark.parametrize(
    ("steps", "is_plain", "is_asking"),
    [
        (make_steps(), True, False),
        (ASKING, False, True),
        (WAITING, False, False),
        ([make_step(walkthroughs=[make_walkthrough(pictures=[PICTURE])])], False, False),
        ([make_step(question=QUESTION, regions=["eu"]), make_step("look-again")], True, False),
    ],
    ids=["plain", "asks", "waits", "has a picture", "asks elsewhere"],
)
def test_a_page_is_plain_where_no_step_asks_waits_or_has_pictures(steps, is_plain, is_asking):
    planned = checklist(steps=steps, claims=[]).plan
    assert (planned.is_plain, planned.is_asking) == (is_plain, is_asking)


# --- where it is done ------------------------------------------------------------------------


def at(slug, trail=(), url=None, **changes):
    return make_step(slug, walkthroughs=[make_walkthrough(trail=list(trail), url=url)], **changes)


FORM = "https://chatter.example/form"


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([at("a", ["Privacy"]), at("b", ["Training"])], ["a", "b"]),
        ([at("a", ["Privacy"]), at("b", ["Privacy"])], ["a"]),
        ([at("a", url=FORM), at("b", url=FORM)], ["a"]),
        ([at("a", ["Privacy"]), at("b", ["Privacy"], url=FORM)], ["a", "b"]),
        ([at("a"), at("b")], ["a", "b"]),
        ([at("a", ["Privacy"]), at("b", ["Training"]), at("c", ["Privacy"])], ["a", "b"]),
        ([at("a", ["Privacy"]), at("b", ["Training"], kind="request"), at("c", ["Training"])], ["a"]),
        ([at("a", ["Privacy"], kind="form"), at("b", ["Training"])], ["a", "b"]),
        ([at("a", ["Privacy"]), at("b", ["Training"], is_extra=True)], ["a"]),
        ([], []),
    ],
    ids=[
        "two places",
        "one place",
        "one address",
        "another address",
        "no place",
        "back at the first",
        "at that of a request",
        "after a form",
        "an extra",
        "no step",
    ],
)
def test_the_state_is_told_of_the_main_step_and_of_each_switch_at_a_place_of_its_own(steps, told):
    assert [each.step.slug for each in checklist(steps=steps, claims=[]).told] == told


@pytest.mark.parametrize(
    ("region", "url", "is_sent", "has_letters"),
    [("uk", FORM, True, True), ("uk", None, False, True), ("world", FORM, False, False)],
)
def test_a_step_knows_whether_a_letter_is_sent_in_it_and_the_page_whether_there_is_one(
    region, url, is_sent, has_letters
):
    letters = make_letters()
    letters["recourses"] = letters["recourses"][:2]
    steps = [make_step(walkthroughs=[make_walkthrough(url=url)]), make_step("look-again")]
    shown = checklist(region=region, steps=steps, claims=[], **letters)
    assert ([each.has_letters for each in shown.shown], shown.has_letters) == ([is_sent, False], has_letters)


# --- walkthroughs ----------------------------------------------------------------------------


@pytest.mark.parametrize("device", USUAL_DEVICES)
def test_a_chosen_device_gets_its_one_way(device):
    for each in checklist(device=device).needed:
        (way,) = each.ways
        assert way.devices == (device,)
        assert device in way.walkthrough.devices


def test_without_a_device_each_walkthrough_is_shown_once_with_all_its_devices():
    apart, together = checklist().needed
    assert [way.devices for way in apart.ways] == [("computer",), ("iphone", "android"), ("phone",)]
    assert [way.devices for way in together.ways] == [USUAL_DEVICES]


def test_a_way_without_an_address_has_the_one_for_a_browser():
    ways = [
        make_walkthrough("computer", url="https://chatter.example/settings"),
        make_walkthrough("iphone", "android", url=None),
    ]
    steps = [make_step("switch-off", walkthroughs=ways), *make_steps()[1:]]
    for device, elsewhere in [("computer", ""), ("iphone", "https://chatter.example/settings")]:
        (way,) = checklist(device=device, steps=steps, claims=[]).needed[0].ways
        assert way.elsewhere == elsewhere
    assert {way.elsewhere for way in checklist().needed[1].ways} == {""}


@pytest.mark.parametrize(
    ("trail", "screens"),
    [
        ([], ()),
        (["A"], (((1, "A"),),)),
        (["A", "B", "C"], (((1, "A"),), ((2, "B"),), ((3, "C"),))),
        (["A", "B", "C", "D"], (((1, "A"), (2, "B")), ((3, "C"),), ((4, "D"),))),
    ],
)
def test_a_sketch_has_one_press_a_screen_and_the_first_two_of_a_long_trail_together(trail, screens):
    steps = [make_step("switch-off", walkthroughs=[make_walkthrough(trail=trail)]), *make_steps()[1:]]
    assert checklist(device="phone", steps=steps, claims=[]).needed[0].ways[0].screens == screens


@pytest.mark.parametrize(
    ("actions", "turns_off"),
    [
        (["Open it.", "Press **Next**.", "Set **Training** to **Off**."], True),
        (["Open it.", "Press **Next**.", "Press **Send**."], False),
        (["Press **Off**."], True),
        (["Open it.", "Set **Training** to **Off**.", "Close it."], False),
        (["Set **Off** to **Training**."], False),
        ([], False),
    ],
)
def test_the_sketch_ends_at_off_where_the_last_press_does(actions, turns_off):
    steps = [make_step("switch-off", walkthroughs=[make_walkthrough(actions=actions)]), *make_steps()[1:]]
    assert checklist(device="phone", steps=steps, claims=[]).needed[0].ways[0].turns_off == turns_off


@pytest.mark.parametrize(
    ("devices", "known", "shown_for"),
    [
        (["computer"], USUAL_DEVICES, ["computer"]),
        (["email"], ["email", "tv"], ["email", "computer", "iphone", "android"]),
        (["tv"], ["email", "tv"], ["tv"]),
        (["tv", "email"], ["email", "tv"], ["tv", "email", "computer", "iphone", "android"]),
        (["phone"], ["computer", "phone"], ["phone", "iphone", "android"]),
        (["windows-app"], ["windows-app", "mac-app"], ["windows-app", "computer", "android"]),
        (["mac-app"], ["windows-app", "mac-app"], ["mac-app", "iphone"]),
        ([], [], []),
    ],
)
def test_a_device_that_the_guide_lacks_is_shown_as_the_nearest_that_it_has(devices, known, shown_for):
    assert list(stands_for(devices, known)) == shown_for


def test_a_way_stands_for_the_devices_that_its_guide_lacks():
    ways = [make_walkthrough("computer"), make_walkthrough("phone", actions=["Press **Off**."])]
    steps = [make_step(walkthroughs=ways)]
    apart = checklist(devices=["computer", "phone"], steps=steps, claims=[]).shown[0].ways
    assert [way.shown_for for way in apart] == [("computer",), ("phone", "iphone", "android")]
    (together,) = checklist(devices=["computer", "phone"], steps=[make_step()], claims=[]).shown[0].ways
    assert (together.is_for_all, apart[0].is_for_all) == (True, False)


def test_one_needed_step_alone_is_enough_to_be_off_and_it_is_the_one_that_the_page_names():
    steps = [make_step("switch-off"), make_step("tidy-up", is_extra=True)]
    shown = checklist({"switch-off": Tick(1)}, steps=steps, claims=[])
    assert (shown.is_off, shown.first.step.slug, shown.first.state) == (True, "switch-off", "done")
    nothing = checklist(steps=steps[1:], claims=[])
    assert (nothing.is_off, nothing.first) == (False, None)


def test_a_way_is_for_all_when_every_device_shares_it():
    apart, together = checklist().needed
    assert [way.is_for_all for way in (*apart.ways, *together.ways)] == [False, False, False, True]


def test_devices_part_where_different_words_help_them():
    help_for_phone = make_claim("missing-phone", "missing", step="look-again", devices=["phone"])
    ways = checklist(claims=[*make_claims(), help_for_phone]).needed[1].ways
    assert [(way.devices, slugs(way.missing)) for way in ways] == [
        (("computer", "iphone", "android"), ["missing-look-again"]),
        (("phone",), ["missing-look-again", "missing-phone"]),
    ]


@pytest.mark.parametrize(("region", "note"), [("uk", "Only here."), ("eu", None), ("world", None)])
def test_the_walkthrough_of_the_region_goes_before_the_common_one(region, note):
    ways = [make_walkthrough(), make_walkthrough("phone", regions=["uk"], note="Only here.")]
    steps = [make_step("switch-off", walkthroughs=ways), *make_steps()[1:]]
    assert checklist(region=region, device="phone", steps=steps).needed[0].ways[0].walkthrough.note == note
    assert checklist(region=region, device="computer", steps=steps).needed[0].ways[0].walkthrough.note is None


def test_the_words_that_help_are_those_of_the_step_the_region_and_the_day():
    claims = [
        *make_claims(),
        make_claim("missing-uk", "missing", step="switch-off", regions=["uk"], from_on=START),
        make_claim("missing-eu", "missing", step="switch-off", regions=["eu"]),
    ]
    missing = {on: checklist(on=on, device="phone", claims=claims).needed[0].ways[0].missing for on in (EVE, START)}
    assert slugs(missing[EVE]) == ["missing-switch-off"]
    assert slugs(missing[START]) == ["missing-switch-off", "missing-uk"]


def test_a_step_that_is_not_finished_yet_shows_no_way_instead_of_breaking():
    assert checklist(steps=[make_step("switch-off", walkthroughs=[])], claims=[]).needed[0].ways == ()


# --- claims ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("region", "on", "said"),
    [
        ("uk", EVE, ["soon"]),
        ("uk", START, ["since"]),
        ("eu", EVE, ["soon"]),
        ("eu", LATER, ["since"]),
        ("world", EVE, ["standing-elsewhere"]),
        ("world", START, ["standing-elsewhere"]),
    ],
)
def test_what_is_said_hangs_on_the_region_and_the_day(region, on, said):
    assert slugs(checklist(region=region, on=on).said["standing"]) == said


def test_claims_come_in_the_order_of_the_guide():
    claims = [make_claim("does-b", "does"), make_claim("does-a", "does")]
    assert slugs(checklist(steps=[], claims=claims).said["does"]) == ["does-b", "does-a"]


def test_a_reason_is_said_at_its_step_and_nowhere_else():
    shown = checklist()
    assert [slugs(each.why) for each in shown.needed] == [["why-switch-off"], []]
    assert not {"why", "missing"} & set(shown.said)


def test_a_claim_for_other_devices_is_not_said_to_whoever_chose_one():
    claims = [make_claim("does"), make_claim("does-on-iphone", "does", devices=["iphone"])]
    assert slugs(checklist(steps=[], claims=claims, device="iphone").said["does"]) == ["does", "does-on-iphone"]
    assert slugs(checklist(steps=[], claims=claims, device="computer").said["does"]) == ["does"]


def test_common_claims_hold_everywhere_on_that_day():
    claims = [
        make_claim("before", "essential", until_on=EVE),
        make_claim("from", "essential", from_on=START),
        make_claim("always", "essential"),
        make_claim("uk-only", "essential", regions=["uk"]),
        make_claim("does"),
    ]
    guide = make_guide(claims=claims)
    assert slugs(common(guide, EVE, "essential")) == ["before", "always"]
    assert slugs(common(guide, START, "essential")) == ["from", "always"]


def test_a_topic_that_the_guide_does_not_have_is_not_said():
    guide = make_guide(sections=["does", "why"])
    shown = build(guide, guide.region("uk"), None, LATER, {})
    assert {topic: slugs(claims) for topic, claims in shown.said.items() if claims} == {"does": ["does"]}
    assert slugs(shown.needed[0].why) == ["why-switch-off"]
    assert shown.needed[0].ways[0].missing == ()
    assert (slugs(common(guide, LATER, "does")), list(common(guide, LATER, "essential"))) == (["does"], [])


OF_LETTERS = ["objecting", "letter_for", "deceased", "employers", "authors"]


def test_what_stands_beside_the_letters_is_not_on_the_page_of_a_region():
    assert list(checklist().said) == [topic for topic in TOPICS if topic not in ("why", "missing", *OF_LETTERS)]


def test_what_is_said_on_some_topics_is_that_for_the_region_and_the_day_on_any_device():
    claims = [
        make_claim("objecting", devices=["phone"]),
        make_claim("objecting-in-the-eu", "objecting", regions=["eu"]),
        make_claim("objecting-since", "objecting", from_on=START),
        make_claim("why-switch-off", "why", step="switch-off"),
        make_claim("does"),
    ]
    guide = make_guide(claims=claims)
    told = said(guide, guide.region("uk"), EVE, ["objecting", "authors", "why"])
    assert {topic: slugs(found) for topic, found in told.items()} == {
        "objecting": ["objecting"],
        "authors": [],
        "why": [],
    }
    assert slugs(said(guide, guide.region("eu"), START, ["objecting"])["objecting"]) == [
        "objecting",
        "objecting-in-the-eu",
        "objecting-since",
    ]


# --- dates and sources -----------------------------------------------------------------------


OLD = datetime.date(2026, 1, 2)


@pytest.mark.parametrize(
    "changes",
    [
        {"claims": [*make_claims(), make_claim("old", "does", checked_on=OLD)]},
        {"claims": [*make_claims(), make_claim("old", "why", step="tidy-up", checked_on=OLD)]},
        {"claims": [*make_claims(), make_claim("old", "missing", step="tidy-up", checked_on=OLD)]},
        {"steps": [make_step("switch-off", walkthroughs=[make_walkthrough(checked_on=OLD)]), *make_steps()[1:]]},
        {"regions": [make_region("uk", authorities=[make_authority(checked_on=OLD)]), *make_regions()[1:]]},
        {"labels": [make_label(checked_on=OLD)]},
    ],
    ids=["claim", "reason", "help", "walkthrough", "authority", "label"],
)
def test_a_page_is_as_fresh_as_the_oldest_check_behind_it(changes):
    assert checklist(**changes).checked_on == OLD


@pytest.mark.parametrize(("region", "on"), [("uk", EVE), ("eu", LATER)])
def test_a_check_that_is_not_on_the_page_does_not_age_it(region, on):
    old = make_claim("old", "does", checked_on=OLD, regions=["uk"], from_on=START)
    assert checklist(claims=[*make_claims(), old], region=region, on=on).checked_on > OLD


def test_a_page_that_nobody_checked_has_no_date():
    unchecked = [make_claim("does", checked_on=None)]
    assert (
        checklist(regions=[make_region("uk", authorities=[])], steps=[], claims=unchecked, labels=[]).checked_on is None
    )


# --- the page itself -------------------------------------------------------------------------


@pytest.mark.parametrize(("region", "device", "on"), [("uk", "phone", EVE), ("eu", None, LATER)])
def test_a_page_knows_for_where_for_what_and_for_which_day_it_was_made(region, device, on):
    shown = checklist(region=region, device=device, on=on)
    assert (shown.region.slug, shown.device, shown.on) == (region, device, on)


def test_the_short_answers_come_in_the_order_in_which_people_ask_and_to_those_for_whom_they_hold():
    claims = [
        make_claim("devices", "does", question="all_devices"),
        make_claim("stays", "does_not", question="stays"),
        make_claim("late", "essential", question="too_late", from_on=START),
        make_claim("late-elsewhere", "essential", question="too_late", regions=["world"]),
        make_claim("unasked", "does"),
    ]
    answers = {on: [claim.slug for claim in checklist(claims=claims, on=on).answers] for on in (EVE, START)}
    assert answers == {EVE: ["stays", "devices"], START: ["late", "stays", "devices"]}


def test_it_counts_the_statements_of_the_page_that_nobody_has_checked_for_their_time():
    late = [make_claim("does", check_after=START), make_claim("used", check_after=LATER)]
    guide = {"steps": [], "labels": [], "regions": [make_region("uk", authorities=[])], "claims": late}
    assert [checklist(on=on, **guide).overdue for on in (EVE, LATER, datetime.date(2027, 1, 1))] == [0, 1, 2]


def test_standings_that_are_not_those_of_the_page_are_never_shown_at_its_steps():
    shown = checklist(NEEDED)
    short = Checklist(shown.plan, shown.standings[:-1])
    for ask in (lambda: short.shown, lambda: short.is_off):
        with pytest.raises(ValueError, match="shorter"):
            ask()

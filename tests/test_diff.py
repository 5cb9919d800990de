"""Two editions beside each other: every kind of change is found, equal guides have none, and who must look again."""

import pytest
from hypothesis import given

from guides.document.diff import Change, Moved, changes, inside, own_fields, touched_steps
from guides.document.field_types import USUAL_DEVICES
from guides.document.validation import parse
from guides.document.yaml_format import to_data
from tests.support.factories import (
    make_authority,
    make_claim,
    make_data,
    make_event,
    make_guide,
    make_label,
    make_letters,
    make_rumour,
    make_source,
    make_walkthrough,
)
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


def found(edit):
    """What changed, with the part it changed in: kind, key, what, field."""
    return [(each.kind, each.key, each.what, each.field) for each in changes(make_guide(), guide_with(edit))]


WAY = ("walkthrough", "switch-off, computer")


@pytest.mark.parametrize(
    ("edit", "change"),
    [
        (lambda data: data.update(title="Another headline"), ("guide", "chatter", "changed", "title")),
        (lambda data: data.update(basis=None), ("guide", "chatter", "changed", "basis")),
        (put(step, title="Off"), ("step", "switch-off", "changed", "title")),
        (put(step, is_extra=True), ("step", "switch-off", "changed", "is_extra")),
        (put(step, change_note="It moved."), ("step", "switch-off", "changed", "change_note")),
        (put(step, revision=2), ("step", "switch-off", "changed", "revision")),
        (put(step, regions=["uk", "eu"]), ("step", "switch-off", "changed", "regions")),
        (put(claim, text="Other."), ("claim", "essential", "changed", "text")),
        (put(claim, certainty="inferred"), ("claim", "essential", "changed", "certainty")),
        (put(claim, from_on=LATER), ("claim", "essential", "changed", "from_on")),
        (put(claim, checked_on=LATER), ("claim", "essential", "changed", "checked_on")),
        (put(claim, sources=["notice", "regulator"]), ("claim", "essential", "changed", "sources")),
        (put(uk, name="Britain"), ("region", "uk", "changed", "name")),
        (put(uk, aliases=["gb", "england"]), ("region", "uk", "changed", "aliases")),
        (put(authority, name="ICO"), ("authority", "uk, GB", "changed", "name")),
        (put(authority, note="By post."), ("authority", "uk, GB", "changed", "note")),
        (put(way, actions=["Open the settings.", "Set it to off."]), (*WAY, "changed", "actions")),
        (put(way, trail=["Settings"]), (*WAY, "changed", "trail")),
        (put(way, see="It is grey."), (*WAY, "changed", "see")),
        (put(label, page="Blatt"), ("label", "de", "changed", "page")),
        (put(source, title="The notice"), ("source", "notice", "changed", "title")),
        (put(source, url=None), ("source", "notice", "changed", "url")),
        (lambda data: data["claims"].append(make_claim("new", "used")), ("claim", "new", "added", "")),
        (lambda data: data["claims"].remove(why(data)), ("claim", "why-switch-off", "removed", "")),
        (lambda data: data["sources"].append(make_source("press")), ("source", "press", "added", "")),
        (lambda data: data["labels"].append(make_label("fr")), ("label", "fr", "added", "")),
        (lambda data: data.update(events=[make_event()]), ("event", "start", "added", "")),
        (lambda data: data.update(rumours=[make_rumour()]), ("rumour", "too-late", "added", "")),
        (
            lambda data: uk(data)["authorities"].append(make_authority("IM")),
            ("authority", "uk, IM", "added", ""),
        ),
        (
            lambda data: step(data, "tidy-up")["walkthroughs"].append(make_walkthrough("phone", regions=["uk"])),
            ("walkthrough", "tidy-up, phone + uk", "added", ""),
        ),
        (lambda data: data["steps"].reverse(), ("guide", "chatter", "moved", "steps")),
        (lambda data: data["claims"].reverse(), ("guide", "chatter", "moved", "claims")),
        (lambda data: data["sources"].reverse(), ("guide", "chatter", "moved", "sources")),
        (lambda data: step(data)["walkthroughs"].reverse(), ("step", "switch-off", "moved", "walkthroughs")),
    ],
)
def test_each_kind_of_change_is_found(edit, change):
    assert found(edit) == [change]


def test_an_event_and_a_rumour_that_change_move_or_go_are_found():
    two = {"events": [make_event("a"), make_event("b")], "rumours": [make_rumour("a"), make_rumour("b")]}
    other = {"events": [make_event("b"), make_event("a", effect="pauses")], "rumours": [make_rumour("b")]}
    said = [(each.kind, each.key, each.what, each.field) for each in changes(make_guide(**two), make_guide(**other))]
    assert said == [
        ("rumour", "a", "removed", ""),
        ("event", "a", "changed", "effect"),
        ("guide", "chatter", "moved", "events"),
    ]


def test_a_part_with_others_inside_is_added_and_removed_with_them():
    def without(data):
        data["steps"].remove(step(data, "tidy-up"))

    name = "tidy-up, computer + iphone + android + phone"
    assert found(without) == [("step", "tidy-up", "removed", ""), ("walkthrough", name, "removed", "")]
    back = changes(guide_with(without), make_guide())
    assert [(each.kind, each.key, each.what) for each in back] == [
        ("step", "tidy-up", "added"),
        ("walkthrough", name, "added"),
    ]


def test_a_walkthrough_for_other_devices_is_another_walkthrough():
    assert [(key, what) for _, key, what, _ in found(put(way, devices=["computer", "phone"]))] == [
        ("switch-off, computer + phone", "added"),
        ("switch-off, computer", "removed"),
    ]


def test_regions_in_another_order_are_said_once_and_each_list_of_them_follows():
    said = found(lambda data: data["regions"].reverse())
    assert said[-1] == ("guide", "chatter", "moved", "regions")
    assert {(key, field) for _, key, _, field in said[:-1]} == {("soon", "regions"), ("since", "regions")}


def test_an_addition_in_the_middle_is_no_move():
    assert len(found(lambda data: data["claims"].insert(3, make_claim("new", "used")))) == 1


def test_authorities_in_another_order_are_a_change():
    two = make_data()
    uk(two)["authorities"] = [make_authority("GB"), make_authority("IM")]
    turned = make_data()
    uk(turned)["authorities"] = [make_authority("IM"), make_authority("GB")]
    assert changes(parse(two), parse(turned))


def test_one_entry_is_not_two_that_read_alike():
    assert found(put(way, trail=["Settings / Data privacy"]))


def test_two_authorities_with_one_code_are_two():
    def both(data, *names):
        uk(data)["authorities"] = [make_authority("GB", name=name) for name in names]
        return parse(data)

    assert changes(both(make_data(), "First", "Second"), both(make_data(), "Other", "Second"))


def test_parts_that_go_by_the_same_name_are_told_apart_by_their_number():
    def with_three(**last):
        authorities = [make_authority("GB", name="First"), make_authority("GB"), make_authority("GB", **last)]
        return guide_with(lambda data: uk(data).update(authorities=authorities))

    (change,) = changes(with_three(), with_three(name="Third"))
    assert (change.key, change.now) == ("uk, GB (3)", "Third")
    (change,) = changes(make_guide(), guide_with(lambda data: uk(data)["authorities"].append(make_authority("GB"))))
    assert (change.key, change.what) == ("uk, GB (2)", "added")


def test_a_walkthrough_for_no_device_yet_is_called_that():
    assert ("walkthrough", "switch-off, no device", "added", "") in found(put(way, devices=[]))


def test_equal_guides_have_no_changes():
    assert changes(make_guide(), make_guide()) == []
    assert touched(make_guide(), make_guide()) == []


def test_a_change_knows_what_it_is_about():
    (change,) = changes(make_guide(), guide_with(put(step, title="Off")))
    assert change == Change("step", "switch-off", "changed", "title", "Title of switch-off", "Off")


def about(old, new):
    """What each change is about, by its own name, and what that stands in."""
    named = [(each.what, each.found.part, each.found.owner) for each in changes(old, new)]
    return [(what, name_of(part), owner and name_of(owner)) for what, part, owner in named]


def name_of(part):
    return getattr(part, "slug", None) or getattr(part, "code", None) or type(part).__name__


def test_a_change_leads_to_the_part_it_is_about_and_to_what_that_stands_in():
    with_two = guide_with(lambda data: uk(data)["authorities"].append(make_authority("IM")))
    assert about(make_guide(), with_two) == [("added", "IM", "uk")]
    assert about(with_two, make_guide()) == [("removed", "IM", "uk")]
    assert about(make_guide(), guide_with(put(way, see="It is grey."))) == [("changed", "Walkthrough", "switch-off")]
    assert about(make_guide(), guide_with(put(claim, text="Other."))) == [("changed", "essential", None)]
    turned = guide_with(lambda data: step(data)["walkthroughs"].reverse())
    assert about(make_guide(), turned) == [("moved", "switch-off", None)]
    assert about(make_guide(), guide_with(lambda data: data["steps"].reverse())) == [("moved", "chatter", None)]


def with_authorities(*codes):
    """A guide with one region, which has authorities with these codes."""
    region = uk(make_data()) | {"authorities": [make_authority(code) for code in codes]}
    return make_guide(regions=[region], steps=[], claims=[])


@pytest.mark.parametrize(
    ("old", "new", "moved"),
    [
        ("AA BB CC", "BB CC AA", [("AA", "CC")]),
        ("AA BB CC", "CC AA BB", [("CC", None)]),
        ("AA BB CC DD", "DD CC AA BB", [("DD", None), ("CC", "DD")]),
        ("AA BB CC", "NN BB CC AA", [("AA", "CC")]),
        ("AA BB CC GG", "CC NN AA BB", [("CC", None)]),
        ("AA AA BB", "BB AA AA", [("BB", None)]),
        ("AA BB CC", "AA NN BB CC", []),
    ],
    ids=["to the end", "to the beginning", "two", "one is new", "one is gone", "one code twice", "none"],
)
def test_what_has_moved_is_said_with_what_it_stands_behind_now(old, new, moved):
    before, after = with_authorities(*old.split()), with_authorities(*new.split())
    found = [one for each in changes(before, after) if each.what == "moved" for one in each.now]
    assert [(one.part.code, one.after and one.after.code) for one in found] == moved


def test_a_move_names_the_list_and_what_that_is_in():
    before, after = (make_guide(events=[make_event(slug) for slug in slugs]) for slugs in ("ab", "ba"))
    moved = (Moved(after.events[0], None),)
    assert changes(before, after) == [Change("guide", "chatter", "moved", "events", None, moved)]
    before, after = with_authorities("AA", "BB"), with_authorities("BB", "AA")
    moved = (Moved(after.regions[0].authorities[0], None),)
    assert changes(before, after) == [Change("region", "uk", "moved", "authorities", None, moved)]


def test_the_fields_of_a_part_are_those_that_are_no_parts_themselves():
    guide = make_guide()
    assert {*own_fields(guide.regions[0])} == {*type(guide.regions[0]).model_fields} - {"authorities"}
    assert {*own_fields(guide.steps[0])} == {*type(guide.steps[0]).model_fields} - {"walkthroughs"}
    assert own_fields(guide.claims[0])["sources"] == ("notice",)
    lists = {"regions", "steps", "claims", "labels", "events", "rumours", "sources"}
    lists |= {"recourses", "purposes", "grounds", "letters"}
    assert {*own_fields(guide)} == {*type(guide).model_fields} - lists


def test_whatever_an_objection_is_put_together_from_is_compared():
    letters = make_letters()
    changed = {name: [letters[name][0] | {"checked_on": LATER}, *letters[name][1:]] for name in letters}
    kinds = {"recourses": "recourse", "purposes": "purpose", "grounds": "ground", "letters": "paragraph"}
    assert [(each.kind, each.key, each.field) for each in changes(make_guide(**letters), make_guide(**changed))] == [
        (kinds[name], letters[name][0]["slug"], "checked_on") for name in kinds
    ]


# --- whatever is edited ------------------------------------------------------------------------


@given(SOME, SOME)
def test_there_are_no_changes_exactly_when_two_guides_say_the_same(first, second):
    old, new = edited(first), edited(second)
    assert (changes(old, new) == []) == (to_data(old) == to_data(new))
    assert len(changes(old, new)) == len(changes(new, old))


def touched(old, new):
    return [each.step.slug for each in touched_steps(old, new)]


# --- who must look again -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "edit",
    [
        put(step, title="Off"),
        put(step, tick="It is off."),
        put(step, summary="Turn it off."),
        put(way, actions=["Do this."]),
        put(way, trail=["Elsewhere"]),
        put(way, url="https://chatter.example/settings"),
        put(way, note="A remark."),
        put(way, devices=["computer", "phone"]),
        put(why, text="Another reason."),
        lambda data: step(data)["walkthroughs"].pop(),
        lambda data: data["claims"].append(make_claim("new", "why", step="switch-off")),
        lambda data: data["claims"].remove(why(data)),
    ],
)
def test_what_a_reader_of_the_step_would_read_touches_it_and_no_other(edit):
    assert touched(make_guide(), guide_with(edit)) == ["switch-off"]


@pytest.mark.parametrize(
    "edit",
    [
        put(step, revision=2, change_note="It moved."),
        *(
            put(place, **values)
            for place in (way, why)
            for values in (
                {"checked_on": LATER},
                {"check_after": LATER},
                {"certainty": "inferred"},
                {"sources": ["regulator"]},
            )
        ),
        lambda data: data["steps"].reverse(),
        lambda data: data["claims"].insert(0, make_claim("new", "used")),
        put(claim, text="Other."),
        put(uk, name="Britain"),
        lambda data: data.update(title="Another headline"),
        put(source, title="The notice"),
    ],
)
def test_dates_sources_certainty_order_and_other_parts_touch_no_step(edit):
    assert touched(make_guide(), guide_with(edit)) == []


def test_a_new_step_and_one_that_is_gone_are_not_touched():
    def without(data):
        data["steps"].remove(step(data, "tidy-up"))

    assert touched(make_guide(), guide_with(without)) == []
    assert touched(guide_with(without), make_guide()) == []


IN_THE_EU = make_walkthrough("phone", regions=["eu"], see="It is grey.")


def adding(collection, part):
    return lambda data: data[collection].append(part)


@pytest.mark.parametrize(
    ("edit", "regions", "devices"),
    [
        (put(step, title="Off"), ["uk", "eu", "world"], USUAL_DEVICES),
        (put(way, see="It is grey."), ["uk", "eu", "world"], ("computer",)),
        (put(why, text="Another reason."), ["uk", "eu", "world"], USUAL_DEVICES),
        (put(why, regions=["eu", "world"]), ["uk"], USUAL_DEVICES),
        (put(why, devices=["computer"]), ["uk", "eu", "world"], ("iphone", "android", "phone")),
        (adding("claims", make_claim("new", "why", step="switch-off", regions=["eu"])), ["eu"], USUAL_DEVICES),
        (lambda data: step(data)["walkthroughs"].append(IN_THE_EU), ["eu"], ("phone",)),
        (lambda data: step(data, "object").update(title="Object", regions=["uk", "eu"]), ["uk"], USUAL_DEVICES),
    ],
)
def test_a_step_is_touched_where_and_on_what_it_reads_otherwise(edit, regions, devices):
    (found,) = touched_steps(make_guide(), guide_with(edit))
    assert (sorted(found.regions), found.devices) == (sorted(regions), devices)


def test_a_walkthrough_that_was_parted_in_two_that_say_the_same_touches_nobody():
    def parted(data):
        data["steps"][1]["walkthroughs"] = [
            make_walkthrough("computer", "phone"),
            make_walkthrough("iphone", "android"),
        ]

    assert touched_steps(make_guide(), guide_with(parted)) == []


def test_touched_steps_come_in_the_order_of_the_new_guide():
    def edit(data):
        for each in data["steps"]:
            each["title"] = "New"
        data["steps"].reverse()

    assert touched(make_guide(), guide_with(edit)) == ["object", "tidy-up", "look-again", "switch-off"]


def test_where_there_was_no_guide_every_part_was_added():
    new = make_guide()
    assert {each.what for each in changes(None, new)} == {"added"}
    assert len(changes(None, new)) == len(changes(make_guide(claims=[]), new)) + len(
        changes(None, make_guide(claims=[]))
    )


def test_each_change_names_the_guide_in_which_its_part_stands():
    old, new = (
        make_guide(),
        guide_with(lambda data: (data["claims"].pop(), data["claims"].append(make_claim("new", "does")))),
    )
    guides = {(each.what, each.guide is old, each.guide is new) for each in changes(old, new)}
    assert guides == {("added", False, True), ("removed", True, False)}


def test_each_inner_part_comes_with_its_kind():
    region, first = make_guide().regions[0], make_guide().steps[0]
    assert list(inside(first)) == [("walkthrough", each) for each in first.walkthroughs]
    assert list(inside(region)) == [("authority", each) for each in region.authorities] != []
    assert list(inside(make_guide().claims[0])) == []


ANSWERS = [{"slug": slug, "label": slug.capitalize()} for slug in ("mine", "work")]
BY_ANSWER = {
    "question": {"text": "Whose account is it?", "answers": ANSWERS},
    "walkthroughs": [make_walkthrough(answers=["mine"]), make_walkthrough(answers=["work"], see="It is grey.")],
}
IN_EU_WORDS = {"variants": [{"regions": ["eu"], "title": "Object to it"}]}


@pytest.mark.parametrize(
    ("before", "after", "regions"),
    [
        (IN_EU_WORDS, IN_EU_WORDS, []),
        (IN_EU_WORDS, {"variants": [{"regions": ["eu"], "title": "Object"}]}, ["eu"]),
        ({}, IN_EU_WORDS, ["eu"]),
        (BY_ANSWER, BY_ANSWER, []),
        (BY_ANSWER, BY_ANSWER | {"walkthroughs": BY_ANSWER["walkthroughs"][::-1]}, []),
        (
            BY_ANSWER,
            BY_ANSWER | {"walkthroughs": [make_walkthrough(answers=["mine"]), make_walkthrough(answers=["work"])]},
            ["eu", "uk", "world"],
        ),
    ],
    ids=["words", "other words", "new words", "ways", "ways in another order", "another way"],
)
def test_a_step_is_touched_in_the_words_of_a_region_and_by_the_way_of_an_answer(before, after, regions):
    old, new = (guide_with(put(step, **fields)) for fields in (before, after))
    assert sorted({region for each in touched_steps(old, new) for region in each.regions}) == regions

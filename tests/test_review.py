"""The review page leaves nothing out: whatever can change shows on it whole, and leads to where readers see it."""

import html
import re

import pytest
from django.template.loader import render_to_string
from django.urls import resolve

from guides.admin import previews
from guides.document import diff
from guides.document.types import Part
from guides.document.validation import KINDS
from guides.document.yaml_format import to_data
from guides.editing import wording
from guides.models import Edition, Proposal
from tests.support import document_fields
from tests.support.admin_forms import place as address_of
from tests.support.editing import ask, fresh, member, reword
from tests.support.factories import (
    START,
    make_claim,
    make_event,
    make_guide,
    make_rumour,
    make_source,
    make_step,
    make_walkthrough,
)
from tests.support.guide_edits import guide_with, put, step, uk, way
from tests.support.pages import text

OLD, NEW, TODAY = {"edition": "1"}, {"proposal": "2"}, START
UNSEEN = {"slug", "digest"}  # names for machines; of the second, the beginning is there
LONG = "A sentence that goes on and on, much further than anybody would call a name. " * 3

FULL = document_fields.full_guide()
FIELDS = document_fields.fields(of_parts=False)
LISTS = document_fields.fields(of_parts=True)


def shown(old, new):
    return [previews.shown(said, OLD, NEW, TODAY) for said in wording.changes(old, new)]


def said(old, new):
    """What the review page says of the differences, without its marks."""
    page = render_to_string("admin/guides/guide/_changes.html", {"changes": shown(old, new)})
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def spoken(words):
    """Marked words stand apart once the marks are gone."""
    return " ".join(str(words).split())


def kind_of(place):
    return ({**KINDS, **diff.INSIDE})[place.lists[-1]] if place.lists else "guide"


def words_of(place, value):
    return wording.Names(FULL).say(kind_of(place), place.name, value)


# --- every field there is --------------------------------------------------------------------


def test_the_form_of_a_document_alone_can_be_no_other():
    values = {str(each): document_fields.other_value(document_fields.first(FULL, each), each.name) for each in FIELDS}
    assert [name for name, value in values.items() if value is None] == ["format"]


@pytest.mark.parametrize("place", [place for place in FIELDS if str(place) != "format"], ids=str)
def test_whatever_changes_in_a_field_shows_whole_before_and_after(place):
    part = document_fields.first(FULL, place)
    value = document_fields.other_value(part, place.name)
    was, now = words_of(place, getattr(part, place.name)), words_of(place, value)
    assert was != now
    assert was
    assert now
    changed = document_fields.with_first(FULL, place.lists, lambda _part: {place.name: value})
    page = said(FULL, changed)
    assert spoken(was) in page
    assert spoken(now) in page
    assert wording.field_name(kind_of(place), place.name) in page


def test_of_a_part_that_is_a_value_each_field_shows():
    values = [(place, getattr(document_fields.first(FULL, place), place.name)) for place in FIELDS]
    lists = [(place, value) for place, value in values if isinstance(value, tuple)]
    inner = [(place, each) for place, value in lists for each in value if isinstance(each, Part)]
    inner += [(place, value) for place, value in values if isinstance(value, Part)]
    kinds = {type(each).__name__ for _place, each in inner}
    assert kinds == {"Revision", "Variant", "Picture", "StepQuestion"}
    for place, each in inner:
        for name, value in each:
            told = (
                [inner.label for inner in value]
                if name == "answers"
                else [wording.Names(FULL).say("claim", name, value)]
            )
            assert name in UNSEEN or all(words in words_of(place, (each,)) for words in told)


@pytest.mark.parametrize("place", LISTS, ids=str)
def test_of_whatever_comes_or_goes_each_field_shows(place):
    part = document_fields.first(FULL, place)
    head, *others = getattr(part, place.name)
    without = document_fields.with_first(FULL, place.lists, lambda _part: {place.name: tuple(others)})
    for page in (said(FULL, without), said(without, FULL)):
        for name in type(head).model_fields:
            inner = document_fields.Place((*place.lists, place.name), type(head), name)
            if inner in FIELDS:
                label = wording.field_name(kind_of(inner), name)
                assert f"{label} {spoken(words_of(inner, getattr(head, name)))}" in page


@pytest.mark.parametrize("place", LISTS, ids=str)
def test_of_a_list_in_another_order_it_shows_what_moved_and_where_to(place):
    part = document_fields.first(FULL, place)
    entries = getattr(part, place.name)
    two = (*entries, document_fields.filled(entries[0]).model_copy(update=another_key(entries[0])))[-2:]
    before, after = (
        document_fields.with_first(FULL, place.lists, lambda _part, order=order: {place.name: order})
        for order in (two, two[::-1])
    )
    page = said(before, after)
    names = [wording.full_name_of(each) for each in two]
    assert f"{names[1]} now the first" in page or f"{names[0]} after “{names[1]}”" in page


def another_key(part):
    keys = {"slug": "another", "code": "US-CA", "language": "fr", "devices": ("android",)}
    name = next(name for name in keys if hasattr(part, name))
    return {name: keys[name]}


# --- nothing is cut short, nothing reads alike --------------------------------------------------


def test_a_long_sentence_shows_whole_when_it_comes_and_when_something_else_of_it_changes():
    def long(**changes):
        return guide_with(lambda data: data["claims"].append(make_claim("new", "used", text=LONG, **changes)))

    assert LONG.strip() in said(make_guide(), long())
    assert LONG.strip() in said(long(), make_guide())
    assert LONG.strip() in said(long(), long(certainty="several"))


def test_a_claim_for_everybody_says_so():
    page = said(make_guide(), guide_with(lambda data: data["claims"].append(make_claim("new", "used"))))
    assert "only in everywhere" in page
    assert "only on every device" in page


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (put(way, trail=["Settings, then Data"]), put(way, trail=["Settings", "then Data"])),
        (put(way, trail=["Settings › Data"]), put(way, trail=["Settings", "Data"])),
        (put(way, actions=["One / two"]), put(way, actions=["One", "two"])),
        (put(way, sources=["notice"]), put(way, sources=["regulator"])),
    ],
)
def test_two_that_read_alike_are_told_apart(old, new):
    (change,) = wording.changes(guide_with(old), guide_with(new))
    assert change.was != change.now


# --- with nothing before --------------------------------------------------------------------------


def desk(client, name="ann"):
    client.force_login(member(name, "Approvers"))
    return client


def page_of(client, guide):
    return html.unescape(text(client.get(address_of(guide, "publish"))))


def test_before_a_first_edition_everything_shows(client, guide):
    Edition.objects.all().delete()
    page = page_of(desk(client), guide)
    for part in [*make_guide().claims, *make_guide().sources, *make_guide().steps]:
        assert wording.full_name_of(part) in page


def test_what_visitors_read_and_nobody_can_compare_any_more_hides_no_change(client, guide):
    edition = Edition.objects.get()
    reword(guide, "A new title")
    Edition.objects.filter(pk=edition.pk).update(document=edition.document | {"title": ""})
    page = page_of(desk(client), guide)
    assert "can no longer be compared, so everything counts as new" in page
    assert "A new title" in page


def test_a_note_that_is_kept_shows_whole(client, guide):
    proposal = ask(reword(guide, "A new title"), member("scribe", "Editors"), note=LONG.strip())
    Proposal.objects.filter(pk=proposal.pk).update(state="withdrawn")
    page = page_of(desk(client), fresh(guide)).partition('id="aside"')[2]
    assert LONG.strip() in page


# --- where it shows -------------------------------------------------------------------------------


def add(collection, part):
    return lambda data: data.setdefault(collection, []).append(part)


NEWLY = [
    (add("claims", make_claim("new", "used", regions=["eu"])), "/preview/chatter/eu/more/?proposal=2#used", "EU"),
    (
        add("claims", make_claim("new", "why", step="object", regions=["world", "uk"], devices=["phone"])),
        "/preview/chatter/uk/?proposal=2&device=phone#step-object",
        "UK",
    ),
    (add("claims", make_claim("new", "essential")), "/preview/chatter/?proposal=2", "all regions"),
    (add("claims", make_claim("new", "essential", regions=["eu"])), "/preview/chatter/eu/?proposal=2#standing", "EU"),
    (
        add("claims", make_claim("new", "standing", from_on="2027-01-01")),
        "/preview/chatter/uk/?proposal=2&on=2027-01-01#standing",
        "UK",
    ),
    (
        add("claims", make_claim("new", "ending", until_on="2025-01-01")),
        "/preview/chatter/uk/?proposal=2&on=2025-01-01#ending",
        "UK",
    ),
    (add("sources", make_source("new")), "/preview/chatter/sources/?proposal=2#source-new", "all regions"),
    (add("events", make_event("new")), "/preview/chatter/timeline/?proposal=2#event-new", "all regions"),
    (
        add("rumours", make_rumour("new", regions=["eu"])),
        "/preview/chatter/rumours/?proposal=2&region=eu#rumour-new",
        "EU",
    ),
    (add("steps", make_step("new", regions=["eu"])), "/preview/chatter/eu/?proposal=2#step-new", "EU"),
    (
        lambda data: step(data)["walkthroughs"].append(make_walkthrough("phone", regions=["world"])),
        "/preview/chatter/world/?proposal=2&device=phone#step-switch-off",
        "WORLD",
    ),
    (put(uk, covers="England."), "/preview/chatter/uk/?proposal=2", "UK"),
    (lambda data: data["claims"].remove(part_of(data, "essential")), "/preview/chatter/?edition=1", "all regions"),
]


def part_of(data, slug):
    return next(each for each in data["claims"] if each["slug"] == slug)


@pytest.mark.parametrize(("edit", "address", "where"), NEWLY)
def test_each_change_leads_to_its_preview_where_and_when_it_shows(edit, address, where):
    change = shown(make_guide(), guide_with(edit))[0]
    assert (change.address, change.where) == (address, where)
    assert resolve(address.partition("?")[0]).namespace == "preview"


def test_there_it_can_be_seen(client, guide, settings):
    settings.SECOND_FACTOR = False
    browser = desk(client)
    for edit, address, _where in NEWLY:
        proposal = Proposal.objects.create(guide=guide, document=to_data(guide_with(edit)))
        response = browser.get(address.replace("proposal=2", f"proposal={proposal.pk}"))
        assert response.status_code == 200
        anchor = address.partition("#")[2]
        assert f'id="{anchor}"' in text(response) or not anchor


def test_an_order_and_what_was_never_read_lead_nowhere():
    (order,) = shown(make_guide(), guide_with(lambda data: data["claims"].reverse()))
    assert order.address == ""
    gone = wording.changes(guide_with(add("sources", make_source("new"))), make_guide())
    assert [previews.shown(each, {}, {}, TODAY).address for each in gone] == [""]

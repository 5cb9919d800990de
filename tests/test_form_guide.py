"""A small guide whose main step is a form: it is published, and no page of it speaks of what it does not have."""

import re

import pytest
from django.test import Client

from guides.document import completeness
from guides.document.validation import parse
from guides.editing import drafts, publishing
from guides.models import Edition, Guide, Team
from guides.serving import current_editions
from tests.support import every_page
from tests.support.every_page import in_region
from tests.support.form_guide import SLUG, make_form_data, make_form_steps, make_form_walkthrough

# What belongs to a switch, and what the guide has nothing on.
OF_A_SWITCH = re.compile(
    r"\bswitch(es)?\b(?![\"<:])|\bturn(ed)? (it )?(on|off)\b|\bOff\b(?! contributors)"
    r"|\btrain(s|ed|ing)?\b|still set as"
)
SITE = re.compile(r"Switched Off|switched off|switch-off|switched-off")
EMPTY = re.compile(r"<(ul|ol|dl|nav|section)\b[^>]*>\s*</\1>|<h[1-6][^>]*>\s*</h[1-6]>")
HAS_NONE = ("Who to complain to", "What is used", "Where sources disagree", "under 18", "in another language")
FILLED_LATER = re.compile(r' hidden>|id="kept"')


@pytest.fixture(scope="module", autouse=True)
def parcels(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        publishing.publish(drafts.from_document(parse(make_form_data())), by=None, note="The first.")
    yield
    with django_db_blocker.unblock():
        Team.objects.all().delete()
        Edition.objects.all().delete()
        Guide.objects.all().delete()


@pytest.fixture
def visitor(db):
    current_editions.refresh()
    return Client(headers={"Sec-Fetch-Site": "same-origin"})


def read(visitor, name, *more):
    return visitor.get(in_region(SLUG, name, *more)).content.decode()


def test_it_has_no_gap_without_days_authorities_and_most_topics():
    assert completeness.gaps(parse(make_form_data())) == []


@pytest.mark.parametrize("ticked", [(), ("send-form",), ("send-form", "ask")])
def test_no_page_says_a_word_of_a_switch_or_shows_an_empty_part(visitor, ticked):
    for step in ticked:
        visitor.cookies[f"{SLUG}.{step}"] = "1"
    guide = current_editions.by_slug()[SLUG].guide
    found = {}
    for address in every_page.addresses(guide, [("claim", "standing")]):
        response = visitor.get(address)
        assert response.status_code in (200, 400, 404), address
        if address.startswith(("/api/", "/privacy", "/accessibility")):
            continue  # they are of the whole site, and a field is called “switch”
        text = SITE.sub("", every_page.said(response))
        hits = {text[max(hit.start() - 40, 0) : hit.end() + 30] for hit in OF_A_SWITCH.finditer(text)}
        hits |= {hit[0] for hit in EMPTY.finditer(response.content.decode()) if not FILLED_LATER.search(hit[0])}
        hits |= {words for words in HAS_NONE if words in text}
        if hits:
            found[address] = hits
    assert found == {}


def test_its_pages_list_what_is_on_them(visitor):
    page = read(visitor, "more")
    anchors = re.findall(r'<li><a href="#([a-z]+)"', page)
    assert anchors == ["does", "cases"]
    assert all(f'id="{anchor}"' in page for anchor in anchors)
    assert "<h2>What this changes</h2>" in page
    assert "<h2>Special cases</h2>" in page
    assert "You have no account" in page


def test_where_nothing_else_is_known_there_is_no_page_for_it(visitor):
    steps = f"/{SLUG}/world/"
    response = visitor.get(f"{steps}more/")
    assert (response.status_code, response["Location"]) == (302, steps)
    assert "Good to know" not in visitor.get(steps).content.decode()


def test_what_is_said_once_it_is_done_follows_from_the_kind(visitor):
    assert "Not done yet" in read(visitor, "checklist")
    visitor.cookies[f"{SLUG}.send-form"] = "1"
    page = read(visitor, "checklist")
    assert page.count("Sent: you said so") == 2  # in the summary, and in the ending that no claim fills


def test_messages_and_the_calendar_speak_of_the_form(visitor):
    page = read(visitor, "share")
    assert "If you want to send the form, here is how:" in page
    assert "If you want to send the form, this page shows how, step by step:" in page
    assert "did anybody answer the form" in read(visitor, "look_again").replace("\r\n ", "")
    assert "Whether you do anything is your own choice." in read(visitor, "work")


def test_only_its_own_devices_are_offered_and_accepted(visitor):
    page = read(visitor, "checklist")
    # On a phone, e-mail is shown instead of the apps that the guide does not know.
    assert re.findall(r'data-device="([^"]*)"', page) == ["computer", "email iphone android"]
    assert re.findall(r'class="way" data-devices="([^"]*)"', page)[:2] == ["computer", "email iphone android"]
    assert re.findall(r'name="device" value="([^"]*)"', read(visitor, "report", "send-form")) == ["computer", "email"]
    unknown = visitor.get(f"{in_region(SLUG, 'checklist')}?device=iphone")
    assert unknown.status_code == 404
    assert re.findall(r"\?device=([a-z-]+)", unknown.content.decode()) == ["computer", "email"]
    answer = visitor.post(in_region(SLUG, "report", "send-form"), {"device": "iphone", "choice": "menu"})
    assert (answer.status_code, "choose one of the devices" in answer.content.decode()) == (400, True)


def test_with_one_device_nobody_is_asked_for_theirs(visitor):
    steps = [
        step | {"walkthroughs": [make_form_walkthrough("email")] if step["slug"] == "send-form" else []}
        for step in make_form_steps()[:1]
    ]
    data = make_form_data(devices=["email"], steps=steps)
    publishing.publish(drafts.from_document(parse(data)), by=None, note="By e-mail alone.")
    current_editions.refresh()
    page = read(visitor, "checklist")
    assert 'class="devices"' not in page
    assert 'data-devices="email computer iphone android"' in page


def test_the_data_leaves_out_the_topics_that_it_does_not_have(visitor):
    said = visitor.get(f"/api/guides/{SLUG}/uk.json").json()["said"]
    assert list(said) == ["standing", "does", "no_account"]

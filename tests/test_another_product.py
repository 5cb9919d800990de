"""A guide of another product: no page of it says a word of the first one's product, of its owner or its setting."""

import json
import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from guides.document.validation import parse
from guides.editing import drafts, publishing
from guides.models import Edition, Guide, Team
from guides.serving import current_editions
from tests.support import addresses as written
from tests.support import every_page
from tests.support.every_page import PER_GUIDE, PER_REGION
from tests.support.factories import make_data, make_event, make_letters, make_purpose, make_rumour, make_walkthrough

# “switch” is a field of the data, too.
FIRST_ONES = re.compile(r"linkedin|microsoft|\bswitch(es)?\b(?![\"<:])|\btrain(s|ed|ing)?\b|\bAI\b", re.IGNORECASE)
OTHER_WORDS = {
    "One switch": "One letter",
    "training AI on": "selling",
    "Training": "Selling",
    "switch-off": "object-now",
    "Chatter": "Gossip",
}
STATEMENTS = (("claim", "since"), ("event", "start"), ("rumour", "too-late"), ("label", "de"))
# What is pressed and not read, what leads on, and a picture.
NOT_READ = {
    "tick",
    "count",
    "delete_team",
    "forget",
    "claims",
    "short_link",
    "qr_file",
    "card",
    "region_card",
    "site_card",
}


@pytest.fixture(scope="module", autouse=True)
def gossip(django_db_setup, django_db_blocker):
    """One guide, of a product in whose settings there is no switch, and with whose data nothing is trained."""
    rare = {"events": [make_event(effect="starts"), make_event("pause", effect="pauses")], "rumours": [make_rumour()]}
    sold = {"purposes": [make_purpose("selling", is_first=True)]}
    data = make_data(slug="gossip", owner="Rumour Mill", **rare, **make_letters() | sold)
    data["claims"][1]["certainty"] = "maker"
    data["steps"][3]["walkthroughs"] = [make_walkthrough(trail=[], url="https://gossip.example/form")]
    written = json.dumps(data, default=str)
    for word, other in OTHER_WORDS.items():
        written = written.replace(word, other)
    with django_db_blocker.unblock():
        publishing.publish(drafts.from_document(parse(json.loads(written))), by=None, note="The first.")
    yield
    with django_db_blocker.unblock():
        Team.objects.all().delete()
        Edition.objects.all().delete()
        Guide.objects.all().delete()


def in_region(name):
    return every_page.in_region("gossip", name)


@pytest.mark.django_db
def test_no_page_of_another_product_says_a_word_of_the_first_one():
    current_editions.refresh()
    visitor = Client(headers={"Sec-Fetch-Site": "same-origin"})
    visitor.cookies["gossip.object-now"] = visitor.cookies["gossip.look-again"] = "1"
    found = {}
    for address in every_page.addresses(current_editions.by_slug()["gossip"].guide, STATEMENTS):
        response = visitor.get(address)
        assert response.status_code in (200, 400, 404), address
        spoken = every_page.said(response)
        if hits := {spoken[max(hit.start() - 40, 0) : hit.end() + 30] for hit in FIRST_ONES.finditer(spoken)}:
            found[address] = hits
    assert found == {}


def test_every_address_of_a_guide_is_looked_at():
    names = {name for _path, name in written.addresses(get_resolver("guides.urls").url_patterns)} - {None}
    assert names == {*PER_GUIDE, *PER_REGION, *NOT_READ, "home", "team", "report", "report_statement"}


@pytest.mark.django_db
def test_the_product_and_its_owner_stand_where_we_say_whose_we_are_not():
    current_editions.refresh()
    visitor = Client()
    for address in (in_region("checklist"), in_region("handout"), in_region("poster")):
        assert "It does not belong to Gossip or Rumour Mill" in visitor.get(address).content.decode()
    assert "It belongs to none of the products in its guides" in visitor.get("/privacy/").content.decode()
    Edition.objects.all().delete()
    Guide.objects.update(owner="")
    publishing.publish(Guide.objects.get(), by=None, note="Nobody else.")
    current_editions.refresh()
    assert "It does not belong to Gossip, and it gives" in visitor.get(in_region("checklist")).content.decode()


def test_no_file_of_the_site_and_no_word_of_the_desk_names_a_product():
    """But for comments of the code; the shipped guide and its pictures are its own."""
    roots = [settings.BASE_DIR / name for name in ("templates", "static/js", "static/css", "icons")]
    files = [
        path for root in roots for path in root.rglob("*") if path.suffix in (".html", ".js", ".css", ".webmanifest")
    ]
    texts = {path: path.read_text(encoding="utf-8") for path in files}
    assert [path for path, text in texts.items() if re.search(r"LinkedIn|Microsoft", text)] == []
    columns = [field for model in drafts.PARTS for field in model._meta.get_fields() if hasattr(field, "help_text")]
    words = [f"{field.help_text} {field.verbose_name} {dict(field.choices or ())}" for field in columns]
    assert [text for text in words if re.search(r"LinkedIn|Microsoft|training", text, re.IGNORECASE)] == []

"""A link that leads elsewhere than it seems to is refused at its field, in a file and before publication."""

import pytest
from django.test import Client

from guides.document import lookalikes, markup
from guides.document.completeness import untruths
from guides.editing import drafts
from guides.models import Claim, Source
from tests.support.admin_forms import faults, place, save
from tests.support.factories import CHECKED, make_claim, make_claims, make_guide, make_source

CYRILLIC = "https://www.linked\u0456n.com/legal"  # its і is not an i
SHOWN = "Open [https://www.linkedin.com/mypreferences](https://evil.example/x) now."


@pytest.mark.parametrize(
    "said",
    [
        {"url": CYRILLIC},
        {"archive_url": CYRILLIC},
        {"url": "https://www.xn--linkedn-wog.com/"},
        {"text": f"See [the page]({CYRILLIC})."},
        {"text": SHOWN},
        {"text": "See [linkedin.com](https://linkedin.com.evil.example/)."},
        {"actions": ["Nothing here.", SHOWN]},
    ],
)
def test_it_is_told_with_its_field(said):
    assert [field for field, _reason in lookalikes.of_links(said)] == list(said)


@pytest.mark.parametrize(
    "said",
    [
        {"url": "https://www.bücher.example/"},
        {"url": "https://пример.example/"},
        {"text": "See [the page](https://www.linkedin.com/) and [linkedin.com/legal](https://www.linkedin.com/legal)."},
        {"text": "linkedin.com is an address, and [3.5 million](https://news.example/) is none."},
        {"text": None, "position": 3, "url": ""},
    ],
)
def test_what_leads_where_it_says_is_left_alone(said):
    assert list(lookalikes.of_links(said)) == []


def test_links_are_read_as_readers_see_them():
    text = r"One [**A** *b* \[c\]](https://a.example/), no [link](http://b.example/), [two](https://c.example/)."
    assert markup.shown_links(text) == [("A b [c]", "https://a.example/"), ("two", "https://c.example/")]


def test_words_without_a_link_are_not_parsed(monkeypatch):
    """Parsing 33,334 lines of countries that a form refuses anyhow took nine seconds."""
    monkeypatch.setattr(markup, "_parsed", None)
    assert list(lookalikes.of_links({"countries": ["GB", "**No** [link]", "https://a.example/ (b)"]})) == []
    assert markup.links("[No] (link) <https://a.example/>") == []


def test_a_guide_with_one_is_not_published():
    claims = [*make_claims()[1:], make_claim("essential", text=SHOWN)]
    guide = make_guide(claims=claims, sources=[make_source(url=CYRILLIC), make_source("regulator")])
    assert [(each.kind, each.field) for each in untruths(guide, CHECKED)] == [("source", "url"), ("claim", "text")]


def test_nor_does_a_form_take_it(db, editor):
    drafts.from_document(make_guide())
    desk = Client(headers={"Sec-Fetch-Site": "same-origin"})
    desk.force_login(editor)
    claim, source = Claim.objects.get(slug="essential"), Source.objects.get(slug="notice")
    assert "and leads to “evil.example”" in faults(save(desk, place(claim), text=SHOWN))["text"]
    assert "two scripts" in faults(save(desk, place(source), url=CYRILLIC))["url"]
    new = {"new_source_title": "A", "new_source_publisher": "B", "new_source_dated": "2025", "new_source_url": CYRILLIC}
    assert "two scripts" in faults(save(desk, place(claim), certainty="several", **new))["new_source_url"]

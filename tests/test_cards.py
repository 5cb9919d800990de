"""The picture that a chat shows beside a link: of any guide, as soon as an edition is published, with no developer."""

import io
import re

import pytest
from PIL import Image

from guides.editing import drafts, publishing
from guides.models import Guide
from guides.serving import current_editions
from guides.sharing import card
from guides.sharing.card import Card, draw, is_drawable
from guides.views import cards
from optout_site.own_copy import Logo, read_accent
from tests.support.factories import make_guide
from tests.support.languages import translate
from tests.support.pages import text

PARTS = {"title": (0, 200, 1200, 500), "below": (0, 510, 600, 630), "name": (700, 510, 1200, 630)}


def publish(**changes):
    publishing.publish(drafts.from_document(make_guide(**changes)), by=None, note="The first.")
    current_editions.refresh()
    return Guide.objects.get(slug=changes.get("slug", "chatter"))


def address(client, path):
    return re.search(r'property="og:image" content="https://optout.example([^"]*)"', text(client.get(path)))[1]


def picture(data):
    return Image.open(io.BytesIO(data)).convert("RGB")


def is_blank(image, part):
    return len(image.crop(PARTS[part]).getcolors(100_000)) == 1


# --- of which page ---------------------------------------------------------------------------


def test_a_guide_that_was_published_just_now_has_a_picture_for_each_region(visitor):
    publish(title="Stop Chatter")
    seen = set()
    for path in ("/chatter/", "/chatter/uk/", "/chatter/eu/", "/chatter/world/share/"):
        response = visitor.get(address(visitor, path))
        assert (response.status_code, response["Content-Type"]) == (200, "image/png")
        assert picture(response.content).size == (1200, 630)
        seen.add(response.content)
    assert len(seen) == 4


def test_another_title_has_another_picture_at_another_address(visitor):
    guide = publish(title="Stop Chatter")
    before, drawn = address(visitor, "/chatter/uk/"), visitor.get(address(visitor, "/chatter/uk/")).content
    publishing.publish(guide, by=None, note="Nothing.")
    current_editions.refresh()
    assert address(visitor, "/chatter/uk/") == before
    guide.title = "Object to Chatter"
    guide.save()
    publishing.publish(guide, by=None, note="Another title.")
    current_editions.refresh()
    after = visitor.get(address(visitor, "/chatter/uk/"))
    assert address(visitor, "/chatter/uk/") != before
    assert after.content != drawn
    assert after["Cache-Control"] == "public, max-age=31536000, immutable"
    old = visitor.get(before)
    assert old.content == after.content
    assert "immutable" not in old["Cache-Control"]


def test_a_picture_is_in_the_language_of_the_page(visitor):
    translate(publish(title="Stop Chatter"))
    english, polish = address(visitor, "/chatter/uk/"), address(visitor, "/chatter/polski/uk/")
    assert polish.startswith("/chatter/polski/uk/card-")
    assert visitor.get(english).content != visitor.get(polish).content


def test_the_home_page_of_several_guides_has_that_of_the_site(visitor):
    publish()
    found = address(visitor, "/")
    assert found.startswith("/card-")
    assert visitor.get(found)["Content-Type"] == "image/png"
    assert address(visitor, "/polski/").startswith("/polski/card-")


def test_it_costs_no_query_and_is_drawn_once(visitor, django_assert_num_queries, monkeypatch):
    found, drawn = address(visitor, "/linkedin/uk/"), []
    monkeypatch.setattr(card, "draw", lambda shown: drawn.append(shown) or b"picture")
    with django_assert_num_queries(0):
        assert [visitor.get(found).content for _ in range(3)] == [b"picture"] * 3
    assert len(drawn) == 1


def test_too_many_at_once_wait_a_moment(visitor, monkeypatch):
    found = address(visitor, "/linkedin/uk/")
    monkeypatch.setattr(cards.drawing, "take", lambda: 3.0)
    assert visitor.get(found).status_code == 429


def test_there_is_none_of_what_is_not_there(visitor):
    assert visitor.get("/nothing/card-000000000000.png").status_code == 404
    assert visitor.get("/linkedin/atlantis/card-000000000000.png").status_code == 404


# --- what is drawn ---------------------------------------------------------------------------


def test_title_region_and_name_are_drawn_and_fit():
    image = picture(draw(Card("Stop Chatter from training AI on your data", "United Kingdom", "Switched Off")))
    assert not any(is_blank(image, part) for part in PARTS)
    for side in ((0, 0, 70, 630), (1130, 0, 1200, 630), (0, 0, 1200, 60), (0, 585, 1200, 630)):
        assert len(image.crop(side).getcolors()) == 1


@pytest.mark.parametrize("length", [1, 60, 120, 200])
def test_the_longest_title_stays_within_the_edges(length):
    title = ("Zabroń Instagramowi " * 20)[:length]
    image = picture(draw(Card(title, "Unia " * 20, "Name of a site " * 4)))
    for side in ((0, 0, 70, 630), (1130, 0, 1200, 630), (0, 590, 1200, 630)):
        assert len(image.crop(side).getcolors()) == 1


@pytest.mark.parametrize(("words", "drawable"), [("Żółć, “ß” – Ελλάδα, Київ", True), ("日本", False), ("עברית", False)])
def test_letters_that_cannot_be_drawn_are_left_out(words, drawable):
    assert is_drawable(words) is drawable
    assert is_blank(picture(draw(Card(words, words, "Name"))), "title") is not drawable
    assert not is_blank(picture(draw(Card(words, words, "Name"))), "name")


def test_a_copy_of_its_own_is_drawn_with_its_name_colour_and_logo(guidance, client, settings):
    shipped = client.get(address(client, "/linkedin/uk/")).content
    settings.SITE_NAME = "Our Society"
    named = client.get(address(client, "/linkedin/uk/")).content
    settings.SITE_ACCENT = read_accent("#005ea5")
    coloured = client.get(address(client, "/linkedin/uk/")).content
    file = io.BytesIO()
    Image.new("RGBA", (96, 96), "#ff00ff").save(file, "PNG")
    settings.SITE_LOGO = Logo(file.getvalue(), "png", 96, 96)
    with_logo = client.get(address(client, "/linkedin/uk/")).content
    settings.SITE_LOGO = Logo(b"<svg/>", "svg", 100, 100)
    without = client.get(address(client, "/linkedin/uk/")).content
    assert len({shipped, named, coloured, with_logo, without}) == 5
    assert picture(with_logo).getpixel((100, 100)) == (255, 0, 255)
    assert picture(coloured).getpixel((300, 130)) == (0, 94, 165)
    assert picture(without).getpixel((100, 130)) == picture(without).getpixel((2, 2))

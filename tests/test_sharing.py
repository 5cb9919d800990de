"""What is passed on: the link, its code, messages, short links, and what a chat shows of a link."""

import datetime
import html
import io
import re
import struct
from contextlib import closing

import pytest
import time_machine
from django.test import Client

from guides.checklist.plan import build
from guides.document.markup import to_text
from guides.serving import current_editions
from guides.sharing.messages import to_copy
from tests.support.pages import text
from tests.support.shipped_guide import document_of, region_names

DOCUMENT = document_of()
REGIONS = [region.slug for region in DOCUMENT.regions]
DAYS = [datetime.date(2025, 11, 2), datetime.date(2025, 11, 3), datetime.date(2026, 11, 23)]
NAMES = region_names()
SITE = "https://optout.example"
CRAWLERS = [
    "facebookexternalhit/1.1",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "WhatsApp/2.24.20.89 A",
    "TelegramBot (like TwitterBot)",
    "LinkedInBot/1.0 (compatible; Mozilla/5.0)",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) SkypeUriPreview Preview/0.5",
    "Signal-Android",
    "",
]
in_every_region = pytest.mark.parametrize("region", REGIONS)


def page_of(region, query=""):
    return f"/linkedin/{region}/share/{query}"


def on_noon(day):
    return time_machine.travel(datetime.datetime.combine(day, datetime.time(12), datetime.UTC))


def hrefs(response):
    return [html.unescape(link) for link in re.findall(r'<a [^>]*?href="([^"]*)"', text(response))]


def boxes(response):
    """What stands in the boxes to copy from, by their name."""
    found = re.findall(r'<textarea id="message-([a-z-]+)"[^>]* readonly>(.*?)</textarea>', text(response), re.DOTALL)
    return {slug: html.unescape(words) for slug, words in found}


def meta(response, name):
    (found,) = re.findall(rf'<meta (?:name|property)="{name}" content="([^"]*)">', text(response))
    return html.unescape(found)


def read_back(picture):
    """What a reader of codes sees in this picture."""
    zxingcpp = pytest.importorskip("zxingcpp", reason="reading codes back needs requirements-dev.txt")
    found = zxingcpp.read_barcode(picture)
    assert found is not None, "no code in the picture"
    return found.text


def picture_of(drawing, pixels=8):
    """The drawing as a picture: its strokes are rows of modules, black on white."""
    image = pytest.importorskip("PIL.Image", reason="pictures need requirements-dev.txt")
    (size,) = set(re.findall(r'fill="#fff" d="M0 0h(\d+)v\1h-\1z"', drawing))
    (path,) = re.findall(r'stroke="#000" d="([^"]+)"', drawing)
    picture, x, y = image.new("L", (int(size) * pixels,) * 2, 255), 0, 0
    for command, across, down in re.findall(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?", path):
        if command == "h":
            picture.paste(0, (x * pixels, y * pixels, (x + int(across)) * pixels, (y + 1) * pixels))
        x = int(across) + (0 if command == "M" else x)
        y = y if command == "h" else int(float(down)) + (0 if command == "M" else y)
    return picture


# --- the page ----------------------------------------------------------------------------------


@in_every_region
def test_every_region_has_its_link_in_a_box_and_in_short(visitor, region):
    page = visitor.get(page_of(region))
    assert page.status_code == 200
    assert f'<input class="link" id="link" readonly value="{SITE}/linkedin/{region}/"' in text(page)
    assert f'<strong class="short-link"><span translate="no">optout.example/<wbr>{region}</span></strong>' in text(page)


@pytest.mark.parametrize("day", DAYS, ids=str)
@in_every_region
def test_the_messages_are_those_of_the_region_and_the_day(visitor, region, day):
    shown = build(DOCUMENT, DOCUMENT.region(region), None, day, {})
    groups = to_copy(shown, f"{SITE}/linkedin/{region}/")
    with on_noon(day):
        page = visitor.get(page_of(region))
    assert boxes(page) == {message.slug: message.text for group in groups.values() for message in group}
    mails = [message.mailto for group in groups.values() for message in group if message.subject]
    assert [link for link in hrefs(page) if link.startswith("mailto:?")] == mails


@pytest.mark.parametrize("day", DAYS, ids=str)
@in_every_region
def test_every_fact_in_the_messages_is_listed_with_where_it_comes_from(visitor, region, day):
    with on_noon(day):
        page = visitor.get(page_of(region))
    _, _, facts = text(page).partition('<details class="fold" id="facts">')
    listed = re.findall(
        r'<li class="claim"><p>(.*?)</p>\s*<details class="receipt[^>]*>(.*?)</details>', facts, re.DOTALL
    )
    assert len(listed) >= 5
    written = "\n".join(boxes(page).values())
    for claim, receipt in listed:
        words = html.unescape(re.sub(r"<[^>]+>", "", claim)).rstrip()
        written = written.replace(words, "")
        assert "Checked on" in receipt
        assert "<li>" in receipt
    assert not re.search(r"2025|trained|Microsoft|deadline|retroactively|change your mind", written)


def test_every_message_can_be_copied_and_a_chat_message_shared(visitor):
    page = text(visitor.get(page_of("uk")))
    fields = {"#link", *(f"#message-{slug}" for slug in boxes(visitor.get(page_of("uk"))))}
    assert set(re.findall(r'<button type="button" data-copy="([^"]+)" hidden>', page)) == fields
    assert re.findall(r'data-send="([^"]+)" hidden>', page) == ["#link", "#message-chat"]


def test_the_page_names_nothing_about_the_sender(visitor, colleague):
    visitor.post("/linkedin/uk/steps/switch-off/", {"done": "1"})
    assert visitor.cookies
    mine, theirs = visitor.get(page_of("uk")), colleague.get(page_of("uk"))
    assert mine.content == theirs.content
    on_a_phone = visitor.get(page_of("uk", "?device=iphone"))
    assert boxes(on_a_phone) == boxes(mine)
    assert f'value="{SITE}/linkedin/uk/"' in text(on_a_phone)


def test_reading_makes_no_query_and_the_page_is_kept_for_all(visitor, django_assert_num_queries):
    with django_assert_num_queries(0):
        pages = [visitor.get(page_of(region, rest)) for region in REGIONS for rest in ("", "qr.svg", "qr.png")]
    assert len({page["ETag"] for page in pages}) == len(pages), "each region has its own"
    for page in pages:
        assert page.status_code == 200
        assert "s-maxage" in page["Cache-Control"]
        again = visitor.get(page.request["PATH_INFO"], headers={"If-None-Match": page["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_another_name_of_the_region_leads_to_the_page_and_keeps_the_device(visitor):
    assert visitor.get(page_of("gb", "?device=phone"))["Location"] == page_of("uk", "?device=phone")


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/linkedin/atlantis/share/", "This guide has no region called “atlantis”."),
        ("/atlantis/uk/share/", "There is no guide called “atlantis”."),
        ("/linkedin/uk/share/qr.gif", "The QR code is available as qr.svg and qr.png."),
        ("/linkedin/atlantis/share/qr.png", "This guide has no region called “atlantis”."),
    ],
)
def test_what_is_not_here_is_said_and_every_region_offered(visitor, path, sentence):
    response = visitor.get(path)
    assert response.status_code == 404
    assert sentence in text(response)
    assert {f"/linkedin/{region}/" for region in REGIONS} <= set(hrefs(response))


@pytest.mark.parametrize("path", ["", "qr.svg", "qr.png"])
def test_nothing_can_be_posted_here(visitor, path):
    response = visitor.post(page_of("uk", path))
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


def test_every_link_of_the_page_leads_somewhere(visitor):
    links = [link for link in hrefs(visitor.get(page_of("uk", "?device=phone"))) if link.startswith("/")]
    assert len(links) > 8
    assert [link for link in links if visitor.get(link).status_code != 200] == []


def test_the_checklist_and_its_ending_lead_here_and_keep_the_device(visitor):
    for step in ("switch-off", "look-again"):
        visitor.post(f"/linkedin/uk/steps/{step}/", {"done": "1"})
    page = visitor.get("/linkedin/uk/?device=phone")
    assert hrefs(page).count(page_of("uk", "?device=phone")) == 2


def test_a_preview_shows_what_will_be_copied_and_its_links_stay_inside(guidance, editor):
    staff = Client(headers={"Sec-Fetch-Site": "same-origin"})
    staff.force_login(editor)
    page = staff.get("/preview/linkedin/uk/share/?on=2025-11-02")
    assert page["Cache-Control"] == "no-store"
    assert "On 3 November 2025 LinkedIn starts training AI" in boxes(page)["chat"]
    assert f"{SITE}/linkedin/uk/" in boxes(page)["chat"]
    own = [link for link in hrefs(page) if link.startswith("/") and not link.startswith("/admin/")]
    assert [link for link in own if not link.startswith(("/preview/", "/api/", "/privacy/", "/accessibility/"))] == []
    for form in ("svg", "png"):
        (link,) = [link for link in own if f"qr.{form}" in link]
        assert link == f"/preview/linkedin/uk/share/qr.{form}?on=2025-11-02"
        file = staff.get(link)
        assert file["Cache-Control"] == "no-store"
        assert file.content == staff.get(f"/linkedin/uk/share/qr.{form}").content


# --- the code ----------------------------------------------------------------------------------


@in_every_region
def test_the_picture_reads_back_as_the_link(visitor, region):
    response = visitor.get(page_of(region, "qr.png"))
    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"] == f'attachment; filename="linkedin-{region}-qr.png"'
    image = pytest.importorskip("PIL.Image", reason="pictures need requirements-dev.txt")
    assert read_back(image.open(io.BytesIO(response.content)).convert("L")) == f"{SITE}/linkedin/{region}/"


@in_every_region
def test_the_drawing_reads_back_as_the_link(visitor, region):
    response = visitor.get(page_of(region, "qr.svg"))
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Content-Disposition"] == f'attachment; filename="linkedin-{region}-qr.svg"'
    assert response.content.startswith(b"<?xml")
    assert read_back(picture_of(text(response))) == f"{SITE}/linkedin/{region}/"


@in_every_region
def test_the_code_in_the_page_reads_back_as_the_link_and_has_a_name(visitor, region):
    place = DOCUMENT.region(region).place
    name = rf'<div class="code-card" role="img" aria-label="QR code that leads to the steps for people {place}">'
    (drawing,) = re.findall(rf"{name}(<svg .*?</svg>)</div>", text(visitor.get(page_of(region))))
    assert " style=" not in drawing
    assert read_back(picture_of(drawing)) == f"{SITE}/linkedin/{region}/"


def test_the_code_of_another_name_of_the_region_is_the_same(visitor):
    assert visitor.get(page_of("gb", "qr.png")).content == visitor.get(page_of("uk", "qr.png")).content


# --- short links -------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "region"), NAMES.items())
def test_every_country_code_and_other_name_leads_to_its_region_with_the_device(visitor, name, region):
    for written in (name, name.upper(), f"{name}/", f"{name.upper()}/"):
        for query in ("", "?device=phone"):
            response = visitor.get(f"/{written}{query}")
            assert (response.status_code, response["Location"]) == (302, f"/linkedin/{region}/{query}")


def test_there_are_as_many_names_as_there_should_be():
    assert len(NAMES) == 51
    assert {NAMES[name] for name in ("uk", "gb")} == {"uk"}
    assert {NAMES[name] for name in ("eea", "ie", "de", "no")} == {"eu"}


@pytest.mark.parametrize("name", ["jp", "xx", "gi", "je", "atlantis", "qr", "uk-", "share", "xx/", "JP/"])
def test_a_name_that_no_region_goes_by_offers_them_all(visitor, name):
    response = visitor.get(f"/{name}")
    assert response.status_code == 404
    assert f"called “{name.strip('/')}”" in text(response)
    assert {f"/linkedin/{region}/" for region in REGIONS} <= set(hrefs(response))


def test_a_short_link_carries_no_device_that_does_not_exist(visitor):
    assert visitor.get("/uk?device=fridge&ref=me")["Location"] == "/linkedin/uk/"


# --- what a chat shows -------------------------------------------------------------------------


@pytest.mark.parametrize("day", DAYS, ids=str)
@in_every_region
def test_a_chat_shows_the_region_and_what_is_true_there_on_the_day(visitor, region, day):
    here = DOCUMENT.region(region)
    lead = build(DOCUMENT, here, None, day, {}).said["standing"][0]
    title = f"Stop LinkedIn from training AI on your data: {here.name}"
    for path, shown in [(f"/linkedin/{region}/", title), (page_of(region), f"Pass it on: {title}")]:
        with on_noon(day):
            page = visitor.get(f"{path}?device=phone")
        assert meta(page, "og:url") == f"{SITE}{path}"
        assert f'<link rel="canonical" href="{SITE}{path}">' in text(page)
        assert meta(page, "og:title") == shown
        assert meta(page, "og:description") == meta(page, "description") == to_text(lead.text)
        assert f'<html lang="{DOCUMENT.language}">' in text(page)


@in_every_region
def test_the_picture_beside_the_link_is_that_of_the_region_and_as_large_as_the_page_says(visitor, region):
    for path in (f"/linkedin/{region}/", page_of(region)):
        page = visitor.get(path)
        address = meta(page, "og:image").removeprefix(SITE)
        assert address.startswith(f"/linkedin/{region}/card-")
        begin = visitor.get(address).content[:24]
        assert begin.startswith(b"\x89PNG")
        width, height = struct.unpack(">II", begin[16:24])
        assert (meta(page, "og:image:width"), meta(page, "og:image:height")) == (str(width), str(height))


@pytest.mark.parametrize("crawler", CRAWLERS)
def test_a_chat_that_looks_at_a_link_changes_nothing_and_gets_no_cookie(guidance, crawler, django_assert_num_queries):
    for path in ("/linkedin/uk/", page_of("uk"), "/uk", "/linkedin/gb/", page_of("uk", "qr.png")):
        as_everybody = Client().get(path)
        with django_assert_num_queries(0):
            seen = Client().get(path, headers={"User-Agent": crawler})
            asked = Client().head(path, headers={"User-Agent": crawler})
        assert seen.content == as_everybody.content
        assert (asked.status_code, asked.content) == (seen.status_code, b"")
        for response in (seen, asked):
            assert not response.cookies
            assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("name", ["the card", "/favicon.ico", "/icon-512.png", "/linkedin/uk/share/qr.png"])
def test_pictures_may_be_shown_by_other_sites_and_stay_so_when_asked_for_again(visitor, name):
    """A browser blocks what says `same-origin`: a chat's web page, a feed reader, an intranet had a hole there."""
    card = re.search(r'property="og:image" content="[^/]*//[^/]*([^"]*)"', text(visitor.get("/linkedin/uk/")))[1]
    path = card if name == "the card" else name
    with closing(visitor.get(path)) as first, closing(visitor.get(path, headers=known(first))) as again:
        assert (first.status_code, again.status_code) == (200, 304)
        assert [answer["Cross-Origin-Resource-Policy"] for answer in (first, again)] == ["cross-origin"] * 2


def known(answer):
    """What a browser says that has this answer already."""
    etag, changed = answer.headers.get("ETag"), answer.headers.get("Last-Modified")
    return {"if-none-match": etag} if etag else {"if-modified-since": changed}


# --- for work --------------------------------------------------------------------------------


@in_every_region
def test_the_page_for_work_has_the_notice_of_the_region_and_leads_to_all_that_is_asked_for(visitor, region):
    path = f"/linkedin/{region}/for-work/"
    response = visitor.get(path)
    assert boxes(response) == {"staff": boxes(visitor.get(page_of(region)))["staff"]}
    asked = {f"/linkedin/{region}/{name}/" for name in ("handout", "poster", "teams")}
    asked |= {"/privacy/", "/accessibility/", "/api/"}
    asked |= {f"/linkedin/{page}/?region={region}" for page in ("sources", "changes")}
    assert asked <= set(hrefs(response))
    assert path in hrefs(visitor.get(page_of(region)))
    if region == "uk":  # the other regions have the same pages
        assert all(visitor.get(link).status_code == 200 for link in asked)


def test_the_page_for_work_is_the_same_for_everybody_and_makes_no_query(visitor, django_assert_num_queries):
    visitor.get("/linkedin/uk/")
    with django_assert_num_queries(0):
        response = visitor.get("/linkedin/uk/for-work/")
    assert response["Cache-Control"].startswith("public")
    assert list(response.cookies) == []
    assert "/linkedin/uk/for-work/" in text(visitor.get("/sitemap.xml"))
    assert visitor.get("/linkedin/gb/for-work/")["Location"] == "/linkedin/uk/for-work/"


def test_the_page_for_work_names_the_security_contact_where_there_is_one(visitor, settings):
    assert "/.well-known/security.txt" not in hrefs(visitor.get("/linkedin/uk/for-work/"))
    current_editions.forget_all()
    settings.SECURITY_CONTACT, settings.SECURITY_EXPIRES = "mailto:s@optout.example", datetime.date(2027, 1, 1)
    assert "/.well-known/security.txt" in hrefs(visitor.get("/linkedin/uk/for-work/"))


def test_a_preview_of_the_page_for_work_offers_no_team(guidance, editor):
    staff = Client()
    staff.force_login(editor)
    page = text(staff.get("/preview/linkedin/uk/for-work/"))
    assert "/preview/linkedin/uk/handout/" in page
    assert "/teams/" not in page

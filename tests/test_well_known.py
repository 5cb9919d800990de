"""Found and understood by machines: what they may read, where pages are, what a page is, whom to tell of a weakness."""

import contextlib
import datetime
import html
import json
import os
import re
import struct
import subprocess
import sys
from urllib.robotparser import RobotFileParser
from xml.etree.ElementTree import fromstring

import pytest
import time_machine
from django.conf import settings as site
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client
from django.urls import reverse

from guides import urls
from guides.document.languages import TRANSLATED
from guides.editing import drafts, publishing
from guides.models import Team
from guides.serving import current_editions
from guides.views import preview, well_known
from optout_site import checks
from optout_site.settings import ValidationError, is_contact
from tests.support.addresses import addresses
from tests.support.factories import make_claim, make_data, make_guide
from tests.support.pages import text
from tests.support.shipped_guide import document_of

SITE = "https://optout.example"
LINKEDIN = document_of()
SECURITY = "/.well-known/security.txt"
FILES = ["/robots.txt", "/sitemap.xml"]
EXPIRES = datetime.date(2027, 6, 1)
VARIANTS = ["device=iphone", "team=no-such-team", "utm_source=letter", "on=2025-11-02"]


def publish(document):
    publishing.publish(drafts.from_document(document), by=None, note="Clearer words.")
    current_editions.refresh()


def canonical(page):
    return re.findall(r'<link rel="canonical" href="([^"]*)">', page)


def is_refused(response):
    """Whether search engines are asked to leave this out."""
    return "noindex" in response.get("X-Robots-Tag", "") or '<meta name="robots" content="noindex">' in text(response)


def listed(client):
    """The addresses of the sitemap, each with the day on which it changed."""
    entries = fromstring(client.get("/sitemap.xml").content)  # noqa: S314 (our own)
    names = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    assert entries.tag == f"{names}urlset"
    return {entry.findtext(f"{names}loc"): entry.findtext(f"{names}lastmod") for entry in entries}


def structured(page):
    return [json.loads(data) for data in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)]


# --- robots.txt and sitemap.xml --------------------------------------------------------------


def test_robots_may_read_everything_but_the_desk_drafts_and_what_was_given_to_somebody(visitor):
    response = visitor.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    robot = RobotFileParser()
    robot.parse(text(response).splitlines())
    assert robot.site_maps() == [f"{SITE}/sitemap.xml"]
    for path in ["/", "/linkedin/uk/", "/linkedin/uk/teams/", "/api/", "/api/guides.json", "/static/css/site.css"]:
        assert robot.can_fetch("AnyBot", f"{SITE}{path}"), path
    for path in ["/admin/", "/admin/login/", "/preview/linkedin/uk/"]:
        assert not robot.can_fetch("AnyBot", f"{SITE}{path}"), path
    assert {"Disallow: /*/carry/", "Disallow: /*/teams/*/"} <= set(text(response).splitlines())


def test_the_sitemap_lists_the_pages_of_every_region_with_the_day_of_the_edition(visitor):
    day = current_editions.by_slug()["linkedin"].published_at.date().isoformat()
    found = listed(visitor)
    for region in LINKEDIN.regions:
        assert found[f"{SITE}/linkedin/{region.slug}/"] == day
    assert {found.pop(f"{SITE}/api/"), *found.values()} == {None, day}


def test_every_address_of_the_sitemap_is_a_page_that_says_so_itself(visitor):
    found = listed(visitor)
    assert len(found) > 30
    for address in found:
        response = visitor.get(address.removeprefix(SITE))
        assert response.status_code == 200, address
        assert canonical(text(response)) == [address]
        assert not is_refused(response)


def test_every_page_for_everybody_is_in_the_sitemap(visitor):
    """A page that is added must be listed, or ask to be left out."""
    places = {"guide_slug": "linkedin", "region_slug": "uk"}
    found, tried = listed(visitor), []
    for path, name in addresses(urls.urlpatterns):
        names = set(re.findall(r"<slug:(\w+)>", path))
        if names <= set(places):
            response = visitor.get(reverse(f"guides:{name}", kwargs={each: places[each] for each in names}))
            is_page = response.status_code == 200 and response["Content-Type"].startswith("text/html")
            tried += [name] if is_page else []
            if is_page and not is_refused(response):
                assert canonical(text(response))[0] in found, name
    assert {"guide", "checklist", "sources", "share", "carry"} <= set(tried)


def test_with_another_guide_the_front_page_is_a_page_of_its_own(visitor):
    assert f"{SITE}/" not in listed(visitor)
    assert canonical(text(visitor.get("/"))) == [f"{SITE}/linkedin/"]
    publish(make_guide())
    assert {f"{SITE}/", f"{SITE}/linkedin/uk/", f"{SITE}/chatter/uk/"} <= set(listed(visitor))
    assert canonical(text(visitor.get("/"))) == [f"{SITE}/"]


def test_a_new_edition_is_a_new_day_in_the_sitemap(visitor):
    with time_machine.travel(datetime.datetime(2027, 1, 2, 3, tzinfo=datetime.UTC), tick=False):
        publish(LINKEDIN.model_copy(update={"title": "Another headline"}))
    assert listed(visitor)[f"{SITE}/linkedin/uk/"] == "2027-01-02"


@pytest.mark.parametrize("path", FILES)
def test_these_files_come_from_memory_as_pages_do(visitor, path, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = visitor.get(path)
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=1, stale-if-error=86400"
    assert visitor.get(path, headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert visitor.head(path).status_code == 200
    assert visitor.post(path).status_code == 405
    assert list(response.cookies) == []
    assert "Access-Control-Allow-Origin" not in response.headers


def test_there_is_one_of_each_and_none_in_a_preview(visitor, editor):
    visitor.force_login(editor)
    for path in [*FILES, SECURITY, "/manifest.webmanifest"]:
        assert visitor.get(f"/preview{path}").status_code == 404


# --- which address a page has, and which page has none -----------------------------------------


def test_whatever_is_asked_for_a_page_has_one_address(visitor):
    """Each kind of page is asked for all at once; the regions and languages share their pages."""
    others = [f"/{each.slug}/" for each in (*LINKEDIN.regions, *TRANSLATED) if each.slug != "uk"]
    kinds = [address for address in listed(visitor) if not any(other in address for other in others)]
    assert len(kinds) == len((*well_known.OF_THE_SITE, *well_known.OF_A_GUIDE, *well_known.OF_A_REGION, "objection"))
    for address in kinds:
        path = f"{address.removeprefix(SITE)}?{'&'.join(VARIANTS)}"
        assert canonical(text(visitor.get(path))) == [address], path


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("path", ["/linkedin/", "/linkedin/uk/"])
def test_no_single_query_gives_a_page_another_address(visitor, path, variant):
    assert canonical(text(visitor.get(f"{path}?{variant}"))) == [f"{SITE}{path}"]


def test_pages_that_were_given_to_somebody_are_left_out(visitor, editor):
    visitor.post("/linkedin/uk/steps/switch-off/", {"done": "1"})
    team, secret = Team.objects.make("linkedin", "uk", "Finance")
    carried = html.unescape(
        re.search(r'value="[^"]*(/linkedin/uk/carry/\?ticks=[^"]*)"', text(visitor.get("/linkedin/uk/carry/")))[1]
    )
    page = f"/linkedin/uk/teams/{team.key}/"
    for path in ["/linkedin/uk/carry/", carried, page, f"{page}?maker={secret}"]:
        response = visitor.get(path)
        assert response.status_code == 200
        assert is_refused(response), path


def test_previews_are_left_out_and_tell_search_engines_nothing(visitor, editor):
    desk = Client()
    desk.force_login(editor)
    key = preview.key_for("linkedin", {"edition": "1"})
    for response in [desk.get("/preview/linkedin/uk/"), visitor.get(f"/preview/linkedin/uk/?edition=1&key={key}")]:
        assert response.status_code == 200
        assert is_refused(response)
        assert structured(text(response)) == []


# --- structured data -------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/linkedin/", "/linkedin/uk/", "/linkedin/eu/?device=phone"])
def test_a_page_is_described_in_its_own_words(visitor, path):
    page = text(visitor.get(path))
    (said,) = structured(page)
    assert said["@type"] == "WebPage"
    assert said["url"] == canonical(page)[0]
    assert f"<title>{said['name']} – Switched Off</title>" in html.unescape(page)
    assert f'<meta name="description" content="{said["description"]}">' in html.unescape(page)
    assert f'<html lang="{said["inLanguage"]}">' in page
    assert said["dateModified"] == current_editions.by_slug()["linkedin"].published_at.date().isoformat()
    assert said["isPartOf"] == {"@type": "WebSite", "name": "Switched Off", "url": f"{SITE}/"}
    assert said["license"] == "https://creativecommons.org/licenses/by/4.0/"


def test_a_page_tells_of_the_day_on_which_its_edition_was_published(visitor):
    page = text(visitor.get("/linkedin/uk/"))
    day = datetime.date.fromisoformat(structured(page)[0]["dateModified"])
    assert f"published on {day.day} {day:%B %Y}." in page


def test_other_pages_are_not_described(visitor):
    for path in ["/linkedin/sources/", "/linkedin/uk/share/", "/linkedin/atlantis/", "/api/"]:
        assert structured(text(visitor.get(path))) == []


def test_hostile_words_do_not_leave_the_description(visitor):
    hostile = "</script><script>alert(1)</script><!-- & \\u003c"
    claims = [claim for claim in make_data()["claims"] if claim["topic"] != "standing"]
    publish(make_guide(title=hostile, claims=[*claims, make_claim("standing", text=hostile)]))
    page = text(visitor.get("/chatter/uk/"))
    (said,) = structured(page)
    assert said["name"] == f"{hostile}: UK"
    assert said["description"].startswith("</script><script>")
    inside = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1]
    assert not set("<>&") & set(inside)


# --- security.txt ----------------------------------------------------------------------------


@pytest.fixture
def contact(settings):
    settings.SECURITY_CONTACT = "mailto:security@optout.example"
    settings.SECURITY_EXPIRES = EXPIRES


def test_whoever_finds_a_weakness_learns_whom_to_tell(visitor, contact):
    response = visitor.get(SECURITY)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert text(response).splitlines() == [
        "Contact: mailto:security@optout.example",
        "Expires: 2027-06-01T00:00:00Z",
        "Preferred-Languages: en",
        "Canonical: https://optout.example/.well-known/security.txt",
    ]


def test_without_a_contact_there_is_no_such_file(visitor):
    response = visitor.get(SECURITY)
    assert response.status_code == 404
    assert "has not named a security contact" in text(response)


@pytest.mark.parametrize("address", ["", "mailto:security@optout.example", "https://optout.example/report"])
def test_a_contact_is_a_mailbox_or_a_secure_page(address):
    is_contact(address)


@pytest.mark.parametrize(
    "address",
    [
        "security@optout.example",
        "http://optout.example/",
        "mailto:nobody",
        "https://",
        "tel:1",
        "mailto:a@b\nExpires: x",
    ],
)
def test_anything_else_stops_the_start(address):
    with pytest.raises(ValidationError, match="is no contact"):
        is_contact(address)


def start(**settings):
    command = [sys.executable, "manage.py", "check"]
    own = {"DJANGO_SETTINGS_MODULE": "optout_site.settings", "SECRET_KEY": "x" * 60, **settings}
    environment = os.environ | own
    return subprocess.run(command, check=False, cwd=site.BASE_DIR, env=environment, capture_output=True, text=True)  # noqa: S603


def test_a_contact_needs_a_day_until_which_it_holds():
    contact = {"SECURITY_CONTACT": "mailto:security@optout.example"}
    without = start(**contact)
    assert without.returncode != 0
    assert "SECURITY_EXPIRES" in without.stderr
    assert start(**contact, SECURITY_EXPIRES="soon").returncode != 0
    assert start(**contact, SECURITY_EXPIRES="2027-06-01").returncode == 0


def found_on(day):
    with time_machine.travel(datetime.datetime.combine(day, datetime.time(12), datetime.UTC), tick=False):
        return [(message.id, message.msg) for message in checks.security_contact_holds(None)]


def test_the_check_warns_for_a_month_and_then_fails(contact):
    day = datetime.timedelta(days=1)
    assert found_on(EXPIRES - 31 * day) == []
    warned = [("optout_site.W001", "security.txt expires on 2027-06-01.")]
    assert found_on(EXPIRES - 30 * day) == found_on(EXPIRES - day) == warned
    failed = [("optout_site.E001", "security.txt expired on 2027-06-01.")]
    assert found_on(EXPIRES) == found_on(EXPIRES + 100 * day) == failed


def test_without_a_contact_nothing_expires():
    assert found_on(datetime.date(2199, 12, 31)) == []


def test_an_expired_contact_fails_the_deployment_check_and_stops_no_running_site(contact, settings, capsys):
    settings.SECURE_SSL_REDIRECT = True
    with time_machine.travel(datetime.datetime(2027, 6, 2, tzinfo=datetime.UTC), tick=False):
        call_command("check")
        with pytest.raises(SystemCheckError, match=r"optout_site\.E001"):
            call_command("check", deploy=True)


# --- icons -----------------------------------------------------------------------------------


def size(png):
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


@pytest.fixture
def fetch(visitor):
    """A file at the root, whole: its kind and its bytes."""

    def fetch(path):
        response = visitor.get(path)
        assert response.status_code == 200
        with contextlib.closing(response):
            return response["Content-Type"], b"".join(response)

    return fetch


def test_what_browsers_ask_for_at_the_root_is_there(fetch):
    _kind, icon = fetch("/favicon.ico")
    assert icon[:6] == b"\x00\x00\x01\x00\x03\x00"  # an icon, in three sizes
    kind, apple = fetch("/apple-touch-icon.png")
    assert (kind, size(apple)) == ("image/png", (180, 180))


def test_the_manifest_names_icons_that_are_there_in_the_size_it_says(visitor, fetch):
    kind, content = fetch("/manifest.webmanifest")
    assert kind.startswith("application/manifest+json")
    manifest = json.loads(content)
    assert visitor.get(manifest["start_url"]).status_code == 200
    assert len(manifest["icons"]) == 2
    for icon in manifest["icons"]:
        width, height = size(fetch(icon["src"])[1])
        assert icon["sizes"] == f"{width}x{height}"


def test_the_browser_around_a_page_has_the_colour_of_its_paper(visitor):
    sheet = (site.BASE_DIR / "static" / "css" / "site.css").read_text(encoding="utf-8")
    light, dark = re.findall(r"--paper: (#\w+)", sheet)[:2]
    page = text(visitor.get("/linkedin/uk/"))
    assert re.findall(r'<meta name="theme-color" media="([^"]*)" content="([^"]*)">', page) == [
        ("not (prefers-color-scheme: dark)", light),
        ("(prefers-color-scheme: dark)", dark),
    ]


def test_only_the_checklist_does_without_the_manifest(visitor):
    link = '<link rel="manifest" href="/manifest.webmanifest">'
    assert link in text(visitor.get("/linkedin/"))
    assert link in text(visitor.get("/linkedin/sources/"))
    assert link not in text(visitor.get("/linkedin/uk/"))


def test_the_lists_of_pages_name_addresses_that_there_are():
    there = {name for _path, name in addresses(urls.urlpatterns)}
    assert there.issuperset((*well_known.OF_A_GUIDE, *well_known.OF_A_REGION))


# --- the worker for reading offline ----------------------------------------------------------


def test_the_worker_stands_at_the_root_is_a_script_and_is_asked_for_anew_each_time(visitor, django_assert_num_queries):
    visitor.get("/offline.js")
    with django_assert_num_queries(0):
        answer = visitor.get("/offline.js")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"].startswith("public, max-age=0")
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert visitor.get("/offline.js", headers={"if-none-match": answer["ETag"]}).status_code == 304


def test_what_it_shows_offline_is_no_page_to_be_found(visitor):
    assert '<meta name="robots" content="noindex">' in visitor.get("/offline/").content.decode()
    assert "/offline" not in visitor.get("/sitemap.xml").content.decode()

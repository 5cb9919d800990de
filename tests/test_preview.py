"""Previews of the draft, of a proposal and of an old edition: what they show, what they carry on, and to whom."""

import datetime
import html
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import time_machine
from django.conf import settings as site
from django.contrib.auth.models import User
from django.core import signing
from django.test import Client

from guides.editing import workflow
from guides.models import Edition, Guide, Proposal
from guides.views import preview
from tests.support.admin_forms import place
from tests.support.desk import signed_in
from tests.support.editing import ask, fresh, published_once, reword
from tests.support.pages import text

WEEK = datetime.timedelta(days=7)
MOMENT = datetime.datetime(2026, 12, 1, 12, 0, tzinfo=datetime.UTC)
PAGES = ("", "uk/", "sources/")


@pytest.fixture(scope="module")
def three_texts(django_db_setup, django_db_blocker):
    """Edition 1 says “Title of switch-off”, a proposal “What was asked”, the draft “What is drafted”."""
    with published_once(django_db_blocker):
        with django_db_blocker.unblock():
            superuser = User.objects.create_superuser("boss")
            workflow.withdraw(ask(reword(Guide.objects.get(), "What was asked"), superuser), by=superuser)
            reword(Guide.objects.get(), "What is drafted")
        yield
        with django_db_blocker.unblock():
            Proposal.objects.all().delete()
            superuser.delete()


@pytest.fixture
def guide(three_texts, db, settings):
    settings.ONE_EDITOR = False
    return Guide.objects.get()


@pytest.fixture
def proposal(guide):
    return Proposal.objects.get()


@pytest.fixture
def staff(guide):
    return signed_in(User.objects.get())


@pytest.fixture
def stranger(guide):
    return Client(headers={"Sec-Fetch-Site": "same-origin"})


SAID = {"draft": "What is drafted", "edition": "Title of switch-off", "proposal": "What was asked"}
BANNER = {
    "draft": "Preview of the draft.",
    "edition": "Preview of edition 1.",
    "proposal": "Preview of what is to be published.",
}


def what(kind):
    """The query that names this preview."""
    return {
        "draft": {},
        "edition": {"edition": "1"},
        "proposal": {"proposal": str(getattr(Proposal.objects.first(), "pk", ""))},
    }[kind]


def key(kind):
    return what(kind) | {"key": preview.key_for("chatter", what(kind))}


class Links:
    """Where the links and forms of a page lead, and with what."""

    def __init__(self, page, path):
        page = html.unescape(page)
        found = re.findall(r'(?:<a [^>]*?href|action|hx-post)="([^"]*)"', page)
        here = [link if link.startswith("/") else path + link for link in found if link.startswith(("/", "?"))]
        self.inside = [link for link in here if link.startswith("/preview/chatter/")]
        (bar,) = re.findall(r'<form method="get">(.*?)</form>', page, re.DOTALL)
        self.hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', bar))
        self.bar = bar


# --- what is shown ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SAID)
def test_a_preview_shows_what_its_address_names_and_says_so(kind, staff):
    page = text(staff.get("/preview/chatter/uk/", what(kind)))
    assert BANNER[kind] in page
    assert [other for other, title in SAID.items() if title in page] == [kind]


@pytest.mark.parametrize("kind", SAID)
@pytest.mark.parametrize("leaf", PAGES)
def test_nobody_keeps_a_preview(kind, leaf, staff, stranger):
    for browser, query in ((staff, what(kind)), (stranger, key(kind))):
        response = browser.get(f"/preview/chatter/{leaf}", query)
        assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
        assert "ETag" not in response


@pytest.mark.parametrize("name", ["edition", "proposal"])
@pytest.mark.parametrize("wrong", ["0x1", "-1", "1.0", "one", "1" * 10, "١", "²", "1 "])
def test_what_is_no_number_of_a_preview_is_refused(name, wrong, staff):
    response = staff.get("/preview/chatter/uk/", {name: wrong})
    assert response.status_code == 400
    assert f"“{wrong}” is not the number of a preview." in text(response)


@pytest.mark.parametrize("name", ["edition", "proposal"])
@pytest.mark.parametrize("unknown", ["0", "00", "999999999"])
def test_a_number_that_there_is_not_is_not_found(name, unknown, staff, guide):
    assert staff.get("/preview/chatter/uk/", {name: unknown}).status_code == 404


def test_a_number_of_another_guide_is_not_found(staff, guide, proposal):
    Guide.objects.create(slug="other", product="Other", title="Other", description="Other.")
    for query in ({"edition": "1"}, {"proposal": proposal.pk}):
        assert staff.get("/preview/other/", query).status_code == 404


@pytest.mark.parametrize("kind", SAID)
def test_each_preview_stands_on_any_day(kind, staff):
    before, since = "It starts on 3 November 2025.", "It started on 3 November 2025."
    for day, said, unsaid in [("2025-11-02", before, since), ("2025-11-03", since, before)]:
        page = text(staff.get("/preview/chatter/uk/", what(kind) | {"on": day}))
        assert said in page
        assert unsaid not in page


@pytest.mark.parametrize("day", ["tomorrow", "2025-02-30", "1999-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_on_which_no_preview_stands_is_refused(day, staff):
    response = staff.get("/preview/chatter/uk/", {"on": day})
    assert response.status_code == 400
    assert "is not a date" in text(response)


# --- what is carried on ----------------------------------------------------------------------


@pytest.mark.parametrize("kind", SAID)
@pytest.mark.parametrize("leaf", PAGES)
@pytest.mark.parametrize(
    "more", [{}, {"on": "2025-11-02"}, {"device": "phone"}, {"on": "2025-11-02", "device": "phone"}]
)
def test_every_link_and_form_of_a_preview_carries_on_what_it_shows(kind, leaf, more, stranger):
    query = key(kind) | more
    path = f"/preview/chatter/{leaf}"
    device, day = "device" in more, "on" in more
    links = Links(text(stranger.get(path, query)), path)
    assert len(links.inside) > 3
    for link in links.inside:
        carried = dict(parse_qsl(urlsplit(link).query))
        assert carried.pop("device", None) is not None or not device, link
        assert carried.pop("region", "uk") in ("uk", "eu", "world"), link
        assert carried == {name: value for name, value in query.items() if name != "device"}, link
    assert links.hidden == {name: value for name, value in query.items() if name not in ("on", "device")}
    if device:
        assert '<option value="phone" selected>' in links.bar
    if day:
        assert 'name="on" value="2025-11-02"' in links.bar


@pytest.mark.parametrize("kind", SAID)
def test_a_redirect_carries_on_what_the_preview_shows(kind, staff):
    query = what(kind) | {"on": "2025-11-02"}
    for path, onward in [
        ("/preview/chatter", "/preview/chatter/"),
        ("/preview/chatter/gb/", "/preview/chatter/uk/"),
        ("/preview/chatter/uk/steps/switch-off/", "/preview/chatter/uk/"),
    ]:
        response = staff.get(path, query)
        assert response.status_code == 302
        location = urlsplit(response["Location"])
        assert (location.path, dict(parse_qsl(location.query))) == (onward, query)


@pytest.mark.parametrize("kind", SAID)
def test_a_tick_stays_in_the_preview_that_it_was_made_in(kind, stranger):
    query = key(kind) | {"device": "phone"}
    response = stranger.post(f"/preview/chatter/uk/steps/switch-off/?{urlencode(query)}", {"done": "1"})
    assert response.status_code == 303
    assert dict(parse_qsl(urlsplit(response["Location"]).query)) == query
    assert response.cookies["chatter.switch-off"]["path"] == "/preview/chatter/"
    page = text(stranger.get("/preview/chatter/uk/", query))
    assert SAID[kind] in page
    assert re.search(r"1 of \d done", page)


# --- the key ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SAID)
@pytest.mark.parametrize("leaf", PAGES)
def test_a_key_opens_every_page_of_its_preview_without_a_login(kind, leaf, stranger):
    response = stranger.get(f"/preview/chatter/{leaf}", key(kind))
    assert response.status_code == 200
    assert BANNER[kind] in text(response)
    assert "/admin/" not in text(response)


@pytest.mark.parametrize("kind", SAID)
@pytest.mark.parametrize("other", SAID)
def test_a_key_opens_nothing_else(kind, other, stranger):
    response = stranger.get("/preview/chatter/uk/", what(other) | {"key": key(kind)["key"]})
    assert response.status_code == (200 if kind == other else 403)
    assert (SAID[other] in text(response)) == (kind == other)


def test_a_key_opens_no_other_guide_and_no_page_of_the_desk(stranger, guide):
    Guide.objects.create(slug="other", product="Other", title="Other", description="Other.")
    assert stranger.get("/preview/other/", key("draft")).status_code == 403
    for path in (place(guide, "publish"), place(guide), "/admin/"):
        assert stranger.get(path, key("draft")).status_code == 302


def test_a_key_for_one_edition_opens_no_other_edition(stranger, guide):
    workflow.revert(Edition.objects.get(), by=User.objects.get())
    response = stranger.get("/preview/chatter/uk/", {"edition": "2", "key": key("edition")["key"]})
    assert response.status_code == 403
    assert stranger.get("/preview/chatter/uk/", key("edition")).status_code == 200


@pytest.mark.parametrize("kind", SAID)
def test_a_key_lasts_for_seven_days(kind, stranger):
    with time_machine.travel(MOMENT, tick=False):
        query = key(kind)
    with time_machine.travel(MOMENT + WEEK - datetime.timedelta(seconds=1), tick=False):
        assert stranger.get("/preview/chatter/uk/", query).status_code == 200
    with time_machine.travel(MOMENT + WEEK + datetime.timedelta(seconds=1), tick=False):
        response = stranger.get("/preview/chatter/uk/", query)
    assert response.status_code == 403
    assert "This preview link has expired. Ask the person who sent it for a new one." in text(response)
    assert SAID[kind] not in text(response)


@pytest.mark.parametrize("kind", SAID)
def test_a_key_that_somebody_wrote_over_is_refused(kind, stranger):
    good = key(kind)["key"]
    swapped = ("b" if good[0] != "b" else "c") + good[1:]
    for forged in (swapped, good[:-1], good + "x", good.rpartition(":")[0], "nonsense", ":::"):
        response = stranger.get("/preview/chatter/uk/", what(kind) | {"key": forged})
        assert response.status_code == 403
        assert SAID[kind] not in text(response)


def test_a_key_that_was_signed_for_something_else_is_refused(stranger, guide):
    forged = signing.dumps(["chatter", "", ""], salt="guides.seen")
    assert stranger.get("/preview/chatter/uk/", {"key": forged}).status_code == 403


def test_without_a_key_a_stranger_is_led_to_the_login_and_back_to_the_same_preview(stranger, guide):
    response = stranger.get("/preview/chatter/uk/?edition=1&on=2025-11-02")
    assert response.status_code == 302
    following = dict(parse_qsl(urlsplit(response["Location"]).query))
    assert following == {"next": "/preview/chatter/uk/?edition=1&on=2025-11-02"}


def test_staff_need_no_good_key(staff):
    assert staff.get("/preview/chatter/uk/", what("draft") | {"key": "nonsense"}).status_code == 200


@pytest.mark.parametrize("waits", [False, True])
def test_the_review_page_gives_a_link_that_opens_what_it_shows(waits, staff, stranger, guide):
    if waits:
        ask(reword(guide, "What waits"), User.objects.get())
    page = html.unescape(text(staff.get(place(guide, "publish"))))
    (link,) = re.findall(r'id="preview-link"[^>]* value="([^"]*)"', page)
    assert link.startswith(f"{site.SITE_URL}/preview/chatter/?")
    assert ("proposal=" in link) == waits
    address = urlsplit(link)
    response = stranger.get(f"{address.path}uk/?{address.query}")
    assert response.status_code == 200
    assert ("What waits" if waits else "What is drafted") in text(response)
    assert fresh(guide).title in text(response)


# --- the bar, and what goes wrong ------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        {"region": "uk"},
        {"region": "uk", "q": "private messages", "on": "2025-11-02"},
        {"since": "1", "region": "eu", "edition": "1", "device": "phone"},
    ],
)
@pytest.mark.parametrize("leaf", ["timeline/", "rumours/", "changes/", "sources/"])
def test_the_bar_shows_another_day_or_device_of_the_same_page(leaf, query, staff):
    path = f"/preview/chatter/{leaf}"
    links = Links(text(staff.get(path, query)).partition("</aside>")[0], path)
    assert links.hidden == {name: value for name, value in query.items() if name not in ("on", "device")}


@pytest.mark.parametrize("kind", SAID)
def test_where_something_is_not_there_one_stays_in_the_preview(kind, stranger):
    query, leads = key(kind) | {"on": "2025-11-02"}, set()
    for leaf in ("mars/", "uk/steps/none/report/", "changes/feed/", "report/claim/none/"):
        path = f"/preview/chatter/{leaf}"
        response = stranger.get(f"{path}?{urlencode(query)}")
        assert response.status_code == 404, leaf
        assert response["Cache-Control"] == "no-store", leaf
        page = text(response)
        assert BANNER[kind] in page, leaf
        links = Links(page, path)
        assert len(links.inside) > 5, leaf
        assert re.findall(r'href="/chatter/[^"]*"', page) == [], leaf
        leads.update(links.inside)
    for link in leads:
        carried = dict(parse_qsl(urlsplit(link).query))
        carried = {name: value for name, value in carried.items() if name not in ("device", "region")}
        assert carried == query, link
        assert stranger.get(link).status_code == 200, link


@pytest.mark.parametrize(
    ("query", "status"),
    [({"on": "tomorrow"}, 400), ({"edition": "x"}, 400), ({"edition": "99"}, 404), ({"proposal": "99"}, 404)],
)
def test_what_went_wrong_in_a_preview_is_not_carried_on(query, status, staff):
    response = staff.get("/preview/chatter/uk/", query)
    assert response.status_code == status
    page = text(response)
    assert "Preview of the draft." in page
    links = set(re.findall(r'href="(/preview/chatter/[^"]*)"', page))
    assert links
    assert {staff.get(link).status_code for link in links} == {200}


def test_two_things_that_are_wrong_at_once_are_no_broken_page(staff):
    assert staff.get("/preview/chatter/mars/", {"on": "tomorrow"}).status_code == 404
    assert staff.get("/preview/chatter/mars/", {"on": "tomorrow", "edition": "x"}).status_code == 400
    assert staff.get("/preview/nothing/mars/", {"on": "tomorrow"}).status_code == 404


def test_whose_key_opens_nothing_is_led_back_to_the_site(stranger):
    response = stranger.get("/preview/chatter/uk/", {"key": "nonsense"})
    assert response.status_code == 403
    page = text(response)
    assert "Preview of" not in page
    assert '<a href="/chatter/uk/">' in page
    assert "/preview/" not in page


def test_a_post_from_elsewhere_is_refused_in_a_preview_too(staff, guide):
    elsewhere = Client(headers={"Sec-Fetch-Site": "cross-site"})
    elsewhere.cookies = staff.cookies
    response = elsewhere.post("/preview/chatter/uk/steps/switch-off/", {"done": "1"})
    assert response.status_code == 403
    assert "This came from another site." in text(response)


def test_an_unknown_device_is_passed_over_in_a_preview_too(staff, guide):
    response = staff.get("/preview/chatter/uk/", {"device": "fridge", "on": "2025-11-02"})
    assert (response.status_code, response["Location"]) == (302, "/preview/chatter/uk/?on=2025-11-02")

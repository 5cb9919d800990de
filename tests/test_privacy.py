"""What the site keeps to itself: no cookie but ticks, no query, no other host, no stranger's post, no trace."""

import io
import logging
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from guides.models import Team
from guides.serving import current_editions
from optout_site.logs import NoVisitor
from tests.support.markup import faults_in_markup, tags
from tests.support.origins import FROM_ELSEWHERE, FROM_HERE

TICK = "/linkedin/uk/steps/switch-off/"
FORGET = "/linkedin/uk/forget/"
HTMX = {"HX-Request": "true"}
PAGES = [
    "/",
    "/linkedin/",
    "/linkedin/uk/",
    "/linkedin/eu/?device=phone",
    "/linkedin/sources/",
    "/linkedin/uk/teams/",
    "/linkedin/uk/?team=no-such-team",
    "/atlantis",
    "/linkedin/uk/steps/no-such/",
]
SHARED = ["/", "/linkedin/", "/linkedin/uk/", "/linkedin/uk/?device=phone", "/linkedin/sources/"]
READ = [*SHARED, "/linkedin/uk/teams/"]


def ask(client, path, **headers):
    return client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


# --- cookies ---------------------------------------------------------------------------------


def test_reading_sets_no_cookie_at_all(visitor):
    for path in [*PAGES, "/uk", "/linkedin/gb/", TICK, FORGET]:
        response = visitor.get(path)
        assert list(response.cookies) == [], path
        assert "Set-Cookie" not in response.headers


def test_ticking_sets_ticks_and_nothing_else(visitor):
    for step, done in [("switch-off", "1"), ("research", "not-for-me"), ("look-again", "1"), ("look-again", "0")]:
        visitor.post(f"/linkedin/uk/steps/{step}/", {"done": done})
        visitor.get("/linkedin/uk/")
    assert {name.split(".")[0] for name in visitor.cookies} == {"linkedin"}


def test_being_counted_sets_the_token_of_the_count_and_nothing_else(visitor):
    team, _secret = Team.objects.make("linkedin", "uk")
    for step in ("switch-off", "look-again"):
        visitor.post(f"/linkedin/uk/steps/{step}/?team={team.key}", {"done": "1"})
    count = f"/linkedin/uk/teams/{team.key}/count/"
    visitor.post(count, {"done": "1", "token": "m" * 22})
    ticks = {"linkedin.switch-off", "linkedin.look-again"}
    assert set(visitor.cookies) == {*ticks, f"counted.{team.key}"}
    visitor.post(count, {"done": "0"})
    assert {name for name, cookie in visitor.cookies.items() if cookie.value} == ticks


def test_a_refused_post_leaves_no_token_behind(guidance):
    browser = Client(enforce_csrf_checks=True)
    for path in [TICK, FORGET, *READ]:
        response = browser.post(path, {"done": "1"})
        assert response.status_code in (403, 405)
        assert list(response.cookies) == []


# --- queries, and none -----------------------------------------------------------------------


def test_reading_and_ticking_make_no_query(visitor, django_assert_num_queries):
    with django_assert_num_queries(0):
        for path in [*PAGES, "/uk", "/linkedin/gb/"]:
            visitor.get(path)
        for headers in ({}, HTMX):
            assert visitor.post(TICK, {"done": "1"}, headers=headers).status_code in (200, 303)
        assert "1 of 2 done" in visitor.get("/linkedin/uk/").content.decode()
        visitor.post(FORGET)


def test_reading_and_ticking_go_on_while_the_database_is_away(visitor, database_away):
    with database_away():
        for path in READ:
            assert visitor.get(path).status_code == 200
        assert visitor.post(TICK, {"done": "1"}, headers=HTMX).status_code == 200
        assert "1 of 2 done" in visitor.get("/linkedin/uk/").content.decode()
        assert visitor.get("/atlantis").status_code == 404


def test_who_came_for_a_team_reads_and_ticks_on_without_its_name_while_the_database_is_away(visitor, database_away):
    team, _secret = Team.objects.make("linkedin", "uk", "Finance")
    query = f"?team={team.key}"
    with database_away():
        page = visitor.get(f"/linkedin/uk/{query}")
        assert page.status_code == 200
        assert "Finance" not in page.content.decode()
        assert "not counted any more" not in page.content.decode()
        assert query in visitor.post(f"{TICK}{query}", {"done": "1"})["Location"]
    assert "Finance" in visitor.get(f"/linkedin/uk/teams/{team.key}/").content.decode()
    assert "Finance" in visitor.get(f"/linkedin/uk/{query}").content.decode()


def test_teams_ask_for_patience_while_the_database_is_away(visitor, database_away):
    team, _secret = Team.objects.make("linkedin", "uk")
    page = f"/linkedin/uk/teams/{team.key}/"
    with database_away():
        assert visitor.get("/linkedin/uk/teams/").status_code == 200
        answers = [
            visitor.get(page),
            visitor.post("/linkedin/uk/teams/", {"name": "Legal"}),
            visitor.post(f"{page}count/", {"done": "1", "token": "m" * 22}),
        ]
    for response in answers:
        assert (response.status_code, response["Retry-After"]) == (503, "30")
        assert "Teams cannot be counted at the moment" in response.content.decode()


def test_staff_read_as_visitors_do_while_the_database_is_away(guidance, editor, database_away):
    desk = Client()
    desk.force_login(editor)
    assert "Edit this guide" in desk.get("/linkedin/uk/").content.decode()
    with database_away():
        response = desk.get("/linkedin/uk/")
    assert response.status_code == 200
    assert "Edit this guide" not in response.content.decode()


def test_a_fresh_worker_without_a_database_asks_for_patience_and_recovers_by_itself(guidance, visitor, database_away):
    current_editions.forget_all()
    with database_away():
        for path in [*READ, "/uk", "/atlantis/"]:
            response = visitor.get(path)
            assert response.status_code == 503, path
            assert response["Retry-After"] == "30"
            assert response["Cache-Control"] == "no-store"
            assert "Your ticks are safe in your browser." in response.content.decode()
        assert visitor.post(TICK, {"done": "1"}).status_code == 503
        assert visitor.get("/no/such/page/at/all").status_code == 404
    assert visitor.get("/linkedin/uk/").status_code == 200


# --- the same page for everybody -------------------------------------------------------------


def test_without_ticks_two_visitors_get_the_same_bytes(visitor, colleague):
    for path in SHARED:
        one, other = ask(visitor, path, User_Agent="One"), ask(colleague, path, Accept_Language="de", Cookie="a=b")
        assert one.content == other.content
        assert one["ETag"] == other["ETag"]


def test_a_page_without_ticks_may_be_kept_by_a_cache_for_all(visitor):
    for path in SHARED:
        response = visitor.get(path)
        assert response["Cache-Control"] == "public, max-age=0, s-maxage=1, stale-if-error=86400"
        assert {"Cookie", "Accept-Encoding"} <= set(response["Vary"].split(", "))


def test_a_page_that_has_not_changed_is_not_sent_again(visitor):
    for path in SHARED:
        first = visitor.get(path)
        again = ask(visitor, path, If_None_Match=first["ETag"])
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
        assert again["Cache-Control"] == first["Cache-Control"]
        assert ask(visitor, path, If_None_Match='"older"').status_code == 200


def test_pages_that_differ_have_different_tags(visitor):
    own = [path for path in SHARED if path != "/"]  # with one guide, the front page is that guide’s
    assert len({visitor.get(path)["ETag"] for path in own}) == len(own)


def test_a_page_with_ticks_is_private(visitor):
    assert visitor.post(TICK, {"done": "1"})["Cache-Control"] == "private, no-cache"
    for path in ["/linkedin/uk/", "/linkedin/uk/?device=phone"]:
        response = visitor.get(path)
        assert response["Cache-Control"] == "private, no-cache"
        assert "Cookie" in response["Vary"]
        assert "ETag" not in response.headers
    assert visitor.post(TICK, {"done": "1"}, headers=HTMX)["Cache-Control"] == "private, no-cache"
    assert visitor.post(FORGET)["Cache-Control"] == "private, no-store"


def test_a_page_with_ticks_is_never_what_the_next_visitor_gets(visitor, colleague):
    visitor.post(TICK, {"done": "1"})
    visitor.get("/linkedin/uk/")
    assert "0 of 2 done" in colleague.get("/linkedin/uk/").content.decode()


@pytest.mark.parametrize("path", ["/", "/linkedin/", "/linkedin/uk/", "/linkedin/sources/"])
@pytest.mark.parametrize("query", ["?device=android", "?on=2025-11-02", "?utm_source=letter"])
def test_what_one_visitor_asks_for_does_not_end_up_in_the_page_of_the_next(visitor, colleague, path, query):
    fresh = colleague.get(path).content
    current_editions.forget_all()
    visitor.get(path + query)
    assert colleague.get(path).content == fresh


def test_a_visitor_cannot_read_the_page_of_another_day(visitor):
    assert visitor.get("/linkedin/uk/?on=2025-11-02").content == visitor.get("/linkedin/uk/").content


# --- posts from elsewhere --------------------------------------------------------------------


@pytest.mark.parametrize("said", FROM_ELSEWHERE, ids=str)
def test_a_post_that_does_not_come_from_our_pages_is_refused(guidance, said):
    browser = Client(headers={"Cookie": "linkedin.research=1"})
    for path in (TICK, FORGET):
        for headers in (said, said | HTMX):
            response = browser.post(path, {"done": "1"}, headers=headers)
            assert response.status_code == 403
            assert "This came from another site." in response.content.decode()
            assert list(response.cookies) == []


@pytest.mark.parametrize("said", FROM_HERE, ids=str)
def test_a_post_from_our_own_pages_is_accepted_without_a_token(guidance, said):
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(TICK, {"done": "1"}, headers=said).status_code == 303
    assert browser.post(TICK, {"done": "1"}, headers=said | HTMX).status_code == 200
    assert browser.post(FORGET, headers=said).status_code == 200


# --- what a page fetches and runs ------------------------------------------------------------


def test_no_page_fetches_anything_from_another_host(visitor):
    for path in PAGES:
        for tag, attributes in tags(visitor.get(path)):
            for name in {"src", "srcset", "action", "formaction", "poster", "data", "hx-get", "hx-post"} & set(
                attributes
            ):
                assert urlsplit(attributes[name]).netloc == "", (path, tag, attributes)
            if tag == "link":
                assert urlsplit(attributes["href"]).netloc in ("", "optout.example")


def test_no_page_asks_the_browser_to_connect_ahead_or_to_refresh(visitor):
    for path in PAGES:
        found = tags(visitor.get(path))
        links = {attributes["rel"] for tag, attributes in found if tag == "link"}
        assert links <= {"alternate", "canonical", "icon", "manifest", "stylesheet"}
        assert not [attributes for tag, attributes in found if tag in ("iframe", "object", "embed", "base")]
        assert not [attributes for tag, attributes in found if tag == "a" and "ping" in attributes]


def test_our_own_files_name_no_other_host():
    for name in ("css/site.css", "js/site.js"):
        words = Path(finders.find(name)).read_text(encoding="utf-8")
        assert re.findall(r"(?:https?:)?//[\w-]+\.\w+|@import", words) == []


def test_links_to_other_sites_do_not_hand_over_the_window(visitor):
    away = [
        attributes
        for tag, attributes in tags(visitor.get("/linkedin/uk/"))
        if tag == "a" and urlsplit(attributes["href"]).netloc
    ]
    assert len(away) > 10
    assert [link for link in away if "noopener" not in link.get("rel", "")] == []


def test_no_public_page_has_anything_inline(visitor):
    visitor.post(TICK, {"done": "1"})
    for path in PAGES:
        assert faults_in_markup(visitor.get(path)) == [], path
    assert faults_in_markup(visitor.post(TICK, {"done": "1"}, headers=HTMX)) == []


def test_the_policy_lets_in_our_own_files_and_nothing_else(visitor, editor):
    desk = Client()
    desk.force_login(editor)
    answers = [*(visitor.get(path) for path in [*PAGES, "/uk"]), desk.get("/admin/"), visitor.post(TICK)]
    for response in answers:
        directives = (directive.strip().partition(" ") for directive in response["Content-Security-Policy"].split(";"))
        assert {name: value for name, _, value in directives} == {
            "default-src": "'none'",
            "script-src": "'self'",
            "style-src": "'self'",
            "img-src": "'self'",
            "connect-src": "'self'",
            "manifest-src": "'self'",
            "form-action": "'self'",
            "base-uri": "'none'",
            "frame-ancestors": "'none'",
        }


def test_every_answer_carries_the_other_headers_of_a_careful_site(visitor, editor):
    desk = Client()
    desk.force_login(editor)
    for response in [*(visitor.get(path) for path in [*PAGES, "/uk"]), desk.get("/admin/"), visitor.post(TICK)]:
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Referrer-Policy"] == "same-origin"
        assert response["X-Frame-Options"] == "DENY"
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"
        policy = response["Permissions-Policy"].split(", ")
        assert {"camera=()", "microphone=()", "geolocation=()", "browsing-topics=()"} <= set(policy)
        assert all(feature.endswith("=()") for feature in policy)
        assert not {"Server", "X-Powered-By"} & set(response.headers)


# --- logs ------------------------------------------------------------------------------------


@pytest.fixture
def log(caplog):
    """What the site writes to its log, through the handler of its own settings."""
    (handler,) = (each for each in logging.getLogger("django").handlers if each.name == "stderr")
    caplog.set_level(logging.INFO, "django")
    for each in handler.filters:
        each.nonsense.fill()  # other tests got much wrong
    written = io.StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


def test_a_log_line_names_the_page_and_nothing_of_the_visitor(visitor, log):
    about = {"User-Agent": "Secret/1", "Referer": "https://secret.example/", "Cookie": "linkedin.secret=1"}
    visitor.get("/atlantis/?secret=1", headers=about, REMOTE_ADDR="203.0.113.9")
    visitor.post(f"{TICK}?secret=1", {"done": "secret"}, headers=about, REMOTE_ADDR="203.0.113.9")
    assert "Not Found: /atlantis/" in log.getvalue()
    assert f"Nothing was changed.: {TICK}" in log.getvalue()
    assert "secret" not in log.getvalue().lower()
    assert "203.0.113.9" not in log.getvalue()


def test_a_log_record_loses_its_request_and_every_query():
    about = {"levelno": logging.WARNING, "msg": "%s %s", "args": ("/uk/?secret=1", 404), "request": "somebody"}
    record = logging.makeLogRecord(about)
    assert NoVisitor().filter(record) is True
    assert record.getMessage() == "/uk/ 404"
    assert not hasattr(record, "request")


def test_what_the_server_says_of_a_bad_request_names_no_address():
    said = "Invalid request from ip=203.0.113.9: Invalid HTTP header: 'secret'"
    record = logging.makeLogRecord({"levelno": logging.WARNING, "msg": said})
    assert NoVisitor().filter(record) is True
    assert record.getMessage().startswith("Invalid request from ip=")
    assert "203.0.113.9" not in record.getMessage()
    assert "secret" not in record.getMessage()

"""The first door in front of the site itself: nobody gets an answer that Django would not have given them."""

import datetime
import itertools

import pytest
import time_machine
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from guides.editing import drafts, publishing
from guides.serving import current_editions
from guides.serving.response_cache import ResponseCache
from tests.support.factories import make_guide

STEPS = ("switch-off", "look-again", "research")
READ = (
    "/linkedin/",
    "/linkedin/uk/",
    "/linkedin/uk/?device=phone",
    "/linkedin/uk/more/",
    "/linkedin/uk/share/",
    "/robots.txt",
)
COOKIES = (
    "",
    "linkedin.switch-off=1",
    "linkedin.switch-off=1; linkedin.look-again=1",
    "linkedin.look-again=1; linkedin.switch-off=1",
    "linkedin.research=not-for-me",
    "linkedin.switch-off=999",
    "chatter.switch-off=1",
    "sessionid=nobody; linkedin.switch-off=1",
)


@pytest.fixture
def django(guidance):
    with time_machine.travel(datetime.datetime.now(datetime.UTC), tick=False):  # a cookie says when it ends
        yield WSGIHandler()


def ask(application, path, method="GET", cookies="", data=None, **more):
    asked = RequestFactory().generic(method, path, data or "", "application/x-www-form-urlencoded", **more).environ
    if cookies:
        asked["HTTP_COOKIE"] = cookies
    said = []
    body = b"".join(application(asked, lambda status, headers: said.append((status, sorted(headers)))))
    return *said[0], body


def test_every_page_is_the_same_through_the_door_the_first_time_and_the_second(django):
    cache = ResponseCache(django, current_editions.generation)
    for path, cookies, form in itertools.product(READ, COOKIES, ("", "gzip, br")):
        own = ask(django, path, cookies=cookies, HTTP_ACCEPT_ENCODING=form)
        for _ in range(2):
            assert ask(cache, path, cookies=cookies, HTTP_ACCEPT_ENCODING=form) == own, (path, cookies, form)
    assert len(cache.cached) > 20


def test_every_tick_is_the_same_through_the_door_the_first_time_and_the_second(django):
    cache = ResponseCache(django, current_editions.generation)
    wishes = ("done=1", "done=0&done=1", "done=0", "done=not-for-me", "done=2")
    origins = ({"HTTP_SEC_FETCH_SITE": "same-origin"}, {"HTTP_SEC_FETCH_SITE": "cross-site"}, {})
    for step, cookies, wish, origin in itertools.product(STEPS, COOKIES, wishes, origins):
        asked = {"cookies": cookies, "data": wish, "HTTP_HX_REQUEST": "true", **origin}
        own = ask(django, f"/linkedin/uk/steps/{step}/", "POST", **asked)
        for _ in range(2):
            assert ask(cache, f"/linkedin/uk/steps/{step}/", "POST", **asked) == own, asked
    assert len(cache.cached) > 20


def test_a_new_edition_is_given_at_once(django, guidance):
    cache = ResponseCache(django, current_editions.generation)
    assert ask(cache, "/chatter/uk/")[0].startswith("404")
    for title in ("A headline", "Another headline"):
        draft = drafts.from_document(make_guide(title=title))
        publishing.publish(draft, by=None, note="Clearer words.")
        current_editions.refresh()
        for cookies in ("", "chatter.switch-off=1"):
            assert title.encode() in ask(cache, "/chatter/uk/", cookies=cookies)[2]
            assert title.encode() in ask(cache, "/chatter/uk/", cookies=cookies)[2]


@pytest.mark.parametrize(
    "path", ["/linkedin/uk/?team=abcdefghijklmnop", "/linkedin/rumours/?q=switch", "/admin/login/", "/nothing/"]
)
def test_what_is_not_the_same_for_everybody_is_never_kept(django, path):
    cache = ResponseCache(django, current_editions.generation)
    ask(cache, path)
    assert len(cache.cached) == 0

"""The door of a view: who is let in, and where another name of a region leads."""

from functools import partial

import pytest
from django.db import IntegrityError, OperationalError
from django.test import Client

from guides.models import Report, Team
from guides.serving import current_editions, pages, teams
from guides.urls import OF_A_GUIDE
from guides.views import errors, visit
from tests.support.desk import signed_in
from tests.support.editing import publish_document
from tests.support.factories import make_guide
from tests.support.pages import unescaped as text
from tests.support.rooms import calls_between_rooms

KEY = "k" * 16
# Every page of a region: how it begins, and what stands in `Cache-Control` where another name leads to it.
LED_ON = {
    "checklist": ("", pages.SHARED),
    "more": ("more/", pages.SHARED),
    "share": ("share/", None),
    "work": ("for-work/", None),
    "handout": ("handout/", None),
    "poster": ("poster/", None),
    "teams": ("teams/", None),
    "report": ("steps/switch-off/report/", None),
    "objection": ("objection/", None),
    "region_feed": ("feed/", None),
}
BACK_TO_THE_STEPS = {"tick": "steps/switch-off/", "forget": "forget/", "count": f"teams/{KEY}/count/"}
AS_THEY_ARE = {
    "qr_file": "share/qr.svg",
    "carry": "carry/",
    "look_again": "look-again.ics",
    "region_card": "card-0.png",
    "objection_dates": "objection/dates.ics",
}
OF_A_TEAM = {"team": f"teams/{KEY}/", "delete_team": f"teams/{KEY}/delete/"}
TAILS = {name: tail for name, (tail, _cache) in LED_ON.items()} | BACK_TO_THE_STEPS | AS_THEY_ARE | OF_A_TEAM
NOT_IN_A_PREVIEW = ["teams", "team", "count", "delete_team", "region_feed"]


@pytest.fixture
def staff(editor) -> Client:
    """Somebody who may see previews, of a guide with few words."""
    publish_document(make_guide())
    current_editions.refresh()
    return signed_in(editor)


def test_here_is_every_page_of_a_region():
    assert set(TAILS) == {each.name for each in OF_A_GUIDE if "region_slug" in str(each.pattern)}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("page_name", LED_ON)
def test_another_name_of_a_region_leads_to_the_page_and_keeps_the_query(visitor, page_name, method):
    tail, cache = LED_ON[page_name]
    team = Team.objects.make("linkedin", "uk", "", "")[0].key
    response = visitor.generic(method, f"/linkedin/gb/{tail}?utm=1&team={team}&device=phone")
    kept = f"?device=phone&team={team}" if page_name != "region_feed" else ""  # a feed is the same for everybody
    assert (response.status_code, response["Location"]) == (302, f"/linkedin/uk/{tail}{kept}")
    assert response.get("Cache-Control") == cache
    assert visitor.generic(method, response["Location"]).status_code == 200


def test_in_a_preview_it_leads_to_the_page_in_the_preview_and_nobody_keeps_that(staff):
    for page_name, (tail, _cache) in LED_ON.items():
        response = staff.get(f"/preview/chatter/gb/{tail}?device=phone&on=2025-11-02")
        if page_name in NOT_IN_A_PREVIEW:
            assert response.status_code == 404, page_name
            continue
        assert (response.status_code, response.get("Cache-Control")) == (302, None), page_name
        assert response["Location"] == f"/preview/chatter/uk/{tail}?device=phone&on=2025-11-02"


@pytest.mark.parametrize("page_name", BACK_TO_THE_STEPS)
def test_what_only_takes_posts_leads_a_reader_back_to_the_steps(visitor, page_name):
    location = visitor.get(f"/linkedin/gb/{BACK_TO_THE_STEPS[page_name]}?device=phone")["Location"]
    assert location.partition("#")[0] == "/linkedin/uk/?device=phone"


@pytest.mark.parametrize("page_name", AS_THEY_ARE)
def test_what_somebody_was_given_is_there_under_either_name(visitor, page_name):
    assert visitor.get(f"/linkedin/gb/{AS_THEY_ARE[page_name]}").status_code == 200


@pytest.mark.parametrize(
    ("page_name", "posted"),
    [
        ("tick", {"done": "1"}),
        ("report", {"device": "phone", "choice": Report.OF_A_STEP[0].value, "words": "It is blue."}),
        ("teams", {"name": "Blue"}),
    ],
)
def test_a_post_is_taken_under_either_name(visitor, page_name, posted):
    response = visitor.post(f"/linkedin/gb/{TAILS[page_name]}", posted)
    assert response.status_code == 303
    assert response["Location"].startswith("/linkedin/uk/")


@pytest.mark.parametrize("page_name", TAILS)
def test_a_region_or_a_guide_that_there_is_not_is_not_found(visitor, page_name):
    tail = TAILS[page_name]
    response = visitor.get(f"/linkedin/atlantis/{tail}")
    assert response.status_code == 404
    assert "This guide has no region called “atlantis”." in text(response)
    assert "There is no guide called “nothing”." in text(visitor.get(f"/nothing/uk/{tail}"))


def test_a_region_that_there_is_not_is_not_found_in_a_preview_either(staff):
    paths = [f"/preview/chatter/atlantis/{tail}" for tail in TAILS.values()]
    assert {path: code for path in paths if (code := staff.get(path).status_code) != 404} == {}


@pytest.mark.parametrize("page_name", TAILS)
def test_the_method_is_looked_at_before_the_region(visitor, page_name):
    for region in ("uk", "gb", "atlantis"):
        assert visitor.put(f"/linkedin/{region}/{TAILS[page_name]}").status_code == 405


def test_a_device_that_there_is_not_keeps_nobody_from_a_feed_or_from_forgetting(visitor):
    assert visitor.get("/linkedin/uk/feed/?device=abacus").status_code == 200
    assert visitor.post("/linkedin/uk/forget/?device=abacus").status_code == 200
    assert visitor.post("/linkedin/uk/steps/switch-off/?device=abacus", {"done": "1"}).status_code == 404


def test_a_preview_has_no_teams_and_no_feed(staff):
    for page_name in NOT_IN_A_PREVIEW:
        response = staff.get(f"/preview/chatter/uk/{TAILS[page_name]}")
        assert response.status_code == 404, page_name
        assert "A preview has no" in text(response), page_name


@pytest.mark.parametrize("path", ["", "more/"])
def test_the_region_the_team_and_the_ticks_are_read_once_a_page(visitor, path, monkeypatch):
    team = Team.objects.make("linkedin", "uk", "", "")[0].key
    read = []
    for module, name in ((teams, "find"), (visit.region_lookup, "find"), (visit.tick_cookies, "read")):
        function = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *args, function=function: read.append(function) or function(*args))
    visitor.cookies["linkedin.switch-off"] = "1"
    assert visitor.get(f"/linkedin/uk/{path}?team={team}&device=phone").status_code == 200
    assert len(read) == len(set(read)) >= 2


@pytest.mark.parametrize(
    ("ticked", "method", "path", "most"),
    [(False, "get", "", 6), (True, "get", "", 8), (True, "post", "steps/switch-off/", 9)],
    ids=["page", "page with ticks", "tick"],
)
def test_a_request_goes_straight_through_the_rooms(visitor, ticked, method, path, most):
    """What was made once is at hand. Who adds a call here says what for (docs/architecture.md, Figures)."""
    if ticked:
        visitor.cookies["linkedin.switch-off"] = "1"
    ask = partial(getattr(visitor, method), f"/linkedin/uk/{path}", {"done": "1"}, headers={"HX-Request": "true"})
    first = ask()
    with calls_between_rooms() as calls:
        again = ask()
    assert (again.status_code, again.content) == (200, first.content)
    assert len(calls) <= most, "\n".join(calls)


def test_what_needs_the_database_says_so_in_its_own_words_and_in_the_log(caplog):
    away = "Nothing is counted."
    with pytest.raises(errors.DatabaseAwayError, match=away), errors.needing_the_database(away):
        raise OperationalError("away")
    assert "The database cannot be used: away" in caplog.text


def test_another_fault_of_the_database_is_no_reason_to_try_later():
    with pytest.raises(IntegrityError), errors.needing_the_database("Nothing is counted."):
        raise IntegrityError

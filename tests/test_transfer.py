"""Ticks on their way to another device: the link, the question it asks, what is taken over, and what is refused."""

import datetime
import re
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.core import signing
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guides.editing import drafts, publishing
from guides.models import Step
from guides.sharing import qr
from guides.views import preview
from tests.support.factories import make_guide, make_step, make_steps
from tests.support.markup import faults_in_markup
from tests.support.origins import FROM_ELSEWHERE
from tests.support.pages import unescaped as text

REGIONS = ["us", "eu", "uk", "ch", "ca", "hk", "world"]
PATH = "/linkedin/uk/carry/"
ALL = ["switch-off", "look-again", "saved-answers", "research", "objection-form", "public-profile"]
MADE_AT = datetime.datetime(2026, 11, 23, 9, 30, tzinfo=datetime.UTC)
DAY = datetime.timedelta(hours=24)
SECOND = datetime.timedelta(seconds=1)


def link(response):
    (found,) = re.findall(r'<input class="link"[^>]* value="([^"]*)"', text(response))
    return found


def inside(address):
    """The address as the test client asks for it."""
    assert address.startswith("https://optout.example/")
    return address.removeprefix("https://optout.example")


def token(response):
    (found,) = parse_qs(urlsplit(link(response)).query)["ticks"]
    return found


def carried(browser, path=PATH):
    """The token of the link that this browser is offered."""
    return token(browser.get(path))


def rows(response):
    """What would come over: each title with what is said of it."""
    found = re.findall(r"<li><strong>(.*?)</strong>(.*?)</li>", text(response), re.DOTALL)
    return {title: re.findall(r"<span[^>]*>(.*?)</span>", rest) for title, rest in found}


def kept(browser):
    return {name: cookie.value for name, cookie in browser.cookies.items() if cookie.value}


def with_ticks(**ticks):
    """A browser with these ticks; an underscore in a name stands for a hyphen."""
    browser = Client(headers={"Sec-Fetch-Site": "same-origin"})
    browser.cookies.load({f"linkedin.{step.replace('_', '-')}": value for step, value in ticks.items()})
    return browser


@pytest.fixture
def computer(guidance):
    """A browser in which two steps are done and one is not for me."""
    return with_ticks(switch_off="1", look_again="1", research="not-for-me")


@pytest.fixture
def phone(guidance):
    """Another browser of the same person, without a tick."""
    return with_ticks()


@pytest.fixture
def publish_chatter(guidance, django_capture_on_commit_callbacks):
    """Make this the edition of a second guide that is in force."""

    def publish(**changes):
        draft = drafts.from_document(make_guide(**changes))
        with django_capture_on_commit_callbacks(execute=True):
            publishing.publish(draft, by=None, note="Another edition.")

    return publish


@pytest.fixture
def revise(guidance, django_capture_on_commit_callbacks):
    def revise(step):
        Step.objects.filter(slug=step).update(revision=2, change_note="The switch has moved.")
        with django_capture_on_commit_callbacks(execute=True):
            publishing.publish(guidance, by=None, note="Clearer words.")

    return revise


# --- the link --------------------------------------------------------------------------------


@pytest.mark.parametrize("region", REGIONS)
def test_without_a_tick_the_page_says_so_and_leads_to_the_steps(phone, region):
    response = phone.get(f"/linkedin/{region}/carry/")
    assert "There is no tick in this browser yet" in text(response)
    assert link(response) == f"https://optout.example/linkedin/{region}/"
    assert qr.svg(link(response)) in text(response)
    assert response["Cache-Control"].startswith("public")
    assert list(response.cookies) == []


def test_with_ticks_it_says_how_many_how_long_and_who_can_see_what(computer):
    page = text(computer.get(PATH))
    assert "It shows the 3 ticks that it brings" in page
    assert "It works for 24 hours" in page
    assert "can see the region and which steps are ticked, and nothing else about you" in page


def test_the_code_and_the_link_are_the_same(computer):
    response = computer.get(PATH)
    assert qr.svg(link(response)) in response.content.decode()
    assert link(response).startswith(f"https://optout.example{PATH}?ticks=")


def test_the_link_needs_no_escaping_and_a_person_can_read_its_ticks(computer):
    assert re.fullmatch(r"[A-Za-z0-9._-]+", carried(computer))
    assert carried(computer).startswith("look-again.1_research.0_switch-off.1.")


def test_nobody_keeps_or_lists_a_page_with_ticks(computer):
    for response in (computer.get(PATH), computer.get(PATH, {"ticks": carried(computer)})):
        assert response["Cache-Control"] == "private, no-store"
        assert "ETag" not in response.headers
        assert '<meta name="robots" content="noindex">' in text(response)
        assert response["Referrer-Policy"] == "same-origin"


def test_the_link_names_no_device_and_the_way_back_does(computer):
    response = computer.get(PATH, {"device": "computer"})
    assert "device" not in link(response)
    assert 'href="/linkedin/uk/?device=computer"><span>United Kingdom</span><br>Back to the steps</a>' in text(response)


@pytest.mark.parametrize("region", REGIONS)
def test_the_code_of_every_region_stays_coarse_enough_for_a_camera(guidance, region):
    browser = with_ticks(**{step.replace("-", "_"): "1" for step in ALL})
    (modules,) = re.findall(
        r'<div role="img"[^>]*><svg[^>]* viewBox="0 0 (\d+) \1"', text(browser.get(f"/linkedin/{region}/carry/"))
    )
    assert int(modules) - 2 * qr.QUIET_ZONE <= 57


def test_ticks_of_steps_that_the_guide_does_not_have_stay_behind(guidance):
    browser = with_ticks(switch_off="1", gone="1", look_again="rubbish")
    assert carried(browser).startswith("switch-off.1.")
    only_old = with_ticks(gone="1")
    assert "There is no tick in this browser yet" in text(only_old.get(PATH))


def test_a_needed_step_cannot_be_carried_as_not_for_me(guidance):
    assert carried(with_ticks(switch_off="not-for-me", research="not-for-me")).startswith("research.0.")


def test_the_page_has_nothing_inline_and_reading_it_makes_no_query(computer, phone, django_assert_num_queries):
    with django_assert_num_queries(0):
        token = carried(computer)
        answers = [
            phone.get(PATH),
            computer.get(PATH),
            phone.get(PATH, {"ticks": token}),
            phone.get(PATH, {"ticks": "x"}),
        ]
        assert phone.post(PATH, {"ticks": token}).status_code == 303
    assert [faults_in_markup(response) for response in answers] == [[], [], [], []]


def test_the_checklist_leads_to_it(computer):
    page = text(computer.get("/linkedin/uk/?device=phone"))
    assert '<a href="/linkedin/uk/carry/?device=phone">Take your ticks to your phone or computer</a>' in page


# --- the question ----------------------------------------------------------------------------


def test_opening_the_link_shows_what_would_come_over_and_asks(computer, phone):
    response = phone.get(inside(link(computer.get(PATH))))
    assert response.status_code == 200
    assert rows(response) == {
        "The switch is off": ["done"],
        "You looked again, and it still says Off": ["done"],
        "Turn off the use of your data for research": ["not for me"],
    }
    assert '<button type="submit">Add these ticks</button>' in text(response)
    assert '<a class="button quiet" href="/linkedin/uk/">No, leave mine as they are</a>' in text(response)


@pytest.mark.parametrize("method", ["get", "head"])
def test_whoever_only_looks_at_the_link_changes_nothing(computer, method):
    phone = with_ticks(saved_answers="1")
    response = getattr(phone, method)(PATH, {"ticks": carried(computer)})
    assert response.status_code == 200
    assert list(response.cookies) == []
    assert kept(phone) == {"linkedin.saved-answers": "1"}


def test_it_says_which_ticks_are_here_already(computer):
    response = with_ticks(switch_off="1", research="1").get(PATH, {"ticks": carried(computer)})
    assert rows(response) == {
        "The switch is off": ["done", "You have this already."],
        "You looked again, and it still says Off": ["done"],
        "Turn off the use of your data for research": ["not for me", "You have this already."],
    }


def test_when_everything_is_here_already_there_is_nothing_to_ask(computer):
    response = computer.get(PATH, {"ticks": carried(computer)})
    assert "You have all of these ticks in this browser already." in text(response)
    assert "<form" not in text(response)
    assert '<a class="button" href="/linkedin/uk/">To the steps</a>' in text(response)


def test_it_says_which_steps_have_changed_since(computer, phone, revise):
    revise("switch-off")
    found = rows(phone.get(PATH, {"ticks": carried(computer)}))
    assert found["The switch is off"] == ["done", "Changed since it was ticked, so look at it once more."]
    assert found["You looked again, and it still says Off"] == ["done"]


def test_it_says_which_steps_belong_to_another_region(phone):
    token = carried(with_ticks(switch_off="1", ad_sharing="1"))
    found = rows(phone.get("/linkedin/eu/carry/", {"ticks": token}))
    assert found["Ad sharing with affiliates and partners is off"] == ["done", "Belongs to another region."]


def test_steps_that_have_gone_since_are_passed_over(phone, publish_chatter):
    publish_chatter()
    browser = Client(headers={"Sec-Fetch-Site": "same-origin", "Cookie": "chatter.tidy-up=1"})
    token = carried(browser, "/chatter/uk/carry/")
    publish_chatter(steps=[step for step in make_steps() if step["slug"] != "tidy-up"])
    response = phone.get("/chatter/uk/carry/", {"ticks": token})
    assert "The steps that were ticked are no longer in this guide." in text(response)
    assert "<form" not in text(response)
    assert phone.post("/chatter/uk/carry/", {"ticks": token}).status_code == 303
    assert kept(phone) == {}


# --- taking over -----------------------------------------------------------------------------


def test_taken_over_they_are_ordinary_ticks_and_the_checklist_shows_them(computer, phone):
    response = phone.post(PATH, {"ticks": carried(computer)})
    assert (response.status_code, response["Location"]) == (303, "/linkedin/uk/")
    assert response["Cache-Control"] == "private, no-cache"
    assert kept(phone) == kept(computer)
    assert "2 of 2 done" in text(phone.get("/linkedin/uk/"))
    ordinary = phone.post("/linkedin/uk/steps/saved-answers/", {"done": "1"}).cookies["linkedin.saved-answers"]
    for cookie in response.cookies.values():
        assert {name: cookie[name] for name in cookie if name != "expires"} == {
            name: ordinary[name] for name in ordinary if name != "expires"
        }


def test_what_is_here_stays_and_the_better_of_two_ticks_wins(computer):
    phone = with_ticks(switch_off="not-for-me", research="1", saved_answers="not-for-me", look_again="3")
    phone.post(PATH, {"ticks": carried(computer)})
    assert kept(phone) == {
        "linkedin.switch-off": "1",
        "linkedin.research": "1",
        "linkedin.saved-answers": "not-for-me",
        "linkedin.look-again": "3",
    }


def test_taking_over_twice_is_taking_over_once(computer, phone):
    token = carried(computer)
    phone.post(PATH, {"ticks": token})
    once = kept(phone)
    phone.post(PATH, {"ticks": token})
    assert kept(phone) == once


def test_there_and_back_both_devices_have_all(computer):
    phone = with_ticks(saved_answers="1")
    phone.post(PATH, {"ticks": carried(computer)})
    computer.post(PATH, {"ticks": carried(phone)})
    assert kept(phone) == kept(computer)
    assert len(kept(phone)) == 4


def test_a_tick_of_another_region_is_kept_for_there(phone):
    phone.post("/linkedin/eu/carry/", {"ticks": carried(with_ticks(ad_sharing="1"))})
    assert kept(phone) == {"linkedin.ad-sharing": "1"}
    assert 'id="step-ad-sharing" data-state="done"' in text(phone.get("/linkedin/us/"))


def test_an_old_tick_comes_over_and_asks_for_another_look(computer, phone, revise):
    revise("switch-off")
    phone.post(PATH, {"ticks": carried(computer)})
    assert "Changed since you ticked it:</strong> The switch has moved." in text(phone.get("/linkedin/uk/"))


def test_the_chosen_device_comes_along_to_the_checklist(computer, phone):
    response = phone.post(f"{PATH}?device=iphone", {"ticks": carried(computer)})
    assert response["Location"] == "/linkedin/uk/?device=iphone"


@pytest.mark.parametrize("said", FROM_ELSEWHERE, ids=str)
def test_no_other_site_can_make_a_browser_take_ticks_over(computer, said):
    browser = Client(headers={"Cookie": "linkedin.research=1"})
    response = browser.post(PATH, {"ticks": carried(computer)}, headers=said)
    assert response.status_code == 403
    assert list(response.cookies) == []


# --- what is refused -------------------------------------------------------------------------


def refused(browser, token, path=PATH):
    """Opened and posted it is refused alike, changes nothing and offers the way on."""
    before = kept(browser)
    opened, posted = browser.get(path, {"ticks": token}), browser.post(path, {"ticks": token})
    for response in (opened, posted):
        assert "Your ticks here have not changed. Make a new link on the other device." in text(response)
        assert 'href="/linkedin/uk/">To the steps</a>' in text(response)
        assert list(response.cookies) == []
        assert response["Cache-Control"] == "no-store"
    assert kept(browser) == before
    assert opened.status_code == posted.status_code
    return opened.status_code


def test_a_link_that_somebody_wrote_over_is_refused(computer):
    phone, good = with_ticks(saved_answers="1"), carried(computer)
    forged = [
        good.replace("look-again.1", "look-again.2"),
        good[:-1],
        good + "x",
        good.rpartition(".")[0],
        good.replace(".", ":"),
        good.upper(),
        "nonsense",
        "...",
        "",
        "\x00",
        "a" * 2001,
        good + "a" * 2000,
    ]
    for token in forged:
        assert refused(phone, token) == 400, token


def test_a_post_without_a_link_is_refused(phone):
    response = phone.post(PATH)
    assert response.status_code == 400
    assert "This link does not work" in text(response)


@given(st.text(max_size=80) | st.text(alphabet="a1._-", max_size=80))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_that_we_did_not_sign_is_believed(phone, token):
    assert phone.get(PATH, {"ticks": token}).status_code == 400
    assert phone.post(PATH, {"ticks": token}).status_code == 400


def test_a_link_is_good_for_a_day(computer):
    phone = with_ticks(saved_answers="1")
    with time_machine.travel(MADE_AT, tick=False):
        token = carried(computer)
    with time_machine.travel(MADE_AT + DAY - SECOND, tick=False):
        assert phone.get(PATH, {"ticks": token}).status_code == 200
    with time_machine.travel(MADE_AT + DAY + 2 * SECOND, tick=False):
        assert refused(phone, token) == 410
        assert "It worked for 24 hours." in text(phone.get(PATH, {"ticks": token}))
    with time_machine.travel(MADE_AT + DAY, tick=False):
        assert phone.post(PATH, {"ticks": token}).status_code == 303


def test_what_was_signed_for_something_else_is_refused(phone, publish_chatter):
    publish_chatter()
    browser = Client(headers={"Sec-Fetch-Site": "same-origin", "Cookie": "chatter.switch-off=1"})
    of_another_guide = carried(browser, "/chatter/uk/carry/")
    too_long = signing.TimestampSigner(sep=".", salt="guides.carry /linkedin/").sign("switch-off.1_" * 160)
    for token in (of_another_guide, signing.dumps("switch-off.1"), preview.key_for("linkedin", {}), too_long):
        assert refused(phone, token) == 400


def test_a_link_of_a_preview_opens_in_the_preview_only(editor, phone):
    desk = with_ticks(switch_off="1")
    desk.force_login(editor)
    key = preview.key_for("linkedin", {})
    here = {"key": key, "on": "2025-11-02"}
    offered = link(desk.get(f"/preview{PATH}", here))
    query = {name: values[0] for name, values in parse_qs(urlsplit(offered).query).items()}
    assert urlsplit(offered).path == f"/preview{PATH}"
    assert query == here | {"ticks": query["ticks"]}
    assert refused(phone, query["ticks"]) == 400

    question = phone.get(inside(offered))
    (action,) = re.findall(r'<form class="answers" method="post" action="([^"]*)"', text(question))
    assert question["Cache-Control"] == "private, no-store"
    response = phone.post(action, {"ticks": query["ticks"]})
    assert {name: values[0] for name, values in parse_qs(urlsplit(response["Location"]).query).items()} == here
    assert {cookie["path"] for cookie in response.cookies.values()} == {"/preview/linkedin/"}


def test_without_ticks_a_preview_offers_its_own_steps(editor):
    desk = with_ticks()
    desk.force_login(editor)
    response = desk.get(f"/preview{PATH}", {"on": "2025-11-02"})
    assert link(response) == "https://optout.example/preview/linkedin/uk/?on=2025-11-02"
    assert response["Cache-Control"] == "no-store"


# --- more than usual -------------------------------------------------------------------------


def browser_of_many(publish_chatter, number):
    """A guide with so many extras with long names, and a browser in which all are done."""
    names = [f"a-step-with-quite-a-long-name-that-nobody-will-remember-{n}" for n in range(number)]
    publish_chatter(steps=[*make_steps(), *(make_step(name, is_extra=True) for name in names)])
    jar = "; ".join(f"chatter.{name}=1" for name in names)
    return Client(headers={"Sec-Fetch-Site": "same-origin", "Cookie": jar})


def test_what_no_camera_could_read_gets_a_link_and_no_code(publish_chatter, phone):
    response = browser_of_many(publish_chatter, 12).get("/chatter/uk/carry/")
    assert 'role="img"' not in text(response)
    assert len(rows(phone.get(inside(link(response))))) == 12


def test_more_than_a_link_can_carry_is_refused_with_a_sentence(publish_chatter):
    response = browser_of_many(publish_chatter, 40).get("/chatter/uk/carry/")
    assert response.status_code == 400
    assert "You have more ticks than one link can carry. They are safe in this browser." in text(response)

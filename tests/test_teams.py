"""A team count with no names: made, joined, left, shown, deleted; each press once, each refusal with a sentence."""

import datetime
import html
import re
from urllib.parse import urlencode

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import IntegrityError, connection
from django.test import Client

from guides.editing import drafts, publishing
from guides.models import Count, Guide, Team
from guides.models import team as model
from guides.rules import rate_limit
from guides.serving import current_editions, pages, teams
from guides.views import teams as views
from tests.support.factories import make_guide
from tests.support.markup import faults_in_markup
from tests.support.pages import unescaped as text

TEAMS = "/linkedin/uk/teams/"
HTMX = {"HX-Request": "true"}
BOTH_WAYS = pytest.mark.parametrize("headers", [{}, HTMX], ids=["by form", "by htmx"])
NEEDED = {"linkedin.switch-off": "1", "linkedin.look-again": "1"}
TOKEN = "m" * 22
DAY = datetime.timedelta(days=1)


@pytest.fixture
def guidance(loaded, db):
    views.making.fill()
    return Guide.objects.get()


@pytest.fixture
def team(guidance):
    row, _secret = Team.objects.make("linkedin", "uk", "Finance")
    return row


def publish_another():
    publishing.publish(drafts.from_document(make_guide()), by=None, note="The first.")
    current_editions.refresh()


def make(browser, name="Finance", region="uk", **more):
    """Press “Create the team”; the private page to which that leads."""
    return browser.post(f"/linkedin/{region}/teams/", {"name": name} | more, follow=True)


def finished(ticks=NEEDED):
    """Somebody whose needed steps are done."""
    browser = Client(headers={"Sec-Fetch-Site": "same-origin"})
    for name, value in ticks.items():
        browser.cookies[name] = value
    return browser


def guide_of(team, more=""):
    return f"/linkedin/uk/?team={team.key}{more}"


def page_of(team, action=""):
    return f"{TEAMS}{team.key}/{action}"


def press(browser, team, done="1", token=TOKEN, **headers):
    return browser.post(page_of(team, "count/"), {"done": done, "token": token}, headers=headers)


def fill(team, number, week_on=datetime.date(2025, 11, 3)):
    tokens = (teams.new_token() for _ in range(number))
    Count.objects.bulk_create([Count(team=team, token=token, week_on=week_on) for token in tokens])


def value(page, field):
    return html.unescape(re.search(rf'id="{field}" readonly value="([^"]+)"', page)[1])


# --- making a team ---------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["/linkedin/", "/linkedin/uk/", "/linkedin/uk/share/", "/linkedin/uk/?device=phone"])
def test_what_a_browser_or_a_chat_passes_on_of_a_page_for_a_team_names_the_team(visitor, team, page):
    """A browser's own share menu takes the canonical link where there is one (danburzo.ro/canonical-sharing), a chat
    takes `og:url`. So that no search engine keeps such a page, it says so itself.
    """
    path, _, device = page.partition("?")
    response = text(visitor.get(path, dict(one.split("=") for one in [*filter(None, [device]), f"team={team.key}"])))
    assert "canonical" not in response
    assert f'<meta property="og:url" content="https://optout.example{path}?team={team.key}">' in response
    assert '<meta name="robots" content="noindex">' in response
    gone = text(visitor.get(path, {"team": "no-such-team"}))
    assert f'<link rel="canonical" href="https://optout.example{path}">' in gone
    assert f'<meta property="og:url" content="https://optout.example{path}">' in gone


def test_a_team_is_made_and_its_maker_led_to_the_private_page(visitor):
    response = make(visitor, "  Finance & legal  ")
    (where, status) = response.redirect_chain[0]
    row = Team.objects.get()
    assert status == 303
    assert re.fullmatch(rf"{TEAMS}{re.escape(row.key)}/\?maker=[\w-]{{43}}", where)
    assert (row.guide.slug, row.region, row.name) == ("linkedin", "uk", "Finance & legal")
    page = text(response)
    assert "Keep this private link" in page
    assert value(page, "private") == f"https://optout.example{where}"
    assert value(page, "link") == f"https://optout.example/linkedin/uk/?team={row.key}"
    assert "we cannot send it again" in page
    assert "<svg" in page
    assert list(visitor.cookies) == []


def test_of_a_team_nothing_more_is_kept_than_the_page_says(visitor):
    make(visitor)
    assert {field.name for field in Team._meta.fields} == {
        *("id", "guide", "region", "name", "key", "maker_digest", "made_on", "used_on", "size")
    }
    assert {field.name for field in Count._meta.fields} == {"id", "team", "token", "week_on"}


def test_the_secret_is_kept_as_a_digest_only(visitor):
    where = make(visitor).redirect_chain[0][0]
    secret = where.partition("=")[2]
    row = Team.objects.values().get()
    assert re.fullmatch(r"[0-9a-f]{64}", row["maker_digest"])
    assert not any(secret in str(kept) for kept in row.values())


def test_a_team_may_go_without_a_name(visitor):
    assert "A team without a name" in text(make(visitor, "   "))
    assert Team.objects.get().name == ""


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("x" * 61, "The name is longer than 60 characters."),
        ("क़" * 31, "The name is longer than 60 characters."),
        ("one\ntwo", "Write the name on one line"),
        ("one\0two", "Write the name on one line"),
        ("turned \u202e round", "Write the name on one line"),
        ("hidden\u200bspace", "Write the name on one line"),
    ],
)
def test_a_name_that_cannot_be_read_is_refused_and_not_lost(visitor, name, reason):
    response = visitor.post(TEAMS, {"name": name})
    assert response.status_code == 400
    assert reason in text(response)
    assert html.escape(name.replace("\n", "&#10;")[:3]) in response.content.decode()
    assert 'aria-invalid="true"' in text(response)
    assert response["Cache-Control"] == "no-store"
    assert not Team.objects.exists()


def test_a_name_with_markup_is_shown_as_it_was_typed(visitor):
    hostile = "<img src=x onerror=alert(1)>&amp;\"'"
    private = make(visitor, hostile)
    row = Team.objects.get()
    browser = finished()
    answers = [private, visitor.get(page_of(row)), browser.get(guide_of(row)), press(browser, row, **HTMX)]
    for response in answers:
        assert "<img" not in response.content.decode()
        assert faults_in_markup(response) == []
        assert hostile in text(response)


def test_too_many_teams_at_once_wait_with_their_names(visitor):
    while views.making.take() == 0:
        pass
    response = visitor.post(TEAMS, {"name": "Finance"})
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 10
    assert 'value="Finance"' in text(response)
    assert "Try again later; what you typed is still here." in text(response)
    assert not Team.objects.exists()


def test_whoever_makes_all_the_teams_there_may_be_leaves_the_others_what_comes_after(visitor, monkeypatch):
    """Not until midnight: a day begins with two, and has one more every hour."""
    monkeypatch.setattr(views, "MADE", rate_limit.Daily(burst=2, a_second=1 / 3600))
    with time_machine.travel("2025-11-03T00:00Z", tick=False):
        assert [make(visitor).status_code for _ in range(3)] == [200, 200, 429]
        assert visitor.post(TEAMS)["Retry-After"] == "3600"
    with time_machine.travel("2025-11-03T00:59:50Z", tick=False):
        assert visitor.post(TEAMS)["Retry-After"] == "10"
    with time_machine.travel("2025-11-03T01:00Z", tick=False):
        assert [make(visitor).status_code for _ in range(2)] == [200, 429]
    with time_machine.travel("2025-11-04T00:00Z", tick=False):
        assert [make(visitor).status_code for _ in range(3)] == [200, 200, 429]


def token_in(response):
    return re.search(r'name="token" value="([^"]*)"', response.content.decode())[1]


def test_a_press_that_is_sent_twice_makes_one_team_and_leads_to_the_same_page(visitor):
    """Whoever pressed twice, or again as no answer came, had a team more, which nobody knew."""
    token = token_in(visitor.get(TEAMS))
    led = {visitor.post(TEAMS, {"name": "Finance", "token": token})["Location"] for _ in range(3)}
    assert len(led) == 1
    row = Team.objects.get()
    assert token not in str(Team.objects.values().get())
    assert row.is_made_with(led.pop().partition("maker=")[2])


def test_who_goes_back_and_makes_another_has_two(visitor, colleague):
    token = token_in(visitor.get(TEAMS))
    for name, path in (("Finance", TEAMS), ("Legal", TEAMS), ("Finance", TEAMS.replace("uk", "eu"))):
        visitor.post(path, {"name": name, "token": token})
    colleague.post(TEAMS, {"name": "Finance", "token": token_in(colleague.get(TEAMS))})
    assert Team.objects.count() == 4


def test_a_form_that_was_refused_keeps_its_token(visitor):
    token = token_in(visitor.get(TEAMS))
    assert token_in(visitor.post(TEAMS, {"name": "x" * 61, "token": token})) == token


@pytest.mark.parametrize("token", ["", "x", "x" * 100_000, "\0", "<b>", "\ud800"])
def test_whatever_stands_in_the_token_a_team_is_made(visitor, token):
    sent = urlencode({"name": "Finance", "token": token}, errors="surrogatepass")
    answer = visitor.post(TEAMS, sent, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 303
    assert re.fullmatch(r"[A-Za-z0-9_-]{16}", Team.objects.get().key)


def test_the_form_has_a_token_of_its_own_and_needs_no_query(visitor, colleague, django_assert_num_queries):
    visitor.get(TEAMS)
    with django_assert_num_queries(0):
        assert token_in(visitor.get(TEAMS)) != token_in(colleague.get(TEAMS))
    assert visitor.get(TEAMS)["Cache-Control"] == pages.PRIVATE
    assert visitor.get("/linkedin/gb/teams/?device=phone")["Location"] == f"{TEAMS}?device=phone"


# --- the link for colleagues -----------------------------------------------------------------


def test_the_link_shows_the_ordinary_guide_with_the_name_of_the_team(visitor, team):
    page = text(visitor.get(guide_of(team)))
    assert "You opened this page with the link of <bdi>“Finance”</bdi>." in page
    assert "You opened this page with the link" not in text(visitor.get("/linkedin/uk/"))


def test_the_team_is_carried_on_by_every_link_and_form_of_the_guide(visitor, team):
    query = f"team={team.key}"
    page = text(visitor.get(guide_of(team)))
    carrying = [address for address in re.findall(r'(?:href|action|hx-post)="([^"#]+)', page) if query in address]
    for part in ("?device=iphone", "/steps/switch-off/", "/forget/", "/linkedin/?", "/sources/"):
        assert any(part in address for address in carrying), part
    back = visitor.post(f"/linkedin/uk/steps/switch-off/?{query}", {"done": "1"})["Location"]
    assert back == f"/linkedin/uk/?{query}#step-switch-off"
    assert visitor.get(f"/uk?{query}")["Location"] == guide_of(team)
    assert visitor.get(f"/linkedin/gb/?{query}&device=phone")["Location"] == f"/linkedin/uk/?device=phone&{query}"
    assert query in text(visitor.get(f"/linkedin/?{query}"))


def test_what_one_shares_from_there_names_no_team(visitor, team):
    assert value(text(visitor.get(guide_of(team))), "link") == "https://optout.example/linkedin/uk/"


@pytest.mark.parametrize("key", ["n" * 16, "", "n", "n" * 17, "<script>", "\0", "ö" * 16])
def test_a_team_that_is_not_there_is_said_to_be_gone_and_not_carried_on(visitor, key):
    response = visitor.get("/linkedin/uk/", {"team": key})
    assert response.status_code == 200
    assert ("no longer counted" in text(response)) == bool(key.strip("\0"))
    assert "team=" not in text(response)


def test_all_teams_that_are_not_there_share_one_page(visitor, guidance):
    one, other = (visitor.get("/linkedin/uk/", {"team": letter * 16}) for letter in "no")
    assert one["ETag"] == other["ETag"] != visitor.get("/linkedin/uk/")["ETag"]


def test_the_page_of_one_team_is_not_that_of_another(visitor, team):
    other, _secret = Team.objects.make("linkedin", "uk", "Legal")
    assert "“Finance”" in text(visitor.get(guide_of(team)))
    assert "“Legal”" in text(visitor.get(guide_of(other)))
    assert "“Finance”" in text(visitor.get(guide_of(team)))


def test_a_team_that_was_deleted_is_gone_from_the_guide_a_few_seconds_later(visitor, team, monkeypatch):
    assert "“Finance”" in text(visitor.get(guide_of(team)))
    team.delete()
    assert "“Finance”" in text(visitor.get(guide_of(team)))
    monkeypatch.setattr(teams.time, "monotonic", lambda now=teams.time.monotonic: now() + teams.REMEMBERED_FOR)
    assert "The team in your link is no longer counted." in text(visitor.get(guide_of(team)))


def test_a_warm_worker_reads_and_ticks_for_a_team_without_a_query(visitor, team, django_assert_num_queries):
    visitor.get(guide_of(team))
    with django_assert_num_queries(0):
        visitor.get(guide_of(team, "&device=phone"))
        visitor.post(f"/linkedin/uk/steps/switch-off/?team={team.key}", {"done": "1"}, headers=HTMX)
        visitor.get(guide_of(team))


def test_what_is_remembered_of_teams_stays_small(visitor, guidance, monkeypatch):
    monkeypatch.setattr(teams, "MOST_REMEMBERED", 3)
    for letter in "abcdefg":
        visitor.get("/linkedin/uk/", {"team": letter * 16})
    assert len(teams._remembered) <= 3


def test_a_team_of_one_guide_is_none_of_another(visitor, team):
    publish_another()
    page = text(visitor.get(f"/chatter/uk/?team={team.key}"))
    assert "no longer counted" in page
    assert visitor.get(f"/chatter/uk/teams/{team.key}/").status_code == 404


# --- being counted ---------------------------------------------------------------------------


def test_whoever_has_done_the_steps_is_offered_to_be_counted(visitor, team):
    assert "Count me" not in text(visitor.get(guide_of(team)))
    assert "Count me" not in text(finished().get("/linkedin/uk/"))
    page = finished().get(guide_of(team))
    assert "Count me for <bdi>“Finance”</bdi>" in text(page)
    assert page["Cache-Control"] == "private, no-cache"
    last = finished({"linkedin.switch-off": "1"})
    ticked = last.post(f"/linkedin/uk/steps/look-again/?team={team.key}", {"done": "1"}, headers=HTMX)
    assert "Count me for" in text(ticked)


def test_a_page_without_ticks_holds_no_token(visitor, team):
    assert 'name="token"' in text(finished().get(guide_of(team)))
    for path in (guide_of(team), page_of(team)):
        assert 'name="token"' not in text(visitor.get(path))


def test_every_page_has_a_token_of_its_own(team):
    browser = finished()
    found = {re.search(r'name="token" value="([^"]+)"', text(browser.get(guide_of(team))))[1] for _ in range(5)}
    assert len(found) == 5
    assert all(teams.TOKEN.fullmatch(token) for token in found)


def test_a_press_inserts_one_row_and_leads_back_to_the_ending(team):
    browser = finished()
    response = press(browser, team)
    assert (response.status_code, response["Location"]) == (303, f"/linkedin/uk/?team={team.key}#count-me")
    row = Count.objects.get()
    assert (row.team, row.token, row.week_on.weekday()) == (team, TOKEN, 0)
    page = text(browser.get(response["Location"]))
    assert "You are counted for <bdi>“Finance”</bdi>" in page
    assert "Count me for" not in page


def test_the_week_is_that_of_the_day(team):
    with time_machine.travel("2025-11-02T23:59Z", tick=False):
        press(finished(), team)
    with time_machine.travel("2025-11-03T00:00Z", tick=False):
        press(finished(), team, token="n" * 22)
    weeks = Count.objects.order_by("week_on").values_list("week_on", flat=True)
    assert list(weeks) == [datetime.date(2025, 10, 27), datetime.date(2025, 11, 3)]


def test_by_htmx_only_the_box_comes_back(team):
    browser = finished()
    response = press(browser, team, **HTMX)
    assert response.status_code == 200
    assert text(response).lstrip().startswith('<section class="count-me" id="count-me" data-answered')
    assert "You are counted for" in text(response)
    assert response["Cache-Control"] == "private, no-cache"
    assert "Count me for" in text(press(browser, team, done="0", **HTMX))


def test_the_box_is_the_one_that_the_page_holds_after_reloading(team):
    browser = finished()
    swapped = text(press(browser, team, **HTMX)).strip().replace(" data-answered", "").replace(" autofocus", "")
    assert swapped in text(browser.get(guide_of(team)))


def test_one_cookie_is_set_as_ticks_are(team):
    browser = finished()
    response = press(browser, team)
    (name, cookie), *others = response.cookies.items()
    assert (name, cookie.value, others) == (f"counted.{team.key}", TOKEN, [])
    assert (cookie["path"], cookie["max-age"], cookie["samesite"]) == ("/linkedin/", 400 * 24 * 60 * 60, "Lax")
    assert cookie["httponly"]
    tick = browser.post("/linkedin/uk/steps/research/", {"done": "1"}).cookies["linkedin.research"]
    assert all(cookie[name] == tick[name] for name in ("path", "domain", "max-age", "secure", "samesite"))


@BOTH_WAYS
def test_a_double_press_counts_once(team, headers):
    browser = finished()
    for _ in range(2):
        browser.cookies.pop(f"counted.{team.key}", None)  # the second press leaves before the first answer is there
        assert press(browser, team, **headers).status_code in (200, 303)
    assert Count.objects.count() == 1


@BOTH_WAYS
def test_nobody_is_counted_twice_from_one_browser(team, headers):
    browser = finished()
    for letter in "abc":
        press(browser, team, token=letter * 22, **headers)
    assert [row.token for row in Count.objects.all()] == ["a" * 22]
    assert browser.cookies[f"counted.{team.key}"].value == "a" * 22


@BOTH_WAYS
def test_one_can_be_taken_out_again_and_counted_again(team, headers):
    browser = finished()
    press(browser, team)
    response = press(browser, team, done="0", token="", **headers)
    assert response.cookies[f"counted.{team.key}"]["max-age"] == 0
    assert response.cookies[f"counted.{team.key}"]["path"] == "/linkedin/"
    assert Count.objects.count() == 0
    assert "Count me for" in text(browser.get(guide_of(team)))
    press(browser, team, token="n" * 22)
    assert Count.objects.get().token == "n" * 22


def test_being_taken_out_takes_out_nobody_else(team):
    press(finished(), team, token="a" * 22)
    press(finished(), team, done="0", token="")
    press(finished(), team, done="0", token="b" * 22)
    assert Count.objects.count() == 1


def test_one_may_be_counted_in_two_teams(team):
    other, _secret = Team.objects.make("linkedin", "uk", "Legal")
    browser = finished()
    press(browser, team, token="a" * 22)
    press(browser, other, token="b" * 22)
    assert {row.team_id: row.token for row in Count.objects.all()} == {team.pk: "a" * 22, other.pk: "b" * 22}


def test_ticks_that_are_forgotten_leave_the_count_which_can_still_be_taken_back(team):
    browser = finished()
    press(browser, team)
    browser.post("/linkedin/uk/forget/")
    assert Count.objects.count() == 1
    assert "Take me out again" in text(browser.get(page_of(team)))
    press(browser, team, done="0")
    assert Count.objects.count() == 0


@BOTH_WAYS
@pytest.mark.parametrize("ticks", [{}, {"linkedin.switch-off": "1"}, {"linkedin.research": "1"}])
def test_whoever_has_not_done_the_steps_is_not_counted(team, ticks, headers):
    response = press(finished(ticks), team, **headers)
    assert response.status_code == 409
    assert "Tick the steps first." in text(response)
    assert list(response.cookies) == []
    assert not Count.objects.exists()
    if not headers:
        assert f'href="/linkedin/uk/?team={team.key}"' in text(response)


@BOTH_WAYS
@pytest.mark.parametrize(
    "sent",
    [
        *({"done": "1", "token": token} for token in ("", "m", "m" * 21, "m" * 23, "m" * 21 + "ö", "m" * 21 + "\n")),
        *({"done": done, "token": TOKEN} for done in ("", "2", "yes")),
        {"token": TOKEN},
        {},
    ],
    ids=str,
)
def test_what_our_button_does_not_send_is_refused(team, sent, headers):
    response = finished().post(page_of(team, "count/"), sent, headers=headers)
    assert response.status_code == 400
    assert "That was not sent by our button." in text(response)
    assert not Count.objects.exists()


def test_a_damaged_cookie_counts_for_none(team):
    browser = finished(NEEDED | {f"counted.{team.key}": "damaged"})
    assert "Count me for" in text(browser.get(guide_of(team)))
    press(browser, team)
    assert browser.cookies[f"counted.{team.key}"].value == TOKEN


def test_reading_the_address_of_the_button_leads_to_the_guide(visitor, team):
    response = visitor.get(page_of(team, "count/"))
    assert (response.status_code, response["Location"]) == (302, f"/linkedin/uk/?team={team.key}#count-me")


def test_a_press_for_a_team_that_is_gone_says_so(team):
    browser = finished()
    browser.get(guide_of(team))
    team.delete()
    response = press(browser, team)
    assert response.status_code == 404
    assert "This team is no longer counted" in text(response)
    assert list(response.cookies) == []


def test_a_team_that_goes_while_somebody_presses_is_no_broken_page(team):
    """Between the look for the team and the row of the count somebody deletes it, and the database refuses the row."""

    def refuse(execute, sql, *rest):
        if sql.startswith("INSERT"):
            raise IntegrityError("FOREIGN KEY constraint failed")
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse):
        response = press(finished(), team)
    assert response.status_code == 404
    assert "This team is no longer counted" in text(response)
    assert list(response.cookies) == []


@BOTH_WAYS
def test_a_full_team_counts_nobody_more(team, headers, monkeypatch):
    monkeypatch.setattr(model, "MOST_COUNTS", 3)
    fill(team, 3)
    response = press(finished(), team, **headers)
    assert response.status_code == 409
    assert "This team is full" in text(response)
    assert Count.objects.count() == 3


@BOTH_WAYS
def test_too_many_presses_at_once_wait(team, headers, monkeypatch):
    monkeypatch.setattr(views, "counting", rate_limit.Buckets(2, 0.5))
    answers = [press(finished(), team, token=letter * 22, **headers) for letter in "abc"]
    assert [response.status_code for response in answers[:2]] in ([200] * 2, [303] * 2)
    assert answers[2].status_code == 429
    assert answers[2]["Retry-After"] == "2"
    assert "Too many people pressed this at once." in text(answers[2])
    assert Count.objects.count() == 2


def test_a_thousand_presses_in_a_breath_are_not_too_many(team):
    assert not any(views.counting.take(team.key) for _ in range(3000))


# --- how many --------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [0, 1, 4])
def test_below_five_everybody_reads_the_same_words_and_no_number(visitor, team, number):
    fill(team, number)
    page = text(visitor.get(page_of(team)))
    assert "Fewer than five are counted so far." in page
    assert "<table" not in page
    fill(team, 4 - number)
    assert text(visitor.get(page_of(team))) == page


def test_from_five_on_everybody_reads_it_rounded_down(visitor, team):
    fill(team, 9)
    page = text(visitor.get(page_of(team)))
    assert "At least <strong>5</strong> are counted." in page
    assert "9" not in re.sub(r"<[^>]+>|&\w+;", "", page.partition("<main")[2].partition("</main>")[0])
    fill(team, 1)
    assert "At least <strong>10</strong> are counted." in text(visitor.get(page_of(team)))


def test_the_weeks_are_told_as_running_totals_and_small_ones_in_words(visitor, team):
    Team.objects.update(made_on=datetime.date(2025, 11, 5))
    fill(team, 3, datetime.date(2025, 11, 3))
    fill(team, 4, datetime.date(2025, 11, 10))
    with time_machine.travel("2025-11-21T12:00Z", tick=False):
        page = text(visitor.get(page_of(team)))
    rows = re.findall(r'<th scope="row">(.*?)</th>.*?width="(\d+)".*?<span>(.*?)</span>', page, re.DOTALL)
    assert rows == [("3 Nov", "0", "fewer than five"), ("10 Nov", "100", "5"), ("17 Nov", "100", "5")]


def test_the_maker_reads_the_exact_number_from_five_on_and_no_number_below(visitor):
    where = make(visitor).redirect_chain[0][0]
    fill(Team.objects.get(), 4)
    page = text(visitor.get(where))
    assert "Fewer than five are counted so far." in page
    assert "<table" not in page
    fill(Team.objects.get(), 3)
    page = text(visitor.get(where))
    assert "<strong>7</strong> are counted." in page
    assert "<table" in page


@pytest.mark.parametrize(
    ("size", "maker", "everybody"),
    [
        ("", "<strong>7</strong> are counted.", "At least <strong>5</strong> are counted."),
        (" 0120 ", "<strong>7</strong> of 120 are counted.", "At least <strong>5</strong> of 120 are counted."),
        ("6", "<strong>7</strong> are counted.", "At least <strong>5</strong> of 6 are counted."),
    ],
)
def test_a_count_says_of_how_many_where_the_maker_said_it_and_it_is_not_less(visitor, size, maker, everybody):
    where = make(visitor, size=size).redirect_chain[0][0]
    fill(Team.objects.get(), 7)
    assert maker in text(visitor.get(where))
    assert everybody in text(visitor.get(page_of(Team.objects.get())))


@pytest.mark.parametrize("size", ["0", "-1", "12.5", "many", "١٢", "100001", "9" * 5000, "1\n2"])
def test_a_size_that_is_none_is_refused_and_what_was_typed_is_kept(visitor, size):
    page = text(make(visitor, size=size))
    assert re.search(r'id="size-problem">(Write how many|A team counts no more)', page)
    assert 'aria-describedby="size-hint size-problem" aria-invalid="true" autofocus' in page
    assert 'value="Finance"' in page
    assert Team.objects.count() == 0


@pytest.mark.parametrize("secret", ["wrong", "ö", "x" * 5000, " "])
def test_a_wrong_private_link_shows_nothing(visitor, team, secret):
    response = visitor.get(page_of(team), {"maker": secret})
    assert response.status_code == 403
    assert "This is not the private link of this team." in text(response)
    assert "Delete this team" not in text(response)


def test_the_secret_of_one_team_does_not_open_another(visitor, team):
    where = make(visitor).redirect_chain[0][0]
    assert visitor.get(page_of(team) + "?" + where.partition("?")[2]).status_code == 403


def test_the_page_of_a_team_is_kept_by_nobody_and_found_by_no_search(visitor, team):
    for path in (page_of(team), make(visitor).redirect_chain[0][0]):
        response = visitor.get(path)
        assert response["Cache-Control"] == "no-store"
        assert '<meta name="robots" content="noindex">' in text(response)


def test_the_page_changes_with_every_count_it_may_tell(visitor, team):
    fill(team, 4)
    assert "Fewer than five" in text(visitor.get(page_of(team)))
    press(finished(), team)
    assert "At least <strong>5</strong>" in text(visitor.get(page_of(team)))


def test_the_page_of_a_team_offers_what_comes_next(visitor, team):
    assert "Do the steps" in text(visitor.get(page_of(team)))
    browser = finished()
    assert "Count me for" in text(browser.get(page_of(team)))
    press(browser, team)
    assert "Take me out again" in text(browser.get(page_of(team)))


@pytest.mark.parametrize("key", ["n" * 16, "n", "n" * 200])
def test_a_team_that_never_was_is_answered_kindly(visitor, key):
    for path, send in [
        ("", visitor.get),
        ("count/", visitor.post),
        ("delete/", visitor.post),
        ("delete/", visitor.get),
    ]:
        response = send(f"{TEAMS}{key}/{path}", {"done": "1", "token": TOKEN})
        assert response.status_code == 404
        assert "This team is no longer counted, or part of its link is missing." in text(response)


# --- deleting --------------------------------------------------------------------------------


def test_the_maker_deletes_the_team_with_all_its_counts(visitor):
    where, _status = make(visitor).redirect_chain[0]
    row, secret = Team.objects.get(), where.partition("=")[2]
    fill(row, 7)
    visitor.get(guide_of(row))
    response = visitor.post(page_of(row, "delete/"), {"maker": secret, "sure": "1"})
    assert (response.status_code, response["Location"]) == (303, f"{TEAMS}#deleted")
    assert "The team and all its counts are deleted" in text(visitor.get(response["Location"]))
    assert (Team.objects.count(), Count.objects.count()) == (0, 0)
    assert "no longer counted" in text(visitor.get(guide_of(row)))
    assert visitor.get(where).status_code == 404


def test_a_team_is_deleted_only_on_a_second_yes(visitor):
    where, _status = make(visitor).redirect_chain[0]
    row, secret = Team.objects.get(), where.partition("=")[2]
    response = visitor.post(page_of(row, "delete/"), {"maker": secret})
    assert response.status_code == 400
    assert "Nothing was deleted." in text(response)
    assert Team.objects.exists()


@pytest.mark.parametrize("secret", ["", "wrong"])
def test_a_team_is_deleted_only_with_its_secret(visitor, team, secret):
    response = visitor.post(page_of(team, "delete/"), {"maker": secret, "sure": "1"})
    assert response.status_code == 403
    assert Team.objects.exists()


def test_reading_the_address_of_the_deletion_deletes_nothing(visitor):
    where, _status = make(visitor).redirect_chain[0]
    row = Team.objects.get()
    response = visitor.get(page_of(row, "delete/") + "?" + where.partition("?")[2] + "&sure=1")
    assert (response.status_code, response["Location"]) == (302, page_of(row))
    assert Team.objects.exists()


# --- growing old -----------------------------------------------------------------------------


def used_on(row):
    return Team.objects.values_list("used_on", flat=True).get(pk=row.pk)


def test_a_count_and_a_look_of_the_maker_are_use_and_a_look_of_others_is_none(visitor):
    with time_machine.travel("2025-11-03T12:00Z", tick=False):
        where, _status = make(visitor).redirect_chain[0]
        row = Team.objects.get()
    for day, use in [(4, lambda: visitor.get(page_of(row))), (5, lambda: visitor.get(where))]:
        with time_machine.travel(f"2025-11-0{day}T12:00Z", tick=False):
            use()
    assert used_on(row) == datetime.date(2025, 11, 5)
    with time_machine.travel("2025-11-06T12:00Z", tick=False):
        press(finished(), row)
    assert used_on(row) == datetime.date(2025, 11, 6)


def test_the_day_of_use_is_written_once_a_day(team, django_assert_num_queries):
    with django_assert_num_queries(0):
        team.use()


def test_a_team_without_use_for_a_year_is_deleted_with_its_counts(team):
    kept, _secret = Team.objects.make("linkedin", "uk", "Legal")
    fill(team, 3)
    fill(kept, 2)
    today = team.used_on
    Team.objects.filter(pk=team.pk).update(used_on=today - 366 * DAY)
    Team.objects.filter(pk=kept.pk).update(used_on=today - 365 * DAY)
    assert teams.prune() == 1
    assert [row.team for row in Count.objects.all()] == [kept, kept]
    assert teams.prune() == 0


# --- elsewhere -------------------------------------------------------------------------------


def test_a_preview_has_no_teams(guidance):
    publish_another()
    team, _secret = Team.objects.make("chatter", "uk", "Finance")
    browser = finished({"chatter.switch-off": "1", "chatter.look-again": "1"})
    browser.force_login(User.objects.create_superuser("boss"))
    assert "You opened this page with the link" in text(browser.get(f"/chatter/uk/?team={team.key}"))
    assert "You opened this page with the link" not in text(browser.get(f"/preview/chatter/uk/?team={team.key}"))
    sent = {"done": "1", "token": TOKEN, "name": "Preview"}
    all_teams, one = "/preview/chatter/uk/teams/", f"/preview/chatter/uk/teams/{team.key}/"
    for path in (all_teams, one, f"{one}count/", f"{one}delete/"):
        for send in (browser.get, browser.post):
            response = send(path, sent)
            assert response.status_code == (405 if (send, path) == (browser.post, one) else 404)
            assert response.status_code == 405 or "A preview has no teams" in text(response)
    assert (Team.objects.count(), Count.objects.count()) == (1, 0)
    assert finished().get(all_teams).status_code == 302


def test_a_post_from_elsewhere_is_refused(team):
    browser = finished()
    for path in (TEAMS, page_of(team, "count/"), page_of(team, "delete/")):
        response = browser.post(path, {"done": "1", "token": TOKEN}, headers={"Sec-Fetch-Site": "cross-site"})
        assert response.status_code == 403
        assert "This came from another site." in text(response)
    assert (Team.objects.count(), Count.objects.count()) == (1, 0)


def test_no_page_of_teams_has_anything_inline(visitor, team):
    fill(team, 12)
    press(browser := finished(), team)
    answers = [visitor.get(TEAMS), make(visitor), visitor.get(page_of(team)), browser.get(guide_of(team))]
    answers += [visitor.post(TEAMS, {"name": "x" * 61}), press(browser, team, **HTMX)]
    for response in answers:
        assert faults_in_markup(response) == []


# --- at the desk -----------------------------------------------------------------------------


@pytest.fixture
def desk(guidance):
    browser = Client()
    browser.force_login(User.objects.create_superuser("boss"))
    return browser


@pytest.mark.parametrize(("number", "words"), [(4, "fewer than five"), (1234, "at least 1230")])
def test_staff_see_of_a_count_what_everybody_sees(desk, team, number, words):
    fill(team, number)
    for page in ("", f"{team.pk}/change/", f"{team.pk}/delete/"):
        response = desk.get(f"/admin/guides/team/{page}")
        assert response.status_code == 200
        assert "Finance" in text(response)
        assert team.maker_digest not in text(response)
        assert (words in text(response)) == ("delete" not in page)
        assert "1234" not in text(response)


def test_staff_see_a_name_as_it_was_typed(desk, guidance):
    Team.objects.make("linkedin", "uk", "<script>alert(1)</script>")
    for page in ("", f"{Team.objects.get().pk}/change/", f"{Team.objects.get().pk}/delete/"):
        assert "<script>alert" not in desk.get(f"/admin/guides/team/{page}").content.decode()


def test_staff_change_no_team_and_delete_it_whole(desk, team):
    fill(team, 7)
    place = f"/admin/guides/team/{team.pk}/"
    assert desk.get("/admin/guides/team/add/").status_code == 403
    assert desk.post(f"{place}change/", {"name": "Mine"}).status_code == 403
    assert desk.post(f"{place}delete/", {"post": "yes"}).status_code == 302
    assert (Team.objects.count(), Count.objects.count()) == (0, 0)

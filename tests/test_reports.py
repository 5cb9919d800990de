"""“This isn’t what I see”: sent, refused, bounded, told to readers, answered at the desk, and in the end forgotten."""

import datetime
import html
import re
import sqlite3
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.db import OperationalError, connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guides.document import field_types, markup
from guides.editing import publishing
from guides.models import Guide, Report, Step
from guides.rules import clock, rate_limit, reports
from guides.rules.reports import ReaderReport, Tally, clean_words
from guides.serving import current_editions, reader_reports
from guides.views import reports as views
from tests.support.clock import PATIENCE
from tests.support.commands import run
from tests.support.desk import signed_in
from tests.support.markup import faults_in_markup
from tests.support.pages import unescaped as text
from tests.support.reports import kept
from tests.support.servers import Site, until

FORM = "/linkedin/uk/steps/switch-off/report/"
STEPS = "/linkedin/uk/?device=computer"
QUEUE = "/admin/guides/report/"
EACH = "/admin/guides/report/each/"
SAID = {"device": "computer", "choice": "menu", "words": "The page has another name."}
HTMX = {"HX-Request": "true"}
BOTH_WAYS = pytest.mark.parametrize("headers", [{}, HTMX], ids=["by form", "by htmx"])
NOTE = "Reported, not checked yet:"
FOUND_SO = "Reported and confirmed:"
WRONG = "/linkedin/report/claim/why-switch-off/"
DAY = datetime.timedelta(days=1)
TODAY = datetime.date(2026, 11, 23)


@pytest.fixture
def guidance(loaded, db):
    views.reporting.fill()
    current_editions.by_slug()
    return Guide.objects.get()


@pytest.fixture
def desk(guidance, editor):
    return signed_in(editor)


@pytest.fixture
def site_without_reports(site: Site) -> Site:
    """The site that all tests of this file share, whichever of them came before."""
    rows_of(site, "DELETE FROM guides_report")
    return site


def send(browser, path=FORM, headers=None, **changes):
    return browser.post(path, SAID | changes, headers=headers or {})


def agreed(**changes):
    """Enough reports that agree, of two days."""
    return [*kept(1, on=clock.today() - DAY, **changes), *kept(4, **changes)]


def told(browser, path=STEPS, note=NOTE):
    """What this reader is told just now."""
    reader_reports.look()
    return text(browser.get(path)).count(note)


# --- the rules -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", ""),
        ("  one \r\n two\t\u2028three\x1d ", "one two three"),
        ("turned \u202eround\u2069", "turned round"),
        ("hid\u200bden\u00ad \ufeffspace\0", "hidden space"),
        ("one \x1b two \u200b three", "one two three"),
        ("e\u0301", "é"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("x" * 500 + " \u200b ", "x" * 500),
        ("<b>&amp;", "<b>&amp;"),
    ],
)
def test_words_are_kept_on_one_line_without_what_nobody_sees(typed, words):
    assert clean_words(typed) == words


@pytest.mark.parametrize("typed", ["x" * 501, "\u0958" * 251, "a b" * 167])
def test_too_many_words_are_refused(typed):
    with pytest.raises(ValueError, match="more than 500 characters"):
        clean_words(typed)


@given(st.text(max_size=600))
def test_whatever_is_typed_becomes_a_plain_line_or_is_refused(typed):
    try:
        words = clean_words(typed)
    except ValueError:
        return
    assert field_types.plain(words) == words == clean_words(words)
    assert len(words) <= 500
    assert not any(unicodedata.category(letter) in ("Cc", "Zl", "Zp") for letter in words)


def tally(number=0, *, confirmed=False, device="computer", since=TODAY, days=2):
    return Tally("linkedin", "uk", "switch-off", device, "", confirmed, number, days, since)


def tally_of_a_statement(number, *, confirmed=False):
    return Tally("linkedin", "", "", "", "claim/why-switch-off", confirmed, number, 7, TODAY)


def test_readers_are_told_once_enough_of_two_days_agree_or_staff_confirmed():
    assert reports.reader_reports([tally(4), tally(4, device="phone"), tally(4)]) == {}
    assert reports.reader_reports([tally(200, days=1)]) == {}
    report = ReaderReport("uk", "switch-off", "computer", TODAY)
    assert reports.reader_reports([tally(5)]) == {"linkedin": (report,)}
    assert reports.reader_reports([tally(1, confirmed=True, days=1)]) == {
        "linkedin": (replace(report, is_confirmed=True),)
    }


def test_of_a_statement_readers_are_told_what_staff_confirmed_and_nothing_else():
    assert reports.reader_reports([tally_of_a_statement(200)]) == {}
    report = ReaderReport("", "", "", TODAY, is_confirmed=True, statement="claim/why-switch-off")
    assert reports.reader_reports([tally_of_a_statement(1, confirmed=True)]) == {"linkedin": (report,)}


def test_a_place_has_one_doubt_since_the_first_day_that_counts():
    days = [tally(5), tally(9, since=TODAY - DAY), tally(1, since=TODAY - 9 * DAY)]
    found = reports.reader_reports([*days, tally(5, device="phone")])
    assert [(report.device, report.since) for report in found["linkedin"]] == [
        ("computer", TODAY - DAY),
        ("phone", TODAY),
    ]


def test_what_staff_confirmed_is_said_also_where_others_only_reported():
    (report,) = reports.reader_reports([tally(5), tally(1, confirmed=True)])["linkedin"]
    assert report.is_confirmed


def test_a_token_is_the_same_for_the_same_words_of_the_same_form_only():
    token = reports.token_of("form", "uk", "menu", "words")
    assert token == reports.token_of("form", "uk", "menu", "words")
    others = [("other", "uk", "menu", "words"), ("form", "uk", "menu", "word"), ("form", "ukmenu", "", "words")]
    assert token not in {reports.token_of(*other) for other in others}
    assert reports.token_of("", "uk") is None
    assert len(reports.token_of("\ud800" * 5000, "x")) == 64


# --- the form --------------------------------------------------------------------------------


def test_every_way_of_every_step_leads_to_the_form_for_its_device(visitor):
    page = text(visitor.get("/linkedin/uk/"))
    assert page.count("This isn’t what I see") == page.count('class="presses"') > 5
    assert f'href="{FORM}?device=computer"' in page
    chosen = text(visitor.get("/linkedin/uk/?device=iphone"))
    assert f'href="{FORM}?device=iphone"' in chosen
    assert "report/?device=computer" not in chosen


def test_the_form_says_what_is_kept_and_knows_the_device_of_the_link(visitor):
    page = text(visitor.get(f"{FORM}?device=iphone"))
    assert "Nothing about you: no name, no address, no cookie." in page
    assert "Please leave out names, e-mail addresses and anything personal." in page
    assert 'value="iphone" required checked' in page
    assert " checked" not in text(visitor.get(FORM)).partition("What is different")[0]
    assert 'maxlength="500"' in page
    assert 'content="noindex"' in page
    assert faults_in_markup(visitor.get(FORM)) == []


def token_in(response):
    (token,) = re.findall(r'name="token" value="([\w-]{22})"', text(response))
    return token


def test_the_form_needs_no_query_and_nobody_else_gets_its_token(visitor, colleague, django_assert_num_queries):
    with django_assert_num_queries(0):
        one, other = visitor.get(FORM), colleague.get(FORM)
    assert token_in(one) != token_in(other)
    assert text(one).replace(token_in(one), "") == text(other).replace(token_in(other), "")
    assert one["Cache-Control"] == "private, no-cache"
    assert not one.cookies
    sent = visitor.get(f"{FORM}?sent=1")
    assert "public" in sent["Cache-Control"]
    assert sent.content == colleague.get(f"{FORM}?sent=1").content
    assert visitor.get("/linkedin/gb/steps/switch-off/report/?device=phone")["Location"] == f"{FORM}?device=phone"


def test_a_report_is_kept_and_says_nothing_about_who_sent_it(visitor):
    response = send(visitor, f"{FORM}?device=computer")
    assert (response.status_code, response["Location"]) == (303, f"{FORM}?device=computer&sent=1")
    assert list(response.cookies) == []
    row = Report.objects.get()
    fields = ("region", "step", "device", "choice", "words", "edition", "reported_on", "state")
    assert [getattr(row, name) for name in fields] == [
        *("uk", "switch-off", "computer", "menu", SAID["words"], 1, clock.today(), "open")
    ]
    others = ("id", "guide", "statement", "token", "language", "answered_by", "answered_on")
    assert {field.name for field in Report._meta.fields} == {*fields, *others}
    page = text(visitor.get(response["Location"]))
    assert "Thank you" in page
    assert "<form" not in page
    assert 'href="/linkedin/uk/?device=computer#step-switch-off"' in page


def test_the_thanks_name_the_step_and_do_not_say_that_it_is_done(visitor):
    page = text(visitor.get(f"{FORM}?sent=1"))
    assert "Turn the switch off, in the United Kingdom</span></h1>" in page
    assert "switch is off" not in page


def test_choice_and_words_may_be_left_out(visitor):
    assert visitor.post(FORM, {"device": "phone"}).status_code == 303
    assert (Report.objects.get().choice, Report.objects.get().words) == ("", "")


def test_by_htmx_the_thanks_come_in_the_place_of_the_form(visitor):
    response = send(visitor, headers=HTMX)
    assert response.status_code == 200
    assert response.content.decode().startswith('<section class="report narrow" id="report"')
    assert "autofocus" in text(response)
    assert text(response).strip() in text(visitor.get(f"{FORM}?sent=1"))


@BOTH_WAYS
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"device": ""}, "Say where you saw it"),
        ({"device": "fridge"}, "Say where you saw it"),
        ({"choice": "colour"}, "Choose what is different"),
        ({"words": "my words " * 60}, "longer than 500 characters"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence_and_not_lost(visitor, changes, sentence, headers):
    response = send(visitor, headers=headers, **({"words": "my words <b>"} | changes))
    assert response.status_code == 400
    assert sentence in text(response)
    assert "my words" in text(response).partition("<textarea")[2]
    assert "<b>" not in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert not Report.objects.exists()
    assert ("<html" in text(response)) == (not headers)


@pytest.mark.parametrize("path", [FORM.replace("switch-off", "no"), FORM.replace("uk", "mars")])
def test_a_step_or_region_that_is_not_there_is_said_to_be_missing(visitor, path):
    assert [visitor.get(path).status_code, send(visitor, path).status_code] == [404, 404]
    assert not Report.objects.exists()


def test_a_report_from_another_site_is_refused(guidance):
    assert send(Client()).status_code == 403
    assert send(Client(headers={"Sec-Fetch-Site": "cross-site"})).status_code == 403
    assert Client().put(FORM).status_code == 405
    assert not Report.objects.exists()


def test_a_preview_shows_the_form_and_takes_no_report(desk):
    page = text(desk.get("/preview/linkedin/uk/?on=2026-11-02"))
    assert f'href="/preview{FORM}?on=2026-11-02"' in page
    assert f'href="/preview{WRONG}?on=2026-11-02&region=uk"' in page
    for path in (FORM, WRONG):
        shown = text(desk.get(f"/preview{path}?on=2026-11-02"))
        assert "This is a preview: reports sent here are not kept." in shown
        assert f'action="/preview{path}?on=2026-11-02"' in shown
        assert "This is a preview" not in text(desk.get(path))
        for headers in ({}, HTMX):
            response = send(desk, f"/preview{path}?on=2026-11-02", headers, choice="")
            assert response.status_code == 400
            assert "They are sent from the site itself." in text(response)
            assert SAID["words"] in text(response)
    assert not Report.objects.exists()


anything = st.text(max_size=60) | st.sampled_from(["computer", "menu", "", "\0", "x" * 501, "\u202e"])
fields = st.dictionaries(st.sampled_from(["device", "choice", "words"]) | st.text(max_size=5), anything, max_size=5)


@given(fields, st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_that_is_sent_breaks_it_and_what_is_kept_is_what_the_rules_allow(guidance, sent, by_htmx):
    views.reporting.fill()
    browser = Client(raise_request_exception=False, headers={"Sec-Fetch-Site": "same-origin"})
    body = urlencode({name: value.encode("utf-8", "replace") for name, value in sent.items()})
    form = "application/x-www-form-urlencoded"
    response = browser.generic("POST", FORM, body, content_type=form, headers=HTMX if by_htmx else {})
    assert response.status_code in (200, 303, 400)
    for row in Report.objects.all():
        row.full_clean()
        assert clean_words(row.words) == row.words


# --- a sentence that somebody holds for wrong --------------------------------------------------

SENTENCES = ["claim/why-switch-off", "event/uk-suspended", "rumour/deadline", "label/de", "authority/GB"]
BACK = {
    "claim/why-switch-off": "/linkedin/uk/#step-switch-off",
    "claim/does-stops": "/linkedin/uk/more/#claim-does-stops",
    "event/uk-suspended": "/linkedin/timeline/?region=uk#event-uk-suspended",
    "rumour/deadline": "/linkedin/rumours/?region=uk#rumour-deadline",
    "label/de": "/linkedin/uk/more/#labels",
    "authority/GB": "/linkedin/uk/more/#complain",
}


def receipts(page):
    return re.findall(r'<details class="receipt(?: in-group)?"[ >].*?</details>', page, re.DOTALL)


@pytest.mark.parametrize("path", ["uk/", "eu/", "uk/more/", "", "timeline/?region=uk", "rumours/", "uk/share/"])
def test_every_receipt_leads_to_a_form_for_its_sentence_unless_it_is_of_a_way_through_a_step(visitor, path):
    page = text(visitor.get(f"/linkedin/{path}"))
    found = [
        re.search(r'<a href="(/linkedin/report/[^"]*)">Report that this is wrong</a>', each) for each in receipts(page)
    ]
    assert len([each for each in found if each]) + page.count('class="presses"') == len(found) > 2
    for each in {each[1] for each in found if each}:
        assert visitor.get(each).status_code == 200
        assert ("region=uk" in each) == ("uk" in path)


def test_every_statement_on_the_page_of_sources_leads_to_its_own_page(visitor):
    page = text(visitor.get("/linkedin/sources/?device=phone"))
    link = '<a href="/linkedin/report/claim/why-switch-off/?device=phone">Checked on 22 November 2026.</a>'
    assert link in page
    assert page.count("Checked on") > page.count("/linkedin/report/") > 200


@pytest.mark.parametrize("name", SENTENCES)
def test_the_form_shows_the_sentence_and_its_open_receipt(visitor, name):
    part = reports.statements(current_editions.by_slug()["linkedin"].guide)[name]
    response = visitor.get(f"/linkedin/report/{name}/?region=gb&device=phone")
    page = text(response)
    said = next(getattr(part, field) for field in ("right", "text", "page", "name") if hasattr(part, field))
    assert markup.to_text(said) in html.unescape(re.sub("<[^>]+>", "", page))
    (receipt,) = receipts(page)
    assert '<details class="receipt" open>' in receipt
    assert f"Checked on {part.checked_on:%-d %B %Y}." in receipt
    assert current_editions.by_slug()["linkedin"].guide.source(part.sources[0]).title in receipt
    assert "Report that this is wrong" not in page
    path, hash_mark, anchor = BACK[name].partition("#")
    path = path.replace("?", "?device=phone&") if "?" in path else f"{path}?device=phone"
    back = f"{path}{hash_mark}{anchor}"
    assert f'<p class="here"><a href="{back}">' in page
    assert "Where did you see it?" not in page
    assert "The menu is different" not in page
    assert faults_in_markup(response) == []


@BOTH_WAYS
def test_a_report_on_a_sentence_is_kept_without_region_and_device(visitor, headers):
    path = f"{WRONG}?region=uk"
    response = visitor.post(path, {"choice": "source", "words": "It says members.", "device": "phone"}, headers=headers)
    assert response.status_code == (200 if headers else 303)
    row = Report.objects.get()
    assert (row.statement, row.choice, row.words) == ("claim/why-switch-off", "source", "It says members.")
    assert (row.region, row.step, row.device) == ("", "", "")
    row.full_clean()
    thanks = text(response if headers else visitor.get(response["Location"]))
    assert "We have your report and will check the sentence against its sources." in thanks
    assert 'class="button" href="/linkedin/uk/#step-switch-off"' in thanks


@pytest.mark.parametrize(("path", "choice"), [(FORM, "untrue"), (WRONG, "menu"), (WRONG, "nonsense")])
def test_what_is_said_of_the_one_cannot_be_said_of_the_other(visitor, path, choice):
    response = send(visitor, path, choice=choice)
    assert response.status_code == 400
    assert "Choose what is different" in text(response)
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "name", ["claim/gone", "step/switch-off", "walkthrough/x", "authority/XX", "claim/does_account"]
)
def test_a_sentence_that_is_not_there_any_more_is_said_to_be_gone(visitor, name):
    for response in (visitor.get(f"/linkedin/report/{name}/"), send(visitor, f"/linkedin/report/{name}/")):
        assert response.status_code == 404
        assert "This guide no longer says that." in text(response)
    assert visitor.get(f"{WRONG}?region=mars").status_code == 404


def test_one_sentence_takes_only_so_many_a_day(visitor, monkeypatch):
    monkeypatch.setattr(views, "REPORTED_OF_ONE", rate_limit.Daily(burst=2, a_second=1e-9))
    assert [send(visitor, WRONG, choice="").status_code for _ in range(3)] == [303, 303, 429]
    assert send(visitor, "/linkedin/report/label/de/", choice="").status_code == 303
    assert send(visitor).status_code == 303


def test_however_many_hold_a_sentence_for_wrong_readers_are_told_once_staff_found_it_so(
    desk, visitor, django_capture_on_commit_callbacks
):
    place = {"region": "", "step": "", "device": "", "statement": "claim/why-switch-off", "choice": "changed"}
    rows = agreed(**place) + kept(50, on=clock.today() - 2 * DAY, **place)
    reader_reports.look()
    assert "found wrong" not in text(visitor.get("/linkedin/uk/"))
    page = text(desk.get(QUEUE))
    assert "It is no longer true" in page
    assert "Readers are told" not in page.partition('id="report-')[2].partition("<form")[0]
    assert f'href="{WRONG}">See it as readers do' in page
    claim = Guide.objects.get().claims.get(slug="why-switch-off")
    assert f'href="/admin/guides/claim/{claim.pk}/change/#id_sources">Open the draft' in page
    with django_capture_on_commit_callbacks(execute=True):
        assert "Answered: Confirmed: readers are told (55 reports)." in answer(desk, rows[-1], "confirmed")
    for path in ("/linkedin/uk/", "/linkedin/eu/?device=phone", WRONG):
        (receipt,) = [each for each in receipts(text(visitor.get(path))) if "found wrong" in each]
        assert "and we found that it is wrong. We are rewriting it." in receipt
    visitor.post("/linkedin/uk/steps/switch-off/", {"done": "1"})
    assert text(visitor.get("/linkedin/uk/")).count("found wrong") == 1
    with django_capture_on_commit_callbacks(execute=True):
        answer(desk, rows[-1], "still_true")
    assert "found wrong" not in text(visitor.get("/linkedin/uk/"))


@pytest.mark.parametrize("name", [*SENTENCES, "claim/gone", "authority/XX"])
def test_each_kind_of_sentence_can_be_answered_at_the_desk(desk, name):
    (row,) = kept(region="", step="", device="", statement=name, choice="untrue")
    page = text(desk.get(QUEUE))
    assert "It was never true" in page
    draft = re.search(r'href="([^"]*)">Open the draft', page)[1]
    assert desk.get(draft).status_code == 200
    assert "Answered: Not useful (1 report)." in answer(desk, row, "not_useful")


# --- a press that is sent twice --------------------------------------------------------------


@BOTH_WAYS
def test_a_press_that_is_sent_twice_counts_once_and_is_thanked_for_twice(visitor, headers):
    token = token_in(visitor.get(FORM))
    answers = [send(visitor, headers=headers, token=token) for _ in range(3)]
    assert {response.status_code for response in answers} == {200 if headers else 303}
    assert Report.objects.count() == 1
    assert token not in str(Report.objects.values().get())


def test_who_goes_back_and_says_something_else_is_counted_again(visitor):
    token = token_in(visitor.get(FORM))
    for changes in ({}, {"device": "phone"}, {"choice": "greyed"}, {"words": "Other words."}, {}):
        assert send(visitor, token=token, **changes).status_code == 303
    assert send(visitor, FORM.replace("uk", "eu"), token=token).status_code == 303
    assert Report.objects.count() == 5


def test_two_readers_who_say_the_same_are_two(visitor, colleague):
    for browser in (visitor, colleague):
        send(browser, token=token_in(browser.get(FORM)))
    assert Report.objects.count() == 2


def test_a_form_that_was_refused_keeps_its_token(visitor):
    token = token_in(visitor.get(FORM))
    assert token_in(send(visitor, token=token, words="x" * 501)) == token
    assert token_in(send(visitor, token="", device="")) != token


@pytest.mark.parametrize("token", ["", "x", "x" * 100_000, "\0", "<b>"])
def test_whatever_stands_in_the_token_is_taken(visitor, token):
    assert send(visitor, token=token).status_code == 303
    assert Report.objects.count() == 1


@pytest.mark.real_day
def test_two_workers_that_get_the_same_press_at_once_keep_one(site_without_reports: Site) -> None:
    site = site_without_reports
    address = f"http://127.0.0.1:{site.port}{FORM}"

    def press(number):
        body = urlencode(SAID | {"token": f"the same {number // 8}"}).encode()
        return urlopen(Request(address, body, {"Sec-Fetch-Site": "same-origin"}), timeout=PATIENCE).status

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(press, range(32))) == {200}
    assert rows_of(site, "SELECT count(*) FROM guides_report") == [(4,)]


# --- how many --------------------------------------------------------------------------------


@BOTH_WAYS
def test_too_many_at_once_wait_with_their_words(visitor, headers, monkeypatch):
    monkeypatch.setattr(views, "reporting", rate_limit.TokenBucket(2, 0.2))
    assert all(send(visitor, headers=headers).status_code in (200, 303) for _ in range(2))
    response = send(visitor, headers=headers)
    assert (response.status_code, response["Retry-After"]) == (429, "5")
    assert "your words are still here" in text(response)
    assert SAID["words"] in text(response)
    assert Report.objects.count() == 2


@pytest.mark.parametrize("bound", ["REPORTED", "REPORTED_OF_ONE"])
def test_whoever_sends_all_the_reports_there_may_be_leaves_the_others_what_comes_after(visitor, monkeypatch, bound):
    """Of all, and of one step on one device: a day begins with two, and has one more every hour."""
    monkeypatch.setattr(views, bound, rate_limit.Daily(burst=2, a_second=1 / 3600))
    with time_machine.travel("2026-11-23T00:00Z", tick=False):
        answers = [send(visitor) for _ in range(3)]
        assert [response.status_code for response in answers] == [303, 303, 429]
        assert answers[2]["Retry-After"] == "3600"
        assert SAID["words"] in text(answers[2])
        for path, device in [(FORM, "phone"), (FORM.replace("uk", "eu"), "computer")]:
            assert send(visitor, path, device=device).status_code == (429 if bound == "REPORTED" else 303)
    with time_machine.travel("2026-11-23T01:59Z", tick=False):
        assert [send(visitor).status_code for _ in range(2)] == [303, 429]
    with time_machine.travel("2026-11-24T00:00Z", tick=False):
        assert send(visitor).status_code == 303


@BOTH_WAYS
def test_without_a_database_the_words_stay_in_the_form(visitor, database_away, headers):
    with database_away():
        assert visitor.get(FORM).status_code == 200
        response = send(visitor, headers=headers)
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "Reports cannot be taken at the moment." in text(response)
    assert SAID["words"] in text(response)
    assert not Report.objects.exists()


def test_a_database_that_only_reads_is_no_broken_page_and_the_log_says_why(visitor, caplog):
    def refuse(execute, sql, *rest):
        if sql.startswith("INSERT"):
            raise OperationalError("attempt to write a readonly database")
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse):
        assert send(visitor).status_code == 503
    assert "The database cannot be used: attempt to write a readonly database" in caplog.text


# --- what readers are told -------------------------------------------------------------------


def test_four_are_too_few_and_five_that_agree_are_told(visitor, colleague):
    with time_machine.travel("2026-11-22T23:00Z", tick=False):
        send(visitor)
    with time_machine.travel("2026-11-23T01:00Z", tick=False):
        for number in range(4):
            assert told(colleague) == 0, number
            send(visitor)
        assert told(colleague) == 1
        page = text(colleague.get(STEPS))
    assert "this may look different now (Computer, since 22 November 2026)" in page
    assert "another name" not in page


def test_a_hundred_of_one_day_are_told_nobody_until_another_day(visitor):
    with time_machine.travel("2026-11-22T12:00Z", tick=False):
        kept(100)
        assert told(visitor) == 0
    with time_machine.travel("2026-11-23T12:00Z", tick=False):
        send(visitor)
        assert told(visitor) == 1


@pytest.mark.parametrize(
    "changes",
    [{"choice": "greyed"}, {"device": "phone"}, {"region": "eu"}, {"step": "look-again"}, {"edition": 7}],
    ids=str,
)
def test_reports_that_differ_do_not_agree(visitor, changes):
    kept(2)
    kept(2, on=clock.today() - DAY)
    kept(1, **changes)
    assert told(visitor) == told(visitor, "/linkedin/uk/") == told(visitor, "/linkedin/eu/") == 0


def test_reports_agree_within_a_week(visitor):
    kept(5)
    kept(on=clock.today() - 7 * DAY)
    assert told(visitor) == 0
    kept(on=clock.today() - 6 * DAY)
    assert told(visitor) == 1


def test_the_note_stands_at_its_step_for_its_device_in_its_region_only(visitor):
    agreed()
    assert told(visitor) == told(visitor, "/linkedin/uk/") == 1
    assert NOTE in text(visitor.get(STEPS)).partition('id="step-switch-off"')[2].partition('id="step-')[0]
    for path in ("/linkedin/uk/?device=iphone", "/linkedin/eu/", "/linkedin/eu/?device=computer"):
        assert told(visitor, path) == 0


def test_a_page_made_before_is_made_anew_and_the_old_one_comes_back(visitor):
    before = visitor.get(STEPS)
    rows = agreed()
    assert told(visitor) == 1
    assert visitor.get(STEPS, headers={"If-None-Match": before["ETag"]}).status_code == 200
    rows[-1].group().answer("still_true", None)
    assert told(visitor) == 0
    assert visitor.get(STEPS)["ETag"] == before["ETag"]


def test_who_has_ticks_is_told_too(visitor):
    agreed()
    visitor.post("/linkedin/uk/steps/look-again/", {"done": "1"})
    assert told(visitor) == 1


def test_reading_makes_no_query_and_looking_makes_one(visitor, django_assert_num_queries):
    agreed()
    with django_assert_num_queries(1):
        reader_reports.look()
    with django_assert_num_queries(0):
        assert NOTE in text(visitor.get(STEPS))


def test_a_site_without_a_guide_has_no_reader_reports(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert Report.objects.tallies({}) == []


def test_a_new_edition_takes_the_note_away(visitor, guidance):
    agreed()
    kept(1, "confirmed", device="phone")
    assert told(visitor, "/linkedin/uk/") == told(visitor, "/linkedin/uk/", FOUND_SO) == 1
    Step.objects.filter(slug="switch-off").update(title="Another title")
    publishing.publish(guidance, by=None, note="Looked.")
    current_editions.refresh()
    assert NOTE not in text(visitor.get("/linkedin/uk/"))
    assert told(visitor, "/linkedin/uk/") == 0


def test_while_the_database_is_away_what_was_told_is_told(visitor, database_away):
    agreed()
    assert told(visitor) == 1
    with database_away():
        current_editions.look()
        assert text(visitor.get(STEPS)).count(NOTE) == 1


def test_a_preview_is_of_the_draft_and_tells_nothing(desk):
    agreed()
    assert told(desk, "/preview/linkedin/uk/") == 0


def rows_of(site, sql):
    """What the database of a served site says to this."""
    with closing(sqlite3.connect(site.environment["DATABASE_URL"].removeprefix("sqlite:///"))) as database, database:
        return database.execute(sql).fetchall()


def post(site, number):
    for _ in range(number):
        address = f"http://127.0.0.1:{site.port}{FORM}"
        urlopen(Request(address, urlencode(SAID).encode(), {"Sec-Fetch-Site": "same-origin"}), timeout=PATIENCE)


def test_both_workers_come_to_tell_it(site_without_reports: Site) -> None:
    site = site_without_reports
    post(site, 4)
    earliest = "(SELECT min(id) FROM guides_report)"
    rows_of(site, f"UPDATE guides_report SET reported_on = date(reported_on, '-1 day') WHERE id = {earliest}")  # noqa: S608
    time.sleep(2)
    assert NOTE not in site.read()
    post(site, 1)
    until(lambda: all(NOTE in site.read() for _ in range(20)))


# --- the desk --------------------------------------------------------------------------------


def answer(desk, row, state):
    return text(desk.post(QUEUE, {"report": row.pk, "answer": state}, follow=True))


def test_the_queue_groups_what_says_the_same(desk):
    kept(3, on=TODAY - DAY, words="It is elsewhere.")
    kept(2, on=TODAY, device="phone", choice="")
    page = text(desk.get(QUEUE))
    assert page.count('id="report-') == 2
    assert "Turn the switch off – United Kingdom, Computer: The menu is different" in page
    assert "United Kingdom, Browser on a phone or tablet: Something else" in page
    assert page.index("3 reports") < page.index("2 reports")
    assert page.count("It is elsewhere.") == 3
    assert page.count("No one added a sentence.") == 1


def test_what_readers_wrote_is_shown_as_text(desk):
    kept(words="<script>alert(1)</script> {{ 7|add:7 }}")
    response = desk.get(QUEUE)
    assert "<script>alert" not in response.content.decode()
    assert "<script>alert(1)</script> {{ 7|add:7 }}" in text(response)
    assert faults_in_markup(response) == []


def test_confirmed_is_told_at_once_and_checked_takes_it_back(desk, visitor, editor, django_capture_on_commit_callbacks):
    (row,) = kept()
    with django_capture_on_commit_callbacks(execute=True):
        assert "Answered: Confirmed: readers are told (1 report)." in answer(desk, row, "confirmed")
    assert FOUND_SO in text(visitor.get(STEPS))
    assert NOTE not in text(visitor.get(STEPS))
    page = text(desk.get(QUEUE))
    assert "Readers are told that it is confirmed." in page
    assert 'value="confirmed"' not in page
    with django_capture_on_commit_callbacks(execute=True):
        answer(desk, row, "still_true")
    assert FOUND_SO not in text(visitor.get(STEPS))
    assert "Nothing is waiting for an answer." in text(desk.get(QUEUE))
    row.refresh_from_db()
    assert (row.state, row.answered_by, row.answered_on) == ("still_true", editor, clock.today())


@pytest.mark.parametrize("state", ["confirmed", "still_true", "not_useful"])
def test_an_answer_is_for_the_whole_group_and_nothing_else_and_stands_in_the_history_of_the_step(desk, state, guidance):
    rows = kept(3)
    others = [*kept(device="phone"), *kept(choice="greyed"), *kept(region="eu")]
    answer(desk, rows[-1], state)
    assert set(Report.objects.filter(state=state)) == set(rows)
    assert set(Report.objects.filter(state="open")) == set(others)
    entry = LogEntry.objects.get()
    assert entry.object_id == str(guidance.steps.get(slug="switch-off").pk)
    assert "(3 reports)" in entry.change_message


def test_what_came_in_since_the_page_was_opened_waits_on(desk):
    rows = kept(2)
    (late,) = kept(words="You have not read this.")
    answer(desk, rows[-1], "not_useful")
    assert list(Report.objects.filter(state="open")) == [late]


@pytest.mark.parametrize(
    "sent",
    [{}, {"report": "x"}, {"report": "9" * 30, "answer": "confirmed"}, {"report": "1²", "answer": "confirmed"}],
    ids=str,
)
def test_a_press_that_means_nothing_changes_nothing(desk, sent):
    (row,) = kept()
    for data in (sent, sent | {"report": row.pk}, {"report": row.pk, "answer": "open"}):
        if data.get("report") == row.pk and data.get("answer") == "confirmed":
            continue
        assert "Nothing was changed" in text(desk.post(QUEUE, data, follow=True))
    assert Report.objects.get().state == "open"


def test_a_second_editor_who_answers_the_same_is_told(desk):
    (row,) = kept()
    answer(desk, row, "still_true")
    assert "it was answered in the meantime" in answer(desk, row, "not_useful")
    assert Report.objects.get().state == "still_true"


def test_an_answer_needs_the_token_of_the_desk(guidance, editor):
    (row,) = kept()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(editor)
    assert browser.post(QUEUE, {"report": row.pk, "answer": "confirmed"}).status_code == 403
    assert Report.objects.get().state == "open"


def test_reports_of_an_edition_that_is_over_wait_but_cannot_be_told(desk):
    kept(edition=7)
    kept(edition=7, state="confirmed", device="phone")
    page = text(desk.get(QUEUE))
    assert "edition 7, which is no longer in force" in page
    assert page.count('id="report-') == 1
    assert 'value="confirmed"' not in page
    assert 'value="still_true"' in page


def test_reports_of_a_step_that_the_draft_has_no_more_can_be_answered(desk, guidance):
    (row,) = kept(step="gone")
    assert "gone – United Kingdom" in text(desk.get(QUEUE))
    answer(desk, row, "not_useful")
    assert LogEntry.objects.get().object_id == str(guidance.pk)


def test_the_queue_leads_to_the_draft_of_the_step(desk, guidance):
    kept()
    link = f'href="/admin/guides/step/{guidance.steps.get(slug="switch-off").pk}/change/"'
    assert link in text(desk.get(QUEUE))


def test_the_queue_stays_a_page_that_can_be_read(desk, monkeypatch):
    monkeypatch.setattr("guides.admin.report.MOST_GROUPS", 2)
    monkeypatch.setattr("guides.admin.report.MOST_WORDS", 3)
    for device in field_types.USUAL_DEVICES:
        kept(5, device=device, words="It is elsewhere.")
    page = text(desk.get(QUEUE))
    assert page.count('id="report-') == 2
    assert page.count("It is elsewhere.") == 6
    assert "Page 1 of 2, 4 kinds of report." in page


def test_a_true_report_is_found_among_the_made_up_ones(desk, monkeypatch):
    """On the last page of the queue; by what is written in it; and by what is left when the others are answered."""
    monkeypatch.setattr("guides.admin.report.MOST_GROUPS", 3)
    (true,) = kept(region="ch", words="The page has moved to Privacy.")
    made_up = [
        row for choice in Report.OF_A_STEP for region in ("uk", "eu") for row in kept(9, choice=choice, region=region)
    ]
    pages = [text(desk.get(f"{QUEUE}?page={number}")) for number in (1, 2, 3, 4)]
    assert ["moved to Privacy" in page for page in pages] == [False, False, False, True]
    assert 'href="?page=2" rel="next"' in pages[0]
    assert 'href="?page=3" rel="prev"' in pages[3]
    assert f'href="{EACH}"' in pages[0]
    found = text(desk.get(f"{EACH}?q=moved"))
    assert "moved to Privacy" in found
    assert "1 readers’ report" in found
    for state in ("not_useful", "still_true"):
        asked = {"action": state, "_selected_action": [made_up[0].pk], "select_across": "1"}
        answered = text(desk.post(f"{EACH}?region=uk", asked, follow=True))
        assert ("Answered: Not useful (45 reports)." in answered) == (state == "not_useful")
    assert Report.objects.filter(state="not_useful").count() == 45
    asked = {"action": "still_true", "_selected_action": [row.pk for row in made_up if row.region == "eu"][:20]}
    assert "Answered: Checked, still true (20 reports)." in text(desk.post(EACH, asked, follow=True))
    assert "(45 reports)" in LogEntry.objects.last().change_message
    true.refresh_from_db()
    assert true.state == "open"


def test_whoever_may_only_look_answers_nothing(guidance):
    """An answer to many is for those who may give one."""
    looker = User.objects.create_user("looker", is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_report"))
    browser = Client()
    browser.force_login(looker)
    (row,) = kept()
    assert browser.get(EACH).status_code == 200
    browser.post(EACH, {"action": "not_useful", "_selected_action": [row.pk]})
    assert Report.objects.get().state == "open"


# --- how long --------------------------------------------------------------------------------


def test_reports_are_deleted_when_their_time_is_over(guidance):
    today = clock.today()
    kept(on=today - 366 * DAY)
    kept(on=today - 365 * DAY, choice="greyed")
    kept(state="still_true", on=today - 200 * DAY, answered_on=today - 181 * DAY)
    kept(state="confirmed", on=today - 400 * DAY, answered_on=today - 180 * DAY)
    assert "readers’ reports: 2, answered half a year ago, or a year without an answer\n" in run("prune")
    assert sorted(Report.objects.values_list("state", flat=True)) == ["confirmed", "open"]

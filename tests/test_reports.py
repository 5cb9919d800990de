"""“This isn’t what I see”: sent, refused, bounded, told to readers, answered at the desk, and in the end forgotten."""

import datetime
import html
import time
import unicodedata
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.db import OperationalError, connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guides import clock, documents, doubts, library, limits, publishing, reports
from guides.models import Guide, Report, Step
from guides.reports import Doubt, Tally, clean_words
from guides.views import reports as views
from tests.test_commands import run
from tests.test_privacy import database_away, faults_in_markup  # noqa: F401 (a fixture)
from tests.test_two_workers import Site, site  # noqa: F401 (a fixture)

FORM = "/linkedin/uk/steps/switch-off/report/"
STEPS = "/linkedin/uk/?device=computer"
QUEUE = "/admin/guides/report/"
SAID = {"device": "computer", "choice": "menu", "words": "The page has another name."}
HTMX = {"HX-Request": "true"}
BOTH_WAYS = pytest.mark.parametrize("headers", [{}, HTMX], ids=["by form", "by htmx"])
NOTE = "Reported, being checked:"
DAY = datetime.timedelta(days=1)
TODAY = datetime.date(2026, 11, 23)


@pytest.fixture
def guidance(loaded, db):
    views.reporting.fill()
    library.shelf()
    return Guide.objects.get()


@pytest.fixture
def desk(guidance, editor):
    browser = Client(headers={"Sec-Fetch-Site": "same-origin"})
    browser.force_login(editor)
    return browser


def text(response):
    return html.unescape(response.content.decode())


def send(browser, path=FORM, headers=None, **changes):
    return browser.post(path, SAID | changes, headers=headers or {})


def kept(number=1, state="open", on=None, **changes):
    """Reports that are there already."""
    said = {"edition": 1, "region": "uk", "step": "switch-off", "device": "computer", "choice": "menu"} | changes
    row = {"guide": Guide.objects.get(), "reported_on": on or clock.today(), "state": state, **said}
    return [Report.objects.create(**row) for _ in range(number)]


def told(browser, path=STEPS):
    """What this reader is told just now."""
    doubts.look()
    return text(browser.get(path)).count(NOTE)


# --- the rules -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", ""),
        ("  one \r\n two\t\u2028three\x1d ", "one two three"),
        ("turned \u202eround\u2069", "turned round"),
        ("hid\u200bden\u00ad \ufeffspace\0", "hidden space"),
        ("e\u0301", "é"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("x" * 500 + " \u200b ", "x" * 500),
        ("<b>&amp;", "<b>&amp;"),
    ],
)
def test_words_are_kept_on_one_line_without_what_nobody_sees(typed, words):
    assert clean_words(typed) == words


@pytest.mark.parametrize("typed", ["x" * 501, "\u0958" * 251, "a b" * 167])
def test_too_many_words_are_refused_with_a_sentence(typed):
    with pytest.raises(ValueError, match="longer than 500 characters"):
        clean_words(typed)


@given(st.text(max_size=600))
def test_whatever_is_typed_becomes_a_plain_line_or_is_refused(typed):
    try:
        words = clean_words(typed)
    except ValueError:
        return
    assert documents.plain(words) == words == clean_words(words)
    assert len(words) <= 500
    assert not any(unicodedata.category(letter) in ("Cc", "Zl", "Zp") for letter in words)


def tally(number=0, *, confirmed=False, device="computer", since=TODAY):
    return Tally("linkedin", "uk", "switch-off", device, confirmed, number, since)


def test_readers_are_told_once_enough_agree_or_staff_confirmed():
    assert reports.doubts([tally(4), tally(4, device="phone"), tally(4)]) == {}
    doubt = Doubt("uk", "switch-off", "computer", TODAY)
    assert reports.doubts([tally(5)]) == reports.doubts([tally(1, confirmed=True)]) == {"linkedin": (doubt,)}


def test_a_place_has_one_doubt_since_the_first_day_that_counts():
    days = [tally(5), tally(9, since=TODAY - DAY), tally(1, since=TODAY - 9 * DAY)]
    found = reports.doubts([*days, tally(5, device="phone")])
    assert [(doubt.device, doubt.since) for doubt in found["linkedin"]] == [("computer", TODAY - DAY), ("phone", TODAY)]


# --- the form --------------------------------------------------------------------------------


def test_every_way_of_every_step_leads_to_the_form_for_its_device(visitor):
    page = text(visitor.get("/linkedin/uk/"))
    assert page.count("This isn’t what I see") == page.count('class="way"') > 5
    assert f'href="{FORM}?device=computer"' in page
    chosen = text(visitor.get("/linkedin/uk/?device=iphone"))
    assert f'href="{FORM}?device=iphone"' in chosen
    assert "report/?device=computer" not in chosen


def test_the_form_says_what_is_kept_and_knows_the_device_of_the_link(visitor):
    page = text(visitor.get(f"{FORM}?device=iphone"))
    assert "Nothing about you: no name, no address, no cookie." in page
    assert "Please no names, no e-mail addresses, nothing personal." in page
    assert 'value="iphone" required checked' in page
    assert " checked" not in text(visitor.get(FORM)).partition("What is different")[0]
    assert 'maxlength="500"' in page
    assert 'content="noindex"' in page
    assert faults_in_markup(visitor.get(FORM)) == []


def test_the_form_is_the_same_page_for_everybody_and_needs_no_query(visitor, colleague, django_assert_num_queries):
    with django_assert_num_queries(0):
        one, other = visitor.get(FORM), colleague.get(FORM)
    assert one.content == other.content
    assert "public" in one["Cache-Control"]
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
    assert {field.name for field in Report._meta.fields} == {*fields, *("id", "guide", "answered_by", "answered_on")}
    page = text(visitor.get(response["Location"]))
    assert "Thank you" in page
    assert "<form" not in page
    assert 'href="/linkedin/uk/?device=computer#step-switch-off"' in page


def test_choice_and_words_may_be_left_out(visitor):
    assert visitor.post(FORM, {"device": "phone"}).status_code == 303
    assert (Report.objects.get().choice, Report.objects.get().words) == ("", "")


def test_by_htmx_the_thanks_come_in_the_place_of_the_form(visitor):
    response = send(visitor, headers=HTMX)
    assert response.status_code == 200
    assert response.content.decode().startswith('<section class="report" id="report"')
    assert "autofocus" in text(response)
    swapped = text(response).replace(" autofocus", "").strip()
    assert swapped in text(visitor.get(f"{FORM}?sent=1"))


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


@pytest.mark.parametrize("path", [FORM.replace("switch-off", "no"), FORM.replace("uk", "mars"), f"{FORM}?device=x"])
def test_a_step_region_or_device_that_is_not_there_is_said_to_be_missing(visitor, path):
    assert [visitor.get(path).status_code, send(visitor, path).status_code] == [404, 404]
    assert not Report.objects.exists()


def test_a_report_from_another_site_is_refused(guidance):
    assert send(Client()).status_code == 403
    assert send(Client(headers={"Sec-Fetch-Site": "cross-site"})).status_code == 403
    assert Client().put(FORM).status_code == 405
    assert not Report.objects.exists()


def test_a_preview_has_the_link_and_takes_no_report(desk):
    page = text(desk.get("/preview/linkedin/uk/"))
    assert f'href="/preview{FORM}?device=computer"' in page
    for response in (desk.get(f"/preview{FORM}"), send(desk, f"/preview{FORM}")):
        assert response.status_code == 404
        assert "They are sent from the site itself." in text(response)
    assert not Report.objects.exists()


anything = st.text(max_size=60) | st.sampled_from(["computer", "menu", "", "\0", "x" * 501, "\u202e"])
fields = st.dictionaries(st.sampled_from(["device", "choice", "words"]) | st.text(max_size=5), anything, max_size=5)


@given(fields, st.booleans())
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


# --- how many --------------------------------------------------------------------------------


@BOTH_WAYS
def test_too_many_at_once_wait_with_their_words(visitor, headers, monkeypatch):
    monkeypatch.setattr(views, "reporting", limits.Bucket(2, 0.2))
    assert all(send(visitor, headers=headers).status_code in (200, 303) for _ in range(2))
    response = send(visitor, headers=headers)
    assert (response.status_code, response["Retry-After"]) == (429, "5")
    assert "your words are still here" in text(response)
    assert SAID["words"] in text(response)
    assert Report.objects.count() == 2


def test_the_site_takes_only_so_many_a_day(visitor, monkeypatch):
    monkeypatch.setattr(views, "MOST_A_DAY", 2)
    with time_machine.travel("2026-11-23T12:00Z", tick=False):
        answers = [send(visitor, device=device) for device in ("computer", "phone", "iphone")]
    assert [response.status_code for response in answers] == [303, 303, 429]
    assert answers[2]["Retry-After"] == "3600"
    with time_machine.travel("2026-11-24T00:00Z", tick=False):
        assert send(visitor).status_code == 303


def test_one_step_on_one_device_takes_only_so_many_a_day(visitor, monkeypatch):
    monkeypatch.setattr(views, "MOST_A_DAY_OF_ONE", 2)
    assert [send(visitor).status_code for _ in range(3)] == [303, 303, 429]
    for path, device in [(FORM, "phone"), (FORM.replace("uk", "eu"), "computer")]:
        assert send(visitor, path, device=device).status_code == 303


@BOTH_WAYS
def test_without_a_database_the_words_stay_in_the_form(visitor, database_away, headers):  # noqa: F811
    with database_away():
        assert visitor.get(FORM).status_code == 200
        response = send(visitor, headers=headers)
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "Reports cannot be taken at the moment." in text(response)
    assert SAID["words"] in text(response)
    assert not Report.objects.exists()


def test_a_database_that_only_reads_is_no_broken_page(visitor):
    def refuse(execute, sql, *rest):
        if sql.startswith("INSERT"):
            raise OperationalError("attempt to write a readonly database")
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse):
        assert send(visitor).status_code == 503


# --- what readers are told -------------------------------------------------------------------


def test_four_are_too_few_and_five_that_agree_are_told(visitor, colleague):
    for number in range(5):
        assert told(colleague) == 0, number
        send(visitor)
    assert told(colleague) == 1
    page = text(colleague.get(STEPS))
    day = f"{clock.today():%-d %B %Y}"
    assert f"this may look different by now (Computer, since {day})" in page
    assert "another name" not in page


@pytest.mark.parametrize(
    "changes",
    [{"choice": "greyed"}, {"device": "phone"}, {"region": "eu"}, {"step": "look-again"}, {"edition": 7}],
    ids=str,
)
def test_reports_that_differ_do_not_agree(visitor, changes):
    kept(4)
    kept(1, **changes)
    assert told(visitor) == told(visitor, "/linkedin/uk/") == told(visitor, "/linkedin/eu/") == 0


def test_reports_agree_within_a_week(visitor):
    kept(4)
    kept(on=clock.today() - 7 * DAY)
    assert told(visitor) == 0
    kept(on=clock.today() - 6 * DAY)
    assert told(visitor) == 1


def test_the_note_stands_at_its_step_for_its_device_in_its_region_only(visitor):
    kept(5)
    assert told(visitor) == told(visitor, "/linkedin/uk/") == 1
    assert NOTE in text(visitor.get(STEPS)).partition('id="step-switch-off"')[2].partition('id="step-')[0]
    for path in ("/linkedin/uk/?device=iphone", "/linkedin/eu/", "/linkedin/eu/?device=computer"):
        assert told(visitor, path) == 0


def test_a_page_made_before_is_made_anew_and_the_old_one_comes_back(visitor):
    before = visitor.get(STEPS)
    rows = kept(5)
    assert told(visitor) == 1
    assert visitor.get(STEPS, headers={"If-None-Match": before["ETag"]}).status_code == 200
    rows[0].group().answer("still_true", None)
    assert told(visitor) == 0
    assert visitor.get(STEPS)["ETag"] == before["ETag"]


def test_who_has_ticks_is_told_too(visitor):
    kept(5)
    visitor.post("/linkedin/uk/steps/look-again/", {"done": "1"})
    assert told(visitor) == 1


def test_reading_makes_no_query_and_looking_makes_one(visitor, django_assert_num_queries):
    kept(5)
    with django_assert_num_queries(1):
        doubts.look()
    with django_assert_num_queries(0):
        assert NOTE in text(visitor.get(STEPS))


def test_a_site_without_a_guide_has_no_doubts(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert Report.objects.tallies({}) == []


def test_a_new_edition_takes_the_note_away(visitor, guidance):
    kept(5)
    kept(1, "confirmed", device="phone")
    assert told(visitor, "/linkedin/uk/") == 2
    Step.objects.filter(slug="switch-off").update(title="Another title")
    publishing.publish(guidance, by=None, note="Looked.")
    library.refresh()
    assert NOTE not in text(visitor.get("/linkedin/uk/"))
    assert told(visitor, "/linkedin/uk/") == 0


def test_while_the_database_is_away_what_was_told_is_told(visitor, database_away):  # noqa: F811
    kept(5)
    assert told(visitor) == 1
    with database_away():
        assert told(visitor) == 1


def test_a_preview_is_of_the_draft_and_tells_nothing(desk):
    kept(5)
    assert told(desk, "/preview/linkedin/uk/") == 0


def post(site, number):  # noqa: F811
    for _ in range(number):
        address = f"http://127.0.0.1:{site.port}{FORM}"
        urlopen(Request(address, urlencode(SAID).encode(), {"Sec-Fetch-Site": "same-origin"}), timeout=10)


def test_both_workers_tell_it_within_two_seconds(site: Site) -> None:  # noqa: F811
    post(site, 4)
    time.sleep(2)
    assert NOTE not in site.read()
    post(site, 1)
    time.sleep(2)
    assert all(NOTE in site.read() for _ in range(20))


# --- the desk --------------------------------------------------------------------------------


def answer(desk, row, state):
    return text(desk.post(QUEUE, {"report": row.pk, "answer": state}, follow=True))


def test_the_queue_groups_what_says_the_same(desk):
    kept(3, on=TODAY - DAY, words="It is elsewhere.")
    kept(2, on=TODAY, device="phone", choice="")
    page = text(desk.get(QUEUE))
    assert page.count('id="report-') == 2
    assert "The switch is off – United Kingdom, Computer: The menu is different" in page
    assert "United Kingdom, Phone browser: Something else" in page
    assert page.index("3 reports") < page.index("2 reports")
    assert page.count("It is elsewhere.") == 3
    assert page.count("Nobody wrote a sentence.") == 1


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
    assert NOTE in text(visitor.get(STEPS))
    page = text(desk.get(QUEUE))
    assert "Readers are told that it is being checked." in page
    assert 'value="confirmed"' not in page
    with django_capture_on_commit_callbacks(execute=True):
        answer(desk, row, "still_true")
    assert NOTE not in text(visitor.get(STEPS))
    assert "Nothing waits for an answer." in text(desk.get(QUEUE))
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
    assert "it was answered meanwhile" in answer(desk, row, "not_useful")
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
    for device in documents.DEVICES:
        kept(5, device=device, words="It is elsewhere.")
    page = text(desk.get(QUEUE))
    assert page.count('id="report-') == 2
    assert page.count("It is elsewhere.") == 6


# --- how long --------------------------------------------------------------------------------


def test_reports_are_deleted_when_their_time_is_over(guidance):
    today = clock.today()
    kept(on=today - 366 * DAY)
    kept(on=today - 365 * DAY, choice="greyed")
    kept(state="still_true", on=today - 200 * DAY, answered_on=today - 181 * DAY)
    kept(state="confirmed", on=today - 400 * DAY, answered_on=today - 180 * DAY)
    assert "reports of readers: 2\n" in run("prune")
    assert sorted(Report.objects.values_list("state", flat=True)) == ["confirmed", "open"]


def test_workers_prune_by_themselves_once_an_hour(guidance, monkeypatch, django_assert_num_queries):
    now = [0.0]
    monkeypatch.setattr(doubts, "_pruning", limits.Bucket(1, 1 / 3600, lambda: now[0]))
    kept(on=clock.today() - 366 * DAY)
    doubts.prune_hourly()
    assert not Report.objects.exists()
    now[0] = 3599
    with django_assert_num_queries(0):
        doubts.prune_hourly()
    now[0] = 3601
    kept(on=clock.today() - 366 * DAY)
    doubts.prune_hourly()
    assert not Report.objects.exists()

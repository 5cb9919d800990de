"""A day to look again, as a calendar reads it: which day, which words, the same for everybody, and what is refused."""

import datetime
import re

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from guides.document.field_types import USUAL_DEVICES
from guides.editing import drafts, publishing
from guides.rules import clock
from guides.serving import current_editions
from guides.sharing import calendar_file
from guides.sharing.calendar_file import Entry, days, to_ical
from tests.support.desk import signed_in
from tests.support.factories import make_guide, make_region, make_regions, make_step, make_walkthrough
from tests.support.pages import unescaped as text

REGIONS = ["us", "eu", "uk", "ch", "ca", "hk", "world"]
PATH = "/linkedin/uk/look-again.ics"
TODAY = datetime.date(2026, 11, 23)
USUAL = datetime.date(2027, 2, 21)


def at(day, *time):
    """This moment of the day, in the time zone of the site."""
    return time_machine.travel(datetime.datetime.combine(day, datetime.time(*time), datetime.UTC), tick=False)


def event(response):
    """The one entry of the file, as a calendar reads it."""
    (found,) = Calendar.from_ical(response.content).walk("VEVENT")
    return found


def first_day(response):
    return event(response)["DTSTART"].dt.date()


@pytest.fixture(autouse=True)
def _on_a_day_in_autumn():
    with at(TODAY, 12):
        yield


@pytest.fixture
def publish_chatter(guidance, django_capture_on_commit_callbacks):
    def publish(**changes):
        with django_capture_on_commit_callbacks(execute=True):
            publishing.publish(drafts.from_document(make_guide(**changes)), by=None, note="A second guide.")

    return publish


# --- what a calendar reads -------------------------------------------------------------------


@pytest.mark.parametrize("region", REGIONS)
def test_every_region_has_an_entry_in_ninety_days_that_leads_back_to_it(visitor, region):
    response = visitor.get(f"/linkedin/{region}/look-again.ics")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="look-again-linkedin-{region}.ics"'
    entry = event(response)
    starts_at = datetime.datetime.combine(USUAL, datetime.time(9))  # of no zone: nine by the reader's own clock
    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (starts_at, starts_at + datetime.timedelta(minutes=15))
    assert starts_at.tzinfo is None
    assert b"DTSTART:20270221T090000\r\n" in response.content
    assert entry["SUMMARY"] == "Look again: is LinkedIn still set as you want it?"
    assert entry["URL"] == f"https://optout.example/linkedin/{region}/"
    assert entry["URL"] in entry["DESCRIPTION"].split("\n")
    assert entry["TRANSP"] == "TRANSPARENT"
    assert entry["DTSTAMP"].dt == datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)


def test_the_file_says_who_made_it_and_asks_for_no_answer(visitor):
    calendar = Calendar.from_ical(visitor.get(PATH).content)
    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "PUBLISH")
    assert calendar["PRODID"] == "-//Switched Off//Look again//EN"
    assert not {"ORGANIZER", "ATTENDEE"} & set(event(visitor.get(PATH)))


def test_it_reminds_before_it_begins(visitor):
    """Outlook takes the minutes of a reminder as those before the start, whatever their sign ([MS-OXCICAL], VALARM)."""
    (alarm,) = event(visitor.get(PATH)).walk("VALARM")
    assert alarm["ACTION"] == "DISPLAY"
    assert alarm["TRIGGER"].dt == -datetime.timedelta(minutes=15)
    assert b"TRIGGER:-PT15M\r\n" in visitor.get(PATH).content
    assert alarm["DESCRIPTION"] == event(visitor.get(PATH))["SUMMARY"]


def test_it_tells_the_way_for_every_device_and_on_which_day_it_was_known(visitor):
    assert event(visitor.get(PATH))["DESCRIPTION"].split("\n") == [
        "The steps for people in the United Kingdom, with up-to-date information:",
        "https://optout.example/linkedin/uk/",
        "",
        "The way there, as of 23 November 2026:",
        "On a computer: Me › Settings & Privacy › Data privacy › Data for Generative AI Improvement",
        "In the iPhone or iPad app, in the Android app: "
        "Your photo › Settings › Data privacy › Data for Generative AI Improvement",
        "In the browser of a phone or tablet: Settings & Privacy › Data privacy › Data for Generative AI Improvement",
    ]


@pytest.mark.parametrize("device", USUAL_DEVICES)
def test_with_a_device_it_tells_the_way_for_that_one(visitor, device):
    response = visitor.get(PATH, {"device": device})
    assert len(event(response)["DESCRIPTION"].split("\n")) == 5
    assert event(response)["URL"] == "https://optout.example/linkedin/uk/"
    assert response.content != visitor.get(PATH).content


def test_a_guide_without_a_trail_names_none(visitor, publish_chatter):
    publish_chatter(
        steps=[
            make_step(walkthroughs=[make_walkthrough(trail=[])]),
            make_step("look-again"),
            make_step("tidy-up", is_extra=True),
        ]
    )
    description = event(visitor.get("/chatter/uk/look-again.ics"))["DESCRIPTION"]
    assert description.endswith("https://optout.example/chatter/uk/")


def test_names_of_entries_differ_by_guide_and_region_and_by_nothing_else(visitor, colleague, publish_chatter):
    publish_chatter()
    colleague.cookies.load({"linkedin.switch-off": "1"})
    asked = [PATH, "/linkedin/eu/look-again.ics", "/chatter/uk/look-again.ics"]
    names = [event(visitor.get(path))["UID"] for path in asked]
    assert len(set(names)) == len(asked)
    assert names[0] == "look-again-linkedin-uk@optout.example"
    assert names == [event(colleague.get(path, HTTP_USER_AGENT="Other"))["UID"] for path in asked]


def test_a_second_day_replaces_the_first_even_if_it_is_chosen_a_second_later(visitor):
    """The same UID, and as RFC 5546 says (2.1.5), the higher SEQUENCE is the later one, and then the later DTSTAMP."""
    first = event(visitor.get(PATH))
    with at(TODAY, 12, 0, 1):
        second = event(visitor.get(PATH, {"when": "2027-01-01"}))
    assert second["UID"] == first["UID"]
    assert second["SEQUENCE"] > first["SEQUENCE"] >= 0
    assert second["DTSTAMP"].dt > first["DTSTAMP"].dt


def test_the_number_of_an_entry_is_one_that_calendars_can_hold():
    with at(datetime.date(2090, 1, 1)):
        assert calendar_file.sequence(clock.now()) < 2**31


# --- escaping and folding --------------------------------------------------------------------

LONG = "in Föhr, Amrum; Łódź, Ñuñoa und 東京都千代田区" + " – Österreichisch-Ungarische Überseegebiete" * 3


def test_a_long_name_with_letters_of_several_bytes_is_folded_and_comes_back_whole(visitor, publish_chatter):
    region = make_region("uk", place=LONG, countries=["GB"], aliases=["gb"])
    publish_chatter(regions=[region, *make_regions()[1:]], product="Chatter, “Pro”; \\n")
    response = visitor.get("/chatter/uk/look-again.ics")
    lines = response.content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)
    assert event(response)["DESCRIPTION"].split("\n")[0] == f"The steps for people {LONG}, with up-to-date information:"
    assert event(response)["SUMMARY"] == "Look again: is Chatter, “Pro”; \\n still set as you want it?"


words = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=120)


@given(
    words, st.lists(words, max_size=4).map("\n".join), st.dates(datetime.date(2001, 1, 1), datetime.date(2190, 1, 1))
)
def test_any_words_come_back_from_the_file(summary, description, on):
    made_at = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)
    entry = Entry("a@b", on, made_at, summary, description, "https://a.example/")
    made = to_ical(entry)
    (found,) = Calendar.from_ical(made).walk("VEVENT")
    assert (found["SUMMARY"], found["DESCRIPTION"], found["DTSTART"].dt.date()) == (summary, description, on)
    assert max(map(len, made.split(b"\r\n"))) <= 75


# --- which day -------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["2026-11-24", "2027-02-21", "2028-02-29", "2028-11-23"])
def test_a_reader_can_choose_the_day(visitor, day):
    assert first_day(visitor.get(PATH, {"when": day})).isoformat() == day


NOT_A_DAY = [
    "2026-11-23",
    "2026-11-22",
    "2028-11-24",
    "9999-12-31",
    "0001-01-01",
    "2027-02-29",
    "2027-2-3",
    "20270203",
    "2027-W05-3",
    "2027-02-03T00:00",
    " 2027-02-03",
    "٢٠٢٧-٠٢-٠٣",
    "tomorrow",
    "\x00",
    "1" * 5000,
]


@pytest.mark.parametrize("day", NOT_A_DAY, ids=lambda day: ascii(day)[:20])
def test_another_day_is_refused_with_the_days_there_are(visitor, day):
    response = visitor.get(PATH, {"when": day})
    assert response.status_code == 400
    assert response["Content-Type"].startswith("text/html")
    sentence = "Choose a day between 24 November 2026 and 23 November 2028, and write it as 2027-02-21."
    assert sentence in text(response)


def test_an_empty_field_means_the_usual_day(visitor):
    assert first_day(visitor.get(PATH, {"when": ""})) == USUAL


def test_the_day_changes_at_midnight(visitor):
    for day, time in [(TODAY, (0, 0)), (TODAY, (23, 59, 59)), (TODAY + datetime.timedelta(days=1), (0, 0))]:
        with at(day, *time):
            assert first_day(visitor.get(PATH)) == day + datetime.timedelta(days=90)
            assert visitor.get(PATH, {"when": day.isoformat()}).status_code == 400


@pytest.mark.parametrize(
    ("today", "usual", "last"),
    [
        ("2027-12-01", "2028-02-29", "2029-12-01"),
        ("2028-02-29", "2028-05-29", "2030-03-01"),
        ("2026-12-01", "2027-03-01", "2028-12-01"),
    ],
)
def test_leap_days_are_days_like_others(visitor, today, usual, last):
    with at(datetime.date.fromisoformat(today)):
        assert first_day(visitor.get(PATH)).isoformat() == usual
        assert visitor.get(PATH, {"when": last}).status_code == 200
        too_late = datetime.date.fromisoformat(last) + datetime.timedelta(days=1)
        assert visitor.get(PATH, {"when": too_late.isoformat()}).status_code == 400


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2199, 12, 31)))
def test_from_any_day_one_can_choose_from_tomorrow_to_two_years_on(today):
    choice = days(today)
    assert today < choice.first < choice.usual < choice.last
    two_years_on = today.replace(day=min(today.day, 28), year=today.year + 2)
    assert two_years_on <= choice.last <= two_years_on + datetime.timedelta(days=4)


# --- how it is answered ----------------------------------------------------------------------


def test_at_one_moment_everybody_gets_the_same_file_and_nobody_keeps_it(visitor, colleague, django_assert_num_queries):
    colleague.cookies.load({"linkedin.switch-off": "1"})
    with django_assert_num_queries(0):
        for query in ({}, {"when": "2027-01-01"}, {"device": "phone"}):
            one, other = visitor.get(PATH, query), colleague.get(PATH, query)
            assert one.content == other.content
            assert one["Cache-Control"] == "no-store"
            assert list(one.cookies) == []


def test_what_one_reader_chooses_is_not_what_the_next_one_gets(visitor, colleague):
    visitor.get(PATH, {"when": "2027-01-01"})
    visitor.get(PATH, {"device": "iphone"})
    assert first_day(colleague.get(PATH)) == USUAL
    assert "On a computer" in event(colleague.get(PATH))["DESCRIPTION"]


def test_no_day_takes_a_place_in_memory(visitor):
    before = set(current_editions._made._made)
    for days_on in range(30, 50):
        visitor.get(PATH, {"when": (TODAY + datetime.timedelta(days=days_on)).isoformat()})
    visitor.get(PATH)
    assert set(current_editions._made._made) <= before


def test_only_reading_is_possible(visitor):
    assert visitor.head(PATH).status_code == 200
    assert visitor.post(PATH).status_code == 405


@pytest.mark.parametrize("path", ["/linkedin/atlantis/look-again.ics", "/atlantis/uk/look-again.ics"])
def test_what_there_is_not_is_not_found(visitor, path):
    assert visitor.get(path).status_code == 404


def test_a_region_is_found_by_its_other_names(visitor):
    assert visitor.get("/linkedin/gb/look-again.ics").content == visitor.get(PATH).content


# --- the form --------------------------------------------------------------------------------


def form(response):
    (found,) = re.findall(r'<form class="look-again".*?</form>', text(response), re.DOTALL)
    return found


def fields(response):
    return dict(re.findall(r'<input [^>]*name="([^"]*)" value="([^"]*)"', form(response)))


def test_the_ending_offers_it_once_the_switch_is_off(visitor):
    assert "look-again.ics" not in text(visitor.get("/linkedin/uk/"))
    for step in ("switch-off", "look-again"):
        visitor.post(f"/linkedin/uk/steps/{step}/", {"done": "1"})
    response = visitor.get("/linkedin/uk/?device=phone")
    assert f'method="get" action="{PATH}"' in form(response)
    assert 'value="2027-02-21" min="2026-11-24" max="2028-11-23" required' in form(response)
    assert first_day(visitor.get(PATH, fields(response))) == USUAL


def test_a_tick_without_a_reload_brings_the_same_form(visitor):
    visitor.post("/linkedin/uk/steps/switch-off/", {"done": "1"})
    fragment = visitor.post("/linkedin/uk/steps/look-again/", {"done": "1"}, headers={"HX-Request": "true"})
    assert form(fragment) == form(visitor.get("/linkedin/uk/"))


# --- in a preview ----------------------------------------------------------------------------


@pytest.fixture
def staff(guidance, editor):
    return signed_in(editor)


def test_a_preview_counts_from_the_day_on_which_it_stands(staff):
    response = staff.get(f"/preview{PATH}", {"on": "2025-11-02"})
    assert first_day(response) == datetime.date(2026, 1, 31)
    assert "as of 2 November 2025" in event(response)["DESCRIPTION"]
    assert event(response)["URL"] == "https://optout.example/preview/linkedin/uk/?on=2025-11-02"
    assert response["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers


def test_the_form_of_a_preview_stays_in_it(staff):
    for step in ("switch-off", "look-again"):
        staff.post(f"/preview/linkedin/uk/steps/{step}/?on=2025-11-02", {"done": "1"})
    response = staff.get("/preview/linkedin/uk/", {"on": "2025-11-02"})
    assert f'action="/preview{PATH}"' in form(response)
    assert fields(response) == {"on": "2025-11-02", "when": "2026-01-31"}
    assert first_day(staff.get(f"/preview{PATH}", fields(response))) == datetime.date(2026, 1, 31)


def test_a_stranger_gets_no_file_of_a_preview(visitor):
    assert visitor.get(f"/preview{PATH}").status_code == 302

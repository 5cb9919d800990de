"""“This isn’t what I see”, in real Chromium: five agree, the sixth is told, staff answer; and a sentence is wrong."""

import datetime
import re
from typing import Any

import pytest
from django.contrib.auth.models import User

from guides.models import Report
from guides.serving import reader_reports
from guides.views import reports as views
from tests.support.accessibility import faults, scrolls_sideways
from tests.support.browsers import DESKTOP, MISSING, PHONE, Watch, kept, stored
from tests.support.checklist_page import has_htmx
from tests.support.reports import kept as reported

expect = pytest.importorskip("playwright.sync_api", reason=MISSING).expect

FORM = "/linkedin/uk/steps/switch-off/report/"
NO_SCRIPT = {"java_script_enabled": False}
BOTH_WAYS = pytest.mark.parametrize("options", [DESKTOP, DESKTOP | NO_SCRIPT], ids=["with htmx", "without JavaScript"])
WIDTHS = [320, 360, 1280]


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    views.reporting.fill()


def entry(page: Any) -> Any:
    how = page.locator("#step-switch-off .how")
    if not how.evaluate("(details) => details.open"):
        how.locator("summary").first.press("Enter")
    return how.locator(".presses:visible").get_by_role("link", name="This isn’t what I see")


def note(page: Any) -> Any:
    return page.locator("p", has_text=re.compile("Reported, not checked yet:|Reported and confirmed:"))


def report(page: Any, words: str = "") -> None:
    """From the step to the thanks, and back."""
    entry(page).click()
    expect(page.get_by_role("radio", name="Computer")).to_be_checked()
    page.get_by_label("It isn’t there").check()
    page.get_by_label("What do you see instead?").fill(words)
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


@BOTH_WAYS
def test_five_agree_the_sixth_is_told_and_the_answer_of_staff_takes_it_away(
    watch: Watch, options: dict[str, Any]
) -> None:
    for number in range(1, 5):
        reported(choice="missing", words=f"Nothing there, {number}.")
    fifth = watch.page("/linkedin/uk/?device=computer", **options)
    report(fifth, "Nothing there, 5.")
    assert (kept(fifth), Report.objects.count()) == ({}, 5)
    fifth.locator("#report").get_by_role("link", name="Back to the step").click()
    expect(note(fifth)).to_have_count(0)
    first = Report.objects.order_by("pk")[0]
    Report.objects.filter(pk=first.pk).update(reported_on=first.reported_on - datetime.timedelta(days=1))
    reader_reports.look()
    sixth = watch.page("/linkedin/uk/?device=computer", **options)
    expect(note(sixth)).to_be_visible()
    expect(note(sixth)).to_contain_text("Computer, since")

    desk = watch.page_of(User.objects.create_superuser("editor"), "/admin/guides/report/", **DESKTOP)
    expect(desk.get_by_text("Nothing there, 5.")).to_be_visible()
    assert not scrolls_sideways(desk)
    desk.get_by_role("button", name="Checked, still true").click()
    expect(desk.get_by_text("Answered: Checked, still true (5 reports).")).to_be_visible()
    sixth.reload()
    expect(note(sixth)).to_have_count(0)


@pytest.mark.parametrize("options", [PHONE, PHONE | NO_SCRIPT], ids=["with htmx", "without JavaScript"])
def test_what_is_too_long_is_said_and_not_lost(watch: Watch, options: dict[str, Any]) -> None:
    watch.expected = ["400"]
    page = watch.page(FORM, **options)
    page.get_by_label("Browser on a phone or tablet").check()
    words = page.get_by_label("What do you see instead?")
    words.fill("\u0958" * 300)  # one letter here, two once it is written out
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("alert")).to_contain_text("longer than 500 characters")
    expect(words).to_have_value("\u0958" * 300)
    expect(page.get_by_label("Browser on a phone or tablet")).to_be_checked()
    words.fill("Shorter.")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert (Report.objects.get().device, Report.objects.get().words) == ("phone", "Shorter.")


def test_the_thanks_are_read_out_and_a_double_press_sends_once(watch: Watch) -> None:
    page = watch.page(f"{FORM}?device=computer", **DESKTOP)
    page.get_by_role("button", name="Send the report").dblclick()
    expect(page.get_by_role("heading", name="Thank you")).to_be_focused()
    page.wait_for_timeout(300)
    assert Report.objects.count() == 1
    assert stored(page) == []


@BOTH_WAYS
def test_a_press_of_which_the_answer_got_lost_counts_once_when_it_is_pressed_again(
    watch: Watch, options: dict[str, Any]
) -> None:
    page = watch.page(f"{FORM}?device=computer", **options)
    token = page.locator("input[name=token]").get_attribute("value")
    said = {"device": "computer", "choice": "", "words": "", "token": token}
    page.context.request.post(FORM, form=said, headers={"Sec-Fetch-Site": "same-origin"})
    assert Report.objects.count() == 1
    page.get_by_role("button", name="Send the report").dblclick()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert Report.objects.count() == 1


@BOTH_WAYS
def test_whoever_doubts_a_sentence_sees_where_it_comes_from_and_says_that_it_is_wrong(
    watch: Watch, options: dict[str, Any]
) -> None:
    page = watch.page("/linkedin/uk/", **options)
    page.locator("#standing .receipt summary").first.press("Enter")
    expect(page.locator("#standing .receipt").first.get_by_text("Checked on 22 November 2026.")).to_be_visible()
    page.locator("#standing .receipt").first.get_by_role("link", name="Report that this is wrong").press("Enter")
    expect(page.get_by_role("heading", name="Is this wrong?")).to_be_visible()
    expect(page.get_by_text("Checked on 22 November 2026.")).to_be_visible()
    page.get_by_label("The source says something else").check()
    page.get_by_role("button", name="Send the report").press("Enter")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    row = Report.objects.get()
    assert (row.statement.split("/")[0], row.choice) == ("claim", "source")
    page.locator("#report").get_by_role("link", name="Back to the steps").click()
    expect(page.locator("#journey")).to_be_visible()
    assert kept(page) == {}


@pytest.mark.parametrize("name", ["rumour/photo", "event/uk-suspended", "label/de", "authority/GB"])
def test_axe_finds_nothing_on_a_sentence(watch: Watch, name: str) -> None:
    assert faults(watch.page(f"/linkedin/report/{name}/"), WIDTHS) == []


def test_without_a_connection_the_words_stay(watch: Watch) -> None:
    watch.expected = ["ERR_INTERNET_DISCONNECTED", "htmx:sendError", "htmx:afterRequest"]
    page = watch.page(f"{FORM}?device=computer", **DESKTOP)
    page.get_by_label("What do you see instead?").fill("It is elsewhere.")
    has_htmx(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="Send the report").click()
    expect(page.locator("#unsaved")).to_contain_text("not sent. Your words are still here. You seem to be offline.")
    expect(page.get_by_label("What do you see instead?")).to_have_value("It is elsewhere.")
    page.context.set_offline(False)
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


@pytest.mark.parametrize("status", [429, 503])
def test_what_stands_in_front_may_refuse_and_the_words_stay(watch: Watch, status: int) -> None:
    """nginx, which says so with a page of its own."""
    watch.expected = [str(status), "htmx:responseError"]
    page = watch.page(f"{FORM}?device=phone", **DESKTOP)
    page.get_by_label("What do you see instead?").fill("My words.")
    said = "<!doctype html><html lang='en-GB'><title>Not now</title><main><h1>Not now</h1></main></html>"
    answer = {"status": status, "headers": {"Content-Type": "text/html", "Answered-By": "the site"}, "body": said}
    page.route(f"**{FORM}*", lambda route: route.fulfill(**answer))
    page.get_by_role("button", name="Send the report").click()
    expect(page.locator("#unsaved")).to_contain_text("That was not sent. Your words are still here.")
    expect(page.locator("#unsaved")).not_to_contain_text("Something else answered")
    expect(page.get_by_label("What do you see instead?")).to_have_value("My words.")


def test_axe_finds_nothing_from_the_form_to_the_note(watch: Watch) -> None:
    watch.expected = ["400"]
    page = watch.page(FORM)
    assert faults(page, WIDTHS) == []
    page.get_by_label("Computer").check()
    page.get_by_label("What do you see instead?").fill("\u0958" * 300)
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert faults(page, WIDTHS) == []
    page.get_by_label("What do you see instead?").fill("Elsewhere.")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert faults(page, WIDTHS) == []
    Report.objects.update(state="confirmed")
    reader_reports.look()
    page.goto("/linkedin/uk/?device=computer")
    expect(note(page)).to_be_visible()
    assert faults(page, WIDTHS) == []


def test_the_controls_are_large_enough_for_a_thumb(watch: Watch) -> None:
    page = watch.page(FORM, **PHONE)
    controls = page.locator(".report-form label:has(input), .report-form button, .here a")
    assert min(controls.evaluate_all("all => all.map((each) => each.getBoundingClientRect().height)")) >= 44
    page.goto("/linkedin/uk/")
    assert entry(page).first.bounding_box()["height"] >= 44

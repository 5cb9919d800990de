"""Without a line: what was opened stays readable, says of when it is, and is forgotten when the ticks are."""

import datetime
import re
from collections.abc import Iterator
from typing import Any

import pytest

from optout_site import middleware
from tests.support.accessibility import faults
from tests.support.browsers import MISSING, PHONE, Watch
from tests.support.checklist_page import NEEDED, box, count

expect = pytest.importorskip("playwright.sync_api", reason=MISSING).expect

ADDRESSES = (
    """async () => (await (await caches.open("opened")).keys()).map(({ url }) => url.replace(location.origin, ""))"""
)
WORKERS = "async () => (await navigator.serviceWorker.getRegistrations()).length"
GUIDE = "Stop LinkedIn from training AI on your data"


def open_one(watch: Watch, **options: Any) -> Any:
    """The steps, in a browser of its own in which workers may work."""
    page = watch.context(service_workers="allow", **options).new_page()
    page.goto("/linkedin/uk/")
    return page


def editions(page: Any) -> set[str]:
    """The pages that the browser keeps; what they are made of beside them is left out."""
    return {path for path in page.evaluate(ADDRESSES) if not path.startswith("/static/")}


def until(page: Any, what: Any) -> None:
    """Wait for what no page shows."""
    for _ in range(400):
        if what():
            return
        page.wait_for_timeout(25)
    raise AssertionError("it did not come")


def tick_and_keep(page: Any, path: str = "/linkedin/uk/") -> None:
    box(page, NEEDED[0]).check()
    until(page, lambda: {path, "/offline/"} <= editions(page) and page.evaluate("!!navigator.serviceWorker.controller"))


@pytest.fixture
def expecting(watch: Watch) -> Watch:
    """What a browser says of a line that is not there, and of what a site asks it to forget."""
    watch.expected = ["ERR_INTERNET_DISCONNECTED", "503", "htmx:", "404", "when fetching the script"]
    return watch


@pytest.fixture
def reader(expecting: Watch) -> Iterator[Any]:
    """Somebody on a phone who has ticked one step."""
    page = open_one(expecting, **PHONE)
    tick_and_keep(page)
    yield page
    page.context.set_offline(False)


def test_before_the_first_tick_nothing_is_kept_and_nothing_works_in_the_background(watch: Watch) -> None:
    page = open_one(watch)
    page.get_by_role("link", name="What this changes").click()
    page.go_back()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate(WORKERS) == 0


def test_a_page_that_was_opened_is_read_without_a_line_with_its_ticks_and_says_of_when_it_is(reader: Any) -> None:
    reader.context.set_offline(True)
    reader.goto("/linkedin/uk/")
    expect(count(reader)).to_have_text("1 of 2 done")
    expect(box(reader, NEEDED[0])).to_be_checked()
    told = reader.locator(".no-line")
    expect(told).to_contain_text("You are offline. This page is as it was on")
    assert re.search(r"on \d{1,2} [A-Z][a-z]+ \d{4} at \d\d:\d\d\. Ticks made now are not saved\.", told.inner_text())
    assert reader.locator(".step").first.evaluate("(one) => getComputedStyle(one).borderStyle") == "solid"


def test_an_objection_that_was_opened_is_put_together_without_a_line(reader: Any) -> None:
    reader.goto("/linkedin/uk/objection/")
    until(reader, lambda: "/linkedin/uk/objection/" in editions(reader))
    reader.context.set_offline(True)
    reader.reload()
    expect(reader.locator(".no-line")).to_be_visible()
    reader.get_by_label("The address of your profile").fill("in/ada-lovelace")
    expect(reader.locator("#text-letter .words")).to_contain_text("in/ada-lovelace")


def test_with_a_line_nothing_speaks_of_being_offline_and_the_page_is_new(reader: Any) -> None:
    reader.context.set_offline(True)
    reader.goto("/linkedin/uk/")
    expect(reader.locator(".no-line")).to_be_visible()
    reader.context.set_offline(False)
    reader.get_by_role("link", name="Try again").click()
    expect(reader.locator(".no-line")).to_be_hidden()
    box(reader, NEEDED[1]).check()
    expect(count(reader)).to_have_text("2 of 2 done")


def test_a_tick_without_a_line_is_taken_back_and_says_so(reader: Any) -> None:
    reader.context.set_offline(True)
    reader.goto("/linkedin/uk/")
    box(reader, NEEDED[1]).click()
    expect(reader.locator("#unsaved")).to_contain_text("was not saved. You seem to be offline.")
    expect(box(reader, NEEDED[1])).not_to_be_checked()
    expect(count(reader)).to_have_text("1 of 2 done")


def test_later_ticks_are_in_the_copy_too_also_when_one_leaves_at_once(reader: Any) -> None:
    box(reader, NEEDED[1]).check()
    expect(count(reader)).to_have_text("2 of 2 done")
    reader.goto("/linkedin/uk/more/")
    reader.wait_for_load_state("networkidle")
    reader.context.set_offline(True)
    reader.goto("/linkedin/uk/")
    expect(count(reader)).to_have_text("2 of 2 done")


def test_a_page_that_was_not_opened_says_so_and_leads_to_those_that_were(reader: Any) -> None:
    reader.goto("/linkedin/uk/more/")
    until(reader, lambda: "/linkedin/uk/more/" in editions(reader))
    reader.context.set_offline(True)
    reader.goto("/linkedin/eu/")
    expect(reader.get_by_role("heading", name="You are offline")).to_be_visible()
    assert reader.locator("#kept a").all_inner_texts() == [
        f"{GUIDE}: United Kingdom",
        f"Good to know: {GUIDE}: United Kingdom",
    ]
    reader.locator("#kept a").first.click()
    expect(reader.locator("h1")).to_contain_text(GUIDE)


def test_another_device_that_was_not_opened_falls_back_to_the_page_without_one(reader: Any) -> None:
    reader.context.set_offline(True)
    reader.goto("/linkedin/uk/?device=android")
    expect(count(reader)).to_have_text("1 of 2 done")


def test_only_what_was_opened_is_kept_and_nothing_that_was_given_to_somebody_or_searched_for(reader: Any) -> None:
    assert editions(reader) == {"/linkedin/uk/", "/offline/"}
    given = ("/linkedin/uk/carry/", "/linkedin/rumours/?q=photo", "/linkedin/uk/steps/switch-off/report/", "/nowhere/")
    for path in ("/linkedin/uk/?device=iphone", *given):
        reader.goto(path)
    reader.goto("/linkedin/uk/share/")
    until(reader, lambda: "/linkedin/uk/share/" in editions(reader))
    assert editions(reader) == {"/linkedin/uk/", "/linkedin/uk/?device=iphone", "/linkedin/uk/share/", "/offline/"}


def test_what_a_network_answers_in_our_place_is_not_kept_as_a_page_of_ours(reader: Any, monkeypatch: Any) -> None:
    with monkeypatch.context() as strange:
        strange.delitem(middleware.OF_PAGES, "Answered-By")
        reader.goto("/linkedin/uk/more/")
    reader.goto("/linkedin/uk/share/")
    until(reader, lambda: "/linkedin/uk/share/" in editions(reader))
    assert "/linkedin/uk/more/" not in editions(reader)


def test_a_team_and_its_secret_are_not_kept(reader: Any) -> None:
    reader.goto("/linkedin/uk/teams/")
    reader.get_by_role("button").first.click()
    expect(reader.locator("h1")).to_contain_text("team")
    assert "maker" in reader.url or "/teams/" in reader.url
    reader.goto("/linkedin/uk/more/")
    until(reader, lambda: "/linkedin/uk/more/" in editions(reader))
    assert [path for path in editions(reader) if re.search(r"/teams/.+/|\?", path)] == []


def test_forgetting_the_ticks_takes_the_pages_away(reader: Any) -> None:
    reader.get_by_role("button", name="Forget my ticks").click()
    expect(reader.get_by_role("heading", name="Your ticks are gone")).to_be_visible()
    until(reader, lambda: reader.evaluate("caches.keys()") == [] and reader.evaluate(WORKERS) == 0)
    assert reader.context.cookies() == []


def test_forgetting_right_after_a_tick_leaves_nothing_either(watch: Watch) -> None:
    page = open_one(watch)
    box(page, NEEDED[0]).check()
    expect(count(page)).to_have_text("1 of 2 done")
    page.get_by_role("button", name="Forget my ticks").click()
    expect(page.get_by_role("heading", name="Your ticks are gone")).to_be_visible()
    page.wait_for_timeout(2000)
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate(WORKERS) == 0


def test_a_browser_that_does_not_know_how_to_clear_is_cleared_by_the_page(reader: Any) -> None:
    """Those before Safari 17 and Chrome 61 pass `Clear-Site-Data` over: then the page that says so sees to it."""

    def without_the_word(route: Any) -> None:
        response = route.fetch()
        said = {name: value for name, value in response.headers.items() if name != "clear-site-data"}
        route.fulfill(response=response, headers=said)

    reader.route("**/forget/", without_the_word)
    reader.get_by_role("button", name="Forget my ticks").click()
    expect(reader.get_by_role("heading", name="Your ticks are gone")).to_be_visible()
    until(reader, lambda: reader.evaluate("caches.keys()") == [] and reader.evaluate(WORKERS) == 0)


def test_what_is_older_than_thirty_days_is_not_shown_and_goes_at_the_next_visit(reader: Any) -> None:
    long_ago = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=31)
    reader.evaluate(
        """async (day) => { const cache = await caches.open("opened");
            const headers = { "content-type": "text/html", date: day };
            await cache.put("/linkedin/ch/", new Response("<html><title>Old</title>", { headers })); }""",
        long_ago.strftime("%a, %d %b %Y %H:%M:%S GMT"),
    )
    assert "/linkedin/ch/" in editions(reader)
    reader.context.set_offline(True)
    reader.goto("/linkedin/ch/")
    expect(reader.get_by_role("heading", name="You are offline")).to_be_visible()
    reader.context.set_offline(False)
    reader.goto("/linkedin/uk/")
    until(reader, lambda: "/linkedin/ch/" not in editions(reader))


def test_no_more_than_eighty_are_kept_and_those_opened_last_stay(reader: Any) -> None:
    reader.evaluate(
        """async () => { const cache = await caches.open("opened");
            const headers = { date: new Date().toUTCString() };
            for (let old = 0; old < 90; old += 1) await cache.put(`/old/${old}/`, new Response("", { headers })); }"""
    )
    reader.goto("/linkedin/uk/more/")
    until(reader, lambda: len(reader.evaluate(ADDRESSES)) <= 80)
    assert "/linkedin/uk/more/" in editions(reader)
    assert "/old/0/" not in editions(reader)


def test_axe_finds_nothing_offline(expecting: Watch) -> None:
    page = open_one(expecting)
    tick_and_keep(page)
    page.context.set_offline(True)
    for path in ("/linkedin/uk/", "/linkedin/eu/"):
        page.goto(path)
        assert faults(page) == []
    page.context.set_offline(False)

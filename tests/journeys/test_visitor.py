"""A visitor's journey in real Chromium: by mouse, by keyboard, without JavaScript, impatient, offline."""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from tests.support.browsers import DESKTOP, MISSING, PHONE, Watch, kept, stored, sync_api
from tests.support.checklist_page import EXTRAS, NEEDED, box, count, tab_to

expect = pytest.importorskip("playwright.sync_api", reason=MISSING).expect


def slow(page: Any, milliseconds: int) -> None:
    def late(route: Any) -> None:
        with suppress(sync_api.Error):  # the window is closed by now
            page.wait_for_timeout(milliseconds)
            route.continue_()

    page.route("**/steps/**", late)


def test_a_visitor_picks_the_uk_follows_the_app_steps_ticks_closes_and_finds_the_ticks_again(watch: Watch) -> None:
    visitor = watch.context(**PHONE)
    page = visitor.new_page()
    page.goto("/")
    page.get_by_role("link", name="United Kingdom").click()
    page.get_by_role("link", name="iPhone or iPad app").click()
    expect(page).to_have_url(re.compile(r"/linkedin/uk/\?device=iphone"))
    expect(page.locator("#step-switch-off")).to_contain_text("at the top left")
    expect(page.locator("#summary")).to_contain_text("Not done yet")
    for label in NEEDED:
        box(page, label).check()
    expect(count(page)).to_have_text("2 of 2 done")
    expect(page.get_by_role("heading", name="Done.")).to_be_visible()
    page.close()

    page = visitor.new_page()
    page.goto("/uk")
    expect(count(page)).to_have_text("2 of 2 done")
    for label in NEEDED:
        expect(box(page, label)).to_be_checked()

    colleague = watch.page("/linkedin/uk/", **PHONE)
    expect(count(colleague)).to_have_text("0 of 2 done")
    expect(box(colleague, NEEDED[0])).not_to_be_checked()


def test_nothing_is_kept_before_the_first_tick_and_only_ticks_after_it(watch: Watch) -> None:
    page = watch.page("/")
    page.get_by_role("link", name="Switzerland").click()
    expect(count(page)).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert kept(page) == {}
    assert stored(page) == []
    box(page, "It is off").check()
    expect(count(page)).to_have_text("1 of 2 done")
    assert kept(page) == {"linkedin.switch-off": "1"}
    assert stored(page) == []
    page.get_by_role("button", name="Forget my ticks").click()
    expect(page.get_by_role("heading", name="Your ticks are gone")).to_be_visible()
    assert kept(page) == {}
    assert stored(page) == []
    page.get_by_role("link", name="To the steps", exact=True).click()
    expect(count(page)).to_have_text("0 of 2 done")
    assert kept(page) == {}
    assert stored(page) == []


def test_the_whole_journey_goes_by_keyboard_alone(watch: Watch) -> None:
    page = watch.page("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "United Kingdom")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/linkedin/uk/"))
    tab_to(page, "Computer")
    for label in NEEDED:
        tab_to(page, label)
        page.keyboard.press("Space")
        expect(box(page, label)).to_be_checked()
        expect(box(page, label)).to_be_focused()
    expect(count(page)).to_have_text("2 of 2 done")
    expect(page.get_by_role("status").first).to_have_text("The switch is off: you said so. 2 of 2 done.")
    expect(page.get_by_role("heading", name="Done.")).to_be_visible()
    tab_to(page, "Forget my ticks")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your ticks are gone")).to_be_visible()
    tab_to(page, "Bring my ticks back")
    page.keyboard.press("Enter")
    expect(count(page)).to_have_text("2 of 2 done")


def test_the_whole_journey_goes_without_javascript(watch: Watch) -> None:
    page = watch.page("/", java_script_enabled=False, **PHONE)
    page.get_by_role("link", name="United Kingdom").click()
    page.get_by_role("link", name="Android app").click()
    expect(page.locator("#step-switch-off")).to_contain_text("we found no source that covers Android")
    for label in NEEDED:
        box(page, label).check()
        page.get_by_role("button", name=f"Save “{label}”").click()
        expect(box(page, label)).to_be_checked()
    expect(page).to_have_url(re.compile(r"\?device=android#step-look-again$"))
    expect(count(page)).to_have_text("2 of 2 done")
    expect(page.get_by_role("heading", name="Done.")).to_be_visible()
    research = page.locator("#step-research")
    research.get_by_label("Not for me").check()
    research.get_by_role("button", name="Save “Not for me”").click()
    expect(count(page)).to_have_text("2 of 2 done")
    research.get_by_role("button", name="Undo").click()
    expect(count(page)).to_have_text("2 of 2 done")
    box(page, NEEDED[0]).uncheck()
    page.get_by_role("button", name=f"Save “{NEEDED[0]}”").click()
    expect(count(page)).to_have_text("1 of 2 done")
    page.get_by_role("button", name="Forget my ticks").click()
    assert kept(page) == {}
    page.get_by_role("button", name="Bring my ticks back").click()
    expect(count(page)).to_have_text("1 of 2 done")
    page.get_by_role("button", name="Forget my ticks").click()
    page.get_by_role("link", name="To the steps", exact=True).click()
    expect(count(page)).to_have_text("0 of 2 done")
    assert kept(page) == {}


def test_six_quick_ticks_on_a_slow_line_are_all_kept(watch: Watch) -> None:
    page = watch.context(**DESKTOP).new_page()  # what is still on its way when the test is over goes with it
    page.goto("/linkedin/uk/")
    slow(page, 300)
    page.evaluate("document.querySelectorAll('.tick-done input[type=checkbox]').forEach((box) => box.click())")
    expect(count(page)).not_to_have_text("2 of 2 done", timeout=100)
    expect(count(page)).to_have_text("2 of 2 done")
    assert len(kept(page)) == 6
    page.reload()
    expect(count(page)).to_have_text("2 of 2 done")
    for label in NEEDED + EXTRAS:
        expect(box(page, label)).to_be_checked()


def test_six_quick_ticks_by_mouse_on_a_slow_line_are_all_kept(watch: Watch) -> None:
    page = watch.context(**DESKTOP).new_page()  # what is still on its way when the test is over goes with it
    page.goto("/linkedin/uk/")
    slow(page, 200)
    for label in NEEDED + EXTRAS:
        box(page, label).hover()  # nobody presses where they do not point: it stays there from now on
        box(page, label).click(no_wait_after=True)
    expect(count(page)).to_have_text("2 of 2 done")
    assert len(kept(page)) == 6


def answered_done(page: Any, late: Any) -> None:
    late.continue_()
    expect(count(page)).to_have_text("2 of 2 done")


def answered_by_a_fault(page: Any, late: Any) -> None:
    late.fulfill(status=502, body="Bad gateway")
    expect(page.locator("#unsaved p").first).to_be_visible()


def done_in_another_window(page: Any, late: Any) -> None:
    late.continue_()
    expect(count(page)).to_have_text("2 of 2 done")
    other = page.context.new_page()
    other.goto(page.url)
    box(other, NEEDED[1]).uncheck()
    expect(count(other)).to_have_text("1 of 2 done")
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(count(page)).to_have_text("1 of 2 done")


@pytest.mark.parametrize(
    ("meanwhile", "height", "by_then"),
    [
        (answered_done, 2400, "pressed"),
        (answered_done, 2400, "pointed at"),
        (answered_done, 800, "pressed"),
        (answered_done, 800, "read"),
        (answered_by_a_fault, 800, "pressed"),
        (done_in_another_window, 800, "pressed"),
        (done_in_another_window, 800, "read"),
    ],
)
def test_what_is_being_pressed_stays_under_the_finger(
    watch: Watch, meanwhile: Callable[[Any, Any], None], height: int, by_then: str
) -> None:
    """A press that begins on a box and ends on what an answer has put there ticks nothing.

    Where nothing is scrolled yet, browsers hold nothing in its place; else Chromium does for what comes, if not always.
    """
    watch.expected = ["502", "htmx:"]
    page = watch.context(**DESKTOP | {"viewport": {"width": 1280, "height": height}}).new_page()
    page.goto("/linkedin/uk/")
    box(page, NEEDED[0]).check()
    expect(count(page)).to_have_text("1 of 2 done")
    late: list[Any] = []

    def hold_back(route: Any) -> None:
        late.append(route)

    page.route("**/steps/**", hold_back, times=1)
    box(page, NEEDED[1]).click(no_wait_after=True)
    while not late:
        page.wait_for_timeout(20)
    extra = box(page, EXTRAS[1])
    if by_then == "read":
        extra.evaluate("(box) => box.closest('.step').scrollIntoView({ block: 'center', behavior: 'instant' })")
    else:
        extra.hover()
    if by_then == "pressed":
        page.mouse.down()
    place = extra.bounding_box()["y"]
    meanwhile(page, late.pop())
    assert abs(extra.bounding_box()["y"] - place) < 1  # less than a pixel is no scroll
    if by_then == "read":
        return
    if by_then == "pointed at":
        page.mouse.down()
    page.mouse.up()
    expect(extra).to_be_checked()


@pytest.mark.parametrize("way", ["by mouse", "by keyboard"])
def test_undo_is_a_control_of_its_own_and_leaves_the_focus_at_its_box(watch: Watch, way: str) -> None:
    page = watch.page("/linkedin/uk/", **DESKTOP)
    step, undo = page.locator("#step-switch-off"), page.get_by_role("button", name="Undo – Turn the switch off")
    expect(undo).to_be_hidden()
    for _ in range(2):  # what htmx hears of a button it sends with the next tick
        box(page, NEEDED[0]).check()
        expect(count(page)).to_have_text("1 of 2 done")
        undo.click() if way == "by mouse" else undo.press("Enter")
        expect(count(page)).to_have_text("0 of 2 done")
        expect(step.get_by_role("checkbox")).not_to_be_checked()
        expect(step.get_by_role("checkbox")).to_be_focused()
        assert kept(page) == {}


def test_a_tick_and_its_undo_in_one_breath_leave_it_open(watch: Watch) -> None:
    page = watch.context(**DESKTOP).new_page()  # what is still on its way when the test is over goes with it
    page.goto("/linkedin/uk/")
    slow(page, 200)
    box(page, NEEDED[0]).click(no_wait_after=True)
    box(page, NEEDED[0]).click(no_wait_after=True)
    page.wait_for_timeout(900)
    expect(box(page, NEEDED[0])).not_to_be_checked()
    expect(count(page)).to_have_text("0 of 2 done")
    assert kept(page) == {}


def test_a_tick_that_cannot_be_saved_unticks_itself_and_says_so(watch: Watch) -> None:
    watch.expected = ["ERR_INTERNET_DISCONNECTED", "htmx:"]
    page = watch.page("/linkedin/uk/", **PHONE)
    box(page, NEEDED[0]).check()
    expect(count(page)).to_have_text("1 of 2 done")
    page.context.set_offline(True)
    box(page, NEEDED[1]).click()
    expect(page.locator("#unsaved")).to_contain_text("You seem to be offline")
    expect(box(page, NEEDED[1])).not_to_be_checked()
    expect(box(page, NEEDED[0])).to_be_checked()
    expect(count(page)).to_have_text("1 of 2 done")
    page.context.set_offline(False)
    box(page, NEEDED[1]).check()
    expect(count(page)).to_have_text("2 of 2 done")


def test_a_refused_tick_goes_back_to_what_it_was(watch: Watch) -> None:
    watch.expected = ["503", "htmx:"]
    page = watch.page("/linkedin/uk/", **PHONE)
    box(page, NEEDED[0]).check()
    expect(count(page)).to_have_text("1 of 2 done")
    page.route("**/steps/**", lambda route: route.fulfill(status=503, body="away"))
    box(page, NEEDED[0]).click()
    expect(page.locator("#unsaved")).to_contain_text("“Turn the switch off” was not saved.")
    expect(box(page, NEEDED[0])).to_be_checked()
    page.unroute("**/steps/**")
    page.reload()
    expect(box(page, NEEDED[0])).to_be_checked()


def test_back_tells_the_truth(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/", **DESKTOP)
    box(page, NEEDED[0]).check()
    expect(count(page)).to_have_text("1 of 2 done")
    page.get_by_role("link", name="All sources").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sources")
    page.go_back()
    expect(count(page)).to_have_text("1 of 2 done")
    expect(box(page, NEEDED[0])).to_be_checked()
    expect(page.locator("#step-switch-off")).to_have_attribute("data-state", "done")


def test_two_windows_agree_after_a_reload(watch: Watch) -> None:
    visitor = watch.context()
    first, second = visitor.new_page(), visitor.new_page()
    for page in (first, second):
        page.goto("/linkedin/uk/")
    box(first, NEEDED[0]).check()
    expect(count(first)).to_have_text("1 of 2 done")
    box(second, NEEDED[1]).check()
    expect(count(second)).to_have_text("2 of 2 done")
    first.reload()
    expect(count(first)).to_have_text("2 of 2 done")


SHOWN = """() => [...document.querySelectorAll('.step')].map((step) => [
    step.id, step.dataset.state, step.hasAttribute('data-next'), step.querySelector('.how').open,
    [...step.querySelectorAll('input[type=checkbox]')].map((box) => box.checked)])
    .concat([document.querySelector('#summary').outerHTML, document.querySelector('#ending').outerHTML])"""


def test_a_page_changed_in_place_is_the_page_one_gets_by_reloading(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/", **DESKTOP)
    presses = [NEEDED[1], NEEDED[0], EXTRAS[0], EXTRAS[0], NEEDED[1]]
    for label in presses:
        box(page, label).click()
        expect(page.locator(".step[data-saving]")).to_have_count(0)
        changed = page.evaluate(SHOWN)
        page.reload()
        assert page.evaluate(SHOWN) == changed


def test_an_extra_is_not_counted_and_not_for_me_lets_go_of_its_tick(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/", **DESKTOP)
    extra = page.locator("#step-saved-answers")
    box(extra, EXTRAS[0]).check()
    expect(extra).to_have_attribute("data-state", "done")
    expect(page.locator(".step[data-saving]")).to_have_count(0)
    expect(count(page)).to_have_text("0 of 2 done")
    box(extra, EXTRAS[0]).uncheck()
    extra.get_by_label("Not for me").check()
    expect(page.locator(".step[data-saving]")).to_have_count(0)
    assert kept(page) == {"linkedin.saved-answers": "not-for-me"}
    extra.get_by_label("Not for me").uncheck()
    expect(count(page)).to_have_text("0 of 2 done")


def test_after_a_tick_the_next_step_is_open_and_in_sight(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/", **PHONE)
    box(page, NEEDED[0]).check()
    following = page.locator("#step-look-again")
    expect(following).to_have_attribute("data-next", "")
    expect(following.locator(".trail:visible")).to_have_count(1)
    expect(following.get_by_role("heading", level=3)).to_be_in_viewport()
    expect(box(page, NEEDED[0])).to_be_in_viewport()


ZONES = {
    "Europe/London": "United Kingdom",
    "Europe/Vienna": "European Union and EEA",
    "Atlantic/Canary": "European Union and EEA",
    "America/Toronto": "Canada",
    "America/Chicago": "United States",
    "Asia/Hong_Kong": "Hong Kong",
    "Asia/Tokyo": "Rest of the world",
}


class Traveller:
    """Somebody whose clock shows the time of one zone after the other."""

    def __init__(self, watch: Watch) -> None:
        self.page = watch.context().new_page()
        self.page.goto("/")
        self.clock = self.page.context.new_cdp_session(self.page)

    def travel(self, zone: str) -> None:
        self.clock.send("Emulation.setTimezoneOverride", {"timezoneId": zone})
        self.page.reload()  # our script has run by then


def test_the_clock_suggests_a_region_and_sends_nobody_there(watch: Watch) -> None:
    somebody = Traveller(watch)
    suggested = somebody.page.locator("[data-suggested]")
    for zone, region in ZONES.items():
        somebody.travel(zone)
        expect(suggested, zone).to_have_count(1)
        expect(suggested, zone).to_contain_text(region)
        expect(suggested, zone).to_contain_text("Your clock")
        assert somebody.page.url == f"{watch.address}/", zone


def test_a_place_that_is_neither_in_nor_out_gets_no_suggestion(watch: Watch) -> None:
    somebody = Traveller(watch)
    somebody.travel("Europe/Gibraltar")
    expect(somebody.page.locator("[data-suggested]")).to_have_count(0)


def test_a_phone_is_shown_the_steps_of_a_phone_and_a_computer_those_of_a_computer(watch: Watch) -> None:
    phone = watch.page("/linkedin/uk/", **PHONE)
    way = phone.locator("#step-switch-off .way:visible")
    expect(way).to_have_count(1)
    expect(way).to_contain_text("Your photo")
    computer = watch.page("/linkedin/uk/", **DESKTOP)
    way = computer.locator("#step-switch-off .way:visible")
    expect(way).to_have_count(1)
    expect(way).to_contain_text("Me")
    computer.goto("/linkedin/uk/?device=phone")
    expect(computer.locator("#step-switch-off .way:visible")).not_to_contain_text("Me")


def test_the_link_is_copied_and_names_only_the_region(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/?device=iphone", permissions=["clipboard-read", "clipboard-write"])
    box(page, NEEDED[0]).check()
    expect(count(page)).to_have_text("1 of 2 done")
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_text("Copied", exact=True)).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "https://optout.example/linkedin/uk/"


def test_sources_open_in_place(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/", **PHONE)
    receipt = page.locator("#standing .receipt").first
    expect(receipt.get_by_role("link").first).to_be_hidden()
    receipt.locator("summary").click()
    expect(receipt).to_contain_text("Checked on")
    expect(receipt.get_by_role("link").first).to_be_visible()

"""Ticks where something goes wrong: the script is lost, one leaves too soon, an answer is late, bad or not ours."""

import re
from contextlib import suppress
from typing import Any

import pytest

from guides.models import Team
from tests.support.browsers import MISSING, PHONE, Watch, kept, sync_api
from tests.support.checklist_page import EXTRAS, NEEDED, ONCE_DONE, box, count, has_htmx, press

expect = pytest.importorskip("playwright.sync_api", reason=MISSING).expect

STEPS = "/linkedin/uk/"
SCRIPT = "**/site.js"
BOTH = {"linkedin.switch-off", "linkedin.look-again"}
BROKEN = ["502", "503", "htmx:", "ERR_FAILED", "ERR_INTERNET_DISCONNECTED"]


def answer_late(context: Any, milliseconds: int = 400) -> None:
    """Ticks take their time on the way, also those of a window that is closed meanwhile."""
    clock = context.new_page()

    def late(route: Any) -> None:
        with suppress(sync_api.Error):  # the test is over by now
            clock.wait_for_timeout(milliseconds)
            route.continue_()

    context.route("**/steps/**", late)


def fetched_htmx(page: Any) -> None:
    """htmx is there before anything is pressed."""
    box(page, NEEDED[0]).focus()
    has_htmx(page)


def told(page: Any) -> Any:
    return page.locator("#unsaved p:visible").filter(has_not=page.get_by_role("button"))


# --- our script does not come ----------------------------------------------------------------

LOST = {
    "lost on the way": lambda route: route.abort(),
    "changed on the way": lambda route: route.fulfill(body="/* made smaller */", content_type="text/javascript"),
}


def without_script(watch: Watch, how: str) -> Any:
    watch.expected = ["ERR_FAILED", "integrity", "digest", "400"]
    context = watch.context(**PHONE)
    context.route(SCRIPT, LOST[how])
    return context.new_page()


@pytest.mark.parametrize("how", LOST)
def test_where_our_script_does_not_come_every_form_works_as_without_javascript(watch: Watch, how: str) -> None:
    page = without_script(watch, how)
    team, _secret = Team.objects.make("linkedin", "uk", "Finance")
    page.goto(f"{STEPS}?team={team.key}")
    for label in NEEDED:
        box(page, label).check()
        page.get_by_role("button", name=f"Save “{label}”").click()
        expect(box(page, label)).to_be_checked()
    expect(count(page)).to_have_text("2 of 2 done")
    assert kept(page).keys() == BOTH
    expect(page.get_by_role("button", name="Copy the link")).to_have_count(0)
    with page.expect_download():
        page.get_by_role("button", name="Add to my calendar").click()
    page.get_by_role("button", name="Count me for “Finance”").click()
    expect(page.get_by_role("heading", name="You are counted for “Finance”")).to_be_visible()


def test_where_our_script_does_not_come_a_report_that_is_refused_says_why(watch: Watch) -> None:
    page = without_script(watch, "lost on the way")
    page.goto(f"{STEPS}steps/switch-off/report/?device=iphone")
    page.get_by_label("What do you see instead?").evaluate(
        "(field) => { field.removeAttribute('maxlength'); field.value = 'x'.repeat(501); }"
    )
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_text("longer than 500 characters")).to_be_visible()


def test_what_our_script_replaces_is_never_seen_where_it_comes(watch: Watch) -> None:
    page = watch.context(**PHONE).new_page()
    page.add_init_script(
        """window.jumped = 0; window.seen = 0;
        new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => { window.jumped += value; }))
            .observe({ type: "layout-shift", buffered: true });
        const look = () => {
            const save = document.querySelector(".save");
            window.seen += save && save.offsetParent && getComputedStyle(save).visibility === "visible" ? 1 : 0;
            requestAnimationFrame(look);
        };
        requestAnimationFrame(look);"""
    )
    page.goto(f"{STEPS}#step-switch-off")
    page.wait_for_timeout(300)
    expect(page.locator(".save").first).to_be_hidden()
    assert page.evaluate("[window.seen, window.jumped]") == [0, 0]


# --- the last second -------------------------------------------------------------------------

WAYS_TO_LEAVE = {
    "a link": lambda page: page.get_by_role("link", name="All sources").click(),
    "back": lambda page: page.go_back(),
    "the window": lambda page: page.close(),
}


@pytest.mark.parametrize(("way", "htmx"), [("a link", "there"), ("back", "on its way"), ("the window", "there")])
def test_what_was_pressed_is_kept_by_whoever_leaves_before_the_answer(watch: Watch, way: str, htmx: str) -> None:
    visitor = watch.context()
    page = visitor.new_page()
    page.goto("/linkedin/")
    page.goto(STEPS)
    if htmx == "there":
        fetched_htmx(page)
    else:
        page.route("**/htmx-2.min.js", lambda _: None)
    answer_late(visitor)
    press(page, *NEEDED)
    WAYS_TO_LEAVE[way](page)
    again = visitor.new_page()
    again.goto(STEPS)
    expect(count(again)).to_have_text("2 of 2 done")
    again.wait_for_timeout(600)
    assert kept(again).keys() == BOTH


def hold(page: Any, step: str) -> list[Any]:
    """What is sent for this step waits, one after the other, until somebody answers it."""
    held: list[Any] = []
    page.route(f"**/steps/{step}/*", lambda route: held.append(route))  # noqa: PLW0108 (Playwright marks the function)
    return held


def answer(page: Any, held: list[Any], cookie: str) -> None:
    """The answer of the server comes at last, with a cookie that was right when it was asked for."""
    while not held:
        page.wait_for_timeout(20)
    response = held[0].fetch()
    held[0].fulfill(response=response, headers=response.headers | {"set-cookie": f"{cookie}; Path=/linkedin/"})


def forget_slowly(page: Any) -> None:
    """All are to be forgotten, and the page that says so does not come yet."""
    page.evaluate("() => { document.querySelector('.keeping form').onsubmit = (event) => event.preventDefault(); }")
    page.get_by_role("button", name="Forget my ticks").click()


def test_the_server_is_told_of_what_it_has_not_answered_yet(watch: Watch) -> None:
    page = watch.page(STEPS)
    fetched_htmx(page)
    hold(page, "*")
    page.evaluate(
        "() => { window.told = []; navigator.sendBeacon = (url, body) => window.told.push([url, String(body)]); }"
    )
    press(page, *NEEDED)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    to = [f"{watch.address}{STEPS}steps/{step}/" for step in ("switch-off", "look-again")]
    assert page.evaluate("window.told") == [[url, "done=1"] for url in to]


def test_a_late_answer_does_not_bring_back_what_was_unticked_meanwhile(watch: Watch) -> None:
    page = watch.page(STEPS)
    box(page, NEEDED[1]).check()
    expect(count(page)).to_have_text("1 of 2 done")
    held, _never = hold(page, "switch-off"), hold(page, "look-again")
    press(page, NEEDED[0], ONCE_DONE[NEEDED[1]])
    answer(page, held, "linkedin.look-again=1")
    expect(page.locator("#step-switch-off[data-saving]")).to_have_count(0)
    assert "linkedin.look-again" not in kept(page)


def test_a_late_answer_does_not_bring_back_what_was_forgotten_meanwhile(watch: Watch) -> None:
    page = watch.page(STEPS)
    fetched_htmx(page)
    held = hold(page, "switch-off")
    press(page, NEEDED[0])
    forget_slowly(page)
    answer(page, held, "linkedin.switch-off=1")
    expect(count(page)).to_have_text("1 of 2 done")  # what is still shown of the page that goes
    assert kept(page) == {}


def test_a_page_that_comes_back_from_before_forgetting_forgets_nothing_that_was_ticked_since(watch: Watch) -> None:
    page = watch.page(STEPS)
    page.evaluate(
        "document.querySelector('.keeping form').addEventListener('submit', (event) => event.preventDefault())"
    )
    page.get_by_role("button", name="Forget my ticks").click()
    since = {"name": "linkedin.look-again", "value": "1", "url": f"{watch.address}/linkedin/"}
    page.context.add_cookies([since])
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(count(page)).to_have_text("1 of 2 done")
    box(page, NEEDED[0]).check()
    truth(page, 2)


# --- what was not saved ----------------------------------------------------------------------


@pytest.fixture
def page(watch: Watch) -> Any:
    """The steps, on a line on which things go wrong."""
    watch.expected = BROKEN
    page = watch.page(STEPS, **PHONE)
    fetched_htmx(page)
    return page


def fail(page: Any, step: str, **answer: Any) -> None:
    page.route(f"**/steps/{step}/*", lambda route: route.fulfill(**answer) if answer else route.abort())


def test_what_was_not_saved_is_told_until_that_step_is_saved(page: Any) -> None:
    fail(page, "switch-off", status=502, body="Bad gateway")
    box(page, NEEDED[0]).click()
    expect(told(page)).to_have_text(re.compile("^“Turn the switch off” was not saved."))
    expect(box(page, NEEDED[0])).not_to_be_checked()
    assert kept(page) == {}
    box(page, NEEDED[1]).check()
    expect(count(page)).to_have_text("1 of 2 done")
    expect(page.locator("#status")).to_contain_text("1 of 2 done")
    expect(told(page)).to_have_count(1)
    page.unroute_all()
    page.get_by_role("button", name="Try again").click()
    expect(count(page)).to_have_text("2 of 2 done")
    expect(told(page)).to_have_count(0)
    expect(page.get_by_role("button", name="Try again")).to_be_hidden()
    expect(box(page, NEEDED[0])).to_be_focused()


def test_what_was_not_saved_may_be_closed_and_each_step_is_named_once(page: Any) -> None:
    fail(page, "*", status=503, body="away")
    for label in (NEEDED[0], NEEDED[1], NEEDED[0]):
        box(page, label).click()
        expect(page.locator(".step[data-saving]")).to_have_count(0)
    expect(told(page)).to_have_text([re.compile("^“Look again"), re.compile("^“Turn the switch off”")])
    page.get_by_role("button", name="Close").click()
    expect(told(page)).to_have_count(0)
    expect(box(page, NEEDED[1])).to_be_focused()


HEARD = """() => { window.heard = [];
    new MutationObserver((all) => all.forEach(({ target, addedNodes }) => addedNodes.forEach((node) => {
        const region = target.closest("[aria-live], [role=status]");
        if (region) window.heard.push([region.getAttribute("role") || "alert", node.textContent]);
    }))).observe(document.body, { childList: true, subtree: true }); }"""


def test_a_screen_reader_is_told_of_each_failure_and_each_success_once(page: Any) -> None:
    page.evaluate(HEARD)
    fail(page, "switch-off", status=502, body="Bad gateway")
    box(page, NEEDED[0]).click()
    expect(told(page)).to_have_count(1)
    box(page, NEEDED[1]).check()
    expect(count(page)).to_have_text("1 of 2 done")
    page.unroute_all()
    page.get_by_role("button", name="Try again").click()
    expect(count(page)).to_have_text("2 of 2 done")
    heard = page.evaluate("window.heard")
    assert [role for role, _ in heard] == ["alert", "status", "status"]
    assert [text for role, text in heard if role == "status"] == [
        "Not done yet. 1 of 2 done.",
        "The switch is off: you said so. 2 of 2 done.",
    ]


def test_a_line_that_breaks_once_is_tried_once_more(page: Any) -> None:
    broken = []
    page.route("**/steps/**", lambda route: route.continue_() if broken else broken.append(route.abort()))
    box(page, NEEDED[0]).check()
    expect(count(page)).to_have_text("1 of 2 done")
    expect(told(page)).to_have_count(0)


def test_a_change_that_was_ticked_before_is_as_it_was_when_a_new_tick_fails(page: Any) -> None:
    page.context.add_cookies([{"name": "linkedin.switch-off", "value": "not-for-me", "url": page.url}])
    page.reload()
    fetched_htmx(page)
    fail(page, "*", status=502, body="Bad gateway")
    box(page, NEEDED[0]).click()
    expect(told(page)).to_have_count(1)
    assert kept(page) == {"linkedin.switch-off": "not-for-me"}


# --- an answer that is not ours --------------------------------------------------------------

SIGN_IN = {"status": 200, "content_type": "text/html", "body": "<h1 id='summary'>Hotel network: sign in</h1>"}
BLOCKED = {"status": 403, "content_type": "text/html", "body": "<h1>Blocked by your company</h1>"}


@pytest.mark.parametrize("foreign", [SIGN_IN, BLOCKED], ids=["a sign-in page", "a block page"])
def test_an_answer_that_is_not_ours_is_called_that(watch: Watch, page: Any, foreign: dict[str, Any]) -> None:
    watch.expected = ["403", "Code 200"]
    fail(page, "*", **foreign)
    box(page, NEEDED[0]).click()
    expect(told(page)).to_contain_text("Something else answered in place of this site")
    expect(count(page)).to_have_text("0 of 2 done")
    expect(box(page, NEEDED[0])).not_to_be_checked()
    expect(page.get_by_text("cookies, then reload")).to_have_count(0)
    expect(page.get_by_text("Hotel network")).to_have_count(0)


def test_a_report_that_somebody_else_answers_is_not_called_sent(watch: Watch) -> None:
    watch.expected = ["Code 200"]
    page = watch.page(f"{STEPS}steps/switch-off/report/?device=iphone")
    page.get_by_label("What do you see instead?").fill("Another word")
    has_htmx(page)
    page.route("**/report/*", lambda route: route.fulfill(**SIGN_IN))
    page.get_by_role("button", name="Send the report").click()
    expect(told(page)).to_contain_text("That was not sent. Your words are still here.")
    expect(told(page)).to_contain_text("Something else answered")
    expect(page.get_by_label("What do you see instead?")).to_have_value("Another word")


# --- one truth -------------------------------------------------------------------------------

TRUTH = """() => [document.querySelector("#count").innerText, document.querySelectorAll(".tick-done :checked").length,
    document.querySelectorAll(".step[data-state=done]").length, !document.querySelector("#ending").hidden]"""


def look_at(page: Any) -> None:
    """Another tab was in front; now this one is."""
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")  # a browser without windows gives none


def truth(page: Any, done: int) -> None:
    expect(count(page)).to_have_text(f"{done} of 2 done")
    expect(page.locator(".tick-done :checked")).to_have_count(done)
    assert page.evaluate(TRUTH) == [f"{done} of 2 done", done, done, done == 2]


def test_two_tabs_show_the_same_once_they_are_looked_at(watch: Watch) -> None:
    visitor = watch.context()
    first, second = visitor.new_page(), visitor.new_page()
    for page in (first, second):
        page.goto(STEPS)
    box(first, NEEDED[0]).check()
    truth(first, 1)
    box(second, NEEDED[1]).check()
    truth(second, 2)
    look_at(first)
    truth(first, 2)
    box(first, NEEDED[0]).uncheck()
    expect(count(first)).to_have_text("1 of 2 done")
    look_at(second)
    expect(count(second)).to_have_text("1 of 2 done")
    expect(box(second, NEEDED[0])).not_to_be_checked()
    expect(second.get_by_role("heading", name="Done.")).to_be_hidden()
    second.get_by_role("button", name="Forget my ticks").click()
    expect(second.get_by_role("heading", name="Your ticks are gone")).to_be_visible()
    look_at(first)
    truth(first, 0)


def test_an_answer_shows_what_was_ticked_in_another_tab_meanwhile(watch: Watch) -> None:
    visitor = watch.context()
    page = visitor.new_page()
    page.goto(STEPS)
    fetched_htmx(page)
    visitor.add_cookies([{"name": "linkedin.look-again", "value": "1", "url": f"{watch.address}/linkedin/"}])
    box(page, NEEDED[0]).check()
    truth(page, 2)


def test_a_page_that_agrees_with_the_cookies_is_asked_for_no_more(watch: Watch) -> None:
    page = watch.page(STEPS)
    box(page, NEEDED[0]).check()
    expect(count(page)).to_have_text("1 of 2 done")
    page.wait_for_load_state("networkidle")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    look_at(page)
    page.wait_for_timeout(200)
    assert asked == []


def test_looking_at_a_page_on_a_network_that_wants_a_sign_in_changes_nothing(watch: Watch) -> None:
    page = watch.page(STEPS)
    page.route(STEPS, lambda route: route.fulfill(**SIGN_IN))
    page.context.add_cookies([{"name": "linkedin.look-again", "value": "1", "url": f"{watch.address}/linkedin/"}])
    look_at(page)
    page.wait_for_timeout(300)
    truth(page, 0)


def test_a_day_that_was_chosen_stays_whatever_is_ticked_here_or_in_another_window(watch: Watch) -> None:
    page = watch.page(STEPS)
    for label in NEEDED:
        box(page, label).check()
    day = page.get_by_label("Look again on")
    chosen = day.get_attribute("max")
    day.fill(chosen)
    box(page, EXTRAS[1]).check()
    link = page.locator("#ending").get_by_role("link", name="Extra: Turn off the use of your data for research")
    expect(link).to_have_count(0)
    expect(day).to_have_value(chosen)
    page.context.add_cookies([{"name": "linkedin.research", "value": "", "url": f"{watch.address}/linkedin/"}])
    look_at(page)
    expect(link).to_have_count(1)
    expect(day).to_have_value(chosen)
    page.get_by_role("button", name="Undo – Turn the switch off").click()
    expect(day).to_have_count(0)
    box(page, NEEDED[0]).check()
    expect(day).not_to_have_value(chosen)


def test_ticks_that_come_back_with_back_are_those_of_now(watch: Watch) -> None:
    visitor = watch.context()
    page = visitor.new_page()
    page.goto(STEPS)
    box(page, NEEDED[0]).check()
    truth(page, 1)
    page.get_by_role("link", name="All sources").click()
    visitor.clear_cookies()
    page.go_back()
    truth(page, 0)

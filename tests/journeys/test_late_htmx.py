"""htmx comes when a tick is first touched: what if it comes late, or not at all."""

import pytest

from tests.support import checklist_page
from tests.support.browsers import MISSING, PHONE, Watch
from tests.support.checklist_page import NEEDED

expect = pytest.importorskip("playwright.sync_api", reason=MISSING).expect

HTMX = "**/htmx-2.min.js"


def box(page, name=NEEDED[0]):
    return checklist_page.box(page, name)


def ticks(page):
    return sorted(cookie["name"] for cookie in page.context.cookies())


def test_nothing_of_htmx_is_asked_for_before_a_tick_is_touched(watch: Watch) -> None:
    page = watch.context(**PHONE).new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/linkedin/uk/")
    for _ in range(5):
        page.keyboard.press("Tab")
    page.mouse.click(1, 1)
    page.wait_for_load_state("networkidle")
    assert not any("htmx" in url for url in asked)
    box(page).check()
    expect(page.locator("#count")).to_contain_text("1 of")
    assert sum("htmx" in url for url in asked) == 1


def test_ticks_that_were_made_while_it_was_on_its_way_are_all_kept(watch: Watch) -> None:
    page = watch.context(**PHONE).new_page()
    held = []
    page.route(HTMX, lambda route: held.append(route))  # noqa: PLW0108 (Playwright marks the function)
    page.goto("/linkedin/uk/")
    box(page).check()
    box(page, NEEDED[1]).check()
    expect(page.locator("#count")).to_contain_text("0 of")
    held[0].continue_()
    expect(page.locator("#count")).to_contain_text("2 of")
    assert ticks(page) == ["linkedin.look-again", "linkedin.switch-off"]


def test_a_tick_that_is_made_while_the_page_still_loads_is_kept_and_counted(watch: Watch) -> None:
    page = watch.context(**PHONE).new_page()
    held = []
    page.route("**/logo.svg*", lambda route: held.append(route))  # noqa: PLW0108 (Playwright marks the function)
    page.add_init_script(
        """addEventListener("DOMContentLoaded", () => {
            document.body.append(Object.assign(new Image(), { src: "/static/img/logo.svg?late" }));
        });"""
    )
    page.goto("/linkedin/uk/", wait_until="domcontentloaded")
    box(page).check()
    page.wait_for_timeout(300)
    held[0].continue_()
    expect(page.locator("#count")).to_contain_text("1 of")


def test_where_it_never_comes_the_plain_form_keeps_the_tick(watch: Watch) -> None:
    watch.expected = ["ERR_FAILED"]
    page = watch.context(**PHONE).new_page()
    page.route(HTMX, lambda route: route.abort())
    page.goto("/linkedin/uk/")
    box(page).check()
    page.wait_for_url("**/linkedin/uk/#step-switch-off")
    expect(box(page)).to_be_checked()
    expect(page.locator("#count")).to_contain_text("1 of")


def test_without_a_line_the_first_tick_says_so_and_the_next_one_is_kept(watch: Watch) -> None:
    watch.expected = ["ERR_INTERNET_DISCONNECTED"]
    page = watch.page("/linkedin/uk/", **PHONE)
    page.context.set_offline(True)
    box(page).click()
    expect(page.locator("#unsaved")).to_contain_text("offline")
    expect(box(page)).not_to_be_checked()
    page.context.set_offline(False)
    box(page).check()
    expect(page.locator("#count")).to_contain_text("1 of")
    assert ticks(page) == ["linkedin.switch-off"]

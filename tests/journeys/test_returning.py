"""Who comes back: done, since when and when to look again; on the front page their region comes first."""

import re
from typing import Any

import pytest

from tests.support.browsers import MISSING, PHONE, Watch
from tests.support.checklist_page import NEEDED, box, wait_until_kept

sync_api = pytest.importorskip("playwright.sync_api", reason=MISSING)
expect = sync_api.expect

STORED = "async () => [document.cookie, localStorage.length, sessionStorage.length, (await caches.keys()).join()]"


def finished(watch: Watch, **options: Any) -> Any:
    page = watch.context(**(PHONE | options)).new_page()
    page.goto("/linkedin/uk/")
    for step in NEEDED:
        box(page, step).check()
    expect(page.locator("#ending")).to_be_visible()
    expect(page.locator("#count")).to_have_text(f"{len(NEEDED)} of {len(NEEDED)} done")
    return page


def test_who_comes_back_reads_first_that_all_is_done_and_when_to_look_again(watch: Watch) -> None:
    page = finished(watch)
    expect(page.locator("#returned")).to_have_count(0)
    page.goto("/linkedin/")
    page.goto("/linkedin/uk/")
    returned = page.locator("#returned")
    expect(returned).to_be_in_viewport(ratio=1)
    expect(returned).to_contain_text(
        re.compile(r"You made your last tick here on \d+ \w+ 20\d\d\. Look again on \d+ \w+ 20\d\d")
    )
    box(page, NEEDED[0]).uncheck()
    expect(returned).to_have_count(0)


def test_where_no_browser_tells_the_day_none_is_said(watch: Watch) -> None:
    page = finished(watch)
    page.add_init_script("Object.defineProperty(window, 'cookieStore', { value: undefined })")
    page.reload()
    expect(page.get_by_text("Look again three months after your last tick")).to_be_visible()
    expect(page.get_by_text("You made your last tick here on")).to_be_hidden()


def test_the_front_page_greets_with_the_region_that_was_opened_last(watch: Watch) -> None:
    page = finished(watch, service_workers="allow", timezone_id="Europe/Berlin")
    wait_until_kept(page, "/linkedin/uk/")
    page.goto("/")
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
    expect(page.locator(".region").first).to_contain_text("United Kingdom")
    expect(page.get_by_role("heading", name="Where do you live?")).to_have_count(0)


def test_what_is_looked_up_is_sent_nowhere_and_adds_nothing(watch: Watch) -> None:
    page = finished(watch)
    asked: list[str] = []
    before = page.evaluate(STORED)
    page.on("request", lambda request: asked.append(request.url.split("/", 3)[3].split("?")[0]))
    page.reload()
    expect(page.get_by_text("You made your last tick here on")).to_be_visible()
    assert page.evaluate(STORED) == before
    assert [path for path in asked if not path.startswith("static/")] == ["linkedin/uk/"]

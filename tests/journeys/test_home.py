"""The home page with several guides: a visitor's state in words, from what the browser keeps; keyboard; widths."""

from typing import Any

import pytest

from guides.editing import drafts, publishing
from guides.models import Guide
from guides.serving import current_editions
from tests.support.accessibility import at_a_glance
from tests.support.browsers import MISSING, PHONE, Watch
from tests.support.checklist_page import NEEDED, box, wait_until, wait_until_kept
from tests.support.factories import make_guide

sync_api = pytest.importorskip("playwright.sync_api", reason=MISSING)
expect = sync_api.expect

SAYS = "async (words) => (await (await caches.match('/linkedin/uk/', { ignoreVary: true })).text()).includes(words)"
STORED = "async () => [document.cookie, localStorage.length, sessionStorage.length, (await caches.keys()).join()]"


@pytest.fixture
def several(watch: Watch, rows_of_this_file: Any) -> Watch:
    if Guide.objects.count() == 1:
        for slug, product in (("chatter", "Chatter"), ("gossip", "Gossip")):
            guide = make_guide(slug=slug, product=product, title=f"Stop {product}")
            publishing.publish(drafts.from_document(guide), by=None, note="The first.")
        rows_of_this_file.keep()
    current_editions.refresh()
    return watch


def returned(watch: Watch, **options: Any) -> Any:
    """Somebody who has done the first step of one guide."""
    page = watch.context(service_workers="allow", **options).new_page()
    page.goto("/linkedin/uk/")
    box(page, NEEDED[0]).check()
    expect(page.locator("#count")).to_have_text(f"1 of {len(NEEDED)} done")
    wait_until_kept(page, "/linkedin/uk/")
    page.goto("/")
    return page


def test_who_is_new_reads_of_no_state(several: Watch) -> None:
    page = several.page("/", **PHONE)
    expect(page.locator(".guide")).to_have_count(3)
    expect(page.locator(".yours")).to_have_count(0)
    expect(page.get_by_text("Only your browser knows what you have ticked.")).to_be_visible()


def test_who_comes_back_reads_how_far_they_are_and_goes_on_there(several: Watch) -> None:
    page = returned(several, **PHONE)
    state = page.locator(".guide[data-guide=linkedin] .yours")
    expect(state).to_contain_text("The switch is off: you said so")
    expect(state).to_contain_text(f"in the United Kingdom · 1 of {len(NEEDED)} done")
    expect(page.locator(".yours")).to_have_count(1)
    expect(page.get_by_text("This page looked there, and told nobody.")).to_be_visible()
    state.get_by_role("link", name="Go on, or look again").click()
    page.wait_for_url("**/linkedin/uk/")


def test_what_is_undone_is_said_as_well(several: Watch) -> None:
    page = returned(several)
    page.goto("/linkedin/uk/")
    box(page, NEEDED[0]).uncheck()
    expect(page.locator("#count")).to_have_text(f"0 of {len(NEEDED)} done")
    expect(page.locator("#status")).to_contain_text("Not done yet")
    wait_until(page, SAYS, 'data-done="0"')
    page.goto("/")
    expect(page.locator(".yours")).to_contain_text("Not done yet")


def test_what_is_undone_is_said_although_the_page_was_left_before_the_answer(several: Watch) -> None:
    page = returned(several)
    page.goto("/linkedin/uk/")
    page.route("**/linkedin/uk/steps/**", lambda _route: None)
    box(page, NEEDED[0]).uncheck()
    page.goto("/")
    wait_until(page, SAYS, 'data-done="0"')
    page.reload()
    expect(page.locator(".yours")).to_contain_text("Not done yet")


def test_in_another_language_the_way_on_stays_in_it(several: Watch) -> None:
    page = returned(several)
    page.goto("/polski/")
    assert page.locator(".yours a").get_attribute("href") == "/linkedin/polski/uk/"
    assert page.locator(".yours strong").get_attribute("lang") == "en"


def test_what_is_looked_up_is_sent_nowhere_and_adds_nothing(several: Watch) -> None:
    page = returned(several)
    asked: list[str] = []
    before = page.evaluate(STORED)
    page.on("request", lambda request: asked.append(request.url.split("/", 3)[3].split("?")[0]))
    page.reload()
    expect(page.locator(".yours")).to_be_visible()
    assert page.evaluate(STORED) == before
    assert [path for path in asked if not path.startswith(("static/", "manifest."))] == [""]


def test_the_search_is_made_with_the_keyboard_alone(several: Watch) -> None:
    page = several.page("/")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "q":
            break
    page.keyboard.type("private messages")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("for “private messages”")
    page.get_by_role("link", name="Wrong: LinkedIn trains AI on your private messages.").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/linkedin/rumours/#rumour-*")
    expect(page.locator("details.rumour:target")).to_have_attribute("open", "")


def test_nothing_is_wider_than_the_window_and_what_is_pressed_is_large(several: Watch) -> None:
    several.expected = ["400"]
    page = several.page("/robots.txt")
    for path in ("/", "/?q=messages", "/?q=xylophone", f"/?q={'x' * 201}"):
        page.goto(path)
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 740})
            assert at_a_glance(page) == [], (width, path)
            sizes = page.eval_on_selector_all(
                "main .guide a, main button, main .results h3 a, main .alone",
                "all => all.map((each) => each.getBoundingClientRect().height)",
            )
            assert sizes
            assert min(sizes) >= 44, (width, path)


def test_the_front_page_of_one_guide_greets_nobody_who_opened_another(several: Watch) -> None:
    page = several.context(service_workers="allow", timezone_id="Etc/UTC").new_page()  # which suggests no region
    page.goto("/linkedin/polski/uk/")
    page.locator(".tick input[type=checkbox]").first.check()
    expect(page.locator("#summary")).to_have_attribute("data-done", "1")
    expect(page.locator(".step[data-saving]")).to_have_count(0)
    wait_until_kept(page, "/linkedin/polski/uk/")
    page.goto("/chatter/polski/")
    wait_until_kept(page, "/linkedin/polski/uk/")
    expect(page.locator("#where")).to_have_count(1)
    page.wait_for_load_state("networkidle")
    assert page.locator("[data-suggested] .suggestion").all_inner_texts() == []
    page.goto("/linkedin/")
    expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()

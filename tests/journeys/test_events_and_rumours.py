"""The timeline and the claims in real Chromium: for everybody, by keyboard, without JavaScript, on paper."""

from typing import Any

import pytest

from tests.support.accessibility import PHONES, at_a_glance, faults, open_everything
from tests.support.browsers import DESKTOP, MISSING, PHONE, Watch

expect = pytest.importorskip("playwright.sync_api", reason=MISSING).expect

TIMELINE, RUMOURS = "/linkedin/timeline/", "/linkedin/rumours/"
PAGES = [TIMELINE, RUMOURS, f"{RUMOURS}?q=private+messages"]
# Made of the same parts: for one region, with nothing found, with what was wrong.
NARROWED = [
    f"{TIMELINE}?region=uk",
    f"{RUMOURS}?region=uk",
    "/linkedin/sources/?region=uk",
    "/linkedin/changes/?region=uk",
]
NARROWED += [f"{RUMOURS}?q=unicorns&region=uk", f"{RUMOURS}?q={'x' * 201}"]


def test_axe_finds_nothing_on_what_is_narrowed_and_what_is_not_found(watch: Watch) -> None:
    watch.expected = ["400"]
    page = watch.page("/", **PHONE)
    for path in NARROWED:
        page.goto(path)
        open_everything(page)
        assert at_a_glance(page) == [], path


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(watch: Watch, path: str) -> None:
    page = watch.page(path)
    assert faults(page, PHONES) == []
    if path in (TIMELINE, RUMOURS):  # the others show some of the same
        open_everything(page)
        assert faults(page) == []


@pytest.mark.parametrize("path", [TIMELINE, RUMOURS])
def test_the_controls_are_large_enough_for_a_thumb(watch: Watch, path: str) -> None:
    page = watch.page(path, **PHONE)
    open_everything(page)
    controls = ".filter a, .filter summary, .lookup input:not([type=hidden]), button, .found a, .here a"
    heights = page.locator(controls).evaluate_all(
        "(all) => all.map((one) => [one.textContent.trim(), one.offsetHeight])"
    )
    assert len(heights) > 9
    assert [small for small in heights if small[1] < 44] == []


@pytest.mark.parametrize("options", [PHONE, DESKTOP])
def test_the_bars_stand_beside_each_other_on_one_scale(watch: Watch, options: dict[str, Any]) -> None:
    page = watch.page(TIMELINE, **options)
    boxes = page.locator(".running > ul > li").evaluate_all("""(rows) => rows.map((row) => {
        const whole = row.querySelector("svg").getBoundingClientRect();
        return [...row.querySelectorAll("rect")].map((bar) => {
            const box = bar.getBoundingClientRect();
            return [(box.left - whole.left) / whole.width, box.width, (whole.right - box.right)].map(Math.abs);
        }); })""")
    assert [len(bars) for bars in boxes] == [1, 1, 2, 1, 2, 2, 1]
    assert all(width > 3 for bars in boxes for _, width, _ in bars), "a bar too narrow to be seen"
    assert all(bars[-1][2] < 2 for bars in boxes), "every last run goes on until today"
    assert len({round(bars[-1][0], 2) for bars in boxes[1:6]}) == 1


@pytest.mark.parametrize("javascript", [True, False])
def test_somebody_looks_up_what_they_read_and_narrows_it_to_their_region(watch: Watch, javascript: bool) -> None:
    page = watch.page("/linkedin/uk/", java_script_enabled=javascript, **PHONE)
    page.get_by_role("contentinfo").get_by_role("link", name="Common claims").click()
    page.wait_for_url(f"**{RUMOURS}?region=uk")
    page.goto(RUMOURS)
    page.get_by_role("searchbox", name="What did you read or hear, or what worries you?").fill("does microsoft get it")
    page.get_by_role("button", name="Look it up").click()
    page.wait_for_url("**/rumours/?q=does+microsoft+get+it")
    expect(page.get_by_role("status")).to_contain_text("results for “does microsoft get it”")
    expect(page.get_by_role("searchbox")).to_have_value("does microsoft get it")
    page.get_by_text("Show one region only").click()
    page.get_by_role("link", name="United Kingdom").click()
    expect(page).to_have_title(
        "2 results: does microsoft get it – Common claims: Stop LinkedIn from "
        "training AI on your data: United Kingdom – Switched Off"
    )
    expect(page.get_by_role("heading", level=2).first).to_have_text(
        "No longer true: Data from the UK does not go to Microsoft for AI training."
    )
    expect(page.get_by_text("No longer true:", exact=True)).to_have_count(2)
    page.get_by_role("link", name="Back to the steps").click()
    page.wait_for_url("**/linkedin/uk/")
    assert page.context.cookies() == []


def test_with_the_keyboard_alone_one_looks_up_and_opens_where_it_comes_from(watch: Watch) -> None:
    page = watch.page(RUMOURS, **DESKTOP)
    page.get_by_role("searchbox").focus()
    page.keyboard.type("avatar")
    page.keyboard.press("Enter")
    page.wait_for_url("**/rumours/?q=avatar")
    summary = page.locator(".rumour .receipt summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Several sources say so, and they do not copy each other.")).to_be_visible()


def test_from_the_foot_of_the_steps_to_the_timeline_a_year_and_one_region(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/", **PHONE)
    page.get_by_role("contentinfo").get_by_role("link", name="What happened, and when").click()
    page.wait_for_url(f"**{TIMELINE}?region=uk")
    expect(page.locator(".running > ul > li")).to_have_count(1)
    page.goto(TIMELINE)
    page.get_by_role("heading", name="2024").click()
    expect(page.locator("#event-uk-suspended")).to_be_visible()
    page.get_by_text("Show one region only").click()
    page.get_by_role("link", name="Hong Kong").click()
    expect(page.locator(".running > ul > li")).to_have_count(1)
    expect(page.locator("#event-hong-kong-paused")).to_have_count(1)
    expect(page.locator("#event-uk-suspended")).to_have_count(0)


def test_a_link_to_one_claim_leads_to_it(watch: Watch) -> None:
    page = watch.page(f"{RUMOURS}#rumour-fined", **PHONE)
    expect(page.locator("#rumour-fined > p").first).to_be_in_viewport()


def test_on_paper_there_is_what_one_reads_and_nothing_to_press(watch: Watch) -> None:
    page = watch.page(RUMOURS, **DESKTOP)
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Look it up")).to_be_hidden()
    rumour = page.locator("#rumour-deadline")
    expect(rumour).to_be_visible()
    expect(rumour.get_by_text("Checked on 22 November 2026.")).to_be_visible()
    expect(rumour.get_by_role("link", name="Report that this is wrong")).to_be_hidden()


def test_on_paper_the_sources_are_a_list_with_their_addresses(watch: Watch) -> None:
    page = watch.page("/linkedin/sources/", **DESKTOP)
    page.emulate_media(media="print")
    expect(page.locator(".sources h3").first).to_be_visible()
    expect(page.get_by_text("statements rest on it").first).to_be_hidden()

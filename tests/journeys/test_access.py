"""Everybody can use it: axe on every page in every state, no sideways scrolling, targets that can be hit, paper."""

from typing import Any

import pytest

from tests.journeys.conftest import DESKTOP, MISSING, PHONE, Watch
from tests.journeys.test_visitor import EXTRAS, NEEDED, box, count

expect = pytest.importorskip("playwright.sync_api", reason=MISSING).expect
Axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason=MISSING).Axe

PAGES = ["/", "/linkedin/", "/linkedin/uk/", "/linkedin/eu/?device=iphone", "/linkedin/sources/", "/linkedin/nowhere/"]
PAGES += ["/linkedin/uk/handout/", "/linkedin/uk/poster/"]
WIDTHS = [320, 360, 768, 1280]
RULES = {"rules": {"target-size": {"enabled": True}}}


def findings(page: Any) -> list[str]:
    result = Axe().run(page, options=RULES)
    return [
        f"{found['id']}: {node['target']} {node.get('failureSummary', '')}"
        for found in result.response["violations"]
        for node in found["nodes"]
    ]


def scrolls_sideways(page: Any) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def open_everything(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(watch: Watch, path: str, width: int, scheme: str) -> None:
    watch.expected = ["404"]
    page = watch.page(path, viewport={"width": width, "height": 800}, color_scheme=scheme)
    assert findings(page) == []
    assert not scrolls_sideways(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_with_all_receipts_open(watch: Watch, width: int, scheme: str) -> None:
    page = watch.page("/linkedin/eu/", viewport={"width": width, "height": 800}, color_scheme=scheme)
    open_everything(page)
    assert findings(page) == []
    assert not scrolls_sideways(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("options", [PHONE, DESKTOP])
def test_axe_finds_nothing_when_ticked_and_when_finished(watch: Watch, options: dict[str, Any], scheme: str) -> None:
    page = watch.page("/linkedin/uk/", color_scheme=scheme, **options)
    box(page, NEEDED[0]).check()
    page.locator("#step-research").get_by_label("Not for me").check()
    expect(count(page)).to_have_text("1 of 5 done")
    page.wait_for_timeout(300)
    assert findings(page) == []
    for label in [NEEDED[1], EXTRAS[0], EXTRAS[2], EXTRAS[3]]:
        box(page, label).check()
    expect(count(page)).to_have_text("5 of 5 done")
    page.wait_for_timeout(300)
    assert findings(page) == []
    assert not scrolls_sideways(page)


def test_the_controls_of_the_journey_are_large_enough_for_a_thumb(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/", **PHONE)
    controls = ".tick label, .devices a, .how > summary, .missing > summary, button, .button, .here a, .brand"
    heights = page.locator(controls).evaluate_all(
        "(all) => all.filter((one) => one.offsetHeight).map((one) => [one.textContent.trim(), one.offsetHeight])"
    )
    assert len(heights) > 15
    assert [small for small in heights if small[1] < 44] == []


def test_larger_text_spacing_hides_nothing(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/", viewport={"width": 320, "height": 800})
    page.evaluate("""document.querySelectorAll('*').forEach((one) => {
        one.style.setProperty('line-height', '1.5', 'important');
        one.style.setProperty('letter-spacing', '0.12em', 'important');
        one.style.setProperty('word-spacing', '0.16em', 'important'); })""")
    assert not scrolls_sideways(page)


def test_without_motion_nothing_slides(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/", reduced_motion="reduce")
    durations = page.locator(".switch-knob").evaluate_all("(all) => all.map((one) => getComputedStyle(one).transition)")
    assert set(durations) == {"none"}


def test_on_paper_the_steps_are_there_and_the_buttons_are_not(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/", **DESKTOP)
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Copy the link")).to_be_hidden()
    expect(page.locator("#summary")).to_be_hidden()
    expect(page.locator("#step-look-again .way").first).to_be_visible()

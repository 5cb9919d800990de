"""What changed, in a real browser: to read, to unfold, to ask since when, and to turn the page, for everybody."""

import copy
from typing import Any

import pytest

from guides.document.validation import parse
from guides.editing import publishing
from guides.history import change_log
from guides.models import Edition, Guide
from guides.serving import current_editions
from tests.support.accessibility import PHONES, WIDTHS, faults, open_everything
from tests.support.browsers import MISSING, PHONE, Watch

expect = pytest.importorskip("playwright.sync_api", reason=MISSING).expect

PAGE = "/linkedin/changes/"


def issue(note: str, size: str, edit: Any) -> None:
    guide = Guide.objects.get()
    data = copy.deepcopy(Edition.objects.latest_of(guide).document)  # type: ignore[union-attr]
    edit(data)
    publishing.issue(guide, parse(data), note=note, by=None, size=size)
    current_editions.refresh()


def reword(data: dict[str, Any]) -> None:
    for claim in data["claims"][:8]:
        claim["text"] = claim["text"].replace("LinkedIn", "The network LinkedIn", 1) + " So we read it."


def move(data: dict[str, Any]) -> None:
    step = data["steps"][0]
    step |= {"revision": step.get("revision", 1) + 1, "change_note": "The switch has moved."}
    step["walkthroughs"][0]["trail"].append("AI-and-" * 20)  # longer than a phone is wide


def check(data: dict[str, Any]) -> None:
    for claim in data["claims"]:
        claim["checked_on"] = "2026-12-24"


@pytest.fixture
def four(guidance: Guide, rows_of_this_file: Any) -> None:
    """Edition 2 reworded eight claims, edition 3 moved the switch, edition 4 holds what was checked again."""
    change_log.comparing.fill()
    if Edition.objects.count() == 4:
        current_editions.refresh()
        return
    issue("Plainer words in eight statements.", "medium", reword)
    issue("LinkedIn moved the switch.", "major", move)
    issue("Everything was held against its sources again.", "typo", check)
    rows_of_this_file.keep()


def test_everybody_can_read_it(watch: Watch, four: None) -> None:
    page = watch.page("/robots.txt")
    for query in ("", "?region=uk", "?since=1", "?since=4", "?before=3"):
        page.goto(f"{PAGE}{query}")
        open_everything(page)
        is_whole = query in ("", "?since=1")  # the others show some of the same
        assert (query, faults(page, WIDTHS if is_whole else PHONES)) == (query, [])


def test_everybody_can_read_what_went_wrong(watch: Watch, four: None) -> None:
    watch.expected = ["404", "400"]
    page = watch.page("/robots.txt")
    for query in ("?since=99", "?since=soon"):
        page.goto(f"{PAGE}{query}")
        assert (query, faults(page)) == (query, [])
        box = page.get_by_label("Which edition did you read last?")
        expect(box).to_be_focused()
        expect(page.get_by_role("alert")).to_be_visible()
        box.fill("1")
        box.press("Enter")
        expect(page.get_by_role("heading", name="Since edition 1")).to_be_visible()


def test_from_the_steps_to_what_changed_since_and_back(watch: Watch, four: None) -> None:
    page = watch.page("/linkedin/uk/", **PHONE)
    page.locator("#reading").get_by_role("link", name="What changed").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("in the United Kingdom")
    expect(page.get_by_text("The switch has moved.")).to_be_visible()
    page.get_by_label("Which edition did you read last?").fill("2")
    page.get_by_role("button", name="Show what changed since").press("Enter")
    expect(page.get_by_role("heading", name="Since edition 2")).to_be_visible()
    expect(page.get_by_text("1 step is open again if you ticked it before.")).to_be_visible()
    expect(page.locator("ins").first).to_be_visible()
    page.get_by_role("link", name="Back to the steps").click()
    expect(page.locator("#journey")).to_be_visible()
    assert page.context.cookies() == []


def test_a_long_list_unfolds_and_its_differences_are_marked(watch: Watch, four: None) -> None:
    page = watch.page(f"{PAGE}?before=3", **PHONE)
    edition = page.locator("#edition-2")
    expect(edition.locator("ins").first).to_be_hidden()
    edition.get_by_text("All 8 changes").click()
    expect(edition.locator("ins").first).to_be_visible()


def test_controls_are_large_enough_for_a_thumb(watch: Watch, four: None) -> None:
    page = watch.page(PAGE, **PHONE)
    controls = page.locator("main :is(.edition > p > a, .turning a, .more > summary, button, input:not([type=hidden]))")
    heights = controls.evaluate_all("(all) => all.filter((one) => one.offsetHeight).map((one) => one.offsetHeight)")
    assert len(heights) > 5
    assert min(heights) >= 44


def test_without_javascript_it_is_all_there(watch: Watch, four: None) -> None:
    page = watch.page(PAGE, java_script_enabled=False, **PHONE)
    page.get_by_label("Which edition did you read last?").fill("4")
    page.get_by_role("button", name="Show what changed since").click()
    expect(page.get_by_text("Nothing has changed since.")).to_be_visible()

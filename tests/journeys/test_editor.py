"""An editor's journey in real Chromium, and what a visitor sees of it."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.support.browsers import DESKTOP, MISSING, Watch
from tests.support.checklist_page import box, count

expect = pytest.importorskip("playwright.sync_api", reason=MISSING).expect


@pytest.fixture
def desk(watch: Watch, editor: User) -> Any:
    """The desk, signed in."""
    return watch.page_of(editor, **DESKTOP)


def test_an_editor_changes_a_wording_previews_and_publishes_and_the_tick_is_still_there(
    desk: Any, watch: Watch
) -> None:
    visitor = watch.page("/linkedin/uk/")
    box(visitor, "It is off").check()
    expect(count(visitor)).to_have_text("1 of 2 done")

    desk.get_by_role("link", name="Steps", exact=True).first.click()
    desk.get_by_role("link", name="Turn the switch off").click()
    desk.get_by_label("Title:").fill("The one switch says Off")
    desk.get_by_role("button", name="Save and continue editing").first.click()
    visitor.reload()
    expect(visitor.locator("#step-switch-off h3")).to_contain_text("Turn the switch off")

    desk.get_by_role("link", name="Preview the draft").click()
    expect(desk.get_by_text("Preview of the draft.")).to_be_visible()
    expect(desk.locator("#step-switch-off h3")).to_contain_text("The one switch says Off")

    desk.goto("/admin/guides/guide/")
    desk.get_by_role("link", name="LinkedIn", exact=True).click()
    desk.get_by_role("link", name="Publish", exact=True).click()
    desk.get_by_label("What changed").fill("Clearer words for the first step.")
    desk.get_by_role("button", name="Publish the next edition").click()
    expect(desk.get_by_text("Edition 2 is published.")).to_be_visible()

    visitor.reload()
    expect(visitor.locator("#step-switch-off h3")).to_contain_text("The one switch says Off")
    expect(box(visitor, "It is off")).to_be_checked()


def test_a_draft_with_gaps_is_not_published_and_says_what_is_missing(desk: Any) -> None:
    desk.goto("/admin/guides/claim/?topic__exact=ending&q=From+the+moment+you+switched")
    desk.locator("#result_list tbody th a").first.click()
    desk.get_by_label("Checked on:").fill("")
    desk.get_by_role("button", name="Save", exact=True).first.click()
    desk.goto("/admin/guides/guide/")
    desk.get_by_role("link", name="LinkedIn", exact=True).click()
    desk.get_by_role("link", name="Publish", exact=True).click()
    expect(desk.get_by_role("heading", name="1 thing is missing")).to_be_visible()
    expect(desk.get_by_role("button", name="Publish the next edition")).to_have_count(0)
    desk.locator("#problems a").click()
    expect(desk).to_have_url(re.compile(r"/admin/guides/claim/\d+/change/#id_checked_on$"))


def test_rows_move_by_a_button(desk: Any) -> None:
    desk.goto("/admin/guides/region/")
    desk.get_by_role("button", name="Move up: European Union and EEA").click()
    expect(desk.locator("#result_list tbody th a").first).to_have_text("European Union and EEA")


def test_the_desk_is_quiet_under_the_strict_policy(desk: Any, watch: Watch) -> None:
    """Every page opens with no word in the console: no script or style is refused."""
    for model in ("guide", "region", "step", "claim", "source", "authority", "label", "edition"):
        desk.goto(f"/admin/guides/{model}/")
        desk.locator("#result_list tbody th a").first.click()
        expect(desk.locator("#content h1")).to_be_visible()
        if model != "edition":
            desk.goto(f"/admin/guides/{model}/add/")
            expect(desk.locator("#content h1")).to_be_visible()
        assert (model, watch.heard) == (model, [])

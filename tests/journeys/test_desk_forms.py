"""The forms and lists of the desk in real Chromium: on a phone, with the keyboard, and with what stays in view."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import reverse

from guides.models import Authority, Claim, Edition, Guide, Label, Region, Source, Step
from tests.support.accessibility import open_everything, scrolls_sideways
from tests.support.browsers import DESKTOP, MISSING, PHONE, Watch

expect = pytest.importorskip("playwright.sync_api", reason=MISSING).expect

# Where what has the focus is covered by the bar with the buttons, but for what stands in the bar itself.
COVERED = """() => {
  const bar = [...document.querySelectorAll('.submit-row')].pop();
  return [...document.querySelectorAll('#content-main form :is(input, textarea, select, summary, a)')]
    .filter((each) => !bar.contains(each) && each.offsetParent && each.type !== 'hidden')
    .filter((each) => {
      each.focus();
      const [box, cover] = [each.getBoundingClientRect(), bar.getBoundingClientRect()];
      const visible = Math.min(box.height, 24); // of a box that is higher, a line is enough
      return document.activeElement === each && box.bottom > cover.top && cover.top - box.top < visible;
    }).map((each) => each.name || each.textContent);
}"""


def desk_pages(guide: Guide) -> Iterator[str]:
    """Every list and every form, with what else is said of a guide, a source and an edition."""
    yield reverse("admin:index")
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        row = model._default_manager.first()
        if row is not None:
            yield reverse(f"{name}_change", args=[row.pk])
        if model in (Guide, Region, Authority, Step, Claim, Source, Label):
            yield reverse(f"{name}_add")
    whole = ("publish", "due", "find", "workspace", "claims", "sources")
    yield from (reverse(f"admin:guides_guide_{page}", args=[guide.pk]) for page in whole)
    yield f"{reverse('admin:guides_guide_start')}?from={guide.pk}"
    yield reverse("admin:guides_source_rests", args=[Source.objects.first().pk])
    yield reverse("admin:guides_edition_compare", args=[Edition.objects.first().pk])
    yield from (reverse(f"admin:guides_step_{page}", args=[Step.objects.first().pk]) for page in ("history", "delete"))


def test_every_page_of_the_desk_fits_a_phone_and_is_quiet_under_the_strict_policy(
    watch: Watch, guidance: Guide, editor: User
) -> None:
    """None scrolls sideways, and none has a word in the console: no script or style is refused."""
    page = watch.page_of(editor, "/robots.txt", **PHONE)
    wide = []
    for path in dict.fromkeys(desk_pages(guidance)):
        page.goto(path)
        open_everything(page)
        wide += [path] if scrolls_sideways(page) else []
        assert (path, watch.heard) == (path, [])
    assert wide == []


# Words of a list that go on in a second line, and buttons that a finger would miss.
BROKEN = """() => [...document.querySelectorAll("#result_list :is(th, td)")].flatMap((cell) => {
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    const found = [];
    while (texts.nextNode()) for (const word of texts.currentNode.data.matchAll(/\\p{L}+/gu)) {
        const range = document.createRange();
        range.setStart(texts.currentNode, word.index);
        range.setEnd(texts.currentNode, word.index + word[0].length);
        if (range.getClientRects().length > 1) found.push(word[0]);
    }
    return found;
})"""
HEIGHTS = """() => [...document.querySelectorAll("#result_list button")].map((each) => each.offsetHeight)"""


def test_a_list_on_a_phone_breaks_no_word_and_has_buttons_for_a_finger(
    watch: Watch, guidance: Guide, editor: User
) -> None:
    page = watch.page_of(editor, "/robots.txt", viewport={"width": 360, "height": 640})
    for part in ("claim", "event", "step"):
        page.goto(f"/admin/guides/{part}/")
        expect(page.locator("#result_list tbody tr").nth(2), part).to_be_visible()
        assert page.evaluate(BROKEN) == [], part
        heights = page.evaluate(HEIGHTS)
        assert heights or part == "event"  # events stand by their dates, and nobody moves them
        assert min(heights, default=24) >= 24, part


def test_a_row_that_moves_keeps_the_focus_on_its_button_and_its_new_place_is_said(
    watch: Watch, guidance: Guide, editor: User
) -> None:
    page = watch.page_of(editor, "/admin/guides/source/", **PHONE)
    row = Source.objects.order_by("position")[20]
    for place in (22, 23):
        page.locator(f"#move-{row.pk}-down").press("Enter")
        button = page.locator(f"#move-{row.pk}-down")
        expect(button).to_be_focused()
        expect(button).to_be_in_viewport()
        expect(page.get_by_role("status")).to_contain_text(f"is now number {place} of ")


@pytest.mark.parametrize("screen", [DESKTOP, PHONE])
def test_the_buttons_that_save_are_in_view_and_cover_nothing_that_has_the_focus(
    watch: Watch, guidance: Guide, editor: User, screen: Any
) -> None:
    page = watch.page_of(editor, f"/admin/guides/step/{Step.objects.first().pk}/change/", **screen)
    save = page.get_by_role("button", name="Save", exact=True).last
    expect(save).to_be_in_viewport()
    assert page.evaluate(COVERED) == []
    page.get_by_role("navigation", name="On this page").get_by_role("link").last.click()
    expect(page.locator(".inline-related:not(.empty-form)").last).to_be_in_viewport()
    expect(save).to_be_in_viewport()
    if screen is DESKTOP:
        page.get_by_role("link", name="To the top").last.click()
        expect(page.get_by_role("navigation", name="On this page")).to_be_in_viewport()

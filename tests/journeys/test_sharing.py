"""Passing it on in real Chromium: copying, the system's share sheet, the code, and all of it without JavaScript."""

import io
from pathlib import Path
from typing import Any

import pytest

from tests.support.accessibility import PHONES, faults, open_everything
from tests.support.browsers import DESKTOP, MISSING, PHONE, Watch

expect = pytest.importorskip("playwright.sync_api", reason=MISSING).expect
zxingcpp = pytest.importorskip("zxingcpp", reason=MISSING)
Image = pytest.importorskip("PIL.Image", reason=MISSING)

SHARE = "/linkedin/uk/share/"
LINK = "https://optout.example/linkedin/uk/"
CLIPBOARD = ["clipboard-read", "clipboard-write"]
# Stands in for the sheet of the system, which no test can press; keeps what it was given.
SHEET = "navigator.share = async (what) => { window.given = what; };"
LOCKED = "navigator.clipboard.writeText = async () => { throw new Error('not allowed'); };"


def clipboard(page: Any) -> str:
    return page.evaluate("navigator.clipboard.readText()")


def with_script(watch: Watch, script: str, **options: Any) -> Any:
    """The share page in a browser in which this script ran first."""
    page = watch.context(**options).new_page()
    page.add_init_script(script)
    page.goto(SHARE)
    return page


def test_each_button_copies_its_own_text_and_only_the_last_says_so(watch: Watch) -> None:
    page = watch.page(SHARE, permissions=CLIPBOARD)
    open_everything(page)
    buttons = page.locator("[data-copy]")
    assert buttons.count() == 7
    for button in buttons.all():
        field = page.locator(button.get_attribute("data-copy"))
        button.click()
        expect(button.locator("xpath=..").get_by_role("status")).to_have_text("Copied")
        expect(page.get_by_text("Copied", exact=True)).to_have_count(1)
        assert clipboard(page) == field.input_value()
        assert LINK in clipboard(page)


def test_where_copying_is_not_allowed_the_text_is_selected_and_that_is_said(watch: Watch) -> None:
    page = with_script(watch, LOCKED)
    page.get_by_role("button", name="Copy – Chat message").click()
    expect(page.get_by_text("The text is selected; copy it by hand.")).to_be_visible()
    assert page.evaluate("document.activeElement.id") == "message-chat"
    box = "document.activeElement"
    assert page.evaluate(f"{box}.selectionEnd - {box}.selectionStart === {box}.value.length")


def test_the_systems_sheet_gets_the_link_with_a_title_or_the_chat_message(watch: Watch) -> None:
    page = with_script(watch, SHEET)
    page.get_by_role("button", name="Share…", exact=True).click()
    title = "Stop LinkedIn from training AI on your data"
    assert page.evaluate("window.given") == {"title": title, "url": LINK}
    page.get_by_role("button", name="Share… – Chat message").click()
    assert page.evaluate("window.given") == {"text": page.locator("#message-chat").input_value()}


def test_where_there_is_no_sheet_nothing_offers_one(watch: Watch) -> None:
    page = with_script(watch, "delete Navigator.prototype.share;")
    expect(page.get_by_role("button", name="Copy the link")).to_be_visible()
    expect(page.get_by_role("button", name="Share…")).to_have_count(0)


@pytest.mark.parametrize("options", [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"forced_colors": "active"}])
def test_a_camera_reads_the_code_from_the_screen_in_every_colour(watch: Watch, options: dict[str, Any]) -> None:
    page = watch.page(SHARE, **options, **PHONE)
    code = page.get_by_role("img", name="QR code that leads to the steps for people in the United Kingdom")
    expect(code).to_be_visible()
    picture = Image.open(io.BytesIO(code.screenshot())).convert("L")
    assert zxingcpp.read_barcode(picture).text == LINK
    assert picture.getpixel((picture.width // 2, 5)) == 255, "the quiet zone is white"


@pytest.mark.parametrize("javascript", [True, False])
def test_the_code_is_saved_under_a_good_name(watch: Watch, javascript: bool) -> None:
    page = watch.page(SHARE, java_script_enabled=javascript)
    for form in ("PNG", "SVG"):
        with page.expect_download() as saving:
            page.get_by_role("link", name=f"Save as {form}").click()
        assert saving.value.suggested_filename == f"linkedin-uk-qr.{form.lower()}"
        assert Path(saving.value.path()).stat().st_size > 300


def test_without_javascript_everything_is_there_and_nothing_offers_what_cannot_work(watch: Watch) -> None:
    page = watch.page(SHARE, java_script_enabled=False, **PHONE)
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_label("Link to the steps")).to_have_value(LINK)
    page.get_by_role("heading", name="E-mail").click()
    summary = page.get_by_text("A longer e-mail", exact=True)
    expect(page.get_by_role("textbox", name="A longer e-mail")).to_be_hidden()
    summary.click()
    box = page.get_by_role("textbox", name="A longer e-mail")
    expect(box).to_be_visible()
    box.select_text()
    expect(page.get_by_role("link", name="Open as an e-mail – A longer e-mail")).to_be_visible()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()


@pytest.mark.parametrize("options", [PHONE, DESKTOP])
def test_every_box_shows_all_of_its_text(watch: Watch, options: dict[str, Any]) -> None:
    page = watch.page(SHARE, **options)
    open_everything(page)
    hidden = page.locator("textarea").evaluate_all("(all) => all.map((one) => one.scrollHeight - one.clientHeight)")
    assert hidden == [0] * 6


def test_from_the_checklist_to_a_copied_message_with_the_keyboard_alone(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/", permissions=CLIPBOARD)
    page.get_by_role("link", name="Messages, QR code and a sheet to print").press("Enter")
    page.wait_for_url(f"**{SHARE}")
    page.get_by_role("button", name="Copy – Chat message").press("Enter")
    expect(page.get_by_text("Copied", exact=True)).to_be_visible()
    assert clipboard(page) == page.get_by_role("textbox", name="Chat message").input_value()
    page.get_by_role("link", name="Back to the steps").press("Enter")
    page.wait_for_url("**/linkedin/uk/")


def test_reading_and_copying_keeps_nothing_in_the_browser(watch: Watch) -> None:
    page = watch.page(SHARE, permissions=CLIPBOARD)
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_text("Copied", exact=True)).to_be_visible()
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_axe_finds_nothing_and_nothing_scrolls_sideways(watch: Watch) -> None:
    page = watch.page(SHARE)
    assert faults(page, PHONES) == []
    open_everything(page)
    assert faults(page) == []


def test_the_controls_are_large_enough_for_a_thumb(watch: Watch) -> None:
    page = with_script(watch, SHEET, **PHONE)
    open_everything(page)
    controls = "main button, main .button, .more-ways a, .message summary, .link"
    heights = page.locator(controls).evaluate_all("(all) => all.map((one) => [one.textContent, one.offsetHeight])")
    assert len(heights) > 15
    assert [small for small in heights if small[1] < 44] == []

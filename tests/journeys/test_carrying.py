"""From the computer to the phone with all ticks, and a day to look again: real Chromium, a real code reader."""

import io
from typing import Any

import pytest

from tests.support import shipped_guide
from tests.support.accessibility import faults
from tests.support.browsers import DESKTOP, MISSING, PHONE, Watch, kept
from tests.support.checklist_page import EXTRAS, NEEDED, box, count, tab_to

expect = pytest.importorskip("playwright.sync_api", reason=MISSING).expect
Image = pytest.importorskip("PIL.Image", reason=MISSING)
zxingcpp = pytest.importorskip("zxingcpp", reason=MISSING)

SITE = "https://optout.example"
LEADS_ON = "Take your ticks to your phone or computer"
TAKE = "Add these ticks"
LEAVE = "No, leave mine as they are"
NO_SCRIPT = {"java_script_enabled": False}


def tick(page: Any, labels: list[str]) -> None:
    for done, label in enumerate(labels, start=1):
        box(page, label).check()
        expect(page.locator(".tick-done :checked")).to_have_count(done)
        expect(page.locator(".step[data-saving]")).to_have_count(0)


def link(page: Any) -> str:
    return page.get_by_label("Link with your ticks").input_value()


def read_code(page: Any) -> str:
    """What a camera reads from the screen."""
    picture = page.get_by_role("img", name="QR code of this link").screenshot()
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    return found.text


def here(watch: Watch, address: str) -> str:
    """The same address at the server of this test."""
    assert address.startswith(f"{SITE}/linkedin/uk/carry/?ticks=")
    return address.replace(SITE, watch.address)


def on_the_computer(watch: Watch, steps: list[str], **options: Any) -> Any:
    """A computer on which these were ticked before, at the page that offers to take them along."""
    page = watch.page("/linkedin/uk/carry/", {f"linkedin.{step}": "1" for step in steps}, **DESKTOP | options)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Take your ticks with you")
    return page


def test_ticks_go_from_the_computer_to_the_phone_by_its_camera(watch: Watch) -> None:
    computer = watch.page("/linkedin/uk/", **DESKTOP)
    tick(computer, NEEDED)
    computer.get_by_role("link", name=LEADS_ON).click()
    expect(computer.get_by_role("heading", level=1)).to_contain_text("Take your ticks with you")
    seen = read_code(computer)
    assert seen == link(computer)

    phone = watch.page(here(watch, seen), **PHONE)
    expect(phone.get_by_role("heading", name="Add these ticks?")).to_be_visible()
    expect(phone.locator(".brought li")).to_have_count(2)
    assert kept(phone) == {}
    phone.get_by_role("button", name=TAKE).click()
    expect(phone).to_have_url(f"{watch.address}/linkedin/uk/")
    expect(count(phone)).to_have_text("2 of 2 done")
    for label in NEEDED:
        expect(box(phone, label)).to_be_checked()
    assert kept(phone) == kept(computer)


def test_ticks_go_to_the_phone_without_javascript(watch: Watch) -> None:
    computer = watch.page("/linkedin/uk/", **DESKTOP | NO_SCRIPT)
    for label in NEEDED:
        box(computer, label).check()
        computer.get_by_role("button", name=f"Save “{label}”").click()
    computer.get_by_role("link", name=LEADS_ON).click()
    expect(computer.get_by_role("button", name="Copy the link")).to_be_hidden()
    phone = watch.page(here(watch, read_code(computer)), **PHONE | NO_SCRIPT)
    phone.get_by_role("button", name=TAKE).click()
    expect(count(phone)).to_have_text("2 of 2 done")
    assert kept(phone) == kept(computer)


def test_ticks_are_taken_over_by_keyboard(watch: Watch) -> None:
    computer = watch.page("/linkedin/uk/", **DESKTOP)
    tick(computer, NEEDED[:1])
    tab_to(computer, LEADS_ON)
    computer.keyboard.press("Enter")
    expect(computer.get_by_role("heading", name="Take your ticks with you")).to_be_visible()
    tab_to(computer, "Link with your ticks")
    assert computer.evaluate("getSelection().toString()") == link(computer)

    phone = watch.page(here(watch, link(computer)), **DESKTOP)
    tab_to(phone, TAKE)
    phone.keyboard.press("Enter")
    expect(count(phone)).to_have_text("1 of 2 done")


def test_both_devices_end_with_what_either_had(watch: Watch) -> None:
    computer = on_the_computer(watch, shipped_guide.NEEDED)
    phone = watch.page("/linkedin/uk/", **PHONE)
    box(phone, NEEDED[0]).check()
    box(phone, EXTRAS[0]).check()
    expect(count(phone)).to_have_text("1 of 2 done")
    expect(phone.locator(".step[data-saving]")).to_have_count(0)
    phone.goto(here(watch, link(computer)))
    expect(phone.locator(".brought li").filter(has_text="You have this already.")).to_have_count(1)
    phone.get_by_role("button", name=TAKE).click()
    expect(count(phone)).to_have_text("2 of 2 done")


def test_saying_no_leaves_everything_as_it_was(watch: Watch) -> None:
    computer = on_the_computer(watch, shipped_guide.NEEDED)
    phone = watch.page(here(watch, link(computer)), **PHONE)
    phone.get_by_role("link", name=LEAVE).click()
    expect(count(phone)).to_have_text("0 of 2 done")
    assert kept(phone) == {}


def test_the_link_can_be_copied(watch: Watch) -> None:
    computer = on_the_computer(watch, shipped_guide.NEEDED, permissions=["clipboard-read", "clipboard-write"])
    computer.get_by_role("button", name="Copy the link").click()
    expect(computer.get_by_text("Copied", exact=True)).to_be_visible()
    assert computer.evaluate("navigator.clipboard.readText()") == link(computer)


def test_the_code_of_all_ticks_is_read_in_every_light_and_on_a_small_screen(watch: Watch) -> None:
    computer = on_the_computer(watch, shipped_guide.STEPS)
    for width in (1280, 320):
        computer.set_viewport_size({"width": width, "height": 700})
        for scheme in ("light", "dark"):
            computer.emulate_media(color_scheme=scheme)
            assert read_code(computer) == link(computer), f"{width} px, {scheme}"


def test_axe_finds_nothing_on_the_way(watch: Watch) -> None:
    watch.expected = ["400"]
    page = watch.page("/linkedin/uk/carry/", **PHONE)
    link_of_another = link(on_the_computer(watch, shipped_guide.NEEDED))
    clean(page)
    for address in (link_of_another, f"{link_of_another}x"):
        page.goto(here(watch, address))
        clean(page)
    page.goto(here(watch, link_of_another))
    page.get_by_role("button", name=TAKE).click()
    expect(page.get_by_role("heading", name="Done.")).to_be_visible()
    clean(page)
    for address in ("/linkedin/uk/carry/", here(watch, link_of_another)):
        page.goto(address)
        clean(page)


def clean(page: Any) -> None:
    assert faults(page) == []
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        small = page.locator("button, .button, .look-again input").evaluate_all(
            "(all) => all.filter((one) => one.offsetHeight && one.offsetHeight < 44).map((one) => one.textContent)"
        )
        assert small == [], width


@pytest.mark.parametrize("options", [PHONE, DESKTOP | NO_SCRIPT])
def test_a_day_to_look_again_goes_into_the_calendar(watch: Watch, options: dict[str, Any]) -> None:
    page = watch.page("/linkedin/uk/", {f"linkedin.{step}": "1" for step in shipped_guide.NEEDED}, **options)
    field = page.get_by_label("Look again on")
    field.fill(field.get_attribute("max"))
    with page.expect_download() as download:
        page.get_by_role("button", name="Add to my calendar").click()
    assert download.value.suggested_filename == "look-again-linkedin-uk.ics"
    chosen = field.input_value().replace("-", "")
    assert f"DTSTART:{chosen}T090000" in download.value.path().read_text(encoding="utf-8")
    expect(page).to_have_url(f"{watch.address}/linkedin/uk/")

"""An editor's way to the desk in real Chromium: enrol, sign out, sign in with a code; nothing in the console."""

import re
import time
from base64 import b32decode
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django_otp.oath import hotp

from tests.support.accessibility import faults
from tests.support.browsers import DESKTOP, MISSING, PHONE, Watch

expect = pytest.importorskip("playwright.sync_api", reason=MISSING).expect


@pytest.fixture(autouse=True)
def _asked_for(settings: Any) -> None:
    settings.SECOND_FACTOR = True


def enter_password(page: Any, words: str = "an editor’s password") -> None:
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill(words)
    page.get_by_role("button", name="Log in").click()


def secret_on(page: Any) -> bytes:
    return b32decode(page.locator("#secret").inner_text().replace(" ", ""))


def now() -> int:
    """The step at which the codes are; it grows every 30 seconds."""
    return int(time.time()) // 30


def code_at(secret: bytes, step: int) -> str:
    return f"{hotp(secret, step):06}"


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_an_editor_enrols_signs_out_and_signs_in_again(watch: Watch, editor: User, javascript: bool) -> None:
    page = watch.page("/admin/guides/step/", java_script_enabled=javascript, **DESKTOP)
    enter_password(page)
    expect(page.get_by_role("heading", name="Set up the second factor")).to_be_visible()
    secret, used = secret_on(page), now()
    page.get_by_label("The code that the app shows now").fill(code_at(secret, used))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.locator("#recovery-codes li")).to_have_count(10)
    page.get_by_role("link", name="I have saved them").click()
    expect(page).to_have_url(re.compile("/admin/guides/step/$"))

    page.get_by_role("button", name="Log out").click()
    page.goto("/admin/")
    enter_password(page)
    expect(page.get_by_label("Code from your authenticator app")).to_be_focused()
    # A code counts once; the next one is right already, as a phone's clock may be half a minute ahead.
    page.get_by_label("Code from your authenticator app").fill(code_at(secret, max(now(), used + 1)))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Keep the guidance true")).to_be_visible()


def test_a_recovery_code_opens_the_desk_when_the_phone_is_lost(watch: Watch, editor: User) -> None:
    page = watch.page("/admin/", **PHONE)
    enter_password(page)
    page.get_by_label("The code that the app shows now").fill(code_at(secret_on(page), now()))
    page.keyboard.press("Enter")
    code = page.locator("#recovery-codes li").first.inner_text()

    elsewhere = watch.page("/admin/", **PHONE)
    enter_password(elsewhere)
    elsewhere.get_by_label("Or one of your recovery codes").fill(code)
    elsewhere.keyboard.press("Enter")
    expect(elsewhere.get_by_text("You have 9 recovery codes left.")).to_be_visible()


def test_axe_finds_nothing_on_the_pages_of_signing_in(watch: Watch, editor: User) -> None:
    page = watch.page("/admin/", **PHONE)
    enter_password(page)
    secret = secret_on(page)
    assert faults(page) == []
    page.get_by_label("The code that the app shows now").fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This is not the code.")).to_be_visible()
    assert faults(page) == []
    page.get_by_label("The code that the app shows now").fill(code_at(secret, now()))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    assert faults(page) == []
    page.goto("/admin/second-factor/change/")
    assert faults(page) == []

    other = watch.page("/admin/", **PHONE)
    enter_password(other)
    expect(other.get_by_role("heading", name="Second factor")).to_be_visible()
    assert faults(other) == []
    other.keyboard.press("Enter")
    expect(other.get_by_text("Type the code that your authenticator app shows")).to_be_visible()
    assert faults(other) == []


def test_the_page_of_a_locked_account_is_quiet_and_says_how_to_go_on(watch: Watch, editor: User) -> None:
    watch.expected = ["429"]
    for _time in range(4):
        Client().post("/admin/login/", {"username": "editor", "password": "a wrong password"})
    page = watch.page("/admin/", **PHONE)
    enter_password(page, "a wrong password")
    expect(page.get_by_role("heading", name="This account is locked")).to_be_visible()
    expect(page.get_by_text("Wait 15 minutes")).to_be_visible()
    assert faults(page) == []

"""Takes the pictures of docs/editing.md. Arguments: the address of a running site, and the folder for the pictures.

One journey from a sentence to an edition and then to a new guide, by the users `editor` and `approver`; DESK_PASSWORD
is the password of both.
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chromium import chromium
from screenshots import wait_for

WINDOW = {"viewport": {"width": 1240, "height": 900}, "timezone_id": "Europe/London", "locale": "en-GB"}
OLD, NEW = "Turn the switch off", "The one switch says Off"
NEW_GUIDE = {
    "Product": "GitHub Copilot",
    "Owner": "GitHub",
    "Title": "Stop GitHub from training AI on what you do with Copilot",
    "Description": "One setting in your GitHub account, what it covers and what it does not.",
    "How we know": "We read GitHub’s own documentation and terms. We tried nothing in an account.",
}
NEW_SOURCE = {"Title": "GitHub Terms of Service", "Publisher": "GitHub", "Date, in words": "effective 27 April 2026"}
NEW_CLAIM = "What you do with Copilot on a personal plan may train AI unless you choose **Disabled**."
MARGIN = 8


class Camera:
    def __init__(self, browser: Any, address: str, folder: Path) -> None:
        self.browser, self.address, self.folder = browser, address, folder

    def sign_in(self, name: str) -> Any:
        page = self.browser.new_context(base_url=self.address, **WINDOW).new_page()
        page.goto("/admin/")
        page.get_by_label("Username").fill(name)
        page.get_by_label("Password").fill(os.environ["DESK_PASSWORD"])
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("heading", name="Keep the guidance true").wait_for()
        return page

    def take(self, page: Any, name: str, first: str, last: str | None = None, most: int = 700) -> None:
        """The part of the page from the top of one element to the end of another."""
        # The row of buttons stays in sight; in a picture of more than a window it would lie over the fields.
        page.locator(".submit-row").evaluate_all("(rows) => rows.forEach((row) => { row.style.position = 'static'; })")
        top, bottom = (page.locator(place).first.bounding_box() for place in (first, last or first))
        scrolled = page.evaluate("scrollY")
        left = min(top["x"], bottom["x"])
        right = max(top["x"] + top["width"], bottom["x"] + bottom["width"])
        clip = {
            "x": max(left - MARGIN, 0),
            "y": max(top["y"] + scrolled - MARGIN, 0),
            "width": right - left + 2 * MARGIN,
            "height": min(bottom["y"] + bottom["height"] - top["y"] + 2 * MARGIN, most),
        }
        path = self.folder / f"desk-{name}.png"
        page.screenshot(path=path, clip=clip, full_page=True)
        print(path)


def open_guide(page: Any, button: str) -> None:
    page.goto("/admin/guides/guide/")
    page.get_by_role("link", name="LinkedIn", exact=True).click()
    page.get_by_role("link", name=button, exact=True).click()


def main(address: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    wait_for(address)
    with chromium() as browser:
        camera = Camera(browser, address, folder)
        editor, approver = camera.sign_in("editor"), camera.sign_in("approver")
        find(editor, camera)
        edit(editor, camera)
        preview(editor, camera)
        ask(editor, camera)
        approve(approver, camera)
        look_back(editor, approver, camera)
        begin(approver, camera)


def find(page: Any, camera: Camera) -> None:
    open_guide(page, "Find and replace")
    page.get_by_label("Find", exact=True).fill("Data privacy")
    page.get_by_label("Replace with").fill("Data and AI")
    page.get_by_role("button", name="Show every place").click()
    camera.take(page, "replace", "#content h1", ".places > li:nth-child(3)", most=900)
    page.goto("/admin/guides/source/?q=us+state+privacy")
    page.locator("#result_list .field-rest a").first.click()
    camera.take(page, "rests", "#content h1", ".places > li:nth-child(2)", most=1000)


def edit(page: Any, camera: Camera) -> None:
    page.goto("/linkedin/uk/")
    camera.take(page, "edit-link", "#step-look-again")
    page.goto("/admin/guides/claim/?q=It+works+from+the+moment")
    page.locator("#result_list tbody th a").first.click()
    camera.take(page, "claim", ".field-text", ".field-checked_on", most=2000)
    page.goto("/admin/guides/guide/called/linkedin/")
    page.locator("#order").get_by_role("link", name=OLD).click()
    page.get_by_label("Title:").fill(NEW)
    page.get_by_role("button", name="Save and continue editing").first.click()
    page.get_by_text("was changed successfully").wait_for()


def preview(page: Any, camera: Camera) -> None:
    page.goto("/preview/linkedin/uk/?on=2025-11-02&device=iphone")
    camera.take(page, "preview", ".preview-bar", "#step-switch-off h3", most=760)


def ask(page: Any, camera: Camera) -> None:
    open_guide(page, "Ask for a review")
    page.get_by_label("What changed").fill("The first step says it in plainer words.")
    page.get_by_label("What changed").blur()
    camera.take(page, "ask", "#content h1", "#content .submit-row")
    page.get_by_role("button", name="Ask for a review").click()
    page.get_by_text("You have asked for a review.").wait_for()


def approve(page: Any, camera: Camera) -> None:
    open_guide(page, "Publish")
    camera.take(page, "approve", "[id^=proposal-]", "#changes")
    page.get_by_role("button", name="Approve").click()
    summer = datetime(datetime.now(UTC).year + 1, 6, 21, tzinfo=UTC)  # when the clocks of London and UTC differ
    page.locator("[name=at_0]").fill(f"{summer:%Y-%m-%d}")
    page.locator("[name=at_1]").fill("07:00")
    page.get_by_role("button", name="Publish on this date").click()
    page.get_by_text("Scheduled. It goes live by itself.").wait_for()
    camera.take(page, "scheduled", "[id^=proposal-]")
    page.get_by_label("Why you are sending it back").fill("It need not wait so long.")
    page.get_by_role("button", name="Send back").click()
    page.get_by_text("Sent back. The draft has not changed.").wait_for()


def look_back(editor: Any, approver: Any, camera: Camera) -> None:
    open_guide(editor, "Ask for a review")
    editor.get_by_label("What changed").fill("The first step says it in plainer words.")
    editor.get_by_role("button", name="Ask for a review").click()
    editor.get_by_text("You have asked for a review.").wait_for()
    approver.goto("/admin/")
    camera.take(approver, "front", "#content h1", "#inbox")
    open_guide(approver, "Publish")
    approver.get_by_role("button", name="Approve").click()
    approver.get_by_role("button", name="Publish now").click()
    approver.get_by_text("Edition 2 is published.").wait_for()
    approver.goto("/admin/guides/edition/")
    approver.get_by_role("link", name="LinkedIn 2", exact=True).click()
    approver.get_by_role("link", name="Compare", exact=True).click()
    camera.take(approver, "compare", "#content h1", "#changes")
    approver.goto("/admin/guides/guide/due/?when=all")
    approver.locator(".due-group summary").nth(1).click()
    camera.take(approver, "due", "#content h1", ".due-group[open] li:nth-child(2)", most=900)


def begin(page: Any, camera: Camera) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="Start a new guide").click()
    for label, words in NEW_GUIDE.items():
        page.get_by_label(label).fill(words)
    for region in ("European Union and EEA", "United Kingdom", "Rest of the world"):
        page.locator(".field-regions").get_by_label(region).check()
    camera.take(page, "start", "#content h1", "#content .submit-row", most=1400)
    page.get_by_role("button", name="Start the guide").click()
    page.get_by_role("link", name="Add several sources").first.click()
    for label, words in NEW_SOURCE.items():
        page.get_by_label(label).first.fill(words)
    page.get_by_role("button", name="Save, and back to the workspace").click()
    page.get_by_text("1 source was added.").wait_for()
    camera.take(page, "workspace", "#content h1", "#order", most=900)
    camera.take(page, "coverage", "#coverage", most=500)
    page.get_by_role("link", name="Write a claim for each topic that is missing").first.click()
    page.locator("[name=row-0-text]").fill(NEW_CLAIM)
    camera.take(page, "claims", "#content h1", "fieldset.module:nth-of-type(2)", most=1200)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))

"""The steps of the shipped guide in a window: their boxes, the count, and the way there by keyboard."""

import re
from typing import Any

import pytest

from tests.support.browsers import MISSING
from tests.support.clock import PATIENCE

expect = pytest.importorskip("playwright.sync_api", reason=MISSING).expect

KEPT = "async (end) => (await (await caches.open('opened')).keys()).some(({ url }) => url.endsWith(end))"

NEEDED = ["It is off", "I looked again: still off"]
EXTRAS = ["I turned saving off", "I turned research off", "I sent the objection", "I looked through it"]
ONCE_DONE = {
    "It is off": "The switch is off",
    "I looked again: still off": "You looked again, and it still says Off",
    "I turned saving off": "LinkedIn no longer saves your application data",
    "I turned research off": "The use of your data for research is off",
    "I sent the objection": "You have sent LinkedIn your objection",
    "I looked through it": "You have looked through what is public",
}


def box(page: Any, label: str) -> Any:
    """The box with these words, or with those of its ticked row."""
    names = [label, *([ONCE_DONE[label]] if label in ONCE_DONE else [])]
    return page.get_by_role("checkbox", name=re.compile(f"^({'|'.join(map(re.escape, names))})$"))


def press(page: Any, *labels: str) -> None:
    """All in one breath: nobody waits for an answer in between."""
    page.evaluate(
        """(labels) => labels.forEach((label) => [...document.querySelectorAll(".tick label")]
            .find((one) => one.innerText.startsWith(label)).click())""",
        list(labels),
    )


def count(page: Any) -> Any:
    return page.locator("#count")


def has_htmx(page: Any) -> None:
    """Wait for htmx, which comes once a form is touched that goes through it."""
    page.evaluate("new Promise((there) => (function look() { window.htmx ? there() : setTimeout(look, 10); })())")


def tab_to(page: Any, name: str) -> None:
    """Press Tab until what has this name has the focus, and see to it that it can be seen."""
    for _ in range(120):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "() => [document.activeElement.closest('label')?.innerText || '',"
            " document.activeElement.labels?.[0]?.innerText || '', document.activeElement.innerText || ''].join('\\n')"
        )
        if name in found:
            expect(page.locator(":focus")).to_be_in_viewport()
            return
    raise AssertionError(f"the Tab key never reaches “{name}”")


def wait_until(page: Any, asked: str, arg: Any = None) -> None:
    """Until a script that has to wait itself says so: `wait_for_function` takes its promise for a yes."""
    for _ in range(PATIENCE * 10):
        if page.evaluate(asked, arg):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"It never said so: {asked} {arg}")


def wait_until_kept(page: Any, end: str) -> None:
    """Until a page is kept for reading without a line; `end` of its address."""
    wait_until(page, KEPT, end)

"""How long an objection takes on a phone: words to read, things to press and fields to fill in, from the checklist on.

The measure: 200 words a minute for all that is seen on the way, once, with the words that each answer brings (of a list
that is opened, down to what fits, but not of the countries, among which people find theirs by its letter); two seconds
for something pressed or chosen; ten seconds for a field that is typed into. The words of the steps are seen down to the
link that leads on, those of the objection from its top to the authority, without what is folded. A second text, for the
other option of the form, has time of its own, and so has what is overdue for a check: it says so each time.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.support.browsers import MISSING, Watch

expect = pytest.importorskip("playwright.sync_api", reason=MISSING).expect

SMALL = {"viewport": {"width": 390, "height": 664}, "has_touch": True, "is_mobile": True}
CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}
BUDGET, FOR_A_SECOND_TEXT, FOR_WHAT_IS_OVERDUE = 180, 25, 7
WORDS_A_MINUTE, A_PRESS, A_FIELD = 200, 2, 10
# The lines that can be seen, each as often as it stands there: from the top of the page to the end of a part.
LINES = """(last) => {
  const end = [...document.querySelectorAll(last)].filter((part) => part.checkVisibility()).pop();
  const range = document.createRange();
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const lines = [];
  while (walker.nextNode()) {
    const { parentElement } = walker.currentNode;
    const isBefore = end.contains(parentElement)
      || end.compareDocumentPosition(parentElement) & Node.DOCUMENT_POSITION_PRECEDING;
    if (!isBefore || parentElement.closest(".unseen, option, template") || !parentElement.checkVisibility()) continue;
    lines.push(walker.currentNode.textContent);
  }
  return lines;
}"""


@dataclass
class Walk:
    """What somebody reads, presses and types until everything is there."""

    page: Any
    read: dict[str, int] = field(default_factory=dict)
    """Each text that was seen, with its number of words."""
    presses: int = 0
    fields: int = 0

    def look(self, last: str) -> None:
        self.read |= {line.strip(): len(re.findall(r"\w[\w’'-]*", line)) for line in self.page.evaluate(LINES, last)}

    def press(self, thing: Any) -> None:
        self.presses += 1
        thing.click()

    def choose(self, thing: Any, value: str) -> None:
        self.presses += 2
        thing.select_option(value)

    def read_down_to(self, thing: Any, value: str) -> None:
        """Reads the options of a list until one fits, and chooses it."""
        for option in thing.locator("option:not([hidden])").all():
            words = option.text_content()
            self.read[words] = len(words.split())
            if option.get_attribute("value") == value:
                break
        self.choose(thing, value)

    def type(self, thing: Any, words: str) -> None:
        self.fields += 1
        thing.fill(words)

    def __str__(self) -> str:
        words = sum(self.read.values())
        return f"{words} words, {self.presses} presses, {self.fields} fields: {self.seconds:.0f} s"

    @property
    def seconds(self) -> float:
        return sum(self.read.values()) * 60 / WORDS_A_MINUTE + self.presses * A_PRESS + self.fields * A_FIELD

    def keeps_to(self, budget: int) -> bool:
        return self.seconds <= budget + (FOR_WHAT_IS_OVERDUE if any("overdue" in line for line in self.read) else 0)


def set_out(watch: Watch, region: str) -> Walk:
    walk = Walk(watch.page(f"/linkedin/{region}/", **SMALL, **CLIPBOARD))
    link = "a[href*='/objection/']"
    walk.look(link + ":not(.step.extra a, .knowing a)")
    walk.press(walk.page.locator(link).first)
    walk.page.wait_for_url("**/objection/**")
    return walk


def send_each(walk: Walk) -> str:
    """Copies every text, and finds the form for it; the texts."""
    copied = ""
    for name in ("form", "other"):
        text = walk.page.locator(f"#text-{name}")
        if text.is_visible():
            walk.press(text.get_by_role("button", name="Copy"))
            copied += walk.page.evaluate("navigator.clipboard.readText()")
            form = text.get_by_role("link", name="Open the form")
            assert str(form.get_attribute("href")).startswith("https://www.linkedin.com/")
            walk.presses += 1  # and it is not followed: nobody is asked for anything here
    return copied


def finish(walk: Walk) -> str:
    walk.look("#authority")
    copied = send_each(walk)
    with walk.page.expect_download():
        walk.press(walk.page.get_by_role("button", name="Add these dates"))
    return copied


def live_in(walk: Walk, place: str) -> None:
    walk.choose(walk.page.locator("#place"), place)
    walk.press(walk.page.get_by_role("button", name="Show"))
    walk.page.wait_for_url(f"**?place={place}*")


def test_from_lyon_without_an_account(watch: Watch) -> None:
    walk = set_out(watch, "eu")
    walk.look("#right")
    live_in(walk, "FR")
    walk.press(walk.page.get_by_label("No", exact=True))
    walk.type(walk.page.get_by_label("Links to the posts"), "https://www.linkedin.com/posts/1")
    copied = finish(walk)
    assert "I have no account" in copied
    assert "[" not in copied
    expect(walk.page.locator("#authority")).to_contain_text("CNIL")
    assert walk.keeps_to(BUDGET), str(walk)


def test_from_leeds_with_stories_of_patients_in_the_posts(watch: Watch) -> None:
    walk = set_out(watch, "uk")
    walk.look("#questions")
    walk.read_down_to(walk.page.locator("#ground"), "confidential")
    walk.look("#questions")
    walk.type(
        walk.page.locator("#reason"),
        "Others can draw conclusions from my posts and contacts about people who trusted me: I nurse.",
    )
    walk.type(walk.page.get_by_label("The address of your profile"), "https://www.linkedin.com/in/ada")
    copied = finish(walk)
    assert "I nurse." in copied
    assert "[" not in copied
    expect(walk.page.locator("#authority")).to_contain_text("Information Commissioner")
    assert walk.keeps_to(BUDGET + FOR_A_SECOND_TEXT), str(walk)


def test_from_zurich(watch: Watch) -> None:
    walk = set_out(watch, "ch")
    walk.look("#questions")
    walk.type(walk.page.get_by_label("The address of your profile"), "https://www.linkedin.com/in/ada")
    copied = finish(walk)
    assert "I expressly prohibit" in copied
    expect(walk.page.locator("#dates")).to_contain_text("sets no day")
    expect(walk.page.locator("#authority")).to_contain_text("FDPIC")
    assert "[" not in copied
    assert walk.keeps_to(BUDGET), str(walk)

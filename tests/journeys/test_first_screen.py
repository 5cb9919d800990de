"""What is seen without scrolling: the place, what is so there, the device, the way to the setting and the tick."""

from itertools import product
from typing import Any

import pytest
import time_machine

from guides.document.field_types import USUAL_DEVICES
from tests.support.browsers import MISSING, Watch
from tests.support.clock import NOON
from tests.support.shipped_guide import region_names

pytest.importorskip("playwright.sync_api", reason=MISSING)

SIZES = [(360, 640), (390, 664), (768, 1024), (1366, 768)]
REGIONS = sorted(set(region_names().values()))
# The lower edge of each part that can be seen, and the upper edge of the tick.
EDGES = """() => {
  const shown = (selector) => [...document.querySelectorAll(selector)].find((part) => part.checkVisibility())
    .getBoundingClientRect();
  const step = '.step[data-next]';
  return {
    "title": shown('h1').bottom, "what is so": shown('.lead').bottom, "its source": shown('.lead .receipt').bottom,
    "devices": shown('#device').bottom, "change of region": shown('.here a').bottom,
    "trail": shown(step + ' .trail').bottom, "button": shown(step + ' .way .button').bottom,
    "tick begins": shown(step + ' .tick').top, "tick ends": shown(step + ' .tick').bottom,
  };
}"""

# How many words are read before the trail: of the title, of what is so with its source, and of the step. The header and
# the devices are looked at, not read.
WORDS = """() => {
  const isRead = (part) => part.checkVisibility() && getComputedStyle(part).clipPath === 'none'
    && !part.closest('.unseen, .skip, .masthead, .devices');
  const trail = [...document.querySelectorAll('.step[data-next] .trail')].find((part) => part.checkVisibility());
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let words = [];
  while (texts.nextNode() && !trail.contains(texts.currentNode)) {
    const { parentElement, data } = texts.currentNode;
    if (isRead(parentElement)) words.push(...data.match(/[\\p{L}\\p{N}’-]+/gu) || []);
  }
  return words.length;
}"""
MOST_WORDS = 40


def edges(page: Any, width: int, height: int) -> dict[str, float]:
    page.set_viewport_size({"width": width, "height": height})
    return page.evaluate(EDGES)  # type: ignore[no-any-return]


@time_machine.travel(NOON)  # later days say more: that a check is due
def test_the_way_to_the_setting_is_on_the_first_screen(watch: Watch) -> None:
    page = watch.page("/robots.txt")
    sizes = SIZES
    for region, device in product(REGIONS, USUAL_DEVICES):
        page.goto(f"/linkedin/{region}/?device={device}")
        sizes = sizes[::-1]  # the next page begins as the one before ended
        for width, height in sizes:
            found = edges(page, width, height)
            near, last = found.pop("tick begins"), found.pop("tick ends")
            place = f"{region}, {device}, {width} × {height}"
            assert {part: edge for part, edge in found.items() if edge > height} == {}, place
            assert near < height, place
            assert width < 1000 or last <= height, place


@time_machine.travel(NOON)
def test_letters_twice_as_large_leave_the_trail_on_the_second_screen_at_most(watch: Watch) -> None:
    page = watch.page("/linkedin/eu/?device=iphone")
    tools = page.context.new_cdp_session(page)
    tools.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    large = edges(page, 360, 640)["trail"]
    tools.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
    assert edges(page, 360, 640)["trail"] < large <= 2 * 640


@time_machine.travel(NOON)
def test_few_words_are_read_on_a_phone_before_the_trail(watch: Watch) -> None:
    """The header says the place, so the title does not say it again; a screen reader hears it with the title."""
    page = watch.page("/robots.txt", viewport={"width": 360, "height": 640})
    found = {}
    for region in REGIONS:
        page.goto(f"/linkedin/{region}/?device=iphone")
        found[region] = page.evaluate(WORDS)
    assert all(20 < words <= MOST_WORDS for words in found.values()), found
    page.emulate_media(media="print")
    assert page.locator("h1 .in-region").evaluate("(part) => getComputedStyle(part).clipPath") == "none"

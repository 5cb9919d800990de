"""A long address of the site, and letters twice as large in a narrow window: nothing scrolls sideways on any page."""

import datetime
from typing import Any

import pytest
from django.conf import LazySettings

from guides.models import Count, Guide, Team
from tests.support.accessibility import open_everything, scrolls_sideways
from tests.support.browsers import MISSING, Watch
from tests.support.shipped_guide import put_in_memory

pytest.importorskip("playwright.sync_api", reason=MISSING)

HOST = "switched-off.guides.works-council.example"
MONDAY = datetime.date(2025, 11, 3)
WIDTH, LETTERS = 320, (16, 32)  # what fits into the narrowest phone fits into the others: see test_access.py
PAGES = ["/", "/privacy/", "/accessibility/", "/api/", "/nothing/", "/linkedin/", "/linkedin/sources/"]
PAGES += ["/linkedin/timeline/", "/linkedin/rumours/", "/linkedin/changes/", "/linkedin/report/claim/uk-lead/"]
PAGES += [f"/linkedin/uk/{page}" for page in ("", "more/", "share/", "handout/", "poster/", "teams/", "carry/")]
PAGES += ["/linkedin/uk/steps/switch-off/report/", "/offline/"]


@pytest.fixture
def long_address(settings: LazySettings, guidance: Guide) -> None:
    """No page was made under another address."""
    assert len(HOST) >= 40
    settings.SITE_URL = f"https://{HOST}"
    put_in_memory()


def wider(page: Any) -> list[str]:
    """What reaches beyond the window, for whoever mends it."""
    return page.evaluate("""() => [...document.querySelectorAll("body *")]
        .filter((each) => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
        .map((each) => `${each.tagName}.${each.className} ${each.textContent.trim().slice(0, 40)}`).slice(-3)""")


def sideways(page: Any) -> list[tuple[int, list[str]]]:
    """With which letters this page scrolls sideways, and where."""
    found = []
    tools = page.context.new_cdp_session(page)
    page.set_viewport_size({"width": WIDTH, "height": 740})
    for letters in LETTERS:
        tools.send("Page.setFontSizes", {"fontSizes": {"standard": letters, "fixed": letters}})
        open_everything(page)
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == f"{letters}px"
        if scrolls_sideways(page):
            found.append((letters, wider(page)))
    tools.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
    tools.detach()
    return found


def test_nothing_scrolls_sideways(long_address: None, watch: Watch) -> None:
    watch.expected = ["404"]
    page = watch.page("/robots.txt")
    for path in PAGES:
        page.goto(path)
        assert sideways(page) == [], path


def test_nor_does_it_on_the_pages_of_a_team_and_once_all_is_done(long_address: None, watch: Watch) -> None:
    team, secret = Team.objects.make("linkedin", "uk", "Rechtsschutzversicherungsgesellschaften")
    Count.objects.bulk_create([Count(team=team, token=f"{number:022}", week_on=MONDAY) for number in range(12)])
    page = watch.page(f"/linkedin/uk/teams/{team.key}/")
    assert sideways(page) == []
    page.goto(f"/linkedin/uk/teams/{team.key}/?maker={secret}")
    assert sideways(page) == []
    ticks = ("switch-off", "look-again", "research")
    page.context.add_cookies([{"name": f"linkedin.{step}", "value": "1", "url": watch.address} for step in ticks])
    page.goto(f"/linkedin/uk/?team={team.key}")
    assert sideways(page) == []
    page.goto("/linkedin/uk/carry/")
    assert sideways(page) == []
    page.goto("/linkedin/uk/")
    page.get_by_role("button", name="Forget my ticks").click()
    page.get_by_role("heading", name="Your ticks are gone").wait_for()
    assert sideways(page) == []

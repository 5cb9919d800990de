"""A long address of the site, and letters twice as large in a narrow window: nothing scrolls sideways on any page."""

import datetime
from typing import Any

import pytest
from django.conf import LazySettings

from guides.models import Count, Guide, Team
from tests.conftest import put_on_shelf
from tests.journeys.conftest import MISSING, Watch
from tests.journeys.test_access import open_everything, scrolls_sideways

pytest.importorskip("playwright.sync_api", reason=MISSING)

HOST = "switched-off.guides.works-council.example"
MONDAY = datetime.date(2025, 11, 3)
WIDTHS, LETTERS = (320, 360), (16, 32)
PAGES = ["/", "/privacy/", "/accessibility/", "/api/", "/nothing/", "/linkedin/", "/linkedin/sources/"]
PAGES += ["/linkedin/timeline/", "/linkedin/claims/", "/linkedin/changes/", "/linkedin/report/claim/uk-lead/"]
PAGES += [f"/linkedin/uk/{page}" for page in ("", "more/", "share/", "handout/", "poster/", "teams/", "carry/")]
PAGES += ["/linkedin/uk/steps/switch-off/report/", "/offline/"]


@pytest.fixture
def long_address(settings: LazySettings, guidance: Guide) -> None:
    """No page was made under another address."""
    assert len(HOST) >= 40
    settings.SITE_URL = f"https://{HOST}"
    put_on_shelf()


def wider(page: Any) -> list[str]:
    """What reaches beyond the window, for whoever mends it."""
    return page.evaluate("""() => [...document.querySelectorAll("body *")]
        .filter((each) => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
        .map((each) => `${each.tagName}.${each.className} ${each.textContent.trim().slice(0, 40)}`).slice(-3)""")


def sideways(page: Any) -> list[tuple[int, int, list[str]]]:
    """With which letters and in which width this page scrolls sideways, and where."""
    found = []
    tools = page.context.new_cdp_session(page)
    for letters in LETTERS:
        tools.send("Page.setFontSizes", {"fontSizes": {"standard": letters, "fixed": letters}})
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 740})
            open_everything(page)
            assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == f"{letters}px"
            if scrolls_sideways(page):
                found.append((letters, width, wider(page)))
    tools.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
    tools.detach()
    return found


@pytest.mark.parametrize("path", PAGES)
def test_nothing_scrolls_sideways(long_address: None, watch: Watch, path: str) -> None:
    watch.expected = ["404"]
    assert sideways(watch.page(path)) == []


def test_nor_does_it_on_the_pages_of_a_team_and_once_all_is_done(long_address: None, watch: Watch) -> None:
    team, secret = Team.objects.make("linkedin", "uk", "Rechtsschutzversicherungsgesellschaften")
    Count.objects.bulk_create([Count(team=team, mark=f"{number:022}", week_on=MONDAY) for number in range(12)])
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

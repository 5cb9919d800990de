"""A long address of the site, and letters twice as large in a narrow window: nothing scrolls sideways on any page."""

from typing import Any

import pytest
from django.conf import LazySettings

from guides.models import Guide
from tests.conftest import put_on_shelf
from tests.journeys.conftest import MISSING, Watch
from tests.journeys.test_access import open_everything, scrolls_sideways

pytest.importorskip("playwright.sync_api", reason=MISSING)

HOST = "switched-off.guides.works-council.example"
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


@pytest.mark.parametrize("path", PAGES)
def test_nothing_scrolls_sideways(long_address: None, watch: Watch, path: str) -> None:
    watch.expected = ["404"]
    page = watch.page(path)
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
    assert found == []

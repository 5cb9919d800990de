"""Real Chromium. A journey fails on anything in the browser's console and on any request to another site."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from guides.models import Guide

MISSING = "the browser journeys need `pip install -r requirements-dev.txt` and a Chromium (script/test sees to both)"

try:
    from playwright import sync_api
except ImportError:  # every module of the journeys then skips itself, and says what to install
    sync_api = None

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = os.environ.get("CHROMIUM_PATH") or shutil.which("chromium") or shutil.which("google-chrome")
    arguments = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
    more = {"executable_path": found} if found else {}
    return browser_type_launch_args | {"args": [*arguments, "--disable-sync"]} | more


@pytest.fixture(scope="session")
def browser(launch_browser: Callable[[], Any]) -> Iterator[Any]:
    try:
        browser = launch_browser()
    except sync_api.Error as error:
        if os.environ.get("BROWSER_JOURNEYS") == "required":
            raise
        pytest.skip(f"{MISSING}: {error}")
    yield browser
    browser.close()


class Watch:
    """Opens windows and listens to them. What a test expects to go wrong it names in `expected`."""

    def __init__(self, browser: Any, address: str) -> None:
        self.browser = browser
        self.address = address
        self.expected: list[str] = []
        self.heard: list[str] = []
        self.contexts: list[Any] = []

    def context(self, **options: Any) -> Any:
        """A browser of somebody's own: no cookie, no cache, nothing from before."""
        context = self.browser.new_context(base_url=self.address, **options)
        context.set_default_timeout(10_000)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.heard.append(str(error.error)))
        context.on("request", self._request)
        self.contexts.append(context)
        return context

    def page(self, path: str = "/", **options: Any) -> Any:
        page = self.context(**options).new_page()
        page.goto(path)
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        assert [text for text in self.heard if not any(word in text for word in self.expected)] == []

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.heard.append(message.text)

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "about:", "blob:")):
            self.heard.append(f"request to another site: {request.url}")


@pytest.fixture
def watch(browser: Any, live_server: Any, guidance: Guide) -> Iterator[Watch]:
    watch = Watch(browser, live_server.url)
    yield watch
    watch.close()

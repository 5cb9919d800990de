"""Windows of a real Chromium that listen for what goes wrong."""

from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from tests.support.clock import PATIENCE

MISSING = "the browser journeys need `pip install -r requirements-dev.txt` and a Chromium (script/test sees to both)"

try:
    from playwright import sync_api
except ImportError:  # every module of the journeys then skips itself, and says what to install
    sync_api = None
else:
    sync_api.expect.set_options(timeout=PATIENCE * 1000)

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
# The worker for reading offline has journeys of its own (test_offline.py). Elsewhere none comes: a browser whose
# storage is wiped while a worker writes to it may never answer again.
WITHOUT_WORKER = {"service_workers": "block"}
BLOCKED = "Service Worker registration blocked by Playwright"
SCREEN = {"viewport", "color_scheme", "forced_colors", "reduced_motion", "permissions"}


class Watch:
    """Opens windows and listens to them. What a test expects to go wrong it names in `expected`."""

    def __init__(self, browser: Any, address: str) -> None:
        self.browser = browser
        self.address = address
        self.expected: list[str] = []
        self.heard: list[str] = []
        self.contexts: list[Any] = []
        self.lent: list[Window] = []
        self.free: list[Window] = []

    def context(self, **options: Any) -> Any:
        """A browser of somebody's own: no cookie, no cache, nothing from before."""
        context = self._open(WITHOUT_WORKER | options)
        self.contexts.append(context)
        return context

    def page(self, path: str = "/", cookies: dict[str, str] | None = None, **options: Any) -> Any:
        """A window of somebody's own. It may have been used before, and then has these cookies only, nothing stored."""
        kind = WITHOUT_WORKER | {name: value for name, value in options.items() if name not in SCREEN}
        window = next((window for window in self.free if window.kind == kind), None)
        if window:
            self.free.remove(window)
        else:
            window = Window(self._open(kind), kind)
        self.lent.append(window)
        window.show(**options)
        window.context.add_cookies(
            [{"name": name, "value": value, "url": self.address} for name, value in (cookies or {}).items()]
        )
        if window.page.url != self.address + path:  # one that was wiped is at /robots.txt already
            window.page.goto(path)
        return window.page

    def page_of(self, user: User, path: str = "/admin/", **options: Any) -> Any:
        """A window of somebody of the staff who has signed in already."""
        client = Client()
        client.force_login(user)
        return self.page(path, {"sessionid": client.cookies["sessionid"].value}, **options)

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        for window in self.lent:
            self._take_back(window)
        heard = [text for text in self.heard if not any(word in text for word in self.expected)]
        self.contexts, self.lent, self.expected, self.heard = [], [], [], []
        assert heard == []

    def _take_back(self, window: "Window") -> None:
        """It is lent again, unless it is closed, broken, or a tick of its page is still on its way."""
        try:
            if not window.page.evaluate("document.querySelector('.step[data-saving]') !== null"):
                window.wipe(self.address)
                self.free.append(window)
                return
        except sync_api.Error:
            pass
        window.context.close()

    def _open(self, options: dict[str, Any]) -> Any:
        context = self.browser.new_context(base_url=self.address, **options)
        context.set_default_timeout(PATIENCE * 1000)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.heard.append(str(error.error)))
        context.on("request", self._request)
        return context

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning") and message.text != BLOCKED:
            self.heard.append(message.text)

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:", "about:", "blob:")):
            self.heard.append(f"request to another site: {request.url}")


class Window:
    """A browser with one window, lent to one test after the other: to open one takes longer than most tests."""

    def __init__(self, context: Any, kind: dict[str, Any]) -> None:
        self.context, self.kind, self.page = context, kind, context.new_page()

    def show(self, **options: Any) -> None:
        """What of a browser can be chosen while it is open: its size, its colours, and what it lets a page do."""
        self.page.set_viewport_size(options.get("viewport", {"width": 1280, "height": 720}))
        self.page.emulate_media(
            media="null",
            color_scheme=options.get("color_scheme", "light"),
            forced_colors=options.get("forced_colors", "none"),
            reduced_motion=options.get("reduced_motion", "no-preference"),
        )
        if "permissions" in options:
            self.context.grant_permissions(options["permissions"])

    def wipe(self, address: str) -> None:
        """Leave nothing of this test: no route, no cookie, nothing stored or cached, nothing allowed."""
        self.context.set_offline(False)
        self.page.unroute_all()
        self.page.goto("/robots.txt")  # words only; a page of the same site keeps the process of the window
        self.page.evaluate("sessionStorage.clear()")
        tools = self.context.new_cdp_session(self.page)
        tools.send("Storage.clearDataForOrigin", {"origin": address, "storageTypes": "all"})
        tools.send("Network.clearBrowserCache")
        tools.detach()  # while it looks on, a page that is loaded again forgets that it is printed
        self.context.clear_cookies()
        self.context.clear_permissions()


def kept(page: Any) -> dict[str, str]:
    return {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}


def stored(page: Any) -> list[str]:
    """All but the pages that are kept for reading offline: see test_offline.py."""
    return page.evaluate("""async () => [...Object.keys(sessionStorage), ...Object.keys(localStorage),
        ...(await caches.keys()).filter((name) => name !== "opened"),
        ...(await indexedDB.databases()).map(({ name }) => name)]""")

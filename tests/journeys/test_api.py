"""The page about the data in real Chromium, and the data read from the page of another site."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.support.accessibility import faults, open_everything
from tests.support.browsers import MISSING, Watch

expect = pytest.importorskip("playwright.sync_api", reason=MISSING).expect

READ = "async (address) => { const answer = await fetch(address); return (await answer.json()).said.standing.length; }"
READ_PAGE = "async (address) => { await fetch(address); }"


class Blank(BaseHTTPRequestHandler):
    """Another site, with a page on which nothing stands."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def elsewhere() -> Iterator[str]:
    site = ThreadingHTTPServer(("127.0.0.1", 0), Blank)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{site.server_port}/"
    site.shutdown()
    site.server_close()


def test_axe_finds_nothing_and_nothing_scrolls_sideways(watch: Watch) -> None:
    page = watch.page("/api/")
    open_everything(page)
    assert faults(page) == []


def test_every_line_to_press_is_high_enough_for_a_thumb(watch: Watch) -> None:
    page = watch.page("/api/", viewport={"width": 360, "height": 800})
    heights = page.locator(".api summary").evaluate_all("(all) => all.map((one) => one.offsetHeight)")
    assert len(heights) > 20
    assert min(heights) >= 44


def test_the_scripts_of_another_site_can_read_the_data_and_nothing_else(watch: Watch, elsewhere: str) -> None:
    watch.expected = [elsewhere, "CORS", "ERR_FAILED"]
    page = watch.page(elsewhere)
    for name in ("uk", "gb", "eu"):
        assert page.evaluate(READ, f"{watch.address}/api/guides/linkedin/{name}.json") > 0
    for path in ("/linkedin/uk/", "/api/"):
        with pytest.raises(Exception, match="Failed to fetch"):
            page.evaluate(READ_PAGE, f"{watch.address}{path}")

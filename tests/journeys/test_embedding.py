"""The checklist in a frame of another page, in real Chromium: refused, or shown with its ticks and a way out."""

import http.server
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from guides.models import Guide
from tests.support.browsers import DESKTOP, MISSING, Watch
from tests.support.checklist_page import NEEDED, box
from tests.support.shipped_guide import put_in_memory

expect = pytest.importorskip("playwright.sync_api", reason=MISSING).expect


@pytest.fixture(autouse=True)
def _made_for_these_settings(guidance: Guide) -> None:
    """While a site runs, its settings stay, and so do its pages. Here they change."""
    put_in_memory()


@pytest.fixture
def intranet(watch: Watch) -> Iterator[str]:
    """Another site on the same machine: a page with our checklist in a frame."""
    page = f'<!doctype html><title>Intranet</title><iframe src="{watch.address}/linkedin/uk/" title="Guide"></iframe>'

    class Intranet(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Intranet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    watch.expected += [f"http://{host}:{server.server_port}" for host in ("localhost", "127.0.0.1")]
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_site_that_is_not_named_shows_nothing(watch: Watch, intranet: str) -> None:
    watch.expected.append("frame-ancestors")
    page = watch.page(intranet, **DESKTOP)
    page.wait_for_timeout(500)
    assert not [frame for frame in page.frames if frame.url.startswith(f"{watch.address}/linkedin")]
    assert [heard for heard in watch.heard if "frame-ancestors" in heard]


def test_a_named_site_under_the_same_name_shows_the_steps_and_keeps_the_ticks(
    watch: Watch, intranet: str, settings: Any
) -> None:
    settings.FRAME_ANCESTORS = [intranet]
    page = watch.page(intranet, **DESKTOP)
    frame = page.frame_locator("iframe")
    box(frame, NEEDED[0]).check()
    expect(frame.locator("#count")).to_have_text("1 of 2 done")
    expect(frame.get_by_role("link", name="Open this page in a window of its own")).to_be_visible()
    page.reload()
    expect(box(frame, NEEDED[0])).to_be_checked()


def test_in_a_strangers_frame_a_tick_that_was_not_kept_goes_back_and_says_so(
    watch: Watch, intranet: str, settings: Any
) -> None:
    stranger = intranet.replace("localhost", "127.0.0.1")
    settings.FRAME_ANCESTORS = [stranger]
    frame = watch.page(stranger, **DESKTOP).frame_locator("iframe")
    box(frame, NEEDED[0]).click()
    expect(frame.locator("#unsaved")).to_contain_text("Your browser did not keep this tick.")
    expect(box(frame, NEEDED[0])).not_to_be_checked()
    expect(frame.locator("#count")).to_have_text("0 of 2 done")


def test_a_window_of_its_own_needs_no_way_out(watch: Watch, settings: Any) -> None:
    settings.FRAME_ANCESTORS = ["https://intranet.example"]
    page = watch.page("/linkedin/uk/", **DESKTOP)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("#framed")).to_be_hidden()

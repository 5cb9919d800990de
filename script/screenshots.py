"""Takes the pictures of the README. Arguments: the address of a running site, and the folder for the pictures."""

import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from chromium import chromium

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}


def wait_for(address: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(address, timeout=1)  # noqa: S310 (our own server)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    sys.exit(f"{address} does not answer.")


def take(browser: Any, address: str, path: Path, ticked: bool, **options: Any) -> None:
    page = browser.new_context(base_url=address, **options).new_page()
    page.goto("/linkedin/uk/")
    if ticked:
        page.get_by_role("checkbox", name="It is off", exact=True).check()
        page.wait_for_timeout(1000)
    page.screenshot(path=path)
    print(path)


def main(address: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    wait_for(address)
    with chromium() as browser:
        for scheme in ("light", "dark"):
            take(browser, address, folder / f"phone-{scheme}.png", True, color_scheme=scheme, **PHONE)
            take(browser, address, folder / f"desktop-{scheme}.png", False, color_scheme=scheme, **DESKTOP)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))

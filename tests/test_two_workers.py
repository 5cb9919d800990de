"""Two gunicorn workers and one database file.

What is published by one process is read from all of them. Of 300 presses, 32 at once, exactly 300 are counted and
nothing breaks; `LONG_TESTS=1` makes them a thousand.
"""

import http.client
import os
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from urllib.parse import urlencode

import pytest

from guides.serving.teams import new_token
from tests.support.clock import PATIENCE
from tests.support.databases import publish_as
from tests.support.servers import Site, until

pytestmark = pytest.mark.real_day
NEW = "Another headline, published a moment ago"


def test_an_edition_is_live_in_both_workers_once_it_was_published(site: Site) -> None:
    assert NEW not in site.read()
    publish_as(NEW, site.folder / "site.sqlite3")
    until(lambda: all(NEW in site.read() for _ in range(30)))


# --- a team ------------------------------------------------------------------------------------

PRESSES, AT_ONCE = 1000 if os.environ.get("LONG_TESTS") else 300, 32
TEAMS = "/linkedin/uk/teams/"
FORM = "application/x-www-form-urlencoded"
TICKS = "linkedin.switch-off=1; linkedin.look-again=1"


class People:
    """Browsers that have done the steps, each with a connection of its own."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, method: str, path: str, **fields: str) -> tuple[http.client.HTTPResponse, str]:
        headers = {"Sec-Fetch-Site": "same-origin", "Cookie": TICKS, "Content-Type": FORM}
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with closing(line):
            line.request(method, path, urlencode(fields), headers)
            response = line.getresponse()
            return response, response.read().decode()

    def press(self, key: str, token: str) -> int:
        response, _page = self.ask("POST", f"{TEAMS}{key}/count/", done="1", token=token)
        return response.status

    def counted(self, private: str) -> int:
        _response, page = self.ask("GET", private)
        return int(re.search(r"<strong>(\d+)</strong> are counted", page)[1])  # type: ignore[index]


def test_of_many_presses_at_once_each_is_counted_once(site: Site) -> None:
    people = People(site.port)
    private = people.ask("POST", TEAMS, name="Finance")[0].headers["Location"]
    key = private.removeprefix(TEAMS).split("/")[0]
    tokens = [new_token() for _ in range(PRESSES)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert Counter(pool.map(lambda token: people.press(key, token), tokens)) == {303: PRESSES}
        assert people.counted(private) == PRESSES
        assert Counter(pool.map(lambda token: people.press(key, token), tokens[:100] * 2)) == {303: 200}
    assert people.counted(private) == PRESSES

"""A thousand presses, 32 at once, on two gunicorn workers: exactly a thousand are counted and nothing breaks."""

import http.client
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest

from guides.teams import new_mark
from tests.clock import PATIENCE
from tests.test_two_workers import Site

PRESSES, AT_ONCE = 1000, 32
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

    def press(self, key: str, mark: str) -> int:
        response, _page = self.ask("POST", f"{TEAMS}{key}/count/", done="1", mark=mark)
        return response.status

    def counted(self, private: str) -> int:
        _response, page = self.ask("GET", private)
        return int(re.search(r"<strong>(\d+)</strong> (?:is|are) counted", page)[1])  # type: ignore[index]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    server = site.serve()
    try:
        site.wait()
        yield site
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)


@pytest.mark.real_day
def test_a_thousand_presses_at_once_are_a_thousand_counts(site: Site) -> None:
    people = People(site.port)
    private = people.ask("POST", TEAMS, name="Finance")[0].headers["Location"]
    key = private.removeprefix(TEAMS).split("/")[0]
    marks = [new_mark() for _ in range(PRESSES)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert Counter(pool.map(lambda mark: people.press(key, mark), marks)) == {303: PRESSES}
        assert people.counted(private) == PRESSES
        assert Counter(pool.map(lambda mark: people.press(key, mark), marks[:100] * 2)) == {303: 200}
    assert people.counted(private) == PRESSES

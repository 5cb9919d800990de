"""nginx with the shipped configuration (deploy/nginx) in front of the site: what it passes on, keeps and refuses."""

import os
import re
import select
import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from itertools import permutations
from pathlib import Path

import pytest

from guides.document.field_types import DEVICES
from tests.support.clock import PATIENCE
from tests.support.databases import publish_as
from tests.support.servers import (
    DEPLOY,
    NAME,
    Answer,
    Door,
    Nginx,
    Site,
    is_listening,
    stopped_after,
    until,
    workers_of,
)

MISSING = [program for program in ("nginx", "openssl") if not shutil.which(program)]
pytestmark = [
    pytest.mark.real_day,
    pytest.mark.skipif(
        bool(MISSING),
        reason=f"no {' and no '.join(MISSING)} here: apt-get install nginx openssl, or script/test as root",
    ),
]

PAGE = "/linkedin/uk/"
DONE = "linkedin.switch-off=1"
FRESH = 2.2  # seconds until nginx asks again: s-maxage=1, in whole seconds
ENCODINGS = ["", "gzip", "br", "gzip, deflate, br, zstd", "br;q=0, gzip", "BR;q=0.5 , gzip;q=0.000", "identity", "*"]
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00 ([A-Z]+|-) (/[^ ?]*|-) \d{3} \d+ \d+\.\d{3}s ([A-Z]+|-)")


class Front:
    """The site behind nginx: it can fall over, stand still and come back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        own = {"BEHIND_PROXY": "true", "HTTPS_ONLY": "true", "SITE_URL": f"https://{NAME}"}
        self.site = Site(folder, WORKERS="1", ACCESS_LOG="", **own)
        self.nginx = Nginx(folder, (self.site.port,))
        self.server: subprocess.Popen[bytes]

    def start(self) -> None:
        self.server = self.site.serve()
        until(lambda: is_listening(self.site.port) and self.ask_past_nginx("/readyz").status == 200)

    def ask_past_nginx(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """As nginx would."""
        return Door(self.site.port).ask(path, method, Host=NAME, X_Forwarded_Proto="https", **headers)

    def lines(self) -> int:
        """How many connections there are to the site, answered or not."""
        rows = Path("/proc/net/tcp").read_text().splitlines()
        return sum(row.split()[2:4] == [f"0100007F:{self.site.port:04X}", "01"] for row in rows)

    def kept(self) -> list[bytes]:
        """What is in the folder of the cache, name and all."""
        return [file.read_bytes() for file in (self.folder / "cache").rglob("*") if file.is_file()]

    @contextmanager
    def fallen_over(self) -> Iterator[None]:
        self._tell_all(signal.SIGKILL)
        self.server.wait(30)
        try:
            time.sleep(FRESH)
            yield
        finally:
            self.start()

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        self._tell_all(signal.SIGSTOP)
        try:
            time.sleep(FRESH)
            yield
        finally:
            self._tell_all(signal.SIGCONT)

    def _tell_all(self, told: signal.Signals) -> None:
        for process in (self.server.pid, *workers_of(self.server)):
            os.kill(process, told)


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    front = Front(tmp_path_factory.mktemp("front"))
    front.start()
    with ExitStack() as stack:
        stack.callback(lambda: stack.enter_context(stopped_after(front.server)))
        stack.enter_context(front.nginx.running())
        yield front


@pytest.fixture(scope="module")
def door(front: Front) -> Door:
    return front.nginx.door


def of_the_site(answer: Answer) -> dict[str, list[str]]:
    """The headers that nginx has no say in; two workers may name the parts of a policy in another order."""
    lines = {"Server", "Connection", "Date", "Content-Length", "Keep-Alive", "Transfer-Encoding", "Accept-Ranges"}
    return {name: sorted(value.split("; ")) for name, value in answer.headers.items() if name not in lines}


# --- what is the same for everybody, and what is not -----------------------------------------


def test_two_visitors_share_a_cache_and_never_see_each_others_ticks(front: Front, door: Door) -> None:
    cookies = {"nobody": {}, "one": {"Cookie": DONE}, "another": {"Cookie": "linkedin.look-again=1"}}
    regions = ["uk", "eu", "us", "ca", "ch", "hk"]  # an order each, all on pages that nobody has read before
    for region, order in zip(regions, permutations(cookies), strict=True):
        path = f"/linkedin/{region}/?device=iphone"
        for who in (*order, *order):
            page = door.ask(path, **cookies[who])
            steps = set(re.findall('id="step-([a-z-]+)" data-state="done"', page.text))
            assert steps == {"nobody": set(), "one": {"switch-off"}, "another": {"look-again"}}[who], (who, order)
            assert page.headers["Cache-Control"].startswith("public" if who == "nobody" else "private")
    assert not any(b'id="step-switch-off" data-state="done"' in file for file in front.kept())


def test_what_is_private_is_not_in_the_cache(front: Front, door: Door) -> None:
    made = door.post("/linkedin/uk/teams/", name="Finance").headers["Location"]
    secret = made.partition("maker=")[2]
    paths = [
        made,
        "/linkedin/rumours/?q=found-nowhere",
        "/linkedin/uk/carry/?ticks=found-nowhere",
        f"{PAGE}?found-nowhere",
    ]
    assert {door.ask(path).status for path in (*paths, *paths)} <= {200, 400}
    door.ask(PAGE, Cookie="found-nowhere=1")
    assert not any(secret.encode() in file or b"found-nowhere" in file for file in front.kept())


def test_every_page_for_everybody_comes_out_of_the_cache_the_second_time(front: Front, door: Door) -> None:
    named = re.findall(rf"<loc>https://{NAME}(.+?)</loc>", door.ask("/sitemap.xml").text)
    pages = [path for path in named if not path.endswith("/teams/")]  # each form has a token of its own
    assert PAGE in pages
    with closing(door.line()) as line:
        for path in (*pages, "/static/css/site.css"):
            asked = {door.ask_over(line, path, Accept_Encoding="gzip").status for _ in range(3)}
            assert asked == {200}, path
    until(lambda: all(f" {path} 200 " in "\n".join(front.nginx.log) for path in pages))
    told = {tuple(line.split()[2:4]) for line in front.nginx.log if line.endswith((" HIT", " REVALIDATED"))}
    assert {(path, "200") for path in (*pages, "/static/css/site.css")} <= told


# --- passed on as it is ----------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("path", [PAGE, "/static/css/site.css"])
def test_bytes_and_headers_are_those_of_the_site(front: Front, door: Door, path: str, encoding: str) -> None:
    wanted = front.ask_past_nginx(path, Accept_Encoding=encoding)
    for _ in range(2):
        given = door.ask(path, Accept_Encoding=encoding)
        assert (given.status, given.body) == (wanted.status, wanted.body)
        assert of_the_site(given) == of_the_site(wanted)


def test_a_page_with_ticks_is_compressed_by_the_site_and_left_so(front: Front, door: Door) -> None:
    headers = {"Cookie": DONE, "Accept_Encoding": "gzip, deflate, br"}
    given, wanted = door.ask(PAGE, **headers), front.ask_past_nginx(PAGE, **headers)
    assert (given.body, given.headers["Content-Encoding"]) == (wanted.body, wanted.headers["Content-Encoding"])
    assert given.headers["Content-Encoding"] in ("br", "gzip")


def test_a_hundred_ways_to_write_the_same_wish_are_a_handful_in_the_cache(front: Front, door: Door) -> None:
    ask = partial(door.ask, "/linkedin/timeline/", X_Address="192.0.2.100")  # who comes after is not too many by it
    for number in range(100):
        ask(Accept_Encoding=f"gzip;q=0.{number % 9 + 1}, br, x-{number}")
        ask(Accept_Encoding=f"gzip, x-{number}")
        ask(Accept_Encoding=f"x-{number}")
    assert sum(f"{NAME} /linkedin/timeline/ ".encode() in file for file in front.kept()) == 3


def test_nobody_gets_a_form_that_they_do_not_take(door: Door) -> None:
    path = "/linkedin/changes/"
    odd = door.ask(path, Accept_Encoding="gzip;level=1")  # nginx and the site read this differently
    plain = door.ask(path)
    assert (odd.status, plain.status, plain.headers["Content-Encoding"]) == (200, 200, None)


def test_what_has_not_changed_is_not_sent_to_nginx_again(front: Front, door: Door) -> None:
    page = door.ask("/linkedin/sources/", Accept_Encoding="br")
    time.sleep(FRESH)
    assert door.ask("/linkedin/sources/", Accept_Encoding="br").body == page.body
    until(
        lambda: any(
            f" /linkedin/sources/ 200 {len(page.body)} " in line and line.endswith(" REVALIDATED")
            for line in front.nginx.log
        )
    )


def test_a_visitor_with_ticks_hears_304_from_the_site(front: Front, door: Door) -> None:
    etag = door.ask("/linkedin/sources/", Cookie=DONE).headers["ETag"]
    assert door.ask("/linkedin/sources/", Cookie=DONE, If_None_Match=etag).status == 304


def test_many_cookies_are_taken_and_sent(door: Door) -> None:
    ticks = "; ".join(f"linkedin.a-step-with-a-long-name-{number}=1" for number in range(80))
    forgotten = door.post(f"{PAGE}forget/", cookie=ticks)
    assert (forgotten.status, len(forgotten.headers.get_all("Set-Cookie") or [])) == (200, 80)


def test_what_a_visitor_says_of_the_proxy_is_not_believed(door: Door) -> None:
    lies = {"X_Forwarded_Proto": "http", "X_Forwarded_Host": "evil.example", "X_Forwarded_For": "203.0.113.7"}
    assert door.ask("/linkedin/", **lies, Cookie="a=b").status == 200  # over http it would be sent on to https
    ticked = door.ask(f"{PAGE}steps/switch-off/", "POST", b"done=1", **lies, **door.FROM_HERE)
    assert ticked.status == 303
    assert "; Secure" in ticked.headers["Set-Cookie"]
    assert door.ask("/uk", **lies).headers["Location"] == PAGE


def test_nobody_is_told_which_nginx_this_is(door: Door) -> None:
    for answer in (door.ask(PAGE), door.ask("/" + "x" * 9_000)):
        assert answer.headers["Server"] == "nginx"
        assert "nginx" not in answer.text


# --- a crowd ---------------------------------------------------------------------------------

CROWD = 8  # at each address
KINDS = {
    "a page": {"path": PAGE},
    "a page with ticks": {"path": PAGE, "Cookie": DONE},
    "a file": {"path": "/static/css/site.css"},
    "a printed address": {"path": "/uk"},
    "another name of a region": {"path": "/linkedin/gb/"},
    "without the last slash": {"path": "/linkedin/uk"},
    "the desk without its slash": {"path": "/admin"},
    "a page that is not there": {"path": "/nothing/"},
    "a region that is not there": {"path": "/linkedin/mars/"},
    "a form with a token": {"path": f"{PAGE}steps/switch-off/report/"},
    "a page of teams": {"path": f"{PAGE}teams/"},
    "readiness": {"path": "/readyz"},
    "signing in": {"path": "/admin/login/"},
    "data": {"path": "/api/guides.json"},
    "a feed": {"path": "/linkedin/changes/feed/"},
    "a way that is not taken": {"path": f"{PAGE}steps/switch-off/", "method": "DELETE"},
}


def test_of_a_crowd_at_any_address_nobody_waits_for_who_came_before(front: Front, tmp_path: Path) -> None:
    """With nothing in the cache all of them are at the site at once, whether or not it lets the answer be kept."""
    nginx = Nginx(tmp_path, (front.site.port,), patience=PATIENCE)
    with nginx.running() as door, ThreadPoolExecutor(CROWD * len(KINDS)) as pool:
        with front.standing_still():
            asking = {kind: [pool.submit(door.ask, **asked) for _ in range(CROWD)] for kind, asked in KINDS.items()}
            until(lambda: front.lines() == CROWD * len(KINDS))
        statuses = {kind: {answer.result().status for answer in answers} for kind, answers in asking.items()}
    assert [kind for kind, found in statuses.items() if len(found) != 1] == []


# --- while the site is away ------------------------------------------------------------------


def test_while_the_site_has_fallen_over_pages_for_everybody_go_on(front: Front, door: Door) -> None:
    before = {encoding: door.ask(PAGE, Accept_Encoding=encoding) for encoding in ("", "gzip", "br")}
    page = before["br"]
    printed = door.ask("/uk?device=iphone")
    with front.fallen_over():
        assert door.ask("/uk?device=iphone").headers["Location"] == printed.headers["Location"]
        assert {encoding: door.ask(PAGE, Accept_Encoding=encoding).body for encoding in before} == {
            encoding: page.body for encoding, page in before.items()
        }
        head = door.ask(PAGE, "HEAD", Accept_Encoding="br")
        same = door.ask(PAGE, Accept_Encoding="br", If_None_Match=page.headers["ETag"])
        other = door.ask(PAGE, Accept_Encoding="br", If_None_Match='"another"')
        own = door.ask(PAGE, Cookie=DONE)
        ticked = door.post(f"{PAGE}steps/switch-off/", done="1")
    assert (head.status, head.body, head.headers["ETag"]) == (200, b"", page.headers["ETag"])
    assert (same.status, same.body, same.headers["ETag"]) == (304, b"", page.headers["ETag"])
    assert same.headers["Content-Security-Policy"] == page.headers["Content-Security-Policy"]
    assert (other.status, other.body) == (200, page.body)
    assert [(answer.status, answer.headers["Retry-After"]) for answer in (own, ticked)] == [(503, "10"), (503, "10")]
    assert "Your ticks are safe in your browser" in own.text
    until(lambda: door.ask(PAGE, Cookie=DONE).status == 200)


def test_while_the_site_stands_still_one_waits_and_the_others_read_on(front: Front, tmp_path: Path) -> None:
    """STALE: the site was asked, and did not answer in time. UPDATING: somebody else was asking it already."""
    assert "proxy_read_timeout 10s" in (DEPLOY / "site.conf").read_text(encoding="utf-8")
    nginx = Nginx(tmp_path, (front.site.port,), patience=3)
    with nginx.running() as door:
        page = door.ask(PAGE)
        assert page.status == 200
        with front.standing_still(), ThreadPoolExecutor(11) as pool:
            answers = [answer.result() for answer in [pool.submit(door.ask, PAGE) for _ in range(11)]]
        assert {answer.body for answer in answers} == {page.body}
        until(lambda: len(nginx.log) == 12)
        assert Counter(line.split()[-1] for line in nginx.log) == {"MISS": 1, "STALE": 1, "UPDATING": 10}


def test_a_new_edition_is_read_through_the_cache(front: Front, door: Door) -> None:
    new = "Another headline, published a moment ago"
    assert new not in door.ask(PAGE).text
    publish_as(new, front.folder / "site.sqlite3")
    until(lambda: new in door.ask(PAGE).text)  # a worker has looked, and the cache has asked


# --- what is refused -------------------------------------------------------------------------


def test_half_sent_requests_hold_up_nobody(front: Front, door: Door) -> None:
    head = f"POST {PAGE}steps/switch-off/ HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 6\r\n"
    with ExitStack() as stack:
        halves = [stack.enter_context(door.connect()) for _ in range(40)]
        for line, half in zip(halves, [head, f"{head}\r\ndone"] * 20, strict=True):
            line.sendall(half.encode())
        assert {door.ask(PAGE, Cookie=DONE).status for _ in range(20)} == {200}
        assert select.select(halves, [], [], 0)[0] == [], "nginx gave up on who is slow before it answered who is not"


@pytest.mark.parametrize(
    ("asked", "status", "sentence"),
    [
        ({"path": f"{PAGE}steps/switch-off/", "method": "POST", "body": b"x" * 1_100_000}, 413, "make it shorter"),
        ({"path": "/" + "x" * 9_000}, 414, "copied with something else"),
        ({"path": PAGE, "Cookie": "a=" + "b" * 9_000}, 431, "more cookies"),
        ({"path": PAGE, **{f"X_{number}": "y" * 8_000 for number in range(6)}}, 431, "more cookies"),
        ({"path": PAGE, "Content_Length": "many"}, 400, "cannot be read"),
        ({"path": PAGE, "Transfer_Encoding": "xchunked"}, 400, "cannot be read"),
        ({"path": PAGE, "method": "TRACE"}, 405, "use its buttons"),
        ({"path": PAGE, "Host": "another.example"}, 421, ""),
    ],
)
def test_too_much_and_nonsense_are_refused_in_words(door: Door, asked: dict, status: int, sentence: str) -> None:
    answer = door.ask(**asked)
    assert answer.status == status
    assert sentence in answer.text


def test_headers_that_nginx_lets_through_the_site_takes_too(door: Door) -> None:
    assert door.ask(PAGE, Cookie="a=" + "b" * 8_000).status == 200
    assert door.ask("/" + "x" * 8_000).status == 404


def test_another_name_is_not_even_shaken_hands_with(front: Front, door: Door) -> None:
    anybody = ssl.create_default_context()
    anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", door.port)) as line, pytest.raises(ssl.SSLError, match="unrecognized"):
        anybody.wrap_socket(line, server_hostname="another.example")


def test_http_leads_to_https(front: Front) -> None:
    plain = Door(front.nginx.http)
    led = plain.ask("/linkedin/uk/?device=iphone", Host=NAME)
    assert (led.status, led.headers["Location"]) == (301, f"https://{NAME}/linkedin/uk/?device=iphone")
    assert plain.ask("/", Host="another.example").status == 421


def test_who_guesses_passwords_has_to_wait_and_who_reads_never(door: Door) -> None:
    reader = {"X_Address": "192.0.2.101"}  # who comes after is not too many by it
    guesses = Counter(door.post("/admin/login/", username="editor", password="x").status for _ in range(20))
    assert guesses.keys() == {403, 429}  # 403: without the token of the desk
    assert guesses[429] >= 5
    assert "Wait a moment" in door.post("/admin/login/").text
    with closing(door.line()) as line:
        assert Counter(door.ask_over(line, PAGE, **reader).status for _ in range(700)) == {200: 700}


# --- how fast one address may go on ----------------------------------------------------------

OFFICE, ELSEWHERE = {"X_Address": "198.51.100.7"}, {"X_Address": "203.0.113.9"}
BURST = 100  # of the nginx below; 500 as shipped


@pytest.fixture(scope="module")
def patient(front: Front, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """Another nginx before the same site. Its limits hardly fill again, and the three largest are smaller."""
    nginx = Nginx(tmp_path_factory.mktemp("patient"), (front.site.port,), is_patient=True)
    with nginx.running():
        yield nginx


def statuses(nginx: Nginx, number: int, path: str, method: str = "GET", **headers: str) -> Counter[int]:
    found: Counter[int] = Counter()
    for begun in range(0, number, 900):  # as many as nginx takes over one line, or nearly
        with closing(nginx.door.line()) as line:
            asked = range(min(900, number - begun))
            found += Counter(nginx.door.ask_over(line, path, method, **headers).status for _ in asked)
    return found


def test_who_asks_for_nonsense_waits_and_their_colleagues_read_and_tick_on(patient: Nginx) -> None:
    """A whole company may stand behind one address."""
    assert patient.door.ask(PAGE, **ELSEWHERE).status == 200
    assert statuses(patient, BURST + 61, "/nothing/", **OFFICE) == {404: BURST + 1, 429: 60}
    time.sleep(FRESH)
    assert {patient.door.ask(PAGE, **OFFICE).status for _ in range(5)} == {200}
    assert "Wait a moment" in patient.door.ask("/linkedin/eu/more/", **OFFICE).text
    assert patient.door.ask(PAGE, **OFFICE, Cookie=DONE).status == 200
    assert patient.door.ask("/nothing/", **ELSEWHERE).status == 404
    assert patient.door.ask("/linkedin/eu/more/", **ELSEWHERE).status == 200
    assert patient.door.ask("/linkedin/eu/more/", **OFFICE).status == 200  # it is in the cache now


def test_who_asks_for_own_pages_too_fast_waits_and_reads_on(patient: Nginx) -> None:
    mine = {"X_Address": "198.51.100.8"}
    assert statuses(patient, BURST + 61, "/readyz", **mine) == {200: BURST + 1, 429: 60}
    refused = patient.door.ask(PAGE, **mine, Cookie=DONE)
    assert (refused.status, refused.headers["Retry-After"]) == (429, "5")
    assert patient.door.ask(PAGE, **mine).status == 200


@pytest.mark.parametrize(
    ("path", "burst"),
    [
        ("/linkedin/uk/teams/", 60),
        ("/linkedin/uk/steps/switch-off/report/", 60),
        ("/linkedin/report/claim/why-switch-off/", 60),
        ("/linkedin/uk/teams/abcdefghijklmnop/count/", 80),  # 300 as shipped
        ("/admin/login/", 10),
        ("/admin/second-factor/", 10),
    ],
)
def test_what_costs_something_is_counted_by_itself(patient: Nginx, path: str, burst: int) -> None:
    """Nothing here says where it comes from, so the site refuses it; nginx does once it is too much."""
    asked = {"path": path, "method": "POST", "Content_Length": "0"}
    found = statuses(patient, burst + 6, **asked, X_Address=f"2001:db8:{len(path)}:7::1")
    assert (found[429], found[403]) == (5, burst + 1)
    refused = patient.door.ask(**asked, X_Address=f"2001:db8:{len(path)}:7:1:2:3:4")  # of the same network
    assert (refused.status, refused.headers["Retry-After"]) == (429, "30" if burst == 60 else "5")
    assert refused.headers["Answered-By"] == patient.door.ask("/").headers["Answered-By"]
    assert patient.door.ask(**asked, X_Address=f"2001:db8:{len(path)}:8::1").status == 403


def test_a_page_that_is_written_in_many_ways_is_kept_once(front: Front, door: Door) -> None:
    """Else whoever likes could fill the cache, and the pages that go on while the site is away would be gone."""
    ways = ["/linkedin/more/?device=", "/linkedin/changes/?region=", "/linkedin/changes/?", "/static/css/site.css?"]
    before = len(front.kept())
    for way in ("/linkedin/ca/more/", *(f"{way}x{number}" for way in ways for number in range(3))):
        door.ask(way)
    for way in ("/linkedin/ca/more/?", "/linkedin/%63a/more/", "/linkedin/c%61/more/", "/linkedin/ca/more/?device=x"):
        assert door.ask(way).status in (200, 302)
    assert len(front.kept()) - before <= 2


def test_the_cache_knows_every_device() -> None:
    assert f"device=({'|'.join(DEVICES)})" in (DEPLOY / "rules.conf").read_text(encoding="utf-8")


# --- what is written down --------------------------------------------------------------------


def test_the_log_holds_no_address_no_query_and_no_browser(front: Front, door: Door) -> None:
    mine = {
        "User_Agent": "found-in-no-log",
        "Referer": "https://found-in-no-log.example/",
        "Cookie": "a=found-in-no-log",
    }
    door.ask("/linkedin/not-here/?q=found-in-no-log", **mine)
    door.ask("/linkedin/uk/?device=found-in-no-log", **mine, Content_Length="found-in-no-log")
    with door.connect() as line:
        line.sendall(b"found-in-no-log\r\n\r\n")
        line.recv(100)
    with socket.create_connection(("127.0.0.1", door.port)) as line:
        line.sendall(b"found-in-no-log\r\n\r\n")
        line.recv(100)
    until(lambda: any("/linkedin/not-here/ 404" in line for line in front.nginx.log))
    assert [line for line in front.nginx.log if not LINE.fullmatch(line)] == []
    written = "".join(path.read_text() for path in front.folder.glob("*.log"))
    assert "found-in-no-log" not in written
    assert "127.0.0.1" not in written


def test_what_is_refused_is_hardly_written_down(patient: Nginx) -> None:
    """Nobody fills the disk with lines of nonsense."""
    assert statuses(patient, BURST + 301, "/readyz", X_Address="198.51.100.10") == {200: BURST + 1, 429: 300}
    assert patient.door.ask("/nothing-more/").status == 404
    until(lambda: any("/nothing-more/ 404 " in line for line in patient.log))
    assert sum(" /readyz 429 " in line for line in patient.log) < 100

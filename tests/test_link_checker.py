"""The links of a guide, and looking at them: every outcome, politeness, bounds, and that no link leads inside.

The servers are real ones on 127.0.0.1; hosts of the tests resolve to a public address that is connected to them.
"""

import http.client
import re
import socket
import ssl
import subprocess
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from guides.document import links, markup
from guides.document.yaml_format import from_yaml
from guides.models import LinkCheck
from guides.rules import https_request, link_checker
from guides.rules.link_checker import Finding, Looker
from tests.support.factories import (
    make_authority,
    make_claim,
    make_event,
    make_guide,
    make_region,
    make_rumour,
    make_source,
    make_step,
    make_walkthrough,
)
from tests.support.shipped_guide import CONTENT

PUBLIC = "93.184.216.34"
SITE = "https://site.example"


class Handler(BaseHTTPRequestHandler):
    """Answers with what the test planned for this host, path and method; else 200."""

    def do_HEAD(self):
        host = self.headers["Host"]
        self.server.requests.append((self.command, host, self.path, dict(self.headers)))
        plans = self.server.plans
        plan = plans.get((self.command, self.path)) or plans.get(f"https://{host}{self.path}") or plans.get(self.path)
        if callable(plan):
            plan(self.wfile)
            return
        status, location = plan if isinstance(plan, tuple) else (plan or 200, None)
        self.send_response(status)
        if location:
            self.send_header("Location", location)
            self.send_header("Set-Cookie", "known=yes")
        self.end_headers()

    do_GET = do_HEAD  # noqa: N815 (the name is http.server's)

    def log_message(self, *args):
        """Tests are quiet."""


class Server(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """Somebody hung up on us; that is what some tests are about."""


@contextmanager
def serving(context=None):
    server = Server(("127.0.0.1", 0), Handler)
    server.plans, server.requests = {}, []
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def listening():
    with serving() as server:
        yield server


@pytest.fixture
def server(listening):
    """Our server, with no plan yet and no request."""
    listening.plans, listening.requests = {}, []
    return listening


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self):
        self.time, self.slept = 1000.0, []

    def now(self):
        return self.time

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.time += seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def looker(server, clock):
    """A looker for whom every host is public, and every connection ends at our server."""

    def looker(**changes):
        port = server.server_address[1]
        ours = {
            "resolve": lambda host: [PUBLIC],
            "connect": lambda ip, host, patience: socket.create_connection(("127.0.0.1", port), patience),
        }
        return Looker("Tests (+https://optout.example)", now=clock.now, sleep=clock.sleep, **ours | changes)

    return looker


def failing(error):
    def fail(*_):
        raise error

    return fail


def asked(server):
    """The requests as the server saw them, in short."""
    return [f"{method} {host}{path}" for method, host, path, _ in server.requests]


# --- where links stand ---------------------------------------------------------------------------


def test_addresses_come_with_the_places_that_use_them():
    guide = make_guide(
        regions=[make_region(is_elsewhere=True, authorities=[make_authority(note="Or [here](https://a.example/)")])],
        steps=[make_step(walkthroughs=[make_walkthrough("phone", url="https://b.example/")])],
        claims=[
            make_claim(
                "does", text="[One](https://b.example/) and [two](https://c.example/), [one](https://b.example/)"
            )
        ],
        events=[make_event(text="[Three](https://d.example/)")],
        rumours=[make_rumour(right="[Four](https://e.example/)")],
        sources=[make_source(), make_source("unlinked", url=None)],
    )
    assert links.addresses(guide) == {
        "https://authority.example/gb": ["region uk, authority GB"],
        "https://a.example/": ["region uk, authority GB"],
        "https://b.example/": ["step switch-off, walkthrough for phone", "claim does"],
        "https://c.example/": ["claim does"],
        "https://d.example/": ["event start"],
        "https://e.example/": ["rumour too-late"],
        "https://chatter.example/notice": ["source notice"],
    }


@pytest.mark.parametrize(
    "text",
    [
        "[x](http://a.example/)",
        "[x](javascript:alert(1))",
        "[x]()",
        r"\[x](https://a.example/)",
        "https://a.example/",
        "[x](//a.example/)",
    ],
)
def test_what_is_no_link_on_the_page_is_not_looked_at(text):
    assert "href" not in markup.to_html(text)
    guide = make_guide(basis=text)
    assert not [address for address, places in links.addresses(guide).items() if "guide chatter" in places]


@pytest.mark.parametrize(
    "text", ["**[x](https://a.example/)**", "[**x** *y*](https://a.example/)", "[a [b](https://c.example/)](http://d)"]
)
def test_marks_around_a_link_and_in_it_do_not_hide_it(text):
    found = links.addresses(make_guide(basis=text))
    assert [href for href in re.findall(r'href="([^"]+)"', markup.to_html(text)) if href not in found] == []
    assert len([places for places in found.values() if "guide chatter" in places]) == 1


def test_every_link_of_the_guide_we_ship_is_found():
    text = CONTENT.read_text(encoding="utf-8")
    written = set(re.findall(r"https://[^\s)\"'|]+", text))
    assert set(links.addresses(from_yaml(text))) == written


def test_an_address_that_no_server_can_be_asked_for_is_broken(looker):
    assert looker().look(f"https://{'a' * 64}.example/").outcome == "broken"


def test_addresses_are_taken_host_by_host():
    wanted = ["https://b.example/1", "https://a.example/1", "https://b.example/2", "https://a.example./2"]
    assert link_checker.in_turn(wanted) == [wanted[0], wanted[2], wanted[1], wanted[3]]


# --- outcomes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "outcome", "reason"),
    [
        (200, "ok", "answers 200"),
        (204, "ok", "answers 204"),
        (404, "gone", "answers 404"),
        (410, "gone", "answers 410"),
        (401, "refused", "answers 401; look by hand"),
        (403, "refused", "answers 403; look by hand"),
        (429, "refused", "answers 429; look by hand"),
        (999, "refused", "answers 999; look by hand"),
        (400, "broken", "answers 400"),
        (500, "broken", "answers 500"),
        (300, "broken", "answers 300"),
    ],
)
def test_each_status_has_its_outcome(server, looker, status, outcome, reason):
    server.plans["/page"] = status
    assert looker().look(f"{SITE}/page") == Finding(f"{SITE}/page", outcome, reason)


def test_the_desk_has_a_name_for_every_outcome():
    assert tuple(LinkCheck.Outcome.values) == link_checker.OUTCOMES


def test_a_permanent_redirect_says_where_to(server, looker):
    server.plans |= {"/old": (301, "/newer"), "/newer": (308, "https://other.example/new")}
    finding = looker().look(f"{SITE}/old")
    assert (finding.outcome, finding.reason) == ("moved", "to https://other.example/new")


def test_a_redirect_for_now_is_fine_and_says_where_it_ended(server, looker):
    server.plans |= {"/a": (302, "/b"), "/b": (307, "/c"), "/c": (303, "/d")}
    finding = looker().look(f"{SITE}/a")
    assert (finding.outcome, finding.reason) == ("ok", f"answers 200, at {SITE}/d")


def test_what_comes_after_a_redirect_for_now_is_not_where_a_page_moved_to(server, looker):
    server.plans |= {"/a": (301, "/b"), "/b": (302, "/login"), "/login": (301, "/sign-in")}
    assert looker().look(f"{SITE}/a").reason == f"to {SITE}/b"
    server.plans["/a"] = (302, "/login")
    assert looker().look(f"{SITE}/a").outcome == "ok"


def test_a_page_that_moved_to_nowhere_is_gone(server, looker):
    server.plans |= {"/old": (301, "/new"), "/new": 404}
    assert looker().look(f"{SITE}/old").outcome == "gone"


def test_the_part_of_the_page_moves_along(server, looker):
    server.plans["/old"] = (301, "/new")
    assert looker().look(f"{SITE}/old#point-3").reason == f"to {SITE}/new#point-3"
    assert asked(server) == ["HEAD site.example/old", "HEAD site.example/new"]


@pytest.mark.parametrize("number", [socket.EAI_NONAME, socket.EAI_AGAIN])
def test_a_name_that_is_not_found_is_broken_unless_we_are_offline(looker, number):
    finding = looker(resolve=failing(socket.gaierror(number, "not found"))).look(SITE)
    assert finding == Finding(SITE, "broken", "no such host is found", may_be_ours=True)


@pytest.mark.parametrize(
    ("error", "reason", "may_be_ours"),
    [
        (TimeoutError("timed out"), "does not answer in time", False),
        (ConnectionRefusedError(111, "refused"), "cannot be reached", False),
        (OSError(101, "Network is unreachable"), "cannot be reached", True),
        (ssl.SSLError("handshake"), "makes no secure connection", False),
    ],
)
def test_a_host_that_cannot_be_connected_to_is_broken(looker, error, reason, may_be_ours):
    assert looker(connect=failing(error)).look(SITE) == Finding(SITE, "broken", reason, may_be_ours)


def test_a_host_without_an_address_is_broken(looker):
    assert looker(resolve=lambda host: []).look(SITE).reason == "cannot be reached"


def test_the_next_address_of_a_host_is_tried_when_the_first_cannot_be_reached(server, looker):
    through, tried = looker().connect, []

    def connect(ip, host, patience):
        tried.append(ip)
        if ip == PUBLIC:
            raise OSError(101, "Network is unreachable")
        return through(ip, host, patience)

    finding = looker(resolve=lambda host: [PUBLIC, "1.1.1.1", "8.8.8.8"], connect=connect).look(SITE)
    assert finding.outcome == "ok"
    assert tried == [PUBLIC, "1.1.1.1"]


def test_of_a_host_with_very_many_addresses_four_are_tried(looker):
    tried = []

    def connect(ip, host, patience):
        tried.append(ip)
        raise ConnectionRefusedError

    looker(resolve=lambda host: [f"1.1.1.{last}" for last in range(1, 99)], connect=connect).look(SITE)
    assert len(tried) == 4


# --- redirects -----------------------------------------------------------------------------------


def test_five_redirects_are_followed_and_a_sixth_is_not(server, looker):
    server.plans |= {f"/{number}": (302, f"/{number + 1}") for number in range(6)}
    assert looker().look(f"{SITE}/1").outcome == "ok"
    finding = looker().look(f"{SITE}/0")
    assert (finding.outcome, finding.reason) == ("broken", "leads on more than 5 times")
    assert len(server.requests) == 12


@pytest.mark.parametrize(
    "there", ["http://site.example/", "HTTP://other.example/", "ftp://site.example/", "javascript:alert(1)"]
)
def test_a_redirect_to_anything_but_https_is_not_followed(server, looker, there):
    server.plans["/a"] = (301, there)
    finding = looker().look(f"{SITE}/a")
    assert (finding.outcome, finding.reason) == ("broken", "leads on to an address that is not https")
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "there",
    [
        None,
        "https://[::1/",
        "https://a@b.example/",
        "/\u202e".encode().decode("latin-1"),
        "/" + "a" * 1000,
        "/\xff",
    ],
)
def test_a_redirect_to_no_sound_address_is_broken(server, looker, there):
    server.plans["/a"] = (301, there)
    finding = looker().look(f"{SITE}/a")
    assert finding.outcome == "broken"
    assert len(finding.reason) < 80
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "there", ["https://inside.example/", "https://127.0.0.1/", "https://localhost/", "https://[::1]/"]
)
def test_a_redirect_into_our_own_network_is_refused(server, looker, there):
    server.plans["/a"] = (301, there)
    inside = {"inside.example": ["10.0.0.7"], "127.0.0.1": ["127.0.0.1"], "::1": ["::1"]}
    finding = looker(resolve=lambda host: inside.get(host, [PUBLIC])).look(f"{SITE}/a")
    assert finding.outcome == "not_allowed"
    assert asked(server) == ["HEAD site.example/a"]


# --- only the open internet ----------------------------------------------------------------------

INSIDE = [
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",  # noqa: S104 (an address to refuse)
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "198.18.0.1",
    "192.0.2.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:808:808::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "64:ff9b::127.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::1",
]


@pytest.mark.parametrize("ip", INSIDE)
def test_an_address_that_is_not_of_the_open_internet_is_not_connected_to(looker, ip):
    finding = looker(resolve=lambda host: [ip], connect=failing(AssertionError("connected"))).look(SITE)
    assert (finding.outcome, finding.may_be_ours) == ("not_allowed", False)


@pytest.mark.parametrize(
    "ip", [PUBLIC, "8.8.8.8", "100.128.0.1", "2606:4700::1111", "2a00:1450:4001::1", "64:ff9b::8.8.8.8"]
)
def test_an_address_of_the_open_internet_is_connected_to(looker, ip):
    assert looker(resolve=lambda host: [ip]).look(SITE).outcome == "ok"


@pytest.mark.parametrize("ips", [[PUBLIC, "10.0.0.1"], ["::1", "2606:4700::1111"], [PUBLIC] * 9 + ["127.0.0.1"]])
def test_one_inner_address_among_public_ones_is_enough_to_refuse(looker, ips):
    finding = looker(resolve=lambda host: ips, connect=failing(AssertionError("connected"))).look(SITE)
    assert finding.outcome == "not_allowed"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "10.1.2.3",
        "169.254.169.254",
        "100.64.1.1",
        "0x7f.1",
        "127.1",
        "2130706433",
        "0",
        "localhost",
        "LOCALHOST",
        "localhost.",
    ],
)
def test_the_systems_own_look_up_does_not_lead_inside(looker, host):
    finding = looker(resolve=https_request.resolve, connect=failing(AssertionError("connected"))).look(
        f"https://{host}/"
    )
    assert finding.outcome == "not_allowed"


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LocalHost.",
        "ⓛocalhost。",
        "a.localhost",
        "printer.local",
        "metadata.google.internal",
        "nas.home.arpa",
        "intranet",
    ],
)
def test_a_name_for_ones_own_network_is_not_even_looked_up(looker, host):
    assert looker(resolve=failing(AssertionError("looked up"))).look(f"https://{host}/").outcome == "not_allowed"


def test_an_address_may_be_a_bare_number_of_the_open_internet(server, looker):
    assert looker(resolve=https_request.resolve).look("https://[2606:4700::1111]/").outcome == "ok"
    assert asked(server) == ["HEAD [2606:4700::1111]/"]


def test_a_port_other_than_the_usual_one_is_not_asked(looker):
    quiet = looker(resolve=failing(AssertionError("looked up")))
    assert quiet.look("https://site.example:22/").outcome == "not_allowed"
    assert looker().look("https://site.example:443/").outcome == "ok"


def test_the_connection_goes_to_the_address_that_was_checked(server, looker):
    """A name that turns to 127.0.0.1 at the second look-up (DNS rebinding) finds that there is none."""
    answers, connected, through = iter([[PUBLIC], ["127.0.0.1"]]), [], looker().connect

    def connect(ip, host, patience):
        connected.append((ip, host))
        return through(ip, host, patience)

    turning = looker(resolve=lambda host: next(answers), connect=connect)
    assert turning.look(SITE).outcome == "ok"
    assert turning.look(SITE).outcome == "not_allowed"
    assert connected == [(PUBLIC, "site.example")]


# --- polite --------------------------------------------------------------------------------------


def test_head_is_tried_first_and_is_enough(server, looker):
    looker().look(f"{SITE}/page?a=1&b=%20#part")
    assert asked(server) == ["HEAD site.example/page?a=1&b=%20"]


@pytest.mark.parametrize("status", [400, 403, 404, 405, 500, 501, 503])
def test_get_is_tried_where_head_is_refused(server, looker, status):
    server.plans[("HEAD", "/page")] = status
    assert looker().look(f"{SITE}/page").outcome == "ok"
    assert asked(server) == ["HEAD site.example/page", "GET site.example/page"]


@pytest.mark.parametrize("status", [429, 999])
def test_a_server_that_turns_us_away_is_not_asked_twice(server, looker, status):
    server.plans["/page"] = status
    looker().look(f"{SITE}/page")
    assert asked(server) == ["HEAD site.example/page"]


def test_a_host_that_asks_for_fewer_requests_is_left_alone(server, looker):
    server.plans["https://site.example/1"] = 429
    look = looker().look
    findings = [look(address) for address in (f"{SITE}/1", f"{SITE}/2", "https://other.example/")]
    assert [finding.outcome for finding in findings] == ["refused", "refused", "ok"]
    assert findings[1].reason == "this host asked for fewer requests"
    assert asked(server) == ["HEAD site.example/1", "HEAD other.example/"]


def test_between_two_requests_to_a_host_lies_a_pause_and_between_hosts_none(server, looker, clock):
    look = looker(pause=2.5).look
    for address in ("https://a.example/1", "https://a.example/2", "https://b.example/", "https://a.example/3"):
        look(address)
    assert clock.slept == [2.5, 2.5]


def test_time_that_has_passed_anyway_counts_for_the_pause(looker, clock):
    patient = looker()
    patient.look(SITE)
    clock.time += 0.4
    patient.look(SITE)
    clock.time += 5
    patient.look(SITE)
    assert clock.slept == [pytest.approx(0.6)]


def test_redirects_and_second_tries_keep_the_pause_too(server, looker, clock):
    server.plans |= {"/a": (302, "/b"), ("HEAD", "/b"): 405}
    looker().look(f"{SITE}/a")
    assert asked(server) == ["HEAD site.example/a", "HEAD site.example/b", "GET site.example/b"]
    assert clock.slept == [1.0, 1.0]


def test_a_host_that_failed_gets_its_pause_as_well(looker, clock):
    failing_one = looker(connect=failing(TimeoutError()))
    failing_one.look(SITE)
    failing_one.look(SITE)
    assert clock.slept == [1.0]


def test_we_say_who_asks_and_carry_no_cookie(server, looker):
    server.plans["/a"] = (302, "/b")
    looker().look(f"{SITE}/a")
    for _, _, _, headers in server.requests:
        assert headers.pop("User-Agent") == "Tests (+https://optout.example)"
        assert set(headers) == {"Host", "Accept", "Accept-Encoding", "Connection"}


def test_letters_beyond_ascii_are_written_as_the_web_writes_them(server, looker):
    server.plans["/%C3%A4"] = (302, "/ö?q=ü".encode().decode("latin-1"))
    assert looker().look("https://bücher.example/ä").outcome == "ok"
    assert asked(server) == ["HEAD xn--bcher-kva.example/%C3%A4", "HEAD xn--bcher-kva.example/%C3%B6?q=%C3%BC"]


# --- bounds --------------------------------------------------------------------------------------


def pouring(start, more, pause=0.0):
    """A server that begins an answer and never ends it; it counts what it could send."""

    def pour(wfile):
        wfile.write(start)
        for _ in range(2000):
            wfile.write(more)
            time.sleep(pause)

    return pour


@pytest.mark.parametrize(
    "plan",
    [
        pouring(b"HTTP/1.1 200 OK\r\n", b"a: b\r\n"),
        pouring(b"HTTP/1.1 200 OK\r\nlong: ", b"x" * 1000),
        pouring(b"", b"x" * 1000),
        pouring(b"SSH-2.0\r\n", b"\r\n"),
    ],
    ids=["headers", "one header", "no end of line", "no HTTP"],
)
def test_a_server_that_talks_for_ever_is_cut_off(server, looker, plan):
    server.plans["/"] = plan
    finding = looker().look(f"{SITE}/")
    assert (finding.outcome, finding.reason) == ("broken", "answers with something that is no web page")


def test_no_more_than_64_kilobytes_are_taken_from_a_connection():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        sending = threading.Thread(target=theirs.sendall, args=(b"x" * 70_000,))
        sending.start()
        reading = https_request.Wire(ours, 5).makefile("rb")
        assert len(reading.read(64 * 1024)) == 64 * 1024
        with pytest.raises(http.client.HTTPException):
            reading.read(1)
        sending.join()


def test_when_our_patience_is_over_nothing_more_is_read_even_if_it_is_there():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(b"x")
        with pytest.raises(TimeoutError):
            https_request.Wire(ours, 0).makefile("rb").read(1)


def test_the_page_itself_is_not_read(server, looker):
    server.plans[("HEAD", "/")] = 405
    server.plans[("GET", "/")] = pouring(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 1000)
    assert looker().look(f"{SITE}/").outcome == "ok"


def test_a_server_that_drips_is_given_up_after_our_patience(server, looker):
    server.plans["/"] = pouring(b"HTTP/1.1 200 OK\r\n", b"x", pause=0.02)
    finding = looker(patience=0.2).look(f"{SITE}/")
    assert (finding.outcome, finding.reason) == ("broken", "does not answer in time")


def test_a_server_that_says_nothing_is_given_up_after_our_patience(server, looker):
    server.plans["/"] = pouring(b"", b"", pause=0.001)
    assert looker(patience=0.2).look(f"{SITE}/").reason == "does not answer in time"


def test_a_server_that_hangs_up_is_broken(server, looker):
    server.plans["/"] = lambda wfile: None
    assert looker().look(f"{SITE}/").reason == "hangs up"


def test_the_whole_run_has_an_end(looker, clock):
    short = looker(most_seconds=60)
    assert not short.is_late
    clock.time += 60
    assert short.is_late


def test_the_bounds_are_those_that_were_promised():
    looker = Looker("Tests")
    assert (looker.pause, looker.patience, looker.most_seconds) == (1, 10, 1800)
    assert (looker.resolve, looker.connect) == (https_request.resolve, https_request.connect)
    assert (link_checker.MOST_REDIRECTS, https_request.MOST_READ, https_request.PORT) == (5, 65536, 443)


# --- certificates --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for site.example that nobody signed but itself, with its key."""
    path = tmp_path_factory.mktemp("certificate") / "both.pem"
    words = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=test"
    names = ["-addext", "subjectAltName=DNS:site.example", "-keyout", path, "-out", f"{path}.crt"]
    try:
        subprocess.run(["openssl", *words.split(), *names], check=True, capture_output=True)  # noqa: S603, S607 (our own words)
    except FileNotFoundError:
        pytest.skip("the openssl command is not here")
    return path


@pytest.fixture
def secure(certificate, clock):
    """A looker at a server that speaks TLS, through the connection that the site itself uses."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{certificate}.crt", certificate)
    with serving(context) as server:
        port = server.server_address[1]

        def connect(ip, host, patience):
            return https_request.connect("127.0.0.1", host, patience, port)

        yield Looker("Tests", resolve=lambda host: [PUBLIC], connect=connect, now=clock.now, sleep=clock.sleep)


def test_a_certificate_that_nobody_vouches_for_is_broken(secure):
    finding = secure.look(SITE)
    assert (finding.outcome, finding.may_be_ours) == ("broken", False)
    assert finding.reason.startswith("its certificate does not hold: ")


def test_a_certificate_that_somebody_vouches_for_is_fine_for_its_own_host_only(secure, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", f"{certificate}.crt")
    assert secure.look(SITE).outcome == "ok"
    assert secure.look("https://other.example/").reason.startswith("its certificate does not hold: Hostname mismatch")


def test_a_server_that_speaks_no_tls_is_broken(server, looker):
    port = server.server_address[1]
    plain = looker(connect=lambda ip, host, patience: https_request.connect("127.0.0.1", host, patience, port))
    assert plain.look(SITE).reason == "makes no secure connection"

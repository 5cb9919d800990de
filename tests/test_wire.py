"""What comes over a bare socket to the shipped gunicorn: each oddity is refused in words, and nothing of it is written.

One server for all of it. Behind nginx the same is looked at in tests/test_nginx.py.
"""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings

from optout_site.lines import PatientWorker
from tests.support.servers import Door, Site, is_listening, stopped_after, until

pytestmark = pytest.mark.real_day
SECRET = b"sesame"  # whatever a visitor sends has this in it
HOST = b"Host: localhost\r\n"
TICK = b"POST /linkedin/uk/steps/switch-off/ HTTP/1.1\r\n" + HOST + b"Sec-Fetch-Site: same-origin\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
GET = b"GET /linkedin/uk/?" + SECRET + b" HTTP/1.1\r\n" + HOST
NEXT = b"GET /robots.txt HTTP/1.1\r\n" + HOST + b"\r\n"
HTTPS = b"X-Forwarded-Proto: https\r\n"
OPEN = b"(still open)"


class Wire(Site):
    """One worker, as shipped, behind something that ends https; what it writes is in a file."""

    def __init__(self, folder: Path) -> None:
        shipped = {"ACCESS_LOG": "1", "LOG_LEVEL": "INFO", "HTTPS_ONLY": "true", "BEHIND_PROXY": "true"}
        super().__init__(folder, WORKERS="1", **shipped)
        self.log = folder / "log"

    def serve(self, port: int | None = None) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "gunicorn", "optout_site.wsgi"]
        with self.log.open("ab") as log:
            environment = self.environment | {"PORT": str(self.port)}
            return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdout=log, stderr=log)  # noqa: S603

    def written(self) -> str:
        text = self.log.read_text(encoding="utf-8", errors="replace")
        return text.replace("Listening at: http://127.0.0.1", "")


@dataclass(frozen=True)
class Heard:
    """Everything that came back until the line was closed, or nothing came for a moment."""

    raw: bytes

    @property
    def statuses(self) -> list[int]:
        return [int(status) for status in re.findall(rb"^HTTP/1\.1 (\d{3}) ", self.raw, re.MULTILINE)]

    @property
    def head(self) -> str:
        return self.raw.partition(b"\r\n\r\n")[0].decode().lower()

    @property
    def is_closed(self) -> bool:
        return not self.raw.endswith(OPEN)


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    wire = Wire(tmp_path_factory.mktemp("wire"))
    with stopped_after(wire.serve()):
        until(lambda: is_listening(wire.port))
        yield wire


@pytest.fixture(scope="module", autouse=True)
def stopped(wire: Wire) -> Iterator[list[socket.socket]]:
    """Two who stopped in the middle of a request before anything else was tried: there are four threads."""
    lines = [Door(wire.port).connect() for _ in range(2)]
    lines[0].sendall(GET)
    lines[1].sendall(TICK.replace(HOST, HOST + HTTPS) + FORM + b"Content-Length: 5000\r\n\r\ndone=1")
    yield lines
    for line in lines:
        line.close()


def send(wire: Wire, sent: bytes, patience: float = 10) -> Heard:
    """Ask over https, as far as the site knows; an answer that closes the line is there as soon as it does."""
    sent = sent.replace(HOST, HOST + HTTPS + b"Connection: close\r\n", 1)
    heard = b""
    with closing(Door(wire.port).connect()) as line:
        with suppress(ConnectionError):  # refused before all of it was sent
            line.sendall(sent)
        line.settimeout(patience)
        try:
            while found := line.recv(65_536):
                heard += found
        except TimeoutError:
            heard += OPEN
        except ConnectionError:
            pass
    return Heard(heard)


# --- what is no request ----------------------------------------------------------------------

REFUSED = {
    "no request at all": (400, SECRET + b"\r\n\r\n"),
    "HTTP/0.9": (400, b"GET /" + SECRET + b"\r\n\r\n"),
    "HTTP/2.0": (400, b"GET /" + SECRET + b" HTTP/2.0\r\n" + HOST + b"\r\n"),
    "lines that end in LF": (400, b"GET /?" + SECRET + b" HTTP/1.1\nHost: localhost\n\n"),
    "one line that ends in LF": (400, GET + b"X: " + SECRET + b"\nY: 1\r\n\r\n"),
    "a folded line": (400, GET + b"X: a\r\n " + SECRET + b"\r\n\r\n"),
    "a first line that is folded": (400, b"GET / HTTP/1.1\r\n Host: localhost\r\n\r\n"),
    "a header without a colon": (400, GET + SECRET + b"\r\n\r\n"),
    "a header without a name": (400, GET + b": " + SECRET + b"\r\n\r\n"),
    "a space in a header's name": (400, GET + b"X " + SECRET + b": 1\r\n\r\n"),
    "a space before the colon": (400, GET + b"X : " + SECRET + b"\r\n\r\n"),
    "NUL in a header": (400, GET + b"X: \0" + SECRET + b"\r\n\r\n"),
    "NUL in a header's name": (400, GET + b"X\0: " + SECRET + b"\r\n\r\n"),
    "two hosts": (400, GET + b"Host: " + SECRET + b"\r\n\r\n"),
    "NUL in the path": (400, b"GET /\0" + SECRET + b" HTTP/1.1\r\n" + HOST + b"\r\n"),
    "a space in the path": (400, b"GET /a " + SECRET + b" HTTP/1.1\r\n" + HOST + b"\r\n"),
    "letters that are not escaped": (400, b"GET /\xc3\xa9?" + SECRET + b" HTTP/1.1\r\n" + HOST + b"\r\n"),
    "a path without a slash": (400, b"GET ?" + SECRET + b" HTTP/1.1\r\n" + HOST + b"\r\n"),
    "a host in the place of a path": (400, b"GET " + SECRET + b".example:443 HTTP/1.1\r\n" + HOST + b"\r\n"),
    "an address that is broken": (400, b"GET http://[?" + SECRET + b" HTTP/1.1\r\n" + HOST + b"\r\n"),
    "a method in small letters": (400, b"get /" + SECRET + b" HTTP/1.1\r\n" + HOST + b"\r\n"),
    "a method of strange letters": (400, b"G\xffT /" + SECRET + b" HTTP/1.1\r\n" + HOST + b"\r\n"),
    "a line for another protocol": (400, b"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n" + GET + b"\r\n"),
    "an expectation that nobody meets": (417, GET + b"Expect: " + SECRET + b"\r\n\r\n"),
    "a long address": (414, b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n"),
    "a long header": (431, GET + b"X: " + b"a" * 9_000 + b"\r\n\r\n"),
    "many headers": (431, GET + b"".join(b"X-%d: a\r\n" % number for number in range(1_000)) + b"\r\n"),
    "two lengths": (400, TICK + b"Content-Length: 6\r\nContent-Length: 6\r\n\r\ndone=1"),
    "two lengths in one": (400, TICK + b"Content-Length: 6, 6\r\n\r\ndone=1"),
    "a length with a sign": (400, TICK + b"Content-Length: +6\r\n\r\ndone=1"),
    "a length in strange figures": (400, TICK + b"Content-Length: \xb2\r\n\r\nab"),
    "a length beyond all numbers": (400, TICK + b"Content-Length: " + b"9" * 5_000 + b"\r\n\r\ndone=1"),
    "an empty length": (400, TICK + b"Content-Length: \r\n\r\ndone=1"),
    "a length and chunks": (400, TICK + CHUNKED + b"Content-Length: 5\r\n\r\n0\r\n\r\n" + NEXT),
    "chunks twice": (400, TICK + CHUNKED + CHUNKED + b"\r\n0\r\n\r\n" + NEXT),
    "chunks and a space": (400, TICK + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + NEXT),
    "chunks that are not last": (400, TICK + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + NEXT),
    "chunks with a vertical tab": (400, TICK + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n" + NEXT),
    "something like chunks": (400, TICK + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + NEXT),
}


@pytest.mark.parametrize("oddity", REFUSED)
def test_what_is_no_request_is_refused_once_in_words_and_the_line_is_closed(wire: Wire, oddity: str) -> None:
    status, sent = REFUSED[oddity]
    heard = send(wire, sent)
    assert heard.statuses == [status]
    assert heard.is_closed
    assert "content-security-policy: default-src 'none'" in heard.head
    assert "x-content-type-options: nosniff" in heard.head
    assert "gunicorn" not in heard.raw.decode().lower()
    assert SECRET not in heard.raw


# --- what is one, and odd --------------------------------------------------------------------

ODD = {
    "an unknown method": (405, b"FETCH /linkedin/uk/ HTTP/1.1\r\n" + HOST + b"\r\n"),
    "TRACE": (405, b"TRACE / HTTP/1.1\r\n" + HOST + b"Cookie: a=" + SECRET + b"\r\n\r\n"),
    "CONNECT": (404, b"CONNECT elsewhere.example:443 HTTP/1.1\r\n" + HOST + b"\r\n"),
    "OPTIONS *": (404, b"OPTIONS * HTTP/1.1\r\n" + HOST + b"\r\n"),
    "PUT": (405, b"PUT /linkedin/uk/ HTTP/1.1\r\n" + HOST + b"Content-Length: 0\r\n\r\n"),
    "another method in a header": (405, b"POST / HTTP/1.1\r\n" + HOST + b"X-HTTP-Method-Override: GET\r\n\r\n"),
    "two slashes": (404, b"GET //elsewhere.example/ HTTP/1.1\r\n" + HOST + b"\r\n"),
    "a backslash": (404, b"GET /\\elsewhere.example HTTP/1.1\r\n" + HOST + b"\r\n"),
    "a line break in the path": (404, b"GET /uk%0d%0aX-Bad:%201/ HTTP/1.1\r\n" + HOST + b"\r\n"),
    "NUL in the path": (302, b"GET /uk%00/ HTTP/1.1\r\n" + HOST + b"\r\n"),
    "bytes that are no text": (404, b"GET /%ff%fe%zz/ HTTP/1.1\r\n" + HOST + b"\r\n"),
    "a whole address": (200, b"GET http://elsewhere.example/robots.txt HTTP/1.1\r\n" + HOST + b"\r\n"),
    "headers with underscores": (200, GET + b"SCRIPT_NAME: /linkedin\r\nX_Forwarded_Host: elsewhere.example\r\n\r\n"),
    "another address in a header": (200, GET + b"X-Original-URL: /admin/\r\nX-Rewrite-URL: /admin/\r\n\r\n"),
    "another protocol": (200, GET + b"Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n"),
    "cookies that are no text": (200, GET + b'Cookie: \xff=\xfe; a=\xc3\xa9; $Version=1; linkedin.x="1\\\r\n\r\n'),
    "a post in chunks": (400, TICK + FORM + CHUNKED + b"\r\n6\r\ndone=1\r\n0\r\n\r\n"),
    "a request in the body": (200, GET + b"Content-Length: %d\r\n\r\n" % len(NEXT) + NEXT),
    "no host": (400, b"GET / HTTP/1.1\r\nConnection: close\r\nHost:\r\n\r\n"),
}


@pytest.mark.parametrize("oddity", ODD)
def test_what_is_odd_is_answered_once_with_every_header(wire: Wire, oddity: str) -> None:
    status, sent = ODD[oddity]
    heard = send(wire, sent)
    assert heard.statuses == [status]
    assert "content-security-policy: " in heard.head
    assert "x-content-type-options: nosniff" in heard.head
    assert "cross-origin-resource-policy: same-origin" in heard.head
    assert "elsewhere.example" not in heard.raw.decode(errors="replace")


@pytest.mark.parametrize("behind", [b"zz\r\n", b"-1\r\n", b"6;a=\n\r\ndone=1\r\n0\r\n\r\n", b"0\r\n\r\n" + NEXT])
def test_behind_the_head_of_a_post_in_chunks_nothing_is_answered(wire: Wire, behind: bytes) -> None:
    """Whoever asks over a line that many share must not hear two answers to one question."""
    head = TICK.replace(b"Host", b"host") + HTTPS  # and no `Connection: close`
    heard = send(wire, head + FORM + CHUNKED + b"\r\n" + behind)
    assert heard.statuses == [400]
    assert heard.is_closed


def test_a_file_is_for_pages_of_this_site_and_carries_nothing_that_only_a_page_needs(wire: Wire) -> None:
    heard = send(wire, b"GET /static/css/site.css HTTP/1.1\r\n" + HOST + b"\r\n")
    said = {line.partition(":")[0] for line in heard.head.splitlines()}
    assert {"cross-origin-resource-policy", "x-content-type-options"} <= said
    assert not {"permissions-policy", "content-security-policy", "cross-origin-opener-policy"} & said


WRONG = ["elsewhere.example", "localhost.elsewhere.example", "user@localhost", "localhost/", "[::1", "", "localhost:a"]


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", WRONG)
def test_a_wrong_host_is_refused_with_every_header_over_http_too(wire: Wire, host: str, scheme: str) -> None:
    heard = send(
        wire, f"GET / HTTP/1.1\r\nConnection: close\r\nHost: {host}\r\nX-Forwarded-Proto: {scheme}\r\n\r\n".encode()
    )
    assert heard.statuses == [400]
    for said in ("content-security-policy: ", "x-content-type-options: nosniff", "cache-control: no-store"):
        assert said in heard.head
    assert "elsewhere.example" not in heard.raw.decode()


def test_http_leads_to_https_here_and_nowhere_else(wire: Wire) -> None:
    for path in ("//elsewhere.example/", "/%2felsewhere.example/", "/%5celsewhere.example/", "/%0d%0aX-Bad:1"):
        about = "X-Forwarded-Host: elsewhere.example\r\nForwarded: host=elsewhere.example;proto=https\r\n"
        heard = send(wire, f"GET {path} HTTP/1.1\r\nConnection: close\r\nhost: localhost\r\n{about}\r\n".encode())
        assert heard.statuses == [301]
        assert re.search(r"^location: https://localhost/", heard.head, re.MULTILINE)
        assert "x-bad" not in {line.partition(":")[0] for line in heard.head.splitlines()}


def test_two_requests_on_one_line_get_two_answers_in_their_order(wire: Wire) -> None:
    first = b"GET /robots.txt HTTP/1.1\r\nX-Forwarded-Proto: https\r\nHost:localhost\r\n\r\n"
    heard = send(wire, first + GET + b"\r\n")
    assert heard.statuses == [200, 200]
    assert heard.raw.index(b"User-agent: *") < heard.raw.index(b"<!doctype html>")


def test_a_long_post_is_taken_whole_and_one_that_is_too_long_is_not_waited_for(wire: Wire) -> None:
    post = TICK + FORM + b"Content-Length: %d\r\n\r\n"
    assert send(wire, post % 300_000 + b"done=1&words=" + b"a" * 299_987).statuses == [303]
    for sent in (post % 5_000_000, post.replace(b"x-www-form-urlencoded", b"x") % 10**14):
        heard = send(wire, sent + b"done=1")
        assert heard.statuses == [400]
        assert heard.is_closed


# --- those who stop talking ------------------------------------------------------------------

HALF = {
    "nothing": b"",
    "half a head": TICK,
    "half a body": TICK + HTTPS + FORM + b"Content-Length: 60\r\n\r\ndone=1",
    "half a long body": TICK + HTTPS + FORM + b"Content-Length: 600000\r\n\r\ndone=1",
    "a head that waits to be told": TICK + HTTPS + FORM + b"Expect: 100-continue\r\nContent-Length: 60\r\n\r\n",
    "all of it, and does not hang up": GET.replace(b"1.1", b"1.0") + HTTPS + b"\r\n",
}


@pytest.mark.parametrize("half", HALF)
def test_fifty_who_send_this_cost_the_next_visitor_nothing(wire: Wire, half: str) -> None:
    """A tenth of a second at most, where a visitor takes a thousandth; in one run, whatever the machine."""

    def typical() -> float:
        taken = []
        for _ in range(9):
            begun = time.monotonic()
            assert send(wire, GET.replace(SECRET, b"") + b"Cookie: linkedin.switch-off=1\r\n\r\n").statuses == [200]
            taken.append(time.monotonic() - begun)
        return median(taken)

    alone = typical()
    with ExitStack() as stack:
        for _ in range(50):
            stack.enter_context(Door(wire.port).connect()).sendall(HALF[half])
        assert typical() < 100 * alone


def test_who_stops_in_the_middle_of_a_request_gives_the_thread_back(wire: Wire, stopped: list[socket.socket]) -> None:
    for line in stopped:
        line.settimeout(15)
        while line.recv(65_536):
            pass


def test_a_worker_that_stops_caps_the_wait_for_half_a_request() -> None:
    worker: Any = object.__new__(PatientWorker)
    worker.keepalived_conns, worker.pending_conns = [], [SimpleNamespace(timeout=until) for until in (5.0, 9.0)]
    worker._cap_keepalive(7.0)
    assert [conn.timeout for conn in worker.pending_conns] == [5.0, 7.0]


def test_who_hangs_up_in_the_middle_of_a_post_breaks_nothing(wire: Wire) -> None:
    with closing(Door(wire.port).connect()) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # hang up at once
        post = TICK.replace(HOST, HOST + HTTPS)
        line.sendall(post + FORM + b"Expect: 100-continue\r\nContent-Length: 5000\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 100 Continue")
    assert send(wire, b"GET /hung-up HTTP/1.1\r\n" + HOST + b"\r\n").statuses == [404]
    until(lambda: "/hung-up 404" in wire.written(), 5)
    assert "Traceback" not in wire.written()


# --- what is written down --------------------------------------------------------------------


def test_the_log_has_no_traceback_no_address_and_nothing_that_was_sent_along(wire: Wire) -> None:
    for _status, sent in (*REFUSED.values(), *ODD.values()):
        send(wire, sent)
    send(wire, b"GET /a%0aforged HTTP/1.1\r\n" + HOST + b"\r\n")
    until(lambda: "forged 404" in wire.written(), 5)
    for never in ("Traceback", "127.0.0.1", "?", "\nforged", "\0"):
        assert never not in wire.written(), never
    assert SECRET.decode() not in wire.written()

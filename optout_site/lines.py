"""Lines on which somebody sends slowly, sends nothing, or does not hang up: they wait together, and hold up nobody.

gunicorn's worker gives each line a thread that waits for what comes, and where a line is to be closed, all of them wait
until the other side closes it, too. Here a request gets a thread once it is there whole, as behind a proxy, and whoever
was answered is waited for aside.
"""

import re
import time
from collections import deque
from contextlib import suppress
from functools import partial
from io import SEEK_END
from selectors import EVENT_READ
from socket import MSG_DONTWAIT, SHUT_RD, SHUT_WR
from typing import Any

from gunicorn import http  # type: ignore[import-untyped]
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

# Seconds: for a whole request, however it is spread (as nginx, deploy/nginx/site.conf); for the other side to hang up.
PATIENCE = 10.0
LINGER = 2.0
# Bytes; about what nginx takes. The last is what slow posts may take of a worker's memory together.
LONGEST_HEAD = 40_000
LONGEST_BODY = 1_048_576
MOST_HELD = 32_000_000
PIECE = 16_384

LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*0*(\d+)[ \t]*(?:\r\n|$)", re.IGNORECASE)
EXPECTS = re.compile(rb"\r\nexpect:[ \t]*100-continue[ \t]*(?:\r\n|$)", re.IGNORECASE)
GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"


class PatientWorker(ThreadWorker):
    """All of this runs in the main thread of a worker, which must never wait for a single line."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.ending: deque[Any] = deque()

    # --- what comes ------------------------------------------------------------------------------

    def enqueue_req(self, conn: Any) -> None:
        """Give this line a thread if its request is there, else let it wait."""
        if self._has_come(conn):
            conn.wanted, conn.data_ready = 0, True
            super().enqueue_req(conn)
            return
        conn.timeout = time.monotonic() + PATIENCE
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def on_pending_socket_readable(self, conn: Any, client: Any) -> None:
        """What is not whole yet keeps its place, and so its ten seconds."""
        if self._has_come(conn):
            super().on_pending_socket_readable(conn, client)

    def _has_come(self, conn: Any) -> bool:
        """Read what is there. Whether the request is whole, or never will be: then its thread hears so at once."""
        if conn.parser is None:
            conn.parser, conn.wanted = http.get_parser(conn.cfg, conn.sock, conn.client), 0
        held = conn.parser.unreader.buf
        held.seek(0, SEEK_END)
        try:
            piece = conn.sock.recv(PIECE, MSG_DONTWAIT)
        except BlockingIOError:  # nothing new
            pass
        except OSError:
            return True
        else:
            held.write(piece)
            if not piece:
                return True
        if not conn.wanted and held.tell():
            conn.wanted = self._wanted(conn, held.getvalue())
        return bool(0 < conn.wanted <= held.tell())

    def _wanted(self, conn: Any, sent: bytes) -> int:
        """How many bytes the whole request has; 0: its head is not there yet. Of what is too long no more is read."""
        head, end, body = sent.partition(b"\r\n\r\n")
        length = int(found[1][:16]) if end and (found := LENGTH.search(head)) else 0
        has_bare_ends = not end and sent.count(b"\n") != sent.count(b"\r\n")  # gunicorn refuses it without reading on
        has_long_head = not end and len(sent) > LONGEST_HEAD
        is_too_long = has_long_head or length > LONGEST_BODY or self._held() + length > MOST_HELD
        if is_too_long:
            with suppress(OSError):
                conn.sock.shutdown(SHUT_RD)
        if is_too_long or has_bare_ends:
            return len(sent)
        if len(body) < length and EXPECTS.search(head):
            with suppress(OSError):
                conn.sock.send(GO_ON, MSG_DONTWAIT)
        return len(head) + len(end) + length if end else 0

    def _cap_keepalive(self, deadline: float) -> None:
        """A worker that is to stop waits no longer for what is half there than for those that may ask once more."""
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, deadline)

    def _held(self) -> int:
        return sum(conn.wanted for conn in self.pending_conns)

    # --- what goes -------------------------------------------------------------------------------

    def finish_request(self, conn: Any, done: Any) -> None:
        """A line that is to be closed is closed once the other side has, or after two seconds."""
        if done.cancelled() or done.exception() or done.result() or conn.sock.fileno() < 0:
            super().finish_request(conn, done)
            return
        with suppress(OSError):
            conn.sock.shutdown(SHUT_WR)
        conn.timeout, conn.drained = time.monotonic() + LINGER, 0
        self.ending.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self._drain, conn))

    def _drain(self, conn: Any, client: Any) -> None:
        """What nobody reads any more; else the last answer might not arrive."""
        try:
            piece = conn.sock.recv(PIECE, MSG_DONTWAIT)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        conn.drained += len(piece)
        if not piece or conn.drained > LONGEST_BODY:
            self.ending.remove(conn)
            self._end(conn)

    def _end(self, conn: Any) -> None:
        self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()

    def murder_pending(self) -> None:
        """Asked at least once a second."""
        super().murder_pending()
        while self.ending and self.ending[0].timeout < time.monotonic():
            self._end(self.ending.popleft())

"""A gunicorn worker in which slow, idle or unclosed connections block nobody else.

gunicorn's worker gives each connection a thread that waits for data, and closing a connection blocks it until the
client closes too. Here, a request gets a thread once it has arrived completely, as behind a proxy, and closing happens
in the background.
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
    """A thread worker whose main thread never waits for a single connection."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.ending: deque[Any] = deque()

    # --- what comes ------------------------------------------------------------------------------

    def enqueue_req(self, conn: Any) -> None:
        """Give this connection a thread if its request is complete; otherwise keep it waiting."""
        if self._has_come(conn):
            conn.wanted, conn.data_ready = 0, True
            super().enqueue_req(conn)
            return
        conn.timeout = time.monotonic() + PATIENCE
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def on_pending_socket_readable(self, conn: Any, client: Any) -> None:
        """Keep an incomplete request's place, and so its ten seconds."""
        if self._has_come(conn):
            super().on_pending_socket_readable(conn, client)

    def _has_come(self, conn: Any) -> bool:
        """Read available data. Whether the request is complete, or never will be, in which case its thread reports that
        at once.
        """
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
        """The size of the whole request; 0: its header is incomplete. No more of an oversized one is read."""
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
        """Limit the wait for incomplete requests in a worker that is stopping to the keep-alive time."""
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, deadline)

    def _held(self) -> int:
        return sum(conn.wanted for conn in self.pending_conns)

    # --- what goes -------------------------------------------------------------------------------

    def finish_request(self, conn: Any, done: Any) -> None:
        """Close a connection once the client has closed it, or after two seconds."""
        if done.cancelled() or done.exception() or done.result() or conn.sock.fileno() < 0:
            super().finish_request(conn, done)
            return
        with suppress(OSError):
            conn.sock.shutdown(SHUT_WR)
        conn.timeout, conn.drained = time.monotonic() + LINGER, 0
        self.ending.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self._drain, conn))

    def _drain(self, conn: Any, client: Any) -> None:
        """Discard remaining input; otherwise the last response might not arrive."""
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
        """Close connections whose time is over; called at least once a second."""
        super().murder_pending()
        while self.ending and self.ending[0].timeout < time.monotonic():
            self._end(self.ending.popleft())

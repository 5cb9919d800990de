"""Whether the links of a guide still lead somewhere. Nothing here knows of Django.

Looking is polite and bounded: one request at a time, a pause between two to the same host, little time and little
text for each. Editors type addresses and strangers' servers answer with more of them, so none may lead into our
own network: everything that a host resolves to must be public, and the connection goes to exactly what was
checked, without a second look-up, at every hop.
"""

import errno
import http.client
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from typing import Literal, get_args
from urllib.parse import SplitResult, urljoin, urlsplit

from guides.document.field_types import LONGEST_TEXT, secure_link
from guides.rules.https_request import PORT, Answer, Wire, connect, exchange, is_inner_name, is_public, resolve

Outcome = Literal["ok", "moved", "gone", "refused", "broken", "not_allowed"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

Resolver = Callable[[str], list[str]]
Connector = Callable[[str, str, float], socket.socket]

PAUSE = 1.0
PATIENCE = 10.0
WHOLE_RUN = 30 * 60.0
MOST_REDIRECTS = 5
MOST_TRIED = 4

PERMANENT = frozenset({301, 308})
REDIRECTS = PERMANENT | {302, 303, 307}
GONE = frozenset({404, 410})
TOO_MANY = 429
# 999 is LinkedIn's way of turning robots away.
REFUSED = frozenset({401, 403, TOO_MANY, 999})
INSIST_NOT = frozenset({TOO_MANY, 999})

# The first that fits is said.
FAILURES: tuple[tuple[type[Exception], str], ...] = (
    (ssl.SSLError, "makes no secure connection"),
    (TimeoutError, "does not answer in time"),
    (socket.gaierror, "no such host is found"),
    (http.client.RemoteDisconnected, "hangs up"),
    (OSError, "cannot be reached"),
    (http.client.HTTPException, "answers with something that is no web page"),
    (ValueError, "is not an address that can be asked, or leads on to one"),
)


def in_turn(urls: Iterable[str]) -> list[str]:
    """The addresses host by host, hosts in the order in which they first come."""
    hosts: dict[str, list[str]] = {}
    for address in urls:
        hosts.setdefault(host_of(address), []).append(address)
    return [address for group in hosts.values() for address in group]


def host_of(address: str) -> str:
    """The host as people know it, for grouping and for showing."""
    return (urlsplit(address).hostname or "").rstrip(".")


@dataclass(frozen=True)
class Finding:
    """What became of one address. `may_be_ours`: it was never reached, and our own network may be the reason."""

    address: str
    outcome: Outcome
    reason: str
    may_be_ours: bool = False


class _StopError(Exception):
    """Looking ends here, with this outcome."""

    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(reason)
        self.outcome, self.reason = outcome, reason


@dataclass
class Looker:
    """Looks at addresses, one after the other. All times are in seconds.

    `agent` says who asks, `pause` lies between two requests to a host, `patience` is what connecting may take,
    and answering again, and after `most_seconds` `is_late` says so. The rest is for tests without a network.
    """

    agent: str
    pause: float = PAUSE
    patience: float = PATIENCE
    most_seconds: float = WHOLE_RUN
    resolve: Resolver = resolve
    connect: Connector = connect
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _asked_at: dict[str, float] = field(default_factory=dict, init=False)
    _has_enough: set[str] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        self._until = self.now() + self.most_seconds

    @property
    def is_late(self) -> bool:
        return self.now() >= self._until

    def look(self, address: str) -> Finding:
        """Follow one address to its end. Never raises for what a host does."""
        try:
            return Finding(address, *self._follow(address))
        except _StopError as stop:
            return Finding(address, stop.outcome, stop.reason)
        except (OSError, http.client.HTTPException, ValueError) as error:
            return Finding(address, "broken", _reason(error), _may_be_ours(error))

    def _follow(self, address: str) -> tuple[Outcome, str]:
        here, moved_to, is_for_good = address, "", True
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._ask(here)
            if answer.status not in REDIRECTS:
                return _judged(answer.status, moved_to, here if here != address else "")
            here = _next(here, answer.location)
            is_for_good = is_for_good and answer.status in PERMANENT
            moved_to = here if is_for_good else moved_to
        return "broken", f"leads on more than {MOST_REDIRECTS} times"

    def _ask(self, address: str) -> Answer:
        """HEAD is enough, unless the server does not care for it: then GET, of which nothing but the head is read."""
        answer = self._request("HEAD", address)
        if answer.status >= 400 and answer.status not in INSIST_NOT:
            answer = self._request("GET", address)
        if answer.status == TOO_MANY:
            self._has_enough.add(host_of(address))
        return answer

    def _request(self, method: str, address: str) -> Answer:
        parts = urlsplit(secure_link(address))
        host = host_of(address).encode("idna").decode("ascii").rstrip(".")
        ips = self._checked(parts, host)
        self._wait_for(host)
        try:
            with closing(self._connected(ips, host)) as sock:
                headers = {"Host": f"[{host}]" if ":" in host else host} | self._headers
                return exchange(Wire(sock, self.patience), method, parts, headers)
        finally:
            self._asked_at[host] = self.now()

    def _checked(self, parts: SplitResult, host: str) -> list[str]:
        """The IP addresses of a host that may be asked."""
        if host_of(parts.geturl()) in self._has_enough:
            raise _StopError("refused", "this host asked for fewer requests")
        if parts.port not in (None, PORT):
            raise _StopError("not_allowed", f"names port {parts.port}; only the usual one is looked at")
        if is_inner_name(host):
            raise _StopError("not_allowed", f"“{host}” is a name for one’s own network only")
        ips = self.resolve(host)
        if not all(map(is_public, ips)):
            raise _StopError("not_allowed", f"“{host}” lies in our own network or in none")
        return ips

    def _wait_for(self, host: str) -> None:
        rest = self._asked_at.get(host, float("-inf")) + self.pause - self.now()
        if rest > 0:
            self.sleep(rest)

    def _connected(self, ips: list[str], host: str) -> socket.socket:
        """Some hosts have addresses that cannot be reached from everywhere: the first that can is taken."""
        failure = OSError("no address")
        for ip in ips[:MOST_TRIED]:
            try:
                return self.connect(ip, host, self.patience)
            except ssl.SSLError:
                raise
            except OSError as error:
                failure = error
        raise failure

    @property
    def _headers(self) -> dict[str, str]:
        return {"User-Agent": self.agent, "Accept": "text/html, */*;q=0.5", "Connection": "close"}


def _judged(status: int, moved_to: str, end: str) -> tuple[Outcome, str]:
    if status in GONE:
        return "gone", f"answers {status}"
    if status in REFUSED:
        return "refused", f"answers {status}; look by hand"
    if not 200 <= status < 300:
        return "broken", f"answers {status}"
    if moved_to:
        return "moved", f"to {moved_to}"
    return "ok", f"answers {status}, at {end}" if end else f"answers {status}"


def _next(here: str, location: str) -> str:
    """Where a redirect leads; what stands behind # goes along, as in a browser."""
    there = urljoin(here, location.encode("latin-1").decode())
    if urlsplit(there).scheme != "https":
        raise _StopError("broken", "leads on to an address that is not https")
    behind = urlsplit(here).fragment
    whole = there if "#" in there or not behind else f"{there}#{behind}"
    if len(whole) > LONGEST_TEXT or not location:
        raise _StopError("broken", "leads on to nowhere")
    return secure_link(whole)


def _reason(error: Exception) -> str:
    """In a few words of our own: what a stranger's server says is not repeated."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate does not hold: {error.verify_message}"
    return next(words for kind, words in FAILURES if isinstance(error, kind))


def _may_be_ours(error: Exception) -> bool:
    """Without a network no name is found, and some systems then say that there is no such host."""
    is_cut_off = isinstance(error, OSError) and error.errno in (errno.ENETUNREACH, errno.ENETDOWN)
    return isinstance(error, socket.gaierror) or is_cut_off

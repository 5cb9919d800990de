"""The links of a guide: where they stand, and whether they still lead somewhere. Nothing here knows of Django.

Looking is polite and bounded: one request at a time, a pause between two to the same host, little time and little
text for each. Editors type addresses and strangers' servers answer with more of them, so none may lead into our
own network: everything that a host resolves to must be public, and the connection goes to exactly what was
checked, without a second look-up, at every hop.
"""

import errno
import http.client
import io
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, get_args
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from markdown_it import MarkdownIt

from guides.documents import LONGEST_TEXT, Guide, Part, secure_link, statements

Outcome = Literal["ok", "moved", "gone", "refused", "broken", "not_allowed"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

Resolver = Callable[[str], list[str]]
Connector = Callable[[str, str, float], socket.socket]

PORT = 443
PAUSE = 1.0
PATIENCE = 10.0
WHOLE_RUN = 30 * 60.0
MOST_REDIRECTS = 5
MOST_READ = 64 * 1024
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


# --- where the links of a guide stand --------------------------------------------------------------


# The rules of `marks`, which makes the page, as far as they make links; a test holds the two together.
_marked = MarkdownIt("zero", {"html": False}).enable(["link", "escape", "entity"])


def addresses(guide: Guide) -> dict[str, list[str]]:
    """Every https address in a guide, with the places that use it, in words."""
    found: dict[str, list[str]] = {}
    for place, part in places(guide):
        for address in _links(part):
            users = found.setdefault(address, [])
            if place not in users:
                users.append(place)
    return found


def places(guide: Guide) -> Iterator[tuple[str, Part]]:
    """Every part of a guide, with the words by which an editor finds it."""
    yield f"guide {guide.slug}", guide
    for region in guide.regions:
        yield f"region {region.slug}", region
        for authority in region.authorities:
            yield f"region {region.slug}, authority {authority.code}", authority
    for step in guide.steps:
        yield f"step {step.slug}", step
        for way in step.walkthroughs:
            yield f"step {step.slug}, walkthrough for {', '.join(way.devices) or 'no device'}", way
    for kind, key, statement in statements(guide):
        yield f"{kind} {key}", statement
    for source in guide.sources:
        yield f"source {source.slug}", source


def _links(part: Part) -> Iterator[str]:
    """Its own address, and the links marked in its texts; parts inside it speak for themselves."""
    for name, value in part:
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str):
                yield from [text] if name == "url" else _links_in(text)


def _links_in(text: str) -> list[str]:
    tokens = _marked.parseInline(text)[0].children or []
    hrefs = [str(token.attrGet("href") or "") for token in tokens if token.type == "link_open"]
    return [href for href in hrefs if _is_secure(href)]


def _is_secure(url: str) -> bool:
    try:
        return bool(secure_link(url))
    except ValueError:
        return False


def in_turn(wanted: Iterable[str]) -> list[str]:
    """The addresses host by host, hosts in the order in which they first come."""
    hosts: dict[str, list[str]] = {}
    for address in wanted:
        hosts.setdefault(host_of(address), []).append(address)
    return [address for group in hosts.values() for address in group]


def host_of(address: str) -> str:
    """The host as people know it, for grouping and for showing."""
    return (urlsplit(address).hostname or "").rstrip(".")


# --- which hosts may be asked ----------------------------------------------------------------------

GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
INNER_NAMES = ("localhost", "local", "internal", "home.arpa")


def is_public(ip: str) -> bool:
    """Whether this is an address of the open internet. IPv6 that carries an IPv4 address inside is none.

    Only the translation prefix of networks without IPv4 (RFC 6052) is judged by what it carries.
    """
    address = ipaddress.ip_address(ip)
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast
    if address in NAT64:
        return is_public(str(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)))
    carries = address.sixtofour or address.teredo
    return address in GLOBAL_UNICAST and address.is_global and not carries


def is_inner_name(host: str) -> bool:
    """Whether the name itself says that it means something only in one network (RFC 6761, 6762, 8375)."""
    has_dot = "." in host or ":" in host
    return not has_dot or any(host == name or host.endswith(f".{name}") for name in INNER_NAMES)


def resolve(host: str) -> list[str]:
    """The IP addresses of a host, as the system finds them. Raises socket.gaierror."""
    found = socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def connect(ip: str, host: str, patience: float, port: int = PORT) -> socket.socket:
    """A secure connection to this IP address, with a certificate for this host. Raises OSError, ssl.SSLError."""
    context = ssl.create_default_context()
    plain = socket.create_connection((ip, port), timeout=patience)
    try:
        return context.wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise


# --- looking ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Finding:
    """What became of one address. `may_be_ours`: it was never reached, and our own network may be the reason."""

    address: str
    outcome: Outcome
    reason: str
    may_be_ours: bool = False


class Answer(NamedTuple):
    status: int
    location: str


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
                return _exchange(_Wire(sock, self.patience), method, parts, {"Host": _bracketed(host)} | self._headers)
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


# --- one request -----------------------------------------------------------------------------------

AS_THEY_ARE = "%!#$&'()*+,/:;=?@[]~"


def _exchange(wire: "_Wire", method: str, parts: SplitResult, headers: dict[str, str]) -> Answer:
    connection = http.client.HTTPConnection(headers["Host"])
    connection.sock = wire  # all of a socket that http.client uses
    path = quote(parts.path or "/", safe=AS_THEY_ARE)
    query = f"?{quote(parts.query, safe=AS_THEY_ARE)}" if parts.query else ""
    connection.request(method, path + query, headers=headers)
    with closing(connection.getresponse()) as response:
        return Answer(response.status, response.getheader("Location") or "")


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


class _Wire:
    """A connection as http.client wants it, on which a server can neither talk for ever nor drip for ever."""

    def __init__(self, sock: socket.socket, patience: float) -> None:
        self._sock, self._patience = sock, patience

    def sendall(self, data: bytes) -> None:
        self._sock.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Bounded(self._sock, self._patience))

    def close(self) -> None:
        self._sock.close()


class _Bounded(io.RawIOBase):
    """Gives MOST_READ bytes at most, and waits `patience` seconds at most, all reads taken together."""

    def __init__(self, sock: socket.socket, patience: float) -> None:
        self._sock, self._left = sock, MOST_READ
        self._until = time.monotonic() + patience

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        wait = self._until - time.monotonic()
        if wait <= 0:
            raise TimeoutError
        if not self._left:
            raise http.client.HTTPException("talks too long")
        self._sock.settimeout(wait)
        got = self._sock.recv_into(buffer, min(len(buffer), self._left))
        self._left -= got
        return got

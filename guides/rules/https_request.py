"""One request over https to somebody else's server, which may be hostile, and never to one of our own network.

Whoever asks has checked the IP addresses of the host (`is_public`), and connects to one of these without a second
look-up. The server can neither talk for ever nor drip for ever. Nothing here knows of Django.
"""

import http.client
import io
import ipaddress
import socket
import ssl
import time
from contextlib import closing
from typing import Any, NamedTuple
from urllib.parse import SplitResult, quote

PORT = 443
MOST_READ = 64 * 1024
GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
INNER_NAMES = ("localhost", "local", "internal", "home.arpa")


AS_THEY_ARE = "%!#$&'()*+,/:;=?@[]~"


class Answer(NamedTuple):
    status: int
    location: str


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
    entries = socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in entries))


def connect(ip: str, host: str, patience: float, port: int = PORT) -> socket.socket:
    """A secure connection to this IP address, with a certificate for this host. Raises OSError, ssl.SSLError."""
    context = ssl.create_default_context()
    plain = socket.create_connection((ip, port), timeout=patience)
    try:
        return context.wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise


def exchange(wire: "Wire", method: str, parts: SplitResult, headers: dict[str, str]) -> Answer:
    connection = http.client.HTTPConnection(headers["Host"])
    connection.sock = wire  # all of a socket that http.client uses
    path = quote(parts.path or "/", safe=AS_THEY_ARE)
    query = f"?{quote(parts.query, safe=AS_THEY_ARE)}" if parts.query else ""
    connection.request(method, path + query, headers=headers)
    with closing(connection.getresponse()) as response:
        return Answer(response.status, response.getheader("Location") or "")


class Wire:
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

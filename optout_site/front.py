"""The first door: a page that is the same for everybody is answered before Django is asked.

It stands between the server and Django (WSGI, PEP 3333), and keeps whole answers, with the very headers that Django
gave them. An answer is kept if it may be: a page of ours that says `public`, with an ETag and without a cookie,
asked for without one. It is let go once the stamp is another: an edition, a doubt or the day is new.
"""

import re
from collections.abc import Callable, Hashable, Iterable
from typing import Any, NamedTuple

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Answer = Iterable[bytes]
Application = Callable[[Environ, StartResponse], Answer]

# What else may be in the address of a kept page: which device. Of anything else there is too much.
QUERY = re.compile(r"(device=[a-z]{1,20})?", re.ASCII)
ASKED = ("HTTP_HOST", "wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO", "PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT_ENCODING")
MOST_KEPT = 2000
NOT_IN_304 = {"content-encoding", "content-length", "content-type"}


class Kept(NamedTuple):
    """An answer as it was given, and what somebody hears who has it already."""

    headers: Headers
    body: bytes
    etag: str
    headers_304: Headers


class Front:
    """`behind` is Django; `stamp` says what the kept answers depend on, and is asked at every request."""

    def __init__(self, behind: Application, stamp: Callable[[], Hashable]) -> None:
        self.behind = behind
        self.stamp = stamp
        self.kept: dict[Hashable, Kept] = {}
        self.kept_at: Hashable = None

    def __call__(self, environ: Environ, start_response: StartResponse) -> Answer:
        if environ["REQUEST_METHOD"] != "GET" or "HTTP_COOKIE" in environ:
            return self.behind(environ, start_response)
        asked = tuple([environ.get(name) for name in ASKED])
        stamp = self.stamp()
        found = self.kept.get(asked) if stamp == self.kept_at else None
        if found is None:
            return self._ask(environ, start_response, asked, stamp)
        if found.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
            start_response("304 Not Modified", found.headers_304)
            return []
        start_response("200 OK", found.headers)
        return [found.body]

    def _ask(self, environ: Environ, start_response: StartResponse, asked: Hashable, stamp: Hashable) -> Answer:
        """Let Django answer, and keep what may be kept."""
        said: list[Any] = []

        def note(status: str, headers: Headers, *more: Any) -> Any:
            said[:] = [status, headers]
            return start_response(status, headers, *more)

        body = self.behind(environ, note)
        if QUERY.fullmatch(environ.get("QUERY_STRING", "")) and _may_be_kept(*said):
            self._keep(asked, stamp, said[1], b"".join(body))
        return body

    def _keep(self, asked: Hashable, stamp: Hashable, headers: Headers, body: bytes) -> None:
        if stamp != self.kept_at or len(self.kept) >= MOST_KEPT:
            self.kept, self.kept_at = {}, stamp
        etag = dict(headers)["ETag"]
        rest = [(name, value) for name, value in headers if name.lower() not in NOT_IN_304]
        self.kept[asked] = Kept(headers, body, etag, rest)


def _may_be_kept(status: str, headers: Headers) -> bool:
    said = dict(headers)
    is_public = said.get("Cache-Control", "").startswith("public")
    return status == "200 OK" and is_public and "ETag" in said and "Set-Cookie" not in said

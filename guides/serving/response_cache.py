"""Response cache: answers repeated requests before Django is called.

It is WSGI middleware (PEP 3333) in front of Django, and stores whole responses with the headers that Django gave them.
Views mark cacheable responses (`mark_cacheable`): those that depend only on the request, that is, on what is in
`cache_key`. The cache is emptied when the generation changes: with a new edition, reader report or date. Its content
identifies nobody: of all cookies, only ticks are in the keys, each a step's name and a number.
"""

import io
import re
from collections.abc import Callable, Hashable, Iterable
from typing import Any, NamedTuple

from django.http import HttpRequest

from guides.document.field_types import DEVICES
from guides.serving.lru_cache import LRUCache

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Answer = Iterable[bytes]
Application = Callable[[Environ, StartResponse], Answer]

# What else may be in the address of a cached response: which device. Of anything else there is too much.
QUERY = re.compile(f"(device=({'|'.join(DEVICES)}))?")
TICK = r"[a-z0-9-]{1,60}\.[a-z0-9-]{1,60}=(?:[0-9]{1,4}|not-for-me)"
TICKS = re.compile(rf"{TICK}(?:; {TICK}){{0,59}}", re.ASCII)
LONGEST_BODY = 100
MOST_CACHED = 2000

WHERE = ("REQUEST_METHOD", "HTTP_HOST", "wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO", "PATH_INFO", "QUERY_STRING")
HOW = ("HTTP_ACCEPT_ENCODING",)
POSTED = ("CONTENT_TYPE", "HTTP_HX_REQUEST", "HTTP_SEC_FETCH_SITE", "HTTP_ORIGIN")
READING, POSTING = (*WHERE, *HOW), (*WHERE, *HOW, *POSTED)

IS_CACHEABLE = "guides.serving.response_cache.is_cacheable"
NOT_IN_304 = {"content-encoding", "content-length", "content-type"}


class CachedResponse(NamedTuple):
    """A stored response, and its 304 (if it has an ETag)."""

    status: str
    headers: Headers
    body: bytes
    etag: str
    headers_304: Headers


def mark_cacheable(request: HttpRequest) -> None:
    """Mark a response as depending only on the cache key, so that it may be sent to anyone with the same request."""
    request.META[IS_CACHEABLE] = True


def cache_key(environ: Environ) -> Hashable | None:
    """Everything that a cached response may depend on; None: Django must answer this request."""
    cookies = environ.get("HTTP_COOKIE", "")
    if (cookies and not TICKS.fullmatch(cookies)) or not QUERY.fullmatch(environ.get("QUERY_STRING", "")):
        return None
    if environ["REQUEST_METHOD"] == "GET":
        key = [environ.get(name) for name in READING]
    elif environ["REQUEST_METHOD"] == "POST" and (body := _body(environ)) is not None:
        key = [body, *[environ.get(name) for name in POSTING]]
    else:
        return None
    # Of two with the same name the last counts, as in Django.
    return (*key, *sorted({tick.partition("=")[0]: tick for tick in cookies.split("; ")}.values()))


class ResponseCache:
    """`behind` is Django; `generation` is called for every request, and the cache is emptied when it changes."""

    def __init__(self, behind: Application, generation: Callable[[], Hashable]) -> None:
        self.behind = behind
        self.generation = generation
        self.cached = LRUCache(MOST_CACHED)
        self.cached_in: Hashable = None

    def __call__(self, environ: Environ, start_response: StartResponse) -> Answer:
        key = cache_key(environ)
        if key is None:
            return self.behind(environ, start_response)
        generation = self.generation()
        cached: CachedResponse | None = self.cached.get(key) if generation == self.cached_in else None
        if cached is None:
            return self._ask(environ, start_response, key, generation)
        if cached.etag and cached.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
            start_response("304 Not Modified", cached.headers_304)
            return []
        start_response(cached.status, cached.headers)
        return [cached.body]

    def _ask(self, environ: Environ, start_response: StartResponse, key: Hashable, generation: Hashable) -> Answer:
        """Let Django answer, and store the response if allowed."""
        started: list[Any] = []

        def start(status: str, headers: Headers, *more: Any) -> Any:
            started[:] = [status, headers]
            return start_response(status, headers, *more)

        body = self.behind(environ, start)
        if environ.get(IS_CACHEABLE) and started[0] == "200 OK" and _varies_as_asked(started[1]):
            self._store(key, generation, started[1], b"".join(body))
        return body

    def _store(self, key: Hashable, generation: Hashable, headers: Headers, body: bytes) -> None:
        if generation != self.cached_in:
            self.cached, self.cached_in = LRUCache(MOST_CACHED), generation
        rest = [(name, value) for name, value in headers if name.lower() not in NOT_IN_304]
        self.cached.put(key, CachedResponse("200 OK", headers, body, dict(headers).get("ETag", ""), rest))


def _varies_as_asked(headers: Headers) -> bool:
    """Whether the cache key holds all that the answer says it depends on; another language, for one, it does not."""
    return {name.strip() for name in dict(headers).get("Vary", "").lower().split(",")} <= {
        "",
        "accept-encoding",
        "cookie",
    }


def _body(environ: Environ) -> bytes | None:
    """The request body, if it is short; it is put back for the next reader."""
    length = environ.get("CONTENT_LENGTH", "")
    if not length.isdecimal() or int(length) > LONGEST_BODY:
        return None
    body: bytes = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = io.BytesIO(body)
    return body

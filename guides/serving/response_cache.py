"""The first door: what was answered before is answered again, before Django is asked.

It stands between the server and Django (WSGI, PEP 3333) and keeps whole answers, with the very headers that Django
gave them. A view says which (`keep`): those that follow from what is asked alone. What is asked is all that such a
view may look at: see `question`. An answer is let go once the stamp is another: an edition, a doubt or the day is new.

Nobody can be told from what is kept: of cookies only ticks are let in, each a step's name and a number.
"""

import io
import re
from collections.abc import Callable, Hashable, Iterable
from typing import Any, NamedTuple

from django.http import HttpRequest

from guides.kept import Kept

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Answer = Iterable[bytes]
Application = Callable[[Environ, StartResponse], Answer]

# What else may be in the address of a kept answer: which device. Of anything else there is too much.
QUERY = re.compile(r"(device=[a-z]{1,20})?", re.ASCII)
TICK = r"[a-z0-9-]{1,60}\.[a-z0-9-]{1,60}=(?:[0-9]{1,4}|not-for-me)"
TICKS = re.compile(rf"{TICK}(?:; {TICK}){{0,59}}", re.ASCII)
LONGEST_BODY = 100
MOST_KEPT = 2000

WHERE = ("REQUEST_METHOD", "HTTP_HOST", "wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO", "PATH_INFO", "QUERY_STRING")
HOW = ("HTTP_ACCEPT_ENCODING",)
POSTED = ("CONTENT_TYPE", "HTTP_HX_REQUEST", "HTTP_SEC_FETCH_SITE", "HTTP_ORIGIN")
READING, POSTING = (*WHERE, *HOW), (*WHERE, *HOW, *POSTED)

MAY_BE_KEPT = "optout_site.front.may_be_kept"
NOT_IN_304 = {"content-encoding", "content-length", "content-type"}


class Given(NamedTuple):
    """An answer as it was given, and what somebody hears who has it already (if it has an ETag)."""

    status: str
    headers: Headers
    body: bytes
    etag: str
    headers_304: Headers


def keep(request: HttpRequest) -> None:
    """Said by a view: this answer follows from the question alone, so it may be given to whoever asks the same."""
    request.META[MAY_BE_KEPT] = True


def question(environ: Environ) -> Hashable | None:
    """All that a kept answer may depend on; None: this is to be answered anew, by Django."""
    cookies = environ.get("HTTP_COOKIE", "")
    if (cookies and not TICKS.fullmatch(cookies)) or not QUERY.fullmatch(environ.get("QUERY_STRING", "")):
        return None
    if environ["REQUEST_METHOD"] == "GET":
        asked = [environ.get(name) for name in READING]
    elif environ["REQUEST_METHOD"] == "POST" and (body := _body(environ)) is not None:
        asked = [body, *[environ.get(name) for name in POSTING]]
    else:
        return None
    # Of two with the same name the last counts, as in Django.
    return (*asked, *sorted({tick.partition("=")[0]: tick for tick in cookies.split("; ")}.values()))


class Front:
    """`behind` is Django; `stamp` says what the kept answers depend on, and is asked at every request."""

    def __init__(self, behind: Application, stamp: Callable[[], Hashable]) -> None:
        self.behind = behind
        self.stamp = stamp
        self.kept = Kept(MOST_KEPT)
        self.kept_at: Hashable = None

    def __call__(self, environ: Environ, start_response: StartResponse) -> Answer:
        asked = question(environ)
        if asked is None:
            return self.behind(environ, start_response)
        stamp = self.stamp()
        found: Given | None = self.kept.get(asked) if stamp == self.kept_at else None
        if found is None:
            return self._ask(environ, start_response, asked, stamp)
        if found.etag and found.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
            start_response("304 Not Modified", found.headers_304)
            return []
        start_response(found.status, found.headers)
        return [found.body]

    def _ask(self, environ: Environ, start_response: StartResponse, asked: Hashable, stamp: Hashable) -> Answer:
        """Let Django answer, and keep what may be kept."""
        said: list[Any] = []

        def note(status: str, headers: Headers, *more: Any) -> Any:
            said[:] = [status, headers]
            return start_response(status, headers, *more)

        body = self.behind(environ, note)
        if environ.get(MAY_BE_KEPT) and said[0] == "200 OK" and _varies_as_asked(said[1]):
            self._keep(asked, stamp, said[1], b"".join(body))
        return body

    def _keep(self, asked: Hashable, stamp: Hashable, headers: Headers, body: bytes) -> None:
        if stamp != self.kept_at:
            self.kept, self.kept_at = Kept(MOST_KEPT), stamp
        rest = [(name, value) for name, value in headers if name.lower() not in NOT_IN_304]
        self.kept.put(asked, Given("200 OK", headers, body, dict(headers).get("ETag", ""), rest))


def _varies_as_asked(headers: Headers) -> bool:
    """Whether the question holds all that the answer says it depends on; another language, for one, it does not."""
    return {name.strip() for name in dict(headers).get("Vary", "").lower().split(",")} <= {
        "",
        "accept-encoding",
        "cookie",
    }


def _body(environ: Environ) -> bytes | None:
    """What was posted, if it is short; whoever reads it next finds it again."""
    length = environ.get("CONTENT_LENGTH", "")
    if not length.isdecimal() or int(length) > LONGEST_BODY:
        return None
    body: bytes = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = io.BytesIO(body)
    return body

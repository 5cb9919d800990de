"""Bad requests without end: paths, queries, methods, headers, bodies and cookies that nobody should send.

The same seed gives the same requests. What is held: no answer of 5xx, none that takes longer than two seconds,
and nothing of what was sent comes back as HTML.
"""

import io
import random
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

SLOW = 2.0
MARK = "<fuzz onload=1>"

PLACES = [
    *(
        "/",
        "/uk",
        "/linkedin/",
        "/linkedin/uk/",
        "/linkedin/uk/more/",
        "/linkedin/uk/share/",
        "/linkedin/uk/share/qr.svg",
    ),
    *(
        "/linkedin/uk/handout/",
        "/linkedin/uk/poster/",
        "/linkedin/uk/carry/",
        "/linkedin/uk/look-again.ics",
        "/linkedin/uk/feed/",
    ),
    *("/linkedin/uk/teams/", "/linkedin/uk/teams/abcdefghijklmnop/", "/linkedin/uk/teams/abcdefghijklmnop/count/"),
    *("/linkedin/uk/forget/", "/linkedin/uk/steps/switch-off/", "/linkedin/uk/steps/switch-off/report/"),
    *(
        "/linkedin/sources/",
        "/linkedin/timeline/",
        "/linkedin/rumours/",
        "/linkedin/changes/",
        "/linkedin/changes/feed/",
    ),
    *(
        "/linkedin/report/claim/uk-lead/",
        "/api/",
        "/api/guides.json",
        "/api/guides/linkedin.json",
        "/api/guides/linkedin/uk.json",
    ),
    *(
        "/privacy/",
        "/accessibility/",
        "/healthz",
        "/readyz",
        "/robots.txt",
        "/sitemap.xml",
        "/.well-known/security.txt",
    ),
    *("/admin/", "/admin/login/", "/preview/", "/preview/linkedin/uk/", "/static/css/site.css", "/favicon.ico"),
]
NAMES = [
    "device",
    "team",
    "on",
    "edition",
    "key",
    "q",
    "region",
    "since",
    "when",
    "done",
    "token",
    "name",
    "choice",
    "words",
    "token",
]
ODD = [
    *(
        "",
        "0",
        "-1",
        "1" * 400,
        "1e309",
        "٣",
        "null",
        "true",
        "../../etc/passwd",
        "%2e%2e%2f",
        "%00",
        "\x00",
        "\r\nX-Bad: 1",
    ),
    *(
        "'",
        '"',
        "' OR 1=1 --",
        "{{7*7}}",
        "${7*7}",
        "{% debug %}",
        "javascript:alert(1)",
        "//elsewhere.example",
        MARK,
        f'">{MARK}',
    ),
    *(
        "ä" * 50,
        "🙂",
        "\u202e\u2066",
        "\ud800",
        "phone",
        "uk",
        "2025-11-03",
        "9999-12-31",
        "0000-00-00",
        "linkedin",
        "switch-off",
    ),
    *("a" * 3000, "a-" * 200, "[]", "[" * 500, "<" * 200, "%c3%28", "%ff%fe", "+", "&", "=", ";", "#", "?"),
]
METHODS = (
    ["GET"] * 5
    + ["POST"] * 4
    + ["HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "FOO", "get", "G" * 200]
)
HEADERS = [
    *(
        "HOST",
        "ORIGIN",
        "REFERER",
        "ACCEPT",
        "ACCEPT_ENCODING",
        "ACCEPT_LANGUAGE",
        "IF_NONE_MATCH",
        "IF_MODIFIED_SINCE",
        "RANGE",
    ),
    *(
        "SEC_FETCH_SITE",
        "SEC_FETCH_MODE",
        "HX_REQUEST",
        "HX_TARGET",
        "HX_CURRENT_URL",
        "X_FORWARDED_FOR",
        "X_FORWARDED_HOST",
    ),
    *(
        "X_FORWARDED_PROTO",
        "X_HTTP_METHOD_OVERRIDE",
        "X_REQUESTED_WITH",
        "FORWARDED",
        "EXPECT",
        "TRANSFER_ENCODING",
        "CONTENT_ENCODING",
    ),
]
KINDS = [
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "application/json",
    "text/plain",
    "",
    "x/y; charset=nonsense",
]
COOKIES = [
    "linkedin.switch-off",
    "linkedin.",
    "linkedin.../x",
    "counted.abcdefghijklmnop",
    "sessionid",
    "csrftoken",
    "",
    "a b",
    "__Host-x",
]


def requests(seed: int, count: int) -> Iterator[dict[str, Any]]:
    """WSGI environments (PEP 3333), each fresh and none sensible."""
    chance = random.Random(seed)  # noqa: S311 (the same in every run)
    for _ in range(count):
        yield _request(chance)


def _request(chance: random.Random) -> dict[str, Any]:
    body = _body(chance)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": chance.choice(METHODS),
        "SCRIPT_NAME": "",
        "PATH_INFO": _latin(_path(chance)),
        "QUERY_STRING": _latin(_query(chance)),
        "SERVER_NAME": "optout.example",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "testserver",
        "CONTENT_LENGTH": chance.choice([str(len(body))] * 6 + ["", "-1", "x", "99999999"]),
        "CONTENT_TYPE": chance.choice(KINDS),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if chance.random() < 0.7:
        environ["HTTP_SEC_FETCH_SITE"] = "same-origin"
    for name in chance.sample(HEADERS, chance.randint(0, 3)):
        environ[f"HTTP_{name}"] = _header(chance.choice(ODD))
    if chance.random() < 0.5:
        environ["HTTP_COOKIE"] = _header(
            "; ".join(f"{chance.choice(COOKIES)}={chance.choice(ODD)}" for _ in range(chance.randint(1, 4)))
        )
    return environ


def _path(chance: random.Random) -> str:
    parts = chance.choice(PLACES).split("/")
    if chance.random() < 0.6:
        parts[chance.randrange(len(parts))] = chance.choice(ODD)
    return "/" + "/".join(parts).lstrip("/") if chance.random() < 0.9 else "/".join(parts)


def _query(chance: random.Random) -> str:
    if chance.random() < 0.4:
        return ""
    return "&".join(f"{chance.choice(NAMES)}={chance.choice(ODD)}" for _ in range(chance.randint(1, 4)))


def _body(chance: random.Random) -> bytes:
    if chance.random() < 0.3:
        return chance.choice(ODD).encode("utf-8", "surrogatepass") * chance.choice([1, 40])
    return _query(chance).encode("utf-8", "surrogatepass")


def _latin(text: str) -> str:
    """As a server hands it on: bytes read as Latin-1 (PEP 3333)."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


def _header(text: str) -> str:
    """A server lets no line break and no NUL through."""
    return "".join(letter for letter in _latin(text) if letter not in "\r\n\x00")


def faults(application: Callable[..., Any], seed: int, count: int) -> list[str]:
    """What was wrong with the answers, each with the request that brought it about."""
    found = []
    for number, environ in enumerate(requests(seed, count)):
        asked = {name: value for name, value in environ.items() if not name.startswith("wsgi.")}
        if fault := _fault(application, environ):
            found.append(f"seed {seed}, request {number}: {fault}: {asked}")
    return found


def _fault(application: Callable[..., Any], environ: dict[str, Any]) -> str | None:
    said: list[Any] = []
    begun = time.perf_counter()
    answer = application(environ, lambda status, headers, *more: said.append((status, dict(headers))))
    body = b"".join(answer)
    getattr(answer, "close", lambda: None)()
    seconds, (status, headers) = time.perf_counter() - begun, said[-1]
    if status[0] not in "1234":
        return status
    if seconds > SLOW:
        return f"{seconds:.1f} s"
    is_html = headers.get("Content-Type", "").startswith("text/html") and "Content-Encoding" not in headers
    return "comes back as HTML" if is_html and MARK.encode() in body else None

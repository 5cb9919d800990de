"""What gunicorn says itself, of requests that are none: the site never hears of them (gunicorn.conf.py).

nginx answers most of them before, in much the same words (deploy/nginx/rules.conf).
"""

from typing import Any

from gunicorn.util import write_nonblock  # type: ignore[import-untyped]

WORDS = {
    400: (
        "That did not work",
        "Your browser sent something that cannot be read. Open the page again and try once more.",
    ),
    414: (
        "This address is too long",
        "It may have been copied with something else. Start at the <a href='/'>first page</a>.",
    ),
    431: (
        "Too many cookies",
        "Your browser sends more cookies than this site takes. Delete those of this site, then try again.",
    ),
    500: (
        "Something broke",
        "Something broke on our side. Your ticks are safe in your browser. Try again in a minute.",
    ),
}
PAGE = "<!doctype html><html lang='en-GB'><title>{title}</title><main><h1>{title}</h1><p>{sentence}</p></main></html>\n"
HEADERS = {
    "Connection": "close",
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}


def refuse(sock: Any, status: int, reason: str, message: str) -> None:
    """In the place of gunicorn's own words: nothing of what was sent comes back. What is no request breaks nothing."""
    status, reason = (400, "Bad Request") if status == 501 else (status, reason)
    title, sentence = WORDS.get(status, WORDS[400])
    page = PAGE.format(title=title, sentence=sentence).encode()
    headers = HEADERS | {"Content-Length": str(len(page))}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    write_nonblock(sock, f"HTTP/1.1 {status} {reason}\r\n{head}\r\n".encode() + page)

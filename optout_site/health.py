"""For whoever watches the site: /healthz (does this process answer?) and /readyz (has it anything to show?).

They are answered before anything else is looked at. A load balancer asks by address and over plain http, so any Host
will do and nobody is sent on to https; what they say depends on nothing that was sent. Nor do they ask the database,
which may take long to be found away: while it is, the editions in memory go on being read, and the site is ready.
"""

import math
import time
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from guides import library
from guides.models import Edition

LATE = 10.0  # seconds

_seen_at: float | None = None


def see_database() -> None:
    """Done before each look for new editions, once a second in every worker."""
    global _seen_at  # noqa: PLW0603
    try:
        Edition.objects.exists()
    except DatabaseError:
        _seen_at = -math.inf
        raise
    _seen_at = time.monotonic()


def middleware(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """The first of all."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        asked = ASKED.get(request.path_info) if request.method in ("GET", "HEAD") else None
        return asked() if asked else get_response(request)

    return answer


def healthz() -> HttpResponse:
    return _say(200, "alive")


def readyz() -> HttpResponse:
    try:
        editions = library.shelf()
    except library.NothingToReadError:
        return _say(503, "not ready: no edition is in memory, and the database cannot be reached")
    if not editions:
        return _say(503, "not ready: nothing is published yet")
    return _say(200, f"ready\neditions: {len(editions)}\ndatabase: {'away' if _is_away() else 'here'}")


ASKED = {"/healthz": healthz, "/readyz": readyz}


def _is_away() -> bool:
    """A look that fails says so at once; one that hangs is late."""
    return _seen_at is not None and time.monotonic() - _seen_at > max(LATE, 3 * settings.LIBRARY_SECONDS)


def _say(status: int, text: str) -> HttpResponse:
    response = HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8", status=status)
    response["Content-Length"] = str(len(response.content))
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response

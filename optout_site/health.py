"""For whoever watches the site: /healthz (does this process answer?) and /readyz (has it anything to show?).

They are answered before anything else is looked at. A load balancer asks by address and over plain http, so any Host
will do and nobody is sent on to https; what they say depends on nothing that was sent. Nor do they ask the database,
which may take long to be found away: while it is, the editions in memory go on being read, and the site is ready.

What fails again and again in the background is named with the time since when. Why is in the log: anybody can ask here.
"""

import math
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from guides import faults, library
from guides.models import Edition
from optout_site import sqlite_log

LATE = 10.0  # seconds
MOST_NAMED = 10  # guides with the number of their edition

_seen_at: float | None = None


def see_database() -> None:
    """The beginning of each look for new editions, once a second in every worker."""
    global _seen_at  # noqa: PLW0603
    try:
        Edition.objects.exists()
    except DatabaseError:
        _seen_at = -math.inf
        raise
    _seen_at = time.monotonic()


def empty_log() -> None:
    """Done in each look, if the database is SQLite's: its log gets no longer than it must (sqlite_log.py)."""
    if connection.vendor == "sqlite" and not connection.is_in_memory_db():  # type: ignore[attr-defined]
        sqlite_log.empty(Path(connection.settings_dict["NAME"]))


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
        shelf = library.shelf()
    except library.NothingToReadError:
        return _say(503, "not ready: no edition is in memory, and the database cannot be reached", *_faults())
    if not shelf:
        return _say(503, "not ready: nothing is published yet", *_faults())
    named = [f"{slug} {live.number}" for slug, live in islice(shelf.items(), MOST_NAMED)]
    editions = ", ".join([*named, f"{len(shelf) - MOST_NAMED} more"] if len(shelf) > MOST_NAMED else named)
    looked_at = library.looked_at()
    looked = faults.written(looked_at) if looked_at else "never"
    database = "away" if _is_away() else "here"
    return _say(200, "ready", f"editions: {editions}", f"looked: {looked}", f"database: {database}", *_faults())


def _faults() -> list[str]:
    return [f"fault: {what} since {faults.written(fault.since)}" for what, fault in faults.lasting().items()]


ASKED = {"/healthz": healthz, "/readyz": readyz}


def _is_away() -> bool:
    """A look that fails says so at once; one that hangs is late."""
    return _seen_at is not None and time.monotonic() - _seen_at > max(LATE, 3 * settings.LIBRARY_SECONDS)


def _say(status: int, *lines: str) -> HttpResponse:
    text = "".join(f"{line}\n" for line in lines)
    response = HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)
    response["Content-Length"] = str(len(response.content))
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response

"""Health checks: /healthz (does this process answer?) and /readyz (does it have editions to show?).

They are answered before all other middleware. Load balancers ask by IP address and over plain http, so any Host is
accepted and nothing redirects to https; the response depends on nothing that was sent. They do not query the database,
whose failure may take long to notice: meanwhile, the editions in memory are still served, and the site is ready.
Recurring background faults are listed with their start. Their reasons are only in the log, because anybody can ask
here.
"""

import math
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from guides.models import Edition
from guides.operations import sqlite_log
from guides.serving import current_editions, faults

LATE = 10.0  # seconds
MOST_NAMED = 10  # guides with the number of their edition

_seen_at: float | None = None


def see_database() -> None:
    """Record the start of each check for new editions, once a second in every worker."""
    global _seen_at  # noqa: PLW0603
    try:
        Edition.objects.exists()
    except DatabaseError:
        _seen_at = -math.inf
        raise
    _seen_at = time.monotonic()


def empty_log() -> None:
    """Checkpoint SQLite's log at each check (sqlite_log.py)."""
    if connection.vendor == "sqlite" and not connection.is_in_memory_db():  # type: ignore[attr-defined]
        sqlite_log.empty(Path(connection.settings_dict["NAME"]))


def middleware(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """The outermost middleware."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        probe = PROBES.get(request.path_info) if request.method in ("GET", "HEAD") else None
        return probe() if probe else get_response(request)

    return answer


def healthz() -> HttpResponse:
    return _say(200, "alive")


def readyz() -> HttpResponse:
    try:
        editions = current_editions.by_slug()
    except current_editions.NothingToReadError:
        return _say(503, "not ready: no edition is in memory, and the database cannot be reached", *_faults())
    if not editions:
        return _say(503, "not ready: nothing is published yet", *_faults())
    named = [f"{slug} {live.number}" for slug, live in islice(editions.items(), MOST_NAMED)]
    more = [f"{len(editions) - MOST_NAMED} more"] if len(editions) > MOST_NAMED else []
    looked_at = current_editions.looked_at()
    looked = faults.written(looked_at) if looked_at else "never"
    # A look that fails says so at once; one that hangs is late.
    is_away = _seen_at is not None and time.monotonic() - _seen_at > max(LATE, 3 * settings.LIBRARY_SECONDS)
    database = "away" if is_away else "here"
    return _say(
        200, "ready", f"editions: {', '.join(named + more)}", f"looked: {looked}", f"database: {database}", *_faults()
    )


def _faults() -> list[str]:
    return [f"fault: {what} since {faults.written(fault.since)}" for what, fault in faults.lasting().items()]


PROBES = {"/healthz": healthz, "/readyz": readyz}


def _say(status: int, *lines: str) -> HttpResponse:
    text = "".join(f"{line}\n" for line in lines)
    response = HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)
    response["Content-Length"] = str(len(response.content))
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response

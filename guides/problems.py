"""What visitors read when something cannot be done: the right status, a sentence, and where to go on."""

import datetime
import logging
import sys
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, UnreadablePostError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from guides import clock, library, preview, typed
from guides.documents import DEVICES, DocumentError, Guide, Region
from optout_site.second_factor import may_enter

log = logging.getLogger(__name__)

READABLE = {"ensure_ascii": False}
MOST_OFFERED = 3


class NotHereError(Http404):
    """There is no such guide, region, step or device; the page offers those there are."""

    def __init__(self, sentence: str, guide: Guide | None = None, region: Region | None = None) -> None:
        self.guide = guide
        self.region = region
        super().__init__(sentence)


def answer(request: HttpRequest, status: int, title: str, sentence: str, **offers: Any) -> HttpResponse:
    """A page that says what happened and what to do, or as data the sentence alone; the same whatever went wrong."""
    if is_for_data(request):
        response: HttpResponse = JsonResponse({"error": sentence}, status=status, json_dumps_params=READABLE)
        response["Access-Control-Allow-Origin"] = "*"
    else:
        response = render(request, "problem.html", {"title": title, "sentence": sentence, **offers}, status=status)
    response["Cache-Control"] = "no-store"
    return response


def is_for_data(request: HttpRequest) -> bool:
    """Whether a program is asking (guides/api_urls.py)."""
    return request.path.startswith("/api/")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """On to where the address was meant to lead, if something only hangs on it; else what there is."""
    if meant := _meant(request):
        leading_on = redirect(meant)
        leading_on["Cache-Control"] = "no-store"
        return leading_on
    if not isinstance(exception, NotHereError):
        sentence = _("There is no page at this address. It may have been copied in part.")
        return answer(request, 404, _("Not found"), sentence, guides=_guides(), **_preview(request))
    guide = exception.guide
    offers = _preview(request, guide, preview.carried(request)) | {"region": exception.region, "devices": DEVICES}
    guides = {guide.slug: library.Live(guide, number=0)} if guide else _guides()
    return answer(request, 404, _("Not found"), str(exception), guides=guides, **offers)


def _meant(request: HttpRequest) -> str | None:
    if request.method not in ("GET", "HEAD") or is_for_data(request):
        return None
    try:
        return typed.mended(request)
    except library.NothingToReadError:
        return None


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    own_words = str(exception) if isinstance(exception, BadRequest) else ""
    sentence = own_words or _("Something in the request made no sense. Open the page again and try once more.")
    return answer(request, 400, _("That did not work"), sentence, guides=_guides(), **_preview(request))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Whoever may not see a preview is led to the login, or with a key that does not open it, back to the site."""
    if preview.is_preview(request) and not may_enter(request) and not request.GET.get("key"):
        return redirect_to_login(request.get_full_path(), "admin:login")
    request.current_app = "guides"  # so that no link leads on in the preview
    sentence = str(exception) or _("You may not do that here.")
    return answer(request, 403, _("Not allowed"), sentence, guides=_guides())


def _preview(request: HttpRequest, guide: Guide | None = None, carried: dict[str, str] | None = None) -> dict[str, Any]:
    """In a preview one stays in it, with all that it shows unless that is what went wrong."""
    said: dict[str, Any] = {"guide": guide}
    if preview.is_preview(request):
        query = f"?{urlencode(carried)}" if carried else ""
        said |= {"is_preview": True, "carried": carried or {}, "query": query, "day": _day(request)}
        said |= {"staff": may_enter(request), "devices": DEVICES}
    return said


def _day(request: HttpRequest) -> datetime.date:
    """The day on which a preview stands; today where what was asked for is none."""
    try:
        return preview.day(request) or clock.today()
    except BadRequest:
        return clock.today()


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """At the desk: the page was open for too long, or in another window somebody signed in or out."""
    sentence = _(
        "This page was open for too long, or you signed in elsewhere meanwhile. Go back, reload and try again."
    )
    return answer(request, 403, _("Not allowed"), sentence, guides={})


def server_error(request: HttpRequest) -> HttpResponse:
    """What broke, broke on our side. Mostly it is the database: who edits must know that this was not saved."""
    if isinstance(sys.exception(), (OperationalError, InterfaceError)):
        sentence = _("The database cannot be reached, so what you just did may not be saved. Try again in a minute.")
        return _later(answer(request, 503, _("Back in a minute"), sentence, guides={}))
    sentence = _("Something broke on our side. Your ticks are safe in your browser. Try again in a minute.")
    return answer(request, 500, _("Something broke"), sentence, guides={})


def log_the_database() -> None:
    """Why a page that goes on without the database could not use it: whoever runs the site must know."""
    log.error("The database cannot be used: %s", sys.exception())


def wrong_method(request: HttpRequest, allowed: str) -> HttpResponse:
    sentence = _("This address does not take “%(method)s”. Go to the page and use its buttons.")
    if is_for_data(request):
        sentence = _("This address does not take “%(method)s”. Data is only read here, with GET.")
    response = answer(request, 405, _("That did not work"), sentence % {"method": request.method}, guides=_guides())
    response["Allow"] = allowed
    return response


def nothing_to_read(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Any:
    """Middleware: while there is no guide to read, every page says so with 503 instead of breaking.

    Who hangs up in the middle of a post broke nothing of ours.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, UnreadablePostError):
            return bad_request(request, exception)
        if isinstance(exception, DocumentError):
            return _unreadable(request, exception)
        return _unavailable(request) if isinstance(exception, library.NothingToReadError) else None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def _unavailable(request: HttpRequest) -> HttpResponse:
    sentence = _("The guide cannot be read at the moment. Your ticks are safe in your browser. Try again in a minute.")
    return _later(answer(request, 503, _("Back in a minute"), sentence, guides={}))


def _unreadable(request: HttpRequest, error: DocumentError) -> HttpResponse:
    """An old edition or proposal that was kept, and that the rules of today refuse."""
    log.warning("what was kept cannot be read at %s: %s", request.path, error)
    sentence = _("What was kept here is in a form that can no longer be read. Nothing else is affected.")
    return answer(request, 410, _("That can no longer be read"), sentence, guides=_guides())


def _later(response: HttpResponse) -> HttpResponse:
    response["Retry-After"] = "30"
    return response


def _guides() -> Mapping[str, library.Live]:
    """Those that are offered with all their regions; of many, the front page tells."""
    try:
        shelf = library.shelf()
    except library.NothingToReadError:
        return {}
    return shelf if len(shelf) <= MOST_OFFERED else {}

"""Error responses: the right status, a sentence, and links onward."""

import logging
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from math import ceil
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, UnreadablePostError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from guides.document.field_types import USUAL_DEVICES
from guides.document.types import DocumentError, Guide, Region
from guides.rules import clock
from guides.rules.rate_limit import TooManyError
from guides.serving import current_editions, short_links
from guides.staff.second_factor import may_enter
from guides.staff.sending_again import can_be_sent_again, send_again
from guides.views import languages, preview, typed_addresses

log = logging.getLogger(__name__)

READABLE = {"ensure_ascii": False}
MOST_OFFERED = 3


class NotHereError(Http404):
    """There is no such guide, region, step or device; the page offers those there are."""

    def __init__(self, message: str, guide: Guide | None = None, region: Region | None = None) -> None:
        self.guide = guide
        self.region = region
        super().__init__(message)


class DatabaseAwayError(Exception):
    """The request needs the database, which is unavailable."""

    status = 503
    seconds = 30

    def __init__(self, message: str, *, offers_guides: bool = False) -> None:
        self.offers_guides = offers_guides
        super().__init__(message)


@contextmanager
def needing_the_database(message: Any, *, offers_guides: bool = False) -> Iterator[None]:
    """A context manager or decorator around code that needs the database; the message says what cannot be done without
    it.
    """
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        log.error("The database cannot be used: %s", error)
        raise DatabaseAwayError(str(message), offers_guides=offers_guides) from error


def answer(request: HttpRequest, status: int, title: str, message: str, **offers: Any) -> HttpResponse:
    """A page that says what happened and what to do; for the API, the sentence alone as JSON."""
    if is_for_data(request):
        response: HttpResponse = JsonResponse({"error": message}, status=status, json_dumps_params=READABLE)
        response["Access-Control-Allow-Origin"] = "*"
    else:
        response = render(request, "problem.html", {"title": title, "sentence": message, **offers}, status=status)
    response["Cache-Control"] = "no-store"
    return response


def is_for_data(request: HttpRequest) -> bool:
    """Whether this is a request to the API (guides/api_urls.py)."""
    return request.path.startswith("/api/")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Redirect to the intended page if the URL is only mistyped; otherwise list what there is."""
    meant = None
    if request.method in ("GET", "HEAD") and not is_for_data(request):
        with suppress(current_editions.NothingToReadError):
            meant = typed_addresses.corrected(request)
    if meant:
        leading_on = redirect(meant)
        leading_on["Cache-Control"] = "no-store"
        return leading_on
    if not isinstance(exception, NotHereError):
        message = _("There is no page at this address. Part of it may be missing.")
        return answer(request, 404, _("Not found"), message, guides=_guides(), **_preview(request))
    guide = exception.guide
    offers = _preview(request, guide, preview.carried(request)) | {"region": exception.region}
    guides = {guide.slug: current_editions.Live(guide, number=0)} if guide else _guides()
    return answer(request, 404, _("Not found"), str(exception), guides=guides, **offers)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    own_words = str(exception) if isinstance(exception, BadRequest) else ""
    message = own_words or _("Something in the request made no sense. Open the page again and try once more.")
    return answer(request, 400, _("That did not work"), message, guides=_guides(), **_preview(request))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Redirect to the login without permission to see a preview; with an invalid key, redirect to the site."""
    if preview.is_preview(request) and not may_enter(request) and not request.GET.get("key"):
        return redirect_to_login(request.get_full_path(), "admin:login")
    request.current_app = "guides"  # so that no link leads on in the preview
    message = str(exception) or _("You may not do that here.")
    return answer(request, 403, _("Not allowed"), message, guides=_guides())


def _preview(request: HttpRequest, guide: Guide | None = None, carried: dict[str, str] | None = None) -> dict[str, Any]:
    """Context that keeps links within a preview, with its parameters unless they caused the error."""
    context: dict[str, Any] = {"guide": guide, "devices": guide.devices if guide else USUAL_DEVICES}
    if preview.is_preview(request):
        query = f"?{urlencode(carried)}" if carried else ""
        try:
            day = preview.day(request) or clock.today()
        except BadRequest:  # what was asked for is none
            day = clock.today()
        context |= {"is_preview": True, "carried": carried or {}, "query": query, "day": day}
        context |= {"staff": may_enter(request)}
    return context


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A CSRF failure at the desk: the page was open for too long, or somebody signed in or out elsewhere."""
    if can_be_sent_again(request):
        return send_again(request)
    message = _(
        "This page was open for too long, or you signed in elsewhere in the meantime. Go back, reload and try again."
    )
    return answer(request, 403, _("Not allowed"), message, guides={})


def server_error(request: HttpRequest) -> HttpResponse:
    """A server error. It is usually the database, so editors must know that nothing was saved."""
    if isinstance(sys.exception(), (OperationalError, InterfaceError)):
        message = _(
            "The database cannot be reached, so what you just did may not have been saved. Try again in a minute."
        )
        return retry_after(answer(request, 503, _("Back in a minute"), message, guides={}), 30)
    message = _("Something broke on our side. Your ticks are safe in your browser. Try again in a minute.")
    return answer(request, 500, _("Something broke"), message, guides={})


def try_later(request: HttpRequest, exception: TooManyError | DatabaseAwayError) -> HttpResponse:
    """Over a limit, or the database is unavailable: what cannot be done now, and when to retry."""
    offers = {"guides": _guides()} if isinstance(exception, TooManyError) or exception.offers_guides else {}
    response = answer(request, exception.status, _("Back in a minute"), str(exception), **offers)
    return retry_after(response, exception.seconds)


def retry_after(response: HttpResponse, seconds: float) -> HttpResponse:
    response["Retry-After"] = str(ceil(seconds))
    return response


def wrong_method(request: HttpRequest, allowed: str) -> HttpResponse:
    message = _("This address does not take “%(method)s”. Go to the page and use its buttons.")
    if is_for_data(request):
        message = _("This address does not take “%(method)s”. Data can only be read here, with GET.")
    response = answer(request, 405, _("That did not work"), message % {"method": request.method}, guides=_guides())
    response["Allow"] = allowed
    return response


class AnswerErrors:
    """Middleware: what any view may raise because it cannot be done now is answered here, and nothing breaks.

    Who hangs up in the middle of a post broke nothing of ours.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        match exception:
            case UnreadablePostError():
                return bad_request(request, exception)
            case DocumentError():  # an old edition or proposal that was kept, and that the rules of today refuse
                log.warning("what was kept cannot be read at %s: %s", request.path, exception)
                message = _("What was kept here is in a form that can no longer be read. Nothing else is affected.")
                return answer(request, 410, _("That can no longer be read"), message, guides=_guides())
            case current_editions.NothingToReadError():  # this worker has not seen the database since it started
                message = _(
                    "The guide cannot be read at the moment. Your ticks are safe in your browser. "
                    "Try again in a minute."
                )
                return retry_after(answer(request, 503, _("Back in a minute"), message, guides={}), 30)
            case TooManyError() | DatabaseAwayError():
                return try_later(request, exception)
        return None


def _guides() -> Mapping[str, current_editions.Live]:
    """The guides to list with all their regions; if there are many, only the front page lists them."""
    try:
        editions = languages.listed()
        slugs = short_links.in_order(editions) if len(editions) <= MOST_OFFERED else ()
    except current_editions.NothingToReadError:
        return {}
    return {slug: editions[slug] for slug in slugs}

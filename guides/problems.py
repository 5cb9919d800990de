"""What visitors read when something cannot be done: the right status, a sentence, and where to go on."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from guides import library
from guides.documents import DEVICES, Guide, Region
from guides.preview import is_preview
from optout_site.second_factor import may_enter

READABLE = {"ensure_ascii": False}


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
    if isinstance(exception, NotHereError):
        sentence = str(exception)
        offers = {"guide": exception.guide, "region": exception.region, "devices": DEVICES}
    else:
        sentence = _("There is no page at this address. It may have been copied in part.")
        offers = {}
    return answer(request, 404, _("Not found"), sentence, guides=_guides(), **offers)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    own_words = str(exception) if isinstance(exception, BadRequest) else ""
    sentence = own_words or _("Something in the request made no sense. Open the page again and try once more.")
    return answer(request, 400, _("That did not work"), sentence, guides=_guides())


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    if is_preview(request) and not may_enter(request) and not request.GET.get("key"):
        return redirect_to_login(request.get_full_path(), "admin:login")
    sentence = str(exception) or _("You may not do that here.")
    return answer(request, 403, _("Not allowed"), sentence, guides=_guides())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """At the desk: the page was open for too long, or in another window somebody signed in or out."""
    sentence = _(
        "This page was open for too long, or you signed in elsewhere meanwhile. Go back, reload and try again."
    )
    return answer(request, 403, _("Not allowed"), sentence, guides={})


def server_error(request: HttpRequest) -> HttpResponse:
    sentence = _("Something broke on our side. Your ticks are safe in your browser. Try again in a minute.")
    return answer(request, 500, _("Something broke"), sentence, guides={})


def wrong_method(request: HttpRequest, allowed: str) -> HttpResponse:
    sentence = _("This address does not take “%(method)s”. Go to the page and use its buttons.")
    if is_for_data(request):
        sentence = _("This address does not take “%(method)s”. Data is only read here, with GET.")
    response = answer(request, 405, _("That did not work"), sentence % {"method": request.method}, guides=_guides())
    response["Allow"] = allowed
    return response


def nothing_to_read(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Any:
    """Middleware: while there is no guide to read, every page says so with 503 instead of breaking."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return _unavailable(request) if isinstance(exception, library.NothingToReadError) else None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def _unavailable(request: HttpRequest) -> HttpResponse:
    sentence = _("The guide cannot be read at the moment. Your ticks are safe in your browser. Try again in a minute.")
    response = answer(request, 503, _("Back in a minute"), sentence, guides={})
    response["Retry-After"] = "30"
    return response


def _guides() -> Mapping[str, library.Live]:
    try:
        return library.shelf()
    except library.NothingToReadError:
        return {}

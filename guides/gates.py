"""What a view lets in: which methods, and posts only from our own pages.

A visitor's post is believed when the browser itself says that it comes from this site. That needs no
cookie, so visitors get none; the desk keeps Django's own tokens.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from guides.problems import wrong_method

View = Callable[..., HttpResponseBase]


def reading(view: View) -> View:
    """Only GET and HEAD; anything else gets 405 and a sentence."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return wrong_method(request, "GET, HEAD")
        return view(request, *args, **kwargs)

    return csrf_exempt(guarded)  # nothing is written here, so a stray post gets its 405 and no talk of tokens


def posting_from_here(view: View) -> View:
    """Posts from our own pages, and GET for somebody who reloads; a post from elsewhere gets 403 and a sentence."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD", "POST"):
            return wrong_method(request, "GET, HEAD, POST")
        if request.method == "POST" and not is_from_here(request):
            raise PermissionDenied(_("This came from another site. Open the page here and try again."))
        return view(request, *args, **kwargs)

    return guarded


def framable(view: View) -> View:
    """May stand in a frame of the sites that FRAME_ANCESTORS names; with none named, of nobody."""

    @wraps(view)
    def framed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if settings.FRAME_ANCESTORS:
            response._csp_replace = {"frame-ancestors": settings.FRAME_ANCESTORS}  # type: ignore[attr-defined]
            response.xframe_options_exempt = True  # type: ignore[attr-defined]
        return response

    return framed


def readable_elsewhere(view: View) -> View:
    """Whatever is answered may be read by the scripts of any other site, what goes wrong too."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return opened


def is_from_here(request: HttpRequest) -> bool:
    """What the browser says about where the post comes from; one that says nothing is not believed."""
    fetched_from = request.META.get("HTTP_SEC_FETCH_SITE")
    if fetched_from is not None:
        return bool(fetched_from == "same-origin")
    own = {settings.SITE_URL, f"{request.scheme}://{request.get_host()}"}
    return request.META.get("HTTP_ORIGIN") in own

"""Decorators that check requests (methods, same-origin posts) and pass views a visit.

A visitor's post is accepted if the browser itself says that it comes from this site. That needs no cookie, so visitors
get none; the desk keeps Django's tokens. Their order, from the outside in: response headers, method, visit, exclusions.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from guides.rules.rate_limit import TooManyError
from guides.views import errors, responses
from guides.views.errors import DatabaseAwayError, NotHereError
from guides.views.visit import GuideVisit, HttpRequest, RegionVisit

View = Callable[..., HttpResponseBase]


# --- which requests --------------------------------------------------------------------------


def require_safe(view: View) -> View:
    """Only GET and HEAD; anything else gets 405 and a sentence."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return errors.wrong_method(request, "GET, HEAD")
        return view(request, *args, **kwargs)

    return csrf_exempt(guarded)  # nothing is written here, so a stray post gets its 405 and no talk of tokens


def require_same_origin(view: View) -> View:
    """Posts from our own pages, and GET for somebody who reloads; a post from elsewhere gets 403 and a sentence."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD", "POST"):
            return errors.wrong_method(request, "GET, HEAD, POST")
        if request.method == "POST" and not is_from_here(request):
            raise PermissionDenied(_("This came from another site. Open the page here and try again."))
        return view(request, *args, **kwargs)

    return guarded


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that the post comes from this site; if it says nothing, it does not."""
    fetched_from = request.META.get("HTTP_SEC_FETCH_SITE")
    if fetched_from is not None:
        return bool(fetched_from == "same-origin")
    own = {settings.SITE_URL, f"{request.scheme}://{request.get_host()}"}
    return request.META.get("HTTP_ORIGIN") in own


# --- what answers carry ----------------------------------------------------------------------


def allow_framing(view: View) -> View:
    """Allow framing by the sites in FRAME_ANCESTORS; if there are none, by nobody."""

    @wraps(view)
    def framed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if settings.FRAME_ANCESTORS:
            response._csp_replace = {"frame-ancestors": settings.FRAME_ANCESTORS}  # type: ignore[attr-defined]
            response.xframe_options_exempt = True  # type: ignore[attr-defined]
        return response

    return framed


def allow_cross_origin(view: View) -> View:
    """Allow scripts on any site to read the response, including errors that say when to retry."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except (TooManyError, DatabaseAwayError) as exception:
            response = errors.try_later(request, exception)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return opened


# --- the visit -------------------------------------------------------------------------------


def of_guide(view: View) -> View:
    """A page of a guide: its view takes the visit in place of the request and the guide's name."""

    @wraps(view)
    def visited(request: HttpRequest, guide_slug: str, **names: Any) -> HttpResponseBase:
        return view(GuideVisit.to(request, guide_slug), **names)

    return visited


def of_region_on_any_device(view: View) -> View:
    """A page of a region: its view takes the visit in place of the request and both names."""

    @wraps(view)
    def visited(request: HttpRequest, guide_slug: str, region_slug: str, **names: Any) -> HttpResponseBase:
        return view(GuideVisit.to(request, guide_slug).in_region(region_slug), **names)

    return visited


def of_region(view: View) -> View:
    """The same; an unknown device is a 404."""

    @wraps(view)
    def checked(visit: RegionVisit, **names: Any) -> HttpResponseBase:
        device = visit.request.GET.get("device")
        if device and visit.device is None:
            message = _("There are no steps for a device called “%(name)s”.") % {"name": device}
            raise NotHereError(message, visit.guide, visit.region)
        return view(visit, **names)

    return of_region_on_any_device(checked)


def of_step(view: View) -> View:
    """A page of a step, below `of_region`: its view takes the step in place of its name."""

    @wraps(view)
    def visited(visit: RegionVisit, step_slug: str) -> HttpResponseBase:
        return view(visit, visit.step(step_slug))

    return visited


def refuse_preview(message: Any) -> Callable[[View], View]:
    """A page that exists on the site only, not in previews."""

    def decorate(view: View) -> View:
        @wraps(view)
        def refused(visit: GuideVisit, *args: Any, **names: Any) -> HttpResponseBase:
            if visit.is_preview:
                raise NotHereError(str(message), visit.guide, visit.region)
            return view(visit, *args, **names)

        return refused

    return decorate


def same_page(visit: RegionVisit) -> str:
    match = visit.request.resolver_match
    _guide, _region, *names = match.kwargs.values()
    return visit.address(str(match.url_name), *names)


def redirect_alias(*, to: Callable[[RegionVisit], str] = same_page, is_cached: bool = False) -> Callable[[View], View]:
    """Redirect an alias of a region to its own name; posts are accepted under either.

    Cached where many people come by an alias, because it is on paper or in messages.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def redirected(visit: RegionVisit, *args: Any, **names: Any) -> HttpResponseBase:
            is_alias = visit.request.resolver_match.kwargs["region_slug"] != visit.region.slug
            if not is_alias or visit.request.method == "POST":
                return view(visit, *args, **names)
            return responses.lead_on(visit, to(visit)) if is_cached else redirect(to(visit))

        return redirected

    return decorate

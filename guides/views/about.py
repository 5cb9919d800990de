"""Pages about the site: privacy and accessibility. The same for everybody; no query."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from guides.serving import pages
from guides.views import responses
from guides.views.decorators import require_safe


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy page: what is kept, for how long, and how to see for yourself."""
    return _page(request, "privacy.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility page: what to expect, what was tested and what was not."""
    return _page(request, "accessibility.html")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The page shown offline if the requested page is not stored; the service worker fetches it at the first tick."""
    return _page(request, "offline.html")


def _page(request: HttpRequest, template: str) -> HttpResponse:
    context = {"operator": settings.OPERATOR, "contact": settings.CONTACT, "site_url": settings.SITE_URL}

    def make() -> pages.Page:
        return pages.Page(render_to_string(template, context, request).encode())

    return pages.answer(request, responses.of_all(template, make))

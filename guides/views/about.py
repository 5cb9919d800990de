"""What the site says of itself: what it keeps, and for whom it works. The same for everybody, and no query."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from guides import pages
from guides.gates import reading
from guides.views import answers


@reading
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, for how long, and how to see for yourself."""
    return _page(request, "privacy.html")


@reading
def accessibility(request: HttpRequest) -> HttpResponse:
    """For whom it works, what was tried and what was not."""
    return _page(request, "accessibility.html")


@reading
def offline(request: HttpRequest) -> HttpResponse:
    """What is read without a line where a page was not opened before; asked for by the worker, at the first tick."""
    return _page(request, "offline.html")


def _page(request: HttpRequest, template: str) -> HttpResponse:
    said = {"operator": settings.OPERATOR, "contact": settings.SECURITY_CONTACT, "site_url": settings.SITE_URL}

    def make() -> pages.Page:
        return pages.Page(render_to_string(template, said, request).encode())

    return pages.answer(request, answers.of_all(template, make))

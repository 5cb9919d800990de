"""What machines ask a site for: what they may read, where the pages are, and whom to tell of a weakness. No queries."""

import datetime
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from guides import library, pages
from guides.gates import reading
from guides.library import Live
from guides.problems import NotHereError
from guides.views import answers
from optout_site.storage import shorter

OF_THE_SITE = ("privacy", "accessibility", "api")
OF_A_GUIDE = ("guide", "sources", "changes", "timeline", "claims")
OF_A_REGION = ("checklist", "more", "share", "handout", "poster", "teams")
NOT_FOR_ROBOTS = ("/admin/", "/preview/", "/*/carry/", "/*/teams/*/", "/*/report/")


@reading
def robots(request: HttpRequest) -> HttpResponse:
    """Everything may be read, but for the desk, drafts, and addresses that were given to somebody."""
    refused = "".join(f"Disallow: {path}\n" for path in NOT_FOR_ROBOTS)
    text = f"User-agent: *\n{refused}\nSitemap: {settings.SITE_URL}{reverse('sitemap')}\n"
    return _answer(request, pages.Page(text.encode()), "text/plain")


@reading
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page for everybody, with the day of the edition that it shows."""
    return _answer(request, answers.of_all("sitemap", lambda: pages.Page(_sitemap())), "application/xml")


@reading
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness, and until when this holds (RFC 9116)."""
    if not settings.SECURITY_CONTACT:
        raise NotHereError(_("Whoever runs this site has named no contact for weaknesses yet."))
    lines = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": f"{settings.SECURITY_EXPIRES}T00:00:00Z",
        "Preferred-Languages": "en",
        "Canonical": f"{settings.SITE_URL}{request.path}",
    }
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return _answer(request, pages.Page(text.encode()), "text/plain")


@reading
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. It stands at the root, as it may see to no more than what lies beneath it."""
    return _answer(request, answers.of_all("worker", lambda: pages.Page(_worker())), "text/javascript")


def _worker() -> bytes:
    return shorter(render_to_string("offline.js"), ".js").encode()


def _sitemap() -> bytes:
    root = Element("urlset", xmlns="http://www.sitemaps.org/schemas/sitemap/0.9")
    for path, changed_on in _places():
        entry = SubElement(root, "url")
        SubElement(entry, "loc").text = f"{settings.SITE_URL}{path}"
        if changed_on:
            SubElement(entry, "lastmod").text = changed_on.isoformat()
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _places() -> Iterator[tuple[str, datetime.date | None]]:
    """With one guide, the front page is that guide’s own."""
    shelf = library.shelf()
    yield from [(reverse("guides:home"), None)] if len(shelf) != 1 else []
    for live in shelf.values():
        for path in _paths(live):
            yield path, live.published_at.date() if live.published_at else None
    for name in OF_THE_SITE:
        yield reverse(name), None


def _paths(live: Live) -> Iterator[str]:
    guide = live.guide
    yield from (reverse(f"guides:{name}", args=[guide.slug]) for name in OF_A_GUIDE)
    for region in guide.regions:
        yield from (reverse(f"guides:{name}", args=[guide.slug, region.slug]) for name in OF_A_REGION)


def _answer(request: HttpRequest, page: pages.Page, kind: str) -> HttpResponse:
    response = pages.answer(request, page)
    if response.status_code == 200:
        response["Content-Type"] = f"{kind}; charset=utf-8"
    return response

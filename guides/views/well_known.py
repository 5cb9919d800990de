"""Well-known files: robots.txt, the sitemap, security.txt and the service worker. No queries."""

import json
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from guides.checklist import objection
from guides.serving import current_editions, own_copy, pages
from guides.serving.current_editions import Live
from guides.serving.minify import minified
from guides.views import languages, responses
from guides.views.decorators import require_safe
from guides.views.errors import NotHereError

OF_THE_SITE = ("privacy", "accessibility", "api")
OF_A_GUIDE = ("guide", "sources", "changes", "timeline", "rumours")
OF_A_REGION = ("checklist", "more", "share", "work", "handout", "poster", "teams")
PAPER = "#faf6ee"
ICONS = [
    {"src": "/icon-192.png", "sizes": "192x192", "type": "image/png"},
    {"src": "/icon-512.png", "sizes": "512x512", "type": "image/png", "purpose": "any maskable"},
]
FOR_GOOD = "public, max-age=31536000, immutable"
XHTML = "http://www.w3.org/1999/xhtml"
NOT_FOR_ROBOTS = ("/admin/", "/preview/", "/*/carry/", "/*/teams/*/", "/*/report/")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Allow everything except the desk, drafts, and URLs meant for certain people."""
    refused = "".join(f"Disallow: {path}\n" for path in NOT_FOR_ROBOTS)
    text = f"User-agent: *\n{refused}\nSitemap: {settings.SITE_URL}{reverse('sitemap')}\n"
    return _answer(request, pages.Page(text.encode()), "text/plain")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page for everybody, with the day of the edition that it shows and its address in each language."""

    def make() -> pages.Page:
        root = Element("urlset", {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9", "xmlns:xhtml": XHTML})
        for live, page, names in _places():
            ways = languages.ways_to(page, names, live)
            in_each = [(language.tag, path) for language, path in ways]
            in_each = [*in_each, ("x-default", ways[0][1])] if len(ways) > 1 else []
            for _language, path in ways:
                entry = SubElement(root, "url")
                SubElement(entry, "loc").text = f"{settings.SITE_URL}{path}"
                if live and live.published_at:
                    SubElement(entry, "lastmod").text = live.published_at.date().isoformat()
                for tag, other_path in in_each:
                    where = {"hreflang": tag, "href": f"{settings.SITE_URL}{other_path}"}
                    SubElement(entry, "xhtml:link", {"rel": "alternate", **where})
        return pages.Page(bytes(tostring(root, encoding="utf-8", xml_declaration=True)))

    return _answer(request, responses.of_all("sitemap", make), "application/xml")


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """The security contact, and until when it is valid (RFC 9116)."""
    if not settings.SECURITY_CONTACT:
        raise NotHereError(_("The operator of this site has not named a security contact yet."))
    lines = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": f"{settings.SECURITY_EXPIRES}T00:00:00Z",
        "Preferred-Languages": "en",
        "Canonical": f"{settings.SITE_URL}{request.path}",
    }
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return _answer(request, pages.Page(text.encode()), "text/plain")


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. It is at the root, because it can control only paths below it."""
    page = responses.of_all("worker", lambda: pages.Page(minified(render_to_string("offline.js"), ".js").encode()))
    return _answer(request, page, "text/javascript")


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone reads when somebody keeps the site on the home screen: its name and its icons."""
    own = own_copy.logo()
    named = {"name": settings.SITE_NAME, "short_name": settings.SITE_NAME, "lang": "en", "id": "/", "start_url": "/"}
    icons = [{"src": own.address, "sizes": own.sizes, "type": own.kind}] if own else ICONS
    looks = {"display": "browser", "background_color": PAPER, "theme_color": PAPER, "icons": icons}
    page = pages.Page(json.dumps(named | looks, ensure_ascii=False).encode())
    return _answer(request, page, "application/manifest+json")


@require_safe
def own_file(request: HttpRequest, digest: str, form: str) -> HttpResponse:
    """The logo and the style sheet of an organisation's own copy. Kept for good: the address names the content."""
    file = own_copy.file(digest, form)
    if file is None:
        raise NotHereError(_("There is no such file."))
    response = pages.answer(request, file.page)
    response["Cache-Control"] = FOR_GOOD
    response["Content-Type"] = file.kind
    return response


@require_safe
def own_icon(request: HttpRequest) -> HttpResponse:
    """What browsers ask for at the root: the logo of an organisation's own copy (the shipped ones are files)."""
    own = own_copy.logo()
    if own is None:
        raise NotHereError(_("There is no such file."))
    return redirect(own.address)


def _places() -> Iterator[tuple[Live | None, str, list[str]]]:
    """Every page, by the guide that it is about, its view and the names in its address.

    With one guide, the front page is that guide’s own.
    """
    editions = current_editions.listed()
    yield from [(None, "guides:home", [])] if len(editions) != 1 else []
    for live in editions.values():
        slug = live.guide.slug
        yield from ((live, f"guides:{page}", [slug]) for page in OF_A_GUIDE)
        for region in live.guide.regions:
            yield from ((live, f"guides:{page}", [slug, region.slug]) for page in OF_A_REGION)
            if objection.recourse_for(live.guide, region.slug):
                yield live, "guides:objection", [slug, region.slug]
    yield from ((None, page, []) for page in OF_THE_SITE)


def _answer(request: HttpRequest, page: pages.Page, kind: str) -> HttpResponse:
    response = pages.answer(request, page)
    if response.status_code == 200:
        response["Content-Type"] = f"{kind}; charset=utf-8"
    return response

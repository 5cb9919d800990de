"""The pictures that chats show beside a link. Each is drawn when it is asked for, from the edition in force; no query.

The address names what is drawn, so it changes with an edition, and a chat that keeps pictures fetches the new one.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.utils.translation import gettext as _

from guides.document.types import Guide, Region
from guides.rules import rate_limit
from guides.rules.rate_limit import TooManyError
from guides.serving import own_copy, pages
from guides.sharing import card
from guides.sharing.card import Card
from guides.views import responses
from guides.views.decorators import of_guide, of_region, require_safe
from guides.views.visit import GuideVisit, RegionVisit

FOR_GOOD = "public, max-age=31536000, immutable"

# In each worker: a picture takes a tenth of a second, and stays in memory once it is drawn.
drawing = rate_limit.TokenBucket(burst=40, a_second=4)


def address(guide: Guide | None, region: Region | None = None) -> str:
    """The address of the picture of a region, of a guide, or of the site, in the language of this request."""
    names = [part.slug for part in (guide, region) if part]
    page = ("site_card", "card", "region_card")[len(names)]
    return settings.SITE_URL + reverse(
        f"guides:{page}", args=[*names, _card(guide, region).digest], current_app="guides"
    )


@require_safe
def site(request: HttpRequest, digest: str) -> HttpResponse:
    """The picture of the site itself."""
    shown = _card(None, None)
    return _answer(request, digest, shown, responses.of_all(f"card {shown.digest}", lambda: _drawn(shown)))


@require_safe
@of_guide
def guide(visit: GuideVisit, digest: str) -> HttpResponse:
    """The picture of a guide."""
    return _of_guide(visit, digest, None)


@require_safe
@of_region
def region(visit: RegionVisit, digest: str) -> HttpResponse:
    """The picture of a region of a guide."""
    return _of_guide(visit, digest, visit.region)


def _card(guide: Guide | None, region: Region | None) -> Card:
    """What is drawn. A logo of an organisation's own takes the place of the switch, if it can be drawn (a PNG)."""
    title = guide.title if guide else own_copy.line()[0] or _("Say no, and check that it lasts")
    below = region.name if region else _("Where do you live?") if guide else ""
    own: Any = settings.SITE_LOGO
    logo = None if own is None else own.body if own.kind == "png" else b""
    accent = settings.SITE_ACCENT.light if settings.SITE_ACCENT else card.ACCENT
    return Card(str(title), str(below), settings.SITE_NAME, accent, logo)


def _of_guide(visit: GuideVisit, digest: str, region: Region | None) -> HttpResponse:
    shown = _card(visit.guide, region)
    page = visit.live.get_or_set(("card", shown.digest), lambda: _drawn(shown))
    response = _answer(visit.request, digest, shown, page)
    return pages.unkept(response) if visit.is_preview else response


def _drawn(shown: Card) -> pages.Page:
    if wait := drawing.take():
        raise TooManyError(wait, _("Too many pictures are being drawn at once. Try again in a moment."))
    return pages.Page(card.draw(shown))


def _answer(request: HttpRequest, digest: str, shown: Card, page: pages.Page) -> HttpResponse:
    """A PNG does not get smaller, so there is one form of it. An old address has the picture of today."""
    is_known = page.etag in request.META.get("HTTP_IF_NONE_MATCH", "")
    response = HttpResponseNotModified() if is_known else HttpResponse(page.plain, content_type="image/png")
    response["ETag"] = f'"{page.etag}"'
    response["Cache-Control"] = FOR_GOOD if digest == shown.digest else pages.SHARED
    return response

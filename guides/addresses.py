"""Whole addresses that are passed on or printed. They lead to the site itself, from a preview too."""

from django.conf import settings
from django.urls import reverse

from guides import library, zones
from guides.documents import Region
from guides.library import Live


def whole(page: str, *names: str) -> str:
    """Where a page is, by the name of its view."""
    return settings.SITE_URL + reverse(f"guides:{page}", args=names)


def short(live: Live, region: Region) -> str | None:
    """/uk leads to the first guide that knows it; None where that is another one."""
    shelf = library.shelf()
    first = next((slug for slug, other in shelf.items() if zones.find(other.guide, region.slug)), None)
    if first != live.guide.slug or region.slug in shelf:
        return None
    return whole("short_link", region.slug)

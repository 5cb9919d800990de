"""Absolute URLs that are passed on or printed. They lead to the site itself, even from a preview."""

from django.conf import settings
from django.urls import reverse

from guides.document.types import Region
from guides.serving import current_editions, short_links
from guides.serving.current_editions import Live


def whole(page: str, *names: str) -> str:
    """The URL of a page, by the name of its view."""
    return settings.SITE_URL + reverse(f"guides:{page}", args=names)


def short(live: Live, region: Region) -> str | None:
    """/uk, if it leads to this guide and to no other; else None."""
    is_ours = short_links.guides(region.slug) == [live.guide.slug]
    return whole("short_link", region.slug) if is_ours and region.slug not in current_editions.by_slug() else None

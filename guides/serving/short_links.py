"""Short links: /uk leads to the guide that published the name first, whichever guides have it since."""

from collections import Counter
from collections.abc import Iterable

from guides.document import region_lookup
from guides.serving import current_editions


def guides(name: str) -> list[str]:
    """The slugs of the guides for a short name; several if none had it first.

    A retired guide is replaced by its successor, if that has the region.
    """
    editions, name = current_editions.by_slug(), name.lower()
    listed = current_editions.listed()
    first = [slug for slug in current_editions.short_names().get(name, ()) if slug in editions]
    first = [slug for slug in first if slug in listed] or first
    slugs = first or [slug for slug, live in listed.items() if name in _names(live)]
    return list(dict.fromkeys(_followed(slug, name) for slug in slugs))


def in_order(slugs: Iterable[str]) -> list[str]:
    """Guides that were here first come first: those to which most short links lead; else by their slugs."""
    led = Counter(slug for first in current_editions.short_names().values() for slug in first)
    return sorted(slugs, key=lambda slug: (-led[slug], slug))


def _followed(slug: str, name: str) -> str:
    editions = current_editions.by_slug()
    successor = editions.get(editions[slug].standing.successor)
    return editions[slug].standing.successor if successor and name in _names(successor) else slug


def _names(live: current_editions.Live) -> frozenset[str]:
    return live.get_or_set("names", lambda: region_lookup.names(live.guide))

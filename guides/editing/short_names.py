"""Short names of regions and of guides share one set of addresses: /uk, /linkedin. None is taken from another guide."""

from collections.abc import Iterable, Iterator

from guides.document import region_lookup
from guides.document.reasons import Reason
from guides.document.types import Guide as Document
from guides.document.types import Problem
from guides.models import Guide, Region, ShortName


def collisions(document: Document) -> list[Problem]:
    """Names in this guide that would lead to another guide, or away from it."""
    return [*_taken_slug(document), *_taken_names(document)]


def guide_with(name: str) -> Guide | None:
    """The guide in which this is a short name of a region, as it was published or as it is drafted."""
    published = ShortName.objects.filter(name=name).select_related("guide").first()
    if published:
        return published.guide
    drafted = Region.objects.select_related("guide")
    return next((region.guide for region in drafted if name in region_lookup.own_names(region)), None)


def guide_called(names: Iterable[str]) -> Guide | None:
    """The guide whose slug is one of these names."""
    return Guide.objects.filter(slug__in=list(names)).first()


def _taken_slug(document: Document) -> Iterator[Problem]:
    others = ShortName.objects.filter(name=document.slug).exclude(guide__slug=document.slug)
    for other in others.select_related("guide")[:1]:
        reason = Reason("is a short name of a region in the guide “%(guide)s”; choose another", guide=other.guide)
        yield Problem("guide", document.slug, "slug", reason)


def _taken_names(document: Document) -> Iterator[Problem]:
    others = Guide.objects.filter(slug__in=region_lookup.names(document)).exclude(slug=document.slug)
    for other in others:
        region = region_lookup.find(document, other.slug)
        reason = Reason(
            "“%(name)s” is the address of the guide “%(other)s”; choose another", name=other.slug, other=other
        )
        yield Problem("region", region.slug if region else "", "aliases", reason)

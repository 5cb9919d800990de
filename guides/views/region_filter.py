"""Filters a page by region: the chosen one, and links to the others."""

from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from guides.document.types import Region
from guides.views.visit import GuideVisit


def region(visit: GuideVisit) -> Region | None:
    """The chosen region; None: all of them."""
    name = visit.request.GET.get("region")
    return visit.in_region(name).region if name else None


def ways(visit: GuideVisit, region: Region | None, **narrowed: str) -> dict[str, Any]:
    """Links to the other regions with the same filter, and the parameters for other links, forms and languages."""
    kept = dict(visit.carried_on)
    also = kept | {name: value for name, value in narrowed.items() if value}
    ways = [(_("All regions"), _query(also), region is None)]
    ways += [(each.name, _query(also | {"region": each.slug}), each == region) for each in visit.guide.regions]
    hidden = kept | ({"region": region.slug} if region else {})
    everything = _query(hidden)
    onward = f"{everything}&" if hidden else everything
    stays = {name: value for name, value in (also | hidden).items() if name not in kept}
    return {
        "region": region,
        "ways": ways,
        "hidden": hidden,
        "everything": everything,
        "onward": onward,
        "stays": stays,
    }


def _query(kept: dict[str, str]) -> str:
    return f"?{urlencode(kept)}"

"""Around a guide: what happened when, and which claims one reads elsewhere. No view here makes a query."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from guides import search
from guides import timeline as timelines
from guides.documents import DEVICES, Guide, Region, Rumour
from guides.gates import reading
from guides.library import Live
from guides.views import answers, asked


@reading
def timeline(request: HttpRequest, guide_slug: str) -> HttpResponse:
    """What happened, oldest first, with a drawing of when the training ran; for one region, or for all."""
    live = asked.live(request, guide_slug)
    region, on = _region(request, live.guide), asked.day(request)
    slug = region.slug if region else None

    def more() -> dict[str, Any]:
        told, drawing = timelines.told(live.guide, on, slug), timelines.drawing(live.guide, on, slug)
        return _filtered(request, live.guide, region) | {"years": told, "drawing": drawing}

    return answers.page(request, live, "timeline.html", (slug,), more)


@reading
def claims(request: HttpRequest, guide_slug: str) -> HttpResponse:
    """What one reads elsewhere and what is right, all of it or what fits the words asked for. Those are not kept."""
    live = asked.live(request, guide_slug)
    region, on, sought = _region(request, live.guide), asked.day(request), _sought(request)
    slug = region.slug if region else None

    def more() -> dict[str, Any]:
        found = [rumour for rumour in _fitting(live, sought) if rumour.is_told(slug, on)]
        return _filtered(request, live.guide, region, q=sought) | {"rumours": found, "sought": sought}

    return answers.page(request, live, "claims.html", None if sought else (slug,), more)


def _region(request: HttpRequest, guide: Guide) -> Region | None:
    wanted = request.GET.get("region")
    return asked.region(guide, wanted) if wanted else None


def _sought(request: HttpRequest) -> str:
    sought = " ".join(request.GET.get("q", "").split())
    if len(sought) > search.LONGEST_QUERY:
        sentence = _("That is too long to look for. Go back and write at most %(number)s letters: a few words will do.")
        raise BadRequest(sentence % {"number": search.LONGEST_QUERY})
    return sought


def _fitting(live: Live, sought: str) -> list[Rumour]:
    """Every rumour, or those that fit what was asked for, best first."""
    if not sought:
        return list(live.guide.rumours)
    by_slug = {rumour.slug: rumour for rumour in live.guide.rumours}
    index = live.once("rumours", lambda: search.Index({slug: _pieces(live, each) for slug, each in by_slug.items()}))
    return [by_slug[slug] for slug in index.find(sought)]


def _pieces(live: Live, rumour: Rumour) -> list[tuple[str, int]]:
    """What can be found of a rumour: what one reads, and the words to find it by, count twice."""
    regions = [region for region in live.guide.regions if region.slug in rumour.regions]
    names = [name for region in regions for name in (region.name, region.slug, *region.aliases)]
    places = [authority.place for region in regions for authority in region.authorities]
    return [(rumour.said, 2), (" ".join(rumour.words), 2), (rumour.right, 1), (" ".join(names + places), 1)]


def _filtered(request: HttpRequest, guide: Guide, region: Region | None, **more: str) -> dict[str, Any]:
    """Which region is chosen, and the ways to the others; they carry on what the links of this page carry."""
    kept = _carried(request)
    sought = {name: value for name, value in more.items() if value}
    ways = [(_("All regions"), _query(kept | sought), region is None)]
    ways += [(each.name, _query(kept | sought | {"region": each.slug}), each == region) for each in guide.regions]
    chosen = {"region": region.slug} if region else {}
    return {"region": region, "ways": ways, "hidden": kept | chosen, "everything": _query(kept | chosen)}


def _carried(request: HttpRequest) -> dict[str, str]:
    device = request.GET.get("device")
    return ({"device": device} if device in DEVICES else {}) | asked.carried(request)


def _query(kept: dict[str, str]) -> str:
    return f"?{urlencode(kept)}" if kept else "?"

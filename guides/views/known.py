"""Around a guide: what happened when, and which claims one reads elsewhere. No view here makes a query."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from guides import search
from guides import timeline as timelines
from guides.documents import Rumour
from guides.gates import reading
from guides.library import Live
from guides.views import answers, asked, narrowing


@reading
def timeline(request: HttpRequest, guide_slug: str) -> HttpResponse:
    """What happened, oldest first, with a drawing of when the training ran; for one region, or for all."""
    live = asked.live(request, guide_slug)
    region, on = narrowing.region(request, live.guide), asked.day(request)
    slug = region.slug if region else None

    def more() -> dict[str, Any]:
        told, drawing = timelines.told(live.guide, on, slug), timelines.drawing(live.guide, on, slug)
        return narrowing.ways(request, live.guide, region) | {"years": told, "drawing": drawing}

    return answers.page(request, live, "timeline.html", (slug,), more)


@reading
def claims(request: HttpRequest, guide_slug: str) -> HttpResponse:
    """What one reads elsewhere and what is right, all of it or what fits the words asked for. Those are not kept."""
    live = asked.live(request, guide_slug)
    region, on = narrowing.region(request, live.guide), asked.day(request)
    slug = region.slug if region else None
    sought = " ".join(request.GET.get("q", "").split())
    problem = _problem(sought)

    def more() -> dict[str, Any]:
        found = [rumour for rumour in _fitting(live, sought) if rumour.is_told(slug, on)] if not problem else []
        ways = narrowing.ways(request, live.guide, region, q="" if problem else sought)
        return ways | {"rumours": found, "sought": sought, "problem": problem}

    response = answers.page(request, live, "claims.html", None if sought else (slug,), more)
    response.status_code = 400 if problem else response.status_code
    return response


def _problem(sought: str) -> str:
    """Why this cannot be looked for; empty when it can."""
    if len(sought) <= search.LONGEST_QUERY:
        return ""
    sentence = _("That is too long to look for. Write at most %(number)s letters: a few words will do.")
    return sentence % {"number": search.LONGEST_QUERY}


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

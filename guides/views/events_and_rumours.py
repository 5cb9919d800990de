"""The timeline and the common claims of a guide. No view here makes a query."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from guides import models
from guides.document import search
from guides.document import timeline as timelines
from guides.document.field_types import VERDICTS, Verdict
from guides.document.types import Claim, Region, Rumour
from guides.rules import reports
from guides.serving.current_editions import Live
from guides.views import region_filter, responses
from guides.views.decorators import of_guide, require_safe
from guides.views.visit import GuideVisit, HttpRequest, Visit

MOST_OPENED = 3


@require_safe
@of_guide
def timeline(visit: GuideVisit) -> HttpResponse:
    """The timeline, oldest first, with a drawing of when the practice ran; for one region, or for all."""
    region = region_filter.region(visit)
    slug = region.slug if region else None

    def context() -> dict[str, Any]:
        years = timelines.told(visit.guide, visit.day, slug)
        drawing = timelines.drawing(visit.guide, visit.day, slug)
        return region_filter.ways(visit, region) | {"years": years, "drawing": drawing}

    return responses.page(visit, "timeline.html", (slug,), context)


@require_safe
@of_guide
def rumours(visit: GuideVisit) -> HttpResponse:
    """Common claims and what is true: all, or those that match the search, with short answers.

    The search words are not stored.
    """
    region = region_filter.region(visit)
    slug = region.slug if region else None
    sought = search.one_line(visit.request.GET.get("q", ""))
    problem = ""
    if len(sought) > search.LONGEST_QUERY:
        message = _("That is too long to search for. Write at most %(number)s characters: a few words are enough.")
        problem = message % {"number": search.LONGEST_QUERY}

    def context() -> dict[str, Any]:
        matches = [] if problem else [each for each in fitting(visit.live, sought) if _is_told(each, slug, visit.day)]
        ways = region_filter.ways(visit, region, q="" if problem else sought)
        groups = [] if sought else grouped(matches, region)
        first = [rumour for _verdict, told in groups[:1] for rumour in told] or matches
        return ways | {
            "rumours": matches,
            "groups": groups,
            "opened": first[:MOST_OPENED],
            "sought": sought,
            "problem": problem,
        }

    response = responses.page(visit, "rumours.html", None if sought else (slug,), context)
    response.status_code = 400 if problem else response.status_code
    return response


@require_safe
def claims(request: HttpRequest, guide_slug: str) -> HttpResponse:
    """The old URL of the rumours."""
    visit, query = Visit(request), request.META.get("QUERY_STRING", "")
    path = visit.path("rumours", guide_slug)
    return responses.lead_on(visit, f"{path}?{query}" if query else path)


def grouped(statements: Sequence[Rumour | Claim], region: Region | None) -> list[tuple[Verdict | None, list[Rumour]]]:
    """The region's own first, under no verdict; then what concerns everybody, by what we say of it."""
    rumours = [each for each in statements if isinstance(each, Rumour)]
    own = [rumour for rumour in rumours if region and rumour.regions]
    others = [rumour for rumour in rumours if rumour not in own]
    by_verdict = ((verdict, [each for each in others if each.verdict == verdict]) for verdict in VERDICTS)
    return [group for group in ((None, own), *by_verdict) if group[1]]


def fitting(live: Live, sought: str) -> list[Rumour | Claim]:
    """All rumours, or the rumours and short answers that match, best first."""
    if not sought:
        return list(live.guide.rumours)
    answers = [claim for claim in live.guide.claims if claim.question]
    findable: dict[str, Rumour | Claim] = {reports.name_of(each): each for each in live.guide.rumours}
    findable |= {reports.name_of(each): each for each in answers}
    index = live.get_or_set(
        "rumours", lambda: search.Index({name: pieces(live, each) for name, each in findable.items()})
    )
    return [findable[name] for name in index.find(sought)]


def _is_told(statement: Rumour | Claim, region: str | None, on: datetime.date) -> bool:
    if isinstance(statement, Claim):
        return statement.holds(region, on) if region else statement.is_current(on)
    return statement.is_told(region, on)


def pieces(live: Live, part: Rumour | Claim) -> list[tuple[str, int]]:
    """Its searchable texts: the claim or question, and the search words, have double weight."""
    regions = [region for region in live.guide.regions if region.slug in part.regions]
    names = [name for region in regions for name in (region.name, region.slug, *region.aliases)]
    places = [authority.place for region in regions for authority in region.authorities]
    if isinstance(part, Rumour):
        asked, right = part.said, part.right
    else:
        asked, right = (
            str(models.Claim.Question(part.question).label) if part.question else "",
            part.text,
        )
    return [(asked, 2), (" ".join(part.words), 2), (right, 1), (" ".join(names + places), 1)]

"""What changed between editions, as a page and as feeds. No query after the first request."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guides.document.types import Region
from guides.history import change_log, feeds
from guides.models import Size
from guides.serving import current_editions, pages
from guides.serving.current_editions import Live
from guides.views import region_filter, responses
from guides.views.decorators import (
    allow_cross_origin,
    of_guide,
    of_region_on_any_device,
    redirect_alias,
    refuse_preview,
    require_safe,
)
from guides.views.errors import NotHereError, needing_the_database
from guides.views.visit import GuideVisit, RegionVisit

AWAY = gettext_lazy("Older editions cannot be read at the moment, but the steps work. Try again in a minute.")
NO_FEED = gettext_lazy("A preview has no feed. The site’s own feed lists what was published.")


class OddNumberError(Exception):
    """There is no such edition (404), or it is not a number (400); the page says so and has the box to try again."""

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        super().__init__(message)


@require_safe
@needing_the_database(AWAY, offers_guides=True)
@of_guide
def changes(visit: GuideVisit) -> HttpResponse:
    """The editions in words, newest first; `?before=N`: older ones; `?since=N`: all that is different now."""
    visit = _in_force(visit)
    region = region_filter.region(visit)
    slug = region.slug if region else None
    try:
        since, below = _number(visit, "since"), _number(visit, "before", first=2)

        def context() -> dict[str, Any]:
            told = _since(visit.live, since, region) if since else _editions(visit.live, below, region)
            told |= {} if since else {"words": change_log.words(visit.live)}
            ways = region_filter.ways(visit, region, since=str(since or ""))
            older = {"before": str(below)} if below and not since else {}
            return told | ways | {"stays": ways["stays"] | older}

        return responses.page(
            visit, "changes.html", (slug, since, None if since else below, visit.live.issues), context
        )
    except OddNumberError as odd:
        return _with_problem(visit, region, odd)


def _with_problem(visit: GuideVisit, region: Region | None, odd: OddNumberError) -> HttpResponse:
    """The newest editions, with the error next to the box."""

    def context() -> dict[str, Any]:
        told = _editions(visit.live, None, region) | region_filter.ways(visit, region)
        return told | {"problem": str(odd), "typed": visit.request.GET.get("since", "")}

    response = responses.page(visit, "changes.html", None, context)
    response.status_code = odd.status
    return response


@allow_cross_origin
@require_safe
@needing_the_database(AWAY, offers_guides=True)
@of_guide
@refuse_preview(NO_FEED)
def feed(visit: GuideVisit) -> HttpResponse:
    """What changed anywhere."""
    return _feed(visit)


@allow_cross_origin
@require_safe
@needing_the_database(AWAY, offers_guides=True)
@of_region_on_any_device
@refuse_preview(NO_FEED)
@redirect_alias(to=lambda visit: visit.path("region_feed"))
def region_feed(visit: RegionVisit) -> HttpResponse:
    """What changed for readers in one region."""
    return _feed(visit)


def _feed(visit: GuideVisit) -> HttpResponse:
    """The feed, the same bytes for everybody: its URL contains nothing else."""
    live, region = visit.live, visit.region

    def make() -> pages.Page:
        return pages.Page(feeds.atom(live, region, change_log.latest(live, region, _is_news), change_log.words(live)))

    response = pages.shared(visit.request, make, live, ("feed", region.slug if region else None))
    response["Content-Type"] = feeds.CONTENT_TYPE
    return response


def _is_news(past: change_log.Past) -> bool:
    """Whether an edition is news: not a typo, and a change for this region."""
    return past.is_first or (past.issue.size != Size.TYPO and past.summary != change_log.Summary())


def _in_force(visit: GuideVisit) -> GuideVisit:
    """The visit to the current edition, even in a preview: a draft's changes are shown at the desk."""
    if not visit.is_preview:
        return visit
    published = current_editions.by_slug().get(visit.guide.slug)
    if published is None:
        raise NotHereError(_("Nothing of this guide has been published yet, so nothing has changed."), visit.guide)
    return GuideVisit.to_edition(visit.request, published)


def _editions(live: Live, below: int | None, region: Region | None) -> dict[str, Any]:
    told = change_log.editions(live, below or live.number + 1, region)
    oldest = told[-1].issue.number if told else 1
    return {"editions": told, "older": oldest if oldest > 1 else None, "newest": below is None}


def _since(live: Live, number: int, region: Region | None) -> dict[str, Any]:
    past = change_log.since(live, number, region)
    if past is None:
        raise _unknown(live, number)
    return {"since": past}


def _number(visit: GuideVisit, name: str, first: int = 1) -> int | None:
    """The number of an existing edition (with `first` 2: the number after one)."""
    latest, typed = visit.live.number, visit.request.GET.get(name, "").strip()
    if not typed:
        return None
    if not typed.isascii() or not typed.isdigit() or len(typed) > 9:
        message = _("“%(number)s” is not the number of an edition. Write it in digits, such as %(latest)s.")
        raise OddNumberError(400, message % {"number": typed, "latest": latest})
    if not first <= int(typed) < latest + first:
        raise _unknown(visit.live, int(typed) - first + 1)
    return int(typed)


def _unknown(live: Live, number: int) -> OddNumberError:
    message = _("There is no edition %(number)s of this guide. The one in force is edition %(latest)s.")
    return OddNumberError(404, message % {"number": number, "latest": live.number})

"""Paper for a region: a handout with boxes to tick, and a poster. No view here makes a query."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.utils.translation import gettext as _

from guides.checklist import plan as checklists
from guides.checklist.plan import Checklist
from guides.checklist.tick_cookies import Ticks
from guides.sharing import paper, qr
from guides.views import addresses, responses
from guides.views.decorators import of_region, redirect_alias, require_safe
from guides.views.visit import RegionVisit


@require_safe
@of_region
@redirect_alias(to=lambda visit: visit.address("handout", **({"ticks": "1"} if _wants_ticks(visit) else {})))
def handout(visit: RegionVisit) -> HttpResponse:
    """The steps of one region on one sheet; the boxes are empty unless the visitor asks for their own ticks."""
    return _sheet(visit, "handout", paper.handout, visit.ticks if _wants_ticks(visit) else None)


@require_safe
@of_region
@redirect_alias()
def poster(visit: RegionVisit) -> HttpResponse:
    """What, and one trail to where, to be read from two metres."""
    return _sheet(visit, "poster", paper.poster, None)


def _sheet(visit: RegionVisit, page: str, cut: Callable[[Checklist], Any], ticks: Ticks | None) -> HttpResponse:
    """`ticks` None: none were asked for. Whoever has none gets the same page as everybody."""
    steps = addresses.whole("checklist", visit.guide.slug, visit.region.slug)
    short = addresses.short(visit.live, visit.region) or steps

    def context() -> dict[str, Any]:
        shown = checklists.build(visit.guide, visit.region, None, visit.day, ticks or {})
        code = qr.svg(steps, border=0)  # the sheet is white around it
        sources = addresses.whole("sources", visit.guide.slug)
        leads = {"short": short, "sources": sources, "with_ticks": visit.address(page, ticks="1")}
        stays = {} if ticks is None else {"ticks": "1"}
        of_theirs = {"ticks": ticks, "has_ticks": bool(visit.ticks), "stays": stays}
        return {"checklist": shown, "sheet": cut(shown), "code": code} | of_theirs | leads

    is_same_for_all = ticks is None and (page == "poster" or not visit.ticks)
    return responses.page(visit, f"{page}.html", (short,) if is_same_for_all else None, context)


def _wants_ticks(visit: RegionVisit) -> bool:
    ticks = visit.request.GET.get("ticks", "0")
    if ticks not in ("0", "1"):
        raise BadRequest(_("Write ?ticks=1 for your own ticks, or leave it out for empty boxes."))
    return ticks == "1"

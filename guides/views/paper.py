"""One page of paper for a region: a handout with boxes to tick, and a poster. No view here makes a query."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from guides import addresses, paper, progress, qr
from guides import checklist as checklists
from guides.gates import reading
from guides.progress import Ticks
from guides.views import answers, asked

CUTS = {"handout": paper.handout, "poster": paper.poster}


@reading
def handout(request: HttpRequest, guide_slug: str, region_slug: str) -> HttpResponse:
    """The steps of one region on one page; the boxes are empty unless the visitor asks for their own ticks."""
    ticks = progress.read(request.COOKIES, guide_slug) if _wants_ticks(request) else None
    return _sheet(request, guide_slug, region_slug, "handout", ticks)


@reading
def poster(request: HttpRequest, guide_slug: str, region_slug: str) -> HttpResponse:
    """What and where in three lines, to be read from across a room."""
    return _sheet(request, guide_slug, region_slug, "poster", None)


def _sheet(request: HttpRequest, guide_slug: str, region_slug: str, page: str, ticks: Ticks | None) -> HttpResponse:
    """`ticks` None: none were asked for, so everybody gets the same page."""
    live, region, _device = asked.place(request, guide_slug, region_slug)
    here = asked.address(request, live.guide, region, page=page)
    if region.slug != region_slug:
        return redirect(here if ticks is None else _with_ticks(here))
    steps = addresses.whole("checklist", live.guide.slug, region.slug)
    short = addresses.short(live, region) or steps

    def more() -> dict[str, Any]:
        shown = checklists.build(live.guide, region, None, asked.day(request), ticks or {})
        code = qr.svg(steps, border=0)  # the sheet is white around it
        sources = addresses.whole("sources", live.guide.slug)
        leads = {"short": short, "sources": sources, "with_ticks": _with_ticks(here)}
        return {"checklist": shown, "sheet": CUTS[page](shown), "ticks": ticks, "code": code} | leads

    return answers.page(request, live, f"{page}.html", (short,) if ticks is None else None, more)


def _wants_ticks(request: HttpRequest) -> bool:
    wanted = request.GET.get("ticks", "0")
    if wanted not in ("0", "1"):
        raise BadRequest(_("Write ?ticks=1 for your own ticks, or leave it away for empty boxes."))
    return wanted == "1"


def _with_ticks(address: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}ticks=1"

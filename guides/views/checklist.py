"""The main pages: choosing a guide and a region, the steps and the ticks. No view here makes a query."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from guides.checklist import plan as checklists
from guides.checklist import tick_cookies
from guides.document import region_lookup
from guides.document import sources as guide_sources
from guides.document.types import Step
from guides.serving import current_editions, pages, short_links
from guides.views import checklist_page, good_to_know, preview, region_filter, responses, transfer
from guides.views.decorators import (
    allow_framing,
    of_guide,
    of_region,
    of_region_on_any_device,
    of_step,
    redirect_alias,
    require_safe,
    require_same_origin,
)
from guides.views.errors import NotHereError
from guides.views.visit import GuideVisit, HttpRequest, RegionVisit, Visit


@allow_framing
@require_safe
def guide(request: HttpRequest, guide_slug: str) -> HttpResponseBase:
    """The choice of a region, with the essentials in a few lines. /uk/ is treated as /uk."""
    if not preview.is_preview(request) and guide_slug not in current_editions.by_slug():
        return short_link(request, guide_slug)
    return regions(GuideVisit.to(request, guide_slug))


@allow_framing
@require_safe
@of_region
@redirect_alias(is_cached=True)
def checklist(visit: RegionVisit) -> HttpResponse:
    """The steps for one region, with this visitor's ticks; without any they are the same for everybody."""
    is_same = not visit.ticks and not visit.is_counted
    if not is_same and not responses.is_own(visit):
        return checklist_page.page(visit)

    def context() -> dict[str, Any]:
        return {"checklist": checklists.follow(checklist_page.plan(visit), visit.ticks)}

    return responses.page(visit, "checklist.html", () if is_same else None, context)


@require_same_origin
@of_region
@of_step
def tick(visit: RegionVisit, step: Step) -> HttpResponse:
    """Tick a step (`done=1`), untick it (`done=0`), or say that an extra is not for me (`done=not-for-me`)."""
    request, slug = visit.request, visit.guide.slug
    steps = visit.address("checklist", anchor=f"step-{step.slug}")
    if request.method != "POST":
        return redirect(steps)
    ticks, cookies = tick_cookies.press(request.COOKIES, slug, step.slug, _wish(request, step), step.revision)
    if request.META.get("HTTP_HX_REQUEST") == "true":
        response = _progress(visit, ticks)
    else:
        response = pages.private(request, HttpResponseRedirect(steps, status=303))
    for name, cookie in cookies.items():
        responses.set_cookie(visit, response, name, cookie)
    return response


@require_same_origin
@of_region_on_any_device
def forget(visit: RegionVisit) -> HttpResponse:
    """Delete all ticks of this guide from the browser. The page that confirms it can restore them.

    It is the response itself, without a redirect, so that the ticks are in the page and nowhere else.
    """
    if visit.request.method != "POST":
        return redirect(visit.address("checklist"))
    context = {"region": visit.region, "ticks": transfer.packed(visit)}
    response = transfer.for_nobody_else(responses.page(visit, "forgotten.html", None, lambda: context))
    for name in tick_cookies.names(visit.request.COOKIES, visit.guide.slug):
        responses.set_cookie(visit, response, name, "")
    response["Clear-Site-Data"] = '"storage"'  # the pages that are kept for reading without a line
    return response


@require_safe
@of_region
@redirect_alias(is_cached=True)
def more(visit: RegionVisit) -> HttpResponse:
    """What else is good to know: what this changes, what is used, who to complain to. Without any, to the steps."""

    def context() -> dict[str, Any]:
        return {"checklist": checklists.build(visit.guide, visit.region, None, visit.day, {})}

    key = ("is anything good to know", visit.region.slug, visit.day)
    if not visit.live.get_or_set(key, lambda: bool(good_to_know.headings(context()["checklist"]))):
        return responses.lead_on(visit, visit.address("checklist"))

    return responses.page(visit, "more.html", (), context)


@require_safe
@of_guide
def sources(visit: GuideVisit) -> HttpResponse:
    """Everything the guide rests on, with dates, and what rests on each; or what one region's pages rest on.

    What the product's maker published comes first, under a heading of its own.
    """
    region = region_filter.region(visit)
    dead = current_editions.dead_links()

    def context() -> dict[str, Any]:
        resting = guide_sources.resting(visit.guide, visit.day, region)
        listed = [(*each, "" if each[0].gone_on else dead.get(each[0].url or "", "")) for each in resting]
        own = [each for each in listed if each[0].publisher.startswith(visit.guide.speaker)]
        groups = [(True, own), (False, [each for each in listed if each not in own])]
        filled = [group for group in groups if group[1]]
        return region_filter.ways(visit, region) | {"groups": filled, "number": len(listed)}

    return responses.page(visit, "sources.html", (region.slug if region else None, tuple(dead)), context)


@require_safe
def short_link(request: HttpRequest, short: str) -> HttpResponse:
    """/uk leads to /linkedin/uk/: the region in the guide that had the name first. If none was first, one chooses."""
    visit = Visit(request)
    if visit.is_preview or short in current_editions.by_slug():
        return responses.lead_on(visit, visit.address("guide", short))
    guides = [GuideVisit.to(request, slug) for slug in short_links.guides(short)]
    if not guides:
        raise NotHereError(_("There is no guide and no region called “%(name)s”.") % {"name": short})
    if len(guides) == 1:
        return responses.lead_on(visit, _named(guides[0], short))
    choices = [(each.guide, region_lookup.find(each.guide, short), _named(each, short)) for each in guides]
    context = {"name": short.lower(), "choices": choices}
    key = f"which_guide.html {short.lower()} {visit.query}"
    page = responses.of_all(key, lambda: pages.Page(render_to_string("which_guide.html", context, request).encode()))
    return pages.answer(request, page)


def _named(visit: GuideVisit, short: str) -> str:
    """The checklist of the region with this short name; the choice of a region if the guide no longer has it."""
    is_there = region_lookup.find(visit.guide, short) is not None
    return visit.in_region(short).address("checklist") if is_there else visit.address("guide")


def _wish(request: HttpRequest, step: Step) -> tick_cookies.Wish:
    """The requested state. The last value counts: an unticked box sends its hidden 0, a ticked one 0 and 1."""
    wish = (request.POST.getlist("done") or [""])[-1]
    if wish not in tick_cookies.WISHES or (wish == tick_cookies.NOT_FOR_ME and not step.is_extra):
        raise BadRequest(
            _("A step can be done or not done, and an extra can also be “not for me”. Nothing was changed.")
        )
    return wish


def _progress(visit: RegionVisit, ticks: tick_cookies.Ticks) -> HttpResponse:
    """What a tick changes on the page of somebody who has these ticks now."""
    if not responses.is_own(visit):
        return checklist_page.progress(visit, ticks)
    shown = checklists.follow(checklist_page.plan(visit), ticks)
    context = responses.context(visit) | {"checklist": shown}
    return pages.private(visit.request, render(visit.request, "_progress.html", context))


def regions(visit: GuideVisit) -> HttpResponse:
    """The choice of a region."""

    def context() -> dict[str, Any]:
        return {
            "essential": checklists.common(visit.guide, visit.day, "essential"),
            "regions": [(region, region_lookup.zones_of(region)) for region in visit.guide.regions],
            "unsure_zones": region_lookup.unsure_zones(),
        }

    return responses.page(visit, "guide.html", (), context)

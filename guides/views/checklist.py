"""The journey: which guide, which region, the steps and the ticks. No view here makes a query."""

from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from guides import checklist as checklists
from guides import library, pages, preview, progress, zones
from guides.documents import Guide, Step
from guides.gates import framable, posting_from_here, reading
from guides.library import Live
from guides.problems import NotHereError
from guides.progress import Ticks
from guides.views import answers, asked, boards, carrying
from guides.views.asked import Place


@reading
def home(request: HttpRequest) -> HttpResponseBase:
    """Which guide; with only one there is, at once which region."""
    if preview.is_preview(request):
        return redirect("admin:guides_guide_changelist")
    shelf = library.shelf()
    if len(shelf) == 1:
        return _regions(request, next(iter(shelf.values())))
    said = {"shelf": shelf, "site_url": settings.SITE_URL}
    page = answers.of_all("home.html", lambda: pages.Page(render_to_string("home.html", said, request).encode()))
    return pages.answer(request, page)


@framable
@reading
def guide(request: HttpRequest, guide_slug: str) -> HttpResponseBase:
    """Which region: one step, with the essential in three lines. /uk/ is taken for /uk."""
    if not preview.is_preview(request) and guide_slug not in library.shelf():
        return short_link(request, guide_slug)
    return _regions(request, asked.live(request, guide_slug))


@framable
@reading
def checklist(request: HttpRequest, guide_slug: str, region_slug: str) -> HttpResponse:
    """The steps for one region, with this visitor's ticks."""
    place = asked.place(request, guide_slug, region_slug)
    live, region, _device = place
    if region.slug != region_slug:
        return answers.lead_on(request, asked.address(request, live.guide, region))
    ticks = progress.read(request.COOKIES, live.guide.slug)
    if answers.is_own(request):
        return _own_page(request, place, ticks)
    return boards.page(request, place, ticks)


@posting_from_here
def tick(request: HttpRequest, guide_slug: str, region_slug: str, step_slug: str) -> HttpResponse:
    """Tick a step (`done=1`), untick it (`done=0`), or say that an extra is not for me (`done=not-for-me`)."""
    place = asked.place(request, guide_slug, region_slug)
    guide = place.live.guide
    step = asked.step(guide, place.region, step_slug)
    if request.method != "POST":
        return redirect(asked.address(request, guide, place.region, f"step-{step.slug}"))
    cookie = progress.value(_wish(request, step), step.revision)
    response = _ticked(request, place, step, cookie)
    for name, value in progress.renewed(request.COOKIES, guide.slug).items():
        answers.keep(request, response, guide, name, value)
    answers.keep(request, response, guide, progress.cookie_name(guide.slug, step.slug), cookie)
    return response


@posting_from_here
def forget(request: HttpRequest, guide_slug: str, region_slug: str) -> HttpResponse:
    """Take every tick of this guide out of the browser again. The page that says so can bring them back.

    It is the answer itself and no redirect leads to it: so the ticks stand in the page and nowhere else.
    """
    live = asked.live(request, guide_slug)
    region = asked.region(live.guide, region_slug)
    if request.method != "POST":
        return redirect(asked.address(request, live.guide, region))
    said = {"region": region, "ticks": carrying.packed(request, live.guide)}
    response = carrying.for_nobody_else(answers.page(request, live, "forgotten.html", None, lambda: said))
    for name in progress.names(request.COOKIES, live.guide.slug):
        answers.keep(request, response, live.guide, name, None)
    response["Clear-Site-Data"] = '"storage"'  # the pages that are kept for reading without a line
    return response


@reading
def more(request: HttpRequest, guide_slug: str, region_slug: str) -> HttpResponse:
    """What is good to know beside the steps: what the switch does, what is used, who to complain to."""
    place = asked.place(request, guide_slug, region_slug)
    live, region, _device = place
    if region.slug != region_slug:
        return answers.lead_on(request, asked.address(request, live.guide, region, page="more"))

    def said() -> dict[str, Any]:
        return {"checklist": checklists.build(live.guide, region, None, asked.day(request), {})}

    return answers.page(request, live, "more.html", (), said)


@reading
def sources(request: HttpRequest, guide_slug: str) -> HttpResponse:
    """Everything the guide rests on, with dates, and what rests on each."""
    live = asked.live(request, guide_slug)
    dead = library.dead_links()

    def more() -> dict[str, Any]:
        resting = checklists.resting_on(live.guide, asked.day(request))
        return {"resting": [(source, rest, dead.get(source.url or "")) for source, rest in resting]}

    return answers.page(request, live, "sources.html", (tuple(dead),), more)


@reading
def short_link(request: HttpRequest, short: str) -> HttpResponse:
    """/uk leads to /linkedin/uk/: the region in the first guide that knows it."""
    if preview.is_preview(request):
        return redirect(reverse("preview:guide", args=[short]) + asked.query(request))
    shelf = library.shelf()
    if short in shelf:
        return answers.lead_on(request, reverse("guides:guide", args=[short]) + asked.query(request))
    for live in shelf.values():
        if short.lower() in live.once("names", lambda live=live: zones.names(live.guide)):  # type: ignore[misc]
            return answers.lead_on(request, asked.address(request, live.guide, asked.region(live.guide, short)))
    raise NotHereError(_("There is no guide and no region called “%(name)s”.") % {"name": short})


def _wish(request: HttpRequest, step: Step) -> progress.Wish:
    """The last value counts: an unticked box sends its hidden 0, a ticked one 0 and 1."""
    wish = (request.POST.getlist("done") or [""])[-1]
    if wish not in progress.WISHES or (wish == progress.NOT_FOR_ME and not step.is_extra):
        raise BadRequest(_("A step can be done or not done, and an extra can be not for you. Nothing was changed."))
    return wish


def _regions(request: HttpRequest, live: Live) -> HttpResponse:
    def more() -> dict[str, Any]:
        return {
            "essential": checklists.common(live.guide, asked.day(request), "essential"),
            "regions": [(region, zones.zones_of(region)) for region in live.guide.regions],
            "unsure_zones": zones.unsure_zones(),
        }

    return answers.page(request, live, "guide.html", (), more)


def _own_page(request: HttpRequest, place: Place, ticks: Ticks) -> HttpResponse:
    """Rendered for one reader: a preview, or with the links of the staff."""
    shown = checklists.build(place.live.guide, place.region, place.device, asked.day(request), ticks)
    return answers.page(request, place.live, "checklist.html", None, lambda: {"checklist": shown})


def _ticked(request: HttpRequest, place: Place, step: Step, cookie: str | None) -> HttpResponse:
    """What a tick changes on the page; without htmx the way back to the step."""
    if request.META.get("HTTP_HX_REQUEST") != "true":
        back = asked.address(request, place.live.guide, place.region, f"step-{step.slug}")
        return pages.private(request, HttpResponseRedirect(back, status=303))
    ticks = _after(request, place.live.guide, step, cookie)
    if answers.is_own(request):
        shown = checklists.build(place.live.guide, place.region, place.device, asked.day(request), ticks)
        context = answers.context(request, place.live) | {"checklist": shown}
        return pages.private(request, render(request, "_progress.html", context))
    return boards.progress(request, place, ticks)


def _after(request: HttpRequest, guide: Guide, step: Step, cookie: str | None) -> Ticks:
    """The ticks as they are once the browser keeps this cookie, or has let go of it."""
    name = progress.cookie_name(guide.slug, step.slug)
    jar = {key: value for key, value in request.COOKIES.items() if key != name}
    return progress.read(jar | ({name: cookie} if cookie else {}), guide.slug)

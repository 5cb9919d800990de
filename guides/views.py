"""What visitors ask for. Every view reads: fetch, check, do, answer. None of them makes a query."""

import datetime
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guides import checklist as checklists
from guides import clock, library, pages, preview, progress, zones
from guides.documents import DEVICES, Device, Guide, Region, Step
from guides.gates import posting_from_here, reading
from guides.library import Live
from guides.problems import NotHereError
from optout_site.second_factor import may_enter

Key = tuple[Any, ...]
More = Callable[[], dict[str, Any]]


class Place(NamedTuple):
    """Where a visitor is: which guide, which region, and which device if one was chosen."""

    live: Live
    region: Region
    device: Device | None


@reading
def home(request: HttpRequest) -> HttpResponseBase:
    """Which guide; with only one there is, at once which region."""
    if preview.is_preview(request):
        return redirect("admin:guides_guide_changelist")
    shelf = library.shelf()
    if len(shelf) == 1:
        return _regions(request, next(iter(shelf.values())))
    return pages.private(request, render(request, "home.html", {"shelf": shelf}))


@reading
def guide(request: HttpRequest, guide_slug: str) -> HttpResponseBase:
    """Which region: one step, with the essential in three lines. /uk/ is taken for /uk."""
    if not preview.is_preview(request) and guide_slug not in library.shelf():
        return short_link(request, guide_slug)
    return _regions(request, _live(request, guide_slug))


@reading
def checklist(request: HttpRequest, guide_slug: str, region_slug: str) -> HttpResponse:
    """The steps for one region, with this visitor's ticks."""
    live, region, device = _place(request, guide_slug, region_slug)
    if region.slug != region_slug:
        return redirect(_address(request, live.guide, region))
    ticks = progress.read(request.COOKIES, live.guide.slug)

    def more() -> dict[str, Any]:
        shown = checklists.build(live.guide, region, device, _day(request), ticks)
        return {"checklist": shown, "knowing": _knowing(request, live, shown)}

    return _page(request, live, "checklist.html", None if ticks else (device,), more)


@posting_from_here
def tick(request: HttpRequest, guide_slug: str, region_slug: str, step_slug: str) -> HttpResponse:
    """Tick a step (`done=1`), untick it (`done=0`), or say that an extra is not for me (`done=not-for-me`)."""
    place = _place(request, guide_slug, region_slug)
    step = _step(place.live.guide, place.region, step_slug)
    back = _address(request, place.live.guide, place.region, f"step-{step.slug}")
    if request.method != "POST":
        return redirect(back)
    cookie = progress.value(_wish(request, step), step.revision)
    is_htmx = request.htmx  # type: ignore[attr-defined]
    response = _progress(request, place, step, cookie) if is_htmx else HttpResponseRedirect(back, status=303)
    _keep(request, response, place.live.guide, step, cookie)
    return pages.private(request, response)


@posting_from_here
def forget(request: HttpRequest, guide_slug: str, region_slug: str) -> HttpResponse:
    """Take every tick of this guide out of the browser again."""
    guide = _live(request, guide_slug).guide
    region = _region(guide, region_slug)
    if request.method != "POST":
        return redirect(_address(request, guide, region))
    response = HttpResponseRedirect(_address(request, guide, region, "forgotten"), status=303)
    for name in progress.names(request.COOKIES, guide.slug):
        response.delete_cookie(name, path=_cookie_path(guide, request), samesite="Lax")
    return pages.private(request, response)


@reading
def sources(request: HttpRequest, guide_slug: str) -> HttpResponse:
    """Everything the guide rests on, with dates, and what rests on each."""
    live = _live(request, guide_slug)
    return _page(
        request, live, "sources.html", (), lambda: {"resting": checklists.resting_on(live.guide, _day(request))}
    )


@reading
def short_link(request: HttpRequest, short: str) -> HttpResponse:
    """/uk leads to /linkedin/uk/: the region in the first guide that knows it."""
    if preview.is_preview(request):
        return redirect(reverse("preview:guide", args=[short]) + _query(request))
    shelf = library.shelf()
    if short in shelf:
        return redirect(reverse("guides:guide", args=[short]) + _query(request))
    for live in shelf.values():
        if region := zones.find(live.guide, short):
            return redirect(_address(request, live.guide, region))
    raise NotHereError(_("There is no guide and no region called “%(name)s”.") % {"name": short})


# --- fetch and check -------------------------------------------------------------------------


def _live(request: HttpRequest, slug: str) -> Live:
    if preview.is_preview(request):
        return preview.shown(request, slug)
    live = library.shelf().get(slug)
    if live is None:
        raise NotHereError(_("There is no guide called “%(name)s”.") % {"name": slug})
    return live


def _place(request: HttpRequest, guide_slug: str, region_slug: str) -> Place:
    live = _live(request, guide_slug)
    region = _region(live.guide, region_slug)
    return Place(live, region, _device(request, live.guide, region))


def _region(guide: Guide, name: str) -> Region:
    region = zones.find(guide, name)
    if region is None:
        raise NotHereError(_("This guide has no region called “%(name)s”.") % {"name": name}, guide)
    return region


def _step(guide: Guide, region: Region, slug: str) -> Step:
    step = guide.step(slug)
    if step is None or step not in guide.steps_in(region.slug):
        raise NotHereError(_("This region has no step called “%(name)s”.") % {"name": slug}, guide, region)
    return step


def _device(request: HttpRequest, guide: Guide, region: Region) -> Device | None:
    wanted = request.GET.get("device")
    if wanted and wanted not in DEVICES:
        raise NotHereError(_("There are no steps for a device called “%(name)s”.") % {"name": wanted}, guide, region)
    return wanted or None


def _wish(request: HttpRequest, step: Step) -> progress.Wish:
    """The last value counts: an unticked box sends its hidden 0, a ticked one 0 and 1."""
    wish = (request.POST.getlist("done") or [""])[-1]
    if wish not in progress.WISHES or (wish == progress.NOT_FOR_ME and not step.is_extra):
        raise BadRequest(_("A step can be done or not done, and an extra can be not for you. Nothing was changed."))
    return wish


def _day(request: HttpRequest) -> datetime.date:
    return (preview.day(request) if preview.is_preview(request) else None) or clock.today()


# --- answer ----------------------------------------------------------------------------------


def _regions(request: HttpRequest, live: Live) -> HttpResponse:
    def more() -> dict[str, Any]:
        return {
            "essential": checklists.common(live.guide, _day(request), "essential"),
            "regions": [(region, zones.zones_of(region)) for region in live.guide.regions],
            "unsure_zones": zones.unsure_zones(),
        }

    return _page(request, live, "guide.html", (), more)


def _knowing(request: HttpRequest, live: Live, shown: checklists.Checklist) -> SafeString:
    """The part below the steps: the same for everybody in a region, so it is rendered once, ticks or not."""
    context = _context(request, live) | {"checklist": shown}
    key = ("_knowing.html", shown.region.slug, shown.device, shown.on)
    return live.once(key, lambda: render_to_string("_knowing.html", context, request))


def _progress(request: HttpRequest, place: Place, step: Step, cookie: str | None) -> HttpResponse:
    """What a tick changes on the page: the count, the switch and the ending."""
    live, region, device = place
    name = progress.cookie_name(live.guide.slug, step.slug)
    jar = {key: value for key, value in request.COOKIES.items() if key != name}
    ticks = progress.read(jar | ({name: cookie} if cookie else {}), live.guide.slug)
    shown = checklists.build(live.guide, region, device, _day(request), ticks)
    return render(request, "_progress.html", _context(request, live) | {"checklist": shown})


def _page(request: HttpRequest, live: Live, template: str, key: Key | None, more: More) -> HttpResponse:
    """One page from memory for all who read the same; without a key, and for staff, a page of its own."""
    context = _context(request, live)
    if context["is_preview"]:
        return pages.unkept(render(request, template, context | more()))
    if key is None or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return pages.private(request, render(request, template, context | more()))
    page = live.once(
        (template, request.path, context["query"], *key, _day(request)),
        lambda: pages.Page(render_to_string(template, context | more(), request).encode()),
    )
    return pages.answer(request, page)


def _context(request: HttpRequest, live: Live) -> dict[str, Any]:
    return {
        "guide": live.guide,
        "live": live,
        "site_url": settings.SITE_URL,
        "devices": DEVICES,
        "day": _day(request),
        "query": _query(request),
        "staff": _staff(request),
        "is_preview": preview.is_preview(request),
        "carried": preview.carried(request),
    }


def _staff(request: HttpRequest) -> bool:
    """Whether somebody of the staff is reading. Visitors have no session, so for them nothing is looked up."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    try:
        return may_enter(request)
    except DatabaseError:
        return False


def _query(request: HttpRequest) -> str:
    """What the links and forms of this page carry on: the device, and in a preview what it shows."""
    device = request.GET.get("device")
    kept = ({"device": device} if device in DEVICES else {}) | preview.carried(request)
    return f"?{urlencode(kept)}" if kept else ""


def _address(request: HttpRequest, guide: Guide, region: Region, anchor: str = "") -> str:
    """Where the checklist of this region is: on the site, or in the preview."""
    inside = "preview" if preview.is_preview(request) else "guides"
    address = reverse("guides:checklist", args=[guide.slug, region.slug], current_app=inside)
    return f"{address}{_query(request)}{'#' + anchor if anchor else ''}"


def _cookie_path(guide: Guide, request: HttpRequest) -> str:
    """Ticks are sent with this guide's pages only; those of a preview stay in the preview."""
    return reverse("guides:guide", args=[guide.slug], current_app=request.resolver_match.namespace)  # type: ignore[union-attr]


def _keep(request: HttpRequest, response: HttpResponse, guide: Guide, step: Step, cookie: str | None) -> None:
    name, path = progress.cookie_name(guide.slug, step.slug), _cookie_path(guide, request)
    if cookie is None:
        response.delete_cookie(name, path=path, samesite="Lax")
        return
    response.set_cookie(
        name,
        cookie,
        path=path,
        max_age=progress.KEEP_SECONDS,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )

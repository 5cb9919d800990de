"""What was asked for: which guide, region, device and day. Whatever there is not is answered with a sentence."""

import datetime
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from guides import clock, library, preview, teams, typed, zones
from guides.documents import DEVICES, Device, Guide, Region, Step
from guides.library import Live
from guides.problems import NotHereError
from guides.teams import GONE, Carried


class Place(NamedTuple):
    """Where a visitor is: which guide, which region, and which device if one was chosen."""

    live: Live
    region: Region
    device: Device | None


def live(request: HttpRequest, slug: str) -> Live:
    if preview.is_preview(request):
        return preview.shown(request, slug)
    found = library.shelf().get(slug)
    if found is None:
        raise NotHereError(_("There is no guide called “%(name)s”.") % {"name": slug})
    return found


def place(request: HttpRequest, guide_slug: str, region_slug: str) -> Place:
    asked = live(request, guide_slug)
    where = region(asked.guide, region_slug)
    return Place(asked, where, device(request, asked.guide, where))


def region(guide: Guide, name: str) -> Region:
    found = zones.find(guide, name)
    if found is None:
        raise NotHereError(_("This guide has no region called “%(name)s”.") % {"name": name}, guide)
    return found


def step(guide: Guide, where: Region, slug: str) -> Step:
    found = guide.step(slug)
    if found is None or found not in guide.steps_in(where.slug):
        raise NotHereError(_("This region has no step called “%(name)s”.") % {"name": slug}, guide, where)
    return found


def device(request: HttpRequest, guide: Guide, where: Region) -> Device | None:
    wanted = request.GET.get("device")
    if wanted and wanted not in DEVICES:
        raise NotHereError(_("There are no steps for a device called “%(name)s”.") % {"name": wanted}, guide, where)
    return wanted or None


def day(request: HttpRequest) -> datetime.date:
    return (preview.day(request) if preview.is_preview(request) else None) or clock.today()


def team(request: HttpRequest, guide: Guide) -> Carried | None:
    """The team for which somebody reads; None: the address names none."""
    found = _team(request)
    return GONE if found and found.is_known and found.guide != guide.slug else found


def carried(request: HttpRequest) -> dict[str, str]:
    """What every link and form must carry on besides the device: the team, and in a preview what it shows."""
    found = _team(request)
    return preview.carried(request) | ({"team": found.key} if found and found.key else {})


def query(request: HttpRequest) -> str:
    """What the links and forms of this page carry on, as the end of an address."""
    wanted = request.GET.get("device")
    kept = ({"device": wanted} if wanted in DEVICES else {}) | carried(request)
    return f"?{urlencode(kept)}" if kept else ""


def _team(request: HttpRequest) -> Carried | None:
    """Named in the path of its own pages, else in the query. A preview knows no teams."""
    named = request.resolver_match.kwargs.get("team_key") if request.resolver_match else None
    key = named or typed.bare(request.GET.get("team", ""))
    return teams.find(key) if key and not preview.is_preview(request) else None


def address(request: HttpRequest, guide: Guide, where: Region, anchor: str = "", page: str = "checklist") -> str:
    """Where a page of this region is, its checklist if none is named: on the site, or in the preview."""
    inside = "preview" if preview.is_preview(request) else "guides"
    path = reverse(f"guides:{page}", args=[guide.slug, where.slug], current_app=inside)
    return f"{path}{query(request)}{'#' + anchor if anchor else ''}"


def link(request: HttpRequest, guide: Guide, where: Region, page: str = "checklist", **more: str) -> str:
    """The whole address of a page, to be opened elsewhere: it names no device, and in a preview what is shown."""
    inside = "preview" if preview.is_preview(request) else "guides"
    path = reverse(f"guides:{page}", args=[guide.slug, where.slug], current_app=inside)
    query = urlencode(preview.carried(request) | more)
    return f"{settings.SITE_URL}{path}{'?' + query if query else ''}"

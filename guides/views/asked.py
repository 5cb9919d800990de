"""What was asked for: which guide, region, device and day. Whatever there is not is answered with a sentence."""

import datetime
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from guides import clock, library, preview, zones
from guides.documents import DEVICES, Device, Guide, Region, Step
from guides.library import Live
from guides.problems import NotHereError


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


def query(request: HttpRequest) -> str:
    """What the links and forms of this page carry on: the device, and in a preview what it shows."""
    wanted = request.GET.get("device")
    kept = ({"device": wanted} if wanted in DEVICES else {}) | preview.carried(request)
    return f"?{urlencode(kept)}" if kept else ""


def address(request: HttpRequest, guide: Guide, where: Region, anchor: str = "", page: str = "checklist") -> str:
    """Where a page of this region is, its checklist if none is named: on the site, or in the preview."""
    inside = "preview" if preview.is_preview(request) else "guides"
    path = reverse(f"guides:{page}", args=[guide.slug, where.slug], current_app=inside)
    return f"{path}{query(request)}{'#' + anchor if anchor else ''}"

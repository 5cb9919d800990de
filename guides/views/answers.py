"""How a view answers: from memory where all read the same, and privately where somebody's ticks are in it."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from guides import library, pages, preview, progress, teams
from guides.documents import DEVICES, Guide
from guides.library import Live
from guides.views import asked
from optout_site.second_factor import may_enter

Key = tuple[Any, ...]
More = Callable[[], dict[str, Any]]


def page(request: HttpRequest, live: Live, template: str, key: Key | None, more: More) -> HttpResponse:
    """One page from memory for all who read the same; without a key, and for staff, a page of its own."""
    said = context(request, live)
    if said["is_preview"]:
        return pages.unkept(render(request, template, said | more()))
    if key is None or is_own(request):
        return pages.private(request, render(request, template, said | more()))
    kept = live.once(
        (template, request.path, said["query"], *key, said["day"], said["team"], live.doubts),
        lambda: pages.Page(render_to_string(template, said | more(), request).encode()),
    )
    return pages.answer(request, kept)


def lead_on(request: HttpRequest, address: str) -> HttpResponse:
    """From an address that is printed, or another name of a region. A crowd asks for it, so it is kept as a page is."""
    response = redirect(address)
    if not preview.is_preview(request):
        response["Cache-Control"] = pages.SHARED
    return response


def is_own(request: HttpRequest) -> bool:
    """Whether this page is rendered for one reader: a preview, or with the links that staff see."""
    return preview.is_preview(request) or settings.SESSION_COOKIE_NAME in request.COOKIES


def of_all(name: str, make: Callable[[], pages.Page]) -> pages.Page:
    """A page on every guide there is; kept with the first of them, as long as no edition is new."""
    shelf = library.shelf()
    if not shelf:
        return make()
    editions = tuple((slug, live.number) for slug, live in shelf.items())
    return next(iter(shelf.values())).once((name, editions), make)


def context(request: HttpRequest, live: Live) -> dict[str, Any]:
    """What every page of a guide says or leads to, whatever it is about."""
    team = asked.team(request, live.guide)
    return {
        "guide": live.guide,
        "live": live,
        "site_url": settings.SITE_URL,
        "devices": DEVICES,
        "keep": f"path={cookie_path(request, live.guide)}; samesite=lax; max-age={progress.KEEP_SECONDS}",
        "day": asked.day(request),
        "query": asked.query(request),
        "staff": is_staff(request),
        "is_preview": preview.is_preview(request),
        "framable": bool(settings.FRAME_ANCESTORS),
        "carried": asked.carried(request),
        "team": team,
        "counted": team is not None and teams.mark_in(request.COOKIES, team.key) is not None,
        "new_mark": teams.new_mark,
    }


def is_staff(request: HttpRequest) -> bool:
    """Whether somebody of the staff is reading. Visitors have no session, so for them nothing is looked up."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    try:
        return may_enter(request)
    except DatabaseError:
        return False


def keep(request: HttpRequest, response: HttpResponse, guide: Guide, name: str, cookie: str | None) -> None:
    """Leave this cookie in the visitor's browser; None: take it out."""
    path = cookie_path(request, guide)
    if cookie is None:
        response.delete_cookie(name, path=path, samesite="Lax")
        return
    response.set_cookie(
        name,
        cookie,
        path=path,
        max_age=progress.KEEP_SECONDS,
        secure=request.is_secure(),
        httponly=not progress.names([name], guide.slug),  # the page looks whether the browser kept a tick
        samesite="Lax",
    )


def cookie_path(request: HttpRequest, guide: Guide) -> str:
    """Ticks are sent with this guide's pages only; those of a preview stay in the preview."""
    return _path_of(guide.slug, preview.is_preview(request))


@cache
def _path_of(slug: str, is_preview: bool) -> str:
    return reverse("guides:guide", args=[slug], current_app="preview" if is_preview else "guides")

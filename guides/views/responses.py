"""Builds responses: from memory if they are the same for everybody, and private if they contain ticks."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, override

from guides.checklist import tick_cookies
from guides.serving import current_editions, pages, teams
from guides.staff.second_factor import may_enter
from guides.views.visit import GuideVisit, Visit

Key = tuple[Any, ...]
More = Callable[[], dict[str, Any]]


def page(visit: GuideVisit, template: str, key: Key | None, more: More) -> HttpResponse:
    """A page from memory, by key; without a key, and for staff, rendered for this request."""
    request, live = visit.request, visit.live
    if visit.is_preview:
        return pages.unkept(render(request, template, context(visit) | more()))
    if key is None or is_own(visit):
        return pages.private(request, render(request, template, context(visit) | more()))

    def make() -> pages.Page:
        return pages.Page(render_to_string(template, context(visit) | more(), request).encode())

    depends_on = (template, request.path, visit.query, *key, visit.day, visit.team, live.reader_reports)
    return pages.shared(request, make, live, depends_on)


def lead_on(visit: Visit, address: str) -> HttpResponse:
    """A redirect from a printed URL or an alias of a region. Many people request it, so it is cached like a page."""
    response = redirect(address)
    if not visit.is_preview:
        response["Cache-Control"] = pages.SHARED
    return response


def is_own(visit: Visit) -> bool:
    """Whether this page is rendered for one reader: a preview, or with links for staff."""
    return visit.is_preview or settings.SESSION_COOKIE_NAME in visit.request.COOKIES


def of_all(name: str, make: Callable[[], pages.Page]) -> pages.Page:
    """A page about all guides, cached with the first of them until there is a new edition."""
    editions = current_editions.by_slug()
    if not editions:
        return make()
    numbers = (get_language(), *((slug, live.number, live.standing) for slug, live in editions.items()))
    return next(iter(editions.values())).get_or_set((name, numbers), make)


def context(visit: GuideVisit) -> dict[str, Any]:
    """The template context of every page of a guide."""
    team = visit.team
    return {
        "guide": visit.guide,
        "live": visit.live,
        "site_url": settings.SITE_URL,
        "devices": visit.devices,
        "cookie_attributes": f"path={cookie_path(visit)}; samesite=lax; max-age={tick_cookies.KEEP_SECONDS}",
        "day": visit.day,
        "query": visit.query,
        "staff": is_staff(visit.request),
        "is_preview": visit.is_preview,
        "framable": bool(settings.FRAME_ANCESTORS),
        "carried": visit.carried,
        "team": team,
        "counted": team is not None and teams.token_in(visit.request.COOKIES, team.key) is not None,
        "new_token": teams.new_token,
    }


def is_staff(request: HttpRequest) -> bool:
    """Whether a member of staff is reading. Visitors have no session, so this needs no query for them."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    try:
        return may_enter(request)
    except DatabaseError:
        return False


def set_cookie(visit: GuideVisit, response: HttpResponse, name: str, cookie: str, *, httponly: bool = False) -> None:
    """Set this cookie in the visitor's browser; an empty value deletes it. Scripts can read tick cookies."""
    path = cookie_path(visit)
    if not cookie:
        response.delete_cookie(name, path=path, samesite="Lax")
        return
    response.set_cookie(
        name,
        cookie,
        path=path,
        max_age=tick_cookies.KEEP_SECONDS,
        secure=visit.request.is_secure(),
        httponly=httponly,
        samesite="Lax",
    )


def cookie_path(visit: GuideVisit) -> str:
    """The path of tick cookies: this guide's pages only; those of a preview stay in the preview."""
    return _path_of(visit.guide.slug, visit.is_preview)


@cache
def _path_of(slug: str, is_preview: bool) -> str:
    with override(settings.LANGUAGE_CODE):  # above those of all languages
        return reverse("guides:guide", args=[slug], current_app="preview" if is_preview else "guides")

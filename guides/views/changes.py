"""What changed from edition to edition, as a page and as feeds. Once it was read, no view here makes a query."""

from collections.abc import Callable
from functools import wraps
from math import ceil
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from guides import feeds, history, library, pages, preview, problems
from guides.documents import Region
from guides.gates import readable_elsewhere, reading
from guides.library import Live
from guides.models import Size
from guides.problems import NotHereError
from guides.views import answers, asked, narrowing

View = Callable[..., HttpResponse]


class OddNumberError(Exception):
    """There is no such edition (404), or it is no number at all (400); the page says so, with the box to try again."""

    def __init__(self, status: int, sentence: str) -> None:
        self.status = status
        super().__init__(sentence)


def asking_for_patience(view: View) -> View:
    """Where nobody has asked for this before, it needs the database and some work; say so when that cannot be done."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except history.BusyError as busy:
            sentence = _("Too many old editions are being compared at once. Try again in a moment.")
            return _later(request, 429, sentence, busy.seconds)
        except (OperationalError, InterfaceError):
            problems.log_the_database()
            sentence = _("Older editions cannot be read at the moment; the steps can be done. Try again in a minute.")
            return _later(request, 503, sentence, 30)

    return guarded


@reading
@asking_for_patience
def changes(request: HttpRequest, guide_slug: str) -> HttpResponse:
    """The editions in words, newest first; `?before=N`: older ones; `?since=N`: all that is different now."""
    live = _in_force(request, guide_slug)
    region = narrowing.region(request, live.guide)
    try:
        return _told(request, live, region)
    except OddNumberError as odd:
        return _asking_again(request, live, region, odd)


def _told(request: HttpRequest, live: Live, region: Region | None) -> HttpResponse:
    since, below = _number(request, live, "since"), _number(request, live, "before", first=2)

    def more() -> dict[str, Any]:
        told = _since(live, since, region) if since else _editions(live, below, region)
        return told | narrowing.ways(request, live.guide, region, since=str(since or ""))

    slug = region.slug if region else None
    return answers.page(request, live, "changes.html", (slug, since, None if since else below), more)


def _asking_again(request: HttpRequest, live: Live, region: Region | None, odd: "OddNumberError") -> HttpResponse:
    """The newest editions, and at the box what is wrong with the number."""

    def more() -> dict[str, Any]:
        told = _editions(live, None, region) | narrowing.ways(request, live.guide, region)
        return told | {"problem": str(odd), "typed": request.GET.get("since", "")}

    response = answers.page(request, live, "changes.html", None, more)
    response.status_code = odd.status
    return response


@readable_elsewhere
@reading
@asking_for_patience
def feed(request: HttpRequest, guide_slug: str) -> HttpResponse:
    """What changed anywhere."""
    return _feed(request, asked.live(request, guide_slug), None)


@readable_elsewhere
@reading
@asking_for_patience
def region_feed(request: HttpRequest, guide_slug: str, region_slug: str) -> HttpResponse:
    """What changed for readers in one region."""
    live = asked.live(request, guide_slug)
    region = asked.region(live.guide, region_slug)
    if region.slug != region_slug and not preview.is_preview(request):
        return redirect("guides:region_feed", live.guide.slug, region.slug)
    return _feed(request, live, region)


def _feed(request: HttpRequest, live: Live, region: Region | None) -> HttpResponse:
    """The same bytes for everybody: an address of a feed carries nothing else."""
    if preview.is_preview(request):
        raise NotHereError(_("A preview has no feed. That of the site tells what was published."), live.guide, region)

    def made() -> pages.Page:
        return pages.Page(feeds.atom(live, region, history.latest(live, region, _is_news)))

    response = pages.answer(request, live.once(("feed", region.slug if region else None), made))
    response["Content-Type"] = feeds.CONTENT_TYPE
    return response


def _later(request: HttpRequest, status: int, sentence: str, seconds: float) -> HttpResponse:
    response = problems.answer(request, status, _("Back in a minute"), sentence, guides=library.shelf())
    response["Retry-After"] = str(ceil(seconds))
    return response


def _is_news(past: history.Past) -> bool:
    """Corrections of spelling are none, nor is what changes nothing in this region."""
    return past.is_first or (past.issue.size != Size.TYPO and past.summary != history.Summary())


def _in_force(request: HttpRequest, slug: str) -> Live:
    """The edition that visitors read, also in a preview: a draft is no edition, and what it changes is at the desk."""
    shown = asked.live(request, slug)
    if not preview.is_preview(request):
        return shown
    published = library.shelf().get(slug)
    if published is None:
        raise NotHereError(_("Nothing of this guide was published yet, so nothing has changed."), shown.guide)
    return published


def _editions(live: Live, below: int | None, region: Region | None) -> dict[str, Any]:
    told = history.editions(live, below or live.number + 1, region)
    oldest = told[-1].issue.number if told else 1
    return {"editions": told, "older": oldest if oldest > 1 else None, "newest": below is None}


def _since(live: Live, number: int, region: Region | None) -> dict[str, Any]:
    past = history.since(live, number, region)
    if past is None:
        raise _unknown(live, number)
    return {"since": past}


def _number(request: HttpRequest, live: Live, name: str, first: int = 1) -> int | None:
    """The number of an edition that there is (with `first` 2: the number after one)."""
    wanted = request.GET.get(name, "").strip()
    if not wanted:
        return None
    if not wanted.isascii() or not wanted.isdigit() or len(wanted) > 9:
        sentence = _("“%(number)s” is no number of an edition. Write it in digits, such as %(latest)s.")
        raise OddNumberError(400, sentence % {"number": wanted, "latest": live.number})
    if not first <= int(wanted) < live.number + first:
        raise _unknown(live, int(wanted) - first + 1)
    return int(wanted)


def _unknown(live: Live, number: int) -> OddNumberError:
    sentence = _("There is no edition %(number)s of this guide. The one in force is edition %(latest)s.")
    return OddNumberError(404, sentence % {"number": number, "latest": live.number})

"""A team count with no names: make a team, be counted, see how many, delete it all. These pages need the database."""

from collections.abc import Callable
from functools import wraps
from math import ceil
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from guides import checklist as checklists
from guides import clock, figures, limits, pages, preview, problems, progress, qr
from guides import teams as known
from guides.checklist import Checklist
from guides.gates import posting_from_here, reading
from guides.models import Team
from guides.problems import NotHereError
from guides.views import answers, asked
from guides.views.asked import Place

View = Callable[..., HttpResponse]

# In each worker: what may come at once, and how fast it may go on.
making = limits.Bucket(burst=30, a_second=0.1)
counting = limits.Buckets(burst=3000, a_second=20)
# Over the whole site. It fills faster than nginx lets one address make teams (deploy/nginx/switched-off.conf).
MADE = limits.Daily(burst=200, a_second=1 / 20)


def needing_the_database(view: View) -> View:
    """While it is away, say so; unlike the guide, a count cannot be read or written without it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (OperationalError, InterfaceError):
            problems.log_the_database()
            sentence = _("Teams cannot be counted at the moment; the steps can be done. Try again in a minute.")
            return _later(problems.answer(request, 503, _("Back in a minute"), sentence), 30)

    return guarded


@posting_from_here
@needing_the_database
def teams(request: HttpRequest, guide_slug: str, region_slug: str) -> HttpResponse:
    """What a team count is and what is kept of it, and a form to make a team."""
    place = _place(request, guide_slug, region_slug)
    if request.method == "POST":
        return _make(request, place)
    if place.region.slug != region_slug:
        return redirect(asked.address(request, place.live.guide, place.region, page="teams"))
    return answers.page(request, place.live, "teams.html", None, lambda: {"region": place.region})


@reading
@needing_the_database
def team(request: HttpRequest, guide_slug: str, region_slug: str, team_key: str) -> HttpResponse:
    """How many have done it; to whoever made the team (`?maker=…`) exactly, with all there is to send and to delete."""
    place = _place(request, guide_slug, region_slug)
    row = _row(place, team_key)
    secret = request.GET.get("maker", "")
    if secret and not row.is_made_with(secret):
        raise PermissionDenied(_("This is not the private link of this team. It may have been copied in part."))
    said = _for_maker(request, place, row, secret) if secret else {}
    exact = row.exact_figures()
    said |= {
        "figures": exact if secret else figures.for_everybody(exact),
        "checklist": _checklist(request, place),
        "region": place.region,
    }
    return pages.unkept(render(request, "team.html", answers.context(request, place.live) | said))


@posting_from_here
@needing_the_database
def count(request: HttpRequest, guide_slug: str, region_slug: str, team_key: str) -> HttpResponse:
    """Count this browser (`done=1`), or take it out again (`done=0`). Its cookie sees to it that it counts once."""
    place = _place(request, guide_slug, region_slug)
    if request.method != "POST":
        return redirect(_ending(request, place))
    row, wish, mark = _row(place, team_key), *_pressed(request, team_key)
    if wait := counting.take(team_key):
        return _later(_refused(request, place, 429, _("Too many press at once. Try again in a moment.")), wait)
    if wish == "1" and not _checklist(request, place).is_off:
        return _refused(request, place, 409, _("Tick the steps first. Whoever has not done them is not counted."))
    if wish == "1" and row.is_full():
        return _refused(request, place, 409, _("This team is full: it counts no more than 100,000."))
    _write(place, row, wish, mark)
    response = _answer(request, place, counted=wish == "1")
    answers.keep(request, response, place.live.guide, known.cookie_name(team_key), mark if wish == "1" else None)
    return pages.private(request, response)


@posting_from_here
@needing_the_database
def delete_team(request: HttpRequest, guide_slug: str, region_slug: str, team_key: str) -> HttpResponse:
    """Delete the team and all its counts, at once and for good. Only who has the secret and says so twice."""
    place = _place(request, guide_slug, region_slug)
    row = _row(place, team_key)
    if request.method != "POST":
        return redirect(_team_page(request, place, team_key))
    if not row.is_made_with(request.POST.get("maker", "")):
        raise PermissionDenied(_("Only whoever made this team can delete it, from their private link."))
    if request.POST.get("sure") != "1":
        raise BadRequest(_("Go back and tick the box above the button first. Nothing was deleted."))
    row.delete()
    known.forget(team_key)
    return HttpResponseRedirect(asked.address(request, place.live.guide, place.region, "deleted", "teams"), status=303)


# --- making ----------------------------------------------------------------------------------


def _make(request: HttpRequest, place: Place) -> HttpResponse:
    typed = request.POST.get("name", "")
    try:
        name = known.clean_name(typed)
    except ValueError as error:
        return _form(request, place, 400, typed, str(error))
    if wait := _wait_to_make():
        sentence = _(
            "So many teams were made just now that this one has to wait. Try again later; your name is kept here."
        )
        return _later(_form(request, place, 429, typed, sentence), wait)
    row, secret = Team.objects.make(place.live.guide.slug, place.region.slug, name, request.POST.get("mark", ""))
    return pages.unkept(HttpResponseRedirect(_team_page(request, place, row.key, maker=secret), status=303))


def _wait_to_make() -> float:
    """In how many seconds another team may be made; 0: now."""
    return MADE.wait(Team.objects.filter(made_on=clock.today()).count(), clock.seconds()) or making.take()


def _form(request: HttpRequest, place: Place, status: int, typed: str, problem: str) -> HttpResponse:
    said = answers.context(request, place.live) | {"region": place.region, "typed": typed, "problem": problem}
    said |= {"mark": request.POST.get("mark", "")}
    return pages.unkept(render(request, "teams.html", said, status=status))


def _for_maker(request: HttpRequest, place: Place, row: Team, secret: str) -> dict[str, Any]:
    row.use()
    steps = reverse("guides:checklist", args=[place.live.guide.slug, place.region.slug])
    link = f"{settings.SITE_URL}{steps}?{urlencode({'team': row.key})}"
    private = settings.SITE_URL + _team_page(request, place, row.key, maker=secret)
    return {"maker": secret, "link": link, "private": private, "code": qr.svg(link)}


# --- counting --------------------------------------------------------------------------------


def _pressed(request: HttpRequest, key: str) -> tuple[str, str]:
    """What is wished, and the mark: the one this browser was counted with, else the one in the form."""
    wish, kept = request.POST.get("done", ""), known.mark_in(request.COOKIES, key)
    mark = kept or request.POST.get("mark", "")
    if wish not in ("0", "1") or (wish == "1" and not known.MARK.fullmatch(mark)):
        raise BadRequest(_("That was not sent by our button. Open the steps again and press it there."))
    return wish, mark


def _write(place: Place, row: Team, wish: str, mark: str) -> None:
    if wish == "0":
        row.take_out(mark)
        return
    try:
        row.count(mark)
    except IntegrityError:
        raise _gone(place) from None


def _answer(request: HttpRequest, place: Place, *, counted: bool) -> HttpResponse:
    """What the button turns into, or the whole page without JavaScript."""
    if not request.htmx:  # type: ignore[attr-defined]
        return HttpResponseRedirect(_ending(request, place), status=303)
    return _fragment(request, place, counted=counted)


def _refused(request: HttpRequest, place: Place, status: int, sentence: str) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return pages.unkept(_fragment(request, place, status, refused=sentence))
    offers = {"guide": place.live.guide, "region": place.region, "query": asked.query(request)}
    return problems.answer(request, status, _("You were not counted"), sentence, **offers)


def _fragment(request: HttpRequest, place: Place, status: int = 200, **said: Any) -> HttpResponse:
    context = answers.context(request, place.live) | {"checklist": _checklist(request, place), "answered": True}
    return render(request, "_count_me.html", context | said, status=status)


# --- where and who ---------------------------------------------------------------------------


def _place(request: HttpRequest, guide_slug: str, region_slug: str) -> Place:
    place = asked.place(request, guide_slug, region_slug)
    if preview.is_preview(request):
        sentence = _("A preview has no teams: nobody is counted in it. They are on the site itself.")
        raise NotHereError(sentence, place.live.guide, place.region)
    return place


def _row(place: Place, key: str) -> Team:
    row = Team.objects.filter(guide__slug=place.live.guide.slug, key=key).first()
    if row is None:
        raise _gone(place)
    known.remember(key, known.Carried(key, place.live.guide.slug, row.name))
    return row


def _gone(place: Place) -> NotHereError:
    sentence = _("This team is not counted any more, or its link was copied in part.")
    return NotHereError(sentence, place.live.guide, place.region)


def _checklist(request: HttpRequest, place: Place) -> Checklist:
    ticks = progress.read(request.COOKIES, place.live.guide.slug)
    return checklists.build(place.live.guide, place.region, place.device, asked.day(request), ticks)


def _ending(request: HttpRequest, place: Place) -> str:
    return asked.address(request, place.live.guide, place.region, "count-me")


def _team_page(request: HttpRequest, place: Place, key: str, **query: str) -> str:
    path = reverse("guides:team", args=[place.live.guide.slug, place.region.slug, key])
    return f"{path}?{urlencode(query)}" if query else path


def _later(response: HttpResponse, seconds: float) -> HttpResponse:
    response["Retry-After"] = str(ceil(seconds))
    return response

"""Team counts without names: create a team, be counted, see how many, delete it. These pages need the database."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import IntegrityError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guides.checklist import plan as checklists
from guides.checklist.plan import Checklist
from guides.models import Team
from guides.rules import clock, rate_limit, team_figures
from guides.serving import pages
from guides.serving import teams as team_lookup
from guides.sharing import qr
from guides.views import errors, responses
from guides.views.decorators import of_region, redirect_alias, refuse_preview, require_safe, require_same_origin
from guides.views.errors import NotHereError, needing_the_database
from guides.views.visit import RegionVisit

AWAY = gettext_lazy("Teams cannot be counted at the moment, but the steps work. Try again in a minute.")
NO_TEAMS = gettext_lazy("A preview has no teams: nobody is counted in it. Use them on the site itself.")

# In each worker: what may come at once, and how fast it may go on.
making = rate_limit.TokenBucket(burst=30, a_second=0.1)
counting = rate_limit.Buckets(burst=3000, a_second=20)
# Over the whole site. It fills faster than nginx lets one address make teams (deploy/nginx/switched-off.conf).
MADE = rate_limit.Daily(burst=200, a_second=1 / 20)


@require_same_origin
@needing_the_database(AWAY)
@of_region
@refuse_preview(NO_TEAMS)
@redirect_alias()
def teams(visit: RegionVisit) -> HttpResponse:
    """What a team count is and what it stores, and the form to create a team."""
    if visit.request.method != "POST":
        return responses.page(visit, "teams.html", None, lambda: {"region": visit.region})
    typed, token = visit.request.POST.get("name", ""), visit.request.POST.get("token", "")
    try:
        name = team_lookup.clean_name(typed)
    except ValueError as error:
        return _form(visit, 400, str(error))
    try:
        size = team_lookup.clean_size(visit.request.POST.get("size", ""))
    except ValueError as error:
        return _form(visit, 400, str(error), field="size")
    made = Team.objects.filter(made_on=clock.today()).count()
    if wait := MADE.wait(made, clock.seconds()) or making.take():
        message = _(
            "So many teams were created just now that this one has to wait. Try again later; "
            "what you typed is still here."
        )
        return errors.retry_after(_form(visit, 429, message), wait)
    row, secret = Team.objects.make(visit.guide.slug, visit.region.slug, name, token, size)
    return pages.unkept(HttpResponseRedirect(_maker_page(visit, row.key, secret), status=303))


@require_safe
@needing_the_database(AWAY)
@of_region
@refuse_preview(NO_TEAMS)
def team(visit: RegionVisit, team_key: str) -> HttpResponse:
    """How many people have done the steps; for its creator (`?maker=…`) the exact number, with what to send and the
    form to delete it.
    """
    row = _row(visit, team_key)
    secret = visit.request.GET.get("maker", "")
    if secret and not row.is_made_with(secret):
        raise PermissionDenied(_("This is not the private link of this team. Part of it may be missing."))
    context: dict[str, Any] = {}
    if secret:
        row.use()
        link = f"{settings.SITE_URL}{visit.path('checklist')}?{urlencode({'team': row.key})}"
        private = settings.SITE_URL + _maker_page(visit, row.key, secret)
        own = {"link": link, "private": private, "code": qr.svg(link)}
        context = {"maker": secret, "stays": {"maker": secret}} | own
    exact = row.exact_figures()
    figures = exact if secret else team_figures.for_everybody(exact)
    context |= {
        "figures": figures,
        "sentence": _how_many(figures, row.size),
        "checklist": _checklist(visit),
        "region": visit.region,
    }
    return pages.unkept(render(visit.request, "team.html", responses.context(visit) | context))


@require_same_origin
@needing_the_database(AWAY)
@of_region
@refuse_preview(NO_TEAMS)
def count(visit: RegionVisit, team_key: str) -> HttpResponse:
    """Count this browser (`done=1`), or take it out again (`done=0`). Its cookie sees to it that it counts once."""
    request, ending = visit.request, visit.address("checklist", anchor="count-me")
    if request.method != "POST":
        return redirect(ending)
    row, wish, token = _row(visit, team_key), *_pressed(visit, team_key)
    if wait := counting.take(team_key):
        refused = _refused(visit, 429, _("Too many people pressed this at once. Try again in a moment."))
        return errors.retry_after(refused, wait)
    if wish == "1" and not _checklist(visit).is_off:
        return _refused(visit, 409, _("Tick the steps first. Only people who have done them are counted."))
    if wish == "1" and row.is_full():
        return _refused(visit, 409, _("This team is full: it counts at most 100,000."))
    if wish == "0":
        row.take_out(token)
    else:
        try:
            row.count(token)
        except IntegrityError:
            raise _gone(visit) from None
    response = _button(visit, counted=wish == "1") if request.htmx else HttpResponseRedirect(ending, status=303)
    responses.set_cookie(
        visit, response, team_lookup.cookie_name(team_key), token if wish == "1" else "", httponly=True
    )
    return pages.private(request, response)


@require_same_origin
@needing_the_database(AWAY)
@of_region
@refuse_preview(NO_TEAMS)
def delete_team(visit: RegionVisit, team_key: str) -> HttpResponse:
    """Delete the team and all its counts permanently. Requires the secret and a confirmation."""
    row = _row(visit, team_key)
    if visit.request.method != "POST":
        return redirect(visit.path("team", team_key))
    if not row.is_made_with(visit.request.POST.get("maker", "")):
        raise PermissionDenied(_("Only the person who created this team can delete it, with their private link."))
    if visit.request.POST.get("sure") != "1":
        raise BadRequest(_("Go back and tick the box above the button first. Nothing was deleted."))
    row.delete()
    team_lookup.forget(team_key)
    return HttpResponseRedirect(visit.address("teams", anchor="deleted"), status=303)


def _how_many(figures: team_figures.Figures, size: int | None) -> SafeString:
    """The total in a sentence, with the size of the team if it is known and not smaller."""
    total = figures.total
    if not total:
        return escape(_("Fewer than five are counted so far."))
    if size and size >= total:
        exact = ngettext("{total} of {size} is counted.", "{total} of {size} are counted.", total)
        rounded = ngettext("At least {total} of {size} is counted.", "At least {total} of {size} are counted.", total)
    else:
        exact = ngettext("{total} is counted.", "{total} are counted.", total)
        rounded = ngettext("At least {total} is counted.", "At least {total} are counted.", total)
    message = exact if figures.is_exact else rounded
    return format_html(message, total=format_html("<strong>{}</strong>", total), size=size)


# --- making ----------------------------------------------------------------------------------


def _form(visit: RegionVisit, status: int, problem: str, field: str = "name") -> HttpResponse:
    typed = {name: visit.request.POST.get(name, "") for name in ("name", "size", "token")}
    form = {"region": visit.region, "typed": typed, "problem": problem, "field": field}
    return pages.unkept(render(visit.request, "teams.html", responses.context(visit) | form, status=status))


def _maker_page(visit: RegionVisit, key: str, secret: str) -> str:
    return f"{visit.path('team', key)}?{urlencode({'maker': secret})}"


# --- counting --------------------------------------------------------------------------------


def _row(visit: RegionVisit, key: str) -> Team:
    row = Team.objects.filter(guide__slug=visit.guide.slug, key=key).first()
    if row is None:
        raise _gone(visit)
    team_lookup.remember(key, team_lookup.Carried(key, visit.guide.slug, row.name))
    return row


def _gone(visit: RegionVisit) -> NotHereError:
    message = _("This team is no longer counted, or part of its link is missing.")
    return NotHereError(message, visit.guide, visit.region)


def _pressed(visit: RegionVisit, key: str) -> tuple[str, str]:
    """The requested state, and the token: from this browser's cookie, or else from the form."""
    wish, kept = visit.request.POST.get("done", ""), team_lookup.token_in(visit.request.COOKIES, key)
    token = kept or visit.request.POST.get("token", "")
    if wish not in ("0", "1") or (wish == "1" and not team_lookup.TOKEN.fullmatch(token)):
        raise BadRequest(_("That was not sent by our button. Open the steps again and press it there."))
    return wish, token


def _refused(visit: RegionVisit, status: int, message: str) -> HttpResponse:
    if visit.request.htmx:
        return pages.unkept(_button(visit, status, refused=message))
    offers = {"guide": visit.guide, "region": visit.region, "query": visit.query}
    return errors.answer(visit.request, status, _("You were not counted"), message, **offers)


def _button(visit: RegionVisit, status: int = 200, **more: Any) -> HttpResponse:
    """The HTML that replaces the button."""
    context = responses.context(visit) | {"checklist": _checklist(visit), "answered": True}
    return render(visit.request, "_count_me.html", context | more, status=status)


def _checklist(visit: RegionVisit) -> Checklist:
    return checklists.build(visit.guide, visit.region, visit.device, visit.day, visit.ticks)

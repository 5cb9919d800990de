"""Takes ticks to another device in a signed link that is valid for a day. Nothing is stored here."""

import datetime
from typing import Any, NamedTuple

from django.core import signing
from django.core.exceptions import BadRequest
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from guides.checklist import tick_cookies
from guides.checklist.tick_cookies import Ticks
from guides.document.types import Guide, Step
from guides.serving import pages
from guides.sharing import qr
from guides.views import errors, responses
from guides.views.decorators import of_region, require_same_origin
from guides.views.visit import GuideVisit, RegionVisit

LASTS = datetime.timedelta(hours=24)
LONGEST_TOKEN = 2000
MOST_IN_A_CODE = 600  # letters; a code with more is too fine for the camera of a phone


class Brought(NamedTuple):
    """One transferred tick, and what happens to it here."""

    step: Step
    is_done: bool
    is_here: bool
    has_changed: bool
    is_elsewhere: bool


@require_same_origin
@of_region
def carry(visit: RegionVisit) -> HttpResponse:
    """Offer the link. Opened elsewhere with `?ticks=`, ask whether to add the ticks; a post adds them."""
    request = visit.request
    try:
        if request.method == "POST":
            return _take_over(visit, request.POST.get("ticks", ""))
        if "ticks" in request.GET:
            return _ask(visit, request.GET["ticks"])
    except signing.SignatureExpired:
        return _refused(visit, 410, _("This link has expired"), _("It worked for 24 hours."))
    except signing.BadSignature:
        reason = _("Part of it is missing, or something in it was changed.")
        return _refused(visit, 400, _("This link does not work"), reason)
    return _offer(visit)


def packed(visit: GuideVisit) -> str:
    """This browser's ticks as a token for `carry`; empty if there are none, or too many."""
    ticks = _fitting(visit.guide, visit.ticks)
    token = _signer(visit).sign(tick_cookies.to_text(ticks))
    return token if ticks and len(token) <= LONGEST_TOKEN else ""


def _offer(visit: RegionVisit) -> HttpResponse:
    """A QR code and a link with this browser's ticks; without any, the ordinary link to the steps."""
    ticks = _fitting(visit.guide, visit.ticks)
    link = visit.link("checklist")
    if ticks:
        token = _signer(visit).sign(tick_cookies.to_text(ticks))
        if len(token) > LONGEST_TOKEN:
            raise BadRequest(_("You have more ticks than one link can carry. They are safe in this browser."))
        link = visit.link("carry", ticks=token)

    def context() -> dict[str, Any]:
        code = qr.svg(link) if len(link) <= MOST_IN_A_CODE else ""
        return {"region": visit.region, "number": len(ticks), "link": link, "code": code}

    response = responses.page(visit, "carry.html", None if ticks else (), context)
    return for_nobody_else(response) if ticks else response


def _ask(visit: RegionVisit, token: str) -> HttpResponse:
    """Show what the link would add. Nothing changes yet, so a chat that opens the link changes nothing either."""
    brought = _read(visit, token)
    merged = tick_cookies.merge(visit.ticks, brought)
    rows = [
        Brought(
            step=step.told_in(visit.region.slug),
            is_done=tick.revision is not None,
            is_here=merged[step.slug] == visit.ticks.get(step.slug),
            has_changed=tick.is_older_than(step.revision_for(visit.region.slug, visit.device).number),
            is_elsewhere=not step.is_in(visit.region.slug),
        )
        for step in visit.guide.steps
        if (tick := brought.get(step.slug))
    ]
    has_news = not all(row.is_here for row in rows)
    own = {"rows": rows, "token": token, "has_news": has_news, "stays": {"ticks": token}}
    context = {"region": visit.region} | own
    return for_nobody_else(responses.page(visit, "carried.html", None, lambda: context))


def _take_over(visit: RegionVisit, token: str) -> HttpResponse:
    brought = _read(visit, token)
    merged = tick_cookies.merge(visit.ticks, brought)
    response = HttpResponseRedirect(visit.address("checklist"), status=303)
    for step in brought:
        responses.set_cookie(visit, response, tick_cookies.cookie_name(visit.guide.slug, step), merged[step].cookie)
    return pages.private(visit.request, response)


def _fitting(guide: Guide, ticks: Ticks) -> dict[str, tick_cookies.Tick]:
    """The ticks that are valid in this guide, in any region: only extras can be 'not for me'."""
    steps = [step for step in guide.steps if step.slug in ticks]
    return {step.slug: ticks[step.slug] for step in steps if step.is_extra or ticks[step.slug].revision is not None}


def _read(visit: GuideVisit, token: str) -> dict[str, tick_cookies.Tick]:
    """The ticks in a token. Raises SignatureExpired if it is too old, otherwise BadSignature if it is invalid."""
    if len(token) > LONGEST_TOKEN:
        raise signing.BadSignature
    return _fitting(visit.guide, tick_cookies.from_text(_signer(visit).unsign(token, max_age=LASTS)))


def _signer(visit: GuideVisit) -> signing.TimestampSigner:
    """The signer, specific to one guide, and to previews or the site."""
    return signing.TimestampSigner(sep=".", salt=f"guides.carry {responses.cookie_path(visit)}")


def _refused(visit: RegionVisit, status: int, title: str, reason: str) -> HttpResponse:
    """The error page: nothing was changed, with links to a new link or the steps."""
    message = _("%(reason)s Your ticks here have not changed. Make a new link on the other device.")
    offers = {"guide": visit.guide, "region": visit.region, "devices": visit.devices}
    return errors.answer(visit.request, status, title, message % {"reason": reason}, **offers)


def for_nobody_else(response: HttpResponse) -> HttpResponse:
    """Mark a response with ticks in its URL or QR code as not to be stored, even by the browser."""
    response["Cache-Control"] = "private, no-store"
    return response

"""On to another device: the ticks travel inside a signed link that is good for a day. We keep nothing of them."""

import datetime
from typing import NamedTuple

from django.core import signing
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from guides import pages, problems, progress, qr
from guides.documents import DEVICES, Guide, Step
from guides.gates import posting_from_here
from guides.progress import Ticks
from guides.views import answers, asked
from guides.views.asked import Place

LASTS = datetime.timedelta(hours=24)
LONGEST_TOKEN = 2000
MOST_IN_A_CODE = 600  # letters; a code with more is too fine for the camera of a phone


class Brought(NamedTuple):
    """One tick on its way over, and what becomes of it here."""

    step: Step
    is_done: bool
    is_here: bool
    has_changed: bool
    is_elsewhere: bool


@posting_from_here
def carry(request: HttpRequest, guide_slug: str, region_slug: str) -> HttpResponse:
    """The way to another device. Opened there with `?ticks=`, it asks whether to take them over; a post does so."""
    place = asked.place(request, guide_slug, region_slug)
    try:
        if request.method == "POST":
            return _take_over(request, place, request.POST.get("ticks", ""))
        if "ticks" in request.GET:
            return _ask(request, place, request.GET["ticks"])
    except signing.SignatureExpired:
        return _refused(request, place, 410, _("This link has expired"), _("It was good for 24 hours."))
    except signing.BadSignature:
        reason = _("A piece of it is missing, or something in it is not as we wrote it.")
        return _refused(request, place, 400, _("This link does not work"), reason)
    return _offer(request, place)


def packed(request: HttpRequest, guide: Guide) -> str:
    """This browser's ticks, to be posted to `carry`; empty where there are none, or more than it takes."""
    ticks = _fitting(guide, progress.read(request.COOKIES, guide.slug))
    token = _signer(request, guide).sign(progress.to_text(ticks))
    return token if ticks and len(token) <= LONGEST_TOKEN else ""


def _offer(request: HttpRequest, place: Place) -> HttpResponse:
    """A code and a link with this browser's ticks; without any, those that lead everybody to the steps."""
    live, region, _device = place
    ticks = _fitting(live.guide, progress.read(request.COOKIES, live.guide.slug))
    link = asked.link(request, live.guide, region)
    if ticks:
        link = asked.link(request, live.guide, region, "carry", ticks=_sign(request, live.guide, ticks))
    said = {"region": region, "number": len(ticks), "link": link}
    response = answers.page(request, live, "carry.html", None if ticks else (), lambda: said | {"code": _code(link)})
    return for_nobody_else(response) if ticks else response


def _ask(request: HttpRequest, place: Place, token: str) -> HttpResponse:
    """What the link brings, before anything is changed: a chat that looks at the link changes nothing either."""
    live, region, _device = place
    here = progress.read(request.COOKIES, live.guide.slug)
    brought = _read(request, live.guide, token)
    rows = _rows(place, here, brought)
    said = {"region": region, "rows": rows, "token": token, "has_news": not all(row.is_here for row in rows)}
    return for_nobody_else(answers.page(request, live, "carried.html", None, lambda: said))


def _take_over(request: HttpRequest, place: Place, token: str) -> HttpResponse:
    guide = place.live.guide
    brought = _read(request, guide, token)
    merged = progress.merge(progress.read(request.COOKIES, guide.slug), brought)
    response = HttpResponseRedirect(asked.address(request, guide, place.region), status=303)
    for step in brought:
        answers.keep(request, response, guide, progress.cookie_name(guide.slug, step), merged[step].cookie)
    return pages.private(request, response)


def _rows(place: Place, here: Ticks, brought: Ticks) -> list[Brought]:
    """What comes over, in the order of the guide."""
    guide, merged = place.live.guide, progress.merge(here, brought)
    return [
        Brought(
            step=step,
            is_done=tick.revision is not None,
            is_here=merged[step.slug] == here.get(step.slug),
            has_changed=tick.is_older_than(step.revision),
            is_elsewhere=step not in guide.steps_in(place.region.slug),
        )
        for step in guide.steps
        if (tick := brought.get(step.slug))
    ]


def _fitting(guide: Guide, ticks: Ticks) -> dict[str, progress.Tick]:
    """Those that mean something in this guide, in whichever of its regions: only extras can be 'not for me'."""
    steps = [step for step in guide.steps if step.slug in ticks]
    return {step.slug: ticks[step.slug] for step in steps if step.is_extra or ticks[step.slug].revision is not None}


def _sign(request: HttpRequest, guide: Guide, ticks: Ticks) -> str:
    token = _signer(request, guide).sign(progress.to_text(ticks))
    if len(token) > LONGEST_TOKEN:
        raise BadRequest(_("You have more ticks than one link can carry. They are safe in this browser."))
    return token


def _read(request: HttpRequest, guide: Guide, token: str) -> dict[str, progress.Tick]:
    """The ticks in a token. Raises SignatureExpired for one that is too old, else BadSignature."""
    if len(token) > LONGEST_TOKEN:
        raise signing.BadSignature
    return _fitting(guide, progress.from_text(_signer(request, guide).unsign(token, max_age=LASTS)))


def _signer(request: HttpRequest, guide: Guide) -> signing.TimestampSigner:
    """A token is good where its ticks are: for one guide, and what was ticked in a preview stays in previews."""
    return signing.TimestampSigner(sep=".", salt=f"guides.carry {answers.cookie_path(request, guide)}")


def _code(link: str) -> str:
    return qr.svg(link) if len(link) <= MOST_IN_A_CODE else ""


def _refused(request: HttpRequest, place: Place, status: int, title: str, reason: str) -> HttpResponse:
    """Nothing was changed, and there is a way on: a new link there, or the steps here."""
    sentence = _("%(reason)s Your ticks here are as they were. Make a new link on the device that has the others.")
    offers = {"guide": place.live.guide, "region": place.region, "devices": DEVICES}
    return problems.answer(request, status, title, sentence % {"reason": reason}, **offers)


def for_nobody_else(response: HttpResponse) -> HttpResponse:
    """A page with ticks in its address or in a code on it: not even the browser keeps it."""
    response["Cache-Control"] = "private, no-store"
    return response

"""“This isn’t what I see”: which region, step and device, what is different, and nothing about who says so.

The form is the same page for everybody, from memory; only what is sent needs the database.
"""

from math import ceil
from typing import Any, NamedTuple

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from guides import clock, limits, pages, preview
from guides.documents import DEVICES, Step
from guides.gates import posting_from_here
from guides.models import Guide, Report
from guides.problems import NotHereError
from guides.reports import clean_words
from guides.views import answers, asked
from guides.views.asked import Place

# In each worker: what may come at once, and how fast it may go on.
reporting = limits.Bucket(burst=60, a_second=0.2)
# Over the whole site, and of one device at one step.
MOST_A_DAY = 2000
MOST_A_DAY_OF_ONE = 200
LATER_SECONDS = 3600


class Typed(NamedTuple):
    """What stands in the form."""

    device: str
    choice: str
    words: str


class Spot(NamedTuple):
    """What a report is about."""

    place: Place
    step: Step


class NotTakenError(Exception):
    """The report was not kept; the form says why, and keeps what was typed."""

    def __init__(self, status: int, sentence: str, wait: float = 0) -> None:
        self.status = status
        self.wait = wait
        super().__init__(sentence)


@posting_from_here
def report(request: HttpRequest, guide_slug: str, region_slug: str, step_slug: str) -> HttpResponse:
    """A form on one step, and the thanks in its place (`?sent=1`)."""
    place = asked.place(request, guide_slug, region_slug)
    spot = Spot(place, asked.step(place.live.guide, place.region, step_slug))
    if preview.is_preview(request):
        sentence = _("A preview takes no reports. They are sent from the site itself.")
        raise NotHereError(sentence, place.live.guide, place.region)
    if request.method == "POST":
        return pages.unkept(_send(request, spot))
    if place.region.slug != region_slug:
        return redirect(_address(request, spot))
    more = _said(spot, Typed(place.device or "", "", "")) | {"sent": request.GET.get("sent") == "1"}
    return answers.page(request, place.live, "report.html", (more["sent"],), lambda: more)


def _send(request: HttpRequest, spot: Spot) -> HttpResponse:
    typed = Typed(*(request.POST.get(name, "") for name in Typed._fields))
    try:
        _take(spot, typed)
    except NotTakenError as refusal:
        return _form(request, spot, typed, refusal)
    return _thanks(request, spot)


def _take(spot: Spot, typed: Typed) -> None:
    clean = _clean(typed)
    try:
        if wait := reporting.take() or _wait(spot, clean):
            sentence = _("So many reports came in that this one has to wait. Try later; your words are still here.")
            raise NotTakenError(429, sentence, wait)
        _keep(spot, clean)
    except (OperationalError, InterfaceError):
        sentence = _("Reports cannot be taken at the moment. Try again in a minute; your words are still here.")
        raise NotTakenError(503, sentence, 30) from None


def _clean(typed: Typed) -> Typed:
    if typed.device not in DEVICES:
        raise NotTakenError(400, _("Say where you saw it: choose the computer, an app or the phone’s browser."))
    if typed.choice not in Report.Choice.values:
        raise NotTakenError(400, _("Choose what is different from the list, or “Something else”."))
    try:
        return typed._replace(words=clean_words(typed.words))
    except ValueError as error:
        raise NotTakenError(400, str(error)) from None


def _wait(spot: Spot, clean: Typed) -> float:
    """In how many seconds there is room again; 0: there is room. Counted over all workers."""
    today = Report.objects.filter(reported_on=clock.today())
    here = {"guide__slug": spot.place.live.guide.slug, "region": spot.place.region.slug, "step": spot.step.slug}
    of_one = today.filter(**here, device=clean.device)
    is_full = today.count() >= MOST_A_DAY or of_one.count() >= MOST_A_DAY_OF_ONE
    return LATER_SECONDS if is_full else 0


def _keep(spot: Spot, clean: Typed) -> None:
    guide = Guide.objects.get(slug=spot.place.live.guide.slug)
    said = {**clean._asdict(), "edition": spot.place.live.number, "reported_on": clock.today()}
    Report.objects.create(guide=guide, region=spot.place.region.slug, step=spot.step.slug, **said)


def _thanks(request: HttpRequest, spot: Spot) -> HttpResponse:
    """The thanks in the place of the form, or a page of their own without JavaScript."""
    if not request.htmx:  # type: ignore[attr-defined]
        return HttpResponseRedirect(_address(request, spot, is_sent=True), status=303)
    said = answers.context(request, spot.place.live) | {"region": spot.place.region, "step": spot.step}
    return render(request, "_report.html", said | {"sent": True, "answered": True})


def _form(request: HttpRequest, spot: Spot, typed: Typed, refusal: NotTakenError) -> HttpResponse:
    said = answers.context(request, spot.place.live) | _said(spot, typed) | {"problem": str(refusal)}
    template = "_report.html" if request.htmx else "report.html"  # type: ignore[attr-defined]
    response = render(request, template, said, status=refusal.status)
    if refusal.wait:
        response["Retry-After"] = str(ceil(refusal.wait))
    return response


def _said(spot: Spot, typed: Typed) -> dict[str, Any]:
    return {"region": spot.place.region, "step": spot.step, "typed": typed, "choices": Report.Choice.choices}


def _address(request: HttpRequest, spot: Spot, *, is_sent: bool = False) -> str:
    path = reverse("guides:report", args=[spot.place.live.guide.slug, spot.place.region.slug, spot.step.slug])
    query = asked.query(request)
    return path + query + (f"{'&' if query else '?'}sent=1" if is_sent else "")

"""“This isn’t what I see” at a step, “this is wrong” at a statement: what is different, and nothing about who says so.

Whoever opens the form gets a random mark with it, so that a press that is sent twice counts once; only what is sent
needs the database.
"""

from math import ceil
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from guides import clock, limits, pages, preview, problems, reports
from guides.documents import DEVICES, Event, Evidence, Region, Rumour, Step
from guides.gates import posting_from_here
from guides.library import Live
from guides.models import Guide, Report
from guides.problems import NotHereError
from guides.reports import clean_words
from guides.views import answers, asked, narrowing

# In each worker: what may come at once, and how fast it may go on.
reporting = limits.Bucket(burst=60, a_second=0.2)
# Over the whole site, and of one statement, or of one device at one step. Both fill faster than nginx lets one address
# report (deploy/nginx/switched-off.conf).
REPORTED = limits.Daily(burst=2000, a_second=1 / 10)
REPORTED_OF_ONE = limits.Daily(burst=200, a_second=1 / 20)


class Typed(NamedTuple):
    """What stands in the form."""

    device: str
    choice: str
    words: str


class Spot(NamedTuple):
    """What a report is about: a step in a region, or a statement; then the region is that of the reader, if any."""

    live: Live
    region: Region | None
    step: Step | None = None
    statement: Evidence | None = None

    @property
    def choices(self) -> tuple[Report.Choice, ...]:
        return Report.OF_A_STEP if self.step else Report.OF_A_STATEMENT

    @property
    def named(self) -> dict[str, str]:
        """The spot as a report names it."""
        if self.statement:
            return {"statement": reports.name_of(self.statement)}
        return {"region": self.region.slug if self.region else "", "step": self.step.slug if self.step else ""}


class NotTakenError(Exception):
    """The report was not kept; the form says why, and keeps what was typed."""

    def __init__(self, status: int, sentence: str, wait: float = 0) -> None:
        self.status = status
        self.wait = wait
        super().__init__(sentence)


@posting_from_here
def report(request: HttpRequest, guide_slug: str, region_slug: str, step_slug: str) -> HttpResponse:
    """A form on one step, and the thanks in its place (`?sent=1`)."""
    live, region, device = asked.place(request, guide_slug, region_slug)
    spot = Spot(live, region, step=asked.step(live.guide, region, step_slug))
    if request.method != "POST" and region.slug != region_slug:
        return redirect(_address(request, spot))
    return _answer(request, spot, device or "")


@posting_from_here
def report_statement(request: HttpRequest, guide_slug: str, kind: str, name: str) -> HttpResponse:
    """The same on one statement, with where it comes from."""
    live = asked.live(request, guide_slug)
    statement = live.once("statements", lambda: reports.statements(live.guide)).get(f"{kind}/{name}")
    if statement is None:
        raise NotHereError(_("This guide says that no more. It may have been changed meanwhile."), live.guide)
    return _answer(request, Spot(live, narrowing.region(request, live.guide), statement=statement))


def _answer(request: HttpRequest, spot: Spot, device: str = "") -> HttpResponse:
    if request.method == "POST":
        return pages.unkept(_send(request, spot))
    if request.GET.get("sent") == "1":
        return answers.page(request, spot.live, "report.html", ("sent",), lambda: _said(request, spot) | {"sent": True})
    return answers.page(request, spot.live, "report.html", None, lambda: _said(request, spot, Typed(device, "", "")))


def _send(request: HttpRequest, spot: Spot) -> HttpResponse:
    typed = Typed(*(request.POST.get(name, "") for name in Typed._fields))
    try:
        _take(request, spot, typed)
    except NotTakenError as refusal:
        return _form(request, spot, typed, refusal)
    return _thanks(request, spot)


def _take(request: HttpRequest, spot: Spot, typed: Typed) -> None:
    if preview.is_preview(request):
        raise NotTakenError(400, _("A preview takes no reports. They are sent from the site itself."))
    clean = _clean(spot, typed)
    try:
        if wait := _wait(spot, clean) or reporting.take():
            sentence = _("So many reports came in that this one has to wait. Try later; your words are still here.")
            raise NotTakenError(429, sentence, wait)
        _keep(spot, clean, request.POST.get("mark", ""))
    except (OperationalError, InterfaceError):
        problems.log_the_database()
        sentence = _("Reports cannot be taken at the moment. Try again in a minute; your words are still here.")
        raise NotTakenError(503, sentence, 30) from None


def _clean(spot: Spot, typed: Typed) -> Typed:
    if spot.step and typed.device not in DEVICES:
        raise NotTakenError(400, _("Say where you saw it: choose the computer, an app or the phone’s browser."))
    if typed.choice not in spot.choices:
        raise NotTakenError(400, _("Choose what is different from the list, or “Something else”."))
    try:
        words = clean_words(typed.words)
    except ValueError as error:
        raise NotTakenError(400, str(error)) from None
    return Typed(typed.device if spot.step else "", typed.choice, words)


def _wait(spot: Spot, clean: Typed) -> float:
    """In how many seconds there is room again; 0: there is room. Counted over all workers."""
    today = Report.objects.filter(reported_on=clock.today())
    of_one = today.filter(guide__slug=spot.live.guide.slug, device=clean.device, **spot.named)
    over = clock.seconds()
    return max(REPORTED.wait(today.count(), over), REPORTED_OF_ONE.wait(of_one.count(), over))


def _keep(spot: Spot, clean: Typed, form: str) -> None:
    """Once, however often this was sent: the database lets no second row have the same mark."""
    guide = Guide.objects.get(slug=spot.live.guide.slug)
    said = {**clean._asdict(), **spot.named, "edition": spot.live.number, "reported_on": clock.today()}
    mark = reports.mark_of(form, guide.slug, *spot.named.values(), *clean)
    if mark is None:
        Report.objects.create(guide=guide, **said)
    else:
        Report.objects.get_or_create(mark=mark, defaults={"guide": guide, **said})


def _thanks(request: HttpRequest, spot: Spot) -> HttpResponse:
    """The thanks in the place of the form, or a page of their own without JavaScript."""
    if not request.htmx:  # type: ignore[attr-defined]
        return HttpResponseRedirect(_address(request, spot, is_sent=True), status=303)
    said = answers.context(request, spot.live) | _said(request, spot)
    return render(request, "_report.html", said | {"sent": True, "answered": True})


def _form(request: HttpRequest, spot: Spot, typed: Typed, refusal: NotTakenError) -> HttpResponse:
    """The form once more, with what was typed and its mark: the same press may have been taken before."""
    said = answers.context(request, spot.live) | _said(request, spot, typed)
    said |= {"problem": str(refusal), "mark": request.POST.get("mark", "")}
    template = "_report.html" if request.htmx else "report.html"  # type: ignore[attr-defined]
    response = render(request, template, said, status=refusal.status)
    if refusal.wait:
        response["Retry-After"] = str(ceil(refusal.wait))
    return response


def _said(request: HttpRequest, spot: Spot, typed: Typed | None = None) -> dict[str, Any]:
    choices = [(choice.value, choice.label) for choice in spot.choices]
    about = {"region": spot.region, "step": spot.step, "statement": spot.statement}
    addresses = {"action": _address(request, spot), "back": _back(request, spot)}
    return about | addresses | {"typed": typed, "choices": choices}


def _address(request: HttpRequest, spot: Spot, *, is_sent: bool = False) -> str:
    sent = {"sent": "1"} if is_sent else {}
    if spot.statement is None:
        return _of_guide(request, spot, "report", *spot.named.values(), **sent)
    region = {"region": spot.region.slug} if spot.region else {}
    return _of_guide(request, spot, "report_statement", *reports.name_of(spot.statement).split("/"), **region, **sent)


def _back(request: HttpRequest, spot: Spot) -> str:
    """Where the step stands, or the statement."""
    guide, region = spot.live.guide, {"region": spot.region.slug} if spot.region else {}
    match spot.step or spot.statement:
        case Rumour(slug=slug):
            return _of_guide(request, spot, "claims", **region) + f"#rumour-{slug}"
        case Event(slug=slug):
            return _of_guide(request, spot, "timeline", **region) + f"#event-{slug}"
    if spot.region is None:
        return _of_guide(request, spot, "guide")
    return asked.address(request, guide, spot.region, f"step-{spot.step.slug}" if spot.step else "")


def _of_guide(request: HttpRequest, spot: Spot, page: str, *names: str, **more: str) -> str:
    inside = "preview" if preview.is_preview(request) else "guides"
    query = asked.query(request)
    path = reverse(f"guides:{page}", args=[spot.live.guide.slug, *names], current_app=inside) + query
    return path + (f"{'&' if query else '?'}{urlencode(more)}" if more else "")

"""Reports: “This isn’t what I see” at a step, “Report that this is wrong” at a statement; nothing about the sender.

The form contains a random token, so that a repeated request counts once. Only sending a report needs the database.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from guides.document.field_types import LETTER_TOPICS, USUAL_DEVICES
from guides.document.languages import ENGLISH
from guides.document.types import Authority, Claim, Event, Evidence, Label, OfLetters, Region, Rumour, Step
from guides.models import Guide, Report
from guides.rules import clock, rate_limit, reports
from guides.rules.rate_limit import TooManyError
from guides.rules.reports import LONGEST_WORDS, clean_words
from guides.serving import pages
from guides.views import errors, languages, region_filter, responses
from guides.views.decorators import of_guide, of_region, of_step, redirect_alias, require_same_origin
from guides.views.errors import DatabaseAwayError, NotHereError, needing_the_database
from guides.views.visit import GuideVisit, RegionVisit

# In each worker: what may come at once, and how fast it may go on.
reporting = rate_limit.TokenBucket(burst=60, a_second=0.2)
# Over the whole site, and of one statement, or of one device at one step. Both fill faster than nginx lets one address
# report (deploy/nginx/switched-off.conf).
REPORTED = rate_limit.Daily(burst=2000, a_second=1 / 10)
REPORTED_OF_ONE = rate_limit.Daily(burst=200, a_second=1 / 20)


class Typed(NamedTuple):
    """The values of the form."""

    device: str
    choice: str
    words: str


@dataclass(frozen=True)
class Spot:
    """The subject of a report: a step in a region, or a statement, with the reader's region if there is one."""

    visit: GuideVisit
    region: Region | None
    step: Step | None = None
    statement: Evidence | None = None

    @property
    def choices(self) -> tuple[Report.Choice, ...]:
        return Report.OF_A_STEP if self.step else Report.OF_A_STATEMENT

    @property
    def named(self) -> dict[str, str]:
        """The subject in the fields of a report."""
        if self.statement:
            return {"statement": reports.name_of(self.statement)}
        return {"region": self.region.slug if self.region else "", "step": self.step.slug if self.step else ""}

    def address(self, **more: str) -> str:
        """The URL of its form."""
        if self.step:
            return self.visit.address("report", self.step.slug, **more)
        names = self.named["statement"].split("/")
        return self.visit.address("report_statement", *names, **self._narrowed, **more)

    @property
    def back(self) -> str:
        """The URL of the step or the statement."""
        if self.step:
            return self.visit.address("checklist", anchor=f"step-{self.step.slug}")
        match self.statement:
            case Rumour(slug=slug):
                return self.visit.address("rumours", anchor=f"rumour-{slug}", **self._narrowed)
            case Event(slug=slug):
                return self.visit.address("timeline", anchor=f"event-{slug}", **self._narrowed)
        if self.region is None:
            return self.visit.address("guide")
        page, anchor = _place(self.statement)
        return self.visit.in_region(self.region.slug).address(page, anchor=anchor)

    @property
    def _narrowed(self) -> dict[str, str]:
        return {"region": self.region.slug} if self.region else {}


def _place(statement: Evidence | None) -> tuple[str, str]:
    """The page of a region on which a statement is, and the anchor nearest to it."""
    match statement:
        case Claim(step=str(step)):
            return "checklist", f"step-{step}"
        case Claim(topic="standing" | "ending" as topic):
            return "checklist", topic
        case Claim(topic=topic, slug=slug):
            return "objection" if topic in LETTER_TOPICS else "more", f"claim-{slug}"
        case OfLetters():
            return "objection", ""
        case Label() | Authority():
            return "more", "labels" if isinstance(statement, Label) else "complain"
    return "checklist", ""


class NotTakenError(Exception):
    """The report was refused; the form says why, and keeps what was typed."""

    status = 400
    seconds = 0


@require_same_origin
@of_region
@of_step
@redirect_alias()
def report(visit: RegionVisit, step: Step) -> HttpResponse:
    """The form for a step, and the thanks in its place (`?sent=1`)."""
    return _answer(Spot(visit, visit.region, step=step), visit.device or "")


@require_same_origin
@of_guide
def report_statement(visit: GuideVisit, kind: str, name: str) -> HttpResponse:
    """The same for a statement, with its receipt."""
    statements = visit.live.get_or_set("statements", lambda: reports.statements(visit.guide))
    statement = statements.get(f"{kind}/{name}")
    if statement is None:
        raise NotHereError(_("This guide no longer says that. It may have changed in the meantime."), visit.guide)
    return _answer(Spot(visit, region_filter.region(visit), statement=statement))


def _answer(spot: Spot, device: str = "") -> HttpResponse:
    request = spot.visit.request
    if request.method == "POST":
        return pages.unkept(_send(spot, Typed(*(request.POST.get(name, "") for name in Typed._fields))))
    if request.GET.get("sent") == "1":
        key = ("sent", spot.region.slug if spot.region else None)
        return responses.page(spot.visit, "report.html", key, lambda: _context(spot, is_sent=True))
    return responses.page(spot.visit, "report.html", None, lambda: _context(spot, Typed(device, "", "")))


def _send(spot: Spot, typed: Typed) -> HttpResponse:
    """The thanks in place of the form (a page of its own without JavaScript), or the form with errors."""
    request = spot.visit.request
    try:
        if spot.visit.is_preview:
            raise NotTakenError(_("A preview takes no reports. They are sent from the site itself."))
        clean = _clean(spot, typed)
        with needing_the_database(
            _("Reports cannot be taken at the moment. Try again in a minute; your words are still here.")
        ):
            if wait := _wait(spot, clean) or reporting.take():
                message = _(
                    "So many reports came in that this one has to wait. Try again later; your words are still here."
                )
                raise TooManyError(wait, message)
            _keep(spot, clean)
    except (NotTakenError, TooManyError, DatabaseAwayError) as refusal:
        return _form(spot, typed, refusal)
    if not request.htmx:
        return HttpResponseRedirect(spot.address(sent="1"), status=303)
    context = responses.context(spot.visit) | _context(spot)
    return render(request, "_report.html", context | {"sent": True})


def _clean(spot: Spot, typed: Typed) -> Typed:
    if spot.step and typed.device not in spot.visit.devices:
        usual = _("Say where you saw it: choose the computer, an app or the browser of a phone or tablet.")
        is_usual = spot.visit.devices == USUAL_DEVICES
        raise NotTakenError(usual if is_usual else _("Say where you saw it: choose one of the devices."))
    if typed.choice not in spot.choices:
        raise NotTakenError(_("Choose what is different from the list, or “Something else”."))
    try:
        words = clean_words(typed.words)
    except ValueError:
        message = _("That is longer than %(most)s characters. Make it shorter; nothing was sent yet.")
        raise NotTakenError(message % {"most": LONGEST_WORDS}) from None
    return Typed(typed.device if spot.step else "", typed.choice, words)


def _wait(spot: Spot, clean: Typed) -> float:
    """The seconds until there is room again, counted over all workers; 0: there is room."""
    today = Report.objects.filter(reported_on=clock.today())
    of_one = today.filter(guide__slug=spot.visit.guide.slug, device=clean.device, **spot.named)
    over = clock.seconds()
    return max(REPORTED.wait(today.count(), over), REPORTED_OF_ONE.wait(of_one.count(), over))


def _keep(spot: Spot, clean: Typed) -> None:
    """Store the report once, however often it is sent: tokens are unique in the database."""
    guide = Guide.objects.get(slug=spot.visit.guide.slug)
    here = languages.current()
    fields = {**clean._asdict(), **spot.named, "edition": spot.visit.live.number, "reported_on": clock.today()}
    fields["language"] = "" if here == ENGLISH else here.tag
    token = reports.token_of(spot.visit.request.POST.get("token", ""), guide.slug, *spot.named.values(), *clean)
    if token is None:
        Report.objects.create(guide=guide, **fields)
    else:
        Report.objects.get_or_create(token=token, defaults={"guide": guide, **fields})


def _form(spot: Spot, typed: Typed, refusal: NotTakenError | TooManyError | DatabaseAwayError) -> HttpResponse:
    """The form with what was typed and its token, because the same request may have succeeded before."""
    request = spot.visit.request
    context = responses.context(spot.visit) | _context(spot, typed)
    context |= {"problem": str(refusal), "token": request.POST.get("token", "")}
    template = "_report.html" if request.htmx else "report.html"
    response = render(request, template, context, status=refusal.status)
    return errors.retry_after(response, refusal.seconds) if refusal.seconds else response


def _context(spot: Spot, typed: Typed | None = None, *, is_sent: bool = False) -> dict[str, Any]:
    choices = [(choice.value, choice.label) for choice in spot.choices]
    about = {"region": spot.region, "step": spot.step, "statement": spot.statement, "sent": is_sent}
    stays = {"region": spot.region.slug} if spot.region and spot.statement else {}
    stays |= {"sent": "1"} if is_sent else {}
    return about | {"action": spot.address(), "back": spot.back, "typed": typed, "choices": choices, "stays": stays}

"""What readers report: one queue, grouped by what is said of what, and three answers. Nobody edits a report.

Beside it every report in a list of its own, to search, to filter, and to answer many at once: made-up ones come by the
thousand, if they come.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guides import doubts, library, reports, wording
from guides.admin import mending
from guides.documents import Problem
from guides.models import Guide, Region, Report, Step

MOST_GROUPS = 50
MOST_WORDS = 20

State = Report.State
ANSWERS: dict[str, Any] = {
    State.CONFIRMED: gettext_lazy("Confirmed: readers are told"),
    State.STILL_TRUE: gettext_lazy("Checked, still true"),
    State.NOT_USEFUL: gettext_lazy("Not useful"),
}


@dataclass(frozen=True)
class Group:
    """All reports that say the same of one place, by the last of them. `draft`: where that is edited."""

    last: Report
    counted: dict[str, Any]
    title: str
    draft: str
    is_in_force: bool

    @property
    def is_told(self) -> bool:
        if not self.is_in_force or self.counted["confirmed"]:
            return bool(self.is_in_force)
        enough = reports.is_enough(self.counted["recent"], self.counted["recent_days"])
        return enough and not self.last.statement

    @property
    def seen(self) -> str:
        """Where readers see it."""
        guide = self.last.guide.slug
        if self.last.statement:
            return reverse("guides:report_statement", args=[guide, *self.last.statement.split("/")])
        address = reverse("guides:checklist", args=[guide, self.last.region])
        return f"{address}?device={self.last.device}#step-{self.last.step}"

    @property
    def answers(self) -> list[tuple[str, Any]]:
        """Readers of another edition are told nothing, and what was confirmed needs no second word."""
        may_confirm = self.is_in_force and self.counted["unanswered"]
        return [(state, label) for state, label in ANSWERS.items() if state != State.CONFIRMED or may_confirm]

    @property
    def written(self) -> list[Report]:
        """What was written, newest first."""
        return list(self.last.group().exclude(words="")[:MOST_WORDS])


@admin.register(Report)
class ReportAdmin(admin.ModelAdmin):
    list_display = ["__str__", "words", "edition", "reported_on", "state"]
    list_display_links = None
    list_filter = ["state", "choice", "device", "region", "edition", "guide"]
    list_per_page = 200
    list_max_show_all = 1000
    date_hierarchy = "reported_on"
    search_fields = ["words", "step", "statement"]
    actions = ["still_true", "not_useful"]

    def get_urls(self) -> list[Any]:
        """The queue, the list, and no page of a single report."""
        each = self.admin_site.admin_view(self.changelist_view)
        return [
            path("", self.admin_site.admin_view(self.queue), name="guides_report_changelist"),
            path("each/", each, {"extra_context": {"title": _("Every report that waits")}}, name="guides_report_each"),
        ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return Report.objects.waiting().select_related("guide")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def queue(self, request: HttpRequest) -> HttpResponse:
        """GET: what waits. POST: one answer to one group."""
        if not self.has_change_permission(request):
            raise PermissionDenied(_("You may not answer what readers report."))
        if request.method == "POST":
            self._answer(request)
            return HttpResponseRedirect(request.get_full_path())
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": _("What readers report")}
        page = _page(request.GET.get("page", "1"))
        return render(request, "admin/guides/report/queue.html", {**context, "page": page})

    @admin.action(description=ANSWERS[State.STILL_TRUE], permissions=["change"])
    def still_true(self, request: HttpRequest, rows: Any) -> None:
        self._answer_many(request, rows, State.STILL_TRUE)

    @admin.action(description=ANSWERS[State.NOT_USEFUL], permissions=["change"])
    def not_useful(self, request: HttpRequest, rows: Any) -> None:
        self._answer_many(request, rows, State.NOT_USEFUL)

    @transaction.atomic
    def _answer_many(self, request: HttpRequest, rows: Any, state: str) -> None:
        """Those that were ticked, or all that were found. It stands in the history of each guide."""
        number, guides = 0, list(Guide.objects.filter(reports__in=rows.order_by()).distinct())
        for guide in guides:
            answered = rows.filter(guide=guide).answer(state, request.user)
            self.log_change(request, guide, _said(state, answered))
            number += answered
        messages.success(request, _("Answered: %(said)s.") % {"said": _said(state, number)})
        transaction.on_commit(doubts.look, robust=True)

    @transaction.atomic
    def _answer(self, request: HttpRequest) -> None:
        """Whatever came in since the page was opened waits on: nobody has read it yet."""
        last, state = _named(request), request.POST.get("answer", "")
        rows = last.group() if last and state in ANSWERS else Report.objects.none()
        if state == State.CONFIRMED:
            rows = rows.filter(state=State.OPEN)
        number = rows.answer(state, request.user)
        if last is None or not number:
            messages.error(request, _("Nothing was changed: it was answered meanwhile, or is not there any more."))
            return
        said = _said(state, number)
        self.log_change(request, _step(last) or last.guide, f"{said}: {last}")
        messages.success(request, _("Answered: %(said)s.") % {"said": said})
        transaction.on_commit(doubts.look, robust=True)


def _named(request: HttpRequest) -> Report | None:
    pk = request.POST.get("report", "")
    return Report.objects.filter(pk=int(pk) if pk.isdecimal() and len(pk) < 19 else 0).first()


def _said(state: str, number: int) -> str:
    said = ngettext("%(answer)s (%(number)s report)", "%(answer)s (%(number)s reports)", number)
    return said % {"answer": ANSWERS[state], "number": number}


def _page(number: str) -> Page[Any]:
    """What nobody answered yet, and what readers are told now: of all groups those on this page."""
    editions = {slug: live.number for slug, live in library.shelf().items()}
    in_force = {pk: editions.get(slug) for slug, pk in Guide.objects.values_list("slug", "pk")}
    counted = [row for row in Report.objects.groups() if row["unanswered"] or in_force[row["guide"]] == row["edition"]]
    page: Page[Any] = Paginator(counted, MOST_GROUPS).get_page(number)
    last = Report.objects.select_related("guide").in_bulk([row["last"] for row in page])
    page.object_list = [_group(last[row["last"]], row, editions) for row in page if row["last"] in last]
    return page


def _group(last: Report, row: dict[str, Any], editions: dict[str, int]) -> Group:
    is_in_force = editions.get(last.guide.slug) == last.edition
    return Group(last, row, _title(last), _draft(last), is_in_force)


def _title(report: Report) -> str:
    """What it is about, in the words of the edition in force, or as it was called when it is there no more."""
    if report.statement:
        kind, key = report.statement.split("/")
        live = library.shelf().get(report.guide.slug)
        part = reports.statements(live.guide).get(report.statement) if live else None
        return wording.about(kind, part) if part else f"{wording.kind_name(kind)} {key}"
    step, region = _step(report), Region.objects.filter(guide=report.guide_id, slug=report.region).first()
    names = (step.title if step else report.step, region.name if region else report.region)
    return f"{names[0]} – {names[1]}, {report.get_device_display()}"


def _draft(report: Report) -> str:
    """Where it is edited at the desk; empty when the draft has it no more."""
    if report.statement:
        kind, key = report.statement.split("/")
        if kind == "authority":
            return reverse("admin:guides_authority_changelist")
        return mending.address(report.guide, Problem(kind, key, "sources", ""))
    step = _step(report)
    return reverse("admin:guides_step_change", args=[step.pk]) if step else ""


def _step(report: Report) -> Step | None:
    return Step.objects.filter(guide=report.guide_id, slug=report.step).first()

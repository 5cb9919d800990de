"""The queue of readers' reports, grouped by place and complaint, with three answers. Reports are read-only.

A second list shows every report, to search, filter and answer many at once: fake reports may come by the thousand.
"""

from dataclasses import dataclass
from functools import cached_property
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

from guides.admin import change_links
from guides.document.types import Problem
from guides.document.validation import KINDS
from guides.editing import wording
from guides.models import Guide, Report
from guides.rules import reports
from guides.serving import current_editions, reader_reports

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
    """Identical reports about one place, with the latest of them. `draft`: the link for editing it."""

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
        """The page on which readers see it."""
        guide = self.last.guide.slug
        if self.last.statement:
            return reverse("guides:report_statement", args=[guide, *self.last.statement.split("/")])
        address = reverse("guides:checklist", args=[guide, self.last.region])
        return f"{address}?device={self.last.device}#step-{self.last.step}"

    @property
    def answers(self) -> list[tuple[str, Any]]:
        """The possible answers: none that would tell readers of an old edition, or confirm a second time."""
        may_confirm = self.is_in_force and self.counted["unanswered"]
        return [(state, label) for state, label in ANSWERS.items() if state != State.CONFIRMED or may_confirm]

    @cached_property
    def written(self) -> list[Report]:
        """The readers' sentences, newest first."""
        return list(self.last.group().exclude(words="")[:MOST_WORDS])


@admin.register(Report)
class ReportAdmin(admin.ModelAdmin):
    list_display = ["__str__", "words", "language", "edition", "reported_on", "state"]
    list_display_links = None
    list_filter = ["state", "choice", "device", "region", "language", "edition", "guide"]
    list_per_page = 200
    list_max_show_all = 1000
    date_hierarchy = "reported_on"
    search_fields = ["words", "step", "statement"]
    actions = ["still_true", "not_useful"]

    def get_urls(self) -> list[Any]:
        """URLs of the queue and the list; there is no page for a single report."""
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
        """GET: the open reports. POST: one answer to one group."""
        if not self.has_change_permission(request):
            raise PermissionDenied(_("You may not answer readers’ reports."))
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
        """Answer the ticked reports, or all that were found. This is logged in each guide's history."""
        number, guides = 0, list(Guide.objects.filter(reports__in=rows.order_by()).distinct())
        for guide in guides:
            answered = rows.filter(guide=guide).answer(state, request.user)
            self.log_change(request, guide, _summary(state, answered))
            number += answered
        messages.success(request, _("Answered: %(said)s.") % {"said": _summary(state, number)})
        transaction.on_commit(reader_reports.look, robust=True)

    @transaction.atomic
    def _answer(self, request: HttpRequest) -> None:
        """Answer the group. Reports that arrived after the page was opened stay open: nobody has read them yet."""
        pk, state = request.POST.get("report", ""), request.POST.get("answer", "")
        last = Report.objects.filter(pk=int(pk) if pk.isdecimal() and len(pk) < 19 else 0).first()
        rows = last.group() if last and state in ANSWERS else Report.objects.none()
        if state == State.CONFIRMED:
            rows = rows.filter(state=State.OPEN)
        number = rows.answer(state, request.user)
        if last is None or not number:
            messages.error(request, _("Nothing was changed: it was answered in the meantime, or no longer exists."))
            return
        summary = _summary(state, number)
        self.log_change(request, _step(last) or last.guide, f"{summary}: {last}")
        messages.success(request, _("Answered: %(said)s.") % {"said": summary})
        transaction.on_commit(reader_reports.look, robust=True)


def _summary(state: str, number: int) -> str:
    """The answer, and how many reports it applied to."""
    summary = ngettext("%(answer)s (%(number)s report)", "%(answer)s (%(number)s reports)", number)
    return summary % {"answer": ANSWERS[state], "number": number}


def _page(number: str) -> Page[Any]:
    """The groups on this page: open reports, and what readers are told now."""
    editions = {slug: live.number for slug, live in current_editions.by_slug().items()}
    in_force = {pk: editions.get(slug) for slug, pk in Guide.objects.values_list("slug", "pk")}
    counted = [row for row in Report.objects.groups() if row["unanswered"] or in_force[row["guide"]] == row["edition"]]
    page: Page[Any] = Paginator(counted, MOST_GROUPS).get_page(number)
    drafted = [f"guide__{collection}" for collection in KINDS]  # read once for all groups
    last = Report.objects.prefetch_related(*drafted).in_bulk([row["last"] for row in page])
    page.object_list = [
        Group(report, row, _title(report), _draft(report), editions.get(report.guide.slug) == report.edition)
        for row in page
        if (report := last.get(row["last"]))
    ]
    return page


def _title(report: Report) -> str:
    """Its subject, in the words of the current edition, or by its old name if it no longer exists."""
    if report.statement:
        kind, key = report.statement.split("/")
        live = current_editions.by_slug().get(report.guide.slug)
        part = reports.statements(live.guide).get(report.statement) if live else None
        return wording.about(kind, part) if part else f"{wording.kind_name(kind)} {key}"
    step, region = _step(report), change_links.row_of(report.guide, "region", report.region)
    names = (step.title if step else report.step, region.name if region else report.region)
    return f"{names[0]} – {names[1]}, {report.get_device_display()}"


def _draft(report: Report) -> str:
    """Its page at the desk; empty if the draft no longer has it."""
    if report.statement:
        kind, key = report.statement.split("/")
        if kind == "authority":
            return reverse("admin:guides_authority_changelist")
        return change_links.address(report.guide, Problem(kind, key, "sources", ""))
    step = _step(report)
    return reverse("admin:guides_step_change", args=[step.pk]) if step else ""


def _step(report: Report) -> Any:
    return change_links.row_of(report.guide, "step", report.step)

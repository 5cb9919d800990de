"""What readers report: one queue, grouped by what is said of which step, and three answers. Nobody edits a report."""

from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guides import doubts, library, reports
from guides.models import Region, Report, Step

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
    """All reports that say the same of one place, by the last of them."""

    last: Report
    counted: dict[str, Any]
    step: Step | None
    region: Region | None
    is_in_force: bool

    @property
    def is_told(self) -> bool:
        agree = self.counted["confirmed"] or self.counted["recent"] >= reports.AGREE
        return bool(self.is_in_force and agree)

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
    def get_urls(self) -> list[Any]:
        """The queue, and no page of a single report."""
        return [path("", self.admin_site.admin_view(self.queue), name="guides_report_changelist")]

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
            return HttpResponseRedirect(reverse("admin:guides_report_changelist"))
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": _("What readers report")}
        return render(request, "admin/guides/report/queue.html", {**context, "groups": _groups()})

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
        said = ngettext("%(answer)s (%(number)s report)", "%(answer)s (%(number)s reports)", number)
        said %= {"answer": ANSWERS[state], "number": number}
        self.log_change(request, _step(last) or last.guide, f"{said}: {last}")
        messages.success(request, _("Answered: %(said)s.") % {"said": said})
        transaction.on_commit(doubts.look, robust=True)


def _named(request: HttpRequest) -> Report | None:
    pk = request.POST.get("report", "")
    return Report.objects.filter(pk=int(pk) if pk.isdecimal() and len(pk) < 19 else 0).first()


def _groups() -> list[Group]:
    """What nobody answered yet, and what readers are told now."""
    counted = list(Report.objects.groups())
    last = Report.objects.select_related("guide").in_bulk([row["last"] for row in counted])
    editions = {slug: live.number for slug, live in library.shelf().items()}
    found = (_group(last[row["last"]], row, editions) for row in counted if row["last"] in last)
    return list(islice((group for group in found if group.is_in_force or group.counted["unanswered"]), MOST_GROUPS))


def _group(last: Report, row: dict[str, Any], editions: dict[str, int]) -> Group:
    region = Region.objects.filter(guide=last.guide_id, slug=last.region).first()
    return Group(last, row, _step(last), region, editions.get(last.guide.slug) == last.edition)


def _step(report: Report) -> Step | None:
    return Step.objects.filter(guide=report.guide_id, slug=report.step).first()

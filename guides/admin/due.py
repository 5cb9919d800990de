"""Staying true: every statement with the day by which it should be checked again, soonest first."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from guides import clock, workflow
from guides.models import Authority, Evidence, Guide, Label, Rumour, Walkthrough

Log = Callable[[HttpRequest, Any, str], Any]  # writes into the history of a row at the desk


def due(request: HttpRequest, pk: int, context: dict[str, Any], log: Log) -> HttpResponse:
    """GET: the list. POST: one of them was checked today and is still true."""
    guide = get_object_or_404(Guide, pk=pk)
    if not request.user.has_perm("guides.change_claim"):
        raise PermissionDenied(_("You may look at guides, but not edit them."))
    if request.method == "POST":
        return _checked(request, guide, log)
    today = clock.today()
    rows = sorted(_statements(guide), key=lambda row: (row.due_on is not None, row.due_on or today))
    listed = [(row, _words(row), _key(row), _page(row), row.due_on is None or row.due_on < today) for row in rows]
    title = _("Due for checking: %(guide)s") % {"guide": guide}
    return render(
        request, "admin/guides/guide/due.html", {**context, "original": guide, "title": title, "listed": listed}
    )


def _statements(guide: Guide) -> list[Any]:
    return [
        *guide.claims.prefetch_related("sources"),
        *Walkthrough.objects.filter(step__guide=guide).prefetch_related("sources").select_related("step"),
        *Authority.objects.filter(region__guide=guide).prefetch_related("sources"),
        *guide.labels.prefetch_related("sources"),
        *guide.events.prefetch_related("sources"),
        *guide.rumours.prefetch_related("sources"),
    ]


@transaction.atomic
def _checked(request: HttpRequest, guide: Guide, log: Log) -> HttpResponse:
    """One press. The next edition tells readers; until then the page says what it said."""
    key = request.POST.get("statement", "")
    row = next((row for row in _statements(guide) if _key(row) == key), None)
    if row is None:
        messages.error(request, _("This statement is not there any more. Nothing was changed."))
    else:
        _stamp(row, request.user)
        log(request, row.step if isinstance(row, Walkthrough) else row, _("Checked today, still true."))
        workflow.note_edit(guide, request.user)
        messages.success(request, _("Checked today: %(statement)s") % {"statement": row})
    return HttpResponseRedirect(reverse("admin:guides_guide_due", args=[guide.pk]))


def _stamp(row: Evidence, by: Any) -> None:
    row.checked_on, row.check_after, row.checked_by = clock.today(), None, by
    row.save(update_fields=["checked_on", "check_after", "checked_by"])


def _words(row: Any) -> str:
    """All that must be held against the sources."""
    if isinstance(row, Walkthrough):
        return f"{row}: {' › '.join(row.trail)} {' '.join(row.actions)} {row.see}"
    if isinstance(row, Label):
        return f"{row}: {row.page} / {row.switch}"
    if isinstance(row, Rumour):
        return f"{row.said} → {row.right}"
    return str(getattr(row, "text", row))


def _key(row: Any) -> str:
    return f"{row._meta.model_name}-{row.pk}"


def _page(row: Any) -> str:
    """Where it is changed: walkthroughs stand on the page of their step."""
    kind, pk = ("step", row.step_id) if isinstance(row, Walkthrough) else (row._meta.model_name, row.pk)
    return reverse(f"admin:guides_{kind}_change", args=[pk])

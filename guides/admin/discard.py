"""Discards a draft: returns to what visitors read, after a page that lists what will be lost."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from guides.admin import open_reviews
from guides.admin.review import Log
from guides.document.types import DocumentError
from guides.editing import drafts, wording, workflow
from guides.editing.drafts import Draft
from guides.models import Edition, Guide, Proposal


def discard(request: HttpRequest, pk: int, context: dict[str, Any], log: Log) -> HttpResponse:
    """GET: what will be lost. POST: discard it, if that is still what the page listed."""
    guide = get_object_or_404(Guide, pk=pk)
    if not (request.user.has_perm("guides.change_guide") or request.user.has_perm("guides.publish_guide")):
        raise PermissionDenied(_("You may look at guides, but not edit them."))
    draft, edition = drafts.read(guide), Edition.objects.latest_of(guide)
    version = drafts.version(draft)
    if request.method == "POST" and request.POST.get("version") == version:
        return _discarded(request, guide, log)
    if request.method == "POST":
        messages.warning(
            request, _("The draft has changed since this page was opened. This is what would be taken out now.")
        )
    page = {
        "original": guide,
        "title": _("Discard the draft of %(guide)s") % {"guide": guide},
        "edition": edition,
        "is_changed": not draft.says_the_same_as(edition),
        "going": _going(draft, edition),
        "faults": draft.faults,
        "version": version,
        "open_reviews": Proposal.objects.open_for_each([guide]),
        "scheduled": Proposal.objects.scheduled_for(guide),
    }
    return render(request, "admin/guides/guide/discard.html", context | page)


def _going(draft: Draft, edition: Edition | None) -> list[wording.Said]:
    """What is in the draft and not in the edition, as far as both are readable."""
    try:
        return wording.changes(edition.to_guide(), draft.readable) if edition and draft.readable else []
    except DocumentError:
        return []


def _discarded(request: HttpRequest, guide: Guide, log: Log) -> HttpResponse:
    try:
        with open_reviews.told(request, guide):
            workflow.discard(guide, by=request.user)
    except workflow.RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        log(request, guide, _("The draft was discarded."))
        message = _(
            "The draft is the same again as what visitors read. To undo this, press “Make this the draft again” below."
        )
        messages.success(request, message)
    return HttpResponseRedirect(reverse("admin:guides_guide_publish", args=[guide.pk]))

"""The draft in the place of an edition, for signed-in staff: the real pages, nothing of them published."""

import datetime

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from guides import drafts
from guides.documents import DocumentError
from guides.library import Live
from guides.models import Guide

FIRST_YEAR, LAST_YEAR = 2000, 2199


def is_preview(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.namespace == "preview"


def draft(request: HttpRequest, slug: str) -> Live:
    """The draft as visitors would see it; refused to anybody who may not see drafts."""
    if not request.user.has_perm("guides.view_guide"):
        raise PermissionDenied(_("A preview is for staff. Sign in at the desk, then open it again."))
    guide = get_object_or_404(Guide, slug=slug)
    try:
        return Live(drafts.to_document(guide), number=0)
    except DocumentError as error:
        sentence = _("The draft cannot be shown yet. Mend this first: %(problems)s")
        raise BadRequest(sentence % {"problems": "; ".join(map(str, error.problems))}) from None


def day(request: HttpRequest) -> datetime.date | None:
    """The day on which the preview stands (`?on=2025-11-02`); None: today."""
    wanted = request.GET.get("on")
    try:
        day = datetime.date.fromisoformat(wanted) if wanted else None
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValueError
        return day
    except ValueError:
        raise BadRequest(_("“%(day)s” is no day. Write it as 2025-11-03.") % {"day": wanted}) from None

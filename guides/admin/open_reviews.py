"""Messages after an edit that withdrew a review."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from guides.editing import wording, workflow
from guides.models import Guide, Proposal, Transition


def note_edit(request: HttpRequest, guide: Guide) -> None:
    """Called after every edit of a draft: tells the user if it withdrew a review."""
    tell(request, workflow.note_edit(guide, request.user))


@contextmanager
def told(request: HttpRequest, guide: Guide) -> Iterator[None]:
    """Wraps an action that may withdraw the guide's open review or send back a scheduled proposal, and tells the user.

    Withdrawing explicitly needs no message.
    """
    review, scheduled = Proposal.objects.open_for_each([guide]).first(), list(Proposal.objects.scheduled_for(guide))
    yield
    for step in Transition.objects.filter(proposal__in=scheduled, now=Proposal.State.SENT_BACK, by=None):
        words = {"review": wording.review(step.proposal), "why": step.why}
        messages.warning(request, _("What was scheduled went back: %(review)s. %(why)s") % words)
    if review and Transition.objects.filter(proposal=review, now=Proposal.State.WITHDRAWN).exclude(why="").exists():
        tell(request, review)


def tell(request: HttpRequest, withdrawn: Proposal | None) -> None:
    """Tell the user whose review was withdrawn just now, if any, and link to asking again."""
    if withdrawn is None:
        return
    template = _("Withdrawn, because the draft has changed: the review %(review)s.")
    message = template % {"review": wording.review(withdrawn)}
    page = reverse("admin:guides_guide_publish", args=[withdrawn.guide_id])
    messages.warning(request, format_html('{} <a href="{}">{}</a>', message, page, _("Ask for a review again")))


def is_the_one_shown(request: HttpRequest, guide: Guide) -> bool:
    """Whether the open review (or none) is the one that the user's page named (`review`)."""
    review = Proposal.objects.open_for(guide)
    return request.POST.get("review", "") == (str(review.pk) if review else "")

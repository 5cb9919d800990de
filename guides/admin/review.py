"""The page on which a draft becomes an edition: what is missing, what changes, and who does what next."""

import datetime
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guides.admin import open_reviews, previews
from guides.admin.change_links import address, in_words
from guides.admin.forms import tell
from guides.admin.review_forms import Asking, WhenForm, WhyForm
from guides.document.types import DocumentError, Problem
from guides.document.types import Guide as Document
from guides.editing import drafts, look_again, publishing, wording, workflow
from guides.editing.drafts import Draft
from guides.models import Edition, Guide, Proposal
from guides.rules import clock
from guides.views import preview

Log = Callable[[HttpRequest, Guide, str], Any]  # writes into the history of the guide at the desk


def review(request: HttpRequest, pk: int, context: dict[str, Any], log: Log) -> HttpResponse:
    """GET: the current state. POST: one action, then the state again."""
    guide = get_object_or_404(Guide, pk=pk)
    if not (request.user.has_perm("guides.change_guide") or request.user.has_perm("guides.publish_guide")):
        raise PermissionDenied(_("You may look at guides, but not edit or publish them."))
    asked = request.POST if _action(request) in ("ask", "publish_now") else None
    if request.method == "POST":
        asking = _asking(guide, asked)
        tell(request, [asking.form, *asking.steps])
        answer = _act(request, guide, asking, log)
        if answer is not None:
            return answer
    return render(request, "admin/guides/guide/publish.html", context | _state(request, guide, asked))


def _asking(guide: Guide, asked: QueryDict | None) -> Asking:
    """The forms for asking, filled in or not; they read the draft only if something was submitted."""
    if asked is None:
        return Asking([])
    return Asking(look_again.candidates(drafts.read(guide).document, Edition.objects.latest_of(guide)), asked)


def _action(request: HttpRequest) -> str:
    default = "publish_now" if settings.ONE_EDITOR else "ask"
    return request.POST.get("action", default) if request.method == "POST" else ""


def _typed(asked: QueryDict | None) -> list[str]:
    """The words of a request that was refused, for a page that has no form for it any more."""
    sent = asked.items() if asked is not None else ()
    return [str(words) for name, words in sent if words and (name == "note" or name.endswith("-line"))]


def _when(request: HttpRequest) -> WhenForm:
    """Keep the chosen date if it was refused."""
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    return WhenForm(request.POST if _action(request) == "schedule" else None, initial={"at": tomorrow})


def _act(request: HttpRequest, guide: Guide, ask: Asking, log: Log) -> HttpResponse | None:
    """Run the action. A refusal is shown on the page, and nothing has changed."""
    action = ACTIONS.get(_action(request))
    if action is None:
        messages.error(request, _("There is no such action here. Nothing was changed."))
        return None
    try:
        with transaction.atomic(), open_reviews.told(request, guide):
            if _action(request) in OF_WHAT_IS_SHOWN:
                workflow.require_shown(guide, request.POST.get("seen", ""))
            message = action(request, guide, ask)
    except workflow.RefusedError as refusal:
        messages.error(request, str(refusal))
        return None
    except publishing.NotReadyError:
        messages.error(request, _("Nothing was published. Fix what is listed here first."))
        return None
    if message:
        log(request, guide, message)
        messages.success(request, message)
        return HttpResponseRedirect(reverse("admin:guides_guide_publish", args=[guide.pk]))
    return None


def _ask(request: HttpRequest, guide: Guide, ask: Asking) -> str:
    if not ask.is_valid():
        return ""
    workflow.ask(guide, by=request.user, **ask.details)
    return _("You have asked for a review. Somebody who may publish can look at it now.")


def _publish_now(request: HttpRequest, guide: Guide, ask: Asking) -> str:
    if not settings.ONE_EDITOR:
        raise workflow.RefusedError(_("On this site somebody else must approve first. Ask for a review."))
    if not request.user.has_perm("guides.publish_guide"):
        raise PermissionDenied(_("You may edit and preview, but not publish. Ask somebody who may."))
    if not ask.is_valid():
        return ""
    edition = workflow.publish_alone(guide, by=request.user, **ask.details)
    return _("Edition %(number)s is published. Visitors see it now.") % {"number": edition.number}


def _approve(request: HttpRequest, guide: Guide, ask: Asking) -> str:
    workflow.approve(_proposal(request, guide), by=request.user)
    return _("Approved. It can be published now, or on a date.")


def _publish(request: HttpRequest, guide: Guide, ask: Asking) -> str:
    edition = workflow.publish(_proposal(request, guide), by=request.user)
    return _("Edition %(number)s is published. Visitors see it now.") % {"number": edition.number}


def _schedule(request: HttpRequest, guide: Guide, ask: Asking) -> str:
    form = WhenForm(request.POST)
    if not form.is_valid():
        raise workflow.RefusedError(_("Choose a day and an hour, in UTC."))
    workflow.schedule(_proposal(request, guide), by=request.user, at=form.cleaned_data["at"])
    return _("Scheduled. It goes live by itself.")


def _send_back(request: HttpRequest, guide: Guide, ask: Asking) -> str:
    form = WhyForm(request.POST)
    tell(request, [form])
    if not form.is_valid():
        is_typed = request.POST.get("why", "").strip()
        raise workflow.RefusedError(str(form.errors["why"][0] if is_typed else _("Say why, so that it can be fixed.")))
    workflow.send_back(_proposal(request, guide), by=request.user, why=form.cleaned_data["why"])
    return _("Sent back. The draft has not changed.")


def _withdraw(request: HttpRequest, guide: Guide, ask: Asking) -> str:
    workflow.withdraw(_proposal(request, guide), by=request.user)
    return _("Withdrawn. The draft has not changed.")


def _restore(request: HttpRequest, guide: Guide, ask: Asking) -> str:
    workflow.take_up(_proposal(request, guide), by=request.user, why=_("An older draft is the draft again."))
    return _("What was in the draft until now is kept below.")


def _proposal(request: HttpRequest, guide: Guide) -> Proposal:
    pk = request.POST.get("proposal", "")
    proposal = Proposal.objects.filter(guide=guide, pk=int(pk) if pk.isdecimal() and len(pk) < 10 else 0).first()
    if proposal is None:
        raise workflow.RefusedError(_("This proposal no longer exists. Nothing was changed."))
    return proposal


ACTIONS: dict[str, Callable[[HttpRequest, Guide, Asking], str]] = {
    "ask": _ask,
    "publish_now": _publish_now,
    "approve": _approve,
    "publish": _publish,
    "schedule": _schedule,
    "send_back": _send_back,
    "withdraw": _withdraw,
    "restore": _restore,
}


OF_WHAT_IS_SHOWN = ("ask", "publish_now", "approve", "publish", "schedule")


def _state(request: HttpRequest, guide: Guide, asked: QueryDict | None) -> dict[str, Any]:
    draft, edition = drafts.read(guide), Edition.objects.latest_of(guide)
    proposals = Proposal.objects.select_related("asked_by").prefetch_related("transitions__by")
    proposal, scheduled = proposals.open_for(guide), list(proposals.scheduled_for(guide))
    return {
        "original": guide,
        "seen": workflow.shown(draft, edition),
        "title": _("Review and publish %(guide)s") % {"guide": guide},
        "asking": Asking(look_again.candidates(draft.document, edition), asked),
        "typed": _typed(asked),
        "when": _when(request),
        "why": request.POST.get("why", ""),
        "edition": edition,
        "is_changed": not draft.says_the_same_as(edition),
        "is_scheduled": draft.says_the_same_as(scheduled[-1] if scheduled else None),
        "problems": _with_addresses(draft.guide, publishing.missing(draft, edition)),
        "warnings": _with_addresses(draft.guide, publishing.warnings(draft, clock.today(), edition)),
        "changes": _changes(edition, proposal or draft),
        "is_unreadable": edition is not None and _document(edition) is None,
        "proposal": proposal,
        "scheduled": [(waiting, _changes(edition, waiting)) for waiting in scheduled],
        "aside": Proposal.objects.set_aside_for(guide)[:10],
        "is_alone": settings.ONE_EDITOR,
        "may_publish": request.user.has_perm("guides.publish_guide"),
        "preview_link": _preview_link(guide, proposal),
    }


def _document(kept: Edition | Proposal | Draft | None) -> Document | None:
    """The stored or drafted document, if there is one that today's rules can read."""
    try:
        return kept.document if isinstance(kept, Draft) else kept.to_guide() if kept else None
    except DocumentError:
        return None


def _changes(edition: Edition | None, after: Proposal | Draft) -> list[previews.Shown]:
    """What would change for visitors; everything if there is no edition, or none that can be compared."""
    before, document = _document(edition), _document(after)
    if document is None:
        return []
    old = {"edition": str(edition.number)} if edition else {}
    new = {"proposal": str(after.pk)} if isinstance(after, Proposal) else {}
    return [previews.shown(change, old, new, clock.today()) for change in wording.changes(before, document)]


def _with_addresses(guide: Guide, problems: list[Problem]) -> list[tuple[str, str]]:
    """Each problem in the desk's words, with the page on which to fix it."""
    return [(in_words(guide, problem), address(guide, problem)) for problem in problems]


def _preview_link(guide: Guide, proposal: Proposal | None) -> str:
    """For a reviewer without a login: opens this preview and no other, for seven days."""
    what = {"proposal": str(proposal.pk)} if proposal else {}
    query = "&".join(f"{name}={value}" for name, value in {**what, "key": preview.key_for(guide.slug, what)}.items())
    return f"{settings.SITE_URL}{reverse('guides:guide', args=[guide.slug], current_app='preview')}?{query}"

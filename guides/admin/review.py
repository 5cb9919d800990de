"""The page on which a draft becomes an edition: what is missing, what changes, and who does what next."""

import datetime
from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guides import clock, documents, drafts, preview, publishing, wording, workflow
from guides.admin.mending import address, in_words
from guides.documents import DocumentError
from guides.models import Edition, Guide, Proposal, Size

Log = Callable[[HttpRequest, Guide, str], Any]  # writes into the history of the guide at the desk


class AskForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("What changed"),
        help_text=gettext_lazy("One or two sentences on what is different now; readers see them under “What changed”."),
        max_length=documents.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
    )
    size = forms.ChoiceField(
        label=gettext_lazy("Size of the change"), choices=Size.choices, initial=Size.MEDIUM, required=False
    )
    change = forms.CharField(
        label=gettext_lazy("For readers who ticked a changed step"),
        help_text=gettext_lazy("Only for a major change: one line on what is different, shown beside their tick."),
        max_length=documents.LONGEST_TEXT,
        required=False,
        widget=forms.TextInput(attrs={"size": 60}),
    )

    def clean_note(self) -> str:
        return _readable(" ".join(self.cleaned_data["note"].split()))

    def clean_change(self) -> str:
        return _readable(self.cleaned_data["change"])

    def clean_size(self) -> str:
        return str(self.cleaned_data["size"] or Size.MEDIUM)

    def clean(self) -> None:
        if self.cleaned_data.get("size") == Size.MAJOR and not self.cleaned_data.get("change"):
            self.add_error("change", _("Say in one line what changed, for readers who ticked this before."))


class WhenForm(forms.Form):
    at = forms.SplitDateTimeField(
        label=gettext_lazy("Publish on (UTC)"),
        widget=forms.SplitDateTimeWidget(
            date_attrs={"type": "date"}, time_attrs={"type": "time"}, date_format="%Y-%m-%d", time_format="%H:%M"
        ),
    )


class WhyForm(forms.Form):
    why = forms.CharField(label=gettext_lazy("Why"), max_length=documents.LONGEST_TEXT, widget=forms.TextInput)

    def clean_why(self) -> str:
        return _readable(self.cleaned_data["why"])


def _readable(text: str) -> str:
    try:
        return documents.plain(text)
    except ValueError as error:
        raise forms.ValidationError(str(error)) from None


def review(request: HttpRequest, pk: int, context: dict[str, Any], log: Log) -> HttpResponse:
    """GET: how things stand. POST: one action; afterwards again how things stand."""
    guide = get_object_or_404(Guide, pk=pk)
    if not (request.user.has_perm("guides.change_guide") or request.user.has_perm("guides.publish_guide")):
        raise PermissionDenied(_("You may look at guides, but not edit or publish them."))
    ask = AskForm(request.POST if _action(request) in ("ask", "publish_now") else None)
    if request.method == "POST":
        answer = _act(request, guide, ask, log)
        if answer is not None:
            return answer
    return render(request, "admin/guides/guide/publish.html", context | _state(request, guide, ask))


def _action(request: HttpRequest) -> str:
    default = "publish_now" if settings.ONE_EDITOR else "ask"
    return request.POST.get("action", default) if request.method == "POST" else ""


def _act(request: HttpRequest, guide: Guide, ask: AskForm, log: Log) -> HttpResponse | None:
    """Do what was pressed. Whatever is refused is said on the page, and nothing has changed."""
    try:
        said = ACTIONS.get(_action(request), _unknown)(request, guide, ask)
    except workflow.RefusedError as refusal:
        messages.error(request, str(refusal))
        return None
    except publishing.NotReadyError:
        messages.error(request, _("Nothing was published. Mend what is listed here first."))
        return None
    if said:
        log(request, guide, said)
        messages.success(request, said)
        return HttpResponseRedirect(reverse("admin:guides_guide_publish", args=[guide.pk]))
    return None


def _unknown(request: HttpRequest, guide: Guide, ask: AskForm) -> str:
    raise workflow.RefusedError(_("There is no such action here. Nothing was changed."))


def _ask(request: HttpRequest, guide: Guide, ask: AskForm) -> str:
    if not ask.is_valid():
        return ""
    workflow.ask(guide, by=request.user, **ask.cleaned_data)
    return _("The review is asked for. Somebody who may publish can look at it now.")


def _publish_now(request: HttpRequest, guide: Guide, ask: AskForm) -> str:
    if not settings.ONE_EDITOR:
        raise workflow.RefusedError(_("On this site somebody else must approve first. Ask for a review."))
    if not request.user.has_perm("guides.publish_guide"):
        raise PermissionDenied(_("You may edit and preview, but not publish. Ask somebody who may."))
    if not ask.is_valid():
        return ""
    edition = workflow.publish_alone(guide, by=request.user, **ask.cleaned_data)
    return _("Edition %(number)s is published. Visitors see it now.") % {"number": edition.number}


def _approve(request: HttpRequest, guide: Guide, ask: AskForm) -> str:
    workflow.approve(_proposal(request, guide), by=request.user)
    return _("Approved. It can be published now, or on a date.")


def _publish(request: HttpRequest, guide: Guide, ask: AskForm) -> str:
    edition = workflow.publish(_proposal(request, guide), by=request.user)
    return _("Edition %(number)s is published. Visitors see it now.") % {"number": edition.number}


def _schedule(request: HttpRequest, guide: Guide, ask: AskForm) -> str:
    form = WhenForm(request.POST)
    if not form.is_valid():
        raise workflow.RefusedError(_("Choose a day and an hour, in UTC."))
    workflow.schedule(_proposal(request, guide), by=request.user, at=form.cleaned_data["at"])
    return _("Scheduled. It goes live by itself.")


def _send_back(request: HttpRequest, guide: Guide, ask: AskForm) -> str:
    workflow.send_back(_proposal(request, guide), by=request.user, why=_readable_or_refused(request))
    return _("Sent back. The draft is as it was.")


def _withdraw(request: HttpRequest, guide: Guide, ask: AskForm) -> str:
    workflow.withdraw(_proposal(request, guide), by=request.user)
    return _("Taken back. The draft is as it was.")


def _restore(request: HttpRequest, guide: Guide, ask: AskForm) -> str:
    proposal = _proposal(request, guide)
    document = workflow.readable(proposal)
    workflow.restore(guide, document, by=request.user, why=_("An older draft was taken up again."))
    return _("The draft says again what it said then. What was in it is set aside below.")


def _readable_or_refused(request: HttpRequest) -> str:
    form = WhyForm(request.POST)
    if not form.is_valid():
        typed = request.POST.get("why", "").strip()
        sentence = form.errors["why"][0] if typed else _("Say why, so that it can be mended.")
        raise workflow.RefusedError(str(sentence))
    return str(form.cleaned_data["why"])


def _proposal(request: HttpRequest, guide: Guide) -> Proposal:
    pk = request.POST.get("proposal", "")
    found = Proposal.objects.filter(guide=guide, pk=int(pk) if pk.isdecimal() and len(pk) < 10 else 0).first()
    if found is None:
        raise workflow.RefusedError(_("This proposal is not there any more. Nothing was changed."))
    return found


ACTIONS: dict[str, Callable[[HttpRequest, Guide, AskForm], str]] = {
    "ask": _ask,
    "publish_now": _publish_now,
    "approve": _approve,
    "publish": _publish,
    "schedule": _schedule,
    "send_back": _send_back,
    "withdraw": _withdraw,
    "restore": _restore,
}


def _state(request: HttpRequest, guide: Guide, ask: AskForm) -> dict[str, Any]:
    edition = Edition.objects.latest_of(guide)
    proposal = Proposal.objects.open_for(guide)
    return {
        "original": guide,
        "title": _("Review and publish %(guide)s") % {"guide": guide},
        "form": ask,
        "when": WhenForm(initial={"at": timezone.now() + datetime.timedelta(days=1)}),
        "why": WhyForm(),
        "edition": edition,
        "is_changed": publishing.is_changed(guide),
        "is_scheduled": publishing.is_scheduled(guide),
        "problems": [(in_words(guide, problem), address(guide, problem)) for problem in publishing.missing(guide)],
        "doubts": [
            (in_words(guide, doubt), address(guide, doubt)) for doubt in publishing.doubts(guide, clock.today())
        ],
        "changes": _changes(guide, edition, proposal),
        "proposal": proposal,
        "scheduled": [
            (waiting, _changes(guide, edition, waiting)) for waiting in Proposal.objects.scheduled_for(guide)
        ],
        "aside": Proposal.objects.set_aside_for(guide)[:10],
        "is_alone": settings.ONE_EDITOR,
        "may_publish": request.user.has_perm("guides.publish_guide"),
        "preview_link": _preview_link(guide, proposal),
    }


def _changes(guide: Guide, edition: Edition | None, proposal: Proposal | None) -> list[wording.Said]:
    """What visitors would read differently: of what waits for approval, or else of the draft."""
    if edition is None:
        return []
    try:
        new = proposal.to_guide() if proposal else drafts.to_document(guide)
        return wording.changes(edition.to_guide(), new)
    except DocumentError:
        return []


def _preview_link(guide: Guide, proposal: Proposal | None) -> str:
    """For a reviewer without a login: opens this preview and no other, for seven days."""
    what = {"proposal": str(proposal.pk)} if proposal else {}
    query = "&".join(f"{name}={value}" for name, value in {**what, "key": preview.key_for(guide.slug, what)}.items())
    return f"{settings.SITE_URL}{reverse('guides:guide', args=[guide.slug], current_app='preview')}?{query}"

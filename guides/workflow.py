"""From draft to edition, by more than one pair of eyes: ask, approve, publish now or on a date, take back.

What is asked for is a copy of the draft; that copy is approved and that copy is published, so nobody can
change it on the way. Every step is checked here, whoever calls, and is kept with who, when and why.
"""

import datetime
from typing import Any

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guides import documents, drafts, publishing
from guides.compare import touched_steps
from guides.documents import DocumentError
from guides.documents import Guide as Document
from guides.models import Edition, Guide, Proposal, Size
from guides.yaml_form import to_data

State = Proposal.State
MOST_REASONS = 5


class RefusedError(Exception):
    """This may not be done, or not now; the message says why and what to do."""


@transaction.atomic
def ask(guide: Guide, *, by: Any, note: str, size: str = Size.MEDIUM, change: str = "") -> Proposal:
    """Ask for the review of the draft as it stands. A major change raises the revision of the steps it touches.

    `change` is the line that readers see who ticked one of those steps. Raises NotReadyError while
    anything is missing and RefusedError when there is nothing to review.
    """
    _lock(guide)
    _require_editor(by)
    _require(publishing.is_changed(guide), _("The draft says what visitors read already. There is nothing to review."))
    _require(not publishing.is_scheduled(guide), _("Exactly this is scheduled already. There is nothing to review."))
    if size == Size.MAJOR:
        _require(bool(change.strip()), _("Say in one line what changed, for readers who ticked this before."))
        _raise_revisions(guide, change.strip(), by)
    document = publishing.ready(Guide.objects.get(pk=guide.pk))  # with the revisions that were raised just now
    _set_aside(guide, by, _("Another review was asked for."))
    proposal = Proposal(guide=guide, document=to_data(document), note=note, size=size, asked_by=by)
    proposal.move(State.IN_REVIEW, by, note)
    return proposal


@transaction.atomic
def approve(proposal: Proposal, *, by: Any) -> None:
    """Say yes to exactly what was asked for; whoever asked may not, unless this site has one person."""
    _expect(proposal, State.IN_REVIEW)
    _require_publisher(by)
    _require(
        settings.ONE_EDITOR or proposal.asked_by != by,
        _("You asked for this review, so somebody else must approve it."),
    )
    _require_unedited(proposal)
    proposal.move(State.APPROVED, by, approved_by=by)


@transaction.atomic
def send_back(proposal: Proposal, *, by: Any, why: str) -> None:
    """Say no, or not yet, and why."""
    _expect(proposal, State.IN_REVIEW, State.APPROVED, State.SCHEDULED)
    _require_publisher(by)
    _require(bool(why.strip()), _("Say why, so that it can be mended."))
    proposal.move(State.SENT_BACK, by, why.strip())


@transaction.atomic
def withdraw(proposal: Proposal, *, by: Any, why: str = "") -> None:
    """Take the question back; anybody who may edit may do that before it is approved and scheduled."""
    _require_editor(by)
    _withdraw(proposal, by, why)


@transaction.atomic
def schedule(proposal: Proposal, *, by: Any, at: datetime.datetime) -> None:
    """Publish it by itself on that minute. The draft may be edited meanwhile; this copy stays as approved."""
    _expect(proposal, State.APPROVED)
    _require_publisher(by)
    _require_unedited(proposal)
    _require(at > timezone.now(), _("That moment has passed. Choose a later one, or publish now."))
    proposal.move(State.SCHEDULED, by, publish_at=at)


@transaction.atomic
def publish(proposal: Proposal, *, by: Any) -> Edition:
    """Make what was approved the next edition, now."""
    _expect(proposal, State.APPROVED)
    _require_publisher(by)
    _require_unedited(proposal)
    return _issue(proposal, by)


@transaction.atomic
def publish_alone(guide: Guide, *, by: Any, note: str, size: str = Size.MEDIUM, change: str = "") -> Edition:
    """Ask, approve and publish in one go, on a site that has one person."""
    proposal = ask(guide, by=by, note=note, size=size, change=change)
    approve(proposal, by=by)
    return publish(proposal, by=by)


@transaction.atomic
def publish_due(now: datetime.datetime | None = None) -> list[Edition]:
    """Publish what is scheduled and due. Safe to call from every worker at once: each is published once."""
    due = Proposal.objects.due(now or timezone.now())
    if not due.exists():
        return []
    issued = [_issue_or_send_back(proposal) for proposal in due.select_for_update()]
    return [edition for edition in issued if edition is not None]


@transaction.atomic
def revert(edition: Edition, *, by: Any, why: str = "") -> Edition:
    """Publish an old edition again, as the next one. The draft follows; what was in it is set aside, not lost."""
    guide = _lock(edition.guide)
    _require_publisher(by)
    note = _line(why) or _("Back to edition %(number)s.") % {"number": edition.number}
    document = readable(edition)
    restore(guide, document, by=by, why=note)
    return publishing.issue(guide, document, note=note, by=by, approved_by=by)


@transaction.atomic
def restore(guide: Guide, document: Document, *, by: Any, why: str) -> None:
    """Make the draft say what this document says. A draft that visitors have not read is kept as a proposal."""
    _require_editor(by)
    _set_aside(guide, by, why)
    kept = _sound_draft(guide)
    _require(kept is not None, _("The draft as it is cannot be kept, so it stays. Mend it first."))
    if kept is not None and publishing.is_changed(guide):
        aside = Proposal(guide=guide, document=to_data(kept), note=_("A draft that was set aside."), asked_by=by)
        aside.move(State.WITHDRAWN, by, why)
    drafts.from_document(document)


def readable(kept: Edition | Proposal) -> Document:
    """What was kept, as a document; refused where the rules of today cannot read it."""
    try:
        return kept.to_guide()
    except DocumentError as error:
        why = "; ".join(map(str, error.problems[:MOST_REASONS]))
        raise RefusedError(_("It can no longer be read: %(why)s.") % {"why": why}) from None


def note_edit(guide: Guide, by: Any) -> None:
    """The draft was edited: what was asked or approved no longer stands, and must be asked again."""
    proposal = Proposal.objects.open_for(guide)
    if proposal is not None and not _is_unedited(proposal):
        _withdraw(proposal, by, _("The draft was edited, so a new review is needed."))


# --- what every step asks ----------------------------------------------------------------------


def _lock(guide: Guide) -> Guide:
    return Guide.objects.select_for_update().get(pk=guide.pk)


def _require(holds: bool, sentence: str) -> None:
    if not holds:
        raise RefusedError(sentence)


def _expect(proposal: Proposal, *states: str) -> None:
    """Somebody else may have been quicker: look at the row itself, and keep it until we are done."""
    now = Proposal.objects.select_for_update().get(pk=proposal.pk)
    proposal.state, proposal.publish_at, proposal.approved_by = now.state, now.publish_at, now.approved_by
    sentence = _("This is %(state)s by now, so that cannot be done. Look at it again.")
    _require(now.state in states, sentence % {"state": now.get_state_display()})


def _require_editor(by: Any) -> None:
    may = by.has_perm("guides.change_guide") or by.has_perm("guides.publish_guide")
    _require(may, _("You may look at guides, but not edit or publish them."))


def _require_publisher(by: Any) -> None:
    _require(by.has_perm("guides.publish_guide"), _("You may edit and ask for a review, but not approve or publish."))


def _line(text: str) -> str:
    """What somebody typed as one line of the guide's history."""
    text = text.strip()
    _require(len(text) <= documents.LONGEST_TEXT, _("That is too long. Say it in a sentence or two."))
    try:
        return documents.plain(text)
    except ValueError as error:
        raise RefusedError(f"{_('Why')}: {error}.") from None


def _require_unedited(proposal: Proposal) -> None:
    _require(_is_unedited(proposal), _("The draft was edited since this review was asked for. Ask for a new one."))


def _is_unedited(proposal: Proposal) -> bool:
    draft = _sound_draft(proposal.guide)
    return draft is not None and to_data(draft) == proposal.document


def _sound_draft(guide: Guide) -> Document | None:
    try:
        return drafts.to_document(Guide.objects.get(pk=guide.pk))
    except DocumentError:
        return None


def _set_aside(guide: Guide, by: Any, why: str) -> None:
    proposal = Proposal.objects.open_for(guide)
    if proposal is not None:
        _withdraw(proposal, by, why)


def _withdraw(proposal: Proposal, by: Any, why: str) -> None:
    _expect(proposal, State.IN_REVIEW, State.APPROVED)
    proposal.move(State.WITHDRAWN, by, why)


def _issue_or_send_back(proposal: Proposal) -> Edition | None:
    """What would take something back from readers, since another edition came in between, does not go out; nor does
    what cannot be read by the rules of today."""
    try:
        return _issue(proposal, proposal.approved_by)
    except RefusedError as refusal:
        proposal.move(State.SENT_BACK, None, str(refusal))
        return None


def _issue(proposal: Proposal, by: Any) -> Edition:
    document = readable(proposal)
    broken = publishing.broken_promises(proposal.guide, document)
    _require(not broken, _("Another edition came in between: %(why)s.") % {"why": "; ".join(map(str, broken))})
    edition = publishing.issue(
        proposal.guide,
        document,
        note=proposal.note,
        size=proposal.size,
        by=by,
        approved_by=proposal.approved_by,
    )
    proposal.move(State.PUBLISHED, by, edition=edition)
    return edition


def _last_on_its_way(guide: Guide) -> Document | None:
    """What readers will have read last before this: what is scheduled, or else the edition in force."""
    scheduled = Proposal.objects.scheduled_for(guide).last()
    latest = scheduled or Edition.objects.latest_of(guide)
    return readable(latest) if latest else None


def _raise_revisions(guide: Guide, change: str, by: Any) -> None:
    """The steps that now tell something else get a revision that no edition ever had."""
    before, draft = _last_on_its_way(guide), _sound_draft(guide)
    if before is None or draft is None:
        return
    for slug in touched_steps(before, draft):
        step = guide.steps.get(slug=slug)
        step.revision = max(step.revision, publishing.highest_revision(guide, slug) + 1)
        step.change_note = change
        step.save(update_fields=["revision", "change_note"])
        LogEntry.objects.log_actions(by.pk, [step], CHANGE, _("A major change: revision %d.") % step.revision)

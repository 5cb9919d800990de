"""The review workflow: ask, approve, publish now or on a date, withdraw.

A request is a copy of the draft; that copy is approved and published, so nobody can change it in between. Every step is
checked here, whoever calls, and recorded with who, when and why.
"""

import datetime
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DataError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guides.document import field_types, markup, truth
from guides.document.types import DocumentError
from guides.document.types import Guide as Document
from guides.document.yaml_format import to_data
from guides.editing import drafts, look_again, publishing
from guides.editing.drafts import Draft
from guides.editing.look_again import LookAgain
from guides.editing.refused import RefusedError
from guides.editing.short_names import collisions
from guides.models import Edition, Guide, Proposal, Size
from guides.models.rules import in_words

State = Proposal.State
MOST_REASONS = 5
UNREADABLE = gettext_lazy("This can no longer be read, not even with its faults. Nothing was changed.")


def shown(draft: Draft, latest: Edition | None) -> str:
    """A digest of what a review page shows: which edition, and which draft."""
    return f"{latest.number if latest else 0}-{drafts.version(draft)}"


def require_shown(guide: Guide, seen: str) -> None:
    """Refuse if the draft or the edition differ from what the user's page showed. Locks the guide until the transaction
    ends.

    `seen`: the value of `shown`; empty: the request did not come from a page.
    """
    guide = _lock(guide)
    is_shown = not seen or seen == shown(drafts.read(guide), Edition.objects.latest_of(guide))
    message = _(
        "The draft was edited, or an edition was published, after this page was opened. Nothing was done: the page "
        "shows the changes as they are now. Look at them, then press again."
    )
    _require(is_shown, message)


@transaction.atomic
def ask(guide: Guide, *, by: Any, note: str, size: str = Size.MEDIUM, again: Sequence[LookAgain] = ()) -> Proposal:
    """Ask for a review of the current draft. `again`: the steps at which readers who ticked them are asked to look
    again; if there are any, the change is a major one.

    Raises NotReadyError while anything is missing, and RefusedError if there is nothing to review.
    """
    _lock(guide)
    _require_editor(by)
    _plain(note)
    draft, latest = drafts.read(guide), Edition.objects.latest_of(guide)
    scheduled = Proposal.objects.scheduled_for(guide).last()
    is_read, is_scheduled = draft.says_the_same_as(latest), draft.says_the_same_as(scheduled)
    _require(not is_read, _("The draft is the same as what visitors read. There is nothing to review."))
    _require(not is_scheduled, _("Exactly this is already scheduled. There is nothing to review."))
    is_asked = draft.says_the_same_as(Proposal.objects.open_for(guide))
    _require(not is_asked, _("Exactly this is already under review. Look at that review."))
    _require(size != Size.MAJOR or bool(again), _("Say at which steps readers must look again."))
    _require_reasons(draft, latest, again)
    if look_again.apply(draft, latest, again, by):
        draft = drafts.read(guide)  # with the revisions that were written just now
        _require(not draft.says_the_same_as(latest), _("Nothing else has changed. There is nothing to review."))
    document = publishing.ready(draft, latest)
    _set_aside(guide, by, _("Another review was asked for."))
    size = Size.MAJOR if again else size
    proposal = Proposal(guide=guide, document=to_data(document), note=note, size=size, asked_by=by)
    proposal.move(State.IN_REVIEW, by, note)
    return proposal


@transaction.atomic
def approve(proposal: Proposal, *, by: Any) -> None:
    """Approve the proposal as it was submitted. Its author may not, unless the site has one editor."""
    _expect(proposal, State.IN_REVIEW)
    _require_approver(proposal, by)
    _require_unedited(proposal)
    proposal.move(State.APPROVED, by, approved_by=by)


@transaction.atomic
def send_back(proposal: Proposal, *, by: Any, why: str) -> None:
    """Send the proposal back, with a reason."""
    _expect(proposal, State.IN_REVIEW, State.APPROVED, State.SCHEDULED)
    _require_publisher(by)
    _require(bool(why.strip()), _("Say why, so that it can be fixed."))
    proposal.move(State.SENT_BACK, by, why.strip())


@transaction.atomic
def withdraw(proposal: Proposal, *, by: Any, why: str = "") -> None:
    """Withdraw the proposal; anybody who may edit may do that until it is scheduled."""
    _require_editor(by)
    _withdraw(proposal, by, why)


@transaction.atomic
def schedule(proposal: Proposal, *, by: Any, at: datetime.datetime) -> None:
    """Schedule publication for that minute. The draft may be edited in the meantime; this copy stays as approved."""
    _expect(proposal, State.APPROVED)
    _require_publisher(by)
    _require_unedited(proposal)
    _require(at > timezone.now(), _("That moment has passed. Choose a later one, or publish now."))
    _require(at < timezone.now() + truth.YEAR, _("That is more than a year ahead. Correct the year."))
    _require_turn(proposal, at)
    proposal.move(State.SCHEDULED, by, publish_at=at)


@transaction.atomic
def publish(proposal: Proposal, *, by: Any) -> Edition:
    """Publish the approved proposal now, as the next edition."""
    _expect(proposal, State.APPROVED)
    _require_publisher(by)
    _require_unedited(proposal)
    return _issue(proposal, by)


@transaction.atomic
def publish_alone(
    guide: Guide, *, by: Any, note: str, size: str = Size.MEDIUM, again: Sequence[LookAgain] = ()
) -> Edition:
    """Ask, approve and publish in one step, on a site with one editor: the copy is as new as the draft."""
    proposal = ask(guide, by=by, note=note, size=size, again=again)
    _require_approver(proposal, by)
    proposal.move(State.APPROVED, by, approved_by=by)
    return _issue(proposal, by)


@transaction.atomic
def publish_due(now: datetime.datetime | None = None) -> list[Edition]:
    """Publish the scheduled proposals that are due. Safe to call from every worker at once: each is published once."""
    due = Proposal.objects.due(now or timezone.now())
    if not due.exists():
        return []
    issued = [_issue_or_send_back(proposal) for proposal in due.select_for_update()]
    return [edition for edition in issued if edition is not None]


@transaction.atomic
def revert(edition: Edition, *, by: Any, why: str = "") -> Edition:
    """Publish an old edition again, as the next one. It also replaces the draft, which is kept as a proposal."""
    _require_publisher(by)
    note = _plain(_line(why)) or _("Back to edition %(number)s.") % {"number": edition.number}
    document, latest = readable(edition), Edition.objects.latest_of(edition.guide)
    broken = [each for each in publishing.broken_promises(document, latest) if each.field != "revision"]  # ticks stay
    message = _("It lacks what was published since and is in use: %(why)s. Change the draft and ask for a review.")
    _require(not broken, message % {"why": "; ".join(map(str, broken))})
    restore(edition.guide, document, by=by, why=note)
    return publishing.issue(edition.guide, document, note=note, by=by, approved_by=by)


@transaction.atomic
def restore(guide: Guide, document: Document, *, by: Any, why: str) -> None:
    """Replace the draft with this document. An unpublished draft is kept as a proposal."""
    _replace(guide, document.model_dump(), by, why)


@transaction.atomic
def take_up(proposal: Proposal, *, by: Any, why: str) -> None:
    """Make a kept proposal the draft again, errors included, so that they can be fixed."""
    try:
        data = proposal.to_guide().model_dump()
    except DocumentError:
        data = proposal.document
    _require("slug" in data, UNREADABLE)
    try:
        _replace(proposal.guide, data, by, why)
    except (LookupError, TypeError, ValueError, AttributeError, ValidationError, DataError):
        raise RefusedError(UNREADABLE) from None


@transaction.atomic
def discard(guide: Guide, *, by: Any) -> None:
    """Reset the draft to the current edition. It is kept as a proposal and can be restored."""
    edition = Edition.objects.latest_of(guide)
    if edition is None:
        raise RefusedError(_("Nothing of this guide has been published yet, so there is nothing to go back to."))
    restore(guide, readable(edition), by=by, why=_("The draft was discarded."))


def _replace(guide: Guide, data: dict[str, Any], by: Any, why: str) -> None:
    _lock(guide)
    _require_editor(by)
    _set_aside(guide, by, why)
    draft = drafts.read(guide)
    if draft.has_to_check or not draft.says_the_same_as(Edition.objects.latest_of(guide)):
        aside = Proposal(guide=guide, document=draft.whole_data, note=_("A draft that was set aside."), asked_by=by)
        aside.move(State.WITHDRAWN, by, why)
    drafts.write(draft.guide, data, by=by, why=why)


def readable(kept: Edition | Proposal) -> Document:
    """A kept proposal as a document; refused if today's rules cannot read it."""
    try:
        return kept.to_guide()
    except DocumentError as error:
        why = "; ".join(map(str, error.problems[:MOST_REASONS]))
        raise RefusedError(_("It can no longer be read: %(why)s.") % {"why": why}) from None


def note_edit(guide: Guide, by: Any) -> Proposal | None:
    """Withdraw the open review, if any, because the draft was edited. Returns it, so that the editor can be told."""
    proposal = Proposal.objects.open_for(guide)
    if proposal is None or drafts.read(guide).says_the_same_as(proposal):
        return None
    _withdraw(proposal, by, _("The draft was edited, so a new review is needed."))
    return proposal


# --- what every step asks ----------------------------------------------------------------------


def _lock(guide: Guide) -> Guide:
    return Guide.objects.select_for_update().get(pk=guide.pk)


def _require(holds: bool, message: Any) -> None:
    if not holds:
        raise RefusedError(message)


def _expect(proposal: Proposal, *states: str) -> None:
    """Lock the row and check its current state: somebody else may have been faster."""
    now = Proposal.objects.select_for_update().get(pk=proposal.pk)
    proposal.state, proposal.publish_at, proposal.approved_by = now.state, now.publish_at, now.approved_by
    message = _("This is now %(state)s, so that cannot be done. Look at it again.")
    _require(now.state in states, message % {"state": now.get_state_display()})


def _require_editor(by: Any) -> None:
    may = by.has_perm("guides.change_guide") or by.has_perm("guides.publish_guide")
    _require(may, _("You may look at guides, but not edit or publish them."))


def _require_publisher(by: Any) -> None:
    _require(by.has_perm("guides.publish_guide"), _("You may edit and ask for a review, but not approve or publish."))


def _require_approver(proposal: Proposal, by: Any) -> None:
    _require_publisher(by)
    is_another = settings.ONE_EDITOR or proposal.asked_by != by
    _require(is_another, _("You asked for this review, so somebody else must approve it."))


def _require_reasons(draft: Draft, latest: Edition | None, again: Sequence[LookAgain]) -> None:
    """Refuse requests to look again at unchanged steps, or without a reason."""
    changed = {candidate.step.slug for candidate in look_again.candidates(draft.document, latest)}
    for each in again if draft.document else ():
        _require(bool(each.note.strip()), _("Say in one line what changed, for readers who ticked this before."))
        message = _("The step “%(step)s” is the same as what readers read, so nobody needs to look at it again.")
        _require(each.step in changed, message % {"step": each.step})


def _line(text: str) -> str:
    """Text typed by a user, as one line for the guide's history."""
    text = text.strip()
    _require(len(text) <= field_types.LONGEST_TEXT, _("That is too long. Say it in a sentence or two."))
    try:
        return field_types.plain(text)
    except ValueError as error:
        raise RefusedError(f"{_('Why')}: {in_words(error.args[0])}.") from None


def _plain(note: str) -> str:
    """A note as readers see it: as it was typed, without a link and without a source of its own."""
    message = _("Readers see the note as it is typed. Write it without marks, addresses and placeholders.")
    _require(not markup.is_marked(note), message)
    return note


def _require_unedited(proposal: Proposal) -> None:
    is_unedited = drafts.read(proposal.guide).says_the_same_as(proposal)
    _require(is_unedited, _("The draft was edited since this review was asked for. Ask for a new one."))


def _require_turn(proposal: Proposal, at: datetime.datetime) -> None:
    """Refuse a date before that of an older proposal: newer content is published later."""
    older = Proposal.objects.scheduled_for(proposal.guide).filter(pk__lt=proposal.pk, publish_at__gt=at)
    message = _("An older copy is scheduled for later and would undo this. Choose a moment after it, or send it back.")
    _require(not older.exists(), message)


def _set_aside(guide: Guide, by: Any, why: str) -> None:
    proposal = Proposal.objects.open_for(guide)
    if proposal is not None:
        _withdraw(proposal, by, why)


def _withdraw(proposal: Proposal, by: Any, why: str) -> None:
    _expect(proposal, State.IN_REVIEW, State.APPROVED)
    proposal.move(State.WITHDRAWN, by, why)


def _issue_or_send_back(proposal: Proposal) -> Edition | None:
    """Publish it, or send it back if it would break a promise to readers (because another edition came in between) or
    cannot be read by today's rules.
    """
    proposal.refresh_from_db(fields=["state"])
    if proposal.state != State.SCHEDULED:
        return None  # one that was due as well, and newer, has sent it back
    try:
        return _issue(proposal, proposal.approved_by)
    except RefusedError as refusal:
        proposal.move(State.SENT_BACK, None, str(refusal))
        return None


def _issue(proposal: Proposal, by: Any) -> Edition:
    document = readable(proposal)
    broken = publishing.broken_promises(document, Edition.objects.latest_of(proposal.guide)) + collisions(document)
    _require(not broken, _("Another edition came in between: %(why)s.") % {"why": "; ".join(map(str, broken))})
    edition = publishing.issue(
        proposal.guide,
        document,
        note=proposal.note,
        size=proposal.size,
        by=by,
        copy=proposal,
        approved_by=proposal.approved_by,
    )
    proposal.move(State.PUBLISHED, by, edition=edition)
    return edition

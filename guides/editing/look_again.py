"""Decides who is asked to look again at a step that they have ticked.

Nobody is asked automatically: whoever asks for a review decides, step by step, with a line for readers and for which
regions and devices. The step then gets a revision that no edition has had, because ticks name the revision at which
they were made. The comparison is with the current edition. A step about which nobody is asked keeps its revision there,
even if an earlier request, since sent back or withdrawn, had raised it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.utils.translation import gettext as _

from guides.document import types as documents
from guides.document.diff import Touched, touched_steps
from guides.document.field_types import Device
from guides.document.types import DocumentError
from guides.document.types import Guide as Document
from guides.editing import publishing, wording
from guides.editing.drafts import Draft
from guides.models import Edition, Proposal, Step


@dataclass(frozen=True)
class LookAgain:
    """Ask readers who ticked this step to look at it again, with this line; no regions or devices: on all of them."""

    step: str
    note: str
    regions: Sequence[str] = ()
    devices: Sequence[str] = ()

    def numbered(self, number: int) -> dict[str, Any]:
        """The request as a revision with this number, without empty fields."""
        scope = {"regions": list(self.regions), "devices": list(self.devices)}
        return {"number": number, "note": self.note, **{name: some for name, some in scope.items() if some}}


@dataclass(frozen=True)
class Candidate:
    """A step that has changed for somebody who may have ticked it.

    `regions`: those in which it may have been ticked. `asked`: the draft's existing request. `devices`: the guide's.
    """

    step: documents.Step
    regions: tuple[documents.Region, ...]
    touched: Touched | None
    asked: documents.Revision | None
    devices: tuple[Device, ...]


def candidates(document: Document | None, latest: Edition | None) -> list[Candidate]:
    """The steps that differ from the current edition, and those for which the draft already has a request."""
    if document is None or latest is None:
        return []
    promised, touched = _promised(latest), {each.step.slug: each for each in _touched(document, latest)}
    raised = {step.slug: _asked(step, promised[step.slug]) for step in document.steps if step.slug in promised}
    return [
        Candidate(
            step,
            tuple(region for region in document.regions if step.is_in(region.slug)),
            touched.get(step.slug),
            raised.get(step.slug),
            document.devices,
        )
        for step in document.steps
        if step.slug in touched or raised.get(step.slug)
    ]


def apply(draft: Draft, latest: Edition | None, again: Sequence[LookAgain], by: Any) -> bool:
    """Set the revision of each step of the draft. Returns whether any row was written.

    Nobody has ticked a step that is in no edition, so nobody is asked about one.
    """
    promised, asked = _promised(latest), {each.step: each for each in again}
    used = _used(draft) if asked else {}
    written = False
    for row in draft.guide.steps.all():
        if row.slug in promised:
            before, look = promised[row.slug], asked.get(row.slug)
            values = _raised(row, before, look, used) if look else _as_before(row, before)
            written |= _write(row, values, by)
    return written


def _promised(latest: Edition | None) -> dict[str, Mapping[str, Any]]:
    """The steps of the current edition, as stored."""
    return {step["slug"]: step for step in latest.document.get("steps", ())} if latest else {}


def _touched(document: Document, latest: Edition) -> list[Touched]:
    """The changed steps; all of them, for everybody, if today's rules cannot read the edition."""
    try:
        return touched_steps(latest.to_guide(), document)
    except DocumentError:
        everywhere = tuple(region.slug for region in document.regions)
        return [
            Touched(step, everywhere, document.devices) for step in document.steps if step.slug in _promised(latest)
        ]


def _asked(step: documents.Step, before: Mapping[str, Any]) -> documents.Revision | None:
    """The draft's request for a step, beyond the current edition."""
    if step.revision <= before.get("revision", 1):
        return None
    listed = (each for each in step.revisions if each.number == step.revision)
    return next(listed, documents.Revision(number=step.revision, note=step.change_note))


def _used(draft: Draft) -> dict[str, int]:
    """The highest revision of each step that readers have seen, or will see with other words than the draft's."""
    highest = publishing.highest_revisions(draft.guide)
    for step in _other_words(draft):
        highest[step.slug] = max(step.revision, highest.get(step.slug, 0))
    return highest


def _other_words(draft: Draft) -> Iterator[documents.Step]:
    """The steps of scheduled proposals that differ from the draft."""
    for proposal in Proposal.objects.scheduled_for(draft.guide):
        try:
            scheduled = proposal.to_guide()
        except DocumentError:
            continue
        touched = touched_steps(draft.document, scheduled) if draft.document else []
        yield from (each.step for each in touched)


def _raised(row: Step, before: Mapping[str, Any], look: LookAgain, used: Mapping[str, int]) -> dict[str, Any]:
    """A revision higher than all used ones; the draft's own if no reader has seen it and it is high enough."""
    lowest = max(used.get(row.slug, 0), before.get("revision", 1)) + 1
    number = max(row.revision, lowest)
    listed = [*_listed(before), look.numbered(number)] if look.regions or look.devices else []
    return {"revision": number, "change_note": look.note, "revisions": listed}


def _listed(before: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The list of revisions so far; the last one, if it is not listed, asked everybody."""
    listed, last = list(before.get("revisions", ())), before.get("revision", 1)
    if last == 1 or last in {each["number"] for each in listed}:
        return listed
    return [LookAgain("", before.get("change_note") or "–").numbered(last)]


def _as_before(row: Step, before: Mapping[str, Any]) -> dict[str, Any]:
    """Undo a revision raised since the current edition; keep a better line for the same revision."""
    revision = before.get("revision", 1)
    if row.revision <= revision:
        return {}
    note = before.get("change_note") or ""
    return {"revision": revision, "change_note": note, "revisions": list(before.get("revisions", ()))}


def _write(row: Step, values: dict[str, Any], by: Any) -> bool:
    fields = [name for name, value in values.items() if getattr(row, name) != value]
    for name in fields:
        setattr(row, name, values[name])
    if fields:
        row.save(update_fields=fields)
        message = _("Who is asked to look again: %(asked)s") % {"asked": _in_words(row)}
        LogEntry.objects.log_actions(by.pk, [row], CHANGE, message)
    return bool(fields)


def _in_words(row: Step) -> str:
    listed = [each for each in row.revisions if each["number"] == row.revision]
    last = listed[0] if listed else {"number": row.revision, "note": row.change_note or None}
    return wording.Names().say("step", "revisions", [documents.Revision.model_validate(last)])

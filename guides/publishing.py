"""From draft to edition: check everything, then make the next number. Nothing goes live in part."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guides import drafts, library
from guides.completeness import gaps
from guides.documents import DocumentError, Evidence, Problem, parts
from guides.documents import Guide as Document
from guides.links import addresses
from guides.models import Edition, Guide, LinkCheck, Proposal
from guides.yaml_form import to_data


class NotReadyError(Exception):
    """The draft may not be published; `problems` says what is missing."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def missing(guide: Guide) -> list[Problem]:
    """What stands between this draft and its publication; empty when it is ready."""
    try:
        ready(guide)
    except NotReadyError as refusal:
        return refusal.problems
    return []


def doubts(guide: Guide, on: datetime.date) -> list[Problem]:
    """What does not stop a publication, and should be looked at before: overdue checks, and links."""
    try:
        document = drafts.to_document(guide)
    except DocumentError:
        return []
    return [
        *(
            Problem(kind, key, "checked_on", _overdue(part.due_on))
            for kind, key, part in parts(document)
            if isinstance(part, Evidence) and part.due_on is not None and part.is_overdue(on)
        ),
        *_link_doubts(document),
    ]


def _overdue(due_on: datetime.date) -> str:
    return _("should have been checked again by %(day)s") % {"day": date_format(due_on, "j F Y")}


def _link_doubts(document: Document) -> Iterator[Problem]:
    """Links that were found dead, and how many nobody has looked at since they were written in."""
    used = addresses(document)
    found = LinkCheck.objects.found_at(used)
    for address, check in found.items():
        if check.outcome in LinkCheck.DEAD:
            yield Problem("link", address, "", f"{check.get_outcome_display()} ({check.reason}); {used[address][0]}")
    if unseen := len(used.keys() - found.keys()):
        sentence = ngettext("%(number)s was never looked at", "%(number)s were never looked at", unseen)
        advice = _("open them by hand, or ask whoever runs the server for “check_guides --links --draft”")
        yield Problem("links", "", "", f"{sentence % {'number': unseen}}; {advice}")


def ready(guide: Guide) -> Document:
    """The draft as a document that may be published; raises NotReadyError with everything that is missing."""
    try:
        document = drafts.to_document(guide)
    except DocumentError as error:
        raise NotReadyError(error.problems) from None
    if problems := [*gaps(document), *broken_promises(guide, document)]:
        raise NotReadyError(problems)
    return document


@transaction.atomic
def publish(guide: Guide, *, by: Any, note: str) -> Edition:
    """Make the draft the next edition at once: for a site with one person, and for loading from a file."""
    Guide.objects.select_for_update().get(pk=guide.pk)
    return issue(guide, ready(guide), note=note, by=by)


def issue(guide: Guide, document: Document, *, note: str, by: Any, **details: Any) -> Edition:
    """Write the next edition. It is live here when the transaction ends, and in every worker within two seconds."""
    latest = Edition.objects.latest_of(guide)
    edition = Edition.objects.create(
        guide=guide,
        number=latest.number + 1 if latest else 1,
        document=to_data(document),
        note=note,
        published_by=by,
        **details,
    )
    transaction.on_commit(library.refresh, robust=True)  # published is published; the next look shows it
    return edition


def broken_promises(guide: Guide, document: Document) -> list[Problem]:
    """What this document would take back from the readers of the edition in force."""
    latest = Edition.objects.latest_of(guide)
    return list(_broken_promises(document, latest.document)) if latest else []


def highest_revision(guide: Guide, step: str) -> int:
    """The highest revision that an edition gave this step, or a scheduled one will give it; ticks may be that old."""
    editions = Edition.objects.filter(guide=guide).values_list("document", flat=True)
    documents = [*editions, *Proposal.objects.scheduled_for(guide).values_list("document", flat=True)]
    found = [each.get("revision", 1) for document in documents for each in document["steps"] if each["slug"] == step]
    return max(found, default=0)


def is_changed(guide: Guide) -> bool:
    """Whether the draft says anything that the edition in force does not."""
    latest = Edition.objects.latest_of(guide)
    try:
        return latest is None or to_data(drafts.to_document(guide)) != latest.document
    except DocumentError:
        return True


def is_scheduled(guide: Guide) -> bool:
    """Whether what the draft says will go live by itself."""
    last = Proposal.objects.scheduled_for(guide).last()
    try:
        return last is not None and to_data(drafts.to_document(guide)) == last.document
    except DocumentError:
        return False


def _broken_promises(document: Document, before: dict[str, Any]) -> Iterator[Problem]:
    """Addresses are on paper and ticks hang on revisions: what was published stays reachable and never goes back.

    `before` is read as it was kept: what an edition promised holds, even if the rules of today refuse its words.
    """
    doors = {door for region in document.regions for door in (region.slug, *region.aliases)}
    for region in before.get("regions", ()):
        if region["slug"] not in doors:
            reason = "was published, and its address is in use; make it another short name of a region"
            yield Problem("region", region["slug"], "aliases", reason)
    revisions = {step["slug"]: step.get("revision", 1) for step in before.get("steps", ())}
    for step in document.steps:
        if step.revision < revisions.get(step.slug, 1):
            reason = f"was {revisions[step.slug]} in the last edition and cannot go down"
            yield Problem("step", step.slug, "revision", reason)

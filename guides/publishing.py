"""From draft to edition: check everything, then make the next number. Nothing goes live in part."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from guides import drafts, library
from guides.completeness import gaps
from guides.documents import DocumentError, Problem
from guides.documents import Guide as Document
from guides.models import Edition, Guide
from guides.yaml_form import to_data


class NotReadyError(Exception):
    """The draft may not be published; `problems` says what is missing."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def missing(guide: Guide) -> list[Problem]:
    """What stands between this draft and its publication; empty when it is ready."""
    try:
        document = drafts.to_document(guide)
    except DocumentError as error:
        return error.problems
    return [*gaps(document), *_broken_promises(document, Edition.objects.latest_of(guide))]


@transaction.atomic
def publish(guide: Guide, *, by: Any, note: str) -> Edition:
    """Make the draft the next edition. Raises NotReadyError, and changes nothing, while anything is missing."""
    Guide.objects.select_for_update().get(pk=guide.pk)
    if problems := missing(guide):
        raise NotReadyError(problems)
    latest = Edition.objects.latest_of(guide)
    number = latest.number + 1 if latest else 1
    document = to_data(drafts.to_document(guide))
    edition = Edition.objects.create(guide=guide, number=number, document=document, note=note, published_by=by)
    transaction.on_commit(library.refresh)
    return edition


def is_changed(guide: Guide) -> bool:
    """Whether the draft says anything that the edition in force does not."""
    latest = Edition.objects.latest_of(guide)
    try:
        return latest is None or to_data(drafts.to_document(guide)) != latest.document
    except DocumentError:
        return True


def _broken_promises(document: Document, latest: Edition | None) -> Iterator[Problem]:
    """Addresses are on paper and ticks hang on revisions: what was published stays reachable and never goes back."""
    before = latest.to_guide() if latest else document
    doors = {door for region in document.regions for door in (region.slug, *region.aliases)}
    for region in before.regions:
        if region.slug not in doors:
            reason = "was published, and its address is in use; make it another short name of a region"
            yield Problem("region", region.slug, "aliases", reason)
    for step in document.steps:
        old = before.step(step.slug)
        if old is not None and step.revision < old.revision:
            reason = f"was {old.revision} in the last edition and cannot go down"
            yield Problem("step", step.slug, "revision", reason)

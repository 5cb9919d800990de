"""Converts between a document and the rows of a draft.

Rows and document parts share their field names, so one rule copies every field.
"""

import dataclasses
import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from guides.document import diff
from guides.document import types as documents
from guides.document.field_types import FORMAT
from guides.document.types import OF_LETTERS, DocumentError, Problem, only_checked
from guides.document.validation import Examined, examine
from guides.document.yaml_format import to_data
from guides.editing import row_faults, row_reading, row_sync, wording
from guides.editing.row_sync import PARTS
from guides.models import Edition, Guide, Proposal, Step, Walkthrough

LONGEST_REPR = 200  # as long as Django keeps what a row of the history is about


@dataclass(frozen=True)
class Draft:
    """A draft as it was read: its rows, and the document made from them unless it is invalid.

    The document is what may be published; `whole` has what is still to be checked as well.
    It is read once for each request at the desk, after taking the lock if there is one, and passed on.
    """

    guide: Guide
    document: documents.Guide | None
    faults: tuple[Problem, ...] = ()
    rest: Examined | None = None
    whole: documents.Guide | None = None

    @property
    def readable(self) -> documents.Guide | None:
        """The document, or as much of it as is valid."""
        return self.document or (self.rest.guide if self.rest else None)

    @cached_property
    def data(self) -> dict[str, Any]:
        """The document in the form that is stored, or the invalid rows as plain data."""
        if self.document:
            return to_data(self.document)
        plain: dict[str, Any] = json.loads(json.dumps(_whole(self.guide, also=row_faults.choices), default=str))
        return plain

    @property
    def whole_data(self) -> dict[str, Any]:
        """The same with what is still to be checked: all that anybody wrote."""
        return to_data(self.whole) if self.whole else self.data

    @property
    def has_to_check(self) -> bool:
        """Whether it has something that no edition holds, since it is still to be checked."""
        return self.whole != self.document

    def says_the_same_as(self, kept: Edition | Proposal | None) -> bool:
        if self.document is None or kept is None:
            return False
        return self.data == kept.document or self.document == read_kept(kept)


def read(guide: Guide) -> Draft:
    """The draft as it is in the database now, ignoring any copy in memory."""
    (draft,) = read_all([guide])
    return draft


def read_all(guides: Iterable[Guide]) -> list[Draft]:
    """The drafts of these guides, in as many queries as for one."""
    rows = Guide.objects.filter(pk__in=[guide.pk for guide in guides])
    return [_draft(guide) for guide in row_reading.fetch(rows)]


def _draft(guide: Guide) -> Draft:
    """The draft with all its errors. A row without any region applies to nobody, and is not shown to everybody."""
    examined, open_rows = examine(_whole(guide)), row_faults.find(guide)
    faults = (*examined.problems, *open_rows)
    if not faults and examined.guide:
        return Draft(guide, only_checked(examined.guide), whole=examined.guide)
    if open_rows:
        examined = examine(_whole(guide, without=row_faults.is_open))
        lost = {"walkthroughs" if fault.field == "walkthroughs" else f"{fault.kind}s" for fault in open_rows}
        examined = dataclasses.replace(examined, lost=examined.lost | lost)
    if examined.guide:
        examined = dataclasses.replace(examined, guide=only_checked(examined.guide))
    return Draft(guide, None, faults, examined)


def to_document(guide: Guide) -> documents.Guide:
    """The draft as a document, with what is still to be checked; raises DocumentError if it is invalid."""
    (guide,) = row_reading.fill([guide])
    draft = _draft(guide)
    if draft.whole is None:
        raise DocumentError(draft.faults)
    return draft.whole


def _whole(guide: Guide, **asked: Any) -> dict[str, Any]:
    return {"format": FORMAT, **_data(guide, **asked)}


def own_data(row: models.Model) -> dict[str, Any]:
    """The data of one page at the desk: the row and its inlines, but not parts with their own pages."""
    return _data(row, but=("authorities", *(diff.COLLECTIONS if isinstance(row, Guide) else ())))


def _data(
    row: models.Model,
    but: Collection[str] = (),
    without: Callable[[models.Model], bool] = lambda row: False,
    also: Callable[[models.Model], dict[str, Any]] = lambda row: {},
) -> dict[str, Any]:
    """A row and its inner parts as plain data: all fields `but` some, `without` some rows, with the data of `also`."""
    names = [name for name in PARTS[type(row)].model_fields if name != "format" and name not in but]
    values = {name: _value(row, name, without, also) for name in names}
    return {name: value for name, value in values.items() if value not in (None, "")} | also(row)


def _value(row: models.Model, name: str, without: Any, also: Any) -> Any:
    if name in row_reading.links_of(type(row)):
        return [each.slug for each in row_reading.linked(row, name)]
    value = getattr(row, name)
    if isinstance(value, models.Manager):
        related = value.all()
        return [_data(each, without=without, also=also) for each in related if not without(each)]
    return value.slug if isinstance(value, Step) else value


def read_kept(kept: Edition | Proposal) -> documents.Guide | None:
    """A stored document in today's format; None if it is unreadable."""
    try:
        return kept.to_guide()
    except DocumentError:
        return None


def digest(document: documents.Guide) -> str:
    """A digest of this content. What was called or numbered otherwise is hashed as it was, so older digests match."""
    content = json.dumps(to_data(document), sort_keys=True).replace('"certainty": "maker"', '"certainty": "linkedin"')
    content = content.replace(f'"format": {FORMAT}', '"format": 1')
    return hashlib.sha256(content.encode()).hexdigest()


def version(draft: Draft) -> str:
    """A digest of the draft, errors and what is still to be checked included."""
    return hashlib.sha256(json.dumps(draft.whole_data, sort_keys=True).encode()).hexdigest()


def from_document(document: documents.Guide) -> Guide:
    """Replace the draft with this document. Editions are not affected."""
    return write(Guide.objects.get_or_create(slug=document.slug)[0], document.model_dump())


@transaction.atomic
def write(guide: Guide, data: Mapping[str, Any], *, by: Any = None, why: str = "") -> Guide:
    """Replace a guide's draft with plain data, which may have the errors that a draft may have.

    What an edition cannot hold, since it is still to be checked, stays when a member of staff goes back to one.
    If the guide's rows were just read, they are not read again. `by` and `why` are logged in the history of each
    written row; None: no member of staff.
    """
    row_reading.fill([guide])
    written = row_sync.write(guide, data if by is None else _and_to_check(guide, data), _data)
    if by is not None:
        _log(written, by, why)
    return Guide.objects.get(pk=guide.pk)


def _and_to_check(guide: Guide, data: Mapping[str, Any]) -> dict[str, Any]:
    """The data, and after it the rows that are still to be checked, as far as they name what it contains."""
    whole = dict(data)
    known = {name: {part["slug"] for part in data.get(name, ())} for name in ("regions", "sources")}
    for collection in OF_LETTERS:
        parts = list(data.get(collection, ()))
        slugs = {part["slug"] for part in parts}
        rows = [row for row in getattr(guide, collection).all() if row.to_check and row.slug not in slugs]
        kept = [_data(row, also=row_faults.choices) for row in rows]
        parts += [part for part in kept if all(known[name].issuperset(part[name]) for name in known)]
        whole[collection] = parts
    return whole


def _log(written: row_sync.Written, by: Any, why: str) -> None:
    """Log the change in each row's history; for a walkthrough, in its step's."""
    entries = [
        *((row, ADDITION, _("Added")) for row in written.added),
        *((row, CHANGE, _changed(row, names)) for row, names in written.changed),
        *((row, DELETION, _("Deleted")) for row in written.deleted),
    ]
    LogEntry.objects.bulk_create(_entry(row, flag, what, by, why) for row, flag, what in entries)


def _changed(row: models.Model, names: list[str]) -> str:
    kind = str(row._meta.model_name)
    labels = [wording.field_name(kind, name).capitalize() for name in names]
    return _("Changed %(fields)s") % {"fields": get_text_list(labels, _("and"))}


def _entry(row: models.Model, flag: int, what: str, by: Any, why: str) -> LogEntry:
    if isinstance(row, Walkthrough):
        what, flag = f"{wording.about('walkthrough', row)}: {what}", CHANGE
    page: Any = row.step if isinstance(row, Walkthrough) else row
    return LogEntry(
        user_id=by.pk,
        content_type=ContentType.objects.get_for_model(page),
        object_id=str(page.pk),
        object_repr=str(page)[:LONGEST_REPR],
        action_flag=flag,
        change_message=f"{what}. {why}".strip(),
    )

"""Find and replace throughout a guide's draft.

Short names are found but never replaced, because ticks and URLs depend on them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from guides.document import finding, truth
from guides.document import types as documents
from guides.document.finding import Shown, Span, Wanted
from guides.editing import listed_rows, texts, wording
from guides.editing.listed_rows import Outcome, name_of, version_of
from guides.editing.texts import Entry
from guides.models import Guide, Source
from guides.rules import clock


@dataclass(frozen=True)
class Place:
    """One match. `fault`: why replacing all matches in this field would be refused."""

    entry: Entry
    span: Span
    number: int
    version: str
    fault: str = ""

    @property
    def key(self) -> str:
        """Its name in a form, which no longer matches once the row has changed."""
        row, entry = self.entry.row, "" if self.entry.number is None else self.entry.number
        return f"{name_of(row)}.{self.entry.field}.{entry}.{self.number}.{self.version}"

    @property
    def shown(self) -> Shown:
        return finding.sentence(self.entry.text, self.span)


@dataclass(frozen=True)
class Scope:
    """Which texts besides our own may be replaced. Finding covers everything."""

    addresses: bool = False
    sources: bool = False

    def has(self, entry: Entry, span: Span) -> bool:
        match entry.sort:
            case "name":
                return False
            case "address":
                return self.addresses
            case "source":
                return self.sources
        return self.addresses or not finding.is_in_address(entry.text, span)


def find(guide: Guide, wanted: Wanted) -> Iterator[Place]:
    """Every match in the draft, in document order."""
    for row in texts.rows(guide):
        yield from _places(row, wanted)


def offered(guide: Guide, wanted: Wanted, new: str, scope: Scope) -> Iterator[Place]:
    """The replaceable matches, each with the error that replacing would cause."""
    for row in texts.rows(guide):
        by_field: dict[str, list[Place]] = defaultdict(list)
        for place in _places(row, wanted):
            if scope.has(place.entry, place.span):
                by_field[place.entry.field].append(place)
        for name, places in by_field.items():
            fault = _fault(row, name, _rewritten(row, name, places, new))
            yield from (Place(each.entry, each.span, each.number, each.version, fault) for each in places)


def _places(row: models.Model, wanted: Wanted) -> Iterator[Place]:
    found = [(entry, wanted.spans(entry.text)) for entry in texts.entries(row)]
    version = version_of(row) if any(spans for _entry, spans in found) else ""
    for entry, spans in found:
        yield from (Place(entry, span, number, version) for number, span in enumerate(spans))


@transaction.atomic
def replace(guide: Guide, wanted: Wanted, new: str, scope: Scope, chosen: Iterable[str]) -> Outcome:
    """Replace the chosen matches, given by their keys.

    A row that has changed, or that would become invalid, is skipped and listed.
    """
    by_row: dict[str, list[str]] = defaultdict(list)
    for key in chosen:
        by_row[key.partition(".")[0]].append(key)
    rows = listed_rows.locked(guide, by_row)
    outcome = Outcome()
    for name, keys in by_row.items():
        row = rows.get(name)
        if row is None:
            outcome.skip_deleted()
            continue
        places = {place.key: place for place in _places(row, wanted) if scope.has(place.entry, place.span)}
        if not places.keys() >= set(keys):
            outcome.skip_edited(row)
            continue
        _replace_in(row, [places[key] for key in keys], new, outcome)
    return outcome


def _replace_in(row: Any, places: list[Place], new: str, outcome: Outcome) -> None:
    by_field: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        by_field[place.entry.field].append(place)
    values = {name: _rewritten(row, name, each, new) for name, each in by_field.items()}
    labels = {name: wording.field_name(row._meta.model_name, name) for name in values}
    if faults := [f"{labels[name]}: {fault}" for name in values if (fault := _fault(row, name, values[name]))]:
        outcome.skip(row, " ".join(faults))
        return
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    outcome.changed.append((row, list(labels.values())))


def _rewritten(row: Any, name: str, places: Iterable[Place], new: str) -> Any:
    """The field with these matches replaced."""
    spans: dict[int | None, list[Span]] = defaultdict(list)
    texts_by_number: dict[int | None, str] = {}
    for place in places:
        spans[place.entry.number].append(place.span)
        texts_by_number[place.entry.number] = place.entry.text
    written = {number: finding.replaced(texts_by_number[number], each, new) for number, each in spans.items()}
    value = getattr(row, name)
    if texts.is_of_parts(value):
        return texts.rewritten(value, written)
    return (
        [written.get(number, text) for number, text in enumerate(value)] if isinstance(value, list) else written[None]
    )


def _fault(row: models.Model, name: str, value: Any) -> str:
    """Why this value is not allowed in the field; empty: it is allowed."""
    try:
        row._meta.get_field(name).clean(value, row)  # type: ignore[union-attr]
    except ValidationError as error:
        return " ".join(error.messages)
    if isinstance(row, Source) and name == "dated":
        return " ".join(reason for _field, reason in untruths(row, dated=value))
    return ""


def untruths(source: Source, **stated: Any) -> list[truth.Fault]:
    """What cannot be true of a source that says this instead; the row asks for the days of its page itself."""
    days = {"dated": source.dated, "gone_on": source.gone_on, **stated}
    return list(truth.of_source(documents.Source.model_construct(archived_on=None, **days), clock.today()))

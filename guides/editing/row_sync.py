"""Writes a document into the rows of its draft. Rows are matched by name, and only differences are written.

An identical row is not touched, so open forms, its history and who checked it stay valid. Neither the rows nor the
links between them have signal handlers, so they are written in bulk.
"""

import dataclasses
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from guides.document import types as documents
from guides.editing.row_faults import CHOICES
from guides.editing.row_reading import linked, links_of
from guides.models import (
    Authority,
    Claim,
    Event,
    Ground,
    Guide,
    Label,
    Paragraph,
    Purpose,
    Recourse,
    Region,
    Rumour,
    Source,
    Step,
    Walkthrough,
)

Data = Mapping[str, Any]  # a part of a document as plain data
Read = Callable[[Model], Data]  # what a row says, in the same form

POINTED_AT: dict[str, type[Model]] = {"sources": Source, "regions": Region, "steps": Step}
STATEMENTS: dict[str, type[Model]] = {
    "claims": Claim,
    "labels": Label,
    "events": Event,
    "rumours": Rumour,
    "recourses": Recourse,
    "purposes": Purpose,
    "grounds": Ground,
    "letters": Paragraph,
}
INSIDE = {"regions": ("region", "authorities", Authority), "steps": ("step", "walkthroughs", Walkthrough)}
PARTS: dict[type[Model], type[documents.Part]] = {
    Guide: documents.Guide,
    Source: documents.Source,
    Region: documents.Region,
    Authority: documents.Authority,
    Step: documents.Step,
    Walkthrough: documents.Walkthrough,
    Claim: documents.Claim,
    Label: documents.Label,
    Event: documents.Event,
    Rumour: documents.Rumour,
    Recourse: documents.Recourse,
    Purpose: documents.Purpose,
    Ground: documents.Ground,
    Paragraph: documents.Paragraph,
}


@dataclass
class Written:
    """The written rows, by what happened to them. A row that only moved is in none of the lists."""

    added: list[Model] = dataclasses.field(default_factory=list)
    changed: list[tuple[Model, list[str]]] = dataclasses.field(default_factory=list)  # with the names of its fields
    deleted: list[Model] = dataclasses.field(default_factory=list)


@dataclass
class _Pair:
    """A part and its row, new if there was none; `fields` are the columns that differ."""

    part: Data
    row: Any
    is_new: bool = False
    fields: set[str] = dataclasses.field(default_factory=set)
    links: set[str] = dataclasses.field(default_factory=set)


def write(guide: Guide, data: Data, read: Read) -> Written:
    """Make this guide's rows match the data; `guide` has its rows prefetched.

    Raises KeyError if the data references a source, region or step that it does not contain.
    """
    return _Sync(guide, read).write(data)


class _Sync:
    def __init__(self, guide: Guide, read: Read) -> None:
        self.guide, self.read, self.written = guide, read, Written()
        self.by_slug: dict[str, dict[str, Any]] = {"sources": {}, "regions": {}, "steps": {}}

    def write(self, data: Data) -> Written:
        """Write referenced parts first, and delete removed ones last, when nothing references them."""
        self._write_guide(data)
        for collection, model in POINTED_AT.items():
            pairs = self._of_guide(model, collection, data)
            self.by_slug[collection] = {pair.part["slug"]: pair.row for pair in pairs}
            self._link(model, pairs)
            if collection in INSIDE:
                self._write_inside(pairs, *INSIDE[collection])
        for collection, model in STATEMENTS.items():
            self._link(model, self._of_guide(model, collection, data))
        self._delete()
        return self.written

    def _write_guide(self, data: Data) -> None:
        columns = self._columns(Guide, data)
        del columns["slug"]  # whatever it was called when this was kept
        if fields := _differing(self.guide, columns):
            self.guide.save(update_fields=fields)
            self.written.changed.append((self.guide, fields))

    def _of_guide(self, model: Any, collection: str, data: Data) -> list[_Pair]:
        rows = getattr(self.guide, collection).all()
        return self._save(model, self._matched(model, {"guide": self.guide}, rows, data.get(collection, ())))

    def _write_inside(self, owners: list[_Pair], owner: str, inside: str, model: Any) -> None:
        """Write the inner parts of all regions or steps together."""
        pairs = []
        for each in owners:
            rows = () if each.is_new else getattr(each.row, inside).all()
            pairs += self._matched(model, {owner: each.row}, rows, each.part.get(inside, ()))
        self._link(model, self._save(model, pairs))

    def _matched(self, model: Any, owner: dict[str, Any], rows: Sequence[Any], parts: Sequence[Data]) -> list[_Pair]:
        matched = _match([self.read(row) for row in rows], parts)
        pairs = [
            _Pair(part, model(**owner) if number is None else rows[number], is_new=number is None)
            for part, number in zip(parts, matched, strict=True)
        ]
        self.written.deleted += [row for number, row in enumerate(rows) if number not in matched]
        for pair in pairs:
            self._compare(model, pair)
        _put_in_order(pairs)
        return pairs

    def _compare(self, model: Any, pair: _Pair) -> None:
        """Copy the part's fields to the row. Clear who checked it if the check date changed."""
        columns = self._columns(model, pair.part)
        pair.fields |= set(_differing(pair.row, columns))
        if "checked_on" in pair.fields and pair.row.checked_by_id:
            pair.row.checked_by = None
            pair.fields.add("checked_by")

    def _columns(self, model: Any, part: Data) -> dict[str, Any]:
        related = {field.name for field in model._meta.get_fields() if field.is_relation and field.name != "step"}
        names = [name for name in PARTS[model].model_fields if name != "format" and name not in related]
        return {name: self._column(model, name, part.get(name)) for name in names} | _choices(model, part)

    def _column(self, model: Any, name: str, value: Any) -> Any:
        if name == "step":
            return self.by_slug["steps"][value] if value else None
        field, of_document = model._meta.get_field(name), PARTS[model].model_fields[name]
        if value is None and not of_document.is_required():
            value = of_document.default
        if value is None:
            return None if field.null else ""
        return field.to_python(list(value) if isinstance(value, tuple) else value)

    def _save(self, model: Any, pairs: list[_Pair]) -> list[_Pair]:
        new = [pair.row for pair in pairs if pair.is_new]
        edited = [pair for pair in pairs if not pair.is_new and pair.fields]
        model.objects.bulk_create(new)
        if fields := sorted(set().union(*(pair.fields for pair in edited))):
            model.objects.bulk_update([pair.row for pair in edited], fields)
        self.written.added += new
        return pairs

    def _link(self, model: Any, pairs: list[_Pair]) -> None:
        """Link the row to exactly the sources and regions that the part names."""
        for name in links_of(model):
            self._set_links(model, name, pairs)
        for pair in pairs:
            fields = sorted((pair.fields | pair.links) - {"position", "checked_by"})
            if fields and not pair.is_new:
                self.written.changed.append((pair.row, fields))

    def _set_links(self, model: Any, name: str, pairs: list[_Pair]) -> None:
        field = model._meta.get_field(name)
        through, own, other = field.remote_field.through, field.m2m_field_name(), field.m2m_reverse_field_name()
        linked_to = {pair.row.pk: {self.by_slug[name][slug].pk for slug in pair.part.get(name, ())} for pair in pairs}
        for pair in pairs:
            had = set() if pair.is_new else {row.pk for row in linked(pair.row, name)}
            if had != linked_to[pair.row.pk]:
                pair.links.add(name)
        changed = [pair.row.pk for pair in pairs if name in pair.links]
        if changed:
            through.objects.filter(**{f"{own}_id__in": changed}).delete()
            new = [through(**{f"{own}_id": pk, f"{other}_id": to}) for pk in changed for to in sorted(linked_to[pk])]
            through.objects.bulk_create(new)

    def _delete(self) -> None:
        kinds: tuple[type[Model], ...] = (*STATEMENTS.values(), Walkthrough, Authority, Step, Region, Source)
        for model in kinds:
            if gone := [row.pk for row in self.written.deleted if type(row) is model]:
                model._default_manager.filter(pk__in=gone).delete()


def _choices(model: type[Model], part: Data) -> dict[str, bool]:
    """The columns for “everywhere” and “on every device”, which a document expresses by naming none."""
    return {choice: part.get(choice, not part.get(name)) for name, choice in CHOICES.items() if hasattr(model, choice)}


def _differing(row: Any, columns: Mapping[str, Any]) -> list[str]:
    """Set a row's columns; return the names of those that changed."""
    names = [name for name, value in columns.items() if getattr(row, name) != value]
    for name in names:
        setattr(row, name, columns[name])
    return names


def _match(present: Sequence[Data], parts: Sequence[Data]) -> list[int | None]:
    """For each part, the index of the row with the same name; None: there is none.

    A walkthrough is named by its devices and regions. If these changed, it is the row with a device in common.
    """
    by_name = {name: number for number, name in enumerate(_named(present))}
    matched = [by_name.get(name) for name in _named(parts)]
    for place, part in enumerate(parts):
        if matched[place] is None and "devices" in part and "slug" not in part:
            free = (number for number in range(len(present)) if number not in matched)
            devices = set(part["devices"])
            matched[place] = next((n for n in free if devices & set(present[n].get("devices", ()))), None)
    return matched


def _named(parts: Iterable[Data]) -> list[Hashable]:
    """The name of each part; duplicates are numbered."""
    count: Counter[Hashable] = Counter()
    names: list[Hashable] = []
    for part in parts:
        known = next((part[name] for name in ("slug", "code", "language") if part.get(name)), None)
        name = known or tuple(frozenset(part.get(scope, ())) for scope in ("devices", "regions", "answers"))
        count[name] += 1
        names.append((name, count[name]))
    return names


def _put_in_order(pairs: list[_Pair]) -> None:
    """Number the rows, unless they are already in this order."""
    places = [(pair.row.position, pair.row.pk) for pair in pairs if not pair.is_new]
    if len(places) == len(pairs) and places == sorted(places):
        return
    for place, pair in enumerate(pairs, start=1):
        if pair.row.position != place:
            pair.row.position = place
            pair.fields.add("position")

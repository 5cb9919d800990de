"""Iterates over every text of a draft, with its row and field."""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any, Literal, NamedTuple

from django.db import models

from guides.document import diff
from guides.document.finding import composed
from guides.document.types import Evidence
from guides.editing import drafts, row_reading
from guides.models import Guide, Region, Source, Step
from guides.models.fields import ListField, PicturesField, QuestionField, VariantsField
from guides.models.rules import readable, searchable, secure

Sort = Literal["text", "source", "address", "name"]

CHILDREN: dict[type[models.Model], str] = {Step: "walkthroughs", Region: "authorities"}


SAID = frozenset({"title", "outcome", "tick", "summary", "text", "label", "alternative"})  # inside small parts


class Entry(NamedTuple):
    """One text. `number`: its index in a list field, or among the texts of small parts; None: neither. `sort`: our own
    words, a source's title or publisher, an address, or a short name or code.
    """

    row: Any
    field: str
    number: int | None
    text: str
    sort: Sort


def rows(guide: Guide) -> Iterator[Any]:
    """Every row of the draft as it is in the database now, in document order."""
    (fresh,) = row_reading.fetch(Guide.objects.filter(pk=guide.pk))
    yield fresh
    for collection in diff.COLLECTIONS:
        for row in getattr(fresh, collection).all():
            yield row
            yield from children(row)


def children(row: models.Model) -> Iterator[Any]:
    """The inner parts of a row."""
    if type(row) in CHILDREN:
        yield from getattr(row, CHILDREN[type(row)]).all()


def entries(row: models.Model) -> Iterator[Entry]:
    """The row's own texts, field by field, without empty ones."""
    for name, sort in fields(type(row)).items():
        value = getattr(row, name)
        texts: Any = [(None, value)]
        if is_of_parts(value):
            texts = enumerate(_said(value))
        elif isinstance(value, list):
            texts = enumerate(value)
        yield from (Entry(row, name, number, composed(text), sort) for number, text in texts if text)


def is_of_parts(value: Any) -> bool:
    """Whether a field holds small parts of a document, as plain data."""
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(each, dict) for each in value))


def _said(value: Any) -> Iterator[str]:
    """The texts of small parts, in order."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from [each] if name in SAID else _said(each)
    for each in value if isinstance(value, list) else ():
        yield from _said(each)


def rewritten(value: Any, written: Mapping[int | None, str]) -> Any:
    """The small parts with other texts, by their numbers."""
    numbers = count()

    def copied(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                name: written.get(next(numbers), each) if name in SAID else copied(each) for name, each in value.items()
            }
        return [copied(each) for each in value] if isinstance(value, list) else value

    return copied(value)


def fields(model: type[models.Model]) -> dict[str, Sort]:
    """The fields of a row that hold words, and of what sort these are."""
    names = [name for name in drafts.PARTS[model].model_fields if name != "format"]
    names.sort(key=lambda name: name in Evidence.model_fields)  # what is said comes before where it comes from
    known = {name: model._meta.get_field(name) for name in names}
    sorted_out = {name: _sort(model, field) for name, field in known.items() if not field.is_relation}
    return {name: sort for name, sort in sorted_out.items() if sort}


def _sort(model: type[models.Model], field: Any) -> Sort | None:
    if isinstance(field, (VariantsField, QuestionField, PicturesField)):
        return "text"
    if secure in field.validators or isinstance(field, models.EmailField):
        return "address"
    if readable in field.validators or searchable in field.validators:
        return "source" if model is Source else "text"
    is_code = isinstance(field, (models.CharField, ListField)) and not field.choices and field.validators
    return "name" if is_code else None


def searched(row: models.Model) -> Iterator[str]:
    """The texts by which a row is found: its own, those of its inner parts, and its sources' titles."""
    for each in (row, *children(row)):
        yield from (entry.text for entry in entries(each))
        for source in each.sources.all() if hasattr(each, "certainty") else ():
            yield from (source.title, source.publisher)


def read_with(model: type[models.Model]) -> list[str]:
    """The related rows that `searched` needs."""
    within = CHILDREN.get(model)
    return [f"{within}__sources"] if within else ["sources"] if hasattr(model, "certainty") else []

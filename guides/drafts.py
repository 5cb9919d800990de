"""Document ⇄ draft: the rows that staff edit, as a document, and a document as rows.

Rows and document parts share their field names, so one rule carries every field across.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db import models, transaction

from guides import compare, documents
from guides.models import Authority, Claim, Event, Guide, Label, Region, Rumour, Source, Step, Walkthrough
from guides.soundness import parse
from guides.yaml_form import to_data

PARTS: dict[type[models.Model], type[documents.Part]] = {
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
}
WITH_EVERYTHING = (
    "sources",
    "regions__authorities__sources",
    "steps__regions",
    "steps__walkthroughs__regions",
    "steps__walkthroughs__sources",
    "claims__regions",
    "claims__sources",
    "claims__step",
    "labels__sources",
    "events__regions",
    "events__sources",
    "rumours__regions",
    "rumours__sources",
)


def to_document(guide: Guide) -> documents.Guide:
    """The draft as it stands; raises DocumentError where it is not sound."""
    models.prefetch_related_objects([guide], *WITH_EVERYTHING)
    return parse({"format": 1, **_data(guide)})


def own_data(row: models.Model) -> dict[str, Any]:
    """What one page of the desk edits: the row and what stands inline on it, not the parts with pages of their own."""
    elsewhere = {"authorities", *compare.COLLECTIONS} if isinstance(row, Guide) else set()
    data = _data(row)
    data.pop("authorities", None)
    return {name: value for name, value in data.items() if name not in elsewhere}


def _data(row: models.Model) -> dict[str, Any]:
    names = [name for name in PARTS[type(row)].model_fields if name != "format"]
    values = {name: _value(row, name) for name in names}
    return {name: value for name, value in values.items() if value not in (None, "")}


def _value(row: models.Model, name: str) -> Any:
    value = getattr(row, name)
    if isinstance(value, models.Manager):
        related = list(value.all())
        is_own = not row._meta.get_field(name).many_to_many
        return [_data(each) if is_own else each.slug for each in related]
    return value.slug if isinstance(value, Step) else value


def digest(document: documents.Guide) -> str:
    """A short name for exactly this content."""
    return hashlib.sha256(json.dumps(to_data(document), sort_keys=True).encode()).hexdigest()


@transaction.atomic
def from_document(document: documents.Guide) -> Guide:
    """Make the draft of this guide say what the document says, and nothing else. Editions stay as they are."""
    own = {name: getattr(document, name) or "" for name in ("product", "title", "description", "language", "basis")}
    guide, _ = Guide.objects.update_or_create(slug=document.slug, defaults=own)
    for rows in (
        guide.claims,
        guide.steps,
        guide.labels,
        guide.events,
        guide.rumours,
        guide.regions,
        guide.sources,
    ):
        rows.all().delete()
    _Rows(guide).add_all(document)
    return Guide.objects.get(pk=guide.pk)


class _Rows:
    """Writes the rows of one document, first those that others point at."""

    def __init__(self, guide: Guide) -> None:
        self.guide = guide
        self.by_slug: dict[str, dict[str, Any]] = {"sources": {}, "regions": {}, "steps": {}}

    def add_all(self, document: documents.Guide) -> None:
        self._add("sources", Source, document.sources, guide=self.guide)
        self._add("regions", Region, document.regions, guide=self.guide)
        for region in document.regions:
            self._add("", Authority, region.authorities, region=self.by_slug["regions"][region.slug])
        self._add("steps", Step, document.steps, guide=self.guide)
        for step in document.steps:
            self._add("", Walkthrough, step.walkthroughs, step=self.by_slug["steps"][step.slug])
        self._add("", Claim, document.claims, guide=self.guide)
        self._add("", Label, document.labels, guide=self.guide)
        self._add("", Event, document.events, guide=self.guide)
        self._add("", Rumour, document.rumours, guide=self.guide)

    def _add(self, register: str, model: Any, parts: Iterable[documents.Part], **parent: models.Model) -> None:
        for position, part in enumerate(parts, start=1):
            row = model.objects.create(position=position, **parent, **self._columns(model, part))
            for name in ("sources", "regions"):
                if name in _many_to_many(model):
                    getattr(row, name).set(self.by_slug[name][slug] for slug in getattr(part, name))
            if register:
                self.by_slug[register][row.slug] = row

    def _columns(self, model: type[models.Model], part: documents.Part) -> dict[str, Any]:
        related = {field.name for field in model._meta.get_fields() if field.is_relation and field.name != "step"}
        return {name: self._column(model, name, value) for name, value in part if name not in related}

    def _column(self, model: type[models.Model], name: str, value: Any) -> Any:
        if name == "step":
            return self.by_slug["steps"].get(value)
        if value is None and not model._meta.get_field(name).null:
            return ""
        return list(value) if isinstance(value, tuple) else value


def _many_to_many(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.many_to_many}

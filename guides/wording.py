"""Differences and problems in the words that stand on the screen: titles for short names, labels for fields."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from guides import compare, marks
from guides.documents import Guide as Document
from guides.models import (
    Authority,
    Claim,
    Event,
    Evidence,
    Guide,
    Label,
    Region,
    Rumour,
    Source,
    Step,
    Walkthrough,
)
from guides.models.fields import DEVICE_NAMES

MODELS: dict[str, type[Model]] = {
    "guide": Guide,
    "region": Region,
    "authority": Authority,
    "step": Step,
    "walkthrough": Walkthrough,
    "claim": Claim,
    "label": Label,
    "event": Event,
    "rumour": Rumour,
    "source": Source,
}
LONGEST_NAME = 80
BETWEEN = {"trail": " › ", "actions": " / "}


@dataclass(frozen=True)
class Said:
    """One change in words: what it is about, what happened to it, and what it said before and says now."""

    about: str
    happened: str
    was: str = ""
    now: str = ""

    def __str__(self) -> str:
        if self.was and self.now:
            sentence = _("%(about)s: %(happened)s was “%(was)s”, is now “%(now)s”")
        elif self.now:
            sentence = _("%(about)s: %(happened)s is now “%(now)s”; there was none")
        elif self.was:
            sentence = _("%(about)s: %(happened)s was “%(was)s”; now there is none")
        else:
            sentence = _("%(about)s %(happened)s")
        return sentence % vars(self)


def changes(old: Document, new: Document) -> list[Said]:
    """Every difference between two editions, for people."""
    names = Names(old, new)
    return [in_words(change, names) for change in compare.changes(old, new)]


class Names:
    """What the short names of either edition stand for."""

    def __init__(self, *guides: Document) -> None:
        self.regions = {region.slug: region.name for guide in guides for region in guide.regions}
        self.steps = {step.slug: step.title for guide in guides for step in guide.steps}
        self.sources = {source.slug: _source(source) for guide in guides for source in guide.sources}

    def say(self, field: str, value: Any) -> str:
        """A value as the page would show it; empty when there is none."""
        if value is None or value == "":
            return ""
        if isinstance(value, (tuple, list)):
            return BETWEEN.get(field, ", ").join(self._one(field, each) for each in value)
        return self._one(field, value)

    def _one(self, field: str, value: Any) -> str:
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, datetime.date):
            return date_format(value, "j F Y")
        return str(self._register(field).get(value, value))

    def _register(self, field: str) -> dict[Any, Any]:
        registers: dict[str, dict[Any, Any]] = {
            "regions": self.regions,
            "sources": self.sources,
            "step": self.steps,
            "devices": DEVICE_NAMES,
            "topic": dict(Claim.Topic.choices),
            "certainty": dict(Evidence.Certainty.choices),
            "precision": dict(Event.Precision.choices),
            "effect": dict(Event.Effect.choices),
            "verdict": dict(Rumour.Verdict.choices),
        }
        return registers.get(field, {})


def about(kind: str, part: Any, owner: Any = None) -> str:
    """A part by its kind and the words by which people know it: Step “The switch is off”."""
    if part is None:
        return kind_name(kind)
    inside = _(", of “%(owner)s”") % {"owner": name_of(owner)} if owner is not None else ""
    return f"{kind_name(kind)} “{name_of(part)}”{inside}"


def kind_name(kind: str) -> str:
    return str(MODELS[kind]._meta.verbose_name).capitalize() if kind in MODELS else kind.capitalize()


def name_of(part: Any) -> str:
    """The words by which people know a part: a row of the draft, or a part of a document."""
    if hasattr(part, "actions"):
        return ", ".join(str(DEVICE_NAMES[device]) for device in part.devices) or _("no device")
    return shortened(marks.to_text(getattr(part, named_by(part))))


def named_by(part: Any) -> str:
    """The field that holds these words."""
    names = ("product", "text", "said", "title", "language_name", "place" if hasattr(part, "code") else "name")
    return next(name for name in names if hasattr(part, name))


def shortened(words: str) -> str:
    """As much of it as a name may be long, cut between two words."""
    if len(words) <= LONGEST_NAME:
        return words
    begun = words[:LONGEST_NAME]
    return f"{begun.rpartition(' ')[0].rstrip(' ,;:–') or begun[:-1]}…"


def field_name(kind: str, field: str) -> str:
    """The label of a field at the desk."""
    model = MODELS.get(kind)
    names = {each.name: each for each in model._meta.get_fields()} if model else {}
    found = names.get(field)
    if found is None:
        return field
    return str(getattr(found, "verbose_name", None) or found.related_model._meta.verbose_name_plural)  # type: ignore[union-attr]


def _source(source: Any) -> str:
    return f"{source.publisher}: {source.title}"


def in_words(change: compare.Change, names: Names) -> Said:
    part, owner = (change.found.part, change.found.owner) if change.found else (None, None)
    place, field = about(change.kind, part, owner), field_name(change.kind, change.field)
    match change.what:
        case "added":
            return Said(place, _("was added"))
        case "removed":
            return Said(place, _("was removed"))
        case "moved":
            return Said(place, _("has its %(list)s in another order") % {"list": field})
    return Said(place, field, names.say(change.field, change.was), names.say(change.field, change.now))

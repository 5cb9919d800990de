"""Phrases differences and problems with the names on the screen: titles instead of short names, labels instead of
fields.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guides.document import diff, translation
from guides.document import types as documents
from guides.document.types import Guide as Document
from guides.document.types import Picture, Revision, StepQuestion, Variant
from guides.models import (
    Authority,
    Claim,
    Event,
    Evidence,
    Ground,
    Guide,
    Label,
    Paragraph,
    Proposal,
    Purpose,
    Recourse,
    Region,
    Rumour,
    Source,
    Step,
    Walkthrough,
)
from guides.models.fields import DEVICE_NAMES, RIGHT_NAMES, StepKind
from guides.models.letters import HasAccount
from guides.sharing.dates import date_format

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
    "recourse": Recourse,
    "purpose": Purpose,
    "ground": Ground,
    "paragraph": Paragraph,
    "source": Source,
}
LONGEST_NAME = 80
EVERY = {
    ("claim", "devices"): gettext_lazy("every device"),
    ("walkthrough", "answers"): gettext_lazy("every answer"),
    **{
        (kind, "regions"): gettext_lazy("everywhere")
        for kind in (
            *("step", "walkthrough", "claim", "event", "rumour"),
            *("recourse", "purpose", "ground", "paragraph"),
        )
    },
}
BETWEEN = {"sources": "; ", "trail": " › ", "actions": " / "}


Entries = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Said:
    """One change in words: its subject, what happened, and the text before and after.

    `whole`: for an added or removed part, all its fields; for a list, which of its parts moved where.
    """

    about: str
    happened: str
    was: str = ""
    now: str = ""
    whole: Entries = ()
    change: diff.Change | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        if self.was and self.now:
            # Translators: only staff read this.
            template = _("%(about)s: %(happened)s was “%(was)s”, is now “%(now)s”")
        elif self.now:
            # Translators: only staff read this.
            template = _("%(about)s: %(happened)s is now “%(now)s”; there was none before")
        elif self.was:
            # Translators: only staff read this.
            template = _("%(about)s: %(happened)s was “%(was)s”; now there is none")
        else:
            # Translators: only staff read this.
            template = _("%(about)s %(happened)s")
        return template % vars(self)


def changes(old: Document | None, new: Document) -> list[Said]:
    """Every difference between two editions, in words; without an old one, everything in the new one."""
    names = Names(*([old] if old else []), new)
    return [in_words(change, names) for change in diff.changes(old, new)]


class Names:
    """Resolves the short names of both editions."""

    def __init__(self, *guides: Document) -> None:
        self.regions = {region.slug: region.name for guide in guides for region in guide.regions}
        self.steps = {step.slug: step.title for guide in guides for step in guide.steps}
        self.answers = {
            answer.slug: answer.label
            for guide in guides
            for step in guide.steps
            for answer in (step.question.answers if step.question else ())
        }
        self.sources = {source.slug: _called(source) for guide in guides for source in guide.sources}

    def say_both(self, change: diff.Change) -> tuple[str, str]:
        """A field's text before and after; if two parts have the same name, with their short names."""
        was, now = (self.say(change.kind, change.field, value) for value in (change.was, change.now))
        if was != now:
            return was, now
        before, after = (Names().say(change.kind, change.field, value) for value in (change.was, change.now))
        return f"{was} ({before})", f"{now} ({after})"

    def say(self, kind: str, field: str, value: Any) -> str:
        """A value as the page would show it; empty if there is none, unless that means everywhere."""
        if value == () and (kind, field) in EVERY:
            return str(EVERY[kind, field])
        if value is None or value == "":
            return ""
        if isinstance(value, (tuple, list)):
            between, entries = BETWEEN.get(field, ", "), [self._one(field, each) for each in value]
            if any(between.strip() in entry for entry in entries):
                entries = [_("“%(name)s”") % {"name": entry} for entry in entries]
            return (
                translation.in_one_language(entries, between.join(entries)) if field in BETWEEN else in_a_list(entries)
            )
        return self._one(field, value)

    def _one(self, field: str, value: Any) -> str:
        if isinstance(value, documents.Part):
            return self._of_part(value)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, datetime.date):
            return date_format(value)
        words = self._register(field).get(value, value)
        return words if isinstance(words, str) else str(words)  # so it stays marked as English, where it is

    def _of_part(self, part: documents.Part) -> str:
        """A small part that is the value of a field."""
        match part:
            case Revision():
                scope = (self.say("claim", name, getattr(part, name)) for name in ("regions", "devices"))
                return f"{part.number} ({'; '.join(scope)}): {part.note or '–'}"
            case Variant():
                words = "; ".join(f"{field_name('step', name)} “{text}”" for name, text in part.words.items())
                return f"{self.say('step', 'regions', part.regions)}: {words}"
            case Picture():
                file = f"{part.kind} {part.width} × {part.height}, {part.digest[:8]}"  # so that another file is seen
                return f"{part.alternative} ({date_format(part.dated_on)}; {file})"
            case StepQuestion():
                answers = (f"{answer.slug}: {answer.label}" for answer in part.answers)  # shared addresses name them so
                return f"{part.text} ({'; '.join(answers)})"
        return str(part)

    def _register(self, field: str) -> dict[Any, Any]:
        registers: dict[str, dict[Any, Any]] = {
            "regions": self.regions,
            "sources": self.sources,
            "step": self.steps,
            "after": self.steps,
            "answers": self.answers,
            "devices": DEVICE_NAMES,
            "topic": dict(Claim.Topic.choices),
            "sections": dict(Claim.Topic.choices),
            "needed": dict(Claim.Topic.choices),
            "question": dict(Claim.Question.choices),
            "certainty": dict(Evidence.Certainty.choices),
            "precision": dict(Event.Precision.choices),
            "effect": dict(Event.Effect.choices),
            "verdict": dict(Rumour.Verdict.choices),
            "kind": dict(StepKind.choices) | RIGHT_NAMES,
            "rights": RIGHT_NAMES,
            "piece": dict(Paragraph.Piece.choices),
            "account": dict(HasAccount.choices),
            "wish": dict(Paragraph.Wish.choices),
        }
        return registers.get(field, {})


def _called(source: documents.Source) -> str:
    return translation.in_one_language([source.title], f"{source.publisher}: {source.title}")


def about(kind: str, part: Any, owner: Any = None, *, called: str = "", name: str = "") -> str:
    """A part by its kind and the words by which people know it: Step “Turn the switch off”; or by these words."""
    called = called or kind_name(kind)
    if part is None:
        return called
    names = {"kind": called, "name": name or name_of(part)}
    if owner is None:
        # Translators: what something is, and the words by which people know it: Step “Turn the switch off”.
        return _("%(kind)s “%(name)s”") % names
    return _("%(kind)s “%(name)s”, of “%(owner)s”") % (names | {"owner": name_of(owner)})


def about_in_full(change: diff.Change) -> str:
    """The same, not cut short, unless the words by which it is known follow anyway."""
    part, owner = (change.found.part, change.found.owner) if change.found else (None, None)
    if part is None or change.what != "changed" or change.field == named_by(part):
        return about(change.kind, part, owner)
    return about(change.kind, part, owner, name=full_name_of(part))


def kind_name(kind: str) -> str:
    return str(capfirst(MODELS[kind]._meta.verbose_name if kind in MODELS else kind))


def name_of(part: Any) -> str:
    """The name of a row or a part of a document, as people know it."""
    return shortened(full_name_of(part))


def full_name_of(part: Any) -> str:
    """The same, however long they are."""
    if hasattr(part, "actions"):
        devices = [str(DEVICE_NAMES[device]) for device in part.devices] or [_("no device")]
        return in_a_list([*devices, *part.answers])
    return translation.to_text(getattr(part, named_by(part)))


def named_by(part: Any) -> str:
    """The field that holds these words."""
    if hasattr(part, "actions"):
        return "devices"
    if hasattr(part, "controller"):
        return "name"
    names = ("product", "label", "text", "said", "title", "language_name", "place" if hasattr(part, "code") else "name")
    return next(name for name in names if hasattr(part, name))


def shortened(words: str) -> str:
    """The text cut to the length of a name, between two words."""
    if len(words) <= LONGEST_NAME:
        return words
    begun = words[:LONGEST_NAME]
    return f"{begun.rpartition(' ')[0].rstrip(' ,;:–') or begun[:-1]}…"


def field_name(kind: str, field: str) -> str:
    """The label of a field at the desk."""
    model = MODELS.get(kind)
    names = {each.name: each for each in model._meta.get_fields()} if model else {}
    named = names.get(field)
    if named is None:
        return field
    return str(getattr(named, "verbose_name", None) or named.related_model._meta.verbose_name_plural)  # type: ignore[union-attr]


def in_words(change: diff.Change, names: Names) -> Said:
    """One difference, in full."""
    part = change.found.part if change.found else None
    place, label = about_in_full(change), field_name(change.kind, change.field)
    match change.what:
        case "added":
            # Translators: only staff read this.
            return Said(place, _("was added"), whole=whole(change.kind, part, names), change=change)
        case "removed":
            # Translators: only staff read this.
            return Said(place, _("was removed"), whole=whole(change.kind, part, names), change=change)
        case "moved":
            # Translators: only staff read this.
            happened = _("has its %(list)s in a different order") % {"list": label}
            return Said(place, happened, whole=tuple(map(_where_to, change.now)), change=change)
    was, now = names.say_both(change)
    return Said(place, label, was, now, change=change)


def whole(
    kind: str,
    part: Any,
    names: Names,
    without: Collection[str] = ("format", "to_check"),
    labels: Mapping[str, Any] | None = None,
) -> Entries:
    """A part's own fields, without empty ones. `labels`: other labels than the desk's."""
    fields = {
        name: names.say(kind, name, value) for name, value in diff.own_fields(part).items() if name not in without
    }
    order = sorted(fields, key=lambda name: name in documents.Evidence.model_fields)  # what it rests on comes last
    labels = labels or {}
    return tuple((str(labels.get(name) or field_name(kind, name)), fields[name]) for name in order if fields[name])


def _where_to(moved: diff.Moved) -> tuple[str, str]:
    place = _("after “%(name)s”") % {"name": full_name_of(moved.after)} if moved.after else _("now the first")
    return full_name_of(moved.part), place


def review(proposal: Proposal) -> str:
    """Which review this is, who asked for it, and who approved it already."""
    names = {"review": proposal, "asked_by": proposal.asked_by or "–", "approved_by": proposal.approved_by}
    if proposal.approved_by:
        # Translators: only staff read this.
        return _("“%(review)s” (asked for by %(asked_by)s, approved by %(approved_by)s)") % names
    # Translators: only staff read this.
    return _("“%(review)s” (asked for by %(asked_by)s)") % names


def device_places(devices: Sequence[str]) -> str:
    """Where one does it, as the heading of a walkthrough."""
    places = {
        "computer": _("On a computer"),
        "iphone": _("In the iPhone or iPad app"),
        "android": _("In the Android app"),
        "phone": _("In the browser of a phone or tablet"),
        "windows-app": _("In the Windows app"),
        "mac-app": _("In the Mac app"),
        "tv": _("On a TV"),
        "email": _("By e-mail"),
    }
    # Translators: the same in the middle of a heading: “On a computer, in the Android app”.
    others = {
        "computer": _("on a computer"),
        "iphone": _("in the iPhone or iPad app"),
        "android": _("in the Android app"),
        "phone": _("in a phone’s browser"),
        "windows-app": _("in the Windows app"),
        "mac-app": _("in the Mac app"),
        "tv": _("on a TV"),
        "email": _("by e-mail"),
    }
    first, *more = devices
    return in_a_list([places[first], *(others[device] for device in more)])


def in_a_list(names: Iterable[str]) -> str:
    """Names, one after the other; of none nothing."""
    # Translators: a list as far as it goes, and its next name: “Computer, Android app”. Most languages keep the comma.
    return reduce(lambda listed, name: _("%(names)s, %(name)s") % {"names": listed, "name": name}, [*names] or [""])

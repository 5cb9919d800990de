"""One change, told to readers: in whole sentences, and each statement with where it comes from.

The desk names parts as editors know them (`wording`). Readers get the statement itself: none is cut short, a claim in
circulation never stands without its verdict, and what is gone has the receipt that it had.
"""

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from guides import marks, wording
from guides.compare import Change
from guides.documents import Claim, Event, Evidence, Guide, Rumour, Source, Step
from guides.wording import Names


class Proof(NamedTuple):
    """What a statement rests on, with its sources as they stood in that edition."""

    evidence: Evidence
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class News:
    """What it is about, what happened to it (or which field is another), what it said before and says now."""

    about: str
    happened: str = ""
    field: str = ""
    was: str = ""
    now: str = ""
    proofs: tuple[Proof, ...] = ()

    def __str__(self) -> str:
        about = f"{self.about}, {self.field}" if self.field else self.about
        if self.happened:
            text = self.was or self.now
            return f"{about} {self.happened}: “{text}”" if text else f"{about} {self.happened}"
        if self.was and self.now:
            sentence = _("%(about)s: was “%(was)s”, is now “%(now)s”")
        elif self.now:
            sentence = _("%(about)s: is now “%(now)s”; there was none")
        else:
            sentence = _("%(about)s: was “%(was)s”; now there is none")
        return sentence % {"about": about, "was": self.was, "now": self.now}


def of(change: Change, old: Guide, new: Guide, names: Names) -> News:
    """This change, in words."""
    part = change.found.part if change.found else None
    told = _edit(change, part, names) if change.what == "changed" else _turn(change, part, names)
    return replace(told, proofs=_proofs(part, old if change.what == "removed" else new))


def _edit(change: Change, part: Any, names: Names) -> News:
    """Where the words by which it is known are others, both stand there; else they say what it is about."""
    was, now = _plainly(names.say(change.field, change.was), names.say(change.field, change.now))
    if _is_statement(part) and change.field == wording.named_by(part):
        return News(_kind(change.kind, part, names), was=was, now=now)
    field = wording.field_name(change.kind, change.field)
    return News(_about(change, part, names), field=field, was=was, now=now)


def _turn(change: Change, part: Any, names: Names) -> News:
    """What came, went or moved; a statement with all that it says."""
    happened = wording.in_words(change, names).happened
    if not _is_statement(part):
        return News(_about(change, part, names), happened)
    kind, text = _kind(change.kind, part, names), _statement(part)
    return News(kind, happened, was=text) if change.what == "removed" else News(kind, happened, now=text)


def _about(change: Change, part: Any, names: Names) -> str:
    about = wording.about(change.kind, part, change.found.owner if change.found else None)
    return about.replace(wording.kind_name(change.kind), _kind(change.kind, part, names), 1)


def _is_statement(part: Any) -> bool:
    """Whether it is known by a sentence of its own, and not by a name."""
    return isinstance(part, (Claim, Event, Rumour))


def _kind(kind: str, part: Any, names: Names) -> str:
    """What readers call it; a claim in circulation with what we say of it."""
    if isinstance(part, Rumour):
        return _("Claim in circulation (%(verdict)s)") % {"verdict": names.say("verdict", part.verdict)}
    return _("Statement") if isinstance(part, Claim) else wording.kind_name(kind)


def _statement(part: Any) -> str:
    """All that it says."""
    if isinstance(part, Rumour):
        return f"{marks.to_text(part.said)} – {marks.to_text(part.right)}"
    text: str = marks.to_text(part.text)
    return text


def _plainly(was: str, now: str) -> tuple[str, str]:
    """Without the marks of the texts, unless these are all that changed."""
    plain = marks.to_text(was), marks.to_text(now)
    return plain if plain[0] != plain[1] else (was, now)


def _proofs(part: Any, guide: Guide) -> tuple[Proof, ...]:
    """A step rests on what its first walkthrough rests on; names, places and sources rest on nothing."""
    found = part.walkthroughs[:1] if isinstance(part, Step) else (part,) if isinstance(part, Evidence) else ()
    return tuple(Proof(each, tuple(filter(None, map(guide.source, each.sources)))) for each in found)

"""Phrases one change for readers: in whole sentences, and each statement with its receipt.

The desk names parts as editors know them (`wording`). Readers get the statement itself: never shortened, a rumour never
without its verdict, additions and removals in full, and removed statements with the receipt they had.
"""

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guides.document import diff, translation
from guides.document.diff import Change
from guides.document.types import Claim, Event, Evidence, Guide, Paragraph, Part, Rumour, Source, Step
from guides.editing import wording
from guides.editing.wording import Entries, Names

# Names for machines, what the receipt says, what tells ticks apart, and what a statement is found by.
IN_NO_WORDS = {
    *("format", "slug", "revision", "change_note", "revisions", "words", "to_check", "kind"),
    *Evidence.model_fields,
}
LABELS = {"regions": gettext_lazy("where"), "devices": gettext_lazy("on which device"), "topic": gettext_lazy("under")}
SAID_FIRST = {Claim: {"text"}, Event: {"text"}, Paragraph: {"text"}, Rumour: {"said", "right", "verdict"}}


class Proof(NamedTuple):
    """A statement's evidence, with its sources as they were in that edition."""

    evidence: Evidence
    sources: tuple[Source, ...]


HAPPENED = {
    "added": (gettext_lazy("{about} was added"), gettext_lazy("{about} was added: “{text}”")),
    "removed": (gettext_lazy("{about} was removed"), gettext_lazy("{about} was removed: “{text}”")),
    "moved": (gettext_lazy("{about} has its {field} in a different order"),) * 2,
}


@dataclass(frozen=True)
class News:
    """A change: its subject, what happened (or which field changed), and the text before and after.

    `whole`: for an addition or removal, its other fields; for a list, which of its parts moved.
    """

    about: str
    happened: str = ""
    field: str = ""
    was: str = ""
    now: str = ""
    proofs: tuple[Proof, ...] = ()
    whole: Entries = ()

    @property
    def subject(self) -> str:
        # Translators: the part of the guide that changed, and which field of it: Step “Turn it off”, title.
        return _("{about}, {field}") if self.field and not self.happened else "{about}"

    @property
    def sentence(self) -> str:
        """The sentence as HTML, with its gaps."""
        if self.happened:
            return str(HAPPENED[self.happened][bool(self.was or self.now)])
        if self.was and self.now:
            return _("{about}: was “{was}”, is now “{now}”")
        if self.now:
            return _("{about}: is now <ins>“{now}”</ins>; there was none before")
        return _("{about}: was <del>“{was}”</del>; now there is none")

    def __str__(self) -> str:
        about = self.subject.format(about=self.about, field=self.field)
        gaps = {"about": about, "field": self.field, "was": self.was, "now": self.now, "text": self.was or self.now}
        return strip_tags(self.sentence).format(**gaps)


def of(change: Change, old: Guide, new: Guide, names: Names) -> News:
    """This change, in words."""
    part = change.found.part if change.found else None
    told = _edit(change, part, names) if change.what == "changed" else _turn(change, part, names)
    guide = old if change.what == "removed" else new
    proofs = tuple(
        Proof(each, tuple(filter(None, map(guide.source, each.sources)))) for each in _rests_on(change, part)
    )
    return replace(told, proofs=proofs)


def _rests_on(change: Change, part: Any) -> tuple[Evidence, ...]:
    """The evidence of a change. A reworded step has that of its first walkthrough; names and sources have none."""
    if isinstance(part, Evidence):
        return (part,)
    if change.what in ("added", "removed"):
        return tuple(child for _kind, child in diff.inside(part) if isinstance(child, Evidence))
    return part.walkthroughs[:1] if isinstance(part, Step) else ()


def _edit(change: Change, part: Any, names: Names) -> News:
    """A changed field. If the statement's own text changed, both versions are shown; otherwise its name is."""
    was, now = names.say_both(change)
    plain = translation.to_text(was), translation.to_text(now)
    if plain[0] != plain[1]:  # else the markup of the texts is all that changed
        was, now = plain
    if _is_statement(part) and change.field == wording.named_by(part):
        return News(_kind(change.kind, part, names), was=was, now=now)
    field = wording.field_name(change.kind, change.field)
    return News(_about(change, part, names), field=field, was=was, now=now)


def _turn(change: Change, part: Any, names: Names) -> News:
    """An addition, removal or move; statements in full."""
    if change.what == "moved":
        field, whole = wording.field_name(change.kind, change.field), wording.in_words(change, names).whole
        return News(_about(change, part, names), change.what, field, whole=whole)
    whole = _whole(change.kind, part, names)
    if not _is_statement(part):
        return News(_about(change, part, names), change.what, whole=whole)
    if isinstance(part, Rumour):
        text = f"{translation.to_text(part.said)} – {translation.to_text(part.right)}"
    else:
        text = translation.to_text(part.text)
    kind = _kind(change.kind, part, names)
    if change.what == "removed":
        return News(kind, change.what, was=text, whole=whole)
    return News(kind, change.what, now=text, whole=whole)


def _whole(kind: str, part: Part, names: Names) -> Entries:
    """Its fields besides the sentence and its receipt, and those of its inner parts."""
    without = IN_NO_WORDS.union(*(fields for of, fields in SAID_FIRST.items() if isinstance(part, of)))
    own = [(name, translation.to_text(words)) for name, words in wording.whole(kind, part, names, without, LABELS)]
    inner = ((wording.about(kind, child), _whole(kind, child, names)) for kind, child in diff.inside(part))
    line = _("%(name)s: %(words)s")
    told = ((about, "; ".join(line % {"name": name, "words": words} for name, words in said)) for about, said in inner)
    return (*own, *told)


def _about(change: Change, part: Any, names: Names) -> str:
    owner = change.found.owner if change.found else None
    return wording.about(change.kind, part, owner, called=_kind(change.kind, part, names))


def _is_statement(part: Any) -> bool:
    """Whether it is identified by its own sentence rather than a name."""
    return isinstance(part, (Claim, Event, Paragraph, Rumour))


def _kind(kind: str, part: Any, names: Names) -> str:
    """The kind of a part in readers' words; for a rumour, with its verdict."""
    if isinstance(part, Rumour):
        return _("Common claim (%(verdict)s)") % {"verdict": names.say("rumour", "verdict", part.verdict)}
    return _("Statement") if isinstance(part, Claim) else wording.kind_name(kind)

"""Shows a text before and after a change, with the words marked that differ."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Protocol

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guides.document import translation
from guides.editing.wording import Said
from guides.history.sentences import News

register = template.Library()

MOST_WORDS = 1000  # together; to find what two longer texts share takes too long
ALIKE = 0.5
NEAR = 8  # words that readers see on each side of what differs
WORTH_CUTTING = 4

Pieces = list[tuple[str, bool]]


class Differing(Protocol):
    """Anything with a text before and a text after."""

    @property
    def was(self) -> str: ...

    @property
    def now(self) -> str: ...


@register.filter
def to_readers(news: News) -> SafeString:
    """A change for readers: for a rewording, only the words near the difference."""
    about = format_html(news.subject, about=format_html("<strong>{}</strong>", news.about), field=news.field)
    was, now = news.was, news.now
    if was and now and type(was) is type(now):
        was, now = translation.like(was, briefly_before(news)), translation.like(now, briefly_now(news))
    elif was and now:  # one of them is not translated, so no word of one is a word of the other
        was, now = format_html("<del>{}</del>", was), format_html("<ins>{}</ins>", now)
    return format_html(news.sentence, about=about, field=news.field, was=was, now=now, text=was or now)


@register.filter
def to_editors(change: Said) -> SafeString:
    """A change for the desk, in full."""
    about, was, now = format_html("<strong>{}</strong>", change.about), change.was, change.now
    if change.was and change.now:
        # Translators: only staff read this.
        message = _("{about}: {field} was “{was}”, is now “{now}”")
        was, now = words_before(change), words_now(change)
    elif change.now:
        # Translators: only staff read this.
        message = _("{about}: {field} is now <ins>“{now}”</ins>; there was none before")
    elif change.was:
        # Translators: only staff read this.
        message = _("{about}: {field} was <del>“{was}”</del>; now there is none")
    else:
        # Translators: only staff read this.
        message = _("{about} {field}")
    return format_html(message, about=about, field=change.happened, was=was, now=now)


@register.filter
def words_before(change: Differing) -> SafeString:
    return _marked("del", parted(change.was, change.now)[0])


@register.filter
def words_now(change: Differing) -> SafeString:
    return _marked("ins", parted(change.was, change.now)[1])


def briefly_before(change: Differing) -> SafeString:
    return _marked("del", brief(parted(change.was, change.now)[0]))


def briefly_now(change: Differing) -> SafeString:
    return _marked("ins", brief(parted(change.was, change.now)[1]))


def parted(was: str, now: str) -> tuple[Pieces, Pieces]:
    """Both texts in pieces, each with whether it occurs in this one only; whole if they have little in common.

    Where only the other text has something, there is an empty piece.
    """
    was, now = str(was), str(now)  # without a mark of their language, which whoever asks puts around it all
    before, after = was.split(" "), now.split(" ")
    match = SequenceMatcher(None, before, after, autojunk=False)
    if len(before) + len(after) > MOST_WORDS or match.ratio() < ALIKE:
        return [(was, True)], [(now, True)]
    parts = match.get_opcodes()
    return (
        [(" ".join(before[begin:end]), what != "equal") for what, begin, end, _, _ in parts],
        [(" ".join(after[begin:end]), what != "equal") for what, _, _, begin, end in parts],
    )


def brief(pieces: Pieces) -> Pieces:
    """Shorten what both texts share to the words near the differences, with “…” for the rest."""
    last = len(pieces) - 1
    return [
        piece if piece[1] else (_near(piece[0].split(" "), after=number > 0, before=number < last), False)
        for number, piece in enumerate(pieces)
    ]


def _near(words: Sequence[str], *, after: bool, before: bool) -> str:
    """The words after a difference, or before one, or both."""
    if not (after or before) or len(words) <= NEAR * (after + before) + WORTH_CUTTING:
        return " ".join(words)
    return " ".join([*(words[:NEAR] if after else []), "…", *(words[-NEAR:] if before else [])])


def _marked(tag: str, pieces: Pieces) -> SafeString:
    shown = ((format_html("<{0}>{1}</{0}>", tag, piece) if is_own else piece,) for piece, is_own in pieces if piece)
    return format_html_join(" ", "{}", shown)

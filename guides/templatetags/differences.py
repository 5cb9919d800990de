"""What a text said before and what it says now, with just those words marked that the other does not have."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Protocol

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

MOST_WORDS = 1000  # together; to find what two longer texts share takes too long
ALIKE = 0.5
NEAR = 8  # words that readers see on each side of what differs
WORTH_CUTTING = 4

Pieces = list[tuple[str, bool]]


class Differing(Protocol):
    """Something that said this before and says that now."""

    @property
    def was(self) -> str: ...

    @property
    def now(self) -> str: ...


@register.filter
def words_before(said: Differing) -> SafeString:
    return _marked("del", parted(said.was, said.now)[0])


@register.filter
def words_now(said: Differing) -> SafeString:
    return _marked("ins", parted(said.was, said.now)[1])


@register.filter
def briefly_before(said: Differing) -> SafeString:
    return _marked("del", brief(parted(said.was, said.now)[0]))


@register.filter
def briefly_now(said: Differing) -> SafeString:
    return _marked("ins", brief(parted(said.was, said.now)[1]))


def parted(was: str, now: str) -> tuple[Pieces, Pieces]:
    """Both texts in pieces, with whether a piece is in this one only; whole where they have little in common.

    Where only the other text has something, there is an empty piece.
    """
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
    """Of what both texts have, only the words next to what differs; “…” stands for the others."""
    last = len(pieces) - 1
    return [
        piece if piece[1] else (_near(piece[0].split(" "), after=number > 0, before=number < last), False)
        for number, piece in enumerate(pieces)
    ]


def _near(words: Sequence[str], *, after: bool, before: bool) -> str:
    """The words that stand after a difference, or before one, or both."""
    if not (after or before) or len(words) <= NEAR * (after + before) + WORTH_CUTTING:
        return " ".join(words)
    return " ".join([*(words[:NEAR] if after else []), "…", *(words[-NEAR:] if before else [])])


def _marked(tag: str, pieces: Pieces) -> SafeString:
    shown = ((format_html("<{0}>{1}</{0}>", tag, piece) if is_own else piece,) for piece, is_own in pieces if piece)
    return format_html_join(" ", "{}", shown)

"""What a text said before and what it says now, with just those words marked that the other does not have."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from guides.wording import Said

register = template.Library()

MOST_WORDS = 1000  # together; to find what two longer texts share takes too long
ALIKE = 0.5

Pieces = list[tuple[str, bool]]


@register.filter
def words_before(said: Said) -> SafeString:
    return _marked("del", parted(said.was, said.now)[0])


@register.filter
def words_now(said: Said) -> SafeString:
    return _marked("ins", parted(said.was, said.now)[1])


def parted(was: str, now: str) -> tuple[Pieces, Pieces]:
    """Both texts in pieces, with whether a piece is in this one only; whole where they have little in common."""
    before, after = was.split(" "), now.split(" ")
    match = SequenceMatcher(None, before, after, autojunk=False)
    if len(before) + len(after) > MOST_WORDS or match.ratio() < ALIKE:
        return [(was, True)], [(now, True)]
    parts = match.get_opcodes()
    return (
        _pieces(before, [(begin, end, what) for what, begin, end, _, _ in parts]),
        _pieces(after, [(begin, end, what) for what, _, _, begin, end in parts]),
    )


def _pieces(words: Sequence[str], parts: Sequence[tuple[int, int, str]]) -> Pieces:
    return [(" ".join(words[begin:end]), what != "equal") for begin, end, what in parts if begin < end]


def _marked(tag: str, pieces: Pieces) -> SafeString:
    shown = ((format_html("<{0}>{1}</{0}>", tag, piece) if is_own else piece,) for piece, is_own in pieces)
    return format_html_join(" ", "{}", shown)

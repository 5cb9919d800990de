"""Finds and replaces words in texts. No Django, no database.

A straight apostrophe matches a curly one, and one space any white space: people type what they see.
"""

import re
import shlex
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from guides.document import markup

APOSTROPHES = "'’ʼ"
LONGEST_SHOWN = 120  # letters on each side of a hit

_ADDRESS = re.compile(r"\]\(\s*<?([^)\s>]*)")
_ENDS = re.compile(r"[.!?…]['’”\")*]*\s+")


class Span(NamedTuple):
    start: int
    end: int


class Shown(NamedTuple):
    """A sentence in three pieces: the text before a hit, the hit, and the text after it."""

    before: str
    hit: str
    after: str


@dataclass(frozen=True)
class Wanted:
    """A search. `is_whole`: whole words only. `has_case`: match capitals."""

    words: str
    is_whole: bool = True
    has_case: bool = False

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        pieces = [_either(letter) for letter in " ".join(composed(self.words).split())]
        begins = r"(?<!\w)" if self.is_whole and self.words[:1].isalnum() else ""
        ends = r"(?!\w)" if self.is_whole and self.words[-1:].isalnum() else ""
        return re.compile(begins + "".join(pieces) + ends, 0 if self.has_case else re.IGNORECASE)

    def spans(self, text: str) -> list[Span]:
        """The matches in a normalised text, from left to right."""
        return [Span(*found.span()) for found in self._pattern.finditer(text)] if self.words.strip() else []


def _either(letter: str) -> str:
    if letter in APOSTROPHES:
        return f"[{APOSTROPHES}]"
    return r"\s+" if letter == " " else re.escape(letter)


def composed(text: str) -> str:
    """The text in the normal form in which documents store it."""
    return unicodedata.normalize("NFC", text)


def replaced(text: str, spans: Iterable[Span], new: str) -> str:
    """The text with these spans replaced."""
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def is_in_address(text: str, span: Span) -> bool:
    """Whether the match is in the URL of a marked-up link, not in visible text."""
    return any(found.start(1) < span.end and span.start < found.end(1) for found in _ADDRESS.finditer(text))


def sentence(text: str, span: Span) -> Shown:
    """The sentence around a match, shortened if it is very long."""
    ends = [found.end() for found in _ENDS.finditer(text)]
    start = max((end for end in ends if end <= span.start), default=0)
    stop = min((end for end in ends if end >= span.end), default=len(text))
    before, after = text[start : span.start], text[span.end : stop].rstrip()
    if len(before) > LONGEST_SHOWN:
        before = "…" + before[-LONGEST_SHOWN:].partition(" ")[2]
    if len(after) > LONGEST_SHOWN:
        after = after[:LONGEST_SHOWN].rpartition(" ")[0] + "…"
    return Shown(before, text[span.start : span.end], after)


def has_all(typed: str, texts: Iterable[str]) -> bool:
    """Whether every typed word, or phrase in double quotes, is in one of these texts."""
    looked_in = "\n".join(map(_folded, texts))
    return all(_plain(word) in looked_in for word in _words(typed))


def _words(typed: str) -> list[str]:
    lexer = shlex.shlex(typed, posix=True)
    lexer.whitespace_split, lexer.quotes, lexer.escape, lexer.commenters = True, '"', "", ""
    try:
        return list(lexer)
    except ValueError:  # a quotation that was not ended
        return typed.replace('"', " ").split()


def _folded(text: str) -> str:
    """The text as written and as displayed, without the markup of labels, for comparing."""
    seen = markup.to_text(text) if "*" in text or "[" in text else ""
    return _plain(f"{text}\n{seen}")


def _plain(text: str) -> str:
    return re.sub(f"[{APOSTROPHES}]", "'", unicodedata.normalize("NFKC", text).casefold())

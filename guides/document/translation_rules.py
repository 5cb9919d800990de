"""What is wrong with the words of a translation, as far as a rule can see it: markup, labels, links, numbers, length.

Whether they mean the same only a reader can tell. No Django, no database, no web.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from difflib import SequenceMatcher

from guides.document import letters, markup
from guides.document.field_types import LONGEST_LINE, one_word, plain
from guides.document.translation import LABEL, SEARCHED, Key, Translation

NUMBER = re.compile(r"\d+")
LINK = re.compile(r"\]\((https://[^)]*)\)")
_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
ALIKE = 0.75  # “of” and “off” are, “can” and “can’t”, “with” and “without” are not
ROOM = 40  # letters more than twice the English


def faults(translation: Translation) -> Iterator[tuple[Key, str]]:
    """Every text of the translation with something wrong in it, and what; texts nobody uses any more as well."""
    labels = {translation.label(english) for context, english in translation.words if context == LABEL}
    labels |= {english for context, english in translation.words if context == LABEL}
    for key, words in translation.words.items():
        yield from ((key, reason) for reason in _faults(key, words, translation, labels))


def _faults(key: Key, words: str, translation: Translation, labels: set[str]) -> Iterator[str]:
    context, english = key
    if fault := _unreadable(words):
        yield fault
        return
    if len(words) > 2 * max(len(english), LONGEST_LINE // 4) + ROOM:
        yield f"has {len(words)} characters, the English {len(english)}; make it shorter"
    if context in SEARCHED:
        yield from _odd_words(words)
        return
    if set(NUMBER.findall(words)) != set(NUMBER.findall(english)):
        yield "has other numbers than the English; write months as words"
    if context != LABEL:
        yield from _wrong_markup(english, words)
        yield from _wrong_blanks(english, words)
        yield from _wrong_labels(markup.labels(english), markup.labels(words), translation, labels)


def _unreadable(words: str) -> str:
    try:
        if not words:
            return "is empty; leave the whole entry out to show the English"
        if plain(words) != words or words != words.strip():
            return "begins or ends with a space, or has letters that are not composed; write it anew"
    except ValueError as error:
        return str(error)
    return ""


def _wrong_markup(english: str, words: str) -> Iterator[str]:
    if sorted(LINK.findall(words)) != sorted(LINK.findall(english)):
        yield "has other links than the English; keep each address"
    if shown := markup.odd(words):
        yield f"shows “{shown}” to readers; write markup as in the English"


def _wrong_blanks(english: str, words: str) -> Iterator[str]:
    """Blanks are filled in by their names, which are the same in every language."""
    meant, used = Counter(letters.blanks(english)), Counter(letters.blanks(words))
    if meant and meant != used:
        named = ", ".join(f"{{{name}}}" for name in meant)
        yield f"has other blanks than the English; keep each of these once for each time: {named}"


def _wrong_labels(meant: list[str], used: list[str], translation: Translation, known: set[str]) -> Iterator[str]:
    for label in meant:
        if not {label, translation.label(label)} & set(used):
            yield f"lacks the label **{label}**, or **{translation.label(label)}**"
    for label in used:
        if label not in known and label not in meant:
            yield f"sets **{label}** apart, which is no label in this language; use the words under “label”"


def words_in(texts: Iterable[str]) -> frozenset[str]:
    """The words of these texts, in small letters."""
    return frozenset(word.lower() for text in texts for word in _WORD.findall(text))


def is_spelling(was: str, now: str, known: Collection[str] = ()) -> bool:
    """Whether the English only differs in its markup and in the letters of some words, so that it means the same.

    A word more or less, another number or link, or a syllable before a word (“legal”, “illegal”) can turn it round. So
    can another name (“Iceland”, “Ireland”), or a word that is right elsewhere. `known`: the words of other texts.
    """
    before, after = _WORD.findall(was), _WORD.findall(now)
    is_as_long = len(before) == len(after)
    has_the_same = all(find.findall(was) == find.findall(now) for find in (NUMBER, LINK, letters.BLANK))
    return is_as_long and has_the_same and all(_is_misspelt(*each, known) for each in zip(before, after, strict=True))


def _is_misspelt(was: str, now: str, known: Collection[str]) -> bool:
    one, other = was.lower(), now.lower()
    if one == other:
        return True
    if one in known:
        return False
    if len(one) > 2 and sorted(one) == sorted(other):
        return True
    if was[0].isupper() and now[0].isupper():
        return False
    is_alike = SequenceMatcher(None, one, other).ratio() > ALIKE
    return is_alike and not (one.endswith(other) or other.endswith(one))


def _odd_words(words: str) -> Iterator[str]:
    for word in words.split():
        try:
            one_word(word)
        except ValueError as error:
            yield f"“{word}” {error}"

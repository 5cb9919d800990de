"""Which of some short texts fit what somebody types. No Django, no database, and it never raises.

A typed word fits the words that begin with it, and those that differ only in their ending; where none does, the words
that are one slip of the finger away. A word that many texts have tells little, so it counts little.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

LONGEST_QUERY = 200
MOST_WORDS = 12  # of a query; the rest is not looked at
SHORTEST_BEGINNING = 3
SHORTEST_STEM, LONGEST_ENDING = 4, 3
SHORTEST_SLIPPED = 5
WORTH_SHOWING = 0.4  # of what the best text scores

WORD = re.compile(r"[^\W_]+")
APOSTROPHES = re.compile("['’ʼ`´]")


def words(text: str) -> list[str]:
    """The words of a text as they are compared: small letters without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return WORD.findall(APOSTROPHES.sub("", "".join(letter for letter in apart if not unicodedata.combining(letter))))


class Index:
    """Texts by their names, ready to be looked through. Each comes in pieces, with what a word in them is worth."""

    def __init__(self, texts: Mapping[str, Iterable[tuple[str, int]]]) -> None:
        self._names = list(texts)
        self._worth: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for name, pieces in texts.items():
            for text, worth in pieces:
                for word in words(text):
                    self._worth[word][name] = max(worth, self._worth[word].get(name, 0))

    def find(self, query: str) -> list[str]:
        """The names of the texts that fit, best first; texts that fit alike stay in their order."""
        scores: defaultdict[str, float] = defaultdict(float)
        for word in list(dict.fromkeys(words(query)))[:MOST_WORDS]:
            worth = self._texts_with(word)
            for name, each in worth.items():
                scores[name] += each / len(worth)
        enough = WORTH_SHOWING * max(scores.values(), default=0)
        fitting = [name for name in self._names if name in scores and scores[name] >= enough]
        return sorted(fitting, key=lambda name: -scores[name])

    def _texts_with(self, typed: str) -> dict[str, int]:
        known = [word for word in self._worth if _fits(typed, word)]
        known = known or [word for word in self._worth if _is_slip(typed, word)]
        found: Counter[str] = Counter()
        for word in known:
            found |= Counter(self._worth[word])
        return found


def _fits(typed: str, word: str) -> bool:
    """Equal, the beginning of it, or the same but for the ending: message, messages; train, training."""
    if len(typed) < SHORTEST_BEGINNING:
        return typed == word
    return word.startswith(typed) or _shared(typed, word) >= max(
        SHORTEST_STEM, max(len(typed), len(word)) - LONGEST_ENDING
    )


def _is_slip(typed: str, word: str) -> bool:
    """After the first letter, one too many, too few or wrong, or two in the wrong order, in a beginning of the word."""
    if len(typed) < SHORTEST_SLIPPED or typed[0] != word[0]:
        return False
    return any(_is_one_slip(typed, word[:length]) for length in range(len(typed) - 1, len(typed) + 2))


def _is_one_slip(one: str, other: str) -> bool:
    start = _shared(one, other)
    one, other = one[start:], other[start:]
    end = _shared(one[::-1], other[::-1])
    one, other = one[: len(one) - end], other[: len(other) - end]
    return max(len(one), len(other)) <= 1 or (len(one) == 2 and one == other[::-1])


def _shared(one: str, other: str) -> int:
    """How many letters two words have in common at their beginning."""
    pairs = zip(one, other, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))

"""Full-text search over a few short texts. No Django, no database; never raises.

A typed word matches words that begin with it and words that differ only in their ending; if there are none, words with
one typing error. A word that occurs in many texts has little weight; stop words and very common words count only if
there are no others. Half of the other words must match.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping

from guides.document.field_types import CONTROL, HIDDEN

LONGEST_QUERY = 200
MOST_WORDS = 12  # of a query; the rest is not looked at
SHORTEST_BEGINNING = 3
SHORTEST_STEM, LONGEST_ENDING = 4, 3
SHORTEST_SLIPPED = 5
EQUAL = 1  # more for the very word that was typed than for one that is like it
WORTH_SHOWING = 0.4  # of what the best text scores
MOST_TEXTS = 0.4  # of all texts: a word that more of them have says nothing

# English; in another language they are words like any other.
SMALL = """
a about all already also am an and any anybody anyone anything are as at be been being but by can cant could did
didnt do does doesnt dont for from get got had has have how i id if ill im in into is isnt it its ive just made make
me my need of on or our please really she should so someone something that thats the their them then there these
they this those to too very was we were what when where whether which who why will with would you your youre
"""
SMALL_WORDS = frozenset(SMALL.split())

WORD = re.compile(r"[^\W_]+")
APOSTROPHES = re.compile("['’ʼ`´]")


def words(text: str) -> list[str]:
    """The words of a text in the form in which they are compared: lower case, without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return WORD.findall(APOSTROPHES.sub("", "".join(letter for letter in apart if not unicodedata.combining(letter))))


def one_line(typed: str) -> str:
    """What somebody typed, as one line and without what nobody can see, so that a page can repeat it."""
    return " ".join(HIDDEN.sub("", CONTROL.sub(" ", typed)).split())


def _typed(query: str) -> list[str]:
    return list(dict.fromkeys(words(query)))[:MOST_WORDS]


class Index:
    """A search index over named texts. Each text consists of pieces with a weight."""

    def __init__(self, texts: Mapping[str, Iterable[tuple[str, int]]]) -> None:
        self._names = list(texts)
        self._worth: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for name, pieces in texts.items():
            for text, worth in pieces:
                for word in words(text):
                    self._worth[word][name] = max(worth, self._worth[word].get(name, 0))

    def known(self, query: str) -> set[str]:
        """The typed words that match a word here without a typing error."""
        return {typed for typed in _typed(query) if any(_fits(typed, word) for word in self._worth)}

    def find(self, query: str, spelt: Container[str] = ()) -> list[str]:
        """The names of the matching texts, best first; equal matches keep their order.

        `spelt`: words that are spelt as meant, since other texts have them; they match nothing by a typing error.
        """
        found = self._telling({word: self._texts_with(word, word not in spelt) for word in _typed(query)})
        if 2 * sum(map(bool, found)) < len(found):
            return []
        scores: defaultdict[str, float] = defaultdict(float)
        for worth in found:
            for name, each in worth.items():
                scores[name] += each / len(worth)
        enough = WORTH_SHOWING * max(scores.values(), default=0)
        fitting = [name for name in self._names if name in scores and scores[name] >= enough]
        return sorted(fitting, key=lambda name: -scores[name])

    def fit(self, name: str, query: str, spelt: Container[str] = ()) -> int:
        """How many of the typed words this text matches, small ones aside."""
        telling = [word for word in _typed(query) if word not in SMALL_WORDS]
        return sum(name in self._texts_with(word, word not in spelt) for word in telling)

    def _telling(self, found: Mapping[str, dict[str, int]]) -> list[dict[str, int]]:
        """The typed words that distinguish texts, with the texts they match; all of them if none does."""
        telling = [worth for word, worth in found.items() if word not in SMALL_WORDS] or list(found.values())
        return [worth for worth in telling if len(worth) <= MOST_TEXTS * len(self._names)] or telling

    def _texts_with(self, typed: str, may_be_slip: bool) -> dict[str, int]:
        fitting = [word for word in self._worth if _fits(typed, word)]
        if may_be_slip and not fitting:
            fitting = [word for word in self._worth if _is_slip(typed, word)]
        worth: Counter[str] = Counter()
        for word in fitting:
            worth |= Counter(self._worth[word])
        return worth + Counter(dict.fromkeys(self._worth.get(typed, ()), EQUAL))


def _fits(typed: str, word: str) -> bool:
    """Whether the words are equal, one begins the other, or only the ending differs: message, messages; train,
    training.
    """
    if len(typed) < SHORTEST_BEGINNING:
        return typed == word
    if word.startswith(typed):
        return True
    shorter, longer = sorted((len(typed), len(word)))
    stem = _shared(typed, word)
    is_most_of_it = stem > SHORTEST_STEM or shorter - stem <= 1  # close and closing, not resumes and results
    return stem >= max(SHORTEST_STEM, longer - LONGEST_ENDING) and is_most_of_it


def _is_slip(typed: str, word: str) -> bool:
    """Whether it is a typing error: after the first letter, one letter too many, missing or wrong, or two swapped."""
    if len(typed) < SHORTEST_SLIPPED or typed[0] != word[0]:
        return False
    lengths = range(max(len(typed) - 1, len(word) - LONGEST_ENDING), len(typed) + 2)
    return any(_is_one_slip(typed, word[:length]) for length in lengths)


def _is_one_slip(one: str, other: str) -> bool:
    start = _shared(one, other)
    one, other = one[start:], other[start:]
    end = _shared(one[::-1], other[::-1])
    one, other = one[: len(one) - end], other[: len(other) - end]
    return max(len(one), len(other)) <= 1 or (len(one) == 2 and one == other[::-1])


def _shared(one: str, other: str) -> int:
    """The length of the common prefix of two words."""
    pairs = zip(one, other, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))

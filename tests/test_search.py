"""Which short texts fit what somebody types: words, beginnings, endings, slips, rank; and it never raises."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides.document.search import LONGEST_QUERY, MOST_WORDS, Index, words

TEXTS = {
    "messages": [
        ("LinkedIn trains AI on your private messages.", 2),
        ("inbox chat", 2),
        ("Group messages are used.", 1),
    ],
    "photo": [("Your photo is at the top right.", 2), ("picture avatar", 2), ("In the app it is at the top left.", 1)],
    "europe": [("People in the EU are exempt.", 2), ("gdpr europeans", 2), ("The training has begun there.", 1)],
    "form": [("The form deletes what was collected.", 2), ("erasure", 2), ("It objects to a use. Training stays.", 1)],
    "naive": [("A naïve résumé of “Größe”, l’IA and Ελλάδα.", 2), ("", 2), ("日本語 का एक वाक्य.", 1)],
}
INDEX = Index(TEXTS)


# --- words -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Two words", ["two", "words"]),
        ("Résumé, NAÏVE!", ["resume", "naive"]),
        ("LinkedIn’s l'IA", ["linkedins", "lia"]),
        ("data-for-ai_improvement", ["data", "for", "ai", "improvement"]),
        ("Größe ﬁne Ａ１", ["grosse", "fine", "a1"]),
        ("3 November 2025", ["3", "november", "2025"]),
        (" \t\n“”!?", []),
        ("", []),
    ],
)
def test_words_are_small_letters_and_digits_without_accents(text, found):
    assert words(text) == found


# --- what fits -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("photo", "photo"),
        ("PHOTO", "photo"),
        ("phöto", "photo"),
        ("phot", "photo"),
        ("photos", "photo"),
        ("pictures", "photo"),
        ("messag", "messages"),
        ("message", "messages"),
        ("mesages", "messages"),
        ("messgae", "messages"),
        ("mesage", "messages"),
        ("privte", "messages"),
        ("european", "europe"),
        ("exemption", "europe"),
        ("erase", "form"),
        ("collecting", "form"),
        ("resume", "naive"),
        ("grösse", "naive"),
        ("ελλαδα", "naive"),
        ("日本", None),
        ("日本語", "naive"),
    ],
)
def test_it_finds_words_their_beginnings_other_endings_and_past_one_slip(query, first):
    assert INDEX.find(query)[:1] == ([first] if first else [])


@pytest.mark.parametrize("query", ["", "   ", "!?", "unicorn", "ph oto", "xy", "fotografie", "messxxges", "ﷺ", "\0"])
def test_it_finds_nothing_where_nothing_fits(query):
    assert INDEX.find(query) == []


def test_short_words_must_be_equal():
    index = Index({"eu": [("eu", 1)], "europe": [("europe", 1)], "use": [("use", 1)]})
    assert index.find("eu") == ["eu"]
    assert index.find("us") == []
    assert index.find("e") == []


def test_a_word_that_fits_is_not_taken_for_a_slip_of_another():
    index = Index({"photo": [("photo", 1)], "phono": [("phono", 1)]})
    assert index.find("photo") == ["photo"]
    assert index.find("phoxo") == ["photo", "phono"]


def test_a_word_that_is_spelt_as_meant_matches_nothing_by_a_slip():
    index = Index({"find": [("find it", 1)]})
    assert index.find("fined") == ["find"]
    assert index.find("fined", spelt={"fined"}) == []
    assert index.known("find fined finding") == {"find", "finding"}


# --- rank ------------------------------------------------------------------------------------


def test_the_text_with_more_of_the_words_comes_first():
    index = Index({"one": [("red house", 1)], "both": [("red car", 1)], "other": [("blue car", 1)]})
    assert index.find("red car") == ["both", "one", "other"]


def test_what_is_worth_more_comes_first_and_equals_stay_in_their_order():
    index = Index({"b": [("photo", 1)], "a": [("photo", 1)], "c": [("other", 1), ("photo", 2)]})
    assert index.find("photo") == ["c", "b", "a"]


def test_a_word_that_many_texts_have_does_not_bring_them_all():
    assert len(INDEX.find("the")) == 3
    assert INDEX.find("is the photo there") == ["photo"]


def test_a_word_twice_counts_once():
    assert INDEX.find("app app app inbox") == INDEX.find("app inbox")


# --- whatever is typed -----------------------------------------------------------------------

anything = st.text(max_size=2 * LONGEST_QUERY)


@given(anything)
def test_it_never_raises_and_finds_each_text_once_at_most(query):
    found = INDEX.find(query)
    assert len(found) == len(set(found))
    assert set(found) <= TEXTS.keys()


@given(
    st.dictionaries(st.text(max_size=5), st.lists(st.tuples(st.text(), st.integers(1, 3)), max_size=3), max_size=5),
    anything,
)
def test_any_texts_can_be_looked_through(texts, query):
    assert set(Index(texts).find(query)) <= texts.keys()


@given(st.sampled_from(sorted(TEXTS)), st.data())
def test_every_word_of_a_text_finds_it(name, data):
    word = data.draw(st.sampled_from([word for text, _ in TEXTS[name] for word in words(text)]))
    assert name in INDEX.find(word)


@given(st.text(alphabet="abcdefghij", min_size=5, max_size=12), st.data())
def test_one_letter_missing_is_forgiven_anywhere_but_at_the_beginning(word, data):
    place = data.draw(st.integers(1, len(word) - 1))
    slipped = word[:place] + word[place + 1 :]
    assert len(slipped) < 5 or Index({"text": [(word, 1)]}).find(slipped) == ["text"]


def work(index, query):
    """How many calls of functions it takes to look for it: the same on every machine."""
    calls = 0

    def count(_frame, event, _argument):
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        index.find(query)
    finally:
        sys.setprofile(before)
    return calls


def test_the_longest_question_takes_no_more_work_than_its_words_and_the_texts_call_for():
    small, large = (Index({str(number): [(f"word{number:04}", 1)] for number in range(many)}) for many in (350, 700))
    query = " ".join(f"wxrd{number:012}" for number in range(MOST_WORDS))
    assert work(large, query) <= 2 * work(small, query)
    assert work(large, query) <= MOST_WORDS * work(large, "wxrd000000000000") * 1.1
    more = " ".join(f"wxrd{number:012}" for number in range(100))
    assert work(large, more) <= 1.1 * work(large, query)

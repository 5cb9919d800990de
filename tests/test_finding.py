"""Words in texts: where they stand, the sentence around them, and other words in their place."""

import pytest

from guides.document.finding import Wanted, has_all, is_in_address, replaced, sentence


def hits(words, text, **how):
    return [text[start:end] for start, end in Wanted(words, **how).spans(text)]


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("post", "A post, posts, repost and POST.", ["post", "POST"]),
        ("Data privacy", "Open **Data privacy**, or data  privacy.", ["Data privacy", "data  privacy"]),
        ("Don't", "Don’t do it.", ["Don’t"]),
        ("(new)", "It is (new) and re(new)ed.", ["(new)", "(new)"]),
        ("A.I", "A.I, not AXI.", ["A.I"]),
        ("über", "ÜBER Übersetzung", ["ÜBER"]),
        (" ", "a b", []),
    ],
)
def test_it_finds_whole_words_as_people_type_them(words, text, found):
    assert hits(words, text) == found


def test_parts_of_words_and_capitals_count_as_asked():
    assert hits("post", "A post, Posts, repost.", is_whole=False) == ["post", "Post", "post"]
    assert hits("Post", "A post, a Post.", has_case=True) == ["Post"]


def test_only_the_places_that_are_named_are_replaced():
    text = "Off, on, off."
    first, last = Wanted("off").spans(text)
    assert replaced(text, [last], "closed") == "Off, on, closed."
    assert replaced(text, [last, first], "closed") == "closed, on, closed."


def test_the_address_of_a_link_is_told_from_its_words():
    text = "Open [data](https://a.example/data?x=1)."
    assert [is_in_address(text, span) for span in Wanted("data").spans(text)] == [False, True]


def test_a_hit_is_shown_in_its_sentence():
    text = "First one. “Then **Off**.” And last."
    (span,) = Wanted("off").spans(text)
    assert sentence(text, span) == ("“Then **", "Off", "**.”")


def test_of_a_very_long_sentence_it_shows_what_stands_near():
    text = f"{'before ' * 60}hit {'after ' * 60}".strip()
    before, hit, after = sentence(text, *Wanted("hit").spans(text))
    assert (before[:8], hit, after[-7:]) == ("…before ", "hit", " after…")
    assert len(before) <= 121 >= len(after)


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("settings privacy", True),
        ('"data privacy"', True),
        ('"privacy data"', False),
        ("Don't", True),
        ("DONNÉES", True),
        ('"Data', True),
        ("unicorn", False),
        ("data unicorn", False),
    ],
)
def test_every_word_and_phrase_must_stand_somewhere(typed, is_found):
    assert has_all(typed, ["Settings & **Data** privacy", "Don’t", "données"]) is is_found

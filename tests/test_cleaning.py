"""What a word processor leaves behind goes; what somebody wrote stays."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides.document.cleaning import RULES, clean

ODD = "\u00ad\u200b\u200e\u200f\u2060\ufeff\n\r\v\f\x85\u2028\u2029\t\u2003\u3000\u00a0\u202f\u2009 aé1%.–_\u0301\u200d"


@pytest.mark.parametrize(
    ("pasted", "kept", "kinds"),
    [
        ("Data pri\u00advacy", "Data privacy", ["soft hyphens"]),
        ("Set\u200bting\ufeff", "Setting", ["invisible characters"]),
        ("Open it.\r\nThen close it.", "Open it. Then close it.", ["line ends"]),
        ("Open\tit.", "Open it.", ["tabs"]),
        ("Open\u00a0it.", "Open it.", ["fixed spaces"]),
        ("Open it.  Then", "Open it. Then", ["doubled spaces"]),
        ("\u00a0Open it.\u2003", "Open it.", ["fixed spaces"]),
        (" Pri\u00advacy \u00a0 first\t", "Privacy first", ["soft hyphens", "tabs", "doubled spaces"]),
    ],
)
def test_what_nobody_typed_goes_and_is_named(pasted, kept, kinds):
    assert clean(pasted) == (kept, kinds)


@pytest.mark.parametrize(
    "text",
    [
        "10\u00a0% of it",
        "Art.\u00a021 GDPR",
        "since 3\u00a0November",
        "«\u00a0Oui\u00a0»",
        "می\u200cخواهم",
        "👩\u200d💻",
        "e\u0301t",
    ],
)
def test_what_is_right_stays(text):
    assert clean(text) == (text, [])


@given(st.text(ODD))
def test_cleaning_twice_changes_nothing(text):
    cleaned, _marks = clean(text)
    assert clean(cleaned) == (cleaned, [])


@given(st.lists(st.text(st.characters(exclude_categories=("Z", "C")), min_size=1), max_size=8).map(" ".join))
def test_words_with_one_space_between_them_stay(text):
    assert clean(text) == (text, [])


@given(st.text(ODD))
def test_a_mark_is_named_only_where_something_went(text):
    cleaned, kinds = clean(text)
    assert set(kinds) <= RULES.keys()
    assert bool(kinds) == (cleaned != text.strip(" \r\n"))


@pytest.mark.parametrize("place", ["{}", "{}a", "a{}", "a{}b", "1{}%"])
def test_no_rule_is_passed_over(place):
    for odd in product(ODD, repeat=2):
        text = place.format("".join(odd)).strip(" \r\n")
        assert bool(clean(text)[1]) == any(pattern.search(text) for pattern, _instead in RULES.values()), ascii(text)

"""The translations that the site ships with: whole, good by every rule, and in the product's own words."""

from functools import cache

import pytest

from guides.document import po_format, translation
from guides.document.languages import BY_TAG, TRANSLATED
from guides.document.translation import LABEL, Translation
from guides.document.translation_rules import faults
from guides.document.yaml_format import from_yaml
from tests.support.labels import KNOWN, OFF
from tests.support.shipped_guide import CONTENT

DRAWN = "Your photo"  # what one presses where the product has a picture and no word
LANGUAGES = [language.tag for language in TRANSLATED]


@cache
def guide():
    return from_yaml(CONTENT.read_text(encoding="utf-8"))


@cache
def shipped(tag):
    text = CONTENT.with_name(f"linkedin.{tag}.po").read_text(encoding="utf-8")
    words, written = po_format.from_po(text, "linkedin", tag)
    return text, Translation(tag, words), written


@pytest.mark.parametrize("tag", LANGUAGES)
def test_no_text_is_missing(tag):
    assert [each.english for each in translation.missing(guide(), shipped(tag)[1])] == []


@pytest.mark.parametrize("tag", LANGUAGES)
def test_no_rule_has_anything_against_it(tag):
    assert [(key, why) for key, why in faults(shipped(tag)[1])] == []


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_file_is_as_the_site_writes_it(tag):
    text, words, written = shipped(tag)
    assert po_format.to_po(guide(), tag, words.words, written) == text


@pytest.mark.parametrize("tag", LANGUAGES)
def test_labels_are_those_of_the_product_and_none_is_made_up(tag):
    labels = {
        english: words
        for (context, english), words in shipped(tag)[1].words.items()
        if context == LABEL and english != DRAWN
    }
    assert {english: shipped(tag)[1].label(english) for english in labels} == {
        english: KNOWN[tag].get(english, english) for english in labels
    }


@pytest.mark.parametrize("tag", LANGUAGES)
def test_whoever_looks_for_the_state_finds_the_word_of_the_screen(tag):
    """Where the product’s own word is not known, the English one is set apart and not a word of ours."""
    said = shipped(tag)[1]
    texts = [
        words for (context, english), words in said.words.items() if context == "claim.text" and "**Off**" in english
    ]
    assert texts
    assert all(f"**{said.label(OFF)}**" in words or "**Off**" in words for words in texts)


def test_every_language_has_its_file():
    assert {path.name.split(".")[1] for path in CONTENT.parent.glob("linkedin.*.po")} == set(LANGUAGES)
    assert set(KNOWN) == set(LANGUAGES) == BY_TAG.keys() - {"en"}

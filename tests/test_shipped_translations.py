"""The translations that the site ships with: whole, good by every rule, and in the product's own words."""

import re
from functools import cache

import polib
import pytest
from django.conf import settings
from django.utils import translation as django_translation
from django.utils.dates import MONTHS, MONTHS_ALT

from guides.checklist.objection import paragraphs_for
from guides.document import po_format, translation
from guides.document.languages import BY_TAG, TRANSLATED
from guides.document.translation import LABEL, Translation
from guides.document.translation_rules import faults
from guides.document.types import Claim, only_checked
from guides.document.yaml_format import from_yaml
from guides.serving.current_editions import InWords, Live, PackedWords
from guides.views import events_and_rumours
from tests.support.labels import KNOWN, OFF
from tests.support.negations import lost
from tests.support.questions_by_language import ASKED, MEANT
from tests.support.shipped_guide import CONTENT

DRAWN = "Your photo"  # what one presses where the product has a picture and no word
LANGUAGES = [language.tag for language in TRANSLATED]
ENGLISH_MONTHS = [
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
]


@cache
def guide():
    return from_yaml(CONTENT.read_text(encoding="utf-8"))


@cache
def shipped(tag):
    text = CONTENT.with_name(f"linkedin.{tag}.po").read_text(encoding="utf-8")
    words, written = po_format.from_po(text, "linkedin", tag)
    return text, Translation(tag, words), written


def test_german_letters_from_switzerland_have_the_word_of_the_swiss_law():
    """The act says Personendaten; only the GDPR says personenbezogene Daten."""
    there = shipped("de")[1].localise(only_checked(guide()))
    said = [each.text for each in paragraphs_for(there, "ch")]
    assert any("Personendaten" in text for text in said)
    assert [text for text in said if "personenbezogen" in text] == []


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


# --- what a rule can see of the meaning, in every guide and in the interface -----------------

GUIDES = sorted(path.stem for path in CONTENT.parent.glob("*.yaml"))
DAY = re.compile(rf"(?<!\d)(\d{{1,2}}) ({'|'.join(ENGLISH_MONTHS)})(?!\w)")


@cache
def texts(tag):
    """Every sentence of the guides and of the interface: the English, and the words in this language."""
    found = []
    for slug in GUIDES:
        words, _written = po_format.from_po(CONTENT.with_name(f"{slug}.{tag}.po").read_text("utf-8"), slug, tag)
        found += [(key[1], said) for key, said in words.items() if key[0] not in (LABEL, *translation.SEARCHED)]
    for entry in polib.pofile(settings.BASE_DIR / "locale" / tag / "LC_MESSAGES" / "django.po"):
        found += [(entry.msgid, said) for said in entry.msgstr_plural.values() or [entry.msgstr] if said]
    return found


@pytest.mark.parametrize("tag", LANGUAGES)
def test_what_says_no_in_english_says_no(tag):
    assert [pair for pair in texts(tag) if lost(tag, *pair)] == []


@pytest.mark.parametrize("tag", LANGUAGES)
def test_days_are_the_same(tag):
    """The day stands beside its month, which may have an ending: 3 listopada, 3. marraskuuta, marraskuun 3."""
    with django_translation.override(tag):
        stems = [re.escape(str(MONTHS[number])[:3].lower()) for number in range(1, 13)]
        other = [re.escape(str(MONTHS_ALT[number])[:3].lower()) for number in range(1, 13)]
    wrong = []
    for english, said in texts(tag):
        for day, month in DAY.findall(english):
            number = ENGLISH_MONTHS.index(month)
            name = rf"(?:{stems[number]}|{other[number]})\w*"
            written = rf"(?<!\d){day}(?:er|\.)?\s(?:de\s)?{name}|{name}\s{day}\."
            if not re.search(written, said.lower()):
                wrong.append((english, said))
    assert wrong == []


def test_the_rules_see_a_lost_no():
    assert lost("de", "It is not kept.", "Es wird aufbewahrt.")
    assert not lost("de", "It is not kept.", "Es wird nicht aufbewahrt.")
    assert not lost("de", "Choose **Do not train**.", "Wählen Sie **Do not train**.")


@pytest.mark.parametrize("tag", LANGUAGES)
def test_everyday_words_find_what_they_mean_among_the_first_three(tag):
    live = Live(guide(), 1)
    said = Live(InWords(live, PackedWords.of(shipped(tag)[1])), 1)
    missed = {}
    with django_translation.override(tag):
        for query, meant in zip(ASKED[tag].split("|"), MEANT, strict=True):
            fitting = events_and_rumours.fitting(said, query)[:3]
            first = {each.question if isinstance(each, Claim) else each.slug for each in fitting}
            if first.isdisjoint(meant.split()):
                missed[query] = first
    assert missed == {}

"""Words of a guide in other languages: what is translated, what is out of date, what a rule sees, and PO files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides.document import markup, po_format, translation
from guides.document.languages import BY_SLUG, LANGUAGES
from guides.document.translation import LABEL, InEnglish, Translated, Translation
from guides.document.translation_rules import faults
from guides.document.types import DocumentError
from tests.support.document_fields import fields, full_guide
from tests.support.factories import make_claim, make_claims, make_guide
from tests.support.shipped_guide import document_of

# Names, addresses and words of the product, which are the same in every language.
KEPT = {
    *{"slug", "url", "archive_url", "email", "code", "language", "name_language", "languages", "countries", "aliases"},
    *{
        "product",
        "owner",
        "maker",
        "publisher",
        "page",
        "switch",
        "sources",
        "regions",
        "devices",
        "step",
        "sections",
        "needed",
    },
    *{"certainty", "topic", "question", "precision", "effect", "verdict", "format", "revision", "number", "kind"},
    *{"checked_on", "check_after", "gone_on", "archived_on", "since_on", "from_on", "until_on", "happened_on"},
    *{"is_elsewhere", "is_extra", "revisions", "variants", "after", "answers", "pictures"},
    *{
        "asks_first",
        "answer_months",
        "answer_days",
        "extension_months",
        "acknowledge_days",
        "is_first",
        "is_other",
        "controller",
        "post",
    },
    *{"form_url", "officer_url", "places", "rights", "piece", "account", "wish"},
}
NAMES = {("Authority", "name"), ("Source", "title")}


def upper(guide, language="pl"):
    """Every text in capitals, so that one sees which was translated."""
    words = {each.key: each.english if each.context == LABEL else each.english.upper() for each in entries(guide)}
    return Translation(language, words)


def shown(html):
    return translation.with_languages(html)


def entries(guide):
    return translation.entries(guide)


@pytest.mark.parametrize("place", fields(of_parts=False), ids=str)
def test_of_each_field_it_is_said_whether_it_is_translated(place):
    kind = place.type.__name__
    is_name = place.name in KEPT or (kind, place.name) in NAMES
    assert is_name != (place.name in translation.WORDS.get(kind, ()))


def test_every_text_is_found_and_replaced():
    guide = full_guide()
    told = upper(guide).localise(guide)
    assert translation.missing(guide, upper(guide)) == []
    english = {each.english for each in entries(guide) if each.context != LABEL and not each.english.isdigit()}
    left = {each.english for each in entries(told) if each.context != LABEL and not each.english.isupper()}
    assert not left & english
    assert (told.language, guide.language) == ("pl", "en")


def test_what_is_no_text_is_the_same_in_every_language():
    guide = full_guide()
    told = upper(guide).localise(guide)
    assert told.sources[0].title == guide.sources[0].title
    assert told.claims[0].sources == guide.claims[0].sources
    assert told.steps[0].slug == guide.steps[0].slug


def test_without_words_every_text_is_marked_as_english():
    guide = make_guide()
    told = Translation("pl", {}).localise(guide)
    assert isinstance(told.title, InEnglish)
    assert told.title == guide.title
    assert shown(told.title.__html__()) == f'<span lang="en">{guide.title}</span>'
    html = translation.to_html(told.claims[0].text)
    assert shown(html) == f'<span lang="en">{markup.to_html(guide.claims[0].text)}</span>'
    assert "lang" not in markup.to_html(told.claims[0].text)  # what was kept of one page is not given to another


def test_whoever_changes_an_english_sentence_makes_that_one_out_of_date_and_no_other():
    guide = make_guide()
    claims = [make_claim(text="Something new."), *make_claims()[1:]]
    later = make_guide(claims=claims)
    lacking = translation.missing(later, upper(guide))
    assert [(each.context, each.english) for each in lacking] == [("claim.text", "Something new.")]
    told = upper(guide).localise(later)
    assert [type(claim.text) for claim in told.claims].count(InEnglish) == 1


def test_an_english_label_in_foreign_words_is_marked():
    guide = make_guide(claims=[make_claim(text="Turn **Off** the *switch*."), *make_claims()[1:]])
    words = {("claim.text", "Turn **Off** the *switch*."): "Przełącz na **Off** ten *przełącznik*."}
    told = Translation("pl", words).localise(guide)
    html = shown(translation.to_html(told.claims[0].text))
    assert '<strong translate="no"><span lang="en">Off</span></strong>' in html


def test_a_known_label_stands_before_the_english_one():
    words = {(LABEL, "Data privacy"): "Prywatność danych (Data privacy)"}
    told = Translation("pl", words)
    assert told.label("Data privacy") == "Prywatność danych"
    assert told.label("Me") == "Me"
    trail = Translated("Prywatność danych (Data privacy)", ("Data privacy",))
    assert shown(trail.__html__()) == 'Prywatność danych <small lang="en">(Data privacy)</small>'


def test_where_there_can_be_no_element_nothing_is_marked():
    beside = Translated("Aus (Off)", ("Off",)).__html__()
    assert shown(f"<p title='{beside}'>") == "<p title='Aus (Off)'>"
    words = InEnglish("Off").__html__()
    page = f"<title>{words}</title><p title='{words}'>{words}</p><textarea>{words}</textarea>"
    assert shown(page) == "<title>Off</title><p title='Off'><span lang=\"en\">Off</span></p><textarea>Off</textarea>"


@given(st.text())
def test_whatever_a_translation_says_is_escaped(text):
    for html in (InEnglish(text).__html__(), Translated(text, (text,)).__html__()):
        assert "<" not in html


TEXT = ("claim.text", "On **3 November** see *this* [page](https://a.example/) for 16 days.")
OFF = (LABEL, "3 November")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("", "is empty"),
        (" a", "begins or ends with a space"),
        ("a\u200bb", "invisible character"),
        ("a\nb", "line break"),
        ("Ab **3 listopada** patrz *tu* [strona](https://a.example/), 16 dni. " + "o" * 200, "make it shorter"),
        ("Ab **3 listopada** patrz *tu* [strona](https://a.example/), 17 dni.", "other numbers"),
        ("Ab **3 listopada** patrz *tu* [strona](https://b.example/), 16 dni.", "other links"),
        ("Ab **3 listopada patrz *tu* [strona](https://a.example/), 16 dni.", "shows “**”"),
        ("Ab 3 listopada patrz *tu* [strona](https://a.example/), 16 dni.", "lacks the label"),
        ("Ab **3 listopada** **oder** *tu* [strona](https://a.example/), 16 dni.", "**oder**"),
    ],
)
def test_what_a_rule_can_see_is_refused(words, reason):
    told = Translation("pl", {OFF: "3 listopada (3 November)", TEXT: words})
    found = [why for key, why in faults(told) if key == TEXT]
    assert any(reason in why for why in found)


def test_good_words_pass():
    good = "Od **3 listopada** zobacz *tu* [strona](https://a.example/), 16 dni."
    assert not list(faults(Translation("pl", {OFF: "3 listopada (3 November)", TEXT: good})))
    assert list(faults(Translation("pl", {("claim.words", "delete posts"): "usunąć, posty"})))
    assert not list(faults(Translation("pl", {("claim.words", "delete posts"): "usunąć posty wpisy"})))


WRITTEN = po_format.Written("a machine and a person", "Somebody", "2026-11-29")


def test_a_po_file_comes_back_as_it_was():
    guide = document_of()
    words = dict(list(upper(guide).words.items())[::2])
    text = po_format.to_po(guide, "pl", words, WRITTEN)
    assert po_format.from_po(text, guide.slug, "pl") == (words, WRITTEN)
    assert po_format.to_po(guide, "pl", *po_format.from_po(text, guide.slug, "pl")) == text


def test_what_is_out_of_date_stands_in_the_file_and_is_not_read():
    guide = make_guide()
    old, new = ("claim.text", "As it was."), ("claim.text", guide.claims[0].text)
    text = po_format.to_po(guide, "pl", {old: "Jak było."}, WRITTEN, {new: old})
    assert '#, fuzzy\n#| msgid "As it was."' in text
    assert po_format.from_po(text, guide.slug, "pl") == ({}, WRITTEN)


HEAD = 'msgid ""\nmsgstr "Project-Id-Version: example\\nLanguage: pl\\n"\n\n'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("nonsense", "line 1"),
        ("", "it must be “example”"),
        ('msgid ""\nmsgstr "Project-Id-Version: other\\nLanguage: pl\\n"\n', "is “other”"),
        ('msgid ""\nmsgstr "Project-Id-Version: example\\nLanguage: de\\n"\n', "is “de”"),
        ('msgid ""\nmsgstr "Project-Id-Version: example\\nLanguage: pl\\n"\nmsgid "a\n', "PO"),
        ("/etc/passwd", "PO"),
        (HEAD + 'msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', "Entry “a” already exists"),
        (HEAD + HEAD, "Entry “” already exists"),
    ],
)
def test_a_bad_file_is_refused_with_the_place(text, reason):
    with pytest.raises(DocumentError, match=reason):
        po_format.from_po(text, "example", "pl")


def test_the_same_english_of_another_kind_or_out_of_use_is_no_second_entry():
    entry = 'msgid "a"\nmsgstr "b"\n\n'
    text = f'{HEAD}{entry}msgctxt "label"\n{entry}#~ msgid "a"\n#~ msgstr "c"\n'
    assert po_format.from_po(text, "example", "pl")[0] == {("", "a"): "b", ("label", "a"): "b"}


def test_languages_have_names_of_their_own_in_addresses():
    assert len(BY_SLUG) == len({language.tag for language in LANGUAGES}) == len(LANGUAGES)
    assert all(len(slug) > 2 for slug in BY_SLUG)  # /de is a country

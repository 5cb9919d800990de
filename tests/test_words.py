"""The words of the interface in other languages: whole, alike in all that is no word, and gathered from what is there.

A file in which no word is missing says so in its head (`X-Complete: yes`): then it is compiled, and readers are offered
the language. From then on no word may be missing.
"""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from functools import cache
from html.parser import HTMLParser

import polib
import pytest
from django.conf import settings
from django.utils import translation

from guides.document.languages import TRANSLATED
from guides.management.commands.compile_words import compile_words

LOCALE = settings.BASE_DIR / "locale"
LANGUAGES = [language.tag for language in TRANSLATED]
GAP = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
NUMBER = {"%(number)s", "%d", "{total}"}
MOST = 1000  # numbers that a plural form is tried with


class Tags(HTMLParser):
    """Which elements there are, each with its attributes."""

    def __init__(self, text):
        super().__init__()
        self.found = Counter()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.found[tag, *sorted(attributes)] += 1

    def handle_endtag(self, tag):
        self.found[f"/{tag}"] += 1


def file_of(language):
    return LOCALE / language / "LC_MESSAGES" / "django.po"


@cache
def read(language):
    return polib.pofile(file_of(language))


def forms_used_once(po):
    """The plural forms that are said of one number only: such a form may say the number in a word."""
    rule = translation.trans_real.gettext_module.c2py(po.metadata["Plural-Forms"].partition("plural=")[2].rstrip(";"))
    return [form for form, times in Counter(map(rule, range(MOST))).items() if times == 1]


def pairs(entry):
    """Every translation of an entry that is there, with the English for the same numbers."""
    if entry.msgid_plural:
        for form, said in entry.msgstr_plural.items():
            if said:
                yield form, entry.msgid_plural, said
    elif entry.msgstr:
        yield None, entry.msgid, entry.msgstr


def faults(po):
    """What is no word and yet differs from the English."""
    once = forms_used_once(po)
    for entry in po:
        for form, english, said in pairs(entry):
            gaps, wanted = set(GAP.findall(said)), set(GAP.findall(english))
            if gaps != wanted and (form not in once or gaps | NUMBER != wanted | NUMBER):
                yield "gaps", entry.msgid, said
            if Tags(said).found != Tags(english).found:
                yield "marks of HTML", entry.msgid, said
            if said.count("**") != english.count("**"):
                yield "labels set apart", entry.msgid, said
            if (said[:1].isspace(), said[-1:].isspace()) != (english[:1].isspace(), english[-1:].isspace()):
                yield "white space around it", entry.msgid, said


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_no_word_is_as_in_english(language):
    assert list(faults(read(language))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_guessed_left_over_or_written_for_staff(language):
    po = read(language)
    assert [entry.msgid for entry in po if entry.fuzzy or entry.obsolete] == []
    assert po.metadata["Language"] == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_as_many_plural_forms_as_the_language_has(language):
    po = read(language)
    number = int(re.match(r"nplurals=(\d);", po.metadata["Plural-Forms"])[1])
    assert {len(entry.msgstr_plural) for entry in po if entry.msgid_plural} == {number}
    rule = translation.trans_real.gettext_module.c2py(po.metadata["Plural-Forms"].partition("plural=")[2].rstrip(";"))
    assert {rule(count) for count in range(MOST)} == set(range(number))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_is_said_to_be_complete_if_it_lacks_no_word(language):
    po = read(language)
    missing = [entry.msgid for entry in po if not any(pairs(entry)) or len([*pairs(entry)]) < len(entry.msgstr_plural)]
    if po.metadata.get("X-Complete") == "yes":
        assert missing == []
    else:
        assert missing, "write X-Complete: yes into its head"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_knows_the_same_sentences(language):
    def known(po):
        return [(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in po]

    assert known(read(language)) == known(read(LANGUAGES[0]))


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="needs gettext")
@pytest.mark.parametrize("language", LANGUAGES)
def test_gettext_itself_finds_no_fault(language, tmp_path):
    command = ["msgfmt", "--check", "--output-file", str(tmp_path / "django.mo"), str(file_of(language))]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.skipif(not shutil.which("xgettext"), reason="needs gettext")
def test_every_word_was_gathered(tmp_path):
    """script/messages finds nothing new, and nothing that is not said any more."""
    for part in ("guides", "optout_site", "templates"):
        shutil.copytree(settings.BASE_DIR / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    there = tmp_path / file_of("de").relative_to(settings.BASE_DIR)
    there.parent.mkdir(parents=True)
    shutil.copy(file_of("de"), there)
    script = settings.BASE_DIR / "script" / "messages.py"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "optout_site.settings",
        "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path]),
    }
    subprocess.run([sys.executable, script, "de"], cwd=tmp_path, env=environment, check=True, capture_output=True)  # noqa: S603
    gathered = [(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in polib.pofile(there)]
    assert gathered == [(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in read("de")], "run script/messages"


@pytest.mark.parametrize("part", ["history", "serving", "sharing", "templatetags", "views"])
def test_no_sentence_hides_in_a_formatted_one(part):
    """Gettext does not look into f-strings: what stands there is said in English in every language."""
    files = sorted((settings.BASE_DIR / "guides" / part).rglob("*.py"))
    assert [file.name for file in files if re.search(r"\bf[\"'].*\{_\(", file.read_text())] == []


def test_words_are_compiled_once_they_are_newer(tmp_path, settings):
    settings.LOCALE_PATHS = [tmp_path]
    po = polib.POFile()
    po.metadata = {"Content-Type": "text/plain; charset=UTF-8", "X-Complete": "yes"}
    po.append(polib.POEntry(msgid="Source", msgstr="Quelle"))
    file = tmp_path / "de" / "LC_MESSAGES" / "django.po"
    file.parent.mkdir(parents=True)
    po.save(str(file))
    assert compile_words() == ["de"]
    assert compile_words() == []
    assert [entry.msgstr for entry in polib.mofile(str(file.with_suffix(".mo")))] == ["Quelle"]
    later = file.stat().st_mtime + 10
    os.utime(file, (later, later))
    assert compile_words() == ["de"]
    po.metadata["X-Complete"] = "no"
    po.save(str(file))
    os.utime(file, (later + 10, later + 10))
    assert compile_words() == []
    assert not file.with_suffix(".mo").exists()

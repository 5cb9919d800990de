"""Translations of a guide ⇄ gettext's PO files, which Poedit, Weblate and other tools of translators read and write.

The kind of text stands as the context, the places in the guide as the comment of each entry. What was translated from
an older English is written as “fuzzy”, with that English as the previous one: a translator looks at it again, and until
then it is not read.
"""

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polib

from guides.document import translation
from guides.document.field_types import LONGEST_LINE
from guides.document.translation import Entry, Key
from guides.document.types import DocumentError, Guide, Problem


@dataclass(frozen=True)
class Written:
    """How a translation came about: who wrote it, who read it as a native speaker, and when (as 2026-11-29)."""

    written_by: str = ""
    read_by: str = ""
    read_on: str = ""


SHOWN = re.compile(r'^"X-Shown: (\w+)\\n"$', re.MULTILINE)
HEADERS = {"X-Written-By": "written_by", "X-Read-By": "read_by", "X-Read-On": "read_on"}


def to_po(
    guide: Guide, language: str, words: Mapping[Key, str], written: Written, older: Mapping[Key, Key] | None = None
) -> str:
    """The canonical text of a translation: every text of the guide once, in reading order; empty where none is there.

    `older`: for texts that have no words, those of an earlier English at the same place.
    """
    file = polib.POFile(wrapwidth=100)
    file.metadata = {
        "Project-Id-Version": guide.slug,
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        **{name: getattr(written, field) for name, field in HEADERS.items()},
    }
    for key, places in _places(translation.entries(guide)).items():
        entry = polib.POEntry(msgctxt=key[0], msgid=key[1], msgstr=words.get(key, ""), comment="\n".join(places))
        if not entry.msgstr and older and key in older:
            entry.msgstr, entry.previous_msgid, entry.flags = words[older[key]], older[key][1], ["fuzzy"]
        file.append(entry)
    return f"{file}\n"


def with_shown(text: str, shown: str) -> str:
    """The text of a PO file, whose head says from which words it was made: a digest of them."""
    return text.replace('"Language: ', f'"X-Shown: {shown}\\n"\n"Language: ', 1)


def shown_in(text: str) -> str:
    """From which words a file was made, as its head says; empty where it does not."""
    found = SHOWN.search(text)
    return found[1] if found else ""


def from_po(text: str, guide: str, language: str) -> tuple[dict[Key, str], Written]:
    """The words of a file, without those that are fuzzy or obsolete; raise DocumentError that says which line is wrong.

    The file must be one of this guide and language.
    """
    try:
        file = polib.pofile(text if "\n" in text else f"{text}\n")
        _require_once(file)
    except (OSError, ValueError, UnicodeError, IndexError) as error:
        raise DocumentError([Problem("file", "", "", f"is not PO: {error}")]) from None
    for name, meant in (("Project-Id-Version", guide), ("Language", language)):
        if (given := file.metadata.get(name, "")) != meant:
            raise DocumentError([Problem("file", "", name, f"is “{given}”; it must be “{meant}”")])
    words = {(entry.msgctxt or "", entry.msgid): entry.msgstr for entry in file.translated_entries()}
    return words, _written(file)


def _require_once(file: polib.POFile) -> None:
    """Raise ValueError if an entry that is in use comes twice.

    polib could do this, but compares each entry with all before it: that took a sixth of a first start.
    """
    entries = Counter((entry.msgctxt, entry.msgid) for entry in file if not entry.obsolete)
    entries[None, ""] += 1  # the head, which is no entry any more
    if twice := [english for (_context, english), number in entries.items() if number > 1]:
        raise ValueError(f"Entry “{twice[0]}” already exists")


def _written(file: polib.POFile) -> Written:
    """What the head says of how the words came about; raise DocumentError where that cannot be kept."""
    headers = {name: file.metadata.get(name, "").strip() for name in HEADERS}
    for name, words in headers.items():
        if len(words) > LONGEST_LINE:
            raise DocumentError([Problem("file", "", name, f"is longer than {LONGEST_LINE} characters; shorten it")])
    try:
        if headers["X-Read-On"]:
            datetime.date.fromisoformat(headers["X-Read-On"])
    except ValueError:
        raise DocumentError([Problem("file", "", "X-Read-On", "must be a day, written as 2026-11-30")]) from None
    return Written(**{field: headers[name] for name, field in HEADERS.items()})


def _places(entries: Iterable[Entry]) -> dict[Key, list[str]]:
    places: dict[Key, list[str]] = {}
    for entry in entries:
        places.setdefault(entry.key, []).append(entry.place)
    return places

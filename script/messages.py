"""Gathers the words that readers read, for script/messages: Django's makemessages without the words of the desk.

Whoever edits reads English, so no file of the desk is gathered. Some labels of the desk are read by readers, too: the
names of fields on the page “What changed”, the devices, the questions, the choices in a report. They are asked of the
models, and no other word of them is gathered. guides/editing/wording.py has sentences of both and is gathered whole.
"""

import datetime
import os
import re
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import django
import polib
from django.core.management.commands import makemessages
from django.utils.dates import MONTHS, MONTHS_ALT

from guides.document.languages import BY_TAG, TRANSLATED

# What only staff see, by the name of its file.
DESK = (
    "guides/admin/*",
    "guides/apps.py",
    "guides/editing/*",
    "guides/management/*",
    "guides/models/*",
    "guides/staff/*",
    "guides/templatetags/desk.py",
    "guides/templatetags/inbox.py",
    "guides/views/preview.py",
    "optout_site/*",
    "templates/_preview.html",
    "templates/_said.html",
    "templates/admin/*",
)
BOTH = ("guides/editing/wording.py",)
STAFF_ONLY = "Translators: only staff read this."  # stands above a word of the desk in a file of both
NOT_OURS = ["docs", "locale", "script", "static", "tests", "var", ".*"]
LABEL = "A label: the name of a part of the guide, of one of its fields, or of something one can choose."
# What stands in a gap, for those who translate around it.
GAPS = {
    "about": "what changed: Step “Turn the switch off”",
    "day": "a date as the language writes it: 3 November 2025",
    "done": "a number",
    "kind": "a label, with a capital: Step",
    "label": "what stands beside a box to tick: It is off",
    "name": "a name",
    "note": "a sentence of the editors",
    "now": "what it says now",
    "number": "a number",
    "operator": "who runs the site, perhaps with an address",
    "outcome": "what is true once a step is done: The switch is off",
    "owner": "a name: of a company, or of what something belongs to",
    "page": "an address",
    "place": "where, with its preposition, to be put behind a noun: in the United Kingdom",
    "product": "the name of a product: LinkedIn",
    "region": "the name of a region: United Kingdom",
    "regions": "names of regions: United Kingdom, Hong Kong",
    "sought": "what somebody searched for",
    "team": "the name that somebody gave to a team",
    "text": "a sentence of the guide",
    "title": "the title of a guide or of a step: Stop LinkedIn from training AI on your data",
    "total": "a number",
    "was": "what it said before",
    "words": "some words",
}
GAP = re.compile(r"%\((\w+)\)s|\{(\w+)\}")
PLURALS = {
    "fr": "nplurals=2; plural=(n > 1);",
    "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
    "cs": "nplurals=3; plural=(n==1 ? 0 : n>=2 && n<=4 ? 1 : 2);",
}
TWO = "nplurals=2; plural=(n != 1);"


def labels() -> Iterator[str]:
    """What readers read of the models."""
    from guides import models  # noqa: PLC0415 (Django is set up only now)
    from guides.document import types  # noqa: PLC0415
    from guides.editing import wording  # noqa: PLC0415
    from guides.history import sentences  # noqa: PLC0415

    yield from map(str, models.fields.DEVICE_NAMES.values())
    yield from map(str, models.fields.RIGHT_NAMES.values())
    yield from (wording.field_name("claim", field) for field in ("certainty", "sources", "disagreement"))
    for choices in (
        models.Claim.Topic,
        models.Claim.Question,
        models.Event.Precision,
        models.Event.Effect,
        models.Report.Choice,
        models.Rumour.Verdict,
        models.Claim.Certainty,
        models.Paragraph.Piece,
        models.letters.HasAccount,
        models.Paragraph.Wish,
    ):
        yield from map(str, choices.labels)
    for kind, model in wording.MODELS.items():
        yield str(model._meta.verbose_name)
        for field in getattr(types, model.__name__).model_fields:
            if field not in sentences.IN_NO_WORDS:
                yield wording.field_name(kind, field)


class Command(makemessages.Command):
    # A new sentence is empty: one that is like it would be taken for its translation.
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

    def build_potfiles(self) -> list[str]:
        """Less what only staff read, and with a word on what is a label."""
        files = list(dict.fromkeys(super().build_potfiles()))
        for file in files:
            pot, read = polib.pofile(file), set(labels())
            pot.metadata.pop("POT-Creation-Date")
            pot[:] = [entry for entry in pot if STAFF_ONLY not in entry.comment]
            said = [entry for entry in pot if places(entry)]
            of_models = [entry for entry in pot if not places(entry) and entry.msgid in read]
            for entry in said:
                entry.occurrences = [(place, "") for place in places(entry)]
                entry.comment = "\n".join(filter(None, [entry.comment, *gaps(entry.msgid_plural or entry.msgid)]))
            for entry in of_models:
                entry.occurrences = [(place, "") for place, _line in entry.occurrences if "models" in place]
                entry.comment = LABEL
            pot[:] = [*said, *of_models, *months()]
            pot.save(file)
        return files


def months() -> Iterator[polib.POEntry]:
    """The names of the months, which Django writes with a capital in some languages that do not."""
    for context, names in ((None, MONTHS), ("alt. month", MONTHS_ALT)):
        for name in names.values():
            where = "in a date: 3 listopada" if context else "alone, or before a year: listopad 2025"
            yield polib.POEntry(msgid=str(name), msgctxt=context, comment=f"A month {where}; as in a sentence.")


def gaps(sentence: str) -> list[str]:
    """What stands in the gaps of a sentence."""
    names = dict.fromkeys(brace or percent for percent, brace in GAP.findall(sentence))
    return [f"{name}: {GAPS[name]}" for name in names if name in GAPS]


def places(entry: polib.POEntry) -> list[str]:
    """Where readers read it."""
    found = dict.fromkeys(place for place, _line in entry.occurrences)
    return [place for place in found if is_of(place, BOTH) or not is_of(place, DESK)]


def is_of(place: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch(place, pattern) for pattern in patterns)


def gather(languages: list[str]) -> None:
    for language in languages:
        file = Path("locale") / language / "LC_MESSAGES" / "django.po"
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            begin(file, language)
    Command().run_from_argv(
        ["manage.py", "makemessages", "--add-location=file", "--no-obsolete", "--verbosity=0"]
        + [f"--locale={language}" for language in languages]
        + [f"--ignore={pattern}" for pattern in NOT_OURS]
    )


def begin(file: Path, language: str) -> None:
    """A file without words, with how the language counts."""
    po = polib.POFile()
    po.metadata = {
        "Project-Id-Version": "Switched Off",
        "PO-Revision-Date": f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d %H:%M+0000}",
        "Last-Translator": "",
        "Language-Team": BY_TAG[language].name,
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS.get(language, TWO),
    }
    po.save(str(file))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "optout_site.settings")
    django.setup()
    gather(sys.argv[1:] or [language.tag for language in TRANSLATED])

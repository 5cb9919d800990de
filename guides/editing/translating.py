"""Words of a guide in other languages: what is missing or out of date, how they are written and published.

Only words are written here. What they translate is edited and published like everything else of a guide (`workflow`).
"""

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guides.document import po_format
from guides.document import translation as texts
from guides.document.po_format import Written
from guides.document.translation import Entry, Key
from guides.document.translation import Translation as Words
from guides.document.translation_rules import faults, is_spelling, words_in
from guides.document.types import DocumentError, Problem
from guides.document.types import Guide as Document
from guides.editing import drafts
from guides.editing.refused import RefusedError
from guides.models import Edition, Guide, Translation, TranslationEdition
from guides.models.translation import by_key
from guides.serving import current_editions

Places = dict[Key, list[str]]


@dataclass(frozen=True)
class Listed:
    """One English text as a translator meets it: its words, and if they are of an older English, that one."""

    entry: Entry
    words: str = ""
    older: str = ""

    @property
    def is_stale(self) -> bool:
        return bool(self.older)


def documents(guide: Guide) -> list[Document]:
    """What is to be translated: the edition in force, then what the draft says already, if that is something else."""
    return documents_of_each([guide])[guide]


def documents_of_each(guides: Iterable[Guide]) -> dict[Guide, list[Document]]:
    """The same of each of these guides, in as many queries as for one."""
    read = drafts.read_all(guides)
    latest = Edition.objects.latest_of_each(draft.guide for draft in read)
    found: dict[Guide, list[Document]] = {}
    for draft in read:
        kept = drafts.read_kept(latest[draft.guide]) if draft.guide in latest else None
        said = draft.readable if draft.readable != kept else None
        found[draft.guide] = [document for document in (kept, said) if document is not None]
    return found


def listing(translation: Translation, among: Iterable[Document]) -> list[Listed]:
    """Every text of these documents once, in reading order."""
    words, older = by_key(translation.words), _by_place(translation)
    found: dict[Key, Listed] = {}
    for document in among:
        for entry in texts.entries(document):
            if entry.key not in found:
                found[entry.key] = _listed(entry, words, older)
    return list(found.values())


def older_words(translation: Translation, document: Document) -> dict[Key, Key]:
    """For each text without words the earlier English of that place, if there are words for that."""
    listed = listing(translation, [document])
    return {each.entry.key: (each.entry.context, each.older) for each in listed if each.is_stale}


def to_po(guide: Guide, language: str) -> str:
    """All that is to be translated as one file, with the words there are; raises RefusedError where nothing is."""
    among = documents(guide)
    _require(bool(among), _("Nothing of this guide can be read yet, so there is nothing to translate."))
    translation, document = find(guide, language), among[-1]
    older = older_words(translation, document)
    return po_format.to_po(document, language, by_key(translation.words), translation.written, older)


def _listed(entry: Entry, words: Mapping[Key, str], older: Mapping[tuple[str, str], dict[str, str]]) -> Listed:
    if entry.key in words:
        return Listed(entry, words[entry.key])
    kept = older.get((entry.context, entry.place))
    return Listed(entry, kept["words"], kept["english"]) if kept else Listed(entry)


def _by_place(translation: Translation) -> dict[tuple[str, str], dict[str, str]]:
    """Kept words by the places where their English stood; of several, those that were written last."""
    return {(each["context"], place): each for each in translation.words for place in each.get("places", ())}


def find(guide: Guide, language: str) -> Translation:
    """The words that translators have; an empty one if nobody began."""
    return Translation.objects.get_or_create(guide=guide, language=language)[0]


@transaction.atomic
def write(
    translation: Translation,
    words_by_key: Mapping[Key, str],
    written: Written | None = None,
    places: Places | None = None,
) -> Translation:
    """Keep these words; an empty one takes them out. Raises DocumentError with each that a rule refuses.

    Where words are new, the one who had read all has not: the name goes, unless `written` brings another reading.
    `places` of the guide, from `places_of`, spare whoever writes several languages to read it for each.
    """
    translation = Translation.objects.select_for_update().get(pk=translation.pk)
    before, read = by_key(translation.words), (translation.read_by, translation.read_on)
    kept = {(each["context"], each["english"]): each for each in translation.words}
    places = places_of(translation.guide) if places is None else places
    for key, words in words_by_key.items():
        kept.pop(key, None)
        if words:
            kept[key] = {"context": key[0], "english": key[1], "words": words, "places": places.get(key, [])}
    _require_good(Words(translation.language, by_key(kept.values())), words_by_key)
    translation.words = list(kept.values())
    translation.asked_by = translation.asked_at = None  # what was asked for is no longer what would be published
    if written:
        translation.written_by, translation.read_by = written.written_by, written.read_by
        translation.read_on = datetime.date.fromisoformat(written.read_on) if written.read_on else None
    is_new = any(words and before.get(key) != words for key, words in words_by_key.items())
    if is_new and (translation.read_by, translation.read_on) == read:
        translation.read_by, translation.read_on = "", None
    translation.save()
    return translation


@transaction.atomic
def write_what_is_good(translation: Translation, typed: Mapping[Key, str]) -> tuple[int, dict[Key, str]]:
    """Keep the words that no rule refuses. Gives back how many were kept, and why the others were not."""
    words = Words(translation.language, by_key(translation.words) | {key: text for key, text in typed.items() if text})
    refused = {key: reason for key, reason in faults(words) if key in typed}
    good = {key: text for key, text in typed.items() if key not in refused}
    if good:
        write(translation, good)
    return len(good), refused


@transaction.atomic
def take_over(
    translation: Translation, text: str, *, is_over: bool = False
) -> tuple[Translation, int, Sequence[Key], Sequence[Key]]:
    """Keep the words of a PO file. Raises DocumentError with each that a rule refuses; then none is kept.

    Gives back how many were taken, which were left because the desk has other words that may be newer than the file,
    unless `is_over`, and which because they are no text of the guide.
    """
    translation = Translation.objects.select_for_update().get(pk=translation.pk)
    typed, written = po_format.from_po(text, translation.guide.slug, translation.language)
    now, places = by_key(translation.words), places_of(translation.guide)
    strange = [key for key in typed if key not in places and key not in now]
    is_over = is_over or po_format.shown_in(text) == shown(translation)
    newer = [] if is_over else [key for key, words in typed.items() if now.get(key, words) != words]
    _require_good(Words(translation.language, now | typed), typed)
    taken = {key: words for key, words in typed.items() if key not in strange and key not in newer}
    return write(translation, taken, written, places), len(taken), newer, strange


def unpublished(translation: Translation) -> list[Key]:
    """The texts of which readers do not have the words that are at the desk."""
    latest = TranslationEdition.objects.latest_of(translation.guide, translation.language)
    read = by_key(latest.words) if latest else {}
    return [key for key, words in by_key(translation.words).items() if read.get(key) != words]


def places_of(guide: Guide) -> Places:
    """Where in the guide each text stands, in the edition in force and in the draft."""
    places: Places = {}
    for document in documents(guide):
        for entry in texts.entries(document):
            places.setdefault(entry.key, []).append(entry.place)
    return places


def _require_good(words: Words, typed: Mapping[Key, str]) -> None:
    found = [Problem(*key, "", reason) for key, reason in faults(words) if key in typed]
    if found:
        raise DocumentError(found)


def shown(translation: Translation) -> str:
    """A digest of the words and of how they came about, as a page shows them."""
    raw = json.dumps([translation.words, translation.written.__dict__], sort_keys=True)
    return hashlib.sha256(raw.encode()).hexdigest()[:32]


def _require_shown(translation: Translation, seen: str) -> None:
    """Refuse what is pressed on a page that showed other words. `seen`: its digest; empty: it came from no page."""
    message = _("Somebody has changed the words since this page was opened. Nothing was done: look at them again.")
    _require(not seen or seen == shown(translation), message)


@transaction.atomic
def ask(translation: Translation, *, by: Any, seen: str = "") -> None:
    """Ask somebody else to publish these words as they are now. `seen`: `shown` of the page."""
    translation = Translation.objects.select_for_update().get(pk=translation.pk)
    _require_shown(translation, seen)
    translation.asked_by, translation.asked_at = by, timezone.now()
    translation.save(update_fields=["asked_by", "asked_at"])


@transaction.atomic
def publish(translation: Translation, *, by: Any, note: str = "", seen: str = "") -> TranslationEdition:
    """Give readers these words. Somebody else must have asked for it, unless the site has one editor.

    `by` None: a file that came with the site. `seen`: `shown` of the page.
    """
    translation = Translation.objects.select_for_update().get(pk=translation.pk)
    _require_shown(translation, seen)
    if by is not None and not settings.ONE_EDITOR:
        _require(translation.asked_by is not None, _("Nobody has asked for these words to be published. Ask first."))
        _require(translation.asked_by != by, _("You asked for this yourself. Somebody else publishes it."))
    latest = TranslationEdition.objects.latest_of(translation.guide, translation.language)
    _require(bool(translation.words), _("There are no words yet. Translate something first."))
    same = latest is not None and (latest.words, latest.written) == (_for_readers(translation), translation.written)
    _require(not same, _("Readers have exactly these words already. There is nothing to publish."))
    edition = _issue(translation, latest, by, note)
    translation.asked_by = translation.asked_at = None
    translation.save(update_fields=["asked_by", "asked_at"])
    return edition


def keep_through(guide: Guide, before: Document, now: Document) -> None:
    """After a correction of spelling: what was translated stays, under the corrected English.

    What was changed in more than its spelling is to be translated again, whatever the edition is called.
    """
    corrected = _corrected(before, now)
    if not corrected:
        return
    for translation in Translation.objects.select_for_update().filter(guide=guide):
        latest = TranslationEdition.objects.latest_of(guide, translation.language)
        translation.words = _carried(translation.words, corrected)
        translation.save(update_fields=["words"])
        if latest is not None:
            kept = Translation(guide=guide, language=translation.language, words=_carried(latest.words, corrected))
            kept.written_by, kept.read_by, kept.read_on = latest.written_by, latest.read_by, latest.read_on
            _issue(kept, latest, None, _("A small correction of the English."))


def _corrected(before: Document, now: Document) -> dict[Key, Key]:
    """For each text of which the spelling was corrected, the one that stood at its place and is gone."""
    old, new = texts.entries(before), texts.entries(now)
    known, kept = {entry.key for entry in old}, set(new)
    words = words_in(entry.english for entry in old if entry in kept)
    gone: dict[tuple[str, str], list[str]] = {}
    for entry in old:
        if entry not in kept:
            gone.setdefault((entry.context, entry.place), []).append(entry.english)
    corrected: dict[Key, Key] = {}
    for entry in new:
        was = gone.get((entry.context, entry.place), ()) if entry.key not in known else ()
        if found := next((english for english in was if is_spelling(english, entry.english, words)), None):
            corrected[entry.key] = (entry.context, found)
    return corrected


def _carried(entries: list[dict[str, Any]], corrected: Mapping[Key, Key]) -> list[dict[str, Any]]:
    kept = {(each["context"], each["english"]): each for each in entries}
    more = [kept[old] | {"english": new[1]} for new, old in corrected.items() if old in kept and new not in kept]
    return [*entries, *more]


def _for_readers(translation: Translation) -> list[dict[str, str]]:
    names = ("context", "english", "words")
    return [{name: each[name] for name in names} for each in translation.words]


def _issue(translation: Translation, latest: TranslationEdition | None, by: Any, note: str) -> TranslationEdition:
    edition = TranslationEdition.objects.create(
        guide=translation.guide,
        language=translation.language,
        number=latest.number + 1 if latest else 1,
        words=_for_readers(translation),
        note=note,
        written_by=translation.written_by,
        read_by=translation.read_by,
        read_on=translation.read_on,
        published_by=by,
        asked_by=translation.asked_by,
    )
    transaction.on_commit(current_editions.refresh, robust=True)
    return edition


def _require(is_so: bool, message: str) -> None:
    if not is_so:
        raise RefusedError(message)

"""A guide in another language, whose words one tells from the English: a Ż stands before each."""

from guides.document import translation
from guides.document.languages import BY_TAG, ENGLISH
from guides.editing import translating
from guides.models import Edition, Translation, TranslationEdition
from guides.serving import current_editions
from guides.views import languages

SPOKEN = (ENGLISH, BY_TAG["de"], BY_TAG["pl"])


_half = {}  # the words of half the shipped guide, made once a process, and what is in memory with them


def foreign(entry):
    """Words that keep every mark, link and number, and are told from the English."""
    is_name = entry.context == translation.LABEL
    return entry.english if is_name or entry.context in translation.SEARCHED else f"Ż {entry.english}"


def translate(guide, tag="pl", every=1, written=None):
    """Publish words for every text of the edition in force, or for every second …; `written`: by whom, read by whom."""
    document = Edition.objects.latest_of(guide).to_guide()
    found = translation.entries(document)
    words = {each.key: foreign(each) for each in found if each.context == translation.LABEL}
    words |= {each.key: foreign(each) for each in found[::every]}
    places = {each.key: [] for each in found}
    for each in found:
        places[each.key].append(each.place)
    translated = translating.write(translating.find(guide, tag), words, written, places)
    edition = translating.publish(translated, by=None)
    current_editions.refresh()
    return edition


def translate_half(guide):
    """Publish Polish words for every second text of the shipped guide."""
    if not _half:
        edition = translate(guide, every=2)
        _half.update(words=edition.guide.translations.get(), edition=edition, live=dict(current_editions.by_slug()))
        return
    Translation.objects.bulk_create([_half["words"]])
    TranslationEdition.objects.bulk_create([_half["edition"]])
    # With the hour of then and not of now, it is known again as the same.
    TranslationEdition.objects.update(published_at=_half["live"]["linkedin"].translations["pl"].issue[1])
    current_editions._put(dict(_half["live"]), {})


def speak(monkeypatch):
    """As if the words of the interface were compiled for these languages."""
    monkeypatch.setattr(languages, "spoken", lambda: SPOKEN)

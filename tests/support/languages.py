"""A guide in another language, whose words one tells from the English: a Ż stands before each."""

from guides.document import translation
from guides.document.languages import BY_TAG, ENGLISH
from guides.editing import translating
from guides.models import Edition
from guides.serving import current_editions
from guides.views import languages

SPOKEN = (ENGLISH, BY_TAG["de"], BY_TAG["pl"])


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


def speak(monkeypatch):
    """As if the words of the interface were compiled for these languages."""
    monkeypatch.setattr(languages, "spoken", lambda: SPOKEN)

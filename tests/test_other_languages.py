"""Pages in another language: no word stays English on any of them without being marked as English.

The words of that language are the English ones in capitals, of the interface and of the guide. Each small letter that
is left is a name that is the same in all languages.
"""

import json
import re
from html.parser import HTMLParser

import polib
import pytest
from django.conf import settings as site
from django.conf.locale import LANG_INFO
from django.utils import translation
from django.utils.translation import get_language_info

from guides.document.po_format import from_po
from guides.document.translation import LABEL, entries
from guides.editing import publishing
from guides.models import Edition, TranslationEdition
from guides.serving import current_editions
from guides.views import languages
from tests.support.shipped_guide import document_of

TAG = "pl"
KEPT = re.compile(r"(%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^<>]+>|&\w+;|\]\([^)]*\)|\*\*[^*]+\*\*)")
VOID = {"br", "hr", "img", "input", "link", "meta", "path", "rect", "circle", "line", "wbr"}
SAID = {"alt", "aria-label", "placeholder", "title"}
DESCRIBED = {"description", "og:title", "og:description", "og:image:alt", "og:site_name"}
# What is the same in all languages.
NAMES = [
    "Google Calendar",
    "Outlook.com",
    "Office 365",
    "Gmail",
    site.SITE_NAME,
    site.OPERATOR,
    "hello@optout.example",
    "optout.example",
]
NAMES += ["The guide as it came with the site.", "private", "zzzz", "nowhere", "Deutsch", "Polski", "English"]
NAMES += [
    "On",
    "Off",
]  # the product’s own words; the name of the drawn switch is an attribute, where none can be marked
UNSAID = re.compile(r"\{\w+\}|mailto:|https?://\S+|/[\w/.]+|\b[a-z]+\.(?:png|svg|json|yaml|etag)\b|linkedin")
PLACES = [
    *("", "?device=phone", "more/", "share/", "for-work/", "handout/", "poster/", "teams/", "carry/", "objection/"),
    "steps/switch-off/report/",
]
PAGES = [
    *("/polski/", "/polski/privacy/", "/polski/accessibility/", "/polski/offline/", "/polski/nowhere/"),
    *(f"/linkedin/polski/{page}" for page in ("sources/", "changes/", "timeline/", "rumours/", "nowhere/")),
    *(f"/linkedin/polski/rumours/?q={sought}" for sought in ("private", "zzzz", "z" * 300)),
    *(f"/linkedin/polski/changes/?since={number}" for number in ("1", "x", "99")),
    *(f"/linkedin/polski/uk/{page}" for page in PLACES),
]
REPORTED = (
    *("claim/does-any-time", "event/hong-kong-reminder", "rumour/undo"),
    *("ground/inside", "label/de", "authority/FR"),
)
REPORTS = [f"/linkedin/polski/report/{statement}/" for statement in REPORTED]
ASKED_PLAINLY = [path for path in (*PAGES, *REPORTS) if "?" not in path]
# A mark without the space that French has before it, at which no line ends.
FRENCH = re.compile(r"(?<!\xa0)[:;?!»](?=\s|$)")


def in_capitals(english):
    return "".join(part if KEPT.fullmatch(part) else part.upper() for part in KEPT.split(english))


@pytest.fixture(scope="module")
def capitals(tmp_path_factory):
    """A folder with the compiled words."""
    folder = tmp_path_factory.mktemp("locale")
    po = polib.pofile(site.BASE_DIR / "locale" / TAG / "LC_MESSAGES" / "django.po")
    for entry in po:
        entry.msgstr = in_capitals(entry.msgid)
        entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, in_capitals(entry.msgid_plural))
    words = folder / TAG / "LC_MESSAGES" / "django.mo"
    words.parent.mkdir(parents=True)
    po.save_as_mofile(str(words))
    return folder


@pytest.fixture(scope="module")
def in_memory():
    """The guide in capitals as a worker has it, once it was read."""
    return {}


@pytest.fixture
def _in_capitals(capitals, in_memory, settings, guidance):
    """The interface, and the guide in force."""
    words = [each for each in entries(document_of()) if each.context != LABEL]
    said = [{"context": each.context, "english": each.english, "words": in_capitals(each.english)} for each in words]
    edition = TranslationEdition.objects.create(guide=guidance, language=TAG, number=1, words=said)
    settings.LOCALE_PATHS = [capitals]
    languages.spoken.cache_clear()
    if in_memory:  # with the hour of then and not of now, it is known again as the same
        published_at = in_memory[guidance.slug].translations[TAG].issue[1]
        TranslationEdition.objects.filter(pk=edition.pk).update(published_at=published_at)
        current_editions._put(dict(in_memory), {})
    current_editions.refresh()
    in_memory.update(in_memory or current_editions.by_slug())
    yield
    languages.spoken.cache_clear()


class Words(HTMLParser):
    """What a page says, but for what is marked as English or as nothing to translate."""

    def __init__(self, page, tag=TAG):
        super().__init__()
        self.tag, self.inside, self.said = tag, [False], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        is_kept = self.inside[-1] or tag in ("style", "script", "code", "textarea") or "translate" in named
        is_kept = is_kept or named.get("lang", self.tag) != self.tag
        if not is_kept:
            self.said += [named[name] for name in SAID & named.keys()]
            self.said += [named["content"]] if DESCRIBED & set(named.values()) else []
        if tag not in VOID:
            self.inside.append(is_kept)

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.inside.pop()

    def handle_data(self, data):
        if not self.inside[-1]:
            self.said.append(data)


@pytest.fixture
def _in_french(guidance):
    """The guide as it came with the site."""
    path = site.BASE_DIR / "guides" / "content" / f"{guidance.slug}.fr.po"
    words, _written = from_po(path.read_text(), guidance.slug, "fr")
    said = [{"context": context, "english": english, "words": text} for (context, english), text in words.items()]
    issue = {"guide": guidance, "language": "fr", "words": said}
    for number, note in enumerate(("The first words.", "Better words."), 1):
        TranslationEdition.objects.create(**issue, number=number, note=note)
    current_editions.refresh()


@pytest.fixture(scope="module")
def known():
    """What is the same in all languages; the longest first."""
    guide = document_of()
    accepted = {tag for region in guide.regions for authority in region.authorities for tag in authority.languages}
    with translation.override(TAG):  # Django's own words
        called = {str(get_language_info(tag)["name_translated"]) for tag in accepted & LANG_INFO.keys()}
    mails = {authority.email or "" for region in guide.regions for authority in region.authorities}
    companies = {guide.product, guide.owner, *(recourse.controller for recourse in guide.recourses)}
    return sorted({*companies, *called, *mails, *NAMES} - {"", None}, key=len, reverse=True)


def unknown(piece, known):
    """What is left of it without addresses and what is known; of what is cut short, nothing."""
    if "…" in piece:
        return ""
    for text in known:
        if text in piece:
            piece = re.sub(rf"(?<!\w){re.escape(text)}(?!\w)", "", piece)
    return UNSAID.sub("", piece).strip()


@pytest.mark.usefixtures("_in_capitals")
@pytest.mark.parametrize("path", PAGES)
def test_no_word_of_ours_stays_english(visitor, known, path):
    page = visitor.get(path).content.decode()
    assert f'<html lang="{TAG}"' in page
    said = [unknown(piece, known) for piece in Words(page).said]
    assert [words for words in said if re.search("[a-z]{2}", words)] == []


@pytest.mark.usefixtures("_in_french")
def test_french_has_its_space_before_a_colon_whoever_puts_it_there(visitor):
    faults = []
    for path in ASKED_PLAINLY:
        response = visitor.get(path.replace("polski", "francais"))
        assert response.status_code == (404 if "nowhere" in path else 200), path
        page = response.content.decode()
        assert '<html lang="fr"' in page, path
        names = [json.loads(data)["name"] for data in re.findall(r'ld\+json">(.*?)</script>', page)]
        faults += [(path, said) for said in [*Words(page, "fr").said, *names] if FRENCH.search(said)]
    assert faults == []


@pytest.mark.usefixtures("_in_capitals")
@pytest.mark.parametrize("path", ["/nowhere/", "/linkedin/mars/", "/linkedin/polski/mars/"])
def test_a_page_that_is_not_there_is_there_in_no_other_language(visitor, path):
    response = visitor.get(path)
    assert response.status_code == 404
    assert "hreflang" not in response.content.decode()


@pytest.mark.usefixtures("_in_capitals")
@pytest.mark.parametrize("asked", ["", "?since=1"])
def test_what_changed_names_every_field_and_choice_in_the_language(visitor, guidance, known, asked):
    """In one edition: the evidence of a statement is another, and parts of the letters are gone."""
    guide = Edition.objects.latest_of(guidance).to_guide()
    claim = guide.claims[0]
    others = tuple(source.slug for source in guide.sources if source.slug not in claim.sources)[:2]
    told = {"certainty": "disputed", "sources": others, "disagreement": "Some say so."}
    less = dict.fromkeys(("recourses", "purposes", "grounds", "paragraphs", "labels", "events", "rumours"), ())
    claims = (claim.model_copy(update=told), *guide.claims[1:])
    now = guide.model_copy(update=less | {"claims": claims, "steps": guide.steps[:1]})
    publishing.issue(guidance, now, note="A small guide.", by=None, size="medium")
    current_editions.refresh()
    page = visitor.get(f"/linkedin/polski/changes/{asked}").content.decode()
    assert "EVIDENCE" not in page
    said = [unknown(piece, known) for piece in Words(page).said]
    assert [words for words in said if re.search("[a-z]{2}", words)] == []

"""The site in other languages: addresses, what stays English, what is offered, and what holds across all of them."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.test import Client

from guides.document.field_types import RESERVED_REGIONS, is_taken
from guides.document.languages import LANGUAGES
from guides.document.translation_rules import is_spelling, words_in
from guides.document.validation import parse
from guides.editing import drafts, publishing, translating
from guides.editing.refused import RefusedError
from guides.models import Claim, Size, TranslationEdition
from guides.models.translation import by_key
from guides.serving import current_editions
from guides.views.well_known import OF_A_GUIDE, OF_A_REGION
from tests.support.editing import publish_document
from tests.support.factories import make_data, make_guide
from tests.support.languages import speak, translate, translate_half
from tests.support.pages import hrefs, text
from tests.support.shipped_guide import CONTENT

PAGES = [
    "/linkedin/polski/",
    "/linkedin/polski/eu/",
    "/linkedin/polski/eu/?device=phone",
    *(f"/linkedin/polski/{page}/" for page in ("sources", "timeline", "rumours", "changes")),
    *(f"/linkedin/polski/uk/{page}/" for page in ("more", "share", "for-work", "handout", "poster", "teams", "carry")),
    "/linkedin/polski/uk/objection/",
    "/linkedin/polski/uk/steps/switch-off/report/",
    "/linkedin/polski/report/claim/eu-lead/",
    "/polski/",
    "/polski/privacy/",
    "/polski/accessibility/",
    "/polski/offline/",
    "/api/polski/",
]
WITH_MANY_WORDS = [
    page for page in PAGES if page.startswith("/linkedin/") and not re.search("work|teams|carry|steps", page)
]


SITE = "https://optout.example"


@pytest.fixture
def half(guidance, monkeypatch):
    """Every second text is translated into Polish. Its pages may have been made for a test before, as in a worker."""
    speak(monkeypatch)
    translate_half(guidance)
    return guidance


@pytest.fixture
def chatter(db):
    """Another guide, with few words."""
    return publish_document(make_guide()).guide


@pytest.fixture
def reader(half):
    return Client(headers={"Sec-Fetch-Site": "same-origin"})


class Attributes(HTMLParser):
    """Every value of an attribute, and what stands in titles."""

    def __init__(self, page):
        super().__init__()
        self.values, self.tags, self.in_title = [], [], False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.in_title = tag in ("title", "textarea")
        self.tags.append(tag)
        self.values += [value for _name, value in attributes if value]

    def handle_endtag(self, tag):
        self.in_title = False

    def handle_data(self, data):
        if self.in_title:
            self.values.append(data)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_there_in_another_language(reader, page):
    response = reader.get(page)
    assert response.status_code == 200
    html = text(response)
    assert '<html lang="pl"' in html
    assert not re.search("[\x0e-\x11]", html)
    assert [value for value in Attributes(html).values if "<span" in value] == []


@pytest.mark.parametrize("page", WITH_MANY_WORDS)
def test_what_is_translated_is_shown_and_the_rest_is_marked_as_english(reader, page):
    html = text(reader.get(page))
    assert "Ż " in html
    assert re.search(r'<span lang="en">(?!Ż)', html)
    assert '<span lang="en">Ż' not in html


@pytest.mark.parametrize("page", PAGES)
def test_whoever_reads_in_a_language_stays_in_it(reader, page):
    html = re.sub(r'<nav id="languages".*?</nav>|<link[^>]*>', "", text(reader.get(page)), flags=re.DOTALL)
    ours = {link for link in re.findall(r'(?:href|action|hx-post)="(/[^"]*)"', html) if not link.startswith("/static/")}
    assert ours
    assert [link for link in ours if "/polski/" not in link and link not in ("/manifest.webmanifest",)] == []


def test_a_guide_is_translated_from_english_whatever_it_was_in(half):
    """The front page of a site with one guide asks for the language of the request twice."""
    live = current_editions.by_slug()["linkedin"]
    polish = live.in_language("pl")
    assert polish.in_language("pl").guide == polish.guide
    assert polish.in_language("pl").missing == polish.missing > 0
    assert polish.in_language("en") is live


def test_ticks_hold_in_every_language(reader):
    step = "/linkedin/polski/uk/steps/switch-off/"
    response = reader.post(step, {"done": "1"})
    assert response["Location"].startswith("/linkedin/polski/uk/")
    (cookie,) = response.cookies.values()
    assert cookie["path"] == "/linkedin/"
    assert all('data-state="done"' in text(reader.get(f"/linkedin/{where}uk/")) for where in ("", "polski/"))


def test_each_language_names_itself_and_all_others(reader):
    """In the sitemap, where search engines look for it; the pages would carry a tenth of a kilobyte for it."""
    namespace = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    entries = ElementTree.fromstring(reader.get("/sitemap.xml").content)  # noqa: S314 (we made it)
    ways = {
        urlsplit(entry.find("s:loc", namespace).text).path: {
            way.get("hreflang"): urlsplit(way.get("href")).path for way in entry.findall("x:link", namespace)
        }
        for entry in entries
    }
    for page in ("/linkedin/eu/", "/linkedin/polski/eu/", "/linkedin/polski/sources/", "/polski/privacy/", "/privacy/"):
        assert {"en", "pl", "x-default"} <= ways[page].keys()
        assert page in ways[page].values()
        assert ways[page]["x-default"] == ways[page]["en"] == page.replace("polski/", "")


def test_what_is_not_translated_into_a_language_is_not_offered_in_it(reader):
    assert 'hreflang="de"' not in text(reader.get("/linkedin/eu/"))
    assert 'hreflang="de"' in text(reader.get("/privacy/"))
    html = text(reader.get("/linkedin/deutsch/eu/"))  # somebody typed it: it is English, and says so
    assert '<html lang="de"' in html
    assert "Ż" not in html


def test_with_english_alone_no_page_speaks_of_languages(visitor):
    assert "hreflang" not in text(visitor.get("/linkedin/eu/"))


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        ("/polski", "/polski/"),
        ("/polski/uk", "/linkedin/polski/uk/"),
        ("/polski/uk?device=phone", "/linkedin/polski/uk/?device=phone"),
        ("/linkedin/polski", "/linkedin/polski/"),
        ("/linkedin/polski/gb/", "/linkedin/polski/uk/"),
        ("/linkedin/Polski/eu/", "/linkedin/polski/eu/"),
        ("/polski/linkedin/eu/", "/linkedin/polski/eu/"),
        ("/de", "/linkedin/eu/"),
        ("/linkedin/de/", "/linkedin/eu/"),
        ("/linkedin/pl/", "/linkedin/eu/"),
    ],
)
def test_typed_addresses_lead_to_the_page(reader, typed, page):
    assert reader.get(typed)["Location"] == page


@pytest.mark.parametrize(
    "page", ["/linkedin/klingon/eu/", "/klingon/privacy/", "/linkedin/polski/atlantis/", "/polski/x/y/"]
)
def test_what_there_is_not_is_not_found(reader, page):
    assert reader.get(page).status_code == 404


def test_what_the_browser_prefers_decides_nothing_here(reader):
    plain, wished = (reader.get("/linkedin/eu/", headers=more) for more in ({}, {"Accept-Language": "pl,de;q=0.5"}))
    assert wished.content == plain.content
    assert "language" not in plain["Vary"].lower()
    assert wished.cookies == {}


def test_what_travels_is_in_the_language(reader):
    share = text(reader.get("/linkedin/polski/uk/share/"))
    assert "/linkedin/polski/uk/" in share
    assert "/linkedin/polski/uk/" in text(reader.get("/linkedin/polski/uk/look-again.ics")).replace("\r\n ", "")
    feed = text(reader.get("/linkedin/polski/uk/feed/"))
    assert "/linkedin/polski/" in feed
    assert reader.get("/linkedin/polski/uk/share/qr.svg").content != reader.get("/linkedin/uk/share/qr.svg").content
    data = reader.get("/api/polski/guides/linkedin.json").json()
    assert data["document"]["language"] == "pl"
    assert data["document"]["title"].startswith("Ż ")


def test_the_sitemap_names_every_page_in_every_language(reader):
    sitemap = text(reader.get("/sitemap.xml"))
    pages = re.findall("<loc>[^<]*(/linkedin/polski/[^<]*)</loc>", sitemap)
    regions = 7
    assert len(pages) == len(OF_A_GUIDE) + regions * len((*OF_A_REGION, "objection"))
    assert 'hreflang="pl"' in sitemap
    assert {reader.get(page).status_code for page in pages[:20]} == {200}


def reworded(guide, size, more=" It is so."):
    """Publish one English sentence with something behind it."""
    claim = Claim.objects.get(guide=guide, slug="does")
    claim.text += more
    claim.save()
    publishing.issue(guide, drafts.to_document(guide), note="Said anew.", by=None, size=size)
    current_editions.refresh()
    return claim.text


@pytest.mark.parametrize("size", Size)
def test_a_reworded_sentence_is_english_until_it_is_translated_anew(chatter, monkeypatch, size):
    speak(monkeypatch)
    translate(chatter)
    new = reworded(chatter, size)
    html = text(Client().get("/chatter/polski/eu/more/"))
    assert f'<span lang="en">{new[:20]}' in html
    assert '<p class="untranslated' in html
    (stale,) = [
        each
        for each in translating.listing(translating.find(chatter, "pl"), translating.documents(chatter))
        if not each.words or each.older
    ]
    assert (stale.entry.english, stale.older) == (new, new.removesuffix(" It is so."))


ACTIONS = ["Pull teh levver.", "Wait for 30 days.", "Press Off."]


@pytest.mark.parametrize(
    ("now", "carried"),
    [
        (["Pull the lever.", "Wait for 30 days!", "Press Off."], {"Pull the lever.": 0, "Wait for 30 days!": 1}),
        (["Pull teh levver.", "Wait for 60 days.", "Press On."], {}),
        (["Pull teh levver.", "Do not wait for 30 days.", "Press Off."], {}),
        (["Close your account.", "Pull teh levver.", "Wait for 30 days.", "Press Off."], {}),
        (["Press Off.", "Wait for 30 days.", "Pull the lever."], {"Pull the lever.": 0}),
    ],
)
def test_only_a_correction_of_spelling_carries_words_each_to_its_own_line(db, now, carried):
    data = make_data()
    data["steps"][0]["walkthroughs"][0]["actions"] = ACTIONS
    guide = drafts.from_document(parse(data))
    publishing.publish(guide, by=None, note="First.")
    words = {("walkthrough.actions", english): f"Zeile {english}" for english in ACTIONS}
    translating.publish(translating.write(translating.find(guide, "de"), words), by=None)
    data["steps"][0]["walkthroughs"][0]["actions"] = now
    publishing.issue(guide, parse(data), note="A letter.", by=None, size="typo")
    latest = TranslationEdition.objects.latest_of(guide, "de")
    new = {english: said for (_context, english), said in by_key(latest.words).items() if english not in ACTIONS}
    assert new == {english: f"Zeile {ACTIONS[line]}" for english, line in carried.items()}


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("It is used.", "It is not used."),
        ("It is legal.", "It is illegal."),
        ("They can use it.", "They can’t use it."),
        ("Not in 2025.", "Not in 2026."),
        ("See [it](https://a.example/).", "See [it](https://b.example/)."),
        ("Turn it on.", "Turn it off."),
        ("Under {law}.", "Under {name}."),
        ("Write to Iceland.", "Write to Ireland."),
    ],
)
def test_what_may_say_something_else_is_no_correction_of_spelling(was, now):
    assert not is_spelling(was, now)
    assert is_spelling(was, f"{was[:-1]}!")


def test_a_word_that_stands_elsewhere_is_another_word_and_no_slip():
    was, now = "Your employer may ask.", "Your employee may ask."
    assert not is_spelling(was, now, words_in(["The employer decides."]))
    assert is_spelling("Your emploer may ask.", was, words_in(["The employer decides."]))
    assert is_spelling("YOUR employer may ask!", was, words_in(["Your employer."]))


def test_a_correction_of_spelling_keeps_what_was_translated(chatter, monkeypatch):
    speak(monkeypatch)
    translate(chatter)
    reworded(chatter, Size.TYPO, "!")
    html = text(Client().get("/chatter/polski/eu/more/"))
    assert '<p class="untranslated' not in html
    assert TranslationEdition.objects.latest_of(chatter, "pl").number == 2


def title():
    return "guide.title", current_editions.by_slug()["linkedin"].guide.title


def test_words_are_published_by_somebody_else(half, editor, django_user_model, settings):
    settings.ONE_EDITOR = False
    other = django_user_model.objects.create_superuser("other", "o@example.org", "another password")
    translation = translating.write(
        translating.find(half, "pl"),
        {("guide.title", current_editions.by_slug()["linkedin"].guide.title): "Nowy tytuł"},
    )
    with pytest.raises(RefusedError, match="Nobody has asked"):
        translating.publish(translation, by=editor)
    translating.ask(translation, by=editor)
    with pytest.raises(RefusedError, match="yourself"):
        translating.publish(translation, by=editor)
    assert translating.publish(translation, by=other).asked_by == editor
    settings.ONE_EDITOR = True
    with pytest.raises(RefusedError, match="exactly these words"):
        translating.publish(translation, by=editor)


def test_who_asked_has_to_ask_again_once_the_words_are_others(half, editor):
    translation = translating.find(half, "pl")
    translating.ask(translation, by=editor)
    changed = translating.write(
        translation, {("guide.title", current_editions.by_slug()["linkedin"].guide.title): "Inny tytuł"}
    )
    assert changed.asked_by is None


def test_the_shipped_languages_have_addresses_that_no_guide_can_take():
    assert all(is_taken(language.slug) and language.slug in RESERVED_REGIONS for language in LANGUAGES)


def test_a_page_in_another_language_makes_no_query_either(reader, django_assert_num_queries):
    current_editions.forget_all()
    current_editions.refresh()  # no page was made for a test before
    reader.get("/linkedin/polski/eu/")
    with django_assert_num_queries(0):
        reader.get("/linkedin/polski/eu/?device=phone")
        reader.get("/linkedin/polski/uk/more/")


def test_links_of_the_menu_carry_on_what_was_chosen(reader):
    assert "/linkedin/eu/?device=phone" in hrefs(reader.get("/linkedin/polski/eu/?device=phone"))


def test_a_report_says_in_which_language_it_was_read(reader, half):
    for page in ("/linkedin/", "/linkedin/polski/"):
        assert reader.post(f"{page}report/claim/eu-lead/", {"choice": "unclear", "words": ""}).status_code < 400
    assert sorted(report.language for report in half.reports.all()) == ["", "pl"]


def test_what_changed_is_told_in_the_words_there_are(chatter, monkeypatch):
    speak(monkeypatch)
    translate(chatter)
    new = reworded(chatter, Size.MEDIUM)
    html = text(Client().get("/chatter/polski/changes/"))
    assert f'<span lang="en">{new[:20]}' in html
    assert f"Ż {new.removesuffix(' It is so.')}<" in html  # as it was before


def test_without_a_line_the_page_that_says_so_is_in_the_language(reader):
    assert 'data-offline="/polski/offline/"' in text(reader.get("/linkedin/polski/eu/"))
    assert "data-offline" not in text(reader.get("/linkedin/eu/"))


def test_a_chat_shows_the_picture_of_the_language(reader):
    for path, place in (("/linkedin/polski/eu/more/", "polski/eu/"), ("/linkedin/eu/more/", "eu/")):
        card = re.search(r'property="og:image" content="https://optout.example([^"]*)"', text(reader.get(path)))[1]
        assert card.startswith(f"/linkedin/{place}card-")
        assert reader.get(card)["Content-Type"] == "image/png"


@pytest.mark.usefixtures("guidance")
def test_a_drawn_switch_has_the_words_of_the_screen_and_marks_those_that_are_english():
    for tag in ("de", "nl", "pl"):
        call_command("load_translations", CONTENT.with_name(f"linkedin.{tag}.po"), publish=True, verbosity=0)
    current_editions.refresh()

    def drawn(path):
        page = Client().get(path).content.decode()
        return re.findall(r'<text class="(?:on|off)-word"(?: lang="(\w+)")?[^>]*>([^<]*)<', page)

    assert drawn("/linkedin/eu/handout/") == [("", "On"), ("", "Off")]
    assert drawn("/linkedin/deutsch/eu/handout/") == [("", "Ein"), ("", "Aus")]
    assert drawn("/linkedin/nederlands/eu/handout/") == [("en", "On"), ("", "Uit")]
    assert drawn("/linkedin/polski/eu/handout/") == [("en", "On"), ("en", "Off")]
    assert "<s>Ein</s> › <b>Aus</b>" in Client().get("/linkedin/deutsch/eu/").content.decode()
    page = Client().get("/linkedin/polski/eu/").content.decode()
    assert '<s><span lang="en">On</span></s> › <b><span lang="en">Off</span></b>' in page


# --- an edition lists its translations -------------------------------------------------------


def test_an_edition_says_how_far_each_of_its_translations_is(reader, half):
    page = text(reader.get("/linkedin/changes/"))
    missing = current_editions.by_slug()["linkedin"].in_language("pl").missing
    assert 'hreflang="pl" lang="pl">Polski</a>' in page
    assert f"{missing} texts are still in English." in page
    assert "Published on 29 November 2026." in page
    assert "Not yet read by a native speaker." in page
    (listed,) = reader.get("/api/guides/linkedin.json").json()["translations"]
    assert (listed["language"], listed["edition"], listed["missing"]) == ("pl", 1, missing)
    assert listed["texts"] > missing
    assert "read_by" not in listed


def test_once_somebody_has_read_the_rest_the_edition_says_so_at_once(reader, half):
    reader.get("/linkedin/changes/")
    reader.get("/api/guides/linkedin.json")
    translate(half, written=translating.Written("", "Anna Reader", "2026-11-28"))
    page = text(reader.get("/linkedin/changes/"))
    assert "All texts are translated." in page
    assert "Read by Anna Reader." in page
    (listed,) = reader.get("/api/guides/linkedin.json").json()["translations"]
    assert listed.items() >= {"missing": 0, "edition": 2, "read_by": "Anna Reader", "read_on": "2026-11-28"}.items()


def test_new_words_of_a_language_are_news_in_that_language_alone(reader, half):
    ours = "tag:optout.example,2026-11-29:linkedin/words-pl-1"
    assert ours in reader.get("/linkedin/polski/changes/feed/").content.decode()
    assert "words-pl" not in reader.get("/linkedin/changes/feed/").content.decode()
    assert '<ol reversed><li value="1">' in "".join(text(reader.get("/linkedin/polski/changes/")).split("\n"))
    assert "<ol reversed>" not in text(reader.get("/linkedin/changes/"))


def test_a_guide_in_one_language_lists_none(guidance):
    page = text(Client().get("/linkedin/changes/"))
    assert 'id="words"' not in page
    assert "translations" not in Client().get("/api/guides/linkedin.json").json()


# --- what a page alone understands stays in its other languages ------------------------------

# What an address may carry: on a page that reads it, something else is shown.
CARRIED = {
    "device": "phone",
    "region": "eu",
    "place": "FR",
    "q": "private",
    "since": "1",
    "before": "2",
    "sent": "1",
    "ticks": "1",
}
UNDERSTOOD = [
    "/?q=private",
    "/linkedin/sources/?region=eu",
    "/linkedin/timeline/?region=eu",
    "/linkedin/rumours/?region=eu",
    "/linkedin/rumours/?q=private",
    "/linkedin/changes/?region=eu",
    "/linkedin/changes/?since=1",
    "/linkedin/changes/?before=2",
    "/linkedin/eu/objection/?place=FR",
    "/linkedin/eu/handout/?ticks=1",
    "/linkedin/uk/steps/switch-off/report/?sent=1",
    "/linkedin/report/claim/eu-lead/?region=eu",
]


def without_languages(page):
    """What is shown, without what differs from answer to answer: forms and links of ticks have tokens of their own."""
    made_anew = r'<head>.*?</head>|<nav id="languages".*?</nav>|<input type="hidden"[^>]*>|ticks=[\w.:-]+|<svg.*?</svg>'
    return re.sub(made_anew, "", page, flags=re.DOTALL)


def in_polish(page):
    return {address.replace("&amp;", "&") for address in re.findall(r'<a href="([^"]*)" hreflang="pl"', page)}


@pytest.fixture
def twice(half):
    """Two editions and two guides, so that every page has something to leave out."""
    publishing.publish(half, by=None, note="A second edition.")
    publishing.publish(drafts.from_document(parse(make_data())), by=None, note="Another guide.")
    translate(half)
    return Client(headers={"Sec-Fetch-Site": "same-origin"}, HTTP_COOKIE="linkedin.switch-off=1")


def test_what_the_address_of_a_page_says_stays_when_the_language_is_changed(twice):
    """For every public page and parameter: where one changes what is shown, the links to other languages carry it."""
    pages = (page.replace("/polski", "") for page in (*PAGES, *UNDERSTOOD))
    found = []
    for path in sorted({page.partition("?")[0] for page in pages}):
        plain = without_languages(text(twice.get(path)))
        for name, value in CARRIED.items():
            response = twice.get(path, {name: value})
            page = text(response)
            if response.status_code != 200 or 'id="languages"' not in page or without_languages(page) == plain:
                continue
            found.append(f"{path}?{name}={value}")
            for address in in_polish(page):
                assert address.endswith(f"?{name}={value}"), found[-1]
                assert twice.get(address).status_code == 200
    assert [each for each in UNDERSTOOD if each not in found] == []


def test_what_no_page_understands_is_in_no_link(twice):
    for path in ("/linkedin/eu/objection/?place=FR&q=unheardof", "/linkedin/sources/?region=eu&utm=unheardof"):
        assert "unheardof" not in text(twice.get(path))

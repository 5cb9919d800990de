"""What one reads elsewhere, what is right, and looking it up: the page of the claims."""

import datetime
import html
import re

import pytest
import time_machine
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from guides.document.search import LONGEST_QUERY
from guides.document.types import Claim
from guides.editing import drafts, publishing
from guides.models import Team
from guides.serving import current_editions
from guides.views import events_and_rumours
from tests.support.factories import EVE, START, make_guide
from tests.support.pages import text
from tests.support.shipped_guide import document_of
from tests.support.worried_questions import ASKED, NOTHING

DOCUMENT = document_of()
REGIONS = [region.slug for region in DOCUMENT.regions]
TODAY = datetime.date(2026, 11, 29)
PATH = "/linkedin/rumours/"
VERDICTS = {"wrong": "Wrong:", "superseded": "No longer true:", "disputed": "Not settled:"}


@pytest.fixture(autouse=True)
def _today():
    with on_noon(TODAY):
        yield


def on_noon(day):
    return time_machine.travel(datetime.datetime.combine(day, datetime.time(12), datetime.UTC))


def plain(markup):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def cards(response):
    """The claims on the page, in order, each with what it says."""
    found = re.findall(r'<details id="rumour-([\w-]+)"(.*?)(?=<details id="rumour-|</main>)', text(response), re.DOTALL)
    return {slug: plain(body) for slug, body in found}


def by_verdict(rumours):
    return [rumour.slug for rumour in sorted(rumours, key=lambda rumour: list(VERDICTS).index(rumour.verdict))]


def looked_up(visitor, query, **more):
    return visitor.get(PATH, {"q": query, **more})


def told(region, on):
    return [rumour.slug for rumour in DOCUMENT.rumours if rumour.is_told(region, on)]


# --- all of them -----------------------------------------------------------------------------


def test_the_page_has_every_claim_with_its_verdict_in_words_what_is_right_and_where_that_comes_from(visitor):
    page = visitor.get(PATH)
    found = cards(page)
    assert list(found) == by_verdict(DOCUMENT.rumours)
    for rumour in DOCUMENT.rumours:
        heading = text(page).split(f'id="rumour-{rumour.slug}"')[1].split("</h3>")[0]
        verdict = f'<strong class="verdict" data-verdict="{rumour.verdict}">{VERDICTS[rumour.verdict]}</strong>'
        assert heading.count(f"<h3>{verdict}") == 1
        assert f"Checked on {rumour.checked_on:%-d %B %Y}." in found[rumour.slug]
    assert f"{len(DOCUMENT.rumours)} common claims, as of 29 November 2026, in our own words." in plain(text(page))


def test_a_claim_says_whom_it_concerns_unless_that_is_everybody(visitor):
    found = cards(visitor.get(PATH))
    assert "Applies to: United Kingdom" in found["uk-suspended"]
    assert "Applies to:" not in found["deadline"]


def test_where_sources_disagree_both_sides_stand_on_the_card(visitor):
    page = text(visitor.get(PATH))
    card = page.split('id="rumour-old-posts"')[1].split("<details id=")[0]
    assert card.count("Italy’s authority, speaking of the start in Europe") == 2
    assert '<p class="sides">' in card


@pytest.mark.parametrize("region", REGIONS)
def test_one_region_alone_has_what_concerns_it(visitor, region):
    visitor.get(PATH)
    page = visitor.get(f"{PATH}?region={region}")
    rumours = [rumour for rumour in DOCUMENT.rumours if rumour.is_told(region, TODAY)]
    own = [rumour.slug for rumour in rumours if rumour.regions]
    assert list(cards(page)) == own + by_verdict(rumour for rumour in rumours if not rumour.regions)
    assert 0 < len(told(region, TODAY)) < len(DOCUMENT.rumours)
    assert f'<a href="?region={region}" aria-current="true">' in text(page)
    assert f'<input type="hidden" name="region" value="{region}">' in text(page)


@pytest.mark.parametrize("region", ["eu", "ch"])
def test_eu_and_swiss_readers_do_not_read_of_microsoft_there(visitor, region):
    assert "Microsoft" not in text(visitor.get(f"{PATH}?region={region}")).split("<main")[1].split("</main>")[0]


def test_a_verdict_is_said_from_its_first_day_on(visitor):
    with on_noon(EVE):
        before = cards(visitor.get(PATH))
    with on_noon(START):
        after = cards(visitor.get(PATH))
    assert "europe-exempt" not in before
    assert "europe-exempt" in after
    assert "Since 3 November 2025" not in " ".join(before.values())
    assert "dpc-approved" not in after
    assert "deadline" in before


# --- looking it up ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("photo", "photo"),
        ("private messages", "private-messages"),
        ("are my private mesages safe?", "private-messages"),
        ("is it too late", "deadline"),
        ("Europeans exempt", "europe-exempt"),
        ("germany", "europe-exempt"),
        ("England", "uk-suspended"),
        ("my children", "under-18"),
        ("credit card", "payment-data"),
        ("pasword", "payment-data"),
        ("i have no account", "no-account"),
        ("old posts", "old-posts"),
        ("2003", "since-2003"),
        ("VPN", "location-in-the-profile"),
        ("android", "not-in-the-app"),
        ("delete my data", "undo"),
        ("résumé", "public-only"),
    ],
)
def test_somebody_who_is_worried_finds_what_they_mean(visitor, query, first):
    assert next(iter(cards(looked_up(visitor, query)))) == first


def found(query):
    """What the page has for these words in all regions: rumours by their names, answers by their question."""
    fitting = events_and_rumours.fitting(current_editions.by_slug()["linkedin"], query)
    return [each.question if isinstance(each, Claim) else each.slug for each in fitting]


def test_what_worried_people_type_finds_what_they_mean_among_the_first_three(guidance):
    assert len(ASKED) > 60
    first = {query: found(query)[:3] for query in ASKED}
    assert {query: three for query, three in first.items() if set(ASKED[query].split()).isdisjoint(three)} == {}


def test_where_we_have_nothing_nothing_is_found(visitor):
    assert {query: each for query in NOTHING if (each := found(query))} == {}
    assert "Sorry, we found nothing on “pizza recipe”." in plain(text(looked_up(visitor, "pizza recipe")))


def test_a_short_answer_is_found_with_its_question_and_where_it_comes_from(visitor):
    card = text(looked_up(visitor, "is this a scam")).split('<details id="answer-this-site"')[1].split("</li>")[0]
    assert "<h2>Is this site official, or a scam?</h2></summary><p><strong>No, neither.</strong> This site does" in card
    assert '<details class="receipt">' in card
    assert "answer-" not in text(visitor.get(PATH))


def test_every_claim_is_found_first_by_what_one_reads(guidance):
    slugs = [rumour.slug for rumour in DOCUMENT.rumours]
    first = [next((name for name in found(rumour.said) if name in slugs), "") for rumour in DOCUMENT.rumours]
    assert first == slugs


def test_what_is_found_stands_on_the_page_in_the_order_in_which_it_fits(visitor):
    shown = list(cards(looked_up(visitor, "are they reading my messages")))
    assert len(shown) > 2
    assert shown == [name for name in found("are they reading my messages") if name in told(None, TODAY)]


def test_every_word_that_an_editor_gave_finds_its_claim(guidance):
    lost = [
        (rumour.slug, word) for rumour in DOCUMENT.rumours for word in rumour.words if rumour.slug not in found(word)
    ]
    lost += [
        (claim.slug, word) for claim in DOCUMENT.claims for word in claim.words if claim.question not in found(word)
    ]
    assert lost == []


def test_the_number_found_is_said_in_the_title_and_on_the_page_and_the_question_stays(visitor):
    page = text(looked_up(visitor, "  private   messages "))
    assert re.search(r"<title>3 results: private messages –", page)
    assert '<p class="found" role="status">3 results for “private messages”, the closest first.' in page
    assert 'name="q" value="private messages" maxlength="200"' in page
    assert f'<a href="?">{"Show all claims"}</a>' in page
    one = text(looked_up(visitor, "avatar"))
    assert "<title>1 result: avatar –" in one
    assert "1 result for “avatar”." in one


def test_where_nothing_fits_the_page_says_what_to_do(visitor):
    page = looked_up(visitor, "unicorns", region="uk")
    assert page.status_code == 200
    assert cards(page) == {}
    said = plain(text(page))
    assert "Sorry, we found nothing on “unicorns”." in said
    assert "Try a single word, or another word for the same thing." in said
    assert "0 results: unicorns –" in said
    main = text(page).split('<div class="found">')[1]
    assert '<a href="?q=unicorns">Look in all regions</a>' in main
    assert '<a href="?region=uk">Show all claims</a>' in main
    assert 'href="/linkedin/uk/more/"' in main
    assert "Look in all regions" not in text(looked_up(visitor, "unicorns"))


def test_a_region_narrows_what_is_found_and_every_way_keeps_the_question(visitor):
    page = looked_up(visitor, "microsoft", region="uk")
    assert list(cards(page)) == ["uk-microsoft", "affiliates-unknown"]
    assert '<a href="?q=microsoft&amp;region=us">United States</a>' in text(page)
    assert '<a href="?q=microsoft">All regions</a>' in text(page)
    assert list(cards(looked_up(visitor, "microsoft", region="eu"))) == []


def test_what_is_not_said_yet_is_not_found_either(visitor):
    with on_noon(EVE):
        assert "europe-exempt" not in cards(looked_up(visitor, "europeans exempt"))


@pytest.mark.parametrize("query", ["", " ", "\t\n", "\u00a0"])
def test_no_question_is_the_whole_page(visitor, query):
    assert list(cards(looked_up(visitor, query))) == list(cards(visitor.get(PATH)))


def test_a_question_may_be_long_but_not_longer_than_the_box(visitor):
    assert looked_up(visitor, "photo " + "x" * (LONGEST_QUERY - 6)).status_code == 200
    response = looked_up(visitor, "x" * (LONGEST_QUERY + 1), region="uk")
    assert response.status_code == 400
    assert "Write at most 200 characters: a few words are enough." in plain(text(response))
    assert "Not looked up – Common claims" in text(response)
    assert f'value="{"x" * (LONGEST_QUERY + 1)}"' in text(response)
    assert 'aria-describedby="q-hint q-problem" aria-invalid="true" autofocus' in text(response)
    assert "q=x" not in text(response)
    assert 'name="region" value="uk"' in text(response)
    assert cards(response) == {}
    assert "0 results" not in text(response)


@pytest.mark.parametrize("query", ["<script>alert(1)</script>", '"><b>', "{{ 7 }}", "'; --", "%", "\ud7ff"])
def test_whatever_is_typed_is_only_words(visitor, query):
    page = text(looked_up(visitor, query))
    assert "<script>alert" not in page
    assert "<b>" not in page
    assert html.escape(" ".join(query.split())) in page


@pytest.mark.parametrize(("query", "repeated"), [("a\u202eb c", "ab c"), ("d\0e", "de")])
def test_what_nobody_can_see_is_not_repeated(visitor, query, repeated):
    page = text(looked_up(visitor, query))
    assert query not in page
    assert repeated in page


def test_any_question_gets_an_answer(visitor):
    @effort(max_examples=effort().max_examples // 4)
    @given(st.text(max_size=LONGEST_QUERY + 20))
    def ask(query):
        assert looked_up(visitor, query).status_code in (200, 400)

    ask()


def test_nothing_that_somebody_types_breaks_the_search(guidance):
    """The page asks nothing else of what is typed, and takes longer."""

    @given(st.text(max_size=LONGEST_QUERY))
    def ask(query):
        assert len(found(query)) <= len(DOCUMENT.rumours) + len(DOCUMENT.claims)

    ask()


# --- what is kept ----------------------------------------------------------------------------


def test_the_whole_page_is_the_same_for_everybody_and_makes_no_query(visitor, colleague, django_assert_num_queries):
    first = visitor.get(PATH)
    with django_assert_num_queries(0):
        second = colleague.get(PATH)
        looked_up(colleague, "photo")
    assert first.content == second.content
    assert first["Cache-Control"].startswith("public")
    assert colleague.get(PATH, headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_what_somebody_looked_up_is_kept_nowhere(visitor):
    looked_up(visitor, "photo")
    kept = current_editions._made
    before = len(kept)
    for number in range(20):
        response = looked_up(visitor, f"my secret {number}")
        assert response["Cache-Control"] == "private, no-cache"
        assert "ETag" not in response
    assert len(kept) == before
    assert not visitor.cookies


def test_only_reading_is_allowed(visitor):
    response = visitor.post(PATH, {"q": "photo"})
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("name", ["mars", "<b>", "\0", "a" * 3000])
def test_a_region_that_there_is_not_is_answered_with_those_there_are(visitor, name):
    response = visitor.get(PATH, {"region": name, "q": "photo"})
    assert response.status_code == 404
    assert "This guide has no region called" in text(response)


# --- around it -------------------------------------------------------------------------------


def test_the_steps_lead_there_where_sources_disagree(visitor):
    page = text(visitor.get("/linkedin/uk/more/"))
    part = page.split("Where sources disagree</h2>")[1].split('<details class="fold"')[0]
    assert 'href="/linkedin/rumours/?region=uk">Common claims, and what is actually true</a>' in part


def test_what_one_reader_carries_along_is_in_no_link_of_another(visitor, colleague):
    team, _secret = Team.objects.make("linkedin", "uk", "Finance")
    assert f"/linkedin/rumours/?team={team.key}" in text(visitor.get(f"/linkedin/uk/?team={team.key}"))
    assert team.key not in text(colleague.get("/linkedin/uk/"))


def test_a_guide_without_claims_has_a_page_that_says_so(db, client):
    publishing.publish(drafts.from_document(make_guide()), by=None, note="The first.")
    current_editions.refresh()
    assert "This guide lists no such claims here yet." in plain(text(client.get("/chatter/rumours/")))
    assert "Sorry, we found nothing on “photo”." in plain(text(client.get("/chatter/rumours/?q=photo")))


# --- the preview -----------------------------------------------------------------------------


def test_a_preview_stands_on_any_day_and_every_link_and_the_question_stay_in_it(guidance, editor, client):
    client.force_login(editor)
    page = client.get("/preview/linkedin/rumours/?on=2025-11-02&region=uk&q=uk")
    assert "uk-suspended" not in cards(page)
    main = text(page).split("<main")[1].split("</main>")[0]
    assert '<input type="hidden" name="on" value="2025-11-02">' in main
    links = [html.unescape(link) for link in re.findall(r'href="([^"#][^"]*)"', main)]
    inner = [link for link in links if not link.startswith("https://")]
    assert len(inner) > 8
    assert [link for link in inner if "on=2025-11-02" not in link] == []
    assert [link for link in inner if not link.startswith(("?", "/preview/linkedin/"))] == []
    assert page["Cache-Control"] == "no-store"


def test_a_preview_finds_what_the_draft_says(guidance, editor, client):
    rumour = guidance.rumours.get(slug="photo")
    rumour.words = ["portrait"]
    rumour.save()
    client.force_login(editor)
    assert list(cards(client.get("/preview/linkedin/rumours/?q=portrait"))) == ["photo"]
    assert list(cards(client.get("/linkedin/rumours/?q=portrait"))) == []


@pytest.mark.parametrize("query", ["", "?region=uk", "?q=photo&device=iphone"])
def test_the_address_of_before_leads_on(visitor, query):
    response = visitor.get(f"/linkedin/claims/{query}")
    assert (response.status_code, response["Location"]) == (302, f"{PATH}{query}")


def test_in_a_preview_the_address_of_before_stays_in_it(guidance, editor, client):
    client.force_login(editor)
    assert (
        client.get("/preview/linkedin/claims/?on=2026-01-01")["Location"] == "/preview/linkedin/rumours/?on=2026-01-01"
    )

"""The home page: with one guide its choice of a region; with several, each in a few words and a search over all."""

import html
import re

import pytest
import time_machine

from guides.document.search import LONGEST_QUERY
from guides.editing import drafts, publishing
from guides.models import Guide
from guides.serving import current_editions
from guides.views import home
from tests.support.factories import make_claim, make_claims, make_guide, make_rumour
from tests.support.kept_rows import put_back
from tests.support.languages import translate
from tests.support.pages import hrefs, text, unescaped

RUMOURS = [
    make_rumour("posts", said="Chatter sells your posts.", right="It says that it does not.", words=["sell"]),
    make_rumour("uk-only", said="Britons cannot object.", right="They can.", regions=["uk"]),
]
ANSWER = make_claim("late", "essential", text="It stops from that day on.", question="too_late", answer="No.")


def publish(**changes):
    publishing.publish(drafts.from_document(make_guide(**changes)), by=None, note="The first.")
    current_editions.refresh()
    return Guide.objects.get(slug=changes.get("slug", "chatter"))


@pytest.fixture
def chatter(guidance):
    return kept(rumours=RUMOURS, claims=[*make_claims(), ANSWER])


@pytest.fixture
def gossip(chatter):
    return kept(slug="gossip", product="Gossip", title="Object to Gossip", description="A form to send.")


def kept(slug="chatter", **changes):
    """The same, published once a process."""
    put_back(f"{slug} at home", lambda: publish(slug=slug, **changes))
    current_editions.refresh()
    return Guide.objects.get(slug=slug)


def found(client, sought, path="/"):
    """The results, by guide: the addresses to which they lead."""
    page = text(client.get(path, {"q": sought}))
    groups = re.findall(r'<section class="group" aria-labelledby="in-([^"]+)">(.*?)</section>', page, re.DOTALL)
    lists = {slug: re.search(r'<ul class="results">(.*)</ul>', group, re.DOTALL)[1] for slug, group in groups}
    own = re.compile(r'<a (?:class="alone" )?href="(/(?![^"]*/report/)[^"]+)"')
    return {slug: [html.unescape(address) for address in own.findall(each)] for slug, each in lists.items()}


# --- the guides ------------------------------------------------------------------------------


def test_with_one_guide_the_home_page_is_the_choice_of_its_region(visitor):
    assert text(visitor.get("/")) == text(visitor.get("/linkedin/"))
    assert text(visitor.get("/?q=messages")) == text(visitor.get("/"))


def test_with_several_it_says_of_each_what_it_is_where_it_holds_and_how_fresh_it_is(visitor, gossip):
    page = text(visitor.get("/"))
    cards = dict(re.findall(r'<li class="guide" data-guide="([^"]+)"(.*?Edition.*?)</li>', page, re.DOTALL))
    assert list(cards) == ["linkedin", "chatter", "gossip"]  # that has been here longest first
    card = cards["gossip"]
    assert '<a href="/gossip/">Object to Gossip</a>' in card
    assert "A form to send." in card
    assert re.findall(r'<a href="([^"]+)" lang="en">([^<]+)</a></li>', card) == [
        ("/gossip/uk/", "UK"),
        ("/gossip/eu/", "EU"),
        ("/gossip/world/", "WORLD"),
    ]
    assert "Every statement here was last checked against its sources on 22 November 2026 or later." in card
    assert "Edition 1, published on" in card
    assert "overdue" not in page


def test_an_overdue_guide_says_so_from_that_day_on(visitor, gossip):
    text(visitor.get("/"))
    with time_machine.travel("2027-06-01"):
        page = text(visitor.get("/"))
    assert re.search(r"\d+ statements here are overdue for a check\.", page)


def test_a_guide_to_which_the_site_does_not_lead_is_not_there(visitor, gossip):
    Guide.objects.filter(slug="gossip").update(state="unlisted")
    current_editions.refresh()
    assert "Object to Gossip" not in text(visitor.get("/"))
    assert "gossip" not in found(visitor, "Gossip")


def test_without_a_script_it_says_where_the_ticks_are(visitor, gossip):
    page = text(visitor.get("/"))
    assert (
        '<p class="hint" id="known">Only your browser knows what you have ticked. Open a guide to see your ticks.</p>'
        in page
    )
    visitor.cookies["gossip.switch-off"] = "1"
    assert text(visitor.get("/")) == page


# --- the search ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sought", "address"),
    [
        ("sell posts", "/chatter/rumours/#rumour-posts"),
        ("britons", "/chatter/rumours/#rumour-uk-only"),
        ("too late", "/chatter/uk/#answers"),
        ("does says chatter", "/chatter/uk/more/#claim-does"),
    ],
)
def test_it_finds_common_claims_short_answers_and_claims(visitor, gossip, sought, address):
    assert address in found(visitor, sought)["chatter"]


def test_results_are_grouped_by_guide_and_a_named_product_comes_first(visitor, gossip):
    assert list(found(visitor, "what under 18 says")) == ["chatter", "gossip", "linkedin"]
    assert next(iter(found(visitor, "linkedin private messages"))) == "linkedin"
    assert found(visitor, "Gossip") == {"gossip": []}


def test_the_guide_with_the_closest_result_comes_first(visitor, chatter):
    """Not the one that stands first on the home page and has only one of the words."""
    both = make_rumour("both", said="Gossip reads hidden drawers.", right="It does not.")
    publish(slug="gossip", product="Gossip", rumours=[both])
    one = make_rumour("one", said="Chatter has drawers.", right="None.")
    publish(rumours=[*RUMOURS, one], claims=[*make_claims(), ANSWER])
    assert list(found(visitor, "hidden drawers"))[:2] == ["gossip", "chatter"]


@pytest.mark.parametrize("path", ["/", "/linkedin/rumours/"])
def test_what_nobody_can_see_is_not_repeated(visitor, gossip, path):
    page = unescaped(visitor.get(path, {"q": "\u202exyzzy\u200bx\0plugh"}))
    assert "“xyzzyx plugh”" in page
    assert not set("\u202e\u200b\0") & set(page)


def test_a_word_that_one_guide_has_is_no_slip_in_another(visitor, chatter):
    fined = make_rumour("fined", said="Gossip was fined.", right="It was not.", words=["penalty"])
    publish(slug="gossip", product="Gossip", rumours=[fined], claims=make_claims())
    publish(slug="finder", claims=[*make_claims(), make_claim("found", "does", text="It is easy to find.")])
    results = found(visitor, "fined")
    assert results["gossip"] == ["/gossip/rumours/#rumour-fined"]
    assert "finder" not in results
    assert {"gossip", "finder"} <= found(visitor, "finad").keys()


@pytest.mark.parametrize(
    "sought", ["private messages", "minors", "photo", "objection", "switch", "too late", "regulator"]
)
def test_each_result_leads_to_a_place_that_is_there(visitor, gossip, sought):
    results = [address for each in found(visitor, sought).values() for address in each]
    assert results
    for address in results:
        path, _hash, anchor = address.partition("#")
        response = visitor.get(path)
        assert response.status_code == 200, address
        assert not anchor or f'id="{anchor}"' in text(response), address


def test_a_result_says_the_statement_where_it_comes_from_and_to_whom_it_applies(visitor, gossip):
    page = unescaped(visitor.get("/", {"q": "britons"}))
    assert "1 result for “britons”." in page
    assert '<a href="/chatter/rumours/#rumour-uk-only">Wrong: Britons cannot object.</a>' in page
    assert "They can." in page
    assert "Applies to: UK<" in page
    assert '<details class="receipt">' in page


def test_what_is_not_said_today_is_not_found(visitor, gossip):
    with time_machine.travel("2025-11-01"):
        assert "It starts on 3 November 2025." in text(visitor.get("/", {"q": "starts november"}))
    assert "It starts on 3 November 2025." not in text(visitor.get("/", {"q": "starts november"}))


def test_of_one_guide_only_the_closest_are_shown_and_its_own_search_has_the_rest(visitor, gossip):
    many = [make_rumour(f"sale-{number}", said=f"It sells thing {number} of zebras.") for number in range(20)]
    publish(slug="zoo", product="Zoo", title="Zoo", rumours=many + [make_rumour(f"x{n}") for n in range(40)])
    page = visitor.get("/", {"q": "zebras"})
    assert len(found(visitor, "zebras")["zoo"]) == home.MOST_SHOWN
    (more,) = [address for address in hrefs(page) if address.startswith("/zoo/rumours") and "q=zebras" in address]
    assert text(visitor.get(more)).count("thing") >= 20


def test_nothing_found_says_what_to_try(visitor, gossip):
    page = unescaped(visitor.get("/", {"q": "xylophone"}))
    assert "Sorry, we found nothing on “xylophone”." in page
    assert "Try a single word, or another word for the same thing." in page
    assert 'value="xylophone"' in page
    assert "<title>0 results: xylophone – Switched Off</title>" in page.replace("\n", "")


def test_nothing_typed_is_the_home_page(visitor, gossip):
    assert text(visitor.get("/?q=+")) == text(visitor.get("/"))


def test_too_long_is_refused_and_said_at_the_box(visitor, gossip):
    response = visitor.get("/", {"q": "x" * (LONGEST_QUERY + 1)})
    assert response.status_code == 400
    assert 'role="alert">That is too long to search for.' in text(response)
    assert visitor.get("/", {"q": "x" * LONGEST_QUERY}).status_code == 200


def test_too_many_at_once_wait_a_moment(visitor, gossip, monkeypatch):
    monkeypatch.setattr(home.searching, "take", lambda: 3.0)
    response = visitor.get("/", {"q": "messages"})
    assert response.status_code == 429
    assert "Too many people are searching at once." in text(response)
    assert visitor.get("/").status_code == 200


def test_what_was_sought_is_kept_nowhere_and_no_search_engine_lists_it(visitor, gossip):
    response = visitor.get("/", {"q": "messages"})
    assert "private" in response["Cache-Control"]
    assert response.cookies == {}
    assert '<meta name="robots" content="noindex">' in text(response)
    assert "noindex" not in text(visitor.get("/"))


def test_what_is_typed_is_text(visitor, gossip):
    page = text(visitor.get("/", {"q": '"><script>alert(1)</script>'}))
    assert "<script>alert" not in page


def test_results_are_in_the_language_of_the_reader(visitor, gossip):
    translate(gossip)
    page = visitor.get("/polski/", {"q": "ż under 18"})
    assert '<html lang="pl">' in text(page)
    assert 'action="/polski/"' in text(page)
    assert "Ż What under-18 says." in text(page)
    assert found(visitor, "ż under 18", "/polski/")["gossip"] == ["/gossip/polski/uk/more/#claim-under-18"]
    english = text(visitor.get("/polski/", {"q": "britons"}))
    assert '<span lang="en">Britons cannot object.</span></a>' in english  # of a guide that is not translated


# --- what is about all guides ----------------------------------------------------------------


def test_the_page_on_the_data_is_about_all_guides(visitor, gossip):
    page = text(visitor.get("/api/"))
    assert "It belongs to none of the products in its guides" in page
    assert "About this guide" not in page
    assert re.search(r'og:image" content="https://optout.example/card-', page)
    assert "/api/guides/chatter.json" in page.replace("<wbr>", "")  # an example
    assert 'href="/api/polski/"' in page  # though the first guide is in English only

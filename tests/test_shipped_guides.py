"""Each of the guides that ship with the site: complete, proven, in the canonical form, on pages of its own."""

import datetime
import re

import pytest
from django.core.management import call_command
from django.test import Client

from guides.checklist.plan import build
from guides.document.completeness import gaps, turning_days, untruths
from guides.document.field_types import QUESTIONS
from guides.document.markup import to_text
from guides.document.types import Evidence, parts
from guides.document.yaml_format import to_data, to_yaml
from guides.serving import current_editions
from guides.sharing import messages
from tests.support.shipped_guide import CONTENT, SHIPPED, document_of, file_of

TODAY = datetime.date(2026, 11, 29)
GUIDES = {slug: document_of(slug) for slug in SHIPPED}
LATER_ONES = [slug for slug in SHIPPED if slug != "linkedin"]
STEPS = [(slug, step) for slug, guide in GUIDES.items() for step in guide.steps]
READERS = [(slug, region.slug) for slug, guide in GUIDES.items() for region in guide.regions]

COLOURS = re.compile(r"\b(green|gr[ae]y|blue|black|white|amber|red|yellow|orange)\b", re.IGNORECASE)
PLACE_IN_LIST = re.compile(r"\b(top|bottom|end) of (the|that|this) (list|page|section|menu)\b", re.IGNORECASE)
# What is only generally known, and nobody has looked up: it may be true, and stands in no guide.
NOT_LOOKED_UP = {
    "chatgpt": r"April 2023|Irish|\bDPC\b|Garante|\bfined?\b|openai\.com/policies/",
    "facebook-instagram": r"Cologne|Köln|noyb|Irish (regulator|authority)|\bDPC\b|Garante|court",
}
META_FORM = re.compile(r"(facebook|instagram)\.com/(help/)?contact|help\.meta\.com")
LONGEST_LINK = "https://switched-off.example/facebook-instagram/world/"


def written(data):
    """Every text in plain data that may be read, links included, but for what one finds it by."""
    if isinstance(data, dict):
        return [text for name, value in data.items() if name != "words" for text in written(value)]
    if isinstance(data, list | tuple):
        return [text for value in data for text in written(value)]
    return [data] if isinstance(data, str) else []


def words_of(guide):
    """Every text of the guide but those of its sources, which others have worded."""
    return written({name: value for name, value in to_data(guide).items() if name != "sources"})


def statements(guide):
    return [(kind, key, part) for kind, key, part in parts(guide) if isinstance(part, Evidence)]


# --- each of them ------------------------------------------------------------------------------


def test_they_are_the_three_that_we_know():
    assert SHIPPED == ["chatgpt", "facebook-instagram", "linkedin"]
    assert [guide.slug for guide in GUIDES.values()] == SHIPPED


@pytest.mark.parametrize("slug", SHIPPED)
def test_the_file_is_in_the_one_canonical_form(slug):
    assert to_yaml(file_of(slug)) == (CONTENT.parent / f"{slug}.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("slug", SHIPPED)
def test_nothing_is_missing_and_nothing_cannot_be_true(slug):
    assert gaps(GUIDES[slug]) == []
    assert untruths(GUIDES[slug], TODAY) == []


@pytest.mark.parametrize("slug", SHIPPED)
def test_every_statement_says_where_it_comes_from_and_when_it_was_checked(slug):
    of_all = statements(GUIDES[slug])
    assert {kind for kind, _, _ in of_all} >= {"step", "claim", "event", "rumour"}
    assert [(kind, key) for kind, key, part in of_all if not (part.sources and part.checked_on)] == []
    assert max(part.checked_on for _, _, part in of_all) <= TODAY


@pytest.mark.parametrize("slug", SHIPPED)
def test_every_source_is_used_and_what_is_our_own_view_says_so(slug):
    guide = GUIDES[slug]
    assert {source.slug for source in guide.sources} == {
        name for _, _, part in statements(guide) for name in part.sources
    }
    alone = [
        key for _, key, part in statements(guide) if part.sources == ("our-advice",) and part.certainty != "inferred"
    ]
    assert alone == []


@pytest.mark.parametrize("slug", SHIPPED)
def test_what_only_one_source_says_is_not_said_to_be_the_word_of_the_company(slug):
    """A company’s word needs one of its own texts."""
    own = {"linkedin": "linkedin-", "chatgpt": "openai-", "facebook-instagram": ("meta-", "whatsapp-")}[slug]
    parts_of_company = [(key, part.sources) for _, key, part in statements(GUIDES[slug]) if part.certainty == "maker"]
    assert [key for key, sources in parts_of_company if not any(name.startswith(own) for name in sources)] == []


@pytest.mark.parametrize("slug", SHIPPED)
def test_no_text_goes_by_a_colour_or_a_place_in_a_list(slug):
    texts = words_of(GUIDES[slug])
    assert [text for text in texts if COLOURS.search(text) or PLACE_IN_LIST.search(text)] == []


@pytest.mark.parametrize("slug", SHIPPED)
def test_no_mark_is_left_open(slug):
    texts = [text for text in words_of(GUIDES[slug]) if not text.startswith("https://")]
    assert [text for text in texts if re.search(r"\*|\]\(|\[|`", to_text(text))] == []


@pytest.mark.parametrize(("slug", "step"), STEPS, ids=lambda value: getattr(value, "slug", value))
def test_a_step_is_titled_by_what_to_do_and_never_as_if_it_were_done(slug, step):
    assert re.match(r"(Check|Keep|Look|Object|Send|Stop|Turn)\b", step.title)
    assert step.outcome
    assert step.outcome != step.title


@pytest.mark.parametrize("slug", SHIPPED)
def test_events_stand_in_the_order_in_which_they_happened_and_the_last_is_our_last_look(slug):
    days = [event.happened_on for event in GUIDES[slug].events]
    assert days == sorted(days)
    assert days[-1] <= TODAY
    assert GUIDES[slug].events[-1].slug == "last-look"


@pytest.mark.parametrize("slug", SHIPPED)
def test_the_words_to_find_a_claim_by_are_in_neither_of_its_texts(slug):
    needless = [
        (rumour.slug, word)
        for rumour in GUIDES[slug].rumours
        for word in rumour.words
        if re.search(rf"\b{re.escape(word)}\b", f"{rumour.said} {rumour.right}", re.IGNORECASE)
    ]
    assert needless == []
    assert all(rumour.words for rumour in GUIDES[slug].rumours)
    of_claims = [
        (claim.slug, word) for claim in GUIDES[slug].claims for word in claim.words if word in claim.text.split()
    ]
    assert of_claims == []


@pytest.mark.parametrize(("slug", "region"), READERS)
def test_a_short_message_says_something_and_is_short_enough(slug, region):
    guide = GUIDES[slug]
    shown = build(guide, guide.region(region), None, TODAY, {})
    short = [each for group in messages.to_copy(shown, LONGEST_LINK).values() for each in group if not each.is_long]
    assert len(short) == 3
    assert [(each.slug, len(each.text)) for each in short if len(each.text) > messages.MOST_LETTERS] == []
    assert all(each.claims for each in short)


@pytest.mark.parametrize(("slug", "region"), READERS)
def test_each_of_the_short_questions_has_an_answer_even_if_it_is_that_we_do_not_know(slug, region):
    claims = [claim for claim in GUIDES[slug].claims if claim.holds(region, TODAY)]
    assert {claim.question for claim in claims} - {None} == set(QUESTIONS)


@pytest.mark.parametrize(("slug", "region"), READERS)
def test_nobody_is_told_that_it_is_too_late(slug, region):
    guide = GUIDES[slug]
    for on in (*turning_days(guide, guide.region(region)), TODAY):
        told = [
            claim.text for claims in build(guide, guide.region(region), None, on, {}).said.values() for claim in claims
        ]
        assert any("at any time" in text for text in told)
        assert [text for text in told if re.search(r"too late|in vain|pointless|expired", text)] == []


# --- what each must not say --------------------------------------------------------------------


@pytest.mark.parametrize("slug", NOT_LOOKED_UP)
def test_what_nobody_has_looked_up_stands_in_no_text(slug):
    data = to_data(GUIDES[slug])
    texts = written({name: value for name, value in data.items() if name != "regions"})  # authorities have names
    assert [text for text in texts if re.search(NOT_LOOKED_UP[slug], text)] == []


@pytest.mark.parametrize("slug", LATER_ONES)
def test_it_names_no_product_of_another_guide(slug):
    others = {guide.product for guide in GUIDES.values() if guide.slug != slug} | {"Microsoft"}
    texts = [text for text in words_of(GUIDES[slug]) for other in others if re.search(rf"\b{other}\b", text)]
    assert texts == []


def test_no_address_of_metas_forms_stands_without_the_word_that_one_signs_in_first_and_that_it_changes():
    guide = GUIDES["facebook-instagram"]
    found = 0
    for _kind, key, part in parts(guide):
        texts = " ".join(written(part.model_dump(mode="json")))
        if META_FORM.search(texts):
            found += 1
            assert "Sign in first; the address changes from time to time" in texts, key
    assert found > 3


def test_the_addresses_of_before_the_start_in_europe_are_linked_nowhere():
    text = (CONTENT.parent / "facebook-instagram.yaml").read_text(encoding="utf-8")
    assert "712876720715583" not in text
    assert "767264225370182" not in text


def test_where_there_is_no_form_of_meta_no_step_asks_for_it_and_the_page_says_so_first():
    guide = GUIDES["facebook-instagram"]
    forms = {
        region.slug: [step.slug for step in guide.steps_in(region.slug) if step.kind == "form"]
        for region in guide.regions
    }
    assert {slug for slug, steps in forms.items() if steps} == {"eu", "uk", "ch", "br", "jp", "kr"}
    for region in ("us", "ca", "world"):
        lead = build(guide, guide.region(region), None, TODAY, {}).said["standing"][0]
        assert re.search("no form to object|a form to object, and your country is not on the list", lead.text)


def test_readers_of_chatgpt_learn_that_a_thumb_brings_a_chat_back_in_and_that_codex_has_its_own_switch():
    guide = GUIDES["chatgpt"]
    for region in guide.regions:
        said = build(guide, region, None, TODAY, {}).said
        assert any("thumb" in claim.text for claim in said["ending"])
        assert any("thumb" in claim.text for claim in said["does_not"])
        assert any("Codex" in claim.text for claim in said["does_not"])
        assert "codex" in {step.slug for step in guide.steps_in(region.slug)}


# --- their pages -------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("slug", LATER_ONES)
def test_every_page_of_a_guide_is_there_and_names_none_of_the_first_one(slug):
    """From page to page as its links lead; a page that names another guide would lead to it."""
    call_command("load_guides", CONTENT.parent / f"{slug}.yaml", publish="As it came with the site.", verbosity=0)
    current_editions.refresh()
    visitor, seen, waiting = Client(), {f"/{slug}/"}, [f"/{slug}/"]
    kinds = set()
    while waiting:
        address = waiting.pop()
        response = visitor.get(address)
        assert response.status_code == 200, address
        page = response.getvalue().decode(errors="replace")
        assert re.findall(r"linkedin|microsoft", page, re.IGNORECASE) == [], address
        assert re.findall(r"<h([1-6])[^>]*>\s*</h\1>", page) == [], address
        assert not re.search(rf"says {GUIDES[slug].product}|{GUIDES[slug].product} says", page), address
        kinds.add(re.sub(r"^/[a-z-]+/([a-z]{2}/|world/)?|(?<=steps/)[a-z-]+|[?].*|(?<=report/).*", "", address))
        for link in re.findall(rf'href="?(/{slug}/[^"# >]*)', page):
            if link not in seen and "?" not in link and (f"/{slug}/report/" not in link):
                seen.add(link)
                waiting.append(link)
    assert f"From {GUIDES[slug].maker} itself" in visitor.get(f"/{slug}/sources/").content.decode()
    assert {"", "more/", "share/", "handout/", "poster/", "for-work/", "teams/", "sources/", "timeline/"} <= kinds

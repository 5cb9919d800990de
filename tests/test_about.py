"""What the site says of itself: every sentence of the privacy page is held by tests, and both pages say what is so."""

import ast
import functools
import re

import pytest
from django.conf import settings

from guides.checklist.tick_cookies import KEEP_SECONDS
from guides.serving import current_editions
from tests.support.pages import text

TESTS = settings.BASE_DIR / "tests"

# Each promise on the page, and what proves it.
PROOFS = {
    "cookies": [
        "test_privacy.py::test_reading_sets_no_cookie_at_all",
        "journeys/test_visitor.py::test_nothing_is_kept_before_the_first_tick_and_only_ticks_after_it",
    ],
    "elsewhere": [
        "test_privacy.py::test_no_page_fetches_anything_from_another_host",
        "test_privacy.py::test_our_own_files_name_no_other_host",
    ],
    "pressed": [
        "test_compose_links.py::test_on_a_page_they_are_plain_links_that_say_nothing_before_a_press_nor_where_one_comes_from",
        "test_privacy.py::test_no_page_asks_the_browser_to_connect_ahead_or_to_refresh",
    ],
    "account": ["test_about.py::test_no_page_for_visitors_asks_who_they_are"],
    "zone": ["journeys/test_visitor.py::test_the_clock_suggests_a_region_and_sends_nobody_there"],
    "ticks": [
        "test_views.py::test_a_tick_sets_exactly_one_cookie_named_after_the_step",
        "test_privacy.py::test_reading_and_ticking_make_no_query",
    ],
    "ends": [
        "test_about.py::test_a_tick_ends_after_400_days",
        "test_views.py::test_a_tick_renews_all_that_were_made_before",
    ],
    "forget": [
        "test_views.py::test_forgetting_takes_away_every_tick_of_the_guide_damaged_ones_too",
        "journeys/test_offline.py::test_forgetting_the_ticks_takes_the_pages_away",
    ],
    "pages": [
        "journeys/test_offline.py::test_before_the_first_tick_nothing_is_kept_and_nothing_works_in_the_background",
        "journeys/test_offline.py::test_only_what_was_opened_is_kept_and_nothing_that_was_given_to_somebody_or_searched_for",
        "journeys/test_offline.py::test_a_team_and_its_secret_are_not_kept",
        "journeys/test_offline.py::test_what_is_older_than_thirty_days_is_not_shown_and_goes_at_the_next_visit",
    ],
    "returning": ["journeys/test_returning.py::test_what_is_looked_up_is_sent_nowhere_and_adds_nothing"],
    "token": ["test_privacy.py::test_being_counted_sets_the_token_of_the_count_and_nothing_else"],
    "typed": [
        "journeys/test_objection.py::test_what_is_typed_never_leaves_the_page_and_is_gone_when_it_is_loaded_again",
        "test_objection_page.py::test_no_field_that_is_typed_into_belongs_to_a_form",
    ],
    "storage": ["journeys/test_visitor.py::test_nothing_is_kept_before_the_first_tick_and_only_ticks_after_it"],
    "count": [
        "test_teams.py::test_a_press_inserts_one_row_and_leads_back_to_the_ending",
        "test_teams.py::test_one_can_be_taken_out_again_and_counted_again",
        "test_teams.py::test_the_maker_deletes_the_team_with_all_its_counts",
        "test_teams.py::test_a_team_without_use_for_a_year_is_deleted_with_its_counts",
    ],
    "rounded": [
        "test_teams.py::test_below_five_everybody_reads_the_same_words_and_no_number",
        "test_teams.py::test_the_maker_reads_the_exact_number_from_five_on_and_no_number_below",
        "test_teams.py::test_from_five_on_everybody_reads_it_rounded_down",
    ],
    "report": [
        "test_reports.py::test_a_report_is_kept_and_says_nothing_about_who_sent_it",
        "test_reports.py::test_a_press_that_is_sent_twice_counts_once_and_is_thanked_for_twice",
        "test_pruning.py::test_what_is_over_is_deleted_and_what_is_not_stays",
    ],
    "carry": ["test_transfer.py::test_a_link_is_good_for_a_day"],
    "staff": ["test_pruning.py::test_what_is_over_is_deleted_and_what_is_not_stays"],
    "log": [
        "test_privacy.py::test_a_log_line_names_the_page_and_nothing_of_the_visitor",
        "test_privacy.py::test_what_the_server_says_of_a_bad_request_names_no_address",
    ],
    "memory": [
        "test_response_cache.py::test_whoever_brings_any_other_cookie_is_let_through_and_nothing_of_theirs_stays"
    ],
}
FORMS = (
    "/",
    "/linkedin/",
    "/linkedin/uk/",
    "/linkedin/uk/teams/",
    "/linkedin/uk/objection/",
    "/linkedin/uk/steps/switch-off/report/",
    "/linkedin/rumours/",
)


@functools.cache
def named_in(file):
    return {each.name for each in ast.walk(ast.parse((TESTS / file).read_text())) if isinstance(each, ast.FunctionDef)}


# --- privacy ---------------------------------------------------------------------------------


def test_every_sentence_on_what_is_kept_has_its_proof(visitor):
    page = re.sub(r"<nav.*?</nav>", "", text(visitor.get("/privacy/")), flags=re.DOTALL)
    kept = page[page.index("<h1>") : page.index("See for yourself")]
    sentences = re.findall(r"<(?:li|p)\b([^>]*)>", kept)
    promised = [found[1] for found in (re.search(r'data-promise="([a-z]+)"', each) for each in sentences) if found]
    assert len(promised) == len(sentences), "a sentence without a promise"
    assert sorted(promised) == sorted(PROOFS)


@pytest.mark.parametrize("proof", sorted({proof for proofs in PROOFS.values() for proof in proofs}))
def test_every_proof_is_there(proof):
    file, name = proof.split("::")
    assert name in named_in(file)


@pytest.mark.parametrize("path", FORMS)
def test_no_page_for_visitors_asks_who_they_are(visitor, path):
    page = text(visitor.get(path))
    assert not re.findall(r'type="(?:email|password|tel)"|autocomplete="(?:name|email|username|tel)"', page)


def test_a_tick_ends_after_400_days(visitor):
    answer = visitor.post("/linkedin/uk/steps/switch-off/", {"done": "1"})
    assert answer.cookies["linkedin.switch-off"]["max-age"] == KEEP_SECONDS == 400 * 24 * 60 * 60


@pytest.mark.parametrize(
    "path", ["/", "/linkedin/uk/", "/privacy/", "/offline/", "/linkedin/nowhere/", "/linkedin/sources/"]
)
def test_every_page_ends_with_who_runs_the_site_and_how_to_reach_them(visitor, settings, path):
    settings.OPERATOR = "Ampersand & Sons"
    settings.CONTACT = "https://optout.example/contact?of=a&b"
    current_editions.forget_all()
    footer = visitor.get(path).content.decode().partition('<footer class="footer">')[2]
    assert "This site is run by Ampersand &amp; Sons." in footer
    assert 'href="https://optout.example/contact?of=a&amp;b">Contact: optout.example/contact?of=a&amp;b</a>' in footer


def test_a_copy_that_is_not_public_may_keep_silent(visitor, settings):
    settings.OPERATOR = settings.CONTACT = ""
    current_editions.forget_all()
    footer = visitor.get("/linkedin/uk/").content.decode().partition('<footer class="footer">')[2]
    assert "run by" not in footer
    assert "Contact" not in footer


@pytest.mark.parametrize(("operator", "words"), [("Example Society", "Example Society"), ("", "has not given a name")])
def test_the_page_names_who_runs_the_site_or_says_that_nobody_did(visitor, settings, operator, words):
    settings.OPERATOR = operator
    assert words in text(visitor.get("/privacy/"))


def test_what_an_operator_writes_is_shown_as_text(visitor, settings):
    settings.OPERATOR = "<script>alert(1)</script>"
    page = text(visitor.get("/privacy/"))
    assert "<script>alert" not in page
    assert "alert(1)" in page


# --- both ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/privacy/", "/accessibility/"])
def test_the_pages_are_the_same_for_everybody_make_no_query_and_are_found(visitor, path, django_assert_num_queries):
    visitor.get("/linkedin/uk/")
    with django_assert_num_queries(0):
        answer = visitor.get(path)
    assert answer["Cache-Control"].startswith("public")
    assert path in text(visitor.get("/sitemap.xml"))
    assert f'href="{path}"' in text(visitor.get("/linkedin/uk/"))


@pytest.mark.parametrize("path", ["/privacy/", "/accessibility/", "/offline/"])
def test_the_pages_are_there_without_any_guide(client, db, path):
    current_editions.forget_all()
    assert client.get(path).status_code == 200


def test_whoever_finds_a_barrier_is_told_whom_to_tell(visitor, settings):
    settings.CONTACT = "mailto:help@optout.example"
    assert "mailto:help@optout.example" in text(visitor.get("/accessibility/"))
    current_editions.forget_all()
    settings.CONTACT = settings.OPERATOR = ""
    assert "has given no contact" in text(visitor.get("/accessibility/"))

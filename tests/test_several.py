"""Several claims or sources on one page, saved at once: what all have in common, what a row says itself, and faults."""

import pytest
from django.contrib.admin.models import LogEntry

from guides.editing import drafts, workflow
from guides.models import Claim, Proposal, Source
from tests.support.admin_forms import Fields, faults, place, save
from tests.support.desk import signed_in
from tests.support.editing import member
from tests.support.factories import make_guide
from tests.support.pages import text, unescaped


@pytest.fixture
def guide(db):
    return drafts.from_document(make_guide())


@pytest.fixture
def ann(guide):
    return signed_in(member("ann", "Editors"))


def write(desk, guide, kind="claims", query="", **typed):
    """Send the page as a browser would; two underscores stand for a hyphen."""
    path = f"{place(guide, kind)}?{query}"
    return desk.post(path, Fields(text(desk.get(path))).data | {name.replace("__", "-"): typed[name] for name in typed})


def notice(guide):
    return guide.sources.get(slug="notice")


def common(guide, **more):
    return {"all__sources": [notice(guide).pk], "all__checked_on": "2026-11-22"} | more


def test_rows_of_one_topic_are_saved_together_with_what_they_have_in_common(ann, guide):
    typed = {"row__0__text": "It does **this**.", "row__2__text": "It does that, too."}
    saved = write(ann, guide, query="topic=does", **common(guide), **typed)
    assert saved["Location"] == place(guide, "workspace")
    new = list(Claim.objects.filter(guide=guide, text__startswith="It does").order_by("pk"))
    assert [claim.text for claim in new] == list(typed.values())
    for claim in new:
        assert (claim.topic, claim.certainty, claim.is_everywhere, claim.is_on_every_device) == (
            "does",
            "one",
            True,
            True,
        )
        assert str(claim.checked_on) == "2026-11-22"
        assert list(claim.sources.all()) == [notice(guide)]
    assert drafts.read(guide).document is not None
    assert {entry.object_id for entry in LogEntry.objects.all()} == {str(claim.pk) for claim in new}


def test_a_row_that_says_something_of_its_own_keeps_it(ann, guide):
    uk, other = guide.regions.get(slug="uk"), guide.sources.get(slug="regulator")
    own = {"row__0__regions": [uk.pk], "row__0__sources": [other.pk], "row__0__certainty": "maker"}
    write(ann, guide, query="topic=used", **common(guide), **own, row__0__text="Only here.", row__1__text="All over.")
    here, everywhere = (Claim.objects.get(text=words) for words in ("Only here.", "All over."))
    assert (list(here.regions.all()), here.is_everywhere, here.certainty) == ([uk], False, "maker")
    assert list(here.sources.all()) == [other]
    assert (everywhere.is_everywhere, everywhere.certainty, list(everywhere.sources.all())) == (
        True,
        "one",
        [notice(guide)],
    )


def test_several_topics_have_a_row_each_and_a_topic_of_a_step_names_it(ann, guide):
    step = guide.steps.get(slug="look-again")
    page = text(ann.get(f"{place(guide, 'claims')}?topic=does&topic=missing:{step.pk}"))
    data = Fields(page).data
    assert (data["row-0-topic"], data["row-1-topic"], data["row-1-step"]) == (["does"], ["missing"], [str(step.pk)])
    assert "row-2-topic" not in data


def test_a_new_source_for_all_rows_is_made_once(ann, guide):
    new = {"title": "Terms", "publisher": "Chatter", "dated": "2026", "url": "https://chatter.example/terms"}
    typed = {f"all__new_source_{name}": value for name, value in new.items()}
    write(ann, guide, query="topic=does", all__sources=[], **typed, row__0__text="One.", row__1__text="Two.")
    source = Source.objects.get(guide=guide, title="Terms")
    assert {claim.text for claim in source.claim_set.all()} == {"One.", "Two."}


def test_a_fault_in_one_row_saves_none_and_keeps_what_was_typed(ann, guide):
    before = Claim.objects.count()
    typed = {"row__0__text": "Good.", "row__1__text": "Bad.", "row__1__certainty": "several"}
    page = unescaped(write(ann, guide, query="topic=does", **common(guide), **typed))
    assert Claim.objects.count() == before
    assert 'id="faults-2"' in page
    assert 'id="faults-1"' not in page
    assert ">\nGood.</textarea>" in page


def test_nothing_written_saves_nothing_and_says_so(ann, guide):
    page = unescaped(write(ann, guide, query="topic=does", **common(guide)))
    assert "Nothing is written in any row, so nothing was saved." in page


def test_a_source_of_another_guide_is_refused(ann, guide):
    theirs = drafts.from_document(make_guide(slug="other", product="Other")).sources.first()
    before = Claim.objects.count()
    page = unescaped(write(ann, guide, query="topic=does", all__sources=[theirs.pk], row__0__text="Theirs."))
    assert Claim.objects.count() == before
    assert 'id="faults-1"' in page


@pytest.mark.parametrize("number", ["9" * 30, "-1", "1e9", "abc"])
def test_a_number_that_no_row_can_have_is_refused_like_a_row_that_is_gone(ann, guide, number):
    response = write(ann, guide, query="topic=does", **common(guide, all__sources=[number]), row__0__text="A.")
    assert "no longer exists, or belongs to another guide" in unescaped(response)
    response = save(ann, place(guide.claims.first()), sources=[number], regions=[number])
    assert set(faults(response)) == {"sources", "regions"}


def test_more_like_these_keeps_topic_regions_sources_certainty_and_date(ann, guide):
    uk = guide.regions.get(slug="uk")
    more = common(guide, all__regions=[uk.pk], all__certainty="maker", row__0__text="Once.", _more="1")
    query = f"topic=does&region={uk.pk}"
    saved = write(ann, guide, query=query, **more)
    data = Fields(text(ann.get(saved["Location"]))).data
    assert data["row-0-topic"] == ["does"]
    assert data["all-regions"] == [str(uk.pk)]
    assert data["all-sources"] == [str(notice(guide).pk)]
    assert data["all-certainty"] == ["maker"]
    assert data["all-checked_on"] == ["2026-11-22"]
    assert "all-is_everywhere" not in data


def test_writing_withdraws_an_open_review_and_the_page_says_so_first(ann, guide):
    workflow.ask(guide, by=member("ben", "Editors"), note="Please.")
    assert "Saving a change to this guide withdraws the review." in unescaped(ann.get(place(guide, "claims")))
    write(ann, guide, query="topic=does", **common(guide), row__0__text="One more.")
    assert Proposal.objects.get().state == Proposal.State.WITHDRAWN


def test_sources_are_added_in_rows_and_named_after_publisher_and_title(ann, guide):
    one = {"title": "Terms", "publisher": "Chatter", "dated": "2026", "url": "https://chatter.example/terms"}
    two = {"title": "Een bericht", "publisher": "Krant", "dated": "undated", "language": "nl"}
    typed = {f"row__0__{name}": value for name, value in one.items()}
    typed |= {f"row__3__{name}": value for name, value in two.items()}
    saved = write(ann, guide, "sources", **typed)
    assert saved["Location"] == place(guide, "workspace")
    assert set(guide.sources.values_list("slug", flat=True)) == {
        "notice",
        "regulator",
        "chatter-terms",
        "krant-een-bericht",
    }
    assert set(guide.sources.values_list("slug", "language")) >= {("chatter-terms", "en"), ("krant-een-bericht", "nl")}


def test_a_source_without_a_date_is_refused_and_no_other_is_added(ann, guide):
    typed = {"row__0__title": "Terms", "row__0__publisher": "Chatter", "row__1__title": "No publisher"}
    page = unescaped(write(ann, guide, "sources", **typed))
    assert guide.sources.count() == 2
    assert "Fill in “Date, in words”." in page


@pytest.mark.parametrize(("kind", "words"), [("region", {"name": "The Moon"}), ("step", {"title": "Do the moon"})])
def test_a_short_name_is_made_from_the_words_where_nobody_gives_one(ann, guide, kind, words):
    path = f"/admin/guides/{kind}/add/?guide={guide.pk}&is_everywhere=on&workspace=1"
    rest = {"place": "on the moon", "covers": "All.", "tick": "Done", "summary": "Do it."}
    data = Fields(text(ann.get(path))).data
    assert ann.post(path, data | rest | words)["Location"] == place(guide, "workspace")
    collection = {"region": guide.regions, "step": guide.steps}[kind]
    assert collection.latest("pk").slug in ("the-moon", "do-the-moon")

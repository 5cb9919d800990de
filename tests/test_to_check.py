"""What somebody has yet to check is kept at the desk, listed there, and in nothing that readers get."""

import re
from html import unescape

import pytest
from django.core.management import call_command

from guides.document import translation
from guides.document.types import only_checked
from guides.document.yaml_format import from_yaml, to_yaml
from guides.editing import checks, drafts, inbox, publishing, workflow
from guides.models import Edition, Guide, Paragraph, Proposal, Recourse
from guides.rules import clock
from guides.serving import current_editions
from tests.support.admin_forms import DUE, Fields, place
from tests.support.desk import signed_in
from tests.support.factories import make_guide, make_letters, make_paragraph, make_recourse, make_source
from tests.support.pages import text

SECRET = "Nobody has checked this sentence yet."
WHOLE = make_letters()
HELD = {
    "recourses": [*WHOLE["recourses"], make_recourse("held", places=["BR"], to_check=True, text=SECRET)],
    "letters": [*WHOLE["letters"], make_paragraph("held", text=SECRET, to_check=True, sources=[], checked_on=None)],
}


@pytest.fixture
def guide(db):
    return drafts.from_document(make_guide(**WHOLE | HELD))


@pytest.fixture
def boss(django_user_model):
    return django_user_model.objects.create_superuser("boss")


def slugs(collection):
    return {part["slug"] for part in collection}


def test_it_stays_out_of_the_edition_and_what_readers_get(guide, client):
    edition = publishing.publish(guide, by=None, note="First.")
    assert SECRET not in str(edition.document)
    assert slugs(edition.document["letters"]) == slugs(WHOLE["letters"])
    current_editions.refresh()
    for path in (
        "/api/guides/chatter.json",
        "/api/guides/chatter/world.json",
        "/chatter/world/more/",
        "/chatter/sources/",
    ):
        response = client.get(path)
        assert response.status_code == 200
        assert SECRET not in response.content.decode()


def test_it_stands_in_the_way_of_nothing_and_is_no_change_to_publish(guide):
    assert publishing.missing(drafts.read(guide), None) == []
    edition = publishing.publish(guide, by=None, note="First.")
    assert drafts.read(guide).says_the_same_as(edition)


def test_without_the_mark_it_would_be_missing_its_sources(guide):
    Paragraph.objects.filter(slug="held").update(to_check=False)
    assert [str(gap) for gap in publishing.missing(drafts.read(guide), None)] == [
        "paragraph held › sources: names no source; name at least one",
        "paragraph held › checked_on: has no day; say when it was last checked against its sources",
    ]


def test_a_proposal_has_none_of_it_and_to_unmark_it_withdraws_the_review(guide, boss):
    proposal = workflow.ask(guide, by=boss, note="Please look.")
    assert SECRET not in str(proposal.document)
    assert workflow.note_edit(guide, boss) is None
    Recourse.objects.filter(slug="held").update(to_check=False)
    assert workflow.note_edit(guide, boss) == proposal


def test_the_preview_shows_what_would_be_published(guide):
    assert drafts.read(guide).readable == only_checked(drafts.to_document(guide))
    assert SECRET not in str(drafts.read(guide).readable)


def test_a_file_holds_it_both_ways_and_loading_it_again_is_no_edit(guide, tmp_path):
    text = to_yaml(drafts.to_document(guide))
    assert SECRET in text
    assert from_yaml(text) == drafts.to_document(guide)
    file = tmp_path / "chatter.yaml"
    file.write_text(text, encoding="utf-8")
    for _time in range(2):
        call_command("load_guides", str(file), force=_time == 0)
    assert drafts.to_document(Guide.objects.get()) == from_yaml(text)


def test_to_discard_the_draft_keeps_it(guide, boss):
    publishing.publish(guide, by=None, note="First.")
    Guide.objects.update(title="Another title")
    workflow.discard(guide, by=boss)
    assert Guide.objects.get().title != "Another title"
    assert Paragraph.objects.get(slug="held").text == SECRET
    assert Recourse.objects.get(slug="held").to_check


def test_what_rests_on_a_source_that_the_edition_lacks_goes_with_it(guide, boss):
    publishing.publish(guide, by=None, note="First.")
    document = make_guide(**WHOLE | HELD | {"sources": [make_source(), make_source("new")]}).model_copy()
    drafts.from_document(document)
    Paragraph.objects.get(slug="held").sources.add(Guide.objects.get().sources.get(slug="new"))
    workflow.discard(Guide.objects.get(), by=boss)
    assert not Paragraph.objects.filter(slug="held").exists()
    assert Recourse.objects.filter(slug="held").exists()


def test_nothing_of_it_is_there_to_translate():
    whole = make_guide(**WHOLE | HELD)
    assert SECRET not in {entry.english for entry in translation.entries(whole)}
    assert translation.entries(whole) == translation.entries(only_checked(whole))


def test_it_is_listed_at_the_desk_as_to_be_checked_and_not_as_overdue(guide, boss):
    held = [each for each in checks.statements(guide) if each.is_to_check]
    assert {each.row.slug for each in held} == {"held"}
    assert not any(each.is_overdue or each.is_due_soon or each.is_fresh for each in held)
    page = signed_in(boss).get(DUE, {"when": "unchecked"}).content.decode()
    assert page.count(SECRET) == 2
    assert "To be checked before it is published (2)" in page


def test_the_inbox_counts_it(guide, boss):
    (standing,) = inbox.of(boss).standings
    assert standing.unchecked == 2


def test_to_confirm_it_is_to_publish_it_with_the_next_edition(guide, boss):
    publishing.publish(guide, by=None, note="First.")
    checks.confirm([each for each in checks.statements(guide) if each.is_to_check], boss)
    row = Recourse.objects.get(slug="held")
    assert (row.to_check, row.checked_on, row.checked_by) == (False, clock.today(), boss)
    assert not drafts.read(guide).says_the_same_as(Edition.objects.latest_of(guide))
    assert [gap.field for gap in publishing.missing(drafts.read(guide), None)] == ["sources"]


# --- two answers of the law for one place ----------------------------------------------------


RIVALS = {
    "recourses": [
        *WHOLE["recourses"],
        make_recourse("rival", regions=["world"], places=["KR"], to_check=True, text=SECRET, answer_months=2),
        make_recourse("twin", regions=["world"], places=["KR"], to_check=True, text="Another.", answer_months=3),
        make_recourse("own-place", regions=["world"], places=["BR"], to_check=True),
    ]
}


@pytest.fixture
def crowded(db):
    return drafts.from_document(make_guide(**WHOLE | RIVALS))


def token_of(guide, slug):
    (found,) = [each for each in checks.statements(guide) if getattr(each.row, "slug", "") == slug]
    return found.token


def press(guide, boss, *slugs, **fields):
    """The page after a press on “Still true” with those ticked."""
    desk = signed_in(boss)
    page = desk.get(DUE, {"when": "unchecked"}).content.decode()
    (group,) = set(re.findall(r'name="group" value="(\d+)"', page))
    data = {"group": group, "statement": [token_of(guide, slug) for slug in slugs], **fields}
    response = desk.post(f"{DUE}?when=unchecked", data, follow=True)
    return " ".join(unescape(response.content.decode()).split())


def checked(*slugs):
    return [not Recourse.objects.get(slug=slug).to_check for slug in slugs]


def test_to_confirm_a_second_answer_for_a_place_asks_first_and_the_other_is_kept_back(crowded, boss):
    page = press(crowded, boss, "rival")
    assert "For the same place there is already an answer of the law: “Name of suspend” (suspend)." in page
    assert "confirm, and keep the other back" in page
    assert checked("rival", "suspend") == [False, True]
    new, other = Recourse.objects.get(slug="rival"), Recourse.objects.get(slug="suspend")
    page = press(crowded, boss, "rival", instead=f"{new.pk}-{other.pk}")
    assert "Checked today, still true: 1 statement." in page
    assert checked("rival", "suspend") == [True, False]
    assert [gap for gap in publishing.missing(drafts.read(crowded), None) if gap.field == "recourses"] == []


def test_to_say_yes_to_one_pair_is_no_yes_to_another(crowded, boss):
    other = Recourse.objects.get(slug="none")
    press(crowded, boss, "rival", instead=f"{other.pk}-{other.pk}")
    assert checked("rival", "suspend") == [False, True]


def test_two_for_one_place_are_not_confirmed_together(crowded, boss):
    page = press(crowded, boss, "rival", "twin", "own-place")
    assert "Not confirmed, since only one of these can hold for a place: Name of rival · Name of twin." in page
    assert checked("rival", "twin", "own-place") == [False, False, True]


def test_an_answer_for_a_place_of_its_own_asks_nothing(crowded, boss):
    press(crowded, boss, "own-place")
    assert checked("own-place", "suspend", "none") == [True, True, True]


def test_the_form_warns_of_a_second_answer_when_the_mark_is_taken_away(crowded, boss):
    row = Recourse.objects.get(slug="rival")
    desk = signed_in(boss)
    data = Fields(text(desk.get(place(row)))).data
    del data["to_check"]
    page = unescape(text(desk.post(place(row), data, follow=True)))
    assert "For the same place there is also “Name of suspend” (suspend)." in page
    assert checked("rival") == [True]


def test_what_was_published_can_be_taken_back_to_be_checked(guide):
    publishing.publish(guide, by=None, note="First.")
    Paragraph.objects.filter(slug="keep").update(to_check=True)
    edition = publishing.publish(guide, by=None, note="Second.")
    assert "keep" not in slugs(edition.document["letters"])


def test_what_going_back_takes_away_of_it_is_kept_and_can_be_had_again(guide, boss):
    publishing.publish(guide, by=None, note="First.")
    Paragraph.objects.filter(slug="keep").update(to_check=True, text="Better words.")
    Recourse.objects.get(slug="held").regions.set([])
    workflow.discard(guide, by=boss)
    assert Paragraph.objects.get(slug="keep").text != "Better words."
    workflow.take_up(Proposal.objects.set_aside_for(guide)[0], by=boss, why="It was good.")
    row = Paragraph.objects.get(slug="keep")
    assert (row.text, row.to_check) == ("Better words.", True)


def test_a_draft_that_differs_only_in_it_is_kept_too(guide, boss):
    publishing.publish(guide, by=None, note="First.")
    workflow.discard(guide, by=boss)
    (aside,) = Proposal.objects.set_aside_for(guide)
    assert SECRET in str(aside.document)


def test_the_preview_of_a_draft_that_was_set_aside_has_none_of_it(guide, boss):
    publishing.publish(guide, by=None, note="First.")
    Paragraph.objects.filter(slug="held").update(position=0)
    workflow.discard(guide, by=boss)
    (aside,) = Proposal.objects.set_aside_for(guide)
    there = {"place": "KR", "proposal": aside.pk}
    response = signed_in(boss).get("/preview/chatter/world/objection/", there)
    assert response.status_code == 200
    assert "To Company of suspend" in response.content.decode().replace("</span>", "").replace("<span>", "")
    assert SECRET not in response.content.decode()

"""What a page or a press of the desk asks of the database: the draft once, and no more where there is more."""

import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from guides.editing import drafts, publishing
from guides.models import Claim, Edition, Guide, Proposal, Report, Translation
from guides.serving import current_editions
from tests.support.desk import signed_in
from tests.support.editing import look_again
from tests.support.factories import make_guide

OF_A_DRAFT = re.compile(r'FROM "guides_label" WHERE "guides_label"."guide_id" IN')  # as nothing reads them but a draft


@pytest.fixture(scope="module")
def first_edition(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        published("chatter")
    yield
    with django_db_blocker.unblock():
        Edition.objects.all().delete()
        Guide.objects.all().delete()


@pytest.fixture
def guide(first_edition, db, settings):
    """A guide in force, with another title in its draft."""
    settings.ONE_EDITOR = True
    return Guide.objects.get()


@pytest.fixture
def desk(editor):
    return signed_in(editor)


def published(slug):
    guide = drafts.from_document(make_guide(slug=slug))
    publishing.publish(guide, by=None, note="The first.")
    guide.steps.update(title="A new title")
    return guide


def more_editions(guide, most=200):
    """Each published by somebody else."""
    latest = Edition.objects.latest_of(guide)
    numbers = range(latest.number + 1, most + 1)
    people = User.objects.bulk_create(User(username=f"publisher {number}") for number in numbers)
    Edition.objects.bulk_create(
        Edition(guide=guide, number=number, note="Another.", document=latest.document, published_by=by, approved_by=by)
        for number, by in zip(numbers, people, strict=True)
    )


def more_translations(guide, *tags):
    """Each with some words that are no longer in the guide."""
    for tag in tags:
        words = [{"context": "claim/does", "english": f"Old {tag} {number}.", "words": "x"} for number in range(9)]
        Translation.objects.create(guide=guide, language=tag, words=words)


def queries(act, *details, **fields):
    """All that an answer asks."""
    with CaptureQueriesContext(connection) as captured:
        response = act(*details, **fields)
    assert response.status_code in (200, 302)
    return [query["sql"] for query in captured]


def drafts_read(sql):
    return sum(bool(OF_A_DRAFT.search(each)) for each in sql)


def page_of(guide):
    return reverse("admin:guides_guide_publish", args=[guide.pk])


def press(desk, guide, action, **fields):
    """All that it asks; only an answer that leads on has done what was pressed."""
    with CaptureQueriesContext(connection) as captured:
        assert desk.post(page_of(guide), {"action": action, "note": "Clearer.", **fields}).status_code == 302
    return [query["sql"] for query in captured]


# --- pages -----------------------------------------------------------------------------------


def test_the_list_of_guides_asks_no_more_for_more_guides_and_editions(desk, guide):
    address = reverse("admin:guides_guide_changelist")
    queries(desk.get, address)
    one = queries(desk.get, address)
    more_editions(guide)
    published("other")
    assert len(queries(desk.get, address)) == len(one)
    assert drafts_read(one) == 1


def test_the_list_of_editions_asks_no_more_for_more_of_them_and_reads_no_document(desk, guide):
    address = reverse("admin:guides_edition_changelist")
    queries(desk.get, address)
    one = queries(desk.get, address)
    more_editions(guide)
    many = queries(desk.get, address)
    assert len(many) == len(one)
    assert not any('"guides_edition"."document"' in sql for sql in many)


def test_the_review_page_asks_no_more_for_more_of_anything(desk, guide):
    def propose(number):
        """In each state that the page shows, by way of so many people."""
        document = drafts.read(guide).data
        for state in ("withdrawn", "sent_back", "scheduled", "in_review"):
            proposal = Proposal(guide=guide, document=document, note="Clearer.", publish_at=timezone.now())
            proposal.asked_by = User.objects.create_user(f"asked {state} {number}")
            for each in range(number):
                proposal.move(state, User.objects.create_user(f"moved {state} {number} {each}"))

    propose(1)
    guide.claims.filter(slug="essential").update(checked_on=None)
    queries(desk.get, page_of(guide))
    one = queries(desk.get, page_of(guide))
    for number in (2, 3, 4):
        propose(number)
    more_editions(guide)
    guide.claims.update(checked_on=None)
    many = queries(desk.get, page_of(guide))
    assert len(many) == len(one)
    assert drafts_read(many) == drafts_read(one) == 1


def test_the_workspace_asks_no_more_for_more_editions_and_parts(desk, guide):
    address = reverse("admin:guides_guide_workspace", args=[guide.pk])
    queries(desk.get, address)
    one = queries(desk.get, address)
    more_editions(guide)
    guide.claims.update(checked_on=None)
    many = queries(desk.get, address)
    assert len(many) == len(one)
    assert drafts_read(many) == drafts_read(one) == 1


def test_the_page_of_a_step_asks_no_more_for_more_ways_to_do_it(desk, guide):
    step = guide.steps.first()
    address = reverse("admin:guides_step_change", args=[step.pk])
    queries(desk.get, address)
    one = queries(desk.get, address)
    for way in step.walkthroughs.all():
        way.pk, way._state.adding = None, True
        way.save()
    assert len(queries(desk.get, address)) == len(one)


def test_the_list_of_the_translators_asks_no_more_for_more_guides_editions_and_languages(desk, guide):
    address = reverse("admin:guides_translation_changelist")
    more_translations(guide, "pl")
    queries(desk.get, address)
    one = queries(desk.get, address)
    more_editions(guide)
    more_translations(guide, "de", "fr", "cs")
    more_translations(published("other"), "pl", "de")
    many = queries(desk.get, address)
    assert len(many) == len(one)
    assert drafts_read(many) == drafts_read(one)


def test_a_list_of_problems_and_warnings_asks_no_more_than_one_of_them(desk, guide):
    def problems(expected):
        with CaptureQueriesContext(connection) as captured:
            page = desk.get(page_of(guide)).content.decode()
        assert page.count("checked on") == expected
        return len(captured)

    guide.claims.filter(slug="essential").update(checked_on=None)
    problems(1)
    one = problems(1)
    guide.claims.update(checked_on=None)
    assert problems(guide.claims.count()) == one


# --- presses ---------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["ask", "publish_now"])
def test_a_press_takes_no_more_after_more_editions(desk, guide, action):
    details = look_again()
    press(desk, guide, action, **details)
    guide.steps.update(title="Another title")
    few = press(desk, guide, action, **details)
    more_editions(guide)
    guide.steps.update(title="One more title")
    assert len(press(desk, guide, action, **details)) == len(few)


def test_the_revisions_of_all_steps_are_raised_by_one_look_at_the_editions(desk, guide):
    steps = guide.steps.values_list("slug", flat=True)
    details = [look_again(step, regions=["uk"] if step == "object" else ["uk", "eu", "world"]) for step in steps]
    sql = press(desk, guide, "ask", **{name: value for each in details for name, value in each.items()})
    assert set(guide.steps.values_list("revision", flat=True)) == {2}
    assert sum('FROM "guides_edition"' in each and "steps" in each for each in sql) == 1


@pytest.mark.parametrize(
    ("action", "fields", "times"),
    [
        ("ask", {"size": "medium"}, 2),  # for the form, and after the lock
        ("ask", look_again(), 3),  # with the revisions that it raised
        ("publish_now", {"size": "medium"}, 2),
        ("publish_now", look_again(), 3),
    ],
)
def test_to_ask_or_to_publish_reads_the_draft_as_seldom_as_can_be(action, fields, times, desk, guide):
    assert drafts_read(press(desk, guide, action, **fields)) == times


def test_each_step_of_a_proposal_reads_the_draft_once_and_what_needs_no_draft_reads_none(desk, guide):
    def on_its_way(action):
        return drafts_read(press(desk, guide, action, proposal=Proposal.objects.get().pk))

    press(desk, guide, "ask")
    assert [on_its_way(action) for action in ("approve", "publish")] == [1, 1]
    edition = Edition.objects.get(number=1)
    revert = reverse("admin:guides_edition_revert", args=[edition.pk])
    assert drafts_read(queries(desk.post, revert)) == 1


def test_an_edit_reads_the_draft_once_if_a_review_was_asked_for_and_else_not_at_all(desk, guide):
    def edit():
        move = reverse("admin:guides_claim_move", args=[Claim.objects.get(slug="does").pk, "up"])
        return drafts_read(queries(desk.post, move))

    assert edit() == 0
    press(desk, guide, "ask")
    assert edit() == 1


def test_the_queue_of_reports_looks_into_the_draft_once_for_all_groups(desk, guide):
    def report(step, claim):
        day = timezone.now().date()
        Report.objects.create(guide=guide, edition=1, region="uk", step=step, device="computer", reported_on=day)
        Report.objects.create(guide=guide, edition=1, statement=f"claim/{claim}", reported_on=day)

    def drafts_looked_into():
        parts = ("region", "step", "claim")
        sql = queries(desk.get, reverse("admin:guides_report_changelist"))
        return [sum(f'FROM "guides_{part}"' in each for each in sql) for part in parts]

    current_editions.refresh()
    report("switch-off", "does")
    assert drafts_looked_into() == [1, 1, 1]
    report("look-again", "does-not")
    assert drafts_looked_into() == [1, 1, 1]

"""From draft to edition: who may do what in which state, what is kept of it, and what happens by itself."""

import datetime
import os
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from itertools import pairwise

import pytest
import time_machine
from django.conf import settings as site
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import Phase, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from guides.document import types as documents
from guides.document.yaml_format import to_data
from guides.editing import drafts, look_again, publishing, workflow
from guides.editing.look_again import LookAgain
from guides.editing.publishing import NotReadyError
from guides.editing.workflow import RefusedError
from guides.models import Claim, Edition, Guide, Proposal, Source, Transition
from guides.serving import current_editions
from tests.support.clock import PATIENCE
from tests.support.databases import rows_written
from tests.support.editing import HOUR, ask, fresh, member, reword
from tests.support.factories import make_guide

NOON = datetime.datetime(2026, 12, 1, 12, 0, tzinfo=datetime.UTC)
STATES = ("in_review", "approved", "scheduled", "published", "sent_back", "withdrawn")
ALLOWED = {
    "approve": {"in_review"},
    "send_back": {"in_review", "approved", "scheduled"},
    "withdraw": {"in_review", "approved"},
    "schedule": {"approved"},
    "publish": {"approved"},
}
LEADS_TO = {
    "approve": "approved",
    "send_back": "sent_back",
    "withdraw": "withdrawn",
    "schedule": "scheduled",
    "publish": "published",
}


READ = {}


@pytest.fixture(autouse=True)
def _two_people(settings):
    settings.ONE_EDITOR = False
    READ.clear()  # what the test before has written is gone


@pytest.fixture
def edited(guide):
    """The same guide with one new word in the draft."""
    return reword(guide, "A new title")


@pytest.fixture
def writer(db):
    return member("writer", "Editors")


@pytest.fixture
def approver(db):
    return member("approver", "Approvers")


def at(moment):
    return time_machine.travel(moment, tick=False)


def brought_to(state, guide, writer, approver):
    """A proposal in that state, by the way that leads there."""
    proposal = ask(guide, writer)
    if state in ("approved", "scheduled", "published"):
        workflow.approve(proposal, by=approver)
    if state == "scheduled":
        workflow.schedule(proposal, by=approver, at=timezone.now() + HOUR)
    if state == "published":
        workflow.publish(proposal, by=approver)
    if state == "sent_back":
        workflow.send_back(proposal, by=approver, why="Too long.")
    if state == "withdrawn":
        workflow.withdraw(proposal, by=writer)
    assert Proposal.objects.get(pk=proposal.pk).state == state
    return proposal


def do(action, proposal, by):
    more = {"send_back": {"why": "Too long."}, "schedule": {"at": timezone.now() + HOUR}}
    return getattr(workflow, action)(proposal, by=by, **more.get(action, {}))


def everything():
    """All that a transition could change; read again only after something was written."""
    if (count := rows_written()) is None or count not in READ:
        READ.clear()
        kept = [list(model.objects.order_by("pk").values()) for model in (Proposal, Transition, Edition)]
        READ[count] = [*kept, [to_data(drafts.to_document(guide)) for guide in Guide.objects.all()]]
    return READ[count]


@contextmanager
def taken_back():
    """What happens here leaves no trace."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    READ.clear()


def look(note="The switch has moved.", step="switch-off", **scope):
    return LookAgain(step, note, **scope)


def published_major(guide, writer, approver, *again):
    proposal = ask(guide, writer, again=again or [look()])
    workflow.approve(proposal, by=approver)
    return workflow.publish(proposal, by=approver)


# --- the table -------------------------------------------------------------------------------


@pytest.mark.parametrize("state", STATES)
def test_each_action_is_done_in_its_states_and_refused_in_all_others(state, edited, writer, approver):
    pk = brought_to(state, edited, writer, approver).pk
    before = everything()
    for action in (action for action, states in ALLOWED.items() if state not in states):
        with pytest.raises(RefusedError, match=str(Proposal.State(state).label)):
            do(action, Proposal.objects.get(pk=pk), approver)
        assert (action, everything() == before) == (action, True)
    for action in (action for action, states in ALLOWED.items() if state in states):
        with taken_back():
            do(action, Proposal.objects.get(pk=pk), approver)
            assert (action, Proposal.objects.get(pk=pk).state) == (action, LEADS_TO[action])


def test_a_page_that_is_out_of_date_does_not_decide_again(edited, writer, approver):
    proposal = brought_to("approved", edited, writer, approver)
    seen_before = {action: Proposal.objects.get(pk=proposal.pk) for action in ALLOWED}
    workflow.send_back(proposal, by=approver, why="Not yet.")
    before = everything()
    for action, seen in seen_before.items():
        with pytest.raises(RefusedError, match="now sent back"):
            do(action, seen, approver)
        assert (action, everything() == before) == (action, True)


@pytest.mark.parametrize(
    ("state", "action"),
    [
        ("in_review", "approve"),
        ("in_review", "send_back"),
        ("approved", "send_back"),
        ("scheduled", "send_back"),
        ("approved", "schedule"),
        ("approved", "publish"),
    ],
)
def test_an_editor_neither_approves_nor_publishes_nor_sends_back(state, action, edited, writer, approver):
    proposal = brought_to(state, edited, writer, approver)
    before = everything()
    with pytest.raises(RefusedError, match="not approve or publish"):
        do(action, proposal, writer)
    assert everything() == before


def test_somebody_who_may_only_look_asks_takes_back_and_restores_nothing(edited, writer):
    reader = User.objects.create_user("reader", is_staff=True)
    proposal = ask(edited, writer)
    before = everything()
    for act in (
        lambda: ask(edited, reader),
        lambda: workflow.withdraw(proposal, by=reader),
        lambda: workflow.restore(edited, proposal.to_guide(), by=reader, why=""),
    ):
        with pytest.raises(RefusedError, match="not edit or publish"):
            act()
    assert everything() == before


@pytest.mark.parametrize("why", ["One\nTwo", "Back\u202e", "x" * 1001])
def test_a_reason_that_is_no_readable_line_turns_nothing_back(why, edited, writer, approver):
    brought_to("published", edited, writer, approver)
    before = everything()
    with pytest.raises(RefusedError):
        workflow.revert(Edition.objects.get(number=1), by=approver, why=why)
    assert everything() == before


def test_what_is_scheduled_is_not_asked_for_twice(edited, writer, approver):
    brought_to("scheduled", edited, writer, approver)
    with pytest.raises(RefusedError, match="already scheduled"):
        ask(edited, writer)
    assert ask(reword(edited, "Another title"), writer).state == "in_review"


def test_a_revision_that_a_major_change_raised_stands_in_the_history_of_the_step(edited, writer):
    ask(edited, writer, again=[look()])
    (entry,) = LogEntry.objects.filter(user=writer, object_id=str(edited.steps.get(slug="switch-off").pk))
    assert entry.change_message == "Who is asked to look again: 2 (everywhere; every device): The switch has moved."


@pytest.mark.parametrize("state", ["in_review", "approved"])
def test_an_editor_takes_a_question_back(state, edited, writer, approver):
    proposal = brought_to(state, edited, writer, approver)
    workflow.withdraw(proposal, by=writer, why="I have a better word.")
    assert Proposal.objects.get().state == "withdrawn"
    assert Proposal.objects.open_for(edited) is None
    assert drafts.to_document(fresh(edited)).step("switch-off").title == "A new title"


def test_who_asked_does_not_approve_and_may_publish_what_somebody_else_approved(edited, approver):
    other = member("other", "Approvers")
    proposal = ask(edited, approver)
    before = everything()
    with pytest.raises(RefusedError, match="somebody else must approve"):
        workflow.approve(proposal, by=approver)
    assert everything() == before
    workflow.approve(proposal, by=other)
    edition = workflow.publish(proposal, by=approver)
    assert (edition.approved_by, edition.published_by) == (other, approver)


def test_a_superuser_does_not_approve_alone_either(edited, editor):
    with pytest.raises(RefusedError, match="somebody else must approve"):
        workflow.publish_alone(fresh(edited), by=editor, note="Mine.")
    with pytest.raises(RefusedError, match="somebody else must approve"):
        workflow.approve(ask(edited, editor), by=editor)
    assert Edition.objects.count() == 1


def test_one_person_may_approve_what_they_asked_for_where_the_site_says_so(edited, approver, settings):
    settings.ONE_EDITOR = True
    edition = workflow.publish_alone(edited, by=approver, note="Mine.")
    assert (edition.number, edition.approved_by, edition.published_by) == (2, approver, approver)
    assert list(Transition.objects.values_list("now", flat=True)) == ["in_review", "approved", "published"]


def test_one_person_who_may_not_publish_leaves_nothing_behind(edited, writer, settings):
    settings.ONE_EDITOR = True
    before = everything()
    with pytest.raises(RefusedError, match="not approve or publish"):
        workflow.publish_alone(edited, by=writer, note="Mine.", again=[look()])
    assert everything() == before


def test_there_is_nothing_to_review_in_a_draft_that_says_what_visitors_read(guide, writer):
    before = everything()
    with pytest.raises(RefusedError, match="nothing to review"):
        ask(guide, writer)
    assert everything() == before


def test_nothing_is_sent_back_without_a_reason(edited, writer, approver):
    proposal = ask(edited, writer)
    for why in ("", "  "):
        with pytest.raises(RefusedError, match="Say why"):
            workflow.send_back(proposal, by=approver, why=why)
    assert Proposal.objects.get().state == "in_review"


def test_a_moment_that_has_passed_is_no_date_for_a_publication(edited, writer, approver):
    proposal = brought_to("approved", edited, writer, approver)
    with at(NOON):
        for moment in (NOON, NOON - HOUR):
            with pytest.raises(RefusedError, match="has passed"):
                workflow.schedule(proposal, by=approver, at=moment)
    kept = Proposal.objects.get()
    assert (kept.state, kept.publish_at) == ("approved", None)


def test_a_new_question_replaces_the_one_that_waits(edited, writer, approver):
    first = brought_to("approved", edited, writer, approver)
    second = ask(reword(edited, "Another title"), approver)
    assert Proposal.objects.open_for(edited) == second
    first.refresh_from_db()
    assert first.state == "withdrawn"
    last = first.transitions.last()
    assert (last.by, last.why) == (approver, "Another review was asked for.")


def test_a_new_question_leaves_alone_what_waits_for_its_hour(edited, writer, approver):
    first = brought_to("scheduled", edited, writer, approver)
    ask(reword(edited, "Another title"), writer)
    assert Proposal.objects.get(pk=first.pk).state == "scheduled"


# --- what is asked for is a copy ---------------------------------------------------------------


@pytest.mark.parametrize("state", ["in_review", "approved"])
def test_an_edit_withdraws_what_was_asked_or_approved(state, edited, writer, approver):
    proposal = brought_to(state, edited, writer, approver)
    workflow.note_edit(reword(edited, "Another title"), writer)
    proposal.refresh_from_db()
    assert proposal.state == "withdrawn"
    last = proposal.transitions.last()
    assert (last.was, last.now, last.by) == (state, "withdrawn", writer)
    assert "a new review is needed" in last.why
    assert proposal.to_guide().step("switch-off").title == "A new title"


@pytest.mark.parametrize("state", STATES)
def test_an_edit_that_changes_no_word_withdraws_nothing(state, edited, writer, approver):
    brought_to(state, edited, writer, approver)
    before = everything()
    workflow.note_edit(fresh(edited), writer)
    assert everything() == before


@pytest.mark.parametrize(
    ("state", "action"), [("in_review", "approve"), ("approved", "publish"), ("approved", "schedule")]
)
def test_a_copy_that_the_draft_has_left_behind_goes_no_further(state, action, edited, writer, approver):
    proposal = brought_to(state, edited, writer, approver)
    reword(edited, "Slipped in")
    before = everything()
    with pytest.raises(RefusedError, match="The draft was edited since"):
        do(action, Proposal.objects.get(pk=proposal.pk), approver)
    assert everything() == before


def test_a_draft_that_broke_meanwhile_is_an_edited_one(edited, writer, approver):
    proposal = brought_to("approved", edited, writer, approver)
    Claim.objects.filter(slug="essential").update(text="Two\nlines")
    with pytest.raises(RefusedError, match="The draft was edited since"):
        workflow.publish(Proposal.objects.get(), by=approver)
    workflow.note_edit(fresh(edited), writer)
    assert Proposal.objects.get(pk=proposal.pk).state == "withdrawn"


def test_what_is_scheduled_survives_edits_and_is_published_as_it_was_approved(edited, writer, approver):
    with at(NOON):
        brought_to("scheduled", edited, writer, approver)
        workflow.note_edit(reword(edited, "Slipped in"), writer)
    (edition,) = workflow.publish_due(NOON + HOUR)
    assert edition.to_guide().step("switch-off").title == "A new title"
    assert drafts.to_document(fresh(edited)).step("switch-off").title == "Slipped in"


# --- by itself -------------------------------------------------------------------------------


def test_a_scheduled_edition_goes_live_on_its_minute_and_not_before(
    edited, writer, approver, django_capture_on_commit_callbacks
):
    with at(NOON):
        brought_to("scheduled", edited, writer, approver)
    with at(NOON + HOUR - datetime.timedelta(seconds=1)):
        assert workflow.publish_due() == []
    with at(NOON + HOUR), django_capture_on_commit_callbacks(execute=True):
        (edition,) = workflow.publish_due()
    assert (edition.number, edition.published_at) == (2, NOON + HOUR)
    assert (edition.published_by, edition.approved_by) == (approver, approver)
    assert current_editions.by_slug()["chatter"].number == 2
    assert "A new title" in Client().get("/chatter/uk/").content.decode()


def test_what_was_published_by_itself_is_published_once(edited, writer, approver):
    proposal = brought_to("scheduled", edited, writer, approver)
    later = timezone.now() + 2 * HOUR
    assert len(workflow.publish_due(later)) == 1
    assert workflow.publish_due(later) == []
    assert Edition.objects.count() == 2
    proposal.refresh_from_db()
    assert (proposal.state, proposal.edition.number) == ("published", 2)


def test_what_was_sent_back_before_its_hour_is_not_published(edited, writer, approver):
    workflow.send_back(brought_to("scheduled", edited, writer, approver), by=approver, why="Not after all.")
    assert workflow.publish_due(timezone.now() + 2 * HOUR) == []
    assert Edition.objects.count() == 1


def test_what_is_due_is_published_in_the_order_of_its_hours(guide, writer, approver):
    titles = {1: "The first", 2: "The second", 3: "The third"}
    with at(NOON):
        for hours, title in titles.items():
            proposal = ask(reword(guide, title), writer)
            workflow.approve(proposal, by=approver)
            workflow.schedule(proposal, by=approver, at=NOON + hours * HOUR)
    assert [edition.number for edition in workflow.publish_due(NOON + 3 * HOUR)] == [2, 3, 4]
    told = [edition.to_guide().step("switch-off").title for edition in Edition.objects.order_by("number")[1:]]
    assert told == ["The first", "The second", "The third"]


def test_the_command_says_what_it_published(edited, writer, approver, capsys):
    brought_to("scheduled", edited, writer, approver)
    call_command("publish_due")
    assert capsys.readouterr().out == "Nothing was due.\n"
    Proposal.objects.update(publish_at=timezone.now())
    call_command("publish_due")
    assert capsys.readouterr().out == "Published edition 2 of “chatter”.\n"


AT_ONCE = """
import time, sys, django
django.setup()
from guides.editing import workflow
print("ready", flush=True)
sys.stdin.readline()
print(len(workflow.publish_due()), flush=True)
"""


def test_processes_that_look_at_the_same_moment_publish_once(edited, writer, approver, tmp_path):
    brought_to("scheduled", edited, writer, approver)
    Proposal.objects.update(publish_at=timezone.now())
    with sqlite3.connect(tmp_path / "site.sqlite3") as file:
        file.executescript("\n".join(connection.connection.iterdump()))
        file.execute("PRAGMA journal_mode=WAL")  # as it is since its first migration
    file.close()
    database = f"sqlite:///{tmp_path}/site.sqlite3"
    surroundings = {**os.environ, "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "tests.support.served_settings"}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    command = [sys.executable, "-c", AT_ONCE]
    workers = [subprocess.Popen(command, cwd=site.BASE_DIR, env=surroundings, **pipes) for _ in range(2)]  # noqa: S603
    assert [worker.stdout.readline() for worker in workers] == ["ready\n", "ready\n"]
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    assert sorted(worker.communicate(timeout=PATIENCE)[0] for worker in workers) == ["0\n", "1\n"]
    with sqlite3.connect(tmp_path / "site.sqlite3") as file:
        assert file.execute("select number from guides_edition order by number").fetchall() == [(1,), (2,)]
    file.close()


# --- what is kept ----------------------------------------------------------------------------


def test_every_step_keeps_who_did_it_when_and_why(edited, writer, approver):
    with at(NOON):
        proposal = ask(edited, writer, note="Clearer words.")
    with at(NOON + HOUR):
        workflow.approve(proposal, by=approver)
    with at(NOON + 2 * HOUR):
        workflow.schedule(proposal, by=approver, at=NOON + 9 * HOUR)
    with at(NOON + 3 * HOUR):
        workflow.send_back(proposal, by=approver, why=" The notice has changed. ")
    kept = [(each.was, each.now, each.by, each.at, each.why) for each in proposal.transitions.all()]
    assert kept == [
        ("", "in_review", writer, NOON, "Clearer words."),
        ("in_review", "approved", approver, NOON + HOUR, ""),
        ("approved", "scheduled", approver, NOON + 2 * HOUR, ""),
        ("scheduled", "sent_back", approver, NOON + 3 * HOUR, "The notice has changed."),
    ]
    assert str(proposal.transitions.first()) == "in review (2026-12-01 12:00)"


@pytest.mark.parametrize("size", ["typo", "medium", "major"])
def test_an_edition_keeps_note_size_and_who_approved_it(size, edited, writer, approver):
    proposal = ask(edited, writer, note="Clearer words.", size=size, again=[look()] if size == "major" else [])
    workflow.approve(Proposal.objects.get(), by=approver)
    workflow.publish(Proposal.objects.get(), by=approver)
    edition = Edition.objects.get(number=2)
    assert (edition.note, edition.size, edition.approved_by) == ("Clearer words.", size, approver)
    assert edition.published_by == approver
    assert Proposal.objects.get(pk=proposal.pk).edition == edition


def test_what_happened_is_kept_when_somebody_leaves(edited, writer, approver):
    proposal = brought_to("scheduled", edited, writer, approver)
    writer.delete()
    approver.delete()
    (edition,) = workflow.publish_due(timezone.now() + 2 * HOUR)
    assert (edition.published_by, edition.approved_by) == (None, None)
    assert [each.by for each in proposal.transitions.all()] == [None, None, None, None]


# --- how big a change is -----------------------------------------------------------------------


def revisions(edition):
    return {step.slug: (step.revision, step.change_note) for step in edition.to_guide().steps}


def test_a_major_change_raises_the_steps_that_it_touches_and_no_other(edited, writer, approver):
    edition = published_major(edited, writer, approver)
    assert revisions(edition) == {
        "switch-off": (2, "The switch has moved."),
        "look-again": (1, None),
        "tidy-up": (1, None),
        "object": (1, None),
    }
    assert drafts.to_document(fresh(edited)) == edition.to_guide()


@pytest.mark.parametrize("size", ["typo", "medium"])
def test_a_smaller_change_raises_no_revision(size, edited, writer, approver):
    proposal = ask(edited, writer, size=size)
    workflow.approve(proposal, by=approver)
    assert set(revisions(workflow.publish(proposal, by=approver)).values()) == {(1, None)}


def test_each_step_has_its_own_line_and_one_that_was_not_ticked_stays(guide, writer, approver):
    for step in ("switch-off", "look-again", "tidy-up"):
        reword(guide, f"New title of {step}", step)
    edition = published_major(guide, writer, approver, look("It moved."), look("Another page.", "look-again"))
    assert revisions(edition) == {
        "switch-off": (2, "It moved."),
        "look-again": (2, "Another page."),
        "tidy-up": (1, None),
        "object": (1, None),
    }


def test_a_step_that_says_what_readers_read_already_is_looked_at_by_nobody_again(edited, writer):
    before = everything()
    with pytest.raises(RefusedError, match="“look-again” is the same as what readers read"):
        ask(edited, writer, again=[look(step="look-again")])
    with pytest.raises(RefusedError, match="at which steps readers must look again"):
        ask(edited, writer, size="major")
    assert everything() == before


def test_what_is_compared_is_the_edition_in_force_and_not_what_waits_for_its_hour(guide, writer, approver):
    brought_to("scheduled", reword(guide, "Tomorrow"), writer, approver)
    guide.steps.filter(slug="switch-off").update(title="Title of switch-off")
    reword(guide, "Today", "look-again")
    with pytest.raises(RefusedError, match="“switch-off” is the same as what readers read"):
        ask(guide, writer, again=[look()])
    (found,) = look_again.candidates(drafts.to_document(fresh(guide)), Edition.objects.latest_of(guide))
    assert found.step.slug == "look-again"


@pytest.mark.parametrize("end", ["sent_back", "withdrawn"])
def test_a_revision_of_a_question_that_came_to_nothing_is_not_published_with_the_next_one(
    end, edited, writer, approver
):
    proposal = ask(edited, writer, again=[look()])
    if end == "sent_back":
        workflow.send_back(proposal, by=approver, why="Nobody needs to look again.")
    else:
        workflow.withdraw(proposal, by=writer)
    second = ask(edited, writer)
    assert (second.size, revisions(second)["switch-off"]) == ("medium", (1, None))
    assert drafts.to_document(fresh(edited)) == second.to_guide()


def test_what_was_scheduled_is_asked_once_of_readers_also_when_more_is_asked_for_meanwhile(guide, writer, approver):
    first = ask(reword(guide, "Tomorrow"), writer, again=[look()])
    workflow.approve(first, by=approver)
    workflow.schedule(first, by=approver, at=timezone.now() + HOUR)
    second = ask(reword(guide, "Other", "look-again"), writer, again=[look(), look("Elsewhere.", "look-again")])
    assert revisions(second) == revisions(first) | {"look-again": (2, "Elsewhere.")}


def asks(kept, region, device=None):
    each = kept.to_guide().step("switch-off").revision_for(region, device)
    return each.number, each.note


def test_a_question_for_some_regions_and_devices_asks_nobody_else(edited, writer, approver):
    edition = published_major(edited, writer, approver, look("It moved.", regions=["uk"], devices=["phone"]))
    assert asks(edition, "uk", "phone") == asks(edition, "uk") == (2, "It moved.")
    assert asks(edition, "uk", "computer") == asks(edition, "eu", "phone") == (1, None)


def test_who_was_asked_before_is_asked_for_the_same_reason_after_others_were_asked(guide, writer, approver):
    published_major(reword(guide, "Two"), writer, approver, look("For all."))
    published_major(reword(guide, "Three"), writer, approver, look("For the UK.", regions=["uk"]))
    edition = published_major(reword(guide, "Four"), writer, approver, look("By phone.", devices=["phone"]))
    assert asks(edition, "eu", "computer") == (2, "For all.")
    assert asks(edition, "uk", "computer") == (3, "For the UK.")
    assert asks(edition, "eu", "phone") == asks(edition, "uk", "phone") == (4, "By phone.")
    last = published_major(reword(guide, "Five"), writer, approver, look("For all again."))
    assert asks(last, "eu", "computer") == asks(last, "uk", "phone") == (5, "For all again.")
    assert last.to_guide().step("switch-off").revisions == ()


def test_a_question_for_some_asks_nobody_else_after_an_old_edition_came_back(guide, writer, approver):
    published_major(reword(guide, "Two"), writer, approver)
    workflow.revert(Edition.objects.get(number=1), by=approver)
    edition = published_major(reword(guide, "Four"), writer, approver, look("For the UK.", regions=["uk"]))
    assert asks(edition, "uk") == (3, "For the UK.")
    assert asks(edition, "eu") == (1, None)


def test_a_revision_that_was_raised_by_hand_asks_everybody(guide, writer, approver):
    published_major(reword(guide, "Two"), writer, approver, look("For the UK.", regions=["uk"]))
    guide.steps.filter(slug="switch-off").update(revision=3, change_note="By hand.")
    assert publishing.publish(fresh(guide), by=None, note="By hand.").to_guide().step("switch-off").revision_for(
        "eu", None
    ) == documents.Revision(number=3, note="By hand.")


def test_an_edition_that_cannot_be_read_any_more_lets_each_step_be_asked_about(edited, writer):
    spoil(Edition.objects.latest_of(edited))
    assert ask(edited, writer, again=[look(step="look-again")]).to_guide().step("look-again").revision == 2


@pytest.mark.parametrize("note", ["", "   "])
def test_nobody_is_asked_to_look_again_without_a_line_for_them(note, edited, writer):
    before = everything()
    with pytest.raises(RefusedError, match="Say in one line what changed"):
        ask(edited, writer, again=[look(note)])
    assert everything() == before


def test_a_date_of_check_alone_makes_no_reader_look_again(guide, writer, approver):
    guide.claims.update(checked_on=datetime.date(2026, 11, 28))
    for way in guide.steps.get(slug="look-again").walkthroughs.all():
        way.checked_on = datetime.date(2026, 11, 28)
        way.save()
    edition = published_major(reword(guide, "A new title"), writer, approver)
    assert {slug for slug, (revision, _) in revisions(edition).items() if revision > 1} == {"switch-off"}


def test_a_revision_rises_above_every_one_that_any_edition_had(guide, writer, approver):
    published_major(reword(guide, "Two"), writer, approver)
    third = published_major(reword(guide, "Three"), writer, approver)
    assert revisions(third)["switch-off"][0] == 3
    workflow.revert(Edition.objects.get(number=1), by=approver)
    fifth = published_major(reword(guide, "Five"), writer, approver)
    assert revisions(fifth)["switch-off"][0] == 4


def test_asking_again_for_the_same_major_change_raises_once(edited, writer):
    first = ask(edited, writer, again=[look("It has moved.")])
    workflow.withdraw(first, by=writer)
    second = ask(edited, writer, again=[look("It has moved a lot.")])
    step = second.to_guide().step("switch-off")
    assert (step.revision, step.change_note) == (2, "It has moved a lot.")


def test_in_a_guide_that_nobody_has_read_no_revision_is_raised(guide, writer):
    first = ask(drafts.from_document(make_guide(slug="other")), writer)
    assert {step.revision for step in first.to_guide().steps} == {1}


def test_a_draft_that_is_not_sound_raises_no_revision_and_says_what_to_mend(guide, writer):
    with pytest.raises(NotReadyError, match="has a line break"):
        ask(reword(guide, "Two\nlines"), writer, again=[look()])
    assert {step.revision for step in guide.steps.all()} == {1}


def test_two_major_changes_on_their_way_get_two_revisions(guide, writer, approver):
    first = ask(reword(guide, "Tomorrow"), writer, again=[look("It moves tomorrow.")])
    workflow.approve(first, by=approver)
    workflow.schedule(first, by=approver, at=timezone.now() + HOUR)
    second = ask(reword(guide, "The day after"), writer, again=[look("It moves again.")])
    workflow.approve(second, by=approver)
    workflow.schedule(second, by=approver, at=timezone.now() + 2 * HOUR)
    two, three = workflow.publish_due(timezone.now() + 3 * HOUR)
    assert revisions(three)["switch-off"][0] > revisions(two)["switch-off"][0]


def test_no_revision_goes_down_when_something_is_published_before_what_is_scheduled(guide, writer, approver):
    scheduled = ask(reword(guide, "Later"), writer)
    workflow.approve(scheduled, by=approver)
    workflow.schedule(scheduled, by=approver, at=timezone.now() + HOUR)
    published_major(reword(guide, "Now"), writer, approver)
    workflow.publish_due(timezone.now() + 2 * HOUR)
    numbers = [revisions(edition)["switch-off"][0] for edition in Edition.objects.order_by("number")]
    assert numbers == sorted(numbers)


NEWER = "Edition 2 is newer than this copy, which would undo it. Ask for a review again."


def test_a_scheduled_copy_goes_back_when_a_newer_one_is_published_before_its_hour(guide, writer, approver):
    older = brought_to("scheduled", reword(guide, "Wrong"), writer, approver)
    brought_to("published", reword(guide, "Corrected"), writer, approver)
    assert workflow.publish_due(timezone.now() + 2 * HOUR) == []
    assert Edition.objects.latest_of(guide).to_guide().steps[0].title == "Corrected"
    older.refresh_from_db()
    assert (older.state, older.transitions.last().why, older.transitions.last().by) == ("sent_back", NEWER, None)


def test_a_newer_copy_is_not_scheduled_for_before_an_older_one(guide, writer, approver):
    older = ask(reword(guide, "Wrong"), writer)
    workflow.approve(older, by=approver)
    workflow.schedule(older, by=approver, at=timezone.now() + 3 * HOUR)
    newer = ask(reword(guide, "Corrected"), writer)
    workflow.approve(newer, by=approver)
    before = everything()
    with pytest.raises(RefusedError, match="An older copy is scheduled for later"):
        workflow.schedule(newer, by=approver, at=timezone.now() + 2 * HOUR)
    assert everything() == before
    workflow.schedule(newer, by=approver, at=timezone.now() + 4 * HOUR)


def test_of_two_that_are_due_together_the_older_copy_does_not_undo_the_newer(guide, writer, approver):
    older = brought_to("scheduled", reword(guide, "Wrong"), writer, approver)
    newer = brought_to("scheduled", reword(guide, "Corrected"), writer, approver)
    Proposal.objects.filter(pk=newer.pk).update(publish_at=older.publish_at - HOUR / 2)
    (edition,) = workflow.publish_due(timezone.now() + 2 * HOUR)
    assert edition.to_guide().steps[0].title == "Corrected"
    assert Proposal.objects.get(pk=older.pk).state == "sent_back"


def test_what_is_scheduled_goes_back_when_an_old_edition_is_published_again(guide, writer, approver):
    brought_to("published", reword(guide, "Wrong"), writer, approver)
    waiting = brought_to("scheduled", reword(guide, "Wrong still", "look-again"), writer, approver)
    workflow.revert(Edition.objects.get(number=1), by=approver, why="It was wrong.")
    assert workflow.publish_due(timezone.now() + 2 * HOUR) == []
    assert Proposal.objects.get(pk=waiting.pk).state == "sent_back"


def test_whoever_publishes_is_told_of_what_was_scheduled_and_went_back(guide, writer, approver, settings):
    settings.SECOND_FACTOR = False
    brought_to("scheduled", reword(guide, "Wrong"), writer, approver)
    newer = brought_to("approved", reword(guide, "Corrected"), writer, approver)
    desk = Client()
    desk.force_login(approver)
    address = f"/admin/guides/guide/{guide.pk}/publish/"
    assert "sent back unpublished" in desk.get(address).content.decode()
    page = desk.post(address, {"action": "publish", "proposal": newer.pk}, follow=True).content.decode()
    assert NEWER in page


def read(browser):
    current_editions.refresh()
    return browser.get("/chatter/uk/").content.decode()


@pytest.mark.parametrize(("size", "is_asked_again"), [("typo", False), ("medium", False), ("major", True)])
def test_a_tick_asks_to_look_again_after_a_major_change_only(size, is_asked_again, guide, writer, approver):
    current_editions.refresh()
    visitor = Client(headers={"Sec-Fetch-Site": "same-origin"})
    for step in ("switch-off", "look-again"):
        visitor.post(f"/chatter/uk/steps/{step}/", {"done": "1"})
    again = [look()] if is_asked_again else []
    proposal = ask(reword(guide, "A new title"), writer, size=size, again=again)
    workflow.approve(proposal, by=approver)
    workflow.publish(proposal, by=approver)
    page = read(visitor)
    assert "A new title" in page
    assert page.count("Changed since you ticked it") == int(is_asked_again)
    assert ("The switch has moved." in page) == is_asked_again
    visitor.post("/chatter/uk/steps/switch-off/", {"done": "1"})
    assert "Changed since you ticked it" not in read(visitor)


def test_a_reader_whose_region_or_device_was_not_touched_is_not_asked(guide, writer, approver):
    current_editions.refresh()
    visitor = Client(headers={"Sec-Fetch-Site": "same-origin"})
    visitor.post("/chatter/uk/steps/switch-off/", {"done": "1"})
    published_major(reword(guide, "New"), writer, approver, look("It moved.", regions=["uk"], devices=["phone"]))
    current_editions.refresh()

    def page(region, device=""):
        return visitor.get(f"/chatter/{region}/", {"device": device} if device else {}).content.decode()

    for region, device in (("eu", ""), ("eu", "phone"), ("uk", "computer")):
        shown = page(region, device)
        assert "Changed since you ticked it" not in shown
        assert 'id="step-switch-off" data-state="done"' in shown
        assert 'data-tick="chatter.switch-off=2" data-since="1"' in shown
    asked = page("uk", "phone")
    assert "Changed since you ticked it:</strong> It moved." in asked
    assert 'data-tick="chatter.switch-off=2">' in asked
    assert "(Browser on a phone or tablet)" not in asked
    assert "(Browser on a phone or tablet)" in page("uk")  # no device was chosen, so the line says whom it concerns
    visitor.post("/chatter/eu/steps/switch-off/", {"done": "1"})
    assert visitor.cookies["chatter.switch-off"].value == "2"
    assert "Changed since you ticked it" not in page("uk")


def test_a_draft_that_lacks_something_is_not_asked_for_and_nothing_moves(edited, writer, approver):
    first = brought_to("approved", edited, writer, approver)
    Claim.objects.get(slug="essential").sources.clear()
    before = everything()
    with pytest.raises(NotReadyError) as refusal:
        ask(edited, writer, again=[look("It has moved.")])
    assert [problem.field for problem in refusal.value.problems] == ["sources"]
    assert everything() == before
    assert Proposal.objects.get(pk=first.pk).state == "approved"


# --- back ------------------------------------------------------------------------------------


class GoingBack(TestCase):
    """Several editions; any of them can be published again, and nothing that was written is lost."""

    @given(
        st.lists(st.sampled_from(["title", "step", "claim", "order", "less", "major"]), min_size=1, max_size=3),
        st.data(),
    )
    @effort(max_examples=5, deadline=None, phases=[Phase.generate])  # an example is a dozen publications
    def test_the_draft_and_the_next_edition_say_what_the_old_one_said(self, edits, data):
        approver, writer = (User.objects.create_superuser(name) for name in ("boss", "scribe"))
        guide = drafts.from_document(make_guide(slug="other"))
        publishing.publish(guide, by=None, note="The first.")
        for number, kind in enumerate(edits):
            self._edit(fresh(guide), kind, number)
            proposal = ask(guide, writer, again=[look(step="look-again")] if kind == "major" else [])
            workflow.approve(proposal, by=approver)
            workflow.publish(proposal, by=approver)
        number = data.draw(st.integers(1, len(edits) + 1))
        old = guide.editions.get(number=number)
        edition = workflow.revert(old, by=approver)
        assert edition.number == len(edits) + 2
        assert edition.document == old.document
        assert to_data(drafts.to_document(fresh(guide))) == old.document
        assert edition.note == f"Back to edition {number}."
        assert drafts.read(guide).says_the_same_as(Edition.objects.latest_of(guide))

    def _edit(self, guide, kind, number):
        if kind in ("title", "order"):
            Guide.objects.filter(pk=guide.pk).update(title=f"Headline {number}")
        if kind in ("step", "major"):
            guide.steps.filter(slug="look-again").update(summary=f"Summary {number}.")
        if kind == "claim":
            guide.claims.filter(slug="essential").update(text=f"Text {number}.")
        if kind == "order":
            guide.steps.filter(slug="tidy-up").update(position=50 + number)
        if kind == "less":
            guide.sources.create(slug=f"new-{number}", title="New", publisher="New", dated="2026")


def test_a_draft_that_was_in_the_way_is_kept_and_can_be_taken_up_again(edited, writer, approver):
    document = drafts.to_document(edited)
    workflow.revert(Edition.objects.get(number=1), by=approver, why="It was right before.")
    assert Edition.objects.get(number=2).note == "It was right before."
    (kept,) = Proposal.objects.set_aside_for(edited)
    assert (kept.state, kept.asked_by, kept.to_guide()) == ("withdrawn", approver, document)
    (transition,) = kept.transitions.all()
    assert (transition.by, transition.why) == (approver, "It was right before.")

    workflow.restore(fresh(edited), kept.to_guide(), by=writer, why="Better after all.")
    assert drafts.to_document(fresh(edited)) == document
    proposal = ask(edited, writer)
    workflow.approve(proposal, by=approver)
    assert workflow.publish(proposal, by=approver).to_guide() == document


def test_taking_up_an_older_draft_sets_the_present_one_aside(edited, writer, approver):
    older = brought_to("sent_back", edited, writer, approver)
    present = drafts.to_document(reword(edited, "The present title"))
    workflow.restore(fresh(edited), older.to_guide(), by=writer, why="It was better.")
    assert drafts.to_document(fresh(edited)).step("switch-off").title == "A new title"
    assert Proposal.objects.set_aside_for(edited).first().to_guide() == present
    assert Edition.objects.count() == 1


def test_a_draft_that_is_not_sound_is_set_aside_and_taken_up_again_with_its_faults(edited, writer, approver):
    """A statement that has lost its last region does not come back as one for the whole world."""
    claim = edited.claims.get(slug="soon")
    claim.regions.clear()
    Claim.objects.filter(slug="essential").update(text="Precious words.\nOn two lines.")
    before = drafts.read(edited)
    assert len(before.faults) == 2
    workflow.revert(Edition.objects.get(number=1), by=approver)
    assert drafts.read(edited).says_the_same_as(Edition.objects.latest_of(edited))
    (kept,) = Proposal.objects.set_aside_for(edited)
    workflow.take_up(kept, by=writer, why="Better after all.")
    after = drafts.read(edited)
    assert (after.data, after.faults) == (before.data, before.faults)
    claim.refresh_from_db()
    assert (claim.is_everywhere, claim.regions.count()) == (False, 0)


@pytest.mark.parametrize("document", [{}, {"format": 1, "claims": 3}, {"slug": "other", "steps": [{"title": []}]}])
def test_what_can_be_read_in_no_way_is_not_taken_up_and_the_draft_stays(document, edited, writer):
    kept = Proposal(guide=edited, document=document, note="Broken.")
    kept.move("withdrawn", writer)
    before = everything()
    with pytest.raises(RefusedError, match="can no longer be read"):
        workflow.take_up(kept, by=writer, why="Let us see.")
    assert everything() == before


def test_a_draft_is_discarded_and_can_be_taken_up_again(edited, writer):
    document = drafts.to_document(edited)
    workflow.discard(edited, by=writer)
    assert drafts.read(edited).says_the_same_as(Edition.objects.latest_of(edited))
    (kept,) = Proposal.objects.set_aside_for(edited)
    workflow.take_up(kept, by=writer, why="Better after all.")
    assert drafts.to_document(fresh(edited)) == document


@pytest.mark.parametrize("state", ["in_review", "approved"])
def test_going_back_withdraws_what_waits(state, edited, writer, approver):
    proposal = brought_to(state, edited, writer, approver)
    workflow.revert(Edition.objects.get(number=1), by=approver)
    assert Proposal.objects.get(pk=proposal.pk).state == "withdrawn"
    assert Proposal.objects.open_for(edited) is None


def test_an_editor_does_not_go_back(edited, writer):
    before = everything()
    with pytest.raises(RefusedError, match="not approve or publish"):
        workflow.revert(Edition.objects.get(number=1), by=writer)
    assert everything() == before


def test_going_back_takes_no_address_that_is_in_use(edited, writer, approver):
    document = drafts.to_document(edited)
    moon = document.regions[0].model_copy(update={"slug": "moon", "aliases": ("luna",), "countries": ()})
    publishing.issue(edited, document.model_copy(update={"regions": (*document.regions, moon)}), by=None, note="Moon.")
    before = everything()
    with pytest.raises(RefusedError, match=r"lacks what was published since and is in use.*moon"):
        workflow.revert(Edition.objects.get(number=1), by=approver)
    assert everything() == before


@pytest.mark.parametrize("note", ["See https://a.example/.", "**Off** is off.", "[Here](https://a.example/)", "TODO"])
def test_a_note_says_no_more_than_what_is_typed(note, edited, writer, approver):
    before = everything()
    with pytest.raises(RefusedError, match="without marks, addresses and placeholders"):
        ask(edited, writer, note=note)
    with pytest.raises(RefusedError, match="without marks, addresses and placeholders"):
        workflow.revert(Edition.objects.get(number=1), by=approver, why=note)
    assert everything() == before


def test_going_back_keeps_every_edition_as_it_was(edited, writer, approver):
    brought_to("published", edited, writer, approver)
    before = list(Edition.objects.order_by("number").values())
    workflow.revert(Edition.objects.get(number=1), by=approver)
    after = list(Edition.objects.order_by("number").values())
    assert after[:2] == before
    assert all(first["number"] + 1 == second["number"] for first, second in pairwise(after))
    assert after[2]["approved_by_id"] == approver.pk
    assert Source.objects.count() == 2


# --- what was kept and cannot be read any more -------------------------------------------------


def scheduled(edited, writer, approver):
    proposal = ask(edited, writer)
    workflow.approve(proposal, by=approver)
    workflow.schedule(proposal, by=approver, at=timezone.now() + HOUR)
    return proposal


def spoil(row):
    type(row).objects.filter(pk=row.pk).update(document=row.document | {"title": ""})


def test_a_due_proposal_that_the_rules_of_today_refuse_goes_back_with_the_reason(edited, writer, approver):
    proposal = scheduled(edited, writer, approver)
    spoil(proposal)
    assert workflow.publish_due(timezone.now() + 2 * HOUR) == []
    proposal.refresh_from_db()
    assert proposal.state == "sent_back"
    assert proposal.transitions.last().why.startswith("It can no longer be read: guide › title: ")


def test_what_was_published_before_it_in_the_same_look_is_published(edited, writer, approver):
    unreadable = scheduled(edited, writer, approver)
    scheduled(reword(edited, "Newer words"), writer, approver)
    spoil(unreadable)
    (edition,) = workflow.publish_due(timezone.now() + 2 * HOUR)
    assert edition.to_guide().steps[0].title == "Newer words"


def test_the_desk_shows_what_the_rules_of_today_refuse_and_takes_it_up_with_its_faults(
    edited, writer, approver, settings
):
    settings.SECOND_FACTOR = False
    proposal = scheduled(edited, writer, approver)
    spoil(proposal)
    desk = Client()
    desk.force_login(approver)
    address = f"/admin/guides/guide/{edited.pk}/publish/"
    assert desk.get(address).status_code == 200
    workflow.publish_due(timezone.now() + 2 * HOUR)
    shown = desk.post(address, {"action": "restore", "proposal": proposal.pk}, follow=True)
    assert (shown.status_code, "What was in the draft until now is kept below." in shown.content.decode()) == (
        200,
        True,
    )
    assert [fault.field for fault in drafts.read(edited).faults] == ["title"]


def test_an_edition_that_cannot_be_read_stops_no_new_one_and_its_promises_hold(edited, writer, approver):
    edition = Edition.objects.latest_of(edited)
    spoil(edition)
    edited.steps.filter(slug="switch-off").update(revision=3, change_note="Look again.")
    assert publishing.publish(fresh(edited), by=None, note="Readable again.").number == 2
    spoil(Edition.objects.latest_of(edited))
    edited.steps.filter(slug="switch-off").update(revision=2)
    with pytest.raises(NotReadyError, match="was 3 in the last edition and cannot go down"):
        publishing.publish(fresh(edited), by=None, note="Back.")


def test_an_edition_that_cannot_be_read_says_so_wherever_it_is_asked_for(edited, approver, settings):
    settings.SECOND_FACTOR = False
    old = Edition.objects.latest_of(edited)
    new = publishing.publish(edited, by=None, note="Newer.")
    spoil(old)
    desk = Client(headers={"Sec-Fetch-Site": "same-origin"})
    desk.force_login(approver)
    assert desk.get(f"/admin/guides/edition/{old.pk}/change/").status_code == 200
    for address in (
        f"/admin/guides/edition/{new.pk}/compare/",
        f"/preview/{edited.slug}/uk/?edition=1",
        f"/api/guides/{edited.slug}/editions/1.json",
    ):
        shown = desk.get(address)
        assert (address, shown.status_code) == (address, 410)
        assert "can no longer be read" in shown.content.decode()
    shown = desk.post(f"/admin/guides/edition/{old.pk}/revert/", follow=True)
    assert (shown.status_code, "It can no longer be read" in shown.content.decode()) == (200, True)
    assert Edition.objects.count() == 2

"""A press on a review page that shows something old does nothing: neither an edit nor an edition goes by unseen."""

import pytest

from guides.editing import drafts, publishing, workflow
from guides.models import Edition, Proposal
from tests.support.admin_forms import Fields, place
from tests.support.editing import ask, fresh, member, reword
from tests.support.pages import text

STALE = "The draft was edited, or an edition was published, after this page was opened."


@pytest.fixture
def guide(guide, settings):
    settings.ONE_EDITOR = False
    return reword(guide, "Turn it off now")


def page(desk, guide):
    return Fields(text(desk.get(place(guide, "publish")))).data


def press(desk, guide, fields, action, **more):
    return text(desk.post(place(guide, "publish"), {**fields, "action": action, **more}, follow=True))


def come_between(guide):
    """Another edition, which says something else, and leaves the draft as it is."""
    other = drafts.to_document(guide).model_copy(update={"title": "Between"})
    publishing.issue(guide, other, note="Between.", by=None)


@pytest.mark.parametrize("action", ["ask", "publish_now"])
def test_what_was_not_shown_is_neither_asked_for_nor_published(action, guide, boss, settings):
    settings.ONE_EDITOR = True
    fields = page(boss, guide)
    reword(guide, "What nobody here has seen")
    shown = press(boss, guide, fields, action, note="Clearer words.")
    assert STALE in shown
    assert "Clearer words.</textarea>" in shown
    assert "What nobody here has seen" in shown
    assert Edition.objects.count() == 1
    assert not Proposal.objects.exists()
    press(boss, guide, Fields(shown).data, action)
    assert Proposal.objects.get().document["steps"][0]["title"] == "What nobody here has seen"


@pytest.mark.parametrize("action", ["approve", "publish", "schedule"])
def test_nor_is_it_beside_another_edition_than_the_one_that_was_shown(action, guide, boss):
    proposal, when = ask(guide, member("ann", "Editors")), {"at_0": "2027-01-04", "at_1": "09:00"}
    if action != "approve":
        workflow.approve(proposal, by=member("ben", "Approvers"))
    before = proposal.__class__.objects.get().state
    fields = page(boss, guide)
    come_between(fresh(guide))
    shown = press(boss, guide, fields, action, **when)
    assert STALE in shown
    assert Proposal.objects.get().state == before
    again = press(boss, guide, page(boss, guide), action, **when)
    assert STALE not in again
    assert Proposal.objects.get().state != before


def test_a_moment_more_than_a_year_ahead_is_a_slip(guide, boss):
    workflow.approve(ask(guide, member("ann", "Editors")), by=member("ben", "Approvers"))
    page_now = page(boss, guide)
    assert "more than a year ahead" in press(boss, guide, page_now, "schedule", at_0="2072-01-04", at_1="09:00")
    assert Proposal.objects.get().state == "approved"
    press(boss, guide, page_now, "schedule", at_0="2027-01-04", at_1="09:00")
    assert Proposal.objects.get().state == "scheduled"


def test_where_the_page_has_no_form_any_more_what_was_typed_still_stands_there(guide, boss):
    line = {"step-switch-off-is_asked": "on", "step-switch-off-line": "It has moved."}
    fields = page(boss, guide)
    guide.claims.update(checked_on=None)
    shown = press(boss, guide, fields, "ask", note="Clearer words.", **line)
    assert 'id="ask"' not in shown
    assert "<li>Clearer words.</li><li>It has moved.</li>" in shown

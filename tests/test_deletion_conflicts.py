"""Deleting and moving what somebody else changed meanwhile: nothing happens before that was told."""

import html
import re

import pytest

from guides.models import Claim, Source, Step
from tests.support.admin_forms import Fields, place, save
from tests.support.pages import text

CLAIMS = "/admin/guides/claim/"


def told(response):
    """What the page tells of changes, without its markup."""
    assert response.status_code == 200
    conflict = re.search(r'<section[^>]* id="conflict".*?</section>', text(response), re.DOTALL)[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", conflict)).split())


def test_a_row_that_was_changed_meanwhile_is_not_deleted_before_that_is_told(guide, ann, ben):
    claim = guide.claims.get(slug="essential")
    asked = Fields(text(ben.get(place(claim, "delete")))).data
    save(ann, place(claim), text="Quite another sentence.", is_everywhere=[], regions=guide.regions.get(slug="uk").pk)
    again = ben.post(place(claim, "delete"), asked)
    said = told(again)
    assert "ann changed the claim “Quite another sentence.”" in said
    assert claim.text in said
    assert "Now Quite another sentence." in said
    assert "everywhere" in said
    assert "UK" in said
    assert Claim.objects.filter(pk=claim.pk).exists()
    assert ben.post(place(claim, "delete"), Fields(text(again)).data).status_code == 302
    assert not Claim.objects.filter(pk=claim.pk).exists()


def test_what_nobody_changed_is_deleted_at_once_though_it_was_moved(guide, ann, ben):
    claim = guide.claims.get(slug="essential")
    asked = Fields(text(ben.get(place(claim, "delete")))).data
    ann.post(place(claim, "move", "down"))
    assert ben.post(place(claim, "delete"), asked).status_code == 302
    assert not Claim.objects.filter(pk=claim.pk).exists()


@pytest.mark.parametrize("part", ["walkthrough", "claim"])
def test_what_goes_with_a_row_is_guarded_as_well(part, guide, ann, ben):
    step = guide.steps.get(slug="switch-off")
    asked = Fields(text(ben.get(place(step, "delete")))).data
    if part == "claim":
        save(ann, place(step.claims.get(slug="why-switch-off")), text="A better reason.")
    else:
        save(ann, place(step), **{"walkthroughs-0-actions": "A better reason."})
    assert "A better reason." in told(ben.post(place(step, "delete"), asked))
    assert Step.objects.filter(pk=step.pk).exists()


def test_so_are_many_rows_at_once(guide, ann, ben):
    both = list(guide.claims.filter(step=None)[:2])
    chosen = {"action": "delete_selected", "_selected_action": [claim.pk for claim in both]}
    asked = Fields(text(ben.post(CLAIMS, chosen))).data
    save(ann, place(both[1]), text="Quite another sentence.")
    again = ben.post(CLAIMS, asked)
    assert "Quite another sentence." in told(again)
    assert Claim.objects.filter(pk__in=[claim.pk for claim in both]).count() == 2
    assert ben.post(CLAIMS, Fields(text(again)).data).status_code == 302
    assert not Claim.objects.filter(pk__in=[claim.pk for claim in both]).exists()


@pytest.mark.parametrize("sent", [{"post": "yes"}, {"a field": "of any page"}, {"post": "yes", "going": "forged"}])
def test_what_nobody_was_shown_is_not_deleted(sent, guide, ann):
    claim = guide.claims.get(slug="essential")
    asked = ann.post(place(claim, "delete"), sent)
    assert "What is deleted was not shown to you yet." in told(asked)
    assert Claim.objects.filter(pk=claim.pk).exists()
    assert ann.post(place(claim, "delete"), Fields(text(asked)).data).status_code == 302
    assert not Claim.objects.filter(pk=claim.pk).exists()


def test_nor_are_many_at_once(guide, ann):
    chosen = {"action": "delete_selected", "_selected_action": [row.pk for row in guide.claims.all()], "post": "yes"}
    assert "What is deleted was not shown to you yet." in told(ann.post(CLAIMS, chosen))
    fewer = Fields(text(ann.post(CLAIMS, {**chosen, "_selected_action": chosen["_selected_action"][:1]}))).data
    again = ann.post(CLAIMS, chosen | {"going": fewer["going"]})  # what was shown was another choice
    assert "was added" in told(again)
    assert guide.claims.count() == len(chosen["_selected_action"])


# --- moving --------------------------------------------------------------------------------------


def press(desk, address, shown):
    """A press on an arrow in a list as it was shown."""
    return text(desk.post(address, shown, follow=True))


def test_a_row_moves_only_in_the_order_that_was_shown(guide, ann, ben):
    first, second, *_others = guide.sources.order_by("position", "pk")
    shown = Fields(text(ben.get("/admin/guides/source/"))).data
    ann.post(place(second, "move", "up"))
    page = press(ben, place(first, "move", "down"), shown)
    assert "Ann changed the source" in page
    assert "Nothing was moved" in page
    assert [second, first] == list(guide.sources.order_by("position", "pk")[:2])
    shown = Fields(text(ben.get("/admin/guides/source/"))).data
    assert f"“{html.escape(str(first))}” is now number 1 of" in press(ben, place(first, "move", "up"), shown)


def test_a_claim_that_went_to_another_topic_meanwhile_is_not_moved_there(guide, ann, ben):
    claim = guide.claims.get(slug="soon")
    shown = Fields(text(ben.get(CLAIMS))).data
    save(ann, place(claim), topic="does")
    assert "Nothing was moved" in press(ben, place(claim, "move", "up"), shown)


def test_what_is_new_elsewhere_hinders_no_move(guide, ann, ben):
    first = guide.sources.order_by("position", "pk")[0]
    shown = Fields(text(ben.get("/admin/guides/source/"))).data
    save(ann, place(guide.claims.get(slug="soon")), text="Quite another sentence.")
    save(ann, place(first), title="Another title")
    assert "is now number 2 of" in press(ben, place(first, "move", "down"), shown)
    assert Source.objects.get(pk=first.pk).title == "Another title"


def test_what_goes_is_named_as_people_know_it(guide, ann):
    page = text(ann.get(place(guide.steps.get(slug="switch-off"), "delete")))
    assert "relationship" not in page
    assert " object (" not in page
    assert "Walkthroughs: 3" in page

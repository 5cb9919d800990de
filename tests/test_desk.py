"""The desk's pages on the way to an edition: review, compare, and go back."""

import datetime
import html
import re

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from guides.editing import drafts, publishing, workflow
from guides.models import Authority, Claim, Edition, Guide, Label, Proposal, Region, Step, Walkthrough
from guides.serving import current_editions
from tests.support.admin_forms import Fields, delete, order, place, save
from tests.support.desk import signed_in, who
from tests.support.editing import HOUR, ask, fresh, look_again, member, reword
from tests.support.factories import make_guide
from tests.support.pages import text

YEAR_LATER = datetime.datetime(2027, 11, 24, 12, 0, tzinfo=datetime.UTC)
STILL_LATER = datetime.date(2028, 6, 1)
NEXT_DAY = datetime.datetime(2026, 12, 1, 12, 0, tzinfo=datetime.UTC)
REVIEW = "“Chatter: Clearer words.” (asked for by ann)"
CARD = re.compile(r'<section class="module" id="proposal-(\d+)">(.*?)</section>', re.DOTALL)


@pytest.fixture(autouse=True)
def _two_people(settings):
    settings.ONE_EDITOR = False


@pytest.fixture
def edited(guide):
    return reword(guide, "A new title")


def page_of(desk, guide, page="publish"):
    response = desk.get(place(guide, page))
    assert response.status_code == 200
    return html.unescape(text(response))


def said(response):
    assert response.status_code == 200
    return html.unescape(text(response))


def main(page):
    return page[page.index('<div id="content"') :]


def buttons(page):
    """What can be pressed: the actions of the page's forms."""
    return re.findall(r'<button type="submit" name="action" value="(\w+)"', page)


def listed(page, name):
    found = re.findall(rf'<ul id="{name}">(.*?)</ul>', page, re.DOTALL)
    return (
        [re.sub(r"<[^>]*>", "", item) for item in re.findall(r"<li>(.*?)</li>", found[0], re.DOTALL)] if found else []
    )


def sentences(page, name):
    """The same, each without what follows its sentence: all that a part says, and where it is previewed."""
    return [item.partition("\n")[0] for item in listed(page, name)]


def press(desk, guide, action, **fields):
    return html.unescape(text(desk.post(place(guide, "publish"), {"action": action, **fields}, follow=True)))


# --- the review page -------------------------------------------------------------------------


def test_without_a_change_nothing_can_be_pressed(guide, ann, boss):
    for desk in (ann, boss):
        page = page_of(desk, guide)
        assert "There is nothing to publish." in page
        assert "Visitors read edition 1" in page
        assert buttons(page) == []
        assert "preview-link" not in page


def test_a_changed_draft_can_be_asked_for_and_the_page_says_what_changes(edited, ann, boss):
    for desk in (ann, boss):
        page = page_of(desk, edited)
        assert "Nothing is missing." in page
        assert buttons(page) == ["ask"]
        assert "1 change<" in page
        assert sentences(page, "changes") == [
            "Step “A new title”: title was “Title of switch-off”, is now “A new title”"
        ]


def test_on_a_site_of_one_person_the_draft_can_be_published_at_once(edited, ann, boss, settings):
    settings.ONE_EDITOR = True
    assert buttons(page_of(boss, edited)) == ["publish_now", "ask"]
    assert buttons(page_of(ann, edited)) == ["ask"]
    page = press(boss, edited, "publish_now", note="Clearer words.", size="typo")
    assert "Edition 2 is published. Visitors see it now." in page
    assert Edition.objects.get(number=2).size == "typo"


CAN = {
    "in_review": {"approver": ["approve", "send_back", "withdraw"], "editor": ["withdraw"]},
    "approved": {"approver": ["publish", "schedule", "send_back", "withdraw"], "editor": ["withdraw"]},
    "scheduled": {"approver": ["send_back"], "editor": []},
}


def brought_to(state, guide, asker):
    proposal = ask(guide, asker, note="Clearer words.")
    if state != "in_review":
        workflow.approve(proposal, by=who("boss"))
    if state == "scheduled":
        workflow.schedule(proposal, by=who("boss"), at=timezone.now() + HOUR)
    return proposal


@pytest.mark.parametrize("state", CAN)
def test_each_state_offers_what_can_be_done_next_and_nothing_else(state, edited, ann, boss):
    proposal = brought_to(state, edited, who("ann"))
    for role, desk in (("approver", boss), ("editor", ann)):
        page = page_of(desk, edited)
        ((number, card),) = CARD.findall(page)
        assert int(number) == proposal.pk
        assert buttons(card) == CAN[state][role]
        assert f"A proposal: {proposal.get_state_display()}" in card
        assert "Clearer words." in card
        assert f'href="/preview/chatter/?proposal={proposal.pk}"' in card
        assert "in review, " in card
        if state != "scheduled":
            assert buttons(page) == buttons(card)


@pytest.mark.parametrize("state", CAN)
def test_every_button_that_is_offered_works(state, edited, ann, boss):
    more = {"schedule": {"at_0": "2027-01-01", "at_1": "12:00"}, "send_back": {"why": "Too long."}}
    leads_to = {"approve": "approved", "publish": "published", "schedule": "scheduled"}
    for action in CAN[state]["approver"]:
        proposal = brought_to(state, edited, who("ann"))
        press(boss, edited, action, proposal=proposal.pk, **more.get(action, {}))
        found = Proposal.objects.get(pk=proposal.pk).state
        assert found == leads_to.get(action, {"send_back": "sent_back", "withdraw": "withdrawn"}.get(action))
        if action == "publish":
            return
        Proposal.objects.filter(pk=proposal.pk).update(state="withdrawn")


def test_who_asked_is_told_to_find_somebody_else(edited, boss):
    brought_to("in_review", edited, who("boss"))
    page = page_of(boss, edited)
    assert "You asked for this review, so somebody else must approve it." in page
    assert buttons(page) == ["send_back", "withdraw"]


def test_the_whole_way_leaves_its_trace_on_the_page_and_in_the_history(edited, ann, boss):
    assert "You have asked for a review." in press(ann, edited, "ask", note="Clearer words.", size="medium")
    number = Proposal.objects.get().pk
    assert "Approved. It can be published now, or on a date." in press(boss, edited, "approve", proposal=number)
    page = press(boss, edited, "schedule", proposal=number, at_0="2027-01-01", at_1="12:30")
    assert "Scheduled. It goes live by itself." in page
    assert "Goes live on 1 January 2027, 12:30 UTC" in page
    page = press(boss, edited, "send_back", proposal=number, why="The notice has changed.")
    assert "Sent back. The draft has not changed." in page
    assert listed(page, "aside")[0].startswith("Clearer words. (sent back)")
    history = text(boss.get(place(edited, "history")))
    for sentence in ("You have asked for a review.", "Approved.", "Scheduled.", "Sent back."):
        assert sentence in history


def test_what_cannot_be_done_is_said_and_changes_nothing(edited, ann, boss):
    proposal = brought_to("approved", edited, who("ann"))
    for action, fields, sentence in [
        ("schedule", {"at_0": "", "at_1": ""}, "Choose a day and an hour, in UTC."),
        ("schedule", {"at_0": "2026-02-30", "at_1": "12:00"}, "Choose a day and an hour, in UTC."),
        ("schedule", {"at_0": "2020-01-01", "at_1": "12:00"}, "That moment has passed."),
        ("send_back", {"why": " "}, "Say why, so that it can be fixed."),
        ("send_back", {"why": "x" * 1001}, "Shorten it to 1000"),
        ("send_back", {"why": "Too\u202elong"}, "turns the reading direction"),
        ("publish", {"proposal": "999999"}, "This proposal no longer exists."),
        ("publish", {"proposal": "one"}, "This proposal no longer exists."),
        ("publish", {"proposal": "1" * 30}, "This proposal no longer exists."),
        ("approve", {}, "This is now approved, so that cannot be done."),
        ("delete_everything", {}, "There is no such action here. Nothing was changed."),
    ]:
        assert sentence in press(boss, edited, action, **({"proposal": proposal.pk} | fields))
        assert (Proposal.objects.get().state, Edition.objects.count()) == ("approved", 1)


def test_a_question_that_is_not_whole_is_not_asked(edited, ann):
    for fields in [
        {"note": ""},
        {"note": "x" * 1001},
        {"note": "Good.", "size": "huge"},
        {"note": "Good.", "size": "major"},
        {"note": "Good.", **look_again(line="")},
        {"note": "Good.", **look_again(line="   ")},
        {"note": "Good.", **look_again(line="Hidden\u202eletter")},
        {"note": "Good.", **look_again(line="x" * 1001)},
        {"note": "Good.", **look_again(regions=[])},
        {"note": "Good.", **look_again(regions=["mars"])},
        {"note": "Good.", **look_again(devices=[])},
        {"note": "", **look_again()},
    ]:
        assert "errorlist" in press(ann, edited, "ask", **fields), fields
        assert not Proposal.objects.exists()


def test_a_major_change_asked_for_at_the_desk_reaches_the_step(edited, ann, boss):
    press(ann, edited, "ask", note="It has moved.", **look_again())
    number = Proposal.objects.get().pk
    press(boss, edited, "approve", proposal=number)
    assert "Edition 2 is published." in press(boss, edited, "publish", proposal=number)
    step = Edition.objects.get(number=2).to_guide().step("switch-off")
    assert (step.revision, step.change_note) == (2, "The switch has moved.")


def test_what_is_missing_is_listed_with_links_and_nothing_can_be_asked(edited, ann):
    Guide.objects.update(basis="")
    claim = Claim.objects.get(slug="essential")
    claim.sources.clear()
    page = page_of(ann, edited)
    assert "2 things are missing" in page
    problems = page[page.index('id="problems"') :]
    assert re.findall(r'<a href="([^"]*)">', problems)[:2] == [
        f"{place(edited)}#id_basis",
        f"{place(claim)}#id_sources",
    ]
    assert buttons(page) == []
    assert "Nothing was published. Fix what is listed here first." in press(ann, edited, "ask", note="Too early.")
    assert not Proposal.objects.exists()


# What is broken in which rows (no change: they are deleted), and what stands on each page to which the fault leads.
LOOK = {"step__slug": "look-again"}
ONLY_PHONE = {"devices": ["phone"], "is_on_every_device": False}
BROKEN = {
    "no region is the rest of the world": (Region, {}, {"is_elsewhere": False}, "WORLD"),
    "no step is needed": (Step, {}, {"is_extra": True}, "Title of look-again"),
    "two regions have a country": (Region, {"slug": "uk"}, {"countries": ["DE"]}, "WORLD"),
    "a region has lost its short name": (Region, {"slug": "uk"}, {"slug": "britain"}, "UK"),
    "a region is silent": (Claim, {"slug": "standing-elsewhere"}, {"topic": "does"}, "What standing-elsewhere says."),
    "an authority was never checked": (Authority, {"code": "GB"}, {"checked_on": None}, "Place GB"),
    "the name of an authority cannot be read": (Authority, {"code": "GB"}, {"name": "Two\nlines"}, "Place GB"),
    "a way out is missing": (Claim, {"slug": "missing-look-again"}, ONLY_PHONE, "missing-look-again says"),
    "a device has no walkthrough": (Walkthrough, LOOK, {"devices": ["phone"]}, "Data privacy"),
    "a walkthrough says nothing to do": (Walkthrough, LOOK, {"actions": []}, "Data privacy"),
    "a walkthrough cannot be read": (Walkthrough, LOOK, {"note": "Turned \u202e round"}, "Data privacy"),
    "a label was never checked": (Label, {}, {"checked_on": None}, "Schalter"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_every_fault_leads_to_the_page_on_which_it_is_mended_and_to_no_other_guide(fault, guide, boss):
    model, among, changes, shown = BROKEN[fault]
    rows = model.objects.filter(**among)
    _ = rows.update(**changes) if changes else rows.delete()
    other = drafts.from_document(make_guide(slug="other"))
    strangers = [*other.regions.all(), *other.steps.all(), *other.claims.all()]
    page = page_of(boss, guide)
    links = re.findall(r'<li><a href="([^"]*)">', page[page.index('<ul id="problems">') :].partition("</ul>")[0])
    assert links
    for link in set(links):
        address, _, anchor = link.partition("#")
        response = boss.get(address)
        assert response.status_code == 200
        assert shown in text(response)
        assert not anchor or f'id="{anchor}"' in text(response)
        assert not any(place(row) in text(response) for row in strangers)


def test_what_is_scheduled_is_not_offered_for_review_again_and_says_what_it_will_change(edited, ann, boss):
    brought_to("scheduled", edited, who("ann"))
    page = page_of(boss, edited)
    assert "The draft is the same as what is scheduled above." in page
    assert "What it will change for readers then: 1 change<" in page
    assert buttons(page) == ["send_back"]
    assert "Exactly this is already scheduled." in press(ann, edited, "ask", note="Once more.")


def test_overdue_checks_are_warnings_that_do_not_stop_a_review(edited, ann):
    assert "should have been checked again" not in page_of(ann, edited)
    Claim.objects.exclude(slug="essential").update(check_after=STILL_LATER)
    for model in (Walkthrough, Authority):
        model.objects.update(check_after=STILL_LATER)
    edited.labels.update(check_after=STILL_LATER)
    with time_machine.travel(YEAR_LATER):
        desk = signed_in(who("ann"))
        page = page_of(desk, edited)
    overdue = [report for report in listed(page, "warnings") if "should have been checked again" in report]
    assert overdue == ["Claim “What essential says.” › checked on: should have been checked again by 20 February 2027"]
    claim = Claim.objects.get(slug="essential")
    assert f'<li><a href="{place(claim)}#id_checked_on">' in page[page.index('id="warnings"') :]
    assert buttons(page) == ["ask"]


def test_an_edit_at_the_desk_withdraws_the_review_and_the_page_says_so(edited, ann, boss):
    brought_to("approved", edited, who("ann"))
    assert save(ann, place(edited.claims.first()), text="Another text.").status_code == 302
    page = page_of(boss, edited)
    assert buttons(page) == ["ask", "restore"]
    assert "(withdrawn)" in listed(page, "aside")[0]
    assert Proposal.objects.get().transitions.last().by == who("ann")


@pytest.mark.parametrize("act", ["add", "delete", "delete chosen", "move", "the guide itself", "a walkthrough"])
def test_every_kind_of_edit_withdraws_the_review(act, edited, ann, boss):
    brought_to("in_review", edited, who("ann"))
    claim = edited.claims.get(slug="does-not")
    source = {"guide": edited.pk, "slug": "new", "title": "New", "publisher": "New", "dated": "2026"}
    step = edited.steps.get(slug="switch-off")
    response = {
        "add": lambda: save(ann, "/admin/guides/source/add/", **source),
        "delete": lambda: delete(ann, claim),
        "delete chosen": lambda: delete(ann, claim, edited.claims.exclude(pk=claim.pk).first()),
        "move": lambda: ann.post(place(step, "move", "down")),
        "the guide itself": lambda: save(ann, place(edited), title="Another headline"),
        "a walkthrough": lambda: save(ann, place(step), **{"walkthroughs-0-note": "Another remark."}),
    }[act]()
    assert response.status_code == 302
    assert Proposal.objects.get().state == "withdrawn"
    told = said(ann.get(response.url))
    assert f"Withdrawn, because the draft has changed: the review {REVIEW}." in told
    assert f'<a href="{place(edited, "publish")}">Ask for a review again</a>' in told


@pytest.mark.parametrize("state", ["in_review", "approved"])
def test_before_an_edit_the_page_says_that_a_review_is_open_and_whose_it_is(state, edited, ann, ben):
    claim = edited.claims.first()
    forms = [place(edited), place(claim), place(claim, "delete"), "/admin/guides/claim/", "/admin/guides/claim/add/"]
    assert not any("Under review" in said(ben.get(form)) for form in forms)
    member("boss", "Approvers")
    brought_to(state, edited, who("ann"))
    approved = ", approved by boss" if state == "approved" else ""
    for form in forms:
        page = said(ben.get(form))
        assert f"Under review: {REVIEW.removesuffix(')')}{approved})." in page
        assert f'<a href="{place(edited, "publish")}">Look at the review</a>' in page


def test_an_edit_that_leaves_every_word_as_it_is_withdraws_nothing_and_says_nothing(edited, ann):
    proposal = brought_to("in_review", edited, who("ann"))
    response = save(ann, place(edited.claims.first()))
    proposal.refresh_from_db()
    assert proposal.state == "in_review"
    assert "Withdrawn" not in said(ann.get(response.url))


def test_a_review_of_another_guide_is_not_spoken_of_in_a_form(edited, ann):
    other = drafts.from_document(make_guide(slug="other", product="Other"))
    brought_to("in_review", edited, who("ann"))
    assert "Under review" not in said(ann.get(place(other.claims.first())))


def test_what_was_set_aside_can_be_made_the_draft_again(edited, ann):
    proposal = brought_to("in_review", edited, who("ann"))
    press(ann, edited, "withdraw", proposal=proposal.pk)
    reword(edited, "The present title")
    page = page_of(ann, edited)
    assert buttons(page) == ["ask", "restore"]
    page = press(ann, edited, "restore", proposal=proposal.pk)
    assert "What was in the draft until now is kept below." in page
    assert fresh(edited).steps.get(slug="switch-off").title == "A new title"
    assert len(listed(page, "aside")) == 2


def test_to_take_up_an_old_draft_or_edition_says_whose_review_that_withdraws(edited, ann, boss):
    old = brought_to("in_review", edited, who("ann"))
    press(ann, edited, "withdraw", proposal=old.pk)
    ask(reword(edited, "Another title"), who("ann"))
    assert f"Withdrawn, because the draft has changed: the review {REVIEW}." in press(
        boss, edited, "restore", proposal=old.pk
    )
    ask(edited, who("ann"))
    assert f"Under review: {REVIEW}." in said(boss.get(place(Edition.objects.get())))
    page = said(boss.post(place(Edition.objects.get(), "revert"), follow=True))
    assert f"Withdrawn, because the draft has changed: the review {REVIEW}." in page
    assert "Ask for a review again</a>" in page


def test_to_discard_the_draft_says_before_and_after_whose_review_that_withdraws(edited, ann, ben):
    brought_to("in_review", edited, who("ann"))
    page = said(ben.get(place(edited, "discard")))
    assert f"Under review: {REVIEW}." in page
    page = said(ben.post(place(edited, "discard"), Fields(page).data, follow=True))
    assert f"Withdrawn, because the draft has changed: the review {REVIEW}." in page


def test_to_ask_while_the_draft_changed_by_the_way_says_whose_review_that_withdraws(edited, ann, ben):
    brought_to("in_review", edited, who("ann"))
    reword(edited, "Another title")
    page = press(ben, edited, "ask", note="Another.")
    assert f"Withdrawn, because the draft has changed: the review {REVIEW}." in page


def test_what_is_under_review_is_not_asked_for_again(edited, ann, ben):
    proposal = brought_to("in_review", edited, who("ann"))
    for details in ({}, look_again()):
        page = press(ben, edited, "ask", note="Mine.", **details)
        assert "Exactly this is already under review." in page
    proposal.refresh_from_db()
    assert proposal.state == "in_review"


def test_who_takes_a_review_back_is_not_told_that_it_is_withdrawn(edited, ann):
    proposal = brought_to("in_review", edited, who("ann"))
    page = press(ann, edited, "withdraw", proposal=proposal.pk)
    assert "Withdrawn." in page
    assert "Withdrawn, because" not in page


def test_what_goes_with_a_draft_is_listed_before_it_is_discarded_and_comes_back_by_one_press(edited, ann):
    assert f'href="{place(edited, "discard")}"' in page_of(ann, edited)
    page = page_of(ann, edited, "discard")
    assert listed(page, "going") == ["Step “A new title”: title was “Title of switch-off”, is now “A new title”"]
    version = Fields(page).data
    assert fresh(edited).steps.get(slug="switch-off").title == "A new title"
    page = html.unescape(text(ann.post(place(edited, "discard"), version, follow=True)))
    assert "The draft is the same again as what visitors read." in page
    assert fresh(edited).steps.get(slug="switch-off").title == "Title of switch-off"
    assert buttons(page) == ["restore"]
    press(ann, edited, "restore", proposal=Proposal.objects.get().pk)
    assert fresh(edited).steps.get(slug="switch-off").title == "A new title"


def test_what_is_scheduled_comes_out_all_the_same_and_whoever_discards_the_draft_is_told(edited, ann, boss):
    brought_to("scheduled", edited, who("ann"))
    page = said(ann.get(place(edited, "discard")))
    assert "is scheduled for" in page
    assert "UTC and comes out all the same" in page


def test_a_draft_that_changed_since_the_page_was_opened_is_not_discarded(edited, ann):
    version = Fields(page_of(ann, edited, "discard")).data
    reword(edited, "A newer title")
    page = said(ann.post(place(edited, "discard"), version))
    assert "The draft has changed since this page was opened." in page
    assert "is now “A newer title”" in listed(page, "going")[0]
    assert fresh(edited).steps.get(slug="switch-off").title == "A newer title"
    assert not Proposal.objects.exists()


def test_a_draft_with_faults_can_be_discarded_too_and_they_are_listed(edited, ann):
    Claim.objects.filter(slug="essential").update(text="Two\nlines")
    page = page_of(ann, edited, "discard")
    assert "claim essential › text" in page
    assert ann.post(place(edited, "discard"), Fields(page).data).status_code == 302
    assert drafts.read(edited).says_the_same_as(Edition.objects.latest_of(edited))


def test_there_is_nothing_to_discard_where_nothing_changed_or_nothing_was_published(guide, ann):
    assert "There is nothing to discard." in page_of(ann, guide, "discard")
    assert "Discard the draft" not in main(page_of(ann, guide))
    other = drafts.from_document(make_guide(slug="other"))
    page = page_of(ann, other, "discard")
    assert "there is nothing to go back to" in page
    version = {"version": drafts.version(drafts.read(other))}
    assert "there is nothing to go back to" in html.unescape(
        text(ann.post(place(other, "discard"), version, follow=True))
    )


def test_who_may_not_edit_discards_nothing(edited):
    reader = User.objects.create_user("reader", is_staff=True)
    version = {"version": drafts.version(drafts.read(edited))}
    assert signed_in(reader).post(place(edited, "discard"), version).status_code == 403
    assert fresh(edited).steps.get(slug="switch-off").title == "A new title"


# --- overdue ---------------------------------------------------------------------------------


def test_a_year_later_the_page_and_the_receipts_say_what_is_overdue(guide):
    current_editions.refresh()
    visitor = Client()
    page = text(visitor.get("/chatter/uk/"))
    assert "check overdue" not in page
    assert "was last checked against its sources on 22 November 2026 or later" in page
    with time_machine.travel(YEAR_LATER):
        page = text(visitor.get("/chatter/uk/"))
    assert re.search(r"<strong>\d+ statements here are overdue for a check.</strong>", page)
    assert "was last checked against its sources" not in page
    assert page.count("This is overdue for a check") == page.count('<details class="receipt">') > 10
    assert page.count(", check overdue") == page.count('<details class="receipt">')


def test_a_statement_is_overdue_the_day_after_its_last_day_and_not_on_it(guide):
    current_editions.refresh()
    last = datetime.datetime(2027, 2, 20, 23, 59, tzinfo=datetime.UTC)
    with time_machine.travel(last, tick=False):
        assert "check overdue" not in text(Client().get("/chatter/uk/"))
    with time_machine.travel(last + datetime.timedelta(minutes=1), tick=False):
        assert "check overdue" in text(Client().get("/chatter/uk/"))


# --- editions ----------------------------------------------------------------------------------


@pytest.fixture
def three(guide, boss):
    """Three editions: the first, one with another title, and one with another text."""
    publishing.publish(reword(guide, "A new title"), by=who("boss"), note="Another title.")
    Claim.objects.filter(slug="essential").update(text="Another text.")
    publishing.publish(fresh(guide), by=who("boss"), note="Another text.")
    return list(Edition.objects.order_by("number"))


TITLE = "Step “{1}”: title was “{0}”, is now “{1}”"
TEXT = "Claim “{1}”: text was “{0}”, is now “{1}”"


def compared(desk, edition, **query):
    response = desk.get(place(edition, "compare"), query)
    return response.status_code, sentences(html.unescape(text(response)), "changes")


def test_an_edition_is_compared_with_the_one_before_or_with_any_other(three, ann):
    first, second, third = three
    old, new = ("Title of switch-off", "What essential says."), ("A new title", "Another text.")
    both = [TITLE.format(old[0], new[0]), TEXT.format(old[1], new[1])]
    assert compared(ann, second) == (200, both[:1])
    assert compared(ann, third) == (200, both[1:])
    assert compared(ann, third, **{"with": "1"}) == (200, both)
    assert compared(ann, first, **{"with": "3"}) == (200, [TITLE.format(new[0], old[0]), TEXT.format(new[1], old[1])])
    assert "The two say the same." in text(ann.get(place(first, "compare")))
    assert compared(ann, third, **{"with": "9"})[0] == 404
    assert compared(ann, third, **{"with": "one"}) == (200, both[1:])


def test_the_page_of_an_edition_leads_to_its_comparison_and_preview_and_back(three, ann, boss):
    page = text(boss.get(place(three[0])))
    assert f'href="{place(three[0], "compare")}"' in page
    assert 'href="/preview/chatter/?edition=1"' in page
    assert f'action="{place(three[0], "revert")}"' in page
    assert "Publish this edition again" not in text(ann.get(place(three[0])))


def test_an_old_edition_is_published_again_from_its_page(three, boss, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        page = text(boss.post(place(three[0], "revert"), {"why": "It was right."}, follow=True))
    assert "Edition 4 repeats edition 1. Visitors see it now." in page
    latest = Edition.objects.get(number=4)
    assert (latest.document, latest.note, latest.published_by) == (three[0].document, "It was right.", who("boss"))
    assert "Title of switch-off" in text(Client().get("/chatter/uk/"))


def test_opening_the_address_of_going_back_does_nothing(three, boss):
    response = boss.get(place(three[0], "revert"))
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert Edition.objects.count() == 3
    assert boss.post("/admin/guides/edition/999999/revert/").status_code == 404


def test_a_step_keeps_its_place_when_a_guide_is_opened_for_review(edited, ann):
    before = order(type(edited.steps.first()))
    page_of(ann, edited)
    assert order(type(edited.steps.first())) == before

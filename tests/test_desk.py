"""The desk's pages on the way to an edition: review, due, two editors at once, compare, and go back."""

import datetime
import html
import re

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from guides import drafts, library, publishing, workflow
from guides.models import Authority, Claim, Edition, Guide, Label, Proposal, Region, Step, Walkthrough
from tests.making import make_guide
from tests.test_admin import Fields, order, place, save, text
from tests.test_workflow import HOUR, ask, fresh, member, published_once, reword

YEAR_LATER = datetime.datetime(2027, 11, 24, 12, 0, tzinfo=datetime.UTC)
NEXT_DAY = datetime.datetime(2026, 12, 1, 12, 0, tzinfo=datetime.UTC)
CARD = re.compile(r'<section class="module" id="proposal-(\d+)">(.*?)</section>', re.DOTALL)


@pytest.fixture(scope="module")
def first_edition(django_db_setup, django_db_blocker):
    with published_once(django_db_blocker):
        yield


@pytest.fixture(autouse=True)
def _two_people(settings):
    settings.ONE_EDITOR = False


@pytest.fixture
def guide(first_edition, db):
    return Guide.objects.get()


@pytest.fixture
def edited(guide):
    return reword(guide, "A new title")


def browser(user):
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    client.force_login(user)
    return client


@pytest.fixture
def ann(db):
    return browser(member("ann", "Editors"))


@pytest.fixture
def ben(db):
    return browser(member("ben", "Editors"))


@pytest.fixture
def boss(db):
    return browser(member("boss", "Approvers"))


def who(name):
    return User.objects.get(username=name)


def page_of(desk, guide, page="publish"):
    response = desk.get(place(guide, page))
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
        assert listed(page, "changes") == ["Step “A new title”: title was “Title of switch-off”, is now “A new title”"]


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
    more = {"schedule": {"at_0": "2199-01-01", "at_1": "12:00"}, "send_back": {"why": "Too long."}}
    leads_to = {"approve": "approved", "publish": "published", "schedule": "scheduled"}
    for action in CAN[state]["approver"]:
        proposal = brought_to(state, edited, who("ann"))
        press(boss, edited, action, proposal=proposal.pk, **more.get(action, {}))
        found = Proposal.objects.get(pk=proposal.pk).state
        assert found == leads_to.get(action, {"send_back": "sent_back", "withdraw": "withdrawn"}.get(action))
        if action == "publish":
            return


def test_who_asked_is_told_to_find_somebody_else(edited, boss):
    brought_to("in_review", edited, who("boss"))
    page = page_of(boss, edited)
    assert "You asked for this review, so somebody else must approve it." in page
    assert buttons(page) == ["send_back", "withdraw"]


def test_the_whole_way_leaves_its_trace_on_the_page_and_in_the_history(edited, ann, boss):
    assert "The review is asked for." in press(ann, edited, "ask", note="Clearer words.", size="medium")
    number = Proposal.objects.get().pk
    assert "Approved. It can be published now, or on a date." in press(boss, edited, "approve", proposal=number)
    page = press(boss, edited, "schedule", proposal=number, at_0="2199-01-01", at_1="12:30")
    assert "Scheduled. It goes live by itself." in page
    assert "Goes live on 1 January 2199, 12:30 UTC" in page
    page = press(boss, edited, "send_back", proposal=number, why="The notice has changed.")
    assert "Sent back. The draft is as it was." in page
    assert listed(page, "aside")[0].startswith("Chatter: Clearer words. (sent back)")
    history = text(boss.get(place(edited, "history")))
    for sentence in ("The review is asked for.", "Approved.", "Scheduled.", "Sent back."):
        assert sentence in history


@pytest.mark.parametrize(
    ("action", "fields", "sentence"),
    [
        ("schedule", {"at_0": "", "at_1": ""}, "Choose a day and an hour, in UTC."),
        ("schedule", {"at_0": "2026-02-30", "at_1": "12:00"}, "Choose a day and an hour, in UTC."),
        ("schedule", {"at_0": "2020-01-01", "at_1": "12:00"}, "That moment has passed."),
        ("send_back", {"why": " "}, "Say why, so that it can be mended."),
        ("send_back", {"why": "x" * 1001}, "has at most 1000 characters"),
        ("send_back", {"why": "Too\u202elong"}, "turns the reading direction"),
        ("publish", {"proposal": "999999"}, "This proposal is not there any more."),
        ("publish", {"proposal": "one"}, "This proposal is not there any more."),
        ("publish", {"proposal": "1" * 30}, "This proposal is not there any more."),
        ("approve", {}, "This is approved by now, so that cannot be done."),
        ("delete_everything", {}, "There is no such action here. Nothing was changed."),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(action, fields, sentence, edited, boss):
    proposal = brought_to("approved", edited, member("ann", "Editors"))
    page = press(boss, edited, action, **({"proposal": proposal.pk} | fields))
    assert sentence in page
    assert (Proposal.objects.get().state, Edition.objects.count()) == ("approved", 1)


@pytest.mark.parametrize(
    "fields",
    [
        {"note": ""},
        {"note": "x" * 1001},
        {"note": "Good.", "size": "huge"},
        {"note": "Good.", "size": "major", "change": ""},
        {"note": "Good.", "size": "major", "change": "   "},
        {"note": "Good.", "size": "major", "change": "Hidden\u200bletter"},
        {"note": "Good.", "size": "major", "change": "x" * 1001},
    ],
)
def test_a_question_that_is_not_whole_is_not_asked(fields, edited, ann):
    page = press(ann, edited, "ask", **fields)
    assert "errorlist" in page
    assert not Proposal.objects.exists()


def test_a_major_change_asked_for_at_the_desk_reaches_the_step(edited, ann, boss):
    press(ann, edited, "ask", note="It has moved.", size="major", change="The switch has moved.")
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
    assert "Nothing was published. Mend what is listed here first." in press(ann, edited, "ask", note="Too early.")
    assert not Proposal.objects.exists()


# What is broken in which rows (no change: they are deleted), and what stands on each page to which the fault leads.
LOOK = {"step__slug": "look-again"}
BROKEN = {
    "no region is the rest of the world": (Region, {}, {"is_elsewhere": False}, "WORLD"),
    "no step is needed": (Step, {}, {"is_extra": True}, "Title of look-again"),
    "two regions have a country": (Region, {"slug": "uk"}, {"countries": ["DE"]}, "WORLD"),
    "a region has lost its short name": (Region, {"slug": "uk"}, {"slug": "britain"}, "UK"),
    "a region is silent": (Claim, {"slug": "standing-elsewhere"}, {"topic": "does"}, "What standing-elsewhere says."),
    "nobody takes complaints": (Authority, {"code": "GB"}, {}, "0 authorities"),
    "an authority was never checked": (Authority, {"code": "GB"}, {"checked_on": None}, "Place GB"),
    "the name of an authority cannot be read": (Authority, {"code": "GB"}, {"name": "Two\nlines"}, "Place GB"),
    "a way out is missing": (Claim, {"slug": "missing-look-again"}, {"devices": ["phone"]}, "missing-look-again says"),
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
    assert "The draft says what is scheduled above." in page
    assert "What it will change for readers then: 1 change<" in page
    assert buttons(page) == ["send_back"]
    assert "Exactly this is scheduled already." in press(ann, edited, "ask", note="Once more.")


def test_overdue_checks_are_doubts_that_do_not_stop_a_review(edited, ann):
    assert "should have been checked again" not in page_of(ann, edited)
    Claim.objects.exclude(slug="essential").update(check_after=datetime.date(2199, 1, 1))
    for model in (Walkthrough, Authority):
        model.objects.update(check_after=datetime.date(2199, 1, 1))
    edited.labels.update(check_after=datetime.date(2199, 1, 1))
    with time_machine.travel(YEAR_LATER):
        desk = browser(who("ann"))
        page = page_of(desk, edited)
    overdue = [doubt for doubt in listed(page, "doubts") if "should have been checked again" in doubt]
    assert overdue == ["Claim “What essential says.” › checked on: should have been checked again by 20 February 2027"]
    claim = Claim.objects.get(slug="essential")
    assert f'<li><a href="{place(claim)}#id_checked_on">' in page[page.index('id="doubts"') :]
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
    chosen = {"action": "delete_selected", "_selected_action": claim.pk, "post": "yes"}
    step = edited.steps.get(slug="switch-off")
    response = {
        "add": lambda: save(ann, "/admin/guides/source/add/", **source),
        "delete": lambda: ann.post(place(claim, "delete"), {"post": "yes"}),
        "delete chosen": lambda: ann.post("/admin/guides/claim/", chosen),
        "move": lambda: ann.post(place(step, "move", "down")),
        "the guide itself": lambda: save(ann, place(edited), title="Another headline"),
        "a walkthrough": lambda: save(ann, place(step), **{"walkthroughs-0-note": "Another remark."}),
    }[act]()
    assert response.status_code == 302
    assert Proposal.objects.get().state == "withdrawn"


def test_what_was_set_aside_can_be_made_the_draft_again(edited, ann):
    proposal = brought_to("in_review", edited, who("ann"))
    press(ann, edited, "withdraw", proposal=proposal.pk)
    reword(edited, "The present title")
    page = page_of(ann, edited)
    assert buttons(page) == ["ask", "restore"]
    page = press(ann, edited, "restore", proposal=proposal.pk)
    assert "The draft says again what it said then." in page
    assert fresh(edited).steps.get(slug="switch-off").title == "A new title"
    assert len(listed(page, "aside")) == 2


# --- due -------------------------------------------------------------------------------------


def due_rows(desk, guide):
    page = page_of(desk, guide, "due")
    rows = re.findall(r"<tr><td>(.*?)</td>\s*<td>(.*?)</td>.*?name=\"statement\" value=\"([\w-]+)\"", page, re.DOTALL)
    return [(re.sub(r"<[^>]*>", "", day).strip(), words, key) for day, words, key in rows]


def test_the_list_has_every_statement_never_checked_first_and_then_the_soonest(guide, ann):
    Claim.objects.filter(slug="does").update(check_after=datetime.date(2026, 12, 24))
    guide.labels.update(check_after=datetime.date(2020, 1, 2))
    way = Walkthrough.objects.first()
    Walkthrough.objects.filter(pk=way.pk).update(checked_on=None)
    rows = due_rows(ann, guide)
    counts = Claim.objects.count(), Walkthrough.objects.count(), Authority.objects.count(), guide.labels.count()
    assert len(rows) == sum(counts)
    assert (rows[0][0], rows[0][2]) == ("never checked overdue", f"walkthrough-{way.pk}")
    assert rows[0][1].startswith(f"{way}: Settings › Data privacy Open the settings.")
    assert rows[1][0] == "2 Jan 2020 overdue"
    assert rows[2][:2] == ("24 Dec 2026", "What does says.")
    assert {row[0] for row in rows[3:]} == {"20 Feb 2027"}


@pytest.mark.parametrize("kind", ["claim", "walkthrough", "authority", "label"])
def test_checked_today_keeps_the_day_and_who_and_takes_an_earlier_wish_away(kind, guide, ann):
    model = {"claim": Claim, "walkthrough": Walkthrough, "authority": Authority, "label": type(guide.labels.first())}
    row = model[kind].objects.first()
    model[kind].objects.filter(pk=row.pk).update(check_after=datetime.date(2026, 12, 2))
    with time_machine.travel(NEXT_DAY):
        response = browser(who("ann")).post(place(guide, "due"), {"statement": f"{kind}-{row.pk}"}, follow=True)
    row.refresh_from_db()
    assert (row.checked_on, row.check_after, row.checked_by) == (NEXT_DAY.date(), None, who("ann"))
    page = html.unescape(text(response))
    assert f"Checked today: {row}" in page
    assert "1 Dec 2026, ann" in page
    assert publishing.is_changed(fresh(guide))
    assert library.shelf()["chatter"].number == 1


def test_a_check_withdraws_the_review_that_waits(edited, ann):
    brought_to("in_review", edited, who("ann"))
    with time_machine.travel(NEXT_DAY):
        desk = browser(who("ann"))
        desk.post(place(edited, "due"), {"statement": f"claim-{Claim.objects.first().pk}"})
    assert Proposal.objects.get().state == "withdrawn"


@pytest.mark.parametrize("statement", ["", "claim-999999", "source-1", "nonsense", "<b>"])
def test_a_statement_that_there_is_not_changes_nothing(statement, guide, ann):
    before = list(Claim.objects.values())
    page = text(ann.post(place(guide, "due"), {"statement": statement}, follow=True))
    assert "This statement is not there any more. Nothing was changed." in page
    assert list(Claim.objects.values()) == before


def test_a_statement_of_another_guide_is_not_on_this_list(guide, ann):
    other = Guide.objects.create(slug="other", product="Other", title="Other", description="Other.")
    ann.post(place(other, "due"), {"statement": f"claim-{Claim.objects.first().pk}"})
    assert Claim.objects.first().checked_by is None
    assert due_rows(ann, other) == []


def test_a_year_later_the_page_and_the_receipts_say_what_is_overdue(guide):
    library.refresh()
    visitor = Client()
    page = text(visitor.get("/chatter/uk/"))
    assert "check overdue" not in page
    assert "was last held against its sources on 22 November 2026 or later" in page
    with time_machine.travel(YEAR_LATER):
        page = text(visitor.get("/chatter/uk/"))
    assert re.search(r"<strong>\d+ statements here are due to be checked again.</strong>", page)
    assert "was last held against its sources" not in page
    assert page.count("Nobody has checked this for its time") == page.count('<details class="receipt">') > 10
    assert page.count(", check overdue") == page.count('<details class="receipt">')


def test_a_statement_is_overdue_the_day_after_its_last_day_and_not_on_it(guide):
    library.refresh()
    last = datetime.datetime(2027, 2, 20, 23, 59, tzinfo=datetime.UTC)
    with time_machine.travel(last, tick=False):
        assert "check overdue" not in text(Client().get("/chatter/uk/"))
    with time_machine.travel(last + datetime.timedelta(minutes=1), tick=False):
        assert "check overdue" in text(Client().get("/chatter/uk/"))


# --- two editors at once -----------------------------------------------------------------------


def opened(desk, path):
    return Fields(text(desk.get(path))).data


def said(response):
    assert response.status_code == 200
    return html.unescape(text(response))


@pytest.fixture
def claim(guide):
    return guide.claims.get(slug="essential")


def test_who_saves_second_is_told_who_changed_what_and_keeps_their_words(claim, ann, ben):
    path = place(claim)
    data = opened(ben, path)
    save(ann, path, text="Ann’s words.", certainty="one")
    page = said(ben.post(path, data | {"text": "Ben’s words."}))
    assert "ann changed this while you were editing" in page
    assert "Text was “What essential says.”, is now “Ann’s words.”." in page
    assert "How sure was “several”, is now “one”." in page
    assert page.count("is now “") == 2
    claim.refresh_from_db()
    assert claim.text == "Ann’s words."
    again = Fields(page).data
    assert again["text"] == ["Ben’s words."]

    assert ben.post(path, again).status_code == 302
    claim.refresh_from_db()
    assert (claim.text, claim.certainty) == ("Ben’s words.", "several")


def test_a_third_change_meanwhile_is_told_as_well(claim, ann, ben):
    path = place(claim)
    data = opened(ben, path)
    save(ann, path, text="Ann’s words.")
    again = Fields(said(ben.post(path, data | {"text": "Ben’s words."}))).data
    save(ann, path, text="Ann’s second words.")
    page = said(ben.post(path, again))
    assert "Text was “Ann’s words.”, is now “Ann’s second words.”." in page
    claim.refresh_from_db()
    assert claim.text == "Ann’s second words."


def test_without_a_change_meanwhile_the_second_save_is_a_plain_one(claim, ann, ben):
    path = place(claim)
    data = opened(ben, path)
    save(ann, path)
    save(ann, place(claim.guide.claims.get(slug="does")), text="Elsewhere.")
    assert ben.post(path, data | {"text": "Ben’s words."}).status_code == 302
    claim.refresh_from_db()
    assert claim.text == "Ben’s words."


@pytest.mark.parametrize("name", ["guide", "region", "source", "authority", "label"])
def test_every_page_of_a_draft_is_guarded(name, guide, ann, ben):
    row, field = {
        "guide": (guide, "title"),
        "region": (guide.regions.first(), "name"),
        "source": (guide.sources.first(), "title"),
        "authority": (Authority.objects.first(), "name"),
        "label": (guide.labels.first(), "page"),
    }[name]
    data = opened(ben, place(row))
    assert save(ann, place(row), **{field: "Ann’s"}).status_code == 302
    page = said(ben.post(place(row), data | {field: "Ben’s"}))
    assert "ann changed this while you were editing" in page
    row.refresh_from_db()
    assert getattr(row, field) == "Ann’s"
    assert ben.post(place(row), Fields(page).data).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == "Ben’s"


def test_a_walkthrough_that_changed_meanwhile_is_told_with_its_words(guide, ann, ben):
    step = guide.steps.get(slug="switch-off")
    data = opened(ben, place(step))
    save(ann, place(step), **{"walkthroughs-1-actions": "Ann’s way to do it."})
    page = said(ben.post(place(step), data | {"title": "Ben’s title"}))
    assert "ann changed this while you were editing" in page
    assert "Ann’s way to do it." in page[: page.index("<fieldset")]
    step.refresh_from_db()
    assert step.title == "Title of switch-off"
    again = Fields(page).data
    assert again["title"] == ["Ben’s title"]
    assert ben.post(place(step), again).status_code == 302
    step.refresh_from_db()
    assert step.title == "Ben’s title"


def test_a_change_at_the_end_of_a_long_text_is_told_too(claim, ann, ben):
    long = "A long sentence. " * 20
    Claim.objects.filter(pk=claim.pk).update(text=f"{long}The old end.")
    data = opened(ben, place(claim))
    save(ann, place(claim), text=f"{long}The new end.")
    page = said(ben.post(place(claim), data | {"text": "Ben’s words."}))
    assert "The new end." in page[: page.index("<fieldset")]


def test_who_checked_a_statement_meanwhile_is_named_and_not_who_saved_before(guide, claim, ann, ben, boss):
    save(boss, place(claim), text="What the boss says.")
    data = opened(ben, place(claim))
    with time_machine.travel(NEXT_DAY):
        browser(who("ann")).post(place(guide, "due"), {"statement": f"claim-{claim.pk}"})
    page = said(ben.post(place(claim), data | {"text": "Ben’s words."}))
    assert "Checked on was “2026-11-22”, is now “2026-12-01”." in page
    assert "ann changed this while you were editing" in page
    assert "boss changed this" not in page


@pytest.mark.parametrize("token", ["", "nonsense", "e30:1vN:x"])
def test_a_page_that_does_not_say_what_it_saw_is_not_believed_at_once(token, claim, ben):
    data = opened(ben, place(claim))
    page = said(ben.post(place(claim), data | {"seen": token, "text": "Ben’s words."}))
    assert "changed this while you were editing" in page
    claim.refresh_from_db()
    assert claim.text == "What essential says."
    assert ben.post(place(claim), Fields(page).data).status_code == 302
    claim.refresh_from_db()
    assert claim.text == "Ben’s words."


def test_another_fault_in_the_form_keeps_the_warning_for_later(claim, ann, ben):
    data = opened(ben, place(claim))
    again = Fields(said(ben.post(place(claim), data | {"text": ""}))).data
    save(ann, place(claim), text="Ann’s words.")
    assert "ann changed this" in said(ben.post(place(claim), again | {"text": "Ben’s words."}))
    claim.refresh_from_db()
    assert claim.text == "Ann’s words."


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
    return response.status_code, listed(html.unescape(text(response)), "changes")


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
    assert "Edition 4 says again what edition 1 said. Visitors see it now." in page
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

"""The front page of the desk: what waits for whom, with one press to the place; and where nothing waits, it says so."""

import datetime
import html
import re
from urllib.parse import quote

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guides.editing import drafts, inbox, publishing, workflow
from guides.models import Claim, Guide, LinkCheck, Proposal, Report
from guides.serving import current_editions
from tests.support.admin_forms import DUE, place, save
from tests.support.desk import signed_in, who
from tests.support.editing import HOUR, ask, fresh, member, reword
from tests.support.factories import make_guide
from tests.support.pages import text, unescaped

LATE, SOON = datetime.date(2020, 1, 2), datetime.date(2026, 12, 20)
SECTION = re.compile(r"<h3>(.*?) <span class=\"inbox-count\">(\d+)</span></h3>\s*<ul>(.*?)</ul>", re.DOTALL)
ITEM = re.compile(r'<li><a href="([^"]*)">(.*?)</a>(?: <span>(.*?)</span>)?</li>', re.DOTALL)
NOTE = "Chatter: Clearer words."


@pytest.fixture(autouse=True)
def _two_people(settings):
    settings.ONE_EDITOR = False


@pytest.fixture
def guide(guide):
    current_editions.refresh()
    return guide


@pytest.fixture
def edited(guide):
    return reword(guide, "A new title")


@pytest.fixture(autouse=True)
def staff(first_edition, db):
    return {"ann": member("ann", "Editors"), "ben": member("ben", "Editors"), "boss": member("boss", "Approvers")}


def desk(name):
    return signed_in(who(name))


def front(name):
    inbox._kept.clear()  # tests change rows without the desk, which writes down all that it does
    response = desk(name).get("/admin/")
    assert response.status_code == 200
    return response


def sections(name):
    """What stands on the front page of this person: by title and number, the address, words and detail of each item."""
    page = text(front(name)).partition('id="content"')[2].partition("All parts of the desk")[0]
    return {
        (html.unescape(title), int(number)): [tuple(map(html.unescape, item)) for item in ITEM.findall(items)]
        for title, number, items in SECTION.findall(page)
    }


def items(name, title):
    return next((found for (shown, _number), found in sections(name).items() if shown == title), [])


def titles(name):
    return [title for title, _number in sections(name)]


# --- nothing ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ann", "boss"])
def test_where_nothing_waits_the_page_says_so_and_still_lists_all_parts(name, guide):
    page = unescaped(front(name))
    assert "<p>Nothing is waiting for you.</p>" in page
    assert sections(name) == {}
    assert "Under way" not in page
    assert '<a href="/admin/guides/claim/"' in page
    assert f'<a href="{DUE}">Checks of all guides, by source</a>' in page
    assert "Recent actions" not in page


def test_who_may_do_nothing_yet_is_told_of_nothing(edited):
    User.objects.create_user("newcomer", is_staff=True)
    ask(edited, who("ann"))
    assert "Nothing is waiting for you." in unescaped(front("newcomer"))
    assert sections("newcomer") == {}


# --- reviews ---------------------------------------------------------------------------------


def test_a_review_waits_for_who_may_approve_it_and_is_under_way_for_the_others(edited):
    page = place(edited, "publish")
    with time_machine.travel(datetime.datetime(2026, 12, 1, 10, 30, tzinfo=datetime.UTC), tick=False):
        ask(edited, who("ann"))
    item = (page, NOTE, "asked for by ann on 1 December 2026, 10:30 UTC")
    assert sections("boss") == {("Reviews to approve", 1): [item]}
    for name in ("ann", "ben"):
        assert sections(name) == {("Under review", 1): [item]}
        assert "Nothing is waiting for you." in unescaped(front(name))


def test_who_asked_does_not_approve_but_on_a_site_of_one_person_does(edited, settings):
    ask(edited, who("boss"))
    assert titles("boss") == ["Under review"]
    settings.ONE_EDITOR = True
    assert titles("boss") == ["Reviews to approve"]


def test_what_is_approved_waits_for_who_may_publish(edited):
    workflow.approve(ask(edited, who("ann")), by=who("boss"))
    assert titles("ann") == ["Under review"]
    ((_page, words, detail),) = items("boss", "Approved, to be published")
    assert (words, detail.partition(" on ")[0]) == (NOTE, "asked for by ann, approved by boss")


def test_what_is_scheduled_is_told_to_all_with_its_hour_soonest_first(edited):
    for hours in (1, 2):
        proposal = ask(reword(edited, f"Title {hours}"), who("ann"), note=f"In {hours}.")
        workflow.approve(proposal, by=who("boss"))
        workflow.schedule(proposal, by=who("boss"), at=timezone.now() + hours * HOUR)
    Proposal.objects.filter(note="In 1.").update(note="In 3.", publish_at=timezone.now() + 3 * HOUR)
    for name in ("ann", "ben", "boss"):
        found = items(name, "Scheduled")
        assert [words for _page, words, _detail in found] == ["Chatter: In 2.", "Chatter: In 3."]
        assert "asked for by ann, goes live on " in found[0][2]
        assert "Nothing is waiting for you." in unescaped(front(name))


def test_what_was_sent_back_waits_for_who_asked_with_the_reason_until_they_ask_again(edited):
    workflow.send_back(ask(edited, who("ann")), by=who("boss"), why="Too <long>.")
    ((page, words, detail),) = items("ann", "Answers to your requests")
    assert (page, words) == (place(edited, "publish"), NOTE)
    assert detail.startswith("sent back by boss on ")
    assert detail.endswith(": “Too <long>.”")
    assert titles("ann") == ["Answers to your requests"]
    assert titles("ben") == titles("boss") == ["Drafts"]
    ask(edited, who("ann"))
    assert titles("ann") == ["Under review"]


def test_a_review_that_an_edit_withdrew_waits_for_who_asked(edited):
    ask(edited, who("ann"))
    save(desk("ben"), place(edited.claims.first()), text="Another text.")
    ((_page, _words, detail),) = items("ann", "Answers to your requests")
    assert detail.startswith("withdrawn by ben on ")
    assert "The draft was edited, so a new review is needed." in detail


def test_who_took_their_request_back_is_not_told_so(edited):
    workflow.withdraw(ask(edited, who("ann")), by=who("ann"))
    assert titles("ann") == ["Drafts"]


def test_an_answer_is_no_news_once_the_draft_says_what_visitors_read(edited):
    workflow.send_back(ask(edited, who("ann")), by=who("boss"), why="No.")
    reword(edited, "Title of switch-off")
    assert sections("ann") == {}


def test_what_was_set_aside_without_a_review_is_nobodys_request(edited):
    workflow.send_back(ask(edited, who("ann")), by=who("boss"), why="No.")
    workflow.restore(edited, make_guide(title="Another headline"), by=who("ann"), why="Taken up.")
    assert [words for _page, words, _detail in items("ann", "Answers to your requests")] == [NOTE]


def test_who_asked_hears_for_a_week_that_it_is_published(edited):
    proposal = ask(edited, who("ann"))
    workflow.approve(proposal, by=who("boss"))
    workflow.publish(proposal, by=who("boss"))
    ((_page, words, detail),) = items("ann", "Published at your request")
    assert (words, detail.partition(" on ")[0]) == (NOTE, "edition 2, published")
    assert sections("ben") == {}
    with time_machine.travel(timezone.now() + datetime.timedelta(days=7, minutes=1)):
        assert "Published at your request" not in titles("ann")


# --- reports, checks, links ------------------------------------------------------------------


def report(guide, state="open", **details):
    day = timezone.now().date()
    Report.objects.create(
        guide=guide, edition=1, region="uk", step="switch-off", reported_on=day, state=state, **details
    )


def test_reports_wait_until_they_are_answered(guide):
    report(guide, state="confirmed")
    assert sections("ann") == {}
    report(guide, device="computer")
    report(guide, device="iphone")
    item = ("/admin/guides/report/", "2 reports wait for an answer", "")
    assert sections("ann") == {("Readers’ reports", 2): [item]}


def test_overdue_checks_wait_and_those_due_soon_are_under_way_each_of_its_guide(guide):
    publishing.publish(drafts.from_document(make_guide(slug="other", product="Other")), by=None, note="The first.")
    for slug, each, day in (("chatter", "does", LATE), ("chatter", "used", LATE), ("other", "does", SOON)):
        Claim.objects.filter(guide__slug=slug, slug=each).update(check_after=day)
    overdue = (f"{DUE}?guide=chatter&when=overdue", "Chatter: 2 statements", "")
    soon = (f"{DUE}?guide=other&when=soon", "Other: 1 statement", "")
    found = sections("ann")
    assert found["Overdue checks", 2] == [overdue]
    assert found["Checks due within 30 days", 1] == [soon]
    for address, _words, _detail in (overdue, soon):
        assert "What does says." in unescaped(desk("ann").get(address))


def dead(address, outcome="gone", reason="answers 404"):
    LinkCheck.objects.create(address=address, outcome=outcome, reason=reason, checked_at=timezone.now())
    current_editions.refresh()


def test_a_dead_link_leads_to_its_source_or_to_the_places_where_it_stands(guide):
    source, elsewhere = guide.sources.get(slug="notice"), "https://authority.example/gb"
    dead(source.url)
    dead(elsewhere, "broken", "does not answer in time")
    dead("https://nowhere.example/")
    dead("https://chatter.example/regulator", "refused")
    assert sections("ann")["Dead links", 2] == [
        (
            f"{place(guide, 'find')}?old={quote(elsewhere, safe='')}",
            elsewhere,
            "Chatter: broken (does not answer in time)",
        ),
        (place(source, "rests"), source.url, "Chatter: gone (answers 404)"),
    ]
    assert "Place GB" in unescaped(desk("ann").get(f"{place(guide, 'find')}?old={elsewhere}"))


def test_of_many_dead_links_ten_are_named_and_the_list_of_all_is_offered(guide):
    for number in range(12):
        Claim.objects.filter(slug="does").update(
            text=" ".join(f"[w](https://dead.example/{each})" for each in range(12))
        )
        dead(f"https://dead.example/{number}")
    ((number, found),) = [(key[1], found) for key, found in sections("ann").items() if key[0] == "Dead links"]
    assert (number, len(found)) == (12, 11)
    assert found[-1][:2] == ("/admin/guides/linkcheck/", "All 12 dead links")


# --- drafts ----------------------------------------------------------------------------------


def test_a_draft_waits_for_a_review_and_a_guide_for_its_first(edited):
    other = drafts.from_document(make_guide(slug="other", product="Other"))
    for name in ("ann", "boss"):
        assert items(name, "Drafts") == [
            (place(edited, "publish"), "Chatter: changes that are not published, and no review was asked for", ""),
            (place(other, "publish"), "Other: not published yet, and no review was asked for", ""),
        ]


@pytest.mark.parametrize("fault", ["a gap", "a fault"])
def test_what_keeps_a_draft_from_being_published_is_counted(fault, guide):
    claim = guide.claims.get(slug="essential")
    if fault == "a gap":
        claim.sources.clear()
    else:
        Claim.objects.filter(pk=claim.pk).update(text="Two\nlines")
    ((address, words, detail),) = items("ann", "Drafts")
    assert (address, words) == (f"{place(guide, 'publish')}#problems", "Chatter: 1 thing is missing")
    assert detail == "Nothing is published until it is mended."
    assert 'id="problems"' in text(desk("ann").get(address))


def test_every_item_leads_to_a_page_that_its_reader_may_open(edited):
    report(edited, device="computer")
    dead(edited.sources.first().url)
    dead("https://authority.example/gb")
    Claim.objects.filter(slug="does").update(checked_on=LATE, check_after=LATE)
    Claim.objects.filter(slug="used").update(check_after=SOON)
    drafts.from_document(make_guide(slug="other", product="Other"))
    ask(fresh(edited), who("ann"))
    for name in ("ann", "ben", "boss"):
        found = [address for listed in sections(name).values() for address, _words, _detail in listed]
        assert len(found) == 9
        client, pages = desk(name), {address.partition("#")[0] for address in found}
        assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


def test_more_guides_reviews_and_statements_ask_for_no_more_queries(edited):
    def queries():
        client = desk("boss")
        client.get("/admin/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/admin/").status_code == 200
        return len(captured)

    def fill(slug):
        """A guide in each state of which the page tells."""
        guide = drafts.from_document(make_guide(slug=slug, product=slug))
        publishing.publish(guide, by=None, note="The first.")
        for number, state in enumerate(("scheduled", "sent back", "in review")):
            proposal = ask(reword(guide, f"Title {number}"), who("boss" if state == "sent back" else "ann"), note=state)
            if state == "sent back":
                workflow.send_back(proposal, by=who("boss"), why="No.")
            elif state == "scheduled":
                workflow.approve(proposal, by=who("boss"))
                workflow.schedule(proposal, by=who("boss"), at=timezone.now() + HOUR)
        guide.claims.update(check_after=LATE)

    fill("first")
    few = queries()
    for slug in ("second", "third", "fourth"):
        fill(slug)
    assert queries() == few
    assert few <= 32


# --- what is kept from visit to visit --------------------------------------------------------


def drafts_read(desk):
    """How often a visit of the front page asks for the claims of a draft."""
    with CaptureQueriesContext(connection) as asked:
        assert desk.get("/admin/").status_code == 200
    return sum('FROM "guides_claim"' in query["sql"] for query in asked)


def test_a_visit_reads_no_draft_that_the_last_one_read(edited):
    ann, boss = desk("ann"), desk("boss")
    assert drafts_read(ann)
    assert not drafts_read(ann)
    assert not drafts_read(boss)
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=1)):
        assert drafts_read(boss)


@pytest.mark.parametrize("do", ["save", "ask", "publish", "load", "find dead"])
def test_whatever_is_done_to_a_draft_shows_at_the_next_visit(do, edited):
    ann = desk("ann")
    drafts_read(ann)
    match do:
        case "save":
            claim = edited.claims.get(slug="used")
            assert save(ann, f"/admin/guides/claim/{claim.pk}/change/", text="Other words.").status_code == 302
        case "ask":
            ask(edited, who("ann"))
        case "publish":
            publishing.publish(edited, by=None, note="Next.")
        case "load":
            Guide.objects.update(loaded_digest="another")
        case "find dead":
            dead("https://gone.example/")
    assert drafts_read(ann)

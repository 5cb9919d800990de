"""The page of the desk on what rests on a source: since when it is gone, and another source in its place."""

import datetime
import html
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission

from guides.editing import drafts
from guides.models import Authority, Claim, LinkCheck, Proposal, Source, Walkthrough
from guides.rules import clock
from tests.support.admin_forms import Fields, place
from tests.support.editing import ask, member
from tests.support.factories import make_guide
from tests.support.pages import text

BOX = re.compile(r'<input type="checkbox" name="statement" value="([^"]+)"( checked)?>\s*([^<]*)</label>')


@pytest.fixture
def notice(guide):
    return guide.sources.get(slug="notice")


@pytest.fixture
def regulator(guide):
    return guide.sources.get(slug="regulator")


def looked(desk, source):
    response = desk.get(place(source, "rests"))
    assert response.status_code == 200
    return text(response)


def boxes(page):
    return {" ".join(html.unescape(words).split()): key for key, _ticked, words in BOX.findall(page)}


def press(desk, source, page, **changes):
    """Press as the page stands, but for these changes."""
    response = desk.post(place(source, "rests"), Fields(page).data | changes)
    assert response.status_code == 200
    return " ".join(html.unescape(text(response)).split())


def resting(source):
    return {name for model in (Claim, Walkthrough, Authority) for name in model.objects.filter(sources=source)}


def test_it_lists_all_that_rests_on_the_source(ann, notice, regulator):
    Claim.objects.get(slug="does").sources.add(regulator)
    page = looked(ann, notice)
    named = boxes(page)
    assert "Claim “What essential says.”" in named
    assert "Walkthrough “iPhone or iPad app, Android app”, of “Title of switch-off”" in named
    assert "Authority “Place GB”" in named
    assert "Label in another language “German”" in named
    assert 'Settings / Data privacy / Open the settings. / Set <strong translate="no">Training</strong>' in page
    assert "It also rests on: Chatter: Privacy notice" in page
    assert "Nothing names this source." in looked(ann, Source.objects.create(guide=notice.guide, slug="new"))


def test_two_pages_from_the_front_page_lead_there(ann, notice):
    assert "/admin/guides/source/" in text(ann.get("/admin/"))
    assert f'href="{place(notice, "rests")}"' in text(ann.get("/admin/guides/source/"))
    assert f'href="{place(notice, "rests")}"' in text(ann.get(place(notice)))


def test_a_dead_link_of_a_source_leads_there_from_the_review_page(ann, guide, notice):
    LinkCheck.objects.create(
        address=notice.url, outcome="gone", reason="answers 404", checked_at=datetime.datetime.now(datetime.UTC)
    )
    assert f'href="{place(notice, "rests")}"' in text(ann.get(place(guide, "publish")))


def test_one_press_says_that_it_is_gone_and_puts_another_in_its_place(ann, guide, notice, regulator):
    before = {name: name.checked_on for name in resting(notice)}
    archive = {"archive_url": "https://archive.example/notice", "archived_on": "2026-10-02"}
    told = press(ann, notice, looked(ann, notice), gone_on="2026-11-03", other=regulator.pk, **archive)
    notice.refresh_from_db()
    assert (notice.gone_on, notice.archive_url) == (datetime.date(2026, 11, 3), archive["archive_url"])
    assert resting(notice) == set()
    assert {name: name.checked_on for name in resting(regulator)} == before
    assert "Saved in the draft" in told
    assert f'href="{place(Claim.objects.get(slug="essential"))}"' in told
    assert f'href="{place(regulator, "rests")}"' in told
    entries = LogEntry.objects.filter(content_type__model="claim")
    assert entries.count() == Claim.objects.count()
    assert "was replaced with “Chatter: Privacy notice”" in entries[0].get_change_message()
    assert LogEntry.objects.filter(content_type__model="source", object_id=str(notice.pk)).count() == 1


def test_who_held_them_against_the_new_source_says_so(ann, notice, regulator):
    told = press(ann, notice, looked(ann, notice), other=regulator.pk, is_checked="on")
    claim = Claim.objects.get(slug="essential")
    assert (claim.checked_on, claim.checked_by.username) == (clock.today(), "ann")
    assert "Gone since" not in told.partition("Saved in the draft")[2].partition("</section>")[0]


def test_only_what_is_ticked_is_replaced(ann, notice, regulator):
    page = looked(ann, notice)
    press(ann, notice, page, other=regulator.pk, statement=[boxes(page)["Claim “What does says.”"]])
    assert resting(regulator) == {Claim.objects.get(slug="does")}


def test_what_was_changed_since_or_names_the_new_one_already_is_left_and_named(ann, notice, regulator):
    Claim.objects.get(slug="used").sources.add(regulator)
    page = looked(ann, notice)
    Claim.objects.filter(slug="does").update(text="What does says, and more.")
    Claim.objects.get(slug="ending").delete()
    told = press(ann, notice, page, other=regulator.pk)
    assert "Claim “What does says, and more.”: It has changed since this list was opened." in told
    assert "Claim “What used says.”: It already names the other source." in told
    assert "A part: It no longer exists." in told
    left = {Claim.objects.get(slug="does"), Claim.objects.get(slug="used")}
    assert resting(notice) == left


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"gone_on": "2026-12-24"}, "This day is in the future."),
        ({"gone_on": "2024-12-24"}, "Is before the day on which it was published"),
        ({"archive_url": "http://archive.example/notice"}, "begins with https://"),
        ({"archive_url": "https://archive.example/notice"}, "Say on which day the copy was made."),
        ({"statement": []}, "No statement is ticked."),
        ({"version": "old"}, "Somebody changed this source in the meantime."),
        ({"review": "7"}, "A review was opened or ended in the meantime."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_refused_changes_nothing_and_keeps_what_was_typed(ann, notice, regulator, changes, complaint):
    typed = {"gone_on": "2026-11-03", "other": regulator.pk} | changes
    told = press(ann, notice, looked(ann, notice), **typed)
    assert complaint in told
    assert f'value="{typed["gone_on"]}"' in told
    assert f'<option value="{regulator.pk}" selected>' in told
    assert Source.objects.get(slug="notice").gone_on is None
    assert resting(regulator) == set()


def test_a_source_of_another_guide_itself_or_one_that_is_gone_is_refused(ann, notice, regulator):
    other = drafts.from_document(make_guide(slug="murmur")).sources.first()
    for source in (other, notice):
        assert "is not in its list. Choose again" in press(ann, notice, looked(ann, notice), other=source.pk)
    Source.objects.filter(pk=regulator.pk).update(gone_on=clock.today())
    assert "gone as well" in press(ann, notice, looked(ann, notice), other=regulator.pk)
    assert resting(regulator) == set()


def test_statements_of_another_guide_stay_as_they_are(ann, notice, regulator):
    other = drafts.from_document(make_guide(slug="murmur"))
    theirs = other.sources.get(slug="notice")
    keys = [key for key, *_ in BOX.findall(looked(ann, theirs))]
    assert "A part: It no longer exists." in press(ann, notice, looked(ann, notice), other=regulator.pk, statement=keys)
    assert len(resting(theirs)) == len(keys) - 1  # a label rests on it, too


def test_a_review_is_named_before_it_is_withdrawn(ann, guide, notice, regulator):
    guide.steps.update(title="A new title")
    ask(guide, member("boss", "Approvers"))
    page = looked(ann, notice)
    assert "Under review" in page
    assert "Withdrawn, because the draft has changed" in press(ann, notice, page, other=regulator.pk)
    assert Proposal.objects.get().state == Proposal.State.WITHDRAWN


def test_saved_as_it_was_it_changes_nothing(ann, guide, notice):
    guide.steps.update(title="A new title")
    ask(guide, member("boss", "Approvers"))
    assert "Nothing was changed" in press(ann, notice, looked(ann, notice))
    assert not LogEntry.objects.exists()
    assert Proposal.objects.get().state == Proposal.State.IN_REVIEW


def test_who_may_not_edit_sources_may_not_look(ann, notice):
    Group.objects.get(name="Editors").permissions.remove(Permission.objects.get(codename="change_source"))
    assert ann.get(place(notice, "rests")).status_code == 403

"""How many pages the everyday jobs of an editor take, by the links and buttons that the pages have.

Each page that opens is counted: for what ends with a review, also the front page of the desk and the page that says
that the review was asked for; for the others, the pages on which there is something to do.
"""

import datetime
import html
import re

import pytest

from guides.models import Claim, Proposal
from tests.support.admin_forms import DUE, Fields, on_due
from tests.support.editing import look_again
from tests.support.pages import text

FRONT = "/admin/"


class Walk:
    """One person at the desk, who opens only what the page before leads to. `opened`: the pages, in order."""

    def __init__(self, desk):
        self.desk, self.opened = desk, [FRONT]
        self.page = text(desk.get(FRONT))

    def follow(self, start):
        """Press the first link of the page whose address begins so."""
        links = map(html.unescape, re.findall(r'href="([^"]+)"', self.page))
        self._show(self.desk.get(next(link for link in links if link.startswith(start))))

    def look_for(self, words):
        """Type words into the box of the front page."""
        self._show(self.desk.get(re.search(r'formaction="([^"]*find/[^"]*)"', self.page)[1], {"old": words}))

    def press(self, **changes):
        """Press the button of the form of this page."""
        self._show(self.desk.post(self.opened[-1], Fields(self.page).data | changes, follow=True))

    def _show(self, response):
        assert response.status_code == 200
        self.opened.append(response.request["PATH_INFO"])
        self.page = text(response)

    @property
    def worked_on(self):
        """The pages between the front page and the one that says what was done."""
        return self.opened[1:-1]


@pytest.fixture
def walk(ann):
    return Walk(ann)


def test_a_wording_for_the_uk_alone_takes_five_pages(walk, guide):
    claim = guide.claims.get(slug="essential")
    walk.look_for(claim.text)
    walk.follow(f"/admin/guides/claim/{claim.pk}/")
    walk.press(text="Only in the UK.", is_everywhere=[], regions=[guide.regions.get(slug="uk").pk], _apart="1")
    walk.press(note="Other words for the UK.", action="ask")
    assert Proposal.objects.open_for(guide).state == "in_review"
    assert [region.slug for region in Claim.objects.get(text="Only in the UK.").regions.all()] == ["uk"]
    assert len(walk.opened) <= 5


def test_a_setting_that_moved_with_people_asked_to_look_again_takes_six_pages(walk, guide):
    step = guide.steps.get(slug="switch-off")
    walk.look_for(step.title)
    walk.follow(f"/admin/guides/step/{step.pk}/")
    walk.press(**{"walkthroughs-0-trail": "Settings\nAnother place", "_review": "1"})
    walk.press(note="The switch has moved.", action="ask", **look_again())
    assert Proposal.objects.open_for(guide).size == "major"
    assert len(walk.opened) <= 6


def test_a_claim_with_a_new_source_takes_one_page(walk, guide):
    walk.follow("/admin/guides/claim/add/")
    source = {"title": "Notes", "publisher": "The News", "dated": "3 May 2025", "url": "https://news.example/notes"}
    new = {"topic": "used", "text": "New.", "is_everywhere": "on", "is_on_every_device": "on", "certainty": "one"}
    walk.press(**new, checked_on="2026-11-29", **{f"new_source_{name}": value for name, value in source.items()})
    assert [source.title for source in Claim.objects.get(text="New.").sources.all()] == ["Notes"]
    assert len(walk.worked_on) == 1


def test_a_source_that_is_gone_takes_two_pages(walk, guide):
    notice, regulator = (guide.sources.get(slug=slug) for slug in ("notice", "regulator"))
    walk.follow("/admin/guides/source/")
    walk.follow(f"/admin/guides/source/{notice.pk}/rests/")
    walk.press(gone_on="2026-11-03", other=regulator.pk)
    notice.refresh_from_db()
    assert notice.gone_on == datetime.date(2026, 11, 3)
    assert not Claim.objects.filter(sources=notice).exists()
    assert len(walk.worked_on) == 2


def test_all_due_checks_of_one_source_take_one_page(walk, guide):
    guide.claims.filter(slug__in=("does", "used", "ending")).update(check_after=datetime.date(2026, 11, 1))
    walk.follow(DUE)
    ((group, tokens),) = on_due(walk.desk.get(walk.opened[-1])).items()
    walk._show(walk.desk.post(DUE, {"group": group, "all": "on", "shown": tokens}, follow=True))
    assert len(tokens) == 3
    assert not guide.claims.filter(check_after=datetime.date(2026, 11, 1)).exists()
    assert len(walk.worked_on) == 1

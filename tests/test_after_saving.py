"""From the front page of the desk to the request for a review in few pages; and a wording for some regions alone."""

import datetime
import re

import pytest

from guides.editing import drafts
from guides.models import Claim, Edition, Proposal
from tests.support.admin_forms import DUE, Fields, on_due, place, save
from tests.support.desk import signed_in
from tests.support.editing import look_again, member
from tests.support.pages import text


@pytest.fixture
def guide(guide, settings):
    settings.ONE_EDITOR = settings.SECOND_FACTOR = False
    return guide


@pytest.fixture
def desk(guide):
    return signed_in(member("ann", "Editors"))


class Walk:
    """Somebody at the desk: each page that they see is counted, wherever a redirect leads."""

    def __init__(self, desk):
        self.desk, self.pages = desk, 0
        self.open("/admin/")

    def open(self, address):
        self._see(self.desk.get(address, follow=True))

    def press(self, **fields):
        """The button of the page's form, with what was typed into it."""
        self._see(self.desk.post(self.address, Fields(self.page).data | fields, follow=True))

    def follow(self, pattern):
        self.open(re.search(rf'href="({pattern})"', self.page)[1].replace("&amp;", "&").partition("#")[0])

    def find(self, guide, words):
        """The box on the front page that looks through the guide."""
        self._see(self.desk.get(place(guide, "find"), {"old": words}))

    def _see(self, response):
        assert response.status_code == 200
        self.pages += 1
        self.address, self.page = response.request["PATH_INFO"], text(response)


def test_a_setting_that_moved_with_people_asked_to_look_again_takes_five_pages(guide, desk):
    walk = Walk(desk)
    walk.find(guide, "Data privacy")
    step = guide.steps.get(slug="switch-off")
    walk.follow(rf"/admin/guides/step/{step.pk}/change/[^\"]*")
    walk.press(**{"walkthroughs-0-trail": "Settings\nPrivacy", "_review": "1"})
    assert walk.address == place(guide, "publish")
    walk.press(action="ask", note="It has moved.", **look_again(devices=["computer"]))
    assert "You have asked for a review." in walk.page
    assert (walk.pages, Proposal.objects.get().to_guide().step("switch-off").revision) == (5, 2)


def test_a_wording_for_one_region_alone_takes_five_pages(guide, desk):
    claim = guide.claims.get(slug="does")
    walk = Walk(desk)
    walk.find(guide, "What does says")
    walk.follow(rf"/admin/guides/claim/{claim.pk}/change/[^\"]*")
    uk = guide.regions.get(slug="uk").pk
    data = Fields(walk.page).data
    data.pop("is_everywhere")
    walk._see(desk.post(walk.address, data | {"regions": uk, "text": "Only so in the UK.", "_apart": "1"}, follow=True))
    assert walk.address == place(guide, "publish")
    walk.press(action="ask", note="In the UK it does otherwise.")
    assert "You have asked for a review." in walk.page
    assert walk.pages == 5
    said = {each.text: each.regions for each in Proposal.objects.get().to_guide().claims if each.topic == "does"}
    assert said == {"What does says.": ("eu", "world"), "Only so in the UK.": ("uk",)}


def test_a_claim_with_a_new_source_takes_one_page_besides_the_front_page_and_the_list_after_it(guide, desk):
    walk = Walk(desk)
    walk.follow(r"/admin/guides/claim/add/[^\"]*")
    source = {"title": "Notes", "publisher": "The News", "dated": "3 May 2025", "url": "https://news.example/notes"}
    new = {"topic": "used", "text": "New.", "is_everywhere": "on", "is_on_every_device": "on", "certainty": "one"}
    walk.press(**new, checked_on="2026-11-29", **{f"new_source_{name}": value for name, value in source.items()})
    assert (walk.pages, [each.title for each in Claim.objects.get(text="New.").sources.all()]) == (3, ["Notes"])


def test_a_source_that_is_gone_takes_two_pages_besides_the_front_page_and_what_was_done(guide, desk):
    notice, other = (guide.sources.get(slug=slug) for slug in ("notice", "regulator"))
    walk = Walk(desk)
    walk.follow("/admin/guides/source/")
    walk.follow(f"/admin/guides/source/{notice.pk}/rests/")
    walk.press(gone_on="2026-11-03", other=other.pk)
    notice.refresh_from_db()
    assert (walk.pages, str(notice.gone_on), Claim.objects.filter(sources=notice).count()) == (4, "2026-11-03", 0)


def test_all_due_checks_of_a_source_take_one_page_to_which_the_press_leads_back(guide, desk):
    late = datetime.date(2026, 11, 1)
    guide.claims.filter(slug__in=("does", "used", "ending")).update(check_after=late)
    walk = Walk(desk)
    walk.follow(DUE)
    ((group, tokens),) = on_due(desk.get(DUE)).items()
    walk._see(desk.post(DUE, {"group": group, "all": "on", "shown": tokens}, follow=True))
    assert (walk.pages, walk.address, len(tokens)) == (3, DUE, 3)
    assert not guide.claims.filter(check_after=late).exists()


def apart(desk, claim, regions, **fields):
    data = Fields(text(desk.get(place(claim)))).data
    data.pop("is_everywhere", None)
    chosen = list(claim.guide.regions.filter(slug__in=regions).values_list("pk", flat=True))
    return desk.post(place(claim), data | {"regions": chosen, "text": "Other.", "_apart": "1"} | fields, follow=True)


@pytest.mark.parametrize(
    ("slug", "regions"),
    [("does", []), ("does", ["uk", "eu", "world"]), ("soon", ["uk", "eu"]), ("soon", ["uk", "world"])],
)
def test_apart_are_some_of_its_regions_and_not_all(slug, regions, guide, desk):
    before = drafts.read(guide).document
    response = apart(desk, guide.claims.get(slug=slug), regions)
    assert "errorlist" in text(response)
    assert drafts.read(guide).document == before


def test_what_is_apart_has_all_that_the_other_had_and_stands_beside_it(guide, desk):
    apart(desk, guide.claims.get(slug="soon"), ["eu"])
    document = drafts.read(guide).document
    slugs = [claim.slug for claim in document.claims]
    old = next(claim for claim in document.claims if claim.slug == "soon")
    new = document.claims[slugs.index("soon") + 1]
    assert (old.regions, old.text) == (("uk",), "It starts on 3 November 2025.")
    assert new.model_copy(update={"slug": "soon", "text": old.text, "regions": ("uk",)}) == old
    assert Edition.objects.count() == 1


def test_a_plain_save_leads_back_to_the_list(guide, desk):
    claim = guide.claims.get(slug="does")
    assert save(desk, place(claim), text="Other.")["Location"].startswith("/admin/guides/claim/")
    assert Claim.objects.count() == len(drafts.read(guide).document.claims)

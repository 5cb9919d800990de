"""The workspace of a guide: what is done and next, what each region says, what is missing, and the way back to it."""

import html
import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guides.editing import drafts, publishing
from guides.models import Claim, Guide, Region
from guides.serving import current_editions
from tests.support.admin_forms import Fields, place, save
from tests.support.desk import signed_in
from tests.support.editing import member
from tests.support.factories import make_claim, make_event, make_guide, make_source
from tests.support.pages import hrefs, text, unescaped

STAGE = re.compile(r'<strong>([^<]+)</strong>\s*<span class="stage-state">\s*(\w[\w ]*?)\s*</span>')


@pytest.fixture
def guide(db):
    return drafts.from_document(make_guide(events=[make_event()]))


@pytest.fixture
def ann(guide):
    return signed_in(member("ann", "Editors"))


def workspace(guide):
    return place(guide, "workspace")


def stages(response):
    return {html.unescape(name): state for name, state in STAGE.findall(text(response))}


def content(response):
    """The page without the list of all parts beside it."""
    return text(response).partition('id="content"')[2]


def cell(response, topic, region):
    """What stands in the table for this topic and region, without the words for screen readers."""
    page = content(response)
    names = re.findall(r'<th scope="col">([^<]+)</th>', page)
    row = re.search(rf'<tr><th scope="row">(?:<a [^>]+>)?{topic}.*?</tr>', page, re.DOTALL)[0]
    return re.findall(r"<td.*?</td>", row, re.DOTALL)[names.index(region) - 1]


def links(part):
    return [html.unescape(link) for link in re.findall(r'href="([^"]+)"', part)]


# --- the order of work -----------------------------------------------------------------------


def test_an_empty_guide_begins_with_its_regions(ann, db):
    guide = Guide.objects.create(slug="new", product="New", title="New", description="New.", basis="We read it.")
    shown = stages(ann.get(workspace(guide)))
    assert shown["Say what the guide is about"] == "done"
    assert shown["Choose the regions"] == "next"
    assert set(list(shown.values())[2:]) == {"to do"}


def test_a_complete_guide_is_to_be_previewed_and_a_published_one_is_done(ann, guide):
    shown = stages(ann.get(workspace(guide)))
    assert shown["Look at the preview"] == "next"
    assert [name for name, state in shown.items() if state != "done"] == [
        "Look at the preview",
        "Ask for a review and publish",
    ]


def test_a_published_guide_has_done_everything(ann, guide):
    publishing.publish(guide, by=None, note="The first.")
    assert set(stages(ann.get(workspace(guide))).values()) == {"done"}


def test_a_gap_among_the_ways_makes_them_the_next_thing_to_do(ann, guide):
    guide.steps.get(slug="look-again").walkthroughs.all().delete()
    shown = stages(ann.get(workspace(guide)))
    assert shown["Say how to do them on each device"] == "next"
    assert shown["Write the steps"] == "done"


# --- what each region says -------------------------------------------------------------------


def test_each_cell_counts_what_holds_there_today_and_leads_to_exactly_that(ann, guide):
    response = ann.get(workspace(guide))
    here = cell(response, "Where you stand", "UK")
    assert re.search(r">1\s*<span", here), "the one that ended before today does not count"
    (listed,) = links(here)
    page = unescaped(ann.get(listed))
    assert "It started on 3 November 2025." in page
    assert "What standing-elsewhere says." not in page


def test_what_is_said_everywhere_is_in_the_list_of_a_cell_too(ann, guide):
    (listed,) = links(cell(ann.get(workspace(guide)), "What it does<", "UK"))
    assert "What does says." in unescaped(ann.get(listed))


def test_a_gap_leads_to_rows_with_topic_and_region_filled_in(ann, guide):
    guide.claims.get(slug="standing-elsewhere").delete()
    (add,) = links(cell(ann.get(workspace(guide)), "Where you stand", "WORLD"))
    page = text(ann.get(add))
    assert '<option value="standing" selected>' in page
    world = guide.regions.get(slug="world")
    assert re.search(rf'name="all-regions" value="{world.pk}"[^>]* checked', page)


# --- what is missing, and the way back -------------------------------------------------------


def test_what_is_missing_leads_to_the_field_and_from_there_back(ann, guide):
    claim = guide.claims.get(slug="ending")
    Claim.objects.filter(pk=claim.pk).update(checked_on=None)
    page = ann.get(workspace(guide))
    (address,) = {html.unescape(each) for each in hrefs(page) if f"/claim/{claim.pk}/" in each}
    assert address == f"{place(claim)}?workspace=1#id_checked_on"
    saved = save(ann, address.partition("#")[0], checked_on="2026-11-22")
    assert saved["Location"] == workspace(guide)


def problem_links(ann, guide):
    page = content(ann.get(workspace(guide)))
    return links(page[page.index('<section class="module" id="missing">') :].partition("</section>")[0])


@pytest.mark.parametrize("day", [None, "2031-01-01"], ids=["no day", "a day in the future"])
def test_a_gap_of_an_authority_or_a_walkthrough_leads_to_its_own_field(ann, guide, day):
    authority = guide.regions.get(slug="uk").authorities.get()
    step = guide.steps.get(slug="switch-off")
    type(authority).objects.filter(pk=authority.pk).update(checked_on=day)
    step.walkthroughs.filter(devices=["phone"]).update(checked_on=day)
    assert set(problem_links(ann, guide)) == {
        f"{place(authority)}?workspace=1#id_checked_on",
        f"{place(step)}?workspace=1#id_walkthroughs-2-checked_on",
    }
    for address in problem_links(ann, guide):
        page, _hash, field = address.partition("#")
        assert f'id="{field}"' in text(ann.get(page))


def test_a_missing_walkthrough_leads_to_an_empty_one_with_the_devices_of_the_guide(ann, guide):
    Guide.objects.filter(pk=guide.pk).update(devices=["computer", "tv"])
    guide.steps.get(slug="look-again").walkthroughs.all().delete()
    (address,) = {each for each in problem_links(ann, guide) if place(guide.steps.get(slug="look-again")) in each}
    data = Fields(text(ann.get(address.partition("#")[0]))).data
    assert data["walkthroughs-0-devices"] == ["computer", "tv"]
    assert data["walkthroughs-0-is_everywhere"] == ["on"]


def test_of_two_steps_with_one_title_the_one_without_a_walkthrough_is_meant(ann, guide):
    guide.steps.filter(slug__in=["switch-off", "look-again"]).update(title="Say no")
    guide.steps.get(slug="look-again").walkthroughs.all().delete()
    found = {each.partition("?")[0] for each in problem_links(ann, guide) if "walkthroughs" in each}
    assert found == {place(guide.steps.get(slug="look-again"))}


def test_what_still_names_another_product_is_counted_until_the_guide_is_published(ann, guide):
    other = drafts.from_document(make_guide(slug="other", product="Other"))
    assert "Words of another product" not in text(ann.get(workspace(guide)))
    guide.steps.filter(slug="look-again").update(title="Look again on Other")
    guide.claims.filter(slug="does").update(text="Unlike Other.")
    page = content(ann.get(workspace(guide)))
    assert "1 text still names Other" in page
    assert f"{place(guide, 'find')}?old=Other&new=Chatter&whole=on" in links(page)
    assert "still names" not in content(ann.get(workspace(other)))
    publishing.publish(guide, by=None, note="The first.")
    assert "still names" not in content(ann.get(workspace(guide)))


def test_the_pages_of_a_guide_lead_to_its_workspace(ann, guide):
    publishing.publish(guide, by=None, note="The first.")
    current_editions.refresh()
    assert "/admin/guides/guide/called/chatter/" in hrefs(ann.get("/chatter/uk/"))
    assert "/admin/guides/guide/called/chatter/" in hrefs(ann.get("/preview/chatter/uk/"))
    assert ann.get("/admin/guides/guide/called/chatter/")["Location"] == workspace(guide)
    assert ann.get("/admin/guides/guide/called/nobody/").status_code == 404


def test_every_way_to_add_carries_the_guide_and_leads_back(ann, guide):
    drafts.from_document(make_guide(slug="other", product="Other"))
    adding = [each for each in links(content(ann.get(workspace(guide)))) if "/add/" in each]
    kinds = {"region", "source", "step", "claim", "authority", "event", "rumour", "label"}
    assert {each.split("/")[3] for each in adding} >= kinds
    for address in adding:
        assert f"guide={guide.pk}" in address
        assert "workspace=1" in address
        assert "Which guide is this for?" not in text(ann.get(address))


def test_a_form_that_was_not_opened_from_a_workspace_leads_to_its_list(ann, guide):
    assert save(ann, place(guide.claims.get(slug="ending")))["Location"] == "/admin/guides/claim/"


def test_another_one_like_this_keeps_guide_topic_regions_sources_and_date(ann, guide):
    claim = guide.claims.get(slug="since")
    saved = save(ann, f"{place(claim)}?workspace=1", _alike="1")
    page = text(ann.get(saved["Location"]))
    assert '<option value="standing" selected>' in page
    assert 'value="2026-11-22"' in page
    for region in guide.regions.all():
        is_ticked = bool(re.search(rf'name="regions" value="{region.pk}"[^>]* checked', page))
        assert is_ticked == (region.slug in ("uk", "eu")), region
    assert re.search(rf'<option value="{guide.sources.get(slug="notice").pk}" selected', page)
    assert '<textarea name="text"' in page
    assert "It started" not in page.partition('<textarea name="text"')[2]


# --- who may, and what it asks ---------------------------------------------------------------


def test_an_editor_starts_no_guide_and_somebody_who_only_looks_has_no_workspace(ann, guide):
    page = text(ann.get(workspace(guide)))
    assert "New guide from this one" not in page
    User.objects.create_user("newcomer", is_staff=True)
    newcomer = signed_in(User.objects.get(username="newcomer"))
    assert newcomer.get(workspace(guide)).status_code == 403
    assert newcomer.get(place(guide, "claims")).status_code == 403
    assert newcomer.get(place(guide, "sources")).status_code == 403
    assert ann.get("/admin/guides/guide/start/").status_code == 403


def test_the_front_page_leads_to_each_workspace(ann, guide):
    assert workspace(guide) in hrefs(ann.get("/admin/"))
    assert "/admin/guides/guide/start/" not in hrefs(ann.get("/admin/"))
    boss = signed_in(member("boss", "Approvers"))
    assert "/admin/guides/guide/start/" in hrefs(boss.get("/admin/"))


@pytest.mark.parametrize("page", ["workspace", "claims", "sources"])
def test_a_page_asks_no_more_of_a_larger_guide(ann, guide, page):
    ann.get(place(guide, page))
    with CaptureQueriesContext(connection) as few:
        ann.get(place(guide, page))
    sources = [make_source(f"more-{number}") for number in range(5)]
    claims = [make_claim(f"more-{number}", "does", regions=["uk"]) for number in range(30)]
    document = make_guide(events=[make_event()])
    data = document.model_dump()
    data["claims"] = [*data["claims"], *claims]
    data["sources"] = [*data["sources"], *sources]
    larger = drafts.write(guide, data)
    assert Claim.objects.filter(guide=larger).count() > 40
    assert Region.objects.filter(guide=larger).count() == 3
    with CaptureQueriesContext(connection) as many:
        ann.get(place(guide, page))
    assert len(many) == len(few)

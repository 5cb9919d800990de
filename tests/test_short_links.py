"""Short links stand on paper: they belong to the guide that had them first, and no other takes one over."""

import re
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client

from guides.document.field_types import RESERVED_GUIDES, SLUG
from guides.document.types import DocumentError
from guides.document.validation import parse
from guides.document.yaml_format import to_yaml
from guides.editing import drafts, publishing
from guides.models import Edition, Guide, Region, ShortName
from guides.serving import current_editions
from optout_site import urls
from tests.support.admin_forms import faults, place, save
from tests.support.desk import signed_in
from tests.support.factories import make_claim, make_claims, make_data, make_guide, make_region, make_regions
from tests.support.pages import text

FIRST, LATER = "2026-11-23 10:00Z", "2026-11-24 10:00Z"

MARS = {
    "regions": [make_region("mars", aliases=["red"]), *make_regions()],
    "claims": [*make_claims(), make_claim("standing-mars", "standing", regions=["mars"])],
}


def publish(at, slug, **changes):
    """A guide, published at that moment as visitors read it then."""
    with time_machine.travel(at, tick=False):
        guide = drafts.from_document(make_guide(slug=slug, product=slug.title(), **changes))
        publishing.publish(guide, by=None, note="Published.")
    current_editions.refresh()
    return guide


@pytest.fixture
def visitor(db):
    return Client(headers={"Sec-Fetch-Site": "same-origin"})


@pytest.fixture
def desk(editor):
    return signed_in(editor)


# --- who has it --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["uk", "gb", "eea", "de", "UK", "gp"])
def test_a_guide_that_comes_later_takes_over_no_short_link_though_its_name_sorts_first(visitor, name):
    publish(FIRST, "linkedin")
    before = visitor.get(f"/{name}?device=phone")["Location"]
    publish(LATER, "apple")
    assert visitor.get(f"/{name}?device=phone")["Location"] == before
    assert before.startswith("/linkedin/")


def test_it_prints_only_those_that_it_has(visitor):
    publish(FIRST, "linkedin")
    publish(LATER, "apple", **MARS)
    assert "optout.example/<wbr>uk" in text(visitor.get("/linkedin/uk/share/"))
    assert "short-link" not in text(visitor.get("/apple/uk/share/"))
    assert "optout.example/<wbr>mars" in text(visitor.get("/apple/mars/share/"))
    assert visitor.get("/red")["Location"] == "/apple/mars/"


def test_a_worker_that_starts_afresh_knows_it_from_the_database(visitor):
    publish(FIRST, "linkedin")
    publish(LATER, "apple")
    current_editions.forget_all()
    assert visitor.get("/uk")["Location"] == "/linkedin/uk/"


def test_a_name_that_a_guide_got_in_a_later_edition_is_its_own_from_that_day(visitor):
    publish(FIRST, "linkedin")
    publish(LATER, "apple", **MARS)
    publish("2026-11-25 10:00Z", "linkedin", **MARS)
    assert visitor.get("/mars")["Location"] == "/apple/mars/"


def test_where_none_was_first_one_chooses(visitor):
    publish(FIRST, "linkedin")
    publish(FIRST, "apple")
    publish(LATER, "late")
    page = visitor.get("/gb?device=phone")
    assert page.status_code == 200
    assert re.findall(r'class="region" href="([^"]+)"', text(page)) == [
        "/apple/uk/?device=phone",
        "/linkedin/uk/?device=phone",
    ]
    assert "short-link" not in text(visitor.get("/linkedin/uk/share/"))


def test_a_name_that_its_guide_lost_leads_to_no_other_guide(visitor):
    """A guide that went back to an edition of before a region still has its paper."""
    guide = publish(FIRST, "linkedin")
    ShortName.objects.create(guide=guide, name="mars", since_on="2026-11-23")
    publish(LATER, "apple", **MARS)
    assert visitor.get("/mars")["Location"] == "/linkedin/"


def test_the_migration_finds_the_first_by_the_editions(visitor):
    publish(FIRST, "linkedin")
    publish(LATER, "apple")
    kept = set(ShortName.objects.values_list("guide", "name", "since_on"))
    ShortName.objects.all().delete()
    import_module("guides.migrations.0016_short_names").find_the_first(apps, None)
    assert set(ShortName.objects.values_list("guide", "name", "since_on")) == kept
    assert len(kept) == 2 * len(ShortName.objects.first_of_each())


# --- what nobody can take ----------------------------------------------------------------------


def first_words(patterns):
    """The first part of each address of the site that is no name of a guide or region."""
    for pattern in patterns:
        route = str(pattern.pattern)
        is_route = not route.startswith("^")
        names = re.findall(r"[a-z-]+", route.partition(">")[2]) if route.startswith("^(?P<") else []
        yield from [route.partition("/")[0]] if is_route else names or [route[1:].partition("/")[0]]


def test_every_first_part_of_an_address_of_the_site_is_reserved():
    words = {word for word in first_words(urls.urlpatterns) if re.fullmatch(SLUG, word)}
    assert {"admin", "api", "privacy", "accessibility"} <= words <= RESERVED_GUIDES


@pytest.mark.parametrize("slug", ["admin", "privacy", "search", "about", "guides", "de", "xx", "pt-br", "zh-hant"])
def test_no_guide_is_called_like_a_page_a_country_or_a_language(desk, slug):
    with pytest.raises(DocumentError, match="slug: is the address of something else"):
        make_guide(slug=slug)
    assert "is the address of something else" in faults(new_guide(desk, slug))["slug"]


@pytest.mark.parametrize("slug", ["eea", "elsewhere", "north"])
def test_no_guide_is_called_like_one_of_its_own_regions(slug):
    regions = [*make_regions(), make_region("elsewhere", aliases=["north"])]
    with pytest.raises(DocumentError, match="slug: is a short name of one of its regions"):
        make_guide(slug=slug, regions=regions)


def test_what_was_kept_under_such_a_name_is_still_read():
    assert parse(make_data(slug="eea"), is_kept=True).slug == "eea"


def new_guide(desk, slug):
    return save(desk, "/admin/guides/guide/add/", product="New", slug=slug, title="New", description="New.")


@pytest.mark.parametrize("is_published", [True, False])
def test_no_new_guide_is_called_like_a_region_of_another(desk, tmp_path, is_published):
    guide = drafts.from_document(make_guide(slug="linkedin"))
    if is_published:
        publishing.publish(guide, by=None, note="Published.")
    assert "short name of a region in the guide “Chatter”" in faults(new_guide(desk, "eea"))["slug"]
    assert new_guide(desk, "another").status_code == 302


def test_nor_is_one_loaded_or_published(desk, tmp_path):
    publish(FIRST, "linkedin")
    file = tmp_path / "eea.yaml"
    regions = [make_region("world", is_elsewhere=True)]
    document = make_guide(slug="eea", regions=regions, steps=[], claims=[])
    file.write_text(to_yaml(document), encoding="utf-8")
    with pytest.raises(CommandError, match="guide eea › slug: is a short name of a region in the guide “Linkedin”"):
        call_command("load_guides", file)
    assert not Guide.objects.filter(slug="eea").exists()
    with pytest.raises(publishing.NotReadyError, match="is a short name of a region in the guide “Linkedin”"):
        publishing.publish(drafts.from_document(document), by=None, note="Taken.")


def test_no_region_is_called_like_another_guide(desk):
    guide = publish(FIRST, "linkedin")
    drafts.from_document(make_guide(slug="apple"))
    region = Region.objects.get(guide=guide, slug="uk")
    assert "is the address of the guide" in faults(save(desk, place(region), aliases="gb\napple"))["aliases"]
    Region.objects.filter(pk=region.pk).update(aliases=["gb", "apple"])
    with pytest.raises(publishing.NotReadyError, match="region uk › aliases: “apple” is the address of the guide"):
        publishing.publish(guide, by=None, note="Taken.")


def test_nor_like_a_page_of_the_site(desk, db):
    with pytest.raises(DocumentError, match="“privacy” is another page of the site"):
        make_guide(regions=[make_region("uk", aliases=["privacy"])])
    region = drafts.from_document(make_guide()).regions.get(slug="uk")
    assert "another page of the site" in faults(save(desk, place(region), aliases="privacy"))["aliases"]


@pytest.mark.parametrize("lost", [{"aliases": []}, {"countries": []}])
def test_a_short_name_that_was_published_stays_with_the_guide(db, lost):
    guide = publish(
        FIRST, "linkedin", regions=[make_region("uk", countries=["IM"], aliases=["man"]), *make_regions()[1:]]
    )
    guide.regions.filter(slug="uk").update(**lost)
    with pytest.raises(publishing.NotReadyError, match="was published, and its address is in use"):
        publishing.publish(guide, by=None, note="Without it.")
    assert Edition.objects.count() == 1

"""For whom a part is meant is always chosen: everywhere, or some regions. Nothing becomes wider by a deletion."""

import re
from importlib import import_module

import pytest
from django.apps import apps

from guides.document.types import DocumentError
from guides.editing import drafts, publishing
from guides.models import Claim, Event, Guide, Region, Rumour, Source, Step, Walkthrough
from tests.support.admin_forms import delete, faults, place, save
from tests.support.desk import signed_in
from tests.support.factories import (
    make_claim,
    make_claims,
    make_event,
    make_guide,
    make_rumour,
    make_steps,
    make_walkthrough,
)
from tests.support.pages import text

UK = {"regions": ["uk"]}
SCOPED = (Claim, Step, Walkthrough, Event, Rumour)


@pytest.fixture
def guide(db):
    """Of each kind of part one that is meant for the United Kingdom alone."""
    steps = make_steps()
    steps[1]["walkthroughs"].append(make_walkthrough(**UK))
    return drafts.from_document(
        make_guide(
            steps=steps,
            claims=[*make_claims(), make_claim("british", "used", **UK), make_claim("app", "used", devices=["phone"])],
            events=[make_event(**UK)],
            rumours=[make_rumour(**UK)],
        )
    )


@pytest.fixture
def desk(editor):
    return signed_in(editor)


def named_only_uk():
    return [row for model in SCOPED for row in model.objects.filter(regions__slug="uk") if row.regions.count() == 1]


def told(guide):
    with pytest.raises(DocumentError) as refusal:
        drafts.to_document(Guide.objects.get(pk=guide.pk))
    return list(map(str, refusal.value.problems))


def test_a_part_that_lost_its_last_region_is_meant_for_nobody_and_blocks_the_publication(guide):
    uk_only = named_only_uk()
    assert {type(row) for row in uk_only} == set(SCOPED)
    Region.objects.get(slug="uk").delete()
    assert told(guide) == [
        "step look-again › walkthroughs: the one for computer, iphone, android, phone names no region; "
        "choose the regions, or “everywhere”",
        *(
            f"{place} › regions: names no region; choose the regions, or “everywhere”"
            for place in ("step object", "claim british", "event start", "rumour too-late")
        ),
    ]
    with pytest.raises(publishing.NotReadyError, match="claim british › regions: names no region"):
        publishing.publish(guide, by=None, note="Without the United Kingdom.")


def test_the_fault_stands_on_the_review_page_and_leads_to_the_field(guide, desk):
    claim = Claim.objects.get(slug="british")
    claim.regions.clear()
    page = text(desk.get(place(guide, "publish")))
    assert f'<a href="{place(claim)}#id_regions">' in page
    assert 'id="id_regions"' in text(desk.get(place(claim)))


@pytest.mark.parametrize("is_for_all", [True, False])
@pytest.mark.parametrize("slug", ["british", "app"])
def test_both_choices_or_none_are_a_fault_of_the_row(guide, slug, is_for_all):
    Claim.objects.filter(slug=slug).update(is_everywhere=is_for_all, is_on_every_device=is_for_all, devices=[])
    claim = Claim.objects.get(slug=slug)
    claim.regions.set(Region.objects.filter(slug="uk") if is_for_all else [])
    if is_for_all:
        Claim.objects.filter(slug=slug).update(devices=["phone"])
    assert [fault.partition(":")[0] for fault in told(guide)] == [f"claim {slug} › regions", f"claim {slug} › devices"]


@pytest.mark.parametrize("field", ["regions", "devices"])
def test_the_form_wants_one_of_the_two_and_names_the_field(guide, desk, field):
    row = Claim.objects.get(slug="british" if field == "regions" else "app")
    choice = {"regions": "is_everywhere", "devices": "is_on_every_device"}[field]
    assert field in faults(save(desk, place(row), **{field: []}))
    assert "as well" in faults(save(desk, place(row), **{choice: "on"}))[field]
    assert save(desk, place(row), **{field: [], choice: "on"}).status_code == 302
    assert getattr(drafts.to_document(guide).claims[-2 if field == "regions" else -1], field) == ()


def test_so_does_the_form_of_a_walkthrough(guide, desk):
    step = Step.objects.get(slug="look-again")
    assert "Choose at least one here" in faults(save(desk, place(step), **{"walkthroughs-1-regions": []}))["regions"]


@pytest.mark.parametrize("kind", ["claim", "step", "event", "rumour"])
def test_a_new_part_is_for_nobody_until_somebody_chooses(guide, desk, kind):
    assert "Choose at least one here" in faults(save(desk, f"/admin/guides/{kind}/add/"))["regions"]


def test_a_region_is_not_deleted_while_parts_are_meant_for_it_alone(guide, desk):
    region, uk_only = Region.objects.get(slug="uk"), named_only_uk()
    for response in (
        desk.get(place(region, "delete")),
        desk.post(place(region, "delete"), {"post": "yes"}),
        desk.post("/admin/guides/region/", {"action": "delete_selected", "_selected_action": region.pk, "post": "yes"}),
    ):
        page = text(response)
        assert "This cannot be deleted yet" in page
        pages = {place(row.step if isinstance(row, Walkthrough) else row) for row in uk_only}
        assert set(re.findall(r'<li>[^<]*<a href="([^"]+)"', page.partition("cannot be deleted yet")[2])) == pages
    assert Region.objects.filter(pk=region.pk).exists()


def test_two_regions_are_not_deleted_together_while_a_part_is_meant_for_these_two(guide, desk):
    uk, eu = Region.objects.get(slug="uk"), Region.objects.get(slug="eu")
    for row in named_only_uk():
        row.regions.set([uk, eu])
    assert "Are you sure" in text(desk.get(place(uk, "delete")))
    both = {"action": "delete_selected", "_selected_action": [uk.pk, eu.pk], "post": "yes"}
    assert "This cannot be deleted yet" in text(desk.post("/admin/guides/region/", both))


def test_a_region_that_no_part_needs_is_deleted_and_what_is_for_others_too_keeps_those(guide, desk):
    eu = Region.objects.get(slug="eu")
    assert delete(desk, eu).status_code == 302
    (since,) = (claim for claim in drafts.to_document(guide).claims if claim.slug == "since")
    assert since.regions == ("uk",)


def test_a_source_is_not_deleted_while_a_statement_rests_on_it(guide, desk):
    source = Source.objects.get(slug="notice")
    page = text(desk.post(place(source, "delete"), {"post": "yes"}))
    assert place(Claim.objects.get(slug="british")) in page
    assert place(Step.objects.get(slug="look-again")) in page
    assert place(source, "rests") in page
    assert Source.objects.filter(pk=source.pk).exists()
    assert delete(desk, Source.objects.get(slug="regulator")).status_code == 302


def test_what_named_no_region_before_is_for_everywhere_after_the_migration(guide):
    Claim.objects.update(is_everywhere=False, is_on_every_device=False)
    for model in SCOPED:
        model.objects.update(is_everywhere=False)
    import_module("guides.migrations.0014_everywhere").say_that_it_is_for_all(apps, None)
    assert drafts.to_document(guide).claims

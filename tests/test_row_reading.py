"""All rows of a draft at once: the same that Django would read one by one, and each of them once."""

import pytest
from django.db.models import F

from guides.editing import drafts, row_reading
from guides.models import Claim, Guide, Region, Source, Step
from tests.support.factories import make_claim, make_claims, make_event, make_guide, make_letters, make_rumour


@pytest.fixture
def guide(db):
    claims = [*make_claims(), make_claim("two", "does", sources=["regulator", "notice"], regions=["uk", "eu"])]
    others = {"events": [make_event()], "rumours": [make_rumour()], **make_letters()}
    return drafts.from_document(make_guide(claims=claims, **others))


def fetched(guide):
    (found,) = row_reading.fetch(Guide.objects.filter(pk=guide.pk))
    return found


def test_each_row_has_its_links_at_hand_as_the_database_has_them(guide, django_assert_num_queries):
    (found,) = row_reading.fetch(Guide.objects.all())
    with django_assert_num_queries(0):
        at_hand = {
            (type(row), row.pk, name): [each.pk for each in getattr(row, name).all()]
            for row in row_reading._rows(found)
            for name in row_reading.links_of(type(row))
        }
    assert at_hand == {
        (model, pk, name): [each.pk for each in getattr(model.objects.get(pk=pk), name).all()]
        for model, pk, name in at_hand
    }
    assert len({model for model, _, _ in at_hand}) == 11
    assert any(len(keys) > 1 for keys in at_hand.values())


def owners(guide):
    """Whoever owns rows of a draft, with the names of these rows."""
    owned = [each for each in Guide._meta.related_objects if each.one_to_many and each.related_model in drafts.PARTS]
    yield from ((guide, each.get_accessor_name()) for each in owned)
    yield from ((region, "authorities") for region in guide.regions.all())
    yield from ((step, "walkthroughs") for step in guide.steps.all())


def test_each_owner_has_its_rows_at_hand_in_their_order_and_each_row_its_owner(guide, django_assert_num_queries):
    for model in drafts.PARTS.keys() - {Guide}:
        model.objects.update(position=1000 - F("pk"))
    found = fetched(guide)
    with django_assert_num_queries(0):
        at_hand = [list(getattr(owner, name).all()) for owner, name in owners(found)]
        for owner, name in owners(found):
            assert all(getattr(row, owner._meta.model_name) is owner for row in getattr(owner, name).all())
    assert at_hand == [list(getattr(owner, name).all()) for owner, name in owners(Guide.objects.get(pk=guide.pk))]
    assert any(rows[0].pk > rows[-1].pk for rows in at_hand)


def test_a_claim_about_a_step_has_it_at_hand_if_it_is_of_the_guide(guide, django_assert_num_queries):
    found = fetched(guide)
    with django_assert_num_queries(0):
        named = {id(claim.step) for claim in found.claims.all() if claim.step}
    assert named
    assert named <= {id(step) for step in found.steps.all()}
    stranger = Step.objects.get(guide=drafts.from_document(make_guide(slug="other")), slug="switch-off")
    Claim.objects.filter(guide=guide, slug="two").update(step=stranger)
    assert next(claim for claim in fetched(guide).claims.all() if claim.slug == "two").step == stranger


def test_what_is_owned_can_be_filtered_further(guide):
    found = fetched(guide)
    assert [claim.slug for claim in found.claims.filter(slug="two")] == ["two"]
    found.claims.filter(slug="two").delete()
    assert not found.claims.filter(slug="two").exists()


def test_rows_that_are_at_hand_are_not_read_again(guide, django_assert_num_queries):
    found = fetched(guide)
    at_hand = [row for owner, name in owners(found) for row in getattr(owner, name).all()]
    with django_assert_num_queries(0):
        (again,) = row_reading.fill([found])
        rows = [row for owner, name in owners(again) for row in getattr(owner, name).all()]
    assert rows
    assert all(one is other for one, other in zip(rows, at_hand, strict=True))


def test_a_source_that_many_name_is_read_once(guide):
    claims = fetched(guide).claims.all()
    sources = {id(source) for claim in claims for source in row_reading.linked(claim, "sources")}
    assert len(sources) <= Source.objects.count() < len(claims)


def test_what_is_linked_can_be_filtered_further(guide):
    claim = next(claim for claim in fetched(guide).claims.all() if claim.slug == "two")
    assert [region.slug for region in claim.regions.filter(slug__in=["uk", "world"])] == ["uk"]
    assert [region.slug for region in claim.regions.exclude(slug="uk")] == ["eu"]


def test_a_region_of_another_guide_is_at_hand_as_well(guide):
    other = drafts.from_document(make_guide(slug="other"))
    stranger = Region.objects.get(guide=other, slug="uk")
    Claim.objects.get(guide=guide, slug="two").regions.add(stranger)
    claim = next(claim for claim in fetched(guide).claims.all() if claim.slug == "two")
    assert {region.guide_id for region in row_reading.linked(claim, "regions")} == {guide.pk, other.pk}


def test_a_row_that_was_read_alone_is_asked_for_its_links(guide):
    claim = Claim.objects.get(guide=guide, slug="two")
    assert {source.slug for source in row_reading.linked(claim, "sources")} == {"regulator", "notice"}


def test_two_guides_take_as_many_queries_as_one(guide, django_assert_num_queries):
    drafts.from_document(make_guide(slug="other"))
    with django_assert_num_queries(33):
        row_reading.fetch(Guide.objects.filter(pk=guide.pk))
    with django_assert_num_queries(33):
        both = row_reading.fetch(Guide.objects.all())
    assert [{claim.guide_id for claim in each.claims.all()} for each in both] == [{each.pk} for each in both]

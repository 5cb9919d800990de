"""All rows of a draft at once: the same that Django would read one by one, and each of them once."""

import pytest

from guides.editing import drafts, row_reading
from guides.models import Claim, Guide, Region, Source
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
    with django_assert_num_queries(34):
        row_reading.fetch(Guide.objects.filter(pk=guide.pk))
    with django_assert_num_queries(34):
        both = row_reading.fetch(Guide.objects.all())
    assert [{claim.guide_id for claim in each.claims.all()} for each in both] == [{each.pk} for each in both]

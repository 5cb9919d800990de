"""A new guide, from nothing or from one that exists: what comes along, and what does not."""

import pytest

from guides.document.types import OF_LETTERS
from guides.document.validation import parse
from guides.editing import copying, drafts, publishing
from guides.models import Edition, Guide
from guides.rules import clock
from tests.support.admin_forms import Fields
from tests.support.desk import signed_in
from tests.support.editing import member
from tests.support.factories import (
    make_authority,
    make_data,
    make_guide,
    make_letters,
    make_region,
    make_source,
    make_step,
    make_walkthrough,
)
from tests.support.pages import text, unescaped
from tests.support.picture_files import kept_picture

START = "/admin/guides/guide/start/"
WORDS = {
    "product": "Gossip",
    "title": "Stop Gossip from training AI on your data",
    "description": "One switch.",
    "basis": "We read the notice.",
}


@pytest.fixture
def first(db):
    return drafts.from_document(make_guide())


@pytest.fixture
def boss(first):
    return signed_in(member("boss", "Approvers"))


def started(desk, path, regions=None, steps=None, **more):
    """Send the form as a browser would; None: the boxes as they were ticked."""
    data = Fields(text(desk.get(path))).data | WORDS | more
    for name, rows in (("regions", regions), ("steps", steps)):
        if rows is not None:
            data[name] = [row.pk for row in rows]
    response = desk.post(path, data)
    assert response.status_code == 302, unescaped(response)
    guide = Guide.objects.latest("pk")
    assert response["Location"] == f"/admin/guides/guide/{guide.pk}/workspace/"
    return guide


def test_four_texts_start_a_guide_with_a_short_name_made_from_the_product(boss):
    guide = started(boss, START)
    assert (guide.slug, guide.regions.count(), guide.steps.count(), guide.sources.count()) == ("gossip", 0, 0, 0)


def test_ticked_regions_come_along_without_authorities_unless_asked(boss, first):
    guide = started(boss, START, regions=[first.regions.get(slug="uk")])
    region = guide.regions.get()
    assert (region.slug, region.countries, region.aliases) == ("uk", ["GB"], ["gb"])
    assert region.since_on is None, "since when is of the other product"
    assert not region.authorities.exists()
    assert not guide.sources.exists()


def test_authorities_come_along_with_their_sources_and_count_as_not_checked(boss, first):
    guide = started(boss, START, regions=first.regions.all(), with_authorities="on")
    authority = guide.regions.get(slug="uk").authorities.get()
    assert [source.slug for source in authority.sources.all()] == ["notice"]
    assert authority.sources.get().guide == guide
    assert authority.checked_on is None


def test_a_guide_from_another_one_copies_steps_and_ways_and_nothing_that_was_checked_or_published(boss, first):
    first.steps.filter(slug="switch-off").update(revision=3, change_note="It moved.")
    publishing.publish(first, by=None, note="The first.")
    guide = started(boss, f"{START}?from={first.pk}")
    assert [step.slug for step in guide.steps.all()] == [step.slug for step in first.steps.all()]
    step = guide.steps.get(slug="switch-off")
    assert (step.revision, step.change_note, step.walkthroughs.count()) == (1, "", 3)
    ways = [way for step in guide.steps.all() for way in step.walkthroughs.all()]
    assert all(way.checked_on is None and way.sources.exists() for way in ways)
    assert not guide.claims.exists()
    assert not Edition.objects.filter(guide=guide).exists()
    assert drafts.read(guide).document is not None


def test_pictures_of_the_first_product_stay_behind(boss, first):
    first.steps.get(slug="look-again").walkthroughs.update(pictures=[kept_picture()])
    guide = started(boss, f"{START}?from={first.pk}")
    assert [way.pictures for way in guide.steps.get(slug="look-again").walkthroughs.all()] == [[]]


def test_steps_for_other_regions_stay_behind(boss, first):
    guide = started(boss, f"{START}?from={first.pk}", regions=[first.regions.get(slug="world")])
    assert not guide.steps.filter(slug="object").exists(), "it is only for the UK"
    assert guide.steps.filter(slug="tidy-up").exists()


def test_only_the_chosen_steps_come_along(boss, first):
    guide = started(boss, f"{START}?from={first.pk}", steps=[first.steps.get(slug="look-again")])
    assert [step.slug for step in guide.steps.all()] == ["look-again"]


def test_a_guide_with_fewer_devices_takes_over_only_their_ways(boss, first):
    guide = started(boss, f"{START}?from={first.pk}", devices=["computer"])
    assert (guide.devices, guide.steps.get(slug="switch-off").walkthroughs.get().devices) == (["computer"],) * 2


def test_a_step_waits_for_no_step_that_stayed_behind(boss, first):
    before, after = (first.steps.get(slug=slug) for slug in ("switch-off", "look-again"))
    first.steps.filter(pk=after.pk).update(after="switch-off")
    assert started(boss, f"{START}?from={first.pk}", steps=[after]).steps.get().after == ""
    both = started(boss, f"{START}?from={first.pk}", steps=[before, after], product="Both")
    assert both.steps.get(slug="look-again").after == "switch-off"


@pytest.fixture
def with_letters(boss, first):
    """A guide with letters, one of whose parts rests on a source that nothing else names."""
    other = make_data(slug="writer", product="Writer", **make_letters())
    other["recourses"][0] |= {"post": ["1 Road"], "form_option": "Object", "officer_url": "https://writer.example/dpo"}
    other["recourses"][0] |= {"sources": ["regulator"], "text": "Writer must stop."}
    return drafts.from_document(parse(other))


def test_letters_come_along_if_asked_for_to_be_checked_and_addressed_to_nobody(boss, with_letters):
    guide = started(boss, f"{START}?from={with_letters.pk}", with_letters="on")
    parts = [row for name in OF_LETTERS for row in getattr(guide, name).all()]
    assert [row.slug for row in parts] == [row.slug for name in OF_LETTERS for row in getattr(with_letters, name).all()]
    assert all(row.to_check and row.checked_on is None and row.sources.exists() for row in parts)
    right = guide.recourses.get(slug="object")
    assert (right.controller, right.post, right.form_url, right.form_option, right.officer_url) == ("", [], "", "", "")
    assert (right.law, right.answer_months) == ("Article of object", 1), "that is the law's, whoever the company is"
    assert [region.guide for region in right.regions.all()] == [guide] * 2
    assert [source.guide for source in right.sources.all()] == [guide]
    assert guide.letters.get(slug="suspend").rights == ["suspension"]
    assert "1 text still names Writer" in text(boss.get(f"/admin/guides/guide/{guide.pk}/workspace/"))
    warned = [str(problem) for problem in publishing.warnings(drafts.read(guide), clock.today())]
    assert any("1 of its texts name Writer; is each of them meant?" in each for each in warned)  # the reviewer, too


def test_no_letter_of_the_first_guide_is_read_in_the_new_one_before_it_was_checked(boss, with_letters):
    guide = started(boss, f"{START}?from={with_letters.pk}", with_letters="on")
    read = drafts.read(guide)
    assert not read.faults
    assert not any(getattr(read.document, name) for name in OF_LETTERS)


def test_letters_stay_behind_unless_asked_for_and_so_do_those_for_other_regions(boss, with_letters):
    assert not copying.has_letters(started(boss, f"{START}?from={with_letters.pk}"))
    chosen = [with_letters.regions.get(slug="uk")]
    guide = started(boss, f"{START}?from={with_letters.pk}", regions=chosen, with_letters="on", product="Other")
    assert [right.slug for right in guide.recourses.all()] == ["object"]
    assert [region.slug for region in guide.recourses.get().regions.all()] == ["uk"]


def test_nobody_is_asked_about_letters_where_there_are_none(boss, first):
    assert "with_letters" not in text(boss.get(START))
    assert "with_letters" not in text(boss.get(f"{START}?from={first.pk}"))


def test_sections_are_those_of_a_small_guide_or_of_the_first_one_and_only_they_are_needed(boss, first):
    small = started(boss, START)
    assert "complain" not in small.sections
    assert set(small.needed) <= set(small.sections)
    copied = started(boss, f"{START}?from={first.pk}", product="Copied")
    assert (copied.sections, copied.needed) == (first.sections, first.needed)
    assert "enough for a small guide" in text(boss.get(START))
    assert "What is ticked is what that guide has." in text(boss.get(f"{START}?from={first.pk}"))


def test_names_and_countries_lead_to_one_region_each(boss, first):
    other = make_data(
        slug="other",
        product="Other",
        regions=[
            make_region("britain", countries=["GB"], aliases=["gb", "england"]),
            make_region("elsewhere", is_elsewhere=True),
        ],
        steps=[make_step(walkthroughs=[make_walkthrough()])],
        claims=[],
    )
    second = drafts.from_document(parse(other))
    chosen = [*first.regions.all(), *second.regions.all()]
    guide = started(boss, START, regions=chosen)
    assert guide.regions.get(slug="britain").aliases == ["england"], "gb leads to the UK"
    assert guide.regions.get(slug="britain").countries == []
    assert guide.regions.filter(is_elsewhere=True).count() == 1
    assert not drafts.read(guide).faults


def test_two_sources_of_one_name_keep_apart(boss, first):
    regions = [make_region("atlantis", authorities=[make_authority("ZZ")])]
    other = make_data(slug="other", product="Other", regions=regions, steps=[], claims=[], labels=[])
    other["sources"] = [make_source("notice", title="Another notice")]
    second = drafts.from_document(parse(other))
    chosen = [first.regions.get(slug="uk"), second.regions.get()]
    guide = started(boss, START, regions=chosen, with_authorities="on")
    assert {source.slug: source.title for source in guide.sources.all()} == {
        "notice": "Privacy notice",
        "notice-2": "Another notice",
    }


def test_a_taken_short_name_is_refused_and_nothing_is_made(boss, first):
    data = Fields(text(boss.get(START))).data | WORDS | {"slug": "chatter"}
    page = unescaped(boss.post(START, data))
    assert "Nothing was saved." in page
    assert Guide.objects.count() == 1


def test_the_history_says_who_took_it_over(boss, first):
    guide = started(boss, START, regions=[first.regions.get(slug="uk")])
    page = unescaped(boss.get(f"/admin/guides/region/{guide.regions.get().pk}/history/"))
    assert "Taken over from another guide." in page

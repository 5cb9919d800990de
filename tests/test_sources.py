"""What rests on each source."""

import json
import re

import pytest
from django.test import Client

from guides.document.sources import resting
from guides.document.translation import InLanguage, Translation, marked
from guides.document.yaml_format import from_yaml, to_data, to_yaml
from guides.editing import drafts, publishing
from guides.templatetags.receipts import from_where
from tests.support.factories import (
    EVE,
    LATER,
    START,
    make_claim,
    make_claims,
    make_event,
    make_guide,
    make_region,
    make_rumour,
    make_source,
    make_step,
    make_walkthrough,
)
from tests.support.languages import speak, translate


def slugs(parts):
    return [part.slug for part in parts]


def test_each_source_lists_what_rests_on_it():
    sources = [make_source("notice"), make_source("regulator"), make_source("idle")]
    claims = [make_claim("does", sources=["notice", "regulator"]), make_claim("used", sources=["regulator"])]
    bare = {"steps": [], "labels": [], "regions": [make_region("uk", authorities=[])]}
    found = resting(make_guide(**bare, claims=claims, sources=sources), LATER)
    assert [(source.slug, slugs(each.part for each in rest)) for source, rest in found] == [
        ("notice", ["does"]),
        ("regulator", ["does", "used"]),
        ("idle", []),
    ]


def test_a_source_lists_what_is_said_on_the_day_with_the_regions_it_is_said_in():
    claims = [
        make_claim("gone", "standing", sources=["regulator"], until_on=EVE),
        make_claim("uk-only", "standing", sources=["regulator"], regions=["uk"], from_on=START),
    ]
    found = resting(make_guide(steps=[], claims=claims), LATER)
    rest = next(rest for source, rest in found if source.slug == "regulator")
    assert [(each.part.slug, slugs(each.regions)) for each in rest] == [("uk-only", ["uk"])]


def test_every_kind_of_statement_rests_on_its_source():
    found = resting(make_guide(), LATER)
    rest = next(rest for source, rest in found if source.slug == "notice")
    kinds = {type(each.part).__name__ for each in rest}
    assert kinds >= {"Claim", "Walkthrough", "Authority", "Label"}
    way = next(each for each in rest if type(each.part).__name__ == "Walkthrough")
    assert way.owner.slug == "switch-off"


def regions_of(guide, on=LATER):
    """Every statement that is told on that day, by its kind, with the regions it is told in."""
    (_, rest), *_ = resting(guide, on)
    return [(type(each.part).__name__, slugs(each.regions)) for each in rest]


@pytest.mark.parametrize(
    ("of_step", "of_way", "told_in"),
    [([], [], []), (["uk", "eu"], [], ["uk", "eu"]), (["uk", "eu"], ["eu"], ["eu"]), ([], ["eu"], ["eu"])],
)
def test_a_walkthrough_is_told_where_it_says_or_else_where_its_step_is(of_step, of_way, told_in):
    step = make_step("tidy-up", regions=of_step, walkthroughs=[make_walkthrough(regions=of_way)])
    assert regions_of(make_guide(steps=[step], claims=[], labels=[]))[0] == ("Walkthrough", told_in)


@pytest.mark.parametrize(("on", "told"), [(EVE, []), (START, ["Event", "Rumour"]), (LATER, ["Event", "Rumour"])])
def test_an_event_and_a_rumour_rest_on_their_source_from_their_day_on(on, told):
    regions = [make_region("uk", authorities=[])]
    known = {"events": [make_event(regions=["uk"])], "rumours": [make_rumour(regions=["uk"], from_on=START)]}
    guide = make_guide(regions=regions, steps=[], claims=[], labels=[], **known)
    assert regions_of(guide, on) == [(kind, ["uk"]) for kind in told]


def test_within_a_region_stands_what_its_readers_are_told_and_no_source_without_it():
    sources = [make_source("notice"), make_source("regulator")]
    claims = [
        make_claim("everywhere", "does", sources=["notice"]),
        make_claim("here", "does", sources=["notice"], regions=["uk"]),
        make_claim("there", "does", sources=["notice", "regulator"], regions=["eu"]),
    ]
    regions = [make_region(slug, authorities=[]) for slug in ("uk", "eu")]
    guide = make_guide(steps=[], labels=[], regions=regions, claims=claims, sources=sources)
    found = {
        region.slug: {source.slug: slugs(each.part for each in rest) for source, rest in resting(guide, LATER, region)}
        for region in guide.regions
    }
    assert found == {
        "uk": {"notice": ["everywhere", "here"]},
        "eu": {"notice": ["everywhere", "there"], "regulator": ["there"]},
    }


# --- the language of title and publisher -----------------------------------------------------

DUTCH = {"title": "Hoe u bezwaar maakt", "publisher": "De Krant, gezien als kopie", "language": "nl"}


@pytest.fixture
def read(db, monkeypatch):
    """A page of the guide, with the notice from a Dutch paper, after an edition with other words in it."""
    speak(monkeypatch)
    notice, regulator = make_source("notice", **DUTCH), make_source("regulator", title="What we found")
    before = drafts.from_document(make_guide(sources=[notice | {"title": "Hoe u weigert"}, regulator]))
    publishing.publish(before, by=None, note="The first.")
    claims = [claim | {"sources": ["regulator"]} for claim in make_claims()]
    publishing.publish(
        drafts.from_document(make_guide(sources=[notice, regulator], claims=claims)), by=None, note="More."
    )
    translate(before)
    return lambda path: " ".join(Client().get(path).content.decode().split())


@pytest.mark.parametrize("path", ["sources/", "polski/sources/", "changes/", "polski/changes/"])
def test_words_of_a_source_in_another_language_than_the_page_are_marked(read, path):
    page = read(f"/chatter/{path}")
    assert 'lang="nl">Hoe u bezwaar maakt' in re.sub(r"</?(ins|del)>", "", page)
    assert ('<span lang="en">What we found</span>' in page) == ("polski" in path)


def test_a_sheet_of_paper_marks_the_publishers(read):
    sheet = read("/chatter/polski/uk/handout/")
    assert '<span lang="en">Chatter</span>' in sheet


def test_sources_that_a_statement_had_and_has_are_marked_where_they_are_of_one_language(read):
    assert '„<span lang="en"><ins>Chatter: What we found</ins></span>”' in read("/chatter/polski/changes/")


def test_one_line_on_a_group_marks_the_source_within_its_sentence(read):
    guide = marked(make_guide(sources=[make_source("notice", **DUTCH), make_source("regulator")]))
    group = [claim.model_copy(update={"sources": ("notice",), "certainty": "several"}) for claim in guide.claims[:2]]
    line = from_where({"guide": guide, "day": EVE}, group)
    assert (
        line.words
        == 'All from “<span lang="nl">Hoe u bezwaar maakt</span>” (<span lang="nl">De Krant, gezien als kopie</span>).'
    )
    assert from_where({"guide": guide.model_copy(update={"language": "nl"}), "day": EVE}, group) == line


def test_in_its_own_language_a_source_has_no_mark():
    guide = marked(make_guide(sources=[make_source("notice", **DUTCH), make_source("regulator")]))
    in_dutch = Translation("nl", {}).localise(guide)
    assert [type(source.title) for source in in_dutch.sources] == [str, InLanguage]


def test_the_language_is_in_the_text_of_the_guide_and_in_its_data():
    guide = make_guide(sources=[make_source("notice", **DUTCH), make_source("regulator")])
    assert from_yaml(to_yaml(guide)) == guide
    assert '"nl"' in json.dumps(to_data(Translation("pl", {}).localise(guide)))

"""A step in other words for some regions: in the document, on every page, and at the desk."""

import html

import pytest

from guides.document import diff, translation
from guides.document.types import DocumentError
from guides.document.validation import examine, parse
from guides.document.yaml_format import from_yaml, to_yaml
from guides.editing import drafts, wording
from guides.editing.look_again import candidates
from guides.history import change_log
from guides.models import Edition, Step
from tests.support.admin_forms import place, save
from tests.support.editing import fresh, publish_document
from tests.support.factories import make_data, make_guide
from tests.support.guide_edits import step
from tests.support.pages import text

EU = {"regions": ["eu"], "title": "Object to it", "outcome": "You have objected", "tick": "I have objected"}


def with_variants(*variants, name="switch-off", **changes):
    data = make_data()
    step(data, name).update(changes, variants=[dict(each) for each in variants])
    return data


def reasons(data):
    with pytest.raises(DocumentError) as refused:
        parse(data)
    return [str(problem) for problem in refused.value.problems]


# --- the document ----------------------------------------------------------------------------


def test_a_region_reads_its_own_words_and_the_others_those_of_everywhere():
    document = parse(with_variants(EU))
    there, here = (document.steps_in(region)[0] for region in ("eu", "uk"))
    assert (there.title, there.once_done, there.tick) == ("Object to it", "You have objected", "I have objected")
    assert there.summary == here.summary == "Summary of switch-off."
    assert (here.title, here.tick, here.variants) == ("Title of switch-off", "Tick of switch-off", ())


def test_without_an_outcome_of_its_own_a_region_with_another_title_is_told_that():
    document = parse(with_variants({"regions": ["eu"], "title": "Object to it"}))
    assert document.steps_in("eu")[0].once_done == "Object to it"


@pytest.mark.parametrize(
    ("variants", "reason"),
    [
        ([EU, EU | {"regions": ["uk", "eu"]}], "step switch-off › variants: has words for “eu” twice; keep one"),
        ([{"title": "Other"}], "step switch-off › variants: has words for no region; name the regions"),
        ([{"regions": ["eu"]}], "step switch-off › variants: says nothing else for “eu”; write what differs"),
        ([EU | {"regions": ["mars"]}], "step switch-off › regions: there is no region “mars” in this guide"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(variants, reason):
    assert reasons(with_variants(*variants)) == [reason]


def test_words_for_a_region_in_which_the_step_is_not_are_refused():
    (reason,) = reasons(with_variants(EU, name="object"))
    assert reason == "step object › variants: has words for “eu”, where the step is not; take them out"


def test_a_guide_with_a_region_that_is_not_there_can_be_shown_without_it():
    shown = examine(with_variants(EU | {"regions": ["mars", "eu"]})).guide
    assert shown.steps[0].variants[0].regions == ("eu",)


def test_yaml_gives_the_same_back():
    document = parse(with_variants(EU))
    assert from_yaml(to_yaml(document)) == document


def test_the_words_are_translated_and_the_rest_is_marked_as_english():
    document = parse(with_variants(EU))
    assert ("variant.title", "Object to it") in [entry.key for entry in translation.entries(document)]
    words = {("variant.title", "Object to it"): "Widersprechen", ("step.title", "Title of switch-off"): "Abschalten"}
    german = translation.Translation("de", words).localise(document)
    assert german.steps_in("eu")[0].title == "Widersprechen"
    assert german.steps_in("uk")[0].title == "Abschalten"
    assert isinstance(german.steps_in("eu")[0].tick, translation.InEnglish)


# --- what changed ----------------------------------------------------------------------------


def test_a_change_is_said_in_words_and_concerns_its_regions_only():
    old, new = parse(make_data()), parse(with_variants(EU))
    (said,) = wording.changes(old, new)
    assert said.now == ("EU: title “Object to it”; outcome “You have objected”; words beside the box “I have objected”")
    (told,) = change_log.tell(old, new)
    assert told.regions == {"eu"}


def test_only_readers_in_that_region_have_a_changed_step():
    (touched,) = diff.touched_steps(parse(make_data()), parse(with_variants(EU)))
    assert touched.regions == ("eu",)
    document = parse(with_variants(EU))
    edition = Edition(document=make_data())
    (candidate,) = candidates(document, edition)
    assert [region.slug for region in candidate.regions] == ["uk", "eu", "world"]


# --- the pages -------------------------------------------------------------------------------

PAGES = ["/chatter/{}/", "/chatter/{}/handout/", "/chatter/{}/steps/switch-off/report/", "/api/guides/chatter/{}.json"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_every_page_of_a_region_says_its_words(client, address):
    publish_document(parse(with_variants(EU)))
    there, here = (html.unescape(text(client.get(address.format(region)))) for region in ("eu", "uk"))
    words = "You have objected" if "handout" in address else "Object to it"
    assert words in there
    assert words not in here
    other = "Title of switch-off"
    assert other in here
    assert other not in there


@pytest.mark.django_db
def test_ticked_it_says_what_is_true_there(client):
    publish_document(parse(with_variants(EU)))
    client.cookies["chatter.switch-off"] = "1"
    assert "You have objected: you said so" in text(client.get("/chatter/eu/"))
    assert "You have objected" not in text(client.get("/chatter/uk/"))


# --- the desk --------------------------------------------------------------------------------


def test_an_editor_writes_them_in_the_form_of_the_step(ann, guide):
    row = Step.objects.get(slug="switch-off")
    typed = "eu\ntitle: Object to it\n\nuk, world\nTick:  It is off here "
    assert save(ann, place(row), variants=typed).status_code == 302
    first, second = drafts.to_document(guide).step("switch-off").variants
    assert (first.regions, first.title) == (("eu",), "Object to it")
    assert (second.regions, second.tick) == (("uk", "world"), "It is off here")
    page = html.unescape(text(ann.get(place(row))))
    assert "eu\ntitle: Object to it\n\nuk, world\ntick: It is off here" in page
    assert save(ann, place(row)).status_code == 302
    assert len(drafts.to_document(guide).step("switch-off").variants) == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("eu\nheading: Object", "“heading: Object” is not understood."),
        ("title: Object", "“title: Object” is not understood."),
        ("eu\ntitle: A\n\neu\ntitle: B", "Has words for “eu” twice; keep one."),
        ("eu", "Says nothing else for “eu”; write what differs."),
        ("mars\ntitle: A", "This guide has no region with the short name “mars”."),
        (f"eu\ntitle: {'x' * 201}", "1, “title”: is too long; shorten it to 200 characters."),
    ],
)
def test_the_form_says_what_is_wrong(ann, guide, typed, said):
    response = save(ann, place(Step.objects.get(slug="switch-off")), variants=typed)
    assert response.status_code == 200
    assert said in html.unescape(text(response))


def test_loading_writes_the_row_and_reading_gives_it_back(guide):
    document = parse(with_variants(EU))
    drafts.from_document(document)
    assert drafts.to_document(fresh(guide)) == document
    drafts.from_document(make_guide())
    assert drafts.to_document(fresh(guide)) == make_guide()

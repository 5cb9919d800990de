"""A source that is not in the list yet is made on the page of the statement that rests on it, in the same save."""

import re

import pytest
from django.contrib.admin.models import LogEntry

from guides.editing import drafts
from guides.models import Authority, Claim, Event, Label, Region, Rumour, Source, Step
from tests.support.admin_forms import Fields, faults, place, save
from tests.support.desk import signed_in
from tests.support.factories import make_event, make_guide, make_rumour
from tests.support.pages import text

KINDS = (Claim, Event, Rumour, Label, Authority)
TITLE, ADDRESS = "Notes on the switch", "https://news.example/switch"


def typed(prefix="", **changes):
    said = {"title": TITLE, "publisher": "The News", "dated": "3 May 2025", "url": ADDRESS} | changes
    return {f"{prefix}new_source_{name}": value for name, value in said.items()}


@pytest.fixture
def guide(db):
    return drafts.from_document(make_guide(events=[make_event()], rumours=[make_rumour()]))


@pytest.fixture
def desk(guide, editor):
    return signed_in(editor)


@pytest.mark.parametrize("model", KINDS)
def test_it_is_made_and_named_in_one_save(desk, guide, model):
    row = model.objects.first()
    before = set(row.sources.all())
    response = save(desk, place(row), certainty="several", **typed())
    assert response.status_code == 302
    source = Source.objects.get(title=TITLE)
    assert (source.guide, source.slug, source.url) == (guide, "the-news-notes-on-the-switch", ADDRESS)
    assert set(row.sources.all()) == {*before, source}
    assert LogEntry.objects.filter(object_id=str(source.pk), object_repr=str(source), action_flag=1).exists()
    assert "Sources" in str(LogEntry.objects.get(object_id=str(row.pk), action_flag=2))
    assert f"“{source}” was added" in text(desk.get("/admin/"))


@pytest.mark.parametrize(("typed_in", "kept"), [("", "en"), ("nl", "nl")])
def test_its_language_is_english_unless_another_is_given(desk, guide, typed_in, kept):
    save(desk, place(Claim.objects.first()), certainty="several", **typed(language=typed_in))
    assert Source.objects.get(title=TITLE).language == kept


def test_a_language_that_is_no_code_is_refused_in_its_box(desk, guide):
    response = save(desk, place(Claim.objects.first()), certainty="several", **typed(language="Dutch, mostly"))
    assert "new_source_language" in faults(response)
    assert not Source.objects.filter(title=TITLE).exists()


def test_a_new_claim_with_a_new_source_takes_one_page(desk, guide):
    new = {"topic": "used", "text": "New.", "is_everywhere": "on", "is_on_every_device": "on"}
    assert save(desk, "/admin/guides/claim/add/", **new, **typed()).status_code == 302
    assert [source.title for source in Claim.objects.get(text="New.").sources.all()] == [TITLE]


def test_two_walkthroughs_may_name_the_same_new_source(desk, guide):
    step = Step.objects.get(slug="switch-off")
    ways = [{"devices": [device], "is_everywhere": "on", "certainty": "one"} for device in ("iphone", "android")]
    data = {f"walkthroughs-{n}-{k}": v for n, way in enumerate(ways, 3) for k, v in (way | typed()).items()}
    response = save(desk, place(step), **data, **{"walkthroughs-TOTAL_FORMS": "5"})
    assert response.status_code == 302, faults(response)
    source = Source.objects.get(title=TITLE)
    assert [way.devices for way in source.walkthrough_set.order_by("pk")] == [["iphone"], ["android"]]


def test_a_new_step_may_have_a_walkthrough_with_a_new_source(desk, guide):
    said = dict.fromkeys(("title", "outcome", "tick", "summary"), "More")
    step = {"guide": guide.pk, "slug": "more", "is_everywhere": "on"} | said
    way = {"devices": ["iphone"], "is_everywhere": "on", "certainty": "one"} | typed()
    data = step | {f"walkthroughs-0-{name}": value for name, value in way.items()}
    response = save(desk, "/admin/guides/step/add/", **data, **{"walkthroughs-TOTAL_FORMS": "1"})
    assert response.status_code == 302, faults(response)
    assert Source.objects.get(title=TITLE).guide == guide


def test_what_is_wrong_with_it_is_said_at_its_field_and_nothing_is_lost(desk, guide):
    claim, number = Claim.objects.first(), Source.objects.count()
    known = Source.objects.exclude(url="").first()
    wrong = typed(title="", dated="3 May 2035", url="http://news.example", slug=known.slug)
    response = save(desk, place(claim), text="A new wording.", certainty="several", **wrong)
    assert faults(response) == {
        "new_source_title": "Fill in “Title of the new source”.",
        "new_source_dated": "Is in the future; correct the day.",
        "new_source_url": "Must be a whole address that begins with https://.",
        "new_source_slug": "Another one of this guide has this short name already. Choose another.",
    }
    assert Fields(text(response)).data.items() >= {name: [value] for name, value in wrong.items()}.items()
    assert Source.objects.count() == number
    response = save(desk, place(claim), certainty="several", **typed(url=known.url))
    assert f"“{known}” has this address" in faults(response)["new_source_url"]


def test_it_counts_among_the_sources_of_the_statement(desk, guide):
    response = save(desk, place(Claim.objects.first()), certainty="one", **typed())
    assert "2 are named" in faults(response)["certainty"]


def test_what_was_pasted_is_cleaned(desk, guide):
    save(desk, place(Claim.objects.first()), certainty="several", **typed(title="Notes\u00ad on\u00a0the  switch"))
    assert Source.objects.filter(title=TITLE).exists()


@pytest.mark.parametrize("model", [*KINDS, Step, Region, Source])
def test_no_form_opens_another_window(desk, model):
    assert "_popup" not in text(desk.get(place(model.objects.first())))


def test_nor_does_that_of_a_person(desk, editor):
    page = text(desk.get(f"/admin/auth/user/{editor.pk}/change/"))
    assert 'name="groups"' in page
    assert "_popup" not in page


def test_without_javascript_every_source_of_the_guide_can_be_chosen(desk, guide):
    page = text(desk.get(place(Claim.objects.first())))
    offered = re.search(r'<select name="sources".*?</select>', page, re.DOTALL)[0]
    assert set(re.findall(r'value="(\d+)"', offered)) == {str(pk) for pk in guide.sources.values_list("pk", flat=True)}


def test_nor_is_a_walkthrough_out_of_reach_without_it(desk, guide):
    step = Step.objects.get(slug="look-again")
    page = text(desk.get(place(step)))
    assert re.search(r'<noscript><p><a href="\?more=1">', page)
    number = step.walkthroughs.count()
    assert f'name="walkthroughs-{number}-trail"' not in page
    way = {"devices": ["iphone"], "is_everywhere": "on", "certainty": "one"} | typed()
    data = {f"walkthroughs-{number}-{name}": value for name, value in way.items()}
    assert f'name="walkthroughs-{number}-trail"' in text(desk.get(f"{place(step)}?more=1"))
    assert save(desk, f"{place(step)}?more=1", **data).status_code == 302
    assert step.walkthroughs.count() == number + 1
    assert save(desk, f"{place(step)}?more=1").status_code == 302
    assert step.walkthroughs.count() == number + 1


def test_a_guide_is_in_a_language_that_the_site_knows(desk, guide):
    assert "The site knows these: en, " in faults(save(desk, place(guide), language="xx"))["language"]
    assert save(desk, place(guide), language="de").status_code == 302

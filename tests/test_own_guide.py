"""Every choice at the desk is one of its own guide: in forms, in what they find, in filters, and in what is stored."""

import html
import json
import re

import pytest

from guides.document.types import DocumentError
from guides.editing import drafts, publishing
from guides.models import Authority, Claim, Event, Label, Region, Rumour, Source, Step
from tests.support.admin_forms import faults, place, save
from tests.support.desk import signed_in
from tests.support.editing import member
from tests.support.factories import make_event, make_guide, make_rumour
from tests.support.pages import text

ASKED = "app_label=guides&model_name=claim&field_name=sources&term="
PARTS = (Step, Claim, Label, Event, Rumour, Authority)


@pytest.fixture
def ours(db):
    return drafts.from_document(make_guide(slug="ours", product="Ours", events=[make_event()], rumours=[make_rumour()]))


@pytest.fixture
def theirs(db):
    return drafts.from_document(
        make_guide(slug="theirs", product="Theirs", events=[make_event()], rumours=[make_rumour()])
    )


@pytest.fixture
def desk(ours, theirs, editor):
    return signed_in(editor)


def of(model, guide):
    return model.objects.filter(**{"region__guide" if model is Authority else "guide": guide}).order_by("pk").first()


def start(model):
    return f"/admin/guides/{model._meta.model_name}/"


def offered(page, name):
    """The values of a choice in a form, of a list or of boxes."""
    of_list = re.search(rf'<select name="{name}".*?</select>', page, re.DOTALL)
    values = re.findall(r'<option value="(\d+)"', of_list[0]) if of_list else []
    return {*values, *re.findall(rf'<input type="checkbox" name="{name}" value="(\d+)"', page)}


def pks(rows):
    return {str(row.pk) for row in rows}


def options(page, name):
    """The words of a choice in a form."""
    of_list = re.search(rf'<select name="{name}".*?</select>', page, re.DOTALL)[0]
    return [html.unescape(words) for words in re.findall(r"<option[^>]*>([^<]*)</option>", of_list)]


def results(desk, page):
    """What the box for sources finds, by the address that stands in it."""
    url = html.unescape(re.search(r'data-ajax--url="([^"]+)"', page)[1])
    return json.loads(desk.get(f"{url}&{ASKED}").content)["results"]


def searched(desk, page):
    return {row["id"] for row in results(desk, page)}


# --- what is offered ---------------------------------------------------------------------------


@pytest.mark.parametrize("model", PARTS)
def test_a_form_offers_what_is_of_its_guide(desk, ours, model):
    page = text(desk.get(place(of(model, ours))))
    assert offered(page, "regions") in (set(), pks(ours.regions.all()))
    assert offered(page, "walkthroughs-0-regions") in (set(), pks(ours.regions.all()))
    assert offered(page, "region") in (set(), pks(ours.regions.all()))
    assert offered(page, "step") in (set(), pks(ours.steps.all()))
    assert searched(desk, page) == pks(ours.sources.all())


@pytest.mark.parametrize("model", PARTS)
def test_a_new_one_asks_first_for_which_guide_and_then_does_the_same(desk, ours, theirs, model):
    page = text(desk.get(f"{start(model)}add/?_changelist_filters=q%3Dx"))
    assert "Which guide is this for?" in page
    links = [html.unescape(link) for link in re.findall(r'<li><a href="(\?[^"]+)">', page)]
    assert links == [f"?_changelist_filters=q%3Dx&guide={guide.pk}" for guide in (ours, theirs)]
    page = text(desk.get(f"{start(model)}add/{links[0]}"))
    assert offered(page, "guide") in (set(), {str(ours.pk)})
    assert offered(page, "regions") | offered(page, "region") in (set(), pks(ours.regions.all()))
    assert searched(desk, page) == pks(ours.sources.all())


def test_the_list_that_led_there_says_which_guide(desk, theirs):
    page = text(desk.get(f"{start(Claim)}add/?_changelist_filters=guide__id__exact%3D{theirs.pk}"))
    assert offered(page, "guide") == {str(theirs.pk)}
    region = theirs.regions.first()
    page = text(desk.get(f"{start(Authority)}add/?_changelist_filters=region__id__exact%3D{region.pk}"))
    assert offered(page, "region") == pks(theirs.regions.all())


def test_with_a_single_guide_nobody_is_asked(desk, ours, theirs):
    theirs.delete()
    assert offered(text(desk.get(f"{start(Claim)}add/")), "guide") == {str(ours.pk)}


def test_the_box_finds_nothing_as_long_as_no_guide_is_known(desk):
    assert json.loads(desk.get(f"/admin/guides/source/offered/?{ASKED}").content)["results"] == []


def test_what_has_the_same_words_is_told_apart_by_its_short_name(ours):
    """Two policies of one company, say, or a step that only some readers may skip."""
    desk = signed_in(member("boss", "Approvers"))
    ours.sources.update(title="Notice")
    ours.steps.filter(slug__in=["switch-off", "object"]).update(title="Say no")
    page = text(desk.get(f"{start(Claim)}add/?guide={ours.pk}"))
    both = ["Chatter: Notice (notice)", "Chatter: Notice (regulator)"]
    assert options(page, "sources") == both
    assert options(page, "step") == [
        "---------",
        "Say no (switch-off)",
        "Title of look-again",
        "Title of tidy-up",
        "Say no (object)",
    ]
    assert sorted(row["text"] for row in results(desk, page)) == both
    several = text(desk.get(f"/admin/guides/guide/{ours.pk}/claims/"))
    assert "Say no (object)" in several
    assert both[1] in several
    assert "Say no (object)" in options(text(desk.get(f"{start(Step)}add/?guide={ours.pk}")), "after")
    assert "Say no (object)" in text(desk.get(f"/admin/guides/guide/start/?from={ours.pk}"))


@pytest.mark.parametrize(
    "query", ["variants=eu", "variants=title: a", "question=Why?", "devices=toaster", "more=99999"]
)
def test_an_address_fills_in_what_it_can_and_never_breaks_the_form(desk, ours, query):
    page = text(desk.get(f"{start(Step)}add/?guide={ours.pk}&{query}"))
    assert offered(page, "guide") == {str(ours.pk)}


@pytest.mark.parametrize("model", [Step, Claim, Event, Rumour, Authority])
def test_a_filter_names_the_guide_or_offers_its_own(desk, ours, model):
    guide = "region__guide__id__exact" if model is Authority else "guide__id__exact"
    page = text(desk.get(start(model)))
    assert ">Ours: UK<" in page.replace("\n", "")
    assert ">Theirs: UK<" in page
    page = text(desk.get(f"{start(model)}?{guide}={ours.pk}"))
    assert "Theirs: UK" not in page
    chosen = {int(pk) for pk in re.findall(r"region(?:s)?__id__exact=(\d+)", page)}
    assert chosen == set(ours.regions.values_list("pk", flat=True))


@pytest.mark.parametrize("model", [*PARTS, Region, Source])
def test_a_list_says_of_each_row_to_which_guide_it_belongs_if_there_are_several(desk, theirs, model):
    guides = re.findall(r'class="field-guide[^>]*>(?:<a[^>]*>)?([^<]*)', text(desk.get(start(model))))
    assert set(guides) == {"Ours", "Theirs"}


@pytest.mark.parametrize("model", [Claim, Authority])
def test_save_and_add_another_stays_with_the_guide(desk, theirs, model):
    response = save(desk, place(of(model, theirs)), _addanother="1")
    assert response["Location"] == f"{start(model)}add/?guide={theirs.pk}"


# --- what is taken -----------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["regions", "sources", "step"])
def test_a_form_takes_nothing_of_another_guide(desk, ours, theirs, field):
    claim = Claim.objects.get(guide=ours, slug="why-switch-off" if field == "step" else "soon")
    stranger = getattr(theirs, f"{field.removesuffix('s')}s").first()
    assert "belongs to another guide" in faults(save(desk, place(claim), **{field: stranger.pk}))[field]


def test_nor_does_that_of_a_walkthrough_or_a_new_part(desk, ours, theirs):
    region, source = theirs.regions.first(), theirs.sources.first()
    step = ours.steps.get(slug="look-again")
    sent = {"walkthroughs-0-regions": [region.pk], "walkthroughs-0-is_everywhere": []}
    assert "belongs to another guide" in faults(save(desk, place(step), **sent))["regions"]
    new = {"topic": "used", "text": "New.", "is_everywhere": "on", "is_on_every_device": "on", "sources": source.pk}
    response = save(desk, f"{start(Claim)}add/?guide={ours.pk}", **new)
    assert "belongs to another guide" in faults(response)["sources"]


# --- what is stored ----------------------------------------------------------------------------


def test_what_is_stored_all_the_same_is_a_fault_though_its_slug_is_the_same(ours, theirs):
    region, source, step = theirs.regions.get(slug="uk"), theirs.sources.get(slug="notice"), theirs.steps.first()
    of(Authority, ours).sources.set([source])
    of(Label, ours).sources.set([source])
    claim = Claim.objects.get(guide=ours, slug="why-switch-off")
    Claim.objects.filter(pk=claim.pk).update(step=step, is_everywhere=False)
    claim.regions.set([region])
    ours.steps.get(slug="look-again").walkthroughs.get().sources.set([source])
    with pytest.raises(DocumentError) as refusal:
        drafts.to_document(ours)
    assert [str(problem).partition(" belongs")[0] for problem in refusal.value.problems] == [
        "region uk › authorities: GB: “Chatter: Privacy notice”",
        "step look-again › walkthroughs: the one for computer, iphone, android, phone “Chatter: Privacy notice”",
        "claim why-switch-off › regions: “UK”",
        "claim why-switch-off › step: “Title of switch-off”",
        "label de › sources: “Chatter: Privacy notice”",
    ]
    with pytest.raises(publishing.NotReadyError, match="belongs to another guide; choose one of this guide"):
        publishing.publish(ours, by=None, note="Mixed.")


def test_rows_of_another_guide_are_left_out_of_every_search_but_that_of_the_list(desk):
    assert text(desk.get(start(Source))).count("Privacy notice") >= 2
    assert text(desk.get(start(Region))).count(">UK<") == 2

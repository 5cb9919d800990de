"""The parts of an objection at the desk: written, ordered, guarded, found, and refused where they could not be true."""

import html

import pytest

from guides.editing import drafts
from guides.models import Edition, Ground, Paragraph, Purpose, Recourse, Region, Source
from tests.support.admin_forms import Fields, faults, place, save
from tests.support.editing import published_once
from tests.support.factories import make_letters
from tests.support.pages import text

KINDS = [Recourse, Purpose, Ground, Paragraph]


@pytest.fixture(scope="module")
def first_edition(django_db_setup, django_db_blocker):
    with published_once(django_db_blocker, **make_letters()):
        yield


def page_of(desk, path):
    response = desk.get(path)
    assert response.status_code == 200
    return html.unescape(text(response))


@pytest.mark.parametrize("model", KINDS)
def test_the_page_of_the_guide_and_its_workspace_lead_to_the_list_and_to_a_new_one(ann, guide, model):
    path = f"/admin/guides/{model._meta.model_name}/?guide__id__exact={guide.pk}"
    assert f'href="{path}"' in page_of(ann, place(guide))
    assert f'href="{path}"' in page_of(ann, place(guide, "workspace"))
    assert str(model.objects.first()) in page_of(ann, path)
    assert f"/admin/guides/{model._meta.model_name}/add/?" in page_of(ann, place(guide, "workspace"))


@pytest.mark.parametrize("model", KINDS)
def test_what_is_saved_as_it_was_changes_nothing(ann, guide, model):
    for row in model.objects.all():
        assert save(ann, place(row)).status_code == 302
    assert drafts.read(guide).says_the_same_as(Edition.objects.latest_of(guide))


def test_a_paragraph_says_to_whom_it_is_given(ann, guide):
    row = Paragraph.objects.get(slug="keep")
    changes = {"rights": ["objection", "breach"], "places": "DE\r\nFR", "account": "without", "wish": "restriction"}
    assert save(ann, place(row), **changes, text="Dear {controller}").status_code == 302
    (part,) = [each for each in drafts.to_document(guide).letters if each.slug == "keep"]
    assert (part.rights, part.places) == (("objection", "breach"), ("DE", "FR"))
    assert (part.account, part.wish, part.text) == ("without", "restriction", "Dear {controller}")


@pytest.mark.parametrize(
    ("model", "slug", "changes", "reason"),
    [
        (Paragraph, "to", {"text": "Dear {nobody}"}, "Has the blank “nobody”, which nobody fills in"),
        (Paragraph, "to", {"text": "Dear {name"}, "Has a brace that belongs to no blank"),
        (Purpose, "training", {"text": "{use}"}, "Has the blank “use”, which nobody fills in"),
        (Ground, "clients", {"sentence": "I … am"}, "Has “…” before its end"),
        (Ground, "clients", {"sentence": "I, {name}, am"}, "Has a blank; a reason has none"),
        (Ground, "clients", {"sentence": "I {{ am }} …"}, "Has a brace that belongs to no blank"),
        (Recourse, "object", {"answer_days": "10"}, "Give months or days, as the law counts"),
        (Recourse, "none", {"extension_months": "2"}, "This extends nothing."),
        (Recourse, "object", {"places": "Bavaria"}, "Use the code of a country, or of a part of one"),
        (Recourse, "object", {"form_url": "http://chatter.example/"}, "https://"),
    ],
)
def test_what_cannot_be_true_is_refused_at_its_field(ann, model, slug, changes, reason):
    row = model.objects.get(slug=slug)
    assert reason in " ".join(faults(save(ann, place(row), **changes)).values())
    row.refresh_from_db()
    assert all(str(getattr(row, name)) != value for name, value in changes.items())


def test_a_new_one_is_called_after_its_words(ann, guide):
    source = guide.sources.first()
    said = {"label": "My health", "sentence": "I am ill …", "is_everywhere": "on", "sources": [source.pk]}
    path = f"/admin/guides/ground/add/?guide={guide.pk}"
    assert save(ann, path, **said, slug="", certainty="one", to_check="on").status_code == 302
    row = Ground.objects.get(slug="my-health")
    assert row.to_check
    one_more = save(ann, place(row), _alike="on")["Location"]
    assert Fields(page_of(ann, one_more)).data["to_check"] == ["on"], "one more like it is to be checked, too"
    assert row.get_absolute_url().startswith("/chatter/")


def test_a_region_and_a_source_on_which_they_rest_cannot_be_deleted(ann, guide):
    source = Source.objects.create(guide=guide, slug="only", title="Only this", publisher="X", dated="2025")
    ground = Ground.objects.get(slug="plain")
    ground.sources.set([source])
    ground.is_everywhere = False
    ground.save()
    region = Region.objects.create(guide=guide, slug="moon", name="Moon", place="on the Moon", covers="All of it.")
    ground.regions.set([region])
    for row in (source, region):
        page = page_of(ann, place(row, "delete"))
        assert f'<a href="{place(ground)}">{ground}</a>' in page
        ann.post(place(row, "delete"), {"post": "yes"})
        assert type(row).objects.filter(pk=row.pk).exists()


def test_they_are_moved_among_those_of_the_same_text(ann, guide):
    ann.post(place(Paragraph.objects.get(slug="who"), "move", "up"))
    letter = Paragraph.objects.filter(piece="letter").values_list("slug", flat=True)
    assert list(letter)[:2] == ["who", "to"]


def test_they_are_found_by_their_words_and_replaced(ann, guide):
    assert Paragraph.objects.filter(text__contains="Leave my account").count() == 1
    page = page_of(ann, f"/admin/guides/guide/{guide.pk}/find/?old=Leave my account&new=Keep my account")
    assert "Keep my account" in page
    assert "Leave my account as it is." in page_of(ann, "/admin/guides/paragraph/?q=Leave+my")


def test_an_authority_says_what_a_complaint_needs(ann, guide):
    authority = guide.regions.get(slug="uk").authorities.get()
    changes = {"asks_first": "true", "contents": "The dates, and what was answered."}
    assert save(ann, place(authority), **changes).status_code == 302
    (part,) = drafts.to_document(guide).region("uk").authorities
    assert (part.asks_first, part.contents) == (True, "The dates, and what was answered.")


def test_the_list_says_where_and_what_is_to_be_checked(ann, guide):
    Recourse.objects.filter(slug="suspend").update(to_check=True)
    page = page_of(ann, "/admin/guides/recourse/")
    assert '<td class="field-there">KR</td>' in page
    assert page.count('<td class="field-held">yes</td>') == 1
    assert page.count('<td class="field-held">–</td>') == 2

"""What the desk says of what it refuses: by the name on the screen, with the way out, and all of it at once.

Every box on every page that edits a draft is found by asking the models; one added later is tried as well.
"""

import html
import re

import pytest
from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client, RequestFactory

from guides.admin.edit_conflicts import EditConflictAdmin
from guides.admin.forms import PartForm
from guides.editing import drafts
from guides.models import Claim, Guide, Region, Source, Step
from guides.models.fields import LinesFormField
from tests.support.admin_forms import Fields, place, save
from tests.support.editing import published_once
from tests.support.factories import make_event, make_guide, make_letters, make_rumour
from tests.support.pages import text, unescaped

DESK = {model: page for model, page in admin.site._registry.items() if isinstance(page, EditConflictAdmin)}
# What a form says by itself, a programmer's words, and what leaves no way out.
FOREIGN = re.compile(
    r"valid JSON|“slug”|underscore|retype|This field|Ensure this|Select a valid|Enter a |Constraint|already exists|"
    r"Correct the|pattern|None|\bpk\b|{|}|%\("
)
BAD = {
    forms.DateField: ["2025-02-30", "3 Nov", "soon"],
    forms.IntegerField: ["0", "10000", "many", ""],
    forms.URLField: ["http://chatter.example/", "chatter", "https://", "javascript:alert(1)"],
    forms.EmailField: ["nobody", "a@b", "x" * 300],
    forms.SlugField: ["Two words", "under_score", "ä", "-x", ""],
    forms.ModelMultipleChoiceField: [["999999"], ["x"]],
    forms.ModelChoiceField: ["999999", "x"],
    forms.MultipleChoiceField: [["fridge"]],
    forms.ChoiceField: ["fridge"],
    LinesFormField: ["Bad\u3164\nAlso\u202e bad", "x" * 1001, "\n".join("a" * 61)],
    forms.CharField: ["", "x" * 1001, "Unseen \u3164 letter", "Turned \u202e round"],
}


@pytest.fixture(scope="module", autouse=True)
def _published(django_db_setup, django_db_blocker):
    with published_once(django_db_blocker):
        with django_db_blocker.unblock():
            more = {"events": [make_event()], "rumours": [make_rumour()]}
            drafts.from_document(make_guide(**more, **make_letters()))
        yield


@pytest.fixture
def desk(db):
    browser = Client()
    browser.force_login(User.objects.create_superuser("editor"))
    return browser


def bad(field):
    return next((values for kind, values in BAD.items() if isinstance(field, kind)), [])


def refused(page):
    """What stands in the list above the form: the name of a box, and why it is refused."""
    listed = re.search(r'<section class="errornote" id="faults".*?</section>', page, re.DOTALL)[0]
    found = re.findall(r"<li>(?:<a href=\"#([^\"]+)\">)?([^<]+?)(?:</a>)?: (.*?)</li>", listed, re.DOTALL)
    return [tuple(map(html.unescape, fault)) for fault in found]


def pages():
    """A form for each part of a draft: one that is there, and a new one."""
    for model in DESK:
        name = model._meta.model_name
        yield pytest.param(model, "", id=f"{name} changed")
        yield pytest.param(model, f"/admin/guides/{name}/add/", id=f"{name} new")


@pytest.mark.parametrize(("model", "new"), pages())
def test_every_box_says_what_is_wrong_by_its_name_and_all_at_once(desk, model, new):
    path = new or place(model.objects.first())
    boxes = boxes_of(model, None if new else model.objects.first())
    sent = Fields(text(desk.get(path))).data
    for turn in range(max(len(bad(field)) for field in boxes.values())):
        tried = {box: bad(field)[turn] for box, field in boxes.items() if turn < len(bad(field))}
        answer = desk.post(path, sent | tried)
        assert answer.status_code == 200, tried
        page = text(answer)
        faults = refused(page)
        at_boxes = re.findall(r'<ul class="errorlist" id="(id_[^"]+)_error"', page)
        assert {place for place, _name, _why in faults if place} >= set(at_boxes)
        names = {f"id_{box}": str(field.label) for box, field in boxes.items()}
        for at, name, why in faults:
            assert not FOREIGN.search(why), (name, why)
            assert re.search(r"[.!]$", why), (name, why)
            assert not at or at not in names or name.split(" › ")[-1].lower() == names[at].lower()
            assert not at or f'id="{at}"' in page or f'name="{at.removeprefix("id_")}"' in page


def boxes_of(model, row):
    """Every box on the page of a row, with those of the first row that stands inline on it."""
    request = RequestFactory().get("/")
    request.user = User.objects.get(username="editor")
    found = {"": DESK[model].get_form(request, row).base_fields}
    for formset, _inline in DESK[model].get_formsets_with_inlines(request, row):
        found |= {f"{formset.get_default_prefix()}-0-": formset.form.base_fields} if row else {}
    return {
        f"{prefix}{name}": field
        for prefix, fields in found.items()
        for name, field in fields.items()
        if not field.widget.is_hidden
    }


def test_every_form_that_edits_a_draft_is_explained():
    for page in DESK.values():
        assert issubclass(page.form, PartForm)
        assert all(issubclass(inline.form, PartForm) for inline in page.inlines)


def test_all_entries_of_a_list_are_named_each_with_its_reason(desk):
    answer = save(desk, place(Region.objects.first()), countries="GB\nengland\nZ1", aliases="gb\nGreat Britain")
    whys = [why for _at, _name, why in refused(text(answer))]
    assert [why.partition(":")[0] for why in whys] == ["“england”", "“Z1”", "“Great Britain”"]


def test_a_name_that_is_taken_is_said_as_such(desk):
    guide = Guide.objects.get()
    new = {"guide": guide.pk, "slug": "notice", "title": "Another", "publisher": "Chatter", "dated": "2025"}
    page = unescaped(save(desk, "/admin/guides/source/add/", **new))
    assert "“Short name”: “notice” is taken in this guide. Choose another." in page


def test_what_was_cleaned_is_said_and_nothing_else_changes(desk):
    claim = Claim.objects.get(slug="essential")
    answer = save(desk, place(claim), text="One\u00ad switch,\u200b set  to\u00a0be **Off**.")
    assert answer.status_code == 302
    claim.refresh_from_db()
    assert claim.text == "One switch, set to be **Off**."
    said = unescaped(desk.get(answer["Location"]))
    assert "Cleaned in “Text”: soft hyphens, invisible characters, non-breaking spaces, double spaces." in said


def test_what_was_cleaned_is_said_too_where_something_else_is_refused(desk):
    step = Step.objects.get(slug="switch-off")
    page = unescaped(save(desk, place(step), title="", **{"walkthroughs-0-actions": "Open\tit.\nSet it  to **Off**."}))
    assert "Cleaned in “Actions”: tabs, double spaces." in page
    assert "Open it.\nSet it to **Off**." in page


@pytest.mark.parametrize("odd", ["**Off", "[words](http://chatter.example)", "{{ product }}", "%(product)s", "TODO"])
def test_a_mark_that_readers_would_see_is_asked_about(desk, odd):
    claim = Claim.objects.get(slug="essential")
    answer = save(desk, place(claim), text=f"Set it to {odd} now.")
    assert "In “Text” readers will see “" in unescaped(desk.get(answer["Location"]))
    again = save(desk, place(claim), checked_on="2026-11-21")
    assert "readers will see" not in unescaped(desk.get(again["Location"]))


def test_a_source_without_faults_says_nothing(desk):
    answer = save(desk, place(Source.objects.first()), dated="2026")
    assert "Cleaned" not in text(desk.get(answer["Location"]))

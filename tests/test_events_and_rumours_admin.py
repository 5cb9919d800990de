"""Events and rumours at the desk: written, moved, found due, missed when they lack a source, previewed, published."""

import datetime
import html
import re

import pytest
import time_machine
from django.test import Client

from guides.editing import drafts, publishing
from guides.models import Edition, Event, Guide, Rumour
from guides.serving import current_editions
from tests.support.admin_forms import DUE, Fields, confirm, faults, place, save
from tests.support.editing import published_once
from tests.support.factories import EVE, START, make_event, make_guide, make_rumour
from tests.support.pages import text

NEXT_DAY = datetime.datetime(2026, 12, 1, 12, 0, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def first_edition(django_db_setup, django_db_blocker):
    known = {
        "events": [make_event("start", effect="starts", regions=["uk"]), make_event("eve", happened_on=EVE)],
        "rumours": [make_rumour("late", words=["missed"]), make_rumour("photo"), make_rumour("uk", regions=["uk"])],
    }
    with published_once(django_db_blocker, **known):
        yield


@pytest.fixture
def guide(guide):
    current_editions.refresh()
    return guide


def page_of(desk, path):
    response = desk.get(path)
    assert response.status_code == 200
    return html.unescape(text(response))


# --- finding them ----------------------------------------------------------------------------


def test_the_page_of_the_guide_leads_to_its_events_and_rumours(ann, guide):
    page = page_of(ann, place(guide))
    for name in ("event", "rumour"):
        path = f"/admin/guides/{name}/?guide__id__exact={guide.pk}"
        assert f'href="{path}"' in page
        assert ann.get(path).status_code == 200


def test_events_are_listed_latest_first_and_have_nothing_to_move(ann):
    page = page_of(ann, "/admin/guides/event/")
    assert page.index("What happens: start.") < page.index("What happens: eve.")
    assert "/move/" not in page


def test_rumours_are_listed_in_the_order_of_the_page_and_move(ann, guide):
    ann.post(place(Rumour.objects.get(slug="photo"), "move", "up"))
    assert list(guide.rumours.values_list("slug", flat=True)) == ["photo", "late", "uk"]
    page = text(ann.get("/preview/chatter/rumours/"))
    assert re.findall(r'id="rumour-([\w-]+)"', page) == ["photo", "late", "uk"]


def test_they_are_found_by_their_words(ann):
    assert "What happens: start." in page_of(ann, "/admin/guides/event/?q=start")
    assert "What happens: eve." not in page_of(ann, "/admin/guides/event/?q=start")
    assert "One reads late." in page_of(ann, "/admin/guides/rumour/?q=missed")
    assert "One reads photo." not in page_of(ann, "/admin/guides/rumour/?q=missed")


@pytest.mark.parametrize(
    ("model", "slug", "path"),
    [
        (Event, "start", "/preview/chatter/timeline/#event-start"),
        (Rumour, "late", "/preview/chatter/rumours/#rumour-late"),
    ],
)
def test_each_leads_to_its_place_in_the_preview(ann, model, slug, path):
    assert f'<a href="{path}">Preview the draft</a>' in page_of(ann, place(model.objects.get(slug=slug)))
    page, _, anchor = path.partition("#")
    assert f'id="{anchor}"' in page_of(ann, page)


# --- writing them ----------------------------------------------------------------------------


def test_what_is_written_is_in_the_draft_and_published_with_it(ann, guide):
    changed = {"text": "It begins.", "precision": "month", "effect": "pauses", "happened_on": "2025-11-02"}
    assert save(ann, place(Event.objects.get(slug="start")), **changed).status_code == 302
    assert (
        save(ann, place(Rumour.objects.get(slug="late")), words="one\n\n opt-in ", verdict="disputed").status_code
        == 302
    )
    document = publishing.publish(Guide.objects.get(), by=None, note="Changed.").to_guide()
    event, rumour = document.events[0], document.rumours[0]
    assert (event.text, event.precision, event.effect, event.happened_on) == ("It begins.", "month", "pauses", EVE)
    assert (rumour.words, rumour.verdict) == (("one", "opt-in"), "disputed")
    assert Edition.objects.get(number=1).to_guide().events[0].text == "What happens: start."


@pytest.mark.parametrize(
    ("model", "changes", "field"),
    [
        (Event, {"text": "Two\u202ewords"}, "text"),
        (Event, {"happened_on": "soon"}, "happened_on"),
        (Event, {"precision": "week"}, "precision"),
        (Rumour, {"said": ""}, "said"),
        (Rumour, {"verdict": ""}, "verdict"),
        (Rumour, {"words": "one\ntwo words"}, "words"),
        (Rumour, {"words": "a" * 61}, "words"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(ann, model, changes, field):
    response = save(ann, place(model.objects.first()), **changes)
    assert response.status_code == 200
    assert list(faults(response)) == [field]


def test_a_short_name_is_there_once_and_stays(ann, guide):
    assert 'name="slug"' not in text(ann.get(place(Event.objects.get(slug="start"))))
    again = {"guide": guide.pk, "slug": "start", "happened_on": START, "text": "Again.", "certainty": "one"}
    response = save(ann, "/admin/guides/event/add/", **again)
    assert response.status_code == 200
    assert "is taken in this guide. Choose another." in html.unescape(text(response))


def test_two_editors_at_once_are_told(ann):
    row = Rumour.objects.get(slug="late")
    page = text(ann.get(place(row)))
    Rumour.objects.filter(pk=row.pk).update(right="Somebody else was here.")
    response = ann.post(place(row), Fields(page).data | {"right": "Mine."})
    assert response.status_code == 200
    assert "Somebody else was here." in html.unescape(text(response))


# --- keeping them true -----------------------------------------------------------------------


@pytest.mark.parametrize(("model", "words"), [(Event, "What happens: start."), (Rumour, "One reads late.")])
def test_each_is_due_and_can_be_confirmed(ann, guide, model, words):
    row = model.objects.first()
    assert words in page_of(ann, f"{DUE}?when=all")
    with time_machine.travel(NEXT_DAY):
        confirm(ann, row)
    row.refresh_from_db()
    assert (row.checked_on, row.checked_by.username) == (NEXT_DAY.date(), "ann")


@pytest.mark.parametrize(
    ("model", "words"), [(Event, "Event “What happens: start.”"), (Rumour, "Rumour “One reads late.”")]
)
def test_one_without_a_source_stops_the_publication_and_leads_to_its_page(ann, guide, model, words):
    row = model.objects.first()
    row.sources.clear()
    page = page_of(ann, place(guide, "publish"))
    assert f'href="{place(row)}#id_sources"' in page
    assert f"{words} › sources: names no source; name at least one" in page


def test_one_that_is_long_unchecked_says_so_to_readers(guide):
    visitor = Client()
    for path in ("/chatter/timeline/", "/chatter/rumours/"):
        assert "check overdue" not in text(visitor.get(path))
        with time_machine.travel(NEXT_DAY + datetime.timedelta(days=200)):
            assert text(visitor.get(path)).count(", check overdue") == text(visitor.get(path)).count('class="receipt"')


def test_the_draft_of_an_old_edition_without_them_is_as_it_was(guide):
    old = drafts.from_document(make_guide())
    assert (old.events.count(), old.rumours.count()) == (0, 0)
    assert drafts.to_document(Guide.objects.get(pk=old.pk)) == make_guide()

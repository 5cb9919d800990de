"""A guide is listed, unlisted or retired: what readers, machines and short links then do, who may do it, and back."""

import html
import json

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from guides.editing import drafts, publishing
from guides.models import Edition, Guide, ShortName
from guides.serving import current_editions
from tests.support.admin_forms import Fields, place
from tests.support.desk import signed_in
from tests.support.editing import member
from tests.support.factories import make_guide, make_region
from tests.support.pages import text

SENTENCE = "Chatter was shut down on 1 October 2026."


@pytest.fixture(scope="module")
def _published(django_db_setup, django_db_blocker):
    """Two guides; the first had /uk before the other, and /eu is only its own."""
    world = make_region("world", is_elsewhere=True)
    other = make_guide(
        slug="other", product="Murmur", regions=[make_region("uk", countries=["GB"]), world], claims=[], steps=[]
    )
    with django_db_blocker.unblock():
        publishing.publish(drafts.from_document(make_guide()), by=None, note="The first.")
        publishing.issue(drafts.from_document(other), other, by=None, note="The first.")
        ShortName.objects.filter(guide__slug="other").update(since_on="2026-12-24")
    yield
    with django_db_blocker.unblock():
        Edition.objects.all().delete()
        Guide.objects.all().delete()


@pytest.fixture
def guide(_published, db):
    current_editions.refresh()
    return Guide.objects.get(slug="chatter")


@pytest.fixture
def other(guide):
    return Guide.objects.get(slug="other")


@pytest.fixture
def stand(guide, boss, django_capture_on_commit_callbacks):
    """Press it at the desk, and let this worker look."""

    def press(state, **fields):
        path = place(guide, "standing")
        data = Fields(text(boss.get(path))).data
        with django_capture_on_commit_callbacks(execute=True):
            return boss.post(path, data | {"state": state} | fields)

    return press


def read(path):
    response = Client().get(path)
    assert response.status_code == 200
    return html.unescape(text(response))


PLACES = ["/", "/sitemap.xml", "/api/guides.json"]


@pytest.mark.parametrize("state", ["unlisted", "retired"])
def test_the_site_no_longer_leads_to_it_and_its_addresses_go_on(state, guide, stand):
    assert all("/chatter/" in read(path) for path in PLACES)
    assert "noindex" not in read("/chatter/uk/")
    assert stand(state, retired_note=SENTENCE).status_code == 302
    assert not any("/chatter/" in read(path) for path in PLACES)
    for path in ("/chatter/", "/chatter/uk/", "/chatter/sources/", "/chatter/uk/handout/"):
        assert 'name="robots" content="noindex"' in read(path)
        assert (SENTENCE in read(path)) == (state == "retired")
    assert read("/api/guides/chatter.json")
    assert Client().get("/uk")["Location"] == "/chatter/uk/"


def test_feeds_and_data_of_a_retired_guide_say_so(guide, other, stand):
    data = ["/api/guides/chatter.json", "/api/guides/chatter/uk.json", "/api/guides/chatter/editions.json"]
    feeds = ["/chatter/changes/feed/", "/chatter/uk/feed/"]
    assert not any("retired" in read(path) for path in [*data, *feeds])
    stand("retired", retired_note=SENTENCE, successor=other.pk)
    for path in data:
        said = json.loads(read(path))["retired"]
        assert (said["note"], said["successor"]) == (SENTENCE, "other")
        assert said["data"].endswith("/api/guides/other.json")
    assert f"# This guide is no longer maintained. {SENTENCE}\n" in read("/api/guides/chatter.yaml")
    for path in feeds:
        head, _entry, entries = read(path).partition("<entry>")
        first = entries.partition("</entry>")[0]
        assert f"This guide is no longer maintained. {SENTENCE}" in head
        assert "Chatter: this guide is no longer maintained" in first
        assert SENTENCE in first
        assert "/other/" in first
        assert "/retired</id>" in first


def test_of_guides_that_had_a_short_name_at_once_it_leads_to_those_that_are_listed(guide, stand):
    ShortName.objects.update(since_on="2026-11-22")
    current_editions.forget_all()
    assert Client().get("/uk").status_code == 200  # one chooses
    stand("unlisted")
    assert Client().get("/uk")["Location"] == "/other/uk/"


def test_a_retired_guide_leads_to_the_one_that_takes_its_place(guide, other, stand):
    assert stand("retired", retired_note=SENTENCE, successor=other.pk).status_code == 302
    page = read("/chatter/uk/")
    assert SENTENCE in page
    assert '<a href="/other/">' in page
    assert "Go to the guide to Murmur" in page
    assert Client().get("/uk")["Location"] == "/other/uk/"
    assert Client().get("/eu")["Location"] == "/chatter/eu/"  # the other has no such region


def test_all_of_it_is_taken_back_in_the_same_place_and_ticks_hold(guide, other, stand):
    visitor = Client(headers={"Sec-Fetch-Site": "same-origin"})
    visitor.post("/chatter/uk/steps/switch-off/", {"done": "1"})
    before, ticked = read("/chatter/uk/"), visitor.get("/chatter/uk/").content
    stand("retired", retired_note=SENTENCE, successor=other.pk)
    assert "chatter.switch-off" in visitor.cookies
    assert stand("listed").status_code == 302
    assert (read("/chatter/uk/"), visitor.get("/chatter/uk/").content) == (before, ticked)
    assert all("/chatter/" in read(path) for path in PLACES)
    guide.refresh_from_db()
    assert (guide.retired_note, guide.successor) == ("", None)


def test_readers_of_a_retired_guide_are_told_why_and_a_successor_is_another_published_guide(guide, stand):
    unpublished = drafts.from_document(make_guide(slug="third"))
    for fields, fault in [
        ({"retired_note": ""}, "Tell readers in a sentence why the guide no longer applies."),
        ({"retired_note": SENTENCE, "successor": guide.pk}, "is not in its list"),
        ({"retired_note": SENTENCE, "successor": unpublished.pk}, "is not in its list"),
    ]:
        response = stand("retired", **fields)
        assert response.status_code == 200
        page = html.unescape(text(response))
        assert fault in page
        assert fields["retired_note"] in page
    assert SENTENCE not in read("/chatter/uk/")


def test_who_may_not_publish_changes_nothing(guide):
    editor = signed_in(member("editor", "Editors"))
    assert editor.post(place(guide, "standing"), {"state": "unlisted"}).status_code == 403
    assert "List or retire" not in text(editor.get(place(guide)))
    guide.refresh_from_db()
    assert guide.state == "listed"


def test_it_stands_in_the_history_and_in_the_list_of_guides(guide, boss, stand):
    stand("unlisted")
    assert LogEntry.objects.get().change_message.startswith("Now unlisted")
    assert "unlisted: anyone with the address can read it" in text(boss.get("/admin/guides/guide/"))


def test_two_people_at_once_are_told_and_nothing_is_lost(guide, boss, stand):
    data = Fields(text(boss.get(place(guide, "standing")))).data
    stand("unlisted")
    response = boss.post(place(guide, "standing"), data | {"state": "retired", "retired_note": SENTENCE})
    page = html.unescape(text(response))
    assert "Somebody else has changed this" in page
    assert "unlisted" in page
    assert SENTENCE in page
    guide.refresh_from_db()
    assert guide.state == "unlisted"
    assert boss.post(place(guide, "standing"), Fields(page).data | {"state": "retired"}).status_code == 302


def test_a_guide_that_nobody_reads_yet_is_neither_listed_nor_retired(guide, boss):
    draft = drafts.from_document(make_guide(slug="third"))
    assert "not published yet" in text(boss.get(place(draft, "standing")))
    assert boss.post(place(draft, "standing"), {"state": "unlisted"}).status_code == 200
    draft.refresh_from_db()
    assert draft.state == "listed"


def test_another_worker_sees_it_at_its_next_look(guide, other):
    read("/chatter/uk/")
    Guide.objects.filter(pk=guide.pk).update(state="retired", retired_note=SENTENCE, successor=other)
    assert SENTENCE not in read("/chatter/uk/")
    current_editions.refresh()
    assert SENTENCE in read("/chatter/uk/")


def test_no_guide_that_is_retired_itself_takes_its_place(guide, other, boss):
    assert f'<option value="{other.pk}"' in text(boss.get(place(guide, "standing")))
    Guide.objects.filter(pk=other.pk).update(state="retired", retired_note=SENTENCE)
    assert f'<option value="{other.pk}"' not in text(boss.get(place(guide, "standing")))


@pytest.mark.parametrize("note", ["See [here](https://a.example/).", "**Gone**.", "TODO", "https://a.example/"])
def test_what_readers_are_told_is_shown_as_it_is_typed_so_it_has_no_marks(note, guide, stand):
    response = stand("retired", retired_note=note)
    assert "write no marks, addresses or placeholders" in text(response)
    assert Guide.objects.get(pk=guide.pk).state == "listed"

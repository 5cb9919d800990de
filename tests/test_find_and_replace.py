"""Searching at the desk, and find and replace over a guide: nothing is missed, and nothing changes in silence."""

import html
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guides.document.field_types import LONGEST_LINE
from guides.editing import drafts, texts
from guides.models import Claim, Proposal, Region, Rumour, Source, Step, Walkthrough
from tests.support.admin_forms import Fields, place
from tests.support.editing import ask, member
from tests.support.factories import (
    make_authority,
    make_claim,
    make_claims,
    make_event,
    make_ground,
    make_guide,
    make_label,
    make_paragraph,
    make_purpose,
    make_recourse,
    make_region,
    make_regions,
    make_rumour,
    make_source,
    make_step,
    make_walkthrough,
)
from tests.support.pages import text

BOX = re.compile(r'<input type="checkbox" name="place" value="([^"]+)"\s*(checked)?\s*>\s*([^<]*)</label>')


def looked(desk, guide, **asked):
    response = desk.get(place(guide, "find"), asked)
    assert response.status_code == 200
    return html.unescape(text(response))


def boxes(page):
    """Each box by the words beside it: what a browser sends for it, and whether it is ticked."""
    return [(" ".join(words.split()), key, bool(ticked)) for key, ticked, words in BOX.findall(page)]


def press(desk, guide, page, keys, **asked):
    review = re.search(r'name="review" value="(\d*)"', page).group(1)
    response = desk.post(place(guide, "find"), {**asked, "review": review, "place": keys})
    assert response.status_code == 200
    return html.unescape(text(response))


def replaced(desk, guide, old, new, **asked):
    """Look at the list, leave the boxes as they are, and press."""
    asked = {"old": old, "new": new, "whole": "on", **asked}
    page = looked(desk, guide, **asked)
    return press(desk, guide, page, [key for _words, key, is_ticked in boxes(page) if is_ticked], **asked)


# --- the lists of the desk -------------------------------------------------------------------


def listed(desk, kind, typed):
    page = text(desk.get(f"/admin/guides/{kind}/", {"q": typed}))
    return len(re.findall(r'<th class="field-', page))


FOUND = [
    ("step", "“Réglages”"),
    ("step", "walked.example"),
    ("step", "regulator’s own report"),
    ("region", "Ombudsman"),
    ("authority", "write in Welsh"),
    ("claim", "regulator's OWN report"),
    ("label", "Schalter"),
    ("label", "regulator’s own report"),
    ("rumour", "verspätet"),
    ("event", "happens: start"),
    ("recourse", "Article of objection"),
    ("purpose", "Label of training"),
    ("ground", "Sentence of clients"),
    ("paragraph", "regulator’s own report"),
    ("source", "regulator.example"),
    ("guide", "tried nothing"),
]


def test_a_list_finds_a_part_by_every_text_in_it_within_it_and_of_its_sources(ann):
    way = make_walkthrough(trail=["“Réglages”"], url="https://walked.example/", sources=["regulator"])
    ombudsman = make_authority("ZZ", name="Ombudsman", note="You may write in Welsh.")
    drafts.from_document(
        make_guide(
            regions=[*make_regions()[:2], make_region("world", is_elsewhere=True, authorities=[ombudsman])],
            steps=[make_step(walkthroughs=[way]), make_step("look-again"), make_step("tidy-up", is_extra=True)],
            claims=[*make_claims(), make_claim("told", "does", sources=["regulator"])],
            labels=[make_label(sources=["regulator"])],
            rumours=[make_rumour(words=["verspätet"])],
            events=[make_event()],
            recourses=[make_recourse()],
            purposes=[make_purpose()],
            grounds=[make_ground()],
            letters=[make_paragraph(sources=["regulator"])],
            sources=[make_source(), make_source("regulator", title="The regulator’s own report")],
        )
    )
    Source.objects.filter(slug="regulator").update(url="https://regulator.example/")
    assert [each for each in FOUND if listed(ann, *each) != 1] == []
    assert [kind for kind, typed in FOUND if listed(ann, kind, f"{typed} unicorn")] == []


def test_every_field_of_a_draft_is_known_as_words_or_as_none(db):
    """Whoever adds a field of text is asked here whether it is found and replaced."""
    said = {name for model in drafts.PARTS for name in texts.fields(model)}
    others = {"revisions"}  # what readers were told then, and nobody rewrites
    others |= {"revision", "is_extra", "is_elsewhere", "devices", "format", "sections", "needed"}
    others |= {
        "is_first",
        "is_other",
        "to_check",
        "rights",
        "asks_first",
        "answer_months",
        "answer_days",
        "extension_months",
        "acknowledge_days",
    }
    holding = {
        field.name
        for model, part in drafts.PARTS.items()
        for field in model._meta.get_fields()
        if field.name in part.model_fields and not field.is_relation and not getattr(field, "choices", None)
        if not isinstance(field, models.DateField)
    }
    assert holding - others == said


# --- one search over the guide ---------------------------------------------------------------


def test_each_hit_is_shown_in_its_words_and_linked_to_its_field(guide, ann):
    step = guide.steps.get(slug="switch-off")
    second = step.walkthroughs.all()[1]
    Walkthrough.objects.filter(pk=second.pk).update(trail=["Settings", "The <b>hidden</b> place"])
    page = text(ann.get(place(guide, "find"), {"old": "hidden", "whole": "on"}))
    assert "is in 1 place" in page
    assert "The &lt;b&gt;<mark>hidden</mark>&lt;/b&gt; place" in page
    assert f'href="/admin/guides/step/{step.pk}/change/#id_walkthroughs-1-trail"' in page
    assert 'name="place"' not in page
    form = text(ann.get(f"/admin/guides/step/{step.pk}/change/"))
    assert 'id="id_walkthroughs-1-trail"' in form


@pytest.mark.parametrize(
    ("old", "kinds"),
    [
        ("Chatter", {"guide", "source"}),
        ("Regulator", {"authority", "source"}),
        ("switch-off", {"step", "claim"}),
        ("Seite", {"label"}),
    ],
)
def test_it_looks_into_every_kind_of_part(guide, ann, old, kinds):
    page = looked(ann, guide, old=old)
    assert set(re.findall(r'href="/admin/guides/(\w+)/\d+/change/#?[\w-]*">', page)) >= kinds


def test_the_front_page_has_a_box_for_it_with_a_button_for_each_guide(guide, ann):
    other = drafts.from_document(make_guide(slug="murmur", product="Murmur"))
    page = text(ann.get("/admin/"))
    for each in (guide, other):
        assert f'formaction="{place(each, "find")}"' in page
    assert 'name="old"' in page
    Group.objects.get(name="Editors").permissions.remove(Permission.objects.get(codename="change_guide"))
    assert 'name="old"' not in text(ann.get("/admin/"))


def test_it_says_when_nothing_is_found(guide, ann):
    page = looked(ann, guide, old="unicorn", whole="on")
    assert "“unicorn” is in 0 places" in page
    assert "Try without" in page


# --- find and replace ------------------------------------------------------------------------


def test_it_shows_kind_part_field_region_and_the_sentence_before_and_after(guide, ann):
    Claim.objects.filter(slug="soon").update(text="First. Press **Data privacy** there. Last.")
    page = looked(ann, guide, old="data privacy", new="Data & AI", whole="on")
    ((words, _key, is_ticked),) = [box for box in boxes(page) if box[0].startswith("Claim")]
    assert words == "Claim “First. Press Data privacy there. Last.” › text"
    assert is_ticked
    plain = " ".join(page.split())
    assert "Now: Press **<mark>Data privacy</mark>** there." in plain
    assert "Then: Press **<mark>Data & AI</mark>** there." in plain
    assert "UK, EU" in plain
    assert Claim.objects.get(slug="soon").text == "First. Press **Data privacy** there. Last."


def test_what_is_ticked_is_replaced_in_one_go_with_history_links_and_the_way_back(guide, ann):
    page = replaced(ann, guide, "Data privacy", "Data & AI")
    ways = Walkthrough.objects.filter(step__guide=guide)
    assert {tuple(way.trail) for way in ways} == {("Settings", "Data & AI")}
    steps = set(guide.steps.values_list("pk", flat=True))
    assert all(f'href="/admin/guides/step/{pk}/change/#walkthroughs-0"' in page for pk in steps)
    entries = LogEntry.objects.filter(content_type__model="step")
    assert {int(entry.object_id) for entry in entries} == steps
    told = {entry.get_change_message() for entry in entries}
    assert (
        "Walkthrough “Browser on a phone or tablet”: Find and replace: “Data privacy” became “Data & AI” in menu trail."
        in told
    )
    back = re.search(r'href="\?(old=Data\+%26\+AI&new=Data\+privacy[^"]*)"', page)
    assert len(boxes(text(ann.get(f"{place(guide, 'find')}?{back.group(1)}")))) == ways.count()


def test_a_box_that_is_not_ticked_stays(guide, ann):
    Claim.objects.filter(slug="soon").update(text="Off and off.")
    page = looked(ann, guide, old="off", new="closed", whole="on")
    keys = [key for words, key, _ in boxes(page) if words.startswith("Claim “Off and off.”")]
    press(ann, guide, page, keys[1:], old="off", new="closed", whole="on")
    assert Claim.objects.get(slug="soon").text == "Off and closed."
    assert Walkthrough.objects.first().actions[1] == "Set **Training** to **Off**."


def test_a_row_that_was_changed_or_deleted_since_is_skipped_and_named(guide, ann):
    asked = {"old": "says", "new": "tells", "whole": "on"}
    page = looked(ann, guide, **asked)
    keys = [key for _words, key, _ in boxes(page)]
    Claim.objects.filter(slug="does").update(text="What does says, and more.")
    Claim.objects.get(slug="used").regions.add(Region.objects.first())
    Claim.objects.get(slug="ending").delete()
    told = press(ann, guide, page, keys, **asked)
    assert "3 parts were left as they are" in told
    assert "Claim “What does says, and more.”: It has changed since this list was opened." in told
    assert "Claim “What used says.”: It has changed since this list was opened." in told
    assert "It no longer exists." in told
    assert Claim.objects.get(slug="does").text == "What does says, and more."
    assert Claim.objects.get(slug="used").text == "What used says."
    assert Claim.objects.get(slug="essential").text == "What essential tells."


def test_the_same_press_sent_twice_replaces_once(guide, ann):
    asked = {"old": "says", "new": "says says", "whole": "on"}
    page = looked(ann, guide, **asked)
    keys = [key for _words, key, _ in boxes(page)]
    press(ann, guide, page, keys, **asked)
    assert "It has changed since this list was opened." in press(ann, guide, page, keys, **asked)
    assert Claim.objects.get(slug="essential").text == "What essential says says."


def fields_offered(desk, guide, **asked):
    return [words.partition(" › ")[2] for words, _key, _ticked in boxes(looked(desk, guide, **asked))]


def test_addresses_and_sources_are_replaced_only_if_asked_and_short_names_never(guide, ann):
    Claim.objects.filter(slug="soon").update(text="Read [the leaflet](https://chatter.example/leaflet).")
    Source.objects.filter(slug="notice").update(
        title="The leaflet", slug="leaflet", url="https://chatter.example/leaflet"
    )
    asked = {"old": "leaflet", "new": "paper", "whole": "on"}
    assert fields_offered(ann, guide, **asked) == ["text"]
    assert fields_offered(ann, guide, **asked, addresses="on") == ["text", "text", "address"]
    assert fields_offered(ann, guide, **asked, sources="on") == ["text", "title"]
    assert "short name" in looked(ann, guide, old="leaflet")


def test_a_row_of_which_one_place_may_not_be_replaced_is_skipped_whole_and_named(guide, ann):
    Claim.objects.filter(slug="soon").update(text="Read the leaflet: [it](https://chatter.example/leaflet).")
    asked = {"old": "leaflet", "new": "paper", "whole": "on"}
    keys = [key for _words, key, _ticked in boxes(looked(ann, guide, **asked, addresses="on"))]
    page = press(ann, guide, looked(ann, guide, **asked), keys, **asked)
    assert "changed since this list" in page
    assert "leaflet:" in Claim.objects.get(slug="soon").text


@pytest.mark.parametrize(
    ("model", "field", "said", "new"),
    [
        (Walkthrough, "trail", ["Settings", "on off"], "x" * LONGEST_LINE),
        (Step, "title", f"off {'x' * 190}", "a longer word"),
        (Rumour, "words", ["off", "late"], "two words"),
        (Region, "name", "off" + " x" * 98, "three more words"),
    ],
    ids=["entry of a list", "line", "one word", "a region"],
)
def test_what_would_be_refused_is_named_and_nothing_is_lost(ann, model, field, said, new):
    guide = drafts.from_document(make_guide(rumours=[make_rumour()]))
    row = model.objects.first()
    model.objects.filter(pk=row.pk).update(**{field: said})
    page = looked(ann, guide, old="off", new=new, whole="on")
    its = f"{model._meta.model_name}-{row.pk}.{field}."
    key, is_ticked = next((key, ticked) for _, key, ticked in boxes(page) if key.startswith(its))
    assert not is_ticked
    assert "would not be accepted" in page
    told = press(ann, guide, page, [key], old="off", new=new, whole="on")
    assert "1 part was left as it is" in told
    assert getattr(model.objects.get(pk=row.pk), field) == said


def test_what_cannot_be_true_of_a_source_is_refused_as_its_form_refuses_it(guide, ann):
    asked = {"old": "2025", "new": "2031", "whole": "on", "sources": "on"}
    page = looked(ann, guide, **asked)
    keys = [key for _words, key, _ticked in boxes(page) if key.startswith("source-")]
    assert keys
    assert "is in the future" in press(ann, guide, page, keys, **asked)
    assert set(Source.objects.values_list("dated", flat=True)) == {"2025"}


def test_an_open_review_is_named_before_and_a_new_one_stops_it(guide, ann):
    boss = member("boss", "Approvers")
    guide.steps.update(title="A new title")
    asked = {"old": "Data privacy", "new": "Data & AI", "whole": "on"}
    unaware = looked(ann, guide, **asked)
    ask(guide, boss)
    told = press(ann, guide, unaware, [key for _, key, _ in boxes(unaware)], **asked)
    assert "A review was opened or ended in the meantime. Nothing was replaced" in told
    assert "Under review" in told
    assert "(asked for by boss)" in told
    assert Walkthrough.objects.first().trail == ["Settings", "Data privacy"]
    aware = looked(ann, guide, **asked)
    assert "Under review" in aware
    told = press(ann, guide, aware, [key for _, key, _ in boxes(aware)], **asked)
    assert "Withdrawn, because the draft has changed" in told
    assert Proposal.objects.get().state == Proposal.State.WITHDRAWN


def test_a_form_that_was_open_meanwhile_is_told_and_loses_nothing(guide, ann):
    claim = Claim.objects.get(slug="does")
    form = Fields(text(ann.get(place(claim)))).data
    replaced(ann, guide, "says", "tells")
    answer = ann.post(place(claim), form | {"text": "What does says, in my words."})
    page = html.unescape(text(answer))
    assert "changed this while you were editing" in page
    assert "What does says, in my words." in page
    assert Claim.objects.get(slug="does").text == "What does tells."


def test_many_places_ask_no_more_of_the_database_than_one(guide, ann):
    def asked(old, **more):
        with CaptureQueriesContext(connection) as captured:
            page = looked(ann, guide, old=old, whole="on", **more)
        return len(captured), len(re.findall("<mark>", page))

    one, many = asked("Seite"), asked("Privacy")
    assert one[1] < many[1]
    assert one[0] == many[0]
    assert asked("Seite", new="Site")[0] == asked("Privacy", new="Data", sources="on")[0]


def test_a_list_is_searched_in_as_many_queries_however_long_it_is(guide, ann):
    def asked(typed):
        with CaptureQueriesContext(connection) as captured:
            assert listed(ann, "claim", typed)
        return len(captured)

    assert asked("essential") == asked("says")


def test_another_guide_is_left_alone(guide, ann):
    other = drafts.from_document(make_guide(slug="murmur"))
    page = looked(ann, other, old="Data privacy", new="Data & AI", whole="on")
    keys = [key for _words, key, _ in boxes(page)]
    told = press(ann, guide, page, keys, old="Data privacy", new="Data & AI", whole="on")
    assert "It no longer exists." in told
    assert not [way for way in Walkthrough.objects.all() if "Data & AI" in way.trail]


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        ({"old": ""}, "Fill in “"),
        ({"old": "off", "new": "off"}, "These are the same words as before."),
        ({"old": "a\u202eb"}, "invisible character"),
        ({"old": "x" * 1001}, "Shorten it to 1000"),
    ],
)
def test_bad_input_is_named(guide, ann, asked, complaint):
    assert complaint in looked(ann, guide, **asked)


def test_nothing_ticked_changes_nothing_and_says_so(guide, ann):
    asked = {"old": "says", "new": "tells", "whole": "on"}
    page = looked(ann, guide, **asked, untick="1")
    assert not any(is_ticked for *_, is_ticked in boxes(page))
    assert "No box is ticked. Nothing was replaced." in press(ann, guide, page, [], **asked)


def test_who_may_only_look_may_not_find_and_replace(guide, db):
    desk = Client(headers={"Sec-Fetch-Site": "same-origin"})
    desk.force_login(member("eve", "Editors"))
    Group.objects.get(name="Editors").permissions.remove(Permission.objects.get(codename="change_guide"))
    assert desk.get(place(guide, "find")).status_code == 403


def test_words_of_some_regions_questions_and_pictures_are_found_and_replaced(ann, guide):
    question = {
        "text": "Is it a switch?",
        "answers": [{"slug": "yes", "label": "A switch"}, {"slug": "no", "label": "No"}],
    }
    variants = [{"regions": ["eu"], "title": "Find the switch", "summary": "Turn the switch."}]
    picture = {"slug": "one", "alternative": "The switch, off.", "dated_on": "2026-11-20", "digest": "0" * 64}
    guide.steps.filter(slug="look-again").update(question=question, variants=variants)
    Walkthrough.objects.filter(step__slug="look-again").update(
        pictures=[picture | {"kind": "png", "width": 20, "height": 10}]
    )
    page = replaced(ann, guide, "switch", "button")
    row = guide.steps.get(slug="look-again")
    assert (row.variants[0]["title"], row.variants[0]["summary"]) == ("Find the button", "Turn the button.")
    assert (row.question["text"], row.question["answers"][0]["label"]) == ("Is it a button?", "A button")
    assert row.walkthroughs.get().pictures[0]["alternative"] == "The button, off."
    assert "Title of look-again" in page
    found = text(ann.get("/admin/guides/step/", {"q": "find the button"}))
    assert "Title of look-again" in found

"""Two people at one part at once, and going back under an open form: nobody loses a word, and all of it is told."""

import datetime
import html
import re
from io import StringIO

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guides.document.yaml_format import to_yaml
from guides.editing import drafts
from guides.models import Authority, Claim, Edition, Proposal, Step, Walkthrough
from tests.support.admin_forms import Fields, confirm, delete, faults, place, save
from tests.support.desk import signed_in, who
from tests.support.pages import text

NEXT_DAY = datetime.datetime(2026, 12, 1, 12, 0, tzinfo=datetime.UTC)


@pytest.fixture
def claim(guide):
    return guide.claims.get(slug="essential")


@pytest.fixture
def step(guide):
    return guide.steps.get(slug="switch-off")


def opened(desk, path):
    return Fields(text(desk.get(path))).data


def said(response):
    assert response.status_code == 200
    return html.unescape(text(response))


def told(page):
    """What happened meanwhile, as the page tells it: each heading, with its texts by what they are called."""
    blocks = re.findall(r'<div class="told">\s*<h4>(.*?)</h4>(.*?)</dl>', page, re.DOTALL)
    return {plain(heading): {plain(a): plain(b) for a, b in TEXTS.findall(texts)} for heading, texts in blocks}


TEXTS = re.compile(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", re.DOTALL)


def plain(markup):
    return " ".join(re.sub(r"<[^>]*>", " ", markup).split())


def texts(was, now, mine=None):
    asked = {"When you opened this page": was, "Now": now}
    return asked if mine is None else asked | {"What you typed": mine}


def press(desk, path, page, button="_save", **changes):
    """The button of a page that tells of a conflict."""
    assert f'name="{button}"' in page
    return desk.post(path, Fields(page).data | {button: ""} | changes)


@pytest.fixture
def both(claim, ann, ben):
    """Ann has saved another text and another certainty, and Ben another text and another day."""
    data = opened(ben, place(claim))
    save(ann, place(claim), text="Ann’s words.", certainty="inferred")
    return said(ben.post(place(claim), data | {"text": "Ben’s words.", "checked_on": "2026-11-20"}))


def test_who_saves_second_is_told_who_changed_what_with_all_texts_and_keeps_their_words(both, claim):
    assert "ann changed this while you were editing" in both
    assert told(both) == {
        "Text": texts("What essential says.", "Ann’s words.", "Ben’s words."),
        "How sure": texts("one source", "our own conclusion"),
    }
    claim.refresh_from_db()
    assert claim.text == "Ann’s words."
    assert Fields(both).data["text"] == ["Ben’s words."]


@pytest.mark.parametrize(("button", "words"), [("_save", "Ben’s words."), ("_theirs", "Ann’s words.")])
def test_whichever_version_is_saved_what_only_one_of_them_changed_stays_changed(button, words, both, claim, ben):
    assert press(ben, place(claim), both, button).status_code == 302
    claim.refresh_from_db()
    assert (claim.text, claim.certainty, claim.checked_on) == (words, "inferred", datetime.date(2026, 11, 20))


def test_what_was_typed_can_be_discarded(both, claim, ben):
    assert '<a class="button" href="">Discard what I typed</a>' in both
    assert opened(ben, place(claim))["text"] == ["Ann’s words."]


def test_a_third_change_meanwhile_is_told_as_well(both, claim, ann, ben):
    save(ann, place(claim), text="Ann’s second words.")
    page = said(press(ben, place(claim), both, "_theirs"))
    assert told(page) == {"Text": texts("Ann’s words.", "Ann’s second words.", "Ben’s words.")}
    claim.refresh_from_db()
    assert claim.text == "Ann’s second words."


VALUES = {
    "regions": ("on", {"is_everywhere": []}, texts("(empty)", "UK")),
    "devices": (
        ["iphone", "phone"],
        {"is_on_every_device": []},
        texts("(empty)", "iPhone or iPad app, Browser on a phone or tablet"),
    ),
    "sources": ("on", {}, texts("Chatter: Privacy notice", "Chatter: Another notice")),
    "from_on": ("2025-11-03", {}, texts("(empty)", "3 November 2025")),
    "topic": ("does", {}, texts("Essential (front page)", "What it does")),
}


@pytest.mark.parametrize("field", VALUES)
def test_each_kind_of_value_is_told_in_words(field, claim, ann, ben):
    value, with_it, expected = VALUES[field]
    guide = claim.guide
    guide.sources.filter(slug="regulator").update(title="Another notice")
    rows = {"regions": guide.regions.filter(slug="uk"), "sources": guide.sources.filter(slug="regulator")}
    value = [str(row.pk) for row in rows[field]] if field in rows else value
    data = opened(ben, place(claim))
    assert save(ann, place(claim), **{field: value}, **with_it).status_code == 302
    page = said(ben.post(place(claim), data | {"text": "Ben’s words."}))
    assert expected in told(page).values()
    assert len(told(page)) == 1 + len(with_it)


def test_without_a_change_meanwhile_the_second_save_is_a_plain_one(claim, ann, ben):
    path = place(claim)
    data = opened(ben, path)
    save(ann, path)
    save(ann, place(claim.guide.claims.get(slug="does")), text="Elsewhere.")
    assert ben.post(path, data | {"text": "Ben’s words."}).status_code == 302
    claim.refresh_from_db()
    assert claim.text == "Ben’s words."


@pytest.mark.parametrize("name", ["guide", "region", "source", "authority", "label"])
def test_every_page_of_a_draft_is_guarded(name, guide, ann, ben):
    row, field = {
        "guide": (guide, "title"),
        "region": (guide.regions.first(), "name"),
        "source": (guide.sources.first(), "title"),
        "authority": (Authority.objects.first(), "name"),
        "label": (guide.labels.first(), "page"),
    }[name]
    data = opened(ben, place(row))
    assert save(ann, place(row), **{field: "Ann’s"}).status_code == 302
    page = said(ben.post(place(row), data | {field: "Ben’s"}))
    assert "ann changed this while you were editing" in page
    row.refresh_from_db()
    assert getattr(row, field) == "Ann’s"
    assert ben.post(place(row), Fields(page).data).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == "Ben’s"


COMPUTER = "Walkthrough “Computer”, of “Title of switch-off”"


def ways(step):
    return list(step.walkthroughs.values_list("devices", "note"))


def test_a_walkthrough_that_changed_meanwhile_is_told_with_its_words(step, ann, ben):
    data = opened(ben, place(step))
    save(ann, place(step), **{"walkthroughs-0-actions": "Ann’s way.", "walkthroughs-0-note": "Ann’s note."})
    changes = {"title": "Ben’s title", "walkthroughs-0-note": "Ben’s note."}
    page = said(ben.post(place(step), data | changes))
    assert "ann changed this while you were editing" in page
    assert told(page) == {
        "Walkthrough “Computer”: Actions": texts("Open the settings. / Set **Training** to **Off**.", "Ann’s way."),
        "Walkthrough “Computer”: Note": texts("(empty)", "Ann’s note.", "Ben’s note."),
    }
    assert press(ben, place(step), page).status_code == 302
    step.refresh_from_db()
    way = step.walkthroughs.first()
    assert (step.title, way.actions, way.note) == ("Ben’s title", ["Ann’s way."], "Ben’s note.")


@pytest.mark.parametrize("button", ["_save", "_theirs"])
def test_a_walkthrough_that_was_deleted_meanwhile_can_be_put_back_or_let_go(button, step, ann, ben):
    data = opened(ben, place(step))
    save(ann, place(step), **{"walkthroughs-0-DELETE": "on"})
    page = said(ben.post(place(step), data | {"title": "Ben’s title", "walkthroughs-0-note": "Ben’s note."}))
    ((what, words),) = told(page).items()
    assert what == "Walkthrough “Computer”: was deleted"
    assert "Now" not in words
    assert "Devices: Computer" in words["When you opened this page"]
    assert "Note: Ben’s note." in words["What you typed"]
    assert press(ben, place(step), page, button).status_code == 302
    step.refresh_from_db()
    assert step.title == "Ben’s title"
    others = [(["iphone", "android"], ""), (["phone"], "")]
    assert ways(step) == [*others, *([(["computer"], "Ben’s note.")] if button == "_save" else [])]


def test_a_walkthrough_that_was_deleted_meanwhile_and_in_which_nothing_was_typed_goes(step, ann, ben):
    data = opened(ben, place(step))
    save(ann, place(step), **{"walkthroughs-0-DELETE": "on"})
    page = said(ben.post(place(step), data | {"title": "Ben’s title"}))
    assert list(told(page)) == ["Walkthrough “Computer”: was deleted"]
    assert press(ben, place(step), page).status_code == 302
    assert len(ways(step)) == 2


def test_a_walkthrough_that_was_added_meanwhile_is_told_and_stays(step, ann, ben):
    data = opened(ben, place(step))
    step.walkthroughs.create(devices=["android"], is_everywhere=True, actions=["Ann’s way."])
    page = said(ben.post(place(step), data | {"walkthroughs-2-note": "Ben’s note."}))
    assert told(page)["Walkthrough “Android app”: was added"]["Now"] == (
        "Devices: Android app Everywhere: yes Actions: Ann’s way. How sure: one source"
    )
    assert press(ben, place(step), page).status_code == 302
    assert [note for _devices, note in ways(step)] == ["", "", "Ben’s note.", ""]


@pytest.mark.parametrize(("button", "left"), [("_save", 2), ("_theirs", 3)])
def test_a_walkthrough_that_is_to_go_and_was_changed_meanwhile_is_told_first(button, left, step, ann, ben):
    data = opened(ben, place(step))
    save(ann, place(step), **{"walkthroughs-0-note": "Ann’s note."})
    page = said(ben.post(place(step), data | {"walkthroughs-0-DELETE": "on"}))
    assert told(page)["Walkthrough “Computer”: was changed"] == {"What you typed": "to be deleted"}
    assert press(ben, place(step), page, button).status_code == 302
    assert len(ways(step)) == left


def test_a_walkthrough_that_both_deleted_is_gone_without_a_word(step, ann, ben):
    data = opened(ben, place(step))
    save(ann, place(step), **{"walkthroughs-0-DELETE": "on"})
    assert ben.post(place(step), data | {"walkthroughs-0-DELETE": "on"}).status_code == 302
    assert len(ways(step)) == 2


def test_new_walkthroughs_of_both_are_kept(step, ann, ben):
    data = opened(ben, place(step))
    step.walkthroughs.create(devices=["android"], is_everywhere=True, actions=["Ann’s way."])
    mine = {
        "walkthroughs-TOTAL_FORMS": "4",
        "walkthroughs-3-devices": ["phone"],
        "walkthroughs-3-actions": "Ben’s way.",
    }
    page = said(
        ben.post(place(step), data | mine | {"walkthroughs-3-certainty": "one", "walkthroughs-3-is_everywhere": "on"})
    )
    assert press(ben, place(step), page).status_code == 302
    assert [way.actions for way in step.walkthroughs.all()][-2:] == [["Ann’s way."], ["Ben’s way."]]


DELETED = "Deleted while you were editing"


def rows_of(guide):
    return {
        "claim": (guide.claims.get(slug="essential"), "text"),
        "step": (guide.steps.get(slug="switch-off"), "title"),
        "source": (guide.sources.get(slug="regulator"), "title"),
        "region": (guide.regions.get(slug="eu"), "covers"),
        "authority": (Authority.objects.get(code="GB"), "name"),
        "label": (guide.labels.get(), "page"),
    }


@pytest.mark.parametrize("name", ["claim", "step", "source", "region", "authority", "label"])
def test_a_row_that_was_deleted_meanwhile_is_put_back_with_what_was_typed(name, guide, ann, ben):
    row, field = rows_of(guide)[name]
    slug, repr_of_row, before = getattr(row, "slug", None), str(row), row.pk
    data = opened(ben, place(row))
    assert delete(ann, row).status_code == 302
    page = said(ben.post(place(row), data | {field: "Ben’s words."}))
    kind = type(row)._meta.verbose_name
    assert DELETED in page
    assert f"ann deleted this {kind}, “{repr_of_row}”, while you were editing it" in page
    assert Fields(page).data[field] == ["Ben’s words."]
    assert not type(row).objects.filter(pk=before).exists()
    response = press(ben, place(row), page)
    assert response.status_code == 302, faults(response)
    again = type(row).objects.get(pk=before)
    assert (getattr(again, field), getattr(again, "slug", None)) == ("Ben’s words.", slug)


def test_a_step_that_is_put_back_has_its_walkthroughs(step, ann, ben):
    data, before = opened(ben, place(step)), ways(step)
    delete(ann, step)
    page = said(ben.post(place(step), data | {"walkthroughs-0-note": "Ben’s note."}))
    assert press(ben, place(step), page).status_code == 302
    assert ways(Step.objects.get(pk=step.pk)) == [(before[0][0], "Ben’s note."), *before[1:]]


def test_a_row_whose_owner_was_deleted_meanwhile_is_told_with_the_owner_and_finds_another(guide, ann, ben):
    authority = Authority.objects.get(code="DE")
    region = authority.region
    data = opened(ben, place(authority))
    delete(ann, region)
    response = ben.post(place(authority), data | {"name": "Ben’s name."})
    assert "no longer exists" in faults(response)["region"]
    page = said(response)
    assert "ann deleted the region “EU” while you were editing" in page
    assert Fields(page).data["name"] == ["Ben’s name."]
    other = guide.regions.get(slug="uk")
    assert press(ben, place(authority), page, region=str(other.pk)).status_code == 302
    assert other.authorities.filter(name="Ben’s name.").exists()


def test_what_was_chosen_and_deleted_meanwhile_is_told_at_its_field_and_nothing_else_is_lost(guide, claim, ann, ben):
    data = opened(ben, place(claim))
    source = guide.sources.get(slug="regulator")
    chosen = {"text": "Ben’s words.", "sources": [*data["sources"], str(source.pk)]}
    delete(ann, source)
    page = ben.post(place(claim), data | chosen)
    assert "no longer exists" in faults(page)["sources"]
    assert Fields(said(page)).data["text"] == ["Ben’s words."]


def test_a_deleted_row_that_somebody_opens_is_told_with_who_deleted_it(claim, ann, ben):
    delete(ann, claim)
    for page in ("change", "delete", "history"):
        response = ben.get(place(claim, page), follow=True)
        assert response.redirect_chain[-1][0] == "/admin/guides/claim/"
        assert "Ann deleted the claim “What essential says.”" in said(response)


def test_a_row_that_was_deleted_meanwhile_is_not_moved_and_the_list_says_so(claim, ann, ben):
    delete(ann, claim)
    page = said(ben.post(place(claim, "move", "up"), follow=True))
    assert "Ann deleted the claim “What essential says.”" in page


def test_a_row_that_was_moved_meanwhile_is_saved_and_stays_where_it_is(guide, ann, ben):
    row = guide.steps.get(slug="look-again")
    data = opened(ben, place(row))
    ann.post(place(row, "move", "up"))
    assert ben.post(place(row), data | {"title": "Ben’s title"}).status_code == 302
    assert [step.slug for step in guide.steps.all()][:2] == ["look-again", "switch-off"]


def test_the_history_says_what_was_changed_as_the_page_calls_it(claim, step, ann):
    def last(row):
        return (
            LogEntry.objects.filter(object_id=row.pk, content_type__model=row._meta.model_name)
            .first()
            .get_change_message()
        )

    save(ann, place(claim))
    assert last(claim) == "No fields changed."
    save(ann, place(claim), text="Ann’s words.", checked_on="2026-11-20")
    assert last(claim) == "Changed Text and Checked on."
    save(ann, place(step), **{"walkthroughs-1-note": "Ann’s note."})
    assert last(step) == "Changed Note for walkthrough “Title of switch-off (iPhone or iPad app, Android app)”."


def test_a_change_at_the_end_of_a_long_text_is_told_too(claim, ann, ben):
    long = "A long sentence. " * 20
    Claim.objects.filter(pk=claim.pk).update(text=f"{long}The old end.")
    data = opened(ben, place(claim))
    save(ann, place(claim), text=f"{long}The new end.")
    page = said(ben.post(place(claim), data | {"text": "Ben’s words."}))
    assert told(page)["Text"]["Now"].endswith("The new end.")


def test_who_checked_a_statement_meanwhile_is_named_and_not_who_saved_before(guide, claim, ann, ben, boss):
    save(boss, place(claim), text="What the boss says.")
    data = opened(ben, place(claim))
    with time_machine.travel(NEXT_DAY):
        confirm(signed_in(who("ann")), claim)
    page = said(ben.post(place(claim), data | {"text": "Ben’s words."}))
    assert told(page) == {"Checked on": texts("22 November 2026", "1 December 2026")}
    assert "ann changed this while you were editing" in page
    assert "boss changed this" not in page


@pytest.mark.parametrize("token", ["", "nonsense", "e30:1vN:x"])
def test_a_page_that_does_not_say_what_it_saw_is_not_believed_at_once(token, claim, ben):
    data = opened(ben, place(claim))
    page = said(ben.post(place(claim), data | {"seen": token, "text": "Ben’s words."}))
    assert "This page no longer knows what it showed when you opened it" in page
    claim.refresh_from_db()
    assert claim.text == "What essential says."
    assert ben.post(place(claim), Fields(page).data).status_code == 302
    claim.refresh_from_db()
    assert claim.text == "Ben’s words."


def test_another_fault_in_the_form_keeps_the_warning_for_later(claim, ann, ben):
    data = opened(ben, place(claim))
    again = Fields(said(ben.post(place(claim), data | {"text": ""}))).data
    save(ann, place(claim), text="Ann’s words.")
    assert "ann changed this" in said(ben.post(place(claim), again | {"text": "Ben’s words."}))
    claim.refresh_from_db()
    assert claim.text == "Ann’s words."


WAYS_BACK = ["publish again", "make the draft again", "load a file"]


@pytest.fixture
def go_back(guide, boss, tmp_path):
    """To what the first edition said, in one of these ways."""

    def go(way="publish again"):
        edition = Edition.objects.get(number=1)
        if way == "publish again":
            assert boss.post(place(edition, "revert"), {"why": "Back."}).status_code == 302
        elif way == "make the draft again":
            kept = Proposal(guide=guide, document=edition.document, note="As it was.")
            kept.move("withdrawn", who("boss"))
            boss.post(place(guide, "publish"), {"action": "restore", "proposal": kept.pk})
        else:
            (tmp_path / "chatter.yaml").write_text(to_yaml(edition.to_guide()), encoding="utf-8")
            call_command("load_guides", tmp_path / "chatter.yaml", force=True, stdout=StringIO())

    return go


@pytest.mark.parametrize("way", WAYS_BACK)
def test_going_back_takes_no_open_form_and_no_history_from_what_it_leaves_alone(way, go_back, claim, ann, ben):
    guide = claim.guide
    other = guide.claims.get(slug="does")
    save(ann, place(other), text="Ann’s words.")
    save(ann, place(claim))
    claims = guide.claims.filter(pk=claim.pk)
    claims.update(checked_by=who("ann"))
    history = LogEntry.objects.filter(object_id=claim.pk, content_type__model="claim")
    logged = history.count()
    left_alone, written = opened(ben, place(claim)), opened(ben, place(other))

    go_back(way)
    assert (claims.get().checked_by, history.count()) == (who("ann"), logged)
    assert ben.post(place(claim), left_alone | {"text": "Ben’s words."}).status_code == 302
    assert claims.get().text == "Ben’s words."
    page = said(ben.post(place(other), written | {"text": "Ben’s other words."}))
    assert told(page) == {"Text": texts("Ann’s words.", "What does says.", "Ben’s other words.")}
    assert ("boss changed this" in page) == (way != "load a file")
    assert ("perhaps a file was loaded" in page) == (way == "load a file")
    assert Fields(page).data["text"] == ["Ben’s other words."]


def test_the_history_of_each_row_that_going_back_wrote_says_who_did_it_what_and_why(guide, go_back):
    guide.claims.filter(slug="does").update(text="Other words.", checked_on=None)
    guide.claims.filter(slug="essential").delete()
    Walkthrough.objects.filter(step__slug="look-again").update(note="Another remark.")
    go_back()
    entries = LogEntry.objects.filter(user=who("boss")).order_by("pk")
    assert [(entry.object_repr, entry.get_change_message()) for entry in entries if entry.change_message] == [
        ("What essential says.", "Added. Back."),
        (
            "Title of look-again",
            "Walkthrough “Computer, iPhone or iPad app, Android app, Browser on a phone or tablet”: "
            "Changed Note. Back.",
        ),
        ("What does says.", "Changed Checked on and Text. Back."),
    ]


def test_going_back_asks_no_more_of_the_database_for_more_rows_and_editions(guide, boss):
    def queries():
        guide.claims.update(text="Other words.")
        guide.steps.update(title="Another title")
        with CaptureQueriesContext(connection) as captured:
            assert boss.post(place(Edition.objects.get(number=1), "revert")).status_code == 302
        return len(captured)

    queries()
    one = queries()
    document = Edition.objects.get(number=1).document
    more = [
        part | {"slug": f"more-{number}"} for number, part in enumerate(document["claims"] * 3) if "step" not in part
    ]
    for number in range(10, 40):
        Edition.objects.create(guide=guide, number=number, note="Another.", document=document)
    assert queries() == one
    Edition.objects.create(
        guide=guide, number=50, note="More.", document=document | {"claims": [*document["claims"], *more]}
    )
    drafts.write(guide, Edition.objects.get(number=50).document)
    assert queries() <= one + 4  # those that are gone are deleted, with their links

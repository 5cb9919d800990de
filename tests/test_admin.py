"""The editors' desk, through its own pages: edit, preview, publish, and what it refuses."""

import html
import re
from urllib.parse import parse_qsl, urlencode

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.test import Client

from guides.editing import drafts, publishing
from guides.models import (
    Authority,
    Claim,
    Edition,
    Event,
    Guide,
    Label,
    LinkCheck,
    Region,
    Report,
    Rumour,
    Source,
    Step,
    Team,
    Translation,
)
from guides.serving import current_editions
from tests.support.admin_forms import Fields, delete, faults, order, place, save
from tests.support.desk import signed_in
from tests.support.factories import (
    make_authority,
    make_claim,
    make_claims,
    make_event,
    make_guide,
    make_label,
    make_region,
    make_regions,
    make_rumour,
    make_source,
)
from tests.support.pages import text

TICK = "steps/switch-off/"


def user(name, *permissions):
    """Somebody of the staff who may do just this."""
    member = User.objects.create_user(name, is_staff=True)
    member.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return signed_in(member)


def small():
    """Enough of each kind of row to look for one, and to move it up and down among others."""
    regions = [make_region("hk", name="Hong Kong", authorities=[make_authority("HK")]), *make_regions()]
    regions[2]["authorities"] = [make_authority(code) for code in ("DE", "FR", "NO")]
    more = [
        make_claim("does-not-sell", "does_not"),
        make_claim("does-not-read", "does_not"),
        make_claim("used-posts", "used"),
    ]
    return make_guide(
        slug="linkedin",
        regions=regions,
        claims=[*make_claims(), make_claim("standing-hk", "standing", regions=["hk"]), *more],
        labels=[make_label(language) for language in ("de", "fr", "es")],
        sources=[make_source(), make_source("regulator"), make_source("techcrunch-2024", publisher="TechCrunch")],
        events=[make_event()],
        rumours=[make_rumour()],
    )


@pytest.fixture(scope="module")
def published(django_db_setup, django_db_blocker):
    """A guide with little in it, in force: what is tried here is the desk, and not what LinkedIn does."""
    with django_db_blocker.unblock():
        publishing.publish(drafts.from_document(small()), by=None, note="The first.")
    yield
    with django_db_blocker.unblock():
        Edition.objects.all().delete()
        Guide.objects.all().delete()


@pytest.fixture
def guidance(published, db):
    current_editions.refresh()
    return Guide.objects.get()


@pytest.fixture
def desk(guidance, editor):
    """The editor's browser, signed in."""
    return signed_in(editor)


@pytest.fixture
def draft(guidance):
    """Another guide, with little in it, which nobody has published."""
    return drafts.from_document(make_guide())


@pytest.fixture
def writer(guidance):
    """Edits and previews, but may not publish."""
    parts = ["guide", "region", "step", "walkthrough", "claim", "source", "authority", "label", "edition"]
    return user("writer", *(f"{may}_{part}" for part in parts for may in ("view", "add", "change", "delete")))


@pytest.fixture
def approver(guidance):
    """Publishes, and edits nothing."""
    return user("approver", "view_guide", "publish_guide")


@pytest.fixture
def newcomer(guidance):
    """Of the staff, and may do nothing yet."""
    return user("newcomer")


@pytest.fixture
def publish(desk, guidance, django_capture_on_commit_callbacks):
    """Press the button on the page for publishing."""

    def publish(note="Clearer words.", by=desk):
        with django_capture_on_commit_callbacks(execute=True):
            return save(by, place(guidance, "publish"), note=note)

    return publish


@pytest.fixture
def switch(guidance):
    return guidance.steps.get(slug="switch-off")


# --- every page opens ------------------------------------------------------------------------


@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda model: model.__name__)
def test_every_page_of_the_desk_opens(desk, model):
    start = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    links = re.findall(r'<a href="(\?[^"]+)"', text(desk.get(start)))
    filters = dict(pair for link in links for pair in parse_qsl(html.unescape(link).removeprefix("?")))
    pages = [f"{start}?q=a", f"{start}?{urlencode(filters)}", *(f"{start}{html.unescape(link)}" for link in links[-1:])]
    row = model._default_manager.first()
    if row is not None:
        pages += [f"{start}{row.pk}/{page}/" for page in ("change", "history")]
    if model not in (Edition, LinkCheck, Report, Team, Translation):
        pages.append(f"{start}add/")
    if row is not None and model not in (Edition, Guide, LinkCheck):
        pages.append(f"{start}{row.pk}/delete/")
    assert [path for path in pages if desk.get(path).status_code != 200] == []


def test_the_first_page_of_the_desk_says_what_it_is_for(desk):
    page = text(desk.get("/admin/"))
    assert "Keep the guidance true" in page
    for name in ("Guides", "Regions", "Steps", "Claims", "Sources", "Authorities", "Editions"):
        assert f">{name}<" in page


def test_the_page_of_a_guide_leads_to_all_its_parts(desk, guidance):
    page = text(desk.get(place(guidance)))
    for part in ("region", "step", "claim", "source", "authority", "label", "edition"):
        (link,) = re.findall(rf'<li><a href="(/admin/guides/{part}/[^"]*)">', page)
        assert desk.get(link).status_code == 200


@pytest.mark.parametrize(
    ("model", "words", "found"),
    [
        (Claim, "It started on", "since"),
        (Claim, "why-switch-off", "why-switch-off"),
        (Source, "TechCrunch", "techcrunch-2024"),
        (Region, "Kong", "hk"),
        (Step, "of switch", "switch-off"),
    ],
)
def test_a_search_finds_what_an_editor_would_type(desk, model, words, found):
    page = text(desk.get(f"/admin/guides/{model._meta.model_name}/", {"q": words}))
    assert f'href="{place(model.objects.get(slug=found))}"' in re.sub(r"\?_changelist_filters=[^\"]*", "", page)
    assert page.count('<tr><td class="action-checkbox">') < model.objects.count()


# --- edit, preview, publish ------------------------------------------------------------------


def test_an_edit_shows_in_the_preview_at_once_and_on_the_page_when_published(desk, visitor, guidance, switch, publish):
    visitor.post(f"/linkedin/uk/{TICK}", {"done": "1"})
    assert save(desk, place(switch), title="The one switch says Off").status_code == 302
    assert "The one switch says Off" in text(desk.get("/preview/linkedin/uk/"))
    assert "The one switch says Off" not in text(visitor.get("/linkedin/uk/"))
    assert "The one switch says Off" not in text(desk.get("/linkedin/uk/"))
    assert "Nothing is missing." in text(desk.get(place(guidance, "publish")))

    response = publish("Clearer words for the first step.")
    assert (response.status_code, response["Location"]) == (302, place(guidance, "publish"))
    assert "Edition 2 is published. Visitors see it now." in text(desk.get(place(guidance, "publish")))
    edition = Edition.objects.get(number=2)
    assert (edition.note, edition.published_by.username) == ("Clearer words for the first step.", "editor")
    page = text(visitor.get("/linkedin/uk/"))
    assert "The one switch says Off" in page
    assert "1 of 2 done" in page
    assert "Edition 2 is published." in text(desk.get(place(guidance, "history")))


def test_saving_a_form_without_touching_it_changes_nothing(desk, guidance):
    before = drafts.to_document(guidance)
    rows = [guidance, *(model.objects.first() for model in (Region, Step, Claim, Source, Authority, Label))]
    rows += [Step.objects.get(slug="object"), Region.objects.get(slug="world")]
    for row in rows:
        assert save(desk, place(row)).status_code == 302, row
    assert drafts.to_document(Guide.objects.get(pk=guidance.pk)) == before


def test_a_new_claim_needs_no_short_name_and_shows_in_the_preview(desk, guidance):
    source = guidance.sources.first()
    new = {"guide": guidance.pk, "topic": "used", "text": "Something **new** is used.", "sources": source.pk}
    new |= {"is_everywhere": "on", "is_on_every_device": "on"}
    assert save(desk, "/admin/guides/claim/add/", **new, checked_on="2026-11-22").status_code == 302
    assert Claim.objects.get(text="Something **new** is used.").slug == "used-1"
    assert 'Something <strong translate="no">new</strong> is used.' in text(desk.get("/preview/linkedin/uk/more/"))


def test_lists_are_written_one_entry_a_line(desk, guidance, switch):
    changes = {"walkthroughs-0-actions": "First this.\r\n\r\n  Then that.  \r\n"}
    assert save(desk, place(switch), **changes).status_code == 302
    assert switch.walkthroughs.first().actions == ["First this.", "Then that."]


def test_without_a_change_there_is_nothing_to_publish(desk, guidance, publish):
    page = text(desk.get(place(guidance, "publish")))
    assert "Visitors read edition 1" in page
    assert "There is nothing to publish." in page
    desk.post(place(guidance, "publish"), {"note": "Again."})
    assert Edition.objects.count() == 1


def test_a_guide_says_in_the_list_whether_all_of_it_is_published(desk, switch, guidance):
    assert "icon-yes" in text(desk.get("/admin/guides/guide/"))
    save(desk, place(switch), title="The one switch says Off")
    page = text(desk.get("/admin/guides/guide/"))
    assert "icon-no" in page
    assert "1, of " in page


def test_a_guide_that_was_never_published_says_so_and_shows_all_of_it_as_new(desk, draft):
    assert "not published yet" in text(desk.get("/admin/guides/guide/"))
    page = text(desk.get(place(draft, "publish")))
    assert "Nothing has been published yet, so everything below is new." in page
    assert "Nothing is missing." in page
    assert 'id="changes"' in page


LABELS = {
    "basis": "how we know",
    "devices": "devices",
    "change_note": "what changed",
    "sources": "sources",
    "checked_on": "checked on",
}


def test_what_a_guide_has_and_what_one_does_are_chosen_at_the_desk(desk, guidance):
    has = {"sections": ["standing", "does"], "needed": ["standing"], "devices": ["computer", "tv"]}
    save(desk, place(guidance), **has)
    step = guidance.steps.get(slug="switch-off")
    save(desk, place(step), kind="form")
    guidance.refresh_from_db()
    step.refresh_from_db()
    assert {name: getattr(guidance, name) for name in has} | {"kind": step.kind} == has | {"kind": "form"}


def test_publishing_is_refused_with_a_list_that_leads_to_each_fault(desk, guidance, visitor, publish):
    claim = guidance.claims.get(slug="used-posts")
    step = guidance.steps.get(slug="switch-off")
    label = guidance.labels.first()
    save(desk, place(claim), sources=[])
    save(desk, place(guidance), devices=[], basis="")
    save(desk, place(step), revision="2", title="Not published")
    save(desk, place(label), checked_on="")

    page = text(desk.get(place(guidance, "publish")))
    assert "5 things are missing" in page
    listed = re.findall(
        r'<li><a href="([^"]*)">([^<]*)</a></li>', page[page.index('id="problems"') : page.index('id="warnings"')]
    )
    assert [address for address, _ in listed] == [
        f"{place(guidance)}#id_basis",
        f"{place(guidance)}#id_devices",
        f"{place(step)}#id_change_note",
        f"{place(claim)}#id_sources",
        f"{place(label)}#id_checked_on",
    ]
    for address, words in listed:
        assert words.split(" › ")[1].partition(":")[0] in LABELS[address.partition("#id_")[2]]
        path, _, field = address.partition("#")
        assert f'id="{field}"' in text(desk.get(path))

    response = desk.post(place(guidance, "publish"), {"note": "Too early."})
    assert response.status_code == 200
    assert "Nothing was published. Fix what is listed here first." in text(response)
    assert Edition.objects.count() == 1
    current_editions.refresh()
    assert "Not published" not in text(visitor.get("/linkedin/uk/"))


def test_publishing_needs_a_note(desk, guidance, switch):
    save(desk, place(switch), title="The one switch says Off")
    form = Fields(text(desk.get(place(guidance, "publish")))).data
    for note in ("", "   ", "x" * 1001):
        response = desk.post(place(guidance, "publish"), form | {"note": note})
        assert response.status_code == 200
        assert "errorlist" in text(response)
    assert Edition.objects.count() == 1


# --- wrong values ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "changes", "reasons"),
    [
        (
            (Source, "notice"),
            {"url": "http://ico.org.uk/", "title": "Hidden\u3164letter"},
            {"title": "invisible character", "url": "begins with https://"},
        ),
        (
            (Source, "notice"),
            {"url": "javascript:alert(1)", "title": ""},
            {"title": "Fill in “Title”", "url": "Write the whole address under “Address”"},
        ),
        (
            (Claim, "essential"),
            {"topic": "gossip", "text": "Turned \u202e round", "devices": ["fridge"], "from_on": "2025-02-30"},
            {
                "topic": "under “Topic” is not in its list",
                "text": "turns the reading direction",
                "devices": "under “Only on” is not in its list",
                "from_on": "Write “From” as year, month, day",
            },
        ),
        (
            (Claim, "essential"),
            {"topic": "why", "text": "Rung \x07", "certainty": "rumour"},
            {
                "step": "Name a step for the topics that belong to one",
                "text": "control character",
                "certainty": "under “How sure” is not in its list",
            },
        ),
        (
            (Claim, "essential"),
            {"text": "x" * 1001, "from_on": "2025-11-03", "until_on": "2025-11-02"},
            {"text": "1000", "until_on": "before the first day"},
        ),
        ((Claim, "why-switch-off"), {"step": ""}, {"step": "Name a step for the topics that belong to one"}),
        (
            (Step, "switch-off"),
            {
                "revision": "0",
                "walkthroughs-0-devices": ["fridge"],
                "walkthroughs-0-url": "http://x.example/",
                "walkthroughs-0-actions": "Good\nBa\u3164d",
            },
            {
                "revision": "1",
                "devices": "under “Devices” is not in its list",
                "url": "begins with https://",
                "actions": "invisible character",
            },
        ),
        ((Step, "switch-off"), {"revision": "10000"}, {"revision": "9999"}),
        (
            (Region, "uk"),
            {"since_on": "3 Nov", "aliases": "gb\nsources"},
            {"since_on": "Write “Since” as year, month, day", "aliases": "“sources” is another page of the guide"},
        ),
    ],
)
def test_every_wrong_value_is_named_with_its_field_and_reason(desk, draft, row, changes, reasons):
    model, slug = row
    found = faults(save(desk, place(model.objects.get(slug=slug, guide=draft)), **changes))
    assert found.keys() == reasons.keys()
    assert {field: reason for field, reason in reasons.items() if reason not in found[field]} == {}


def test_a_short_name_that_no_page_could_show_is_refused_while_it_can_still_be_changed(desk, guidance):
    form = Fields(text(desk.get("/admin/guides/step/add/"))).data
    form |= {"guide": guidance.pk, "title": "New", "tick": "Done", "summary": "New.", "is_everywhere": "on"}
    for slug in ["é", "two words", "a/b", "Capital", "under_score", "-hyphen", "two--hyphens"]:
        assert list(faults(desk.post("/admin/guides/step/add/", form | {"slug": slug}))) == ["slug"], slug
    assert guidance.steps.count() == 4


def test_a_short_name_that_is_taken_is_refused(desk, guidance):
    new = {"guide": guidance.pk, "slug": "tidy-up", "title": "New", "tick": "Done", "summary": "New."}
    response = save(desk, "/admin/guides/step/add/", **new)
    assert response.status_code == 200
    assert "is taken in this guide. Choose another." in text(response)


@pytest.mark.parametrize(
    ("find", "changes"),
    [
        (lambda guide: guide, {"language": "English"}),
        (lambda guide: guide.labels.first(), {"language": "German"}),
        (lambda guide: guide.regions.get(slug="uk"), {"countries": "Britain", "aliases": "Great Britain"}),
        (
            lambda guide: guide.regions.get(slug="uk").authorities.get(),
            {"code": "germ", "languages": "German", "name_language": "German"},
        ),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_a_code_that_would_break_the_whole_draft_is_refused_at_its_field(desk, draft, find, changes):
    assert faults(save(desk, place(find(draft)), **changes)).keys() == changes.keys()


# --- order -----------------------------------------------------------------------------------


def move(desk, row, direction):
    return desk.post(place(row, "move", direction))


@pytest.mark.parametrize(
    ("model", "among"),
    [
        (Step, {}),
        (Region, {}),
        (Source, {}),
        (Label, {}),
        (Claim, {"topic": "does_not"}),
        (Authority, {"region__slug": "eu"}),
    ],
)
def test_a_row_moves_up_and_down_and_every_row_keeps_one_place(desk, model, among):
    before = order(model, **among)
    third = model.objects.get(pk=before[2])
    assert move(desk, third, "up").status_code == 302
    assert order(model, **among) == [before[0], before[2], before[1], *before[3:]]
    move(desk, third, "down")
    assert order(model, **among) == before
    move(desk, model.objects.get(pk=before[0]), "up")
    move(desk, model.objects.get(pk=before[-1]), "down")
    assert order(model, **among) == before


def test_rows_that_shared_a_place_get_one_each(desk, guidance):
    guidance.steps.update(position=1)
    before = list(guidance.steps.values_list("pk", flat=True))
    move(desk, Step.objects.get(pk=before[1]), "up")
    assert order(Step) == [before[1], before[0], *before[2:]]


def test_the_buttons_in_the_list_move_a_row_and_lead_back_to_the_list_as_it_was(desk, guidance):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = desk.cookies
    path = "/admin/guides/claim/?topic__exact=used"
    page = text(browser.get(path))
    down = re.findall(r'formaction="([^"]*/move/down/)"', page)
    (token,) = set(Fields(page).data["csrfmiddlewaretoken"])
    assert browser.post(down[0]).status_code == 403
    response = browser.post(down[0], {"csrfmiddlewaretoken": token}, headers={"Referer": f"http://testserver{path}"})
    assert response.status_code == 302
    assert response["Location"].partition("#")[0].endswith(path)
    assert re.findall(r'formaction="([^"]*/move/down/)"', text(browser.get(path)))[:2] == [down[1], down[0]]


def test_a_move_leads_back_to_the_button_that_was_pressed_and_says_the_new_place(desk, guidance):
    row = Source.objects.order_by("position")[1]
    response = move(desk, row, "down")
    assert response["Location"] == f"/admin/guides/source/#move-{row.pk}-down"
    page = html.unescape(text(desk.get("/admin/guides/source/")))
    assert f'id="move-{row.pk}-down"' in page
    assert f"“{row}” is now number 3 of {Source.objects.count()}." in page


def test_a_move_shows_in_the_preview(desk, guidance):
    move(desk, Step.objects.get(slug="look-again"), "up")
    page = text(desk.get("/preview/linkedin/uk/"))
    assert page.index('id="step-look-again"') < page.index('id="step-switch-off"')


def test_opening_the_address_of_a_move_moves_nothing(desk, switch):
    before = order(Step)
    for direction in ("up", "down"):
        response = desk.get(place(switch, "move", direction))
        assert response.status_code == 405
        assert response["Allow"] == "POST"
    assert order(Step) == before


def test_a_row_moves_up_or_down_and_nowhere_else(desk, switch):
    before = order(Step)
    assert move(desk, switch, "sideways").status_code == 404
    assert order(Step) == before


def test_who_may_not_edit_may_not_move(approver, newcomer, switch):
    before = order(Step)
    for browser in (approver, newcomer):
        assert move(browser, switch, "down").status_code == 403
    assert move(Client(), switch, "down").status_code == 302
    assert order(Step) == before


# --- what stays as it is ---------------------------------------------------------------------


@pytest.mark.parametrize("model", [Region, Step, Claim, Source])
def test_a_short_name_that_was_published_stays_as_it_is_and_so_does_the_guide_of_a_part(desk, guidance, model):
    other = Guide.objects.create(slug="other", product="Other", title="Other", description="Other.")
    row = model.objects.first()
    page = desk.get(place(row))
    assert not {"slug", "guide"} & set(Fields(text(page)).data)
    assert "links and readers’ ticks depend on it" in html.unescape(text(page))
    assert save(desk, place(row), slug="changed", guide=other.pk).status_code == 302
    again = model.objects.get(pk=row.pk)
    assert (again.slug, again.guide) == (row.slug, guidance)


NEVER = [Region, Step, Claim, Source, Event, Rumour]


@pytest.mark.parametrize("model", NEVER)
def test_a_short_name_that_was_never_published_can_be_changed(desk, model):
    draft = drafts.from_document(make_guide(events=[make_event()], rumours=[make_rumour()]))
    row = model.objects.filter(guide=draft).first()
    response = save(desk, place(row), slug="better")
    assert response.status_code == 302, faults(response)
    assert model.objects.get(pk=row.pk).slug == "better"
    assert drafts.read(draft).document is not None  # what named it names it still


def test_a_short_name_of_an_older_edition_stays_though_readers_no_longer_meet_it(desk, guidance):
    step = guidance.steps.get(slug="tidy-up")
    document = Edition.objects.get().document
    steps = [each for each in document["steps"] if each["slug"] != "tidy-up"]
    Edition.objects.create(guide=guidance, number=2, note="Shorter.", document=document | {"steps": steps})
    fault = faults(save(desk, place(step), slug="better"))["slug"]
    assert (
        fault == "“tidy-up” has been published, or will be: links and readers’ ticks depend on it, so it cannot change."
    )
    step.refresh_from_db()
    assert step.slug == "tidy-up"


def test_a_short_name_that_another_part_of_the_guide_has_is_refused(desk, draft):
    step = draft.steps.get(slug="tidy-up")
    assert "has this short name already" in faults(save(desk, place(step), slug="look-again"))["slug"]


def test_the_short_name_of_a_guide_stays_once_it_is_published(desk, guidance, draft):
    assert "slug" not in Fields(text(desk.get(place(guidance)))).data
    save(desk, place(guidance), slug="changed")
    assert Guide.objects.filter(slug="linkedin").exists()
    assert save(desk, place(draft), slug="changed").status_code == 302
    draft.refresh_from_db()
    assert draft.slug == "changed"


def test_a_new_part_asks_for_its_short_name_and_its_guide(desk, guidance):
    assert {"slug", "guide"} <= set(Fields(text(desk.get("/admin/guides/step/add/"))).data)


def test_nobody_adds_changes_or_deletes_an_edition(desk, guidance):
    edition = Edition.objects.get()
    start = "/admin/guides/edition/"
    assert desk.get(f"{start}add/").status_code == 403
    assert desk.post(f"{start}add/", {"guide": guidance.pk, "number": 2, "note": "Forged"}).status_code == 403
    assert desk.post(place(edition), {"note": "Forged"}).status_code == 403
    assert desk.post(place(edition, "delete"), {"post": "yes"}).status_code == 403
    desk.post(start, {"action": "delete_selected", "_selected_action": edition.pk, "post": "yes"})
    (kept,) = Edition.objects.all()
    assert (kept.note, kept.document) == (edition.note, edition.document)


def test_the_page_of_an_edition_shows_the_whole_document_as_text(desk):
    page = html.unescape(text(desk.get(place(Edition.objects.get()))))
    assert "slug: switch-off" in page
    assert "tried nothing" in page


def test_a_guide_that_was_published_cannot_be_deleted_and_a_mere_draft_can(desk, guidance):
    draft = drafts.from_document(make_guide())
    assert desk.post(place(guidance, "delete"), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [guidance.pk, draft.pk], "post": "yes"}
    desk.post("/admin/guides/guide/", chosen)
    assert Guide.objects.count() == 2
    assert delete(desk, draft).status_code == 302
    assert [guide.slug for guide in Guide.objects.all()] == ["linkedin"]


# --- who may what ----------------------------------------------------------------------------


def test_who_may_not_publish_is_told_so_and_publishes_nothing(writer, switch, guidance):
    assert save(writer, place(switch), title="The one switch says Off").status_code == 302
    page = text(writer.get(place(guidance, "publish")))
    assert "Ask for a review" in page
    assert "Publish the next edition" not in page
    response = writer.post(place(guidance, "publish"), {"note": "Me too"})
    assert response.status_code == 403
    assert "You may edit and preview, but not publish. Ask somebody who may." in text(response)
    assert Edition.objects.count() == 1


def test_an_approver_publishes_what_a_writer_wrote(writer, approver, switch, publish):
    save(writer, place(switch), title="The one switch says Off")
    assert "The one switch says Off" in text(approver.get("/preview/linkedin/uk/"))
    publish("Checked and agreed.", by=approver)
    assert Edition.objects.get(number=2).published_by.username == "approver"
    assert "The one switch says Off" in text(Client().get("/linkedin/uk/"))


def test_an_approver_changes_no_word(approver, guidance, switch):
    assert approver.get(place(switch)).status_code == 403
    assert approver.post(place(guidance), {"title": "Mine"}).status_code == 403


def test_of_the_staff_only_those_who_may_see_drafts_may_preview(writer, approver, newcomer):
    for path in ("/preview/linkedin/", "/preview/linkedin/uk/", "/preview/linkedin/sources/"):
        assert writer.get(path).status_code == 200
        assert approver.get(path).status_code == 200
        response = newcomer.get(path)
        assert response.status_code == 403
        assert "A preview is for staff." in text(response)


def test_a_preview_leads_strangers_to_the_login(visitor):
    for path in ["linkedin/", "linkedin/uk/?on=2025-11-02", "linkedin/sources/", "atlantis/"]:
        response = visitor.get(f"/preview/{path}")
        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/?next=/preview/")
    for path in ["/preview/", "/preview/linkedin"]:
        response = visitor.get(path, follow=True)
        assert response.redirect_chain[-1][0].startswith("/admin/login/?next=/")
        assert "Preview of the draft." not in text(response)


@pytest.mark.parametrize("path", ["/admin/", "/admin/guides/guide/1/publish/", "/admin/guides/step/1/move/up/"])
def test_the_desk_leads_strangers_to_the_login(visitor, path):
    response = visitor.get(path)
    assert (response.status_code, response["Location"]) == (302, f"/admin/login/?next={path}")
    response = visitor.post(path)  # what was typed stays on the page
    assert response.status_code in (302, 403)


def test_only_staff_see_links_for_editing_on_the_page(visitor, desk, writer):
    for path in ("/linkedin/", "/linkedin/uk/", "/linkedin/sources/"):
        assert "Edit this guide" not in text(visitor.get(path))
        for browser in (desk, writer):
            response = browser.get(path)
            assert "Edit this guide" in text(response)
            assert response["Cache-Control"] == "private, no-cache"
        assert "Edit this guide" not in text(visitor.get(path))
    links = set(re.findall(r'<a href="(/admin/[^"]*)"', text(desk.get("/linkedin/uk/"))))
    assert [link for link in links if desk.get(link, follow=True).status_code != 200] == []


def test_somebody_who_has_left_the_staff_reads_as_a_visitor(desk, visitor, editor):
    User.objects.filter(pk=editor.pk).update(is_active=False)
    assert text(desk.get("/linkedin/uk/")) == text(visitor.get("/linkedin/uk/"))


# --- previews --------------------------------------------------------------------------------


def test_a_preview_says_that_it_is_one_and_no_cache_keeps_it(desk):
    for path in ("/preview/linkedin/", "/preview/linkedin/uk/", "/preview/linkedin/sources/"):
        response = desk.get(path)
        assert "Preview of the draft." in text(response)
        assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["by form", "by htmx"])
def test_ticks_in_a_preview_stay_in_the_preview(desk, headers):
    response = desk.post(f"/preview/linkedin/uk/{TICK}?device=phone", {"done": "1"}, headers=headers)
    assert list(response.cookies) == ["linkedin.switch-off"]
    assert response.cookies["linkedin.switch-off"]["path"] == "/preview/linkedin/"
    if not headers:
        assert response["Location"] == "/preview/linkedin/uk/?device=phone#step-switch-off"
    response = desk.post("/preview/linkedin/uk/forget/")
    assert response.cookies["linkedin.switch-off"]["path"] == "/preview/linkedin/"


def test_every_link_and_form_of_a_preview_stays_in_the_preview(desk):
    for path in ("/preview/linkedin/", "/preview/linkedin/uk/", "/preview/linkedin/uk/?device=phone"):
        page = text(desk.get(path))
        places = re.findall(r'(?:<a [^>]*href|action|hx-post)="(/[^"]*)"', page)
        assert len(places) > 5
        elsewhere = ("/preview/", "/admin/", "/api/", "/privacy/", "/accessibility/")
        assert [each for each in places if not each.startswith(elsewhere)] == []


def test_a_preview_shows_the_draft_and_not_what_is_published(desk, guidance):
    save(desk, place(guidance), title="A headline in the making")
    for path in ("/preview/linkedin/", "/preview/linkedin", "/preview/linkedin/sources/", "/preview/"):
        response = desk.get(path, follow=True)
        assert response.status_code == 200
        assert "A headline in the making" in text(response)


def test_a_preview_can_stand_on_any_day(desk):
    before = "It starts on 3 November 2025."
    since = "It started on 3 November 2025."
    for day, said, not_said in [("2025-11-02", before, since), ("2025-11-03", since, before)]:
        page = text(desk.get(f"/preview/linkedin/uk/?on={day}"))
        assert said in page
        assert not_said not in page
        assert f"/preview/linkedin/uk/steps/switch-off/?on={day}" in page


def test_a_preview_on_a_day_that_there_is_not_says_so(desk):
    for day in ("tomorrow", "2025-02-30", "<b>"):
        response = desk.get("/preview/linkedin/uk/", {"on": day})
        assert response.status_code == 400
        assert f"“{html.escape(day)}” is not a date." in text(response)


def test_every_row_leads_to_its_preview(desk, guidance, switch):
    region = guidance.regions.get(slug="hk")
    for row, preview in [
        (guidance, "/preview/linkedin/"),
        (region, "/preview/linkedin/hk/"),
        (switch, "/preview/linkedin/hk/#step-switch-off"),
        (guidance.steps.get(slug="object"), "/preview/linkedin/uk/#step-object"),
    ]:
        assert f'<a href="{preview}">Preview the draft</a>' in text(desk.get(place(row)))
        assert desk.get(preview.split("#")[0]).status_code == 200


def test_a_draft_that_is_not_sound_is_shown_as_far_as_it_can_be_and_says_what_is_wrong(desk, guidance, visitor):
    """And one fault hides no other, nor what is missing."""
    guidance.claims.filter(slug="used-posts").update(text="Two\nlines")
    guidance.claims.filter(topic="standing").update(topic="gossip")
    guidance.labels.update(checked_on=None)
    Step.objects.filter(slug="look-again").update(summary="")
    page = html.unescape(text(desk.get("/preview/linkedin/uk/")))
    assert "things in this draft are wrong. They are left out here, or shown as “…”." in page
    assert "claim used-posts › text: has a line break" in page
    assert "Two lines" in html.unescape(text(desk.get("/preview/linkedin/uk/more/")))
    assert f'<a href="{place(guidance, "publish")}">' in page
    missing = html.unescape(text(desk.get(place(guidance, "publish"))))
    assert "has a line break" in missing
    assert "checked on: has no day" in missing
    assert "summary: " in missing
    assert "says nothing on" not in missing  # what is there and wrong is not missing
    assert visitor.get("/linkedin/uk/").status_code == 200


def test_a_statement_that_lost_its_last_region_is_shown_to_nobody_in_a_preview(desk, guidance):
    claim = guidance.claims.filter(topic="standing").first()
    Claim.objects.filter(pk=claim.pk).update(text="Meant for one region alone.", is_everywhere=False)
    claim.regions.clear()
    response = desk.get("/preview/linkedin/uk/")
    assert response.status_code == 200
    page = html.unescape(text(response))
    assert "names no region" in page
    assert "Meant for one region alone." not in page


def test_a_fault_inside_a_part_leads_to_its_very_field(desk, guidance):
    step = Step.objects.get(slug="switch-off")
    way = step.walkthroughs.all()[1]
    type(way).objects.filter(pk=way.pk).update(note="Two\nlines")
    authority = guidance.regions.get(slug="uk").authorities.last()
    type(authority).objects.filter(pk=authority.pk).update(email="nobody")
    page = text(desk.get(place(guidance, "publish")))
    assert f"{place(step)}#id_walkthroughs-1-note" in page
    assert f"{place(authority)}#id_email" in page
    assert 'id="id_walkthroughs-1-note"' in text(desk.get(place(step)))


def test_a_preview_of_a_guide_that_is_not_there_says_so(desk):
    assert desk.get("/preview/atlantis/uk/").status_code == 404

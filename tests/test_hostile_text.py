"""Text is inert: whatever an editor pastes is refused with a reason, or is read everywhere as the words that it is.

Every box for words on every page that edits a draft is found by asking the models; one added later is tried as well.
"""

import datetime
import html
import json
import os
import re
from typing import get_args

import pytest
from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.messages.storage import default_storage
from django.db import models
from django.test import Client, RequestFactory
from django.urls import resolve, reverse

from guides import urls
from guides.admin.edit_conflicts import EditConflictAdmin
from guides.admin.review_forms import AskForm
from guides.document import field_types
from guides.document import types as documents
from guides.document.field_types import LONGEST_LINE, STEP_TOPICS, TOPICS, USUAL_DEVICES
from guides.editing import drafts, publishing
from guides.models import Claim, Edition, Guide, Proposal, Source, Step
from guides.models.rules import of_known_blanks, readable, to_begin_with
from guides.serving import current_editions
from tests.support.admin_forms import DUE, Fields, confirm, place
from tests.support.databases import rows_written
from tests.support.editing import look_again
from tests.support.factories import (
    EVE,
    evidence,
    make_authority,
    make_claim,
    make_ground,
    make_guide,
    make_label,
    make_paragraph,
    make_purpose,
    make_recourse,
    make_region,
    make_source,
    make_step,
    make_walkthrough,
)
from tests.support.hostile_text import Harm
from tests.support.pages import text

OF_REGIONS = [topic for topic in TOPICS if topic not in STEP_TOPICS]
DESK = {model: page for model, page in admin.site._registry.items() if isinstance(page, EditConflictAdmin)}
WORDS = (models.CharField, models.TextField, models.JSONField)

# HERE becomes the name of the box, so that the words are known again on a page; a line holds 200 letters.
HOSTILE = {
    "runs": [
        "<script>alert('HERE')</script>",
        "<ScRiPt/src=//x.example></sCrIpT>",
        "<img src=x onerror=a()>",
        "<svg/onload=a()>",
        "<iframe src=//x.example></iframe>",
        "<style>*{}</style>",
    ],
    "breaks out": [
        '" onmouseover="a(\'HERE\')" x',
        "' onclick='a()' x",
        "x onfocus=a() autofocus",
        "--></textarea></title></template></select></a><script>x</script>",
    ],
    "calls and sends": [
        '<b hx-get="/x" hx-trigger="load">HERE</b>',
        "<i data-hx-post=/x>",
        "<i hx-on:x=y>",
        "<form action=//x.example>",
        "<button formaction=//x.example>",
        "<object data=//x.example>",
    ],
    "fetches and leads": [
        "<img src=https://tracker.example/HERE>",
        "![x](https://tracker.example/x)",
        "<a href=JaVaScRiPt:x>x</a>",
        "[x](javascript:x)",
        "[x](&#106;avascript:x)",
        "[x](data:text/html,x)",
    ],
    "refreshes": [
        "<meta http-equiv=refresh content='0;url=//x.example/HERE'>",
        "<base href=//x.example>",
        "<a href=data:text/html,x>x</a>",
    ],
}
TEMPLATE = "{{ request.user.password }}{% debug %}{0.__class__}%(a)s%s%n"
ALL = " ".join([*(piece for pieces in HOSTILE.values() for piece in pieces), TEMPLATE])
# What every page has to show: it escapes letters and knows no tags, so whoever lets one through lets all through.
# `LONG_TESTS=1` pastes each of these for itself, else one line that breaks out, leads away and acts.
PASTED = {
    "breaks out": " ".join(HOSTILE["breaks out"]),
    "leads away": " ".join(HOSTILE["fetches and leads"]),
    "acts": "<script>alert('HERE')</script> <img src=x onerror=a()> <style>*{}</style> <b hx-get=/x> "
    "<meta http-equiv=refresh content=0> {{ request.user }}{% debug %}%(a)s%n",
}
# Readers see the note of an edition as it is typed; links and placeholders in it are refused.
NOTE = '" onclick="a(\'HERE\')" --></textarea></title><script>x</script> <img src=x onerror=a()>'
AT_ONE_GO = {
    "at one go": "\" onclick=\"a('HERE')\" ' onclick='a()' --></textarea></title><script>x</script> "
    "<img src=x onerror=a()> [x](javascript:x) <b hx-get=/x> {{ request.user }}{% debug %}%(a)s%n"
}
SHOWN = PASTED if os.environ.get("LONG_TESTS") else AT_ONE_GO
ACTING = "https://chatter.example/?HERE\"onmouseover=\"alert(1)\"'onclick='x'><script>alert(2)</script>"
MAILBOXES = {
    "acts": "\"<script>alert('HERE')</script>\"@authority.example",
    "copies": "post?bcc=eve%40tracker.example&x=y@authority.example",
    "turns": "post@auth\u202eority.example",
    "is loud": "post@authority.EXAMPLE",
    "is near": "post@localhost",
}
UNSEEN = {
    "right-to-left override": "\u202e",
    "right-to-left isolate": "\u2067",
    "right-to-left mark": "\u200f",
    "Arabic letter mark": "\u061c",
    "zero-width space": "\u200b",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad",
    "nothing": "\0",
    "escape": "\x1b",
}
CLEANED = {"\u200f", "\u200b", "\u2060", "\ufeff", "\u00ad"}  # what a word processor leaves behind
REFUSED = {kind: sign for kind, sign in UNSEEN.items() if sign not in CLEANED}
HUGE = {
    "one word": (models.Field, "a" * 100_000),
    "an address": (models.URLField, f"https://chatter.example/{'a' * 100_000}"),
    "a mailbox": (models.EmailField, f"{'a' * 100_000}@chatter.example"),
    "one language": (models.JSONField, "en" + "-abcdefgh" * 11_112),
    "lines that it takes": (models.JSONField, ""),
    "long lines": (models.JSONField, ("a" * 199 + "\n") * 500),
}
AT_A_TIME = 8  # a post of more than a megabyte is refused as a whole, and says nothing of its boxes
GROWS = "\u0958"  # one letter that becomes two in composed form


# --- what none of our own pages has --------------------------------------------------------------


def unguarded(words):
    """What becomes of words that are written down as they come: as text, in attributes, as a mark."""
    marked = re.sub(r"!\[(.*?)\]\((.*?)\)", r'<img alt="\1" src="\2">', words)
    marked = re.sub(r"\[(.*?)\]\((.*?)\)", r'<a href="\2">\1</a>', marked)
    return [marked, f'<p title="{words}">', f"<p title='{words}'>", f"<p title={words}>", f'<a href="{words}">']


@pytest.mark.parametrize("words", [words for pieces in HOSTILE.values() for words in pieces])
def test_it_is_seen_where_a_page_lets_it_through(words):
    """A judge who sees nothing would let every test below pass."""
    assert Harm(html.escape(words)).found == []
    assert any(Harm(html.unescape(page)).found for page in unguarded(words))


# --- the boxes of the desk -----------------------------------------------------------------------


def texts(model, prefix=""):
    """The fields that hold words, by the names under which a form sends them."""
    fields = (field for field in model._meta.get_fields() if isinstance(field, WORDS) and field.editable)
    return {f"{prefix}{field.name}": field for field in fields}


def boxes(model):
    """Every box for words on the page of a row, with those of the first row that stands inline on it."""
    found = texts(model)
    for inline in DESK[model].inlines:
        key = next(field for field in inline.model._meta.fields if field.related_model is model)
        found |= texts(inline.model, f"{key.remote_field.get_accessor_name()}-0-")
    return found


def named(field):
    return f"{field.model._meta.model_name}-{field.name}".replace("_", "-")


class Opened:
    """A form of the desk, opened: what a browser would send, and the boxes that can be written into."""

    def __init__(self, desk, model, path):
        self.desk, self.model, self.path = desk, model, path
        page = text(desk.get(self.path))
        self.sent = Fields(page).data
        self.boxes = {box: field for box, field in boxes(model).items() if f'name="{box}"' in page}

    def save(self, typed):
        """Press the button. The boxes that refuse what was typed, each with its reason; then nothing was kept."""
        before = rows()
        response = self.desk.post(self.path, self.sent | typed)
        if response.status_code == 302:
            return {}
        assert rows() == before
        return refusals(response)

    def try_out(self, typed):
        """The same, but no page is written with the reasons: that takes most of the time."""
        before, request = rows(), RequestFactory().post(self.path, self.sent | typed)
        request.user, request.session, request._dont_enforce_csrf_checks = User.objects.get(), {}, True
        request._messages = default_storage(request)
        response = DESK[self.model].changeform_view(request, resolve(request.path).kwargs.get("object_id"))
        if response.status_code == 302:
            return {}
        assert rows() == before
        page = response.context_data
        forms = [page["adminform"].form, *(form for each in page["inline_admin_formsets"] for form in each.formset)]
        refused = {form.add_prefix(box): "".join(reasons) for form in forms for box, reasons in form.errors.items()}
        assert refused
        return refused


def new_one(model):
    """The form of a new row, of the guide that has parts."""
    return f"/admin/guides/{model._meta.model_name}/add/?guide={Guide.objects.get(slug='chatter').pk}"


OPENED = {}


def form_at(desk, model, path):
    """A page as every test finds it: before anything was changed."""
    if path not in OPENED:
        OPENED[path] = Opened(desk, model, path)
    OPENED[path].desk = desk
    return OPENED[path]


def opened_first(desk, model):
    """The page of the first row."""
    return form_at(desk, model, place(model.objects.first()))


def refusals(response):
    """The boxes with which the form is not content, each with the reason; the page that says so does no harm."""
    harmless(response, status=(200,))
    lists = re.findall(r'<ul class="errorlist[^"]*" id="id_([^"]+)_error"[^>]*>(.*?)</ul>', text(response), re.DOTALL)
    return {box: "".join(re.findall(r"<li>(.+?)</li>", reasons, re.DOTALL)) for box, reasons in lists}


def harmless(response, *, status=(200, 404)):
    """The words of a page on which nothing acts that was typed."""
    page = Harm(text(response) if re.search("html|xml", response["Content-Type"]) else "")
    asked = response.request["PATH_INFO"]
    assert (asked, response.status_code in status, page.found) == (asked, True, [])
    return "\n".join(page.words)


def read(browser, *paths):
    return "\n".join(harmless(browser.get(path, follow=True)) for path in paths)


READ = {}


def rows():
    """Everything that a press at the desk may have changed; read again once SQLite has changed a row since."""
    changed = rows_written()
    if changed is None or changed not in READ:
        READ.clear()
        READ[changed] = {
            model: list(model.objects.order_by("pk").values()) for model in (*drafts.PARTS, Edition, Proposal)
        }
    return READ[changed]


DISPUTED = {"certainty": "disputed", "disagreement": "Each says something else."}


def small():
    """A complete guide with little to read, in which something stands in every place: one region, all boxes filled."""
    said = DISPUTED | {"sources": ["notice", "copy"]}
    way = {"url": "https://chatter.example/settings", "link_text": "Open it", "see": "A switch.", "note": "As tried."}
    contact = {"email": "post@authority.example", "note": "By post, too.", "languages": ["en"]}
    at_home = {"countries": ["GB"], "aliases": ["gb"], "is_elsewhere": True}
    revised = {"revision": 2, "change_note": "It has moved.", "walkthroughs": [make_walkthrough(**said, **way)]}
    steps = [
        make_step("switch-off", **revised),
        make_step("look-again", **revised),
        make_step("tidy-up", is_extra=True, walkthroughs=[make_walkthrough(**DISPUTED)]),
    ]
    of_steps = [(topic, step["slug"]) for topic in ("why", "missing") for step in steps]
    claims = [make_claim(topic.replace("_", "-"), topic, devices=USUAL_DEVICES, **said) for topic in OF_REGIONS]
    claims[0] |= {"question": field_types.QUESTIONS[0], "answer": "Yes.", "words": ["late"]}
    claims += [make_claim(f"{topic}-{step}", topic, step=step, **DISPUTED) for topic, step in of_steps]
    claims += [
        make_claim("at-home", "does", regions=["uk"], sources=["copy"], checked_on=EVE, check_after=EVE, **DISPUTED)
    ]
    claims += [make_claim("says-the-maker", "does", certainty="maker")]
    archived = {"archive_url": "https://chatter.example/archived", "archived_on": EVE}
    sources = [make_source(**archived), make_source("copy", url=None)]
    region = make_region(**at_home, authorities=[make_authority(**said, **contact)])
    return make_guide(
        regions=[region],
        steps=steps,
        claims=claims,
        labels=[make_label(**said)],
        sources=sources,
        **objecting(),
        **later(),
    )


def objecting():
    """What an objection is put together from: what the law gives in one place and in the rest, one of each text."""
    said = DISPUTED | {"sources": ["notice", "copy"]}
    form = {
        "form_option": "Object to it",
        "other_option": "Another matter",
        "officer_url": "https://chatter.example/officer",
    }
    given = {"instead": "Move away.", "post": ["Chatter", "1 Road"], **form, **said}
    every = "{controller} {law} {purposes} {reason}"
    texts = [make_paragraph(piece, piece, **said) for piece in ("form", "reminder", "complaint")]
    return {
        "recourses": [make_recourse("object", places=["GB"], **given), make_recourse("rest", **given)],
        "purposes": [make_purpose(**said), make_purpose("apart", is_other=True, **said)],
        "grounds": [make_ground(care="Name nobody.", rights=["objection"], account="with", **said)],
        "letters": [
            make_paragraph(places=["GB"], rights=["objection"], **said),
            make_paragraph("all", text=every, **said),
            *texts,
        ],
    }


BUILT = {"regions", "steps", "claims", "labels", "sources", "recourses", "purposes", "grounds", "letters"}


def later():
    """The kinds of parts that a guide got after these tests were written: one of each, with what it has to have."""
    fields = documents.Guide.model_fields.items()
    kinds = {name: get_args(field.annotation)[0] for name, field in fields if field.default == () and name not in BUILT}
    return {
        name: [evidence(**DISPUTED, **{each: some(of) for each, of in needed(kind)})] for name, kind in kinds.items()
    }


def needed(part):
    return [(name, field) for name, field in part.model_fields.items() if field.is_required() and name != "certainty"]


def some(field):
    """Anything that may stand in this field."""
    return {str: "words", datetime.date: EVE}.get(field.annotation) or get_args(field.annotation)[0]


@pytest.fixture(scope="module")
def published(django_db_setup, django_db_blocker):
    """Two guides in force, so that there is a page on which one chooses; the second has no parts."""
    other = make_guide(slug="other", regions=[], steps=[], claims=[], labels=[], sources=[])
    OPENED.clear()
    with django_db_blocker.unblock():
        for document in (small(), other):
            publishing.issue(drafts.from_document(document), document, note="The first.", by=None)
    yield
    with django_db_blocker.unblock():
        Edition.objects.all().delete()
        Guide.objects.all().delete()


@pytest.fixture
def guide(published, db):
    READ.clear()  # what the test before has changed is back as it was
    current_editions.refresh()
    return Guide.objects.get(slug="chatter")


@pytest.fixture
def visitor(guide):
    """Somebody who ticked both steps, one of them before it was revised."""
    browser = Client(headers={"Sec-Fetch-Site": "same-origin"})
    browser.cookies.load({"chatter.switch-off": "1", "chatter.look-again": "2"})
    return browser


@pytest.fixture
def desk(guide):
    """The browser of somebody who may do everything, and who ticked that step, too."""
    browser = Client(headers={"Sec-Fetch-Site": "same-origin"})
    browser.force_login(User.objects.create_superuser("editor"))
    browser.cookies["chatter.switch-off"] = "1"
    return browser


@pytest.mark.parametrize("model", DESK)
def test_it_can_be_tried_in_every_box(model, desk):
    """A field without a box would be tried by no test below; only a short name has its box in the new form alone."""
    without = boxes(model).keys() - opened_first(desk, model).boxes.keys()
    assert without <= {"slug"}
    assert without <= form_at(desk, model, new_one(model)).boxes.keys()


def test_it_is_tried_on_every_part_of_a_draft():
    """A part without a page at the desk would be tried by no test below."""
    assert {field.model for model in DESK for field in boxes(model).values()} == set(drafts.PARTS)


# --- words that act ------------------------------------------------------------------------------


def fitting(field, words):
    """A box for links takes no sentence, but an address may act as well; what is copied from a letter has no marks."""
    if is_copied(field):
        return re.sub(r"[][{}&] ?", "", words)
    return ACTING if isinstance(field, models.URLField) else words


def is_copied(field):
    return of_known_blanks in field.validators or to_begin_with in field.validators


def paste(desk, model, words):
    """Write it into every box of the first row, then into those only that take it: the fields that now say it."""
    opened = opened_first(desk, model)
    typed = {box: fitting(field, words).replace("HERE", named(field)) for box, field in opened.boxes.items()}
    refused = opened.save(typed)
    assert all(refused.values())
    kept = {box: field for box, field in opened.boxes.items() if box not in refused}
    assert {box for box, field in opened.boxes.items() if readable in field.validators} <= kept.keys()
    assert not refused or opened.save({box: typed[box] for box in kept}) == {}
    return {kept[box]: typed[box] for box in kept}


# What stands only beside something else, and the rows that lack it.
GOES_WITH = {
    "answer": {"question": ""},
    "archive_url": {"archived_on": None},
    "disagreement": {"certainty": "maker"},
    "url": {"url": ""},  # two sources are two pages
    "text": {"text__contains": "{law}"},  # the letter that says what other boxes hold
}


def spread(kept):
    """Every row says what the first one says, so that it stands in every place of every page."""
    for field, typed in kept.items():
        value = field.model.objects.values_list(field.name, flat=True).first()
        assert value in (typed, [typed])
        field.model.objects.exclude(**GOES_WITH.get(field.name, {"pk": None})).update(**{field.name: value})


def unread(kept, words):
    """The fields of which these pages should say something and do not."""
    return [named(field) for field in kept if named(field) not in words]


def desk_pages(guide):
    """The lists, the first row of each part, and what is said of the guide."""
    parts = [model.objects.first() for model in DESK]
    lists = [f"/admin/guides/{row._meta.model_name}/" for row in parts]
    logs = [place(row, "history") for row in (guide, Claim.objects.first())]
    found = [
        place(Source.objects.first(), "rests"),
        f"{place(guide, 'find')}?old=e",
        f"{place(guide, 'find')}?old=e&new=x",
    ]
    return ["/admin/", *lists, *map(place, parts), *logs, place(guide, "publish"), f"{DUE}?when=all", *found]


def edition_pages(guide):
    edition = Edition.objects.latest_of(guide)
    return ["/admin/guides/edition/", place(guide, "publish"), place(edition), place(edition, "compare")]


def unchecked(desk, guide):
    """What the page for publishing says of a draft in which no claim was ever checked."""
    Claim.objects.update(checked_on=None)
    return harmless(desk.get(place(guide, "publish")))


def pressed(desk, guide):
    """What the desk answers to presses that name a row: in a message, and to the window that opened another."""
    claim, source = Claim.objects.first(), Source.objects.first()
    yield confirm(desk, claim)
    yield desk.post(place(source, "move", "down"), follow=True)
    yield desk.post(f"{place(source)}?_popup=1", Opened(desk, Source, place(source)).sent | {"_popup": "1"})
    yield desk.get(place(source, "delete"))


def reading(namespace="guides"):
    """Every page of the guide that has an address of its own, with one that is not there."""
    whole = {"guide_slug": "chatter", "region_slug": "uk"}
    for page in urls.OF_A_GUIDE:
        if (names := {"guide_slug", *page.pattern.converters}) <= whole.keys():
            yield reverse(f"{namespace}:{page.name}", kwargs={name: whole[name] for name in names})
    yield reverse(f"{namespace}:checklist", args=["chatter", "nowhere"])
    yield f"{reverse(f'{namespace}:objection', args=['chatter', 'uk'])}?place=GB"
    for statement in ("purpose/training", "ground/clients", "paragraph/opening"):  # which have no receipt elsewhere
        yield reverse(f"{namespace}:report_statement", args=["chatter", *statement.split("/")])


AT_ONCE = {"action": "publish_now", "size": "typo"}


@pytest.mark.parametrize("kind", SHOWN)
def test_it_is_words_at_the_desk_in_the_preview_and_on_the_page(kind, desk, visitor, guide):
    """What one editor pastes reaches every other editor and every reader."""
    kept = {field: typed for model in DESK for field, typed in paste(desk, model, SHOWN[kind]).items()}
    spread(kept)
    assert unread(kept, read(desk, *desk_pages(guide))) == []
    assert [response for response in pressed(desk, guide) if "source-title" not in harmless(response)] == []
    assert unread(kept, read(desk, *reading("preview"))) == []

    assert desk.post(place(guide, "publish"), AT_ONCE | {"note": NOTE}).status_code == 302
    current_editions.refresh()
    assert NOTE in read(desk, *edition_pages(guide))
    assert unread(kept, read(visitor, "/", *reading())) == []
    assert "things are missing" in unchecked(desk, guide)
    done = visitor.post("/chatter/uk/steps/switch-off/", {"done": "1"}, headers={"HX-Request": "true"})
    assert "claim-text" in harmless(done)


def test_marks_in_what_is_copied_are_words_in_the_preview_and_are_never_published(desk, guide):
    """A person copies a letter as it stands, so that nothing in it may be a mark."""
    copied = {field for model in DESK for field in boxes(model).values() if is_copied(field)}
    assert {named(field) for field in copied} == {"purpose-text", "ground-sentence", "paragraph-text"}
    for field in copied:
        rows_of = field.model.objects.exclude(**GOES_WITH.get(field.name, {"pk": None}))
        rows_of.update(**{field.name: PASTED["leads away"].replace("HERE", named(field))})
    assert unread(copied, read(desk, "/preview/chatter/uk/objection/?place=GB")) == []
    answer = desk.post(place(guide, "publish"), AT_ONCE | {"note": "As it is."})
    assert "write it without markup" in harmless(answer)
    assert Edition.objects.filter(guide=guide).count() == 1


@pytest.mark.parametrize("model", [model for model in DESK if "slug" in boxes(model)])
def test_a_short_name_takes_none_of_it(model, desk):
    """Addresses and ticks hang on it, so it has to be without harm when it is given."""
    new = form_at(desk, model, new_one(model))
    assert new.save({"slug": " ".join(PASTED.values())}).get("slug")
    for words in [*PASTED.values(), "a\u202eb", "a\u3164b", HUGE["one word"][1]]:
        assert new.try_out({"slug": words}).get("slug"), words[:80]


@pytest.mark.parametrize("words", ["javascript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_a_box_for_an_address_refuses_what_is_none(words, desk):
    """A link is the one thing that an editor can write and a reader can press."""
    for model in DESK:
        opened = opened_first(desk, model)
        links = [box for box, field in opened.boxes.items() if isinstance(field, models.URLField)]
        assert not links or opened.save(dict.fromkeys(links, words)).keys() == set(links)


@pytest.mark.parametrize("kind", MAILBOXES)
def test_a_box_for_a_mailbox_takes_only_what_the_preview_shows(kind, desk):
    """What the desk takes and a document does not would leave everybody without a preview."""
    for model in DESK:
        opened = opened_first(desk, model)
        if mailboxes := [box for box, field in opened.boxes.items() if isinstance(field, models.EmailField)]:
            opened.save(dict.fromkeys(mailboxes, MAILBOXES[kind]))
    words = harmless(desk.get("/preview/chatter/uk/"), status=(200,))
    assert not any(sign in words for sign in UNSEEN.values())


@pytest.mark.parametrize("model", DESK)
def test_nobody_writes_where_the_page_has_no_box(model, desk):
    """Whoever sends more than the form holds changes no more than the form holds."""
    opened, before = opened_first(desk, model), rows()
    hidden = {field.name for field in model._meta.fields if isinstance(field, WORDS)} - opened.boxes.keys()
    assert opened.save(dict.fromkeys(hidden, ALL)) == {}
    assert rows() == before


# --- words that nobody sees, and words without end -----------------------------------------------


@pytest.mark.parametrize("model", DESK)
def test_every_box_refuses_what_nobody_sees_or_cleans_it_away(model, desk):
    """A sentence that reads otherwise than it is written deceives whoever approves it."""
    opened = opened_first(desk, model)
    present = {box: opened.sent[box][0] or fit(field) for box, field in opened.boxes.items()}
    taken = []
    for kind, sign in REFUSED.items():
        refused = opened.try_out({box: f"{words[:-1]}{sign}{words[-1:]}" for box, words in present.items()})
        taken += [(kind, box) for box in opened.boxes if not refused.get(box)]
    assert taken == []
    assert opened.save(present) == {}
    full = {box: f"{words[:-1]}{''.join(CLEANED)}{words[-1:]}" for box, words in present.items()}
    refused = opened.try_out(full)
    opened.save({box: words for box, words in full.items() if box not in refused})
    kept = json.dumps(list(rows().values()), default=str, ensure_ascii=False)
    assert [kind for kind, sign in UNSEEN.items() if sign in kept] == []


# Boxes that take nothing but what is there, or a few lines in a form of their own.
OWN_FORM = {"after": "", "pictures": "", "question": "Why?\nyes: Yes\nno: No", "variants": "uk\ntitle: Other"}


def fit(field):
    """Something that a box takes which may be empty."""
    if field.name in OWN_FORM:
        return OWN_FORM[field.name]
    return field.choices[0][0] if field.choices else "en"


@pytest.mark.parametrize("model", DESK)
def test_every_box_refuses_a_hundred_kilobytes(model, desk):
    """One paste too much must not make a page that nobody can open."""
    opened, taken = opened_first(desk, model), []
    for kind, (kept_in, words) in HUGE.items():
        for some in by_turns([box for box, field in opened.boxes.items() if isinstance(field, kept_in)]):
            refused = opened.try_out({box: words or endless(opened, box) for box in some})
            taken += [(kind, box) for box in some if not refused.get(box)]
    assert taken == []


def endless(opened, box):
    """What the box holds, again and again, so that no line is refused for what it says."""
    line = f"{opened.sent[box][0] or fit(opened.boxes[box]) or 'en'}\n"
    return line * (100_000 // len(line) + 1)


def by_turns(names):
    return [names[start : start + AT_A_TIME] for start in range(0, len(names), AT_A_TIME)]


def test_more_than_a_megabyte_is_refused_as_a_whole(desk):
    """Every box of a step filled to the brim is too much to look at; what was there stays."""
    opened, before = opened_first(desk, Step), rows()
    response = desk.post(opened.path, opened.sent | dict.fromkeys(opened.boxes, HUGE["one word"][1]))
    assert "Something in the request made no sense." in harmless(response, status=(400,))
    assert rows() == before


def test_the_preview_shows_whatever_the_desk_takes(desk):
    """Letters may grow when they are composed: what just fits the box must fit the page as well, or be refused."""
    for model in DESK:
        opened = opened_first(desk, model)
        typed = {box: GROWS * (field.max_length or LONGEST_LINE) for box, field in opened.boxes.items()}
        refused = opened.try_out(typed)
        assert not refused or opened.save({box: words for box, words in typed.items() if box not in refused}) == {}
    assert desk.get("/preview/chatter/uk/").status_code == 200


# --- words on the way to an edition, and in addresses --------------------------------------------

NOTES = [name for name, field in AskForm.base_fields.items() if type(field) is forms.CharField]
NOTES += ["step-switch-off-line"]


def press(desk, guide, action, **fields):
    return desk.post(place(guide, "publish"), {"action": action, **fields}, follow=True)


def asked(desk, guide, **said):
    """Ask for the review of a step with another title; the page that answers."""
    guide.steps.filter(slug="switch-off").update(title="Another title")
    regions = guide.regions.values_list("slug", flat=True)
    return press(desk, guide, "ask", **{"note": "Clearer.", **look_again(regions=regions)} | said)


def waiting(desk, guide):
    """The proposal that waits for somebody, asked for if there is none."""
    if Proposal.objects.open_for(guide) is None:
        asked(desk, guide)
    return Proposal.objects.open_for(guide)


def test_a_note_is_words_on_the_way_to_an_edition_and_back(desk, guide):
    """What is said to whoever approves is read by everybody at the desk, and some of it by readers."""
    said = {name: ALL.replace("HERE", name) for name in NOTES}
    page, proposal = harmless(asked(desk, guide, **said)), waiting(desk, guide)
    assert said["note"] in page
    assert all(name in page + read(desk, f"/preview/chatter/uk/?proposal={proposal.pk}") for name in NOTES)
    harmless(press(desk, guide, "send_back", proposal=proposal.pk, why=ALL))
    assert proposal.transitions.last().why == ALL
    refused = harmless(desk.post(place(guide.editions.first(), "revert"), {"why": ALL}, follow=True))
    assert "Write it without marks, addresses and placeholders." in refused
    assert guide.editions.count() == 1


BAD = {kind: f"Words{sign}words" for kind, sign in REFUSED.items()} | {"a hundred kilobytes": HUGE["one word"][1]}


def test_whoever_asks_is_refused_what_nobody_sees_and_what_has_no_end(desk, guide):
    """The note of an edition is kept for ever, and the change is read by visitors."""
    refused = {kind: refusals(asked(desk, guide, **dict.fromkeys(NOTES, words))) for kind, words in BAD.items()}
    assert [(kind, name) for kind in BAD for name in NOTES if not refused[kind].get(name)] == []
    assert Proposal.objects.count() == 0


def test_whoever_sends_back_is_refused_it_as_well(desk, guide):
    """Why something goes back is kept with it."""
    taken = []
    for kind, words in BAD.items():
        proposal = waiting(desk, guide)
        page = text(press(desk, guide, "send_back", proposal=proposal.pk, why=words))
        taken += [] if Proposal.objects.open_for(guide) == proposal and is_told_why(page) else [kind]
    assert taken == []


def test_whoever_goes_back_is_refused_it_as_well(desk, guide):
    """Why an old edition is published again becomes the note of the new one."""
    taken, first = [], guide.editions.last()
    for kind, words in BAD.items():
        page = text(desk.post(place(first, "revert"), {"why": words}, follow=True))
        taken += [] if is_told_why(page) else [kind]
    assert (taken, Edition.objects.count()) == ([], 2)


def is_told_why(page):
    return '<li class="error">' in page


def requests_with(words, desk, guide):
    """Whatever is sent beside the boxes: what a preview shows, what a list looks for, what is pressed."""
    for name in ("on", "edition", "proposal", "key", "device"):
        yield desk.get("/preview/chatter/uk/", {name: words}, follow=True)
    for name in ("q", "regions__id__exact", "checked_on__gte"):
        yield desk.get("/admin/guides/source/", {name: words}, follow=True)
    yield desk.get(place(guide.editions.first(), "compare"), {"with": words})
    yield desk.get("/admin/login/", {"next": words}, follow=True)
    yield desk.get(DUE, {"words": words, "guide": words, "source": words, "when": words, "page": words})
    yield desk.post(DUE, {"statement": words, "group": words}, follow=True)
    yield desk.get(place(guide, "find"), {"old": words, "new": words})
    yield desk.post(place(guide, "find"), {"old": "e", "new": "x", "review": "", "place": [words, f"claim-{words}"]})
    yield desk.post(place(guide, "find"), {"old": "e", "new": words, "review": words, "place": words})
    rests = {
        "gone_on": words,
        "archive_url": words,
        "other": words,
        "statement": words,
        "version": words,
        "review": words,
    }
    yield desk.post(place(Source.objects.first(), "rests"), rests)
    for fields in ({"action": words}, {"action": "approve", "proposal": words}, {"action": "schedule", "at_0": words}):
        yield desk.post(place(guide, "publish"), fields, follow=True)


SENT = {
    "all at once": ALL,
    "an address": "javascript:alert(1)",
    "nothing": "\0",
    "as much as an address holds": "a" * 3000,
}


@pytest.mark.parametrize("kind", SENT)
def test_it_is_words_wherever_a_page_repeats_what_was_sent(kind, desk, guide):
    """A link with words in it can come from anybody, and is pressed by somebody who is signed in."""
    before = rows()
    for response in requests_with(SENT[kind], desk, guide):
        harmless(response, status=(200, 400, 404))
    assert rows() == before

"""Document ⇄ draft rows: whatever a document says survives the rows, and rows that make no sense are named."""

import datetime
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import Phase, given
from hypothesis import settings as effort
from hypothesis.extra.django import TestCase

from guides.document.types import Answer, DocumentError, Part, Picture, Problem, Revision, StepQuestion, Variant
from guides.editing import drafts, publishing
from guides.models import (
    Authority,
    Claim,
    Edition,
    Event,
    Ground,
    Guide,
    Label,
    Paragraph,
    Purpose,
    Recourse,
    Region,
    Rumour,
    Source,
    Step,
    Walkthrough,
)
from tests.support.factories import (
    EVE,
    START,
    make_authority,
    make_claim,
    make_claims,
    make_data,
    make_event,
    make_ground,
    make_guide,
    make_label,
    make_paragraph,
    make_purpose,
    make_recourse,
    make_region,
    make_rumour,
    make_source,
    make_step,
    make_walkthrough,
)
from tests.support.guide_edits import SOME, edited
from tests.support.shipped_guide import file_of

OF_LETTERS = (Recourse, Purpose, Ground, Paragraph)
DRAFT = (Source, Region, Authority, Step, Walkthrough, Claim, Label, Event, Rumour, *OF_LETTERS)
DISPUTED = {
    "certainty": "disputed",
    "sources": ["regulator", "notice"],
    "disagreement": "One says so, one does not.",
    "check_after": START,
}
ARCHIVED = {"archive_url": "https://archive.example/regulator", "archived_on": EVE}


def full_guide():
    """A guide in which every field of every part says something."""
    way = make_walkthrough(
        "phone", "computer", **DISPUTED, trail=["Settings", "Data"], actions=["Press **Off**.", "Wait."]
    )
    way |= {"regions": ["world", "uk"], "url": "https://chatter.example/off", "link_text": "Open it", "see": "Off."}
    authority = make_authority(
        "DE-BY",
        **DISPUTED,
        email="post@authority.example",
        languages=["de", "en-GB"],
        note="Slow.",
        asks_first=True,
        contents="All.",
    )
    picture = {"slug": "off", "alternative": "It is off.", "dated_on": EVE, "digest": "0" * 64, "kind": "png"}
    way |= {"answers": ["work"], "pictures": [picture | {"width": 20, "height": 10}]}
    step = make_step(
        "switch-off",
        after="tidy-up",
        question={"text": "Why?", "answers": [{"slug": "work", "label": "Yes"}, {"slug": "own", "label": "No"}]},
        variants=[{"regions": ["uk"], "title": "Object", "outcome": "It is.", "tick": "Yes.", "summary": "Do."}],
        outcome="It is off.",
        kind="form",
        is_extra=True,
        regions=["uk", "world"],
        revision=7,
        change_note="It has moved.",
        revisions=[{"number": 7, "note": "It has moved.", "regions": ["uk"], "devices": ["phone"]}],
    )
    claim = make_claim(
        "full", "missing", step="switch-off", regions=["world", "uk"], devices=["phone", "iphone"], **DISPUTED
    )
    answer = make_claim("answer", "does", question="too_late", answer="No.", words=["late", "opt-in"])
    return make_guide(
        owner="Rumour Mill",
        maker="Gossip & Sons",
        untried="We tried nothing.",
        sections=["essential", "missing", "does"],
        needed=["essential"],
        devices=["computer", "tv"],
        regions=[
            make_region("uk", countries=["GB"], aliases=["gb", "wales"], authorities=[authority, make_authority("GB")]),
            make_region("eu", since_on=None, authorities=[]),
            make_region("world", is_elsewhere=True),
        ],
        steps=[
            step | {"walkthroughs": [way | {"note": "Untried."}, make_walkthrough("android")]},
            make_step("look-again"),
            make_step("tidy-up", is_extra=True),
        ],
        claims=[claim | {"from_on": EVE, "until_on": START}, answer, *make_claims()],
        labels=[make_label("nl", **DISPUTED), make_label("de", switch=None)],
        events=[
            make_event("start", **DISPUTED, precision="month", regions=["world", "uk"], effect="starts"),
            make_event("advice", happened_on=EVE),
        ],
        rumours=[
            make_rumour("too-late", **DISPUTED, words=["late", "opt-in"], regions=["world", "uk"], from_on=START),
            make_rumour("photo"),
        ],
        recourses=[
            make_recourse(
                "full",
                **DISPUTED,
                regions=["world", "uk"],
                places=["GB", "KR"],
                instead="Ask.",
                post=["The officer", "Dublin"],
                form_option="Object",
                other_option="Other",
                officer_url="https://chatter.example/officer",
                extension_months=2,
                acknowledge_days=30,
                to_check=True,
            ),
            make_recourse("days", answer_months=None, answer_days=10),
        ],
        purposes=[
            make_purpose("training", **DISPUTED, regions=["uk"], is_first=True, is_other=True, to_check=True),
            make_purpose("b"),
        ],
        grounds=[
            make_ground(
                "full",
                **DISPUTED,
                regions=["uk"],
                care="Name nobody.",
                rights=["objection"],
                account="with",
                to_check=True,
            ),
            make_ground("b"),
        ],
        letters=[
            make_paragraph(
                "full",
                **DISPUTED,
                regions=["world", "uk"],
                rights=["none", "objection"],
                places=["GB"],
                account="without",
                wish="restriction",
                to_check=True,
            ),
            make_paragraph("b", "form"),
        ],
        sources=[make_source("notice", url=None, language="de"), make_source("regulator", gone_on=START, **ARCHIVED)],
    )


def ids():
    return {model: set(model.objects.values_list("pk", flat=True)) for model in DRAFT}


NAMES = {Authority: ["region__slug", "code"], Walkthrough: ["step__slug", "devices"], Label: ["language"]}


def named():
    """The rows of the draft, by what names them."""
    rows = {model: model.objects.values_list(*NAMES.get(model, ["slug"]), "pk") for model in DRAFT}
    return {(model.__name__, *map(str, name)): pk for model, found in rows.items() for *name, pk in found}


def test_the_guide_we_ship_survives_the_rows(db):
    document = file_of()
    assert drafts.to_document(drafts.from_document(document)) == document


@pytest.mark.parametrize("make", [make_guide, full_guide])
def test_made_up_guides_survive_the_rows(db, make):
    document = make()
    assert drafts.to_document(drafts.from_document(document)) == document


def test_the_full_guide_leaves_no_field_out():
    def with_parts(part):
        yield part
        for _, value in part:
            for each in value if isinstance(value, tuple) else (value,):
                if isinstance(each, Part):
                    yield from with_parts(each)

    said = {kind: set() for kind in (*drafts.PARTS.values(), Revision, Variant, StepQuestion, Answer, Picture)}
    for part in with_parts(full_guide()):
        said[type(part)] |= part.model_dump(exclude_defaults=True).keys()
    assert said == {kind: set(kind.model_fields) for kind in said}


def test_a_guide_with_next_to_nothing_in_it_survives_too(db):
    document = make_guide(regions=[], steps=[], claims=[], labels=[], sources=[], basis=None)
    assert drafts.to_document(drafts.from_document(document)) == document


def test_the_order_of_the_parts_is_kept(db):
    turned = make_data()
    for name in ("regions", "steps", "claims", "sources"):
        turned[name] = turned[name][::-1]
    document = make_guide(**turned)
    kept = drafts.to_document(drafts.from_document(document))
    assert [step.slug for step in kept.steps] == [step["slug"] for step in turned["steps"]]
    assert kept == document


def test_two_guides_do_not_mix(db):
    one, other = make_guide(), make_guide(slug="other", labels=[])
    guides = [drafts.from_document(one), drafts.from_document(other)]
    drafts.from_document(one)
    assert [drafts.to_document(Guide.objects.get(slug=guide.slug)) for guide in guides] == [one, other]


def test_loading_what_is_there_already_writes_nothing(db):
    drafts.from_document(full_guide())
    with CaptureQueriesContext(connection) as captured:
        drafts.from_document(full_guide())
    assert not [each["sql"] for each in captured if each["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_loading_another_document_keeps_each_row_that_goes_by_the_same_name_and_the_editions(db):
    guide = drafts.from_document(full_guide())
    before = named()
    publishing.publish(drafts.from_document(make_guide()), by=None, note="The first.")
    again = drafts.from_document(make_guide(title="Another headline", claims=make_claims()[:3], labels=[]))
    assert (again.pk, again.title) == (guide.pk, "Another headline")
    assert (again.claims.count(), again.labels.count()) == (3, 0)
    after = named()
    both = before.keys() & after.keys()
    assert ("Claim", "essential") in both
    assert [before[name] for name in both] == [after[name] for name in both]
    assert Edition.objects.get().to_guide() == make_guide()


class Loading(TestCase):
    """From any edit of the guide to any other."""

    @given(SOME, SOME)
    @effort(max_examples=8, deadline=None, phases=[Phase.generate])  # an example loads two guides
    def test_the_draft_says_the_other_document_and_what_both_have_stays_the_same_row(self, one, other):
        drafts.from_document(edited(one))
        before = named()
        assert drafts.to_document(drafts.from_document(edited(other))) == edited(other)
        assert named() == before


@pytest.mark.parametrize(
    ("devices", "kept"),
    [
        ([["computer"], ["iphone"], ["phone"]], [0, 1, 2]),  # one of two devices is left
        ([["phone"], ["computer"], ["iphone", "android"]], [2, 0, 1]),
        ([["iphone"], ["android"]], [1, None]),  # one that was parted is the first of its parts
        ([["computer"], ["computer"]], [0, None]),  # the first of two that go by the same name
    ],
)
def test_a_walkthrough_is_known_by_its_devices_and_else_by_one_that_it_has_in_common(devices, kept, db):
    def load(*ways):
        step = make_step("switch-off", walkthroughs=[make_walkthrough(*way) for way in ways])
        drafts.from_document(make_guide(steps=[step], claims=[]))

    def rows():
        return list(Walkthrough.objects.order_by("position", "pk").values_list("pk", flat=True))

    load(["computer"], ["iphone", "android"], ["phone"])
    before = rows()
    load(*devices)
    assert [before.index(pk) if pk in before else None for pk in rows()] == kept


def test_who_checked_a_statement_stays_unless_it_was_checked_on_another_day(db, editor):
    guide = drafts.from_document(make_guide())
    Claim.objects.filter(slug__in=["essential", "does"]).update(checked_by=editor)
    Claim.objects.filter(slug="does").update(checked_on=START)
    drafts.from_document(make_guide(claims=[make_claim("essential", text="Other words."), *make_claims()[1:]]))
    assert guide.claims.get(slug="essential").checked_by == editor
    assert guide.claims.get(slug="does").checked_by is None


def test_a_guide_with_a_mistake_halfway_leaves_the_draft_as_it_was(db):
    drafts.from_document(make_guide())
    before = ids()
    lost = make_guide().model_copy(
        update={"claims": (make_guide().claims[0].model_copy(update={"regions": ("mars",)}),)}
    )
    with pytest.raises(KeyError, match="mars"):
        drafts.from_document(lost)
    assert ids() == before


def test_the_digest_hangs_on_the_content_alone(db):
    document = make_guide()
    digest = drafts.digest(document)
    assert digest == drafts.digest(make_guide(**json.loads(json.dumps(make_data(), default=datetime.date.isoformat))))
    assert digest == drafts.digest(drafts.to_document(drafts.from_document(document)))
    assert digest != drafts.digest(make_guide(title="Another headline"))
    assert digest != drafts.digest(make_guide(steps=make_data()["steps"][::-1]))


@pytest.mark.parametrize(
    ("model", "changes", "place"),
    [
        (Step, {"slug": "look-again", "title": "Two\nlines"}, "step look-again › title"),
        (Step, {"slug": "look-again", "revision": 0}, "step look-again › revision"),
        (Claim, {"slug": "essential", "text": "Hidden\u202e letter"}, "claim essential › text"),
        (Claim, {"slug": "essential", "topic": "gossip"}, "claim essential › topic"),
        (Claim, {"slug": "essential", "topic": "why"}, "claim essential › step"),
        (Claim, {"slug": "essential", "from_on": START, "until_on": EVE}, "claim essential › until_on"),
        (Source, {"slug": "notice", "url": "http://chatter.example/"}, "source notice › url"),
        (Source, {"slug": "notice", "publisher": ""}, "source notice › publisher"),
        (Region, {"slug": "uk", "countries": ["Britain"]}, "region uk › countries › 1"),
        (Region, {"slug": "uk", "aliases": ["eea"]}, "region eea › aliases"),
        (Label, {"language": "de", "certainty": "rumour"}, "label de › certainty"),
        (Event, {"slug": "advice", "precision": "hour"}, "event advice › precision"),
        (Rumour, {"slug": "photo", "words": ["two words"]}, "rumour photo › words › 1"),
        (Guide, {"slug": "chatter", "language": "English"}, "guide › language"),
    ],
)
def test_a_row_that_makes_no_sense_is_named(db, model, changes, place):
    guide = drafts.from_document(make_guide(events=[make_event("advice")], rumours=[make_rumour("photo")]))
    key = "language" if model is Label else "slug"
    assert model.objects.filter(**{key: changes[key]}).update(**changes) == 1
    with pytest.raises(DocumentError) as refusal:
        drafts.to_document(Guide.objects.get(pk=guide.pk))
    assert place in [str(problem).split(":")[0] for problem in refusal.value.problems]


def test_a_row_of_a_walkthrough_or_an_authority_is_named_after_what_it_belongs_to(db):
    guide = drafts.from_document(make_guide())
    Walkthrough.objects.filter(step__slug="tidy-up").update(devices=["fridge"])
    Authority.objects.filter(region__slug="eu").update(email="nobody")
    with pytest.raises(DocumentError) as refusal:
        drafts.to_document(guide)
    assert [problem.key for problem in refusal.value.problems] == ["eu", "tidy-up"]
    assert [problem.field for problem in refusal.value.problems] == [
        "authorities › 1 › email",
        "walkthroughs › 1 › devices › 1",
    ]


def test_every_row_that_makes_no_sense_is_named_at_once(db):
    guide = drafts.from_document(make_guide())
    Step.objects.filter(slug="look-again").update(title="")
    Claim.objects.filter(slug="ending").update(text="")
    with pytest.raises(DocumentError) as refusal:
        drafts.to_document(guide)
    assert refusal.value.problems == [
        Problem("step", "look-again", "title", "is missing; write it"),
        Problem("claim", "ending", "text", "is missing; write it"),
    ]

"""The data that is given away: what each answer says, that it fits its schema, and that the schema says all of it."""

import datetime

import pytest
import yaml

from guides.checklist import plan as checklists
from guides.document.field_types import USUAL_DEVICES
from guides.document.types import Guide, Part
from guides.document.validation import parse
from guides.document.yaml_format import dump, from_yaml
from guides.open_data import envelope, schemas
from guides.open_data.envelope import Published, plain
from guides.open_data.types import ANSWERS, FORMAT, ApiModel
from tests.support.factories import (
    EVE,
    LATER,
    START,
    evidence,
    make_authority,
    make_claim,
    make_data,
    make_guide,
    make_label,
    make_region,
    make_source,
    make_step,
    make_walkthrough,
)
from tests.support.schemas import faults
from tests.support.shipped_guide import document_of

SITE = "https://optout.example"
NOON = datetime.datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=datetime.UTC)
LINKEDIN = document_of()
OLD = datetime.date(2025, 1, 1)
DAYS = [EVE, START, LATER]


def published(guide=None, number=3):
    return Published(SITE, guide or make_guide(), number, NOON)


def in_force(guide=None, on=LATER):
    return plain(envelope.in_force(published(guide), on))


def reading(region="uk", guide=None, on=LATER):
    guide = guide or make_guide()
    return plain(envelope.reading(published(guide), guide.region(region), on))


def at(data, pointer):
    """What a JSON Pointer leads to (RFC 6901)."""
    for step in pointer.split("/")[1:]:
        data = data[int(step)] if isinstance(data, list) else data[step]
    return data


# --- fitting the schema ----------------------------------------------------------------------


def every_answer(guide):
    rows = [{"number": 3, "published_at": NOON, "size": "major", "note": "New words."}]
    yield "guides", envelope.guides(SITE, [published(guide)])
    yield "editions", envelope.editions(published(guide), rows)
    yield "edition", envelope.old_edition(published(guide))
    for on in DAYS:
        yield "guide", envelope.in_force(published(guide), on)
        for region in guide.regions:
            yield "region", envelope.reading(published(guide), region, on)


@pytest.mark.parametrize("guide", [LINKEDIN, make_guide(), Guide(**make_data(regions=[], steps=[], claims=[]))])
def test_every_answer_fits_its_schema_and_holds_nothing_that_the_schema_does_not_name(guide):
    found = [(name, faults(plain(answer), name)) for name, answer in every_answer(guide)]
    assert [each for each in found if each[1]] == []
    tried = {name for name, _faults in found}
    assert tried == {"guides", "editions", "edition", "guide"} | ({"region"} if guide.regions else set())


def test_what_does_not_fit_is_noticed():
    good = in_force()
    assert faults(good, "guide") == []
    assert faults(good | {"format": 3}, "guide") != []
    assert faults(good | {"editor": "somebody"}, "guide") != []
    assert faults(good | {"checked_on": "yesterday"}, "guide") != []
    assert faults({name: value for name, value in good.items() if name != "licence"}, "guide") != []


@pytest.mark.parametrize("name", ANSWERS)
def test_every_schema_is_one_and_says_where_it_stands(name):
    jsonschema = pytest.importorskip("jsonschema", reason="needs `pip install -r requirements-dev.txt`")
    schema = schemas.schema(name, SITE)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"{SITE}/api/schema/{name}.json"


def every_part():
    made = [schemas.schema(name, SITE) for name in ANSWERS]
    return [part for each in made for part in (each, *each.get("$defs", {}).values())]


def test_a_served_schema_lets_fields_pass_that_are_added_later():
    parts = every_part()
    assert len(parts) > 30
    assert [part["title"] for part in parts if part.get("additionalProperties") is False] == []


def every_type(above):
    for each in above.__subclasses__():
        yield each
        yield from every_type(each)


FIELDS = [
    (f"{each.__name__}.{field.alias or name}", field)
    for above in (Part, ApiModel)
    for each in every_type(above)
    for name, field in each.model_fields.items()
]


def test_every_field_has_a_sentence_under_it():
    assert len(FIELDS) > 150
    assert [name for name, field in FIELDS if not (field.description or "").endswith(".")] == []


def test_a_schema_says_the_sentences_of_its_fields():
    parts = every_part()
    said = {
        f"{part['title']}.{field}": about["description"]
        for part in parts
        for field, about in part["properties"].items()
    }
    assert len(said) > 100
    assert {(name, field.description) for name, field in FIELDS if name in said} == set(said.items())


def test_the_list_for_people_has_every_field_of_every_type():
    answers, parts = schemas.forms()
    assert [form.name for form in answers] == [model.__name__ for model in ANSWERS.values()]
    assert {"Guide", "Region", "Step", "Walkthrough", "Claim", "Source"} <= {form.name for form in parts}
    told = {field for form in (*answers, *parts) for field in form.fields}
    told |= {field for name in schemas.COMMON for field in schemas.common(name).fields}
    assert told == {name.split(".")[1] for name, _field in FIELDS}


def test_the_form_of_an_answer_is_the_form_of_the_document_in_it():
    assert Guide.model_fields["format"].annotation == ANSWERS["guide"].model_fields["format"].annotation
    assert in_force()["format"] == in_force()["document"]["format"] == FORMAT


# --- whole guides ----------------------------------------------------------------------------


@pytest.mark.parametrize("guide", [LINKEDIN, make_guide()])
def test_the_document_is_the_guide(guide):
    assert parse(in_force(guide)["document"]) == guide
    assert parse(plain(envelope.old_edition(published(guide)))["document"]) == guide
    assert from_yaml(envelope.as_file(published(guide))) == guide


def test_the_file_says_in_its_first_lines_which_edition_it_is_and_where_it_comes_from():
    first, second, *_ = envelope.as_file(published()).splitlines()
    assert first == "# Edition 3, published on 2026-11-22, from https://optout.example/chatter/"
    assert second == "# What is overdue stands in https://optout.example/api/guides/chatter.json"


def test_an_answer_says_which_edition_it_is_and_what_may_be_done_with_it():
    answer = in_force()
    assert answer["edition"] == 3
    assert answer["published_at"] == "2026-11-22T12:00:00Z"
    assert answer["$schema"] == "https://optout.example/api/schema/guide.json"
    assert answer["licence"]["url"] == "https://creativecommons.org/licenses/by/4.0/"
    assert answer["page"] == "https://optout.example/chatter/"
    assert list(answer)[-1] == "document"


def test_the_list_of_guides_leads_to_every_region():
    (listed,) = plain(envelope.guides(SITE, [published()]))["guides"]
    assert listed["data"] == "https://optout.example/api/guides/chatter.json"
    assert listed["editions"] == "https://optout.example/api/guides/chatter/editions.json"
    assert [region["data"] for region in listed["regions"]] == [
        f"https://optout.example/api/guides/chatter/{slug}.json" for slug in ("uk", "eu", "world")
    ]


def test_what_is_overdue_says_so_and_where_it_stands():
    stale = make_walkthrough(checked_on=OLD)
    never = make_claim("does", checked_on=None)
    claims = [claim for claim in make_data()["claims"] if claim["slug"] != "does"]
    guide = make_guide(
        claims=[*claims, never],
        steps=[make_step("switch-off", walkthroughs=[stale]), *make_data()["steps"][1:]],
        labels=[make_label(checked_on=OLD)],
        regions=[make_region("uk", authorities=[make_authority(checked_on=OLD)]), *make_data()["regions"][1:]],
    )
    answer = in_force(guide)
    found = {(entry["kind"], entry.get("slug"), entry["due_on"]) for entry in answer["overdue"]}
    assert found == {
        ("authority", None, "2025-04-01"),
        ("walkthrough", None, "2025-04-01"),
        ("claim", "does", None),
        ("label", None, "2025-04-01"),
    }
    assert answer["checked_on"] == "2025-01-01"
    for entry in answer["overdue"]:
        assert at(answer, entry["at"]).get("checked_on") in (None, "2025-01-01")
        assert at(answer, entry["at"]).get("slug") == entry.get("slug")


def test_what_is_not_said_any_more_or_not_yet_is_not_overdue():
    events = [
        evidence(slug="was", happened_on=START, text="It began."),
        evidence(slug="will-be", happened_on=LATER, text="It ends."),
    ]
    guide = make_guide(events=events)
    long_after = datetime.date(2030, 1, 1)
    before = {entry["slug"] for entry in in_force(guide, START + datetime.timedelta(days=1))["overdue"]}
    after = {entry.get("slug") for entry in in_force(guide, long_after)["overdue"]}
    assert before == set()
    assert {"since", "was", "will-be"} <= after
    assert "soon" not in after


def test_on_the_day_it_is_due_a_statement_is_not_overdue_yet():
    due = datetime.date(2027, 2, 20)
    assert in_force(on=due)["overdue"] == []
    assert len(in_force(on=due + datetime.timedelta(days=1))["overdue"]) > 20


def test_the_list_of_editions_names_what_changed_and_nobody_of_the_staff():
    row = {"number": 2, "published_at": NOON, "size": "major", "note": "Another switch.", "published_by": "editor"}
    (listed,) = plain(envelope.editions(published(), [row]))["editions"]
    assert listed == {
        "edition": 2,
        "published_at": "2026-11-22T12:00:00Z",
        "size": "major",
        "note": "Another switch.",
        "data": "https://optout.example/api/guides/chatter/editions/2.json",
    }


# --- what a region reads ---------------------------------------------------------------------


@pytest.mark.parametrize("on", DAYS)
@pytest.mark.parametrize("region", [region.slug for region in LINKEDIN.regions])
def test_a_region_reads_what_its_page_says_on_that_day(region, on):
    shown = checklists.build(LINKEDIN, LINKEDIN.region(region), None, on, {})
    answer = reading(region, LINKEDIN, on)
    said = {topic: [claim.text for claim in claims] for topic, claims in shown.said.items()}
    assert {topic: [claim["text"] for claim in claims] for topic, claims in answer["said"].items()} == said
    steps = [one.step.slug for one in (*shown.needed, *shown.extras)]
    assert [step["slug"] for step in answer["steps"]] == steps
    assert [step["number"] for step in answer["steps"]] == list(range(1, len(steps) + 1))
    assert answer["overdue_count"] == shown.overdue
    assert answer["checked_on"] == shown.checked_on.isoformat()


def test_before_and_since_the_start_another_sentence_is_said():
    assert [claim["slug"] for claim in reading(on=EVE)["said"]["standing"]] == ["soon"]
    assert [claim["slug"] for claim in reading(on=START)["said"]["standing"]] == ["since"]


def test_every_step_tells_every_device_once():
    for step in reading("uk", LINKEDIN)["steps"]:
        assert sorted(device for way in step["walkthroughs"] for device in way["devices"]) == sorted(USUAL_DEVICES)


def test_a_walkthrough_is_for_the_devices_for_which_this_region_reads_it():
    ways = [make_walkthrough(), make_walkthrough("iphone", regions=["uk"], actions=["Only here."])]
    guide = make_guide(steps=[make_step("switch-off", walkthroughs=ways), *make_data()["steps"][1:]])
    here, elsewhere = (reading(region, guide)["steps"][0]["walkthroughs"] for region in ("uk", "eu"))
    assert {tuple(way["devices"]): way["actions"][0] for way in here} == {
        ("computer", "android", "phone"): "Open the settings.",
        ("iphone",): "Only here.",
    }
    assert [way["devices"] for way in elsewhere] == [list(USUAL_DEVICES)]


def test_each_statement_says_by_itself_whether_it_is_overdue_and_when_it_will_be():
    claims = [*make_data()["claims"], make_claim("used-too", "used", checked_on=OLD)]
    said = reading(guide=make_guide(claims=claims))["said"]["used"]
    assert [(claim["slug"], claim["overdue"], claim["check_after"]) for claim in said] == [
        ("used", False, "2027-02-20"),
        ("used-too", True, "2025-04-01"),
    ]


def test_only_the_sources_that_this_region_rests_on_are_named_and_only_those_with_an_address_are_linked():
    copied = make_source("copy")
    del copied["url"]
    claims = [*make_data()["claims"], make_claim("used-eu", "used", regions=["eu"], sources=["copy"])]
    guide = make_guide(sources=[*make_data()["sources"], copied], claims=claims)
    assert [source["slug"] for source in reading("uk", guide)["sources"]] == ["notice"]
    there = reading("eu", guide)["sources"]
    assert [(source["slug"], "url" in source) for source in there] == [("notice", True), ("copy", False)]


def test_as_yaml_it_says_the_same():
    for region in ("uk", "eu", "world"):
        assert yaml.safe_load(dump(reading(region))) == reading(region)

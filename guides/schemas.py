"""The JSON Schema (2020-12) of each answer, made from the types, with a sentence on each field.

A schema that is served forbids no unknown field: within one format an answer may come to hold more than today.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from pydantic.json_schema import GenerateJsonSchema

from guides import documents
from guides.open_data import address
from guides.open_forms import ANSWERS

DIALECT = "https://json-schema.org/draft/2020-12/schema"

# By field, and by type and field where the same name means something else there.
WORDS = {
    # the envelope
    "$schema": "The address of the schema of this answer.",
    "format": "The number of the form. Within one number no field goes away and none comes to mean something else.",
    "licence": "What you may do with the guidance.",
    "attribution": "The words that name the source; set a link to where you found it beside them.",
    "edition": "The number of the edition. Editions of a guide count up from 1 and never change.",
    "published_at": "When the edition was published, in UTC.",
    "page": "The page for people that says the same.",
    "data": "Where the data is.",
    "on": "The day for which this was worked out, in UTC.",
    "checked_on": "When this was last held against its sources; of a whole answer, the oldest of these days.",
    "GuideInForce.overdue": "What is said today and is due to be checked again, so it may be out of date.",
    "overdue": "Whether nobody has checked this for its time, so that it may be out of date.",
    "overdue_count": "How many statements here are overdue. Each says so itself.",
    "at": "Where in this answer it stands, as a JSON Pointer (RFC 6901).",
    "kind": "What sort of statement it is.",
    "due_on": "The last day on which it did not yet need another check; null: it was never checked.",
    "document": "The guide itself, in the form in which guides are loaded, exported and kept.",
    "guide": "The guide that this belongs to.",
    "guides": "The guides that are in force.",
    "editions": "The editions of the guide; in a list of guides, the address of that list.",
    "size": "How big the change was: typo, medium (worth reading) or major (look at changed steps again).",
    "EditionListed.note": "What changed with this edition.",
    "error": "What is wrong, and what to do.",
    # a guide
    "slug": "The permanent name, for machines. It stays when the words change.",
    "product": "The product that the guide is about.",
    "title": "The headline.",
    "description": "The guide in a sentence or two.",
    "language": "The language of the words, as a tag such as “en”.",
    "basis": "How we know what the guide says.",
    "Guide.regions": "The regions of the world that the guide tells apart.",
    "GuideListed.regions": "The regions of the guide.",
    "regions": "For which regions this is meant, by slug; left out: for all.",
    "steps": "What there is to do, in order.",
    "claims": "The sentences on the product that could be wrong.",
    "labels": "The words of the product in other languages.",
    "events": "What happened, and when.",
    "rumours": "What one reads elsewhere, and what is right.",
    "Guide.sources": "Everything that the guide rests on.",
    "RegionReading.sources": "The sources of what is said here.",
    # evidence
    "sources": "Where it comes from, by slug.",
    "certainty": "Who says so: linkedin (the product’s maker), several, one, disputed, or inferred (our own view).",
    "check_after": "The day after which it is overdue; left out: 90 days after checked_on.",
    "disagreement": "Who says something else.",
    # regions and authorities
    "region": "The region that reads this.",
    "name": "What it is called.",
    "place": "Where, in words: “in the United Kingdom”; of an authority, its country or state.",
    "covers": "Which countries belong to the region, in words.",
    "since_on": "The first day of the training in this region.",
    "countries": "The codes of its countries (ISO 3166).",
    "aliases": "Other short names that lead to this region.",
    "is_elsewhere": "Whether this is the rest of the world.",
    "authorities": "Who takes a complaint there.",
    "code": "The code of the country or state (ISO 3166).",
    "name_language": "The language of its name.",
    "email": "Where to write to.",
    "languages": "The languages in which it can be written to.",
    # steps and walkthroughs
    "number": "Which step it is, counted from 1.",
    "tick": "The words at the box to tick.",
    "summary": "The step in a sentence or two.",
    "is_extra": "Whether it is worth doing, and not needed to be done.",
    "revision": "Goes up when whoever has done the step must look again.",
    "change_note": "What changed with the last revision.",
    "walkthroughs": "How it is done, device by device.",
    "why": "Why it is worth doing.",
    "trail": "The way through the menus, in the exact words of the product.",
    "actions": "What to press, in order.",
    "url": "A link. A source without one is named and not linked.",
    "link_text": "The words of the link.",
    "see": "What you should see then.",
    "note": "What else to know.",
    "missing": "What helps if you do not see this.",
    # claims, labels, events, rumours, sources
    "RegionReading.said": "The claims that are said on this day, by topic.",
    "topic": "Where on the page it stands.",
    "text": "The sentence. **word** is a label of the product, *word* is stressed, [words](https://…) is a link.",
    "step": "The step that it belongs to, by slug.",
    "devices": "For which devices this is meant; left out: for all.",
    "from_on": "The first day on which it is said.",
    "until_on": "The last day on which it is said.",
    "language_name": "The name of the language.",
    "Label.page": "The heading of the page with the switch.",
    "ShownLabel.page": "The heading of the page with the switch.",
    "switch": "The words beside the switch.",
    "happened_on": "The day on which it happened.",
    "precision": "How much of the day is known: the day, the month or the year.",
    "effect": "What the training does in these regions from then on; left out: nothing new.",
    "said": "What one reads elsewhere, in our own words.",
    "verdict": "Whether it is wrong, was right once (superseded), or is disputed.",
    "right": "What is right instead.",
    "words": "What somebody would look for.",
    "publisher": "Who published it.",
    "dated": "When it was published, as far as it is known.",
}


# Fields that come back in many types are explained once.
COMMON = {
    "answer": ("$schema", "format", "licence"),
    "statement": tuple(documents.Evidence.model_fields),
}


class Form(NamedTuple):
    """A type as it is explained to people; it also has the fields that are `common` to every answer or statement."""

    name: str
    words: str
    fields: dict[str, str]
    common: str


class _Plainly(GenerateJsonSchema):
    """Without a title for each field, which would only say its name again."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schema(name: str, site: str) -> dict[str, Any]:
    """The schema of one answer. Raises KeyError if there is no such answer."""
    made = ANSWERS[name].model_json_schema(schema_generator=_Plainly)
    for part in _types(made):
        _explain(part)
    return {"$schema": DIALECT, "$id": address(site, "schema", name), **made}


def forms() -> tuple[list[Form], list[Form]]:
    """Every type once: the answers, and what they are made of; a claim as it is read is told with the claim."""
    schemas = [schema(name, "") for name in ANSWERS]
    found: dict[str, Form] = {}
    for form in map(_form, (part for made in schemas for part in made.get("$defs", {}).values())):
        before = found.setdefault(form.name, form)
        found[form.name] = before._replace(fields=before.fields | form.fields)
    return [_form(made) for made in schemas], list(found.values())


def common(name: str) -> Form:
    return Form("", "", {field: WORDS[field] for field in COMMON[name]}, "")


def _types(made: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield made
    yield from made.get("$defs", {}).values()


def _explain(part: dict[str, Any]) -> None:
    if part.get("additionalProperties") is False:
        del part["additionalProperties"]
    for field, about in part["properties"].items():
        about["description"] = WORDS.get(f"{part['title']}.{field}") or WORDS[field]


def _form(part: dict[str, Any]) -> Form:
    fields = {field: about["description"] for field, about in part["properties"].items()}
    shared = next((name for name, common in COMMON.items() if set(common) <= set(fields)), "")
    own = {field: words for field, words in fields.items() if field not in COMMON.get(shared, ())}
    name = part["title"].removeprefix("Shown").removeprefix("Said")
    return Form(name, part["description"].replace("`", ""), own, shared)

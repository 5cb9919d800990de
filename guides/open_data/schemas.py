"""The JSON Schema (2020-12) of each answer, made from the types, with the sentence that stands under each field.

A schema that is served forbids no unknown field: within one format an answer may come to hold more than today.
"""

from functools import cache
from typing import Any, NamedTuple

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from guides.document.types import Evidence
from guides.open_data.envelope import address
from guides.open_data.types import ANSWERS, Answer

DIALECT = "https://json-schema.org/draft/2020-12/schema"

# Fields that come back in many types are explained once.
COMMON: dict[str, type[BaseModel]] = {"answer": Answer, "statement": Evidence}


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
    return {"$schema": DIALECT, "$id": address(site, "schema", name), **_made(name)}


@cache
def _made(name: str) -> dict[str, Any]:
    """Made once, as types do not change; to make all of them takes a tenth of a second. Never change what it gives."""
    made = ANSWERS[name].model_json_schema(schema_generator=_Plainly)
    for part in (made, *made.get("$defs", {}).values()):
        part.pop("additionalProperties", None)
        for about in part["properties"].values():
            # Last stands the sentence on the field; Pydantic leaves it out where the field's type says the same.
            of_type = made.get("$defs", {}).get(about.get("$ref", "").removeprefix("#/$defs/"), {})
            about["description"] = about.pop("description", None) or of_type["description"]
    return made


def forms() -> tuple[list[Form], list[Form]]:
    """Every type once: the answers, and what they are made of; a claim as it is read is told with the claim."""
    schemas = [schema(name, "") for name in ANSWERS]
    by_name: dict[str, Form] = {}
    for form in map(_form, (part for made in schemas for part in made.get("$defs", {}).values())):
        before = by_name.setdefault(form.name, form)
        by_name[form.name] = before._replace(fields=before.fields | form.fields)
    return [_form(made) for made in schemas], list(by_name.values())


def common(name: str) -> Form:
    fields = {field.alias or name: str(field.description) for name, field in COMMON[name].model_fields.items()}
    return Form("", "", fields, "")


def _form(part: dict[str, Any]) -> Form:
    fields = {field: about["description"] for field, about in part["properties"].items()}
    shared = next((name for name in COMMON if set(common(name).fields) <= set(fields)), "")
    own = {field: words for field, words in fields.items() if not shared or field not in common(shared).fields}
    name = part["title"].removeprefix("Shown").removeprefix("Said")
    return Form(name, part["description"].replace("`", ""), own, shared)

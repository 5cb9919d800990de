"""The JSON Schema (2020-12) of each answer, made from the types, with the sentence that stands under each field.

A schema that is served forbids no unknown field: within one format an answer may come to hold more than today.
"""

import ast
import inspect
import sys
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from guides.document.evidence import Evidence, Part
from guides.open_data.envelope import address
from guides.open_data.types import ANSWERS, Answer, ApiModel

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
    """With the sentence under each field, and without a title for each, which would only say its name again."""

    def model_schema(self, schema: Any) -> dict[str, Any]:
        made = super().model_schema(schema)
        said = sentences(schema["cls"])
        for field, about in made["properties"].items():
            about["description"] = said[field]
        return made

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
            about["description"] = about.pop("description")  # last, for people
    return made


def sentences(model: type[BaseModel]) -> dict[str, str]:
    """The sentence under each field of a type, by the field's name in an answer.

    Pydantic could read them, too, but would do so for every type whenever a process starts: a tenth of its start.
    """
    found: dict[str, str] = {}
    for each in reversed(model.__mro__):
        if issubclass(each, (Part, ApiModel)):
            found |= _read(each.__module__)[each.__name__]
    return {field.alias or name: found[name] for name, field in model.model_fields.items()}


@cache
def _read(module: str) -> dict[str, dict[str, str]]:
    """The sentences under the fields of every type of a module."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {each.name: dict(_below_fields(each.body)) for each in tree.body if isinstance(each, ast.ClassDef)}


def _below_fields(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    for field, below in pairwise(body):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(words))):
                yield name, inspect.cleandoc(words)


def forms() -> tuple[list[Form], list[Form]]:
    """Every type once: the answers, and what they are made of; a claim as it is read is told with the claim."""
    schemas = [schema(name, "") for name in ANSWERS]
    by_name: dict[str, Form] = {}
    for form in map(_form, (part for made in schemas for part in made.get("$defs", {}).values())):
        before = by_name.setdefault(form.name, form)
        by_name[form.name] = before._replace(fields=before.fields | form.fields)
    return [_form(made) for made in schemas], list(by_name.values())


def common(name: str) -> Form:
    return Form("", "", sentences(COMMON[name]), "")


def _form(part: dict[str, Any]) -> Form:
    fields = {field: about["description"] for field, about in part["properties"].items()}
    shared = next((name for name in COMMON if set(common(name).fields) <= set(fields)), "")
    own = {field: words for field, words in fields.items() if not shared or field not in common(shared).fields}
    name = part["title"].removeprefix("Shown").removeprefix("Said")
    return Form(name, part["description"].replace("`", ""), own, shared)

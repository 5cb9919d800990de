"""Answers of the API held against their JSON Schemas."""

import copy

import pytest

from guides.open_data import schemas

SITE = "https://optout.example"


def closed(schema):
    """The same schema, forbidding whatever it does not name: nothing is given away that it does not tell of."""
    schema = copy.deepcopy(schema)
    for part in (schema, *schema.get("$defs", {}).values()):
        part["additionalProperties"] = False
    return schema


def faults(data, name):
    jsonschema = pytest.importorskip("jsonschema", reason="needs `pip install -r requirements-dev.txt`")
    validator = jsonschema.Draft202012Validator
    schema = closed(schemas.schema(name, SITE))
    return [error.message for error in validator(schema, format_checker=validator.FORMAT_CHECKER).iter_errors(data)]

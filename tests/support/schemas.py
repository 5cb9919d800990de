"""Answers of the API held against their JSON Schemas."""

import copy
from functools import cache

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
    return [error.message for error in _validator(name).iter_errors(data)]


@cache
def _validator(name):
    jsonschema = pytest.importorskip("jsonschema", reason="needs `pip install -r requirements-dev.txt`")
    validator = jsonschema.Draft202012Validator
    return validator(closed(schemas.schema(name, SITE)), format_checker=validator.FORMAT_CHECKER)

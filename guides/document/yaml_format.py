"""Converts a guide to and from canonical YAML: the same guide always gives the same bytes."""

from typing import Any

import yaml

from guides.document.types import DocumentError, Evidence, Guide, Problem
from guides.document.validation import parse

HEADING = """\
# A guide, in the form that `manage.py load_guides` reads and `manage.py export_guides` writes.
# The guidance is under CC BY 4.0, see LICENSE-guidance.
"""


class _Dumper(yaml.SafeDumper):
    """A dumper that writes lists of plain names on one line, and everything else one entry per line."""

    def represent_list(self, data: Any) -> yaml.SequenceNode:
        names = all(isinstance(item, str) and " " not in item and len(item) < 40 for item in data)
        return self.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=names)

    def ignore_aliases(self, data: Any) -> bool:
        return True  # no anchors: the bytes hang on the content alone

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


_Dumper.add_representer(list, _Dumper.represent_list)
_Dumper.add_representer(tuple, _Dumper.represent_list)


def evidence_last(data: Any) -> Any:
    """Move the evidence fields to the end, recursively."""
    if isinstance(data, (list, tuple)):
        return [evidence_last(item) for item in data]
    if not isinstance(data, dict):
        return data
    statement = {key: evidence_last(value) for key, value in data.items() if key not in Evidence.model_fields}
    return statement | {key: value for key, value in data.items() if key in Evidence.model_fields}


def to_data(guide: Guide) -> dict[str, Any]:
    """The guide as plain data for JSON, as `parse` reads it, without default values."""
    data: dict[str, Any] = evidence_last(guide.model_dump(mode="json", exclude_defaults=True))
    return data


def to_yaml(guide: Guide) -> str:
    """The canonical YAML of a guide; `from_yaml` is its inverse."""
    return HEADING + dump(evidence_last(guide.model_dump(exclude_defaults=True)))


def dump(data: Any) -> str:
    """Any plain data in the same form. Slow: half a second for a whole guide."""
    return str(yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100))


Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Strict(Loader):  # type: ignore[misc, valid-type]
    """A loader that refuses duplicate keys, of which YAML's own loaders silently keep the last."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        names = set()
        for name, _value in node.value:
            if (name.tag, str(name.value)) in names:
                raise yaml.constructor.ConstructorError(
                    None, None, f"“{name.value}” appears twice; keep one", name.start_mark
                )
            names.add((name.tag, str(name.value)))
        return super().construct_mapping(node, deep)


DEEPEST = 20  # a guide goes seven deep; libyaml, asked to build what goes very deep, takes Python down with it


def from_yaml(text: str) -> Guide:
    """Read a guide from YAML; raise DocumentError with line and column, or with each field that is wrong."""
    try:
        depth = 0
        for event in yaml.parse(text, Loader=Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                raise ValueError("lists and entries lie in each other, too deep for a guide")
        data = yaml.load(text, Loader=_Strict)  # noqa: S506 (it is a safe one)
    except (yaml.YAMLError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        # PyYAML lets through what Python says of 2025-02-30, of `!!bool perhaps` and the like.
        raise DocumentError([Problem("file", "", "", f"is not YAML: {error}")]) from None
    if not isinstance(data, dict):
        raise DocumentError([Problem("file", "", "", "holds no guide; it must begin with “format: 2”")])
    return parse(data)

"""Every field that a document has, found in its types: so a field that is added tomorrow is asked about, too."""

import datetime
import typing
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from guides.document import diff
from guides.document.field_types import TOPICS, USUAL_DEVICES
from guides.document.types import Guide, Part
from tests.support.factories import make_event, make_guide, make_letters, make_rumour, make_source

# What another value may be: the first that the type takes, and that is not there already.
CANDIDATES = [
    "Some other words.",
    "otherwise",
    "nl",
    "NL",
    "https://elsewhere.example/there",
    "them@elsewhere.example",
    "https://elsewhere.example/further",
    "others@elsewhere.example",
    "Yet other words.",
    "fr",
    "FR",
    "further",
    datetime.date(2031, 1, 2),
    datetime.date(2032, 3, 4),
    7,
    True,
    False,
    ("Some other words.", "And more."),
    ("Yet other words.",),
    ("otherwise",),
    ("further",),
    ("nl",),
    ("fr",),
    ("NL",),
    ("FR",),
]
REFERENCES = {"regions": ("eu",), "sources": ("regulator",), "step": "look-again", "digest": "0" * 64}
# What a guide has, so that its pages still say most of what is in it.
OF_A_GUIDE = {
    "sections": tuple(topic for topic in TOPICS if topic != "region_unclear"),
    "needed": ("essential", "standing"),
    "devices": (*USUAL_DEVICES, "email"),
}


# What only a draft says, never an edition: nobody is told of it.
OF_DRAFTS = ("to_check",)


@dataclass(frozen=True)
class Place:
    """A kind of part, by the lists that lead to it; `name` is a field of it."""

    lists: tuple[str, ...]
    type: type[Part]
    name: str = ""

    def __str__(self) -> str:
        return ".".join((*self.lists, self.name))


def part_in(annotation):
    """The type of the parts that a field holds, if it holds parts."""
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return annotation
    return next(filter(None, map(part_in, typing.get_args(annotation))), None)


def is_list(name):
    """Whether the parts in this field are compared one by one; else they are its value."""
    return name in diff.COLLECTIONS or name in diff.INSIDE


def parts(type_=Guide, lists=()):
    """Every kind of part, with the way to it."""
    yield Place(lists, type_)
    for name, field in type_.model_fields.items():
        if is_list(name) and (inner := part_in(field.annotation)):
            yield from parts(inner, (*lists, name))


def fields(of_parts):
    """Every field of every kind of part: those that hold lists of parts, or all others."""
    return [
        Place(place.lists, place.type, name)
        for place in parts()
        for name, field in place.type.model_fields.items()
        if (is_list(name) and bool(part_in(field.annotation))) == of_parts and name not in OF_DRAFTS
    ]


def literals(annotation):
    if typing.get_origin(annotation) is typing.Literal:
        return list(typing.get_args(annotation))
    return [each for inner in typing.get_args(annotation) for each in literals(inner)]


def other_value(part, name):
    """A value of this field that it does not have; None: it can have no other."""
    one_of = literals(type(part).model_fields[name].annotation)
    known = [REFERENCES[name]] if name in REFERENCES else []
    known += [OF_A_GUIDE[name]] if isinstance(part, Guide) and name in OF_A_GUIDE else []
    if inner := part_in(type(part).model_fields[name].annotation):
        known += [made(inner), remade(inner), (made(inner),), (made(inner), made(inner))]
    for value in [*known, *one_of, *((each,) for each in one_of), *CANDIDATES]:
        if value == getattr(part, name):
            continue
        try:
            changed = type(part).model_validate(part.model_dump() | {name: value})
        except ValidationError:
            continue
        if getattr(changed, name) == value:
            return value
    return None


def made(type_):
    """A part that is the value of a field, with something in each of its own."""
    values = {}
    for name, field in type_.model_fields.items():
        one_of = literals(field.annotation)
        for value in [
            *([REFERENCES[name]] if name in REFERENCES else []),
            *([(made(inner),)] if (inner := part_in(field.annotation)) else []),
            *one_of,
            *((each,) for each in one_of),
            *CANDIDATES,
        ]:
            try:
                values[name] = TypeAdapter(typing.Annotated[field.annotation, field]).validate_python(value)
            except ValidationError:
                continue
            break
    return type_.model_validate(values)


def remade(type_):
    """The same with another value in its first field."""
    part, name = made(type_), next(iter(type_.model_fields))
    return part.model_copy(update={name: other_value(part, name)})


def filled(part):
    """The same with something in every field that was empty, all the way down."""
    inner = {
        name: tuple(map(filled, getattr(part, name)))
        for name, field in type(part).model_fields.items()
        if is_list(name) and part_in(field.annotation)
    }
    part = part.model_copy(update=inner)
    fields = type(part).model_fields.items()
    usual = {name: field.default for name, field in fields if not field.is_required() and name not in OF_DRAFTS}
    empty = [name for name, value in part if name not in inner and name in usual and value == usual[name]]
    return part.model_copy(update={name: other_value(part, name) for name in empty})


def full_guide():
    """A guide in which no field of any part is empty. Not a sensible one."""
    sources = [make_source(), make_source("regulator", publisher="Office")]
    return filled(make_guide(events=[make_event()], rumours=[make_rumour()], **make_letters(), sources=sources))


def first(guide, place):
    """The first part of that kind."""
    part = guide
    for name in place.lists:
        part = getattr(part, name)[0]
    return part


def with_first(part, lists, change):
    """The guide after a change of the first part of a kind."""
    if not lists:
        return part.model_copy(update=change(part))
    head, *others = getattr(part, lists[0])
    return part.model_copy(update={lists[0]: (with_first(head, lists[1:], change), *others)})

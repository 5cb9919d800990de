"""Edits of the made-up guide, as plain data: where a part is, and the guide after an edit."""

import datetime

from hypothesis import strategies as st

from guides.document.validation import parse
from tests.support.factories import make_data

LATER = datetime.date(2026, 12, 24)


def part(data, collection, name):
    return next(each for each in data[collection] if name in (each.get("slug"), each.get("language")))


def step(data, name="switch-off"):
    return part(data, "steps", name)


def guide_with(edit):
    """The made-up guide after an edit of its data."""
    data = make_data()
    edit(data)
    return parse(data)


def put(place, **values):
    return lambda data: place(data).update(values)


def uk(data):
    return part(data, "regions", "uk")


def claim(data):
    return part(data, "claims", "essential")


def why(data):
    return part(data, "claims", "why-switch-off")


def way(data):
    return step(data)["walkthroughs"][0]


def authority(data):
    return uk(data)["authorities"][0]


def label(data):
    return part(data, "labels", "de")


def source(data):
    return part(data, "sources", "notice")


# Any edit at all, for properties.
LINES = st.sampled_from(["One.", "Two.", "Three."])
EDITS = st.one_of(
    st.tuples(st.sampled_from([step, uk, claim, why, source, label]), st.just("words"), LINES),
    st.tuples(st.sampled_from([way, authority]), st.sampled_from(["note", "disagreement"]), LINES | st.none()),
    st.tuples(st.sampled_from([way, authority, claim, label]), st.just("checked_on"), st.dates() | st.none()),
    st.tuples(st.just(way), st.just("actions"), st.lists(LINES, max_size=3)),
    st.tuples(st.just(uk), st.just("aliases"), st.lists(st.sampled_from(["a", "b"]), unique=True)),
    st.tuples(st.sampled_from(["regions", "steps", "claims", "sources"]), st.just("order"), st.integers(0, 3)),
    st.tuples(st.just(step), st.just("revision"), st.integers(1, 3)),
)
WORDS = {"step": "summary", "uk": "covers", "claim": "text", "why": "text", "source": "title", "label": "page"}


def edited(edits):
    data = make_data()
    for find, field, value in edits:
        if field == "order":
            data[find].append(data[find].pop(value % len(data[find])))
        else:
            find(data)[WORDS[find.__name__] if field == "words" else field] = value
    return parse(data)


SOME = st.lists(EDITS, max_size=4)

"""No text of a guide is left out by what looks for slips: one that is half made, and a link that leads elsewhere."""

import copy
import datetime
import json

import pytest

from guides.document.completeness import untruths
from guides.document.types import DocumentError
from guides.document.validation import parse
from guides.document.warnings import half_made
from tests.support.factories import make_authority
from tests.support.guide_edits import step, uk, way
from tests.support.letters import data_with_letters

PICTURE = {"slug": "p", "alternative": "A", "dated_on": "2026-11-20", "digest": "0" * 64, "kind": "png"}
ANSWERS = [{"slug": "work", "label": "Yes"}, {"slug": "own", "label": "No"}]


def whole():
    """A guide that has something in every kind of text, as plain data."""
    data = data_with_letters()
    step(data).update(
        revision=2,
        change_note="It moved.",
        revisions=[{"number": 2, "note": "It moved."}],
        question={"text": "Is it for work?", "answers": ANSWERS},
        variants=[{"regions": ["uk"], "title": "T", "outcome": "O", "tick": "B", "summary": "S"}],
    )
    way(data).update(note="N", see="S", pictures=[PICTURE | {"width": 3, "height": 3}])
    uk(data)["authorities"] = [make_authority("GB", note="N", contents="C")]
    return json.loads(json.dumps(data, default=str))


def texts(value, path=()):
    """The way to each text."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inner:
        yield from texts(each, (*path, name))
    if isinstance(value, str):
        yield path


def with_text(path, words):
    """The guide with these words there; none where they are no text of a reader's, as in a short name."""
    data = copy.deepcopy(whole())
    place = data
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = words
    try:
        return parse(data)
    except DocumentError:
        return None


LINK = "See [linkedin.com](https://evil.example/) now."
ALL = {"-".join(name for name in path if isinstance(name, str)): path for path in texts(whole())}
KINDS = {name: path for name, path in ALL.items() if with_text(path, LINK)}


def test_there_are_texts_of_every_part():
    assert KINDS.keys() > {
        "steps-question-answers-label",
        "steps-variants-tick",
        "steps-revisions-note",
        "letters-text",
    }
    assert len(KINDS) > 40


@pytest.mark.parametrize("path", KINDS.values(), ids=KINDS)
def test_what_is_half_made_or_leads_elsewhere_is_seen(path):
    assert list(half_made(with_text(path, "TODO it")))
    untrue = untruths(with_text(path, LINK), datetime.date(2026, 11, 30))
    assert [each for each in untrue if "evil.example" in each.reason]

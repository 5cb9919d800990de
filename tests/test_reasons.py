"""What the document says of a fault reaches whoever looks in their language, though the document knows of none."""

import ast
from pathlib import Path

import pytest

from guides.document.completeness import gaps, untruths
from guides.document.reasons import Reason
from guides.document.types import DocumentError
from guides.document.validation import parse
from guides.document.yaml_format import to_data
from guides.models import rules
from tests.support.factories import (
    CHECKED,
    make_claim,
    make_claims,
    make_guide,
    make_step,
    make_steps,
    make_walkthrough,
)

FILES = {"po_format", "yaml_format"}  # what they refuse, whoever loads a file reads at the command line
ROOMS = [path for path in sorted(Path("guides/document").glob("*.py")) if path.stem not in FILES]


@pytest.fixture
def spoken(monkeypatch):
    """A language in which each message is its English in other marks; what is put into it stays as it is."""
    monkeypatch.setattr(rules, "gettext", lambda message: f"‹{message}›")
    return rules.in_words


def test_a_message_is_said_with_what_is_put_into_it_and_a_reason_within_it_too(spoken):
    inner = Reason("for “%(device)s”", device="phone")
    assert str(Reason("has %(number)s %(where)s", number=2, where=inner)) == "has 2 for “phone”"
    assert spoken(Reason("has %(number)s %(where)s", number=2, where=inner)) == "‹has 2 ‹for “phone”››"
    assert spoken("is empty; fill it in") == "‹is empty; fill it in›"
    assert spoken("") == ""


def test_what_is_put_into_it_is_no_message_itself(spoken):
    assert spoken(Reason("“%(name)s” is taken", name="admin")) == "‹“admin” is taken›"


def reasons():
    """Reasons of every sort that a guide can have."""
    step = make_step("switch-off", walkthroughs=[make_walkthrough("computer", sources=[], checked_on="2030-01-01")])
    claims = [*make_claims()[1:], make_claim("essential", certainty="one", sources=["notice", "regulator"])]
    guide = make_guide(steps=[step, *make_steps()[1:]], claims=[each for each in claims if each["topic"] != "ending"])
    yield from (problem.reason for problem in (*gaps(guide), *untruths(guide, CHECKED)))
    for wrong in ({"title": "x" * 1001}, {"title": "Bad\u202e"}, {"slug": "admin"}, {"language": "?"}, {"odd": 1}):
        with pytest.raises(DocumentError) as error:
            parse(to_data(guide) | wrong)
        yield from (problem.reason for problem in error.value.problems)


def test_each_is_said_whole(spoken):
    found = list(reasons())
    assert len(found) > 8
    for reason in found:
        said = spoken(reason)
        assert said.startswith("‹")
        assert said.replace("‹", "").replace("›", "") == reason


def texts_put_together(path):
    """The lines on which a fault is a text with something in it, which nobody could say in another language."""
    for node in ast.walk(ast.parse(path.read_text())):
        name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
        if name in ("Problem", "ValueError") and isinstance(node.args[-1], ast.JoinedStr):
            yield node.lineno


@pytest.mark.parametrize("path", ROOMS, ids=lambda path: path.stem)
def test_no_fault_is_put_together_where_it_is_found(path):
    assert list(texts_put_together(path)) == []

"""What the pages for people who read the code say of it is there."""

import ast
import re

import pytest
from django.conf import settings

DOCS = settings.BASE_DIR / "docs"
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
STATUS = re.compile(r"Accepted on \d{4}-\d\d-\d\d\.( Superseded on \d{4}-\d\d-\d\d by \[\d+\]\((?P<by>[\w.-]+)\)\.)?")
ARCHITECTURE = (DOCS / "architecture.md").read_text(encoding="utf-8")
ROOMS = sorted(path.name for path in (settings.BASE_DIR / "guides").iterdir() if (path / "__init__.py").exists())


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`([a-z_]+/[\w/.-]*)`", ARCHITECTURE))))
def test_every_file_that_the_architecture_names_is_there(path):
    """Inside `guides/`, or beside it."""
    assert (settings.BASE_DIR / "guides" / path).exists() or (settings.BASE_DIR / path).exists()


@pytest.mark.parametrize("room", [room for room in ROOMS if room != "migrations"])
def test_every_room_has_its_line(room):
    assert f"| `guides/{room}/` |" in ARCHITECTURE


def test_the_decisions_are_counted_without_a_gap():
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_every_decision_says_its_number_since_when_and_whether_it_holds(path):
    title, empty, status, *_ = path.read_text(encoding="utf-8").split("\n")
    assert title.startswith(f"# {int(path.name[:4])}. ")
    assert empty == ""
    told = STATUS.fullmatch(status)
    assert told
    assert told["by"] is None or (path.parent / told["by"]).exists()


def test_no_function_is_longer_than_the_contributing_page_says():
    assert "exceed forty lines" in (settings.BASE_DIR / "CONTRIBUTING.md").read_text(encoding="utf-8")
    files = [file for room in ("guides", "optout_site") for file in (settings.BASE_DIR / room).rglob("*.py")]
    nodes = [(file.stem, node) for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))]
    functions = [(file, node) for file, node in nodes if isinstance(node, ast.FunctionDef)]
    assert [f"{file}.{node.name}" for file, node in functions if node.end_lineno - node.lineno >= 40] == []

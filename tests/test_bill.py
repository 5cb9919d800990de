"""The bill of materials that script/bill makes says what is locked, and nothing else."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import django_htmx
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

LOCKED = re.compile(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==([^ ]+)((?:.*\\\n)+.*)", re.MULTILINE)


def locked(name: str) -> dict[tuple[str, str], set[str]]:
    """Which library in which version, and the hashes of its files."""
    text = (settings.BASE_DIR / name).read_text(encoding="utf-8")
    found = {(name, version): set(re.findall(r"sha256:(\w{64})", rest)) for name, version, rest in LOCKED.findall(text)}
    assert len(found) == len(re.findall(r"^[a-z]", text, re.MULTILINE))
    return found


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    pytest.importorskip("cyclonedx", reason="needs `pip install -r requirements-dev.txt`")
    file = tmp_path_factory.mktemp("bill") / "bom.json"
    subprocess.run([sys.executable, settings.BASE_DIR / "script" / "bill.py", file], check=True)  # noqa: S603
    made: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return made


def of(bill: dict[str, Any], kind: str) -> dict[tuple[str, str], dict[str, Any]]:
    parts = (part for part in bill["components"] if part["purl"].startswith(f"pkg:{kind}/"))
    return {(part["name"], part["version"]): part for part in parts}


def test_it_is_a_bill_of_this_site_in_the_usual_form(bill):
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["name"] == "switched-off"


def test_it_names_every_library_that_is_locked_with_its_version_and_its_hashes(bill):
    told = {
        which: {each["content"] for reference in part["externalReferences"] for each in reference["hashes"]}
        for which, part in of(bill, "pypi").items()
    }
    assert told == locked("requirements-postgresql.txt")


def test_what_only_postgresql_needs_is_optional(bill):
    needed = {which for which, part in of(bill, "pypi").items() if part["scope"] == "required"}
    assert needed == set(locked("requirements-production.txt"))
    assert ("psycopg" in {name for name, _ in needed}) is False


def test_it_names_the_htmx_that_browsers_get(bill):
    ((_, version),) = of(bill, "npm")
    (part,) = of(bill, "npm").values()
    file = finders.find("django_htmx/htmx-2.min.js")
    assert file.startswith(django_htmx.__path__[0])
    script = Path(file).read_bytes()
    assert f'version:"{version}"'.encode() in script
    assert part["hashes"] == [{"alg": "SHA-256", "content": hashlib.sha256(script).hexdigest()}]


def test_every_part_has_a_licence(bill):
    for part in bill["components"]:
        assert part["licenses"] != []
        assert "unknown" not in json.dumps(part["licenses"]), part["name"]


def test_every_part_is_wanted_by_the_site_or_by_another_part(bill):
    wanted = {each["ref"]: each.get("dependsOn", []) for each in bill["dependencies"]}
    reached, left = set(), ["switched-off"]
    while left:
        here = left.pop()
        if here not in reached:
            reached.add(here)
            left += wanted[here]
    assert reached == {"switched-off"} | {part["bom-ref"] for part in bill["components"]}
    assert "htmx.org" in wanted["django-htmx"]

"""The bill of materials: all that a server runs, from the locked requirements, as CycloneDX 1.6 (script/bill).

There is no time and no random number in it, so it changes only with what it says.
"""

import hashlib
import re
import sys
from importlib.metadata import PackageMetadata, metadata
from pathlib import Path
from typing import NamedTuple

import django_htmx
from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

HERE = Path(__file__).resolve().parent.parent
NEEDED, ALL = HERE / "requirements-production.txt", HERE / "requirements-postgresql.txt"
HTMX = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"


class Locked(NamedTuple):
    """A library as it is locked: with the hash of each of its files, and who wants it."""

    name: str
    version: str
    hashes: tuple[str, ...]
    wanted_by: tuple[str, ...]

    @property
    def is_wanted_by_us(self) -> bool:
        return any(each.startswith("-r ") for each in self.wanted_by)


def read(file: Path) -> list[Locked]:
    return [_entry(block) for block in re.split(r"\n(?=\S)", file.read_text(encoding="utf-8").strip())]


def _entry(block: str) -> Locked:
    requirement, _, comment = block.partition("# via")
    found = re.match(r"(\S+?)(?:\[[^]]*\])?==(\S+)", requirement)
    assert found, f"cannot be read as a locked requirement: {requirement[:80]}"  # noqa: S101
    parents = re.findall(r"^\s*#?\s*(\S[^\n]*)$", comment, re.MULTILINE)
    hashes = re.findall(r"--hash=sha256:([0-9a-f]{64})", requirement)
    return Locked(found[1], found[2], tuple(hashes), tuple(parents))


# --- the components --------------------------------------------------------------------------

make = LicenseFactory()


def the_site() -> Component:
    licence = make.make_from_string("MIT")
    return Component(name="switched-off", type=ComponentType.APPLICATION, bom_ref="switched-off", licenses=[licence])


def library(locked: Locked, *, is_needed: bool) -> Component:
    about = metadata(locked.name)
    purl = PackageURL("pypi", name=locked.name, version=locked.version)
    files = ExternalReference(
        type=ExternalReferenceType.DISTRIBUTION,
        url=XsUri(str(purl)),
        comment="one hash for each file in which it is given out; one of these is installed",
        hashes=[sha256(each) for each in locked.hashes],
    )
    return Component(
        name=locked.name,
        version=locked.version,
        purl=purl,
        bom_ref=locked.name,
        description=about["Summary"],
        licenses=[make.make_from_string(licence_of(about))],
        scope=ComponentScope.REQUIRED if is_needed else ComponentScope.OPTIONAL,
        external_references=[files],
    )


def licence_of(about: PackageMetadata) -> str:
    """Its name or expression, as the library says it itself: in one of three ways, the newest first."""
    classified = [each.rpartition(" :: ")[2] for each in about.get_all("Classifier", []) if "License ::" in each]
    said = about.get("License-Expression") or about.get("License") or ""
    return said if said and "\n" not in said else " OR ".join(classified) or "unknown"


def htmx() -> Component:
    """django-htmx carries it; it is what browsers run."""
    found = re.search(r'version:"([\d.]+)"', HTMX.read_text(encoding="utf-8"))
    assert found, f"{HTMX} does not say its version"  # noqa: S101
    return Component(
        name="htmx.org",
        version=found[1],
        purl=PackageURL("npm", name="htmx.org", version=found[1]),
        bom_ref="htmx.org",
        description="The script that swaps a part of a page; the file that django-htmx brings along.",
        licenses=[make.make_from_string("0BSD")],
        scope=ComponentScope.REQUIRED,
        hashes=[sha256(hashlib.sha256(HTMX.read_bytes()).hexdigest())],
    )


def sha256(content: str) -> HashType:
    return HashType(alg=HashAlgorithm.SHA_256, content=content)


# --- the bill --------------------------------------------------------------------------------


def bill() -> Bom:
    needed = {locked.name for locked in read(NEEDED)}
    locked = read(ALL)
    parts = {each.name: library(each, is_needed=each.name in needed) for each in locked}
    site, script = the_site(), htmx()
    made = Bom(components=[*parts.values(), script])
    made.metadata.component = site
    made.serial_number = made.metadata.timestamp = None  # type: ignore[assignment]
    made.register_dependency(site, [parts[each.name] for each in locked if each.is_wanted_by_us])
    for each in locked:
        wants = [parts[other.name] for other in locked if each.name in other.wanted_by]
        made.register_dependency(parts[each.name], wants + [script] * (each.name == "django-htmx"))
    return made


def main(file: Path) -> None:
    file.write_text(JsonV1Dot6(bill()).output_as_string(indent=2) + "\n", encoding="utf-8")
    print(f"{file.name}: {len(read(ALL))} libraries and htmx.")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "bom.json")

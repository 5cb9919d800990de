"""From plain data to a guide that may be kept: right types, names given once, references that lead somewhere."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from pydantic import ValidationError

from guides.documents import (
    DEVICES,
    RESERVED_GUIDES,
    RESERVED_REGIONS,
    STEP_TOPICS,
    Claim,
    DocumentError,
    Guide,
    Part,
    Problem,
    Region,
    parts,
)

AnyPart = TypeVar("AnyPart", bound=Part)

KINDS = {
    "regions": "region",
    "steps": "step",
    "claims": "claim",
    "sources": "source",
    "labels": "label",
    "events": "event",
    "rumours": "rumour",
}


def parse(data: Any, *, is_kept: bool = False) -> Guide:
    """Build a guide from plain data; raise DocumentError with every problem unless it is sound.

    What `is_kept`, as an edition or a proposal, was sound in its day. So the rules of a document only grow looser (a
    new field has a default, no text gets shorter), or what is kept is migrated; tests/kept has one document of each
    schema there was. Words that became addresses of the site since then are refused in new documents only.
    """
    try:
        guide = Guide.model_validate(data)
    except ValidationError as error:
        raise DocumentError([_problem(data, fault) for fault in error.errors()]) from None
    if faults := [*_faults(guide), *(() if is_kept else _taken_addresses(guide))]:
        raise DocumentError(faults)
    return _in_register_order(guide)


def _problem(data: Any, fault: Any) -> Problem:
    """Turn the path of a validation error into words: ('claims', 3, 'text') → claim uk-start › text."""
    path = list(fault["loc"])
    reason = fault["msg"].removeprefix("Value error, ")
    if len(path) < 2 or path[0] not in KINDS:
        return Problem("guide", "", " › ".join(map(str, path)), reason)
    entries = data[path[0]]
    entry = entries[path[1]] if isinstance(entries, (list, tuple)) else None
    named = entry.get("slug") or entry.get("language") if isinstance(entry, dict) else None
    field = " › ".join(str(step + 1) if isinstance(step, int) else str(step) for step in path[2:])
    return Problem(KINDS[path[0]], str(named or f"number {path[1] + 1}"), field, reason)


def _faults(guide: Guide) -> Iterator[Problem]:
    """What the types cannot see: names given twice, and references that lead nowhere."""
    for collection, kind in KINDS.items():
        keys = [getattr(part, "slug", None) or part.language for part in getattr(guide, collection)]
        for key in _doubles(keys):
            field = "language" if kind == "label" else "slug"
            yield Problem(kind, key, field, "is there twice; each needs a name of its own")
    yield from _double_doors(guide)
    for kind, key, part in parts(guide):
        yield from _lost_references(guide, kind, key, part)
    for claim in guide.claims:
        yield from _claim_faults(claim)


def _doubles(keys: Iterable[str]) -> list[str]:
    return [key for key, count in Counter(keys).items() if count > 1]


def _double_doors(guide: Guide) -> Iterator[Problem]:
    """Regions share one set of addresses: slugs, aliases and countries must lead to one region each."""
    countries = _doubles(country for region in guide.regions for country in region.countries)
    for country in countries:
        yield Problem("region", country, "countries", "lies in two regions; keep it in one")
    for door in _doubles(door for region in guide.regions for door in _doors(region)):
        if door.upper() not in countries:
            yield Problem("region", door, "aliases", "leads to two regions; keep it in one")


def _taken_addresses(guide: Guide) -> Iterator[Problem]:
    if guide.slug in RESERVED_GUIDES:
        yield Problem("guide", guide.slug, "slug", "is the address of something else; choose another")
    for region in guide.regions:
        if taken := _doors(region) & RESERVED_REGIONS:
            yield Problem("region", region.slug, "aliases", f"“{min(taken)}” is another page of the guide")


def _doors(region: Region) -> set[str]:
    return {region.slug, *region.aliases, *(country.lower() for country in region.countries)}


def _lost_references(guide: Guide, kind: str, key: str, part: Part) -> Iterator[Problem]:
    for slug in getattr(part, "sources", ()):
        if guide.source(slug) is None:
            yield Problem(kind, key, "sources", f"there is no source “{slug}” in this guide")
    for slug in getattr(part, "regions", ()):
        if guide.region(slug) is None:
            yield Problem(kind, key, "regions", f"there is no region “{slug}” in this guide")
    step = getattr(part, "step", None)
    if step is not None and guide.step(step) is None:
        yield Problem(kind, key, "step", f"there is no step “{step}” in this guide")


def _claim_faults(claim: Claim) -> Iterator[Problem]:
    if (claim.topic in STEP_TOPICS) != (claim.step is not None):
        reason = "belongs to a step; name it" if claim.topic in STEP_TOPICS else "does not belong to a step"
        yield Problem("claim", claim.slug, "step", f"the topic “{claim.topic}” {reason}")
    if claim.from_on and claim.until_on and claim.until_on < claim.from_on:
        yield Problem("claim", claim.slug, "until_on", "lies before from_on")


def _in_register_order(guide: Guide) -> Guide:
    """Name regions, devices and sources in the order in which the guide lists them, everywhere."""
    order: dict[str, list[Any]] = {
        "regions": [region.slug for region in guide.regions],
        "sources": [source.slug for source in guide.sources],
        "devices": list(DEVICES),
    }

    def ordered(part: AnyPart) -> AnyPart:
        changes = {
            name: tuple(sorted(set(getattr(part, name)), key=known.index))
            for name, known in order.items()
            if isinstance(getattr(part, name, None), tuple)
        }
        return part.model_copy(update=changes)

    return guide.model_copy(
        update={
            "regions": tuple(
                region.model_copy(update={"authorities": tuple(map(ordered, region.authorities))})
                for region in guide.regions
            ),
            "steps": tuple(
                ordered(step).model_copy(update={"walkthroughs": tuple(map(ordered, step.walkthroughs))})
                for step in guide.steps
            ),
            "claims": tuple(map(ordered, guide.claims)),
            "labels": tuple(map(ordered, guide.labels)),
            "events": tuple(map(ordered, guide.events)),
            "rumours": tuple(map(ordered, guide.rumours)),
        }
    )

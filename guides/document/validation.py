"""Builds a guide from plain data and checks it: types, unique names, existing references."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

from pydantic import ValidationError

from guides.document import region_lookup, repair, step_rules
from guides.document.field_types import (
    COUNTRY,
    DEVICES,
    DIGEST,
    EMAIL,
    LANGUAGE,
    PLACE,
    RESERVED_GUIDES,
    RESERVED_REGIONS,
    SLUG,
    STEP_TOPICS,
    TOPICS,
    is_taken,
)
from guides.document.letters import RIGHT_KINDS
from guides.document.reasons import Reason
from guides.document.types import OF_LETTERS, Claim, DocumentError, Guide, OfPlaces, Part, Problem, Recourse, parts

MOST_ROUNDS = 4  # take out, stand in, leave out the part, and what leaned on it
AnyPart = TypeVar("AnyPart", bound=Part)

KINDS = {
    "regions": "region",
    "steps": "step",
    "claims": "claim",
    "sources": "source",
    "labels": "label",
    "events": "event",
    "rumours": "rumour",
    "recourses": "recourse",
    "purposes": "purpose",
    "grounds": "ground",
    "letters": "paragraph",
}


@dataclass(frozen=True)
class Examined:
    """Everything that is wrong with a guide, and what is readable anyway (None: nothing).

    `lost`: the collections from which a part had to be left out, so that nobody reports it as missing.
    """

    guide: Guide | None
    problems: tuple[Problem, ...] = ()
    lost: frozenset[str] = frozenset()


def parse(data: Any, *, is_kept: bool = False) -> Guide:
    """Build a guide from plain data; raise DocumentError with every problem unless it is sound.

    What `is_kept`, as an edition or a proposal, was sound in its day. So the rules of a document only grow looser (a
    new field has a default, no text gets shorter), or what is kept is migrated; tests/kept has one document of each
    schema there was. Words that became addresses of the site since then are refused in new documents only.
    """
    examined = examine(data, is_kept=is_kept)
    if examined.problems or examined.guide is None:
        raise DocumentError(examined.problems)
    return examined.guide


def examine(data: Any, *, is_kept: bool = False) -> Examined:
    """Validate plain data completely: one error hides no other."""
    try:
        guide = Guide.model_validate(data)
    except ValidationError as error:
        return _examine_unsound(data, error, is_kept=is_kept)
    faults = (*_faults(guide), *(() if is_kept else _taken_addresses(guide)))
    if faults:
        guide = _readable(guide)
    return Examined(_in_register_order(guide), faults)


def _examine_unsound(data: Any, error: ValidationError, *, is_kept: bool) -> Examined:
    """Repair it round by round, until the rest can be validated as well."""
    problems = tuple(_problem(data, fault) for fault in error.errors())
    lost: set[str] = set()
    try:
        repaired, faults = repair.copied(data), list(error.errors())
        for _round in range(MOST_ROUNDS):
            lost |= repair.repair(repaired, faults)
            if not (faults := _remaining(repaired)):
                rest = examine(repaired, is_kept=is_kept)
                return Examined(rest.guide, (*problems, *rest.problems), frozenset(lost))
    except (LookupError, TypeError, AttributeError, RecursionError):
        pass  # it is no guide at all
    return Examined(None, problems)


def _remaining(data: Any) -> list[Any]:
    try:
        Guide.model_validate(data)
    except ValidationError as error:
        return list(error.errors())
    return []


def _readable(guide: Guide) -> Guide:
    """The readable part: errors between parts do not prevent showing them; references that lead nowhere are removed."""
    return Guide.model_validate(repair.without_lost_references(repair.copied(guide.model_dump())))


def _problem(data: Any, fault: Any) -> Problem:
    """Turn the path of a validation error into words: ('claims', 3, 'text') → claim uk-start › text."""
    path = list(fault["loc"])
    reason = _reason(fault)
    if len(path) < 2 or path[0] not in KINDS:
        return Problem("guide", "", _in_words(path), reason)
    entries = data[path[0]]
    entry = entries[path[1]] if isinstance(entries, (list, tuple)) else None
    named = entry.get("slug") or entry.get("language") if isinstance(entry, dict) else None
    return Problem(KINDS[path[0]], str(named or f"number {path[1] + 1}"), _in_words(path[2:]), reason)


def _in_words(path: Iterable[Any]) -> str:
    """The way to a field, with entries of lists counted from one: ('authorities', 0, 'url') → authorities › 1 › url.

    A number that follows no name is a key.
    """
    steps = pairwise((None, *path))
    return " › ".join(str(step + 1 if isinstance(step, int) and isinstance(of, str) else step) for of, step in steps)


# What the types refuse, by the name that pydantic gives it, in words that say what to do.
REASONS = {
    "missing": "is missing; write it",
    "extra_forbidden": "is not a field here; correct its name, or remove it",
    "string_too_long": "is too long; shorten it to %(max_length)s characters",
    "string_too_short": "is empty; fill it in, or remove it",
    "string_type": "must be text; put it in quotation marks",
    "too_long": "has too many entries; keep at most %(max_length)s",
    "literal_error": "must be one of these: %(expected)s",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "greater_than_equal": "must be at least %(ge)s",
    "less_than_equal": "must be at most %(le)s",
    "tuple_type": "must be a list; write each entry on a line of its own, after a hyphen",
    "model_type": "must have fields; write each on a line of its own",
}
DAY = "must be a real date, written as 2026-11-30"
FORMS = {
    SLUG: "must be small letters, digits and single hyphens, such as switch-off",
    COUNTRY: "must be two capital letters for a country, such as IE",
    PLACE: "must be the code of a country, or of a part of one, such as IE, DE-BY or US-CA",
    LANGUAGE: "must be the code of a language, such as en, de or pt-BR",
    DIGEST: "must be the SHA-256 of the file, in 64 hexadecimal digits",
    EMAIL: "must be an e-mail address, such as office@authority.example",
}


def refused(part: type[Part], entry: Any) -> list[tuple[str, Any]]:
    """What keeps plain data from being such a part: each field with the reason."""
    try:
        part.model_validate(entry)
    except ValidationError as error:
        return [(_in_words(fault["loc"]), _reason(fault)) for fault in error.errors()]
    return []


def _reason(fault: Any) -> Any:
    kind, details = fault["type"], fault.get("ctx", {})
    if kind == "string_pattern_mismatch":
        return FORMS[details["pattern"]]
    if kind.startswith("date"):
        return DAY
    if kind in ("too_long", "too_short") and isinstance(fault["input"], str):
        kind = f"string_{kind}"
    known = REASONS.get(kind)
    if known:
        return Reason(known, **details)
    return details["error"].args[0] if "error" in details else str(fault["msg"])


def _faults(guide: Guide) -> Iterator[Problem]:
    """Errors that types cannot express: duplicate names, and references that lead nowhere."""
    for collection, kind in KINDS.items():
        keys = [getattr(part, "slug", None) or part.language for part in getattr(guide, collection)]
        for key in _doubles(keys):
            field = "language" if kind == "label" else "slug"
            yield Problem(kind, key, field, "appears twice; each needs a name of its own")
    yield from _double_doors(guide)
    for kind, key, part in parts(guide):
        yield from _lost_references(guide, kind, key, part)
    yield from step_rules.faults(guide)
    for claim in guide.claims:
        yield from _claim_faults(claim)
    yield from _faults_of_letters(guide)
    yield from _source_faults(guide)


def _source_faults(guide: Guide) -> Iterator[Problem]:
    for source in guide.sources:
        if source.archived_on is None and source.archive_url:
            yield Problem("source", source.slug, "archived_on", "is empty; say on which day the copy was made")
        if source.archive_url is None and source.archived_on:
            yield Problem("source", source.slug, "archive_url", "is empty; say where the archived copy is")


def _doubles(keys: Iterable[str]) -> list[str]:
    return [key for key, count in Counter(keys).items() if count > 1]


def _double_doors(guide: Guide) -> Iterator[Problem]:
    """Regions share one set of URLs: every slug, alias and country must belong to one region only."""
    countries = _doubles(country for region in guide.regions for country in region.countries)
    for country in countries:
        yield Problem("region", country, "countries", "is in two regions; keep it in one")
    for door in _doubles(door for region in guide.regions for door in region_lookup.own_names(region)):
        if door.upper() not in countries:
            yield Problem("region", door, "aliases", "leads to two regions; keep it in one")


def _taken_addresses(guide: Guide) -> Iterator[Problem]:
    if is_taken(guide.slug):
        yield Problem("guide", guide.slug, "slug", "is the address of something else; choose another")
    if guide.slug in region_lookup.names(guide):
        yield Problem("guide", guide.slug, "slug", "is a short name of one of its regions; choose another")
    for region in guide.regions:
        own = region_lookup.own_names(region)
        if taken := own & RESERVED_REGIONS:
            yield Problem(
                "region", region.slug, "aliases", Reason("“%(name)s” is another page of the guide", name=min(taken))
            )
        if taken := own & RESERVED_GUIDES - RESERVED_REGIONS:
            yield Problem(
                "region", region.slug, "aliases", Reason("“%(name)s” is another page of the site", name=min(taken))
            )


def _lost_references(guide: Guide, kind: str, key: str, part: Part) -> Iterator[Problem]:
    for slug in getattr(part, "sources", ()):
        if guide.source(slug) is None:
            yield Problem(kind, key, "sources", Reason("there is no source “%(slug)s” in this guide", slug=slug))
    for slug in getattr(part, "regions", ()):
        if guide.region(slug) is None:
            yield Problem(kind, key, "regions", Reason("there is no region “%(slug)s” in this guide", slug=slug))
    step = getattr(part, "step", None)
    if step is not None and guide.step(step) is None:
        yield Problem(kind, key, "step", Reason("there is no step “%(step)s” in this guide", step=step))


def _claim_faults(claim: Claim) -> Iterator[Problem]:
    if (claim.topic in STEP_TOPICS) != (claim.step is not None):
        reason = "belongs to a step; name it" if claim.topic in STEP_TOPICS else "does not belong to a step"
        yield Problem(
            "claim", claim.slug, "step", Reason("the topic “%(topic)s” %(reason)s", topic=claim.topic, reason=reason)
        )
    if claim.question and claim.topic in STEP_TOPICS:
        yield Problem("claim", claim.slug, "question", "belongs to no step; choose another topic, or no question")
    if claim.question is None and (claim.answer or claim.words):
        yield Problem("claim", claim.slug, "question", "is empty, so nothing is answered; choose one")
    if claim.from_on and claim.until_on and claim.until_on < claim.from_on:
        yield Problem("claim", claim.slug, "until_on", "is before from_on")


def _faults_of_letters(guide: Guide) -> Iterator[Problem]:
    for recourse in guide.recourses:
        yield from _recourse_faults(recourse)
    of_places: tuple[OfPlaces, ...] = (*guide.recourses, *guide.letters)
    for part in of_places:
        yield from _places_elsewhere(guide, part)


def _recourse_faults(recourse: Recourse) -> Iterator[Problem]:
    if recourse.answer_months and recourse.answer_days:
        yield Problem(
            "recourse", recourse.slug, "answer_days", "stands beside months; say one of them, as the law counts"
        )
    if recourse.extension_months and not (recourse.answer_months or recourse.answer_days):
        yield Problem(
            "recourse", recourse.slug, "extension_months", "extends nothing; say by when an answer is due, or clear it"
        )


def _places_elsewhere(guide: Guide, part: OfPlaces) -> Iterator[Problem]:
    """Places that do not lie in the regions of the part: nobody there could ever read it."""
    for place in part.places:
        home = region_lookup.home_of(guide, place)
        if part.regions and home is not None and home.slug not in part.regions:
            lies = Reason("“%(place)s” lies in “%(region_slug)s”; name that region", place=place, region_slug=home.slug)
            yield Problem(type(part).__name__.lower(), part.slug, "places", lies)


def _in_register_order(guide: Guide) -> Guide:
    """Name regions, sources, devices and rights in the order in which they are listed, everywhere."""
    order: dict[str, list[Any]] = {
        "regions": [region.slug for region in guide.regions],
        "sources": [source.slug for source in guide.sources],
        "devices": list(DEVICES),
        "rights": list(RIGHT_KINDS),
    }

    def ordered(part: AnyPart) -> AnyPart:
        changes = {
            name: tuple(sorted(set(getattr(part, name)), key=known.index))
            for name, known in order.items()
            if isinstance(getattr(part, name, None), tuple)
        }
        return part.model_copy(update=changes)

    def in_fixed_order(names: Iterable[Any], known: Iterable[Any]) -> tuple[Any, ...]:
        return tuple(name for name in known if name in names)

    def with_ordered(part: AnyPart, *collections: str) -> AnyPart:
        return part.model_copy(update={name: tuple(map(ordered, getattr(part, name))) for name in collections})

    changes = {
        "sections": in_fixed_order(guide.sections, TOPICS),
        "needed": in_fixed_order(guide.needed, TOPICS),
        "devices": in_fixed_order(guide.devices, DEVICES),
        "regions": tuple(with_ordered(region, "authorities") for region in guide.regions),
        "steps": tuple(with_ordered(ordered(step), "variants", "walkthroughs") for step in guide.steps),
    }
    return with_ordered(guide, "claims", "labels", "events", "rumours", *OF_LETTERS).model_copy(update=changes)

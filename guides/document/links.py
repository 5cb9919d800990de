"""Where the links of a guide stand."""

from collections.abc import Iterator

from guides.document import markup
from guides.document.types import Guide, Part, Source, statements

ADDRESSES = ("url", "form_url", "officer_url")


def addresses(guide: Guide) -> dict[str, list[str]]:
    """Every https address in a guide, with the places that use it, in words."""
    used: dict[str, list[str]] = {}
    for place, part in places(guide):
        for address in _links(part):
            users = used.setdefault(address, [])
            if place not in users:
                users.append(place)
    return used


def places(guide: Guide) -> Iterator[tuple[str, Part]]:
    """Every part of a guide, with the words by which an editor finds it."""
    yield f"guide {guide.slug}", guide
    for region in guide.regions:
        yield f"region {region.slug}", region
        for authority in region.authorities:
            yield f"region {region.slug}, authority {authority.code}", authority
    for step in guide.steps:
        yield f"step {step.slug}", step
        for variant in step.variants:
            yield f"step {step.slug}, words for {', '.join(variant.regions)}", variant
        for way in step.walkthroughs:
            yield f"step {step.slug}, walkthrough for {', '.join(way.devices) or 'no device'}", way
    for kind, key, statement in statements(guide):
        yield f"{kind} {key}", statement
    for source in guide.sources:
        yield f"source {source.slug}", source


def _links(part: Part) -> Iterator[str]:
    """Its own address, and the links marked in its texts; parts inside it speak for themselves.

    Of a source whose page is gone nothing is asked any more, and an archived copy is for readers alone.
    """
    is_gone = isinstance(part, Source) and part.gone_on is not None
    for name, value in part:
        if name == "archive_url" or (name == "url" and is_gone):
            continue
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str):
                yield from [text] if name in ADDRESSES else markup.links(text)

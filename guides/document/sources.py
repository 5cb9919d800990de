"""What rests on each source of a guide."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from guides.document.types import Evidence, Guide, Part, Region, Source


@dataclass(frozen=True)
class Resting:
    """One statement that rests on a source, with the part that contains it and the regions in which it is shown."""

    part: Evidence
    owner: Part | None
    regions: tuple[Region, ...]


def resting(guide: Guide, on: datetime.date, within: Region | None = None) -> list[tuple[Source, list[Resting]]]:
    """Every source with the statements that rest on it and are shown on this day, each with its regions.

    `within`: only statements shown in this region, and their sources.
    """
    told = [
        Resting(part, owner, tuple(region for region in guide.regions if region.slug in slugs))
        for part, owner, slugs in _said(guide, on)
        if within is None or not slugs or within.slug in slugs
    ]
    found = [(source, [each for each in told if source.slug in each.part.sources]) for source in guide.sources]
    return [each for each in found if each[1] or within is None]


def _said(guide: Guide, on: datetime.date) -> Iterator[tuple[Evidence, Part | None, tuple[str, ...]]]:
    """Everything shown on that day, in the order in which readers see it."""
    for step in guide.steps:
        yield from ((way, step, way.regions or step.regions) for way in step.walkthroughs)
    yield from ((claim, None, claim.regions) for claim in guide.claims if claim.is_current(on))
    yield from ((label, None, ()) for label in guide.labels)
    yield from ((event, None, event.regions) for event in guide.events if event.is_told(None, on))
    yield from ((rumour, None, rumour.regions) for rumour in guide.rumours if rumour.is_told(None, on))
    for part in (*guide.recourses, *guide.purposes, *guide.grounds, *guide.letters):
        yield part, None, part.regions
    for region in guide.regions:
        yield from ((authority, region, (region.slug,)) for authority in region.authorities)

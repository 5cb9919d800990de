"""What is still missing in a guide before visitors may read it. Nothing here knows of Django."""

import datetime
from collections.abc import Iterator

from guides.documents import (
    DEVICES,
    STEP_TOPICS,
    TOPICS,
    Authority,
    Device,
    Evidence,
    Guide,
    Part,
    Problem,
    Region,
    Step,
    Topic,
    Walkthrough,
    parts,
    walkthroughs_for,
)

REQUIRED_TOPICS = tuple(topic for topic in TOPICS if topic not in STEP_TOPICS)
DAY = datetime.timedelta(days=1)


def gaps(guide: Guide) -> list[Problem]:
    """Everything that is missing before visitors may read this guide; empty when it is complete."""
    return [
        *_guide_gaps(guide),
        *(gap for region in guide.regions for gap in _region_gaps(guide, region)),
        *(gap for step in guide.steps for gap in _step_gaps(guide, step)),
        *(gap for kind, key, part in parts(guide) for gap in _evidence_gaps(kind, key, part)),
    ]


def _guide_gaps(guide: Guide) -> Iterator[Problem]:
    if guide.basis is None:
        yield Problem("guide", guide.slug, "basis", "is empty; say what the guide rests on, and what was not tried")
    if not guide.regions:
        yield Problem("guide", guide.slug, "regions", "has none; add the first region")
    if not any(not step.is_extra for step in guide.steps):
        yield Problem("guide", guide.slug, "steps", "has no step that is needed; add one that is not an extra")
    if guide.regions and sum(region.is_elsewhere for region in guide.regions) != 1:
        yield Problem("guide", guide.slug, "regions", "exactly one must be the rest of the world")


def _region_gaps(guide: Guide, region: Region) -> Iterator[Problem]:
    if region.since_on is None:
        yield Problem("region", region.slug, "since_on", "has no date; say from which day the training runs there")
    if not region.authorities:
        yield Problem("region", region.slug, "authorities", "names nobody who takes complaints; add one")
    if not any(not step.is_extra for step in guide.steps_in(region.slug)):
        yield Problem("region", region.slug, "steps", "has no step that is needed")
    for topic in REQUIRED_TOPICS:
        if days := _silent_days(guide, region, topic):
            spoken = ", ".join(day.isoformat() for day in days[:2]) + (" and on other days" if len(days) > 2 else "")
            yield Problem("region", region.slug, "claims", f"says nothing on “{topic}” on {spoken}")


def _silent_days(guide: Guide, region: Region, topic: Topic) -> list[datetime.date]:
    """Days on which no claim of the topic holds. Trying each day on which something changes is enough."""
    claims = [claim for claim in guide.claims if claim.topic == topic]
    return [day for day in turning_days(guide, region) if not any(claim.holds(region.slug, day) for claim in claims)]


def turning_days(guide: Guide, region: Region) -> list[datetime.date]:
    """The days on which what this region reads begins to differ, with the day before the first."""
    starts = [region.since_on, *(claim.from_on for claim in guide.claims)]
    starts += [claim.until_on + DAY for claim in guide.claims if claim.until_on]
    days = sorted({day for day in starts if day}) or [datetime.date(2025, 11, 3)]
    return [days[0] - DAY, *days]


def _step_gaps(guide: Guide, step: Step) -> Iterator[Problem]:
    if step.revision > 1 and step.change_note is None:
        yield Problem("step", step.slug, "change_note", "was revised; say in one line what changed")
    for region in guide.regions:
        if step.regions and region.slug not in step.regions:
            continue
        for device in DEVICES:
            yield from _device_gaps(guide, step, region, device)


def _device_gaps(guide: Guide, step: Step, region: Region, device: Device) -> Iterator[Problem]:
    where = f"for “{device}” in “{region.slug}”"
    ways = walkthroughs_for(step, region.slug, device)
    if len(ways) != 1:
        found = "no walkthrough" if not ways else f"{len(ways)} walkthroughs, and must have one,"
        yield Problem("step", step.slug, "walkthroughs", f"has {found} {where}")
    branches = [
        claim
        for claim in guide.claims
        if claim.topic == "missing" and claim.step == step.slug and claim.reaches(region.slug, device)
    ]
    days = turning_days(guide, region)
    if not step.is_extra and not all(any(claim.holds(region.slug, day) for claim in branches) for day in days):
        yield Problem("step", step.slug, "claims", f"has no “I don’t see this” {where}")


def _evidence_gaps(kind: str, key: str, part: Part) -> Iterator[Problem]:
    if not isinstance(part, Evidence):
        return
    what = f" of {part.code}" if isinstance(part, Authority) else ""
    if isinstance(part, Walkthrough):
        what = f" of the walkthrough for {', '.join(part.devices) or 'no device'}"
        if not part.actions:
            yield Problem(kind, key, "actions", f"there are none{what}; add what to do, one line each")
    if not part.sources:
        yield Problem(kind, key, "sources", f"there are none{what}; name at least one")
    if part.checked_on is None:
        yield Problem(kind, key, "checked_on", f"is empty{what}; say when it was last held against its sources")
    if part.certainty == "disputed" and part.disagreement is None:
        yield Problem(kind, key, "disagreement", f"is empty{what}; say what each side says")

"""What is missing from a guide before it may be published. Independent of Django."""

import datetime
import html
import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from guides.document import letter_gaps, lookalikes, markup, truth
from guides.document.field_types import QUESTIONS, STEP_TOPICS, Device
from guides.document.reasons import Reason
from guides.document.types import (
    Authority,
    Claim,
    Evidence,
    Guide,
    Part,
    Picture,
    Problem,
    Region,
    Step,
    Walkthrough,
    parts,
    spoken,
    walkthroughs_for,
)

PART_OF_A_PAGE = re.compile("#(?![/!]).*")  # after “#/” and “#!” some sites name another page
COPY = re.compile(r"(?:https?://(?:web\.archive\.org/web|archive\.(?:today|ph|is|li|md|vn|fo))/(?:\w+/)?)+https?://")
TRACKS = re.compile(r"(?:utm_\w+|fbclid|gclid)=")
DAY = datetime.timedelta(days=1)
ANY_DAY = datetime.date(2000, 1, 1)


def gaps(guide: Guide) -> list[Problem]:
    """Everything that is missing before publication; empty if the guide is complete."""
    return [
        *_guide_gaps(guide),
        *(gap for region in guide.regions for gap in _region_gaps(guide, region)),
        *(gap for step in guide.steps for gap in _step_gaps(guide, step)),
        *(gap for claim in guide.claims for gap in _claim_gaps(guide, claim)),
        *letter_gaps.gaps(guide),
        *(gap for kind, key, part in parts(guide) for gap in _evidence_gaps(kind, key, part)),
    ]


def untruths(guide: Guide, on: datetime.date) -> list[Problem]:
    """Everything that cannot be true on that day, in sources and statements."""
    of_sources = [
        Problem("source", source.slug, field, reason)
        for source in guide.sources
        for field, reason in truth.of_source(source, on)
    ]
    of_statements = [
        Problem(kind, key, field, _within(part, reason))
        for kind, key, part in parts(guide)
        if isinstance(part, Evidence)
        for field, reason in truth.of_statement(part, on)
    ]
    return [*of_sources, *of_statements, *_twins(guide), *_slips(guide, on)]


def _twins(guide: Guide) -> Iterator[Problem]:
    """Sources that are one page: a statement that names both would say “several sources” and rest on one."""
    first: dict[Hashable, str] = {}
    for source in guide.sources:
        pages = [_page(address) for address in (source.url, source.archive_url) if address]
        known = next((first[page] for page in pages if page in first), None)
        if known:
            reason = Reason("is the page of “%(source)s”; keep one source for each page", source=known)
            yield Problem("source", source.slug, "url", reason)
        first = dict.fromkeys(pages, source.slug) | first


def _page(address: str) -> Hashable:
    """The page that an address names, however it is written; of a copy in an archive, the page that was copied."""
    parts = urlsplit(PART_OF_A_PAGE.sub("", COPY.sub("//", address)))
    asked = tuple(each for each in parts.query.split("&") if each and not TRACKS.match(each))
    return parts.netloc.lower().removeprefix("www."), parts.path.rstrip("/"), asked, parts.fragment


def _slips(guide: Guide, on: datetime.date) -> Iterator[Problem]:
    """Dates that must be typing errors, links that lead elsewhere than they seem to, and texts without a word."""
    for kind, key, part in spoken(guide):
        fields = dict(part)
        for field, reason in (*truth.of_days(fields, on), *lookalikes.of_links(fields), *_wordless(fields)):
            yield Problem(kind, key, field, _within(part, reason))


def _wordless(fields: Mapping[str, Any]) -> Iterator[truth.Fault]:
    """Texts that have not been written yet: a full stop, a dash, marks around nothing."""
    for field, text in fields.items():
        if isinstance(text, str) and not any(map(str.isalnum, html.unescape(markup.to_text(text)))):
            yield field, "has no word in it; write it, or clear it"


def left_alone(guide: Guide) -> Iterator[Problem]:
    """Statements whose sources are all gone: not a gap, but they can no longer be checked."""
    gone = {source.slug for source in guide.sources if source.gone_on}
    for kind, key, part in parts(guide):
        if isinstance(part, Evidence) and part.sources and gone.issuperset(part.sources):
            yield Problem(
                kind,
                key,
                "sources",
                Reason("%(part)srests only on pages that are gone; find another source", part=which(part)),
            )


def _guide_gaps(guide: Guide) -> Iterator[Problem]:
    if guide.basis is None:
        yield Problem("guide", guide.slug, "basis", "is empty; say what the guide rests on, and what was not tested")
    if not guide.devices:
        yield Problem("guide", guide.slug, "devices", "has none; choose at least one")
    if not guide.regions:
        yield Problem("guide", guide.slug, "regions", "has none; add the first region")
    if not any(not step.is_extra for step in guide.steps):
        yield Problem("guide", guide.slug, "steps", "has no step that is needed; add one that is not an extra")
    if guide.regions and sum(region.is_elsewhere for region in guide.regions) != 1:
        yield Problem("guide", guide.slug, "regions", "exactly one must be the rest of the world; tick it there")


def _region_gaps(guide: Guide, region: Region) -> Iterator[Problem]:
    if not any(not step.is_extra for step in guide.steps_in(region.slug)):
        yield Problem("region", region.slug, "steps", "has no step that is needed; add one that is not an extra")
    for topic in guide.sections:
        if topic in STEP_TOPICS or not guide.needs(topic):
            continue
        if days := _silent_days(guide, region, [claim for claim in guide.claims if claim.topic == topic]):
            yield Problem(
                "region",
                region.slug,
                "claims",
                Reason("says nothing on “%(topic)s” on %(days)s; add a claim", topic=topic, days=days),
            )


def unanswered(guide: Guide) -> list[Problem]:
    """The questions that a region leaves unanswered; none if the guide answers no question at all."""
    answering = {question: [claim for claim in guide.claims if claim.question == question] for question in QUESTIONS}
    if not any(answering.values()):
        return []
    return [
        Problem(
            "region",
            region.slug,
            "claims",
            Reason("does not answer the question “%(question)s” on %(days)s", question=question, days=days),
        )
        for region in guide.regions
        for question, claims in answering.items()
        if (days := _silent_days(guide, region, claims))
    ]


def _silent_days(guide: Guide, region: Region, claims: Sequence[Claim]) -> str:
    """Days on which none of the claims applies, as text; empty: none.

    It is enough to try each day on which something changes.
    """
    turning = turning_days(guide, region)
    days = [day for day in turning if not any(claim.holds(region.slug, day) for claim in claims)]
    if days and len(turning) == 1:
        return "any day"
    return ", ".join(day.isoformat() for day in days[:2]) + (" and on other days" if len(days) > 2 else "")


def turning_days(guide: Guide, region: Region) -> list[datetime.date]:
    """The days on which this region's page changes, and the day before the first; any day if it never changes."""
    starts = [region.since_on, *(claim.from_on for claim in guide.claims)]
    starts += [claim.until_on + DAY for claim in guide.claims if claim.until_on]
    days = sorted({day for day in starts if day})
    return [days[0] - DAY, *days] if days else [ANY_DAY]


def _step_gaps(guide: Guide, step: Step) -> Iterator[Problem]:
    if step.revision > 1 and step.change_note is None:
        yield Problem("step", step.slug, "change_note", "was revised; say in one line what changed")
    yield from _order_gaps(guide, step)
    for region in guide.regions:
        if step.regions and region.slug not in step.regions:
            continue
        for device in guide.devices:
            yield from _device_gaps(guide, step, region, device)
    for way in step.walkthroughs:
        for device in way.devices:
            if guide.devices and device not in guide.devices:
                reason = Reason(
                    "%(part)sis for “%(device)s”, which the guide does not have; add it there, or drop it here",
                    part=which(way),
                    device=device,
                )
                yield Problem("step", step.slug, "walkthroughs", reason)


def _device_gaps(guide: Guide, step: Step, region: Region, device: Device) -> Iterator[Problem]:
    where = Reason("for “%(device)s” in “%(region_slug)s”", device=device, region_slug=region.slug)
    for answer in step.every_answer:
        yield from _way_gaps(step, region, device, answer)
    branches = [
        claim
        for claim in guide.claims
        if claim.topic == "missing" and claim.step == step.slug and claim.reaches(region.slug, device)
    ]
    days = turning_days(guide, region)
    is_needed = guide.needs("missing") and not step.is_extra
    if is_needed and not all(any(claim.holds(region.slug, day) for claim in branches) for day in days):
        yield Problem(
            "step", step.slug, "claims", Reason("has no “I don’t see this” %(where)s; add a claim", where=where)
        )


def _claim_gaps(guide: Guide, claim: Claim) -> Iterator[Problem]:
    """What would be in the guide and on no page of it."""
    if not guide.has(claim.topic):
        reason = Reason("the guide has no section “%(topic)s”; give it one, or choose another topic", topic=claim.topic)
        yield Problem("claim", claim.slug, "topic", reason)
    if guide.devices and claim.devices and not set(claim.devices) & set(guide.devices):
        yield Problem("claim", claim.slug, "devices", "is only for devices that the guide does not have")


def _order_gaps(guide: Guide, step: Step) -> Iterator[Problem]:
    """A step stands below the one that it comes after."""
    above = guide.steps[: guide.steps.index(step)]
    if step.after and step.after not in {each.slug for each in above}:
        reason = Reason("comes after “%(step)s” and stands above it; move it down", step=step.after)
        yield Problem("step", step.slug, "after", reason)


def _way_gaps(step: Step, region: Region, device: Device, answer: str | None) -> Iterator[Problem]:
    """Each reader has exactly one way: by region, device, and answer if the step asks something."""
    names = {"device": device, "region_slug": region.slug, "answer": answer}
    where = Reason("for “%(device)s” in “%(region_slug)s”", **names)
    if answer:
        where = Reason("for “%(device)s” in “%(region_slug)s” and the answer “%(answer)s”", **names)
    ways = walkthroughs_for(step, region.slug, device, answer)
    if not ways:
        yield Problem("step", step.slug, "walkthroughs", Reason("has no walkthrough %(where)s; add one", where=where))
    elif len(ways) > 1:
        reason = Reason("has %(number)s walkthroughs %(where)s; keep one", number=len(ways), where=where)
        yield Problem("step", step.slug, "walkthroughs", reason)


def _evidence_gaps(kind: str, key: str, part: Part) -> Iterator[Problem]:
    if not isinstance(part, Evidence):
        return
    named = which(part)
    if isinstance(part, Walkthrough) and not part.actions:
        yield Problem(kind, key, "actions", Reason("%(part)shas no actions; add what to do, one line each", part=named))
    if not part.sources:
        yield Problem(kind, key, "sources", Reason("%(part)snames no source; name at least one", part=named))
    if part.checked_on is None:
        yield Problem(
            kind,
            key,
            "checked_on",
            Reason("%(part)shas no day; say when it was last checked against its sources", part=named),
        )
    if part.certainty == "disputed" and part.disagreement is None:
        yield Problem(
            kind,
            key,
            "disagreement",
            Reason("%(part)sdoes not say who disagrees; write what each side says", part=named),
        )


def _within(part: Part, reason: str) -> str:
    named = which(part)
    if not isinstance(named, Reason):
        return reason
    without_space = Reason(named.message.rstrip(), **named.params)  # still a reason: the desk finds the part by it
    return Reason("%(reason)s (%(part)s)", reason=reason, part=without_space)


def which(part: Part) -> str:
    """The inner part of the region or step, as text; empty if the part has a name of its own."""
    if isinstance(part, Walkthrough):
        devices = ", ".join(f"“{device}”" for device in part.devices)
        return Reason("the walkthrough for %(devices)s ", devices=devices or "no device")
    if isinstance(part, Picture):
        return Reason("the picture “%(slug)s” ", slug=part.slug)
    return Reason("the authority %(code)s ", code=part.code) if isinstance(part, Authority) else ""

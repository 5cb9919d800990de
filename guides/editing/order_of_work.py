"""The order in which a guide is made, how far its draft has come, and where it says nothing yet.

Everything is read from a draft in memory; nothing here asks the database.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from guides.document.field_types import STEP_TOPICS, TOPICS
from guides.document.reasons import Reason
from guides.document.types import Problem
from guides.models import Claim, Guide, Region

StageName = Literal["product", "regions", "sources", "steps", "ways", "claims", "rest", "preview", "publish"]
STAGES: tuple[StageName, ...] = (
    *("product", "regions", "sources", "steps", "ways", "claims", "rest", "preview", "publish"),
)
OTHER_PARTS: dict[tuple[str, str], StageName] = {
    ("region", "claims"): "claims",
    ("step", "claims"): "claims",
    ("guide", "steps"): "steps",
    ("region", "steps"): "steps",
    ("guide", "regions"): "regions",
}
WHERE_KINDS_BELONG: dict[str, StageName] = {
    "guide": "product",
    "region": "regions",
    "step": "steps",
    "claim": "claims",
    "source": "sources",
}
OF_A_WALKTHROUGH = {"walkthroughs", "actions", "sources", "checked_on", "disagreement"}


@dataclass(frozen=True)
class Stage:
    """`number`: how many parts there are; `lacking`: how many problems belong here."""

    name: StageName
    number: int
    lacking: int
    is_done: bool
    is_next: bool = False


def stages(guide: Guide, problems: Sequence[Problem], *, is_asked: bool, is_published: bool) -> list[Stage]:
    """The stages in order; the first that is not done is the next. `is_asked`: exactly this draft is under review or
    scheduled; `is_published`: it is what visitors read.
    """
    lacking = Counter(stage_of(problem) for problem in problems)
    numbers = _numbers(guide) | {"rest": len(problems)}
    done = {name: bool(numbers[name]) and not lacking[name] for name in STAGES[:6]}
    done |= {"rest": not problems, "preview": is_asked or is_published, "publish": is_published}
    following = next((name for name in STAGES if not done[name]), None)
    return [Stage(name, numbers.get(name, 0), lacking[name], done[name], name == following) for name in STAGES]


def _numbers(guide: Guide) -> dict[str, int]:
    ways = sum(len(step.walkthroughs.all()) for step in guide.steps.all())
    parts: tuple[StageName, ...] = ("regions", "sources", "steps", "claims")
    return {"product": 1, "ways": ways} | {name: len(getattr(guide, name).all()) for name in parts}


def stage_of(problem: Problem) -> StageName:
    """The stage in which somebody would put this right."""
    field = problem.field.partition(" › ")[0]
    if (problem.kind, field) in OTHER_PARTS:
        return OTHER_PARTS[problem.kind, field]
    if problem.kind == "step" and field in OF_A_WALKTHROUGH:
        return "ways"
    return WHERE_KINDS_BELONG.get(problem.kind, "rest")


@dataclass(frozen=True)
class Cell:
    """How many claims of a topic readers in a region see today; `is_gap`: at least one is missing there."""

    region: Region
    number: int
    is_gap: bool


@dataclass(frozen=True)
class Row:
    topic: str
    cells: list[Cell]

    @property
    def has_gap(self) -> bool:
        return any(cell.is_gap for cell in self.cells)

    @cached_property
    def is_silent(self) -> bool:
        """Whether no region has a claim of this topic at all, and one is missing in each."""
        return bool(self.cells) and all(cell.is_gap and not cell.number for cell in self.cells)


def coverage(guide: Guide, problems: Iterable[Problem], on: datetime.date) -> list[Row]:
    """For each topic, what each region says on that day and where it must say more."""
    regions, missing = list(guide.regions.all()), set(_gaps(problems))
    number = Counter(
        (claim.topic, pk) for claim in guide.claims.all() if _holds(claim, on) for pk in _told(claim, regions)
    )
    return [
        Row(topic, [Cell(each, number[topic, each.pk], (topic, each.slug) in missing) for each in regions])
        for topic in TOPICS
        if topic in guide.sections or any(number[topic, each.pk] for each in regions)
    ]


def _holds(claim: Claim, on: datetime.date) -> bool:
    return (claim.from_on is None or claim.from_on <= on) and (claim.until_on is None or on <= claim.until_on)


def _told(claim: Claim, regions: Iterable[Region]) -> Iterator[int]:
    rows = regions if claim.is_everywhere else claim.regions.all()
    yield from (region.pk for region in rows)


def _gaps(problems: Iterable[Problem]) -> Iterator[tuple[str, str]]:
    """The topics and regions of which the completeness of the guide says that a claim is missing."""
    for problem in problems:
        params: Mapping[str, object] = problem.reason.params if isinstance(problem.reason, Reason) else {}
        if problem.kind == "region" and "topic" in params:
            yield str(params["topic"]), problem.key
        elif (problem.kind, problem.field) == ("step", "claims") and isinstance(where := params.get("where"), Reason):
            yield "missing", str(where.params.get("region_slug"))


def steps_without_help(problems: Iterable[Problem]) -> list[str]:
    """The steps that lack a claim on what to do if the reader does not see what they should."""
    return list(dict.fromkeys(each.key for each in problems if (each.kind, each.field) == ("step", "claims")))


def unsaid(rows: Iterable[Row]) -> list[str]:
    """The topics of a page of which something is missing in some region."""
    return [row.topic for row in rows if row.has_gap and row.topic not in STEP_TOPICS]

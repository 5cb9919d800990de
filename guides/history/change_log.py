"""What each edition changed, in words, for readers: where they live, and without what they need not read one by one.

An edition never changes, so two of them are compared once in a worker and then read from memory.
"""

import datetime
import logging
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple, cast

from django.utils.translation import ngettext

from guides import compare, limits, news
from guides.compare import Change
from guides.documents import HIDDEN, DocumentError, Guide, Region, Step
from guides.library import Live
from guides.models import Edition
from guides.news import News
from guides.wording import Names

log = logging.getLogger(__name__)

PAGE = 20
MOST_PAGES = 5  # of them that are looked through for something new to one region
MOST_KEPT = 250

# In each worker: a comparison takes tens of milliseconds, so there are that many at once and no more.
comparing = limits.Bucket(burst=100, a_second=2)

Sort = Literal["said", "checked", "redated", "reopened"]


class BusyError(Exception):
    """Too many editions were to be compared at once; `seconds`: when to come back."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__()


class Issue(NamedTuple):
    """An edition without its document; what names it for good, also when a database was restored meanwhile."""

    guide: str
    number: int
    published_at: datetime.datetime
    size: str = ""
    note: str = ""


@dataclass(frozen=True)
class Told:
    """One difference between two editions, and in which regions it is read; the sorts without words are counted."""

    sort: Sort
    regions: frozenset[str]
    said: News | None = None


@dataclass(frozen=True)
class Summary:
    """What is different for somebody: the changes one by one, and sentences that count the others."""

    said: tuple[News, ...] = ()
    counted: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.said or self.counted)


@dataclass(frozen=True)
class Past:
    """An edition and what it changed; `summary` None: the first one, or one that cannot be compared any more."""

    issue: Issue
    summary: Summary | None

    @property
    def is_first(self) -> bool:
        return self.issue.number == 1


def editions(live: Live, below: int, region: Region | None) -> list[Past]:
    """The editions before this number, newest first, as many as a page shows, each held against the one before."""
    issues = live.once(("issues", below), lambda: _issues(live.guide.slug, below))
    pairs = zip(issues, [*issues[1:], None], strict=False)
    return [Past(new, _summary(old, new, region)) for new, old in pairs][:PAGE]


def latest(live: Live, region: Region | None, wanted: Callable[[Past], bool]) -> list[Past]:
    """Those of the newest page that are wanted; where it has none, those of the page before, and so on for a while."""
    below, found = live.number + 1, list[Past]()
    for _page in range(MOST_PAGES):
        told = editions(live, below, region)
        found = [past for past in told if wanted(past)]
        if found or not told:
            break
        below = told[-1].issue.number
    return found


def since(live: Live, number: int, region: Region | None) -> Past | None:
    """That edition, with all that is different in the one in force; None: there is no such edition."""
    if number == live.number:
        return Past(_in_force(live), Summary())
    issues = live.once(("issue", number), lambda: _issues(live.guide.slug, number + 1, most=1))
    found = next((issue for issue in issues if issue.number == number), None)
    return Past(found, _summary(found, _in_force(live), region)) if found else None


def tell(old: Guide, new: Guide) -> list[Told]:
    """The differences that say something to readers. No database."""
    changes, reach, names = compare.changes(old, new), Reach(old, new), Names(old, new)
    parted = [(change, sort) for change in changes if (sort := _sort(change))]
    rechecked = {(change.kind, change.key) for change in changes if change.field == "checked_on"}
    return [
        Told(sort, reach.of(change), news.of(change, old, new, names) if sort == "said" else None)
        for change, sort in parted
        if not _is_told_with_owner(change, changes)
        and not (change.field == "check_after" and (change.kind, change.key) in rechecked)
    ]


def summary(told: Collection[Told], region: Region | None) -> Summary:
    """What of it is read in that region (None: in any), with what need not be read one by one counted."""
    names = {region.slug, *region.aliases} if region else set()
    read = [each for each in told if region is None or not each.regions.isdisjoint(names)]
    counts = Counter(each.sort for each in read)
    return Summary(tuple(each.said for each in read if each.said), tuple(_counted(counts)))


class Reach:
    """In which regions a part is read: those it names, and of these only those in which its step is done."""

    def __init__(self, *guides: Guide) -> None:
        self.every = frozenset(region.slug for guide in guides for region in guide.regions)
        self.steps = {step.slug: step for guide in guides for step in guide.steps}

    def of(self, change: Change) -> frozenset[str]:
        part, owner = (change.found.part, change.found.owner) if change.found else (None, None)
        if isinstance(region := owner or part, Region):
            return frozenset({region.slug})
        if isinstance(part, Guide):
            return self.every
        step = owner if isinstance(owner, Step) else self.steps.get(getattr(part, "step", None) or "")
        return self._own(change, part) & self._named(step.regions if step else ())

    def _own(self, change: Change, part: Any) -> frozenset[str]:
        """Of a part that is said elsewhere now: where it came and where it went."""
        if change.field == "regions":
            return self._named(change.was) ^ self._named(change.now)
        return self._named(getattr(part, "regions", ()))

    def _named(self, regions: Collection[str]) -> frozenset[str]:
        return frozenset(regions) or self.every


def _sort(change: Change) -> Sort | None:
    """How a change is told; None: it changes nothing for anybody who reads."""
    if change.what != "changed":
        return "said"
    match change.field:
        case "checked_on":
            return "checked" if change.now and (not change.was or change.was < change.now) else "redated"
        case "check_after":
            return "redated"
        case "revision":
            return "reopened" if change.now > change.was else None
        case "regions" if set(change.was) == set(change.now):
            return None
    return "said"


def _is_told_with_owner(change: Change, changes: list[Change]) -> bool:
    """The walkthroughs of a new step are new, too; that goes without saying."""
    owner = change.found.owner if change.found else None
    if owner is None or change.what not in ("added", "removed"):
        return False
    return any(each.found and each.found.part is owner and each.what == change.what for each in changes)


def _counted(counts: Counter[Sort]) -> Iterator[str]:
    if number := counts["checked"]:
        yield ngettext("%d statement was checked again.", "%d statements were checked again.", number) % number
    if number := counts["redated"]:
        yield (
            ngettext(
                "%d statement has other days for its checks.", "%d statements have other days for their checks.", number
            )
            % number
        )
    if number := counts["reopened"]:
        yield (
            ngettext(
                "%d step is open again if you ticked it before.",
                "%d steps are open again if you ticked them before.",
                number,
            )
            % number
        )


def readable(note: str) -> str:
    """A note as one line, without what nobody can see; the desk keeps it as it was typed."""
    seen = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in HIDDEN.sub("", note))
    return " ".join(seen.split())


# --- read once, and kept -----------------------------------------------------------------------


def _issues(slug: str, below: int, most: int = PAGE + 1) -> list[Issue]:
    """One more than a page shows: the last on it is held against its own forerunner."""
    rows = Edition.objects.below(slug, below).values_list("number", "published_at", "size", "note")[:most]
    return [Issue(slug, number, at, size, readable(note)) for number, at, size, note in rows]


def _in_force(live: Live) -> Issue:
    published_at = cast(datetime.datetime, live.published_at)  # what is in force was published
    return Issue(live.guide.slug, live.number, published_at)


def _summary(old: Issue | None, new: Issue, region: Region | None) -> Summary | None:
    told = _told(old[:3], new[:3]) if old else None
    return None if told is None else summary(told, region)


Named = tuple[str, int, datetime.datetime]


@lru_cache(maxsize=MOST_KEPT)
def _told(old: Named, new: Named) -> tuple[Told, ...] | None:
    """None: one of them was kept in a form that cannot be read any more. Raises BusyError."""
    if wait := comparing.take():
        raise BusyError(wait)
    after, before = _guide(new), _guide(old)  # in this order the older one is still there for the next pair
    return tuple(tell(before, after)) if before and after else None


@lru_cache(maxsize=2)  # a page goes from pair to pair, so each document is read once
def _guide(named: Named) -> Guide | None:
    slug, number, at = named
    try:
        return Edition.objects.get(guide__slug=slug, number=number, published_at=at).to_guide()
    except (Edition.DoesNotExist, DocumentError):
        log.exception("edition %s of %s cannot be compared", number, slug)
        return None

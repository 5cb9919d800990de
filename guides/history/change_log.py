"""Describes what each edition changed for readers in one region, and counts what they need not read one by one.

An edition never changes, so two editions are compared once per worker and then read from memory.
"""

import datetime
import logging
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple, cast

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from guides.document import diff, translation
from guides.document.diff import Change
from guides.document.field_types import HIDDEN
from guides.document.types import DocumentError, Guide, Region, Step
from guides.editing.wording import Names
from guides.history import sentences
from guides.history.sentences import News
from guides.models import Edition, TranslationEdition
from guides.rules import rate_limit
from guides.rules.rate_limit import TooManyError
from guides.serving.current_editions import Live, PackedWords

log = logging.getLogger(__name__)

PAGE = 20
MOST_PAGES = 5  # of them that are looked through for something new to one region
MOST_KEPT = 250

# In each worker: a comparison takes tens of milliseconds, so there are that many at once and no more.
comparing = rate_limit.TokenBucket(burst=100, a_second=2)

Sort = Literal["said", "checked", "redated", "reopened"]


class Issue(NamedTuple):
    """An edition without its document, identified permanently, even if a database was restored in the meantime."""

    guide: str
    number: int
    published_at: datetime.datetime
    size: str = ""
    note: str = ""


@dataclass(frozen=True)
class Told:
    """One difference between two editions, and the regions that it affects; kinds without words are only counted."""

    sort: Sort
    regions: frozenset[str]
    said: News | None = None


@dataclass(frozen=True)
class Summary:
    """The differences for one reader: changes one by one, and sentences that count the others."""

    said: tuple[News, ...] = ()
    counted: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.said or self.counted)


@dataclass(frozen=True)
class Past:
    """An edition and what it changed; `summary` None: the first edition, or one that can no longer be compared."""

    issue: Issue
    summary: Summary | None

    @property
    def is_first(self) -> bool:
        return self.issue.number == 1


def editions(live: Live, below: int, region: Region | None) -> list[Past]:
    """A page of editions before this number, newest first, each compared with the one before it."""
    issues = live.get_or_set(("issues", below), lambda: _issues(live.guide.slug, below))
    pairs = zip(issues, [*issues[1:], None], strict=False)
    return [Past(new, _summary(live, old, new, region)) for new, old in pairs][:PAGE]


def latest(live: Live, region: Region | None, is_news: Callable[[Past], bool]) -> list[Past]:
    """The news of the newest page; if it has none, of the page before, and so on up to a limit."""
    below, news = live.number + 1, list[Past]()
    for _page in range(MOST_PAGES):
        told = editions(live, below, region)
        news = [past for past in told if is_news(past)]
        if news or not told:
            break
        below = told[-1].issue.number
    return news


def since(live: Live, number: int, region: Region | None) -> Past | None:
    """That edition, with all differences from the current one; None: there is no such edition."""
    if number == live.number:
        return Past(_in_force(live), Summary())
    issues = live.get_or_set(("issue", number), lambda: _issues(live.guide.slug, number + 1, most=1))
    issue = next((issue for issue in issues if issue.number == number), None)
    return Past(issue, _summary(live, issue, _in_force(live), region)) if issue else None


def tell(old: Guide, new: Guide) -> list[Told]:
    """The differences that matter to readers. No database."""
    changes, reach, names = diff.changes(old, new), Reach(old, new), Names(old, new)
    parted = [(change, sort) for change in changes if (sort := _sort(change))]
    rechecked = {(change.kind, change.key) for change in changes if change.field == "checked_on"}
    return [
        Told(sort, reach.of(change), sentences.of(change, old, new, names) if sort == "said" else None)
        for change, sort in parted
        if not _is_told_with_owner(change, changes)
        and not (change.field == "check_after" and (change.kind, change.key) in rechecked)
    ]


def summary(told: Collection[Told], region: Region | None) -> Summary:
    """The differences for that region (None: any), with minor ones counted."""
    names = {region.slug, *region.aliases} if region else set()
    read = [each for each in told if region is None or not each.regions.isdisjoint(names)]
    counts = Counter(each.sort for each in read)
    return Summary(tuple(each.said for each in read if each.said), tuple(_counted(counts)))


class Reach:
    """The regions that a part affects: those it names, limited to those of its step."""

    def __init__(self, *guides: Guide) -> None:
        self.every = frozenset(region.slug for guide in guides for region in guide.regions)
        self.steps = {step.slug: step for guide in guides for step in guide.steps}

    def of(self, change: Change) -> frozenset[str]:
        part, owner = (change.found.part, change.found.owner) if change.found else (None, None)
        if isinstance(region := owner or part, Region):
            return frozenset({region.slug})
        if isinstance(part, Guide):
            return self.every
        if isinstance(part, Step) and change.field in ("revision", "change_note"):
            return self._asked(change, part)
        step = owner if isinstance(owner, Step) else self.steps.get(getattr(part, "step", None) or "")
        return self._own(change, part) & self._named(step.regions if step else ())

    def _own(self, change: Change, part: Any) -> frozenset[str]:
        """For a part whose regions changed: those it joined and those it left."""
        if change.field == "regions":
            return self._named(change.was) ^ self._named(change.now)
        if change.field == "variants":
            return frozenset(region for variant in {*change.was} ^ {*change.now} for region in variant.regions)
        return self._named(getattr(part, "regions", ()))

    def _asked(self, change: Change, step: Step) -> frozenset[str]:
        """The regions where readers who ticked the step are asked to look again, or see another line on why."""
        before = change.was if change.field == "revision" else step.revision - 1
        asked = {slug for slug in self.every if step.revision_for(slug, None).number > before}
        return frozenset(asked) & self._named(step.regions)

    def _named(self, regions: Collection[str]) -> frozenset[str]:
        return frozenset(regions) or self.every


# What only the search reads, or ticks do, or the words and headings that follow from it.
UNREAD = frozenset({"words", "revisions", "kind", "sections", "needed"})


def _sort(change: Change) -> Sort | None:
    """The kind of a change; None: it changes nothing for readers."""
    if change.what != "changed":
        return "said"
    match change.field:
        case "checked_on":
            return "checked" if change.now and (not change.was or change.was < change.now) else "redated"
        case "check_after":
            return "redated"
        case "revision":
            return "reopened" if change.now > change.was else None
    is_read = change.field not in UNREAD
    return "said" if is_read and not (change.field == "regions" and set(change.was) == set(change.now)) else None


def _is_told_with_owner(change: Change, changes: list[Change]) -> bool:
    """Whether a change is implied by that of its owner, like the walkthroughs of a new step."""
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
                "%d statement has new dates for its checks.", "%d statements have new dates for their checks.", number
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
    """A note on one line without invisible characters; the desk keeps it as typed."""
    seen = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in HIDDEN.sub("", note))
    return " ".join(seen.split())


class Words(NamedTuple):
    """Words of a translation as they were published."""

    number: int
    published_at: datetime.datetime
    note: str


def words(live: Live) -> list[Words]:
    """When words were published in the language that is read, newest first; none in the guide's own."""
    if live.words is None:
        return []
    names = {"guide__slug": live.guide.slug, "language": live.words.language}

    def make() -> list[Words]:
        rows = TranslationEdition.objects.filter(**names).order_by("-number")
        found = [Words(*row) for row in rows.values_list("number", "published_at", "note")[:PAGE]]
        return [each._replace(note=readable(each.note)) for each in found]

    return live.get_or_set("words", make)


# --- read once, and kept -----------------------------------------------------------------------


def _issues(slug: str, below: int, most: int = PAGE + 1) -> list[Issue]:
    """The editions of a page and one more, with which the last is compared."""
    rows = Edition.objects.below(slug, below).values_list("number", "published_at", "size", "note")[:most]
    return [Issue(slug, number, at, size, readable(note)) for number, at, size, note in rows]


def _in_force(live: Live) -> Issue:
    published_at = cast(datetime.datetime, live.published_at)  # what is in force was published
    return Issue(live.guide.slug, live.number, published_at)


def _summary(live: Live, old: Issue | None, new: Issue, region: Region | None) -> Summary | None:
    told = _told(old[:3], new[:3], get_language(), live.words) if old else None
    return None if told is None else summary(told, region)


Named = tuple[str, int, datetime.datetime]


@lru_cache(maxsize=MOST_KEPT)
def _told(old: Named, new: Named, language: str | None, words: PackedWords | None) -> tuple[Told, ...] | None:
    """In the active language. None: one of them is in a form that cannot be read any more. Raises TooManyError."""
    if wait := comparing.take():
        raise TooManyError(wait, _("Too many old editions are being compared at once. Try again in a moment."))
    after, before = _guide(new), _guide(old)  # in this order the older one is still there for the next pair
    if not (before and after):
        return None
    in_words = words.unpack().localise if words else translation.marked
    return tuple(tell(in_words(before), in_words(after)))


@lru_cache(maxsize=2)  # a page goes from pair to pair, so each document is read once
def _guide(named: Named) -> Guide | None:
    slug, number, at = named
    try:
        return Edition.objects.get(guide__slug=slug, number=number, published_at=at).to_guide()
    except (Edition.DoesNotExist, DocumentError):
        log.exception("edition %s of %s cannot be compared", number, slug)
        return None

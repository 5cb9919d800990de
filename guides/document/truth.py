"""Finds what cannot be true of a statement or a source: a check in the future, “several sources” with only one.

Applied to everything written today: a form, a loaded file, a draft before publication. Published editions stay
readable. The first day of an event, a claim or a region may be in the future. But a date more than a year ahead is a
typing error that would hide something, or its next check, for ever.
"""

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from guides.document.reasons import Reason
from guides.document.types import Evidence, Source

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
DATE = re.compile(rf"(?:(?:(\d{{1,2}}) )?({'|'.join(MONTHS)}) )?(\d{{4}})(?=$|[,;])")

DAYS = (
    *("happened_on", "from_on", "until_on", "since_on"),
    *("checked_on", "check_after", "gone_on", "archived_on", "dated_on"),
)
WITHIN_A_YEAR = ("happened_on", "from_on", "since_on", "check_after")
YEAR = datetime.timedelta(days=366)
EARLIEST = datetime.date(1990, 1, 1)

Fault = tuple[str, str]  # the field, and the reason


def of_days(days: Mapping[str, Any], on: datetime.date) -> Iterator[Fault]:
    """The implausible dates among these values, with the reason."""
    for field in DAYS:
        day = days.get(field)
        if day and day < EARLIEST:
            yield field, Reason("is before %(year)s; correct the year", year=EARLIEST.year)
        elif day and field in WITHIN_A_YEAR and day > on + YEAR:
            yield field, "is more than a year ahead; correct the year, or enter it nearer the time"
        elif day and field == "dated_on" and day > on:
            yield field, "is in the future; give the day on which the picture was taken"


def of_statement(statement: Evidence, on: datetime.date) -> Iterator[Fault]:
    """What cannot be true of this statement on that day. Without a source it is unfinished, and not false yet."""
    number, checked_on = len(statement.sources), statement.checked_on
    if statement.certainty == "several" and number == 1:
        yield "certainty", "says “several sources”, but only one is named; name the others, or choose “one source”"
    if statement.certainty == "one" and number > 1:
        yield (
            "certainty",
            Reason("says “one source”, but %(number)s are named; choose “several sources”, or name one", number=number),
        )
    if statement.disagreement and statement.certainty != "disputed":
        yield "disagreement", "says who disagrees; choose “sources disagree” as well, or clear this"
    if checked_on and checked_on > on:
        yield "checked_on", "is in the future, by UTC; give the day on which somebody checked this against its sources"
    if checked_on and statement.check_after and statement.check_after < checked_on:
        yield "check_after", "is before the day of the check; give a later day, or none"


def of_gone_sources(checked_on: datetime.date | None, sources: Iterable[Any]) -> Iterator[Fault]:
    """A new check when there is nothing left to check it against: every page is gone, and no copy is archived."""
    pages = list(sources)
    is_lost = all(page.gone_on and not page.archive_url for page in pages)
    if checked_on and pages and is_lost and checked_on > max(page.gone_on for page in pages):
        yield (
            "checked_on",
            "is after all its pages were gone, with no archived copy; name another source",
        )


def of_source(source: Source, on: datetime.date) -> Iterator[Fault]:
    """What cannot be true of this source on that day."""
    published = first_day(source.dated)
    for field, day in (("dated", published), ("gone_on", source.gone_on), ("archived_on", source.archived_on)):
        if day and day > on:
            yield field, "is in the future; correct the day"
    if published and source.gone_on and source.gone_on < published:
        yield "gone_on", "is before the day on which it was published; correct one of the two"


def first_day(words: str) -> datetime.date | None:
    """The first date that this text can mean: “18 September 2025”, “September 2025”, “2025”; None: it contains none."""
    if not (found := DATE.match(words)):
        return None
    day, month, year = found.groups()
    try:
        return datetime.date(int(year), MONTHS.index(month) + 1 if month else 1, int(day or 1))
    except ValueError:
        return None

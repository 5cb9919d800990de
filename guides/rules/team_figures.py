"""What is told of a team's count, and to whom. No Django, no database.

Whoever made the team sees every number. Everybody else sees how many there were by the end of each week, rounded down
to a multiple of five; so the figure for fewer than five is 0, and is written in words.

Why running totals: to round each week and the total by themselves is not enough. Five weeks of fewer than five with a
total of 20 would give away that each had four. A running total that is rounded down leaves every week at least five
possible numbers, whatever the others say; where the figure stands still it may be any from none to four. The tests try
it out. What nobody can hide is that somebody was counted just when a figure went up.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

STEP = 5
WEEKS_SHOWN = 12
WEEK = datetime.timedelta(weeks=1)


@dataclass(frozen=True)
class Week:
    """How many were counted by its end; and, for whoever made the team, how many of them in that week."""

    begins_on: datetime.date
    total: int
    new: int | None = None


@dataclass(frozen=True)
class Figures:
    """The latest weeks, oldest first; the last is the current one."""

    weeks: tuple[Week, ...]
    is_exact: bool

    @property
    def total(self) -> int:
        return self.weeks[-1].total


def monday(day: datetime.date) -> datetime.date:
    """The week of a day, by its first day."""
    return day - datetime.timedelta(days=day.weekday())


def rounded(number: int) -> int:
    return number - number % STEP


def for_maker(counted: Mapping[datetime.date, int], made_on: datetime.date, today: datetime.date) -> Figures:
    """Every number as it is. `counted`: how many, by the Monday of their week."""
    last = monday(today)
    first = max(min(monday(made_on), last), last - (WEEKS_SHOWN - 1) * WEEK)
    mondays = [first + number * WEEK for number in range((last - first) // WEEK + 1)]
    weeks = (Week(day, _by_the_end_of(day, counted), counted.get(day, 0)) for day in mondays)
    return Figures(tuple(weeks), is_exact=True)


def for_everybody(exact: Figures) -> Figures:
    """The same weeks without what could point at a person."""
    return Figures(tuple(Week(week.begins_on, rounded(week.total)) for week in exact.weeks), is_exact=False)


def _by_the_end_of(week: datetime.date, counted: Mapping[datetime.date, int]) -> int:
    return sum(number for day, number in counted.items() if day <= week)

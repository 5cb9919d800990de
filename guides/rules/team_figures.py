"""What a team's count reveals, and to whom. No Django, no database.

Below five nobody sees a number, not even the team's creator, because in a small team it would identify people. From
five, the creator sees the total at the end of each week; everybody else sees it rounded down to a multiple of five.
Fewer than five is represented as 0, and shown in words.
Why running totals: rounding each week and the total separately is not enough. Five weeks of fewer than five with a
total of 20 would reveal that each had four. A rounded running total leaves at least five possible values for each week,
whatever the others say; if it does not change, the week may have any from none to four. The tests try this. What cannot
be hidden is that somebody was counted when a figure went up.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

STEP = 5
WEEKS_SHOWN = 12
WEEK = datetime.timedelta(weeks=1)


@dataclass(frozen=True)
class Week:
    """The total at the end of the week; 0 for fewer than five."""

    begins_on: datetime.date
    total: int


@dataclass(frozen=True)
class Figures:
    """The latest weeks, oldest first; the last is the current one."""

    weeks: tuple[Week, ...]
    is_exact: bool

    @property
    def total(self) -> int:
        return self.weeks[-1].total


def monday(day: datetime.date) -> datetime.date:
    """The Monday of a day's week."""
    return day - datetime.timedelta(days=day.weekday())


def rounded(number: int) -> int:
    return number - number % STEP


def for_maker(counted: Mapping[datetime.date, int], made_on: datetime.date, today: datetime.date) -> Figures:
    """The running totals, from five. `counted`: the number counted, by the Monday of their week."""
    last = monday(today)
    first = max(min(monday(made_on), last), last - (WEEKS_SHOWN - 1) * WEEK)
    mondays = [first + number * WEEK for number in range((last - first) // WEEK + 1)]
    totals = [sum(number for week, number in counted.items() if week <= day) for day in mondays]
    weeks = (Week(day, total if total >= STEP else 0) for day, total in zip(mondays, totals, strict=True))
    return Figures(tuple(weeks), is_exact=True)


def for_everybody(exact: Figures) -> Figures:
    """The same weeks, rounded so that they identify nobody."""
    return Figures(tuple(Week(week.begins_on, rounded(week.total)) for week in exact.weeks), is_exact=False)

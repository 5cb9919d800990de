"""The dates after an objection: when the answer is due, and what to do on which day. No Django, no database.

The rule: a month ends on the day with the same number, or on the last day of the month if it has no such day; it is
not 30 days. Days are days of the calendar, so no time zone changes one. The reminder is for the day after the answer
was due; the two weeks that it sets are a courtesy and no law, and the complaint is for the day after them, or after
the days in which the company must acknowledge the reminder, where the law treats that as a complaint to it. Where the
law knows no date, a month is our suggestion for the reminder, and nothing is called due.
"""

import calendar
import datetime
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

Moment = Literal["sent", "due", "reminder", "complaint", "extended"]
MOMENTS: tuple[Moment, ...] = get_args(Moment)

ONE_DAY = datetime.timedelta(days=1)
COURTESY = 14
SUGGESTED_MONTHS = 1
FIRST = datetime.date(2000, 1, 1)
LAST = datetime.date(2199, 12, 31)
"""What may be typed; a date from which no period leaves the calendar."""


@dataclass(frozen=True)
class Period:
    """By when the law of a place wants an answer: months, then days; neither: it knows no date."""

    months: int = 0
    days: int = 0
    extension: int = 0
    """By how many months the answer may come later, if that is said in time."""
    patience: int = COURTESY
    """How many days the reminder has before one complains."""

    @property
    def has_date(self) -> bool:
        return bool(self.months or self.days)


class Date(NamedTuple):
    """One day on which there is something to do or to expect."""

    moment: Moment
    on: datetime.date


def after_months(day: datetime.date, months: int) -> datetime.date:
    """The day with the same number that many months later; the last of that month if it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))


def answer_due(sent_on: datetime.date, period: Period) -> datetime.date | None:
    """The last day for an answer; None: the law knows none."""
    if not period.has_date:
        return None
    return after_months(sent_on, period.months) + datetime.timedelta(days=period.days)


def extended_to(sent_on: datetime.date, period: Period) -> datetime.date | None:
    """The last day if the answer was put off in time; None: it cannot be.

    Counted from the day it was sent: two months after 28 February need not be three after 31 January.
    """
    if not (period.has_date and period.extension):
        return None
    return after_months(sent_on, period.months + period.extension) + datetime.timedelta(days=period.days)


def dates(sent_on: datetime.date, period: Period) -> tuple[Date, ...]:
    """Every day with something to do, in the order of the calendar, from the day it was sent."""
    due = answer_due(sent_on, period)
    remind_on = (due or after_months(sent_on, SUGGESTED_MONTHS)) + ONE_DAY
    complain_on = remind_on + datetime.timedelta(days=period.patience) + ONE_DAY
    found = [Date("sent", sent_on), Date("reminder", remind_on), Date("complaint", complain_on)]
    if due:
        found.append(Date("due", due))
    if extended := extended_to(sent_on, period):
        found.append(Date("extended", extended))
    return tuple(sorted(found, key=lambda each: (each.on, MOMENTS.index(each.moment))))

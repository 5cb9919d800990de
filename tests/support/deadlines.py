"""Days on which an objection may be sent, and what the law of some place says of the answer; with what is then due.

The table is made by the server's rule and held against the one in the page (tests/journeys/test_objection.py).
"""

import datetime
from typing import Any

from guides.rules.deadlines import Period, dates

PERIODS = [
    Period(months=1, extension=2),
    Period(months=1, extension=2, patience=30),
    Period(months=1),
    Period(days=10),
    Period(days=40),
    Period(months=1, days=15, extension=1),
    Period(months=13),
    Period(),
]
# Month ends, leap years and none (2100), the turn of a year, the days on which clocks change, and days like any other.
DAYS = [
    *("2026-01-28", "2026-01-29", "2026-01-30", "2026-01-31", "2026-02-28", "2026-03-31", "2026-08-31", "2026-11-30"),
    *("2026-12-01", "2026-12-30", "2026-12-31", "2027-01-31", "2028-01-31", "2028-02-29", "2027-12-31", "2100-01-31"),
    *("2026-03-29", "2026-10-25", "2026-09-25", "2026-06-15", "2000-01-01", "2199-12-31"),
]


def table() -> list[dict[str, Any]]:
    """Each day with each period, and the dates that follow, as plain data."""
    return [
        {
            "sent": day,
            "months": period.months,
            "days": period.days,
            "extension": period.extension,
            "patience": period.patience,
            "dates": [[each.moment, each.on.isoformat()] for each in dates(datetime.date.fromisoformat(day), period)],
        }
        for day in DAYS
        for period in PERIODS
    ]

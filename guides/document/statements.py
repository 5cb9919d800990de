"""Every statement of a guide, and whether it is said on a day. No Django, no database."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from guides.document.types import Claim, Event, Evidence, Guide, Part, Rumour


def of(part: Part, at: str = "") -> Iterator[tuple[str, Evidence]]:
    """Every statement below a part, each with the way to it as a JSON Pointer (RFC 6901)."""
    for name, value in part:
        for number, each in enumerate(value if isinstance(value, tuple) else ()):
            if isinstance(each, Part):
                here = f"{at}/{name}/{number}"
                yield from [(here, each)] if isinstance(each, Evidence) else []
                yield from of(each, here)


def is_said(statement: Evidence, on: datetime.date) -> bool:
    """Whether it is said on that day, wherever."""
    if isinstance(statement, Claim):
        return statement.is_current(on)
    return not isinstance(statement, (Event, Rumour)) or statement.is_told(None, on)


@dataclass(frozen=True)
class Freshness:
    """How old a whole guide is on a day: the oldest check, and how many statements are overdue for one."""

    on: datetime.date
    checked_on: datetime.date | None
    overdue: int
    region: None = None


def freshness(guide: Guide, on: datetime.date) -> Freshness:
    """Of all that the guide says on that day, in every region."""
    statements = [statement for _at, statement in of(guide) if is_said(statement, on)]
    checked = min((each.checked_on for each in statements if each.checked_on), default=None)
    return Freshness(on, checked, sum(each.is_overdue(on) for each in statements))

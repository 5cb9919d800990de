"""What every part of a document has in common, and what every statement has: sources, certainty, the day of a check."""

import datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from guides.document.field_types import Certainty, Slug, Text

CHECK_AGAIN_AFTER = datetime.timedelta(days=90)


class Part(BaseModel):
    """What every part of a document has in common: it never changes, and knows no unknown field."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, use_attribute_docstrings=True)


def _as_called_today(certainty: object) -> object:
    """Documents from before guides of other products call what the maker says “linkedin”."""
    return "maker" if certainty == "linkedin" else certainty


class Evidence(Part):
    """Where a statement comes from, how sure it is and when it was last checked against its sources.

    It is due to be checked again after `check_after`, or else 90 days after the last check.
    """

    certainty: Annotated[Certainty, BeforeValidator(_as_called_today)]
    """Who says so: maker (the company behind the product), several, one, disputed, or inferred (our own view)."""
    sources: tuple[Slug, ...] = ()
    """Where it comes from, by slug."""
    checked_on: datetime.date | None = None
    """When this was last checked against its sources; for a whole answer, the oldest of these days."""
    check_after: datetime.date | None = None
    """The day after which it is overdue; left out: 90 days after checked_on."""
    disagreement: Text | None = None
    """What each side says, where sources disagree."""

    @property
    def due_on(self) -> datetime.date | None:
        """The day after which this is overdue for a check; None: it was never checked."""
        if self.check_after is not None or self.checked_on is None:
            return self.check_after
        return self.checked_on + CHECK_AGAIN_AFTER

    def is_overdue(self, on: datetime.date) -> bool:
        return self.due_on is None or self.due_on < on

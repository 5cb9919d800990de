"""Warnings for a reviewer before publication; they do not prevent it. Independent of Django."""

import datetime
from collections.abc import Iterator
from typing import Any

from guides.document import diff, markup
from guides.document.completeness import which
from guides.document.reasons import Reason
from guides.document.types import Evidence, Guide, Problem, spoken

# What may change of a statement without another look at its sources.
UNCHECKED = {"check_after", "question", "words"}


def half_made(guide: Guide) -> Iterator[Problem]:
    """Fields with markup that readers would see as typed: half of a label, an unfilled placeholder."""
    for kind, key, part in spoken(guide):
        for field, value in diff.own_fields(part).items():
            for shown in {markup.odd(text): None for text in _texts(value)}:
                if shown:
                    where = which(part)
                    reason = Reason(
                        "%(part)sshows readers “%(markup)s” as it was typed; fix it", part=where, markup=shown
                    )
                    yield Problem(kind, key, field, reason)


def unheld(old: Guide, new: Guide, on: datetime.date, since: datetime.date) -> Iterator[Problem]:
    """Statements that changed without being checked again, and sources with a new address.

    `since`: the date of the old guide; a new statement must have been checked on or after it.
    """
    changes = diff.changes(old, new)
    checked = {(change.kind, change.key) for change in changes if change.field == "checked_on"}
    told: set[tuple[str, str]] = set()
    for change in changes:
        place = (change.kind, change.key)
        if (change.kind, change.field) == ("source", "url"):
            yield Problem(*place, "url", "was changed; check what rests on the source against the new page")
        if change.found and place not in checked | told and (reason := _why_unheld(change, on, since)):
            told.add(place)
            yield _warning(change.found, *place, reason)


def _why_unheld(change: diff.Change, on: datetime.date, since: datetime.date) -> str:
    part = change.found.part if change.found else None
    if not isinstance(part, Evidence) or part.checked_on in (None, on):
        return ""
    if change.what == "changed" and change.field not in UNCHECKED and not _is_narrower(change):
        return "was changed, but its day of check was not; check it against its sources"
    if change.what == "added" and part.checked_on and part.checked_on < since:
        return "is new, but its day of check is before the last edition; check it against its sources"
    return ""


def _is_narrower(change: diff.Change) -> bool:
    """Whether it applies to fewer readers than before, for whom it was checked. None named means all."""
    is_among = not change.was or set(change.was) > set(change.now or ())
    return change.field in diff.SCOPE and bool(change.now) and is_among


def _warning(found: diff.Found, kind: str, key: str, reason: str) -> Problem:
    """The warning; for an inner part, it names that part."""
    owner: Any = found.owner
    kind, key = (type(owner).__name__.lower(), owner.slug) if owner else (kind, key)
    return Problem(kind, key, "checked_on", Reason("%(part)s%(reason)s", part=which(found.part), reason=reason))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        yield from (each for each in value if isinstance(each, str))

"""Logs recurring faults once: when one begins, when its reason changes, and when it is over.

A worker reads the database once a second, and a persistent fault would fill the log. Instead it is kept in the worker's
memory, and /readyz reports it while it lasts.
"""

import datetime
import logging
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fault:
    reason: str
    since: datetime.datetime


_lasting: dict[str, Fault] = {}


@contextmanager
def told(what: str, kind: type[Exception] = Exception) -> Iterator[None]:
    """A context in which errors of this kind stop nothing else: they are logged once, under this name."""
    try:
        yield
    except kind as error:
        reason = f"{type(error).__name__}: {error}"
        before = _lasting.get(what)
        if before is None or before.reason != reason:
            log.error("%s: a fault, told once; going on without it", what, exc_info=error)
        since = before.since if before else datetime.datetime.now(datetime.UTC)
        _lasting[what] = Fault(reason, since)
    else:
        over(what)


def lasting() -> dict[str, Fault]:
    """The current faults by name, oldest first."""
    return dict(_lasting)


def over(what: str) -> None:
    """End this fault, and log that if there was one."""
    fault = _lasting.pop(what, None)
    if fault is not None:
        log.warning("%s: mended; it was a fault since %s", what, written(fault.since))


def only(beginning: str, known: Container[str]) -> None:
    """End the faults with this prefix that are not in the list."""
    for what in lasting():
        if what.startswith(beginning) and what not in known:
            over(what)


def forget() -> None:
    """Start afresh, as a new worker does."""
    _lasting.clear()


def written(at: datetime.datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")

"""What goes wrong again and again is said once: when it begins, when the reason changes, and when it is over.

A worker looks at the database once a second. A fault that stays would fill the log; instead it is kept here, in the
memory of the worker, and told by /readyz for as long as it lasts.
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
    """What fails in here, with an error of this kind, stops nothing else: it is logged once, under this name."""
    try:
        yield
    except kind as error:
        _begin(what, error)
    else:
        over(what)


def lasting() -> dict[str, Fault]:
    """What is wrong now, by name, the oldest first."""
    return dict(_lasting)


def over(what: str) -> None:
    """This works, or is no more. Says so if it was a fault."""
    fault = _lasting.pop(what, None)
    if fault is not None:
        log.warning("%s: mended; it was a fault since %s", what, written(fault.since))


def only(beginning: str, known: Container[str]) -> None:
    """Of the faults whose name begins so, those that are not known any more are over."""
    for what in lasting():
        if what.startswith(beginning) and what not in known:
            over(what)


def forget() -> None:
    """Start afresh, as a new worker does."""
    _lasting.clear()


def written(at: datetime.datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def _begin(what: str, error: Exception) -> None:
    reason = f"{type(error).__name__}: {error}"
    before = _lasting.get(what)
    if before is None or before.reason != reason:
        log.error("%s: a fault, told once; going on without it", what, exc_info=error)
    since = before.since if before else datetime.datetime.now(datetime.UTC)
    _lasting[what] = Fault(reason, since)

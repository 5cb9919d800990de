"""Room for Python's frames, without which the tests of the desk take a fifth longer.

Python keeps frames in pieces of 16 KB and gives a piece back to the system as soon as it is empty. A loop that calls
across the end of one asks the system twice for each call: 366,000 times in test_desk. The piece that is made for one
large frame has room left for all that is called from there.
"""

import threading
from collections.abc import Callable
from typing import Any

import pytest


def with_room(run: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    return run(*args, **kwargs)


# 70,000 places of 8 bytes: a piece of 1 MB, of which the system gives out what is used.
with_room.__code__ = with_room.__code__.replace(co_stacksize=70_000)

RUN_THREAD = threading.Thread.run
IS_IN_ROOM = pytest.StashKey[bool]()


def pytest_configure() -> None:
    """The server that a browser asks answers each request in a thread, which has frames of its own."""
    threading.Thread.run = lambda thread: with_room(RUN_THREAD, thread)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> Any:
    """Calls the same hook again from a large frame; then it leaves the work to whoever does it."""
    if IS_IN_ROOM in session.stash:
        return None
    session.stash[IS_IN_ROOM] = True
    return with_room(session.config.hook.pytest_runtestloop, session=session)

"""The suite has one clock: a test stands at NOON of one day, unless it says another or asks for the real one.

On the real day stand the journeys, as a browser has a clock of its own, and what is marked `real_day` because it
compares its clock with that of a process beside it. These hold on any day: script/test-on-days runs them on some.
"""

import datetime
import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import time_machine

NOON = datetime.datetime(2026, 11, 29, 12, tzinfo=datetime.UTC)

# Seconds after which a test stops waiting and fails. It is no measure of speed: a busy machine may need most of them.
PATIENCE = 120

# Django sets the time zone of its process to the site's. What tests start beside it has that of the machine again, or
# the one that script/test-on-days has chosen.
ZONE = {"TZ": zone} if (zone := os.environ.get("TEST_ZONE")) else {}


def stands_on_the_real_day(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(name) for name in ("browser", "real_day"))


@contextmanager
def clock_of(item: pytest.Item) -> Iterator[None]:
    """The clock of a test and of all that is set up for it. It runs on, so that what comes later is later."""
    if stands_on_the_real_day(item):
        yield
    else:
        with time_machine.travel(NOON, tick=True):
            yield

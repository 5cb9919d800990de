"""Rate limits by token bucket. No Django, no database.

A bucket counts actions, never people, so no address is needed. It is in the memory of one worker; limits for the whole
site are counted in the database by the caller.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

MOST_BUCKETS = 1000


class TooManyError(Exception):
    """The limit is exceeded; `seconds`: when to try again."""

    status = 429

    def __init__(self, seconds: float, message: str) -> None:
        self.seconds = seconds
        super().__init__(message)


@dataclass(frozen=True)
class Daily:
    """A bucket for rows counted in the database by date: each day begins with a full bucket.

    It refills during the day, so one sender cannot use it up for everybody, and nobody waits until midnight.
    """

    burst: int
    a_second: float

    def wait(self, taken: int, seconds: float) -> float:
        """The seconds until there is room, given how many were used in so many seconds of the day; 0: now."""
        return max(0.0, (taken + 1 - self.burst) / self.a_second - seconds)


@dataclass
class TokenBucket:
    """A token bucket: `burst` at once, then `a_second` per second."""

    burst: int
    a_second: float
    clock: Callable[[], float] = time.monotonic
    _left: float = field(init=False, repr=False)
    _at: float = field(init=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.fill()

    def fill(self) -> None:
        self._left, self._at = self.burst, self.clock()

    def take(self) -> float:
        """Take one token. 0: it was there. Otherwise in how many seconds there will be one."""
        with self._lock:
            now = self.clock()
            self._left = min(self.burst, self._left + (now - self._at) * self.a_second)
            self._at = now
            if self._left < 1:
                return (1 - self._left) / self.a_second
            self._left -= 1
            return 0.0


@dataclass
class Buckets:
    """One bucket per name. The least recently used is evicted, and starts full again."""

    burst: int
    a_second: float
    clock: Callable[[], float] = time.monotonic
    _named: OrderedDict[str, TokenBucket] = field(default_factory=OrderedDict, init=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False, compare=False)

    def take(self, name: str) -> float:
        """Take one token of this name. 0: it was there. Otherwise in how many seconds there will be one."""
        return self._bucket(name).take()

    def _bucket(self, name: str) -> TokenBucket:
        with self._lock:
            bucket = self._named.setdefault(name, TokenBucket(self.burst, self.a_second, self.clock))
            self._named.move_to_end(name)
            if len(self._named) > MOST_BUCKETS:
                self._named.popitem(last=False)
            return bucket

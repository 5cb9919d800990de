"""How often something may be done: a bucket of tokens that fills again by itself. No Django, no database.

A bucket counts what is done and never who does it, so no address is needed. It lives in the memory of one worker;
what must hold over the whole site is counted in the database by whoever asks.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

MOST_BUCKETS = 1000


@dataclass(frozen=True)
class Daily:
    """The same for what is counted in the database, of which only the day is known: each day begins with a full bucket.

    Whoever empties it leaves the others what comes after, and nobody waits for midnight.
    """

    burst: int
    a_second: float

    def wait(self, taken: int, seconds: float) -> float:
        """In how many seconds there will be room, where so much was taken in so many seconds of this day; 0: now."""
        return max(0.0, (taken + 1 - self.burst) / self.a_second - seconds)


@dataclass
class Bucket:
    """Lets `burst` through at once, and after that `a_second` in every second."""

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
    """One bucket a name. What was asked for longest ago makes room; it comes back full."""

    burst: int
    a_second: float
    clock: Callable[[], float] = time.monotonic
    _named: OrderedDict[str, Bucket] = field(default_factory=OrderedDict, init=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False, compare=False)

    def take(self, name: str) -> float:
        """Take one token of this name. 0: it was there. Otherwise in how many seconds there will be one."""
        return self._bucket(name).take()

    def _bucket(self, name: str) -> Bucket:
        with self._lock:
            bucket = self._named.setdefault(name, Bucket(self.burst, self.a_second, self.clock))
            self._named.move_to_end(name)
            if len(self._named) > MOST_BUCKETS:
                self._named.popitem(last=False)
            return bucket

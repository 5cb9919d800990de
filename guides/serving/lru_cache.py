"""What was made once is kept; when there is too much of it, what was read least lately goes first."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

Made = TypeVar("Made")
NOTHING = object()


class Kept:
    """At most so many things, each under a key that names everything it depends on. Threads may share it."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._made: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What is kept under this key, or what `make` makes now. Two threads at once may both make it; no harm."""
        found: Made = self.get(key, NOTHING)
        return self.put(key, make()) if found is NOTHING else found

    def get(self, key: Hashable, default: Any = None) -> Any:
        try:
            found = self._made[key]
            self._made.move_to_end(key)
        except KeyError:  # never made, or let go between the two lines
            return default
        return found

    def put(self, key: Hashable, made: Made) -> Made:
        with self._lock:
            self._made[key] = made
            while len(self._made) > self.most:
                self._made.popitem(last=False)
        return made

    def __len__(self) -> int:
        return len(self._made)

"""What was made once is kept; when there is too much of it, what was read least lately goes first."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

Made = TypeVar("Made")


class Kept:
    """At most so many things, each under a key that names everything it depends on. Threads may share it."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._made: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What is kept under this key, or what `make` makes now. Two threads at once may both make it; no harm."""
        try:
            found: Made = self._made[key]
            self._made.move_to_end(key)
            return found
        except KeyError:
            return self._keep(key, make())

    def _keep(self, key: Hashable, made: Made) -> Made:
        with self._lock:
            self._made[key] = made
            while len(self._made) > self.most:
                self._made.popitem(last=False)
        return made

    def __len__(self) -> int:
        return len(self._made)

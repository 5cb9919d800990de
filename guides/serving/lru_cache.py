"""A bounded, thread-safe LRU cache."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

Made = TypeVar("Made")
NOTHING = object()


class LRUCache:
    """A cache with a maximum size. Keys contain everything that a value depends on. Thread-safe."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._made: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def get_or_set(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """The cached value for this key, or else the result of `make`. Two threads may both compute it, which is
        harmless.
        """
        made: Made = self.get(key, NOTHING)
        return self.put(key, make()) if made is NOTHING else made

    def get(self, key: Hashable, default: Any = None) -> Any:
        try:
            made = self._made[key]
            self._made.move_to_end(key)
        except KeyError:  # never made, or let go between the two lines
            return default
        return made

    def put(self, key: Hashable, made: Made) -> Made:
        with self._lock:
            self._made[key] = made
            while len(self._made) > self.most:
                self._made.popitem(last=False)
        return made

    def clear(self) -> None:
        with self._lock:
            self._made.clear()

    def __len__(self) -> int:
        return len(self._made)

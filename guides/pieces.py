"""A page with holes: what differs from visitor to visitor is rendered apart, once for each way it can stand.

Nothing here knows of Django.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

HOLE = re.compile("\x02([a-z0-9 -]+)\x03")


@dataclass(frozen=True)
class Frame:
    """What stands around the holes, and between them the names of what is missing."""

    around: tuple[bytes, ...]
    holes: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "Frame":
        """What was rendered with `hole(name)` where something is missing."""
        found = HOLE.split(text)
        return cls(tuple(part.encode() for part in found[::2]), tuple(found[1::2]))

    def filled(self, fill: Callable[[str], bytes]) -> bytes:
        filled = [around + fill(name) for around, name in zip(self.around, self.holes, strict=False)]
        return b"".join([*filled, self.around[-1]])


def hole(name: str) -> str:
    """What stands in a frame for the piece with this name."""
    return f"\x02{name}\x03"

"""A page shell with slots for what differs between visitors, which is rendered separately. Independent of Django."""

import re
from collections.abc import Callable
from dataclasses import dataclass

SLOT = re.compile("\x02([a-z0-9 -]+)\x03")


@dataclass(frozen=True)
class PageShell:
    """The text around the slots, and the slots' names."""

    around: tuple[bytes, ...]
    slots: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "PageShell":
        """Split text rendered with `slot(name)` placeholders."""
        parts = SLOT.split(text)
        return cls(tuple(part.encode() for part in parts[::2]), tuple(parts[1::2]))

    def filled(self, fill: Callable[[str], bytes]) -> bytes:
        filled = [around + fill(name) for around, name in zip(self.around, self.slots, strict=False)]
        return b"".join([*filled, self.around[-1]])


def slot(name: str) -> str:
    """The placeholder for the fragment with this name."""
    return f"\x02{name}\x03"

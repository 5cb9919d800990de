"""Every address of the site, whatever it is included in: its path as it is written, and its name."""

from collections.abc import Iterable, Iterator
from typing import Any


def addresses(patterns: Iterable[Any], before: str = "") -> Iterator[tuple[str, str | None]]:
    for pattern in patterns:
        path = f"{before}{pattern.pattern}"
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, path)
        else:
            yield path, pattern.name

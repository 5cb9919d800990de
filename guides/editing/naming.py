"""Short names that are made from words, for those who have not chosen one."""

from collections.abc import Iterator
from itertools import count

from guides.document.field_types import LONGEST_SLUG

ENOUGH = 40  # letters: a short name is read aloud and typed


def shortened(slug: str) -> str:
    """As many of its words as make a short name."""
    if len(slug) <= ENOUGH:
        return slug
    return (slug[: ENOUGH + 1].rpartition("-")[0] or slug[:ENOUGH]).strip("-")


def numbered(slug: str) -> Iterator[str]:
    """The name itself, then with 2, 3 and so on behind it."""
    yield slug
    yield from (f"{slug[: LONGEST_SLUG - 4].strip('-')}-{number}" for number in count(2))

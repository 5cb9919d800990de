"""Names of other products in the parts that a guide may have taken over, so that nobody publishes them by mistake."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from guides.document.finding import Wanted
from guides.document.types import OF_LETTERS
from guides.editing import texts
from guides.models import Guide


def other_products(guide: Guide) -> list[tuple[str, int]]:
    """The products of other guides that regions, authorities, steps, walkthroughs or letters name, and how many texts.

    `guide`: with its rows prefetched.
    """
    own = f"{guide.product} {guide.owner}"
    names = [name for name in Guide.objects.exclude(pk=guide.pk).values_list("product", flat=True) if name not in own]
    every_text = [entry.text for row in _rows(guide) for entry in texts.entries(row) if entry.sort == "text"]
    found = Counter(
        name for name in names for text in every_text if Wanted(name, is_whole=True, has_case=True).spans(text)
    )
    return list(found.items())


def _rows(guide: Guide) -> Iterator[Any]:
    for row in (*guide.regions.all(), *guide.steps.all()):
        yield row
        yield from texts.children(row)
    for name in OF_LETTERS:
        yield from getattr(guide, name).all()

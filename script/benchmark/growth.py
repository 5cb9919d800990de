"""Fills a database with a site that has grown: 100 guides of 7 regions and 30 steps, and 10,000 editions.

Run by the benchmark in the site's own Python: `manage.py shell` is not needed, `django.setup()` is.
"""

import copy
import sys
from typing import Any

import django

django.setup()

from guides.document.validation import parse  # noqa: E402
from guides.models import Edition, Guide  # noqa: E402

GUIDES, STEPS, EDITIONS, AT_ONCE = 100, 30, 10_000, 200


def grown(document: dict[str, Any], number: int) -> dict[str, Any]:
    """The shipped guide under another name, with thirty steps; the statements stay as many as they are."""
    guide = copy.deepcopy(document)
    guide["slug"] = f"product-{number}"
    first, *others = guide["steps"]
    more = [
        copy.deepcopy(first) | {"slug": f"step-{at}", "title": f"Step {at}"} for at in range(len(guide["steps"]), STEPS)
    ]
    guide["steps"] = [first, *others, *more]
    return guide


def main() -> None:
    shipped = Edition.objects.get(guide__slug="linkedin", number=1)
    parse(grown(shipped.document, 0))  # sound, or this says why not
    guides = Guide.objects.bulk_create(
        Guide(slug=f"product-{number}", title=shipped.document["title"], product="Product")
        for number in range(1, GUIDES)
    )
    print(f"{len(guides) + 1} guides", file=sys.stderr)
    documents = {guide.pk: grown(shipped.document, number) for number, guide in enumerate(guides, 1)}
    rows = [(guide.pk, number) for number in range(1, EDITIONS // GUIDES + 1) for guide in guides]
    for begin in range(0, len(rows), AT_ONCE):
        Edition.objects.bulk_create(
            Edition(guide_id=pk, number=number, document=documents[pk], note="Grown.")
            for pk, number in rows[begin : begin + AT_ONCE]
        )
        print(f"\r{min(begin + AT_ONCE, len(rows)):,} of {len(rows):,} editions", end="", file=sys.stderr)
    print(file=sys.stderr)


if __name__ == "__main__":
    main()

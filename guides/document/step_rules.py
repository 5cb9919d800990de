"""What the steps of a guide must not be: two sets of words for one region.

The forms of the desk and `validation` share these rules. No Django, no database.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from guides.document.reasons import Reason
from guides.document.types import Guide, Problem, Step


def faults(guide: Guide) -> Iterator[Problem]:
    """Everything that is wrong with the steps, each with its field."""
    for step in guide.steps:
        yield from variant_faults(step)


def variant_faults(step: Step) -> Iterator[Problem]:
    """Each region has one set of words: its own, or those of everywhere."""
    for variant in step.variants:
        if not variant.regions:
            yield Problem("step", step.slug, "variants", "has words for no region; name the regions")
        if not variant.words:
            reason = Reason("says nothing else for “%(slug)s”; write what differs", slug="”, “".join(variant.regions))
            yield Problem("step", step.slug, "variants", reason)
        for region in variant.regions:
            if step.regions and region not in step.regions:
                reason = Reason("has words for “%(slug)s”, where the step is not; take them out", slug=region)
                yield Problem("step", step.slug, "variants", reason)
    for region in doubles(region for variant in step.variants for region in set(variant.regions)):
        reason = Reason("has words for “%(slug)s” twice; keep one", slug=region)
        yield Problem("step", step.slug, "variants", reason)


def doubles(names: Iterable[str]) -> list[str]:
    """The names that appear more than once."""
    return [name for name, count in Counter(names).items() if count > 1]

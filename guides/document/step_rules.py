"""What the steps of a guide must not be: two sets of words for one region, a circle, a question without answers.

A step comes after one other step at most. Where that is not a step of the region, nothing is waited for. A step that is
needed never waits for an extra, and no step waits for itself, by whatever way.

The forms of the desk and `validation` share these rules. No Django, no database.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from guides.document.reasons import Reason
from guides.document.types import Guide, Problem, Step


def faults(guide: Guide) -> Iterator[Problem]:
    """Everything that is wrong with the steps, each with its field."""
    for step in guide.steps:
        yield from variant_faults(step)
        yield from question_faults(step)
        yield from _picture_faults(step)
        yield from order_faults(guide.steps, step)


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


LEAST_ANSWERS, MOST_ANSWERS = 2, 4
# What else stands in the query of a page, so that no step that asks can have this name.
IN_QUERIES = frozenset(
    {"device", "team", "lang", "on", "key", "draft", "edition", "proposal", "region", "since", "ticks", "when", "q"}
    | {"maker", "sent", "statement", "until", "theme"}
)


def question_faults(step: Step) -> Iterator[Problem]:
    """A question has some answers, each with a name of its own, and ways name its answers only."""
    answers = [answer.slug for answer in step.question.answers] if step.question else []
    if step.question and not LEAST_ANSWERS <= len(answers) <= MOST_ANSWERS:
        words = {"number": len(answers), "least": LEAST_ANSWERS, "most": MOST_ANSWERS}
        reason = Reason("has %(number)s answers; write %(least)s to %(most)s", **words)
        yield Problem("step", step.slug, "question", reason)
    for slug in doubles(answers):
        yield Problem("step", step.slug, "question", Reason("has the answer “%(slug)s” twice; keep one", slug=slug))
    if step.question and step.slug in IN_QUERIES:
        reason = Reason("cannot be “%(slug)s” for a step that asks something; choose another", slug=step.slug)
        yield Problem("step", step.slug, "slug", reason)
    for slug in dict.fromkeys(slug for way in step.walkthroughs for slug in way.answers if slug not in answers):
        reason = Reason("names the answer “%(slug)s”, which the question of the step does not have", slug=slug)
        yield Problem("step", step.slug, "walkthroughs", reason)


def _picture_faults(step: Step) -> Iterator[Problem]:
    """Each picture of a walkthrough has a name of its own."""
    for way in step.walkthroughs:
        for slug in doubles(picture.slug for picture in way.pictures):
            reason = Reason("has the picture “%(slug)s” twice; give one another name", slug=slug)
            yield Problem("step", step.slug, "walkthroughs", reason)


def order_faults(steps: Sequence[Step], step: Step) -> Iterator[Problem]:
    """What a step waits for is a step of the guide, no extra unless it is one, and never itself."""
    by_slug = {each.slug: each for each in steps}
    if step.after is None:
        return
    if step.after not in by_slug:
        reason = Reason("there is no step “%(step)s” in this guide", step=step.after)
        yield Problem("step", step.slug, "after", reason)
        return
    if by_slug[step.after].is_extra and not step.is_extra:
        reason = Reason("“%(step)s” is an extra, and a step that is needed cannot wait for one", step=step.after)
        yield Problem("step", step.slug, "after", reason)
    before, seen = by_slug.get(step.after), {step.slug}
    while before and before.slug not in seen:
        seen.add(before.slug)
        before = by_slug.get(before.after or "")
    if before and before.slug == step.slug:
        reason = Reason("waits for “%(step)s”, which waits for this one; take one of them out", step=step.after)
        yield Problem("step", step.slug, "after", reason)


def doubles(names: Iterable[str]) -> list[str]:
    """The names that appear more than once."""
    return [name for name, count in Counter(names).items() if count > 1]

"""What the answers of a published question mean stays: addresses that readers have shared name them by slug.

An answer whose words are now closer to those that another one was published with, than to its own, is refused: such an
address would lead to the other way. Any other change of its words, or of the question, is a warning for the reviewer.
No Django, no database.
"""

from collections.abc import Collection, Iterator, Mapping
from difflib import SequenceMatcher

from guides.document.reasons import Reason
from guides.document.types import Guide, Problem, Step

LIKE = 0.75  # two texts of this likeness say the same, but for a word or two


def exchanged(step: Step, published: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    """Answers with the words of another. `published`: the words of each in every edition, by slug."""
    for answer in step.question.answers if step.question else ():
        own = max((_likeness(answer.label, label) for label in published.get(answer.slug, ())), default=1.0)
        for other, labels in published.items():
            likest = max((_likeness(answer.label, label) for label in labels), default=0.0)
            if other != answer.slug and likest >= LIKE and likest > own:
                words = {"slug": answer.slug, "other": other}
                reason = Reason(
                    "has the answer “%(slug)s” with the words of “%(other)s”; addresses that readers have shared would "
                    "lead to the other way, so leave its words, or give it another short name",
                    **words,
                )
                yield Problem("step", step.slug, "question", reason)


def reworded(old: Guide, new: Guide) -> Iterator[Problem]:
    """Answers of the old guide whose words, or whose question, are others in the new one."""
    questions = {step.slug: step.question for step in old.steps if step.question}
    for step in new.steps:
        was = questions.get(step.slug)
        if was is None or step.question is None:
            continue
        labels = {answer.slug: answer.label for answer in was.answers}
        if was.text != step.question.text and labels.keys() & {answer.slug for answer in step.question.answers}:
            words = {"was": was.text, "now": step.question.text}
            reason = "asks “%(now)s” and no longer “%(was)s”; the answers in shared addresses must still mean the same"
            yield Problem("step", step.slug, "question", Reason(reason, **words))
        for answer in step.question.answers:
            if (label := labels.get(answer.slug, answer.label)) != answer.label:
                words = {"slug": answer.slug, "was": label, "now": answer.label}
                reason = (
                    "has the answer “%(slug)s” in other words: “%(was)s” is now “%(now)s”; shared addresses name it, "
                    "so it must still mean the same"
                )
                yield Problem("step", step.slug, "question", Reason(reason, **words))


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.casefold(), other.casefold(), autojunk=False).ratio()

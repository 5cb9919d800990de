"""Puts an objection together: which right there is for a reader, and the texts that follow from the answers.

The page does the same in the browser, with the same paragraphs; nothing of the answers reaches the server there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from guides.document import letter_gaps
from guides.document.letters import BLANK, TEXT_NAMES, TO_FINISH, Account, Blank, TextName, Wish, blanks
from guides.document.recourses import places_of, recourse_for
from guides.document.types import Ground, Guide, Paragraph, Purpose, Recourse, Step

__all__ = [
    "LEFT_EMPTY",
    "Answers",
    "compose",
    "grounds_for",
    "has_letters",
    "is_divided",
    "is_sent_by",
    "is_wanted",
    "paragraphs_for",
    "places_of",
    "purposes_for",
    "recourse_for",
]

# What stands in a text for what the person left empty. The page gives the same in its own language.
LEFT_EMPTY: Mapping[Blank, str] = {
    "name": "[your name]",
    "profile": "[address of your profile]",
    "email": "[your e-mail address]",
    "links": "[links to the posts]",
    "purposes": "[the uses that you object to]",
    "reason": "[your reason]",
    "controller": "[the company]",
    "law": "[the article]",
    "sent_on": "[the day you wrote]",
    "answer_due": "[the day the answer was due]",
    "product": "[the product]",
}
LISTED = ("purposes", "links")  # one per line


@dataclass(frozen=True)
class Answers:
    """What a person chose and typed. Days are in the words of the person's language; what is empty stays a blank."""

    account: Account = "with"
    purposes: tuple[str, ...] = ()
    """The purposes that are ticked, by slug."""
    ground: str | None = None
    """The kind of reason, by slug."""
    reason: str = ""
    """The finished reason; empty: the sentence of the ground."""
    wishes: frozenset[Wish] = field(default_factory=frozenset)
    name: str = ""
    profile: str = ""
    email: str = ""
    links: str = ""
    sent_on: str = ""
    answer_due: str = ""


def purposes_for(guide: Guide, region: str) -> list[Purpose]:
    """The purposes that a letter from that region can name."""
    return [purpose for purpose in guide.purposes if purpose.is_meant_for(region)]


def grounds_for(guide: Guide, region: str, place: str = "") -> list[Ground]:
    """The kinds of reasons that readers there may give; none where no text of theirs has a line for a reason."""
    recourse = recourse_for(guide, region, place)
    if recourse is None or not any("reason" in blanks(each.text) for each in paragraphs_for(guide, region, place)):
        return []
    own = () if recourse.kind == "none" else (recourse.kind,)
    return [each for each in guide.grounds if each.is_meant_for(region) and recourse.kind in (each.rights or own)]


def is_divided(guide: Guide, region: str, recourse: Recourse) -> bool:
    """Whether the form there has one option for some of the uses, and another for the rest."""
    of_both = {purpose.is_other for purpose in purposes_for(guide, region)} == {True, False}
    return of_both and bool(recourse.form_option and recourse.other_option)


def paragraphs_for(guide: Guide, region: str, place: str = "") -> list[Paragraph]:
    """Every paragraph that a reader there may get, whatever the answers; none where the guide knows no recourse."""
    recourse = recourse_for(guide, region, place)
    return letter_gaps.paragraphs_for(guide, recourse, region, place) if recourse else []


def has_letters(guide: Guide, region: str) -> bool:
    """Whether there is something to send from that region, or from a place of it."""
    return any(each.kind != "none" and each.is_meant_for(region) for each in guide.recourses)


def is_sent_by(guide: Guide, region: str, step: Step) -> bool:
    """Whether people there send it in this step: one of its ways opens the form that their recourse names."""
    forms = {each.form_url for each in guide.recourses if each.kind != "none" and each.is_meant_for(region)}
    return any(way.url is not None and way.url in forms for way in step.walkthroughs)


def is_wanted(paragraph: Paragraph, answers: Answers) -> bool:
    """Whether somebody with these answers gets this paragraph, of those that are meant for readers there."""
    fits = paragraph.account in (None, answers.account)
    return fits and (paragraph.wish is None or paragraph.wish in answers.wishes)


def compose(
    guide: Guide,
    region: str,
    place: str,
    answers: Answers,
    left_empty: Mapping[Blank, str] = LEFT_EMPTY,
) -> dict[TextName, str]:
    """The finished texts, by name, with an empty line between paragraphs; a text without any paragraph is left out.

    Where the form has two options for the uses that are ticked, it has two texts, and each names only its own uses.
    `left_empty`: the words in brackets that stand for what the person left empty.
    """
    recourse = recourse_for(guide, region, place)
    if recourse is None:
        return {}
    filled = {**_known(guide, recourse), **_said(guide, region, place, answers, left_empty)}
    wanted = [each for each in paragraphs_for(guide, region, place) if is_wanted(each, answers)]
    named = _named(guide, region, recourse, answers)
    texts = {
        name: [
            _fill(each.text, filled | {"purposes": "\n".join(uses)}, left_empty)
            for each in wanted
            if each.piece == ("form" if name == "other" else name)
        ]
        for name, uses in named.items()
    }
    return {name: "\n\n".join(paragraphs) for name, paragraphs in texts.items() if paragraphs}


def _known(guide: Guide, recourse: Recourse) -> dict[str, str]:
    """What the guide itself fills in."""
    return {"product": guide.product, "law": recourse.law or "", "controller": recourse.controller or ""}


def _said(guide: Guide, region: str, place: str, answers: Answers, left_empty: Mapping[Blank, str]) -> dict[str, str]:
    """What the person fills in."""
    offered = (each for each in grounds_for(guide, region, place) if each.account in (None, answers.account))
    grounds = {ground.slug: ground.sentence for ground in offered}
    begun = grounds.get(answers.ground or "", "")
    if begun.endswith(TO_FINISH):
        begun = f"{begun.removesuffix(TO_FINISH).rstrip()} {left_empty['reason']}"
    typed = {name: getattr(answers, name).strip() for name in ("name", "profile", "email", "sent_on", "answer_due")}
    return typed | {
        "reason": answers.reason.strip() or begun,
        "links": "\n".join(line.strip() for line in answers.links.splitlines() if line.strip()),
    }


def _named(guide: Guide, region: str, recourse: Recourse, answers: Answers) -> dict[TextName, list[str]]:
    """Which uses each text names; a text for the form that would name none is left out, unless nothing is ticked."""
    chosen = [purpose for purpose in purposes_for(guide, region) if purpose.slug in answers.purposes]
    is_apart = is_divided(guide, region, recourse)
    in_text: dict[TextName, list[Purpose]] = dict.fromkeys(TEXT_NAMES, chosen)
    in_text["form"] = [each for each in chosen if not (is_apart and each.is_other)]
    in_text["other"] = [each for each in chosen if is_apart and each.is_other]
    if not in_text["other"] or not in_text["form"]:
        del in_text["form" if in_text["other"] else "other"]
    words = {"product": guide.product}
    return {name: [_fill(each.text, words, LEFT_EMPTY) for each in uses] for name, uses in in_text.items()}


def _fill(text: str, filled: Mapping[str, str], left_empty: Mapping[Blank, str]) -> str:
    """The text with its blanks filled in, once: what a person typed is not looked at for blanks.

    What is a list begins on a line of its own, each entry after a hyphen.
    """
    pieces = BLANK.split(text)
    said = pieces[0]
    for name, rest in zip(pieces[1::2], pieces[2::2], strict=True):
        words = filled.get(name) or left_empty[name]  # type: ignore[index] # a text holds no other blank
        if name in LISTED:
            said = said.rstrip() + "".join(f"\n- {line}" for line in words.splitlines())
            said += f"\n{rest.lstrip()}" if rest.strip() else ""
        else:
            said += words + rest
    return said

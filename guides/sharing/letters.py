"""An objection on its page: the paragraphs with their blanks, and the dates that follow, in words. No database.

What a person types is put in by the page itself (static/js/objection.js); here everything that they fill in stays open.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from django.conf import settings
from django.utils.translation import gettext as _

from guides.checklist import objection
from guides.document import translation
from guides.document.letters import BLANK, PIECES, TEXT_NAMES, Blank, TextName, Wish
from guides.document.markup import Html
from guides.document.types import Authority, Guide, Paragraph, Purpose, Recourse, Region
from guides.rules import deadlines
from guides.rules.deadlines import Moment, Period
from guides.sharing.calendar_file import Entry
from guides.sharing.dates import date_format


@dataclass(frozen=True)
class Shown:
    """A paragraph as the page has it. `when`: in words, who leaves it out; nothing: nobody does."""

    paragraph: Paragraph
    html: Html
    when: str


@dataclass(frozen=True)
class ShownText:
    """One of the texts, with all that anybody there may get of it."""

    name: TextName
    paragraphs: tuple[Shown, ...]

    @property
    def evidence(self) -> tuple[Paragraph, ...]:
        return tuple(each.paragraph for each in self.paragraphs)


@dataclass(frozen=True)
class Day:
    """One of the dates: what it is, and what to do on it."""

    moment: Moment
    on: datetime.date
    title: str
    todo: str


def left_empty() -> dict[Blank, str]:
    """What stands in a text for what the person left empty, in the language of the page."""
    return {
        "name": _("[your name]"),
        "profile": _("[address of your profile]"),
        "email": _("[your e-mail address]"),
        "links": _("[links to the posts]"),
        "purposes": _("[the uses that you object to]"),
        "reason": _("[your reason]"),
        "controller": _("[the company]"),
        "law": _("[the article]"),
        "sent_on": _("[the day you wrote]"),
        "answer_due": _("[the day the answer was due]"),
        "product": _("[the product]"),
    }


def shown(guide: Guide, region: str, place: str, recourse: Recourse) -> list[ShownText]:
    """The paragraphs of each text that readers there may get; a text without one is left out."""
    known = {"product": guide.product, "law": recourse.law or "", "controller": recourse.controller or ""}
    there = objection.paragraphs_for(guide, region, place)
    is_divided = objection.is_divided(guide, region, recourse)
    texts = []
    for name in TEXT_NAMES if is_divided else PIECES:
        apart = (name == "other",) if is_divided and name in ("form", "other") else (True, False)
        named = [words for purpose, words in purposes(guide, region) if purpose.is_other in apart]
        own = [each for each in there if each.piece == ("form" if name == "other" else name)]
        texts.append(ShownText(name, tuple(Shown(each, _html(each.text, known, named), _when(each)) for each in own)))
    return [text for text in texts if text.paragraphs]


def purposes(guide: Guide, region: str) -> list[tuple[Purpose, str]]:
    """The uses that a letter from that region can name, each with the words for it."""
    return [(each, each.text.replace("{product}", guide.product)) for each in objection.purposes_for(guide, region)]


def period(recourse: Recourse) -> Period:
    waits = (recourse.answer_months or 0, recourse.answer_days or 0, recourse.extension_months or 0)
    return Period(*waits, recourse.acknowledge_days or deadlines.COURTESY)


def days(sent_on: datetime.date, recourse: Recourse, product: str) -> list[Day]:
    """What to do on which day, if it is sent on that day."""
    by_law = period(recourse)
    return [Day(*each, *_in_words(each.moment, by_law, product)) for each in deadlines.dates(sent_on, by_law)]


def entry(day: Day, uid: str, made_at: datetime.datetime, link: str, words: str) -> Entry:
    """The same for a calendar. `uid`: of all of them, with a %s; `words`: what stands below what there is to do."""
    text = f"{day.todo}\n\n{words}" if words else day.todo
    return Entry(uid % day.moment, day.on, made_at, day.title, text, link, settings.SITE_NAME)


def reminder(guide: Guide, region: Region, place: str, found: Sequence[Day]) -> str:
    """The words of the reminder, with the days in them and everything else still open."""
    on = {day.moment: date_format(day.on) for day in found}
    first = tuple(each.slug for each in objection.purposes_for(guide, region.slug) if each.is_first)
    wishes = frozenset[Wish]({"restriction", "keep_account"})  # as the page has them from the start
    answers = objection.Answers(purposes=first, wishes=wishes, sent_on=on["sent"], answer_due=on.get("due", ""))
    return objection.compose(guide, region.slug, place, answers, left_empty()).get("reminder", "")


def whom_to_ask(authority: Authority | None) -> str:
    """The authority of the place, for a calendar."""
    return f"{authority.name}: {authority.url}" if authority else ""


def authorities(region: Region, place: str) -> tuple[Authority, ...]:
    """Those of a place, the nearest first: its own, then that of its country; of no place: all of the region."""
    if not place:
        return region.authorities
    own = [each for each in region.authorities if each.code == place]
    return (*own, *(each for each in region.authorities if each.code == place[:2] != place))


def _in_words(moment: Moment, by_law: Period, product: str) -> tuple[str, str]:
    """A title, and what to do."""
    names = {"product": product}
    match moment:
        case "sent":
            return _("You wrote to %(product)s") % names, _(
                "Keep the text, the confirmation and a dated screenshot of the setting. If you get no confirmation "
                "within three days, note that as well."
            )
        case "due":
            late = _("If it needs longer, it must tell you so by this day, with reasons.") if by_law.extension else ""
            return _("The last day for %(product)s to answer") % names, late or _("Look among unwanted e-mails, too.")
        case "reminder" if by_law.has_date:
            return _("Remind %(product)s if it has not answered") % names, _(
                "Send the reminder. It asks for an answer within two weeks: that is our choice, not a rule of law."
            )
        case "reminder":
            return _("Ask %(product)s what became of it") % names, _(
                "If you have no answer, send the reminder. The law sets no day; a month is our suggestion."
            )
        case "extended":
            return _("The last day for an answer, if %(product)s asked for more time") % names, _(
                "This day counts only if the company told you in time that it needs longer, and why."
            )
    return _("Complain if %(product)s has not answered") % names, _(
        "If there is still no answer, or one that you do not accept, complain to your authority."
    )


def _when(paragraph: Paragraph) -> str:
    """For a page without a script: who leaves this out."""
    match paragraph.account, paragraph.wish:
        case "with", None:
            return _("[Only if you have an account:]")
        case "without", None:
            return _("[Only if you have no account:]")
        case "with", _wish:
            return _("[Only if you have an account, and want this:]")
        case "without", _wish:
            return _("[Only if you have no account, and want this:]")
        case None, str():
            return _("[Only if you want this:]")
    return ""


def _html(text: str, known: Mapping[str, str], named: Sequence[str]) -> Html:
    """The paragraph with its blanks as elements that the page fills in; lists as `objection.compose` writes them."""
    empty = left_empty()
    first, *pairs = BLANK.split(text)
    html = escape(first)
    for name, rest in zip(pairs[::2], pairs[1::2], strict=True):
        words = known.get(name, "")
        if words:
            html += escape(words + rest)
            continue
        bracket, tail = empty[name], rest  # type: ignore[index] # a text holds no other blank
        filling = bracket
        if name in objection.LISTED:
            html, tail = html.rstrip(), f"\n{rest.lstrip()}" if rest.strip() else ""
            listed = named if name == "purposes" and named else [bracket]
            filling = "".join(f"\n- {line}" for line in listed)
        html += f'<span data-blank="{name}" data-empty="{escape(bracket)}">{escape(filling)}</span>{escape(tail)}'
    return Html(translation.like(text, html))

"""Template tags for receipts: where a statement comes from, how sure it is and when it was checked."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guides.document import translation
from guides.document import types as documents
from guides.document.sources import Resting
from guides.editing import wording
from guides.models import LinkCheck
from guides.rules import reports
from guides.serving.current_editions import Live
from guides.sharing.dates import date_format
from guides.templatetags.guidance import filled, narrowed

register = template.Library()

WELL_FOUNDED = ("maker", "several")  # what comes from elsewhere asks the reader to take care


class Origin(NamedTuple):
    """The line above a group of statements. `is_overdue`: it says that the checks of all of them are."""

    words: str
    is_overdue: bool


@register.inclusion_tag("_receipt.html", takes_context=True)
def receipt(
    context: Any,
    evidence: documents.Evidence,
    sources: Sequence[documents.Source] | None = None,
    *,
    in_group: Origin | bool | None = False,
) -> dict[str, Any]:
    """Where a statement comes from, how sure it is and when it was checked: opens in place.

    `sources`: as they stood in an old edition, of which nobody expects that it is checked again.
    `in_group`: one line above says where they all come from and whether all are overdue, so only what needs more care
    than the others says so in words.
    """
    guide: documents.Guide = context["guide"]
    name = reports.name_of(evidence)
    is_open = context.get("statement") is evidence  # the page on this one statement
    is_overdue = sources is None and evidence.is_overdue(context["day"])
    badge = _badge(evidence.certainty, guide.speaker)
    live: Live | None = context.get("live")
    told = live.reader_reports if live and name and sources is None else ()
    is_found_wrong = any(report.statement == name for report in told)
    is_said_above = isinstance(in_group, Origin) and in_group.is_overdue
    is_warned_of = is_overdue and not is_said_above
    warning = _("found wrong") if is_found_wrong else _("check overdue") if is_warned_of else ""
    return {
        "is_open": is_open,
        "evidence": evidence,
        "badge": badge,
        "label": wording.in_a_list(filter(None, [badge, warning])),
        "is_quiet": bool(in_group) and not warning and evidence.certainty in WELL_FOUNDED,
        "how_sure": f"{_how_sure(evidence.certainty, guide.speaker)} {_checked_on(evidence)}".rstrip(),
        "is_overdue": is_overdue,
        "sources": [guide.source(slug) for slug in evidence.sources] if sources is None else sources,
        "wrong": "" if is_open else _address_of_report(context, name),
        "is_found_wrong": is_found_wrong,
    }


@register.simple_tag(takes_context=True)
def from_where(context: Any, group: Sequence[documents.Evidence]) -> Origin | None:
    """One line on where a group of statements comes from. A lone one says so itself."""
    guide: documents.Guide = context["guide"]
    founded = [each for each in group if each.certainty in WELL_FOUNDED]
    if len(group) < 2 or not founded:
        return None
    source = _shared_source(guide, founded)
    names = {"product": guide.speaker} | ({"title": source.title, "publisher": source.publisher} if source else {})
    whole, with_badges = _origin("source" if source else " ".join(sorted({each.certainty for each in founded})))
    words = filled(whole if len(founded) == len(group) else with_badges, **names)
    if not all(each.is_overdue(context["day"]) for each in group):
        return Origin(words, is_overdue=False)
    overdue = _("This is overdue for a check, so it may be out of date.")
    return Origin(format_html("{} {}", words, overdue), is_overdue=True)


def _shared_source(guide: documents.Guide, group: Sequence[documents.Evidence]) -> documents.Source | None:
    shared = set.intersection(*(set(each.sources) for each in group))
    return next((source for source in guide.sources if source.slug in shared), None)


def _origin(kind: str) -> tuple[str, str]:
    """What is said of a whole group, and of one in which some statements have a badge of their own."""
    return {
        "source": (
            _("All from “%(title)s” (%(publisher)s)."),
            _("All from “%(title)s” (%(publisher)s), except where marked."),
        ),
        "maker": (
            _("%(product)s says all of this itself."),
            _("%(product)s says all of this itself, except where marked."),
        ),
        "several": (
            _("Several sources say each of these."),
            _("Several sources say each of these, except where marked."),
        ),
        "maker several": (
            _("Each of these is said by %(product)s itself or by several sources."),
            _("Each of these is said by %(product)s itself or by several sources, except where marked."),
        ),
    }[kind]


@register.filter
def statement(resting: Resting) -> SafeString | str:
    """What rests on a source: the sentence itself, or the name of the part that contains many."""
    part = resting.part
    text = getattr(part, "text", None) or getattr(part, "right", None)
    if text and not isinstance(part, (documents.Purpose, documents.Paragraph)):
        return translation.to_html(text)
    return wording.about(type(part).__name__.lower(), part, resting.owner)


@register.simple_tag(takes_context=True)
def checked(context: Any, evidence: documents.Evidence) -> SafeString:
    """When a statement was checked, with a link to the page for reporting that it is wrong."""
    page = _address_of_report(context, reports.name_of(evidence))
    if evidence.checked_on:
        words = _("Checked on %(day)s.") % {"day": date_format(evidence.checked_on)}
    else:
        words = _("Not checked yet.") if page else ""
    return format_html(
        '<span class="hint">{}</span>', format_html('<a href="{}">{}</a>', page, words) if page else words
    )


@register.simple_tag
def found_there(check: LinkCheck) -> SafeString:
    """The result of the latest link check of a source."""
    sentences = {
        "ok": _("<strong>Still there</strong> when we looked at its address on {day}."),
        "moved": _("<strong>Moved permanently</strong> when we looked at its address on {day}."),
        "gone": _("<strong>Gone</strong> when we looked at its address on {day}."),
        "refused": _("<strong>Not clear</strong> when we looked at its address on {day}."),
        "broken": _("<strong>Broken</strong> when we looked at its address on {day}."),
        "not_allowed": _("<strong>Not looked at</strong> on {day}: its address is not on the open internet."),
    }
    return format_html(sentences[check.outcome], day=date_format(check.checked_at))


def _checked_on(evidence: documents.Evidence) -> str:
    day = evidence.checked_on
    return _("Checked on %(day)s.") % {"day": date_format(day)} if day else ""


def _address_of_report(context: Any, name: str) -> str:
    """The URL for reporting that a statement is wrong; empty if it cannot be reported."""
    live: Live | None = context.get("live")
    if live is None or name not in live.get_or_set("statements", lambda: reports.statements(live.guide)):
        return ""
    inside = "preview" if context.get("is_preview") else "guides"
    path = reverse("guides:report_statement", args=[live.guide.slug, *name.split("/")], current_app=inside)
    return path + narrowed(context)


def _badge(certainty: str, speaker: str) -> str:
    return {
        "maker": _("says %(product)s"),
        "several": _("several sources"),
        "one": _("one source"),
        "disputed": _("disputed"),
        "inferred": _("our view"),
    }[certainty] % {"product": speaker}


def _how_sure(certainty: str, speaker: str) -> str:
    return {
        "maker": _("%(product)s says so itself."),
        "several": _("Several sources say so, and they do not copy each other."),
        "one": _("One source says so; we found no other."),
        "disputed": _("Sources disagree."),
        "inferred": _("Our own conclusion or advice."),
    }[certainty] % {"product": speaker}

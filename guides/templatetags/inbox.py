"""Template tags of the desk's front page: what is waiting, in sentences, each with a link."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guides.editing import inbox as inboxes
from guides.editing.inbox import Inbox, Standing, last_step
from guides.models import Proposal

register = template.Library()

MOST_LINKS = 10


class Item(NamedTuple):
    """One entry: its text, its link, details, and the number of things it stands for."""

    words: str
    address: str
    detail: str = ""
    number: int = 1


class Section(NamedTuple):
    title: str
    items: list[Item]

    @property
    def number(self) -> int:
        return sum(item.number for item in self.items)


@register.inclusion_tag("admin/_inbox.html", takes_context=True)
def inbox(context: Any) -> dict[str, Any]:
    """What is waiting for this user, and what is waiting for others. Empty sections are left out."""
    shown = inboxes.of(context["request"].user)
    waiting, under_way = (list(filter(lambda each: each.items, part)) for part in (_waiting(shown), _under_way(shown)))
    return {"waiting": waiting, "under_way": under_way}


def _waiting(inbox: Inbox) -> Iterator[Section]:
    yield Section(_("Reviews to approve"), [_review(each) for each in inbox.to_approve])
    yield Section(_("Approved, to be published"), [_review(each) for each in inbox.to_publish])
    yield Section(_("Answers to your requests"), [_review(each) for each in inbox.answered])
    yield Section(_("Readers’ reports"), list(_reports(inbox.reports)))
    yield Section(
        _("Overdue checks"), [_checks(each, each.overdue, "overdue") for each in inbox.standings if each.overdue]
    )
    yield Section(_("Dead links"), list(_dead_links(inbox.standings)))
    asks_again = {proposal.guide for proposal in inbox.answered}
    drafts = [each for each in inbox.standings if each.missing or each.guide not in asks_again]
    yield Section(_("Drafts"), [item for each in drafts for item in _draft(each)])


def _under_way(inbox: Inbox) -> Iterator[Section]:
    yield Section(_("Under review"), [_review(each) for each in inbox.under_way])
    yield Section(_("Scheduled"), [_review(each) for each in inbox.scheduled])
    yield Section(_("Published at your request"), [_review(each) for each in inbox.published])
    held = [each for each in inbox.standings if each.unchecked]
    yield Section(
        _("To be checked before it is published"), [_checks(each, each.unchecked, "unchecked") for each in held]
    )
    soon = [each for each in inbox.standings if each.due_soon]
    yield Section(_("Checks due within 30 days"), [_checks(each, each.due_soon, "soon") for each in soon])


def _review(proposal: Proposal) -> Item:
    """A proposal with its last transition."""
    step = last_step(proposal)
    names = {
        "by": step.by or "–",
        "asked_by": proposal.asked_by or "–",
        "at": date_format(step.at, "j F Y, H:i"),
        "why": step.why,
        "edition": proposal.edition.number if proposal.edition else "–",
        "live_at": date_format(proposal.publish_at, "j F Y, H:i") if proposal.publish_at else "",
    }
    sentences = {
        Proposal.State.IN_REVIEW: _("asked for by %(asked_by)s on %(at)s UTC"),
        Proposal.State.APPROVED: _("asked for by %(asked_by)s, approved by %(by)s on %(at)s UTC"),
        Proposal.State.SCHEDULED: _("asked for by %(asked_by)s, goes live on %(live_at)s UTC"),
        Proposal.State.SENT_BACK: _("sent back by %(by)s on %(at)s UTC: “%(why)s”"),
        Proposal.State.WITHDRAWN: _("withdrawn by %(by)s on %(at)s UTC: “%(why)s”"),
        Proposal.State.PUBLISHED: _("edition %(edition)s, published on %(at)s UTC"),
    }
    return Item(str(proposal), _page(proposal.guide_id), sentences[Proposal.State(proposal.state)] % names)


def _reports(number: int) -> Iterator[Item]:
    if number:
        message = ngettext("%(number)s report waits for an answer", "%(number)s reports wait for an answer", number)
        yield Item(message % {"number": number}, reverse("admin:guides_report_changelist"), number=number)


def _checks(standing: Standing, number: int, when: str) -> Item:
    message = ngettext("%(guide)s: %(number)s statement", "%(guide)s: %(number)s statements", number)
    address = f"{reverse('admin:guides_due')}?{urlencode({'guide': standing.guide.slug, 'when': when})}"
    return Item(message % {"guide": standing.guide, "number": number}, address, number=number)


def _dead_links(standings: list[Standing]) -> Iterator[Item]:
    """The first dead links, each with its source or places, then a link to all."""
    items = [_dead_link(standing, *link) for standing in standings for link in standing.dead.items()]
    yield from items[:MOST_LINKS]
    if len(items) > MOST_LINKS:
        message = _("All %(number)s dead links")
        everything = reverse("admin:guides_linkcheck_changelist")
        yield Item(message % {"number": len(items)}, everything, number=len(items) - MOST_LINKS)


def _dead_link(standing: Standing, check: Any, source: Any) -> Item:
    names = {"guide": standing.guide, "outcome": check.get_outcome_display(), "reason": check.reason}
    detail = _("%(guide)s: %(outcome)s (%(reason)s)") % names
    if source is not None:
        return Item(check.address, reverse("admin:guides_source_rests", args=[source.pk]), detail)
    places = reverse("admin:guides_guide_find", args=[standing.guide.pk])
    return Item(check.address, f"{places}?{urlencode({'old': check.address})}", detail)


def _draft(standing: Standing) -> Iterator[Item]:
    """What prevents publishing a draft, or that nobody has asked for a review."""
    names = {"guide": standing.guide, "number": standing.missing}
    if standing.missing:
        message = ngettext(
            "%(guide)s: %(number)s thing is missing", "%(guide)s: %(number)s things are missing", standing.missing
        )
        yield Item(
            message % names, f"{_page(standing.guide.pk)}#problems", _("Nothing is published until it is mended.")
        )
    elif standing.is_waiting and standing.is_published:
        yield Item(
            _("%(guide)s: changes that are not published, and no review was asked for") % names,
            _page(standing.guide.pk),
        )
    elif standing.is_waiting:
        yield Item(_("%(guide)s: not published yet, and no review was asked for") % names, _page(standing.guide.pk))


def _page(guide: int) -> str:
    """The page on which its draft is reviewed and published."""
    return reverse("admin:guides_guide_publish", args=[guide])

"""The inbox of a member of staff, across guides and according to their permissions, in a fixed number of queries."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone

from guides.document import links
from guides.editing import checks, drafts, publishing
from guides.editing.drafts import Draft
from guides.models import Edition, Guide, LinkCheck, Proposal, Report, Source
from guides.rules import clock
from guides.serving import current_editions
from guides.serving.lru_cache import LRUCache

State = Proposal.State
_kept = LRUCache(4)
TOLD_FOR = datetime.timedelta(days=7)  # that something was published


@dataclass(frozen=True)
class Standing:
    """One guide's state: its draft compared with the edition, its checks, and its dead links."""

    guide: Guide
    is_published: bool
    is_waiting: bool  # the draft says what no edition says and nobody was asked to review
    missing: int
    overdue: int
    unchecked: int  # not published until somebody has checked it
    due_soon: int
    dead: Mapping[LinkCheck, Source | None]


@dataclass(frozen=True)
class Inbox:
    """`answered`: the outcomes of one's own requests; `under_way`: reviews waiting for somebody else."""

    to_approve: list[Proposal] = field(default_factory=list)
    to_publish: list[Proposal] = field(default_factory=list)
    answered: list[Proposal] = field(default_factory=list)
    published: list[Proposal] = field(default_factory=list)
    under_way: list[Proposal] = field(default_factory=list)
    scheduled: list[Proposal] = field(default_factory=list)
    reports: int = 0
    standings: list[Standing] = field(default_factory=list)


def of(user: Any) -> Inbox:
    """This person's inbox; empty if they may neither edit nor publish."""
    may_publish = user.has_perm("guides.publish_guide")
    if not (may_publish or user.has_perm("guides.change_guide")):
        return Inbox()
    proposals = _proposals().filter(state__in=[*Proposal.OPEN, State.SCHEDULED])
    reviews = list(proposals.select_related("approved_by").order_by("pk"))
    standings = _standings(reviews)
    waiting = {standing.guide for standing in standings if standing.is_waiting}
    to_approve = [each for each in reviews if may_publish and each.state == State.IN_REVIEW and _is_for(each, user)]
    to_publish = [each for each in reviews if may_publish and each.state == State.APPROVED]
    closed, now = _closed(user), timezone.now()
    return Inbox(
        to_approve,
        to_publish,
        answered=[each for each in closed if _asks_again(each, user) and each.guide in waiting],
        published=[each for each in closed if each.state == State.PUBLISHED and last_step(each).at > now - TOLD_FOR],
        under_way=[
            each for each in reviews if each.state != State.SCHEDULED and each not in [*to_approve, *to_publish]
        ],
        scheduled=sorted(
            (each for each in reviews if each.state == State.SCHEDULED), key=lambda each: each.publish_at or now
        ),
        reports=Report.objects.filter(state=Report.State.OPEN).count() if user.has_perm("guides.change_report") else 0,
        standings=standings,
    )


def _proposals() -> Any:
    return Proposal.objects.select_related("guide", "asked_by").prefetch_related("transitions__by")


def _is_for(review: Proposal, user: Any) -> bool:
    """Whether this person may approve it: not their own request, unless the site has one editor."""
    return settings.ONE_EDITOR or review.asked_by != user


def _closed(user: Any) -> list[Proposal]:
    """This person's last request for each guide, if it was decided and nobody has asked again since.

    Proposals set aside without a review were not requests.
    """
    asked = Proposal.objects.filter(transitions__now=State.IN_REVIEW)
    latest = asked.filter(guide=OuterRef("guide")).order_by("-pk").values("pk")[:1]
    own = _proposals().filter(asked_by=user, pk=Subquery(latest))
    decided = own.filter(state__in=[State.SENT_BACK, State.WITHDRAWN, State.PUBLISHED])
    return list(decided.select_related("edition").defer("document", "edition__document").order_by("pk"))


def last_step(proposal: Proposal) -> Any:
    """The last transition: by whom, when and why. No query if its transitions are prefetched."""
    return list(proposal.transitions.all())[-1]


def _asks_again(proposal: Proposal, user: Any) -> bool:
    """Whether it was sent back, or withdrawn by an edit. Whoever withdrew it themselves, without a reason, knows."""
    step = last_step(proposal)
    is_own_doing = proposal.state == State.WITHDRAWN and step.by == user and not step.why
    return proposal.state != State.PUBLISHED and not is_own_doing


def _standings(reviews: Iterable[Proposal]) -> list[Standing]:
    """Each draft is read once for all visits, until something is done at the desk, published, loaded or found dead."""
    dead = current_editions.dead_links()
    known = (_last_done(), tuple(sorted(dead)), tuple((each.pk, each.state) for each in reviews), clock.today())
    return _kept.get_or_set(known, lambda: _read(reviews))


def _last_done() -> tuple[Any, ...]:
    """What grows with whatever changes a draft: the history of the desk, the editions, the files that were loaded."""
    done = LogEntry.objects.aggregate(last=Max("pk"))["last"]
    guides = Guide.objects.annotate(latest=Max("editions__number")).order_by("pk")
    minute = timezone.now().replace(second=0, microsecond=0)  # and whatever was done past all of them
    return done, minute, *guides.values_list("pk", "latest", "loaded_digest")


def _read(reviews: Iterable[Proposal]) -> list[Standing]:
    read = drafts.read_all(Guide.objects.all())
    editions = Edition.objects.latest_of_each([draft.guide for draft in read])
    return [_standing(draft, editions.get(draft.guide), reviews) for draft in read]


def _standing(draft: Draft, edition: Edition | None, reviews: Iterable[Proposal]) -> Standing:
    """Without the rows of the draft: it stays in memory."""
    kept = [edition, *(review for review in reviews if review.guide_id == draft.guide.pk)]
    statements = checks.statements(draft.guide)
    overdue = sum(each.is_overdue for each in statements)
    return Standing(
        Guide(pk=draft.guide.pk, slug=draft.guide.slug, product=draft.guide.product),
        is_published=edition is not None,
        is_waiting=not any(map(draft.says_the_same_as, kept)),
        missing=len(publishing.missing_within(draft, edition)),
        overdue=overdue,
        unchecked=sum(each.is_to_check for each in statements),
        due_soon=sum(each.is_due_soon for each in statements) - overdue,
        dead=_dead_links(draft),
    )


def _dead_links(draft: Draft) -> dict[LinkCheck, Source | None]:
    """The dead links of a draft, each with its source if it is one's page."""
    dead = current_editions.dead_links()
    if not dead or draft.document is None:
        return {}
    sources = {source.url: source for source in draft.guide.sources.all()}
    used = links.addresses(draft.document)
    return {dead[address]: sources.get(address) for address in used if address in dead}

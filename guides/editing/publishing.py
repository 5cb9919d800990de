"""Publishes a draft as the next edition, after checking everything. Nothing is published in part."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guides.document import answers, region_lookup
from guides.document.completeness import gaps, left_alone, unanswered, untruths
from guides.document.links import addresses
from guides.document.reasons import Reason
from guides.document.types import Evidence, Problem, parts, pictures
from guides.document.types import Guide as Document
from guides.document.warnings import half_made, unheld
from guides.document.yaml_format import to_data
from guides.editing import drafts, leftovers, translating
from guides.editing.drafts import Draft
from guides.editing.short_names import collisions
from guides.models import Edition, Guide, LinkCheck, Picture, Proposal, ShortName, Size
from guides.rules import clock
from guides.serving import current_editions
from guides.sharing.dates import date_format


class NotReadyError(Exception):
    """The draft may not be published; `problems` lists what is missing."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def missing(draft: Draft, latest: Edition | None) -> list[Problem]:
    """The problems that prevent publishing this draft after the latest edition; empty if it is ready."""
    among_guides = collisions(draft.readable) if draft.readable else []
    return [*missing_within(draft, latest), *among_guides]


def missing_within(draft: Draft, latest: Edition | None) -> list[Problem]:
    """The same, without queries about other guides."""
    rest = draft.readable
    if rest is None:
        return list(draft.faults)
    lacking = [*gaps(rest), *untruths(rest, clock.today()), *broken_promises(rest, latest)]
    return [*draft.faults, *(problem for problem in lacking if not _is_named_already(problem, draft))]


def _is_named_already(problem: Problem, draft: Draft) -> bool:
    """Whether this gap only repeats a known error, or follows from one."""
    faulty = {(fault.kind, fault.key, fault.field.partition(" › ")[0]) for fault in draft.faults}
    is_lost = draft.rest is not None and problem.field in draft.rest.lost
    return is_lost or (problem.kind, problem.key, problem.field) in faulty


def warnings(draft: Draft, on: datetime.date, latest: Edition | None = None) -> list[Problem]:
    """Warnings before publication: odd markup, unchecked changes since the latest edition, gone sources, open
    questions, overdue checks, links.
    """
    if draft.document is None:
        return []
    reason = _("should have been checked again by %(day)s")
    overdue = [
        Problem(kind, key, "checked_on", reason % {"day": date_format(part.due_on)})
        for kind, key, part in parts(draft.document)
        if isinstance(part, Evidence) and part.due_on is not None and part.is_overdue(on)
    ]
    if latest and (published := drafts.read_kept(latest)):
        since = latest.published_at.date()
        compared = [*unheld(published, draft.document, on, since), *answers.reworded(published, draft.document)]
    else:
        compared = _leftovers(draft.guide)
    return [
        *half_made(draft.document),
        *compared,
        *left_alone(draft.document),
        *unanswered(draft.document),
        *overdue,
        *_link_warnings(draft.document),
    ]


def _leftovers(guide: Guide) -> list[Problem]:
    """Names of other products in a guide that was never published, and perhaps was copied from theirs."""
    reason = "%(number)s of its texts name %(product)s; is each of them meant?"
    found = leftovers.other_products(guide)
    return [Problem("guide", guide.slug, "", Reason(reason, number=n, product=product)) for product, n in found]


def _link_warnings(document: Document) -> Iterator[Problem]:
    """Dead links, and the number of links that were never checked."""
    used = addresses(document)
    checks = LinkCheck.objects.found_at(used)
    for address, check in checks.items():
        if check.outcome in LinkCheck.DEAD:
            yield Problem("link", address, "", f"{check.get_outcome_display()} ({check.reason}); {used[address][0]}")
    if unseen := len(used.keys() - checks.keys()):
        count = ngettext("%(number)s was never checked", "%(number)s were never checked", unseen)
        advice = _("open them by hand, or ask the person who runs the server to run “check_guides --links --draft”")
        yield Problem("links", "", "", f"{count % {'number': unseen}}; {advice}")


def ready(draft: Draft, latest: Edition | None) -> Document:
    """The draft as a publishable document; raises NotReadyError with everything that is missing."""
    problems = missing(draft, latest)
    if problems or draft.document is None:
        raise NotReadyError(problems)
    return draft.document


@transaction.atomic
def publish(guide: Guide, *, by: Any, note: str) -> Edition:
    """Publish the draft at once: for a site with one person, and when loading a file."""
    Guide.objects.select_for_update().get(pk=guide.pk)
    document = ready(drafts.read(guide), Edition.objects.latest_of(guide))
    return issue(guide, document, note=note, by=by)


def issue(
    guide: Guide, document: Document, *, note: str, by: Any, copy: Proposal | None = None, **details: Any
) -> Edition:
    """Create the next edition. It is live in this worker when the transaction ends, and in every worker within two
    seconds.

    `copy`: the published proposal; None: content newer than every proposal.
    """
    last = Edition.objects.latest_of(guide)
    edition = Edition.objects.create(
        guide=guide,
        number=last.number + 1 if last else 1,
        document=to_data(document),
        note=note,
        published_by=by,
        **details,
    )
    Picture.objects.filter(pk__in=[each.digest for each in pictures(document).values()]).update(is_published=True)
    ShortName.objects.keep(guide, region_lookup.names(document), edition.published_at.date())
    _send_back_older(edition, copy)
    if edition.size == Size.TYPO and last and (before := drafts.read_kept(last)):
        translating.keep_through(guide, before, document)
    transaction.on_commit(current_editions.refresh, robust=True)  # published is published; the next look shows it
    return edition


def _send_back_older(edition: Edition, copy: Proposal | None) -> None:
    """Send back scheduled proposals that are older than what is published now, because each would undo it."""
    waiting = Proposal.objects.scheduled_for(edition.guide)
    why = _("Edition %(number)s is newer than this copy, which would undo it. Ask for a review again.") % {
        "number": edition.number
    }
    for older in waiting.filter(pk__lt=copy.pk) if copy else waiting:
        older.move(Proposal.State.SENT_BACK, None, why)


def broken_promises(document: Document, latest: Edition | None) -> list[Problem]:
    """What this document would break for readers of the latest edition.

    URLs are on paper and ticks depend on revisions, so published ones must stay, and answers keep their meaning. The
    edition is read as stored: its promises hold, even if today's rules refuse its words.
    """
    promised = latest.document if latest else {}
    names = region_lookup.names(document)
    revisions = {step["slug"]: step.get("revision", 1) for step in promised.get("steps", ())}
    reason = "was published, and its address is in use; make it another short name of a region"
    return [
        *(
            Problem(
                "region",
                region["slug"],
                "aliases",
                reason if name == region["slug"] else Reason("“%(name)s” %(reason)s", name=name, reason=reason),
            )
            for region in promised.get("regions", ())
            for name in (region["slug"], *region.get("aliases", ()), *map(str.lower, region.get("countries", ())))
            if name not in names
        ),
        *(
            Problem(
                "step",
                step.slug,
                "revision",
                Reason("was %(revision)s in the last edition and cannot go down", revision=revisions[step.slug]),
            )
            for step in document.steps
            if step.revision < revisions.get(step.slug, 1)
        ),
        *(_exchanged_answers(document, latest) if latest else ()),
    ]


def _exchanged_answers(document: Document, latest: Edition) -> Iterator[Problem]:
    """Answers with the words that another answer of the step had in any edition."""
    asking = [step for step in document.steps if step.question]
    if not asking:
        return
    labels: dict[str, dict[str, set[str]]] = {}
    for steps in Edition.objects.filter(guide=latest.guide_id).values_list("document__steps", flat=True).iterator():
        for step in steps:
            for answer in (step.get("question") or {}).get("answers", ()):
                labels.setdefault(step["slug"], {}).setdefault(answer["slug"], set()).add(answer["label"])
    for step in asking:
        yield from answers.exchanged(step, labels.get(step.slug, {}))


def highest_revisions(guide: Guide) -> dict[str, int]:
    """The highest revision of each step in any edition; ticks may be that old. Reads all editions once, one by one, and
    only their steps.
    """
    highest: dict[str, int] = {}
    for steps in Edition.objects.filter(guide=guide).values_list("document__steps", flat=True).iterator():
        for step in steps:
            highest[step["slug"]] = max(step.get("revision", 1), highest.get(step["slug"], 1))
    return highest

"""Checks of statements in the drafts: when each is due, and confirming that it is still true."""

import datetime
import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from guides.document import markup, truth
from guides.document.recourses import rivals_of
from guides.document.types import OF_LETTERS
from guides.editing import drafts, row_reading, wording
from guides.models import (
    Authority,
    Claim,
    Event,
    Ground,
    Guide,
    Label,
    Paragraph,
    Purpose,
    Recourse,
    Region,
    Rumour,
    Source,
    Walkthrough,
)
from guides.rules import clock

SOON = datetime.timedelta(days=30)
OF_A_CHECK = ("checked_on", "check_after")
CHECKED = ("claims", "steps__walkthroughs", "regions__authorities", "labels", "events", "rumours", *OF_LETTERS)


@dataclass(frozen=True)
class Statement:
    """A row with sources and a check date, and the guide that contains it."""

    guide: Guide
    row: Any

    @property
    def kind(self) -> str:
        return str(self.row._meta.model_name)

    @property
    def kind_name(self) -> str:
        return wording.kind_name(self.kind)

    @property
    def name(self) -> str:
        """Its name on a page: claim-12."""
        return f"{self.kind}-{self.row.pk}"

    @cached_property
    def token(self) -> str:
        """Its name, text and pages, so that an editor confirms only what they have seen, against these."""
        fields = {name: value for name, value in drafts.own_data(self.row).items() if name not in OF_A_CHECK}
        pages = [[each.title, each.publisher, each.url, each.gone_on, each.archive_url] for each in self.sources]
        digest = hashlib.sha256(json.dumps([fields, pages], sort_keys=True, default=str).encode()).hexdigest()
        return f"{self.name}:{digest[:16]}"

    @cached_property
    def words(self) -> str:
        """Everything that must be checked against the sources."""
        return " ".join(filter(None, _words(self.row)))

    @property
    def is_everywhere(self) -> bool:
        return not isinstance(self.row, Authority) and getattr(self._scope, "is_everywhere", True)

    @property
    def regions(self) -> list[Region]:
        """The regions in which it is shown, unless that is everywhere."""
        if isinstance(self.row, Authority):
            return [self.row.region]
        return [] if self.is_everywhere else list(self._scope.regions.all())

    @property
    def _scope(self) -> Any:
        """The regions it applies to; for a walkthrough for everywhere, those of its step."""
        return self.row.step if isinstance(self.row, Walkthrough) and self.row.is_everywhere else self.row

    @property
    def sources(self) -> list[Source]:
        return list(self.row.sources.all())

    @property
    def is_lost(self) -> bool:
        """Whether there is nothing left to check it against today."""
        return any(truth.of_gone_sources(clock.today(), self.sources))

    @property
    def is_to_check(self) -> bool:
        """Whether it is not published until somebody has checked it."""
        return bool(getattr(self.row, "to_check", False))

    @property
    def is_overdue(self) -> bool:
        """Whether it was never checked or its check is overdue; what no reader sees yet is not."""
        return not self.is_to_check and self._was_due

    @property
    def _was_due(self) -> bool:
        return self.row.due_on is None or self.row.due_on < clock.today()

    @property
    def is_due_soon(self) -> bool:
        """Overdue, or due within 30 days."""
        return self.is_overdue or (not self.is_to_check and self.row.due_on <= clock.today() + SOON)

    @property
    def is_fresh(self) -> bool:
        """Whether it was checked today and has no earlier date set, so that confirming again changes nothing."""
        is_known = self.row.checked_on == clock.today() and self.row.check_after is None
        return bool(is_known and not self.is_to_check)


def guides() -> list[Guide]:
    """Every guide with everything that `statements` and the receipts need, in a fixed number of queries."""
    found = row_reading.fetch(Guide.objects.all())
    prefetch_related_objects(found, *(f"{rows}__checked_by" for rows in CHECKED))
    return found


def statements(guide: Guide) -> list[Statement]:
    """The draft's statements in order of their checks. No query if the guide's rows are prefetched."""
    rows = [
        *guide.claims.all(),
        *(way for step in guide.steps.all() for way in step.walkthroughs.all()),
        *(authority for region in guide.regions.all() for authority in region.authorities.all()),
        *guide.labels.all(),
        *guide.events.all(),
        *guide.rumours.all(),
        *(row for collection in OF_LETTERS for row in getattr(guide, collection).all()),
    ]
    return in_turn(Statement(guide, row) for row in rows)


def in_turn(found: Iterable[Statement]) -> list[Statement]:
    """Sorted: never checked first, then those due soonest."""
    return sorted(found, key=lambda each: each.row.due_on or datetime.date.min)


def rivals(confirmed: Iterable[Statement]) -> list[tuple[Recourse, Recourse]]:
    """Each of them that is an answer of the law, to be checked, with one that stands for the same place."""
    new = [each for each in confirmed if isinstance(each.row, Recourse) and each.is_to_check]
    guides = {each.guide for each in new}
    return [
        pair for guide in guides for pair in rivals_in(guide, {each.row.slug for each in new if each.guide == guide})
    ]


def rivals_in(guide: Guide, slugs: Collection[str]) -> list[tuple[Recourse, Recourse]]:
    """The answers of the law with these names, each with one that could not be published beside it once it is checked.

    Nothing of a draft with faults: the review says what is wrong with it.
    """
    whole = drafts.read(guide).whole
    rows = {row.slug: row for row in Recourse.objects.filter(guide=guide)}
    return [(rows[one], rows[other]) for one, other in sorted(rivals_of(whole, slugs))] if whole else []


def keep_back(row: Recourse) -> None:
    """Leave it in the draft to be checked, since another answer of the law stands in its place."""
    row.to_check = True
    row.save(update_fields=["to_check"])


def confirm(confirmed: Iterable[Statement], by: Any) -> None:
    """Record that each was checked today and is true. Readers see this with the next edition.

    So what was kept back until somebody had checked it is part of that edition.
    """
    for statement in confirmed:
        row = statement.row
        row.checked_on, row.check_after, row.checked_by = clock.today(), None, by
        fields = [*OF_A_CHECK, "checked_by"]
        if statement.is_to_check:
            row.to_check = False
            fields.append("to_check")
        row.save(update_fields=fields)


def _words(row: Any) -> Iterator[str]:
    """The texts without markup; addresses and dates unchanged."""
    match row:
        case Walkthrough():
            yield f"{row.step} ({wording.name_of(row)}): {' › '.join(row.trail)}"
            yield from map(markup.to_text, filter(None, [*row.actions, row.see, row.note]))
            yield row.url
        case Authority():
            yield f"{row.place}: {row.name}."
            yield from [markup.to_text(text) for text in (row.note, row.contents) if text]
            yield from [", ".join(row.languages), row.url, row.email]
        case Label():
            yield f"{row.language_name}: {' / '.join(filter(None, [row.page, row.switch]))}"
        case Rumour():
            yield f"{markup.to_text(row.said)} → {markup.to_text(row.right)}"
        case Recourse() | Purpose() | Ground() | Paragraph():
            yield from _words_of_letters(row)
        case Event():
            yield f"{date_format(row.happened_on, 'j F Y')}: {markup.to_text(row.text)}"
        case Claim():
            yield markup.to_text(row.text)
            days = ((_("from"), row.from_on), (_("until"), row.until_on))
            yield from (f"({name} {date_format(day, 'j F Y')})" for name, day in days if day)


def _words_of_letters(row: Recourse | Purpose | Ground | Paragraph) -> Iterator[str]:
    match row:
        case Recourse():
            yield f"{row.name} ({row.get_kind_display()}; {row.law or '–'}):"
            yield from map(markup.to_text, filter(None, [row.text, row.instead]))
            yield from [
                row.controller,
                ", ".join(row.post),
                row.form_url,
                row.form_option,
                row.other_option,
                row.officer_url,
            ]
            yield from _waits(row)
        case Purpose():
            yield f"{row.label}: {row.text}"
        case Ground():
            yield f"{row.label}: {row.sentence} {markup.to_text(row.care) if row.care else ''}".strip()
        case Paragraph():
            yield f"{row.get_piece_display()}: {row.text}"


def _waits(row: Recourse) -> Iterator[str]:
    """By when an answer is due there, with the names that the fields have at the desk."""
    for name in ("answer_months", "answer_days", "extension_months", "acknowledge_days"):
        if number := getattr(row, name):
            yield f"({wording.field_name('recourse', name)}: {number})"

"""Refuses to delete a part if that would change what other parts say, and lists those parts."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from guides.models import (
    Authority,
    Claim,
    Event,
    Ground,
    Label,
    Paragraph,
    Purpose,
    Recourse,
    Region,
    Rumour,
    Source,
    Step,
    Walkthrough,
)

OF_LETTERS: tuple[Any, ...] = (Recourse, Purpose, Ground, Paragraph)
SCOPED: tuple[Any, ...] = (Step, Walkthrough, Claim, Event, Rumour, *OF_LETTERS)
EVIDENCE: tuple[Any, ...] = (Claim, Walkthrough, Authority, Label, Event, Rumour, *OF_LETTERS)


class NamedByOthersAdmin(admin.ModelAdmin):
    """Rows that other parts reference."""

    def holding(self, rows: Sequence[Any]) -> Iterator[Model]:
        """The parts that would change their meaning without these rows."""
        raise NotImplementedError

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What would be deleted, and what prevents it; used for one row and for many."""
        going, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        in_the_way = [_link(row) for row in self.holding(list(objs))]
        return going, counts, perms_needed, [*protected, *in_the_way]


def only_in(regions: Sequence[Region]) -> Iterator[Model]:
    """Parts that apply only to these regions: without them, they would apply to nobody."""
    going = {region.pk for region in regions}
    for model in SCOPED:
        for row in model.objects.filter(regions__in=going).distinct().prefetch_related("regions"):
            if {region.pk for region in row.regions.all()} <= going:
                yield row


def resting_on(sources: Sequence[Source]) -> Iterator[Model]:
    """Statements that name one of these sources: without it, they would claim more than they can show."""
    for model in EVIDENCE:
        yield from model.objects.filter(sources__in=sources).distinct()


def _link(row: Any) -> SafeString:
    """A link to its form; a walkthrough is on the page of its step."""
    kind, pk = ("step", row.step_id) if isinstance(row, Walkthrough) else (row._meta.model_name, row.pk)
    address = reverse(f"admin:guides_{kind}_change", args=[pk])
    return format_html('{}: <a href="{}">{}</a>', capfirst(row._meta.verbose_name), address, row)

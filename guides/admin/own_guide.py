"""Limits every choice in a form to the row's own guide, in what is offered and what is accepted.

A row knows its guide. For a new row, the URL or the referring list says it, or there is only one; otherwise the desk
asks first.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelectMultiple, RelatedFieldWidgetWrapper
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from guides.models import Authority, Guide, Region, Source, Step, Walkthrough

OWNED = (Region, Step, Source)


class NoWindows(BaseModelAdmin):
    """A form whose choices do not open another window, because text typed there would be lost."""

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field


class OwnGuideChoices(NoWindows):
    """A form or inline with choices of one guide."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        guide = own_guide(request)
        if db_field.related_model in OWNED:
            kwargs["queryset"] = db_field.related_model.objects.filter(guide=guide)
        elif db_field.related_model is Guide and guide:
            kwargs |= {"queryset": Guide.objects.filter(pk=guide), "initial": guide}
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.related_model in OWNED:
            field.choices = [("", field.empty_label), *told_apart(kwargs["queryset"])]
        return field

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        guide = own_guide(request)
        kwargs["queryset"] = db_field.related_model.objects.filter(guide=guide)
        if db_field.related_model is Region:
            kwargs["widget"] = forms.CheckboxSelectMultiple
        else:
            kwargs["widget"] = OwnSources(db_field, self.admin_site, guide)
        field: Any = super().formfield_for_manytomany(db_field, request, **kwargs)
        field.choices = told_apart(kwargs["queryset"])
        return field


class OwnSources(AutocompleteSelectMultiple):
    """A search box for sources of one guide. Without JavaScript it is a list of all of them."""

    def __init__(self, field: Any, admin_site: Any, guide: int | None) -> None:
        super().__init__(field, admin_site)
        self.guide = guide

    def get_url(self) -> str:
        return f"{reverse('admin:guides_source_offered')}?guide={self.guide or ''}"

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        return forms.SelectMultiple.optgroups(self, name, value, attr)


class OfferedSources(AutocompleteJsonView):
    """What the search box offers."""

    def get_queryset(self) -> Any:
        self.words = dict(told_apart(Source.objects.filter(guide=number(self.request.GET.get("guide")))))
        return super().get_queryset().filter(pk__in=self.words)

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, Any]:
        return {"id": str(obj.pk), "text": self.words[obj.pk]}


class OfOneGuide(admin.RelatedFieldListFilter):
    """A filter by rows of the guide that the list is filtered by; for all guides, with the guide's name."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        rows = list(field.related_model.objects.select_related("guide").order_by("guide", "position", "pk"))
        guide = number(request.GET.get("guide__id__exact") or request.GET.get("region__guide__id__exact"))
        shown = [row for row in rows if guide in (None, row.guide_id)]
        are_mixed = len({row.guide_id for row in shown}) > 1
        return [(row.pk, f"{row.guide}: {row}" if are_mixed else str(row)) for row in shown]


def told_apart(rows: Iterable[Any]) -> list[tuple[Any, str]]:
    """The primary key of each row with its words; rows with the same words have their short names behind them."""
    read = [(row, str(row)) for row in rows]
    known = Counter(words for _row, words in read)
    return [(row.pk, f"{words} ({row.slug})" if known[words] > 1 else words) for row, words in read]


# --- which guide it is -------------------------------------------------------------------------


def remember(request: HttpRequest, row: Any) -> None:
    """Set the guide for the rest of this request to that of this row; None: a new row."""
    vars(request)["own_guide"] = of(row) if row is not None else wanted(request)


def own_guide(request: HttpRequest) -> int | None:
    """The primary key of the form's guide, if known yet."""
    guide: int | None = vars(request).get("own_guide")
    return guide


def of(row: Any) -> int | None:
    """The primary key of a row's guide; None: it is new and has none yet."""
    if isinstance(row, (Authority, Walkthrough)):
        row = getattr(row, "region" if isinstance(row, Authority) else "step", None)
    return getattr(row, "guide_id", None)


def wanted(request: HttpRequest) -> int | None:
    """The primary key of the guide for a new row; None: not given."""
    filters = QueryDict(request.GET.get("_changelist_filters", ""))
    for parameters in (request.GET, request.POST, filters):
        for name in ("guide", "guide__id__exact", "region__guide__id__exact"):
            if pk := number(parameters.get(name)):
                return pk
        for model, name in ((Region, "region"), (Region, "region__id__exact"), (Step, "step__id__exact")):
            if (pk := number(parameters.get(name))) and (row := model.objects.filter(pk=pk).first()):
                return row.guide_id
    numbers = list(Guide.objects.values_list("pk", flat=True)[:2])
    return numbers[0] if len(numbers) == 1 else None


def ask(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The page that asks which guide a new row belongs to."""
    choices = []
    for guide in Guide.objects.all():
        query = request.GET.copy()
        query["guide"] = str(guide.pk)
        choices.append((guide, query.urlencode()))
    title = _("Which guide is this for?")
    return render(request, "admin/guides/which_guide.html", {**context, "title": title, "choices": choices})


def number(typed: str | None) -> int | None:
    """A primary key in an address; None: it is none."""
    return int(typed) if typed and typed.isdecimal() and len(typed) < 10 else None

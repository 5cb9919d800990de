"""Two editors at once: whoever saves second is told who changed what meanwhile, and loses nothing."""

import json
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.db import models
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from guides import drafts, workflow
from guides.models import Guide

SEEN_SALT = "guides.seen"
LONGEST_SHOWN = 200


class GuardedForm(forms.ModelForm):
    """Carries what the row said when the page was opened, and compares before it saves."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen"] = signing.dumps(_said(self.instance), salt=SEEN_SALT, compress=True)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.instance.pk:
            self._compare()
        return cleaned

    def _compare(self) -> None:
        row = type(self.instance)._default_manager.select_for_update().get(pk=self.instance.pk)
        now, seen = _said(row), self._seen()
        if seen != now:
            fresh = signing.dumps(now, salt=SEEN_SALT, compress=True)
            self.data = MultiValueDict({**dict(self.data.lists()), self.add_prefix("seen"): [fresh]})  # type: ignore[attr-defined]
            self.add_error(None, [_meanwhile(row), *_edits(row, seen or now, now)])

    def _seen(self) -> dict[str, Any]:
        try:
            seen: dict[str, Any] = signing.loads(self.cleaned_data.get("seen", ""), salt=SEEN_SALT)
        except signing.BadSignature:
            return {}
        return seen


def _said(row: models.Model) -> dict[str, Any]:
    """What the row says, as it can be written down in the page."""
    said: dict[str, Any] = json.loads(json.dumps(drafts.own_data(row), default=str))
    return said


def _edits(row: models.Model, seen: dict[str, Any], now: dict[str, Any]) -> Any:
    """Each field that says something else than when the page was opened, with both sayings."""
    for name in sorted(seen.keys() | now.keys()):
        if seen.get(name) != now.get(name):
            label = getattr(row._meta.get_field(name), "verbose_name", name)
            was, is_now = _from_the_difference(_text(seen.get(name)), _text(now.get(name)))
            words = {"field": str(label).capitalize(), "was": was, "now": is_now}
            yield _("%(field)s was “%(was)s”, is now “%(now)s”.") % words


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _from_the_difference(was: str, now: str) -> tuple[str, str]:
    """Two long texts look alike at their beginning; show them from shortly before they part."""
    parted = next(
        (place for place, (a, b) in enumerate(zip(was, now, strict=False)) if a != b), min(len(was), len(now))
    )
    start = max(parted - 40, 0) if max(len(was), len(now)) > LONGEST_SHOWN else 0
    return _window(was, start), _window(now, start)


def _window(text: str, start: int) -> str:
    cut = text[start : start + LONGEST_SHOWN]
    return ("…" if start else "") + cut + ("…" if start + LONGEST_SHOWN < len(text) else "")


def _meanwhile(row: models.Model) -> str:
    entries = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(row), object_id=str(row.pk))
    last = entries.order_by("-action_time").first()
    who = last.user if last else _("Somebody")
    when = date_format(last.action_time, "j F Y, H:i") if last else "–"
    sentence = _(
        "%(who)s changed this while you were editing (%(when)s UTC). Nothing of yours is lost: it stands below. "
        "Take over what you want to keep and save again; what you save then counts."
    )
    return sentence % {"who": who, "when": when}


class GuardedAdmin(admin.ModelAdmin):
    """Every page of the desk that edits a draft: guarded against a second editor, and told to the workflow."""

    form = GuardedForm

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        (title, options), *others = super().get_fieldsets(request, obj)
        fields = [name for name in options["fields"] if name != "seen"]
        return [(title, {**options, "fields": [*fields, "seen"]}), *others]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self.edited(request, form.instance)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        if not isinstance(obj, Guide):
            self.edited(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        guides = {} if queryset.model is Guide else {guide_of(row).pk: row for row in queryset}
        super().delete_queryset(request, queryset)
        for row in guides.values():
            self.edited(request, row)

    def edited(self, request: HttpRequest, row: Any) -> None:
        """A review that was asked for, or granted, no longer holds for a draft that says something else."""
        workflow.note_edit(guide_of(row), request.user)


def guide_of(row: Any) -> Guide:
    """The guide to which a row of the draft belongs."""
    if isinstance(row, Guide):
        return row
    guide: Guide = row.guide if hasattr(row, "guide") else guide_of(row.region if hasattr(row, "region") else row.step)
    return guide

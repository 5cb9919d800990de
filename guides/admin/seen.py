"""What a form at the desk showed when it was opened: signed, carried in the form, and compared before saving.

Values are those a browser would send for an untouched form: for each field a list of non-empty strings.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guides.admin import own_guide
from guides.admin.forms import PartForm
from guides.editing import wording
from guides.models.fields import LinesFormField

SALT = "guides.seen"
Values = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Seen:
    """`at`: when the form was opened, in ISO format; `fixed`: read-only values, such as the short name."""

    values: Values = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    at: str = ""

    @property
    def moment(self) -> Any:
        return parse_datetime(self.at) if self.at else None


class SeenField(forms.CharField):
    """A hidden field that never counts as changed."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class EditedForm(PartForm):
    """A form that carries its original values. `conflict`: what has changed since, so that it is not saved."""

    conflict: Any = None
    seen = SeenField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.is_bound:
            self.initial["seen"] = token(self)
        for each in self.fields.values():
            if isinstance(each, forms.ModelChoiceField):
                each.error_messages["invalid_choice"] = each.error_messages["invalid_pk_value"] = GONE_CHOICE

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.conflict is not None:
            self.add_error(
                None, _("Nothing is saved yet. What happened in the meantime is shown at the top of this page.")
            )
        return cleaned


GONE_CHOICE = gettext_lazy("Something chosen here no longer exists, or belongs to another guide. Choose again.")


def token(form: forms.ModelForm) -> str:
    """The signed values of an untouched form of this row."""
    row = form.instance
    columns = [each for each in row._meta.concrete_fields if each.editable and not each.primary_key]
    unasked = {each.name: each.value_from_object(row) for each in columns if each.name not in form.fields}
    fixed = {name: str(value) for name, value in unasked.items() if value}
    return signing.dumps([shown(form), fixed, timezone.now().isoformat()], salt=SALT, compress=True)


def read(text: str) -> Seen | None:
    """The values in a token; None: the signature is invalid."""
    try:
        return Seen(*signing.loads(text, salt=SALT))
    except (signing.BadSignature, TypeError, ValueError):
        return None


def shown(form: forms.BaseForm) -> dict[str, list[str]]:
    """The data a browser would send for this form if it was not touched."""
    unseen = {name for name, field in form.fields.items() if isinstance(field, SeenField) or name == "DELETE"}
    return {name: as_sent(_as_written(form[name])) for name in form.fields if name not in unseen}


def _as_written(bound: forms.BoundField) -> Any:
    """Format dates as they appear in a form in the active language."""
    value = bound.value()
    return bound.field.widget.format_value(value) if isinstance(value, datetime.date) else value


def as_sent(value: Any) -> list[str]:
    """One or several values of a field, as strings that can be compared."""
    if value is True:
        return ["on"]
    each = value if isinstance(value, (list, tuple)) else [value]
    texts = [str(one).replace("\r\n", "\n").strip() for one in each if one not in (None, False)]
    return sorted(text for text in texts if text)


def in_words(form: forms.BaseForm, name: str, values: Sequence[str]) -> str:
    """The values of a field as the page shows them; empty if there are none."""
    field: Any = form.fields[name]
    if isinstance(field, forms.BooleanField):
        return _("yes") if values else _("no")
    if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
        rows = field.queryset.model._default_manager.filter(
            pk__in=[value for value in values if own_guide.number(value)]
        )
        names = {str(row.pk): field.label_from_instance(row) for row in rows}
        return ", ".join(names.get(value, _("something that was deleted")) for value in values)
    if isinstance(field, forms.DateField):
        return ", ".join(_day(field, value) for value in values)
    if isinstance(field, LinesFormField):
        return wording.BETWEEN.get(name, ", ").join("\n".join(values).split("\n"))
    choices = {str(value): str(label) for value, label in getattr(field, "choices", ())}
    return ", ".join(choices.get(value, value) for value in values)


def _day(field: forms.DateField, value: str) -> str:
    try:
        day = field.to_python(value)
    except forms.ValidationError:
        return value
    return date_format(day, "j F Y") if day else value


def with_seen(fieldsets: Any) -> Any:
    """The same fieldsets, with the hidden field in the first."""
    (title, options), *others = fieldsets
    fields = [name for name in options["fields"] if name != "seen"]
    return [(title, {**options, "fields": [*fields, "seen"]}), *others]

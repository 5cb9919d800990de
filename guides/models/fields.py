"""A list of short texts in one column, written by staff one entry a line."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from guides.documents import MOST_ENTRIES

DEVICE_NAMES = {
    "computer": _("Computer"),
    "iphone": _("iPhone or iPad app"),
    "android": _("Android app"),
    "phone": _("Phone browser"),
}


class LinesFormField(forms.CharField):
    """A box in which every line is one entry; empty lines count for nothing."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = value if isinstance(value, list) else (value or "").splitlines()
        return [line.strip() for line in lines if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(initial) != self.to_python(data))


class ListField(models.JSONField):
    """Holds a list of texts, in order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def validate(self, value: Any, model_instance: Any) -> None:
        super().validate(value, model_instance)
        if len(value) > MOST_ENTRIES:
            raise ValidationError(_("There are more than %(most)s entries."), params={"most": MOST_ENTRIES})

    def formfield(self, **kwargs: Any) -> Any:
        kwargs.pop("form_class", None)
        kwargs.pop("encoder", None)
        kwargs.pop("decoder", None)
        widget = forms.Textarea(attrs={"rows": 3})
        return LinesFormField(
            required=not self.blank, label=self.verbose_name.capitalize(), help_text=self.help_text, widget=widget
        )


class DevicesField(ListField):
    """Holds some of the devices the site knows, in their fixed order."""

    def formfield(self, **kwargs: Any) -> Any:
        return forms.MultipleChoiceField(
            choices=list(DEVICE_NAMES.items()),
            required=not self.blank,
            label=self.verbose_name.capitalize(),
            help_text=self.help_text,
            widget=forms.CheckboxSelectMultiple,
        )

"""The pictures in the form of a walkthrough: a line for each that is there, and boxes for a new one."""

from collections.abc import Iterator
from functools import cached_property
from itertools import count
from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminTextInputWidget
from django.core import signing
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guides.admin.forms import sentence
from guides.admin.new_source import StatementForm
from guides.admin.seen import SeenField
from guides.document import field_types, truth, validation
from guides.document import types as documents
from guides.editing import pictures
from guides.models import Picture
from guides.rules import clock
from guides.rules.pictures import Checked, cleaned

SIGNER = signing.Signer(salt="guides.pictures")
NEW = ("new_picture", "new_picture_text", "new_picture_day")
SHOWN_WIDTH = 160
FIELDSET: Any = (
    gettext_lazy("Pictures"),
    {
        "fields": ["pictures", *NEW, "known_pictures"],
        "classes": ["collapse"],
        "description": gettext_lazy(
            "PNG, JPEG or WebP, at most 400 KB and 2,000 pixels a side. Show no names and no account. Only the pixels "
            "are kept."
        ),
    },
)


class PicturesWidget(forms.Textarea):
    """The lines, and below them the pictures that they are about."""

    shown: list[dict[str, Any]] = []

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        box = super().render(name, value, attrs, renderer)
        each = '<img src="/pictures/{}.{}" alt="{}" width="{}" height="{}" loading="lazy"> '
        rows = ((one["digest"], one["kind"], one["slug"], SHOWN_WIDTH, _height(one)) for one in self.shown)
        return format_html('{}<div class="pictures">{}</div>', box, format_html_join("", each, rows))


def _height(picture: dict[str, Any]) -> int:
    return max(1, round(SHOWN_WIDTH * int(picture["height"]) / int(picture["width"])))


def _refused(picture: dict[str, Any]) -> list[Any]:
    """Why this cannot be a picture of a guide."""
    if reasons := [reason for _field, reason in validation.refused(documents.Picture, picture)]:
        return reasons
    said = documents.Picture.model_validate(picture)
    return [reason for _field, reason in truth.of_days({"dated_on": said.dated_on}, clock.today())]


class WalkthroughForm(StatementForm):
    """The form of a walkthrough, with its pictures."""

    new_picture = forms.FileField(
        required=False,
        label=gettext_lazy("New picture"),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    new_picture_text = forms.CharField(
        required=False,
        max_length=field_types.LONGEST_TEXT,
        label=gettext_lazy("What the new picture shows"),
        help_text=gettext_lazy("For readers who do not see it: “The switch, set to Off”."),
        widget=AdminTextInputWidget,
    )
    new_picture_day = forms.DateField(
        required=False, label=gettext_lazy("Day of the new picture"), widget=AdminDateWidget
    )

    known_pictures = SeenField(required=False)  # signed: the files of the lines, should the row be deleted meanwhile
    _file: Checked | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "pictures" in self.fields:
            if self.instance.pictures:
                self.initial["known_pictures"] = SIGNER.sign_object(self.instance.pictures)
            self.known = {each["slug"]: each for each in (*self._carried(), *self.instance.pictures)}
            widget = PicturesWidget(attrs={"rows": 2, "cols": 80})
            widget.shown = list(self.known.values())
            self.fields["pictures"].widget = widget

    def _carried(self) -> list[dict[str, Any]]:
        """The pictures that the form had when it was opened, as far as their files are still there."""
        signed = self.data.get(self.add_prefix("known_pictures"), "") if self.is_bound else ""
        try:
            lines: list[dict[str, Any]] = SIGNER.unsign_object(signed) if signed else []
        except (signing.BadSignature, ValueError):
            return []
        there = set(Picture.objects.filter(pk__in=[each["digest"] for each in lines]).values_list("pk", flat=True))
        return [each for each in lines if each["digest"] in there]

    def clean(self) -> dict[str, Any] | None:
        if "pictures" in self.cleaned_data:
            self.cleaned_data["pictures"] = list(self._kept())
            if any(self.cleaned_data.get(name) for name in NEW):
                self._take_new()
        return super().clean()

    def _kept(self) -> Iterator[dict[str, Any]]:
        """The pictures of the lines, each with what is known of its file."""
        for typed in self.cleaned_data["pictures"]:
            if known := self.known.get(typed["slug"]):
                picture = {**known, **typed}
                for reason in _refused(picture):
                    self.add_error("pictures", f"“{typed['slug']}”: {sentence(reason)}")
                yield picture
            else:
                message = _("There is no picture “%(name)s” here. Add it below, and give it its text and day there.")
                self.add_error("pictures", message % {"name": typed["slug"]})

    def _take_new(self) -> None:
        """Check the new picture, which needs its text and its day."""
        cleaned_data = self.cleaned_data
        for name in NEW:
            if not cleaned_data.get(name) and name not in self.errors:
                words = {"name": self.fields[name].label}
                self.add_error(name, _("A new picture needs this, too: “%(name)s”.") % words)
        if not cleaned_data.get("new_picture"):
            return
        try:
            file = cleaned(cleaned_data["new_picture"].read(field_types.MOST_BYTES + 1))
        except ValueError as error:
            self.add_error("new_picture", sentence(error.args[0]))
            return
        picture = {
            "slug": self._free(slugify(PurePath(cleaned_data["new_picture"].name).stem)),
            "dated_on": str(cleaned_data.get("new_picture_day")),
            "alternative": cleaned_data.get("new_picture_text"),
            **file._asdict(),
        }
        del picture["data"]
        if not self.errors.keys() & set(NEW):
            for reason in _refused(picture):
                self.add_error("new_picture", sentence(reason))
            cleaned_data["pictures"].append(picture)
            self._file = file

    def _free(self, name_typed: str) -> str:
        """A short name that no picture here has."""
        name = name_typed[: field_types.LONGEST_SLUG - 4].strip("-") or "picture"
        taken = {each["slug"] for each in self.cleaned_data["pictures"]}
        return next(each for number in count(1) if (each := name if number == 1 else f"{name}-{number}") not in taken)

    @cached_property
    def changed_data(self) -> list[str]:
        """Log a new picture as a change of the pictures."""
        changed: list[str] = super().changed_data
        own = [name for name in changed if name not in NEW]
        return own if own == changed or "pictures" in own else [*own, "pictures"]

    def _save_m2m(self) -> None:
        super()._save_m2m()
        if self._file:
            pictures.keep(self._file)

"""The forms of the review page: what changed, who must look again, when to publish, and reasons for refusing."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guides.admin.forms import PlainForm
from guides.document import field_types
from guides.editing.look_again import Candidate, LookAgain
from guides.models import Size
from guides.models.fields import DEVICE_NAMES
from guides.models.rules import in_words


class AskForm(PlainForm):
    note = forms.CharField(
        label=gettext_lazy("What changed"),
        help_text=gettext_lazy("One or two sentences on what is different now; readers see them under “What changed”."),
        max_length=field_types.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
    )
    size = forms.ChoiceField(
        label=gettext_lazy("Size of the change"),
        choices=[
            (Size.TYPO, gettext_lazy("typo: nothing that readers need to know")),
            (Size.MEDIUM, gettext_lazy("worth reading")),
        ],
        initial=Size.MEDIUM,
        required=False,
        help_text=gettext_lazy("Ticks stay valid, unless you ask readers below to look again."),
    )

    def clean_note(self) -> str:
        return readable(" ".join(self.cleaned_data["note"].split()))

    def clean_size(self) -> str:
        return str(self.cleaned_data["size"] or Size.MEDIUM)


class LookAgainForm(PlainForm):
    """One changed step: whether readers who ticked it are asked to look again, where, on which devices, and with what
    line.
    """

    is_asked = forms.BooleanField(label=gettext_lazy("Ask readers who ticked this to look again"), required=False)
    line = forms.CharField(
        label=gettext_lazy("Line for these readers"),
        max_length=field_types.LONGEST_TEXT,
        required=False,
        widget=forms.TextInput(attrs={"size": 60}),
    )
    regions = forms.MultipleChoiceField(
        label=gettext_lazy("Regions"), required=False, widget=forms.CheckboxSelectMultiple
    )
    devices = forms.MultipleChoiceField(
        label=gettext_lazy("Devices"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, candidate: Candidate, data: Any = None) -> None:
        super().__init__(data, prefix=f"step-{candidate.step.slug}", initial=_initial(candidate))
        self.candidate = candidate
        self.region_slugs = [region.slug for region in candidate.regions]
        self.fields["regions"].choices = [(region.slug, region.name) for region in candidate.regions]  # type: ignore[attr-defined]
        self.fields["devices"].choices = [(device, DEVICE_NAMES[device]) for device in candidate.devices]  # type: ignore[attr-defined]

    def clean_line(self) -> str:
        return readable(" ".join(self.cleaned_data["line"].split()))

    def clean(self) -> None:
        if not self.cleaned_data.get("is_asked"):
            return
        if not self.cleaned_data.get("line") and "line" not in self.errors:
            self.add_error("line", _("Say in one line what changed, for readers who ticked this before."))
        if self.cleaned_data.get("regions") == []:
            self.add_error("regions", _("Choose at least one region."))
        if self.cleaned_data.get("devices") == []:
            self.add_error("devices", _("Choose at least one device."))

    @property
    def scope(self) -> list[forms.BoundField]:
        return [self["regions"], self["devices"]]

    @property
    def look_again(self) -> LookAgain | None:
        """The request to readers; None: none. All regions or all devices means no restriction."""
        if not self.cleaned_data["is_asked"]:
            return None
        regions, devices = self.cleaned_data["regions"], self.cleaned_data["devices"]
        return LookAgain(
            self.candidate.step.slug,
            self.cleaned_data["line"],
            () if regions == self.region_slugs else regions,
            () if devices == list(self.candidate.devices) else devices,
        )


def _initial(candidate: Candidate) -> dict[str, Any]:
    """The initial values: the draft's own request, or else the affected readers with the box unticked."""
    asked, touched = candidate.asked, candidate.touched
    regions = (asked.regions if asked else ()) or (touched.regions if touched and not asked else ())
    devices = (asked.devices if asked else ()) or (touched.devices if touched and not asked else ())
    return {
        "is_asked": asked is not None,
        "line": (asked.note if asked else None) or "",
        "regions": list(regions or [region.slug for region in candidate.regions]),
        "devices": list(devices or candidate.devices),
    }


class Asking:
    """The form that asks for a review, with a form for each changed step."""

    def __init__(self, candidates: Sequence[Candidate], data: Any = None) -> None:
        self.form = AskForm(data)
        self.steps = [LookAgainForm(candidate, data) for candidate in candidates]

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(step.is_valid() for step in self.steps)])

    @property
    def details(self) -> dict[str, Any]:
        """The arguments for the workflow."""
        asked = [step.look_again for step in self.steps]
        return {**self.form.cleaned_data, "again": [each for each in asked if each]}


class WhenForm(PlainForm):
    at = forms.SplitDateTimeField(
        label=gettext_lazy("Publish on (UTC)"),
        widget=forms.SplitDateTimeWidget(
            date_attrs={"type": "date"}, time_attrs={"type": "time"}, date_format="%Y-%m-%d", time_format="%H:%M"
        ),
    )


class WhyForm(PlainForm):
    why = forms.CharField(label=gettext_lazy("Why"), max_length=field_types.LONGEST_TEXT, widget=forms.TextInput)

    def clean_why(self) -> str:
        return readable(self.cleaned_data["why"])


def readable(text: str) -> str:
    """The text; refused if it contains invisible characters."""
    try:
        return field_types.plain(text)
    except ValueError as error:
        raise forms.ValidationError(in_words(error.args[0])) from None

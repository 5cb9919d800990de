"""Starts a guide: with regions from the guides that exist, and with steps and letters of one that is named."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guides.admin import own_guide, scope
from guides.admin.forms import tell
from guides.admin.guide_form import GuideForm
from guides.document.field_types import LONGEST_SLUG, Topic
from guides.editing import copying
from guides.models import Guide, Region, Step
from guides.models.fields import usual_devices, usually_needed

# What a small guide says something about.
SMALL: tuple[Topic, ...] = (
    *("essential", "standing", "why", "missing", "ending", "does", "does_not", "used", "not_used"),
)
Log = Callable[[HttpRequest, Any, Any], Any]  # writes into the history of a row at the desk


class RegionChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, region: Any) -> str:
        number = len(region.authorities.all())
        words = {"region": region.name, "guide": region.guide, "number": number}
        authorities = ngettext(
            "%(region)s, from %(guide)s, with %(number)s authority",
            "%(region)s, from %(guide)s, with %(number)s authorities",
            number,
        )
        return (authorities if number else _("%(region)s, from %(guide)s")) % words


class StartForm(GuideForm):
    """The words of a new guide, and what it takes over. `first`: the guide that it is made from."""

    regions = RegionChoice(
        queryset=Region.objects.none(),
        required=False,
        label=gettext_lazy("Regions"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("They bring their names, countries and other short names. You can add regions later."),
    )
    with_authorities = forms.BooleanField(
        required=False,
        label=gettext_lazy("Take over the authorities that take complaints there, with their sources"),
        help_text=gettext_lazy("Each is to be checked again before the guide is published."),
    )
    steps = forms.ModelMultipleChoiceField(
        queryset=Step.objects.none(),
        required=False,
        label=gettext_lazy("Steps, with how to do them on each device"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Their words are still about the other product: change them."),
    )
    with_letters = forms.BooleanField(
        required=False,
        label=gettext_lazy("Take over the parts of letters that object, without the addresses to which they go"),
        help_text=gettext_lazy("Each is to be checked; until then it stays in the draft and is not published."),
    )

    class Meta:
        model = Guide
        fields = ("product", "owner", "title", "description", "basis", "untried", "slug", "sections", "devices")
        widgets = dict.fromkeys(("description", "basis"), forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, first: Guide | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first = first
        self.initial["sections"] = first.sections if first else list(SMALL)
        self.initial["devices"] = first.devices if first else usual_devices()
        small = _("What is ticked is enough for a small guide. You can add others later.")
        alike = _("What is ticked is what that guide has. You can change it later.")
        self.fields["sections"].help_text = alike if first else small
        self.fields["slug"].required = False
        self.fields["slug"].help_text = _("The first part of every address. Empty: made from the product.")
        self._offer("regions", copying.regions_of(first))
        self._offer("steps", list(copying.steps_of(first)) if first else [])
        if first is None or not copying.has_letters(first):
            del self.fields["with_letters"]
        if first is not None:
            self.initial.update({name: [row.pk for row in self.offered[name]] for name in ("regions", "steps")})

    def _offer(self, name: str, rows: list[Any]) -> None:
        """Offer these rows, which were read once."""
        self.offered: dict[str, list[Any]] = {**getattr(self, "offered", {}), name: rows}
        field: Any = self.fields[name]
        field.queryset = field.queryset.model.objects.filter(pk__in=[row.pk for row in rows])
        named = [(row.pk, field.label_from_instance(row)) for row in rows]
        field.choices = own_guide.told_apart(rows) if name == "steps" else named
        if not rows:
            del self.fields[name]

    def save(self, commit: bool = True) -> Guide:
        """A section of the new guide is needed if guides usually need it, or the first one did."""
        usual = self.first.needed if self.first else usually_needed()
        self.instance.needed = [topic for topic in usual if topic in self.cleaned_data["sections"]]
        guide: Guide = super().save(commit)
        return guide

    def clean_slug(self) -> str:
        return str(self.cleaned_data["slug"] or slugify(self.cleaned_data.get("product", ""))[:LONGEST_SLUG].strip("-"))

    def chosen(self, name: str) -> list[Any]:
        """The chosen rows, with what they contain."""
        pks = {row.pk for row in self.cleaned_data.get(name, ())}
        return [row for row in self.offered[name] if row.pk in pks]


def start(request: HttpRequest, context: dict[str, Any], log: Log) -> HttpResponse:
    """GET: the form. POST: the new guide, and on to its workspace."""
    if not request.user.has_perm("guides.add_guide"):
        raise PermissionDenied(_("You may edit guides, but not add one."))
    first = get_object_or_404(Guide, pk=pk) if (pk := own_guide.number(request.GET.get("from"))) else None
    form = StartForm(request.POST if request.method == "POST" else None, instance=Guide(), first=first)
    if request.method == "POST":
        is_valid = form.is_valid()
        tell(request, [form])
        if is_valid:
            return HttpResponseRedirect(scope.workspace(_started(request, form, log).pk))
    title = _("New guide from %(guide)s") % {"guide": first} if first else _("Start a new guide")
    shown = [form[name] for name in form.fields if name != "seen"]
    page = {"form": form, "shown": shown, "first": first, "title": title}
    return render(request, "admin/guides/guide/start.html", {**context, **page})


@transaction.atomic
def _started(request: HttpRequest, form: StartForm, log: Log) -> Guide:
    guide: Guide = form.save()
    log(request, guide, [{"added": {}}])
    cleaned = form.cleaned_data
    letters_of = form.first if cleaned.get("with_letters") else None
    parts = copying.Taken(form.chosen("regions"), form.chosen("steps"), cleaned["with_authorities"], letters_of)
    return copying.fill(guide, parts, by=request.user)

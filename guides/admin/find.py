"""Find and replace: lists every place in a guide with the given words, and replaces them where a box is ticked."""

from collections.abc import Callable
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guides.admin import open_reviews
from guides.admin.forms import PlainForm, tell
from guides.document import field_types
from guides.document.finding import Wanted
from guides.editing import listed_rows, replacing, wording
from guides.editing.listed_rows import Outcome
from guides.editing.replacing import Place, Scope
from guides.models import Authority, Guide, Proposal, Region, Walkthrough
from guides.models.rules import in_words

Log = Callable[[HttpRequest, Any, str], Any]  # writes into the history of a row at the desk

MOST_SHOWN = 400
CHOICES = ("whole", "case", "addresses", "sources")


class FindForm(PlainForm):
    old = forms.CharField(label=gettext_lazy("Find"), max_length=field_types.LONGEST_TEXT)
    new = forms.CharField(
        label=gettext_lazy("Replace with"),
        max_length=field_types.LONGEST_TEXT,
        required=False,
        help_text=gettext_lazy("Leave it empty to search only. Nothing is replaced before you have seen the list."),
    )
    whole = forms.BooleanField(label=gettext_lazy("Whole words only"), required=False, initial=True)
    case = forms.BooleanField(label=gettext_lazy("Match capital letters"), required=False)
    addresses = forms.BooleanField(label=gettext_lazy("Replace in addresses, too"), required=False)
    sources = forms.BooleanField(label=gettext_lazy("Replace in what sources are called, too"), required=False)

    def clean_old(self) -> str:
        return _readable(self.cleaned_data["old"])

    def clean_new(self) -> str:
        return _readable(self.cleaned_data["new"])

    def clean(self) -> None:
        if self.cleaned_data.get("new") and self.cleaned_data["new"] == self.cleaned_data.get("old"):
            self.add_error("new", _("These are the same words as before."))

    @property
    def wanted(self) -> Wanted:
        cleaned = self.cleaned_data
        return Wanted(cleaned["old"], is_whole=cleaned["whole"], has_case=cleaned["case"])

    @property
    def scope(self) -> Scope:
        return Scope(self.cleaned_data["addresses"], self.cleaned_data["sources"])


class Listed(NamedTuple):
    """A place as the page shows it."""

    place: Place
    about: str
    field: str
    where: str
    page: str


def _readable(text: str) -> str:
    try:
        return field_types.plain(text)
    except ValueError as error:
        raise forms.ValidationError(in_words(error.args[0])) from None


def find(request: HttpRequest, pk: int, context: dict[str, Any], log: Log) -> HttpResponse:
    """GET: the list of places. POST: replace in the ticked ones, and report what happened to each."""
    guide = get_object_or_404(Guide, pk=pk)
    if not request.user.has_perm("guides.change_guide"):
        raise PermissionDenied(_("You may look at guides, but not edit them."))
    asked = request.POST if request.method == "POST" else request.GET
    form = FindForm(asked if "old" in asked else None)
    tell(request, [form])
    shown: dict[str, Any] = {
        "original": guide,
        "form": form,
        "choices": [form[name] for name in CHOICES],
        "title": _("Find and replace: %(guide)s") % {"guide": guide},
    }
    if form.is_valid():
        shown |= _replaced(request, guide, form, log) if request.method == "POST" else _found(request, guide, form)
    return render(request, "admin/guides/guide/find.html", {**context, **shown})


def _found(request: HttpRequest, guide: Guide, form: FindForm) -> dict[str, Any]:
    new = form.cleaned_data["new"]
    places = list(replacing.offered(guide, form.wanted, new, form.scope) if new else replacing.find(guide, form.wanted))
    return {
        "is_found": True,
        "count": len(places),
        "listed": [_listed(place) for place in islice(places, MOST_SHOWN)],
        "most": MOST_SHOWN,
        "new": new,
        "is_ticked": "untick" not in request.GET,
        "asked": _asked(form.cleaned_data),
        "query": urlencode(_asked(form.cleaned_data)),
        "open_reviews": Proposal.objects.open_for_each([guide]) if new else (),
    }


def _replaced(request: HttpRequest, guide: Guide, form: FindForm, log: Log) -> dict[str, Any]:
    """Replaces nothing if a review was opened since the list was shown: the user was not warned about it."""
    with transaction.atomic():
        Guide.objects.select_for_update().get(pk=guide.pk)
        if not open_reviews.is_the_one_shown(request, guide):
            form.add_error(
                None, _("A review was opened or ended in the meantime. Nothing was replaced; look at the list again.")
            )
            return _found(request, guide, form)
        if not (form.cleaned_data["new"] and request.POST.getlist("place")):
            form.add_error(None, _("No box is ticked. Nothing was replaced."))
            return _found(request, guide, form)
        cleaned = form.cleaned_data
        chosen = request.POST.getlist("place")
        outcome = replacing.replace(guide, form.wanted, cleaned["new"], form.scope, chosen)
        _write_down(request, outcome, cleaned, log)
        open_reviews.note_edit(request, guide)
    back = urlencode(_asked({**cleaned, "old": cleaned["new"], "new": cleaned["old"]}))
    replaced = [(listed_rows.about(row), ", ".join(fields), page_of(row)) for row, fields in outcome.changed]
    return {"outcome": outcome, "replaced": replaced, "back": back, "query": urlencode(_asked(cleaned))}


def _write_down(request: HttpRequest, outcome: Outcome, cleaned: dict[str, Any], log: Log) -> None:
    for row, fields in outcome.changed:
        words = {"old": cleaned["old"], "new": cleaned["new"], "fields": ", ".join(fields)}
        message = _("Find and replace: “%(old)s” became “%(new)s” in %(fields)s.") % words
        log_row(request, row, message, log)


def log_row(request: HttpRequest, row: Any, message: str, log: Log) -> None:
    """Log a change in a row's history. A walkthrough's changes are logged in its step's history."""
    if isinstance(row, Walkthrough):
        log(request, row.step, f"{wording.about('walkthrough', row)}: {message}")
    else:
        log(request, row, message)


def _asked(fields: dict[str, Any]) -> dict[str, str]:
    """The form data as a browser sends it: unticked boxes are absent."""
    return {name: "on" if value is True else value for name, value in fields.items() if value}


def _listed(place: Place) -> Listed:
    row, field = place.entry.row, place.entry.field
    label = wording.field_name(str(row._meta.model_name), field)
    return Listed(place, listed_rows.about(row), label, where(row), page_of(row, field))


def where(row: Any) -> str:
    """The regions whose readers see it. A walkthrough for everywhere appears wherever its step does."""
    if isinstance(row, Walkthrough) and row.is_everywhere:
        row = row.step
    if isinstance(row, Region):
        return row.name
    if isinstance(row, Authority):
        return row.region.name
    if not getattr(row, "is_everywhere", True):
        return ", ".join(region.name for region in row.regions.all()) or _("in no region yet")
    return _("every region")


def page_of(row: Any, field: str = "") -> str:
    """The form in which to change it, at this field. Walkthroughs are on the page of their step."""
    if isinstance(row, Walkthrough):
        number = list(row.step.walkthroughs.all()).index(row)
        behind = f"#id_walkthroughs-{number}-{field}" if field else f"#walkthroughs-{number}"
        return reverse("admin:guides_step_change", args=[row.step_id]) + behind
    behind = f"#id_{field}" if field and field != "slug" else ""
    return reverse(f"admin:guides_{row._meta.model_name}_change", args=[row.pk]) + behind

"""The page of a source: which statements rest on it, whether its page is gone, and its replacement."""

import datetime
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guides.admin import open_reviews
from guides.admin.find import log_row, page_of, where
from guides.admin.forms import CleanedForm, sentence, tell
from guides.editing import listed_rows, replacing, resting, texts, wording
from guides.editing.listed_rows import Outcome
from guides.models import Guide, Proposal, Source
from guides.rules import clock

Log = Callable[[HttpRequest, Any, str], Any]  # writes into the history of a row at the desk


class SourceForm(CleanedForm, forms.ModelForm):
    """When the source's page disappeared, and which source replaces it where a box is ticked. `version`: the source's
    digest when the page was opened.
    """

    version = forms.CharField(widget=forms.HiddenInput, required=False)
    other = forms.ModelChoiceField(
        label=gettext_lazy("Replace with"),
        queryset=Source.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nothing: keep this source"),
    )
    is_checked = forms.BooleanField(
        label=gettext_lazy("I checked each ticked statement against the new source today"), required=False
    )

    class Meta:
        model = Source
        fields = ("gone_on", "archive_url", "archived_on")
        field_classes = {"archive_url": partial(forms.URLField, assume_scheme="https")}
        widgets = dict.fromkeys(("gone_on", "archived_on"), forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, *args: Any, chosen: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen = chosen
        self.initial["version"] = listed_rows.version_of(self.instance)
        self.fields["other"].queryset = self.instance.guide.sources.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]

    def clean_gone_on(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["gone_on"]
        faults = replacing.untruths(self.instance, gone_on=day) if day and day <= clock.today() else []
        if reasons := [reason for field, reason in faults if field == "gone_on"]:
            raise forms.ValidationError(list(map(sentence, reasons)))
        return day

    def clean_version(self) -> str:
        seen, now = self.cleaned_data["version"], self.initial["version"]
        if seen != now:
            self.data = {**self.data.dict(), "version": now}  # type: ignore[attr-defined]
            raise forms.ValidationError(_("Somebody changed this source in the meantime. Look at it again, then save."))
        return str(now)

    def clean_other(self) -> Source | None:
        other: Source | None = self.cleaned_data["other"]
        if other and other.gone_on:
            raise forms.ValidationError(_("The page of that source is gone as well. Choose another."))
        if other and not self.chosen:
            raise forms.ValidationError(_("No statement is ticked. Tick those in which it is to be replaced."))
        return other


class Listed(NamedTuple):
    """A statement as the page shows it."""

    row: Any
    about: str
    words: str
    where: str
    page: str
    key: str
    is_ticked: bool
    others: list[Source]


def rests(request: HttpRequest, pk: int, context: dict[str, Any], log: Log) -> HttpResponse:
    """GET: the statements. POST: save the page's state; with another source, replace it in the ticked statements."""
    source = get_object_or_404(Source.objects.select_related("guide"), pk=pk)
    if not request.user.has_perm("guides.change_source"):
        raise PermissionDenied(_("You may look at guides, but not edit them."))
    form, outcome = SourceForm(instance=source, chosen=[]), None
    if request.method == "POST":
        form, outcome = _saved(request, source, log)
    return render(request, "admin/guides/source/rests.html", {**context, **_shown(pk, form, outcome)})


@transaction.atomic
def _saved(request: HttpRequest, source: Source, log: Log) -> tuple[SourceForm, Outcome | None]:
    """Save everything, or nothing if anything is refused; the form then has the errors."""
    Guide.objects.select_for_update().get(pk=source.guide_id)
    source.refresh_from_db()
    form = SourceForm(request.POST, instance=source, chosen=request.POST.getlist("statement"))
    tell(request, [form])
    if not open_reviews.is_the_one_shown(request, source.guide):
        form.add_error(
            None, _("A review was opened or ended in the meantime. Nothing was changed; look at the page again.")
        )
    if not form.is_valid():
        return form, None
    other, outcome = form.cleaned_data["other"], Outcome()
    if other is not None:
        by = request.user if form.cleaned_data["is_checked"] else None
        outcome = resting.replace(source, other, form.chosen, checked_by=by)
        for row, _fields in outcome.changed:
            words = {"source": source, "other": other}
            message = _("The source “%(source)s” was replaced with “%(other)s”.") % words
            log_row(request, row, message, log)
    if changed := [name for name in form.changed_data if name in form.Meta.fields]:
        form.save()
        outcome.changed.insert(0, (source, [wording.field_name("source", name) for name in changed]))
        log(request, source, _("Changed: %(fields)s.") % {"fields": ", ".join(outcome.changed[0][1])})
    open_reviews.note_edit(request, source.guide)
    return form, outcome


def _shown(pk: int, form: SourceForm, outcome: Outcome | None) -> dict[str, Any]:
    """Show the form with what was typed; after saving, the source as it is now."""
    source = Source.objects.select_related("guide").get(pk=pk)
    asked = SourceForm(instance=source, chosen=[]) if outcome else form
    other = form.cleaned_data.get("other") if outcome else None
    chosen = set(form.chosen) if form.is_bound and not outcome else None
    return {
        "original": source,
        "title": _("What rests on “%(source)s”") % {"source": source},
        "form": asked,
        "gone": [asked[name] for name in SourceForm.Meta.fields],
        "listed": [_listed(row, source, chosen) for row in resting.statements(source)],
        "open_reviews": Proposal.objects.open_for_each([source.guide]),
        "outcome": outcome,
        "changed": [(listed_rows.about(row), ", ".join(fields), page_of(row)) for row, fields in outcome.changed]
        if outcome
        else [],
        "other": other,
    }


def _listed(row: Any, source: Source, chosen: set[str] | None) -> Listed:
    """The statements with their boxes. `chosen`: what was ticked before; None: first view, all ticked."""
    key = resting.key(row)
    others = [each for each in row.sources.all() if each != source]
    is_ticked = chosen is None or key in chosen
    words = " / ".join(entry.text for entry in texts.entries(row) if entry.sort == "text")
    return Listed(row, listed_rows.about(row), words, where(row), page_of(row), key, is_ticked, others)

"""Lists, unlists and retires a guide: at once, without an edition, and reversible in the same place."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from guides.admin import seen
from guides.admin.forms import CleanedForm, explain, tell
from guides.admin.review import Log
from guides.document import markup
from guides.models import Guide
from guides.serving import current_editions

FIELDS = ["state", "retired_note", "successor"]


class StandingForm(CleanedForm, forms.ModelForm):
    """The three fields that are not part of the draft."""

    was = seen.SeenField(required=False)
    state = forms.ChoiceField(choices=Guide.State.choices, widget=forms.RadioSelect)
    retired_note = Guide._meta.get_field("retired_note").formfield(widget=forms.Textarea(attrs={"rows": 3}))
    successor = forms.ModelChoiceField(Guide.objects.none(), required=False)

    class Meta:
        model = Guide
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        guide = self.instance
        published = Guide.objects.filter(editions__isnull=False).exclude(state=Guide.State.RETIRED)
        others = published.exclude(pk=guide.pk).distinct()
        self.fields["successor"].queryset = others  # type: ignore[attr-defined]
        for name in FIELDS:
            column = Guide._meta.get_field(name)
            self.fields[name].label = str(column.verbose_name).capitalize()  # type: ignore[union-attr]
            self.fields[name].help_text = column.help_text  # type: ignore[union-attr]
            explain(self.fields[name])
        standing = {"state": guide.state, "retired_note": guide.retired_note, "successor": guide.successor_id}
        self.initial.update(standing, was=_told(guide))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("was") != _told(self.instance):
            self.data: Any = {**self.data.dict(), "was": _told(self.instance)}
            now = {"state": self.instance.get_state_display()}
            self.add_error(
                None, _("Somebody else has changed this; it is now “%(state)s”. Press again to go on.") % now
            )
        if markup.is_marked(cleaned.get("retired_note") or ""):
            message = _("Readers see this as it is typed: write no marks, addresses or placeholders.")
            self.add_error("retired_note", message)
        is_retired = cleaned.get("state") == Guide.State.RETIRED
        if is_retired and not cleaned.get("retired_note") and "retired_note" not in self.errors:
            self.add_error("retired_note", _("Tell readers in a sentence why the guide no longer applies."))
        if not is_retired:
            cleaned["retired_note"], cleaned["successor"] = "", None
        return cleaned


def _told(guide: Guide) -> str:
    return f"{guide.state}/{guide.successor_id or 0}/{guide.retired_note}"


@transaction.atomic
def standing(request: HttpRequest, pk: int, context: dict[str, Any], log: Log) -> HttpResponse:
    """GET: the current state. POST: the new state; readers see it within two seconds."""
    guide = get_object_or_404(Guide.objects.select_for_update(), pk=pk)
    if not request.user.has_perm("guides.publish_guide"):
        raise PermissionDenied(
            _("You may edit and ask for a review, but not list or retire a guide. Ask somebody who may.")
        )
    form = StandingForm(request.POST or None, instance=guide)
    tell(request, [form])
    if request.method == "POST" and guide.editions.exists() and form.is_valid():
        for name in FIELDS:
            setattr(guide, name, form.cleaned_data[name])
        guide.save(update_fields=FIELDS)
        transaction.on_commit(current_editions.refresh, robust=True)
        message = _("Now %(state)s.") % {"state": guide.get_state_display()}
        log(request, guide, message)
        messages.success(request, message)
        return HttpResponseRedirect(reverse("admin:guides_guide_change", args=[guide.pk]))
    page = {"original": guide, "form": form, "title": _("List or retire %(guide)s") % {"guide": guide}}
    page["is_published"] = guide.editions.exists()
    return render(request, "admin/guides/guide/standing.html", context | page)

"""Buttons that do more than save: go to the review page, write one more of the kind, or save the wording for some
regions only. A form that was opened from a workspace leads back there.
"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from guides.admin import own_guide, scope
from guides.admin.edit_conflicts import guide_of
from guides.admin.new_source import StatementForm
from guides.models import Claim, Region


class ReviewAfterSaving(admin.ModelAdmin):
    """A form of a draft, with a button that saves and leads to the page on which a review is asked for."""

    def render_change_form(self, request: HttpRequest, context: Any, *details: Any, **more: Any) -> HttpResponse:
        context["leads_to_review"] = True
        if self.has_add_permission(request) and hasattr(self.model, "sources"):
            context["can_be_alike"] = scope.is_scoped(request) or context.get("original") is None
            context["show_save_and_add_another"] = not context["can_be_alike"]
        guide = guide_of(original).pk if (original := context.get("original")) else own_guide.own_guide(request)
        context["workspace"] = scope.workspace(guide) if guide else ""
        return super().render_change_form(request, context, *details, **more)

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return self._further(request, obj) or super().response_post_save_add(request, obj)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return self._further(request, obj) or super().response_post_save_change(request, obj)

    def _further(self, request: HttpRequest, row: Any) -> HttpResponseRedirect | None:
        """Where the pressed button leads; None: to the list, as usual."""
        guide = guide_of(row).pk
        if not request.POST.keys().isdisjoint({"_review", "_apart"}):
            return HttpResponseRedirect(reverse("admin:guides_guide_publish", args=[guide]))
        if "_alike" in request.POST:
            fields = {each.name for each in self.opts.get_fields()}
            return HttpResponseRedirect(scope.one_more_like(row, guide, fields))
        return HttpResponseRedirect(scope.workspace(guide)) if scope.is_scoped(request) else None


class ApartForm(StatementForm):
    """A statement that may be saved for some of its present regions, but not all of them."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if "_apart" in self.data and self.instance.pk and "regions" in self.cleaned_data:
            chosen = set(self.cleaned_data["regions"])
            if not chosen or not chosen < set(_regions_of(self.instance)):
                self.add_error("regions", _("Choose some of the regions that it has now, but not all of them."))
        return cleaned


class ApartAdmin(admin.ModelAdmin):
    """“Save for these regions only” creates a second statement with the new wording; the first keeps the others."""

    form = ApartForm

    def render_change_form(self, request: HttpRequest, context: Any, *details: Any, **more: Any) -> HttpResponse:
        context["can_be_apart"] = context.get("original") is not None
        return super().render_change_form(request, context, *details, **more)

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        row = super().save_form(request, form, change)
        if change and "_apart" in request.POST:
            vars(request)["apart_from"] = row.pk
            row.pk, row.slug, row._state.adding = None, "", True
        return row

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Remove these regions from the old one first, so that the draft is valid when it is next read."""
        if (old := getattr(request, "apart_from", None)) is not None:
            claim, chosen = Claim.objects.get(pk=old), form.cleaned_data["regions"]
            claim.regions.set([region for region in _regions_of(claim) if region not in chosen])
            Claim.objects.filter(pk=old).update(is_everywhere=False)
        super().save_related(request, form, formsets, change)


def _regions_of(row: Claim) -> list[Region]:
    """Its regions, as last saved."""
    kept = Claim.objects.get(pk=row.pk)
    return list(kept.guide.regions.all() if kept.is_everywhere else kept.regions.all())

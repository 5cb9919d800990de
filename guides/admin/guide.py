"""A guide as a whole: its headline, its parts, and the page on which it is published."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guides import documents, publishing
from guides.admin.base import SMALL_BOXES
from guides.documents import Problem
from guides.models import Claim, Edition, Guide, Label, Region, Source, Step
from guides.models.fields import DEVICE_NAMES

PARTS: dict[str, Any] = {"region": Region, "step": Step, "claim": Claim, "source": Source, "label": Label}


class PublishForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("What changed"),
        help_text=gettext_lazy("One or two sentences on what is different now. They are kept with the edition."),
        max_length=documents.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
    )


@admin.register(Guide)
class GuideAdmin(admin.ModelAdmin):
    formfield_overrides = SMALL_BOXES
    list_display = ["product", "title", "in_force", "is_up_to_date"]
    search_fields = ["product", "title"]
    fields = ["product", "slug", "title", "description", "basis", "language"]
    change_form_template = "admin/guides/guide/change_form.html"

    def get_urls(self) -> list[Any]:
        publish = self.admin_site.admin_view(self.publish)
        return [path("<int:pk>/publish/", publish, name="guides_guide_publish"), *super().get_urls()]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["slug"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A guide that was published stays: people have its address on paper."""
        return super().has_delete_permission(request, obj) and not (obj and obj.editions.exists())

    @admin.display(description=gettext_lazy("edition in force"))
    def in_force(self, guide: Guide) -> str:
        edition = Edition.objects.latest_of(guide)
        if edition is None:
            return _("not published yet")
        day = date_format(edition.published_at, "j F Y, H:i")
        return _("%(number)s, of %(day)s UTC") % {"number": edition.number, "day": day}

    @admin.display(description=gettext_lazy("all published"), boolean=True)
    def is_up_to_date(self, guide: Guide) -> bool:
        return not publishing.is_changed(guide)

    def publish(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What is missing, and the button: nothing is published until the list is empty."""
        guide = get_object_or_404(Guide, pk=pk)
        if not request.user.has_perm("guides.publish_guide"):
            raise PermissionDenied(_("You may edit and preview, but not publish. Ask somebody who may."))
        form = PublishForm(request.POST or None)
        if request.method == "POST" and form.is_valid() and publishing.is_changed(guide):
            return self._publish(request, guide, form)
        return self._publish_page(request, guide, form)

    def _publish(self, request: HttpRequest, guide: Guide, form: PublishForm) -> HttpResponse:
        try:
            edition = publishing.publish(guide, by=request.user, note=form.cleaned_data["note"])
        except publishing.NotReadyError:
            messages.error(request, _("Nothing was published. Mend what is listed here first."))
            return self._publish_page(request, guide, form)
        self.log_change(request, guide, _("Published edition %(number)s.") % {"number": edition.number})
        messages.success(
            request, _("Edition %(number)s is published. Visitors see it now.") % {"number": edition.number}
        )
        return HttpResponseRedirect(reverse("admin:guides_guide_change", args=[guide.pk]))

    def _publish_page(self, request: HttpRequest, guide: Guide, form: PublishForm) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": guide,
            "title": _("Publish %(guide)s") % {"guide": guide},
            "form": form,
            "edition": Edition.objects.latest_of(guide),
            "is_changed": publishing.is_changed(guide),
            "problems": [
                (_in_words(guide, problem), _address(guide, problem)) for problem in publishing.missing(guide)
            ],
        }
        return render(request, "admin/guides/guide/publish.html", context)


def _address(guide: Guide, problem: Problem) -> str:
    """The page of the desk on which this is mended, at the field if it has one."""
    model = PARTS.get(problem.kind, Guide)
    if model is Guide:
        return f"{reverse('admin:guides_guide_change', args=[guide.pk])}#id_{problem.field}"
    name = "language" if model is Label else "slug"
    row = model.objects.filter(guide=guide, **{name: problem.key}).first()
    if row is None:
        return reverse(f"admin:guides_{problem.kind}_changelist")
    elsewhere = _elsewhere(problem, row)
    return elsewhere or f"{reverse(f'admin:guides_{problem.kind}_change', args=[row.pk])}#id_{problem.field}"


def _elsewhere(problem: Problem, row: Any) -> str:
    """What a part lacks may be a row of its own, on another page of the desk."""
    match problem.kind, problem.field:
        case "region", "claims":
            return f"{reverse('admin:guides_claim_changelist')}?regions__id__exact={row.pk}"
        case "region", "steps":
            return reverse("admin:guides_step_changelist")
        case "region", "authorities" | "sources" | "checked_on" | "disagreement":
            return f"{reverse('admin:guides_authority_changelist')}?region__id__exact={row.pk}"
        case "step", "claims":
            return f"{reverse('admin:guides_claim_changelist')}?step__id__exact={row.pk}"
        case "step", "walkthroughs" | "actions" | "sources" | "checked_on" | "disagreement":
            return f"{reverse('admin:guides_step_change', args=[row.pk])}#walkthroughs-group"
    return ""


def _in_words(guide: Guide, problem: Problem) -> str:
    """The problem as somebody at the desk would say it: the names that are on the screen, not those in the file."""
    names = dict(Claim.Topic.choices) | DEVICE_NAMES | {region.slug: region.name for region in guide.regions.all()}
    words = str(problem)
    for name, shown in names.items():
        words = words.replace(f"“{name}”", f"“{shown}”")
    claim = guide.claims.filter(slug=problem.key).first() if problem.kind == "claim" else None
    return words.replace(f"claim {problem.key}", f"{_('claim')} “{claim}”") if claim else words

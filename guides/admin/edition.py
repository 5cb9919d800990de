"""Published editions: view, compare in words, publish again. Editions are never changed or deleted."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guides.admin import open_reviews, previews
from guides.admin.base import ReadOnlyAdmin
from guides.document import cleaning
from guides.document.types import DocumentError
from guides.document.yaml_format import dump, to_yaml
from guides.editing import wording, workflow
from guides.models import Edition, Proposal
from guides.rules import clock


@admin.register(Edition)
class EditionAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "published_at", "size", "published_by", "approved_by", "note"]
    list_select_related = ["guide", "published_by", "approved_by"]
    list_filter = ["guide", "size"]
    search_fields = ["note"]
    date_hierarchy = "published_at"
    change_form_template = "admin/guides/edition/change_form.html"
    fields = ("guide", "number", "published_at", "size", "note", "published_by", "approved_by", "text")
    readonly_fields = fields

    def get_urls(self) -> list[Any]:
        return [
            path("<int:pk>/compare/", self.admin_site.admin_view(self.compare), name="guides_edition_compare"),
            path("<int:pk>/revert/", self.admin_site.admin_view(self.revert), name="guides_edition_revert"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Edition]:
        """A list of editions reads none of their documents."""
        editions: models.QuerySet[Edition] = super().get_queryset(request).defer("document")
        return editions

    @admin.display(description=gettext_lazy("document"))
    def text(self, edition: Edition) -> SafeString:
        """The edition as YAML, or its stored data if today's rules cannot parse it."""
        try:
            text = to_yaml(edition.to_guide())
        except DocumentError:
            text = dump(edition.document)
        return format_html("<pre>{}</pre>", text)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def render_change_form(self, request: HttpRequest, context: Any, *details: Any, **more: Any) -> HttpResponse:
        """Publishing it again withdraws the open review, so show that."""
        context["open_reviews"] = Proposal.objects.open_for_each([context["original"].guide])
        return super().render_change_form(request, context, *details, **more)

    def compare(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Compare this edition with another (`?with=NUMBER`; by default the one before it), in words."""
        new = get_object_or_404(Edition, pk=pk)
        if not self.has_view_permission(request, new):
            raise PermissionDenied
        siblings = Edition.objects.filter(guide=new.guide)
        typed = request.GET.get("with", "")
        number = int(typed) if typed.isdecimal() and len(typed) < 10 else max(new.number - 1, 1)
        old = get_object_or_404(siblings, number=number)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("%(new)s compared with edition %(old)s") % {"new": new, "old": old.number},
            "original": new,
            "old": old,
            "changes": [
                previews.shown(change, {"edition": str(old.number)}, {"edition": str(new.number)}, clock.today())
                for change in wording.changes(old.to_guide(), new.to_guide())
            ],
            "numbers": siblings.values_list("number", flat=True),
        }
        return render(request, "admin/guides/edition/compare.html", context)

    def revert(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Publish this edition again, as the next one."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        old = get_object_or_404(Edition, pk=pk)
        try:
            with open_reviews.told(request, old.guide):
                edition = workflow.revert(old, by=request.user, why=cleaning.clean(request.POST.get("why", ""))[0])
        except workflow.RefusedError as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(reverse("admin:guides_edition_change", args=[old.pk]))
        message = _("Edition %(number)s repeats edition %(old)s. Visitors see it now.")
        messages.success(request, message % {"number": edition.number, "old": old.number})
        return HttpResponseRedirect(reverse("admin:guides_guide_publish", args=[edition.guide_id]))

"""What was published: to look at, to compare in words, and to publish again. Nobody changes or deletes an edition."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guides import wording, workflow
from guides.admin.base import ToLookAtAdmin
from guides.documents import DocumentError
from guides.models import Edition
from guides.yaml_form import dump, to_yaml


@admin.register(Edition)
class EditionAdmin(ToLookAtAdmin):
    list_display = ["__str__", "published_at", "size", "published_by", "approved_by", "note"]
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

    @admin.display(description=gettext_lazy("document"))
    def text(self, edition: Edition) -> SafeString:
        """As it was kept, where the rules of today cannot read it."""
        try:
            text = to_yaml(edition.to_guide())
        except DocumentError:
            text = dump(edition.document)
        return format_html("<pre>{}</pre>", text)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def compare(self, request: HttpRequest, pk: int) -> HttpResponse:
        """This edition beside another (`?with=NUMBER`; the one before it, if none is named), in words."""
        new = get_object_or_404(Edition, pk=pk)
        if not self.has_view_permission(request, new):
            raise PermissionDenied
        siblings = Edition.objects.filter(guide=new.guide)
        wanted = request.GET.get("with", "")
        number = int(wanted) if wanted.isdecimal() and len(wanted) < 10 else max(new.number - 1, 1)
        old = get_object_or_404(siblings, number=number)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("%(new)s compared with edition %(old)s") % {"new": new, "old": old.number},
            "original": new,
            "old": old,
            "changes": wording.changes(old.to_guide(), new.to_guide()),
            "numbers": siblings.values_list("number", flat=True),
        }
        return render(request, "admin/guides/edition/compare.html", context)

    def revert(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Publish this edition again, as the next one."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        old = get_object_or_404(Edition, pk=pk)
        try:
            edition = workflow.revert(old, by=request.user, why=request.POST.get("why", ""))
        except workflow.RefusedError as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(reverse("admin:guides_edition_change", args=[old.pk]))
        said = _("Edition %(number)s says again what edition %(old)s said. Visitors see it now.")
        messages.success(request, said % {"number": edition.number, "old": old.number})
        return HttpResponseRedirect(reverse("admin:guides_guide_publish", args=[edition.guide_id]))

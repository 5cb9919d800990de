"""A guide as a whole: its headline, its parts, and the page on which it is published."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guides import publishing
from guides.admin.base import SMALL_BOXES
from guides.admin.due import due
from guides.admin.guarded import GuardedAdmin
from guides.admin.review import review
from guides.models import Edition, Guide


@admin.register(Guide)
class GuideAdmin(GuardedAdmin):
    formfield_overrides = SMALL_BOXES
    list_display = ["product", "title", "in_force", "is_up_to_date"]
    search_fields = ["product", "title"]
    fields = ["product", "slug", "title", "description", "basis", "language"]
    change_form_template = "admin/guides/guide/change_form.html"

    def get_urls(self) -> list[Any]:
        return [
            path("<int:pk>/publish/", self.admin_site.admin_view(self.publish), name="guides_guide_publish"),
            path("<int:pk>/due/", self.admin_site.admin_view(self.due), name="guides_guide_due"),
            *super().get_urls(),
        ]

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
        """What is missing, what changes, and who does what next."""
        context = {**self.admin_site.each_context(request), "opts": self.opts}
        return review(request, pk, context, self.log_change)

    def due(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What should be checked again, soonest first."""
        return due(request, pk, {**self.admin_site.each_context(request), "opts": self.opts}, self.log_change)

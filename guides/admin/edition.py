"""What was published, to look at: nobody changes an edition, and nobody deletes one."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from guides.models import Edition
from guides.yaml_form import to_yaml


@admin.register(Edition)
class EditionAdmin(admin.ModelAdmin):
    list_display = ["__str__", "published_at", "published_by", "note"]
    list_filter = ["guide"]
    search_fields = ["note"]
    date_hierarchy = "published_at"
    fields = ("guide", "number", "published_at", "published_by", "note", "text")
    readonly_fields = ("guide", "number", "published_at", "published_by", "note", "text")

    @admin.display(description=_("document"))
    def text(self, edition: Edition) -> SafeString:
        return format_html("<pre>{}</pre>", to_yaml(edition.to_guide()))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

"""Results of the link checks, read-only: only check_guides writes them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from guides.admin.base import ReadOnlyAdmin
from guides.models import LinkCheck


@admin.register(LinkCheck)
class LinkCheckAdmin(ReadOnlyAdmin):
    list_display = ["address", "outcome", "reason", "checked_at"]
    list_filter = ["outcome"]
    search_fields = ["address", "reason"]
    fields = ("address", "outcome", "reason", "checked_at")
    readonly_fields = ("address", "outcome", "reason", "checked_at")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

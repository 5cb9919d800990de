"""What was last found at the links of the guides, to look at: only the command check_guides writes it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from guides.admin.base import ToLookAtAdmin
from guides.models import LinkCheck


@admin.register(LinkCheck)
class LinkCheckAdmin(ToLookAtAdmin):
    list_display = ["address", "outcome", "reason", "checked_at"]
    list_filter = ["outcome"]
    search_fields = ["address", "reason"]
    fields = ("address", "outcome", "reason", "checked_at")
    readonly_fields = ("address", "outcome", "reason", "checked_at")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

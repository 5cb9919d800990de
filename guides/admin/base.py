"""What all pages of the desk share: small boxes, permanent short names, rows that move up and down."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from guides.admin.guarded import GuardedAdmin

SMALL_BOXES: dict[Any, dict[str, Any]] = {
    models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})},
    models.URLField: {"assume_scheme": "https"},
}


class ToLookAtAdmin(admin.ModelAdmin):
    """What the site writes itself: staff look at it, and those whose role says so may delete it."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PartAdmin(GuardedAdmin):
    """A part of a guide. Its short name and its guide stay as they are once it is saved: ticks hang on them."""

    formfield_overrides = SMALL_BOXES
    save_on_top = True
    list_per_page = 200

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        own = super().get_readonly_fields(request, obj)
        fixed = [name for name in ("guide", "slug") if obj is not None and hasattr(obj, name)]
        return [*own, *fixed]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "regions":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class MovableAdmin(PartAdmin):
    """Rows in the order in which readers see them, each with a button up and a button down."""

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_move"
        move = self.admin_site.admin_view(self.move)
        return [path("<int:pk>/move/<str:direction>/", move, name=name), *super().get_urls()]

    @admin.display(description=_("order"))
    def order(self, row: models.Model) -> SafeString:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_move"
        up, down = (reverse(name, args=[row.pk, direction]) for direction in ("up", "down"))
        button = '<button formaction="{}" class="button" aria-label="{}">{}</button> '
        return format_html(button + button, up, _("Move up: %s") % row, "↑", down, _("Move down: %s") % row, "↓")

    def move(self, request: HttpRequest, pk: int, direction: str) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if direction not in ("up", "down"):
            raise Http404
        row = get_object_or_404(self.model, pk=pk)
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        self._move(row, -1 if direction == "up" else 1)
        self.edited(request, row)
        self.log_change(request, row, [{"changed": {"fields": [str(_("order"))]}}])
        return HttpResponseRedirect(self._back(request))

    def _back(self, request: HttpRequest) -> str:
        """The list as it was filtered, if that is where the press came from."""
        referer = request.headers.get("Referer", "")
        is_ours = url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure())
        return referer if is_ours else reverse(f"admin:{self._changelist}")

    @property
    def _changelist(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_changelist"

    @transaction.atomic
    def _move(self, row: Any, by: int) -> None:
        """Swap places with the neighbour, and give each sibling a place of its own if some shared one."""
        rows = sorted(self.siblings(row), key=lambda each: (each.position, each.pk))
        places = [each.position for each in rows]
        if len(set(places)) < len(places):
            places = list(range(places[0], places[0] + len(places)))
        here = rows.index(row)
        there = min(max(here + by, 0), len(rows) - 1)
        rows[here], rows[there] = rows[there], rows[here]
        for each, place in zip(rows, places, strict=True):
            type(row)._default_manager.filter(pk=each.pk).update(position=place)

    def siblings(self, row: Any) -> Iterable[Any]:
        """The rows among which this one has its place, as readers see them."""
        siblings: models.QuerySet[Any] = type(row)._default_manager.filter(guide=row.guide)
        return siblings

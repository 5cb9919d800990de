"""What all pages of the desk share: small boxes, permanent short names, rows that move up and down."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html_join
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guides.admin import new_source, own_guide, scope
from guides.admin.after_saving import ReviewAfterSaving
from guides.admin.deletion_conflicts import DeletionConflicts
from guides.admin.edit_conflicts import EditConflictAdmin, entries_of, said_of
from guides.admin.own_guide import OwnGuideChoices
from guides.document import finding
from guides.editing import renaming, texts
from guides.models import Guide
from guides.models.fields import ListField, PartsField

SMALL_BOXES: dict[Any, dict[str, Any]] = {
    models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})},
    models.URLField: {"assume_scheme": "https"},
}


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows written by the site: staff can view them, and delete them if their role allows it."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class FoundByTexts(admin.ModelAdmin):
    """A list whose search covers a part's own texts, its inner parts and its sources."""

    search_fields = ["pk"]  # there is a box; where it looks is said below
    search_help_text = _("Finds what contains every word: in its texts, in its parts, or in the names of its sources.")

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        if not search_term.strip():
            return queryset, False
        rows = queryset.prefetch_related(*texts.read_with(self.model))
        found = [row.pk for row in rows if finding.has_all(search_term, texts.searched(row))]
        return queryset.filter(pk__in=found), False


class PartAdmin(OwnGuideChoices, FoundByTexts, ReviewAfterSaving, DeletionConflicts, EditConflictAdmin):
    """A part of a guide. Its guide is fixed once it is saved, and its short name once it is published."""

    formfield_overrides = SMALL_BOXES
    list_per_page = 200

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        own = super().get_readonly_fields(request, obj)
        fixed = [name for name in ("guide", "slug") if obj is not None and hasattr(obj, name)]
        return [*own, *(name for name in fixed if name != "slug" or self._is_in_force(obj))]

    def _is_in_force(self, row: Any) -> bool:
        """Cached, because one page asks several times."""
        if not hasattr(row, "is_in_force"):
            row.is_in_force = renaming.is_in_force(row)
        return bool(row.is_in_force)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        own_guide.remember(request, obj)
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.own_guide = own_guide.own_guide(request)
        return form

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        for source in new_source.tell(request, [form, *(each for formset in formsets for each in formset.forms)]):
            self.log_addition(request, source, [{"added": {}}])

    def get_list_display(self, request: HttpRequest) -> Any:
        """If there are several guides, show the guide of each row."""
        shown = list(super().get_list_display(request))
        if "guides" not in vars(request):
            vars(request)["guides"] = Guide.objects.count()
        return shown if vars(request)["guides"] < 2 or "guide" in shown else [shown[0], "guide", *shown[1:]]

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        return self._within(request, obj, super().response_add(request, obj, post_url_continue))

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._within(request, obj, super().response_change(request, obj))

    def _within(self, request: HttpRequest, obj: Any, response: HttpResponse) -> HttpResponse:
        """“Save and add another” keeps the guide."""
        if "_addanother" in request.POST and "Location" in response:
            address = response["Location"]
            kept = f"{address}{'&' if '?' in address else '?'}guide={own_guide.of(obj)}"
            response["Location"] = scope.marked(kept) if scope.is_scoped(request) else kept
        return response

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What the address says; the devices of it one by one. Small parts have no form in an address."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        lists = [each for each in self.opts.get_fields() if isinstance(each, ListField)]
        parts = {each.name for each in lists if isinstance(each, PartsField)}
        split = {each.name: initial[each.name].split(",") for each in lists if isinstance(initial.get(each.name), str)}
        return {name: value for name, value in (initial | split).items() if name not in parts}

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """If there are several guides, ask for the guide first: the choices in the form depend on it."""
        is_open = request.method == "POST" or own_guide.wanted(request) or not Guide.objects.exists()
        if is_open or not self.has_add_permission(request):
            return super().add_view(request, form_url, extra_context)
        return own_guide.ask(request, {**self.admin_site.each_context(request), "opts": self.opts})


class MovableAdmin(PartAdmin):
    """Rows in the order of the page, each with buttons to move it up and down."""

    placed_by: tuple[str, ...] = ("guide_id",)

    class Media:
        js = ["js/desk.js"]

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_move"
        move = self.admin_site.admin_view(self.move)
        return [path("<int:pk>/move/<str:direction>/", move, name=name), *super().get_urls()]

    @admin.display(description=_("order"))
    def order(self, row: models.Model) -> SafeString:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_move"
        buttons = (("up", _("Move up: %s") % row, "↑"), ("down", _("Move down: %s") % row, "↓"))
        return format_html_join(
            " ",
            '<button id="{}" formaction="{}" class="button" aria-label="{}">{}</button>',
            ((f"move-{row.pk}-{way}", reverse(name, args=[row.pk, way]), label, sign) for way, label, sign in buttons),
        )

    def move(self, request: HttpRequest, pk: int, direction: str) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if direction not in ("up", "down"):
            raise Http404
        row = self.model._default_manager.filter(pk=pk).first()
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        if meanwhile := self._meanwhile(request, row):
            messages.warning(request, meanwhile)
            return HttpResponseRedirect(f"{self._back(request)}#move-{row.pk}-{direction}")
        place, number = self._move(row, -1 if direction == "up" else 1)
        words = {"row": row, "place": place, "number": number}
        messages.success(request, _("“%(row)s” is now number %(place)s of %(number)s.") % words)
        self.edited(request, row)
        self.log_change(request, row, [{"changed": {"fields": [str(_("order"))]}}])
        return HttpResponseRedirect(f"{self._back(request)}#move-{row.pk}-{direction}")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Include the current order in the list, so that a later press can be compared with it."""
        rows = self.model._default_manager.order_by("position", "pk").values_list("pk", *self.placed_by)
        shown = {"order": " ".join(map(_named, rows)), "order_at": timezone.now().isoformat()}
        return super().changelist_view(request, {**(extra_context or {}), **shown})

    def _meanwhile(self, request: HttpRequest, row: Any) -> str:
        """Who changed the order since the list was opened; empty: nobody."""
        shown = request.POST.get("order", "").split()
        siblings = sorted(self.siblings(row), key=lambda each: (each.position, each.pk))
        now = [_named((each.pk, *(getattr(each, name) for name in self.placed_by))) for each in siblings]
        if not shown or [name for name in shown if name in now] == now:
            return ""
        at = parse_datetime(request.POST.get("order_at", "")) or timezone.now()
        last = entries_of(self.model).filter(action_time__gte=at).first()
        again = _("Nothing was moved: the order has changed in the meantime. Look at the list, then press again.")
        who = said_of(last, gettext("%(who)s changed the %(kind)s “%(name)s” (%(when)s UTC).")) if last else ""
        return f"{who} {again}".strip()

    def _back(self, request: HttpRequest) -> str:
        """The filtered list, if the request came from it."""
        referer = request.headers.get("Referer", "")
        is_ours = url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure())
        return referer if is_ours else reverse(f"admin:{self._changelist}")

    @property
    def _changelist(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_changelist"

    @transaction.atomic
    def _move(self, row: Any, by: int) -> tuple[int, int]:
        """Swap places with the neighbour, and number the siblings if some share a place. Returns its place and their
        number.
        """
        rows = sorted(self.siblings(row), key=lambda each: (each.position, each.pk))
        places = [each.position for each in rows]
        if len(set(places)) < len(places):
            places = list(range(places[0], places[0] + len(places)))
        here = rows.index(row)
        there = min(max(here + by, 0), len(rows) - 1)
        rows[here], rows[there] = rows[there], rows[here]
        for each, place in zip(rows, places, strict=True):
            type(row)._default_manager.filter(pk=each.pk).update(position=place)
        return there + 1, len(rows)

    def siblings(self, row: Any) -> Iterable[Any]:
        """The rows among which this one is ordered, as readers see them."""
        siblings: models.QuerySet[Any] = type(row)._default_manager.filter(guide=row.guide)
        return siblings


def _named(row: Iterable[Any]) -> str:
    """A row by its primary key, with the fields that determine its siblings."""
    return "-".join(map(str, row))

"""A guide as a whole: its headline, its parts, and the page on which it is published."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guides.admin import scope
from guides.admin.after_saving import ReviewAfterSaving
from guides.admin.base import SMALL_BOXES, FoundByTexts
from guides.admin.deletion_conflicts import DeletionConflicts
from guides.admin.discard import discard
from guides.admin.due import due, require_editor
from guides.admin.edit_conflicts import EditConflictAdmin
from guides.admin.find import find
from guides.admin.guide_form import GuideForm
from guides.admin.new_guide import start
from guides.admin.review import review
from guides.admin.several_claims import several_claims
from guides.admin.several_sources import several_sources
from guides.admin.standing import standing
from guides.admin.workspace import workspace
from guides.editing import drafts, renaming
from guides.models import Edition, Guide


class GuideList(ChangeList):
    """The guides of a page with their latest editions and drafts, in a fixed number of queries."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        guides = list(self.result_list)
        latest = Edition.objects.latest_of_each(guides)
        read = {draft.guide for draft in drafts.read_all(latest) if draft.says_the_same_as(latest[draft.guide])}
        for guide in guides:
            guide.latest, guide.is_published = latest.get(guide), guide in read


@admin.register(Guide)
class GuideAdmin(FoundByTexts, ReviewAfterSaving, DeletionConflicts, EditConflictAdmin):
    form = GuideForm
    formfield_overrides = SMALL_BOXES
    list_display = ["product", "title", "state", "in_force", "is_up_to_date"]
    fieldsets = [
        (
            None,
            {"fields": ["product", "owner", "maker", "slug", "title", "description", "basis", "untried", "language"]},
        ),
        (gettext_lazy("What this guide has"), {"fields": ["sections", "needed", "devices"]}),
    ]
    change_form_template = "admin/guides/guide/change_form.html"

    def get_urls(self) -> list[Any]:
        return [
            path("<int:pk>/publish/", self.admin_site.admin_view(self.publish), name="guides_guide_publish"),
            path("<int:pk>/standing/", self.admin_site.admin_view(self.standing), name="guides_guide_standing"),
            path("<int:pk>/discard/", self.admin_site.admin_view(self.discard), name="guides_guide_discard"),
            path("<int:pk>/due/", self.admin_site.admin_view(self.due_of), name="guides_guide_due"),
            path("start/", self.admin_site.admin_view(self.start), name="guides_guide_start"),
            path("<int:pk>/workspace/", self.admin_site.admin_view(self.workspace), name="guides_guide_workspace"),
            path("called/<slug:slug>/", self.admin_site.admin_view(self.called), name="guides_guide_called"),
            path("<int:pk>/claims/", self.admin_site.admin_view(self.claims), name="guides_guide_claims"),
            path("<int:pk>/sources/", self.admin_site.admin_view(self.sources), name="guides_guide_sources"),
            path("due/", self.admin_site.admin_view(self.due), name="guides_due"),
            path("<int:pk>/find/", self.admin_site.admin_view(self.find), name="guides_guide_find"),
            *super().get_urls(),
        ]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return GuideList

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["slug"] if obj and renaming.is_in_force(obj) else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A published guide cannot be deleted: its address is on paper."""
        return super().has_delete_permission(request, obj) and not (obj and obj.editions.exists())

    @admin.display(description=gettext_lazy("edition in force"))
    def in_force(self, guide: Any) -> str:
        if guide.latest is None:
            return _("not published yet")
        day = date_format(guide.latest.published_at, "j F Y, H:i")
        return _("%(number)s, of %(day)s UTC") % {"number": guide.latest.number, "day": day}

    @admin.display(description=gettext_lazy("all published"), boolean=True)
    def is_up_to_date(self, guide: Any) -> bool:
        return bool(guide.is_published)

    def start(self, request: HttpRequest) -> HttpResponse:
        """The page on which a guide begins."""
        return start(request, self._context(request), self.log_addition)

    def workspace(self, request: HttpRequest, pk: int) -> HttpResponse:
        """All of one guide."""
        return workspace(request, pk, self._context(request))

    def called(self, request: HttpRequest, slug: str) -> HttpResponse:
        """From a page of a guide, which knows only its short name, to the workspace."""
        return HttpResponseRedirect(scope.workspace(get_object_or_404(Guide, slug=slug).pk))

    def claims(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Several claims at once."""
        return several_claims(request, pk, self._context(request), self.log_addition)

    def sources(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Several sources at once."""
        return several_sources(request, pk, self._context(request), self.log_addition)

    def _context(self, request: HttpRequest) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts}

    def publish(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The review page: what is missing, what changes, and the next steps."""
        context = {**self.admin_site.each_context(request), "opts": self.opts}
        return review(request, pk, context, self.log_change)

    def standing(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page for listing, unlisting and retiring."""
        return standing(request, pk, {**self.admin_site.each_context(request), "opts": self.opts}, self.log_change)

    def discard(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Back to what visitors read."""
        return discard(request, pk, {**self.admin_site.each_context(request), "opts": self.opts}, self.log_change)

    def due(self, request: HttpRequest) -> HttpResponse:
        """What should be checked again in all guides, by source."""
        return due(request, {**self.admin_site.each_context(request), "opts": self.opts}, self.log_change)

    def due_of(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The same list, of one guide."""
        require_editor(request)
        guide = get_object_or_404(Guide, pk=pk)
        return HttpResponseRedirect(f"{reverse('admin:guides_due')}?{urlencode({'guide': guide.slug})}")

    def find(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page for find and replace."""
        return find(request, pk, {**self.admin_site.each_context(request), "opts": self.opts}, self.log_change)

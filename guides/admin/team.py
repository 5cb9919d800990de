"""Teams created by visitors: staff can view them, and approvers can delete them. Staff see only the public counts."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guides.admin.base import ReadOnlyAdmin
from guides.models import Team
from guides.rules import team_figures


@admin.register(Team)
class TeamAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "guide", "region", "total", "size", "made_on", "used_on"]
    list_filter = ["guide", "region"]
    search_fields = ["name"]
    date_hierarchy = "made_on"
    fields = ("name", "guide", "region", "total", "size", "made_on", "used_on", "page")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Team]:
        teams: models.QuerySet[Team] = super().get_queryset(request).select_related("guide")
        return teams.annotate(counted=models.Count("counts"))

    @admin.display(description=gettext_lazy("counted"))
    def total(self, team: Any) -> str:
        rounded = team_figures.rounded(team.counted)
        return _("at least %(total)s") % {"total": rounded} if rounded else _("fewer than five")

    @admin.display(description=gettext_lazy("page"))
    def page(self, team: Team) -> SafeString:
        """The public page of the team. The server does not store the maker's secret."""
        address = reverse("guides:team", args=[team.guide.slug, team.region, team.key])
        return format_html('<a href="{}">{}</a>', address, address)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Counts are deleted with their team, without being listed or counted: there may be very many, or very few."""
        teams = list(objs)
        return [str(team) for team in teams], {str(self.opts.verbose_name_plural): len(teams)}, set(), []

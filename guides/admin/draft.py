"""The parts of a draft: regions, steps with their walkthroughs, claims, sources, authorities, labels."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from guides.admin.base import SMALL_BOXES, MovableAdmin, PartAdmin
from guides.models import Authority, Claim, Event, Label, Region, Rumour, Source, Step, Walkthrough

EVIDENCE: Any = (
    _("Where it comes from"),
    {"fields": ["certainty", "sources", "checked_on", "check_after", "disagreement"]},
)


@admin.register(Region)
class RegionAdmin(MovableAdmin):
    list_display = ["name", "guide", "since_on", "authority_count", "order"]
    list_filter = ["guide"]
    search_fields = ["name", "slug", "aliases"]
    fieldsets = [
        (None, {"fields": ["guide", "slug", "name", "place", "covers", "since_on"]}),
        (_("Which links lead here"), {"fields": ["countries", "aliases", "is_elsewhere"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Region]:
        regions: models.QuerySet[Region] = super().get_queryset(request)
        return regions.annotate(number_of_authorities=models.Count("authorities"))

    @admin.display(description=_("authorities"), ordering="number_of_authorities")
    def authority_count(self, region: Any) -> int:
        return int(region.number_of_authorities)


class WalkthroughInline(admin.StackedInline):
    model = Walkthrough
    extra = 0
    formfield_overrides = SMALL_BOXES
    autocomplete_fields = ["sources"]
    fieldsets = [
        (None, {"fields": ["devices", "regions", "trail", "actions", "url", "link_text", "see", "note"]}),
        EVIDENCE,
    ]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "regions":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)


@admin.register(Step)
class StepAdmin(MovableAdmin):
    list_display = ["title", "guide", "is_extra", "revision", "order"]
    list_filter = ["guide", "is_extra", "regions"]
    search_fields = ["title", "slug", "summary"]
    inlines = [WalkthroughInline]
    fieldsets = [
        (None, {"fields": ["guide", "slug", "title", "tick", "summary", "is_extra", "regions"]}),
        (_("When readers must look again"), {"fields": ["revision", "change_note"]}),
    ]


class ScopedAdmin(PartAdmin):
    """A statement for some regions, or for all."""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("regions")

    @admin.display(description=_("only in"))
    def where(self, row: Any) -> str:
        return ", ".join(region.slug for region in row.regions.all()) or "–"


@admin.register(Claim)
class ClaimAdmin(ScopedAdmin, MovableAdmin):
    list_display = ["text_in_short", "order", "topic", "where", "when", "certainty", "checked_on"]
    list_filter = ["guide", "topic", "regions", "certainty", "step", "checked_on"]
    search_fields = ["text", "slug", "disagreement", "sources__title", "sources__publisher"]
    autocomplete_fields = ["sources"]
    date_hierarchy = "checked_on"
    fieldsets = [
        (None, {"fields": ["guide", "topic", "step", "text"]}),
        (_("For whom and when"), {"fields": ["regions", "devices", "from_on", "until_on"]}),
        EVIDENCE,
        (_("Permanent name"), {"fields": ["slug"], "classes": ["collapse"]}),
    ]

    @admin.display(description=_("claim"), ordering="text")
    def text_in_short(self, claim: Claim) -> str:
        return str(claim)

    @admin.display(description=_("when"))
    def when(self, claim: Claim) -> str:
        begins = _("from %(day)s") % {"day": date_format(claim.from_on, "j M Y")} if claim.from_on else ""
        ends = _("to %(day)s") % {"day": date_format(claim.until_on, "j M Y")} if claim.until_on else ""
        return f"{begins} {ends}".strip() or "–"

    def siblings(self, row: Claim) -> list[Claim]:
        """Claims that some reader sees beside this one."""
        claims = Claim.objects.filter(guide=row.guide, topic=row.topic, step=row.step).prefetch_related("regions")
        own = set(row.regions.all())
        return [each for each in claims if not own or not each.regions.all() or own & set(each.regions.all())]


@admin.register(Source)
class SourceAdmin(MovableAdmin):
    list_display = ["title", "publisher", "dated", "is_linked", "order"]
    list_filter = ["guide", "publisher"]
    search_fields = ["title", "publisher", "slug"]
    fields = ["guide", "slug", "title", "publisher", "dated", "url"]

    @admin.display(description=_("linked"), boolean=True)
    def is_linked(self, source: Source) -> bool:
        return bool(source.url)


@admin.register(Authority)
class AuthorityAdmin(MovableAdmin):
    list_display = ["place", "name", "region", "checked_on", "order"]
    list_filter = ["region"]
    search_fields = ["place", "name", "code"]
    autocomplete_fields = ["sources"]
    fieldsets = [
        (None, {"fields": ["region", "code", "place", "name", "name_language", "url", "email", "languages", "note"]}),
        EVIDENCE,
    ]

    def siblings(self, row: Authority) -> models.QuerySet[Authority]:
        return Authority.objects.filter(region=row.region)


@admin.register(Label)
class LabelAdmin(MovableAdmin):
    list_display = ["language_name", "page", "switch", "checked_on", "order"]
    list_filter = ["guide"]
    search_fields = ["language_name", "page", "switch"]
    autocomplete_fields = ["sources"]
    fieldsets = [
        (None, {"fields": ["guide", "language", "language_name", "page", "switch"]}),
        EVIDENCE,
    ]


@admin.register(Event)
class EventAdmin(ScopedAdmin):
    """Readers see events by their day, so there is nothing to move."""

    list_display = ["text_in_short", "happened_on", "where", "effect", "certainty", "checked_on"]
    list_filter = ["guide", "regions", "effect", "certainty", "checked_on"]
    search_fields = ["text", "slug", "disagreement", "sources__title", "sources__publisher"]
    autocomplete_fields = ["sources"]
    date_hierarchy = "happened_on"
    ordering = ["-happened_on", "-position"]
    fieldsets = [
        (None, {"fields": ["guide", "slug", "happened_on", "precision", "text", "regions", "effect"]}),
        EVIDENCE,
    ]

    @admin.display(description=_("event"), ordering="text")
    def text_in_short(self, event: Event) -> str:
        return str(event)


@admin.register(Rumour)
class RumourAdmin(ScopedAdmin, MovableAdmin):
    list_display = ["said_in_short", "order", "verdict", "where", "certainty", "checked_on"]
    list_filter = ["guide", "verdict", "regions", "certainty", "checked_on"]
    search_fields = ["said", "right", "words", "slug", "disagreement", "sources__title", "sources__publisher"]
    autocomplete_fields = ["sources"]
    date_hierarchy = "checked_on"
    fieldsets = [
        (None, {"fields": ["guide", "slug", "said", "verdict", "right", "words", "regions", "from_on"]}),
        EVIDENCE,
    ]

    @admin.display(description=_("rumour"), ordering="said")
    def said_in_short(self, rumour: Rumour) -> str:
        return str(rumour)

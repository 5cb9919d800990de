"""The parts of a draft, but for its steps: regions, claims, sources, authorities, labels, events, rumours."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from guides.admin import new_source, own_guide, seen
from guides.admin.after_saving import ApartAdmin
from guides.admin.base import MovableAdmin, PartAdmin
from guides.admin.deletion import NamedByOthersAdmin, only_in, resting_on
from guides.admin.new_source import StatementForm
from guides.admin.own_guide import OfOneGuide
from guides.admin.resting import rests
from guides.editing import short_names
from guides.models import Authority, Claim, Event, Label, Region, Rumour, Source

EVIDENCE: Any = [
    (_("Where it comes from"), {"fields": ["certainty", "sources", "checked_on", "check_after", "disagreement"]}),
    new_source.FIELDSET,
]


class RegionForm(seen.EditedForm):
    """A region form that refuses short names that are a guide's address."""

    def _refused(self) -> Iterator[tuple[str, str]]:
        yield from super()._refused()
        typed = self.cleaned_data
        names = {"slug": [typed.get("slug", "")], "aliases": typed.get("aliases", [])}
        names["countries"] = [country.lower() for country in typed.get("countries", [])]
        for field in typed.keys() & names.keys():
            if guide := short_names.guide_called(names[field]):
                message = _("“%(name)s” is the address of the guide “%(guide)s”. Choose another.")
                yield field, message % {"name": guide.slug, "guide": guide}


@admin.register(Region)
class RegionAdmin(NamedByOthersAdmin, MovableAdmin):
    form = RegionForm
    list_display = ["name", "guide", "since_on", "authority_count", "order"]
    list_filter = ["guide"]
    fieldsets = [
        (None, {"fields": ["guide", "slug", "name", "place", "covers", "since_on"]}),
        (_("Which links lead here"), {"fields": ["countries", "aliases", "is_elsewhere"]}),
    ]

    def holding(self, rows: Sequence[Region]) -> Iterator[models.Model]:
        return only_in(rows)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Region]:
        regions: models.QuerySet[Region] = super().get_queryset(request)
        return regions.annotate(number_of_authorities=models.Count("authorities"))

    @admin.display(description=_("authorities"), ordering="number_of_authorities")
    def authority_count(self, region: Any) -> int:
        return int(region.number_of_authorities)


class ScopedAdmin(PartAdmin):
    """A statement for some regions, or for all."""

    form = StatementForm

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).prefetch_related("regions")

    @admin.display(description=_("only in"))
    def where(self, row: Any) -> str:
        regions = [region.slug for region in row.regions.all()]
        return ", ".join([str(_("everywhere")), *regions] if row.is_everywhere else regions) or "–"


class ToldIn(admin.SimpleListFilter):
    """The claims that readers of one region see: its own, and those for everywhere. The workspace leads here."""

    title = _("told in")
    parameter_name = "told_in"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        guide = own_guide.number(request.GET.get("guide__id__exact"))
        return [(str(region.pk), region.name) for region in Region.objects.filter(guide=guide)]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Claim]) -> models.QuerySet[Claim]:
        region = Region.objects.filter(pk=own_guide.number(self.value()) or 0).first() if self.value() else None
        if region is None:
            return queryset
        own = models.Q(pk__in=region.claim_set.values("pk"))
        return queryset.filter(own | models.Q(is_everywhere=True, guide=region.guide_id))


@admin.register(Claim)
class ClaimAdmin(ApartAdmin, ScopedAdmin, MovableAdmin):
    placed_by = ("topic", "step_id")
    list_display = ["text_in_short", "order", "topic", "where", "when", "certainty", "checked_on"]
    list_filter = [
        "guide",
        "topic",
        "question",
        "is_everywhere",
        ("regions", OfOneGuide),
        ToldIn,
        "certainty",
        ("step", OfOneGuide),
        "checked_on",
    ]
    date_hierarchy = "checked_on"
    fieldsets = [
        (None, {"fields": ["guide", "topic", "step", "text"]}),
        (
            _("For whom and when"),
            {"fields": ["is_everywhere", "regions", "is_on_every_device", "devices", "from_on", "until_on"]},
        ),
        (_("Among the short answers"), {"fields": ["question", "answer", "words"]}),
        *EVIDENCE,
        (_("Short name"), {"fields": ["slug"], "classes": ["collapse"]}),
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
        """Claims that at least one reader sees together with this one."""
        claims = Claim.objects.filter(guide=row.guide, topic=row.topic, step=row.step).prefetch_related("regions")
        own = set(row.regions.all())
        return [each for each in claims if row.is_everywhere or each.is_everywhere or own & set(each.regions.all())]


@admin.register(Source)
class SourceAdmin(NamedByOthersAdmin, MovableAdmin):
    list_display = ["title", "publisher", "dated", "is_linked", "gone_on", "rest", "order"]
    list_filter = ["guide", ("gone_on", admin.EmptyFieldListFilter), "publisher"]
    fieldsets = [
        (None, {"fields": ["guide", "slug", "title", "publisher", "language", "dated", "url"]}),
        (_("When its page is gone"), {"fields": ["gone_on", "archive_url", "archived_on"]}),
    ]

    def get_urls(self) -> list[Any]:
        pages = [
            path("<int:pk>/rests/", self.admin_site.admin_view(self.rests), name="guides_source_rests"),
            path("offered/", self.admin_site.admin_view(self.offered), name="guides_source_offered"),
        ]
        return [*pages, *super().get_urls()]

    def holding(self, rows: Sequence[Source]) -> Iterator[models.Model]:
        return resting_on(rows)

    def offered(self, request: HttpRequest) -> Any:
        """What the search box for sources in a form offers."""
        return own_guide.OfferedSources.as_view(admin_site=self.admin_site)(request)

    def rests(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page of a source: what rests on it, whether its page is gone, and its replacement."""
        return rests(request, pk, {**self.admin_site.each_context(request), "opts": self.opts}, self.log_change)

    @admin.display(description=_("rests on it"))
    def rest(self, source: Source) -> SafeString:
        link = '<a href="{}">{}<span class="visually-hidden"> {}</span></a>'
        return format_html(link, reverse("admin:guides_source_rests", args=[source.pk]), _("Show"), source)

    @admin.display(description=_("linked"), boolean=True)
    def is_linked(self, source: Source) -> bool:
        return bool(source.url)


@admin.register(Authority)
class AuthorityAdmin(MovableAdmin):
    form = StatementForm
    placed_by = ("region_id",)
    list_display = ["place", "name", "region", "checked_on", "order"]
    list_select_related = ["region__guide"]
    list_filter = ["region__guide", ("region", OfOneGuide)]
    fieldsets = [
        (None, {"fields": ["region", "code", "place", "name", "name_language", "url", "email", "languages", "note"]}),
        (_("What a complaint needs"), {"fields": ["asks_first", "contents"]}),
        *EVIDENCE,
    ]

    @admin.display(description=_("guide"), ordering="region__guide")
    def guide(self, authority: Authority) -> str:
        return str(authority.region.guide)

    def siblings(self, row: Authority) -> models.QuerySet[Authority]:
        return Authority.objects.filter(region=row.region)


@admin.register(Label)
class LabelAdmin(MovableAdmin):
    form = StatementForm
    list_display = ["language_name", "page", "switch", "checked_on", "order"]
    list_filter = ["guide"]
    fieldsets = [
        (None, {"fields": ["guide", "language", "language_name", "page", "switch"]}),
        *EVIDENCE,
    ]


@admin.register(Event)
class EventAdmin(ScopedAdmin):
    """Events are ordered by date, so they cannot be moved."""

    list_display = ["text_in_short", "happened_on", "where", "effect", "certainty", "checked_on"]
    list_filter = ["guide", "is_everywhere", ("regions", OfOneGuide), "effect", "certainty", "checked_on"]
    date_hierarchy = "happened_on"
    ordering = ["-happened_on", "-position"]
    fieldsets = [
        (None, {"fields": ["guide", "slug", "happened_on", "precision", "text", "is_everywhere", "regions", "effect"]}),
        *EVIDENCE,
    ]

    @admin.display(description=_("event"), ordering="text")
    def text_in_short(self, event: Event) -> str:
        return str(event)


@admin.register(Rumour)
class RumourAdmin(ScopedAdmin, MovableAdmin):
    list_display = ["said_in_short", "order", "verdict", "where", "certainty", "checked_on"]
    list_filter = ["guide", "verdict", "is_everywhere", ("regions", OfOneGuide), "certainty", "checked_on"]
    date_hierarchy = "checked_on"
    fieldsets = [
        (
            None,
            {"fields": ["guide", "slug", "said", "verdict", "right", "words", "is_everywhere", "regions", "from_on"]},
        ),
        *EVIDENCE,
    ]

    @admin.display(description=_("rumour"), ordering="said")
    def said_in_short(self, rumour: Rumour) -> str:
        return str(rumour)

"""The parts of a draft from which an objection is put together."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from guides.admin.base import MovableAdmin
from guides.admin.draft import EVIDENCE, ScopedAdmin
from guides.admin.own_guide import OfOneGuide
from guides.editing import checks
from guides.models import Ground, Paragraph, Purpose, Recourse

CHECKED: Any = [(_("Before it is published"), {"fields": ["to_check"]})]
FILTERS: list[Any] = ["guide", "to_check", "is_everywhere", ("regions", OfOneGuide), "certainty", "checked_on"]
WHERE = ["is_everywhere", "regions"]


class OfLettersAdmin(ScopedAdmin, MovableAdmin):
    """A part of an objection."""

    date_hierarchy = "checked_on"

    @admin.display(description=_("to be checked"), ordering="to_check")
    def held(self, row: Any) -> str:
        return str(_("yes")) if row.to_check else "–"

    @admin.display(description=_("only in these places"))
    def there(self, row: Any) -> str:
        return ", ".join(row.places) or "–"


@admin.register(Recourse)
class RecourseAdmin(OfLettersAdmin):
    list_display = ["name", "order", "kind", "where", "there", "held", "certainty", "checked_on"]
    list_filter = [*FILTERS, "kind"]
    fieldsets = [
        (None, {"fields": ["guide", "slug", "name", "kind", *WHERE, "places"]}),
        (_("What readers are told"), {"fields": ["law", "text", "instead"]}),
        (
            _("Where a letter goes"),
            {"fields": ["controller", "post", "form_url", "form_option", "other_option", "officer_url"]},
        ),
        (_("By when"), {"fields": ["answer_months", "answer_days", "extension_months", "acknowledge_days"]}),
        *CHECKED,
        *EVIDENCE,
    ]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        row = form.instance
        for _new, other in [] if row.to_check else checks.rivals_in(row.guide, {row.slug}):
            message = _("For the same place there is also “%(name)s” (%(slug)s). Only one can be published: %(how)s")
            how = _("tick “to be checked” in the one that does not hold, or delete it.")
            messages.warning(request, message % {"name": other, "slug": other.slug, "how": how})


@admin.register(Purpose)
class PurposeAdmin(OfLettersAdmin):
    list_display = ["label", "order", "where", "is_first", "held", "certainty", "checked_on"]
    list_filter = FILTERS
    fieldsets = [
        (None, {"fields": ["guide", "slug", "label", "text", *WHERE, "is_first", "is_other"]}),
        *CHECKED,
        *EVIDENCE,
    ]


@admin.register(Ground)
class GroundAdmin(OfLettersAdmin):
    list_display = ["label", "order", "where", "held", "certainty", "checked_on"]
    list_filter = FILTERS
    fieldsets = [
        (None, {"fields": ["guide", "slug", "label", "sentence", "care", *WHERE, "rights", "account"]}),
        *CHECKED,
        *EVIDENCE,
    ]


@admin.register(Paragraph)
class ParagraphAdmin(OfLettersAdmin):
    placed_by = ("piece",)
    list_display = ["text_in_short", "order", "piece", "where", "there", "held", "checked_on"]
    list_filter = [*FILTERS, "piece", "account", "wish"]
    fieldsets = [
        (None, {"fields": ["guide", "slug", "piece", "text"]}),
        (_("Who gets it"), {"fields": [*WHERE, "places", "rights", "account", "wish"]}),
        *CHECKED,
        *EVIDENCE,
    ]

    @admin.display(description=_("paragraph"), ordering="text")
    def text_in_short(self, paragraph: Paragraph) -> str:
        return str(paragraph)

    def siblings(self, row: Paragraph) -> Any:
        """The paragraphs of the same text."""
        return Paragraph.objects.filter(guide=row.guide, piece=row.piece)

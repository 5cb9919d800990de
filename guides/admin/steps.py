"""The steps of a draft, each with its walkthroughs on the same page."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from guides.admin import own_guide, pictures, scope, seen
from guides.admin.base import SMALL_BOXES, MovableAdmin
from guides.admin.draft import EVIDENCE
from guides.admin.forms import sentence
from guides.admin.own_guide import OfOneGuide, OwnGuideChoices
from guides.admin.pictures import WalkthroughForm
from guides.document import step_rules, validation
from guides.document import types as documents
from guides.document.types import Problem
from guides.models import Guide, Region, Step, Walkthrough

MOST_EMPTY = 4  # walkthroughs to fill in on one page


def _begin(form: Any, guide: Guide | None) -> None:
    """A new walkthrough begins with every device of its guide, everywhere: a small guide needs only this one."""
    form.base_fields["devices"].initial = guide.devices if guide else []
    form.base_fields["is_everywhere"].initial = True


class Walkthroughs(forms.BaseInlineFormSet):
    """The walkthroughs of a step. The page asks three times for the empty form, and names the step with each row."""

    @cached_property
    def empty_form(self) -> Any:
        return super().empty_form

    def get_queryset(self) -> models.QuerySet[Walkthrough]:
        walkthroughs: models.QuerySet[Walkthrough] = super().get_queryset()
        for walkthrough in walkthroughs:
            walkthrough.step = self.instance
        return walkthroughs


class WalkthroughInline(OwnGuideChoices, admin.StackedInline):
    model = Walkthrough
    form = WalkthroughForm
    formset = Walkthroughs
    extra = 0
    formfield_overrides = SMALL_BOXES
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "devices",
                    "is_everywhere",
                    "regions",
                    "answers",
                    "trail",
                    "actions",
                    "url",
                    "link_text",
                    "see",
                    "note",
                ]
            },
        ),
        pictures.FIELDSET,
        *EVIDENCE,
    ]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return seen.with_seen(super().get_fieldsets(request, obj))

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        own_guide.remember(request, obj)
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.form.own_guide = own_guide.own_guide(request)
        if scope.is_scoped(request):
            _begin(formset.form, Guide.objects.filter(pk=own_guide.own_guide(request) or 0).first())
        return formset

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """Without JavaScript, a link asks for an empty one, or for some."""
        return min(own_guide.number(request.GET.get("more")) or 0, MOST_EMPTY)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Walkthrough]:
        walkthroughs: models.QuerySet[Walkthrough] = super().get_queryset(request)
        return walkthroughs.prefetch_related("sources", "regions")


def _bare(**fields: Any) -> documents.Step:
    """A step of which no more is known than this."""
    return documents.Step.model_construct(**{"title": "", "tick": "", "summary": "", **fields})


class StepForm(seen.EditedForm):
    """A step, with what it says only in some regions, what it comes after, and what it asks."""

    own_guide: int | None = None
    after = forms.ChoiceField(
        required=False,
        label=capfirst(Step._meta.get_field("after").verbose_name),
        help_text=Step._meta.get_field("after").help_text,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        guide = own_guide.of(self.instance) or self.own_guide
        others = Step.objects.filter(guide=guide).exclude(pk=self.instance.pk)
        field: Any = self.fields["after"]
        words = dict(own_guide.told_apart(others))
        field.choices = [("", _("no other step")), *((step.slug, words[step.pk]) for step in others)]

    def _refused(self) -> Iterator[tuple[str, str]]:
        yield from super()._refused()
        cleaned = self.cleaned_data
        variants = [each for each in cleaned.get("variants", []) if not validation.refused(documents.Variant, each)]
        question = cleaned.get("question")
        if question and validation.refused(documents.StepQuestion, question):
            question = None  # the field says what is wrong with it
        step = _bare(
            slug=cleaned.get("slug") or self.instance.slug,
            is_extra=bool(cleaned.get("is_extra")),
            regions=tuple(region.slug for region in cleaned.get("regions") or ()),
            after=cleaned.get("after") or None,
            question=documents.StepQuestion.model_validate(question) if question else None,
            variants=tuple(map(documents.Variant.model_validate, variants)),
        )
        faults = (*step_rules.variant_faults(step), *step_rules.question_faults(step), *self._order_faults(step))
        yield from ((fault.field, sentence(fault.reason)) for fault in faults if fault.field in self.fields)
        yield from (("variants", message) for message in self._unknown_regions(step))

    def _order_faults(self, step: documents.Step) -> Iterator[Problem]:
        """What is wrong with what the step comes after, among the steps of the draft."""
        rows = Step.objects.filter(guide=own_guide.of(self.instance) or self.own_guide).exclude(pk=self.instance.pk)
        others = [_bare(slug=row.slug, is_extra=row.is_extra, after=row.after or None) for row in rows]
        return step_rules.order_faults([*others, step], step)

    def _unknown_regions(self, step: documents.Step) -> Iterator[str]:
        guide = self.cleaned_data.get("guide") or self.instance.guide_id
        known = set(Region.objects.filter(guide=guide).values_list("slug", flat=True))
        for region in sorted({region for variant in step.variants for region in variant.regions} - known):
            yield _("This guide has no region with the short name “%(name)s”.") % {"name": region}


@admin.register(Step)
class StepAdmin(MovableAdmin):
    form = StepForm
    list_display = ["title", "guide", "is_extra", "revision", "order"]
    list_filter = ["guide", "is_extra", "is_everywhere", ("regions", OfOneGuide)]
    inlines = [WalkthroughInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "guide",
                    "slug",
                    "title",
                    "outcome",
                    "tick",
                    "summary",
                    "kind",
                    "is_extra",
                    "is_everywhere",
                    "regions",
                ]
            },
        ),
        (_("What comes first"), {"fields": ["after", "question"]}),
        (_("Where it differs"), {"fields": ["variants"]}),
        (_("When readers must look again"), {"fields": ["revision", "change_note"]}),
    ]

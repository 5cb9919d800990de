"""The draft of a guide: ordinary rows that staff edit, and no visitor ever reads. Here is what all others hang on.

Field names are those of `documents`. A rule on a field is the document's own rule, asked here so that the admin can
name the field.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guides import documents
from guides.models.fields import ListField
from guides.models.rules import is_country, is_language, is_slug, line_field, link_field, slug_field, text_field


class Guide(models.Model):
    slug = models.SlugField(
        _("short name"),
        unique=True,
        max_length=60,
        validators=[is_slug],
        help_text=_("The first part of every address, such as “linkedin”."),
    )
    product = line_field(_("product"), _("What the guide is about, as people call it: LinkedIn."))
    title = line_field(_("title"), _("The headline: what the reader will have done at the end."))
    description = text_field(_("description"), _("One or two sentences for search engines and for previews in chats."))
    language = models.CharField(
        _("language"), max_length=20, default="en", validators=[is_language], help_text=_("The language of the texts.")
    )
    basis = text_field(
        _("how we know"), _("What the guide rests on, and what was not tried. Stands above the sources."), blank=True
    )
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["slug"]
        verbose_name = _("guide")
        verbose_name_plural = _("guides")
        permissions = [("publish_guide", "Can publish a guide")]

    def __str__(self) -> str:
        return self.product

    def get_absolute_url(self) -> str:
        return reverse("guides:guide", args=[self.slug])


class Positioned(models.Model):
    """Has a place among its siblings; staff move it up and down."""

    position = models.PositiveIntegerField(_("place"), default=0, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and not self.position:
            last = type(self)._default_manager.aggregate(last=models.Max("position"))["last"]
            self.position = (last or 0) + 1
        super().save(*args, **kwargs)


class Source(Positioned):
    guide = models.ForeignKey(Guide, models.CASCADE, related_name="sources", verbose_name=_("guide"))
    slug = slug_field()
    title = line_field(_("title"), _("What the page or document is called."))
    publisher = line_field(_("publisher"), _("Who says it: LinkedIn, a regulator, a newspaper."))
    dated = line_field(_("date, in words"), _("When it was published, or in force: “18 September 2025”, “undated”."))
    url = link_field(
        _("address"),
        _("Leave it empty when the page is a copy of somebody else’s text: it is then named, but not linked."),
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [models.UniqueConstraint(fields=["guide", "slug"], name="source_slug_once_a_guide")]

    def __str__(self) -> str:
        return f"{self.publisher}: {self.title}"


class Region(Positioned):
    guide = models.ForeignKey(Guide, models.CASCADE, related_name="regions", verbose_name=_("guide"))
    slug = slug_field()
    name = line_field(_("name"), _("As in a list: United Kingdom."))
    place = line_field(_("place"), _("As in the middle of a sentence: in the United Kingdom."))
    covers = text_field(_("covers"), _("Who belongs here, for somebody who is not sure."))
    since_on = models.DateField(
        _("training since"),
        null=True,
        blank=True,
        help_text=_("A day by which the training ran in this region; the first one, where it is known."),
    )
    countries = ListField(
        _("countries"),
        validators=[is_country],
        help_text=_("Two-letter codes, one a line. /de leads to the region that has DE."),
    )
    aliases = ListField(
        _("other short names"), validators=[is_slug], help_text=_("One a line; each leads to this region: gb, england.")
    )
    is_elsewhere = models.BooleanField(
        _("is the rest of the world"), default=False, help_text=_("For exactly one region: everybody not named above.")
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        constraints = [models.UniqueConstraint(fields=["guide", "slug"], name="region_slug_once_a_guide")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("guides:checklist", args=[self.guide.slug, self.slug])

    def clean(self) -> None:
        if taken := {self.slug, *self.aliases} & documents.RESERVED_REGIONS:
            raise ValidationError({"aliases": _("“%(name)s” is another page of the guide.") % {"name": min(taken)}})

"""The draft of a guide: rows that staff edit and visitors never read.

Other models depend on this one. Field names are those of `document.types`. Validators apply the document's own rules,
so that the desk can name the field.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from guides.document import field_types
from guides.models.fields import (
    DevicesField,
    ListField,
    TopicsField,
    all_sections,
    usual_devices,
    usually_needed,
)
from guides.models.rules import is_country, is_language, is_slug, line_field, link_field, slug_field, text_field
from guides.rules import clock


class Guide(models.Model):
    class State(models.TextChoices):
        LISTED = "listed", _("listed: the site links to it")
        UNLISTED = "unlisted", _("unlisted: anyone with the address can read it")
        RETIRED = "retired", _("retired: it no longer applies, and says so")

    slug = models.SlugField(
        _("short name"),
        unique=True,
        max_length=60,
        validators=[is_slug],
        help_text=_(
            "The first part of every address, such as “chatter”. It can be changed until the guide is published; "
            "after that, links and readers’ ticks depend on it, so it cannot change."
        ),
    )
    product = line_field(_("product"), _("What the guide is about, as people call it."))
    owner = line_field(
        _("owner"),
        _("The company that the product belongs to, if it has another name: pages say that we are not part of it."),
        blank=True,
    )
    maker = line_field(
        _("maker"),
        _("The company behind the product, if it is not called as the product is: receipts read “says …”."),
        blank=True,
    )
    title = line_field(_("title"), _("The headline: what the reader will have done at the end."))
    description = text_field(_("description"), _("One or two sentences for search engines and for previews in chats."))
    language = models.CharField(
        _("language"), max_length=20, default="en", validators=[is_language], help_text=_("The language of the texts.")
    )
    basis = text_field(_("how we know"), _("What the guide rests on. Shown above the sources."), blank=True)
    untried = line_field(
        _("what was not tested"),
        _("One line that readers should know before they begin. Shown on each region’s page, not folded away."),
        blank=True,
    )
    sections = TopicsField(
        _("sections"),
        default=all_sections,
        help_text=_("What this guide says something about. Pages leave out what is not ticked, headings included."),
    )
    needed = TopicsField(
        _("needed in every region"),
        default=usually_needed,
        help_text=_("It cannot be published without a claim on each of these in each region. Tick only its sections."),
    )
    devices = DevicesField(
        _("devices"),
        default=usual_devices,
        help_text=_("Each step needs a walkthrough for each of these. Readers choose among them."),
    )
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.LISTED, editable=False)
    retired_note = text_field(
        _("what readers are told"),
        _("Only for a retired guide: in a sentence, why it no longer applies, and since when."),
        blank=True,
        editable=False,
    )
    successor = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("successor"),
        help_text=_("Only for a retired guide: the guide that takes its place. Short links then lead to it."),
    )

    class Meta:
        ordering = ["slug"]
        verbose_name = _("guide")
        verbose_name_plural = _("guides")
        permissions = [("publish_guide", "Can publish a guide")]

    def __str__(self) -> str:
        return self.product

    def get_absolute_url(self) -> str:
        return reverse("guides:guide", args=[self.slug])

    def clean(self) -> None:
        if self._state.adding and field_types.is_taken(self.slug):
            message = _("“%(name)s” is the address of something else, or the code of a country or language.")
            raise ValidationError({"slug": message % {"name": self.slug}})


class Positioned(models.Model):
    """A row with a position among its siblings; staff move it up and down."""

    position = models.PositiveIntegerField(_("place"), default=0, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and not self.position:
            last = type(self)._default_manager.aggregate(last=models.Max("position"))["last"]
            self.position = (last or 0) + 1
        super().save(*args, **kwargs)

    def unique_error_message(self, model_class: Any, unique_check: Any) -> ValidationError:
        """An error for values that must be unique within a guide, with the field's label."""
        field = self._meta.get_field(unique_check[-1])
        words = {"name": capfirst(str(getattr(field, "verbose_name", ""))), "value": getattr(self, field.name)}
        return ValidationError(_("“%(name)s”: “%(value)s” is taken in this guide. Choose another.") % words, "taken")


class Source(Positioned):
    guide = models.ForeignKey(Guide, models.CASCADE, related_name="sources", verbose_name=_("guide"))
    slug = slug_field()
    title = line_field(_("title"), _("What the page or document is called."))
    publisher = line_field(_("publisher"), _("Who says it: the product’s maker, a regulator, a newspaper."))
    language = models.CharField(
        _("language of title and publisher"),
        max_length=field_types.LONGEST_LANGUAGE,
        default="en",
        validators=[is_language],
        help_text=_(
            "In which they are written here, as a code: “en”, “de”. On pages in other languages they are marked."
        ),
    )
    dated = line_field(_("date, in words"), _("When it was published, or in force: “18 September 2025”, “undated”."))
    url = link_field(
        _("address"),
        _("Leave it empty when the page is a copy of somebody else’s text: it is then named, but not linked."),
    )

    gone_on = models.DateField(
        _("found gone on"),
        null=True,
        blank=True,
        help_text=_("The day on which its page was found gone. Empty: it is still there."),
    )
    archive_url = link_field(
        _("archived copy"),
        _("The address of a copy in a public archive. Readers can follow it; the site itself never does."),
    )
    archived_on = models.DateField(
        _("archived on"), null=True, blank=True, help_text=_("The day of the copy, as the archive gives it.")
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [models.UniqueConstraint(fields=["guide", "slug"], name="source_slug_once_a_guide")]

    def __str__(self) -> str:
        return f"{self.publisher}: {self.title}"

    def clean(self) -> None:
        faults = {
            name: _("This day is in the future.")
            for name in ("gone_on", "archived_on")
            if (day := getattr(self, name)) and day > clock.today()
        }
        if self.archive_url and not self.url:
            faults["archive_url"] = _("A source that is named but not linked has no copy to link either. Clear this.")
        elif self.archive_url and not self.archived_on:
            faults["archived_on"] = _("Say on which day the copy was made.")
        elif self.archived_on and not self.archive_url:
            faults["archive_url"] = _("Say where the archived copy is, or clear its day.")
        if faults:
            raise ValidationError(faults)


class Region(Positioned):
    guide = models.ForeignKey(Guide, models.CASCADE, related_name="regions", verbose_name=_("guide"))
    slug = slug_field()
    name = line_field(_("name"), _("As in a list: United Kingdom."))
    place = line_field(_("place"), _("As in the middle of a sentence: in the United Kingdom."))
    covers = text_field(_("covers"), _("Who belongs here, for somebody who is not sure."))
    since_on = models.DateField(
        _("since"),
        null=True,
        blank=True,
        help_text=_("The first day on which what the guide stops is known to have happened in this region."),
    )
    countries = ListField(
        _("countries"),
        validators=[is_country],
        help_text=_("Two-letter codes, one per line. /de leads to the region that has DE."),
    )
    aliases = ListField(
        _("other short names"),
        validators=[is_slug],
        help_text=_("One per line; each leads to this region: gb, england."),
    )
    is_elsewhere = models.BooleanField(
        _("is the rest of the world"),
        default=False,
        help_text=_("For exactly one region: everybody who is in no other one."),
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
        for field, names in (("slug", {self.slug}), ("aliases", set(self.aliases))):
            if taken := names & field_types.RESERVED_REGIONS:
                message = _("“%(name)s” is another page of the guide. Choose another name.")
                raise ValidationError({field: message % {"name": min(taken)}})
            if taken := names & field_types.RESERVED_GUIDES:
                message = _("“%(name)s” is another page of the site. Choose another name.")
                raise ValidationError({field: message % {"name": min(taken)}})


class Scoped(models.Model):
    """A row that applies everywhere or to some regions: one of the two must be chosen.

    So a part that loses its last region applies to nobody until somebody chooses again.
    """

    is_everywhere = models.BooleanField(
        _("everywhere"), default=False, help_text=_("In every region, and in those that are added later.")
    )
    regions = models.ManyToManyField(
        Region, blank=True, verbose_name=_("only in"), help_text=_("Or only in these regions.")
    )

    class Meta:
        abstract = True

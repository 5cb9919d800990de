"""Evidence of statements, and authorities, which belong to a region and are statements too."""

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from guides.document import types as documents
from guides.models.fields import ListField
from guides.models.guide import Positioned, Region, Source
from guides.models.rules import is_email, is_language, is_place, line_field, link_field, staff_field, text_field

CERTAINTY_HELP = _(
    "Readers see this. Several: sources that do not copy each other. Our own conclusion: no source says it directly."
)


class Evidence(models.Model):
    """A statement's sources, certainty, and the date of its last check."""

    class Certainty(models.TextChoices):
        MAKER = "maker", _("the product’s maker says so")
        SEVERAL = "several", _("several sources")
        ONE = "one", _("one source")
        DISPUTED = "disputed", _("sources disagree")
        INFERRED = "inferred", _("our own conclusion")

    certainty = models.CharField(
        _("how sure"), max_length=10, choices=Certainty, default=Certainty.ONE, help_text=CERTAINTY_HELP
    )
    sources = models.ManyToManyField(
        Source, blank=True, verbose_name=_("sources"), help_text=_("At least one before publishing.")
    )
    checked_on = models.DateField(
        _("checked on"),
        null=True,
        blank=True,
        help_text=_("The day on which somebody last checked this against its sources."),
    )
    checked_by = staff_field(_("checked by"), editable=False)
    check_after = models.DateField(
        _("check again after"), null=True, blank=True, help_text=_("Empty: 90 days after the last check.")
    )
    disagreement = text_field(_("who disagrees"), _("Only where sources disagree: what each side says."), blank=True)

    class Meta:
        abstract = True

    @property
    def due_on(self) -> datetime.date | None:
        """The day after which its check is overdue, by the document's rule. None: never checked."""
        if self.check_after is not None or self.checked_on is None:
            return self.check_after
        return self.checked_on + documents.CHECK_AGAIN_AFTER


class Authority(Evidence, Positioned):
    region = models.ForeignKey(Region, models.CASCADE, related_name="authorities", verbose_name=_("region"))
    code = models.CharField(
        _("code"),
        max_length=6,
        validators=[is_place],
        help_text=_("The country, or country and part: IE, DE-BY, US-CA."),
    )
    place = line_field(_("for people in"), _("The country or part of it."))
    name = line_field(_("name"), _("In its own language."))
    name_language = models.CharField(_("language of the name"), max_length=20, default="en", validators=[is_language])
    url = link_field(_("address"), _("Its page for complaints, or else its front page."), blank=False)
    email = models.EmailField(_("e-mail"), blank=True, validators=[is_email], help_text=_("Where there is no form."))
    languages = ListField(
        _("languages"),
        validators=[is_language],
        help_text=_("Those in which people may complain; codes, one per line."),
    )
    note = text_field(_("note"), blank=True)
    asks_first = models.BooleanField(
        _("wants the company asked first"), null=True, blank=True, help_text=_("Only if its own pages say so.")
    )
    contents = text_field(_("what a complaint must contain"), _("In a sentence, as its own pages have it."), blank=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("authority")
        verbose_name_plural = _("authorities")

    def __str__(self) -> str:
        return f"{self.place}: {self.name}"

"""What happened, and what one reads elsewhere."""

from django.db import models
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from guides.models.evidence import Evidence
from guides.models.fields import ListField
from guides.models.guide import Guide, Positioned, Region
from guides.models.rules import LONGEST_NAME, searchable, slug_field, text_field


class Event(Evidence, Positioned):
    """Something that happened; it stands in the timeline from its day on."""

    class Precision(models.TextChoices):
        DAY = "day", _("to the day")
        MONTH = "month", _("to the month")
        YEAR = "year", _("to the year")

    class Effect(models.TextChoices):
        STARTS = "starts", _("the training starts, or starts again")
        PAUSES = "pauses", _("the training is paused")

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="events", verbose_name=_("guide"))
    slug = slug_field()
    happened_on = models.DateField(
        _("day"),
        help_text=_(
            "When it happened, and from when the timeline says it. Is only the month known, choose a day in it."
        ),
    )
    precision = models.CharField(
        _("how exactly"),
        max_length=10,
        choices=Precision,
        default=Precision.DAY,
        help_text=_("What is known of the day."),
    )
    text = text_field(
        _("text"), _("One to three short sentences, in the present tense: “LinkedIn announces …”. Marks as in a claim.")
    )
    regions = models.ManyToManyField(
        Region, blank=True, verbose_name=_("only in"), help_text=_("None chosen: it concerns every region.")
    )
    effect = models.CharField(
        _("what it does"),
        max_length=10,
        choices=Effect,
        blank=True,
        help_text=_("In these regions. The drawing above the timeline is made from it. Empty: nothing."),
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [models.UniqueConstraint(fields=["guide", "slug"], name="event_slug_once_a_guide")]

    def __str__(self) -> str:
        return Truncator(self.text).chars(LONGEST_NAME)

    def get_absolute_url(self) -> str:
        return f"{reverse('guides:timeline', args=[self.guide.slug])}#event-{self.slug}"


class Rumour(Evidence, Positioned):
    """What one reads elsewhere, and what is right."""

    class Verdict(models.TextChoices):
        WRONG = "wrong", _("wrong")
        SUPERSEDED = "superseded", _("no longer true")
        DISPUTED = "disputed", _("not settled")

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="rumours", verbose_name=_("guide"))
    slug = slug_field()
    said = text_field(_("what one reads"), _("In our own words, as somebody would repeat it. No quotation."))
    verdict = models.CharField(
        _("verdict"), max_length=10, choices=Verdict, help_text=_("Readers see this word first.")
    )
    right = text_field(
        _("what is right"), _("And why. Marks as in a claim. The sources below are those of this sentence.")
    )
    words = ListField(
        _("words to find it by"),
        validators=[searchable],
        help_text=_("One a line, which the two texts do not contain: what a worried person would type."),
    )
    regions = models.ManyToManyField(
        Region, blank=True, verbose_name=_("only in"), help_text=_("None chosen: it concerns every region.")
    )
    from_on = models.DateField(
        _("from"), null=True, blank=True, help_text=_("The first day on which the verdict holds. Empty: always.")
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("rumour")
        verbose_name_plural = _("rumours")
        constraints = [models.UniqueConstraint(fields=["guide", "slug"], name="rumour_slug_once_a_guide")]

    def __str__(self) -> str:
        return Truncator(self.said).chars(LONGEST_NAME)

    def get_absolute_url(self) -> str:
        return f"{reverse('guides:claims', args=[self.guide.slug])}#rumour-{self.slug}"

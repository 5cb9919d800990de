"""Events and rumours (common claims)."""

from django.db import models
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from guides.models.evidence import Evidence
from guides.models.fields import ListField
from guides.models.guide import Guide, Positioned, Scoped
from guides.models.rules import LONGEST_NAME, searchable, slug_field, text_field


class Event(Evidence, Scoped, Positioned):
    """Something that happened; the timeline shows it from its day on."""

    class Precision(models.TextChoices):
        DAY = "day", _("to the day")
        MONTH = "month", _("to the month")
        YEAR = "year", _("to the year")

    class Effect(models.TextChoices):
        STARTS = "starts", _("it starts, or starts again")
        PAUSES = "pauses", _("it is paused")

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="events", verbose_name=_("guide"))
    slug = slug_field()
    happened_on = models.DateField(
        _("day"),
        help_text=_(
            "When it happened; the timeline shows it from then on. If only the month is known, choose a day in it."
        ),
    )
    precision = models.CharField(
        _("how exactly the day is known"),
        max_length=10,
        choices=Precision,
        default=Precision.DAY,
        help_text=_("How much of the day is known."),
    )
    text = text_field(
        _("text"),
        _("One to three short sentences, in the present tense: “The company announces …”. Markup as in a claim."),
    )
    effect = models.CharField(
        _("effect"),
        max_length=10,
        choices=Effect,
        blank=True,
        help_text=_(
            "Whether it starts or pauses in these regions, as the drawing above the timeline shows. Empty: neither."
        ),
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


class Rumour(Evidence, Scoped, Positioned):
    """A claim that is going around, and what is true instead."""

    class Verdict(models.TextChoices):
        WRONG = "wrong", _("wrong")
        SUPERSEDED = "superseded", _("no longer true")
        DISPUTED = "disputed", _("not settled")

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="rumours", verbose_name=_("guide"))
    slug = slug_field()
    said = text_field(_("the claim"), _("In our own words, as somebody would repeat it. No quotation."))
    verdict = models.CharField(
        _("verdict"), max_length=10, choices=Verdict, help_text=_("Readers see this word first.")
    )
    right = text_field(
        _("what is true"), _("And why. Markup as in a claim. The sources below are those of this sentence.")
    )
    words = ListField(
        _("words to find it by"),
        validators=[searchable],
        help_text=_("One per line: what a worried person would type that is not in the two texts."),
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
        return f"{reverse('guides:rumours', args=[self.guide.slug])}#rumour-{self.slug}"

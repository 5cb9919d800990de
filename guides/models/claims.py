"""Claims (sentences for some readers or for all) and the product's labels in other languages."""

from itertools import count
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from guides.document import field_types
from guides.models.evidence import Evidence
from guides.models.fields import DevicesField, ListField, Topic
from guides.models.guide import Guide, Positioned, Scoped
from guides.models.rules import LONGEST_NAME, is_language, line_field, searchable, slug_field, text_field
from guides.models.steps import Step


class Claim(Evidence, Scoped, Positioned):
    Topic = Topic

    class Question(models.TextChoices):
        TOO_LATE = "too_late", _("Is it too late?")
        DELETES_POSTS = "deletes_posts", _("Does it delete what I wrote before?")
        STAYS = "stays", _("What stays in the models?")
        SEEN = "seen", _("Does anybody see that I did it?")
        REVERSIBLE = "reversible", _("Can I change my mind later?")
        ALL_DEVICES = "all_devices", _("Does it count on all my devices?")
        THIS_SITE = "this_site", _("Is this site official, or a scam?")

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="claims", verbose_name=_("guide"))
    slug = slug_field(blank=True)
    topic = models.CharField(_("topic"), max_length=20, choices=Topic, help_text=_("Where on the page it appears."))
    text = text_field(
        _("text"), _("One or two sentences. **Data privacy** marks a label; [words](https://…) makes a link.")
    )
    step = models.ForeignKey(
        Step,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="claims",
        verbose_name=_("step"),
        help_text=_("For the two topics that belong to a step."),
    )
    is_on_every_device = models.BooleanField(
        _("on every device"), default=False, help_text=_("Shown to readers on any device.")
    )
    devices = DevicesField(_("only on"), help_text=_("Or only on these devices."))
    from_on = models.DateField(
        _("from"), null=True, blank=True, help_text=_("The first day on which it is shown. Empty: always.")
    )
    until_on = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The last day on which it is shown. Empty: no end.")
    )
    question = models.CharField(
        _("question"),
        max_length=20,
        choices=Question,
        blank=True,
        help_text=_("The question that it answers, among the short answers on each region’s page. Empty: none."),
    )
    answer = line_field(_("answer in a word"), _("Shown before the text there: “No.”, “Yes.” Empty: none."), blank=True)
    words = ListField(
        _("words to find it by"),
        validators=[searchable],
        help_text=_("One per line: what a worried person would type that is not in the question or the text."),
    )

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        constraints = [models.UniqueConstraint(fields=["guide", "slug"], name="claim_slug_once_a_guide")]

    def __str__(self) -> str:
        return Truncator(self.text).chars(LONGEST_NAME)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.slug or self._free_slug()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The first page on which it appears."""
        region = self.regions.first() or self.guide.regions.first()
        return region.get_absolute_url() if region else self.guide.get_absolute_url()

    def _free_slug(self) -> str:
        """A generated slug: the topic and a number, because nobody sees it."""
        taken = set(Claim.objects.filter(guide_id=self.guide_id).values_list("slug", flat=True))
        stem = self.topic.replace("_", "-")
        return next(slug for slug in (f"{stem}-{number}" for number in count(1)) if slug not in taken)

    def clean(self) -> None:
        if self.from_on and self.until_on and self.until_on < self.from_on:
            raise ValidationError({"until_on": _("This day is before the first day, “From”. Choose a later one.")})
        if (self.topic in field_types.STEP_TOPICS) != (self.step_id is not None):
            raise ValidationError({"step": _("Name a step for the topics that belong to one, and only for those.")})
        if self.question and self.topic in field_types.STEP_TOPICS:
            raise ValidationError(
                {"question": _("A claim that belongs to a step cannot answer a question of the whole page.")}
            )
        if not self.question and (self.answer or self.words):
            raise ValidationError({"question": _("Choose the question, or clear the answer and its words.")})


class Label(Evidence, Positioned):
    guide = models.ForeignKey(Guide, models.CASCADE, related_name="labels", verbose_name=_("guide"))
    language = models.CharField(
        _("language"), max_length=20, validators=[is_language], help_text=_("Its code: nl, de, pt.")
    )
    language_name = line_field(_("language, in words"), _("Dutch, German, Portuguese."))
    page = line_field(_("name of the page"), _("Exactly as the product shows it in that language."))
    switch = line_field(_("words beside the setting"), _("Exactly; empty if not known."), blank=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("label in another language")
        verbose_name_plural = _("labels in other languages")
        constraints = [models.UniqueConstraint(fields=["guide", "language"], name="label_once_a_language")]

    def __str__(self) -> str:
        return f"{self.language_name}: {self.page}"

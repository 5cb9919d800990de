"""The words of a guide in another language: as translators have them, and as they were published."""

import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from guides.document import field_types
from guides.document.languages import BY_TAG
from guides.document.po_format import Written
from guides.document.translation import Key
from guides.document.translation import Translation as Words
from guides.models.guide import Guide
from guides.models.rules import line_field, staff_field

Issue = tuple[int, datetime.datetime]  # which one: of a restored database the same number may say something else


def _language() -> "models.CharField[Any, str]":
    """By its tag. Which there are says `languages`: one more needs no migration."""
    return models.CharField(_("language"), max_length=field_types.LONGEST_LANGUAGE)


class HowMade(models.Model):
    """How the words came about: pages in this language say so."""

    written_by = line_field(_("written by"), _("A person, or “a machine, read by …”. Readers see this."), blank=True)
    read_by = line_field(_("read by a native speaker"), _("Empty until somebody has read it all."), blank=True)
    read_on = models.DateField(_("read on"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def written(self) -> Written:
        return Written(self.written_by, self.read_by, self.read_on.isoformat() if self.read_on else "")


class Translation(HowMade):
    """What translators write, one row a guide and language. Readers get it once it is published.

    `words`: a list of entries, each with its context, its English, its words and the places where that English stood.
    """

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="translations", verbose_name=_("guide"))
    language = _language()
    words = models.JSONField(_("words"), default=list, blank=True)
    asked_by = staff_field(_("publication asked by"))
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)

    class Meta:
        ordering = ["guide", "language"]
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        permissions = [("publish_translation", "Can publish translations")]
        constraints = [models.UniqueConstraint(fields=["guide", "language"], name="translation_once_a_language")]

    def __str__(self) -> str:
        return f"{self.guide}: {BY_TAG[self.language].name}"


class TranslationEditionQuerySet(models.QuerySet["TranslationEdition"]):
    def in_force(self) -> dict[tuple[str, str], Issue]:
        """The last one of each guide and language, by the guide's slug and the tag. One query."""
        last = (models.Max("number"), models.Max("published_at"))
        rows = self.values_list("guide__slug", "language").annotate(*last).order_by()
        return {(slug, language): (number, at) for slug, language, number, at in rows}

    def latest_of(self, guide: Guide, language: str) -> "TranslationEdition | None":
        return self.filter(guide=guide, language=language).order_by("-number").first()


class TranslationEdition(HowMade):
    """Words as they were published, under the English they translate. Numbered, whole, and never changed again."""

    guide = models.ForeignKey(Guide, models.PROTECT, related_name="translation_editions", verbose_name=_("guide"))
    language = _language()
    number = models.PositiveIntegerField(_("number"))
    words = models.JSONField(_("words"))
    note = models.TextField(_("what changed"), max_length=field_types.LONGEST_TEXT, blank=True)
    published_at = models.DateTimeField(_("published at"), auto_now_add=True)
    published_by = staff_field(_("published by"))
    asked_by = staff_field(_("asked by"))

    objects = TranslationEditionQuerySet.as_manager()

    class Meta:
        ordering = ["guide", "language", "-number"]
        default_permissions = ("view",)
        verbose_name = _("published translation")
        verbose_name_plural = _("published translations")
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "language", "number"], name="translation_number_once_a_guide_and_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.guide} {self.language} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A published translation never changes. Publish a new one.")
        super().save(*args, **kwargs)

    def to_words(self) -> Words:
        return Words(self.language, by_key(self.words))


def by_key(entries: Any) -> dict[Key, str]:
    """The words of kept entries, by the kind of text and its English."""
    return {(entry["context"], entry["english"]): entry["words"] for entry in entries}

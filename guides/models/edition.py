"""The editions: what was published, as it was published. Numbered, whole, and never changed again."""

import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from guides import documents
from guides.models.guide import Guide
from guides.models.rules import staff_field
from guides.soundness import parse


class Size(models.TextChoices):
    """How big a change is, for readers who ticked steps before it."""

    TYPO = "typo", _("typo: nobody has to know")
    MEDIUM = "medium", _("medium: worth reading, ticks stay good")
    MAJOR = "major", _("major: who ticked a changed step must look again")


class EditionQuerySet(models.QuerySet["Edition"]):
    def in_force(self) -> dict[str, tuple[int, datetime.datetime]]:
        """Number and time of the edition in force, by the guide's slug. One query that looks at no older edition."""
        newest = self.filter(guide=models.OuterRef("pk")).order_by("-number")
        found = [models.Subquery(newest.values(name)[:1]) for name in ("number", "published_at")]
        return {
            slug: (number, at) for slug, number, at in Guide.objects.values_list("slug", *found).order_by() if number
        }

    def latest_of(self, guide: Guide) -> "Edition | None":
        return self.filter(guide=guide).order_by("-number").first()

    def below(self, slug: str, number: int) -> "EditionQuerySet":
        """The editions of a guide, named by its slug, that came before this number, newest first."""
        return self.filter(guide__slug=slug, number__lt=number).order_by("-number")


class Edition(models.Model):
    guide = models.ForeignKey(Guide, models.PROTECT, related_name="editions", verbose_name=_("guide"))
    number = models.PositiveIntegerField(_("number"))
    document = models.JSONField(_("document"))
    note = models.TextField(_("what changed"), max_length=documents.LONGEST_TEXT)
    size = models.CharField(_("size of the change"), max_length=10, choices=Size, default=Size.MEDIUM)
    published_at = models.DateTimeField(_("published at"), auto_now_add=True)
    published_by = staff_field(_("published by"))
    approved_by = staff_field(_("approved by"))

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["guide", "-number"]
        get_latest_by = "number"
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [models.UniqueConstraint(fields=["guide", "number"], name="edition_number_once_a_guide")]

    def __str__(self) -> str:
        return f"{self.guide} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("An edition never changes. Publish a new one.")
        super().save(*args, **kwargs)

    def to_guide(self) -> documents.Guide:
        return parse(self.document, is_kept=True)

"""Editions: published documents, numbered and immutable."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from guides.document import field_types
from guides.document import types as documents
from guides.document.validation import parse
from guides.models.guide import Guide
from guides.models.rules import staff_field
from guides.rules.standing import LISTED, Standing


class Size(models.TextChoices):
    """How big a change is, for readers who ticked steps before it."""

    TYPO = "typo", _("typo: nothing that readers need to know")
    MEDIUM = "medium", _("medium: worth reading, ticks stay valid")
    MAJOR = "major", _("major: people who ticked a changed step must look again")


def _standing(state: str, note: str, successor: tuple[str, str]) -> Standing:
    if state == Guide.State.RETIRED:
        return Standing(False, note, *successor)
    return LISTED if state == Guide.State.LISTED else Standing(is_listed=False)


class EditionQuerySet(models.QuerySet["Edition"]):
    def in_force(self) -> dict[str, tuple[int, datetime.datetime]]:
        """The number and time of each guide's current edition, by slug. One query that reads no older edition."""
        return {slug: (number, at) for slug, (number, at, _standing) in self.in_force_with_standing().items()}

    def in_force_with_standing(self) -> dict[str, tuple[int, datetime.datetime, Standing]]:
        """The same, with the guide's state. A successor counts once it is published."""
        newest = self.filter(guide=models.OuterRef("pk")).order_by("-number")
        columns = [models.Subquery(newest.values(name)[:1]) for name in ("number", "published_at")]
        own = ("state", "retired_note", "successor__slug", "successor__product")
        rows = [row for row in Guide.objects.values_list("slug", *columns, *own).order_by() if row[1]]
        published = {row[0] for row in rows}
        return {
            slug: (number, at, _standing(state, note, (to, product) if to in published else ("", "")))
            for slug, number, at, state, note, to, product in rows
        }

    def latest_of(self, guide: Guide) -> "Edition | None":
        return self.filter(guide=guide).order_by("-number").first()

    def latest_of_each(self, guides: Iterable[Guide]) -> "dict[Guide, Edition]":
        """The latest edition of each of these guides that has one, in one query."""
        newest = self.filter(guide=models.OuterRef("pk")).order_by("-number").values("pk")[:1]
        rows = Guide.objects.filter(pk__in=[guide.pk for guide in guides]).order_by()
        latest = self.filter(pk__in=rows.annotate(newest=models.Subquery(newest)).values("newest"))
        return {edition.guide: edition for edition in latest.select_related("guide")}

    def below(self, slug: str, number: int) -> "EditionQuerySet":
        """The editions of a guide, named by its slug, that came before this number, newest first."""
        return self.filter(guide__slug=slug, number__lt=number).order_by("-number")


class Edition(models.Model):
    guide = models.ForeignKey(Guide, models.PROTECT, related_name="editions", verbose_name=_("guide"))
    number = models.PositiveIntegerField(_("number"))
    document = models.JSONField(_("document"))
    note = models.TextField(_("what changed"), max_length=field_types.LONGEST_TEXT)
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
        return self._guide

    @cached_property
    def _guide(self) -> documents.Guide:
        """It is read once for all that one page asks of it."""
        return parse(self.document, is_kept=True)

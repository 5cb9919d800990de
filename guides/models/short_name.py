"""Records which guide had a short name first: `/uk` is on paper, so it keeps its target."""

import datetime
from collections.abc import Iterable

from django.db import models

from guides.document import field_types
from guides.models.guide import Guide


class ShortNameQuerySet(models.QuerySet["ShortName"]):
    def keep(self, guide: Guide, names: Iterable[str], day: datetime.date) -> None:
        """Record the names that this guide publishes for the first time."""
        known = set(self.filter(guide=guide).values_list("name", flat=True))
        self.bulk_create([self.model(guide=guide, name=name, since_on=day) for name in sorted(set(names) - known)])

    def put_first(self, guide_slug: str) -> None:
        """Give a guide its names a day earlier, so that of guides that are loaded together it is the first."""
        self.filter(guide__slug=guide_slug).update(since_on=models.F("since_on") - datetime.timedelta(days=1))

    def first_of_each(self) -> dict[str, tuple[str, ...]]:
        """For each name, the slug of the guide that had it first; several if they had it on the same day."""
        first: dict[str, list[str]] = {}
        days: dict[str, datetime.date] = {}
        rows = self.order_by("since_on", "guide__slug").values_list("name", "guide__slug", "since_on")
        for name, slug, day in rows:
            if days.setdefault(name, day) == day:
                first.setdefault(name, []).append(slug)
        return {name: tuple(slugs) for name, slugs in first.items()}


class ShortName(models.Model):
    """A name that has led to a region of this guide since that day. Rows are only added, by publishing."""

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="short_names")
    name = models.CharField(max_length=field_types.LONGEST_SLUG)
    since_on = models.DateField()

    objects = ShortNameQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["guide", "name"], name="short_name_once_a_guide")]

    def __str__(self) -> str:
        return f"{self.guide}: {self.name}"

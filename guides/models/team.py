"""Teams that count how many have done it, and a row for each who did: a random mark and the week, nothing else.

Counting inserts one row and changes none, so presses at the same moment cannot overwrite each other, on any database.
A mark counts once: who presses twice sends the same one.
"""

import datetime
import hashlib
import secrets
from base64 import urlsafe_b64encode
from typing import Any

from django.db import models, transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from guides import clock, figures
from guides.models.guide import Guide
from guides.models.rules import readable

LONGEST_NAME = 60
MOST_COUNTS = 100_000
KEPT_FOR = datetime.timedelta(days=365)


class TeamQuerySet(models.QuerySet["Team"]):
    def make(self, guide: str, region: str, name: str = "", form: str = "") -> tuple["Team", str]:
        """A new team, and the secret of whoever made it: only its digest is kept.

        Key and secret follow from the random mark of the form and what was typed, so a press that is sent twice makes
        one team. Without a mark each press makes another.
        """
        said = "\0".join((form or secrets.token_urlsafe(16), guide, region, name))
        secret = _token("secret", said, 32)
        row, _is_new = self.get_or_create(
            key=_token("key", said, 12),
            defaults={
                "guide": Guide.objects.get(slug=guide),
                "region": region,
                "name": name,
                "maker_digest": _digest(secret),
                "made_on": clock.today(),
                "used_on": clock.today(),
            },
        )
        return row, secret

    def unused(self) -> "TeamQuerySet":
        """Nobody was counted and no maker looked for a year."""
        return self.filter(used_on__lt=clock.today() - KEPT_FOR)


class Team(models.Model):
    guide = models.ForeignKey(Guide, models.CASCADE, related_name="teams", verbose_name=_("guide"))
    region = models.SlugField(_("region"), max_length=60)
    name = models.CharField(_("name"), max_length=LONGEST_NAME, blank=True, validators=[readable])
    key = models.CharField(_("key"), max_length=16, unique=True)
    maker_digest = models.CharField(max_length=64)
    made_on = models.DateField(_("made on"))
    used_on = models.DateField(_("last used on"), db_index=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["-made_on", "-pk"]
        default_permissions = ("view", "delete")
        verbose_name = _("team")
        verbose_name_plural = _("teams")

    def __str__(self) -> str:
        return self.name or str(_("a team without a name"))

    def is_made_with(self, secret: str) -> bool:
        return constant_time_compare(_digest(secret), self.maker_digest)

    def is_full(self) -> bool:
        return self.counts.count() >= MOST_COUNTS

    def count(self, mark: str) -> None:
        """Count this mark; a mark that is counted already changes nothing. IntegrityError: the team is gone."""
        week = figures.monday(clock.today())
        Count.objects.bulk_create([Count(team=self, mark=mark, week_on=week)], ignore_conflicts=True)
        self.use()

    def take_out(self, mark: str) -> None:
        self.counts.filter(mark=mark).delete()

    def use(self) -> None:
        """Note that somebody needs this team, at most once a day."""
        if self.used_on < clock.today():
            Team.objects.filter(pk=self.pk).update(used_on=clock.today())

    def exact_figures(self) -> figures.Figures:
        rows = self.counts.values("week_on").annotate(number=models.Count("pk")).order_by()
        counted = {row["week_on"]: row["number"] for row in rows}
        return figures.for_maker(counted, self.made_on, clock.today())

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """With all its counts. The lock makes who presses meanwhile wait, and then find no team."""
        Team.objects.select_for_update().filter(pk=self.pk).first()
        return super().delete(*args, **kwargs)


class Count(models.Model):
    """Somebody who has done it. The mark is random, and only their own browser knows it."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="counts", db_index=False)
    mark = models.CharField(max_length=22, unique=True)
    week_on = models.DateField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["team", "week_on"], name="count_by_team_and_week")]

    def __str__(self) -> str:
        return str(_("somebody"))


def _token(what: str, said: str, length: int) -> str:
    """That many bytes as letters for an address, which nobody can tell who has not our key."""
    told = salted_hmac(f"guides.team.{what}", said, algorithm="sha256").digest()
    return urlsafe_b64encode(told[:length]).decode().rstrip("=")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

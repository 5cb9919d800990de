"""Teams, and one row for each person counted: a random token and the week, nothing else.

Counting inserts one row and updates none, so simultaneous presses cannot overwrite each other on any database. A token
counts once: pressing twice sends the same one.
"""

import datetime
import hashlib
import secrets
from base64 import urlsafe_b64encode
from typing import Any

from django.db import models, transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from guides.models.guide import Guide
from guides.models.rules import readable
from guides.rules import clock, team_figures

LONGEST_NAME = 60
MOST_COUNTS = 100_000
KEPT_FOR = datetime.timedelta(days=365)


class TeamQuerySet(models.QuerySet["Team"]):
    def make(
        self, guide: str, region: str, name: str = "", form: str = "", size: int | None = None
    ) -> tuple["Team", str]:
        """Create a team and its maker's secret, of which only the digest is stored.

        Key and secret are derived from the form's random token and its values, so a form sent twice creates one team.
        Without a token, each request creates another.
        """
        source = "\0".join((form or secrets.token_urlsafe(16), guide, region, name, str(size or "")))
        secret = _token("secret", source, 32)
        row, _is_new = self.get_or_create(
            key=_token("key", source, 12),
            defaults={
                "guide": Guide.objects.get(slug=guide),
                "region": region,
                "name": name,
                "size": size,
                "maker_digest": _digest(secret),
                "made_on": clock.today(),
                "used_on": clock.today(),
            },
        )
        return row, secret

    def unused(self) -> "TeamQuerySet":
        """Teams without a count or a visit by their maker for a year."""
        return self.filter(used_on__lt=clock.today() - KEPT_FOR)


class Team(models.Model):
    guide = models.ForeignKey(Guide, models.CASCADE, related_name="teams", verbose_name=_("guide"))
    region = models.SlugField(_("region"), max_length=60)
    name = models.CharField(_("name"), max_length=LONGEST_NAME, blank=True, validators=[readable])
    size = models.PositiveIntegerField(_("size"), null=True, blank=True)
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

    def count(self, token: str) -> None:
        """Count this token; a token that is counted already changes nothing. IntegrityError: the team is gone."""
        week = team_figures.monday(clock.today())
        Count.objects.bulk_create([Count(team=self, token=token, week_on=week)], ignore_conflicts=True)
        self.use()

    def take_out(self, token: str) -> None:
        self.counts.filter(token=token).delete()

    def use(self) -> None:
        """Record that the team is in use, at most once a day."""
        if self.used_on < clock.today():
            Team.objects.filter(pk=self.pk).update(used_on=clock.today())

    def exact_figures(self) -> team_figures.Figures:
        rows = self.counts.values("week_on").annotate(number=models.Count("pk")).order_by()
        counted = {row["week_on"]: row["number"] for row in rows}
        return team_figures.for_maker(counted, self.made_on, clock.today())

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the team with all its counts. The lock makes simultaneous counts wait, and then find no team."""
        Team.objects.select_for_update().filter(pk=self.pk).first()
        return super().delete(*args, **kwargs)


class Count(models.Model):
    """One person counted. The token is random, and only their own browser knows it."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="counts", db_index=False)
    token = models.CharField(max_length=22, unique=True)
    week_on = models.DateField()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["team", "week_on"], name="count_by_team_and_week")]

    def __str__(self) -> str:
        return str(_("somebody"))


def _token(what: str, source: str, length: int) -> str:
    """That many bytes as URL characters, unpredictable without our key."""
    digest = salted_hmac(f"guides.team.{what}", source, algorithm="sha256").digest()
    return urlsafe_b64encode(digest[:length]).decode().rstrip("=")


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

"""Readers' reports that a step or a statement is wrong. Nothing is known about the sender."""

import functools
import operator
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from guides.document.field_types import LONGEST_LANGUAGE
from guides.document.languages import BY_TAG
from guides.models.fields import DEVICE_NAMES
from guides.models.guide import Guide
from guides.models.rules import readable, staff_field
from guides.rules import clock, reports
from guides.rules.reports import Tally

GROUP = ("guide", "region", "step", "device", "statement", "choice", "edition")


def _within_a_week() -> models.Q:
    return models.Q(reported_on__gt=clock.today() - reports.WITHIN)


class ReportQuerySet(models.QuerySet["Report"]):
    def waiting(self) -> "ReportQuerySet":
        """Open reports, and confirmed ones that readers are told about."""
        return self.filter(state__in=[Report.State.OPEN, Report.State.CONFIRMED])

    def groups(self) -> models.QuerySet[Any, dict[str, Any]]:
        """Open reports grouped by place and complaint, largest groups first."""
        is_open = models.Q(state=Report.State.OPEN)
        counted: models.QuerySet[Any, dict[str, Any]] = (
            self.waiting()
            .values(*GROUP)
            .annotate(
                last=models.Max("pk"),
                first_on=models.Min("reported_on"),
                unanswered=models.Count("pk", filter=is_open),
                recent=models.Count("pk", filter=is_open & _within_a_week()),
                recent_days=models.Count("reported_on", distinct=True, filter=is_open & _within_a_week()),
                confirmed=models.Count("pk", filter=~is_open),
            )
        )
        return counted.order_by("-unanswered", "-last")

    def tallies(self, editions: Mapping[str, int]) -> list[Tally]:
        """The tallies for these editions, by the guide's slug. One cheap query."""
        if not editions:
            return []
        in_force = (models.Q(guide__slug=slug, edition=number) for slug, number in editions.items())
        rows = self.filter(functools.reduce(operator.or_, in_force)).order_by()
        recent = rows.filter(_within_a_week(), state=Report.State.OPEN)  # apart, so that the index finds few
        parts = (part._tallied() for part in (recent, rows.filter(state=Report.State.CONFIRMED)))
        counted = next(parts).union(*parts, all=True)
        return [
            Tally(guide, region, step, device, statement, state == Report.State.CONFIRMED, number, days, since)
            for guide, region, step, device, statement, state, _choice, number, days, since in counted
        ]

    def _tallied(self) -> models.QuerySet[Any, tuple[Any, ...]]:
        keys = ("guide__slug", "region", "step", "device", "statement", "state", "choice")
        counted: models.QuerySet[Any, tuple[Any, ...]] = self.values_list(*keys).annotate(
            models.Count("pk"), models.Count("reported_on", distinct=True), models.Min("reported_on")
        )
        return counted

    def answer(self, state: str, by: Any) -> int:
        return self.update(state=state, answered_by=by, answered_on=clock.today())

    def outdated(self) -> "ReportQuerySet":
        today = clock.today()
        forgotten = models.Q(state=Report.State.OPEN, reported_on__lt=today - reports.KEPT_OPEN)
        return self.filter(forgotten | models.Q(answered_on__lt=today - reports.KEPT_ANSWERED))


class Report(models.Model):
    """A report about a step in a region on a device, or about a statement (`claim/no-deadline`)."""

    class Choice(models.TextChoices):
        MENU = "menu", _("The menu is different")
        MISSING = "missing", _("It isn’t there")
        GREYED = "greyed", _("It is greyed out")
        WORDING = "wording", _("The words are different")
        CHANGED = "changed", _("It is no longer true")
        UNTRUE = "untrue", _("It was never true")
        SOURCE = "source", _("The source says something else")
        UNCLEAR = "unclear", _("I do not understand it")
        OTHER = "", _("Something else")

    OF_A_STEP = (Choice.MENU, Choice.MISSING, Choice.GREYED, Choice.WORDING, Choice.OTHER)
    OF_A_STATEMENT = (Choice.CHANGED, Choice.UNTRUE, Choice.SOURCE, Choice.UNCLEAR, Choice.OTHER)

    class State(models.TextChoices):
        OPEN = "open", _("open")
        STILL_TRUE = "still_true", _("checked, still true")
        CONFIRMED = "confirmed", _("confirmed")
        NOT_USEFUL = "not_useful", _("not useful")

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="reports", verbose_name=_("guide"), db_index=False)
    edition = models.PositiveIntegerField(_("edition"))
    region = models.SlugField(_("region"), max_length=60, db_index=False, blank=True, default="")
    step = models.SlugField(_("step"), max_length=60, db_index=False, blank=True, default="")
    device = models.CharField(_("device"), max_length=20, choices=list(DEVICE_NAMES.items()), blank=True, default="")
    statement = models.CharField(_("statement"), max_length=80, blank=True, default="")
    choice = models.CharField(_("what is different"), max_length=10, choices=Choice, blank=True, default="")
    words = models.CharField(_("words"), max_length=reports.LONGEST_WORDS, blank=True, validators=[readable])
    language = models.CharField(_("language of the page"), max_length=LONGEST_LANGUAGE, blank=True, default="")
    reported_on = models.DateField(_("reported on"), db_index=True)
    token = models.CharField(max_length=64, unique=True, null=True, editable=False)  # noqa: DJ001 (none is not the same)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    answered_by = staff_field(_("answered by"))
    answered_on = models.DateField(_("answered on"), null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("view", "change")
        verbose_name = _("readers’ report")
        verbose_name_plural = _("readers’ reports")
        indexes = [
            models.Index(
                fields=["guide", "edition", "state", "reported_on", "region", "step", "device", "statement", "choice"],
                name="report_of_edition",  # holds all that `tallies` asks for every second
            )
        ]

    def __str__(self) -> str:
        place = self.statement or f"{self.step}, {self.region}, {self.get_device_display()}"
        return f"{place}: {self.get_choice_display()}"

    @property
    def in_language(self) -> str:
        """The name of the language in which they read it; nothing for English."""
        language = BY_TAG.get(self.language)
        return language.name if language else ""

    def group(self) -> "ReportQuerySet":
        """All open reports identical to this one that existed when this one was the latest."""
        same = {name: getattr(self, name) for name in GROUP}
        return Report.objects.waiting().filter(**same, pk__lte=self.pk)

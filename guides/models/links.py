"""What was found when the links of the guides were last looked at. Only the command check_guides writes it."""

import datetime
from collections.abc import Iterable

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guides.links import Finding

# A text of a thousand letters may hold an address that takes twelve for each once it is written in ASCII.
LONGEST_ADDRESS = 12_000
KEPT_FOR = datetime.timedelta(days=180)


class LinkCheckQuerySet(models.QuerySet["LinkCheck"]):
    def keep(self, finding: Finding) -> None:
        """Write down what was found just now, in place of what was found before."""
        found = {"outcome": finding.outcome, "reason": finding.reason, "checked_at": timezone.now()}
        self.update_or_create(address=finding.address, defaults=found)

    def found_at(self, addresses: Iterable[str]) -> dict[str, "LinkCheck"]:
        """What was last found, for those of the addresses that were ever looked at."""
        return {check.address: check for check in self.filter(address__in=list(addresses))}

    def dead(self) -> dict[str, "LinkCheck"]:
        """What was found where readers would not find the page any more, by address."""
        return {check.address: check for check in self.filter(outcome__in=LinkCheck.DEAD)}

    def forget_old(self) -> None:
        """Let go of addresses that nobody has looked at for long: no guide has them any more."""
        self.filter(checked_at__lt=timezone.now() - KEPT_FOR).delete()


class LinkCheck(models.Model):
    class Outcome(models.TextChoices):
        OK = "ok", _("fine")
        MOVED = "moved", _("moved for good")
        GONE = "gone", _("gone")
        REFUSED = "refused", _("cannot be told: look by hand")
        BROKEN = "broken", _("broken")
        NOT_ALLOWED = "not_allowed", _("not looked at: not on the open internet")

    DEAD = (Outcome.MOVED, Outcome.GONE, Outcome.BROKEN, Outcome.NOT_ALLOWED)

    address = models.URLField(_("address"), max_length=LONGEST_ADDRESS, unique=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)
    reason = models.TextField(_("reason"))
    checked_at = models.DateTimeField(_("checked at"))

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        ordering = ["address"]
        verbose_name = _("link")
        verbose_name_plural = _("links")

    def __str__(self) -> str:
        return self.address

"""Results of the link checks. Only the command check_guides writes them."""

import datetime
from collections.abc import Iterable

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guides.rules.link_checker import Finding

# A text of a thousand letters may hold an address that takes twelve for each once it is written in ASCII.
LONGEST_ADDRESS = 12_000
KEPT_FOR = datetime.timedelta(days=180)


class LinkCheckQuerySet(models.QuerySet["LinkCheck"]):
    def keep(self, finding: Finding) -> None:
        """Store a result, replacing the previous one."""
        columns = {"outcome": finding.outcome, "reason": finding.reason, "checked_at": timezone.now()}
        self.update_or_create(address=finding.address, defaults=columns)

    def found_at(self, addresses: Iterable[str]) -> dict[str, "LinkCheck"]:
        """The latest results for those of the addresses that were ever checked."""
        return {check.address: check for check in self.filter(address__in=list(addresses))}

    def dead(self) -> dict[str, "LinkCheck"]:
        """The results for dead links, by address."""
        return {check.address: check for check in self.filter(outcome__in=LinkCheck.DEAD)}

    def forget_old(self) -> None:
        """Delete results not renewed for a long time: no guide has these addresses any more."""
        self.filter(checked_at__lt=timezone.now() - KEPT_FOR).delete()


class LinkCheck(models.Model):
    class Outcome(models.TextChoices):
        OK = "ok", _("fine")
        MOVED = "moved", _("moved permanently")
        GONE = "gone", _("gone")
        REFUSED = "refused", _("not clear: look by hand")
        BROKEN = "broken", _("broken")
        NOT_ALLOWED = "not_allowed", _("not checked: not on the open internet")

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

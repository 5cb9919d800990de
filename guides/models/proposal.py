"""On the way from draft to edition: what was asked to be published, by whom, and what became of it."""

import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from guides import documents
from guides.models.edition import Edition, Size
from guides.models.guide import Guide
from guides.models.rules import staff_field, text_field
from guides.soundness import parse


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def open_for(self, guide: Guide) -> "Proposal | None":
        """The one that waits for somebody; a scheduled one waits for its hour and does not count."""
        return self.filter(guide=guide, state__in=[Proposal.State.IN_REVIEW, Proposal.State.APPROVED]).first()

    def scheduled_for(self, guide: Guide) -> "models.QuerySet[Proposal]":
        return self.filter(guide=guide, state=Proposal.State.SCHEDULED).order_by("publish_at")

    def set_aside_for(self, guide: Guide) -> "models.QuerySet[Proposal]":
        """What was not published and is kept: sent back, withdrawn, replaced by an older edition."""
        return self.filter(guide=guide, state__in=[Proposal.State.SENT_BACK, Proposal.State.WITHDRAWN])

    def due(self, now: datetime.datetime) -> "models.QuerySet[Proposal]":
        return self.filter(state=Proposal.State.SCHEDULED, publish_at__lte=now).order_by("publish_at")


class Proposal(models.Model):
    """The draft as it stood when somebody asked for its review; that, and nothing else, is what will be published."""

    class State(models.TextChoices):
        IN_REVIEW = "in_review", _("in review")
        APPROVED = "approved", _("approved")
        SCHEDULED = "scheduled", _("scheduled")
        PUBLISHED = "published", _("published")
        SENT_BACK = "sent_back", _("sent back")
        WITHDRAWN = "withdrawn", _("withdrawn")

    guide = models.ForeignKey(Guide, models.PROTECT, related_name="proposals", verbose_name=_("guide"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.IN_REVIEW)
    document = models.JSONField(_("document"))
    note = text_field(_("what changed"))
    size = models.CharField(_("size of the change"), max_length=10, choices=Size, default=Size.MEDIUM)
    asked_by = staff_field(_("asked by"))
    approved_by = staff_field(_("approved by"))
    publish_at = models.DateTimeField(_("to be published at"), null=True, blank=True)
    edition = models.OneToOneField(
        Edition, models.PROTECT, null=True, blank=True, related_name="proposal", verbose_name=_("edition")
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")

    def __str__(self) -> str:
        return f"{self.guide}: {self.note}" if len(self.note) <= 60 else f"{self.guide}: {self.note[:59]}…"

    def to_guide(self) -> documents.Guide:
        return parse(self.document, is_kept=True)

    def move(self, state: str, by: Any, why: str = "", **fields: Any) -> None:
        """Go into another state, and keep who did it, when and why."""
        was, self.state = self.state, state
        for name, value in fields.items():
            setattr(self, name, value)
        self.save()
        Transition.objects.create(
            proposal=self, was=was if self.transitions.exists() else "", now=state, by=by, why=why
        )


class Transition(models.Model):
    """One change of state. Rows are only ever added."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="transitions")
    was = models.CharField(_("from"), max_length=10, blank=True)
    now = models.CharField(_("to"), max_length=10, choices=Proposal.State)
    by = staff_field(_("by"))
    at = models.DateTimeField(_("at"), auto_now_add=True)
    why = models.TextField(_("why"), blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("change of state")
        verbose_name_plural = _("changes of state")

    def __str__(self) -> str:
        return f"{self.get_now_display()} ({self.at:%Y-%m-%d %H:%M})"

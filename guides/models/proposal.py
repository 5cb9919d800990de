"""Proposals: copies of a draft on their way to publication, and their states."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from guides.document import types as documents
from guides.document.validation import parse
from guides.models.edition import Edition, Size
from guides.models.guide import Guide
from guides.models.rules import staff_field, text_field


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def open_for(self, guide: Guide) -> "Proposal | None":
        """The open proposal of a guide; scheduled ones do not count."""
        return self.filter(guide=guide, state__in=Proposal.OPEN).first()

    def open_for_each(self, guides: Iterable[Guide] | None = None) -> "models.QuerySet[Proposal]":
        """The open proposals of these guides (None: of all), without their documents."""
        some = self if guides is None else self.filter(guide__in=list(guides))
        waiting = some.filter(state__in=Proposal.OPEN).select_related("guide", "asked_by", "approved_by")
        return waiting.defer("document")

    def scheduled_for(self, guide: Guide) -> "models.QuerySet[Proposal]":
        return self.filter(guide=guide, state=Proposal.State.SCHEDULED).order_by("publish_at", "pk")

    def set_aside_for(self, guide: Guide) -> "models.QuerySet[Proposal]":
        """Unpublished proposals that are kept: sent back, withdrawn, or replaced by an older edition."""
        aside = self.filter(guide=guide, state__in=[Proposal.State.SENT_BACK, Proposal.State.WITHDRAWN])
        return aside.select_related("guide").defer("document")

    def due(self, now: datetime.datetime) -> "models.QuerySet[Proposal]":
        return self.filter(state=Proposal.State.SCHEDULED, publish_at__lte=now).order_by("publish_at", "pk")


class Proposal(models.Model):
    """A copy of the draft from when its review was asked for; exactly this will be published."""

    class State(models.TextChoices):
        IN_REVIEW = "in_review", _("in review")
        APPROVED = "approved", _("approved")
        SCHEDULED = "scheduled", _("scheduled")
        PUBLISHED = "published", _("published")
        SENT_BACK = "sent_back", _("sent back")
        WITHDRAWN = "withdrawn", _("withdrawn")

    OPEN = (State.IN_REVIEW, State.APPROVED)

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
        """Change the state, and record who did it, when and why."""
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

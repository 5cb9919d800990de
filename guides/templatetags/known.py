"""What the timeline and the list of claims need: days as far as they are known, and names of regions."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from guides.documents import Event, Guide
from guides.timeline import Moment

register = template.Library()

FORMATS = {"day": "j F Y", "month": "F Y", "year": "Y"}


@register.filter
def in_words(when: Event | Moment) -> str:
    """A day as far as it is known: 3 November 2025, November 2025, 2025."""
    on: datetime.date = when.happened_on if isinstance(when, Event) else when.on
    return date_format(on, FORMATS[when.precision])


@register.filter
def in_regions(slugs: Sequence[str], guide: Guide) -> str:
    """The regions that something concerns, by their names."""
    names = [region.name for region in guide.regions if region.slug in slugs]
    return ", ".join(names) if names else _("All regions")


@register.filter
def verdict(verdict: str) -> str:
    """What we say of a claim, in words."""
    words: dict[str, Any] = {
        "wrong": _("Wrong"),
        "superseded": _("No longer true"),
        "disputed": _("Not settled"),
    }
    return str(words[verdict])

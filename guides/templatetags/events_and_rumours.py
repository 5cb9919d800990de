"""Template tags of the timeline and the list of claims: dates with their precision, names of regions."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.formats import get_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guides.document.timeline import Moment
from guides.document.types import Event, Guide
from guides.models import Claim
from guides.sharing.dates import date_format
from guides.templatetags.guidance import filled, in_a_list

register = template.Library()

FORMATS = {"day": "DATE_FORMAT", "month": "YEAR_MONTH_FORMAT", "year": "Y"}


@register.filter
def in_words(when: Event | Moment) -> str:
    """A date with its precision: 3 November 2025, November 2025, 2025."""
    return date_format(_day(when), FORMATS[when.precision])


AFTER_A_DAY_ONLY = {"fi"}  # languages in which a month has that form after a day and nowhere else


@register.filter
def in_a_sentence(when: Event | Moment) -> str:
    """The same after a preposition: Polish, say, has another form of the month for it, also without a day."""
    form = get_format(FORMATS[when.precision])
    if when.precision == "day" or get_language() not in AFTER_A_DAY_ONLY:
        form = form.replace("F", "E")
    return date_format(_day(when), form)


def _day(when: Event | Moment) -> datetime.date:
    return when.happened_on if isinstance(when, Event) else when.on


@register.filter
def in_regions(slugs: Sequence[str], guide: Guide) -> SafeString | str:
    """The names of regions, or “All regions”."""
    return in_a_list(region.name for region in guide.regions if region.slug in slugs) or _("All regions")


@register.filter
def concerned(event: Event, guide: Guide) -> SafeString:
    """The regions of an event, and its effect there."""
    regions = in_regions(event.regions, guide)
    effects: dict[str | None, str] = {
        "starts": _("Starts: %(regions)s"),
        "pauses": _("Paused: %(regions)s"),
    }
    return filled(effects.get(event.effect, "%(regions)s"), regions=regions)


@register.filter
def question(code: str) -> str:
    """The text of a question among the short answers."""
    return str(Claim.Question(code).label)


@register.filter
def verdict(verdict: str) -> str:
    """The text of a verdict."""
    words: dict[str, Any] = {
        "wrong": _("Wrong"),
        "superseded": _("No longer true"),
        "disputed": _("Not settled"),
    }
    return str(words[verdict])

"""The filter `date` of all templates: Django's, with the first of a month as the language at hand says it."""

import datetime

from django import template
from django.template import defaultfilters

from guides.sharing import dates

register = template.Library()


@register.filter(expects_localtime=True, is_safe=False)
def date(day: datetime.date | None, form: str | None = None) -> str:
    return dates.with_first(defaultfilters.date(day, form))

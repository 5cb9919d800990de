"""Dates in words, as the language at hand writes them.

Django writes every day as a number. French has an ordinal for the first of a month and for no other: 1er novembre.
"""

import datetime

from django.utils import formats
from django.utils.translation import get_language

FIRST = {"fr": "1er "}


def date_format(day: datetime.date, form: str | None = None) -> str:
    """A day in a format of Django; the usual one where none is named."""
    return with_first(formats.date_format(day, form))


def with_first(words: str) -> str:
    """A date in words, with the first of a month as the language says it."""
    first = FIRST.get(get_language() or "", "")
    return f"{first}{words[2:]}" if first and words.startswith("1 ") else words

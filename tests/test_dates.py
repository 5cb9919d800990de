"""Dates in words: the first of a month is an ordinal in French, wherever it stands."""

import datetime
import re

import pytest
from django.conf import settings
from django.template import engines
from django.utils import translation

from guides.document.languages import TRANSLATED
from guides.sharing.dates import date_format

FIRST = datetime.date(2026, 11, 1)
SEEN_BY_STAFF = {"desk.py", "inbox.py", "publishing.py", "checks.py"}


@pytest.mark.parametrize(
    ("day", "form", "said"),
    [
        (FIRST, None, "1er novembre 2026"),
        (FIRST, "MONTH_DAY_FORMAT", "1er novembre"),
        (FIRST, "YEAR_MONTH_FORMAT", "novembre 2026"),
        (FIRST, "Y", "2026"),
        (FIRST.replace(day=2), None, "2 novembre 2026"),
        (FIRST.replace(day=11), None, "11 novembre 2026"),
        (FIRST.replace(day=21), None, "21 novembre 2026"),
        (datetime.datetime(2026, 11, 1, 9, tzinfo=datetime.UTC), None, "1er novembre 2026"),
    ],
)
def test_french_says_the_first_as_an_ordinal_and_every_other_day_as_a_number(day, form, said):
    filtered = engines.all()[0].from_string("{{ day|date:form }}" if form else "{{ day|date }}")
    with translation.override("fr"):
        assert date_format(day, form) == said
        assert filtered.render({"day": day, "form": form}) == said


@pytest.mark.parametrize("language", [each.tag for each in TRANSLATED if each.tag != "fr"])
def test_every_other_language_says_a_number(language):
    with translation.override(language):
        assert date_format(FIRST).startswith(("1 ", "1. "))


def test_no_day_is_nothing():
    assert engines.all()[0].from_string("{{ day|date }}").render({"day": None}) == ""


def test_what_readers_read_has_its_dates_from_here():
    rooms = ("views", "templatetags", "sharing", "history", "editing", "checklist", "open_data")
    files = [file for room in rooms for file in (settings.BASE_DIR / "guides" / room).glob("*.py")]
    of_django = re.compile(r"utils.formats import .*date_format")
    with_djangos = {file.name for file in files if of_django.search(file.read_text("utf-8"))}
    assert with_djangos <= SEEN_BY_STAFF

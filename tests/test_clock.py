"""What the suite’s clock promises: the same day for all, and the real one where other processes have it."""

import datetime
import re
import subprocess

import pytest
from django.conf import settings

from guides.document import links
from guides.document.types import Evidence
from tests.support.clock import NOON
from tests.support.shipped_guide import document_of

TESTS = settings.BASE_DIR / "tests"
BESIDE = re.compile(r"^from tests\.support\.servers import .*\bSite\b", re.MULTILINE)


def test_a_test_stands_at_noon_of_one_day():
    assert datetime.timedelta(0) <= datetime.datetime.now(datetime.UTC) - NOON < datetime.timedelta(hours=1)


@pytest.mark.real_day
def test_who_asks_for_it_has_the_same_clock_as_the_programs_beside_it():
    beside = subprocess.run(["date", "+%s"], capture_output=True, check=True, text=True)  # noqa: S607
    assert abs(int(beside.stdout) - datetime.datetime.now(datetime.UTC).timestamp()) < 3600


def test_every_file_that_starts_the_site_stands_on_the_real_day():
    """A session that a test makes at its noon would be over for a process two years later."""
    starting = [file for file in TESTS.glob("test_*.py") if BESIDE.search(file.read_text(encoding="utf-8"))]
    assert len(starting) > 5
    assert [file.name for file in starting if "pytest.mark.real_day" not in file.read_text(encoding="utf-8")] == []


def test_nothing_in_the_shipped_guide_was_checked_after_the_day_of_the_tests():
    """Whoever checks it later moves NOON on."""
    guide = document_of()
    checked = [part.checked_on for _, part in links.places(guide) if isinstance(part, Evidence) and part.checked_on]
    assert max(checked) <= NOON.date()

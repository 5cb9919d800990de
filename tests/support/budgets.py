"""How long each file of tests may take: what takes longer is printed at the end of a run. Nothing fails by it.

The seconds are those of all its tests together, with what is made for them, on the machine of docs/testing.md, where
four processes share two cores; a slower or a busy machine takes longer with all of them.
"""

import os
from collections import Counter
from typing import Any

import pytest

ALL = 1330  # six minutes in four processes, less what it takes to begin
JOURNEYS, OTHERS = 28, 18
# Those that start servers and databases, look at many pages in many ways, or try what nobody would.
LISTED = {
    "journeys/test_access.py": 37,
    "journeys/test_carrying.py": 37,
    "journeys/test_new_guide.py": 37,
    "journeys/test_nothing_is_lost.py": 37,
    "journeys/test_offline.py": 47,
    "journeys/test_paper.py": 56,
    "journeys/test_teams.py": 37,
    "test_admin.py": 65,
    "test_api.py": 47,
    "test_backup.py": 47,
    "test_changes.py": 23,
    "test_commands.py": 23,
    "test_desk.py": 47,
    "test_due.py": 32,
    "test_durability.py": 32,
    "test_edit_conflicts.py": 32,
    "test_fuzz.py": 23,
    "test_hostile_text.py": 65,
    "test_migrations.py": 37,
    "test_nginx.py": 37,
    "test_operating.py": 28,
    "test_preview.py": 23,
    "test_reports.py": 41,
    "test_roles.py": 47,
    "test_scripts.py": 32,
    "test_signing_in.py": 28,
    "test_two_servers.py": 52,
    "test_two_workers.py": 28,
    "test_views.py": 23,
    "test_workflow.py": 32,
}
_taken: Counter[str] = Counter()


def budget(file: str) -> int:
    return LISTED.get(file.removeprefix("tests/"), JOURNEYS if "/journeys/" in file else OTHERS)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _taken[report.nodeid.partition("::")[0]] += report.duration  # type: ignore[assignment]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    above = [(file, taken) for file, taken in _taken.most_common() if taken > budget(file)]
    if not above:
        return
    terminalreporter.section("files that take longer than their budget (tests/support/budgets.py)")
    for file, taken in above:
        terminalreporter.line(f"{taken:6.1f} s of {budget(file):3} s  {file}")
    terminalreporter.line(f"{sum(_taken.values()):6.1f} s of {ALL} s  all of them")
    if hasattr(os, "getloadavg") and (waiting := os.getloadavg()[1] / (os.cpu_count() or 1)) > 2:
        terminalreporter.line(f"This machine was busy: {waiting:.0f} programs wanted each of its cores.")

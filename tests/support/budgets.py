"""How long each file of tests may take: what takes longer is printed at the end of a run. Nothing fails by it.

The seconds are those of all its tests together, with what is made for them, on the machine of docs/testing.md; a
slower or a busy machine takes longer with all of them.
"""

import os
from collections import Counter
from typing import Any

import pytest

ALL = 700  # six minutes on two cores, less what it takes to begin
JOURNEYS, OTHERS = 15, 10
# Those that start servers and databases, look at many pages in many ways, or try what nobody would.
LISTED = {
    "journeys/test_access.py": 20,
    "journeys/test_carrying.py": 20,
    "journeys/test_new_guide.py": 20,
    "journeys/test_nothing_is_lost.py": 20,
    "journeys/test_offline.py": 25,
    "journeys/test_paper.py": 30,
    "journeys/test_teams.py": 20,
    "test_admin.py": 35,
    "test_api.py": 25,
    "test_backup.py": 25,
    "test_changes.py": 12,
    "test_commands.py": 12,
    "test_desk.py": 25,
    "test_due.py": 17,
    "test_durability.py": 17,
    "test_edit_conflicts.py": 17,
    "test_fuzz.py": 12,
    "test_hostile_text.py": 55,
    "test_migrations.py": 20,
    "test_nginx.py": 20,
    "test_operating.py": 15,
    "test_preview.py": 12,
    "test_reports.py": 22,
    "test_roles.py": 25,
    "test_scripts.py": 17,
    "test_signing_in.py": 15,
    "test_two_servers.py": 28,
    "test_two_workers.py": 15,
    "test_views.py": 12,
    "test_workflow.py": 17,
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

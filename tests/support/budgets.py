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
    "journeys/test_access.py": 30,
    "journeys/test_changes.py": 25,
    "journeys/test_desk.py": 20,
    "journeys/test_editor.py": 25,
    "journeys/test_offline.py": 20,
    "journeys/test_paper.py": 25,
    "journeys/test_reports.py": 20,
    "journeys/test_teams.py": 30,
    "test_admin.py": 30,
    "test_api.py": 30,
    "test_backup.py": 20,
    "test_commands.py": 30,
    "test_drafts.py": 15,
    "test_durability.py": 35,
    "test_hostile_text.py": 70,
    "test_known_desk.py": 20,
    "test_logs.py": 25,
    "test_machines.py": 20,
    "test_nginx.py": 20,
    "test_open_data.py": 15,
    "test_operating.py": 20,
    "test_privacy.py": 15,
    "test_reports.py": 20,
    "test_roles.py": 40,
    "test_signing_in.py": 20,
    "test_two_servers.py": 50,
    "test_views.py": 20,
    "test_workflow.py": 35,
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
    terminalreporter.section("files that take longer than their budget (tests/budgets.py)")
    for file, taken in above:
        terminalreporter.line(f"{taken:6.1f} s of {budget(file):3} s  {file}")
    terminalreporter.line(f"{sum(_taken.values()):6.1f} s of {ALL} s  all of them")
    if hasattr(os, "getloadavg") and (waiting := os.getloadavg()[1] / (os.cpu_count() or 1)) > 2:
        terminalreporter.line(f"This machine was busy: {waiting:.0f} programs wanted each of its cores.")

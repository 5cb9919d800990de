"""The log as JSON: every line that the shipped server writes, and nothing of a visitor in any."""

import json
import logging
import os
import re
import signal
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from optout_site.logs import NoVisitor
from tests.support.databases import ask, in_a_file
from tests.support.servers import Door, Site, is_listening, stopped_after, until

pytestmark = pytest.mark.real_day
SECRET = "sesame"  # whatever a visitor sends along has this in it
ABOUT = {
    "User_Agent": f"{SECRET}/1",
    "Referer": f"https://{SECRET}.example/",
    "X_Forwarded_For": "203.0.113.9",
    "Accept_Language": SECRET,
}
Line = dict[str, Any]


class LoggingSite(Site):
    """One worker, as shipped, its lines in a file."""

    def serve(self, port: int | None = None) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "gunicorn", "optout_site.wsgi"]
        environment = self.environment | {"PORT": str(self.port)}
        with self.file.open("ab") as log:
            return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdout=log, stderr=log)  # noqa: S603

    def written(self) -> list[str]:
        return self.file.read_text(encoding="utf-8").splitlines()

    def __init__(self, folder: Path, **more: str) -> None:
        super().__init__(folder, WORKERS="1", ACCESS_LOG="1", LOG_LEVEL="INFO", **more)
        self.file = folder / "log"


def send(site: LoggingSite, raw: bytes) -> None:
    """What no client of good manners would send."""
    with closing(Door(site.port).connect()) as line:
        line.sendall(raw)
        line.recv(1000)


def visit(site: LoggingSite, database: Path) -> None:
    """A page, a page that is not there, a line that would forge another, a bad request, and something that breaks."""
    with stopped_after(site.serve()) as server:
        until(lambda: is_listening(site.port))
        for path in ("/linkedin/uk/", "/atlantis/", "/no/such/%0Aforged%20line", "/%E2%80%9Cquoted%E2%80%9D/"):
            Door(site.port).ask(f"{path}?{SECRET}=1", cookie=f"linkedin.{SECRET}=1", **ABOUT)
        send(site, f"GET / HTTP/1.1\r\n{SECRET} without a colon\r\n\r\n".encode())
        ask(database, "DROP TABLE django_session")
        assert Door(site.port).ask(f"/admin/?{SECRET}=1", cookie=f"sessionid={SECRET * 6}", **ABOUT).status == 503
        server.send_signal(signal.SIGHUP)
        until(lambda: sum("Booting worker" in line for line in site.written()) == 2)


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> dict[str, list[str]]:
    """What is written in each format."""
    found = {}
    for form in ("json", "line"):
        folder = tmp_path_factory.mktemp(form)
        with in_a_file(folder, django_db_blocker) as database:
            site = LoggingSite(folder, LOG_FORMAT=form)
            visit(site, database)
            found[form] = site.written()
    return found


@pytest.fixture(scope="module")
def lines(logs: dict[str, list[str]]) -> list[Line]:
    return [json.loads(line) for line in logs["json"]]


def of_requests(lines: list[Line]) -> dict[str, Line]:
    """Of gunicorn's access log, by path."""
    return {line["path"]: line for line in lines if line["logger"] == "gunicorn.access"}


# --- as JSON ---------------------------------------------------------------------------------


def test_every_line_is_an_object_with_a_time_a_level_a_logger_and_a_message(lines):
    assert len(lines) > 15
    for line in lines:
        assert {"time", "level", "logger", "message"} <= set(line)
        assert line["level"] in ("INFO", "WARNING", "ERROR")
        when = datetime.fromisoformat(line["time"])
        assert when.utcoffset() == timedelta(0)
        assert abs(when - datetime.now(UTC)) < timedelta(minutes=5)


def test_gunicorn_speaks_as_the_site_does_from_its_first_line_to_its_last(lines):
    assert (lines[0]["logger"], lines[-1]["logger"]) == ("gunicorn.error", "gunicorn.error")
    assert lines[0]["message"].startswith("Starting gunicorn")
    ours = {"gunicorn.error", "gunicorn.access", "django.request"}
    # It prunes: it may miss the table, or not believe a clock that is far ahead of the edition.
    assert (
        ours
        <= {line["logger"] for line in lines}
        <= ours | {"guides.serving.current_editions", "guides.serving.faults", "guides.operations.pruning"}
    )


def test_a_line_about_a_request_has_its_method_path_status_and_seconds(lines):
    page = of_requests(lines)["/linkedin/uk/"]
    assert (page["method"], page["status"]) == ("GET", 200)
    assert isinstance(page["status"], int)
    assert isinstance(page["seconds"], float)
    assert 0 < page["seconds"] < 30
    assert of_requests(lines)["/“quoted”/"]["status"] == 404


def test_what_django_says_of_a_request_names_it_too(lines):
    (missing,) = (line for line in lines if line["logger"] == "django.request" and line.get("path") == "/atlantis/")
    assert missing["message"] == "Not Found: /atlantis/"
    assert (missing["level"], missing["method"], missing["status"]) == ("WARNING", "GET", 404)
    assert "exception" not in missing


def test_an_exception_is_one_field_of_the_line(lines):
    (broken,) = (line for line in lines if "exception" in line and line["logger"] == "django.request")
    assert (broken["level"], broken["path"], broken["status"]) == ("ERROR", "/admin/", 503)
    assert broken["exception"].startswith("Traceback")
    assert "no such table: django_session" in broken["exception"]


def test_a_bad_request_is_told_without_who_sent_it_and_what(lines):
    (bad,) = (line for line in lines if line["message"].startswith("Invalid request"))
    assert bad["message"] == "Invalid request from ip=…"
    assert bad["level"] == "WARNING"


def test_of_what_strangers_get_wrong_a_hundred_lines_are_written_and_then_few():
    """And of what broke, every line."""
    few, now = NoVisitor(), [1000.0]
    few.nonsense.clock = lambda: now[0]
    few.nonsense.fill()

    def line(name: str, level: int) -> logging.LogRecord:
        return logging.LogRecord(name, level, "", 0, "Not Found: %s", ("/y",), None)

    wrong = [
        ("django.request", logging.WARNING),
        ("django.security.X", logging.ERROR),
        ("gunicorn.error", logging.WARNING),
    ]
    assert sum(few.filter(line(*said)) for _ in range(3000) for said in wrong) == 100
    assert all(few.filter(line("django.request", logging.ERROR)) for _ in range(500))
    now[0] += 1
    last = line("django.request", logging.WARNING)
    assert few.filter(last)
    assert last.getMessage() == "Not Found: /y (and 8900 like it, left out)"


# --- in either format ------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["json", "line"])
def test_nothing_of_a_visitor_is_in_any_line(logs, form):
    written = "\n".join(logs[form]).replace("Listening at: http://127.0.0.1", "")
    assert "/atlantis/" in written
    for secret in (SECRET, "203.0.113.9", "127.0.0.1", "?"):
        assert secret not in written


@pytest.mark.parametrize("form", ["json", "line"])
def test_nobody_begins_a_line_by_what_they_ask_for(logs, form):
    assert [line for line in logs[form] if line.startswith("forged")] == []
    assert any("forged line" in line for line in logs[form])


def test_without_a_wish_lines_are_as_they_were(logs):
    assert re.match(r"\[[\d-]+ [\d:]+ [+-]\d{4}\] \[\d+\] \[INFO\] Starting gunicorn", logs["line"][0])
    assert any(re.fullmatch(r"\[[^]]+\] GET /linkedin/uk/ 200 \d+ \d+ms", line) for line in logs["line"])
    assert any(re.fullmatch(r"[\d-]+ [\d:,]+ WARNING django\.request Not Found: /atlantis/", x) for x in logs["line"])


# --- commands and settings -------------------------------------------------------------------


def run(command: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "optout_site.settings"} | more
    say = [sys.executable, "manage.py", "shell", "--no-imports", "--command", command]
    return subprocess.run(  # noqa: S603
        say, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )


def test_what_a_command_logs_is_json_too():
    said = (
        "import logging; logging.getLogger('guides.serving.current_editions').warning('%s cannot be read', '/x?secret')"
    )
    (line,) = run(said, LOG_FORMAT="json", LOG_LEVEL="INFO").stderr.splitlines()
    assert json.loads(line)["message"] == "/x cannot be read"
    assert json.loads(line)["logger"] == "guides.serving.current_editions"


def test_a_format_that_there_is_not_stops_the_start_with_a_sentence():
    stopped = run("print('went on')", LOG_FORMAT="xml")
    assert (stopped.returncode, stopped.stdout) == (1, "")
    (sentence,) = stopped.stderr.splitlines()
    assert 'Environment variable "LOG_FORMAT" invalid' in sentence
    assert "Must be one of: line, json." in sentence


def test_a_line_that_is_filtered_twice_says_the_same():
    about = {"levelno": logging.WARNING, "msg": "%s", "args": ("/uk/?secret=1",), "status_code": 404}
    record = logging.makeLogRecord(about)
    NoVisitor().filter(record)
    NoVisitor().filter(record)
    assert record.getMessage() == "/uk/"


def test_a_reload_forgets_what_the_version_before_had_of_the_site():
    """gunicorn's first process lives on; `gunicorn.conf.py` is new, and must not meet an older `optout_site.logs`."""
    stale = "import sys, types; sys.modules['optout_site.logs'] = types.ModuleType('optout_site.logs')"
    again = "import runpy; print(runpy.run_path('gunicorn.conf.py')['AsJson'].__doc__)"
    read = [sys.executable, "-c", f"{stale}; {again}"]
    told = subprocess.run(read, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True)  # noqa: S603
    assert told.stdout == "One line, one object.\n"

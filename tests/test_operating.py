"""What whoever runs the site reads when something is wrong: one sentence, and no page of code."""

import os
import re
import runpy
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import django
import pytest
import yaml
from django.conf import settings
from django.core.checks import run_checks
from django.db import OperationalError, connection

from guides.management.commands.restore import default_database
from optout_site.environment import whose_it_is

UNITS = settings.BASE_DIR / "deploy" / "systemd"


def manage(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "optout_site.settings"} | more
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(  # noqa: S603
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )


def test_a_start_is_not_held_up_by_a_look_for_waste_after_every_few_objects():
    command = [sys.executable, "-c", "import gc, optout_site; print(gc.get_threshold()[0])"]
    said = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True)  # noqa: S603
    assert int(said.stdout) >= 20_000


# --- settings --------------------------------------------------------------------------------

WRONG = [
    ("SECRET_KEY", "short", "Shorter than minimum length 50."),
    ("DEBUG", "perhaps", "Not a valid boolean."),
    ("SITE_URL", "optout.example", "is no origin"),
    ("SITE_URL", "https://optout.example/guide", "is no origin"),
    ("HSTS_SECONDS", "-1", "Must be greater than or equal to 0."),
    ("HSTS_PRELOAD", "true", "It needs HSTS_SUBDOMAINS=true, and HSTS_SECONDS of at least 31536000."),
    (
        "ALLOWED_HOSTS",
        "optout.example, https://www.optout.example",
        "“https://www.optout.example” is no name of a host",
    ),
    ("DATABASE_URL", "mysql://site:hunter2@host/site", "Write sqlite:////the/whole/path or postgres://"),
    ("DATABASE_URL", "postgres://site:hunter2/x@host/site", "write @, : and / in a password as %40, %3A and %2F."),
    ("CONTACT", "hello@optout.example", "is no contact; write mailto:"),
    ("LOG_FORMAT", "xml", "Must be one of: line, json."),
    ("LIBRARY_SECONDS", "soon", "Not a valid number."),
]


@pytest.mark.parametrize(("name", "value", "reason"), WRONG)
def test_a_setting_that_makes_no_sense_stops_the_start_with_a_sentence(name, value, reason):
    stopped = manage("check", **{name: value})
    assert (stopped.returncode, stopped.stdout) == (1, "")
    (sentence,) = stopped.stderr.splitlines()
    assert sentence.startswith(f'A setting is missing or makes no sense: Environment variable "{name}" invalid: ')
    assert reason in sentence
    assert "hunter2" not in sentence


def test_a_public_site_that_does_not_say_who_runs_it_does_not_start():
    named = {"HTTPS_ONLY": "true", "OPERATOR": "Example Society", "CONTACT": "mailto:hello@optout.example"}
    assert settings_of(**named)
    for name, other in (("OPERATOR", "CONTACT"), ("CONTACT", "OPERATOR")):
        stopped = manage("check", **named | {name: ""})
        assert stopped.returncode == 1
        (sentence,) = stopped.stderr.splitlines()
        assert f'Environment variable "{name}" not set: each page names' in sentence
        assert f"Write {name}=" in sentence
        assert "HTTPS_ONLY=false" in sentence
        assert other not in sentence
    assert settings_of(HTTPS_ONLY="false", OPERATOR="", CONTACT="")


def settings_of(**given: str) -> str:
    """What these make of the settings, in a process of their own."""
    names = "ALLOWED_HOSTS, SECURE_HSTS_INCLUDE_SUBDOMAINS, SECURE_HSTS_PRELOAD, FRAME_ANCESTORS"
    code = f"from optout_site.settings import {names}; print({names})"
    environment = {name: value for name, value in os.environ.items() if name not in ("ALLOWED_HOSTS", "SITE_URL")}
    command = [sys.executable, "-c", code]
    done = subprocess.run(  # noqa: S603
        command, cwd=settings.BASE_DIR, env=environment | given, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_lists_lose_their_blanks_and_browsers_are_told_no_more_than_was_asked_for():
    said = settings_of(HTTPS_ONLY="true", ALLOWED_HOSTS="a.example, b.example", FRAME_ANCESTORS="https://a, https://b")
    assert said == "['a.example', 'b.example'] False False ['https://a', 'https://b']"
    asked = {"HTTPS_ONLY": "true", "HSTS_SUBDOMAINS": "true", "HSTS_PRELOAD": "true"}
    assert settings_of(SITE_URL="http://[::1]:8000", **asked) == "['[::1]', 'localhost', '127.0.0.1'] True True []"


# --- a database that cannot be used ----------------------------------------------------------


NO_DATABASE = "The database cannot be used: (unable to open database file|no such table: [a-z_]+)\\. .+"


@pytest.fixture
def say(monkeypatch, django_db_blocker):
    """Gives manage.py a command, in this process, with the database at this place."""

    def say(file, *words):
        monkeypatch.setattr(sys, "argv", ["manage.py", *words])
        monkeypatch.setattr(django, "setup", lambda: None)  # it has been; the loggers would be made anew
        with django_db_blocker.unblock(), default_database(file):
            runpy.run_path(str(settings.BASE_DIR / "manage.py"), run_name="__main__")

    return say


@pytest.mark.parametrize("command", ["migrate", "quickstart", "prune", "publish_due", "export_guides"])
def test_a_command_says_in_a_sentence_that_there_is_no_database(tmp_path, command, say, capfd):
    with pytest.raises(SystemExit) as stopped:
        say(tmp_path / "no" / "such" / "folder" / "site.sqlite3", command)
    assert re.fullmatch(NO_DATABASE, stopped.value.code)
    assert capfd.readouterr().err == ""


def test_the_shell_sees_that_sentence_and_a_failure(tmp_path):
    stopped = manage("prune", DATABASE_URL=f"sqlite:///{tmp_path / 'no' / 'such' / 'folder' / 'site.sqlite3'}")
    assert stopped.returncode == 1
    (sentence,) = stopped.stderr.splitlines()
    assert re.fullmatch(NO_DATABASE, sentence)


def test_whoever_wants_to_see_where_it_happened_may(tmp_path, say):
    with pytest.raises(OperationalError, match="no such table: guides_seen"):
        say(tmp_path / "empty.sqlite3", "prune", "--traceback")


def test_nobody_else_on_the_machine_can_read_the_database(tmp_path):
    file = tmp_path / "site.sqlite3"
    first = ["migrate", "contenttypes"]  # whichever table comes first, it makes the file
    assert manage(*first, DATABASE_URL=f"sqlite:///{file}").returncode == 0
    assert stat.S_IMODE(file.stat().st_mode) & 0o007 == 0


def test_whoever_runs_the_site_is_told_that_everybody_can_read_it(tmp_path, monkeypatch):
    file = tmp_path / "site.sqlite3"
    file.touch(0o644)
    monkeypatch.setitem(connection.settings_dict, "NAME", str(file))
    monkeypatch.setattr(connection, "is_in_memory_db", lambda: False)
    told = []
    for folder in (0o755, 0o700):
        tmp_path.chmod(folder)
        told.append([check.msg for check in run_checks(include_deployment_checks=True) if check.id.endswith(".I002")])
    assert told == [[f"Everybody on this machine can read {file}."], []]


def test_the_first_start_makes_a_folder_that_nobody_else_may_enter():
    assert "\nmkdir -p var && chmod 0700 var" in Path(settings.BASE_DIR, "script", "server").read_text(encoding="utf-8")


# --- whoever types a command -----------------------------------------------------------------


@pytest.fixture
def of_somebody(tmp_path):
    """A folder that is not root's, whoever runs the tests."""
    if os.geteuid() == 0:
        os.chown(tmp_path, 65534, -1)
    return tmp_path


def test_root_is_told_whose_site_it_is(of_somebody, monkeypatch):
    """A backup, a folder or a style sheet of root's is one that the site cannot use from then on."""
    assert whose_it_is(of_somebody / "not-there") == ""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert whose_it_is(of_somebody) == of_somebody.owner()
    monkeypatch.setattr(Path, "owner", lambda _folder: {}["no such user"])
    assert whose_it_is(of_somebody) == f"#{of_somebody.stat().st_uid}"
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert whose_it_is(of_somebody) == ""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to somebody else")
def test_no_command_of_root_writes_into_the_site_of_somebody_else(tmp_path):
    shutil.copy(settings.BASE_DIR / "manage.py", tmp_path)
    (tmp_path / "optout_site").symlink_to(settings.BASE_DIR / "optout_site")
    (tmp_path / "var").mkdir()
    os.chown(tmp_path / "var", 65534, -1)
    stopped = subprocess.run(  # noqa: S603
        [sys.executable, tmp_path / "manage.py", "backup"], capture_output=True, text=True, check=False
    )
    assert stopped.returncode == 1
    assert stopped.stderr.startswith("The files of this site belong to nobody, who could not use what root writes.")
    assert list((tmp_path / "var").iterdir()) == []


# --- the units of systemd --------------------------------------------------------------------


def unit(name: str) -> list[tuple[str, str]]:
    lines = (UNITS / name).read_text(encoding="utf-8").splitlines()
    return [(key, value) for key, found, value in (line.partition("=") for line in lines) if found and key[0] != "#"]


def test_a_reload_looks_at_the_settings_before_it_touches_the_site():
    """With workers that cannot start, gunicorn would end, and the site with it."""
    steps = [value for key, value in unit("switched-off.service") if key == "ExecReload"]
    assert [step.split("/")[-1] for step in steps] == [
        "python manage.py check",
        "gunicorn --check-config optout_site.wsgi",
        "kill -HUP $MAINPID",
    ]


def test_the_units_name_what_there_is(tmp_path):
    programs = {
        value.split()[0] for name in UNITS.glob("*.service") for key, value in unit(name.name) if key.startswith("Exec")
    }
    assert programs == {f"/srv/switched-off/.venv/bin/{name}" for name in ("python", "gunicorn")} | {"/bin/kill"}
    for path in UNITS.iterdir():
        for key, value in unit(path.name):
            if key == "Requires":
                assert (UNITS / value).exists()


@pytest.mark.parametrize("name", ["switched-off.service", "switched-off-backup.service"])
def test_a_unit_writes_its_data_and_nothing_else_and_shows_it_to_nobody(name):
    found = dict(unit(name))
    assert (found["ReadWritePaths"], found["ProtectSystem"]) == ("/srv/switched-off/var", "strict")
    assert found["UMask"] == "0077"
    assert (found["User"], found["NoNewPrivileges"], found["CapabilityBoundingSet"]) == ("switched-off", "yes", "")


def test_a_long_migration_may_come_to_its_end():
    """systemd waits for a minute and a half by itself, then kills, in the middle."""
    found = dict(unit("switched-off.service"))
    assert found["ExecStartPre"].endswith("manage.py migrate --noinput --verbosity 0")
    assert found["TimeoutStartSec"] == "1h"


# --- containers --------------------------------------------------------------------------------


def test_no_container_takes_the_network_of_others_along_when_it_starts_again():
    """Whoever stands in the network of one that starts again is cut off; so the one that holds it does only that."""
    services = yaml.safe_load(Path(settings.BASE_DIR, "compose.yaml").read_text(encoding="utf-8"))["services"]
    inside = {
        name: mode.removeprefix("service:") for name, each in services.items() if (mode := each.get("network_mode"))
    }
    assert inside == {"site": "network", "nginx": "network"}
    assert services["network"]["command"] == ["sleep", "infinity"]
    assert "build" not in services["network"]  # a new version does not make it anew
    assert services["network"]["ports"] == ["80:80", "443:443"]


# --- the guide to putting it up ---------------------------------------------------------------


def test_every_folder_and_file_that_the_guide_copies_is_there():
    text = Path(settings.BASE_DIR, "docs", "deploying.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\b(?:deploy/[\w/.-]*\w|requirements-\w+\.txt|manage\.py)\b", text))
    assert {"deploy/systemd", "requirements-production.txt"} <= named
    assert [name for name in sorted(named) if not (settings.BASE_DIR / name).exists()] == []


def test_the_guide_starts_every_unit_that_is_to_be_started():
    text = Path(settings.BASE_DIR, "docs", "deploying.md").read_text(encoding="utf-8")
    (started,) = re.findall(r"^systemctl enable --now (.+)$", text, re.MULTILINE)
    installed = {path.name for path in UNITS.iterdir() if any(key == "WantedBy" for key, _ in unit(path.name))}
    assert {name if "." in name else f"{name}.service" for name in started.split()} == installed


def typed() -> list[tuple[str, str]]:
    """The lines that an operator is to type, each with the name of the page that says so."""
    pages = ("deploying", "keeping", "scaling", "signing-in", "in-front")
    found = []
    for page in pages:
        text = Path(settings.BASE_DIR, "docs", f"{page}.md").read_text(encoding="utf-8")
        fenced = "\n".join(re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
        indented = "\n".join(re.findall(r"^ {4}(\S.*)", re.sub(r"^```sh\n.*?^```", "", text, flags=re.M | re.S), re.M))
        found += [(page, line) for line in f"{fenced}\n{indented}".splitlines()]
    return found


def test_what_writes_where_the_site_writes_is_typed_as_its_user():
    """git as root stops (“dubious ownership”), and what manage.py and pip write as root the site could not use."""
    ours = re.compile(
        r"^(?!docker |\d+ \d+ \*|LONG_TESTS=).*(?:\bmanage\.py \w|\bgit (?:clone|pull|checkout|log)|\bpip install)"
    )
    lines = [(page, line) for page, line in typed() if ours.match(line)]
    assert len(lines) >= 15
    assert [(page, line) for page, line in lines if not line.startswith("sudo -u switched-off ")] == []
    prose = Path(settings.BASE_DIR, "docs", "deploying.md").read_text(encoding="utf-8").partition("## In containers")[0]
    assert re.findall(r"`git (?:log|diff|checkout)[^`]*`", prose) == []


def test_each_part_of_the_guide_can_be_begun_in_a_new_shell():
    """Whoever goes on the next evening stands in another folder."""
    text = Path(settings.BASE_DIR, "docs", "deploying.md").read_text(encoding="utf-8")
    parts = re.findall(r"^## (\d\..*?)\n(.*?)(?=^## )", text, re.MULTILINE | re.DOTALL)
    assert len(parts) == 5
    for name, part in parts:
        lines = "\n".join(re.findall(r"^```sh\n(.*?)^```", part, re.MULTILINE | re.DOTALL)).splitlines()
        first = [number for number, line in enumerate(lines) if re.search(r"[ <](deploy/|\.venv/)|git pull", line)]
        if first:
            assert "cd /srv/switched-off" in lines[: first[0]], name


def test_the_guide_brings_what_the_other_pages_count_on():
    text = Path(settings.BASE_DIR, "docs", "deploying.md").read_text(encoding="utf-8")
    (brought,) = re.findall(r"^apt-get install --yes (.+)$", text, re.MULTILINE)
    assert {"logrotate", "systemd-timesyncd", "sudo", "curl", "procps"} <= set(brought.split())

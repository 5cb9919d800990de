"""The scripts set up what they need, whatever an earlier run has left, and say what they cannot."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

SCRIPT = settings.BASE_DIR / "script"


def run(folder: Path, command: str, **more: str) -> subprocess.CompletedProcess[str]:
    """What bash says to the command, in the folder."""
    environment = os.environ | {"PYTHON": sys.executable} | more
    return subprocess.run(  # noqa: S603
        ["bash", "-c", command],  # noqa: S607
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


INSTALL = "source script/env; install requirements-none.txt"


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A folder with the scripts, a lock that names nothing, and a .venv that the scripts have made."""
    folder = tmp_path_factory.mktemp("a checkout")  # with a space in its name
    shutil.copytree(SCRIPT, folder / "script")
    (folder / "requirements-none.txt").write_text("# nothing\n")
    made = run(folder, INSTALL)
    assert made.stdout.startswith("Making .venv …\nInstalling requirements-none.txt")
    return folder


@pytest.fixture
def fault(checkout):
    """What the scripts have against the .venv."""
    return lambda folder=checkout: run(folder, "source script/env; fault").stdout.strip()


@pytest.fixture
def away(checkout):
    """Takes something out of the .venv, and puts it back when the test is over."""
    taken = []

    def take(path: str) -> Path:
        place = checkout / ".venv" / path
        place.rename(place.with_name("away"))
        taken.append(place)
        return place

    yield take
    for place in taken:
        place.unlink(missing_ok=True)
        place.with_name("away").rename(place)


def test_what_is_whole_is_used_as_it_is(checkout, fault):
    assert fault() == ""
    again = run(checkout, INSTALL)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_a_venv_without_pip_is_seen(fault, away):
    away(f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages/pip")
    assert fault() == "it has no pip: it was left half made, or its Python was upgraded"


def test_a_venv_whose_python_is_gone_is_seen(fault, away):
    away("bin/python").symlink_to("/no/such/python")
    assert fault() == "its Python does not start, or is older than 3.11"


def test_a_venv_whose_python_is_too_old_is_seen(fault, away):
    old = away("bin/python")
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    assert fault() == "its Python does not start, or is older than 3.11"


def test_a_folder_that_was_moved_is_seen(checkout, fault, tmp_path):
    moved = tmp_path / "moved"
    shutil.copytree(checkout, moved, symlinks=True)
    assert fault(moved) == "it was made for another folder"


@pytest.fixture
def quick(checkout, tmp_path):
    """A Python that takes a copy of the .venv for a new one: to make a second one would take seconds."""
    made = shutil.copytree(checkout / ".venv", tmp_path / "made", symlinks=True)
    (made / "requirements-none.txt.installed").unlink()
    python = tmp_path / "python"
    copy = f'case "$*" in "-m venv .venv") exec cp -R -P -p "{made}" .venv;; esac'
    python.write_text(f'#!/bin/sh\n{copy}\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    return str(python)


def test_what_was_cut_off_is_made_anew(checkout, fault, quick):
    (checkout / "requirements-none.txt").write_text("# nothing, said otherwise\n")
    cut_off = run(checkout, f"{INSTALL.partition(';')[0]}; cp() {{ exit 130; }}; install requirements-none.txt")
    assert cut_off.returncode == 130
    assert fault() == "an installation was cut off"
    mended = run(checkout, INSTALL, PYTHON=quick)
    assert mended.stdout.startswith("The .venv here cannot be used: an installation was cut off.\nMaking .venv …\n")
    assert (mended.returncode, fault()) == (0, "")


def test_what_cannot_be_installed_is_said_and_made_anew_the_next_time(checkout, fault):
    (checkout / "requirements-some.txt").write_text("no-such-library\n")
    failed = run(checkout, "source script/env; install requirements-some.txt", PIP_NO_INDEX="1")
    assert failed.returncode == 1
    assert "requirements-some.txt could not be installed; pip says above why." in failed.stderr
    assert fault() == "an installation was cut off"
    (checkout / ".venv" / "requirements-some.txt.installing").unlink()


def test_a_python_that_cannot_make_one_names_the_package(checkout, tmp_path):
    """As on Debian, which keeps ensurepip elsewhere."""
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\ncase "$*" in *ensurepip*) exit 1;; esac\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    shutil.copytree(checkout / "script", tmp_path / "script")
    stopped = run(tmp_path, "source script/env; make_venv", PYTHON=str(python))
    assert stopped.returncode == 1
    assert f"apt-get install python{sys.version_info[0]}.{sys.version_info[1]}-venv" in stopped.stderr
    assert not (tmp_path / ".venv").exists()


# --- the port --------------------------------------------------------------------------------


def listen(host: str, port: object) -> subprocess.CompletedProcess[str]:
    return run(settings.BASE_DIR, f'"$PYTHON" script/free_port.py "{host}" "{port}"')


def test_a_port_that_is_taken_is_said_with_one_that_is_free():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = listen("127.0.0.1", port)
        assert said.returncode == 1
        assert f"Port {port} of 127.0.0.1 is taken, perhaps by this site already." in said.stderr
        assert "Another one: PORT=" in said.stderr
    assert listen("127.0.0.1", port).returncode == 0


@pytest.mark.parametrize("port", ["", "http", "0", "65536", "-1", "80a"])
def test_what_is_no_port_is_said(port):
    assert listen("127.0.0.1", port).stderr == (
        f"PORT={port} is no port. Take a number from 1024 to 65535: PORT=8000 script/server\n"
    )


def test_a_host_that_is_not_this_machine_is_said():
    assert "HOST=no.such.host.invalid is no address of this machine." in listen("no.such.host.invalid", 8000).stderr


def test_no_script_starts_a_program_by_a_name_that_a_move_breaks():
    """What pip puts into .venv/bin names the folder in which it was made; a module starts wherever it lies."""
    for script in [each for each in SCRIPT.iterdir() if each.is_file()]:
        for line in script.read_text(encoding="utf-8").splitlines():
            rest = line.partition(".venv/bin/")[2]
            assert rest == "" or rest.startswith(("python", "pip ")), f"{script.name}: {line}"


def test_the_checks_need_no_env_file(tmp_path):
    """A fresh clone has none until script/server was there; CI never calls that."""
    for folder in ("guides", "templates", "static", "icons"):
        (tmp_path / folder).symlink_to(settings.BASE_DIR / folder)
    shutil.copytree(SCRIPT.parent / "optout_site", tmp_path / "optout_site")  # settings.py says where the site stands
    shutil.copy(SCRIPT.parent / "manage.py", tmp_path)
    lines = [line for line in (SCRIPT / "test").read_text().splitlines() if "manage.py" in line or "SECRET_KEY" in line]
    assert len(lines) >= 3
    checks = "\n".join(["set -e", "step() { echo; }", *lines]).replace(".venv/bin/python", f"'{sys.executable}'")
    bare = {"env": {"PATH": os.environ["PATH"]}, "cwd": tmp_path, "capture_output": True, "text": True}
    made = subprocess.run(["bash", "-c", checks], check=False, **bare)  # noqa: S603, S607
    assert made.returncode == 0, made.stderr


@pytest.mark.parametrize("script", [path for path in SCRIPT.iterdir() if path.is_file()], ids=lambda path: path.name)
def test_a_script_that_calls_the_site_gives_it_its_settings(script):
    """What is not set there comes from an .env that a fresh clone has not."""
    text = script.read_text()
    if text.startswith("#!/usr/bin/env bash") and "manage.py" in text:
        assert "HTTPS_ONLY=false" in text
        assert "SECRET_KEY" in text

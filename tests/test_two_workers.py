"""Two gunicorn workers and one database file: what is published by one process is read from all of them."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from guides.yaml_form import from_yaml, to_yaml

CONTENT = settings.BASE_DIR / "guides" / "content" / "linkedin.yaml"
NEW = "Another headline, published a moment ago"


class Site:
    """The site as it is served, with a database of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        own = {
            "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
            "PORT": str(self.port),
            "WORKERS": "2",
            "HTTPS_ONLY": "false",
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "DJANGO_SETTINGS_MODULE": "tests.served",
        }
        self.environment = {**os.environ, **own}
        self.manage("migrate", "--verbosity", "0")
        self.manage("quickstart")

    def manage(self, *arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=settings.BASE_DIR, env=self.environment, check=True, capture_output=True)  # noqa: S603

    def serve(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "gunicorn", "optout_site.wsgi", "--log-level", "warning"]
        return subprocess.Popen(command, cwd=settings.BASE_DIR, env=self.environment)  # noqa: S603

    def read(self) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/linkedin/uk/", timeout=10) as answer:
            return answer.read().decode()

    def wait(self) -> None:
        for _ in range(150):
            try:
                self.read()
                return
            except OSError:
                time.sleep(0.2)
        raise AssertionError("the site does not answer")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    server = site.serve()
    try:
        site.wait()
        yield site
    finally:
        server.terminate()
        server.wait(timeout=30)


def test_an_edition_is_live_in_both_workers_two_seconds_after_it_was_published(site: Site, tmp_path: Path) -> None:
    assert NEW not in site.read()
    changed = from_yaml(CONTENT.read_text(encoding="utf-8")).model_copy(update={"title": NEW})
    (tmp_path / "linkedin.yaml").write_text(to_yaml(changed), encoding="utf-8")
    site.manage("load_guides", str(tmp_path / "linkedin.yaml"), "--publish", "Another headline.")
    time.sleep(2)
    assert all(NEW in site.read() for _ in range(30))

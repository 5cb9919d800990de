"""Starts what the site consists of once it is served: gunicorn, nginx with the shipped configuration, PostgreSQL.

Each runs in a scratch folder, listens on this machine only, and is stopped by whoever started it.
"""

import getpass
import os
import pwd
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlencode

import pytest
from django.conf import settings

from tests.support.clock import PATIENCE, ZONE
from tests.support.databases import fill

NAME = "optout.example"
DEPLOY = settings.BASE_DIR / "deploy" / "nginx"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def until(is_so: Callable[[], bool], seconds: float = PATIENCE) -> None:
    begun = time.monotonic()
    while not is_so():
        assert time.monotonic() - begun < seconds, f"not so after {seconds} seconds"
        time.sleep(0.05)


def is_listening(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def workers_of(server: subprocess.Popen[bytes]) -> set[int]:
    """The processes that answer for this one. (Linux tells it in a file; `ps` takes a hundred times as long.)"""
    return {int(child) for child in Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()}


@contextmanager
def stopped_after(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(timeout=PATIENCE)


# --- asking ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True)
class Door:
    """Where something listens. Nothing is remembered from one request to the next: no cookie and no connection."""

    port: int
    tls: ssl.SSLContext | None = None
    FROM_HERE: ClassVar = {"Sec_Fetch_Site": "same-origin", "Content_Type": "application/x-www-form-urlencoded"}

    def connect(self, timeout: float = PATIENCE) -> socket.socket:
        line = socket.create_connection(("127.0.0.1", self.port), timeout)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as browsers do; else a body waits for 40 ms
        return self.tls.wrap_socket(line, server_hostname=NAME) if self.tls else line

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """Headers are written as in Python: `if_none_match`."""
        with closing(self.line()) as line:
            return self.ask_over(line, path, method, body, **headers)

    def line(self) -> HTTPConnection:
        line = HTTPConnection(NAME if self.tls else "127.0.0.1", self.port)
        line.sock = self.connect()
        return line

    def ask_over(
        self, line: HTTPConnection, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> Answer:
        """The same over a line that stays open."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        line.request(method, path, body, {"Host": NAME if self.tls else f"127.0.0.1:{self.port}"} | sent)
        answered = line.getresponse()
        return Answer(answered.status, answered.headers, answered.read())

    def post(self, path: str, cookie: str = "", **fields: str) -> Answer:
        """As a button on our own pages does."""
        headers = {"Cookie": cookie} if cookie else {}
        return self.ask(path, "POST", urlencode(fields).encode(), **headers, **self.FROM_HERE)


# --- the site --------------------------------------------------------------------------------


class Site:
    """The site as it is served, with a database of its own: two workers, on plain http."""

    # One process for both commands: starting it takes longer than what it does.
    PREPARE = "from django.core.management import call_command as run; run('migrate', verbosity=0); run('quickstart')"

    def __init__(self, folder: Path, **more: str) -> None:
        self.folder = folder
        self.port = free_port()
        own = {
            "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
            "WORKERS": "2",
            "HTTPS_ONLY": "false",
            "OPERATOR": "Example Society",
            "CONTACT": "mailto:hello@optout.example",
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "DJANGO_SETTINGS_MODULE": "tests.support.served_settings",
        }
        self.environment = {**os.environ, **ZONE, **own, **more}
        self.prepare(folder / "site.sqlite3" if "DATABASE_URL" not in more else None)

    def prepare(self, file: Path | None) -> None:
        """Fill the database. A file that is there is taken as it is."""
        if file is None:
            self.manage("shell", "--no-imports", "--command", self.PREPARE)
        elif not file.exists():
            fill(file)

    def manage(self, *arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=settings.BASE_DIR, env=self.environment, check=True, capture_output=True)  # noqa: S603

    def serve(self, port: int | None = None) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "gunicorn", "optout_site.wsgi", "--log-level", "warning"]
        environment = self.environment | {"PORT": str(port or self.port)}
        return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)  # noqa: S603

    def read(self) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/linkedin/uk/", timeout=PATIENCE) as answer:
            text: str = answer.read().decode()
            return text

    def wait(self) -> None:
        until(lambda: is_listening(self.port))
        self.read()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site as it is served, started once for a file."""
    site = Site(tmp_path_factory.mktemp("site"))
    server = site.serve()
    try:
        site.wait()
        yield site
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)


# --- nginx -----------------------------------------------------------------------------------

SURROUNDINGS = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log crit;
{user}
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {folder}/temporary-1;
    proxy_temp_path {folder}/temporary-2;
    fastcgi_temp_path {folder}/temporary-3;
    uwsgi_temp_path {folder}/temporary-4;
    scgi_temp_path {folder}/temporary-5;
    set_real_ip_from 127.0.0.1;  # so that a test can be many visitors at many addresses
    real_ip_header X-Address;
    proxy_cache_lock_timeout 1h;  # without effect, as there is no lock; a test would notice one
    proxy_cache_lock_age 1h;
    include {folder}/switched-off.conf;
}}
"""


@dataclass(frozen=True)
class Nginx:
    """nginx with the shipped configuration, in front of the site's servers at these ports."""

    folder: Path
    sites: tuple[int, ...]
    https: int = field(default_factory=free_port)
    http: int = field(default_factory=free_port)
    is_patient: bool = False  # what was counted once stays counted, however slow the machine; and less is too much
    patience: int = 10  # seconds for which it waits for an answer of the site; as shipped

    @cached_property
    def door(self) -> Door:
        return Door(self.https, ssl.create_default_context(cafile=self.folder / "fullchain.pem"))

    @property
    def is_changed(self) -> bool:
        return self.patience != 10

    @property
    def log(self) -> list[str]:
        return (self.folder / "switched-off.log").read_text().splitlines()

    @contextmanager
    def running(self) -> Iterator[Door]:
        self._certify()
        if self.is_changed:
            self._wait_otherwise()
        (self.folder / "switched-off.conf").write_text(self.configuration())
        user = f"user {getpass.getuser()};" if os.geteuid() == 0 else ""
        (self.folder / "nginx.conf").write_text(SURROUNDINGS.format(folder=self.folder, user=user))
        command = ["nginx", "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")]
        with stopped_after(subprocess.Popen(command)) as server:  # noqa: S603
            until(lambda: is_listening(self.https) or server.poll() is not None)
            assert server.poll() is None, "nginx does not take its configuration"
            yield self.door

    def configuration(self) -> str:
        """What is shipped, with what whoever runs it changes: the servers, the ports and the folders."""
        text = (DEPLOY / "switched-off.conf").read_text(encoding="utf-8")
        for shipped, here in self._changed().items():
            assert shipped in text, shipped
            text = text.replace(shipped, here)
        if not self.is_patient:
            return text
        assert (text.count("burst=500 "), text.count("burst=300 ")) == (2, 1)
        text = text.replace("burst=500 ", "burst=100 ").replace("burst=300 ", "burst=80 ")
        return re.sub(r"rate=\d+r/[sm]", "rate=1r/m", text)

    def _changed(self) -> dict[str, str]:
        return {
            "server 127.0.0.1:8000 ": " ".join(f"server 127.0.0.1:{port};" for port in self.sites[1:])
            + f"server 127.0.0.1:{self.sites[0]} ",
            "[::]:443": f"unix:{self.folder}/443.socket",
            "[::]:80": f"unix:{self.folder}/80.socket",
            "listen 443": f"listen 127.0.0.1:{self.https}",
            "listen 80": f"listen 127.0.0.1:{self.http}",
            "/etc/nginx/switched-off/": f"{self.folder if self.is_changed else DEPLOY}/",
            "/etc/letsencrypt/live/optout.example/": f"{self.folder}/",
            "/var/cache/nginx/switched-off": f"{self.folder}/cache",
            "/var/log/nginx/": f"{self.folder}/",
        }

    def _wait_otherwise(self) -> None:
        for part in ("rules.conf", "site.conf"):
            text = (DEPLOY / part).read_text(encoding="utf-8").replace("/etc/nginx/switched-off/", f"{self.folder}/")
            waits = text.replace("proxy_read_timeout 10s", f"proxy_read_timeout {self.patience}s")
            (self.folder / part).write_text(waits)

    def _certify(self) -> None:
        files = ["-keyout", str(self.folder / "privkey.pem"), "-out", str(self.folder / "fullchain.pem")]
        new = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc", "-days", "2"]
        names = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
        command = ["openssl", "req", "-x509", *new, *names, *files]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603


# --- PostgreSQL ------------------------------------------------------------------------------


def postgresql_programs() -> Path | None:
    """Where initdb and postgres are: in the path, or where Debian keeps them."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "postgres").exists() and (place / "initdb").exists()), None)


class Postgresql:
    """A PostgreSQL with nothing in it. It refuses to run as root, and then runs as `postgres` or `nobody`."""

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
        self.port = free_port()
        self.user = _somebody_else() if os.geteuid() == 0 else None
        if self.user:
            shutil.chown(self.folder, self.user)
        options = ["--no-sync", "--auth=trust", "--username=site", "--encoding=UTF8", "--locale=C"]
        self._run("initdb", *options, "--pgdata", str(self.folder / "data")).wait(30)
        self.server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgres://site@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        settings = [
            "listen_addresses=127.0.0.1",
            f"port={self.port}",
            f"unix_socket_directories={self.folder}",
            "fsync=off",
        ]
        self.server = self._run("postgres", "-D", str(self.folder / "data"), *[f"-c{one}" for one in settings])
        until(lambda: is_listening(self.port))

    def stop(self) -> None:
        """At once: whoever is connected is cut off."""
        if self.server:
            self.server.send_signal(signal.SIGINT)
            self.server.wait(timeout=PATIENCE)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    def _run(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{program}.log").open("ab") as log:
            return subprocess.Popen(  # noqa: S603
                [self.programs / program, *arguments],
                cwd=self.folder,
                user=self.user,
                group=self.user and pwd.getpwnam(self.user).pw_gid,
                extra_groups=[] if self.user else None,
                stdout=log,
                stderr=log,
            )


def _somebody_else() -> str:
    names = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"

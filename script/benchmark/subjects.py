"""What is measured: the yardstick, the site in its several states, and nginx in front of it."""

import os
import random
import re
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmark.load import Request, Round, load
from benchmark.servers import Server, gunicorn, nginx

CHECKLIST = "/linkedin/uk/"
IN_POLISH = "/linkedin/polski/uk/"
FORM = (
    ("Content-Type", "application/x-www-form-urlencoded"),
    ("Sec-Fetch-Site", "same-origin"),
    ("HX-Request", "true"),
)
ROOT = Path(__file__).resolve().parent.parent.parent
SEED = 20_251_103


@dataclass(frozen=True)
class Subject:
    """One line of the table: a server, what is asked of it, and the multiple of the yardstick that is to be reached."""

    name: str
    server: Server
    requests: list[Request]
    goal: str = ""


@dataclass
class Measured:
    """All rounds of one subject."""

    subject: Subject
    rounds: list[Round] = field(default_factory=list)
    memory: float = 0.0

    def middle(self, of: Callable[[Round], float]) -> float:
        return median(of(one) for one in self.rounds)

    @property
    def errors(self) -> int:
        return sum(one.errors for one in self.rounds)


def site_environment(folder: Path) -> dict[str, str]:
    """The site as shipped, on plain http, with a database of its own."""
    return {
        "DJANGO_SETTINGS_MODULE": "optout_site.settings",
        "DATABASE_URL": f"sqlite:///{folder}/site.sqlite3",
        "SITE_URL": "https://optout.example",
        "ALLOWED_HOSTS": "127.0.0.1",
        "HTTPS_ONLY": "false",
        "DEBUG": "false",
        "SECRET_KEY": "only-for-the-benchmark-0123456789abcdefghijklmnopqrstuvwxyz",
    }


def manage(environment: dict[str, str], *command: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *command],
        env={**os.environ, **environment},
        check=True,
        stdout=subprocess.DEVNULL,
    )


@contextmanager
def running(folder: Path, with_growth: bool) -> Iterator[list[Subject]]:
    """The small site, its yardstick and nginx, ready to be asked; and the large site, if that is wanted."""
    for name in ("static", "front", "small", "large"):
        (folder / name).mkdir()
    environment = made(folder / "small")
    with ExitStack() as stack:
        yardstick = stack.enter_context(gunicorn("benchmark.yardstick", {}, ROOT / "script"))
        site = stack.enter_context(gunicorn("optout_site.wsgi", environment, ROOT))
        static = stack.enter_context(nginx(folder / "static", static_file(folder / "static", site)))
        front = stack.enter_context(nginx(folder / "front", in_front(folder / "front", site)))
        yield [
            Subject("constant view (the yardstick)", yardstick, [Request("/")]),
            *of_site(site, ""),
            Subject("page in Polish", site, [Request(IN_POLISH)], "1.5"),
            Subject("page behind nginx", front, [Request(CHECKLIST)], "30"),
            Subject("nginx, static file", static, [Request("/page.html")], "(48)"),
            *(of_site(stack.enter_context(large(folder / "large")), ", large site") if with_growth else []),
        ]


def made(folder: Path) -> dict[str, str]:
    """A database with the guides and the languages that are shipped; how to reach it."""
    environment = site_environment(folder)
    manage(environment, "migrate", "--verbosity=0")
    manage(environment, "quickstart")
    manage(environment, "collectstatic", "--noinput", "--verbosity=0")
    manage(environment, "compile_words")
    return environment


def large(folder: Path) -> AbstractContextManager[Server]:
    """100 guides × 7 regions × 30 steps, 10,000 editions: two gigabytes, and some minutes to make."""
    environment = made(folder)
    grow = [sys.executable, str(ROOT / "script" / "benchmark" / "growth.py")]
    subprocess.run(grow, cwd=ROOT, env={**os.environ, **environment, "PYTHONPATH": str(ROOT)}, check=True)
    return gunicorn("optout_site.wsgi", environment, ROOT)


def of_site(site: Server, of: str) -> list[Subject]:
    ticks = tick_requests(site)
    return [
        Subject(f"page{of}", site, [Request(CHECKLIST)], "1.5"),
        Subject(f"its 304{of}", site, [Request(CHECKLIST, headers=(("If-None-Match", etag(site)),))], "1.7"),
        Subject(f"page with ticks{of}", site, with_ticks(ticks), "0.75"),
        Subject(f"tick{of}", site, ticks, "0.75"),
    ]


def etag(site: Server) -> str:
    return str(read(site, CHECKLIST, "gzip, br").headers["ETag"])


def tick_requests(site: Server) -> list[Request]:
    """Every step of the checklist, ticked by people who have ticked some other steps before."""
    page = read(site, CHECKLIST, "identity").read().decode()
    steps = sorted(set(re.findall(rf'action="{CHECKLIST}steps/([a-z0-9-]+)/"', page)))
    chosen = random.Random(SEED)  # noqa: S311 (the same mixture in every run)
    mixture = [(step, chosen.sample(steps, chosen.randint(1, len(steps)))) for step in steps for _ in range(50)]
    chosen.shuffle(mixture)
    return [
        Request(f"{CHECKLIST}steps/{step}/", "POST", "done=0&done=1", (*FORM, ("Cookie", cookies(ticked))))
        for step, ticked in mixture
    ]


def cookies(ticked: list[str]) -> str:
    return "; ".join(f"linkedin.{step}=1" for step in ticked)


def with_ticks(ticks: list[Request]) -> list[Request]:
    """The page of each of those people."""
    return [Request(CHECKLIST, headers=(one.headers[-1],)) for one in ticks]


def static_file(folder: Path, site: Server) -> str:
    """The bytes of the page as a file, compressed beforehand: as fast as this machine can send them."""
    for name, encoding in (("page.html", "identity"), ("page.html.gz", "gzip")):
        (folder / name).write_bytes(read(site, CHECKLIST, encoding).read())
    return f"server {{ listen 127.0.0.1:PORT; root {folder}; gzip_static on; }}"


def in_front(folder: Path, site: Server) -> str:
    """The shipped configuration on plain http, without the part with names, folders and certificates."""
    shipped = ROOT / "deploy" / "nginx"
    return (
        f"include {shipped}/rules.conf; upstream switched_off {{ server {site.address.removeprefix('http://')}; }}"
        f"proxy_cache_path {folder}/cache keys_zone=switched_off:4m use_temp_path=off;"
        f"server {{ listen 127.0.0.1:PORT; include {shipped}/site.conf; }}"
    )


def read(site: Server, path: str, encoding: str) -> Any:
    asked = urllib.request.Request(f"{site.address}{path}", headers={"Accept-Encoding": encoding})  # noqa: S310
    return urllib.request.urlopen(asked)  # noqa: S310 (our own server)


def measure(subjects: list[Subject], folder: Path, seconds: int, rounds: int) -> list[Measured]:
    """Every subject in turn, so that a slower minute of the machine is everybody's."""
    found = [Measured(subject) for subject in subjects]
    for number in range(rounds + 1):
        for one in found:
            print(f"\r{number}/{rounds} {one.subject.name:40}", end="", flush=True)
            told = load(one.subject.server, one.subject.requests, folder, 1 if number == 0 else seconds)
            if number:
                one.rounds.append(told)
                one.memory = one.subject.server.memory()
    print("\r" + " " * 60 + "\r", end="")
    return found

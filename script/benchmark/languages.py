"""What languages cost a worker: start-up and memory with English only, and with every language that is shipped.

Start-up is CPU time, so that it tells the same on a busy machine.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmark.servers import Server, gunicorn
from benchmark.subjects import ROOT, made, manage, read

STARTS = 5
PAGES = 100
HEAD = "| languages | start-up, CPU s | memory then, MB | memory after pages | pages read |\n|---|--:|--:|--:|--:|"
IN_ENGLISH = (
    "from guides.models import *; Translation.objects.all().delete(); TranslationEdition.objects.all().delete()"
)


def table(folder: Path) -> str:
    environment = made(folder)
    (folder / "english").mkdir()
    alone = environment | {"DATABASE_URL": f"sqlite:///{folder}/english/site.sqlite3"}
    shutil.copy(folder / "site.sqlite3", folder / "english")
    manage(alone, "shell", "-c", IN_ENGLISH)
    rows = [row(name, each) for name, each in (("English only", alone), ("all that are shipped", environment))]
    return "\n".join([HEAD, *rows])


def row(name: str, environment: dict[str, str]) -> str:
    """Of some starts the middle one; on the last of them pages are read, as many in each language."""
    seconds: list[float] = []
    for number in range(STARTS):
        with gunicorn("optout_site.wsgi", environment, ROOT) as site:
            read(site, "/linkedin/uk/", "br")
            seconds.append(site.cpu_seconds())
            if number == STARTS - 1:
                memory, paths = site.memory(), list(pages(site))
                for path in paths:
                    read(site, path, "br")
                return f"| {name} | {median(seconds):.1f} | {memory:.0f} | {site.memory():.0f} | {len(paths)} |"
    raise AssertionError


def pages(site: Server) -> Iterator[str]:
    """The first pages in the sitemap, in every language in which they are there."""
    text = read(site, "/sitemap.xml", "identity").read().decode()
    for entry in text.split("<url>")[1 : PAGES + 1]:
        yield from sorted(set(re.findall(r"https?://[^/\"<]+(/[^\"<]*)", entry)))

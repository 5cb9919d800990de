"""The editions in force, in memory. Visitors read these and nothing else; no page waits for a query.

A thread in every worker asks once a second which editions are in force, so that a new one is live in
every worker within two seconds. While the database is away, what is in memory goes on being read, and no
visitor waits for it: only that thread tries again.
"""

import datetime
import itertools
import json
import os
import threading
import time
import zlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from guides import clock, documents, faults
from guides.documents import DocumentError
from guides.kept import Kept
from guides.models import Edition, LinkCheck
from guides.reports import Doubt
from guides.soundness import parse

READING = "reading edition"  # as a fault is called
Made = TypeVar("Made")
_open: Kept = Kept(10)  # guides; one takes about half a megabyte
_made = Kept(600)  # of all guides together; a page weighs some 100 KB with its compressed forms


@dataclass(frozen=True)
class Packed:
    """A guide as it lies in memory while nobody reads it: a tenth of its size, and some milliseconds to unpack."""

    document: bytes

    @classmethod
    def of(cls, document: Any) -> "Packed":
        return cls(zlib.compress(json.dumps(document).encode()))

    def unpack(self) -> documents.Guide:
        return parse(json.loads(zlib.decompress(self.document)), is_kept=True)


@dataclass(frozen=True)
class Live:
    """A guide as visitors read it, with a place for what has been made from it once."""

    held: documents.Guide | Packed
    number: int
    published_at: datetime.datetime | None = None
    doubts: tuple[Doubt, ...] = ()
    _serial: int = field(default_factory=itertools.count().__next__, repr=False)

    @property
    def guide(self) -> documents.Guide:
        """Those that are read most are unpacked already."""
        held = self.held
        return _open.once(self._serial, held.unpack) if isinstance(held, Packed) else held

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Give what `make` made for this key; it is made once an edition. Keys name everything it depends on."""
        return _made.once((self._serial, key), make)


class NothingToReadError(Exception):
    """The worker has not seen the database since it started, and so has no guide to show."""


_shelf: dict[str, Live] | None = None  # None: nobody has looked yet
_looked_at: datetime.datetime | None = None
_watching_in = 0
_dead_links: Mapping[str, LinkCheck] = {}
_changes = 0
first: Callable[[], Any] = bool  # raises while the database is away: then nothing else is tried in this look
chores: list[Callable[[], Any]] = []  # what the watching thread does before each look, each for itself
_first_look = threading.Lock()


def shelf() -> Mapping[str, Live]:
    """Every guide in force, by slug. Raises NothingToReadError only in a worker that never reached the database."""
    if _watching_in != os.getpid():
        _start_watching()
    if _shelf is None:
        raise NothingToReadError
    return _shelf


def refresh() -> None:
    """Look which editions are in force and read those that are new here. Whoever reads the old shelf reads on."""
    global _looked_at  # noqa: PLW0603
    latest = Edition.objects.in_force()
    faults.only(READING, {f"{READING} {number} of {slug}" for slug, (number, _at) in latest.items()})
    looked = {slug: _live(slug, *latest[slug]) for slug in sorted(latest)}
    _put({slug: live for slug, live in looked.items() if live is not None}, LinkCheck.objects.dead())
    _looked_at = datetime.datetime.now(datetime.UTC)


def looked_at() -> datetime.datetime | None:
    """When this worker last saw which editions are in force."""
    return _looked_at


def dead_links() -> Mapping[str, LinkCheck]:
    """The addresses that led nowhere, or elsewhere, when `check_guides --links` last looked."""
    return _dead_links


def doubt(found: Mapping[str, tuple[Doubt, ...]]) -> None:
    """Put beside each edition what readers are told to doubt. What was made from it stays: its keys name the doubts."""
    _put({slug: replace(live, doubts=found.get(slug, ())) for slug, live in shelf().items()}, _dead_links)


def stamp() -> Hashable:
    """Changes with all that a page depends on: the editions in force, the doubts, the dead links and the day."""
    return _changes, clock.today()


def _put(shelf: dict[str, Live], dead_links: Mapping[str, LinkCheck]) -> None:
    """The shelf first, then the number: whoever reads the new number never meets the old shelf."""
    global _shelf, _dead_links, _changes  # noqa: PLW0603
    is_new = shelf != _shelf or dead_links.keys() != _dead_links.keys()
    _shelf, _dead_links = shelf, dead_links
    _changes += is_new


def _live(slug: str, number: int, published_at: datetime.datetime) -> Live | None:
    """That of the same number and time is here already; a restored database may hold another of the same number."""
    here = (_shelf or {}).get(slug)
    if here is not None and (here.number, here.published_at) == (number, published_at):
        return here
    with faults.told(f"{READING} {number} of {slug}", DocumentError):
        return _read(slug, number)
    return here


def _read(slug: str, number: int) -> Live:
    edition = Edition.objects.get(guide__slug=slug, number=number)
    edition.to_guide()  # whoever cannot be read is not put on the shelf
    return Live(Packed.of(edition.document), edition.number, edition.published_at)


def _start_watching() -> None:
    """The first look, which may fail; from then on only the thread looks, and nobody waits for it."""
    global _watching_in  # noqa: PLW0603
    with _first_look:
        if _watching_in == os.getpid():
            return
        try:
            refresh()
        except DatabaseError as error:
            connection.close()  # the next try opens the database anew, and finds it once it is back
            if not settings.LIBRARY_SECONDS:
                raise NothingToReadError from error
        if settings.LIBRARY_SECONDS:
            threading.Thread(target=_watch, name="library", daemon=True).start()
        _watching_in = os.getpid()


def _watch() -> None:
    while True:
        time.sleep(settings.LIBRARY_SECONDS)
        look()
        with faults.told("closing the database"):
            close_old_connections()  # SQLite's at once: a restored one may be another file under the same name


def look() -> None:
    """Every chore, whatever becomes of the others, and the look for editions always."""
    with faults.told("database"):
        first()
        for chore in (*chores, refresh):
            with faults.told(f"{chore.__module__.rpartition('.')[2]}.{chore.__name__}"):
                chore()


def forget_all() -> None:
    """Start afresh, as a new worker does."""
    global _shelf, _looked_at, _watching_in
    _shelf, _looked_at, _watching_in = None, None, 0
    faults.forget()

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
from collections.abc import Callable, Hashable, Mapping, Set
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeVar

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from guides.document import types as documents
from guides.document.languages import BY_TAG, ENGLISH
from guides.document.po_format import Written
from guides.document.translation import InEnglish, Key, Translation, entries, marked, missing
from guides.document.types import DocumentError
from guides.document.validation import parse
from guides.models import Edition, LinkCheck, ShortName, TranslationEdition
from guides.models.translation import Issue
from guides.rules import clock
from guides.rules.reports import ReaderReport
from guides.rules.standing import LISTED, Standing
from guides.serving import faults
from guides.serving.lru_cache import LRUCache

READING = "reading edition"  # as a fault is called
NOBODY = Written()
Made = TypeVar("Made")
_open: LRUCache = LRUCache(16)  # guides, each in one language; one takes about half a megabyte
_made = LRUCache(300)  # of all guides together; a page weighs some 100 KB with its compressed forms


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
class PackedWords:
    """A published translation as it lies in memory while nobody reads it. Without any issue, one that has no words."""

    language: str
    words: bytes
    issue: Issue | None = None
    written: Written = NOBODY

    @classmethod
    def of(cls, words: Translation, issue: Issue | None = None, written: Written = NOBODY) -> "PackedWords":
        entries = [[*key, text] for key, text in words.words.items()]
        return cls(words.language, zlib.compress(json.dumps(entries).encode()), issue, written)

    def unpack(self) -> Translation:
        entries = json.loads(zlib.decompress(self.words))
        return Translation(self.language, {(context, english): text for context, english, text in entries})


class Carried(NamedTuple):
    """A translation that an edition has: how many of the texts are still English, when its words were published."""

    language: str
    number: int
    published_at: datetime.datetime
    texts: int
    missing: int
    written: Written


@dataclass(frozen=True)
class InWords:
    """A guide in the words of a translation; it is put together when somebody reads it."""

    english: "Live"
    words: PackedWords

    def unpack(self) -> documents.Guide:
        return self.words.unpack().localise(self.english.guide)


@dataclass(frozen=True)
class Live:
    """A guide as visitors read it, with a place for what has been made from it once.

    `translations`: the languages besides English in which it can be read, by tag.
    """

    held: documents.Guide | Packed | InWords
    number: int
    published_at: datetime.datetime | None = None
    reader_reports: tuple[ReaderReport, ...] = ()
    standing: Standing = LISTED
    translations: Mapping[str, PackedWords] = field(default_factory=dict, hash=False)
    _serial: Hashable = field(default_factory=itertools.count().__next__, repr=False)

    @property
    def guide(self) -> documents.Guide:
        """Those that are read most are unpacked already."""
        held = self.held
        if isinstance(held, documents.Guide):
            return held
        return _open.get_or_set(self._serial, lambda: marked(held.unpack()))

    def in_language(self, tag: str) -> "Live":
        """The same edition in other words; what is not translated into that language stays English, marked."""
        if isinstance(self.held, InWords):
            return self.held.english.in_language(tag)
        if tag == ENGLISH.tag:
            return self
        words = self.translations.get(tag) or PackedWords.of(Translation(tag, {}))
        return replace(self, held=InWords(self, words), _serial=(self._serial, tag, words.issue))

    @property
    def words(self) -> PackedWords | None:
        """The translation in which it is read; None: it is in its own language."""
        return self.held.words if isinstance(self.held, InWords) else None

    @property
    def issues(self) -> tuple[tuple[str, Issue | None], ...]:
        """Which words are in force in every language: what names them is made anew with each."""
        return tuple((tag, words.issue) for tag, words in self.translations.items())

    def carried(self) -> tuple[Carried, ...]:
        """The translations of this edition, in the order of their tags."""
        if isinstance(self.held, InWords):
            return self.held.english.carried()

        def make() -> tuple[Carried, ...]:
            texts = {entry.key for entry in entries(self.guide)}
            return tuple(_carried(words, words.issue, texts) for words in self.translations.values() if words.issue)

        return self.get_or_set(("carried", self.issues), make)

    def label(self, english: str) -> str:
        """A word of the product as far as it is known in the language that is read; else in English, marked."""
        held = self.held
        if not isinstance(held, InWords):
            return english
        words = self.get_or_set(("label", english), lambda: held.words.unpack().label(english))
        return words if words != english else InEnglish(english)

    @property
    def missing(self) -> int:
        """How many of its texts are still in English on a page in another language."""
        held = self.held
        if not isinstance(held, InWords):
            return 0
        return self.get_or_set("missing", lambda: len(missing(held.english.guide, held.words.unpack())))

    def get_or_set(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Give what `make` made for this key; it is made once an edition. Keys name everything it depends on."""
        return _made.get_or_set((self._serial, key), make)


def _carried(words: PackedWords, issue: Issue, texts: Set[Key]) -> Carried:
    missing_here = len(texts - words.unpack().words.keys())
    return Carried(words.language, *issue, len(texts), missing_here, words.written)


class NothingToReadError(Exception):
    """The worker has not seen the database since it started, and so has no guide to show."""


_by_slug: dict[str, Live] | None = None  # None: nobody has looked yet
_looked_at: datetime.datetime | None = None
_watching_in = 0
_dead_links: Mapping[str, LinkCheck] = {}
_short_names: Mapping[str, tuple[str, ...]] = {}
_changes = 0
first: Callable[[], Any] = bool  # raises while the database is away: then nothing else is tried in this look
background_jobs: list[Callable[[], Any]] = []  # what the watching thread does before each look, each for itself
_first_look = threading.Lock()


def by_slug() -> Mapping[str, Live]:
    """Every guide in force, by slug. Raises NothingToReadError only in a worker that never reached the database."""
    if _watching_in != os.getpid():
        _start_watching()
    if _by_slug is None:
        raise NothingToReadError
    return _by_slug


def read(slug: str, tag: str) -> tuple[Live, documents.Guide] | None:
    """The edition in force of a guide, in this language, and the guide itself. None: there is no such guide."""
    live = by_slug().get(slug)
    if live is None:
        return None
    live = live.in_language(tag)
    return live, live.guide


def listed() -> Mapping[str, Live]:
    """Those of them to which the site leads by itself."""
    return {slug: live for slug, live in by_slug().items() if live.standing.is_listed}


def refresh() -> None:
    """Look which editions are in force and read those that are new here. Whoever reads the old ones reads on."""
    global _looked_at, _short_names  # noqa: PLW0603
    latest = Edition.objects.in_force_with_standing()
    translations = _translations(TranslationEdition.objects.in_force())
    faults.only(READING, {f"{READING} {number} of {slug}" for slug, (number, _at, _standing) in latest.items()})
    looked = {slug: _live(slug, *latest[slug]) for slug in sorted(latest)}
    readable = {slug: live for slug, live in looked.items() if live is not None}
    editions = {slug: _translated(live, translations.get(slug, {})) for slug, live in readable.items()}
    if editions != _by_slug:  # only publishing adds short names
        _short_names = ShortName.objects.first_of_each()
    _put(editions, LinkCheck.objects.dead())
    _looked_at = datetime.datetime.now(datetime.UTC)


def looked_at() -> datetime.datetime | None:
    """When this worker last saw which editions are in force."""
    return _looked_at


def short_names() -> Mapping[str, tuple[str, ...]]:
    """For each short name of a region the guides that had it first, by slug."""
    return _short_names


def dead_links() -> Mapping[str, LinkCheck]:
    """The addresses that led nowhere, or elsewhere, when `check_guides --links` last looked."""
    return _dead_links


def set_reader_reports(reports: Mapping[str, tuple[ReaderReport, ...]]) -> None:
    """Put beside each edition what readers are warned of. What was made from it stays: its keys name them."""
    _put({slug: replace(live, reader_reports=reports.get(slug, ())) for slug, live in by_slug().items()}, _dead_links)


def generation() -> Hashable:
    """Changes with all that a page depends on: the editions in force, reader reports, dead links and the day."""
    return _changes, clock.today()


def _put(by_slug: dict[str, Live], dead_links: Mapping[str, LinkCheck]) -> None:
    """The editions first, then the number: whoever reads the new number never meets the old editions."""
    global _by_slug, _dead_links, _changes  # noqa: PLW0603
    is_new = by_slug != _by_slug or dead_links.keys() != _dead_links.keys()
    _by_slug, _dead_links = by_slug, dead_links
    _changes += is_new


def _live(slug: str, number: int, published_at: datetime.datetime, standing: Standing) -> Live | None:
    """That of the same number and time is here already; a restored database may hold another of the same number."""
    here = (_by_slug or {}).get(slug)
    if here is not None and (here.number, here.published_at) == (number, published_at):
        is_same = here.standing == standing  # else all that was made from it is made anew
        return here if is_same else Live(here.held, number, published_at, here.reader_reports, standing)
    with faults.told(f"{READING} {number} of {slug}", DocumentError):
        edition = Edition.objects.get(guide__slug=slug, number=number)
        edition.to_guide()  # whoever cannot be read is not put in memory
        return Live(Packed.of(edition.document), edition.number, edition.published_at, standing=standing)
    return here


def _translated(live: Live, translations: Mapping[str, PackedWords]) -> Live:
    """With the words in force. Its pages name the languages that there are; with others, all are made anew."""
    if live.translations == translations:
        return live
    if live.translations.keys() == translations.keys():
        return replace(live, translations=translations)
    return Live(live.held, live.number, live.published_at, live.reader_reports, live.standing, translations)


def _translations(latest: Mapping[tuple[str, str], Issue]) -> Mapping[str, Mapping[str, PackedWords]]:
    """The words in force, by the guide's slug and the language; what is here already is not read again."""
    by_guide: dict[str, dict[str, PackedWords]] = {}
    for (slug, tag), issue in sorted(latest.items()):
        before = (_by_slug or {}).get(slug)
        here = before.translations.get(tag) if before else None
        if here is None or here.issue != issue:
            with faults.told(f"reading translation {issue[0]} of {slug} into {tag}"):
                edition = TranslationEdition.objects.get(guide__slug=slug, language=tag, number=issue[0])
                here = PackedWords.of(edition.to_words(), issue, edition.written)
        if here is not None and tag in BY_TAG:
            by_guide.setdefault(slug, {})[tag] = here
    return by_guide


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
            threading.Thread(target=_watch, name="current editions", daemon=True).start()
        _watching_in = os.getpid()


def _watch() -> None:
    while True:
        time.sleep(settings.LIBRARY_SECONDS)
        look()
        with faults.told("closing the database"):
            close_old_connections()  # SQLite's at once: a restored one may be another file under the same name


def look() -> None:
    """Every job, whatever becomes of the others, and the look for editions always."""
    with faults.told("database"):
        first()
        for job in (*background_jobs, refresh):
            with faults.told(f"{job.__module__.rpartition('.')[2]}.{job.__name__}"):
                job()


def forget_all() -> None:
    """Start afresh, as a new worker does."""
    global _by_slug, _looked_at, _watching_in, _short_names
    _by_slug, _looked_at, _watching_in, _short_names = None, None, 0, {}
    faults.forget()

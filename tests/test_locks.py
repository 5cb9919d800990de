"""The locks install with any pip on any day: nothing is left open that a later release could fill.

No index is asked. Which wheels there are stands in requirements-wheels.txt. What a library needs, it says itself where
it is installed: with requirements.txt what a server and the tests need, with requirements-dev.txt everything.
"""

import re
from functools import cache
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename
from packaging.version import Version

from script.wheels import ENVIRONMENTS, PYTHONS, SYSTEMS, WHEELS, tags

LOCKS = ("production", "postgresql", "", "dev")
# Libraries that have no wheel for one of the environments, and what follows from that.
WITHOUT_WHEEL = {
    ("libcst", "macOS x86-64"): "mutmut needs it, for script/mutate only; pip builds it, which takes a Rust compiler",
}
# Libraries that are installed on other systems or Pythons only, and need nothing themselves.
ELSEWHERE = {"colorama", "pyyaml-ft"}


class Locked(NamedTuple):
    requirement: Requirement
    hashes: frozenset[str]

    @property
    def name(self) -> str:
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> Version:
        return Version(str(self.requirement.specifier).removeprefix("=="))


def path(lock: str, ending: str) -> Path:
    return settings.BASE_DIR / f"requirements{'-' * bool(lock)}{lock}.{ending}"


@cache
def read(lock: str) -> dict[str, Locked]:
    """What a lock holds, by name. Every line of it is understood."""
    text = re.sub(r"^\s*#.*\n", "", path(lock, "txt").read_text(encoding="utf-8"), flags=re.MULTILINE)
    found = {}
    for line in text.replace("\\\n", "").splitlines():
        requirement, *hashes = re.split(r"\s+--hash=sha256:", line.strip())
        each = Locked(Requirement(requirement), frozenset(hashes))
        assert each.name not in found
        found[each.name] = each
    return found


@cache
def wanted(lock: str) -> list[Requirement]:
    """What we ask for ourselves, with what is asked for in the files that a file names."""
    found = []
    for line in path(lock, "in").read_text(encoding="utf-8").splitlines():
        asked = line.partition("#")[0].strip()
        if other := re.fullmatch(r"-r requirements-?(\w*)\.in", asked):
            found += wanted(other[1])
        elif asked:
            found.append(Requirement(asked))
    return found


@cache
def needs(name: str) -> tuple[Requirement, ...] | None:
    """What a library needs, as it says itself. None: it is not installed here."""
    try:
        return tuple(map(Requirement, requires(name) or ()))
    except PackageNotFoundError:
        return None


@cache
def markers(python: tuple[int, int], system: str) -> dict[str, str]:
    """What a marker asks about an environment."""
    os_name, sys_platform, platform_system, platform_machine = SYSTEMS[system][1]
    version = f"{python[0]}.{python[1]}"
    return {
        "os_name": os_name,
        "sys_platform": sys_platform,
        "platform_system": platform_system,
        "platform_machine": platform_machine,
        "python_version": version,
        "python_full_version": f"{version}.7",
        "implementation_name": "cpython",
        "implementation_version": f"{version}.7",
        "platform_python_implementation": "CPython",
    }


def holds(requirement: Requirement, environment: dict[str, str], extras: set[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate(environment | {"extra": extra}) for extra in extras | {""})


def open_ends(lock: str, environment: dict[str, str]) -> set[str]:
    """What pip would have to look for outside the lock, or would refuse, when it installs in that environment."""
    held = {name: each for name, each in read(lock).items() if holds(each.requirement, environment, set())}
    found: set[str] = set()
    seen: set[Requirement] = set()
    waiting = list(wanted(lock))
    while waiting:
        asked = waiting.pop()
        name = canonicalize_name(asked.name)
        if asked in seen:
            continue
        seen.add(asked)
        entry = held.get(name)
        if entry is None:
            found.add(f"{name} is not locked")
            continue
        if not asked.specifier.contains(entry.version, prereleases=True):
            found.add(f"{name} {entry.version} is locked, and {asked} asked for")
        found |= {f"{name}[{extra}] is not named" for extra in asked.extras - entry.requirement.extras}
        if (more := needs(name)) is not None:
            waiting += [each for each in more if holds(each, environment, asked.extras)]
    return found


def environment_name(each: object) -> str:
    return f"{each[0][0]}.{each[0][1]} on {each[1]}" if isinstance(each, tuple) else str(each)


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=environment_name)
def test_a_lock_leaves_nothing_open(lock, environment):
    assert open_ends(lock, markers(*environment)) == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_each_requirement_is_pinned_and_hashed(lock):
    for each in read(lock).values():
        assert re.fullmatch(r"==[\w.]+", str(each.requirement.specifier)), each.requirement
        assert each.hashes, each.requirement
        assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in each.hashes), each.requirement
        assert not each.requirement.url, each.requirement


@cache
def wheels() -> dict[tuple[str, Version], list[tuple[str, frozenset]]]:
    """The wheels of each library in its version: their hashes, and what they serve."""
    found: dict[tuple[str, Version], list[tuple[str, frozenset]]] = {}
    for line in WHEELS.read_text(encoding="utf-8").splitlines():
        digest, file = line.split()
        name, version, _, served = parse_wheel_filename(file)
        found.setdefault((name, version), []).append((digest, served))
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_each_is_there_as_a_wheel_for_every_python_and_system(lock):
    without = set()
    for each in read(lock).values():
        for python, system in ENVIRONMENTS:
            if holds(each.requirement, markers(python, system), set()):
                locked = [served for digest, served in wheels()[each.name, each.version] if digest in each.hashes]
                if not any(served & tags(python, system) for served in locked):
                    without.add((each.name, system))
    assert without <= WITHOUT_WHEEL.keys()


def test_what_has_no_wheel_is_still_locked_and_still_without():
    for name, system in WITHOUT_WHEEL:
        served = [served for _, served in wheels()[name, read("dev")[name].version]]
        assert not any(each & tags(PYTHONS[-1], system) for each in served)


def test_the_locks_agree_and_the_wheels_are_theirs():
    everything = read("dev")
    for lock in LOCKS:
        for name, each in read(lock).items():
            assert (each.version, each.hashes) == (everything[name].version, everything[name].hashes)
            assert each.requirement.extras <= everything[name].requirement.extras
    assert wheels().keys() == {(name, each.version) for name, each in everything.items()}


def test_what_a_library_needs_was_read():
    """Else the first test would hold nothing; what is not installed here stands in a list."""
    lock = "dev" if needs("playwright") is not None else ""
    unread = {name for name in read(lock) if needs(name) is None}
    assert unread <= ELSEWHERE
    assert len(read(lock)) > 30


# --- what the check would say of locks that rot ----------------------------------------------


@pytest.fixture
def lock_without(monkeypatch):
    """A lock of which something is taken away."""

    def without(lock, pattern, instead=""):
        text = path(lock, "txt").read_text(encoding="utf-8")
        changed, count = re.subn(pattern, instead, text, flags=re.MULTILINE)
        assert count == 1
        monkeypatch.setattr(Path, "read_text", lambda *_, **__: changed)
        try:
            return read.__wrapped__(lock)
        finally:
            monkeypatch.undo()

    return without


@pytest.mark.parametrize(
    ("pattern", "instead", "complaint"),
    [
        (r"^whitenoise\[brotli\]==", "whitenoise==", "whitenoise[brotli] is not named"),
        (r"^sqlparse==(?:.*\\\n)+.*\n", "", "sqlparse is not locked"),
        (r"^(asgiref==\S+)", r"\1 ; sys_platform == 'win32'", "asgiref is not locked"),
        (r"^django==\S+", "django==4.2", "django 4.2 is locked, and django<5.3,>=5.2.19 asked for"),
    ],
)
def test_a_lock_that_would_rot_is_noticed(lock_without, monkeypatch, pattern, instead, complaint):
    broken = lock_without("production", pattern, instead)
    monkeypatch.setattr("tests.test_locks.read", lambda _: broken)
    assert complaint in open_ends("production", markers((3, 11), "Linux x86-64"))

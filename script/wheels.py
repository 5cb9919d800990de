"""Writes requirements-wheels.txt: the wheels of what is locked, with hashes, for each Python and system we support.

Arguments: a lock of requirements-dev.in as pylock.toml, which names the files behind the hashes. A wheel is kept if it
serves one of ENVIRONMENTS; tests/test_locks.py holds the locks against that list without asking an index.
"""

import sys
import tomllib
from functools import cache
from pathlib import Path

from packaging.tags import Tag, compatible_tags, cpython_tags, mac_platforms
from packaging.utils import parse_wheel_filename

HERE = Path(__file__).resolve().parent.parent
WHEELS = HERE / "requirements-wheels.txt"

PYTHONS = ((3, 11), (3, 12), (3, 13), (3, 14))
GLIBC = 34  # 2.34: Debian 12, Ubuntu 22.04, RHEL 9 and later


def manylinux(machine: str) -> list[str]:
    named = ["manylinux2014", "manylinux2010", "manylinux1"]
    return [f"manylinux_2_{minor}_{machine}" for minor in range(GLIBC, 4, -1)] + [f"{name}_{machine}" for name in named]


# The systems, with what a marker in a requirement asks about them.
SYSTEMS = {
    "Linux x86-64": (manylinux("x86_64"), ("posix", "linux", "Linux", "x86_64")),
    "Linux ARM": (manylinux("aarch64"), ("posix", "linux", "Linux", "aarch64")),
    "macOS ARM": (list(mac_platforms((14, 0), "arm64")), ("posix", "darwin", "Darwin", "arm64")),
    "macOS x86-64": (list(mac_platforms((14, 0), "x86_64")), ("posix", "darwin", "Darwin", "x86_64")),
    "Windows x86-64": (["win_amd64"], ("nt", "win32", "Windows", "AMD64")),
}
ENVIRONMENTS = [(python, system) for python in PYTHONS for system in SYSTEMS]


@cache
def tags(python: tuple[int, int], system: str) -> frozenset[Tag]:
    """The wheels that a Python takes on a system."""
    platforms = SYSTEMS[system][0]
    interpreter = f"cp{python[0]}{python[1]}"
    return frozenset(
        [*cpython_tags(python, platforms=platforms), *compatible_tags(python, interpreter, platforms=platforms)]
    )


def main(lock: Path) -> None:
    wanted = frozenset().union(*(tags(*each) for each in ENVIRONMENTS))
    lines = []
    for package in tomllib.loads(lock.read_text(encoding="utf-8"))["packages"]:
        for wheel in package.get("wheels", []):
            name = wheel["url"].rpartition("/")[2]
            if parse_wheel_filename(name)[3] & wanted:
                lines.append(f"{wheel['hashes']['sha256']}  {name}\n")
    WHEELS.write_text("".join(sorted(lines, key=lambda line: line.split()[1])), encoding="utf-8")
    print(f"{WHEELS.name}: {len(lines)} wheels.")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

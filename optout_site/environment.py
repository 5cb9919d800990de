"""Reads settings that differ between machines: the environment, and before it `.env`, strictly. No Django.

settings.py and gunicorn.conf.py use it; .env.example explains each setting and compose.yaml passes each on, and a test
compares them. Invalid input raises EnvError with a sentence that says what to do.
"""

import io
import os
import re
from ipaddress import IPv6Address
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import Binding, parse_stream
from environs import EnvError

ENV = Path(__file__).resolve().parent.parent / ".env"
COMMENT = re.compile(r"\s#")
QUOTED = re.compile(r"""\s*(export\s+)?[\w.]+\s*=\s*["']""")
HOST = re.compile(r"[A-Za-z0-9.-]+")

# What gunicorn.conf.py reads, and what only scripts and compose.yaml do.
OF_THE_SERVER = frozenset({"HOST", "PORT", "WORKERS", "THREADS", "ACCESS_LOG"})
OF_OTHERS = frozenset({"PYTHON", "POSTGRES_PASSWORD"})


def whose_it_is(folder: Path) -> str:
    """The owner of this folder, if root is about to write there instead of them; otherwise empty."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or not folder.exists() or folder.stat().st_uid == 0:
        return ""
    try:
        return folder.owner()
    except KeyError:  # a number without a name, as a container may have
        return f"#{folder.stat().st_uid}"


def from_file(path: Path = ENV) -> dict[str, str]:
    """The settings in this file, by name; empty if there is none. Raises EnvError if part of it would be lost."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        advice = "it must be a text file that the user who runs the site can read"
        raise EnvError(f"{path} cannot be read ({reason}); {advice}") from None
    names = set[str]()
    for line in parse_stream(io.StringIO(text)):
        if fault := _fault(line, names):
            raise EnvError(f"{path}, line {line.original.line}: {fault}")
        names.add(line.key or "")
    return {name: value or "" for name, value in dotenv_values(stream=io.StringIO(text)).items()}


def values() -> dict[str, str]:
    """The environment, with `.env` as a fallback."""
    return {**from_file(), **os.environ}


def load() -> None:
    """Add the settings in `.env` to this process's environment, without overriding it."""
    os.environ.update(values())


def _fault(line: Binding, before: set[str]) -> str:
    if line.error:
        return "this is not a setting; write NAME=value, and a comment on a line of its own that begins with #"
    if line.key is None:
        return ""
    if line.value is None:
        return f"{line.key} has no value; write {line.key}=value"
    if line.key in before:
        return f"{line.key} appears twice; keep one"
    written = line.original.string
    if not QUOTED.match(written) and COMMENT.search(written.partition("=")[2]):
        return f"{line.key} would be cut off at “#”; put the whole value in double quotes"
    return ""


class Server:
    """The server's address and size. gunicorn's first process reads it again at each reload, so `.env` is not added to
    its environment.
    """

    def __init__(self) -> None:
        self._given = values()
        host, port = self._host(), self._number("PORT", 8000, 65_535)
        self.bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self.workers = self._number("WORKERS", 2, 1000)
        self.threads = self._number("THREADS", 4, 1000)
        self.has_access_log = self._given.get("ACCESS_LOG", "").lower() not in ("", "0", "false", "no", "off")

    def _host(self) -> str:
        given = self._given.get("HOST") or "127.0.0.1"
        host = given.removeprefix("[").removesuffix("]")
        if not HOST.fullmatch(host) and not is_ipv6(host):
            raise _invalid("HOST", f"“{given}” is neither a name nor an address; the port is a setting of its own")
        return host

    def _number(self, name: str, default: int, most: int) -> int:
        text = self._given.get(name) or str(default)
        if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= most):
            raise _invalid(name, f"“{text}” is not a whole number from 1 to {most}")
        return int(text)


def is_ipv6(text: str) -> bool:
    try:
        IPv6Address(text)
    except ValueError:
        return False
    return True


def _invalid(name: str, reason: str) -> EnvError:
    return EnvError(f'Environment variable "{name}" invalid: {reason}')

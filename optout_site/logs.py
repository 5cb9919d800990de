"""What the logs say, as a line or as JSON, and what they leave out: nobody's address, browser, cookie or search words.

The standard library does it: a filter and a formatter. What a library would add (context, processors) has no use here.
"""

import json
import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from guides.rules.rate_limit import TokenBucket
from optout_site.environment import values

FORMATS = ["line", "json"]

# gunicorn writes `Invalid request from ip=203.0.113.7: …` and quotes what was sent.
ADDRESS = re.compile(r"ip=\S+.*", re.DOTALL)
ASKED = re.compile(r"/|\w+://")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class NoVisitor(logging.Filter):
    """Drop the request that Django hangs on its records, every address and every query string.

    Below an error the traceback goes too: what a visitor got wrong needs a line and not a page. Nobody writes a
    second line by asking for a path with an end of line in it. Who stopped talking (gunicorn.conf.py) gets none.
    What was asked and how it went stays, as `asked`.

    What strangers get wrong comes as fast as they can send it: a hundred lines of that at once, then one a second,
    which says how many were left out.
    """

    def __init__(self) -> None:
        super().__init__()
        self.nonsense = TokenBucket(burst=100, a_second=1)
        self.left_out = 0

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and isinstance(record.exc_info[1], BlockingIOError):
            return False
        if (is_nonsense := _is_nonsense(record)) and self.nonsense.take():
            self.left_out += 1
            return False
        if not hasattr(record, "asked"):
            record.asked = _asked(record)
        record.__dict__.pop("request", None)
        if (record.levelno or 0) < logging.ERROR or record.name.startswith("django.security"):
            record.exc_info = None
        record.args = _without_queries(record.args)
        record.msg, record.args = CONTROL.sub("·", ADDRESS.sub("ip=…", record.getMessage())), ()
        if self.left_out and is_nonsense:
            record.msg, self.left_out = f"{record.msg} (and {self.left_out} like it, left out)", 0
        return True


class AsJson(logging.Formatter):
    """One line, one object."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "asked", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def wants_json() -> bool:
    """As the settings read it, for gunicorn's first process: it has none, and looks anew at each reload."""
    return values().get("LOG_FORMAT") == "json"


def _is_nonsense(record: logging.LogRecord) -> bool:
    """Whether anybody can have this said, by what they send."""
    is_warning = record.levelno == logging.WARNING and record.name in ("django.request", "gunicorn.error")
    return is_warning or str(record.name).startswith("django.security")


def _asked(record: logging.LogRecord) -> dict[str, Any]:
    """What a line about a request says of it: from gunicorn's access log, or from Django."""
    if record.name == "gunicorn.access" and isinstance(record.args, Mapping):
        atoms = record.args
        seconds = int(str(atoms["D"])) / 1_000_000
        return {"method": atoms["m"], "path": _readable(atoms["U"]), "status": int(str(atoms["s"])), "seconds": seconds}
    if (request := getattr(record, "request", None)) and (status := getattr(record, "status_code", None)):
        return {"method": request.method, "path": request.path, "status": status}
    return {}


def _readable(path: Any) -> str:
    """WSGI hands UTF-8 over as if it were Latin-1; where Django was asked, it has mended that."""
    try:
        return str(path).encode("latin-1").decode()
    except UnicodeError:
        return str(path)


def _without_queries(args: Any) -> Any:
    if isinstance(args, tuple):
        return tuple(word.split("?", 1)[0] if isinstance(word, str) and ASKED.match(word) else word for word in args)
    return {**args, "U": _readable(args["U"])} if isinstance(args, Mapping) and "U" in args else args

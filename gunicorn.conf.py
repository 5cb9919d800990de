"""How the site is served. HOST, PORT, WORKERS, THREADS and ACCESS_LOG may be set in the environment or in .env."""

import socket
import struct
import sys
from pathlib import Path
from typing import Any

import gunicorn.glogging
import gunicorn.http.wsgi
import gunicorn.util

# gunicorn's first process outlives a reload. What it has of the site is the version before, and its children get that.
for name in [name for name in sys.modules if name.partition(".")[0] == "optout_site"]:
    del sys.modules[name]

from environs import EnvError  # noqa: E402

from optout_site.environment import Server  # noqa: E402
from optout_site.logs import AsJson, NoVisitor, wants_json  # noqa: E402
from optout_site.wire import refuse  # noqa: E402

try:
    given = Server()
except EnvError as error:
    sys.exit(f"A setting is missing or makes no sense: {error}. Look at .env and .env.example.")

bind, workers, threads = given.bind, given.workers, given.threads
worker_class = "optout_site.lines.PatientWorker"
worker_connections = 900  # a worker that may open no more files (1,024 are usual) ends, with all that it was answering
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 (a heartbeat file, kept in memory)
control_socket_disable = True
limit_request_line = 8190  # as much as nginx takes (deploy/nginx/site.conf); a longer one is refused there, in words
# Nobody tells us under which prefix or scheme we stand: SCRIPT_NAME from a stranger would end up in shared pages.
forwarder_headers = ""
forwarded_allow_ips = ""
# What was asked and how it went; no address, no browser, no query, no referrer.
accesslog = "-" if given.has_access_log else None
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s %(M)sms"
PATIENCE = struct.pack("ll", 10, 0)  # seconds; as long as nginx

gunicorn.http.wsgi.SERVER = ""  # nobody needs to know what serves
gunicorn.util.write_error = refuse


class Log(gunicorn.glogging.Logger):
    """gunicorn's own lines: without the visitor, and in the form that LOG_FORMAT asks for. Done anew at each reload."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        is_json = wants_json()
        for handler in (*self.error_log.handlers, *self.access_log.handlers):
            handler.addFilter(NoVisitor())
            if is_json:
                handler.setFormatter(AsJson())


logger_class = Log


def when_ready(server: Any) -> None:
    """Who stops in the middle of a request, or takes no answer, gives the thread back."""
    for listener in server.LISTENERS:  # the lines that it lets in are as patient as it is
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, PATIENCE)
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, PATIENCE)


def pre_request(worker: Any, request: Any) -> None:
    """Nobody here reads a body that comes in chunks, so nothing behind its head is taken for another request."""
    if any(name == "TRANSFER-ENCODING" for name, _value in request.headers):
        request.force_close()


def post_worker_init(worker: Any) -> None:
    """Read the editions before the first visitor comes. A database that is away is met again at the first page."""
    from guides.serving import current_editions  # noqa: PLC0415 (Django is ready only now)

    try:
        current_editions.by_slug()
    except current_editions.NothingToReadError:
        worker.log.warning("the database cannot be reached; pages answer 503 until it is back")
    from optout_site.checks import sqlite_is_mended  # noqa: PLC0415

    for told in sqlite_is_mended(None) if worker.age == 1 else ():  # once a start
        worker.log.info("%s %s", told.msg, told.hint)

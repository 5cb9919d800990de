"""How the site is served. HOST, PORT, WORKERS and THREADS may be set in the environment."""

import logging
import os
from pathlib import Path
from typing import Any

import gunicorn.http.wsgi

from optout_site.logs import NoVisitor

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WORKERS", "2"))
threads = int(os.environ.get("THREADS", "4"))
worker_class = "gthread"
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 (a heartbeat file, kept in memory)
control_socket_disable = True
limit_request_line = 8190  # as much as nginx takes (deploy/nginx/site.conf); a longer one is refused there, in words
# Nobody tells us under which prefix or scheme we stand: SCRIPT_NAME from a stranger would end up in shared pages.
forwarder_headers = ""
forwarded_allow_ips = ""
# What was asked and how it went; no address, no browser, no query, no referrer.
accesslog = "-" if os.environ.get("ACCESS_LOG") else None
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s %(M)sms"

gunicorn.http.wsgi.SERVER = ""  # nobody needs to know what serves


def when_ready(server: Any) -> None:
    """gunicorn's own words about bad requests name an address; ours do not."""
    logging.getLogger("gunicorn.error").addFilter(NoVisitor())


def post_worker_init(worker: Any) -> None:
    """Read the editions before the first visitor comes. A database that is away is met again at the first page."""
    from guides import library  # noqa: PLC0415 (Django is ready only now)

    try:
        library.shelf()
    except library.NothingToReadError:
        worker.log.warning("the database cannot be reached; pages answer 503 until it is back")

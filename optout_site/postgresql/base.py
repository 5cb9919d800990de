"""Django's PostgreSQL, of which it is remembered for a moment that it cannot be reached.

A machine that swallows packets lets each connection wait for its time-out, and with it a thread through which others
read. So one thread at a time tries again, and everybody else hears at once what it heard.
"""

import threading
import time
from typing import Any

from django.db.backends.postgresql import base

MOMENT = 2.0  # seconds

_trying = threading.Lock()
_failed_at: float | None = None


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """While the last try failed, one tries, and only after a moment; the others get the same error at once."""
        if _failed_at is None:
            return self._try(conn_params)
        if time.monotonic() - _failed_at < MOMENT or not _trying.acquire(blocking=False):
            raise self.Database.OperationalError("the database could not be reached a moment ago")
        try:
            return self._try(conn_params)
        finally:
            _trying.release()

    def _try(self, conn_params: dict[str, Any]) -> Any:
        global _failed_at  # noqa: PLW0603
        try:
            connection = super().get_new_connection(conn_params)
        except self.Database.OperationalError:
            _failed_at = time.monotonic()
            raise
        _failed_at = None
        return connection

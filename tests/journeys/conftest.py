"""Real Chromium. A journey fails on anything in the browser's console and on any request to another site."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management.color import no_style
from django.db import connection

from guides.models import Guide
from tests.support.browsers import MISSING, Watch, sync_api
from tests.support.clock import PATIENCE, ZONE
from tests.support.shipped_guide import CONTENT, load_shipped_guide, put_in_memory


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    names = ("chromium-headless-shell", "chromium", "google-chrome")  # the first has no windows: a third less time
    found = os.environ.get("CHROMIUM_PATH") or next(filter(None, map(shutil.which, names)), None)
    arguments = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
    more = {"executable_path": found} if found else {}
    more |= {"env": os.environ | ZONE} if ZONE else {}
    arguments += ["--disable-sync", "--disable-gpu"]  # to play a graphics card takes a tenth of the time
    return browser_type_launch_args | {"args": arguments} | more


@pytest.fixture(scope="session")
def browser(live_server: Any, launch_browser: Callable[[], Any]) -> Iterator[Any]:
    """The server is there first, whichever test asks first, so that it stops when nobody is on the line any more."""
    try:
        browser = launch_browser()
    except sync_api.Error as error:
        if os.environ.get("BROWSER_JOURNEYS") == "required":
            raise
        pytest.skip(f"{MISSING}: {error}")
    yield browser
    browser.close()
    for thread in threading.enumerate():  # the server hears only now that nobody is on the line any more
        if "process_request_thread" in thread.name:
            thread.join(timeout=PATIENCE)


# --- the site, and what is in its database ---------------------------------------------------

FROM_MIGRATIONS = {"django_content_type", "auth_permission", "auth_group", "auth_group_permissions"}


class Rows:
    """The shipped guide in the database, left there from one test to the next until one changes a row."""

    loaded_at: tuple[int, int] | None = None  # what SQLite had changed by then; another database does not say

    def load(self) -> None:
        if self.loaded_at is None:
            load_shipped_guide()
            self.loaded_at = self._changes()

    def restore(self) -> None:
        if self.loaded_at is None or self.loaded_at != self._changes():
            self.clear()

    def keep(self) -> None:
        """What was added since is left there as well."""
        self.loaded_at = self._changes()

    def clear(self) -> None:
        """Only what migrations put there is left."""
        tables = set(connection.introspection.django_table_names(only_existing=True)) - FROM_MIGRATIONS
        connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), tables, reset_sequences=True))
        self.loaded_at = None

    def _changes(self) -> tuple[int, int] | None:
        """By this connection, and by those of the server's threads."""
        if connection.vendor != "sqlite":
            return None
        with connection.cursor() as cursor:
            (version,) = cursor.execute("PRAGMA data_version").fetchone()
        return connection.connection.total_changes, version


@pytest.fixture(scope="package")
def _served(django_db_setup: None, django_db_blocker: Any) -> Iterator[Rows]:
    """A browser may ask for an icon when the test is over already."""
    with django_db_blocker.unblock():
        rows = Rows()
        yield rows
        rows.clear()


@pytest.fixture
def transactional_db(_served: Rows) -> Iterator[Rows]:
    """What is done is done, as the server has threads of its own. The next test finds nothing of it."""
    yield _served
    _served.restore()


@pytest.fixture(scope="module")
def rows_of_this_file(_served: Rows) -> Iterator[Rows]:
    """For what is made once for all tests of a file, and kept until one changes a row. The next file finds it gone."""
    yield _served
    _served.clear()


@pytest.fixture
def guidance(transactional_db: Rows) -> Guide:
    """The shipped guide, as a worker has it that was asked for its pages before."""
    transactional_db.load()
    put_in_memory(is_new=False)
    return Guide.objects.get(slug=CONTENT.stem)


@pytest.fixture
def editor(transactional_db: None) -> User:
    return User.objects.create_superuser("editor", "editor@example.org", "an editor’s password")


@pytest.fixture(scope="session")
def windows(live_server: Any, browser: Any) -> Watch:
    return Watch(browser, live_server.url)


@pytest.fixture
def watch(windows: Watch, guidance: Guide) -> Iterator[Watch]:
    yield windows
    windows.close()

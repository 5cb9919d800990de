"""The fixed cast (visitor, colleague, editor, approver), the guide they read, and what every test is held to."""

import gc
import importlib.util
import inspect
import os
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.template.base import Template
from django.test import Client
from hypothesis import settings as effort

from guides import library
from guides.library import Live
from guides.models import Edition, Guide
from tests.clock import NOON, clock_of

pytest_plugins = ["tests.budgets"]

CONTENT = settings.BASE_DIR / "guides" / "content" / "linkedin.yaml"
MAKE_ANEW = {"settings", "monkeypatch", "django_assert_num_queries", "django_assert_max_num_queries"}
RENDER = Template._render  # as it is outside of tests

# Each property is tried with this many examples; EXAMPLES=1000 tries harder.
effort.register_profile("site", max_examples=int(os.environ.get("EXAMPLES", "40")), deadline=None)
effort.load_profile("site")


def pytest_configure(config: pytest.Config) -> None:
    """script/test asks for the browser journeys; there a missing browser is a failure and not a skip."""
    if os.environ.get("BROWSER_JOURNEYS") == "required" and importlib.util.find_spec("playwright") is None:
        raise pytest.UsageError(
            "The browser journeys need requirements-dev.txt and a Chromium; script/test installs both."
        )


def pytest_collection_finish() -> None:
    """All that was imported stays. Not to look through it for waste again and again saves a sixth of the time."""
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    with clock_of(item):
        return (yield)


@pytest.fixture(scope="session", autouse=True)
def _plain_rendering(django_test_environment: None) -> None:
    """Django's client has every piece of a page copied with its context, for tests that look there. None here does."""
    Template._render = RENDER


_shipped: dict[Any, list[Any]] = {}  # the rows of the shipped guide, read from its file once a process
_live: dict[str, Live] = {}  # the same guide as a worker has it in memory


@pytest.fixture(autouse=True)
def _empty_shelf() -> Iterator[None]:
    """No test sees the editions of another. The shipped one needs not be read again: it is found if it is in force."""
    library.forget_all()
    library._put(_unread(), {})
    yield
    library.forget_all()


def load_shipped_guide() -> None:
    """The guide that the site ships with, drafted and published: from its file once, then from its rows."""
    if not _shipped:
        with time_machine.travel(NOON):  # whichever test comes first
            call_command("load_guides", CONTENT, publish="The guide as it came with the site.", verbosity=0)
        models = apps.get_app_config("guides").get_models(include_auto_created=True)
        _shipped.update({model: list(model._default_manager.all()) for model in models})
        library.refresh()
        _live.update({slug: _unpacked(live) for slug, live in library.shelf().items()})
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for model, rows in _shipped.items():
            model._default_manager.bulk_create(rows)
        for slug, live in _live.items():  # with the hour of then and not of now, it is known again as the same edition
            Edition.objects.filter(guide__slug=slug).update(published_at=live.published_at)
        for statement in connection.ops.sequence_reset_sql(no_style(), list(_shipped)):
            cursor.execute(statement)


def _unpacked(live: Live) -> Live:
    """The same edition, from which nothing has been made yet."""
    return Live(live.guide, live.number, live.published_at)


def _unread() -> dict[str, Live]:
    return {slug: _unpacked(live) for slug, live in _live.items()}


def put_on_shelf(*, is_new: bool = True) -> None:
    """Have the shipped guide in memory. If it is new, no page has been made from it yet."""
    library._put(_unread() if is_new else dict(_live), {})
    library.shelf()


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The guide that the site ships with, loaded once for a file; its tests work in transactions of their own."""
    with django_db_blocker.unblock():
        load_shipped_guide()
    yield
    with django_db_blocker.unblock():
        Edition.objects.all().delete()
        Guide.objects.all().delete()


@pytest.fixture
def guidance(loaded: None, db: None, request: pytest.FixtureRequest) -> Guide:
    """The guide that the site ships with, published. Its pages may have been made for a test before, as in a worker.

    Not where a test changes what stays while a worker runs (a setting, the code), or counts what it takes to make one.
    """
    asked = {"settings"}.intersection(request.fixturenames) | inspect.signature(request.function).parameters.keys()
    put_on_shelf(is_new=not asked.isdisjoint(MAKE_ANEW))
    return Guide.objects.get()


@pytest.fixture
def visitor(guidance: Guide) -> Client:
    """Somebody in a browser of their own, on our pages."""
    return Client(headers={"Sec-Fetch-Site": "same-origin"})


@pytest.fixture
def colleague(guidance: Guide) -> Client:
    """Somebody else, in another browser."""
    return Client(headers={"Sec-Fetch-Site": "same-origin"})


@pytest.fixture
def editor(db: None) -> User:
    return User.objects.create_superuser("editor", "editor@example.org", "an editor’s password")

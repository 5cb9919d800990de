"""The fixed cast (visitor, colleague, editor, approver), the guide they read, and what every test is held to."""

import gc
import importlib.util
import inspect
import os
import sys
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.template.base import Template
from django.test import Client
from django.urls import get_resolver
from django.utils.translation.trans_real import DjangoTranslation
from hypothesis import settings as effort

from guides.editing import inbox
from guides.history import change_log
from guides.management.commands.compile_words import compile_words
from guides.models import Edition, Guide
from guides.rules.rate_limit import TokenBucket
from guides.serving import current_editions, faults, teams

pytest.register_assert_rewrite("tests.support")  # an assertion there explains itself, too
from tests.support.clock import clock_of  # noqa: E402
from tests.support.shipped_guide import load_shipped_guide, put_in_memory, unread  # noqa: E402

pytest_plugins = [f"tests.support.{name}" for name in ("budgets", "databases", "desk", "servers", "stack")]

MAKE_ANEW = {"settings", "monkeypatch", "django_assert_num_queries", "django_assert_max_num_queries"}
RENDER = Template._render  # as it is outside of tests

# What is compiled is kept for the next run and for every process that a test starts, whatever the environment says.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Each property is tried with this many examples; EXAMPLES=1000 tries harder.
effort.register_profile("site", max_examples=int(os.environ.get("EXAMPLES", "40")), deadline=None)
effort.load_profile("site")


def pytest_configure(config: pytest.Config) -> None:
    """script/test asks for the browser journeys; there a missing browser is a failure and not a skip.

    The words of other languages are compiled, once for all processes.
    """
    if os.environ.get("BROWSER_JOURNEYS") == "required" and importlib.util.find_spec("playwright") is None:
        raise pytest.UsageError(
            "The browser journeys need requirements-dev.txt and a Chromium; script/test installs both."
        )
    if not hasattr(config, "workerinput"):
        compile_words()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits for a browser or another process has a second go, and the run names it (decision 0029)."""
    for item in items:
        if item.get_closest_marker("browser") or item.get_closest_marker("real_day"):
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_collection_finish() -> None:
    """All that was imported stays. Not to look through it for waste again and again saves a sixth of the time.

    What is new is looked through while it is still in the processor's cache: 200,000 at once took three times as long.
    """
    gc.freeze()
    gc.set_threshold(10_000, 1_000, 100)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    with clock_of(item):
        return (yield)


@pytest.fixture(scope="session", autouse=True)
def _plain_rendering(django_test_environment: None) -> None:
    """Django's client has every piece of a page copied with its context, for tests that look there. None here does."""
    Template._render = RENDER


@pytest.fixture(scope="session", autouse=True)
def _each_word_is_looked_up_once() -> None:
    """Django looks for what no catalogue has in six of them, one after the other: a tenth of each page of the desk."""
    DjangoTranslation.gettext = cache(DjangoTranslation.gettext)


@pytest.fixture(scope="session")
def buckets(django_test_environment: None) -> list[TokenBucket]:
    """What limits how often something may be done, wherever in the site."""
    get_resolver().url_patterns  # noqa: B018 (imports every view)
    ours = [module for name, module in sys.modules.items() if name.partition(".")[0] in ("guides", "optout_site")]
    found = {id(value): value for module in ours for value in vars(module).values() if isinstance(value, TokenBucket)}
    return list(found.values())


@pytest.fixture(autouse=True)
def _as_a_worker_begins(buckets: list[TokenBucket]) -> Iterator[None]:
    """No test finds in memory what another one did: no edition, no team, no comparison, no fault, no limit reached.

    The shipped guide needs not be read again: it is found if it is in force.
    """
    for bucket in buckets:
        bucket.fill()
    for kept in (change_log._told, change_log._guide):
        kept.cache_clear()
    teams._remembered.clear()
    inbox._kept.clear()
    faults.forget()
    current_editions.forget_all()
    current_editions._put(unread(), {})
    yield
    current_editions.forget_all()


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
    put_in_memory(is_new=not asked.isdisjoint(MAKE_ANEW))
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

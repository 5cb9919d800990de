"""The fixed cast (visitor, colleague, editor, approver), the guide they read, and what every test is held to."""

import importlib.util
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import Client

from guides import library
from guides.models import Edition, Guide

CONTENT = settings.BASE_DIR / "guides" / "content" / "linkedin.yaml"
SAME_SITE = {"HTTP_SEC_FETCH_SITE": "same-origin"}


def pytest_configure(config: pytest.Config) -> None:
    """script/test asks for the browser journeys; there a missing browser is a failure and not a skip."""
    if os.environ.get("BROWSER_JOURNEYS") == "required" and importlib.util.find_spec("playwright") is None:
        raise pytest.UsageError(
            "The browser journeys need requirements-dev.txt and a Chromium; script/test installs both."
        )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever empties the whole database goes last: it takes the groups and a file's own guide with it."""
    items.sort(key=_empties_the_database)


def _empties_the_database(item: pytest.Item) -> bool:
    marks = [mark.kwargs.get("transaction", False) for mark in item.iter_markers("django_db")]
    return any(marks) or bool({"live_server", "transactional_db"} & set(getattr(item, "fixturenames", ())))


@pytest.fixture(autouse=True)
def _empty_shelf() -> Iterator[None]:
    """No test sees the editions of another."""
    library.forget_all()
    yield
    library.forget_all()


_shipped: dict[Any, list[Any]] = {}  # the rows of the shipped guide, read from its file once a process


def load_shipped_guide() -> None:
    """The guide that the site ships with, drafted and published: from its file once, then from its rows."""
    if not _shipped:
        call_command("load_guides", CONTENT, publish="The guide as it came with the site.", verbosity=0)
        models = apps.get_app_config("guides").get_models(include_auto_created=True)
        _shipped.update({model: list(model._default_manager.all()) for model in models})
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for model, rows in _shipped.items():
            model._default_manager.bulk_create(rows)
        for statement in connection.ops.sequence_reset_sql(no_style(), list(_shipped)):
            cursor.execute(statement)


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
def guidance(db: None) -> Guide:
    """The guide that the site ships with, published."""
    load_shipped_guide()
    library.refresh()
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

"""The desk and its people, each in a browser of their own: Ann and Ben edit, the boss may publish as well."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from guides.models import Guide
from tests.support.editing import member, published_once


@pytest.fixture(scope="module")
def first_edition(django_db_setup, django_db_blocker):
    with published_once(django_db_blocker):
        yield


@pytest.fixture
def guide(first_edition, db):
    """A guide whose first edition is in force, with nothing new in the draft."""
    return Guide.objects.get()


@pytest.fixture
def ann(guide):
    return signed_in(member("ann", "Editors"))


@pytest.fixture
def ben(guide):
    return signed_in(member("ben", "Editors"))


@pytest.fixture
def boss(guide):
    return signed_in(member("boss", "Approvers"))


def signed_in(user):
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    client.force_login(user)
    return client


def who(name):
    return User.objects.get(username=name)

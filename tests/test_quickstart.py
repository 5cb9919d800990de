"""The first start, in an empty database: the guides that we ship, loaded and published once for all tests here."""

import datetime

import pytest
import time_machine

from guides.document import links
from guides.models import Edition, Guide, TranslationEdition
from guides.serving import current_editions
from tests.support.clock import NOON
from tests.support.commands import run
from tests.support.shipped_guide import SHIPPED


@pytest.fixture(scope="module")
def printed(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        said = run("quickstart")
    yield said
    with django_db_blocker.unblock():
        for model in (TranslationEdition, Edition, Guide):
            model.objects.all().delete()


def test_quickstart_fills_an_empty_database_with_the_guides_we_ship_and_publishes_them(printed, db, client):
    for slug in SHIPPED:
        assert f"loaded the draft of “{slug}”" in printed
        assert f"published edition 1 of “{slug}”" in printed
        assert client.get(f"/{slug}/uk/").status_code == 200
    assert sorted(Guide.objects.values_list("slug", flat=True)) == SHIPPED
    assert set(Edition.objects.values_list("number", "published_by")) == {(1, None)}


def test_of_the_guides_we_ship_the_first_one_has_the_short_links(printed, db, client):
    """They are on paper, whichever guides came later."""
    current_editions.refresh()
    assert client.get("/uk")["Location"] == "/linkedin/uk/"
    assert client.get("/de")["Location"] == "/linkedin/eu/"
    assert client.get("/us")["Location"] == "/linkedin/us/"
    assert client.get("/jp")["Location"] == "/facebook-instagram/jp/"  # a name that no other has


def test_quickstart_says_how_much_of_the_guidance_is_due_and_goes_on(printed, db, client):
    assert "overdue" not in printed
    edition = Edition.objects.get(guide__slug="linkedin")
    dated = [part for _, part in links.places(edition.to_guide()) if getattr(part, "due_on", None)]
    with time_machine.travel(NOON + datetime.timedelta(days=1000)):
        assert f"“linkedin”: statements overdue for a check: {len(dated)}. " in run("quickstart")
        assert client.get("/linkedin/uk/").status_code == 200

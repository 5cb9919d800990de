"""Whoever is signed out before they send a form of the desk loses nothing, and no other site can use that."""

import pytest
from django.test import Client

from guides.models import Claim
from tests.support.admin_forms import Fields, place
from tests.support.desk import who
from tests.support.pages import text, unescaped

WORDS = "Quite another sentence,\nwith “marks” & <signs>."
KEPT = "What you typed is not lost"


@pytest.fixture
def claim(guide):
    return guide.claims.get(slug="essential")


@pytest.fixture
def tab(ann):
    """A browser that holds the site to its tokens."""
    client = Client(headers={"Sec-Fetch-Site": "same-origin"}, enforce_csrf_checks=True)
    client.force_login(who("ann"))
    return client


def typed(tab, claim):
    return Fields(text(tab.get(place(claim)))).data | {"text": WORDS, "_review": "Save and go to the review"}


def test_what_was_typed_is_kept_and_sent_again_after_signing_in(tab, claim):
    data = typed(tab, claim)
    tab.logout()
    kept = tab.post(place(claim), data)
    assert kept.status_code == 403
    assert KEPT in text(kept)
    assert 'href="/admin/login/" target="_blank"' in text(kept)
    assert Claim.objects.get(pk=claim.pk).text == claim.text
    tab.force_login(who("ann"))  # which gives out new tokens
    once_more = tab.post(place(claim), Fields(text(kept)).data)
    if once_more.status_code == 403:
        assert "Sign in" not in text(once_more)
        once_more = tab.post(place(claim), Fields(text(once_more)).data)
    assert once_more["Location"] == place(claim.guide, "publish")
    assert Claim.objects.get(pk=claim.pk).text == WORDS.replace("\n", " ")


def test_so_it_is_where_somebody_signed_in_elsewhere_meanwhile(tab, claim):
    data = typed(tab, claim) | {"csrfmiddlewaretoken": ["x" * 64]}
    kept = tab.post(place(claim), data)
    assert kept.status_code == 403
    assert KEPT in text(kept)
    assert "Sign in, in another tab" not in text(kept)
    assert tab.post(place(claim), Fields(text(kept)).data).status_code == 302


def test_a_script_is_led_to_the_sign_in_and_says_so_itself(claim):
    script = Client(headers={"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"})
    assert script.post(place(claim), {"text": WORDS})["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}])
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_what_another_site_sends_is_not_carried(headers, is_signed_in, claim, ann):
    other = Client(headers=headers, enforce_csrf_checks=True)
    if is_signed_in:
        other.force_login(who("ann"))
    response = other.post(place(claim), {"text": WORDS})
    assert response.status_code == 403
    assert "Quite another sentence" not in unescaped(response)


def test_passwords_are_not_carried(tab, claim):
    tab.logout()
    response = tab.post("/admin/password_change/", {"old_password": "secret"})
    assert "secret" not in text(response)

"""Addresses as people type them and as programs link them lead where they were meant, and never anywhere else."""

from urllib.parse import quote, urlsplit

import pytest
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from guides.models import Team
from guides.views import typed_addresses
from tests.support.shipped_guide import region_names

UK = "/linkedin/uk/"
WIDE, NARROW = "\u00a0\u2003", "\u200b\u200e\u2060\ufeff\u00ad"
HANGING = [
    ".",
    ",",
    ";",
    ":",
    "!",
    "?",
    ")",
    "]",
    "}",
    ">",
    "*",
    "…",
    "”",
    "’",
    "»",
    "'",
    '"',
    "&",
    "|",
    "\\",
    "%",
    " ",
]
HANGING += [*WIDE, *NARROW, ").", '">', "&utm_source=chat", '"target="_blank', "#steps", "?device=iphone", "<br"]


def leads_to(browser, path, most=3):
    """Where a browser is in the end, and how often it was sent on."""
    for turn in range(most + 1):
        response = browser.get(path)
        if response.status_code not in (301, 302):
            return path, turn, response.status_code
        path = response["Location"]
        assert path.startswith("/")
        assert not path.startswith(("//", "/\\"))
        assert not urlsplit(path).netloc
    raise AssertionError(f"in a circle: {path}")


@pytest.mark.parametrize("hanging", HANGING, ids=ascii)
def test_what_hangs_on_an_address_is_taken_off(visitor, hanging):
    for path in ("/uk", UK, "/linkedin/uk", "/linkedin/uk/more/", "/linkedin/uk/look-again.ics"):
        meant = {"/uk": UK, "/linkedin/uk": UK}.get(path, path)
        end, turns, status = leads_to(visitor, path + quote(hanging, safe=""))
        assert (end, status) == (meant, 200)
        assert turns <= 2


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/LinkedIn/uk/", UK),
        ("/LINKEDIN/UK", UK),
        ("/Linkedin/GB/Share", f"{UK}share/"),
        ("/linkedin//uk/", UK),
        ("/linkedin/uk//", UK),
        ("/%3Clinkedin/uk%3E", UK),
        ("/(uk)", UK),
        ("/%E2%80%9Cuk%E2%80%9D", UK),
        ("/Uk%20/", UK),
        ("/Privacy", "/privacy/"),
        ("/privacy.", "/privacy/"),
        ("/linkedin/uk/?device=iPhone", f"{UK}?device=iphone"),
        ("/linkedin/uk/?device=iphone%20", f"{UK}?device=iphone"),
        ("/linkedin/uk/?device=iphone).", f"{UK}?device=iphone"),
        ("/linkedin/uk/?device=fridge", UK),
        ("/linkedin/uk/?device=fridge&utm_source=chat", f"{UK}?utm_source=chat"),
        ("/linkedin/uk/share/?device=fridge", f"{UK}share/"),
        ("/linkedin/uk/more.?device=Phone", f"{UK}more/?device=phone"),
    ],
)
def test_an_address_leads_where_it_was_meant(visitor, path, meant):
    end, _turns, status = leads_to(visitor, path)
    assert (end, status) == (meant, 200)


def test_the_key_of_a_team_keeps_its_letters_and_loses_what_hangs_on_it(visitor):
    team, _secret = Team.objects.make("linkedin", "uk", "Finance")
    page = f"/linkedin/uk/teams/{team.key}/"
    assert leads_to(visitor, f"/LinkedIn/UK/Teams/{team.key}).") == (page, 1, 200)
    for hanging in (".", ")", "%E2%80%8B", "&utm_source=chat"):
        assert "You opened this page with the link" in visitor.get(f"{UK}?team={team.key}{hanging}").content.decode()


@pytest.mark.parametrize(
    "path", ["/atlantis.", "/linkedin/atlantis)", "/admin/x.", "/api/nothing.", "/static/no.", "/x/y/z/."]
)
def test_what_nobody_knows_stays_not_found(visitor, path):
    assert visitor.get(path).status_code in (302, 404)
    assert leads_to(visitor, path)[0] in (path, f"{path}/", f"/admin/login/?next={path}")


@pytest.mark.parametrize("path", ["/UK.", "/linkedin/uk/?device=fridge"])
def test_a_post_is_never_sent_on(visitor, path):
    assert visitor.post(path).status_code in (404, 405)


parts = st.one_of(
    st.sampled_from([*region_names(), "linkedin", "LinkedIn", "teams", "admin", "evil.example", "", ".."]), st.text()
)
paths = st.lists(st.one_of(parts, st.tuples(parts, st.sampled_from(HANGING)).map("".join)), max_size=5)


@pytest.mark.usefixtures("guidance")
def test_no_address_leads_to_another_site_or_in_a_circle():
    @given(
        paths.map("/".join), st.sampled_from(["", "?device=", "?device=iPhone", "?device=//evil.example", "?team=x."])
    )
    def holds(path, query):
        end, _turns, status = leads_to(Client(raise_request_exception=True), quote(f"/{path}", safe="/") + query)
        assert status in (200, 400, 404), end

    holds()


@given(paths.map("/".join))
def test_what_was_taken_off_once_is_off(name):
    assert typed_addresses.bare(typed_addresses.bare(name)) == typed_addresses.bare(name)


@pytest.mark.usefixtures("guidance")
def test_nothing_is_corrected_that_is_as_it_should_be():
    for path in ("/", UK, "/uk", "/privacy/", f"{UK}?device=phone", f"{UK}steps/no-such/", "/linkedin/gb/share/"):
        assert typed_addresses.corrected(RequestFactory().get(path)) is None

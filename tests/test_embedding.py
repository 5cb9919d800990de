"""The checklist in a frame: of nobody by default, of the sites that the settings name, and no other page ever."""

import pytest

from optout_site.settings import ValidationError, are_origins

INTRANET = "https://intranet.example"
FRAMED = ["/linkedin/", "/linkedin/uk/", "/linkedin/uk/?device=iphone"]
NEVER_FRAMED = ["/linkedin/uk/share/", "/linkedin/sources/", "/admin/login/", "/nowhere/", "/linkedin/atlantis/"]


def ancestors(response):
    policy = dict(rule.split(" ", 1) for rule in response["Content-Security-Policy"].split("; "))
    return policy["frame-ancestors"], response.get("X-Frame-Options")


@pytest.mark.parametrize("path", [*FRAMED, *NEVER_FRAMED])
def test_nobody_may_frame_a_page_by_default(visitor, path):
    assert ancestors(visitor.get(path)) == ("'none'", "DENY")


@pytest.mark.parametrize("path", FRAMED)
def test_the_named_sites_may_frame_the_checklist_and_the_choice_of_a_region(visitor, path, settings):
    settings.FRAME_ANCESTORS = [INTRANET, "https://wiki.example:8443"]
    assert ancestors(visitor.get(path)) == (f"{INTRANET} https://wiki.example:8443", None)


@pytest.mark.parametrize("path", NEVER_FRAMED)
def test_nobody_may_frame_anything_else(visitor, path, settings):
    settings.FRAME_ANCESTORS = [INTRANET]
    assert ancestors(visitor.get(path)) == ("'none'", "DENY")


def test_a_page_that_somebody_ticked_may_be_framed_too(visitor, settings):
    settings.FRAME_ANCESTORS = [INTRANET]
    visitor.cookies["linkedin.switch-off"] = "1"
    assert ancestors(visitor.get("/linkedin/uk/")) == (INTRANET, None)


def test_the_way_out_of_the_frame_is_there_only_where_framing_is_allowed(visitor, settings):
    assert b'id="framed"' not in visitor.get("/linkedin/us/").content
    settings.FRAME_ANCESTORS = [INTRANET]
    assert b'id="framed" class="hint" hidden' in visitor.get("/linkedin/ca/").content


@pytest.mark.parametrize("named", [[], [INTRANET], ["http://127.0.0.1:8000", "https://a-b.example"]])
def test_origins_are_taken(named):
    are_origins(named)


@pytest.mark.parametrize(
    "named", ["intranet.example", "https://", "https://a.example/", "*", "'self'", "https://a.example; script-src *"]
)
def test_what_is_no_origin_stops_the_start_with_a_sentence(named):
    with pytest.raises(ValidationError, match="is no origin; write it as https://intranet"):
        are_origins([INTRANET, named])

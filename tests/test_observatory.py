"""The points that MDN's HTTP Observatory gives, by its published rules (developer.mozilla.org/observatory, version 6).

It starts at 100. Left out is what only a scan from outside can see: whether browsers know the name beforehand (+5).
"""

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from django.conf import settings
from django.test import Client, override_settings

PAGES = ["/linkedin/", "/linkedin/uk/", "/linkedin/uk/share/", "/privacy/", "/api/", "/nothing/", "/admin/login/"]
SIX_MONTHS = 15_552_000
OWN_SCRIPT = re.compile(r'<script src="/(?!/)[^>]* integrity="sha(256|384|512)-')
HTTPS = {
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 31_536_000,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
}


def policy(answer):
    parts = (part.split() for part in answer["Content-Security-Policy"].split(";"))
    return {name: set(sources) for name, *sources in parts}


def points(answer):
    """What each rule gives, or takes away."""
    csp = policy(answer)
    unsafe = {"'unsafe-inline'", "'unsafe-eval'", "data:", "http:", "https:", "*"}
    age = int(answer["Strict-Transport-Security"].removeprefix("max-age="))
    return {
        "content security policy": 10
        if csp["default-src"] == {"'none'"} and not unsafe & set().union(*csp.values())
        else -25,
        "cookies": 0
        if not answer.cookies
        else 5
        if all(c["secure"] and c["samesite"] for c in answer.cookies.values())
        else -20,
        "sharing with other origins": 0 if "Access-Control-Allow-Credentials" not in answer else -50,
        "referrer policy": 5 if answer["Referrer-Policy"] == "same-origin" else 0,
        "strict transport security": 0 if age >= SIX_MONTHS else -20,
        "content type options": 0 if answer["X-Content-Type-Options"] == "nosniff" else -5,
        "framing": 5 if csp["frame-ancestors"] == {"'none'"} else -20,
        "resource policy": 10 if answer["Cross-Origin-Resource-Policy"] == "same-origin" else 0,
        "opener policy": 10 if answer["Cross-Origin-Opener-Policy"] == "same-origin" else 0,
        "embedder policy": 10 if answer["Cross-Origin-Embedder-Policy"] == "require-corp" else 0,
        "integrity": 5 if OWN_SCRIPT.search(answer.content.decode()) else 0,
    }


@pytest.fixture
def visitor(settings, guidance):  # whoever changes settings gets pages made anew
    with override_settings(**HTTPS):
        yield Client()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_every_point_that_headers_can_give(visitor, path):
    found = points(visitor.get(path, secure=True))
    assert min(found.values()) >= 0, found
    assert 100 + sum(found.values()) >= (155 if path != "/admin/login/" else 160), found  # its cookie is safe: 5


@pytest.mark.parametrize("path", PAGES[:-1])
def test_no_page_for_visitors_sets_a_cookie_at_the_first_visit(visitor, path):
    assert not visitor.get(path, secure=True).cookies


SCRIPT = re.compile(r'<script\b[^>]*\bsrc="([^"]+)"([^>]*)>')


def test_every_script_of_every_page_is_run_as_it_lies_here_or_not_at_all(visitor):
    """Those of the desk are in test_pages_of_the_desk.py."""
    found = set()
    for path in [*PAGES, "/linkedin/uk/steps/switch-off/report/"]:
        for script, rest in SCRIPT.findall(visitor.get(path, secure=True).content.decode()):
            digest = re.search(r'integrity="sha256-([^"]+)"', rest)
            assert digest, (path, script)
            found.add((script, digest[1]))
    (later,) = re.findall(
        r'data-htmx="([^"]+)"\s+data-integrity="sha256-([^"]+)"',
        visitor.get("/linkedin/uk/", secure=True).content.decode(),
    )
    assert found
    for script, digest in {*found, later}:
        served = b"".join(visitor.get(script, secure=True))
        assert b64encode(sha256(served).digest()).decode() == digest, script


def test_so_it_is_on_a_page_that_answers_a_post(editor):
    desk = Client()
    desk.force_login(editor)
    page = desk.post("/admin/guides/guide/add/", {"slug": ""}, secure=True).content.decode()
    digests = dict(re.findall(r'<script[^>]*src="([^"]*jsi18n/)"[^>]*integrity="sha256-([^"]+)"', page))
    served = b"".join(desk.get("/admin/jsi18n/", secure=True))
    assert digests == {"/admin/jsi18n/": b64encode(sha256(served).digest()).decode()}


def test_plain_http_is_sent_to_https_on_the_same_host_at_once(visitor):
    answer = visitor.get("/linkedin/uk/?device=phone")
    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/linkedin/uk/?device=phone")


def test_the_shipped_settings_ask_for_all_of_it():
    text = (settings.BASE_DIR / "optout_site" / "settings.py").read_text()
    for line in (
        'HTTPS_ONLY = env.bool("HTTPS_ONLY", True)',
        "SECURE_SSL_REDIRECT = HTTPS_ONLY",
        'HSTS_SECONDS = env.int("HSTS_SECONDS", YEAR',
    ):
        assert line in text


def test_open_data_says_that_it_is_open_and_nothing_else_is(visitor):
    data = visitor.get("/api/guides.json", secure=True)
    assert (data["Access-Control-Allow-Origin"], data["Cross-Origin-Resource-Policy"]) == ("*", "cross-origin")

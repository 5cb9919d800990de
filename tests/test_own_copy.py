"""An organisation's own copy: its name, line, logo and accent, wherever the site names itself; what is refused."""

import os
import re
import struct
import subprocess
import sys

import pytest
from django.conf import settings as site
from django.test import Client, RequestFactory

from guides.serving import current_editions
from guides.views import languages, well_known
from optout_site import own_copy
from optout_site.own_copy import Logo, ValidationError, contrast, read_accent, read_logo
from tests.support.pages import text, unescaped

NAME, LINE = "Żółw & Sons", "Kept by our works council"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 32"><rect width="64" height="32" fill="#005ea5"/></svg>'
PNG = own_copy.PNG + struct.pack(">I4sIIBBBBB", 13, b"IHDR", 96, 64, 8, 6, 0, 0, 0)
LINK = re.compile(r'(?:href|src|content)="(?:https://optout\.example)?(/[^"?#]*)')
# What is for staff, files that are the same on every site, and one form for each statement, of which one is enough.
ALIKE = re.compile(r"^/(?:admin|preview|static/(?!own/))|/report/|/steps/|/schema/|/editions/")
DATA = ["/api/guides.json", "/api/guides.yaml", "/api/guides/linkedin.json", "/api/guides/linkedin/uk.json"]
FILES = ["/manifest.webmanifest", "/offline.js", "/robots.txt", "/sitemap.xml", "/nowhere/"]
OF_A_REGION = ("", "more/", "share/", "for-work/", "handout/", "poster/", "teams/", "feed/", "look-again.ics")


@pytest.fixture
def own(guidance, settings):
    """Somebody at a copy with a name, a line, a logo and an accent."""
    settings.SITE_NAME, settings.SITE_LINE = NAME, {"en": LINE}
    settings.SITE_LOGO = Logo(SVG, "svg", 200, 100)
    settings.SITE_ACCENT = read_accent("#005ea5")
    return Client(headers={"Sec-Fetch-Site": "same-origin"})


def walked(client, language, *first):
    """What a reader comes to from these addresses in one language: each address with its answer."""
    waiting, answers = list(first), {}
    while waiting:
        address = waiting.pop()
        if address in answers or ALIKE.search(address) or languages.of_path(address) != language:
            continue
        answers[address] = client.get(address)
        if "text/html" in answers[address].headers.get("Content-Type", ""):
            waiting += LINK.findall(text(answers[address]))
    return answers


# --- the name --------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", ["", "polski/"])
def test_the_shipped_name_is_nowhere_on_a_copy_with_a_name_of_its_own(own, slug):
    """In two languages: pages, sheets, feeds, calendar files, data, previews of links, and what phones read."""
    language = languages.BY_SLUG.get(slug.strip("/"), languages.ENGLISH)
    others = [] if slug else [*DATA, *FILES, "/linkedin/report/claim/essential/"]
    region = [f"/linkedin/{slug}uk/{page}" for page in OF_A_REGION]
    answers = walked(own, language, f"/{slug}", f"/{slug}offline/", f"/linkedin/{slug}changes/feed/", *region, *others)
    assert len(answers) > 60
    assert set(region) <= set(answers)
    said = {address: f"{each.content.decode(errors='replace')} {each.headers}" for address, each in answers.items()}
    assert [address for address, words in said.items() if "Switched Off" in words] == []


def test_the_name_of_its_own_stands_where_the_shipped_one_stood(own):
    name = NAME.replace("&", "&amp;")
    assert f"– {name}</title>" in text(own.get("/linkedin/uk/"))
    assert f'<meta property="og:site_name" content="{name}">' in text(own.get("/linkedin/uk/"))
    assert f'"isPartOf":{{"@type":"WebSite","name":"{NAME}"' in unescaped(own.get("/linkedin/uk/")).replace(
        r"\u0026", "&"
    )
    assert f"<author><name>{name}</name>" in text(own.get("/linkedin/changes/feed/"))
    assert own.get("/api/guides.json").json()["licence"]["attribution"] == f"Guidance from ‘{NAME}’, CC BY 4.0"
    assert f"PRODID:-//{NAME}//Look again//EN" in text(own.get("/linkedin/uk/look-again.ics"))
    assert own.get("/manifest.webmanifest").json()["name"] == NAME
    for sheet in ("handout", "poster"):
        assert f"{name}.</strong>" in text(own.get(f"/linkedin/uk/{sheet}/"))


def test_the_desk_says_of_which_site_it_is(own, client, editor):
    client.force_login(editor)
    assert f"The guides’ desk: {NAME}" in unescaped(client.get("/admin/"))


def test_the_shipped_name_is_the_default(visitor):
    assert site.SITE_NAME == "Switched Off"
    page = text(visitor.get("/linkedin/uk/"))
    assert "– Switched Off</title>" in page
    assert "/static/own/" not in page
    assert "sheet-by" not in text(visitor.get("/linkedin/uk/poster/"))
    assert visitor.get("/manifest.webmanifest").json()["name"] == "Switched Off"


def test_its_line_is_at_the_foot_of_every_page_and_on_the_home_page(own):
    for path in ("/linkedin/uk/", "/privacy/", "/offline/"):
        assert f"<p>{LINE}</p>" in text(own.get(path))
    retired = current_editions.by_slug()["linkedin"]
    current_editions._put({"linkedin": retired, "other": retired}, {})
    home = text(own.get("/"))
    assert f"<h1>{LINE}</h1>" in home
    assert f": {LINE}</title>" in home


def test_a_line_may_be_in_several_languages_and_says_so_where_it_is_in_another_one(own, settings):
    settings.SITE_LINE = {"en": LINE, "de": "Gepflegt vom Betriebsrat"}
    assert f"<p>{LINE}</p>" in text(own.get("/privacy/"))
    assert "<p>Gepflegt vom Betriebsrat</p>" in text(own.get("/deutsch/privacy/"))
    assert f'<p lang="en">{LINE}</p>' in text(own.get("/polski/privacy/"))
    settings.SITE_LINE = {"de": "Gepflegt vom Betriebsrat"}
    assert '<p lang="de">Gepflegt vom Betriebsrat</p>' in text(own.get("/accessibility/"))


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("", {}),
        ("  ", {}),
        ("Opting out: how to", {"en": "Opting out: how to"}),
        ("Say: no", {"en": "Say: no"}),
        ("Say no | and mean it", {"en": "Say no | and mean it"}),
        ("de: Sag Nein", {"de": "Sag Nein"}),
        ("en: Say no | de: Sag Nein|pl: Powiedz nie ", {"en": "Say no", "de": "Sag Nein", "pl": "Powiedz nie"}),
    ],
)
def test_a_line_is_english_unless_it_says_otherwise(written, lines):
    assert own_copy.read_lines(written) == lines


@pytest.mark.parametrize(
    "written",
    ["xx: Say no", "de: Sag Nein | Say no", "de: Nein | de: Doch", "de:  | en: No", "x" * 121, "en: a\u202eb", "a\nb"],
)
def test_a_line_in_no_language_twice_in_one_or_that_is_none_is_refused(written):
    with pytest.raises(ValidationError):
        own_copy.read_lines(written)


# --- the logo and the accent -----------------------------------------------------------------


def test_logo_and_accent_are_files_of_the_site_that_browsers_keep(own):
    page = text(own.get("/linkedin/uk/"))
    logo, style = re.search(r'src="(/static/own/[^"]+\.svg)"', page)[1], re.search(r"/static/own/[^\"]+\.css", page)[0]
    assert f'<link rel="icon" href="{logo}" type="image/svg+xml">' in page
    answers = [own.get(address) for address in (logo, style)]
    assert [answer["Content-Type"] for answer in answers] == ["image/svg+xml", "text/css; charset=utf-8"]
    assert {answer["Cache-Control"] for answer in answers} == {"public, max-age=31536000, immutable"}
    assert answers[0].content == SVG
    assert "--off:#005ea5;--off-ink:#ffffff" in text(answers[1])
    assert "style=" not in page
    assert own.get("/static/own/000000000000.css").status_code == 404
    (icon,) = own.get("/manifest.webmanifest").json()["icons"]
    assert icon == {"src": logo, "sizes": "any", "type": "image/svg+xml"}
    assert well_known.own_icon(RequestFactory().get("/favicon.ico")).url == logo


def test_the_grounds_are_those_of_the_page():
    css = (site.BASE_DIR / "static" / "css" / "site.css").read_text(encoding="utf-8")
    light, dark = css.split("@media screen and (prefers-color-scheme: dark)")[:2]
    for part, theme in ((light, "light"), (dark, "dark")):
        for name, colour in own_copy.GROUNDS[theme].items():
            assert f"--{name}: {colour};" in part, (theme, name)


def test_one_accent_gets_a_lighter_shade_for_dark_pages():
    accent = read_accent("#005EA5")
    assert accent.light == "#005ea5"
    assert accent.light_ink == "#ffffff"
    assert min(contrast(accent.dark, ground) for ground in own_copy.GROUNDS["dark"].values()) >= 4.5
    assert contrast(accent.dark, accent.dark_ink) >= 4.5
    assert read_accent("#0e5a3e, #56c894").dark == "#56c894"
    assert read_accent("") is None


@pytest.mark.parametrize(
    ("colour", "sentence"),
    [
        ("#ffcc00", "has a contrast of 1.4:1 with #faf6ee (light pages, paper), and needs 4.5:1; take a darker colour"),
        ("#777777", "has a contrast of 4.2:1 with #faf6ee (light pages, paper)"),
        ("#005ea5,#123456", "(dark pages, paper), and needs 4.5:1; take a lighter colour"),
        ("green", "“green” is no colour; write #005ea5"),
        ("#005ea5,#6cb4ee,#fff", "is no colour"),
    ],
)
def test_an_accent_that_cannot_be_seen_is_refused(colour, sentence):
    with pytest.raises(ValidationError, match=re.escape(sentence)):
        read_accent(colour)


def test_black_on_white_has_the_contrast_that_the_standard_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("name", "content"), [("logo.svg", SVG), ("logo.png", PNG)])
def test_a_logo_is_read_with_its_size(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    logo = read_logo(name, tmp_path)
    assert (logo.body, logo.kind) == (content, name.split(".")[1])
    assert (logo.width, logo.height) in ((200, 100), (96, 64))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (SVG.replace(b"<rect", b"<script/><rect"), "has <script> in it"),
        (SVG.replace(b"<rect", b'<rect onclick="x()"'), "has the attribute onclick in it"),
        (SVG.replace(b"<rect", b'<use href="https://x.example/a.svg#a"/><rect'), "has an address in href in it"),
        (SVG.replace(b'"#005ea5"', b'"url(https://x.example/)"'), "has an address in fill in it"),
        (SVG.replace(b"<rect", b"<style>@import 'x';</style><rect"), "has an address in a style in it"),
        (SVG.replace(b"<rect", rb"<style>@\69mport 'x';</style><rect"), "has an address in a style in it"),
        (SVG.replace(b"<rect", rb'<g style="fill:u\72l(//x.example)"/><rect'), "has an address in style in it"),
        (
            SVG.replace(b"<rect", b"<style>g{fill:image-set('//x.example' 1x)}</style><rect"),
            "has an address in a style",
        ),
        (SVG.replace(b"<rect", b"<animateTransform/><rect"), "has <animateTransform> in it"),
        (SVG.replace(b"<rect", b"<feImage/><rect"), "has <feImage> in it"),
        (SVG.replace(b"<rect", b'<h:video xmlns:h="http://www.w3.org/1999/xhtml"/><rect'), "has <video> in it"),
        (SVG.replace(b"<rect", b'<g xml:base="https://x.example/"/><rect'), "has the attribute base in it"),
        (b'<?xml-stylesheet href="https://x.example/a.css"?>' + SVG, "names a style sheet"),
        (b'<?xml version="1.0" encoding="utf-7"?>' + SVG, "an encoding besides UTF-8"),
        (b'<!DOCTYPE svg [<!ENTITY a "a">]>' + SVG, "declares a DOCTYPE"),
        (SVG.replace(b' viewBox="0 0 64 32"', b""), "has no viewBox"),
        (SVG.replace(b"64 32", b"6400 32"), "is too long or too narrow"),
        (SVG + b" " * own_copy.HEAVIEST_LOGO, "make it 20000 at most"),
        (PNG.replace(struct.pack(">I", 96), struct.pack(">I", 16)), "is 16 × 64 pixels"),
        (PNG.replace(b"IHDR", b"JUNK"), "begins like a PNG file and is none"),
        (b"GIF89a", "is neither an SVG nor a PNG file"),
        (b"<html/>", "is neither an SVG nor a PNG file"),
    ],
)
def test_a_logo_that_could_run_or_fetch_or_weighs_too_much_is_refused(tmp_path, content, sentence):
    (tmp_path / "logo").write_bytes(content)
    with pytest.raises(ValidationError, match=re.escape(sentence)):
        read_logo("logo", tmp_path)


def test_a_logo_as_drawing_programs_save_it_is_taken(tmp_path):
    head = b'<?xml version="1.0" encoding="UTF-8"?>\n<!-- by hand -->'
    view = b'<v:namedview xmlns:v="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" id="v"/><metadata/><rect'
    (tmp_path / "logo.svg").write_bytes(head + SVG.replace(b"<rect", view))
    assert read_logo("logo.svg", tmp_path).kind == "svg"


@pytest.mark.parametrize("path", ["/dev/zero", ".", "a\0b"])
def test_what_is_no_file_is_not_read(tmp_path, path):
    with pytest.raises(ValidationError):
        read_logo(path, tmp_path)


def test_a_logo_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ValidationError, match=re.escape("“logo.svg” cannot be read (No such file")):
        read_logo("logo.svg", tmp_path)
    assert read_logo("", tmp_path) is None


@pytest.mark.parametrize("name", ["", "  ", "x" * 41, "two\nlines"])
def test_a_name_is_a_few_words(name):
    with pytest.raises(ValidationError):
        own_copy.is_name(name)
    own_copy.is_name(NAME)


def test_a_setting_that_is_refused_stops_the_start_with_a_sentence():
    started = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=site.BASE_DIR,
        env=os.environ | {"SITE_ACCENT": "#ffcc00"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode != 0
    assert 'variable "SITE_ACCENT" invalid: #ffcc00 has a contrast of 1.4:1' in started.stderr

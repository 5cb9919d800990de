"""What classes, ids and files of ours are called: lists that hide social buttons, advertisements and cookie banners go
by such names, and with one of them our own controls are gone.

Public reports of it: github.com/easylist/easylist/issues/21235 (`.share-tools`, `.share-this`, `.shareButtons` hidden
on every site), github.com/sethcottle/littlelink/issues/32 (`button-twitter`).
"""

import re

import pytest
from django.conf import settings

from tests.support.shipped_guide import CONTENT

# Whole words of a name; `social-links`, `socialLinks` and `social` are all told by their first.
WORDS = re.compile(
    "ads?|adverts?|advertisement|analytics|banner|beacon|consent|cookies?|counter|facebook|follow|gdpr|likes?|linkedin"
    "|newsletter|overlay|pixel|popup|promo|share[ds]?|sharing|social|sponsor|sponsored|stats|subscribe|tracker|tracking"
    "|tweet|twitter|widget",
    re.IGNORECASE,
)
# What editors call a guide, a region, a step or a statement is theirs: ticks and links hang on it.
SLUGS = "|".join(sorted(re.findall(r"slug: ([a-z0-9-]+)", CONTENT.read_text()), key=len, reverse=True))
PARTS = re.compile(r"[A-Z]?[a-z]+|[0-9]+")
STATIC = settings.BASE_DIR / "static"
OF_VISITORS = [path for path in STATIC.rglob("*") if path.is_file() and not path.stem.startswith("desk")]
TEMPLATES = sorted((settings.BASE_DIR / "templates").glob("*.*"))
PAGES = ["", "sources/", "timeline/", "rumours/", "changes/"]
PAGES += [f"uk/{page}" for page in ("", "more/", "share/", "handout/", "poster/", "teams/", "carry/")]


def telling(names):
    """Those of these names in which a list may see what it hides."""
    return {name for name in names if any(map(WORDS.fullmatch, PARTS.findall(name)))}


def in_html(text):
    """Every class and id in a page, and every attribute of our own; what a template fills in is left out."""
    plain = re.sub(r"\{[{%].*?[%}]\}", " ", text, flags=re.DOTALL)
    values = re.findall(r'\s(?:class|id)="([^"]*)"', plain)
    return {name for value in values for name in value.split()} | set(re.findall(r"\s(data-[a-z-]+)", plain))


def in_css(text):
    selectors = re.findall(r"[^{}]+(?=\{)", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
    return {name for selector in selectors for name in re.findall(r"[.#]([a-zA-Z][\w-]*)", selector)}


@pytest.mark.parametrize("name", ["share-buttons", "shareButtons", "SocialLinks", "cookie_banner", "ad-1", "data-ad"])
def test_such_a_name_is_told(name):
    assert telling([name, "summary", "adviser", "load-more", "unlikely"]) == {name}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_class_and_no_id_in_a_template_looks_like_what_is_hidden(path):
    assert telling(in_html(path.read_text())) == set()


@pytest.mark.parametrize("path", [path for path in OF_VISITORS if path.suffix == ".css"], ids=lambda path: path.name)
def test_nor_does_one_in_a_style_sheet(path):
    assert telling(in_css(path.read_text())) == set()


def test_nor_does_a_file_or_its_folder():
    names = {part for path in OF_VISITORS for part in path.relative_to(STATIC).with_suffix("").parts}
    assert telling({without_slug(name) for name in names}) == set()


@pytest.mark.parametrize("path", [*(f"/linkedin/{page}" for page in PAGES), "/privacy/", "/accessibility/", "/api/"])
def test_nor_does_one_on_a_page_as_it_is_sent(visitor, path):
    found = in_html(visitor.get(path).content.decode())
    assert found
    assert telling({without_slug(name) for name in found}) == set()


def without_slug(name):
    return re.sub(rf"(?:^|-)(?:{SLUGS})(?=[-.]|$)", "", name)

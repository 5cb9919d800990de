"""In Polish (plurals of its own) and German (long words), on a phone of 360 px: from a shared link to passing it on."""

import io
import re
from functools import cache
from typing import Any

import polib
import pytest
from django.conf import settings
from django.core.management import call_command

from guides.document.languages import BY_TAG
from guides.models import TranslationEdition
from guides.serving import current_editions
from tests.support.accessibility import contrast, scrolls_sideways, structure
from tests.support.browsers import MISSING, Watch, kept
from tests.support.checklist_page import NEEDED
from tests.support.shipped_guide import CONTENT

expect = pytest.importorskip("playwright.sync_api", reason=MISSING).expect

PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
IN_BOTH = pytest.mark.parametrize("tag", ["pl", "de"])
GUIDE_TITLE = "Stop LinkedIn from training AI on your data"


@cache
def words(tag: str) -> dict[tuple[str, str], str]:
    return {(each.msgctxt, each.msgid): each.msgstr for each in polib.pofile(CONTENT.with_name(f"linkedin.{tag}.po"))}


@cache
def interface(tag: str) -> polib.POFile:
    return polib.pofile(settings.BASE_DIR / "locale" / tag / "LC_MESSAGES" / "django.po")


def path(tag: str, page: str = "") -> str:
    return f"/linkedin/{BY_TAG[tag].slug}/uk/{page}"


def tick(page: Any, tag: str, label: str) -> None:
    page.get_by_role("checkbox", name=words(tag)["step.tick", label]).check()


@pytest.fixture(autouse=True)
def _translated(watch: Watch, rows_of_this_file: Any) -> None:
    """They are loaded once for this file, as no test here changes a row."""
    if not TranslationEdition.objects.exists():
        files = [CONTENT.with_name(f"linkedin.{tag}.po") for tag in ("pl", "de", "fr")]
        call_command("load_translations", *files, publish=True, verbosity=0, stdout=io.StringIO())
        rows_of_this_file.keep()
    current_editions.refresh()


@IN_BOTH
def test_from_a_shared_link_to_passing_it_on(tag: str, watch: Watch) -> None:
    page = watch.page(f"/{BY_TAG[tag].slug}/uk", **PHONE)
    expect(page).to_have_url(re.compile(f"{path(tag)}$"))
    assert page.locator("html").get_attribute("lang") == tag
    expect(page.locator("h1")).to_contain_text(words(tag)["guide.title", GUIDE_TITLE])
    for label in NEEDED:
        tick(page, tag, label)
    expect(page.locator("#summary")).to_have_attribute("data-done", "2")
    assert sorted(kept(page)) == ["linkedin.look-again", "linkedin.switch-off"]
    assert not scrolls_sideways(page)
    page.goto("/linkedin/uk/")
    expect(page.locator("#summary")).to_contain_text("2 of 2 done")
    page.goto(path(tag, "share/"))
    assert path(tag) in page.locator("textarea").first.input_value()


@IN_BOTH
def test_everybody_can_use_it_in_another_language(tag: str, watch: Watch) -> None:
    page = watch.page("/robots.txt", **PHONE)
    for name in ("", "more/", "share/", "handout/", "teams/"):
        page.goto(path(tag, name))
        assert structure(page) == contrast(page) == [], name
        assert not scrolls_sideways(page), name


@pytest.mark.parametrize(("prefers", "offered"), [("pl-PL", "Polski"), ("de", "Deutsch"), ("en-GB", ""), ("eo", "")])
def test_the_browsers_own_language_is_offered_and_never_sent(prefers: str, offered: str, watch: Watch) -> None:
    page = watch.context(locale=prefers, **PHONE).new_page()
    page.goto("/linkedin/uk/")
    line = page.locator("main > p:first-child a[hreflang]")
    expect(line).to_have_count(1 if offered else 0)
    assert page.url.endswith("/linkedin/uk/")
    if offered:
        expect(line).to_have_text(offered)
        assert line.bounding_box()["height"] >= 44
        line.click()
        expect(page).to_have_url(re.compile("/linkedin/(polski|deutsch)/uk/"))


JUMPED = """window.jumped = 0; new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => {
    window.jumped += value; })).observe({ type: "layout-shift", buffered: true });"""


@pytest.mark.parametrize(
    ("prefers", "path", "offered"),
    [("de", "uk/", "Deutsch"), ("en", "deutsch/uk/", "English"), ("de", "uk/objection/", "Deutsch")],
)
def test_a_language_that_is_offered_moves_nothing_that_is_there(
    prefers: str, path: str, offered: str, watch: Watch
) -> None:
    page = watch.context(locale=prefers, viewport={"width": 320, "height": 640}).new_page()
    page.add_init_script(JUMPED)
    page.route("**/js/site*.js", lambda route: (page.wait_for_timeout(200), route.continue_()))  # later than the styles
    page.route("**/js/objection*.js", lambda route: (page.wait_for_timeout(500), route.continue_()))  # and after it
    page.goto(f"/linkedin/{path}")
    expect(page.locator("main > p:first-child a")).to_have_text(offered)
    page.wait_for_timeout(200)
    assert page.evaluate("window.jumped") == 0


def test_a_letter_in_french_names_the_first_of_a_month(watch: Watch) -> None:
    page = watch.page("/linkedin/francais/uk/objection/", **PHONE)
    page.locator("#sent-on").fill("2027-02-01")
    expect(page.locator(".dates").first).to_contain_text("1er mars 2027")
    expect(page.locator(".dates").first).not_to_contain_text(re.compile(r"\b1 mars"))

"""The site as it is read from right to left. No such language is shipped: English in Arabic letters stands for one."""

import re
from pathlib import Path
from typing import Any

import polib
import pytest
from django.conf import LazySettings
from django.conf import settings as site

from guides.document import languages as known
from guides.document import translation
from guides.document.languages import ENGLISH, Language
from guides.models import Guide, TranslationEdition
from guides.serving import current_editions
from guides.views import languages
from tests.support.accessibility import open_everything, scrolls_sideways
from tests.support.browsers import MISSING, PHONE, Watch
from tests.support.shipped_guide import put_in_memory

pytest.importorskip("playwright.sync_api", reason=MISSING)

ARABIC = Language("ar", "العربية", "arabi", direction="rtl")
LETTERS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ابثجحخدذرزسشصضطظعغفقكلمنهو")
KEPT = re.compile(r"(%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^<>]+>|&\w+;|\*\*|\]\([^)]*\))")
WIDTHS = (360, 1280)
PAGES = ["", "more/", "share/", "handout/"]


def in_arabic_letters(english: str) -> str:
    return "".join(part if KEPT.fullmatch(part) else part.lower().translate(LETTERS) for part in KEPT.split(english))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the words of the interface are."""
    po = polib.pofile(site.BASE_DIR / "locale" / "de" / "LC_MESSAGES" / "django.po")
    for entry in po:
        entry.msgstr = in_arabic_letters(entry.msgid)
        entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, in_arabic_letters(entry.msgid_plural))
    folder = tmp_path_factory.mktemp("locale")
    words = folder / ARABIC.tag / "LC_MESSAGES" / "django.mo"
    words.parent.mkdir(parents=True)
    po.save_as_mofile(str(words))
    return folder


@pytest.fixture
def _arabic(guidance: Guide, folder: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(known.BY_TAG, ARABIC.tag, ARABIC)
    monkeypatch.setitem(known.BY_SLUG, ARABIC.slug, ARABIC)
    monkeypatch.setattr(languages, "spoken", lambda: (ENGLISH, ARABIC))
    settings.LOCALE_PATHS = [folder]
    document = next(iter(current_editions.by_slug().values())).guide
    words = [
        {"context": entry.context, "english": entry.english, "words": in_arabic_letters(entry.english)}
        for entry in {entry.key: entry for entry in translation.entries(document)}.values()
    ]
    TranslationEdition.objects.create(guide=guidance, language=ARABIC.tag, number=1, words=words)
    put_in_memory()
    current_editions.refresh()


def middle(page: Any, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    return float(box["x"] + box["width"] / 2)


@pytest.mark.usefixtures("_arabic")
def test_a_step_stands_the_other_way_round(watch: Watch) -> None:
    page = watch.page("/linkedin/arabi/eu/", **PHONE)
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    assert middle(page, ".step-number") > middle(page, ".step h3")
    assert middle(page, ".tick input[type=checkbox]") > middle(page, ".tick label > span")
    page.locator(".tick input[type=checkbox]").first.check()
    page.locator("#summary[data-done='1']").wait_for()


@pytest.mark.usefixtures("_arabic")
@pytest.mark.parametrize("path", PAGES)
def test_nothing_scrolls_sideways_and_addresses_keep_their_order(watch: Watch, path: str) -> None:
    page = watch.page(f"/linkedin/arabi/eu/{path}")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        open_everything(page)
        assert not scrolls_sideways(page), width
    for address in page.locator("input.link").all():
        assert address.evaluate("each => getComputedStyle(each).direction") == "ltr"

"""What the checklist weighs as shipped, in real Chromium, held against budget.json."""

import json
from collections import Counter

import pytest
from django.conf import settings

from guides.document.languages import TRANSLATED
from tests.support.browsers import sync_api
from tests.support.checklist_page import NEEDED, box
from tests.support.servers import Site, stopped_after, until

BUDGET = json.loads((settings.BASE_DIR / "budget.json").read_text())
REGIONS = ("us", "eu", "uk", "ch", "ca", "hk", "world")
DOCUMENT_AND_STYLES = ("Document", "Stylesheet")


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shipped")
    own = {"DJANGO_SETTINGS_MODULE": "tests.support.shipped_settings", "STATIC_ROOT": str(folder / "static")}
    site = Site(folder, WORKERS="1", **own)
    site.manage("collectstatic", "--noinput", "--verbosity", "0", "--ignore", "admin")  # which no visitor fetches
    with stopped_after(site.serve()):
        site.wait()
        yield f"http://127.0.0.1:{site.port}"


class Scale:
    """Weighs what comes over the line, headers and all, by the kind of file."""

    def __init__(self, page):
        self.page, self.kinds, self.weights = page, {}, {}
        line = self.line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        line.on("Network.responseReceived", lambda said: self.kinds.update({said["requestId"]: said["type"]}))
        line.on(
            "Network.loadingFinished", lambda said: self.weights.update({said["requestId"]: said["encodedDataLength"]})
        )

    def open(self, path):
        self.page.goto(path)
        self.page.wait_for_load_state("networkidle")

    def open_anew(self, path):
        """As somebody does who was never here: nothing is taken from what was fetched before."""
        self.line.send("Network.setCacheDisabled", {"cacheDisabled": True})
        self.open(path)
        self.line.detach()

    def wait(self, is_so):
        """What came is told a moment after the page has it, and only to who waits in the browser's own time."""
        until(lambda: self.page.wait_for_timeout(50) or is_so(), seconds=10)

    def kilos(self):
        found = Counter()
        for request, weight in self.weights.items():
            found[self.kinds[request]] += int(weight)
        return found


@pytest.fixture
def page(browser, address):
    context = browser.new_context(base_url=address)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def scale(browser, address):
    """A new scale for each page, all in one window: to open a window takes longer than to weigh."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    yield lambda: Scale(page)
    context.close()


def keeps_to_budget(scale, path, more=""):
    scale.open_anew(path)
    found = scale.kilos()
    assert found.keys() >= {*DOCUMENT_AND_STYLES, "Script"}
    assert len(scale.kinds) <= BUDGET["requests"], found
    assert sum(found[kind] for kind in DOCUMENT_AND_STYLES) <= BUDGET["document and styles" + more], found
    assert found.total() <= BUDGET["everything" + more], found


@pytest.mark.parametrize("region", REGIONS)
def test_the_checklist_keeps_to_the_budget(scale, region):
    keeps_to_budget(scale(), f"/linkedin/{region}/")


@pytest.mark.parametrize("language", [language.slug for language in TRANSLATED])
def test_in_other_languages_it_weighs_a_little_more(scale, language):
    """Their words are longer than the English ones, and of letters that take two bytes."""
    keeps_to_budget(scale(), f"/linkedin/{language}/eu/", ", in another language")


def test_the_objection_keeps_to_its_budget_and_its_script_comes_with_no_other_page(page):
    scale = Scale(page)
    scale.open("/linkedin/eu/objection/")
    assert scale.kilos().total() <= BUDGET["the objection"], scale.kilos()
    assert page.locator("script[src*=objection]").count() == 1
    for other in ("/linkedin/eu/", "/linkedin/eu/more/", "/linkedin/us/objection/"):
        page.goto(other)
        assert page.locator("script[src*=objection]").count() == 0


def test_a_page_that_is_only_read_does_not_fetch_htmx_and_one_whose_ticks_are_touched_does_once(page):
    scale = Scale(page)
    scale.open("/linkedin/uk/")
    before = scale.kilos()
    for _ in range(5):
        page.keyboard.press("Tab")
    assert scale.kilos() == before
    assert before.total() <= BUDGET["everything, once the page is touched"]
    for _ in range(2):
        box(page, NEEDED[0]).focus()
        page.keyboard.press("Tab")
    scale.wait(lambda: scale.kilos()["Script"] > before["Script"] + 10_000)
    page.wait_for_load_state("networkidle")
    assert len(scale.kinds) <= BUDGET["requests"]
    assert scale.kilos().total() <= BUDGET["everything, once a tick is touched"]


def test_another_page_fetches_only_itself(page):
    scale = Scale(page)
    scale.open("/linkedin/uk/")
    before = scale.kilos()
    scale.open("/linkedin/us/")
    assert (scale.kilos() - before).keys() == {"Document"}


def test_what_was_shortened_still_ticks_counts_and_stays(page):
    page.goto("/linkedin/uk/")
    box(page, NEEDED[0]).check()
    sync_api.expect(page.locator("#count")).to_contain_text("1 of")
    assert [cookie["name"] for cookie in page.context.cookies()] == ["linkedin.switch-off"]
    page.reload()
    sync_api.expect(box(page, NEEDED[0])).to_be_checked()

"""The handout (two pages) and the poster (one) as a printer sees them: large enough to read, with a code to scan."""

import datetime
import io
import re
from collections.abc import Callable
from functools import cached_property
from itertools import product
from typing import Any

import pytest
import time_machine
from django.core.management import call_command

from guides.checklist.plan import build
from guides.serving import current_editions
from tests.support import clock
from tests.support.accessibility import findings
from tests.support.browsers import DESKTOP, MISSING, PHONE, Watch
from tests.support.checklist_page import NEEDED, box
from tests.support.factories import EVE, START
from tests.support.shipped_guide import CONTENT, REGIONS, SHIPPED

expect = pytest.importorskip("playwright.sync_api", reason=MISSING).expect
pypdf = pytest.importorskip("pypdf", reason=MISSING)
zxingcpp = pytest.importorskip("zxingcpp", reason=MISSING)
Image = pytest.importorskip("PIL.Image", reason=MISSING)

BOTH = pytest.mark.parametrize("sheet", ["handout", "poster"])
TODAY = clock.NOON.date()
OVERDUE = datetime.date(2027, 6, 1)
PAPERS = ["A4", "Letter"]
PAGES = {"handout": 2, "poster": 1}  # both sides of a sheet, and one
SMALLEST = 8  # points, in the widest of the fonts; font-size-adjust gives each the height of Arial at 9 points
TRAIL = ["Your photo", "Settings", "Data privacy", "Data for Generative AI Improvement"]
LABELS = {"handout": [*TRAIL, "Me", "Settings & Privacy"], "poster": TRAIL}
CHECKED = re.compile(r"Every statement here was checked on \d+ November 2026 or later\.")
DOTS_PER_MM_FROM_TWO_METRES = 0.75  # 1,920 across what a phone's camera sees at that distance, about 2.5 m


# Another sheet in the same window, in half the time that it takes to open it. What is around a sheet is not printed.
TURN = """async (path) => {
    const other = new DOMParser().parseFromString(await (await fetch(path)).text(), "text/html");
    document.documentElement.lang = other.documentElement.lang;
    document.body.replaceWith(other.body);
}"""


class Printed:
    """A sheet on paper. Its words are read once, as that takes longer than to print them."""

    def __init__(self, page: Any, paper: str) -> None:
        self.pages = pypdf.PdfReader(io.BytesIO(page.pdf(format=paper))).pages

    @cached_property
    def words(self) -> str:
        return self._words_and_sizes[0]

    @property
    def sizes(self) -> set[float]:
        """Of all letters, in points: a page that had to shrink shows there."""
        return self._words_and_sizes[1]

    @cached_property
    def _words_and_sizes(self) -> tuple[str, set[float]]:
        found: set[float] = set()

        def note(text: str, page_is: list[float], text_is: list[float], _font: Any, size: float) -> None:
            if text.strip():
                found.add(round(size * abs(text_is[3] * page_is[3]), 1))

        return " ".join(" ".join(page.extract_text(visitor_text=note) for page in self.pages).split()), found


@pytest.fixture
def turn(watch: Watch) -> Callable[..., Any]:
    """A window with one sheet after the other, as it is on a day."""
    windows: list[Any] = []

    def turn(path: str, day: datetime.date = TODAY) -> Any:
        if not windows:
            windows.append(watch.page("/linkedin/uk/handout/", **DESKTOP))
            windows[0].emulate_media(media="print")  # nothing is drawn for a screen, which nobody looks at
        with time_machine.travel(datetime.datetime.combine(day, clock.NOON.timetz())):
            windows[0].evaluate(TURN, path)
        return windows[0]

    return turn


@pytest.fixture(scope="module")
def sheets() -> dict[Any, list[Printed]]:
    """What was printed already: by region, sheet and day, on each paper, or on the shorter."""
    return {}


@pytest.fixture
def sheets_of(turn: Any, sheets: dict[Any, list[Printed]]) -> Callable[..., list[Printed]]:
    """One sheet as it is printed on a day; each is printed once.

    On each paper on the day on which there is most to say; on the shorter one else, which has the least room.
    """

    def sheets_of(region: str, sheet: str, day: datetime.date) -> list[Printed]:
        asked = (region, sheet, day)
        if asked not in sheets:
            page = turn(f"/linkedin/{region}/{sheet}/", day)
            sheets[asked] = [Printed(page, paper) for paper in (PAPERS if day == OVERDUE else PAPERS[-1:])]
        return sheets[asked]

    return sheets_of


def read(picture: bytes, scale: float = 1) -> list[str]:
    image = Image.open(io.BytesIO(picture)).convert("L")
    image = image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.BOX)
    return [found.text for found in zxingcpp.read_barcodes(image)]


@BOTH
def test_it_is_one_sheet_of_a4_or_letter_on_every_day_in_every_region(sheets_of: Any, sheet: str) -> None:
    for region, day in product(REGIONS, (EVE, START, OVERDUE)):
        assert {len(pdf.pages) for pdf in sheets_of(region, sheet, day)} == {PAGES[sheet]}, (region, day)


@pytest.mark.parametrize("slug", [slug for slug in SHIPPED if slug != CONTENT.stem])
def test_the_sheets_of_each_guide_are_no_longer(turn: Any, slug: str) -> None:
    """Where there is least room, on the day on which there is most to say: much of it is overdue."""
    call_command("load_guides", CONTENT.with_stem(slug), publish="As it came with the site.", verbosity=0)
    current_editions.refresh()
    for region in current_editions.by_slug()[slug].guide.regions:
        for sheet, most in PAGES.items():
            page = turn(f"/{slug}/{region.slug}/{sheet}/", OVERDUE)
            assert len(Printed(page, PAPERS[-1]).pages) <= most, (region.slug, sheet)


@pytest.mark.parametrize(
    ("language", "code", "off"), [("deutsch", "de", "auf Aus"), ("polski", "pl", "na Off (wyłączone)")]
)
def test_a_longer_language_takes_no_more_paper(sheets_of: Any, language: str, code: str, off: str) -> None:
    call_command("load_translations", CONTENT.with_name(f"linkedin.{code}.po"), publish=True, verbosity=0)
    current_editions.refresh()
    for region, (sheet, pages) in product(("us", "eu"), PAGES.items()):
        for pdf in sheets_of(f"{language}/{region}", sheet, OVERDUE):  # when there is most to say
            assert len(pdf.pages) == pages, (region, sheet)
            assert min(pdf.sizes) >= SMALLEST
            assert off in pdf.words
            assert "English" not in pdf.words


@BOTH
def test_it_says_all_that_it_has_to_in_letters_that_can_be_read(sheets_of: Any, sheet: str) -> None:
    """On the day on which there is most to say."""
    guide = current_editions.by_slug()["linkedin"].guide
    for region in REGIONS:
        lead = build(guide, guide.region(region), None, OVERDUE, {}).said["standing"][0].text
        wanted = [guide.title, lead, f"optout.example/{region}", f"As of {OVERDUE:%-d %B %Y}.", *LABELS[sheet]]
        for paper, pdf in zip(PAPERS, sheets_of(region, sheet, OVERDUE), strict=True):
            assert min(pdf.sizes) >= SMALLEST, (region, paper)
            assert [text for text in wanted if text not in pdf.words] == [], (region, paper)
            assert CHECKED.search(pdf.words), (region, paper)


@BOTH
def test_only_the_sheet_is_printed(watch: Watch, sheet: str) -> None:
    page = watch.page(f"/linkedin/uk/{sheet}/", **DESKTOP)
    said = Printed(page, "A4").words
    for other in ("saves it as a PDF", "Back to the steps", "Skip to the content", "It sets no cookie", "All sources"):
        assert other in page.content()
        assert other not in said


def test_the_handout_prints_every_step_of_the_region_and_where_it_comes_from(sheets_of: Any) -> None:
    guide = current_editions.by_slug()["linkedin"].guide
    for region in REGIONS:
        said = sheets_of(region, "handout", OVERDUE)[PAPERS.index("Letter")].words
        assert [step.slug for step in guide.steps_in(region) if step.outcome not in said] == []
        assert "Use my data for training content creation AI models" in said
        assert "www.linkedin.com/mypreferences/d/settings/data-for-ai-improvement" in said
        assert "Sources: LinkedIn, LinkedIn Help, " in said


def test_there_is_room_to_spare_where_letters_are_wider(turn: Any) -> None:
    for region, (sheet, pages) in product(REGIONS, PAGES.items()):
        page = turn(f"/linkedin/{region}/{sheet}/")
        page.evaluate("document.querySelector('.sheet').style.letterSpacing = '0.02em'")
        assert len(Printed(page, PAPERS[-1]).pages) == pages, f"{sheet} of {region}"  # on the shorter


@BOTH
@pytest.mark.parametrize("options", [PHONE, DESKTOP])
def test_the_code_can_be_read_on_the_screen(watch: Watch, sheet: str, options: dict[str, Any]) -> None:
    """That each region has its own is tested without a browser (tests/test_paper.py)."""
    page = watch.page("/linkedin/uk/" + sheet + "/", color_scheme="dark", **options)
    assert read(page.screenshot(full_page=True)) == ["https://optout.example/linkedin/uk/"]


def test_the_code_of_the_poster_can_be_read_from_two_metres(watch: Watch) -> None:
    page = watch.page("/linkedin/world/poster/", viewport={"width": 703, "height": 1047})
    page.emulate_media(media="print")
    assert read(page.screenshot(), DOTS_PER_MM_FROM_TWO_METRES * 25.4 / 96) == [
        "https://optout.example/linkedin/world/"
    ]


def test_the_poster_can_be_read_from_two_metres(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/poster/", viewport={"width": 703, "height": 1047})
    page.emulate_media(media="print")
    sizes = page.evaluate("""() => {
      const points = (part) => parseFloat(getComputedStyle(document.querySelector(".poster " + part)).fontSize) * 0.75;
      const parts = ["h1", ".short", ".poster-trail li", ".poster-lines p", "footer p"];
      return Object.fromEntries(parts.map((part) => [part, Math.round(points(part))]));
    }""")
    assert sizes["h1"] >= 40
    assert sizes[".short"] >= 30
    assert sizes[".poster-trail li"] >= sizes[".poster-lines p"] >= 16
    assert sizes["footer p"] >= 9


def test_my_ticks_are_printed_when_i_ask(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/", **DESKTOP)
    box(page, NEEDED[0]).check()
    expect(page.locator("#count")).to_have_text("1 of 2 done")
    page.get_by_role("link", name="Print the steps on one sheet").click()
    expect(page.locator(".box path")).to_have_count(0)
    page.get_by_role("link", name="This sheet with my ticks").click()
    expect(page.locator(".box path")).to_have_count(1)
    assert [len(Printed(page, paper).pages) for paper in PAPERS] == [2, 2]
    page.get_by_role("link", name="This sheet with empty boxes").click()
    expect(page.locator(".box path")).to_have_count(0)
    page.get_by_role("link", name="The poster, to pin up").click()
    page.get_by_role("link", name="The handout, with all steps").click()
    page.get_by_role("link", name="Back to the steps").click()
    expect(page.locator("#count")).to_have_text("1 of 2 done")


def test_the_button_prints_and_is_there_only_with_javascript(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/poster/")
    page.evaluate("window.print = () => { document.title = 'printed'; }")
    page.get_by_role("button", name="Print or save as PDF").click()
    expect(page).to_have_title("printed")
    plain = watch.page("/linkedin/uk/poster/", java_script_enabled=False)
    expect(plain.get_by_text("Your browser’s menu prints it or saves it as a PDF.")).to_be_visible()
    expect(plain.get_by_role("button", name="Print or save as PDF")).to_be_hidden()


@BOTH
def test_in_black_and_white_nothing_is_lost(watch: Watch, sheet: str) -> None:
    page = watch.page(f"/linkedin/uk/{sheet}/", **DESKTOP)
    page.emulate_media(media="print", forced_colors="active")
    assert findings(page) == []
    assert page.locator(".on-word, .off-word").all_text_contents() == ["On", "Off"]

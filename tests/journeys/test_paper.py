"""The handout and the poster as a printer sees them: one page, large enough to read, with a code that can be read."""

import datetime
import io
from typing import Any

import pytest
import time_machine

from guides import library
from guides.checklist import build
from tests import clock
from tests.journeys.conftest import DESKTOP, MISSING, PHONE, Watch
from tests.journeys.test_access import findings
from tests.making import EVE, START
from tests.test_paper import NOON
from tests.test_views import REGIONS

expect = pytest.importorskip("playwright.sync_api", reason=MISSING).expect
pypdf = pytest.importorskip("pypdf", reason=MISSING)
zxingcpp = pytest.importorskip("zxingcpp", reason=MISSING)
Image = pytest.importorskip("PIL.Image", reason=MISSING)

BOTH = pytest.mark.parametrize("sheet", ["handout", "poster"])
TODAY = clock.NOON.date()
OVERDUE = datetime.date(2027, 6, 1)
PAPERS = ["A4", "Letter"]
SMALLEST = 8  # points, in the widest of the fonts; font-size-adjust gives each the height of Arial at 9 points
LABELS = ["Me", "Settings & Privacy", "Data privacy", "Data for Generative AI Improvement", "Your photo", "Settings"]
CHECKED = "Every statement here was checked on 22 November 2026 or later."
DOTS_PER_MM_FROM_TWO_METRES = 0.75  # 1,920 across what a phone's camera sees at that distance, about 2.5 m


def opened(page: Any, region: str, sheet: str, day: datetime.date = TODAY) -> None:
    with time_machine.travel(datetime.datetime.combine(day, NOON)):
        page.goto(f"/linkedin/{region}/{sheet}/")


def printed(page: Any, paper: str) -> Any:
    return pypdf.PdfReader(io.BytesIO(page.pdf(format=paper)))


def words(pdf: Any) -> str:
    return " ".join(pdf.pages[0].extract_text().split())


def words_and_sizes(pdf: Any) -> tuple[str, set[float]]:
    """The words on the page, and the sizes of all letters in points: a page that had to shrink shows there."""
    found: set[float] = set()

    def note(text: str, page_is: list[float], text_is: list[float], _font: Any, size: float) -> None:
        if text.strip():
            found.add(round(size * abs(text_is[3] * page_is[3]), 1))

    return " ".join(pdf.pages[0].extract_text(visitor_text=note).split()), found


def read(picture: bytes, scale: float = 1) -> list[str]:
    image = Image.open(io.BytesIO(picture)).convert("L")
    image = image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.BOX)
    return [found.text for found in zxingcpp.read_barcodes(image)]


@BOTH
@pytest.mark.parametrize("region", REGIONS)
def test_it_is_one_page_of_a4_or_letter_on_every_day(watch: Watch, region: str, sheet: str) -> None:
    page = watch.page("/robots.txt", **DESKTOP)
    for day in (EVE, START, OVERDUE):
        opened(page, region, sheet, day)
        assert [len(printed(page, paper).pages) for paper in PAPERS] == [1, 1], day


@BOTH
@pytest.mark.parametrize("region", REGIONS)
def test_it_says_all_that_it_has_to_in_letters_that_can_be_read(watch: Watch, region: str, sheet: str) -> None:
    """On the day on which there is most to say."""
    page = watch.page("/robots.txt", **DESKTOP)
    guide = library.shelf()["linkedin"].guide
    lead = build(guide, guide.region(region), None, OVERDUE, {}).said["standing"][0].text
    wanted = [guide.title, lead, f"optout.example/{region}", f"As it reads on {OVERDUE:%-d %B %Y}.", CHECKED, *LABELS]
    opened(page, region, sheet, OVERDUE)
    for paper in PAPERS:
        said, sizes = words_and_sizes(printed(page, paper))
        assert min(sizes) >= SMALLEST, paper
        assert [text for text in wanted if text not in said] == [], paper


@BOTH
def test_only_the_sheet_is_printed(watch: Watch, sheet: str) -> None:
    page = watch.page(f"/linkedin/uk/{sheet}/", **DESKTOP)
    said = words(printed(page, "A4"))
    for other in ("Print this page", "Back to the steps", "Skip to the content", "It sets no cookie", "All sources"):
        assert other in page.content()
        assert other not in said


def test_the_handout_prints_every_step_of_the_region_and_where_it_comes_from(watch: Watch) -> None:
    guide = library.shelf()["linkedin"].guide
    page = watch.page("/robots.txt", **DESKTOP)
    for region in REGIONS:
        opened(page, region, "handout")
        said = words(printed(page, "Letter"))
        assert [step.title for step in guide.steps_in(region) if step.title not in said] == []
        assert "Use my data for training content creation AI models" in said
        assert "www.linkedin.com/mypreferences/d/settings/data-for-ai-improvement" in said
        assert "Sources LinkedIn: " in said


def test_there_is_room_to_spare_where_letters_are_wider(watch: Watch) -> None:
    page = watch.page("/robots.txt", **DESKTOP)
    for region in REGIONS:
        for sheet in ("handout", "poster"):
            opened(page, region, sheet)
            page.evaluate("document.querySelector('.sheet').style.letterSpacing = '0.02em'")
            assert [len(printed(page, paper).pages) for paper in PAPERS] == [1, 1], f"{sheet} of {region}"


@BOTH
@pytest.mark.parametrize("options", [PHONE, DESKTOP])
def test_the_code_leads_to_the_page_of_the_region(watch: Watch, sheet: str, options: dict[str, Any]) -> None:
    page = watch.page("/robots.txt", color_scheme="dark", **options)
    for region in REGIONS:
        opened(page, region, sheet)
        assert read(page.screenshot(full_page=True)) == [f"https://optout.example/linkedin/{region}/"]


def test_the_code_of_the_poster_can_be_read_from_two_metres(watch: Watch) -> None:
    page = watch.page("/linkedin/world/poster/", viewport={"width": 703, "height": 1047})
    page.emulate_media(media="print")
    assert read(page.screenshot(), DOTS_PER_MM_FROM_TWO_METRES * 25.4 / 96) == [
        "https://optout.example/linkedin/world/"
    ]


def test_my_ticks_are_printed_when_i_ask(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/", **DESKTOP)
    page.get_by_role("checkbox", name="It is off", exact=True).check()
    expect(page.locator("#count")).to_have_text("1 of 6 done")
    page.get_by_role("link", name="Print the steps on one page").click()
    expect(page.locator(".box path")).to_have_count(0)
    page.get_by_role("link", name="This sheet with my ticks").click()
    expect(page.locator(".box path")).to_have_count(1)
    assert [len(printed(page, paper).pages) for paper in PAPERS] == [1, 1]
    page.get_by_role("link", name="This sheet with empty boxes").click()
    expect(page.locator(".box path")).to_have_count(0)
    page.get_by_role("link", name="The poster, to pin up").click()
    page.get_by_role("link", name="The handout, with all steps").click()
    page.get_by_role("link", name="Back to the steps").click()
    expect(page.locator("#count")).to_have_text("1 of 6 done")


def test_the_button_prints_and_is_there_only_with_javascript(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/poster/")
    page.evaluate("window.print = () => { document.title = 'printed'; }")
    page.get_by_role("button", name="Print", exact=True).click()
    expect(page).to_have_title("printed")
    plain = watch.page("/linkedin/uk/poster/", java_script_enabled=False)
    expect(plain.get_by_text("Print this page: Ctrl+P")).to_be_visible()
    expect(plain.get_by_role("button", name="Print", exact=True)).to_be_hidden()


@BOTH
def test_in_black_and_white_nothing_is_lost(watch: Watch, sheet: str) -> None:
    page = watch.page(f"/linkedin/uk/{sheet}/", **DESKTOP)
    page.emulate_media(media="print", forced_colors="active")
    assert findings(page) == []
    assert page.locator(".on-word, .off-word").all_text_contents() == ["On", "Off"]

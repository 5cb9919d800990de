"""The handout (two pages) and the poster (one) as a printer sees them: large enough to read, with a code to scan."""

import datetime
import io
import re
from collections.abc import Callable
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


def opened(page: Any, region: str, sheet: str, day: datetime.date = TODAY) -> None:
    with time_machine.travel(datetime.datetime.combine(day, clock.NOON.timetz())):
        page.goto(f"/linkedin/{region}/{sheet}/")


def printed(page: Any, paper: str) -> Any:
    return pypdf.PdfReader(io.BytesIO(page.pdf(format=paper)))


@pytest.fixture(scope="module")
def sheets() -> dict[Any, list[Any]]:
    """What was printed already: by region, sheet and day, on each paper, or on the shorter."""
    return {}


@pytest.fixture
def sheets_of(watch: Watch, sheets: dict[Any, list[Any]]) -> Callable[..., list[Any]]:
    """One sheet as it is printed on a day; each is printed once.

    On each paper on the day on which there is most to say; on the shorter one else, which has the least room.
    """

    def sheets_of(*said: Any) -> list[Any]:
        if said not in sheets:
            page = watch.page("/robots.txt", **DESKTOP)
            opened(page, *said)
            sheets[said] = [printed(page, paper) for paper in (PAPERS if OVERDUE in said else PAPERS[-1:])]
        return sheets[said]

    return sheets_of


def words(pdf: Any) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def words_and_sizes(pdf: Any) -> tuple[str, set[float]]:
    """The words on the page, and the sizes of all letters in points: a page that had to shrink shows there."""
    found: set[float] = set()

    def note(text: str, page_is: list[float], text_is: list[float], _font: Any, size: float) -> None:
        if text.strip():
            found.add(round(size * abs(text_is[3] * page_is[3]), 1))

    return " ".join(" ".join(page.extract_text(visitor_text=note) for page in pdf.pages).split()), found


def read(picture: bytes, scale: float = 1) -> list[str]:
    image = Image.open(io.BytesIO(picture)).convert("L")
    image = image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.BOX)
    return [found.text for found in zxingcpp.read_barcodes(image)]


@BOTH
@pytest.mark.parametrize("region", REGIONS)
def test_it_is_one_sheet_of_a4_or_letter_on_every_day(sheets_of: Any, region: str, sheet: str) -> None:
    for day in (EVE, START, OVERDUE):
        assert {len(pdf.pages) for pdf in sheets_of(region, sheet, day)} == {PAGES[sheet]}, day


@pytest.mark.parametrize("slug", [slug for slug in SHIPPED if slug != CONTENT.stem])
def test_the_sheets_of_each_guide_are_no_longer(watch: Watch, guidance: Any, slug: str) -> None:
    """Where there is least room, on the day on which there is most to say: much of it is overdue."""
    call_command("load_guides", CONTENT.with_stem(slug), publish="As it came with the site.", verbosity=0)
    current_editions.refresh()
    page = watch.page("/robots.txt", **DESKTOP)
    for region in current_editions.by_slug()[slug].guide.regions:
        for sheet, most in PAGES.items():
            with time_machine.travel(datetime.datetime.combine(OVERDUE, clock.NOON.timetz())):
                page.goto(f"/{slug}/{region.slug}/{sheet}/")
            assert len(printed(page, PAPERS[-1]).pages) <= most, (region.slug, sheet)


@pytest.fixture
def translated(guidance: Any) -> None:
    """The shipped guide in two languages that are longer than English."""
    for language in ("de", "pl"):
        call_command("load_translations", CONTENT.with_name(f"linkedin.{language}.po"), publish=True, verbosity=0)
    current_editions.refresh()


@BOTH
@pytest.mark.parametrize(("language", "off"), [("deutsch", "auf Aus"), ("polski", "na Off (wyłączone)")])
def test_a_longer_language_takes_no_more_paper(
    translated: None, sheets_of: Any, language: str, off: str, sheet: str
) -> None:
    for region in ("us", "eu"):
        for pdf in sheets_of(f"{language}/{region}", sheet, OVERDUE):  # when there is most to say
            said, sizes = words_and_sizes(pdf)
            assert len(pdf.pages) == PAGES[sheet], region
            assert min(sizes) >= SMALLEST
            assert off in said
            assert "English" not in said


@BOTH
@pytest.mark.parametrize("region", REGIONS)
def test_it_says_all_that_it_has_to_in_letters_that_can_be_read(sheets_of: Any, region: str, sheet: str) -> None:
    """On the day on which there is most to say."""
    guide = current_editions.by_slug()["linkedin"].guide
    lead = build(guide, guide.region(region), None, OVERDUE, {}).said["standing"][0].text
    wanted = [guide.title, lead, f"optout.example/{region}", f"As of {OVERDUE:%-d %B %Y}.", *LABELS[sheet]]
    for paper, pdf in zip(PAPERS, sheets_of(region, sheet, OVERDUE), strict=True):
        said, sizes = words_and_sizes(pdf)
        assert min(sizes) >= SMALLEST, paper
        assert [text for text in wanted if text not in said] == [], paper
        assert CHECKED.search(said), paper


@BOTH
def test_only_the_sheet_is_printed(watch: Watch, sheet: str) -> None:
    page = watch.page(f"/linkedin/uk/{sheet}/", **DESKTOP)
    said = words(printed(page, "A4"))
    for other in ("saves it as a PDF", "Back to the steps", "Skip to the content", "It sets no cookie", "All sources"):
        assert other in page.content()
        assert other not in said


def test_the_handout_prints_every_step_of_the_region_and_where_it_comes_from(sheets_of: Any) -> None:
    guide = current_editions.by_slug()["linkedin"].guide
    for region in REGIONS:
        said = words(sheets_of(region, "handout", OVERDUE)[PAPERS.index("Letter")])
        assert [step.slug for step in guide.steps_in(region) if step.outcome not in said] == []
        assert "Use my data for training content creation AI models" in said
        assert "www.linkedin.com/mypreferences/d/settings/data-for-ai-improvement" in said
        assert "Sources: LinkedIn, LinkedIn Help, " in said


def test_there_is_room_to_spare_where_letters_are_wider(watch: Watch) -> None:
    page = watch.page("/robots.txt", **DESKTOP)
    for region in REGIONS:
        for sheet in ("handout", "poster"):
            opened(page, region, sheet)
            page.evaluate("document.querySelector('.sheet').style.letterSpacing = '0.02em'")
            assert len(printed(page, PAPERS[-1]).pages) == PAGES[sheet], f"{sheet} of {region}"  # on the shorter


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
    assert [len(printed(page, paper).pages) for paper in PAPERS] == [2, 2]
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
def test_no_sheet_speaks_of_keys_that_a_phone_has_not_got(watch: Watch, sheet: str) -> None:
    assert not re.search(r"Ctrl|⌘", watch.page(f"/linkedin/uk/{sheet}/", **PHONE).content())


def test_nobody_without_ticks_is_offered_a_sheet_with_theirs(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/handout/", **DESKTOP)
    expect(page.get_by_role("link", name="This sheet with my ticks")).to_have_count(0)


@BOTH
def test_in_black_and_white_nothing_is_lost(watch: Watch, sheet: str) -> None:
    page = watch.page(f"/linkedin/uk/{sheet}/", **DESKTOP)
    page.emulate_media(media="print", forced_colors="active")
    assert findings(page) == []
    assert page.locator(".on-word, .off-word").all_text_contents() == ["On", "Off"]

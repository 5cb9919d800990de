"""One grid on every page, long pages that fold, and nothing to press that a thumb would miss."""

from itertools import pairwise, product
from typing import Any

import pytest

from guides.document.timeline import APART
from tests.support.accessibility import open_everything
from tests.support.browsers import MISSING, PHONE, Watch

expect = pytest.importorskip("playwright.sync_api", reason=MISSING).expect

PAGES = ["/", "/linkedin/uk/", "/linkedin/rumours/", "/linkedin/sources/", "/linkedin/timeline/", "/linkedin/changes/"]
PAGES += [f"/linkedin/uk/{page}/" for page in ("more", "objection", "share", "for-work", "teams", "carry")]
PAGES += ["/privacy/", "/accessibility/", "/api/", "/nothing/", "/linkedin/report/claim/uk-lead/", "/offline/"]
PAGES += ["/linkedin/uk/steps/switch-off/report/"]
WIDTHS = (360, 768, 1366, 1920)
THUMBS = (320, 390, 1280)
# Screens of 390 × 664 that a page may be long before anything is opened.
LONG = {"/linkedin/rumours/": 8, "/linkedin/sources/": 6, "/linkedin/timeline/": 7, "/linkedin/uk/more/": 4}
LONG |= {"/linkedin/uk/share/": 5, "/api/": 5, "/privacy/": 4}
LONG["/linkedin/uk/objection/"] = 10  # with a text to read and a dozen questions
LENGTH = "document.documentElement.scrollHeight"
TITLES = "document.querySelectorAll('h2').length"
EDGES = """() => [".masthead", "main", ".footer"].map((part) => {
    const { left, right } = document.querySelector(part).getBoundingClientRect();
    return [left, document.documentElement.clientWidth - right].map(Math.round); })"""
HEAD = """() => [".brand", ".here a"].map((part) => document.querySelector(part)?.getBoundingClientRect())
    .map((box) => box && [Math.round(box.left), Math.round(box.right), box.height])"""
# What can be pressed and is lower than a thumb is wide, unless it stands among the words of a sentence.
LOW = """() => [...document.querySelectorAll("a, button, summary, [type=search], [type=date], input:not([type])")]
    .filter((each) => each.checkVisibility({ visibilityProperty: true }) && each.getBoundingClientRect().width > 1)
    .filter((each) => !each.closest(".receipt, .skip, .preview-bar"))
    .filter((each) => {
        const row = each.closest("li, p, dd, h2, h3, figcaption") || each.parentElement;
        const others = [...row.querySelectorAll("a, button, summary")].map((other) => other.innerText).join("");
        const letters = (words) => words.replace(/\\s/g, "");
        return letters(row.innerText) === letters(others);
    })
    .map((each) => [each.innerText.trim().slice(0, 40), Math.round(each.getBoundingClientRect().height)])
    .filter(([, height]) => height < 44)"""
SMALLEST = """() => [...document.querySelectorAll("a, button, summary")]
    .filter((each) => each.checkVisibility({ visibilityProperty: true }) && each.getBoundingClientRect().width > 1)
    .map((each) => [each.innerText.trim().slice(0, 40), ...[...each.getClientRects()].map((box) => box.height)])
    .map(([words, ...heights]) => [words, Math.min(...heights)]).filter(([, height]) => height < 24)"""
# The space between the title of a part and what stands before it, unless that is the title of the page or a frame.
ABOVE = """() => [...document.querySelectorAll("main h2")].filter((each) => each.checkVisibility()
        && !each.closest("summary, .unseen, .returning, .running, .team-private, #ending, #returned"))
    .map((each) => {
        const top = each.getBoundingClientRect().top + parseFloat(getComputedStyle(each).paddingTop);
        const ends = [...document.querySelectorAll("main :is(p, li, a, button, input, details, textarea, form, h1)")]
            .filter((other) => other.checkVisibility() && other.getBoundingClientRect().height > 1
                && other.compareDocumentPosition(each) === Node.DOCUMENT_POSITION_FOLLOWING)
            .map((other) => other.getBoundingClientRect().bottom).filter((bottom) => bottom < top);
        return [each.innerText, Math.round(top - Math.max(...ends))];
    })"""
IN_PARTS = ["/linkedin/uk/", "/linkedin/changes/", "/accessibility/", "/nothing/", "/linkedin/uk/teams/", "/offline/"]
IN_PARTS += [f"/linkedin/uk/{page}/" for page in ("objection", "share", "for-work")]


# Width and height of a screen, what is measured on the page as it is, and what with all of it open.
LOOKS: list[tuple[int, int, list[str], list[str]]] = [
    (320, 800, [LOW], [LOW, SMALLEST]),
    (360, 800, [ABOVE, EDGES, HEAD], []),
    (390, 664, [LENGTH, TITLES, LOW], [LOW, SMALLEST]),
    (768, 800, [EDGES, HEAD], []),
    (1280, 800, [LOW], [LOW, SMALLEST]),
    (1366, 800, [EDGES, HEAD], []),
    (1920, 800, [EDGES, HEAD], []),
]
WITH_ALL_OPEN = """() => {
    const closed = [...document.querySelectorAll("details:not([open])")];
    closed.forEach((each) => { each.open = true; });
    const found = [RULES];
    closed.forEach((each) => { each.open = false; });
    return found; }"""


@pytest.fixture(scope="module")
def _measured() -> dict[str, dict[Any, Any]]:
    return {}


@pytest.fixture
def measured(watch: Watch, _measured: dict[str, dict[Any, Any]]) -> dict[str, dict[Any, Any]]:
    """What there is to measure on each page, by rule and width: each is opened once for all of these tests."""
    if not _measured:
        watch.expected = ["404"]
        page = watch.page("/robots.txt")
        _measured.update({path: measure(page, path) for path in PAGES})
    return _measured


def measure(page: Any, path: str) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    page.goto(path)
    for width, height, closed, opened in LOOKS:
        page.set_viewport_size({"width": width, "height": height})
        found |= {(rule, width): page.evaluate(rule) for rule in closed}
        if opened:
            rules = ", ".join(f"({rule})()" for rule in opened)
            shown = page.evaluate(WITH_ALL_OPEN.replace("RULES", rules))
            found |= {("open", rule, width): each for rule, each in zip(opened, shown, strict=True)}
    return found


def test_every_page_has_the_same_two_edges_in_every_width(measured: dict[str, Any]) -> None:
    edges: dict[int, set[Any]] = {width: set() for width in WIDTHS}
    heads: dict[int, set[Any]] = {width: set() for width in WIDTHS}
    for (path, found), width in product(measured.items(), WIDTHS):
        edges[width] |= {tuple(each) for each in found[EDGES, width]}
        heads[width] |= {tuple(each) for each in found[HEAD, width][:1]}
        assert [len(edges[width]), len(heads[width])] == [1, 1], f"{path} in {width} px"
    assert all(left == right >= 16 for found in edges.values() for left, right in found)


def test_the_header_says_the_region_and_the_way_back(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/", **PHONE)
    paths = ["rumours/?region=uk", "sources/?region=uk", "uk/", "uk/more/", "uk/handout/", "uk/poster/"]
    for path in [f"/linkedin/{path}" for path in paths]:
        page.goto(path)
        link = page.get_by_role("banner").get_by_role("link").last
        expect(link).to_contain_text("United Kingdom")
        _left, right, height = page.evaluate(HEAD)[1]
        assert right == PHONE["viewport"]["width"] - 16
        assert height >= 44


def test_a_long_page_is_short_until_one_opens_it(measured: dict[str, Any]) -> None:
    for path, most in LONG.items():
        assert measured[path][LENGTH, 390] / 664 <= most, path
        assert measured[path][TITLES, 390] >= 2, path


FOLDED = {
    "/linkedin/rumours/#rumour-fined": "#rumour-fined > p",
    "/linkedin/timeline/#event-uk-suspended": "#event-uk-suspended",
    "/linkedin/uk/more/#used": "#used .claim",
    "/linkedin/sources/#source-ico-statement": "#source-ico-statement",
    "/linkedin/rumours/#rumour-uk-microsoft": "#rumour-uk-microsoft > p",
    "/linkedin/uk/share/#facts": "#facts .claim",
    "/privacy/#on-our-server": "#on-our-server li",
    "/api/#fields": "#fields .more",
}


@pytest.mark.parametrize("javascript", [True, False])
def test_a_link_to_something_folded_leads_to_it(watch: Watch, javascript: bool) -> None:
    page = watch.page("/robots.txt", java_script_enabled=javascript, **PHONE)
    for path, seen in FOLDED.items():
        page.goto(path)
        expect(page.locator(seen).first, path).to_be_in_viewport()


def test_a_link_on_the_same_page_opens_what_it_leads_to(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/more/", viewport={"width": 1366, "height": 768})
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Who to complain to").click()
    expect(page.locator("#complain .authorities")).to_be_in_viewport()


def test_links_that_stand_alone_have_rows_for_a_thumb_and_none_is_too_small(measured: dict[str, Any]) -> None:
    for (path, found), width in product(measured.items(), THUMBS):
        assert found[LOW, width] == [], (path, width)
        assert found["open", LOW, width] == [], (path, width)
        assert found["open", SMALLEST, width] == [], (path, width)


def test_every_part_of_a_page_begins_three_rem_below_the_one_before(measured: dict[str, Any]) -> None:
    for path in IN_PARTS:
        spaces = measured[path][ABOVE, 360]
        assert spaces, path
        assert [each for each in spaces if not 47 <= each[1] <= 50] == [], path  # with a line between, rounded


# Receipts that begin a line of their own, though there would be room for the last word of the line before as well.
ALONE = """() => [...document.querySelectorAll(".receipt:not([open]) > summary")].filter((each) => {
    const words = each.parentElement.previousElementSibling;
    if (!words?.matches("p") || getComputedStyle(words).display !== "inline" || !each.checkVisibility()) return false;
    const lines = document.createRange();
    lines.selectNodeContents(words);
    const last = [...lines.getClientRects()].filter((line) => line.width > 8).pop();
    const { top, width } = each.getBoundingClientRect();
    if (top <= last.bottom - 4) return false;
    const texts = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
    while (texts.lastChild());
    for (let text = texts.currentNode, begins = -1; begins < 0; text = texts.previousNode()) {
        begins = text.data.trimEnd().search(/(?<=\\s)\\S+$/);
        lines.setStart(text, Math.max(begins, 0));
    }
    const around = getComputedStyle(words.parentElement);
    const room = words.parentElement.clientWidth - parseFloat(around.paddingLeft) - parseFloat(around.paddingRight);
    return lines.getBoundingClientRect().width + width + 8 < room;
}).map((each) => each.closest(".claim").innerText)"""

# Each receipt says this, or again what it said.
RELABEL = """(label) => document.querySelectorAll(".receipt > summary").forEach((each) => {
    each.said ??= each.firstChild.data;
    each.firstChild.data = label ?? each.said; })"""


@pytest.mark.parametrize(
    "path", ["/linkedin/eu/", "/linkedin/eu/more/", "/linkedin/timeline/", "/linkedin/rumours/", "/?q=work"]
)
def test_a_receipt_stands_beside_the_last_word_and_never_alone_on_a_line(watch: Watch, path: str) -> None:
    page = watch.page(path, **PHONE)
    open_everything(page)
    page.evaluate("document.querySelectorAll('.receipt').forEach((each) => { each.open = false; })")
    assert page.locator("p + .receipt").count() > 3
    for width in range(320, 440, 10):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(ALONE) == [], f"as it stands at {width} px"
        page.evaluate(RELABEL, "our view, check overdue")  # as every one will be in half a year
        assert page.evaluate(ALONE) == [], f"overdue at {width} px"
        page.evaluate(RELABEL)


OFFERED = {"poster": "#print", "handout": "#print", "share": "[data-copy]", "carry": "[data-copy]"}


def test_nothing_jumps_when_the_script_offers_a_button(watch: Watch) -> None:
    page = watch.page("/robots.txt", {"linkedin.switch-off": "1"}, **PHONE)  # a tick, to be carried
    for path, button in OFFERED.items():
        page.goto(f"/linkedin/uk/{path}/")
        expect(page.locator(button).first, path).to_be_visible()
        height = page.evaluate("document.documentElement.scrollHeight")
        page.locator(button).evaluate_all("(all) => all.forEach((each) => { each.hidden = true; })")
        expect(page.locator(button).first, path).to_be_hidden()
        assert page.evaluate("document.documentElement.scrollHeight") == height, path


def test_the_texts_of_an_objection_stay_where_they_are_when_the_questions_come(watch: Watch) -> None:
    watch.expected = ["ERR_FAILED"]
    page = watch.page("/robots.txt")
    page.route("**/objection*.js", lambda route: route.abort())
    tops = []
    for is_blocked in (True, False):
        page.goto("/linkedin/uk/objection/")
        expect(page.locator("#questions [data-plain]").first).to_be_visible(visible=is_blocked)
        found = []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            found.append(page.locator("#texts").bounding_box()["y"])
        tops.append(found)
        page.unroute_all()
    assert tops[0] == tops[1]


# Words of the tabs that are cut in two.
CUT = """() => [...document.querySelectorAll(".devices a")].flatMap(({ firstChild: text }) =>
    [...text.data.matchAll(/\\p{L}+/gu)].filter((word) => {
        const range = document.createRange();
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        return range.getClientRects().length > 1;
    }).map(([word]) => word))"""


def test_the_narrowest_phone_cuts_neither_the_tabs_nor_the_name_of_the_site(watch: Watch) -> None:
    page = watch.page("/linkedin/francais/eu/", **PHONE)
    expect(page.locator(".devices a")).to_have_count(4)
    for width in range(320, 370, 10):
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate(CUT) == [], width
        assert page.locator(".brand").bounding_box()["height"] <= 45, width


def test_the_years_of_the_drawing_stand_apart_on_the_narrowest_phone(watch: Watch) -> None:
    page = watch.page("/linkedin/timeline/", viewport={"width": 320, "height": 640})
    assert page.locator(".axis text").count() > 2
    axis = page.locator(".axis").evaluate("(each) => each.getBoundingClientRect().width")
    # Whatever the day is: this far apart they stand at least.
    widths = page.locator(".axis text").evaluate_all("(all) => all.map((each) => each.getBoundingClientRect().width)")
    assert max(widths[:-1]) + 4 <= axis * APART / 100
    boxes = page.locator(".axis text").evaluate_all("(all) => all.map((each) => each.getBoundingClientRect().toJSON())")
    *years, today = boxes
    assert all(one["right"] + 4 <= other["left"] for one, other in pairwise(years)), years
    assert today["bottom"] <= min(year["top"] for year in years) + 2


def test_no_dot_stands_alone_on_the_handout_of_a_phone(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/handout/", viewport={"width": 320, "height": 640})
    dots = page.locator(".sheet-dot")
    heights = "(all) => all.map((each) => each.getBoundingClientRect().height)"
    after = """(all) => all.map((each) => getComputedStyle(each, "::after").content)"""
    assert set(dots.evaluate_all(heights)) == {0}
    assert set(page.locator(".sheet-link").evaluate_all(after)) == {"none"}
    page.set_viewport_size({"width": 1280, "height": 800})
    assert set(page.locator(".sheet-steps:not(.sheet-extras) .sheet-dot").evaluate_all(heights)) == {0}
    assert min(page.locator(".sheet-extras .sheet-dot").evaluate_all(heights)) > 0

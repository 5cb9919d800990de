"""Everybody can use it: axe on every page in every state, no sideways scrolling, targets that can be hit, paper."""

import re

import pytest
from django.conf import settings

from tests.support.accessibility import PHONES, at_a_glance, faults, open_everything, scrolls_sideways
from tests.support.browsers import DESKTOP, MISSING, PHONE, Watch
from tests.support.checklist_page import EXTRAS, NEEDED, box, count

expect = pytest.importorskip("playwright.sync_api", reason=MISSING).expect

PAGES = ["/", "/linkedin/", "/linkedin/uk/", "/linkedin/eu/?device=iphone", "/linkedin/sources/", "/linkedin/nowhere/"]
PAGES += [
    "/linkedin/uk/handout/",
    "/linkedin/uk/poster/",
    "/linkedin/uk/more/",
    "/linkedin/uk/for-work/",
    "/accessibility/",
]


SHEETS = {path.name: path.read_text() for path in sorted((settings.BASE_DIR / "static" / "css").glob("*.css"))}
COLOUR = re.compile(r"(--[\w-]+): #[0-9a-f]{3,8};")
# What browsers before 2024 pass over with all that is said in the same breath, and what says the same to them.
LATE = {"light-dark(": None, "color-mix(": None, "oklch(": None, "color(": None, '" / "': 'content: "'}


def test_the_dark_changes_colours_and_nothing_else() -> None:
    """One block says it, and says it of colours that are there in light as well."""
    (light,) = re.findall(r":root, \.sheet \{([^{}]*)\}", SHEETS["site.css"])
    (dark,) = re.findall(r"@media screen and \(prefers-color-scheme: dark\) \{\s*:root \{([^{}]*)", SHEETS["site.css"])
    assert set(COLOUR.findall(dark)) == set(COLOUR.findall(light))
    assert [COLOUR.sub("", rules).strip() for rules in (light, dark)] == ["", ""]
    assert [rules.count("prefers-color-scheme") for rules in SHEETS.values()] == [
        1 if name == "site.css" else 0 for name in SHEETS
    ]


def test_an_older_browser_has_a_plain_value_of_all_that_it_does_not_know() -> None:
    """Without `light-dark()` (Safari before 17.5, Chrome before 123) there were no borders, and dark stood on dark.

    So no colour of ours hangs on it, and the next tests look at the contrast of what such a browser shows.
    """
    said = [rule for rules in SHEETS.values() for rule in re.findall(r"\{([^{}]*)\}", rules)]
    for word, plain in LATE.items():
        late = [rule for rule in said if word in rule]
        assert [rule for rule in late if plain is None or rule.count(plain) < 2 * rule.count(word)] == [], word


def test_an_older_browser_loses_nothing_beside_what_it_does_not_know() -> None:
    """Without `:has()` (Firefox before 121) a rule goes as a whole, with whatever else is in its list.

    The switch stayed On when it was off, and no box showed that it had the focus, as the ring stood around its label.
    """
    for rules in map(without_comments, SHEETS.values()):
        lists = [each for each in re.findall(r"([^{};]*:has\([^{}]*)\{", rules) if "@supports" not in each]
        assert [each for each in lists if not all(":has(" in part for part in re.split(r",(?![^(]*\))", each))] == []
    old = [without_has(without_comments(rules)) for rules in SHEETS.values()]
    bare = [rule for rules in old for rule in re.findall(r"([^{};]*)\{[^{}]*outline: none", rules)]
    assert [rule.strip() for rule in bare] == ["main:focus"]


def without_comments(rules: str) -> str:
    return re.sub(r"/\*.*?\*/", "", rules, flags=re.DOTALL)


def without_has(rules: str) -> str:
    """As a browser reads them that does not know it."""
    return re.sub(r"@supports selector\(:has\(a\)\) \{(?:[^{}]|\{[^{}]*\})*\}", "", rules)


def test_no_colour_hangs_on_the_width() -> None:
    """What is looked at in two widths is then so in all."""
    by_width = re.compile(r"@media[^{]*(?:width|height)[^{]*\{((?:[^{}]|\{[^{}]*\})*)\}")
    colour = re.compile(r"color|background|opacity|filter|gradient|text-shadow")
    sheets = [path.read_text() for path in (settings.BASE_DIR / "static" / "css").glob("*.css")]
    parts = [part for sheet in sheets for part in by_width.findall(sheet)]
    assert len(parts) >= 10
    assert [part for part in parts if colour.search(part)] == []


def test_no_rule_of_the_styles_begins_or_ends_between_two_widths_of_a_phone() -> None:
    """There is the least room in the narrowest; what fits into that fits into the others."""
    sheets = [path.read_text() for path in (settings.BASE_DIR / "static" / "css").glob("*.css")]
    told = [bound for sheet in sheets for bound in re.findall(r"@media[^{]*(?:min|max)-width: ([\d.]+)(rem|px)", sheet)]
    letters = (16, 32)  # as in test_large_letters.py
    bounds = {float(number) * (size if unit == "rem" else 1) for number, unit in told for size in letters}
    assert len(bounds) >= 5
    assert [bound for bound in bounds if PHONES[0] <= bound <= PHONES[-1]] == []


def test_what_keeps_its_colours_where_others_are_forced_says_on_what_ground() -> None:
    """The system's, or white: paper, and codes that a camera reads."""
    sheets = [path.read_text() for path in (settings.BASE_DIR / "static" / "css").glob("*.css")]
    rules = [rule for sheet in sheets for rule in re.findall(r"\{([^{}]*forced-color-adjust: none[^{}]*)\}", sheet)]
    assert len(rules) >= 2
    assert [rule for rule in rules if not re.search(r"background(?:-color)?: (?:Canvas|Highlight|#fff)", rule)] == []


PALE = """(scheme) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`@media (max-width: 900px) { #pale { display: none; } }
        @media (prefers-color-scheme: ${scheme}) { #pale { color: #777; background: #666; } }`);
    document.adoptedStyleSheets = [sheet];
    const words = Object.assign(document.createElement("p"), { id: "pale", innerText: "Pale" });
    document.querySelector("main").append(words);
}"""


SHOW = """([words, styles]) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    document.adoptedStyleSheets = [sheet];
    document.querySelector("main").insertAdjacentHTML("beforeend", words);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_shown_in_a_wide_window_only_is_looked_at_in_every_colour(watch: Watch, scheme: str) -> None:
    page = watch.page("/privacy/")
    page.evaluate(PALE, scheme)
    (found,) = faults(page)
    assert found.startswith(f"1280 px, {scheme}, none: color-contrast: ['#pale']")


CROWDED = """<p><button id="small">1</button><button id="close">2</button></p>
    <p><button id="under">3</button><button id="over">4</button></p>"""
BUTTONS = """#small, #close { min-height: 0; width: 12px; height: 12px; padding: 0; }
    #under, #over { min-height: 0; width: 40px; height: 40px; padding: 0; } #over { margin-inline-start: -32px; }"""
BY_COLOUR = """<p><a class="grey" href="#main">A link that stands alone</a></p>
    <p>Some words, and <a class="grey" id="grey" href="#main">a link that shows</a> by a shade of grey alone.</p>"""
GREY = ".grey, .grey:hover { color: #333; text-decoration: none; }"


@pytest.mark.parametrize(
    ("rule", "words", "styles", "wrong"),
    [
        ("target-size", CROWDED, BUTTONS, ["#small", "#close", "#under"]),
        ("link-in-text-block", BY_COLOUR, GREY, ["#grey"]),
    ],
)
def test_what_is_only_looked_at_where_it_may_be_wrong_is_found_there(
    watch: Watch, rule: str, words: str, styles: str, wrong: list[str]
) -> None:
    page = watch.page("/linkedin/uk/", **PHONE)
    assert [each for each in at_a_glance(page) if each.startswith(rule)] == []
    page.evaluate(SHOW, [words, styles])
    found = [each for each in at_a_glance(page) if each.startswith(rule)]
    assert [each for each in wrong if not any(f"['{each}']" in one for one in found)] == []
    assert len(found) == len(wrong)


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(watch: Watch, path: str) -> None:
    watch.expected = ["404"]
    assert faults(watch.page(path)) == []


@pytest.mark.parametrize("path", ["/linkedin/eu/", "/privacy/"])
def test_axe_finds_nothing_with_all_that_folds_open(watch: Watch, path: str) -> None:
    page = watch.page(path)
    open_everything(page)
    assert faults(page) == []


def test_axe_finds_nothing_when_ticked_and_when_finished(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/", **PHONE)
    box(page, NEEDED[0]).check()
    page.locator("#step-research").get_by_label("Not for me").check()
    expect(count(page)).to_have_text("1 of 2 done")
    assert faults(page) == []
    for label in [NEEDED[1], EXTRAS[0], EXTRAS[2], EXTRAS[3]]:
        box(page, label).check()
    expect(count(page)).to_have_text("2 of 2 done")
    assert faults(page) == []


def test_the_controls_of_the_journey_are_large_enough_for_a_thumb(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/", **PHONE)
    controls = ".tick label, .devices a, .how > summary, .missing > summary, button, .button, .here a, .brand"
    controls += ", .knowing li a, .keeping p a, .pass-on p a, .footer a"
    heights = page.locator(controls).evaluate_all(
        "(all) => all.filter((one) => one.offsetHeight).map((one) => [one.textContent.trim(), one.offsetHeight])"
    )
    assert len(heights) > 15
    assert [small for small in heights if small[1] < 44] == []


def test_larger_text_spacing_hides_nothing(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/", viewport={"width": 320, "height": 800})
    page.evaluate("""document.querySelectorAll('*').forEach((one) => {
        one.style.setProperty('line-height', '1.5', 'important');
        one.style.setProperty('letter-spacing', '0.12em', 'important');
        one.style.setProperty('word-spacing', '0.16em', 'important'); })""")
    assert not scrolls_sideways(page)


def test_without_motion_nothing_slides(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/", reduced_motion="reduce")
    box(page, NEEDED[0]).check()
    expect(count(page)).to_have_text("1 of 2 done")
    found = page.locator(".how > summary, .state").evaluate_all("""(all) => all
        .map((one) => getComputedStyle(one, "::before"))
        .map((mark) => [mark.transitionDuration, mark.animationName])""")
    assert len(found) > 2
    assert {tuple(each) for each in found} == {("0s", "none")}


def test_on_paper_the_steps_are_there_and_the_buttons_are_not(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/", **DESKTOP)
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Copy the link")).to_be_hidden()
    expect(page.locator("#summary")).to_be_hidden()
    expect(page.locator("#step-look-again .way").first).to_be_visible()


# How far around the middle of each receipt a press opens it: a thumb needs 44 px.
MISSED = """() => [...document.querySelectorAll(".receipt summary")].filter((each) => {
  if (!each.checkVisibility()) return false;
  each.scrollIntoView({ block: "center", behavior: "instant" });
  const { left, right, top, bottom } = each.getBoundingClientRect();
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  const around = [[x, y - 21], [x, y + 21], [x - 21, y], [x + 21, y]];
  const seen = around.filter(([across]) => across >= 0 && across < innerWidth);
  return seen.some((point) => document.elementFromPoint(...point) !== each);
}).map((each) => each.parentElement.parentElement.textContent)"""


@pytest.mark.parametrize("path", ["/linkedin/eu/", "/linkedin/eu/more/", "/linkedin/timeline/", "/linkedin/rumours/"])
def test_a_receipt_that_is_small_to_see_is_large_to_press(watch: Watch, path: str) -> None:
    assert watch.page(path, **PHONE).evaluate(MISSED) == []

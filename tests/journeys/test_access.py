"""Everybody can use it: axe on every page in every state, no sideways scrolling, targets that can be hit, paper."""

import re
from typing import Any

import pytest
from django.conf import settings

from tests.journeys.conftest import DESKTOP, MISSING, PHONE, Watch
from tests.journeys.names import misnamed
from tests.journeys.test_visitor import EXTRAS, NEEDED, box, count

expect = pytest.importorskip("playwright.sync_api", reason=MISSING).expect
Axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason=MISSING).Axe

PAGES = ["/", "/linkedin/", "/linkedin/uk/", "/linkedin/eu/?device=iphone", "/linkedin/sources/", "/linkedin/nowhere/"]
PAGES += ["/linkedin/uk/handout/", "/linkedin/uk/poster/", "/linkedin/uk/more/", "/privacy/", "/accessibility/"]
WIDTHS = [320, 360, 768, 1280]
PHONES = WIDTHS[:2]
ASKED = {"resultTypes": ["violations"], "preload": False}  # none of these rules reads the style sheets a second time
RULES = ASKED | {"rules": {"target-size": {"enabled": True}}}
COLOURS = ASKED | {"runOnly": ["color-contrast"]}
SIZES = ASKED | {"runOnly": ["target-size"], "rules": {"target-size": {"enabled": True}}}
# How all is looked at, and for what. Forced colours are the system's own, so there it is what borders move; axe takes
# the colour that was not used (`-webkit-text-fill-color`) for the one that was.
EVERY_WAY = [
    ({"color_scheme": "light", "forced_colors": "none"}, RULES),
    ({"color_scheme": "dark", "forced_colors": "none"}, COLOURS),
    ({"color_scheme": "light", "forced_colors": "active"}, SIZES),
]
LIGHT = EVERY_WAY[0][0]
# What can be seen, and which of it is so large that it needs less contrast: what axe finds in two widths differs in
# nothing else but the place and the size of what is pressed.
SHOWN = """() => [...document.body.querySelectorAll("*")].map((each) => {
    const { width, height } = each.getBoundingClientRect();
    if (!each.checkVisibility({ visibilityProperty: true }) || width <= 1 || height <= 1) return "";
    const { fontSize, fontWeight } = getComputedStyle(each);
    return parseFloat(fontSize) >= (fontWeight >= 700 ? 18.66 : 24) ? "large" : "small"; }).join()"""
# Colours that are forced come a moment after they were asked for.
SETTLED = """() => new Promise((settled) => requestAnimationFrame(() => requestAnimationFrame(() => {
    document.getAnimations().forEach((each) => each.finish());
    requestAnimationFrame(settled); })))"""


def findings(page: Any, options: dict[str, Any] = RULES) -> list[str]:
    """What axe finds once nothing moves. Only that is fetched: the list of all that is well is a megabyte long."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    page.evaluate(SETTLED)
    violations = page.evaluate("async (options) => (await axe.run(options)).violations", options)
    return [
        f"{found['id']}: {node['target']} {node.get('failureSummary', '')}"
        for found in violations
        for node in found["nodes"]
    ]


def faults(page: Any, widths: list[int] = WIDTHS) -> list[str]:
    """What is wrong with the page as it stands, at each width, in light, in dark and in forced colours.

    All of it where something is shown that was not, or something is not. Else it is a matter of places alone: the dark
    changes colours and nothing else, no colour hangs on the width, and on phones no rule does (see the next tests).
    What a control is called hangs on none of it.
    """
    found, seen = misnamed(page), set()
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(**LIGHT)
        shown = page.evaluate(SHOWN)
        ways = EVERY_WAY if shown not in seen else [(LIGHT, SIZES)] if width not in PHONES[1:] else []
        seen.add(shown)
        found += [f"{width} px: it scrolls sideways"] if scrolls_sideways(page) else []
        for colours, options in ways:
            page.emulate_media(**colours)
            said = ", ".join(colours.values())
            found += [f"{width} px, {said}: {each}" for each in findings(page, options)]
            found += [f"{width} px, {said}: it scrolls sideways"] if scrolls_sideways(page) else []
    page.emulate_media(**LIGHT)
    return found


SHEETS = {path.name: path.read_text() for path in sorted((settings.BASE_DIR / "static" / "css").glob("*.css"))}
COLOUR = re.compile(r"(--[\w-]+): #[0-9a-f]{3,8};")
# What browsers before 2024 pass over with all that is said in the same breath, and what says the same to them.
LATE = {"light-dark(": None, "color-mix(": None, "oklch(": None, "color(": None, '" / "': 'content: "'}


def test_the_dark_changes_colours_and_nothing_else() -> None:
    """One block says it, and says it of colours that are there in light as well."""
    (light,) = re.findall(r":root, \.sheet \{([^{}]*)\}", SHEETS["site.css"])
    (dark,) = re.findall(r"@media screen and \(prefers-color-scheme: dark\) \{\s*:root \{([^{}]*)", SHEETS["site.css"])
    assert set(COLOUR.findall(dark)) == set(COLOUR.findall(light)) - {"--on-ink"}
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
    bounds = {float(number) * (16 if unit == "rem" else 1) for number, unit in told}
    assert len(bounds) >= 5
    assert [bound for bound in bounds if PHONES[0] <= bound <= PHONES[-1]] == []


def test_what_keeps_its_colours_where_others_are_forced_says_on_what_ground() -> None:
    """The system's, or white: paper, and codes that a camera reads."""
    sheets = [path.read_text() for path in (settings.BASE_DIR / "static" / "css").glob("*.css")]
    rules = [rule for sheet in sheets for rule in re.findall(r"\{([^{}]*forced-color-adjust: none[^{}]*)\}", sheet)]
    assert len(rules) >= 2
    assert [rule for rule in rules if not re.search(r"background(?:-color)?: (?:Canvas|Highlight|#fff)", rule)] == []


def scrolls_sideways(page: Any) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def open_everything(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(watch: Watch, path: str) -> None:
    watch.expected = ["404"]
    assert faults(watch.page(path)) == []


def test_axe_finds_nothing_with_all_receipts_open(watch: Watch) -> None:
    page = watch.page("/linkedin/eu/")
    open_everything(page)
    assert faults(page) == []


def test_axe_finds_nothing_when_ticked_and_when_finished(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/", **PHONE)
    box(page, NEEDED[0]).check()
    page.locator("#step-research").get_by_label("Not for me").check()
    expect(count(page)).to_have_text("1 of 5 done")
    assert faults(page) == []
    for label in [NEEDED[1], EXTRAS[0], EXTRAS[2], EXTRAS[3]]:
        box(page, label).check()
    expect(count(page)).to_have_text("5 of 5 done")
    assert faults(page) == []


def test_the_controls_of_the_journey_are_large_enough_for_a_thumb(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/", **PHONE)
    controls = ".tick label, .devices a, .how > summary, .missing > summary, button, .button, .here a, .brand"
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
    durations = page.locator(".switch-knob").evaluate_all("(all) => all.map((one) => getComputedStyle(one).transition)")
    assert set(durations) == {"none"}


def test_on_paper_the_steps_are_there_and_the_buttons_are_not(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/", **DESKTOP)
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Copy the link")).to_be_hidden()
    expect(page.locator("#summary")).to_be_hidden()
    expect(page.locator("#step-look-again .way").first).to_be_visible()

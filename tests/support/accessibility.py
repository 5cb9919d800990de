"""What axe and our own rules have to say against a page, in every width and colour."""

from functools import partial
from typing import Any

import pytest

from tests.support.accessible_names import misnamed
from tests.support.browsers import MISSING

expect = pytest.importorskip("playwright.sync_api", reason=MISSING).expect
Axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason=MISSING).Axe
WIDTHS = [320, 360, 768, 1280]
PHONES = WIDTHS[:2]
ASKED = {"resultTypes": ["violations"], "preload": False}  # none of these rules reads the style sheets a second time
RULES = ASKED | {"rules": {"target-size": {"enabled": True}}}
COLOURS = ASKED | {"runOnly": ["color-contrast", "link-in-text-block"]}
SIZES = ASKED | {"runOnly": ["target-size"], "rules": {"target-size": {"enabled": True}}}
# Forced colours are the system's own, so there it is what borders move; axe takes the colour that was not used
# (`-webkit-text-fill-color`) for the one that was.
LIGHT = {"color_scheme": "light", "forced_colors": "none"}
DARK = {"color_scheme": "dark", "forced_colors": "none"}
FORCED = {"color_scheme": "light", "forced_colors": "active"}
# Without three rules that take most of the time: they are asked where something may be wrong (see `contrast`, `sizes`).
ELSEWHERE = [*COLOURS["runOnly"], *SIZES["runOnly"]]
STRUCTURE = ASKED | {"rules": {rule: {"enabled": False} for rule in ELSEWHERE}}
# What can be seen, and which of it is so large that it needs less contrast: what axe finds in two widths differs in
# nothing else but the place and the size of what is pressed.
SHOWN = """() => [...document.body.querySelectorAll("*")].map((each) => {
    const { width, height } = each.getBoundingClientRect();
    if (!each.checkVisibility({ visibilityProperty: true }) || width <= 1 || height <= 1) return "";
    const { fontSize, fontWeight } = getComputedStyle(each);
    return parseFloat(fontSize) >= (fontWeight >= 700 ? 18.66 : 24) ? "large" : "small"; }).join()"""
# Words and fields as they look: their colour, on all that lies under them, and whether they are large. Of each look
# that is not known, one place at which axe would judge it. A link without a line looks as one does that stands alone:
# each of these among words is judged.
LOOKS = """(known) => {
    const wordsAround = (link) => {
        let block = link.parentElement;
        while (getComputedStyle(block).display === "inline") block = block.parentElement;
        const linked = [...block.querySelectorAll("a")].map((each) => each.textContent).join("");
        return block.textContent.trim().length > linked.length ? block.textContent : ""; };
    const grounds = new Map([[document.documentElement, getComputedStyle(document.documentElement).backgroundColor]]);
    const fresh = new Map();
    [document.body, ...document.body.querySelectorAll("*")].forEach((each, number) => {
        const style = getComputedStyle(each);
        const { backgroundColor: colour, backgroundImage: image, opacity, filter, mixBlendMode } = style;
        const own = [colour, image, opacity, filter, mixBlendMode].join(" ");
        const isPlain = own === "rgba(0, 0, 0, 0) none 1 none normal";
        const ground = grounds.get(each.parentElement) + (isPlain ? "" : ` < ${own}`);
        grounds.set(each, ground);
        const kind = each.matches("input, select, textarea") ? each.type : "words";
        const says = [...each.childNodes].some((one) => one.nodeType === 3 && one.data.trim().length > 1);
        const { right, bottom, width, height } = each.getBoundingClientRect();
        const isThere = Math.min(right, bottom) > 0 && Math.min(width, height) > 1 && !each.matches(":disabled");
        if (!isThere || (kind === "words" && !says) || !each.checkVisibility({ visibilityProperty: true })) return;
        const isLarge = parseFloat(style.fontSize) >= (style.fontWeight >= 700 ? 18.66 : 24);
        const line = each.matches("a") ? [style.textDecorationLine, getComputedStyle(each.parentElement).color] : [];
        if (line[0] === "none") line.push(wordsAround(each));
        const ink = [style.color, style.webkitTextFillColor, style.textShadow];
        const look = [kind, ...ink, isLarge, ground, ...line].join(" ");
        if (number && !fresh.has(look)) fresh.set(look, number - 1);
    });
    known.forEach((look) => fresh.delete(look));
    return [...fresh]; }"""
PRESSED = "a[href], button, input, select, textarea, summary, [tabindex]"
PLACES = f"""() => [...document.querySelectorAll("{PRESSED}")]
    .map((each) => each.getBoundingClientRect()).map(({{ x, y, width, height }}) => [x, y, width, height]).join()"""
# What can be pressed and has not 24 px each way for itself, or is covered by another such thing.
CROWDED = f"""() => {{
    const all = [...document.body.querySelectorAll("*")];
    const spaces = [...document.querySelectorAll("{PRESSED}")].filter((each) => each.checkVisibility()).map((each) => {{
        const {{ left, top, width, height }} = each.getBoundingClientRect();
        const [x, y] = [left + width / 2, top + height / 2];
        return [each, x, y, Math.max(width, 24) / 2, Math.max(height, 24) / 2]; }});
    return spaces.filter(([each, x, y, wide, high]) => spaces.some(([other, otherX, otherY, otherWide, otherHigh]) =>
        !other.contains(each) && !each.contains(other)
        && Math.abs(x - otherX) < wide + otherWide && Math.abs(y - otherY) < high + otherHigh))
        .map(([each]) => all.indexOf(each)); }}"""
RUN = """async ([options, within]) => {
    const all = document.body.querySelectorAll("*");
    return (await axe.run(within ? within.map((number) => all[number]) : document, options)).violations; }"""
# Colours that are forced come a moment after they were asked for.
SETTLED = """() => new Promise((settled) => requestAnimationFrame(() => requestAnimationFrame(() => {
    document.getAnimations().forEach((each) => each.finish());
    requestAnimationFrame(settled); })))"""


def findings(page: Any, options: dict[str, Any] = RULES, within: list[int] | None = None) -> list[str]:
    """What axe finds once nothing moves, on the whole page or within elements of SHOWN.

    Only that is fetched: the list of all that is well is a megabyte long.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    page.evaluate(SETTLED)
    violations = page.evaluate(RUN, [options, within])
    return [
        f"{found['id']}: {node['target']} {node.get('failureSummary', '')}"
        for found in violations
        for node in found["nodes"]
    ]


_well: set[str] = set()  # what looks that axe has nothing against, on whichever page it was


def contrast(page: Any) -> list[str]:
    """Whether words can be told from what lies under them. The same on the same needs no second look."""
    page.evaluate(SETTLED)
    fresh = dict(page.evaluate(LOOKS, sorted(_well)))
    found = findings(page, COLOURS, list(fresh.values())) if fresh else []
    if not found:
        _well.update(fresh)
    return found


def sizes(page: Any) -> list[str]:
    """Whether what can be pressed is large enough, or far enough from the next."""
    page.evaluate(SETTLED)
    crowded = page.evaluate(CROWDED)
    return findings(page, SIZES, crowded) if crowded else []


def at_a_glance(page: Any) -> list[str]:
    """What axe finds on the page as it stands, in the colours that are shown: for pages whose parts others have too."""
    sideways = ["it scrolls sideways"] if scrolls_sideways(page) else []
    return structure(page) + sizes(page) + contrast(page) + sideways


structure = partial(findings, options=STRUCTURE)


def sizes_where_forced(page: Any) -> list[str]:
    """What forced colours have moved is looked at anew. The rest is where it was in light, and as large."""
    forced = places(page)
    page.emulate_media(**LIGHT)
    light = places(page)
    page.emulate_media(**FORCED)
    return [] if forced == light else sizes(page)


def places(page: Any) -> str:
    page.evaluate(SETTLED)
    return page.evaluate(PLACES)


EVERY_WAY = [(LIGHT, structure), (LIGHT, sizes), (LIGHT, contrast), (DARK, contrast), (FORCED, sizes_where_forced)]


def faults(page: Any, widths: list[int] = WIDTHS) -> list[str]:
    """What is wrong with the page as it stands, at each width, in light, in dark and in forced colours.

    All of it where something is shown that was not, or is larger or smaller. Else it is a matter of places alone: the
    dark changes colours and nothing else, no colour hangs on the width, and on phones no rule does (see the next
    tests). What a control is called hangs on none of it. The answer to a tick may change the page.
    """
    expect(page.locator(".step[data-saving]")).to_have_count(0)
    found, seen = misnamed(page), []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(**LIGHT)
        shown = page.evaluate(SHOWN)
        ways = EVERY_WAY
        if shown in seen:
            ways = [(LIGHT, sizes)] if width not in PHONES[1:] else []
        seen.append(shown)
        found += [f"{width} px: it scrolls sideways"] if scrolls_sideways(page) else []
        for colours, look in ways:
            page.emulate_media(**colours)
            said = ", ".join(colours.values())
            found += [f"{width} px, {said}: {each}" for each in look(page)]
            found += [f"{width} px, {said}: it scrolls sideways"] if scrolls_sideways(page) else []
    page.emulate_media(**LIGHT)
    return found


def scrolls_sideways(page: Any) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def open_everything(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")

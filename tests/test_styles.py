"""The styles: one scale of spaces, sizes and weights, no left and no right, and nothing moves but going Off."""

import re

import pytest
from django.conf import settings

SHEETS = {path.name: path.read_text() for path in sorted((settings.BASE_DIR / "static" / "css").glob("*.css"))}
# The desk stands in Django’s own styles, and paper is measured in points and millimetres.
SCALED = sorted(SHEETS.keys() - {"desk.css", "paper.css"})
SPACES = {"0", "0.25rem", "0.5rem", "1rem", "1.5rem", "3rem"}
DECLARATION = re.compile(r"(?<![\w-])(--)?([a-z-]+): ([^;{}]+)(?=[;}])")
PHYSICAL = re.compile(
    r"(?:margin|padding|border|inset|scroll-margin|scroll-padding)?-?(?:left|right)(?:-(?:color|style|width))?"
    r"|border-(?:top|bottom)-(?:left|right)-radius"
)
SIDES = re.compile(r"(?:margin|padding|inset|border-(?:width|style|color|radius)|scroll-(?:margin|padding))")


def declarations(sheet: str) -> list[tuple[str, str]]:
    rules = re.sub(r"/\*.*?\*/", "", SHEETS[sheet], flags=re.DOTALL)
    return [(name, value.strip()) for custom, name, value in DECLARATION.findall(rules) if not custom]


def values(sheet: str, name: str) -> set[str]:
    return {value for found, value in declarations(sheet) if re.fullmatch(name, found)}


def differ_by_side(value: str) -> bool:
    """Four values of which the second, on the right, is not the fourth, on the left."""
    parts = re.sub(r"\([^()]*(?:\([^()]*\)[^()]*)*\)", "()", value).split()
    return len(parts) == 4 and parts[1] != parts[3]


@pytest.mark.parametrize("sheet", SHEETS)
def test_no_style_says_left_or_right(sheet: str) -> None:
    """Where one reads from right to left, what is at the beginning of a line is on the right."""
    said = declarations(sheet)
    assert [name for name, _ in said if PHYSICAL.fullmatch(name)] == []
    assert [each for each in said if re.search(r"\b(?:left|right)\b", each[1])] == []
    assert [each for each in said if SIDES.fullmatch(each[0]) and differ_by_side(each[1])] == []


@pytest.mark.parametrize("sheet", SCALED)
def test_spaces_are_of_one_scale(sheet: str) -> None:
    said = values(sheet, r"(?:margin|padding|gap|row-gap|column-gap)(?:-[a-z-]+)?")
    lengths = {length for value in said for length in re.findall(r"(?<![\w.])\d*\.?\d+(?:rem|px)?\b(?![%\w])", value)}
    assert lengths - SPACES == set()


@pytest.mark.parametrize("sheet", SCALED)
def test_letters_have_one_of_five_sizes_and_one_of_two_weights(sheet: str) -> None:
    sizes = {"var(--small)", "var(--text)", "var(--step-1)", "var(--step-2)", "var(--step-3)", "inherit"}
    sizes |= {"11pt"}  # on paper
    assert values(sheet, "font-size") - sizes == set()
    assert values(sheet, "font-weight") <= {"400", "700"}


def test_nothing_moves_but_going_off() -> None:
    """For a fifth of a second, and not for those who want no motion. The others hide something for a moment."""
    moved = {name: values(name, "transition|animation|scroll-behavior") for name in SHEETS}
    assert {name: said for name, said in moved.items() if said} == {
        "site.css": {"off 0.2s", "late 1s"},
        "teams.css": {"settling 0.6s"},
    }
    assert (
        "@media (prefers-reduced-motion: no-preference) { [data-off] > .state::before { animation" in SHEETS["site.css"]
    )


# --- which device is shown where none was chosen ----------------------------------------------

# What the browsers of real devices say of themselves. No style knows a user agent or counts points of touch, so an
# iPad that asks for the pages of a computer is an iPad still: only the browsers of iPhones and iPads know the callout.
TOUCH = {"pointer": "coarse", "any-pointer": "coarse", "hover": "none"}
MOUSE = {"pointer": "fine", "any-pointer": "fine", "hover": "hover"}
DEVICES = {
    "an iPhone": ("iphone", TOUCH | {"callout": "known"}),
    "an iPad that asks for the pages of a computer": ("iphone", TOUCH | {"callout": "known"}),
    "an iPad with a mouse": ("iphone", MOUSE | {"callout": "known"}),
    "a Mac": ("computer", MOUSE),
    "Windows": ("computer", MOUSE),
    "Windows with a mouse and a screen to touch": ("computer", MOUSE | {"any-pointer": "coarse"}),
    "a Chromebook": ("computer", MOUSE),
    "a Chromebook folded to a tablet": ("android", TOUCH),
    "an Android phone or tablet": ("android", TOUCH),
    "a Samsung phone, which says that it hovers": ("android", TOUCH | {"hover": "hover"}),
    "a Pixel, which said that its pointer is fine": ("android", TOUCH | {"pointer": "fine"}),
    "no pointer at all": ("computer", {"pointer": "none", "any-pointer": "none", "hover": "none"}),
}


def holds(condition: str, features: dict[str, str]) -> bool:
    """Whether a media query, with commas and a `not all and` in front, holds for a browser with these features."""
    pairs = [re.findall(r"\(([a-z-]+): ([a-z]+)\)", query) for query in condition.split(",")]
    told = [all(features[name] == value for name, value in query) for query in pairs]
    return any(told) != condition.startswith("not all and ")


def shown_on(features: dict[str, str]) -> list[str]:
    """The devices whose tab is marked: the rule itself, and all conditions around it."""
    around: list[str] = []
    found = []
    for line in SHEETS["site.css"].splitlines():
        rule = line.strip()
        if rule.startswith("@") and rule.endswith("{"):
            around.append(rule.removesuffix("{").strip())
        elif rule == "}" and around:
            around.pop()
        if marked := re.match(r'\[data-guess\] \[data-device~="([a-z]+)"\]', rule):
            knows = "callout" in features
            supports = [each for each in around if each.startswith("@supports")]
            queries = [each.removeprefix("@media ") for each in around if each.startswith("@media")]
            if all(("not" in each) != knows for each in supports) and all(holds(each, features) for each in queries):
                found.append(marked[1])
    return found


@pytest.mark.parametrize("device", DEVICES)
def test_each_device_gets_the_way_of_its_own_and_no_other(device: str) -> None:
    expected, features = DEVICES[device]
    assert shown_on(features) == [expected]

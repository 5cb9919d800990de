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

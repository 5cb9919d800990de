"""Draws the picture that a chat shows beside a link: the title of the page, the region, and the name of the site.

It is drawn by the server when somebody asks for it, from the edition in force: a guide published at the desk
has its pictures at once (docs/decisions/0030). Letters that the font lacks are not drawn, nor is what is written
from the right: such a picture shows the logo and the colours alone, and the chat itself shows the title below it.
"""

import hashlib
import io
import unicodedata
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

WIDTH, HEIGHT, EDGE, AROUND = 1200, 630, 80, 72
PAPER, INK, QUIET, ACCENT, WHITE = "#faf6ee", "#211c15", "#564d42", "#0e5a3e", "#ffffff"
SIZES = (76, 64, 54, 46, 40)  # of the title, as large as it fits
SMALL, MOST_LINES, LEADING = 34, 4, 1.15
LOGO = (260, 120)
COLOURS = 32  # a third of the size, and nobody sees it
FONT = Path(__file__).with_name("fonts") / "DejaVuSans-Bold.ttf"
STYLE = 1  # to be raised when cards are to look different: their addresses change with it


@dataclass(frozen=True)
class Card:
    """What is drawn. `logo`: a PNG in place of the switch; empty: none; None: the switch."""

    title: str
    below: str
    name: str
    accent: str = ACCENT
    logo: bytes | None = None

    @property
    def digest(self) -> str:
        """A name that changes with the picture."""
        return hashlib.sha256(repr((STYLE, astuple(self))).encode()).hexdigest()[:12]


def draw(card: Card) -> bytes:
    """The picture as a PNG file."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 (some megabytes, for the workers that draw)

    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    _mark(image, card)
    if is_drawable(card.title):
        lines, font = _fitting(card.title)
        height = round(font.size * LEADING)
        top = AROUND + LOGO[1] + (HEIGHT - 2 * AROUND - LOGO[1] - SMALL - len(lines) * height) // 2
        for number, line in enumerate(lines):
            pen.text((EDGE, top + number * height), line, font=font, fill=INK)
    foot = HEIGHT - AROUND
    if is_drawable(card.below):
        pen.text((EDGE, foot), _cut(card.below, WIDTH * 0.5), font=_font(SMALL), fill=card.accent, anchor="ls")
    if is_drawable(card.name):
        pen.text((WIDTH - EDGE, foot), _cut(card.name, WIDTH * 0.34), font=_font(SMALL), fill=QUIET, anchor="rs")
    file = io.BytesIO()
    image.quantize(COLOURS).save(file, "PNG", optimize=True)
    return file.getvalue()


def is_drawable(text: str) -> bool:
    """Whether the font has each letter, and all run from the left."""
    unknown = _glyph("\U0010ffff")
    letters = {letter for letter in text if not letter.isspace()}
    return all(_glyph(letter) != unknown and unicodedata.bidirectional(letter) not in ("R", "AL") for letter in letters)


def _mark(image: Any, card: Card) -> None:
    """The switch, off; or a logo of an organisation's own, as high as that."""
    from PIL import Image, ImageDraw  # noqa: PLC0415

    width, height = LOGO
    if card.logo:
        logo = Image.open(io.BytesIO(card.logo), formats=["PNG"]).convert("RGBA")
        logo.thumbnail((2 * width, height))
        image.paste(logo, (EDGE, AROUND), logo)
    elif card.logo is None:
        large = Image.new("RGB", (4 * width, 4 * height), PAPER)  # drawn larger, for round edges
        drawing = ImageDraw.Draw(large)
        drawing.rounded_rectangle((0, 0, 4 * width - 1, 4 * height - 1), radius=2 * height, fill=card.accent)
        drawing.ellipse((48, 48, 4 * height - 48, 4 * height - 48), fill=WHITE)
        image.paste(large.resize(LOGO, Image.Resampling.LANCZOS), (EDGE, AROUND))


def _fitting(title: str) -> tuple[list[str], "FreeTypeFont"]:
    """The lines of the title, and the largest font in which they fit."""
    for size in SIZES:
        font = _font(size)
        lines = _lines(title, font)
        if len(lines) <= MOST_LINES and len(lines) * size * LEADING <= HEIGHT - 2 * AROUND - LOGO[1] - 2 * SMALL:
            break
    return lines[: MOST_LINES + 1], font


def _lines(title: str, font: "FreeTypeFont") -> list[str]:
    lines = [""]
    for word in title.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > WIDTH - 2 * EDGE:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _cut(text: str, width: float) -> str:
    font = _font(SMALL)
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


@cache
def _font(size: int) -> "FreeTypeFont":
    from PIL import ImageFont  # noqa: PLC0415

    return ImageFont.truetype(str(FONT), size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _glyph(letter: str) -> bytes:
    return bytes(_font(SMALL).getmask(letter))

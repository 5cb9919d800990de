"""What an organisation's own copy may say of itself: its name, a line, a logo and an accent colour. No Django.

settings.py reads them with this. An accent is refused if it cannot be told from the page: text needs 4.5:1, and an edge
that means something 3:1 (WCAG 2.2, 1.4.3 and 1.4.11), in light and in dark. A logo is refused if it could run anything
or ask for anything, or if it is heavier than a page can bear.
"""

import re
import struct
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, fromstring

from environs import Env, ValidationError

from guides.document.languages import BY_TAG, ENGLISH

LONGEST_NAME, LONGEST_LINE = 40, 120
HEAVIEST_LOGO = 20_000  # bytes
SMALLEST_PNG, LARGEST_PNG = 48, 1024  # pixels
HEX = re.compile(r"#[0-9a-fA-F]{6}")
TEXT, EDGE = 4.5, 3.0

# The colours of static/css/site.css on which an accent stands, and the inks that may stand on an accent.
GROUNDS = {
    "light": {"paper": "#faf6ee", "surface": "#fffdf9", "sunken": "#f0e9dc"},
    "dark": {"paper": "#14181b", "surface": "#1d2226", "sunken": "#262c31"},
}
INKS = ("#ffffff", "#211c15")

TAGGED = re.compile(r"([a-z]{2,3}(?:-[A-Za-z]+)*):\s+(.*)")  # de: Wir sagen Nein

PNG = b"\x89PNG\r\n\x1a\n"
SVG, XHTML = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"
# What draws, and does not run, move, load or link anything. Elements of drawing programs have other namespaces.
DRAWING = frozenset(
    {"svg", "g", "defs", "symbol", "use", "title", "desc", "metadata", "style", "path", "rect", "circle", "ellipse"}
    | {"line", "polyline", "polygon", "text", "tspan", "linearGradient", "radialGradient", "stop", "clipPath", "mask"}
    | {"pattern", "marker"}
)
# In CSS a backslash may stand for any letter, so that url( can be written without one.
ELSEWHERE = re.compile(r"url\(\s*['\"]?(?!#)|@import|javascript:|\bimage(?:-set)?\(|\bsrc\(|\\", re.IGNORECASE)
# A style sheet beside the drawing, or letters that a browser would read otherwise than this does.
PROLOGUE = re.compile(rb"<\?(?!xml\s)|<\?xml[^>]*encoding=[\"'](?!utf-8[\"'])", re.IGNORECASE)


@dataclass(frozen=True)
class Logo:
    """A logo as it is served: its bytes, `svg` or `png`, and its size in pixels (of an SVG: its proportions)."""

    body: bytes
    kind: str
    width: int
    height: int

    @property
    def digest(self) -> str:
        return sha256(self.body).hexdigest()[:12]


@dataclass(frozen=True)
class Accent:
    """One colour for light pages and one for dark ones, each with the ink that can be read on it."""

    light: str
    light_ink: str
    dark: str
    dark_ink: str


def teach(env: Env, folder: Path) -> None:
    """Let `env` read lines, a logo, seen from `folder`, and an accent."""
    env.add_parser("lines", read_lines)
    env.add_parser("logo", lambda text: read_logo(text, folder))
    env.add_parser("accent", read_accent)


def is_name(text: str) -> None:
    """The name of a site: a few words on one line."""
    _is_short(text, LONGEST_NAME, "name")
    if not text.strip():
        raise ValidationError("It is empty; leave SITE_NAME out, or write the name of the site.")


def read_lines(text: str) -> dict[str, str]:
    """What the site says of itself in one sentence, by language; empty: what the software says. Raises ValidationError.

    “We say no” is English; “en: We say no | de: Wir sagen Nein” has a sentence for each.
    """
    if not TAGGED.match(text):
        _is_short(text, LONGEST_LINE, "line")
        return {ENGLISH.tag: text.strip()} if text.strip() else {}
    lines: dict[str, str] = {}
    for part in map(str.strip, text.split("|")):
        named = TAGGED.fullmatch(part)
        tag, line = named.groups() if named else ("", "")
        if tag not in BY_TAG or not line or tag in lines:
            example = f"{ENGLISH.tag}: We say no | de: Wir sagen Nein"
            raise ValidationError(f"“{part}” needs a language of its own ({', '.join(BY_TAG)}); write {example}")
        _is_short(line, LONGEST_LINE, "line")
        lines[tag] = line
    return lines


def read_accent(text: str) -> Accent | None:
    """The colours in “#005ea5” or “#005ea5,#6cb4ee” (light, dark); None for an empty text. Raises ValidationError.

    Of one colour, the dark page gets a lighter shade that can be seen there.
    """
    if not text:
        return None
    named = [part.strip().lower() for part in text.split(",")]
    if len(named) > 2 or not all(HEX.fullmatch(colour) for colour in named):
        raise ValidationError(
            f"“{text}” is no colour; write #005ea5, or one for light and one for dark: #005ea5,#6cb4ee"
        )
    light, dark = named[0], named[-1] if len(named) == 2 else _lightened(named[0])
    return Accent(light, _checked(light, "light"), dark, _checked(dark, "dark"))


def read_logo(text: str, folder: Path) -> Logo | None:
    """The logo in this file, seen from `folder`; None for an empty path. Raises ValidationError."""
    if not text:
        return None
    try:
        weight = (folder / text).stat().st_size
        if weight > HEAVIEST_LOGO:
            raise ValidationError(
                f"“{text}” has {weight} bytes; every page carries it, so make it {HEAVIEST_LOGO} at most"
            )
        body = (folder / text).read_bytes() if (folder / text).is_file() else b""
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or error
        raise ValidationError(f"“{text}” cannot be read ({reason}); write the path of an SVG or PNG file") from None
    if body.startswith(PNG):
        return Logo(body, "png", *_size_of_png(body, text))
    return Logo(body, "svg", *_size_of_svg(body, text))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _is_short(text: str, most: int, what: str) -> None:
    if len(text) > most or not text.isprintable():
        raise ValidationError(f"“{text}” is no {what} for a site; write at most {most} characters on one line.")


def _checked(colour: str, theme: str) -> str:
    """The ink for text on this colour, which must be seen on every ground of the theme."""
    for name, ground in GROUNDS[theme].items():
        needed = EDGE if name == "sunken" else TEXT
        if (found := contrast(colour, ground)) < needed:
            raise ValidationError(
                f"{colour} has a contrast of {found:.1f}:1 with {ground} ({theme} pages, {name}), and needs "
                f"{needed}:1; take a {'darker' if theme == 'light' else 'lighter'} colour"
            )
    return max(INKS, key=lambda ink: contrast(colour, ink))


def _lightened(colour: str) -> str:
    """The first of its shades towards white that can be seen on dark pages."""
    parts = _parts(colour)
    shades = ("#" + "".join(f"{round(part + (255 - part) * share / 50):02x}" for part in parts) for share in range(51))
    return next(
        shade for shade in shades if all(contrast(shade, ground) >= TEXT for ground in GROUNDS["dark"].values())
    )


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))


def _luminance(colour: str) -> float:
    shares = (part / 255 for part in _parts(colour))
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _size_of_png(body: bytes, text: str) -> tuple[int, int]:
    if body[12:16] != b"IHDR" or len(body) < 24:
        raise ValidationError(f"“{text}” begins like a PNG file and is none")
    width, height = struct.unpack(">II", body[16:24])
    if not all(SMALLEST_PNG <= side <= LARGEST_PNG for side in (width, height)):
        sizes = f"{SMALLEST_PNG} to {LARGEST_PNG} pixels"
        raise ValidationError(f"“{text}” is {width} × {height} pixels; each side must have {sizes}")
    return width, height


def _root(body: bytes, text: str) -> Element:
    """The drawing, if it is one and its letters are read by everybody as they are here."""
    if b"<!" in body.replace(b"<!--", b""):
        raise ValidationError(f"“{text}” declares a DOCTYPE or entities; save it as plain SVG")
    if PROLOGUE.search(body):
        raise ValidationError(f"“{text}” names a style sheet or an encoding besides UTF-8; save it as plain SVG")
    try:
        root = fromstring(body.decode())  # noqa: S314 (no entities; a file of the operator)
    except (ParseError, UnicodeDecodeError):
        raise ValidationError(f"“{text}” is neither an SVG nor a PNG file") from None
    if root.tag != f"{{{SVG}}}svg":
        raise ValidationError(f"“{text}” is neither an SVG nor a PNG file")
    return root


def _size_of_svg(body: bytes, text: str) -> tuple[int, int]:
    root = _root(body, text)
    for element in root.iter():
        if fault := _fault(element):
            raise ValidationError(f"“{text}” has {fault} in it; a logo may neither run nor fetch anything")
    try:
        _left, _top, width, height = (float(part) for part in re.split(r"[\s,]+", root.attrib["viewBox"].strip()))
    except (KeyError, ValueError):
        raise ValidationError(f"“{text}” has no viewBox, which says how wide and how high it is") from None
    if not 0 < width <= 10 * height or not 0 < height <= 10 * width:
        raise ValidationError(f"“{text}” is too long or too narrow for a logo")
    return round(100 * width / height), 100


def _fault(element: Element) -> str:
    """What of this element could run or fetch something; empty: nothing."""
    space, _brace, tag = str(element.tag).removeprefix("{").rpartition("}")
    if (space == SVG and tag not in DRAWING) or space == XHTML:
        return f"<{tag}>"
    if element.text and ELSEWHERE.search(element.text):
        return "an address in a style"
    for name, value in element.attrib.items():
        plain = name.rpartition("}")[2]
        if plain.lower().startswith("on") or plain == "base":
            return f"the attribute {plain}"
        if (plain == "href" and not value.startswith("#")) or ELSEWHERE.search(value):
            return f"an address in {plain}"
    return ""

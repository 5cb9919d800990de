"""QR codes of URLs, for pages and as files. Black on white whatever the page's colours."""

import io

import segno
from django.utils.safestring import SafeString

DARK, LIGHT = "#000", "#fff"
QUIET_ZONE = 4  # modules of white around it; readers need them
MODULE = 16  # pixels
FORMS = {"svg": "image/svg+xml", "png": "image/png"}


def svg(address: str, border: int = QUIET_ZONE) -> SafeString:
    """As inline SVG: sized by the style sheet, with no style that the Content-Security-Policy would refuse."""
    drawing = _code(address).svg_inline(
        border=border, dark=DARK, light=LIGHT, omitsize=True, svgclass=None, lineclass=None
    )
    return SafeString(drawing)


def file(address: str, form: str) -> bytes:
    """As a file in one of the FORMS: large enough to be sharp on paper the width of a hand."""
    file = io.BytesIO()
    _code(address).save(file, kind=form, border=QUIET_ZONE, dark=DARK, light=LIGHT, scale=MODULE)
    return file.getvalue()


def _code(address: str) -> segno.QRCode:
    return segno.make(address, error="m", micro=False)

"""A QR code of an address: in the page, and as files to save. Black on white whatever the colours of the page."""

import io

import segno
from django.utils.safestring import SafeString

DARK, LIGHT = "#000", "#fff"
QUIET_ZONE = 4  # modules of white around it; readers need them
MODULE = 16  # pixels
FORMS = {"svg": "image/svg+xml", "png": "image/png"}


def svg(address: str, border: int = QUIET_ZONE) -> SafeString:
    """For a page: as large as the style sheet makes it, and with no style that the policy would refuse."""
    drawing = _code(address).svg_inline(
        border=border, dark=DARK, light=LIGHT, omitsize=True, svgclass=None, lineclass=None
    )
    return SafeString(drawing)


def file(address: str, form: str) -> bytes:
    """To save, in one of the FORMS: large enough to be sharp on paper a hand wide."""
    file = io.BytesIO()
    _code(address).save(file, kind=form, border=QUIET_ZONE, dark=DARK, light=LIGHT, scale=MODULE)
    return file.getvalue()


def _code(address: str) -> segno.QRCode:
    return segno.make(address, error="m", micro=False)

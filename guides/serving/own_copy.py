"""What an organisation's own copy serves of its own: its logo, and a style sheet with its accent.

Both come from the settings, which have checked them, and stand below /static/ under a name that changes with the
content: browsers keep them for good, also offline. The policy of the site allows no style in a page, so the accent is
a file as well: it sets the variables of static/css/site.css.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from guides.document.languages import BY_TAG, ENGLISH
from guides.serving.pages import Page

LOGO = ".brand img{width:auto;max-width:8rem;height:2rem}.sheet-by img{width:auto;height:1.2em;vertical-align:middle}"
KINDS = {"svg": "image/svg+xml", "png": "image/png", "css": "text/css; charset=utf-8"}


@dataclass(frozen=True)
class File:
    """A file that is served: what it is called, and its content."""

    digest: str
    form: str
    page: Page
    width: int = 0
    height: int = 0

    @property
    def kind(self) -> str:
        return KINDS[self.form]

    @property
    def sizes(self) -> str:
        return "any" if self.form == "svg" else f"{self.width}x{self.height}"

    @property
    def address(self) -> str:
        return reverse("own_file", args=[self.digest, self.form])


def is_own() -> bool:
    """Whether this is a copy under a name of its own."""
    return bool(settings.SITE_NAME != settings.SHIPPED_NAME)


def line() -> tuple[str, str]:
    """What the site says of itself in the language at hand, and the tag of its language where that is another one.

    Where there is none in that language, the English one stands in, or else the first; both empty: there is none.
    """
    here, lines = BY_TAG.get(get_language() or "", ENGLISH).tag, settings.SITE_LINE
    tag = next((each for each in (here, ENGLISH.tag, *lines) if each in lines), here)
    return lines.get(tag, ""), tag if tag != here else ""


def logo() -> File | None:
    """The organisation's logo; None: the site has the one that it ships with."""
    own: Any = settings.SITE_LOGO
    return own and File(own.digest, own.kind, Page(own.body), own.width, own.height)


def styles() -> File | None:
    """The style sheet with the organisation's accent, and how its logo stands; None: it has neither."""
    accent: Any = settings.SITE_ACCENT
    text = LOGO if settings.SITE_LOGO else ""
    if accent:
        light, dark = _variables(accent.light, accent.light_ink), _variables(accent.dark, accent.dark_ink)
        text += f":root,.sheet{{{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    if not text:
        return None
    return File(sha256(text.encode()).hexdigest()[:12], "css", Page(text.encode()))


def file(digest: str, form: str) -> File | None:
    """The file of this name; None: there is none."""
    return next((each for each in (logo(), styles()) if each and (each.digest, each.form) == (digest, form)), None)


def _variables(accent: str, ink: str) -> str:
    return f"--off:{accent};--off-ink:{ink};--ending:{accent};--ending-ink:{ink}"

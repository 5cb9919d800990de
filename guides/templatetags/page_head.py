"""Template tags for a page's head: its title, its languages, its scripts, and what chats and search engines show."""

import json
from base64 import b64encode
from functools import cache, reduce
from hashlib import sha256
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from guides.document import markup
from guides.document import types as documents
from guides.open_data import envelope
from guides.serving import own_copy as own
from guides.serving.current_editions import Live
from guides.templatetags.guidance import about
from guides.views import cards

register = template.Library()

# What a language is called in a card: Open Graph wants a country with it.
TERRITORIES = {"en": "GB", "cs": "CZ", "pt": "BR", "sv": "SE"}
INERT = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&"}


@register.simple_tag
def page_title(*names: str, problem: str = "") -> SafeString:
    """The text of the browser's tab: the problem, if any, the subject, and the site."""
    subject = reduce(about, filter(None, names))
    return format_html_join(" – ", "{}", ((part,) for part in (problem, subject, settings.SITE_NAME) if part))


@register.filter
def og_locale(tag: str) -> str:
    language = tag.partition("-")[0]
    return f"{language}_{TERRITORIES.get(language, language.upper())}"


@register.simple_tag
def integrity(path: str, named: str = "integrity") -> SafeString:
    """The integrity attribute of a script. Left out while files may change during development."""
    attribute = "" if settings.DEBUG else f' {named}="sha256-{_digest(path)}"'
    return mark_safe(attribute)  # noqa: S308 (letters of base 64)


@cache
def _digest(path: str) -> str:
    """The digest of the file as it is served: minified if it was collected, otherwise the original."""
    stored = getattr(staticfiles_storage, "stored_name", None)
    file = staticfiles_storage.path(stored(path)) if stored else finders.find(path)
    return b64encode(sha256(Path(str(file)).read_bytes()).digest()).decode()


@register.simple_tag
def social_image(guide: documents.Guide | None = None, region: documents.Region | None = None) -> str:
    """The picture that a chat shows next to the link: the region's, the guide's, or the site's."""
    return cards.address(guide or None, region or None)


@register.simple_tag(takes_context=True)
def structured_data(context: Any, path: str, text: str, region: documents.Region | None = None) -> SafeString | str:
    """Structured data for search engines, in the words of the page. None for a draft."""
    live: Live = context["live"]
    if live.published_at is None or context["is_preview"]:
        return ""
    title = live.guide.title
    here = _("%(title)s: %(subject)s") % {"title": title, "subject": region.name} if region else title
    page = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "name": here,
        "description": markup.to_text(text),
        "url": f"{settings.SITE_URL}{path}",
        "inLanguage": live.guide.language,
        "dateModified": live.published_at.date().isoformat(),
        "license": envelope.LICENCE,
        "isPartOf": {"@type": "WebSite", "name": settings.SITE_NAME, "url": f"{settings.SITE_URL}/"},
    }
    data = json.dumps(page, ensure_ascii=False, separators=(",", ":")).translate(INERT)
    return mark_safe(f'<script type="application/ld+json">{data}</script>')  # noqa: S308 (no mark is left in it)


@register.simple_tag
def site_name() -> str:
    """What the site is called."""
    name: str = settings.SITE_NAME
    return name


@register.simple_tag
def own_copy() -> dict[str, Any]:
    """Whether this is an organisation's own copy; its logo and its style sheet, None where the shipped ones stand."""
    return {"is_own": own.is_own(), "logo": own.logo(), "styles": own.styles()}

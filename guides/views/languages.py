"""Which language an address is in. English addresses name none; all others name it: /linkedin/polski/eu/.

The name of a language stands behind that of the guide, so that a tick, which the browser sends with /linkedin/ only,
holds in every language. A language's tag would be taken for a country: /linkedin/de/ is Germany.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage
from django.http import HttpRequest, HttpResponseBase
from django.urls import NoReverseMatch, URLPattern, URLResolver, reverse
from django.urls.resolvers import CheckURLMixin
from django.utils import translation

from guides.document.languages import BY_SLUG, BY_TAG, ENGLISH, TRANSLATED, Language
from guides.serving import current_editions
from guides.serving.current_editions import Live

OURS = ("", "guides", "preview")  # the parts of the site that can be read in every language
BEFORE = ("preview", "api")  # what stands before the name of a guide, or of a language


def current() -> Language:
    """The language in which this request is answered."""
    return BY_TAG.get(translation.get_language() or "", ENGLISH)


@cache
def spoken() -> tuple[Language, ...]:
    """The languages in which the interface can be read: those whose words were compiled."""
    folder = Path(settings.LOCALE_PATHS[0])
    return (ENGLISH, *(each for each in TRANSLATED if (folder / each.tag / "LC_MESSAGES" / "django.mo").exists()))


def of_path(path: str) -> Language:
    """The language that an address names, as its first part or behind the name of a guide."""
    names = path.lower().strip("/").split("/", 4)
    first = 1 if names[0] in BEFORE else 0
    named = (BY_SLUG[name] for name in names[first : first + 2] if name in BY_SLUG)
    return next((language for language in named if language in spoken()), ENGLISH)


class LanguagePrefix(CheckURLMixin):
    """A part of an address that names the language in use; nothing for English. Reversed, it names it as well."""

    converters: dict[str, object] = {}
    name = None

    @property
    def prefix(self) -> str:
        language = current()
        return "" if language == ENGLISH else f"{language.slug}/"

    @property
    def regex(self) -> re.Pattern[str]:
        return re.compile(re.escape(self.prefix))

    def match(self, path: str) -> tuple[str, tuple[()], dict[str, str]] | None:
        return (path.removeprefix(self.prefix), (), {}) if path.startswith(self.prefix) else None

    def check(self) -> list[CheckMessage]:
        return []

    def __str__(self) -> str:
        return self.prefix


def in_every_language(*patterns: URLPattern) -> URLResolver:
    """These addresses as they are in English, and behind the name of every other language."""
    return URLResolver(LanguagePrefix(), list(patterns))  # type: ignore[arg-type] # it is no subclass, and does the same


def listed() -> dict[str, Live]:
    """The guides to which the site leads by itself, in the language of this request."""
    return {slug: live.in_language(current().tag) for slug, live in current_editions.listed().items()}


def offered(live: Live | None) -> list[Language]:
    """In which languages a page can be read; `live`: the guide that it is about, which must be translated, too."""
    return [each for each in spoken() if each == ENGLISH or live is None or each.tag in live.translations]


def ways_to(page: str, names: Sequence[str], live: Live | None, inside: str = "guides") -> list[tuple[Language, str]]:
    """The address of a page in each language in which it can be read, English first."""
    return [(language, _address(language, page, names, inside)) for language in offered(live)]


def ways(request: HttpRequest, live: Live | None) -> list[tuple[Language, str]]:
    """The same of the page that was asked for; none if it is there in one language alone, as the desk is."""
    match = request.resolver_match
    if match is None or match.namespace not in OURS or len(offered(live)) < 2:
        return []
    with suppress(NoReverseMatch):
        return ways_to(match.view_name, tuple(match.kwargs.values()), live, match.namespace)
    return []


def _address(language: Language, page: str, names: Sequence[str], inside: str) -> str:
    with translation.override(settings.LANGUAGE_CODE if language == ENGLISH else language.tag):
        return reverse(page, args=names, current_app=inside)


class SpeakLanguage:
    """Middleware: an answer is in the language of its address. What the browser prefers decides nothing here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = of_path(request.path_info)
        if language == ENGLISH:
            return self.get_response(request)
        with translation.override(language.tag):
            return self.get_response(request)

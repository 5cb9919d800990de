"""Guidance text to HTML: a label set apart, emphasis, a link. Whatever else was typed stays visible as text."""

import re
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from guides.documents import secure_link


def _is_secure(url: str) -> bool:
    try:
        return bool(secure_link(url))
    except ValueError:
        return False


EMPTY_LINK = re.compile(r"\](?=\(\s*(<\s*>)?\s*[\)\"'(])\(")

_inline = MarkdownIt("zero", {"html": False}).enable(["emphasis", "link", "escape", "entity"])
_inline.validateLink = _is_secure  # type: ignore[method-assign] # an address that leads elsewhere stays text
_inline.add_render_rule("strong_open", lambda *_: '<strong translate="no">')
_inline.normalizeLink("https://optout.example/")  # fills a table at its first use; two threads at once would break it


@lru_cache(maxsize=4096)
def to_html(text: str) -> SafeString:
    """One line of guidance as safe HTML. `**Label**`, `*word*` and `[words](https://…)` mean something.

    A label is what stands on the reader's screen, so a browser that translates the page must leave it as it is.
    """
    allowed = nh3.clean(
        _inline.renderer.render(_parsed(text), _inline.options, {}),
        tags={"strong", "em", "a"},
        attributes={"a": {"href"}, "strong": {"translate"}},
        url_schemes={"https"},
        link_rel="noopener external",
    )
    return mark_safe(allowed)  # noqa: S308 (nh3 let through three tags and nothing else)


@lru_cache(maxsize=4096)
def to_text(text: str) -> str:
    """The same line without any mark, for titles, messages and descriptions."""
    return "".join(token.content for token in _parsed(text)[0].children or [])


def _parsed(text: str) -> list[Token]:
    """`[words]()` leads nowhere; the parser takes it for a link all the same, so it is written as text."""
    return _inline.parseInline(EMPTY_LINK.sub(r"]\\(", text))

"""Guidance text to HTML: a label set apart, emphasis, a link. Whatever else was typed stays visible as text."""

from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_inline = MarkdownIt("zero", {"html": False}).enable(["emphasis", "link", "escape", "entity"])


@lru_cache(maxsize=4096)
def to_html(text: str) -> SafeString:
    """One line of guidance as safe HTML. `**Label**`, `*word*` and `[words](https://…)` mean something."""
    allowed = nh3.clean(
        _inline.renderInline(text),
        tags={"strong", "em", "a"},
        attributes={"a": {"href"}},
        url_schemes={"https"},
        link_rel="noopener external",
    )
    return mark_safe(allowed)  # noqa: S308 (nh3 let through three tags and nothing else)


@lru_cache(maxsize=4096)
def to_text(text: str) -> str:
    """The same line without any mark, for titles, messages and descriptions."""
    children = _inline.parseInline(text)[0].children or []
    return "".join(token.content for token in children)

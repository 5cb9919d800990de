"""Template tags for paper: URLs as text, and badges without anything to press."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from guides.document.types import Evidence
from guides.templatetags.receipts import receipt

register = template.Library()


@register.filter
def in_letters(url: str) -> SafeString:
    """A URL as people type it, in every language; it may wrap after a slash."""
    parts = url.removeprefix("https://").removeprefix("http://").rstrip("/").split("/")
    broken = format_html_join(SafeString("/<wbr>"), "{}", ((part,) for part in parts))
    return format_html('<span translate="no">{}</span>', broken)


@register.inclusion_tag("_sheet_badge.html", takes_context=True)
def sheet_badge(context: Any, evidence: Evidence) -> dict[str, Any]:
    """A statement's certainty, and whether its check is overdue, in two words."""
    return receipt(context, evidence)

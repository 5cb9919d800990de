"""What templates of paper need: an address in letters, and the mark of a statement without anything to press."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from guides.documents import Evidence
from guides.templatetags.guidance import receipt

register = template.Library()


@register.filter
def in_letters(url: str) -> SafeString:
    """An address as one types it, in every language; a line may end after a slash."""
    parts = url.removeprefix("https://").removeprefix("http://").rstrip("/").split("/")
    broken = format_html_join(SafeString("/<wbr>"), "{}", ((part,) for part in parts))
    return format_html('<span translate="no">{}</span>', broken)


@register.inclusion_tag("_sheet_mark.html", takes_context=True)
def sheet_mark(context: Any, evidence: Evidence) -> dict[str, Any]:
    """How sure a statement is and whether its check is overdue, in two words."""
    return receipt(context, evidence)

"""Templates are laid out for those who read them; pages need none of that, and are smaller without it.

The rules are applied to a file when it is loaded, so that a request costs nothing more:

- What a line is indented by is left out.
- A line of nothing but tags that write nothing (`{% if … %}`, `{% for … %}`) is joined to the next.
- A tag of HTML is on one line, and an element neither begins nor ends with the end of a line.

Any other end of a line stays, so two words never run together.
"""

import re

from django.template import Origin
from django.template.loaders import filesystem

INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)
SILENT_TAGS = "load|if|elif|else|endif|for|empty|endfor|with|endwith|block|endblock"
SILENT = (
    rf"\{{% (?:(?:{SILENT_TAGS})\b[^%]*|\w+ [^%]* as \w+ )%\}}"
    r"|\{% blocktranslate (?:trimmed )?asvar (?s:.*?)\{% endblocktranslate %\}"
)
SILENT_LINE = re.compile(rf"^((?:{SILENT})+)\n", re.MULTILINE)
TAG = re.compile(r"<[a-z][^<>]*>")
KEPT = r"(?:br|hr|img|input|link|meta|wbr|pre|textarea)\b"  # what has no content, or shows its white space
BEGINNING = re.compile(rf"(<(?!{KEPT})[a-z][^<>]*>)\n")
END = re.compile(rf"\n(</(?!{KEPT}))")


class Loader(filesystem.Loader):
    """Django's, for our own templates."""

    def get_contents(self, origin: Origin) -> str:
        text: str = super().get_contents(origin)
        return without_layout(text) if origin.name.endswith(".html") else text


def without_layout(text: str) -> str:
    text = SILENT_LINE.sub(r"\1", INDENTATION.sub("", text))
    text = TAG.sub(lambda tag: tag[0].replace("\n", " "), text)
    return END.sub(r"\1", BEGINNING.sub(r"\1", text))

"""Converts guidance text to HTML: labels, emphasis, links. Everything else stays visible as typed."""

import re
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from guides.document.field_types import secure_link


class Html(str):
    """HTML that is safe as it is: templates take it without escaping it again (`__html__`)."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


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
def to_html(text: str) -> Html:
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
    return Html(allowed)  # nh3 let through three tags and nothing else


@lru_cache(maxsize=4096)
def to_text(text: str) -> str:
    """The same line without any markup, for titles, messages and descriptions."""
    return "".join(token.content for token in _parsed(text)[0].children or [])


def links(text: str) -> list[str]:
    """The addresses that the marked words in a text lead to."""
    return [str(token.attrGet("href")) for token in _with_links(text) if token.type == "link_open"]


def shown_links(text: str) -> list[tuple[str, str]]:
    """The marked links of a line: the words that readers see, and where they lead."""
    found: list[tuple[str, str]] = []
    words: list[str] | None = None
    for token in _with_links(text):
        match token.type:
            case "link_open":
                words, address = [], str(token.attrGet("href") or "")
            case "link_close" if words is not None:
                found.append(("".join(words), address))
                words = None
            case _ if words is not None:
                words.append(token.content)
    return found


def _with_links(text: str) -> list[Token]:
    """The pieces of a text that may hold a marked link; none of another text, as to parse it takes a while."""
    return (_parsed(text)[0].children or []) if "](" in text else []


def labels(text: str) -> list[str]:
    """The product's labels in a text: everything between double asterisks."""
    return LABEL.findall(text)


LABEL = re.compile(r"\*\*([^*]+)\*\*")
ODD = re.compile(r"\*\*|\]\(|\{\{|\{%|%\(\w+\)|\bTODO\b")


def odd(text: str) -> str:
    """Markup that readers would see as typed: half of a pair, an invalid link, an unfilled placeholder."""
    found = ODD.search(to_text(text))
    return found[0] if found else ""


def is_marked(text: str) -> bool:
    """Whether a line that is shown as it is typed has marks, an address or an unfilled placeholder in it."""
    return to_text(text) != text or bool(odd(text)) or "://" in text


MARK = re.compile(r"[*_\[\\&\r\0]")  # what the parser does not leave as it is


def _parsed(text: str) -> list[Token]:
    """Parse the markup. The parser accepts `[words]()`, which has no target, so that is kept as text.

    Most texts have no mark at all; to parse one takes six times as long as to see that.
    """
    if not MARK.search(text):
        return [Token("inline", "", 0, children=[Token("text", "", 0, content=text)])]
    return _inline.parseInline(EMPTY_LINK.sub(r"]\\(", text))

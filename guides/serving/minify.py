"""Minifies styles and scripts. No Django."""

from pygments.lexers import get_lexer_by_name  # loads a language when it is asked for, so workers load none
from pygments.token import Comment, Text, Whitespace

# Behind or before these, white space means nothing. Behind a brace it may end a statement of a script.
BEHIND, BEFORE = "{;,(:", "{};,)"
LANGUAGES = {".css": ("css", BEHIND + "}"), ".js": ("javascript", BEHIND)}


def minified(text: str, suffix: str) -> str:
    """The same tokens, without comments and insignificant white space."""
    language, behind = LANGUAGES[suffix]
    lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    written, space = "", ""
    for kind, value in lexer.get_tokens(text):
        if kind in Comment and kind not in Comment.Preproc:  # such is !important, for Pygments
            continue
        if value.isspace() and (kind in Whitespace or kind is Text):
            space = "\n" if "\n" in space + value else " "
            continue
        if written and written[-1] not in behind and value[0] not in BEFORE:
            written += space
        written, space = written + value, ""
    return written

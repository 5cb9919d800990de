"""Clean text pasted from a word processor or a web page: remove unintended characters. Independent of Django.

Cleaning twice changes nothing, and text without such characters stays as it is. Joiners stay: some scripts need them.
"""

import re
from typing import Literal

Kind = Literal["soft hyphens", "invisible characters", "line ends", "tabs", "fixed spaces", "doubled spaces"]

# A fixed space is right beside a digit or a sign: “10 %”. Between two letters it only came along.
RULES: dict[Kind, tuple[re.Pattern[str], str]] = {
    "soft hyphens": (re.compile("\u00ad"), ""),
    "invisible characters": (re.compile("[\u200b\u200e\u200f\u2060\ufeff]"), ""),
    "line ends": (re.compile("[ \t]*[\n\r\v\f\x85\u2028\u2029]+[ \t]*"), " "),
    "tabs": (re.compile(" *\t[ \t]*"), " "),
    "fixed spaces": (
        re.compile(
            "[\u2000-\u2008\u200a\u205f\u3000]|(?<=[^\\W\\d_])[\u00a0\u202f](?=[^\\W\\d_])"
            "|^[ \u00a0\u202f\u2009]*[\u00a0\u202f\u2009]|[\u00a0\u202f\u2009][ \u00a0\u202f\u2009]*$"
        ),
        " ",
    ),
    "doubled spaces": (re.compile("[ \u00a0\u202f\u2009]{2,}"), " "),
}
# All that a rule removes has a space of another kind, two spaces, or something unseen. Most text has none of these.
SUSPECT = re.compile("[^\\S ]|  |[\u00ad\u200b\u200e\u200f\u2060\ufeff]")


def clean(text: str) -> tuple[str, list[Kind]]:
    """The line without unintended characters, and which kinds were removed. Also strips it, without saying so."""
    removed: list[Kind] = []
    text = text.strip(" \r\n")
    if not SUSPECT.search(text):
        return text, removed
    for kind, (pattern, instead) in RULES.items():
        text, times = pattern.subn(instead, text)
        removed += [kind] if times else []
    return text.strip(" "), removed

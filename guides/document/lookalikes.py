"""Links that lead elsewhere than they seem to: letters of two scripts in one name, an address shown that is another's.

A reviewer reads such a link as readers do, so it is refused where it is written.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from guides.document import markup
from guides.document.reasons import Reason

ADDRESSES = ("url", "archive_url", "form_url", "officer_url")
# Scripts with letters that look like each other's. Browsers show no name that mixes them.
ALIKE = {"LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "CHEROKEE"}
SHOWN_AS_ADDRESS = re.compile(r"(?:https?://)?((?:[\w-]+\.)+[^\W\d_]{2,})(?::\d+)?(?:/\S*)?")


def of_links(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The fields, of these values, with such a link, each with the reason."""
    for field, value in fields.items():
        for text in value if isinstance(value, (tuple, list)) else [value]:
            if isinstance(text, str):
                reasons = [_of_address(text)] if field in ADDRESSES else _of_text(text)
                yield from ((field, reason) for reason in reasons if reason)


def _of_text(text: str) -> Iterator[str]:
    for words, address in markup.shown_links(text):
        yield _of_address(address)
        shown = SHOWN_AS_ADDRESS.fullmatch(words.strip())
        if shown and _bare(shown[1]) != _bare(_host(address)):
            yield Reason("shows the address “%(shown)s” and leads to “%(host)s”", shown=words, host=_host(address))


def _of_address(address: str) -> str:
    host = _host(address)
    if any(len(ALIKE & _scripts(label)) > 1 for label in host.split(".")):
        return Reason("“%(host)s” mixes letters of two scripts, which look alike", host=host)
    return ""


def _scripts(label: str) -> set[str]:
    return {unicodedata.name(letter, "").partition(" ")[0] for letter in label if letter.isalpha()}


def _host(address: str) -> str:
    """The host as readers know it."""
    try:
        host = urlsplit(address).hostname or ""
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host
    except ValueError:
        return ""


def _bare(host: str) -> str:
    return host.lower().removeprefix("www.").rstrip(".")

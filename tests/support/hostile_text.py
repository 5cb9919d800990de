"""What somebody might write to do harm, and what of a page would do it."""

import json
import re
from html.parser import HTMLParser

HOSTILE = {
    "runs": "<script>alert('HERE')</script> <img src=x onerror=a()> <iframe src=//x.example> <style>*{}</style>",
    "breaks out": "HERE\" onmouseover=\"a()\" x ' onclick='a()' x --></title></details></template><script>x</script>",
    "closes the marks": "</del></ins></li></ul>HERE<script>a()</script> [x](javascript:a()) ![x](https://x.example/a.png)",
    "sends": '<b hx-get="/x" hx-trigger="load">HERE</b> <form action=//x.example> <meta http-equiv=refresh content=0>',
    "is a template": "{{ request.user.password }}{% debug %}{0.__class__}%(was)s%(now)s%s%n HERE & &lt;b&gt;",
}
UNSEEN = ["\u202e", "\u2067", "\u200b", "\ufeff", "\u00ad", "\x1b", "\x07", "\x0c", "\u2028", "\n"]


class Harm(HTMLParser):
    """What of a page runs, fetches, sends or leads away without a template of ours saying so; and its words."""

    NEVER = {"applet", "base", "embed", "frame", "iframe", "marquee", "math", "object"}
    NEEDS = {"script": {"src"}, "img": {"src"}, "svg": {"class", "viewbox"}}
    LEADING = {"action", "data", "formaction", "href", "hx-post", "poster", "src", "srcset", "xlink:href"}
    OURS = {"hx-post", "hx-trigger", "hx-target", "hx-swap", "hx-swap-oob", "hx-sync", "hx-disabled-elt", "hx-preserve"}
    DATA = "application/ld+json"  # what a search engine reads and no browser runs
    HOME = re.compile(
        r"$|[?#]|/(?![/\\])|https://(optout|chatter|authority)\.example/"
        r"|mailto:(\w+@authority\.example|hello@optout\.example|\?subject=[^&]*&body=[^&]*)$"
    )

    def __init__(self, page):
        super().__init__()
        self.found, self.words = [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        given = {name: value or "" for name, value in attributes}
        self.words += given.values()
        acts = any(self._acts(name, value) for name, value in given.items()) and not self._is_mark(tag, given)
        lacks = tag in self.NEEDS and not given.keys() & self.NEEDS[tag] and given.get("type") != self.DATA
        if acts or lacks or tag in self.NEVER or "http-equiv" in given:
            self.found.append((tag, given))

    def handle_data(self, words):
        self.words.append(words)
        if self.cdata_elem == "style" and "#changelist" not in words:  # the one style that Django's own pages hold
            self.found.append(("style", words))
        if self.cdata_elem == "script" and words.strip() and not is_json(words):
            self.found.append(("script", words))

    def _acts(self, name, value):
        is_call = name.startswith(("hx-", "data-hx-")) and name not in self.OURS
        is_astray = name in self.LEADING and not self.HOME.match(value.strip().lower())
        return is_call or is_astray or name.startswith("on") or name in ("style", "srcdoc")

    def _is_mark(self, tag, given):
        """A link made with the marks: it fetches nothing, says that it leads away, and waits to be pressed."""
        is_plain = tag == "a" and given.keys() == {"href", "rel"} and given["rel"] == "noopener external"
        return is_plain and given["href"].startswith("https://")


def is_json(words):
    try:
        return bool(json.loads(words))
    except ValueError:
        return False

"""The tags of a page, and those that a strict policy would stop."""

from html.parser import HTMLParser


class Tags(HTMLParser):
    """Every tag of a page, with its attributes."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


def tags(response):
    found = Tags(response.content.decode()).found
    assert found
    return found


def faults_in_markup(response):
    """What a strict policy would stop, or what would run without a file of ours."""
    return [
        (tag, attributes)
        for tag, attributes in tags(response)
        if tag == "style"
        or "style" in attributes
        or (tag == "script" and not attributes.get("src") and attributes.get("type") != "application/ld+json")
        or any(name.startswith(("on", "hx-on")) for name in attributes)
        or any(str(value).strip().lower().startswith("javascript:") for value in attributes.values())
    ]

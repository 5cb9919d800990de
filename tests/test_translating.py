"""A browser that translates a page leaves what stands on the reader’s own screen, and addresses, as they are."""

import re
from html.parser import HTMLParser

import pytest

from guides.document.yaml_format import from_yaml
from tests.support.shipped_guide import CONTENT

WORDS = CONTENT.read_text(encoding="utf-8")
GUIDE = from_yaml(WORDS)
PAGES = ["", "?device=phone", "more/", "share/", "handout/", "poster/", "steps/switch-off/report/"]
VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}
NOT_READ = {"svg", "textarea", "a"}  # a picture, what is copied, and the title of a page elsewhere


class Translated(HTMLParser):
    """Each piece of text that a browser would translate."""

    def __init__(self, page):
        super().__init__()
        self.inside, self.pieces = [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        if tag not in VOID:
            self.inside.append(tag in NOT_READ or ("translate", "no") in attributes)

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.inside.pop()

    def handle_data(self, data):
        if not any(self.inside):
            self.pieces.append(data.strip())


def labels():
    """All that LinkedIn's menus and switches say, in every language that the guide knows."""
    marked = set(re.findall(r"\*\*(\w[^*\n]*)\*\*", WORDS))
    trails = {label for step in GUIDE.steps for way in step.walkthroughs for label in way.trail}
    elsewhere = {word for label in GUIDE.labels for word in (label.page, label.switch) if word}
    return (marked | trails | elsewhere) - {step.title for step in GUIDE.steps}


@pytest.mark.parametrize("path", PAGES)
def test_a_translated_page_still_says_what_stands_on_the_readers_screen(visitor, path):
    response = visitor.get(f"/linkedin/uk/{path}")
    assert response.status_code == 200
    pieces = Translated(response.content.decode()).pieces
    assert len(pieces) > 20
    assert len(labels()) > 20
    assert [piece for piece in pieces if piece in labels() or piece.startswith("optout.example/")] == []

"""A page with holes, and what fills them."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from guides.serving.fragments import PageShell, slot
from guides.serving.lru_cache import LRUCache
from guides.views import checklist_page

NAMES = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True)
TEXTS = st.text(st.characters(blacklist_characters="\x02\x03", blacklist_categories=["Cs"]))


@given(TEXTS, st.lists(st.tuples(NAMES, TEXTS)))
def test_what_fills_the_holes_stands_exactly_where_they_were(first, rest):
    frame = PageShell.of(first + "".join(slot(name) + text for name, text in rest))
    filled = frame.filled(lambda name: f"<{name}>".encode())
    assert filled.decode() == first + "".join(f"<{name}>{text}" for name, text in rest)


def test_every_hole_is_asked_for_by_its_name_and_in_order():
    asked = []
    PageShell.of(f"a{slot('the summary')}b{slot('switch-off')}").filled(lambda name: asked.append(name) or b"")
    assert asked == ["the summary", "switch-off"]


def test_however_many_ways_there_are_to_be_done_only_so_many_fragments_are_kept(visitor, monkeypatch):
    """There are three to the number of extras, and whoever likes may send them all. What was let go is made again."""
    monkeypatch.setattr(checklist_page, "filled", LRUCache(1))
    monkeypatch.setattr(checklist_page, "fragments", LRUCache(20))
    extras = ["saved-answers", "research", "objection-form"]
    ways = [dict(zip(extras, way, strict=True)) for way in product(["0", "1", "not-for-me"], repeat=len(extras))]

    def read(way):
        ticks = {"switch-off": "1", "look-again": "1", **way}
        cookies = "; ".join(f"linkedin.{step}={value}" for step, value in ticks.items() if value != "0")
        return visitor.get("/linkedin/uk/", headers={"Cookie": cookies}).content

    pages = [read(way) for way in ways]
    assert len(set(pages)) == 27
    assert len(checklist_page.fragments) == 20
    assert [read(way) for way in ways[:3]] == pages[:3]

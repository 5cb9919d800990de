"""A page with holes, and what fills them."""

from hypothesis import given
from hypothesis import strategies as st

from guides.pieces import Frame, hole

NAMES = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True)
TEXTS = st.text(st.characters(blacklist_characters="\x02\x03", blacklist_categories=["Cs"]))


@given(TEXTS, st.lists(st.tuples(NAMES, TEXTS)))
def test_what_fills_the_holes_stands_exactly_where_they_were(first, rest):
    frame = Frame.of(first + "".join(hole(name) + text for name, text in rest))
    filled = frame.filled(lambda name: f"<{name}>".encode())
    assert filled.decode() == first + "".join(f"<{name}>{text}" for name, text in rest)


def test_every_hole_is_asked_for_by_its_name_and_in_order():
    asked = []
    Frame.of(f"a{hole('the summary')}b{hole('switch-off')}").filled(lambda name: asked.append(name) or b"")
    assert asked == ["the summary", "switch-off"]

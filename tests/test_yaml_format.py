import datetime
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides.document.field_types import HIDDEN
from guides.document.types import DocumentError
from guides.document.validation import parse
from guides.document.yaml_format import HEADING, from_yaml, to_data, to_yaml
from tests.support.factories import (
    START,
    make_claim,
    make_event,
    make_guide,
    make_label,
    make_region,
    make_rumour,
    make_source,
    make_step,
    make_walkthrough,
)

# One a line: what YAML, or a careless reader of it, could take for something else than text.
LOOK_ALIKES = r"""
NO|No|no|Off|off|On|yes|y|n|true|null|~|=|<<|1|01|1.5|1e3|0x1F|0b1|1:30|1_000|.inf|.nan
2025-11-03|2025-11-03 10:00|- a|? a|a: b|a:|:a|a #b|#a|'|''|"|'a'|"a"|a 'b' c|{a}|[a]|[|]|{|}|,
!a|!!str a|&a|*a|@a|`a`|%a|>|---|...|a  b|back\slash|a, b|Ünïcödé|日本語|Datatilsynet’s “words”
"""
TRAPS = [*LOOK_ALIKES.strip().replace("\n", "|").split("|"), "|", "a | b", "Cafe\u0301", "👩\u200d💻", "\U0010ffff"]
TRAPS += ["word " * 38 + "end", "x" * 200]
SLUGS = ["no", "off", "on", "yes", "y", "n", "null", "true", "1", "0", "12", "1e3", "0x1f", "0b1", "2025-11-03", "a-b"]

letters = st.characters(exclude_categories=["Cc", "Cs"])
free = st.text(letters, min_size=1, max_size=60).filter(lambda text: text.strip() and not HIDDEN.search(text))
texts = st.sampled_from(TRAPS) | free
days = st.none() | st.dates()
slugs = st.lists(st.sampled_from(SLUGS), unique=True, max_size=4)


@st.composite
def guides(draw):
    """Any sound guide: texts and names of every kind in every sort of place."""
    regions = [make_region("uk", name=draw(texts), aliases=draw(slugs), countries=["NO", "ON"], since_on=draw(days))]
    way = make_walkthrough(trail=draw(st.lists(texts, max_size=3)), actions=draw(st.lists(texts, max_size=3)))
    steps = [
        make_step(slug, title=draw(texts), is_extra=draw(st.booleans()), walkthroughs=[way]) for slug in draw(slugs)
    ]
    claims = [
        make_claim(
            slug, "does", text=draw(texts), disagreement=draw(st.none() | texts), from_on=draw(days), regions=["uk"]
        )
        for slug in draw(slugs)
    ]
    return make_guide(
        title=draw(texts),
        basis=draw(st.none() | texts),
        untried=draw(st.none() | texts),
        regions=regions,
        steps=steps,
        claims=claims,
        labels=[make_label("no", page=draw(texts))],
        events=[make_event(slug, text=draw(texts), happened_on=draw(st.dates())) for slug in draw(slugs)],
        rumours=[
            make_rumour(slug, said=draw(texts), right=draw(texts), words=draw(slugs), from_on=draw(days))
            for slug in draw(slugs)
        ],
        sources=[make_source(dated=draw(texts))],
    )


@given(guides())
def test_any_guide_comes_back_from_its_text_and_gives_the_same_bytes(guide):
    text = to_yaml(guide)
    assert from_yaml(text) == guide
    assert to_yaml(from_yaml(text)) == text


@given(guides())
def test_any_guide_comes_back_from_its_json(guide):
    assert parse(json.loads(json.dumps(to_data(guide)))) == guide


@pytest.mark.parametrize("text", TRAPS)
def test_a_text_that_looks_like_something_else_stays_a_text(text):
    guide = make_guide(title=text, steps=[], claims=[], regions=[make_region(covers=text)])
    assert from_yaml(to_yaml(guide)) == guide


def test_the_way_in_which_it_was_typed_leaves_no_trace():
    typed = """{"title": "Off", format: 1, 'slug': a, "language": en, product: A, description: 'In two\n  lines'}"""
    plain = "product: A\nformat: 1\nslug: a\nlanguage: en\ndescription: In two lines\ntitle: 'Off'\n"
    assert to_yaml(from_yaml(typed)) == to_yaml(from_yaml(plain))


def test_it_begins_with_what_it_is_and_then_with_its_format():
    assert to_yaml(make_guide()).startswith(HEADING + "format: 2\nslug: chatter\n")


def test_it_ends_with_one_line_break_and_has_no_blank_at_the_end_of_a_line():
    text = to_yaml(make_guide())
    assert text.endswith("\n")
    assert not re.search(r"[ \t]$|\n\n", text, re.MULTILINE)


def test_every_script_can_be_read_in_the_file():
    assert "title: Schalter für 日本語 › Off’s end\n" in to_yaml(make_guide(title="Schalter für 日本語 › Off’s end"))


def test_what_is_said_comes_before_where_it_comes_from():
    guide = make_guide(steps=[], claims=[make_claim("does", text="A text.", from_on=START, regions=["uk"])])
    wanted = (
        "  - slug: does\n    topic: does\n    text: A text.\n    regions: [uk]\n    from_on: 2025-11-03\n"
        "    certainty: one\n    sources: [notice]\n    checked_on: 2026-11-22\n"
    )
    assert wanted in to_yaml(guide)


def test_what_has_its_default_is_left_out():
    text = to_yaml(
        make_guide(steps=[make_step("switch-off", is_extra=False, revision=1, regions=[])], claims=[], labels=[])
    )
    assert not re.search("is_extra|revision|labels|claims|null|: \\[\\]", text)


def test_a_guide_without_events_and_rumours_names_neither_and_one_with_them_has_them_before_the_sources():
    without = to_yaml(make_guide())
    assert "events" not in without
    assert "rumours" not in without
    text = to_yaml(make_guide(events=[make_event(effect="starts")], rumours=[make_rumour(words=["late", "off"])]))
    added = (
        "events:\n  - slug: start\n    happened_on: 2025-11-03\n    text: 'What happens: start.'\n    effect: starts\n"
        "    certainty: one\n    sources: [notice]\n    checked_on: 2026-11-22\n"
        "rumours:\n  - slug: too-late\n    said: One reads too-late.\n    verdict: wrong\n"
        "    right: What is right of too-late.\n    words: [late, 'off']\n"
        "    certainty: one\n    sources: [notice]\n    checked_on: 2026-11-22\n"
    )
    assert text == without.replace("\nsources:\n", f"\n{added}sources:\n")


def test_dates_and_lists_that_are_shared_are_written_out_each_time():
    day, shared = datetime.date(2025, 11, 3), ["notice"]
    claims = [make_claim(slug, "does", checked_on=day, from_on=day, sources=shared) for slug in ("a", "b")]
    text = to_yaml(make_guide(steps=[], claims=claims))
    assert text.count("from_on: 2025-11-03") == 2
    assert not re.search(r"[&*]id\d", text)


# --- faulty files ----------------------------------------------------------------------------


def refusal(text):
    with pytest.raises(DocumentError) as caught:
        from_yaml(text)
    return caught.value.problems


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("format: 1\ntitle: a: b\n", "line 2, column 9"),
        ("format: 1\nslug: a\n\ttitle: b\n", "line 3, column 1"),
        ("format: 1\nregions: [uk\n", "line 3, column 1"),
        ("format: 1\ntitle: 'open\n", "line 3, column 1"),
        ("format: 1\ntitle: *nobody\n", "line 2, column 8"),
    ],
    ids=["colon", "tab", "open list", "open quote", "lost anchor"],
)
def test_it_names_the_line_and_column_that_cannot_be_read(text, place):
    (problem,) = refusal(text)
    assert (problem.kind, problem.key, problem.field) == ("file", "", "")
    assert problem.reason.startswith("is not YAML")
    assert place in problem.reason


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("format: 1\nslug: a\nproduct: x\nslug: b\n", "slug", 4),
        ("format: 1\nregions:\n  - slug: uk\n    name: A\n    name: B\n", "name", 5),
        ("{format: 1, 'format': 1}", "format", 1),
    ],
)
def test_an_entry_that_is_there_twice_is_refused_with_its_line(text, said, line):
    with pytest.raises(DocumentError) as refusal:
        from_yaml(text)
    (problem,) = refusal.value.problems
    assert re.search(rf"“{said}” appears twice; keep one\s+in .*, line {line}, column", problem.reason)


@pytest.mark.parametrize("text", ["", "# nothing\n", "- a\n- b\n", "word", "3", "null", "2025-11-03"], ids=repr)
def test_it_refuses_a_file_that_holds_no_guide(text):
    (problem,) = refusal(text)
    assert (problem.kind, problem.reason) == ("file", "holds no guide; it must begin with “format: 2”")


@pytest.mark.parametrize(
    "tag",
    [
        "!!python/object/apply:os.system ['exit 1']",
        "!!python/object/new:os.system ['exit 1']",
        "!!python/object:guides.document.types.Part {}",
        "!!python/name:os.system",
        "!!python/module:os",
        "!own a",
    ],
)
def test_it_refuses_a_tag_that_would_make_more_than_plain_data(tag):
    (problem,) = refusal(f"format: 1\ntitle: {tag}\n")
    assert "could not determine a constructor" in problem.reason
    assert "line 2, column 8" in problem.reason


@pytest.mark.parametrize(
    "value",
    ["2025-02-30", "2025-13-01", "!!int many", "!!float many", "!!bool perhaps", "!!timestamp soon", "0b_", "9" * 5000],
    ids=lambda value: value[:20],
)
def test_it_refuses_a_value_that_cannot_be_what_it_looks_like(value):
    assert refusal(to_yaml(make_guide()).replace("since_on: 2025-11-03", f"since_on: {value}"))


@pytest.mark.parametrize(
    "regions", ["!!set {uk, eu}", "!!omap [uk: eu]", "{uk: eu}", "uk", "&a [*a]", "[[uk]]", "[1, null]"]
)
def test_it_refuses_regions_that_are_no_list_of_regions(regions):
    problems = refusal(f"format: 1\nregions: {regions}\n")
    assert {problem.kind for problem in problems} <= {"guide", "region"}


def test_it_names_the_field_that_is_wrong_in_a_file_that_can_be_read():
    text = to_yaml(make_guide()).replace("certainty: one", "certainty: sure", 1)
    (problem,) = refusal(text)
    assert (problem.kind, problem.key, problem.field) == ("region", "uk", "authorities › 1 › certainty")


def test_a_missing_quote_around_a_country_is_found():
    (problem,) = refusal(to_yaml(make_guide()).replace("'NO'", "NO"))
    assert (problem.kind, problem.key, problem.field) == ("region", "eu", "countries › 3")


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_what_lies_too_deep_is_refused_before_it_is_built(opening):
    """libyaml builds it by recursion of its own: 50,000 deep, and Python is gone without a word."""
    (problem,) = refusal("format: 1\nregions:\n  " + opening * 50_000)
    assert "too deep for a guide" in problem.reason

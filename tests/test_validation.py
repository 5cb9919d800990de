import datetime
import re
from string import ascii_uppercase

import pytest
from django.urls import get_resolver
from hypothesis import given
from hypothesis import strategies as st

from guides.document.field_types import LONGEST_LINE, LONGEST_TEXT
from guides.document.types import DocumentError, Picture, Problem, Walkthrough
from guides.document.validation import examine, parse, refused
from tests.support.factories import (
    EVE,
    LATER,
    START,
    make_authority,
    make_claim,
    make_data,
    make_event,
    make_ground,
    make_guide,
    make_label,
    make_paragraph,
    make_purpose,
    make_recourse,
    make_region,
    make_regions,
    make_rumour,
    make_source,
    make_step,
    make_walkthrough,
)

BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
INVISIBLE = "\u200b\u2060\u2061\u2062\u2063\u2064\ufeff"
BARE = {"steps": [], "claims": [], "events": [], "rumours": [], "labels": []}
CONTROLS = "\n\r\t\x00\x07\x1b\x7f\x85\u2028\u2029"


def problems(**changes):
    """What is wrong with a guide that is sound but for these changes."""
    with pytest.raises(DocumentError) as caught:
        make_guide(**changes)
    return caught.value.problems


def places(**changes):
    return [(problem.kind, problem.key, problem.field) for problem in problems(**changes)]


# --- types -----------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", ["", "Upper", "under_score", "two words", "-edge", "edge-", "a--b", "é", "a" * 61])
def test_it_refuses_a_slug_that_does_not_fit_into_an_address(slug):
    assert places(slug=slug) == [("guide", "", "slug")]


@pytest.mark.parametrize("slug", ["a", "linkedin", "under-18", "3-november", "a" * 60])
def test_it_takes_a_slug_of_small_letters_digits_and_hyphens(slug):
    assert make_guide(slug=slug).slug == slug


@pytest.mark.parametrize(
    "url",
    [
        "http://chatter.example/",
        "ftp://chatter.example/",
        "javascript:alert(1)",
        "data:text/html,hello",
        "//chatter.example/",
        "/settings",
        "chatter.example",
        "https://",
        "https:///path",
        "https:chatter.example",
        "https://[",
        "https://name@chatter.example/",
        "https://name:word@chatter.example/",
        "https://:word@chatter.example/",
        "https://@chatter.example/",
        "https://chatter.example/two words",
        "https://chat ter.example/",
        "https://chatter.example/two\u00a0words",
        "https://chatter.example/\tx",
        "https://chatter.example/\nx",
        "https://chatter.example/\u202ex",
        "https://chatter.example/" + "x" * LONGEST_TEXT,
    ],
)
def test_it_refuses_a_link_that_is_not_a_plain_https_address(url):
    assert places(sources=[make_source("notice", url=url)]) == [("source", "notice", "url")]


@pytest.mark.parametrize(
    "url", ["https://chatter.example", "https://chatter.example:8443/a/b?c=d&e=%20#f", "https://bücher.example/é"]
)
def test_it_keeps_a_whole_https_address_as_it_is(url):
    assert make_guide(sources=[make_source(url=url)]).source("notice").url == url


@pytest.mark.parametrize("letter", BIDI_CONTROLS, ids=ascii)
def test_it_refuses_a_character_that_turns_the_reading_direction(letter):
    assert places(title=f"Turn{letter} it off") == [("guide", "", "title")]


@pytest.mark.parametrize("letter", INVISIBLE, ids=ascii)
def test_it_refuses_a_character_that_nobody_can_see(letter):
    (problem,) = problems(claims=[make_claim(text=f"Turn{letter} it off")])
    assert (problem.key, problem.field) == ("essential", "text")
    assert "invisible" in problem.reason


@pytest.mark.parametrize("letter", CONTROLS, ids=ascii)
def test_it_refuses_a_line_break_and_every_other_control_character(letter):
    (problem,) = problems(claims=[make_claim(text=f"Turn{letter}it off")])
    assert (problem.key, problem.field) == ("essential", "text")
    assert "write it as one line" in problem.reason


@pytest.mark.parametrize(
    "text", ["Ünïcödé", "日本語", "👩\u200d💻 at work", "می\u200cخواهم", "Me › Settings & Privacy"]
)
def test_it_takes_every_script_and_joined_letters(text):
    assert make_guide(title=text).title == text


def test_it_composes_letters_so_that_the_same_word_is_the_same_text():
    assert make_guide(title="Cafe\u0301").title == "Café"


def test_it_takes_the_blanks_around_a_text_away():
    assert make_guide(title="  Turn it off ").title == "Turn it off"


@pytest.mark.parametrize("text", ["", "   ", "\u00a0"], ids=ascii)
def test_it_refuses_a_text_without_any_letter(text):
    assert places(title=text) == [("guide", "", "title")]


@pytest.mark.parametrize(("field", "limit"), [("title", LONGEST_LINE), ("description", LONGEST_TEXT)])
def test_it_takes_a_text_up_to_its_limit_and_none_beyond(field, limit):
    assert len(getattr(make_guide(**{field: "x" * limit}), field)) == limit
    assert places(**{field: "x" * (limit + 1)}) == [("guide", "", field)]


def test_it_measures_a_text_in_the_composed_form_that_it_keeps():
    """This letter is two once it is composed."""
    assert places(title="\u0958" * LONGEST_LINE) == [("guide", "", "title")]


@pytest.mark.parametrize(
    ("collection", "part", "place"),
    [
        ("regions", make_region("uk", colour="x"), ("region", "uk", "colour")),
        (
            "regions",
            make_region("uk", authorities=[make_authority(fax="x")]),
            ("region", "uk", "authorities › 1 › fax"),
        ),
        ("steps", make_step("tidy-up", done=True), ("step", "tidy-up", "done")),
        (
            "steps",
            make_step("tidy-up", walkthroughs=[make_walkthrough(), make_walkthrough(video="x")]),
            ("step", "tidy-up", "walkthroughs › 2 › video"),
        ),
        ("claims", make_claim("does", author="x"), ("claim", "does", "author")),
        ("labels", make_label("de", button="x"), ("label", "de", "button")),
        ("events", make_event("start", until="x"), ("event", "start", "until")),
        ("rumours", make_rumour("photo", quote="x"), ("rumour", "photo", "quote")),
        ("sources", make_source("notice", author="x"), ("source", "notice", "author")),
    ],
)
def test_it_names_a_field_that_it_does_not_know_and_the_part_that_has_it(collection, part, place):
    assert place in places(**{collection: [part]})


def test_it_names_an_unknown_field_of_the_guide_itself():
    assert places(colour="x") == [("guide", "", "colour")]


@pytest.mark.parametrize(
    ("part", "field"),
    [
        (make_claim(certainty="sure"), "certainty"),
        (make_claim(topic="gossip"), "topic"),
        (make_claim(devices=["tablet"]), "devices › 1"),
        (make_claim(checked_on="yesterday"), "checked_on"),
        (make_claim(from_on="2025-02-30"), "from_on"),
        (make_claim(text=None), "text"),
        (make_claim(text=1), "text"),
        (make_claim(sources="notice"), "sources"),
    ],
)
def test_it_names_the_field_of_a_claim_that_has_the_wrong_type(part, field):
    assert places(claims=[part]) == [("claim", "essential", field)]


@pytest.mark.parametrize(
    ("collection", "part", "field"),
    [
        ("events", make_event("a", happened_on=None), "happened_on"),
        ("events", make_event("a", precision="week"), "precision"),
        ("events", make_event("a", effect="stops"), "effect"),
        ("events", make_event("a", text=""), "text"),
        ("rumours", make_rumour("a", verdict="true"), "verdict"),
        ("rumours", make_rumour("a", said=""), "said"),
        ("rumours", make_rumour("a", right=None), "right"),
        ("rumours", make_rumour("a", from_on="soon"), "from_on"),
    ],
)
def test_it_names_the_field_of_an_event_or_a_rumour_that_has_the_wrong_type(collection, part, field):
    assert places(**{collection: [part]}) == [(collection.rstrip("s"), "a", field)]


@pytest.mark.parametrize(
    "word", ["", " ", "two words", "a,b", "<b>", "{{", "a\u202eb", "a\nb", "semi;colon", "a" * 61, 3, None], ids=ascii
)
def test_it_refuses_what_is_not_one_word_to_find_a_rumour_by(word):
    assert places(rumours=[make_rumour("a", words=["late", word])]) == [("rumour", "a", "words › 2")]


@pytest.mark.parametrize("word", ["late", "opt-in", "don’t", "don't", "404", "naïve", "スイッチ", "निजता", "a" * 60])
def test_it_takes_one_word_of_any_script_to_find_a_rumour_by(word):
    assert make_guide(rumours=[make_rumour(words=[word])]).rumours[0].words == (word,)


@pytest.mark.parametrize("revision", [0, -1, 10000, "many", 1.5])
def test_it_refuses_a_revision_that_no_tick_could_carry(revision):
    assert places(steps=[make_step("tidy-up", revision=revision)], claims=[]) == [("step", "tidy-up", "revision")]


@pytest.mark.parametrize(
    ("field", "value"),
    [("code", "Germany"), ("code", "de"), ("email", "nobody"), ("email", "a b@c.example"), ("name_language", "German")],
)
def test_it_refuses_an_authority_that_cannot_be_looked_up(field, value):
    regions = [make_region("uk", authorities=[make_authority(**{field: value})])]
    assert places(regions=regions, steps=[], claims=[]) == [("region", "uk", f"authorities › 1 › {field}")]


@pytest.mark.parametrize("country", ["gb", "GBR", "G", ""])
def test_it_refuses_a_country_that_is_not_a_code_of_two_letters(country):
    assert places(regions=[make_region("uk", countries=[country])])[0] == ("region", "uk", "countries › 1")


def test_one_fault_hides_no_other_whatever_its_kind():
    """Wrong types, names that lead nowhere, days in the wrong order: as many as there are, all at once."""
    data = make_data(title="", language="English", extra=1)
    data["claims"][0] |= {"text": "Two\nlines", "sources": ["nowhere"]}
    data["claims"][1] |= {"topic": "gossip", "step": "nowhere"}
    data["claims"][2] |= {"from_on": LATER, "until_on": EVE}
    data["regions"][0]["authorities"][0]["url"] = "http://authority.example/"
    data["steps"][0]["walkthroughs"][1]["devices"] = ["fridge", "phone"]
    del data["sources"][1]["title"]
    assert places(**data) == [
        ("guide", "", "title"),
        ("guide", "", "language"),
        ("region", "uk", "authorities › 1 › url"),
        ("step", "switch-off", "walkthroughs › 2 › devices › 1"),
        ("claim", "essential", "text"),
        ("claim", "soon", "topic"),
        ("source", "regulator", "title"),
        ("guide", "", "extra"),
        ("claim", "essential", "sources"),
        ("claim", "since", "until_on"),
    ]


def test_what_is_not_wrong_can_be_read_all_the_same():
    data = make_data(title="")
    data["claims"][0]["text"] = "Two\nlines\u202e."
    data["claims"][1] |= {"topic": "gossip"}
    data["claims"][2] |= {"sources": ["nowhere", "notice"]}
    del data["steps"][1]["summary"]
    examined = examine(data)
    guide = examined.guide
    assert [claim.slug for claim in guide.claims][:2] == ["essential", "since"]
    assert (guide.title, guide.claims[0].text, guide.claims[1].sources) == ("…", "Two lines.", ("notice",))
    assert guide.step("look-again").summary == "…"
    assert examined.lost == {"claims"}
    assert len(guide.claims) == len(data["claims"]) - 1


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=3),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["format", "slug", "title", "claims", "regions", "steps", "text", "authorities"]), inner
            )
        ),
    )
)
def test_of_what_is_no_guide_nothing_can_be_read_and_nothing_breaks(data):
    examined = examine(data)
    assert examined.problems
    assert examined.guide is None or isinstance(examined.guide.slug, str)


@pytest.mark.parametrize("version", [0, 3, True, "1", None])
def test_it_refuses_a_format_that_it_does_not_know(version):
    assert places(format=version) == [("guide", "", "format")]


@pytest.mark.parametrize("entry", [None, 3, "does", [], {}, {"slug": ""}], ids=repr)
def test_it_counts_to_a_part_that_has_no_name(entry):
    assert ("claim", "number 2") in {place[:2] for place in places(claims=[make_claim(), entry])}


@pytest.mark.parametrize("claims", [{"does"}, {"does": 1}, "does", 3, None], ids=repr)
def test_it_names_a_collection_that_is_no_list(claims):
    assert {problem.kind for problem in problems(claims=claims)} <= {"guide", "claim"}


@pytest.mark.parametrize("data", [None, [], "guide", 1, {}, {1: 2}], ids=repr)
def test_it_refuses_data_that_is_no_guide(data):
    with pytest.raises(DocumentError) as caught:
        parse(data)
    assert {problem.kind for problem in caught.value.problems} == {"guide"}


def test_it_names_every_fault_at_once():
    claims = [make_claim(), make_claim("does", text=""), make_claim("used", certainty="sure")]
    assert places(title="", claims=claims) == [
        ("guide", "", "title"),
        ("claim", "does", "text"),
        ("claim", "used", "certainty"),
    ]


def test_a_sound_guide_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        make_guide().title = "Another title"


# --- references ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"regions": [make_region("uk", authorities=[make_authority(sources=["lost"])])]}, ("region", "uk", "sources")),
        ({"steps": [make_step("tidy-up", regions=["lost"])]}, ("step", "tidy-up", "regions")),
        (
            {"steps": [make_step("tidy-up", walkthroughs=[make_walkthrough(regions=["lost"])])]},
            ("step", "tidy-up", "regions"),
        ),
        (
            {"steps": [make_step("tidy-up", walkthroughs=[make_walkthrough(sources=["lost"])])]},
            ("step", "tidy-up", "sources"),
        ),
        ({"claims": [make_claim("does", regions=["uk", "lost"])]}, ("claim", "does", "regions")),
        ({"claims": [make_claim("does", sources=["notice", "lost"])]}, ("claim", "does", "sources")),
        ({"claims": [make_claim("why", step="lost")]}, ("claim", "why", "step")),
        ({"labels": [make_label("de", sources=["lost"])]}, ("label", "de", "sources")),
        ({"events": [make_event("start", regions=["lost"])]}, ("event", "start", "regions")),
        ({"events": [make_event("start", sources=["lost"])]}, ("event", "start", "sources")),
        ({"rumours": [make_rumour("photo", regions=["lost"])]}, ("rumour", "photo", "regions")),
        ({"rumours": [make_rumour("photo", sources=["lost"])]}, ("rumour", "photo", "sources")),
    ],
)
def test_it_names_the_part_whose_reference_leads_nowhere(changes, place):
    (problem,) = problems(**({"regions": [make_region("uk")], "steps": [], "claims": []} | changes))
    assert (problem.kind, problem.key, problem.field) == place
    assert "“lost”" in problem.reason


# --- names given twice -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("collection", "part", "place"),
    [
        ("regions", make_region("uk"), ("region", "uk", "slug")),
        ("steps", make_step("tidy-up"), ("step", "tidy-up", "slug")),
        ("claims", make_claim("does"), ("claim", "does", "slug")),
        ("sources", make_source("notice"), ("source", "notice", "slug")),
        ("labels", make_label("de"), ("label", "de", "language")),
        ("events", make_event("start"), ("event", "start", "slug")),
        ("rumours", make_rumour("photo"), ("rumour", "photo", "slug")),
    ],
)
def test_it_names_what_is_there_twice(collection, part, place):
    assert place in places(**{"steps": [], "claims": [], collection: [part, part]})


@pytest.mark.parametrize(
    ("one", "other", "door"),
    [
        ({"aliases": ["europe"]}, {"aliases": ["europe"]}, "europe"),
        ({"aliases": ["eu"]}, {}, "eu"),
        ({"aliases": ["de"]}, {"countries": ["DE"]}, "de"),
        ({"countries": ["EU"]}, {}, "eu"),
    ],
    ids=["two aliases", "alias and slug", "alias and country", "country and slug"],
)
def test_a_name_leads_to_one_region_only(one, other, door):
    (problem,) = problems(regions=[make_region("uk", **one), make_region("eu", **other)], steps=[], claims=[])
    assert (problem.kind, problem.key.lower()) == ("region", door)


def test_a_region_may_go_by_the_code_of_its_own_country():
    region = make_region("ca", countries=["CA"], aliases=["canada"])
    assert make_guide(regions=[region], steps=[], claims=[]).region("ca").countries == ("CA",)


def test_a_country_lies_in_one_region_only():
    regions = [make_region("uk", countries=["GB", "FR"]), make_region("eu", countries=["FR"])]
    assert places(regions=regions, steps=[], claims=[]) == [("region", "FR", "countries")]


# --- claims ----------------------------------------------------------------------------------


@pytest.mark.parametrize("topic", ["why", "missing"])
def test_a_claim_about_a_step_must_name_it(topic):
    (problem,) = problems(claims=[make_claim("lonely", topic)])
    assert (problem.kind, problem.key, problem.field) == ("claim", "lonely", "step")
    assert topic in problem.reason


@pytest.mark.parametrize("topic", ["essential", "standing", "ending"])
def test_a_claim_about_the_whole_guide_may_not_name_a_step(topic):
    assert places(claims=[make_claim("stray", topic, step="tidy-up")]) == [("claim", "stray", "step")]


def test_a_claim_may_not_end_before_it_begins():
    assert places(claims=[make_claim("does", from_on=START, until_on=EVE)]) == [("claim", "does", "until_on")]


def test_a_claim_may_hold_for_a_single_day():
    guide = make_guide(claims=[make_claim("does", from_on=START, until_on=START)])
    days = [START + datetime.timedelta(days=shift) for shift in (-1, 0, 1)]
    assert [guide.claims[0].holds("uk", day) for day in days] == [False, True, False]


# --- order and words -------------------------------------------------------------------------


def test_it_names_regions_devices_and_sources_in_the_order_of_the_guide():
    mixed = {"regions": ["world", "uk", "eu"], "sources": ["regulator", "notice"]}
    guide = make_guide(
        regions=[
            make_region(slug, authorities=[make_authority(sources=mixed["sources"])]) for slug in ("uk", "eu", "world")
        ],
        steps=[
            make_step(regions=mixed["regions"], walkthroughs=[make_walkthrough("phone", "iphone", "computer", **mixed)])
        ],
        claims=[make_claim(devices=["phone", "computer"], **mixed)],
        labels=[make_label(sources=mixed["sources"])],
        events=[make_event(**mixed)],
        rumours=[make_rumour(**mixed)],
    )
    step, claim = guide.steps[0], guide.claims[0]
    way, known = step.walkthroughs[0], (guide.events[0], guide.rumours[0])
    assert {part.regions for part in (step, way, claim, *known)} == {("uk", "eu", "world")}
    assert {part.sources for part in (way, claim, guide.labels[0], guide.regions[0].authorities[0], *known)} == {
        ("notice", "regulator")
    }
    assert (way.devices, claim.devices) == (("computer", "iphone", "phone"), ("computer", "phone"))


def test_it_names_the_topics_and_devices_of_the_guide_in_the_order_of_the_site():
    lists = {"sections": ["used", "why", "does"], "needed": ["used", "does"], "devices": ["tv", "phone", "computer"]}
    guide = make_guide(**BARE, **lists)
    assert guide.sections == ("why", "does", "used")
    assert guide.needed == ("does", "used")
    assert guide.devices == ("computer", "phone", "tv")


def test_it_names_regions_sources_and_rights_in_the_order_of_the_guide_in_letters_and_in_words_for_a_region():
    mixed = {"regions": ["world", "uk"], "sources": ["regulator", "notice"]}
    variant = {"regions": ["world", "uk"], "title": "Object to it"}
    guide = make_guide(
        steps=[make_step(variants=[variant])],
        claims=[],
        recourses=[make_recourse(**mixed)],
        purposes=[make_purpose(**mixed)],
        grounds=[make_ground(rights=["breach", "objection"], **mixed)],
        letters=[make_paragraph(rights=["none", "withdrawal", "objection"], **mixed)],
    )
    of_letters = [*guide.recourses, *guide.purposes, *guide.grounds, *guide.letters]
    assert {(part.regions, part.sources) for part in of_letters} == {(("uk", "world"), ("notice", "regulator"))}
    assert guide.grounds[0].rights == ("objection", "breach")
    assert guide.letters[0].rights == ("objection", "withdrawal", "none")
    assert guide.steps[0].variants[0].regions == ("uk", "world")


def test_it_names_each_of_them_once():
    claim = make_claim(regions=["uk", "uk"], devices=["phone", "phone"], sources=["notice", "notice"])
    kept = make_guide(claims=[claim]).claims[0]
    assert (kept.regions, kept.devices, kept.sources) == (("uk",), ("phone",), ("notice",))


def test_it_keeps_the_order_of_what_is_read_from_top_to_bottom():
    data = make_data()
    guide = parse(data | {"claims": data["claims"][::-1], "steps": data["steps"][::-1]})
    assert [claim.slug for claim in guide.claims] == [claim["slug"] for claim in data["claims"][::-1]]
    assert [step.slug for step in guide.steps] == [step["slug"] for step in data["steps"][::-1]]


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (Problem("claim", "does", "text", "is empty"), "claim does › text: is empty"),
        (Problem("guide", "", "title", "is empty"), "guide › title: is empty"),
        (Problem("file", "", "", "holds no guide"), "file: holds no guide"),
    ],
)
def test_a_problem_reads_as_a_sentence(problem, words):
    assert str(problem) == words
    assert str(DocumentError([problem, problem])) == f"{words}\n{words}"


# --- what the editor reads -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"regions": [make_region("uk"), make_region("uk")]},
            "region uk › slug: appears twice; each needs a name of its own",
        ),
        (
            {"labels": [make_label("de"), make_label("de")]},
            "label de › language: appears twice; each needs a name of its own",
        ),
        (
            {"regions": [make_region("uk", countries=["GB"]), make_region("eu", countries=["GB"])]},
            "region GB › countries: is in two regions; keep it in one",
        ),
        (
            {"regions": [make_region("uk", aliases=["home"]), make_region("eu", aliases=["home"])]},
            "region home › aliases: leads to two regions; keep it in one",
        ),
        ({"slug": "admin"}, "guide admin › slug: is the address of something else; choose another"),
        ({"regions": [make_region("search")]}, "region search › aliases: “search” is another page of the guide"),
        ({"regions": [make_region("share")]}, "region share › aliases: “share” is another page of the guide"),
        ({"regions": [make_region("sources")]}, "region sources › aliases: “sources” is another page of the guide"),
        (
            {"regions": [make_region("uk", aliases=["timeline", "api"])]},
            "region uk › aliases: “api” is another page of the guide",
        ),
        (
            {"claims": [make_claim("does", sources=["lost"])]},
            "claim does › sources: there is no source “lost” in this guide",
        ),
        (
            {"claims": [make_claim("does", regions=["lost"])]},
            "claim does › regions: there is no region “lost” in this guide",
        ),
        ({"claims": [make_claim("why", step="lost")]}, "claim why › step: there is no step “lost” in this guide"),
        ({"claims": [make_claim("why")]}, "claim why › step: the topic “why” belongs to a step; name it"),
        (
            {"claims": [make_claim("why", step="tidy-up", question="stays")], "steps": [make_step("tidy-up")]},
            "claim why › question: belongs to no step; choose another topic, or no question",
        ),
        (
            {"claims": [make_claim("does", answer="No.")]},
            "claim does › question: is empty, so nothing is answered; choose one",
        ),
        (
            {"claims": [make_claim("does", words=["late"])]},
            "claim does › question: is empty, so nothing is answered; choose one",
        ),
        (
            {"claims": [make_claim("does", step="tidy-up")], "steps": [make_step("tidy-up")]},
            "claim does › step: the topic “does” does not belong to a step",
        ),
        ({"claims": [make_claim("does", from_on=START, until_on=EVE)]}, "claim does › until_on: is before from_on"),
        ({"claims": [make_claim("does"), {"topic": "does"}]}, "claim number 2 › slug: is missing; write it"),
        (
            {"steps": [make_step("tidy-up", walkthroughs=[make_walkthrough(actions=["Open it.", "a\tb"])])]},
            "step tidy-up › walkthroughs › 1 › actions › 2: "
            "has a line break or a control character; write it as one line",
        ),
        (
            {"sources": [make_source("notice", url="http://chatter.example/")]},
            "source notice › url: must be a whole address that begins with https://",
        ),
        (
            {"rumours": [make_rumour("late", words=["two words"])]},
            "rumour late › words › 1: must be one word of letters and digits",
        ),
        ({"rumours": [make_rumour("late", words=["a" * 61])]}, "rumour late › words › 1: is longer than 60 letters"),
        (
            {"title": "Turn\u200b it off"},
            "guide › title: has an invisible character or one that turns the reading direction (U+200B after “Turn”); "
            "delete it",
        ),
        (
            {"title": "What you are told to turn\u200b off"},
            "guide › title: has an invisible character or one that turns the reading direction "
            "(U+200B after “you are told to turn”); delete it",
        ),
    ],
)
def test_each_fault_says_where_it_is_and_what_to_do(changes, sentence):
    assert sentence in map(str, problems(**(BARE | changes)))


PICTURE = {"slug": "off", "alternative": "It is off.", "dated_on": EVE, "digest": "0" * 64, "kind": "png"}
PICTURE |= {"width": 20, "height": 10}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"colour": "x"}, "guide › colour: is not a field here; correct its name, or remove it"),
        ({"title": "x" * 201}, "guide › title: is too long; shorten it to 200 characters"),
        ({"slug": "a" * 61}, "guide › slug: is too long; shorten it to 60 characters"),
        ({"title": ""}, "guide › title: is empty; fill it in, or remove it"),
        (
            {"rumours": [make_rumour("late", words=[""])]},
            "rumour late › words › 1: is empty; fill it in, or remove it",
        ),
        ({"title": 1}, "guide › title: must be text; put it in quotation marks"),
        (
            {"regions": [make_region("uk", aliases=[f"a-{number}" for number in range(61)])]},
            "region uk › aliases: has too many entries; keep at most 60",
        ),
        (
            {"claims": [make_claim(certainty="sure")]},
            "claim essential › certainty: must be one of these: 'maker', 'several', 'one', 'disputed' or 'inferred'",
        ),
        ({"steps": [make_step(is_extra="perhaps")]}, "step switch-off › is_extra: must be true or false"),
        ({"steps": [make_step(is_extra=None)]}, "step switch-off › is_extra: must be true or false"),
        ({"steps": [make_step(revision="many")]}, "step switch-off › revision: must be a whole number"),
        ({"steps": [make_step(revision=None)]}, "step switch-off › revision: must be a whole number"),
        ({"steps": [make_step(revision=1.5)]}, "step switch-off › revision: must be a whole number"),
        ({"steps": [make_step(revision=0)]}, "step switch-off › revision: must be at least 1"),
        ({"steps": [make_step(revision=10000)]}, "step switch-off › revision: must be at most 9999"),
        (
            {"claims": "does"},
            "guide › claims: must be a list; write each entry on a line of its own, after a hyphen",
        ),
        ({"claims": [None]}, "claim number 1: must have fields; write each on a line of its own"),
        (
            {"claims": [make_claim(checked_on="yesterday")]},
            "claim essential › checked_on: must be a real date, written as 2026-11-30",
        ),
        (
            {"events": [make_event(happened_on=None)]},
            "event start › happened_on: must be a real date, written as 2026-11-30",
        ),
        ({"slug": "A"}, "guide › slug: must be small letters, digits and single hyphens, such as switch-off"),
        (
            {"regions": [make_region("uk", countries=["gb"])]},
            "region uk › countries › 1: must be two capital letters for a country, such as IE",
        ),
        (
            {"regions": [make_region("uk", authorities=[make_authority("gb")])]},
            "region uk › authorities › 1 › code: "
            "must be the code of a country, or of a part of one, such as IE, DE-BY or US-CA",
        ),
        ({"language": "?"}, "guide › language: must be the code of a language, such as en, de or pt-BR"),
        (
            {"steps": [make_step(walkthroughs=[make_walkthrough(pictures=[PICTURE | {"digest": "0"}])])]},
            "step switch-off › walkthroughs › 1 › pictures › 1 › digest: "
            "must be the SHA-256 of the file, in 64 hexadecimal digits",
        ),
        (
            {"regions": [make_region("uk", authorities=[make_authority(email="nobody")])]},
            "region uk › authorities › 1 › email: must be an e-mail address, such as office@authority.example",
        ),
        (
            {"sections": ["why", "gossip"]},
            "guide › sections › 2: must be one of these: 'essential', 'standing', 'why', 'missing', 'ending', 'does', "
            "'does_not', 'used', 'not_used', 'disputed', 'complain', 'no_account', 'under_18', 'region_unclear', "
            "'objecting', 'letter_for', 'deceased', 'employers' or 'authors'",
        ),
    ],
)
def test_what_the_types_refuse_is_said_in_a_sentence_and_nothing_else_is_wrong(changes, sentence):
    assert [str(problem) for problem in problems(**(BARE | changes))] == [sentence]


def test_what_has_no_sentence_of_ours_is_said_in_that_of_the_types():
    with pytest.raises(DocumentError) as caught:
        parse(make_data(claims=[make_claim() | {2: 3}]) | {1: 2})
    assert [str(problem) for problem in caught.value.problems] == [
        "claim essential › 2: Keys should be strings",
        "guide › 1: Keys should be strings",
    ]


def test_what_keeps_plain_data_from_being_a_part_is_said_field_by_field():
    assert refused(Picture, PICTURE) == []
    assert refused(Picture, PICTURE | {"width": 0, "kind": "gif"}) == [
        ("kind", "must be one of these: 'png', 'jpeg' or 'webp'"),
        ("width", "must be at least 1"),
    ]
    way = make_walkthrough(pictures=[PICTURE, PICTURE | {"alternative": ""}])
    assert refused(Walkthrough, way) == [("pictures › 2 › alternative", "is empty; fill it in, or remove it")]


UK_AND_EU = [make_region("uk", countries=["GB"]), make_region("eu", countries=["DE"])]
COPY = {"archive_url": "https://archive.example/", "archived_on": EVE}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"sources": [make_source(**COPY | {"archived_on": None})]},
            "source notice › archived_on: is empty; say on which day the copy was made",
        ),
        (
            {"sources": [make_source(**COPY | {"archive_url": None})]},
            "source notice › archive_url: is empty; say where the archived copy is",
        ),
        (
            {"recourses": [make_recourse(answer_months=1, answer_days=30)]},
            "recourse objection › answer_days: stands beside months; say one of them, as the law counts",
        ),
        (
            {"recourses": [make_recourse(answer_months=None, extension_months=2)]},
            "recourse objection › extension_months: extends nothing; say by when an answer is due, or clear it",
        ),
        (
            {"recourses": [make_recourse(regions=["uk"], places=["GB", "DE-BY"])]},
            "recourse objection › places: “DE-BY” lies in “eu”; name that region",
        ),
        (
            {"letters": [make_paragraph(regions=["uk"], places=["KR"])], "regions": make_regions()},
            "paragraph opening › places: “KR” lies in “world”; name that region",
        ),
        ({"slug": "europe"}, "guide europe › slug: is a short name of one of its regions; choose another"),
        (
            {"regions": [make_region("uk", aliases=["privacy", "offline"])]},
            "region uk › aliases: “offline” is another page of the site",
        ),
        ({"steps": [make_step(after="lost")]}, "step switch-off › after: there is no step “lost” in this guide"),
    ],
)
def test_what_cannot_be_true_together_is_one_fault_with_its_sentence(changes, sentence):
    regions = [UK_AND_EU[0], UK_AND_EU[1] | {"aliases": ["europe"]}]
    assert [str(problem) for problem in problems(**(BARE | {"regions": regions} | changes))] == [sentence]


@pytest.mark.parametrize(
    "changes",
    [
        {"sources": [make_source(**COPY)]},
        {"recourses": [make_recourse(answer_months=3, extension_months=2)]},
        {"recourses": [make_recourse(answer_months=None, answer_days=30, extension_months=2)]},
        {"recourses": [make_recourse(answer_months=None)]},
        {"recourses": [make_recourse(places=["GB", "DE"])]},
        {"recourses": [make_recourse(regions=["uk", "eu"], places=["GB", "DE-BY"])]},
        {"recourses": [make_recourse(regions=["uk"], places=["KR"])]},
        {"claims": [make_claim("does", question="stays", answer="No.", words=["late"])]},
        {"claims": [make_claim("does", question="stays")]},
        {"claims": [make_claim("does", until_on=EVE), make_claim("used", from_on=START)]},
    ],
    ids=[
        "a copy with its day",
        "months and more months",
        "days and more months",
        "no date",
        "places of every region",
        "places of its regions",
        "a place of no region",
        "an answer in short",
        "an answer",
        "one day only",
    ],
)
def test_what_can_be_true_together_is_sound(changes):
    make_guide(**(BARE | {"regions": UK_AND_EU} | changes))


# --- what was sound in its day -----------------------------------------------------------------


def test_what_is_kept_may_have_an_address_that_the_site_has_taken_since():
    taken = {"slug": "admin", "regions": [make_region("uk", aliases=["search"])], "steps": [], "claims": []}
    assert parse(make_data(**taken), is_kept=True).slug == "admin"
    assert len(problems(**taken)) == 2


def test_what_is_kept_may_have_it_also_where_something_else_is_wrong():
    data = make_data(slug="admin", title="")
    assert places_of(examine(data, is_kept=True)) == [("guide", "", "title")]
    assert places_of(examine(data)) == [("guide", "", "title"), ("guide", "admin", "slug")]


def places_of(examined):
    return [(problem.kind, problem.key, problem.field) for problem in examined.problems]


def test_each_collection_that_lost_a_part_is_named_whenever_that_was_found():
    """“…” is what stands in for a text, so that a part with it is lost at once; a name is stood in for first."""
    nameless = make_event()
    del nameless["slug"]
    examined = examine(make_data(claims=[make_claim(certainty="…"), make_claim("does")], events=[nameless]))
    assert examined.lost == {"claims", "events"}
    assert [claim.slug for claim in examined.guide.claims] == ["does"]
    assert examined.guide.events == ()


TAKEN_BY_THE_SITE = ["admin", "api", "preview", "static", "healthz", "readyz", "privacy", "accessibility", "offline"]
TAKEN_BY_THE_GUIDE = ["sources", "changes", "claims", "rumours", "timeline", "report", "api", "editions"]


@pytest.mark.parametrize("slug", TAKEN_BY_THE_SITE)
def test_no_guide_takes_the_address_of_something_else(slug):
    assert places(slug=slug) == [("guide", slug, "slug")]


@pytest.mark.parametrize("slug", TAKEN_BY_THE_GUIDE)
@pytest.mark.parametrize("field", ["slug", "aliases"])
def test_no_region_takes_the_address_of_another_page(slug, field):
    region = make_region(slug) if field == "slug" else make_region("uk", aliases=[slug])
    assert places(regions=[region], **BARE) == [("region", region["slug"], "aliases")]


def test_every_page_with_a_word_of_its_own_is_among_them():
    site = [str(page.pattern) for page in get_resolver().url_patterns]
    guide = [str(page.pattern).removeprefix("<slug:guide_slug>/") for page in get_resolver("guides.urls").url_patterns]
    assert {words[1] for words in map(FIRST_WORD.match, site) if words} <= set(TAKEN_BY_THE_SITE)
    assert {words[1] for words in map(FIRST_WORD.match, guide) if words} <= set(TAKEN_BY_THE_GUIDE)


FIRST_WORD = re.compile(r"([a-z0-9-]+)/")


# --- to the edge -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "field", "words"),
    [
        (make_event, "certainty", ["maker", "several", "one", "disputed", "inferred"]),
        (make_event, "precision", ["day", "month", "year"]),
        (make_event, "effect", ["starts", "pauses", None]),
        (make_rumour, "verdict", ["wrong", "superseded", "disputed"]),
    ],
)
def test_it_takes_each_word_that_is_meant_for_a_field(part, field, words):
    collection = part.__name__.removeprefix("make_") + "s"
    parts = [part(f"a-{number}", **{field: word}) for number, word in enumerate(words)]
    guide = make_guide(**(BARE | {collection: parts}))
    assert [getattr(each, field) for each in getattr(guide, collection)] == words


def with_entries(field, count):
    """A guide with a list that has so many entries."""
    codes = [first + second for first in ascii_uppercase for second in ascii_uppercase][:count]
    part = {field: {"countries": codes, "aliases": [f"a-{code.lower()}" for code in codes]}.get(field, ["de"] * count)}
    if field in ("trail", "actions"):
        return BARE | {"steps": [make_step("tidy-up", walkthroughs=[make_walkthrough(**part)])]}
    if field == "words":
        return BARE | {"rumours": [make_rumour("late", **part)]}
    if field == "languages":
        return BARE | {"regions": [make_region("uk", authorities=[make_authority(**part)])]}
    return BARE | {"regions": [make_region("uk", **part)]}


@pytest.mark.parametrize("field", ["countries", "aliases", "languages", "trail", "actions", "words"])
def test_it_takes_sixty_entries_of_a_list_and_not_one_more(field):
    make_guide(**with_entries(field, 60))
    (problem,) = problems(**with_entries(field, 61))
    assert problem.field.endswith(field)


@pytest.mark.parametrize("language", ["de", "haw", "pt-BR", "zh-Hans-CN", "de-abcdefgh-abcdefgh"])
def test_it_takes_a_language_as_browsers_write_it(language):
    assert make_guide(language=language).language == language


@pytest.mark.parametrize(
    "language",
    [
        "",
        "d",
        "German",
        "DE",
        "de_DE",
        "de-",
        "de-A",
        "de-abcdefghi",
        "sr-Latn-RS-abcdefghi",
        "deu-abcdefgh-abcdefgh",
    ],
)
def test_it_refuses_what_is_no_language(language):
    assert places(language=language) == [("guide", "", "language")]


@pytest.mark.parametrize("code", ["GB", "US-CA", "DE-NRW"])
def test_it_takes_the_code_of_a_country_or_of_a_part_of_it(code):
    make_guide(regions=[make_region("uk", authorities=[make_authority(code)])], **BARE)


@pytest.mark.parametrize("code", ["G", "GBR", "gb", "US-", "US-C", "US-CALI", "US-CA-LA", "us-CA"])
def test_it_refuses_what_is_no_code_of_a_place(code):
    regions = [make_region("uk", authorities=[make_authority(code)])]
    assert places(regions=regions, **BARE) == [("region", "uk", "authorities › 1 › code")]


@pytest.mark.parametrize("email", ["a@b.example", "data.protection+uk@ico-office.gov.uk", "A_1@b.example"])
def test_it_takes_an_address_for_letters(email):
    make_guide(regions=[make_region("uk", authorities=[make_authority(email=email)])], **BARE)


@pytest.mark.parametrize(
    "email",
    ["a", "@b.example", "a@b", "a@b.c", "a@.example", "a@@b.example", "a@b.example\n.x", "x" * 65 + "@b.example"],
)
def test_it_refuses_what_is_no_address_for_letters(email):
    regions = [make_region("uk", authorities=[make_authority(email=email)])]
    assert places(regions=regions, **BARE) == [("region", "uk", "authorities › 1 › email")]


@pytest.mark.parametrize("revision", [1, 9999])
def test_it_takes_every_revision_that_a_tick_can_carry(revision):
    step = make_step("tidy-up", revision=revision)
    assert make_guide(**(BARE | {"steps": [step]})).steps[0].revision == revision


@pytest.mark.parametrize("field", ["title", "description", "basis"])
def test_one_letter_is_a_text(field):
    assert getattr(make_guide(**{field: "X"}), field) == "X"


def test_one_letter_is_a_word_to_find_a_rumour_by():
    assert make_guide(rumours=[make_rumour(words=["X"])]).rumours[0].words == ("X",)

"""Whatever somebody answers, in every region and place: a text that could be sent, and that says nothing untrue.

It is asked of the guides that we ship, and of a made one in which every right there is has its own words.
"""

import dataclasses
import re

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from guides.checklist.objection import (
    LEFT_EMPTY,
    Answers,
    compose,
    grounds_for,
    is_divided,
    paragraphs_for,
    places_of,
    purposes_for,
    recourse_for,
)
from guides.document.letters import ACCOUNTS, RIGHT_KINDS, TO_FINISH, WISHES
from guides.document.types import Guide, only_checked
from guides.document.yaml_format import from_yaml
from guides.views.objection import place_names
from tests.support.factories import make_guide, make_letters, make_paragraph, make_recourse
from tests.support.shipped_guide import CONTENT

RIGHTS = [kind for kind in RIGHT_KINDS if kind != "none"]
PLACES = dict(zip(RIGHTS, ("", "CH", "CA", "KR", "BR"), strict=True))


def made() -> Guide:
    """Every kind of right in a place of its own in the rest of the world, with its own law and its own words."""
    there = {"regions": ["world"], "law": None}
    return make_guide(
        **make_letters()
        | {
            "recourses": [
                make_recourse("objection", regions=["uk", "eu"]),
                make_recourse("none", **there, kind="none"),
                *(
                    make_recourse(kind, regions=["world"], places=[PLACES[kind]], kind=kind, answer_months=None)
                    for kind in RIGHTS[1:]
                ),
            ],
            "letters": [
                make_paragraph("to", text="To {controller}, from {name}, {email}"),
                make_paragraph("short", "form", text="To {controller} under {law}: {purposes}"),
                *(
                    make_paragraph(f"ask-{kind}", text=f"I ask for {kind} under {{law}}: {{purposes}}", rights=[kind])
                    for kind in RIGHTS
                ),
                make_paragraph("who", text="My profile: {profile}", account="with"),
                make_paragraph("what", text="My links: {links}", account="without"),
                *(make_paragraph(f"wish-{wish.replace('_', '-')}", text="{reason}", wish=wish) for wish in WISHES),
                make_paragraph("again", "reminder", text="{sent_on}, {answer_due}, {product}"),
            ],
        }
    )


GUIDES = {"made": made()} | {
    file.stem: guide
    for file in sorted(CONTENT.parent.glob("*.yaml"))
    if (guide := only_checked(from_yaml(file.read_text(encoding="utf-8")))).letters
}
SPOTS = [
    (name, region.slug, place)
    for name, guide in GUIDES.items()
    for region in guide.regions
    for place in ("", "ZZ", *places_of(guide, region.slug))
]
SHIPPED = [spot for spot in SPOTS if spot[0] != "made"]
typed = st.text(alphabet="Qqxz ", max_size=20)
TYPED = ("name", "profile", "email", "links", "reason", "sent_on", "answer_due")


@st.composite
def answers(draw, guide, region):
    """Anything that somebody may choose and type, also what is meant for other regions, or nothing at all."""
    purposes = [each.slug for each in guide.purposes]
    return Answers(
        account=draw(st.sampled_from(ACCOUNTS)),
        purposes=tuple(draw(st.lists(st.sampled_from(purposes), unique=True))),
        ground=draw(st.none() | st.sampled_from([each.slug for each in guide.grounds])),
        wishes=frozenset(draw(st.lists(st.sampled_from(WISHES)))),
        **{name: draw(typed) for name in TYPED},
    )


RULES = []  # what holds of the texts, each with the regions and places where it does


def everywhere(spots):
    """A rule that holds of every text there; to draw answers for each rule would take seven times as long."""

    def decorate(rule):
        RULES.append((rule, spots))
        return rule

    return decorate


def test_there_is_something_to_ask_about():
    assert {name for name, _region, _place in SPOTS} > {"made"}
    kinds = {recourse_for(GUIDES["made"], region, place).kind for name, region, place in SPOTS if name == "made"}
    assert kinds == set(RIGHT_KINDS)
    assert {recourse_for(GUIDES[name], region, place).kind for name, region, place in SHIPPED} == set(RIGHT_KINDS)


@everywhere(SPOTS)
def where_there_is_a_right_the_texts_name_the_controller_and_the_law(guide, region, place, chosen, texts):
    recourse = recourse_for(guide, region, place)
    if recourse.kind == "none":
        assert "form" not in texts
        return
    assert {"form", "other"} & set(texts)
    for piece in {"form", "other", "letter"} & set(texts):
        assert recourse.controller in texts[piece]
        assert recourse.law is None or recourse.law in texts[piece]


@everywhere(SPOTS)
def a_text_for_the_form_names_only_what_its_option_covers(guide, region, place, chosen, texts):
    """Where the form has two options; of one option, or none, there is one text."""
    recourse = recourse_for(guide, region, place)
    ticked = [each for each in purposes_for(guide, region) if each.slug in chosen.purposes]
    if not texts or not is_divided(guide, region, recourse):
        assert "other" not in texts
        return
    for name, is_other in (("form", False), ("other", True)):
        own = ["- " + each.text.replace("{product}", guide.product) for each in ticked if each.is_other == is_other]
        named = [line for line in texts.get(name, "").splitlines() if line.startswith("- ")]
        assert [line for line in named if line in own] == own
        assert (name in texts) == bool(own or (name == "form" and not ticked))
        assert not {"- " + each.text for each in ticked if each.is_other != is_other} & set(named)


@everywhere(SPOTS)
def every_purpose_that_is_ticked_there_is_named_and_no_other(guide, region, place, chosen, texts):
    there = {each.slug for each in purposes_for(guide, region)}
    lines = [line for text in texts.values() for line in text.splitlines()]
    for purpose in guide.purposes:
        line = "- " + purpose.text.replace("{product}", guide.product)
        is_named = purpose.slug in chosen.purposes and purpose.slug in there
        assert (line in lines) == (is_named and bool(texts) and any(each.startswith("- ") for each in lines))


@everywhere(SPOTS)
def what_was_left_empty_stands_in_brackets_and_nothing_else_does(guide, region, place, chosen, texts):
    text = "\n".join(texts.values())
    assert not re.search("[{}]", text)
    grounds = {each.slug: each.sentence for each in grounds_for(guide, region, place)}
    sentence = grounds.get(chosen.ground, TO_FINISH)
    is_there = {name: bool(getattr(chosen, name).strip()) for name in TYPED}
    is_there["reason"] |= not sentence.endswith(TO_FINISH)
    is_there["purposes"] = any(each.slug in chosen.purposes for each in purposes_for(guide, region))
    for name, words in LEFT_EMPTY.items():
        if words in text:
            assert not is_there[name]
        text = text.replace(words, "")
    assert not re.search(r"\[|\]", text)


ABBREVIATION = re.compile(r"UK GDPR|GDPR|FADP|PIPEDA|PIPA|LGPD|APPI|PDPO|DPDP|CCPA|DPA 2018|P-39\.1")
# The words of each right, in the language of the guide.
WORDS = {
    "objection": r"\bI object\b|\bobjection\b",
    "prohibition": r"\bprohibit|\bprohibition\b",
    "withdrawal": r"\bwithdr[ae]w",
    "suspension": r"\bsuspen[ds]",
    "breach": r"\bI oppose\b|\bopposition\b",
}


@everywhere(SPOTS)
def no_text_claims_a_right_or_a_law_of_another_place(guide, region, place, chosen, texts):
    recourse = recourse_for(guide, region, place)
    others = {each.law for each in guide.recourses} - {recourse.law, None}
    for text in texts.values():
        assert set(ABBREVIATION.findall(text)) <= set(ABBREVIATION.findall(recourse.law or ""))
        assert not [law for law in others if law in text and law not in (recourse.law or "")]
        claimed = {kind for kind, words in WORDS.items() if re.search(words, text, re.IGNORECASE)}
        assert claimed <= {recourse.kind}


# What such letters repeat and is not so, each as a pattern over what we wrote.
FALSE = {
    "training without consent is illegal": r"\b(illegal|unlawful|against the law)\b",
    "finished models must forget": r"\b(remove|delete|erase|retrain|unlearn|must)\b[^.]*\bmodels?\b",
    "the right is absolute": r"\babsolute|unconditional|Article 21\(2\)|Article 21\(3\)|direct marketing",
    "silence means yes, or money": r"\b(silence|deemed|compensation|damages|owe)\b|\b30 days\b[^.]*\b(accept|agree)",
    "the law follows the passport": r"\b(citizen|nationality|passport)",
    "they read my messages": r"\b(private|direct|my) messages?\b|\bmy chats?\b",
    "somebody else’s objection": r"\bon behalf of\b|\bmy (team|staff|company|employees|child|son|daughter|late)\b",
    "the wrong body, or its fine": r"\b(EDPB|EDPS|fines?|fined|penalty|penalties)\b|310 million",
    "a date binds": r"3 November|\bdeadline\b",
    "a post revokes the licence": r"\b(revoke|licen[cs]e|copyright)\b",
    "threats": r"\b(sue|lawsuit|lawyer|legal action|prosecut)",
}


@everywhere(SHIPPED)
def no_text_says_what_is_not_so(guide, region, place, chosen, texts):
    said = "\n".join(texts.values())
    assert [name for name, pattern in FALSE.items() if re.search(pattern, said, re.IGNORECASE)] == []
    if recourse_for(guide, region, place).kind in ("objection", "prohibition"):
        assert not re.search(r"withdraw\w*[^.]*consent|without my consent", said, re.IGNORECASE)
    if region == "uk":
        assert not re.search(r"\bDPC\b|Data Protection Commission|LinkedIn Ireland|Dublin", said)
    if region == "eu":
        assert not re.search(r"LinkedIn Corporation|Sunnyvale|\bICO\b", said)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("training without consent is illegal", "Training without my consent is illegal."),
        ("finished models must forget", "Remove my data from the models that you have trained."),
        ("the right is absolute", "My right to object is absolute."),
        ("the right is absolute", "I object under Article 21(2) GDPR."),
        ("silence means yes, or money", "Your silence means that you accept this."),
        ("silence means yes, or money", "If you do not answer in 30 days, you have accepted this."),
        ("the law follows the passport", "As a French citizen I am protected everywhere."),
        ("they read my messages", "You train on my private messages."),
        ("somebody else’s objection", "I object for my team."),
        ("the wrong body, or its fine", "The EDPB will stop you."),
        ("the wrong body, or its fine", "LinkedIn was fined for this."),
        ("a date binds", "The deadline has not passed."),
        ("a post revokes the licence", "I hereby revoke your licence."),
    ],
)
def test_each_untrue_sentence_would_be_found(name, words):
    assert re.search(FALSE[name], words, re.IGNORECASE)


@everywhere(SPOTS)
def the_wishes_and_the_account_change_what_is_said(guide, region, place, chosen, texts):
    """What somebody did not choose is not said for them."""
    without = compose(guide, region, place, dataclasses.replace(chosen, wishes=frozenset()))
    for piece, text in without.items():
        assert len(text) <= len(texts[piece])
    for wish in set(WISHES) - chosen.wishes:
        for paragraph in guide.letters:
            if paragraph.wish == wish and "{" not in paragraph.text and texts.get(paragraph.piece):
                shared = [each for each in guide.letters if each.text == paragraph.text and each.wish != wish]
                assert shared or paragraph.text not in texts[paragraph.piece].split("\n\n")


@pytest.mark.parametrize("spot", SPOTS, ids="-".join)
@effort(max_examples=20)
@given(data=st.data())
def test_whatever_somebody_answers_the_texts_keep_every_rule(spot, data):
    name, region, place = spot
    guide = GUIDES[name]
    chosen = data.draw(answers(guide, region))
    texts = compose(guide, region, place, chosen)
    for rule, spots in RULES:
        if spot in spots:
            rule(guide, region, place, chosen, texts)


def test_seven_rules_are_held():
    """So many functions above are called by the test that draws the answers."""
    assert len(RULES) == 7


# --- what the guides that we ship let people choose ------------------------------------------


@pytest.mark.parametrize(("name", "region"), sorted({spot[:2] for spot in SHIPPED}))
def test_every_place_to_choose_has_a_name_in_words(name, region):
    names = place_names(GUIDES[name], GUIDES[name].region(region))
    assert {code: said for code, said in names.items() if not re.search("[a-z]{3}", said)} == {}


@pytest.mark.parametrize(("name", "region", "place"), SHIPPED)
def test_a_reason_is_offered_where_a_text_has_a_line_for_it_and_a_breach_where_the_right_asks_for_one(
    name, region, place
):
    guide = GUIDES[name]
    offered = {ground.slug for ground in grounds_for(guide, region, place)}
    has_line = any("{reason}" in each.text for each in paragraphs_for(guide, region, place))
    assert bool(offered) == has_line
    recourse = recourse_for(guide, region, place)
    assert ("breach" in offered) == (recourse is not None and recourse.kind == "breach")

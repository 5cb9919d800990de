"""What people may copy and send: each fact a claim, short where it must be, plain, right for the region and day."""

import datetime
import re
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides.checklist.plan import build
from guides.document.markup import to_text
from guides.sharing.messages import MOST_LETTERS, to_copy, used
from tests.support.factories import LATER, make_claim, make_claims, make_guide
from tests.support.shipped_guide import document_of

GUIDE = document_of()
REGIONS = [region.slug for region in GUIDE.regions]
DAYS = [datetime.date(2025, 11, 2), datetime.date(2025, 11, 3), datetime.date(2026, 11, 23)]
EVERYWHERE_AND_ALWAYS = [(region, on) for region in REGIONS for on in DAYS]
everywhere = pytest.mark.parametrize(("region", "on"), EVERYWHERE_AND_ALWAYS, ids=str)

LONGEST_MAILTO = 2000  # some programs take no more
PUSHING = re.compile(
    r"!|\b(hurry|urgent|now|act|today|must|should|immediately|last chance|before it|too late|don’t miss|free|easy|"
    r"simply|just|amazing|protect|warning|attention|important|join|share this|spread)\b",
    re.IGNORECASE,
)


def link_to(region):
    return f"https://switched-off.example/linkedin/{region}/"


def written(region="uk", on=LATER, guide=GUIDE):
    """Every message by its slug."""
    groups = to_copy(build(guide, guide.region(region), None, on, {}), link_to(region))
    return {message.slug: message for group in groups.values() for message in group}


def frame(message, region):
    """What is left of a message without its claims, its link and the name of the place."""
    text = message.text
    for claim in message.claims:
        assert to_text(claim.text) in text
        text = re.sub(rf"(\n- )? ?{re.escape(to_text(claim.text))}", "", text)
    return text.replace(link_to(region), "LINK").replace(GUIDE.region(region).place, "PLACE")


def with_claims(*claims):
    """A guide whose first essential, lead and lists are these and nothing else."""
    others = [claim for claim in make_claims() if claim["topic"] not in ("essential", "standing", "does", "does_not")]
    return make_guide(claims=[*others, *claims])


# --- what they say -----------------------------------------------------------------------------


def test_every_fact_is_a_claim_word_for_word_and_the_rest_is_the_same_everywhere_on_any_day():
    for slug in written():
        frames = {frame(written(region, on)[slug], region) for region, on in EVERYWHERE_AND_ALWAYS}
        assert len(frames) == 1, frames
        assert not re.search(r"\d|\bUK\b|Europe|Microsoft|\blaw\b|GDPR|regulator|legal|right to", frames.pop())


@everywhere
def test_the_claims_are_those_of_the_region_and_the_day(region, on):
    for message in written(region, on).values():
        assert message.claims
        assert all(claim.holds(region, on) for claim in message.claims)


@everywhere
def test_each_begins_with_what_is_said_first_on_the_page_of_the_region(region, on):
    lead = build(GUIDE, GUIDE.region(region), None, on, {}).said["standing"][0]
    assert {message.claims[0] for message in written(region, on).values()} == {lead}


@pytest.mark.parametrize("slug", ["chat", "email", "email-long", "notice", "notice-long", "staff"])
def test_the_text_turns_over_on_the_day_the_training_begins(slug):
    eve, start, today = (written("uk", on)[slug].text for on in DAYS)
    assert "On 3 November 2025 LinkedIn starts training AI" in eve
    assert "Since 3 November 2025 LinkedIn has been training AI" in start
    assert start == today


def test_the_eu_and_switzerland_are_not_told_of_microsoft_and_nobody_is_before_it_is_so():
    told = {(region, on) for region, on in EVERYWHERE_AND_ALWAYS if "Microsoft" in written(region, on)["staff"].text}
    assert told == {(region, on) for region in ("us", "uk", "ca", "hk", "world") for on in DAYS[1:]}


@everywhere
def test_the_longer_ones_say_what_the_switch_cannot_do_and_that_there_is_no_deadline(region, on):
    for slug in ("email-long", "notice-long", "staff"):
        text = written(region, on)[slug].text
        assert (
            "What it does not change:\n- The switch does not work retroactively: a model keeps what it learned before."
            in text
        )
        assert "there is no deadline" in text


def test_what_is_our_own_view_or_disputed_or_for_one_device_is_said_in_nobodys_name():
    guide = with_claims(
        make_claim("essential"),
        make_claim("opinion", "standing", text="Our view.", certainty="inferred"),
        make_claim("quarrel", "standing", text="A quarrel.", certainty="disputed", disagreement="Two sides."),
        make_claim("phone", "standing", text="On a phone.", devices=["phone"]),
        make_claim("report", "standing", text="A report.", certainty="one"),
        make_claim("does"),
        make_claim("our-does", "does", text="We infer.", certainty="inferred"),
        make_claim("does-not"),
    )
    claims = {claim.slug for message in written(guide=guide).values() for claim in message.claims}
    assert claims == {"report", "does", "does-not"}


def test_the_claims_in_all_of_them_are_listed_once_each():
    groups = to_copy(build(GUIDE, GUIDE.region("uk"), None, LATER, {}), link_to("uk"))
    claims = used(groups)
    assert len(claims) == len(set(claims)) == 7
    assert set(claims) == {claim for message in written().values() for claim in message.claims}


# --- how they say it ---------------------------------------------------------------------------


@everywhere
def test_the_short_ones_fit_into_300_characters_with_their_link(region, on):
    messages = written(region, on)
    assert [slug for slug, message in messages.items() if not message.is_long] == ["chat", "email", "notice"]
    assert [message.text for message in messages.values() if not message.is_long and len(message.text) > 300] == []


@everywhere
def test_each_names_the_link_once_and_no_other_address(region, on):
    for message in written(region, on).values():
        assert re.findall(r"https?://\S+", message.text) == [link_to(region)]


@everywhere
def test_they_are_plain_text_that_pushes_nobody(region, on):
    for message in written(region, on).values():
        assert not re.search(r"\*|\]\(|[<>&_#\t]| {2}|\n{3}| \n", message.text), message.text
        assert not re.search(r"[^\x20-\x7e\n–—‘’“”…]", message.text), "an emoji, or a letter nobody can type"
        assert not re.search(r"[\"']", message.text), "quotes are typographic"
        assert message.text == message.text.strip()
        assert PUSHING.findall(message.text) == []


def test_a_link_in_a_claim_leaves_its_words_only():
    linked = make_claim("lead", "standing", text="Use **On** or [the form](https://chatter.example/form).")
    guide = with_claims(make_claim("essential"), linked)
    assert "Use On or the form." in written(guide=guide)["chat"].text


@everywhere
def test_the_notice_to_staff_leaves_the_choice_to_each_person(region, on):
    text = written(region, on)["staff"].text
    assert "about your personal LinkedIn account, not about your work" in text
    assert "Whether you change anything there is your own choice." in text
    assert "[Our organisation] does not see who does this, and will not ask." in text


def test_only_the_notice_to_staff_has_places_to_fill_in():
    places = {slug: re.findall(r"\[[^\]]+\]", message.text) for slug, message in written().items()}
    assert len(places.pop("staff")) == 4
    assert [slug for slug, found in places.items() if found] == []


@given(
    st.lists(st.text("abc Äß%{}[]*😀", min_size=1, max_size=400).filter(str.strip), min_size=1, max_size=5),
    st.integers(0, 120),
)
def test_whatever_the_claims_are_a_short_message_holds_whole_ones_and_fits(texts, length):
    claims = [make_claim(f"said-{number}", "standing", text=text) for number, text in enumerate(texts)]
    guide = with_claims(make_claim("essential"), *claims)
    link = "https://switched-off.example/".ljust(length, "x")
    for group in to_copy(build(guide, guide.region("uk"), None, LATER, {}), link).values():
        for message in group:
            assert message.text.count(link) == 1
            assert all(to_text(claim.text) in message.text for claim in message.claims)
            assert message.is_long or len(message.text) <= MOST_LETTERS


def test_where_no_claim_fits_the_title_of_the_guide_says_what_it_is_about():
    guide = with_claims(make_claim("essential"), make_claim("lead", "standing", text="long " * 100))
    chat = written(guide=guide)["chat"]
    assert chat.claims == ()
    assert chat.text.startswith("Stop Chatter from training AI on your data. If you want to change the setting")


def test_a_draft_without_a_claim_still_gives_messages():
    assert all(link_to("uk") in message.text for message in written(guide=with_claims()).values())


# --- how they are sent -------------------------------------------------------------------------


@everywhere
def test_an_e_mail_opens_with_subject_and_text_and_lines_as_mail_ends_them(region, on):
    messages = [message for message in written(region, on).values() if message.subject]
    assert [message.slug for message in messages] == ["email", "email-long"]
    for message in messages:
        scheme, _, query = message.mailto.partition(":?")
        assert scheme == "mailto", "nobody is named as the one who gets it"
        assert parse_qs(query, strict_parsing=True) == {
            "subject": ["LinkedIn and your data"],
            "body": [message.text.replace("\n", "\r\n")],
        }
        assert re.fullmatch(r"[A-Za-z0-9%._~-]+", query.replace("&body=", "").replace("subject=", ""))
        assert "%0D%0A" in query
        assert not re.search(r"(?<!%0D)%0A", query)
        assert len(message.mailto) <= LONGEST_MAILTO


@everywhere
def test_a_box_is_high_enough_for_its_text(region, on):
    for message in written(region, on).values():
        lines = message.text.split("\n")
        assert len(lines) <= message.rows <= len(lines) + len(message.text) / 60 + 1

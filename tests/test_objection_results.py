"""What somebody gets on the page of an objection, for every region and place of the guide that the site ships with.

Where there is a right: a text that could be sent today, the option and where to choose it, the next dates as a calendar
file, and the authority. Where there is none: the switch, and what there is instead. Nothing of one in the other.
"""

import datetime
import re
from html import unescape

import pytest
from icalendar import Calendar

from guides.checklist.objection import Answers, compose, grounds_for, places_of
from guides.document.types import only_checked
from guides.document.yaml_format import from_yaml
from tests.support.pages import text
from tests.support.shipped_guide import CONTENT

GUIDE = only_checked(from_yaml(CONTENT.read_text(encoding="utf-8")))
SENT = datetime.date(2026, 11, 29)
IRELAND, CORPORATION = "LinkedIn Ireland Unlimited Company", "LinkedIn Corporation"
FORM, QUESTIONS = (f"https://www.linkedin.com/help/linkedin/ask/{name}" for name in ("TS-DPRO", "ppq"))
NO_ADDRESS = "We have no address of an authority here yet"

# What a text says and to whom; the form, by when an answer is due, and who is turned to then.
RIGHTS = {
    ("eu", ""): ("I object", "Article 21(1) GDPR", IRELAND, FORM, "2026-12-29", "Say where you live"),
    ("eu", "FR"): ("I object", "Article 21(1) GDPR", IRELAND, FORM, "2026-12-29", "https://www.cnil.fr/"),
    ("eu", "DE-BY"): ("I object", "Article 21(1) GDPR", IRELAND, FORM, "2026-12-29", "https://www.lda.bayern.de/"),
    ("uk", ""): ("I object", "Article 21 UK GDPR", CORPORATION, FORM, "2026-12-29", "https://ico.org.uk/"),
    ("ch", ""): (
        "I expressly prohibit",
        "Article 30(2)(b) and (3) FADP",
        IRELAND,
        FORM,
        None,
        "https://www.edoeb.admin.ch/",
    ),
    ("ca", ""): ("I withdraw", "Principle 4.3.8", CORPORATION, QUESTIONS, None, "https://www.priv.gc.ca/"),
    ("ca", "CA-QC"): ("I withdraw", "Principle 4.3.8", CORPORATION, QUESTIONS, None, "https://www.priv.gc.ca/"),
    ("world", "KR"): ("suspend", "Article 37 PIPA", CORPORATION, QUESTIONS, "2026-12-09", NO_ADDRESS),
    ("world", "BR"): ("I oppose", "Article 18, § 2, LGPD", CORPORATION, QUESTIONS, None, NO_ADDRESS),
}
# Where there is no right: what there is instead, beside the switch.
INSTEAD = {
    ("us", ""): "see, correct and delete your data",
    ("us", "US-CA"): "Global Privacy Control",
    ("hk", ""): "It has 40 days",
    ("world", ""): "form for privacy questions",
    ("world", "JP"): "form for privacy questions",
    ("world", "AU"): "which purpose it relies on",
    ("world", "IN"): "form for privacy questions",
}
WITH_OPTION = {spot for spot in RIGHTS if spot[0] in ("eu", "uk", "ch")}


def page_of(visitor, region, place):
    response = visitor.get(f"/linkedin/{region}/objection/", {"place": place} if place else {})
    assert response.status_code == 200
    return text(response)


def section(page, name):
    """The HTML from the start of a section to the start of the next."""
    return unescape(page.partition(f'id="{name}"')[2].partition("<section")[0])


def test_every_region_and_every_place_whose_law_differs_is_looked_at():
    spots = {(region.slug, place) for region in GUIDE.regions for place in ("", *places_of(GUIDE, region.slug))}
    assert spots == ({*RIGHTS, *INSTEAD} - {("eu", "FR"), ("eu", "DE-BY")})


@pytest.mark.parametrize("account", ["with", "without"])
@pytest.mark.parametrize(("region", "place"), RIGHTS)
def test_with_a_right_the_text_for_the_form_could_be_sent_today(region, place, account):
    """Nothing is left open but what the person has not been asked for: a breach that only they can name."""
    asked, law, controller, *_rest = RIGHTS[region, place]
    typed = {"name": "Q", "email": "q@q.example", "profile": "https://q.example/", "links": "https://q.example/1"}
    purposes = tuple(purpose.slug for purpose in GUIDE.purposes)
    (breach,) = [each.slug for each in grounds_for(GUIDE, region, place) if "breach" in each.rights] or [None]
    said = Answers(account=account, purposes=purposes, ground=breach, reason="It is so." if breach else "", **typed)
    texts = compose(GUIDE, region, place, said)
    assert set(texts) - {"other"} == {"form", "letter", "reminder", "complaint"}
    assert ("other" in texts) == ((region, place) in WITH_OPTION)
    for name in {"form", "other"} & set(texts):
        assert asked in texts[name]
        assert law in texts[name]
        assert texts[name].startswith(f"To {controller}: ")
        assert not re.search(r"[\[\]{}…]", texts[name])


@pytest.mark.parametrize(("region", "place"), RIGHTS)
def test_with_a_right_the_page_says_what_to_choose_where_and_to_whom_one_turns(visitor, region, place):
    *_text, form, _due, authority = RIGHTS[region, place]
    page = page_of(visitor, region, place)
    texts = section(page, "texts")
    assert f'href="{form}"' in texts
    assert ("Object to processing for training content-generating AI models" in texts) == (
        (region, place) in WITH_OPTION
    )
    assert ("<strong>Other</strong>" in texts) == ((region, place) in WITH_OPTION)
    assert "Paste the text where the form asks" in texts
    assert authority in section(page, "authority")


@pytest.mark.parametrize(("region", "place"), RIGHTS)
def test_with_a_right_the_next_dates_are_in_a_calendar(visitor, region, place):
    due = RIGHTS[region, place][4]
    response = visitor.get(f"/linkedin/{region}/objection/dates.ics", {"place": place} if place else {})
    days = {
        str(each["uid"]).split("-")[1]: each.decoded("dtstart").date()
        for each in Calendar.from_ical(response.content).events
    }
    assert days["sent"] == SENT
    assert days.get("due") == (datetime.date.fromisoformat(due) if due else None)
    assert SENT < days["reminder"] < days["complaint"]
    assert ("sets no day by which" in page_of(visitor, region, place)) == (due is None)


@pytest.mark.parametrize(("region", "place"), INSTEAD)
def test_without_a_right_one_page_says_that_the_switch_is_the_tool_and_what_there_is(visitor, region, place):
    page = page_of(visitor, region, place)
    right = section(page, "right")
    assert INSTEAD[region, place] in right
    assert f'href="/linkedin/{region}/' in right
    assert ("So the steps are your tool" in right) == bool(place or region != "world")
    for part in ('id="texts"', 'id="dates"', 'id="questions"', FORM):
        assert part not in page


# --- the words that lead from one part of the page to another --------------------------------


@pytest.mark.parametrize(("region", "place"), RIGHTS)
def test_what_stands_above_is_not_said_to_be_below(visitor, region, place):
    """The letters come last: the days and the authority that they are for stand above them."""
    later = page_of(visitor, region, place).partition('id="later"')[2].partition('id="cases"')[0]
    assert later
    assert "below" not in later


def test_a_breach_is_asked_for_as_one_where_the_law_wants_it_named(visitor):
    page = section(page_of(visitor, "world", "BR"), "questions")
    assert "Which breach of the law do you mean?" in page
    assert "No reason" not in page
    assert "No reason" in section(page_of(visitor, "uk", ""), "questions")

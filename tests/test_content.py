"""What the guide that ships with the site must say, and must never say, on any day and in any region."""

import datetime
import re
from pathlib import Path

import pytest

from guides.checklist.plan import build
from guides.document.completeness import gaps, turning_days
from guides.document.field_types import USUAL_DEVICES
from guides.document.markup import to_text
from guides.document.types import Evidence, parts
from guides.document.yaml_format import to_data, to_yaml
from tests.support.shipped_guide import document_of, file_of

FILE = Path(__file__).parent.parent / "guides" / "content" / "linkedin.yaml"
TEXT = FILE.read_text(encoding="utf-8")
GUIDE = document_of()

EVE, START, TODAY = datetime.date(2025, 11, 2), datetime.date(2025, 11, 3), datetime.date(2026, 11, 29)
REGIONS = ["us", "eu", "uk", "ch", "ca", "hk", "world"]
NEW_REGIONS = ["eu", "uk", "ch", "ca", "hk"]
SINCE_2024 = ["us", "world"]

COLOURS = re.compile(r"\b(green|gr[ae]y|blue|black|white|amber|red|yellow|orange)\b", re.IGNORECASE)
PLACE_IN_LIST = re.compile(
    r"\b(top|bottom|end|beginning|first|second|third|last|middle) (entry |item |line |one )?(of|in|on) (the|that|this) "
    r"(list|page|section|menu)\b|\bscroll\b|\b(above|below)\b",
    re.IGNORECASE,
)
NAMES_OF_OTHERS = {"slug", "url", "email", "sources", "publisher", "name", "step", "regions", "words", "question"}


def shown(region, on, device=None):
    return build(GUIDE, GUIDE.region(region), device, on, {})


def read(region, on):
    """Everything that a reader in this region is told on this day, on whichever device."""
    page = shown(region, on)
    told = [GUIDE.region(region), *(claim for claims in page.said.values() for claim in claims)]
    for each in (*page.needed, *page.extras):
        told += [each.step.model_copy(update={"walkthroughs": ()}), *each.why]
        told += [part for way in each.ways for part in (way.walkthrough, *way.missing)]
    return "\n".join(text for part in told for text in written(part.model_dump(mode="json")))


def written(data, key=""):
    """Every text in plain data that is ours to word."""
    if isinstance(data, dict):
        return [text for name, value in data.items() if name not in NAMES_OF_OTHERS for text in written(value, name)]
    if isinstance(data, list):
        return [text for value in data for text in written(value, key)]
    return [data] if isinstance(data, str) else []


TEXTS = written(to_data(GUIDE))
INLINE_LINKS = [url for text in TEXTS for url in re.findall(r"\]\(([^)]*)\)", text)]
ADDRESSES = re.findall(r"^ +(?:- )?url: (\S+)$", TEXT, re.MULTILINE) + INLINE_LINKS


# --- the whole -------------------------------------------------------------------------------


def test_the_file_is_in_the_one_canonical_form():
    assert to_yaml(file_of()) == TEXT


def test_nothing_is_missing():
    assert gaps(GUIDE) == []


def test_it_tells_the_seven_regions_apart():
    assert sorted(region.slug for region in GUIDE.regions) == sorted(REGIONS)


@pytest.mark.parametrize("on", [EVE, START, TODAY], ids=str)
@pytest.mark.parametrize("device", USUAL_DEVICES)
@pytest.mark.parametrize("region", REGIONS)
def test_every_reader_has_one_way_through_every_step_on_any_day(region, device, on):
    page = shown(region, on, device)
    assert [len(each.ways) for each in (*page.needed, *page.extras)] == [1] * len(page.shown)
    assert all(way.missing for each in page.needed for way in each.ways)
    assert all(page.said[topic] for topic in ("standing", "ending", "complain"))


def test_every_statement_says_where_it_comes_from_and_when_it_was_checked():
    evidence = [(kind, key, part) for kind, key, part in parts(GUIDE) if isinstance(part, Evidence)]
    of_letters = {"recourse", "purpose", "ground", "paragraph"}
    assert {kind for kind, _, _ in evidence} == {"region", "step", "claim", "label", "event", "rumour"} | of_letters
    unproven = [
        (kind, key) for kind, key, part in evidence if not (part.sources and part.certainty and part.checked_on)
    ]
    assert unproven == []
    assert max(part.checked_on for _, _, part in evidence) <= TODAY


def test_every_source_is_used():
    used = {slug for _, _, part in parts(file_of()) for slug in getattr(part, "sources", ())}
    assert {source.slug for source in GUIDE.sources} == used


def test_every_link_is_https():
    assert len(INLINE_LINKS) > 5
    assert len(ADDRESSES) > 100
    assert [url for url in ADDRESSES if not url.startswith("https://")] == []


@pytest.mark.parametrize(
    "site",
    ["sipoch", "vuink", "yourai", "ailinux", "toolz", "techgolly", "vociamo", "payload.pl", "stateofsurveillance"],
)
def test_a_copy_of_other_peoples_text_is_named_but_not_linked(site):
    assert [url for url in ADDRESSES if site in url] == []


@pytest.mark.parametrize(
    "slug", ["techgolly", "vociamo", "payload-pl", "state-of-surveillance", "malwarebytes", "ghacks"]
)
def test_a_source_that_we_may_not_link_stays_in_the_list(slug):
    assert GUIDE.source(slug).url is None


@pytest.mark.parametrize("step", GUIDE.steps, ids=lambda step: step.slug)
def test_a_step_is_titled_by_what_to_do_and_never_as_if_it_were_done(step):
    assert re.match(r"(Look|Object|Stop|Turn)\b", step.title)
    assert step.outcome
    assert step.outcome != step.title


def test_no_mark_is_left_open():
    assert [text for text in TEXTS if re.search(r"\*|\]\(|\[|`", to_text(text))] == []


# --- authorities -----------------------------------------------------------------------------


def test_the_eea_has_thirty_authorities_and_those_of_the_sixteen_laender():
    codes = [authority.code for authority in GUIDE.region("eu").authorities]
    countries, laender = [code for code in codes if "-" not in code], [code for code in codes if "-" in code]
    assert sorted(countries) == sorted(GUIDE.region("eu").countries)
    assert len(countries) == 30
    assert len(set(laender)) == len(laender) == 16
    assert all(code.startswith("DE-") for code in laender)


def test_uk_readers_hear_of_the_duty_to_take_complaints_once_the_ico_says_that_it_is_in_force():
    announced = datetime.date(2026, 6, 23)
    told = {on: "within 30 days" in read("uk", on) for on in (announced - datetime.timedelta(days=1), announced, TODAY)}
    assert list(told.values()) == [False, True, True]
    assert [event.happened_on for event in GUIDE.events if event.slug == "uk-complaints"] == [announced]


# --- Microsoft -------------------------------------------------------------------------------


@pytest.mark.parametrize("region", ["eu", "ch"])
def test_eu_and_swiss_readers_read_of_microsoft_only_that_the_notice_lists_no_such_sharing(region):
    claims = [claim for claim in GUIDE.claims if claim.reaches(region, None) and "Microsoft" in str(claim)]
    assert [claim.slug for claim in claims] == ["europe-microsoft"]
    assert "lists no sharing" in claims[0].text
    for on in (*turning_days(GUIDE, GUIDE.region(region)), TODAY):
        assert ("Microsoft" in read(region, on)) == (on >= START)
        assert "Microsoft" not in read(region, on).replace(claims[0].text, "")


def test_no_text_limits_what_goes_to_microsoft_from_the_uk_to_public_content():
    told = [claim.text for claim in GUIDE.claims if claim.regions == ("uk",)]
    told += [said_in(statement) for statement in STATEMENTS if statement.regions == ("uk",)]
    assert [text for text in told if "Microsoft" in text and re.search(r"public (content|posts)", text)] == []


def test_uk_readers_read_of_microsofts_ai_from_the_third_of_november_on_and_not_before():
    told = {on: "Microsoft’s AI" in read("uk", on) for on in (*turning_days(GUIDE, GUIDE.region("uk")), TODAY)}
    assert told == {on: on >= START for on in told}
    assert {EVE, START} <= told.keys()


@pytest.mark.parametrize("topic", ["standing", "ending", "does", "disputed"])
def test_each_place_that_concerns_it_tells_uk_readers_of_microsoft(topic):
    assert any("Microsoft" in claim.text for claim in shown("uk", TODAY).said[topic])
    assert not any("Microsoft" in claim.text for claim in shown("uk", EVE).said[topic])


# --- ads -------------------------------------------------------------------------------------


@pytest.mark.parametrize("on", [EVE, START, TODAY], ids=str)
def test_elsewhere_in_the_world_more_data_goes_to_microsoft_for_ads_in_some_regions_only(on):
    sentences = re.findall(r"[^.\n]*Microsoft for ads[^.\n]*", read("world", on))
    assert len(sentences) == 2
    assert [sentence for sentence in sentences if "some regions" not in sentence.lower()] == []


def test_no_source_disagrees_on_ads_in_the_uk_where_linkedins_own_notice_lists_no_such_sharing():
    disputed = [part for _, _, part in parts(GUIDE) if isinstance(part, Evidence) and part.certainty == "disputed"]
    assert [part for part in disputed if re.search(r"\bads?\b|advert", str(part), re.IGNORECASE)] == []
    assert re.search(r"lists no (sharing|ad sharing) with Microsoft", read("uk", TODAY))


# --- dates -----------------------------------------------------------------------------------


@pytest.mark.parametrize("on", [EVE, START, TODAY], ids=str)
@pytest.mark.parametrize("region", SINCE_2024)
def test_readers_where_it_runs_since_2024_are_told_so_first(region, on):
    assert "since 2024" in shown(region, on).said["standing"][0].text


@pytest.mark.parametrize("on", [EVE, START, TODAY], ids=str)
def test_the_lead_for_the_united_states_rests_on_linkedins_own_texts(on):
    lead = shown("us", on).said["standing"][0]
    assert lead.certainty == "maker"
    assert sum(source.startswith("linkedin-") for source in lead.sources) > len(lead.sources) / 2


@pytest.mark.parametrize("region", NEW_REGIONS)
def test_the_new_regions_read_of_the_third_of_november_in_other_words_before_and_from_it(region):
    before, after = (shown(region, on).said["standing"][0].text for on in (EVE, START))
    assert "3 November 2025" in before
    assert "3 November 2025" in after
    assert before != after
    assert "starts" in before
    assert after.startswith("Since 3 November 2025")


@pytest.mark.parametrize("region", REGIONS)
def test_no_page_speaks_of_the_start_in_the_wrong_tense(region):
    assert not re.search(r"\bsince 3 November 2025", read(region, EVE), re.IGNORECASE)
    assert not re.search(r"\b(starts|will then|begins|from 3 November 2025)\b", read(region, START), re.IGNORECASE)


@pytest.mark.parametrize("on", [EVE, START, TODAY], ids=str)
@pytest.mark.parametrize("region", REGIONS)
def test_nobody_is_told_that_it_is_too_late(region, on):
    told = read(region, on)
    assert "there is no deadline" in told
    assert not re.search(
        r"too late|deadline|missed|expired|in vain|pointless", told.replace("there is no deadline", "")
    )


# --- what the screen looks like --------------------------------------------------------------


@pytest.mark.parametrize("words", ["the switch turns grey", "Gray means off", "a green switch"])
def test_a_colour_would_be_noticed(words):
    assert COLOURS.search(words)


def test_no_text_goes_by_a_colour():
    assert [text for text in TEXTS if COLOURS.search(text)] == []


@pytest.mark.parametrize(
    "words", ["at the bottom of the list", "the last entry in the list", "Scroll down", "at the top of the page"]
)
def test_a_promised_place_would_be_noticed(words):
    assert PLACE_IN_LIST.search(words)


def test_no_text_promises_a_place_in_the_list():
    assert [text for text in TEXTS if PLACE_IN_LIST.search(text)] == []


@pytest.mark.parametrize(
    ("device", "side"), [("computer", "top right"), ("iphone", "top left"), ("android", "top left")]
)
def test_the_photo_is_where_it_is_on_that_device(device, side):
    ways = [way for step in GUIDE.steps for way in step.walkthroughs if device in way.devices]
    lines = [line for way in ways for line in way.actions if re.search(r"photo|\*\*Me\*\*", line)]
    assert lines
    assert [line for line in lines if side not in line] == []


def test_readers_in_a_phones_browser_are_told_nothing_about_the_app_they_are_not_in():
    ways = [way for step in GUIDE.steps for way in step.walkthroughs if "phone" in way.devices]
    assert {way.devices for way in ways} == {("phone",), USUAL_DEVICES}
    assert [way for way in ways if re.search(r"in (the|your) app", str(way))] == []


def test_payment_and_sign_in_data_are_among_what_is_not_used():
    about = {
        claim.topic
        for claim in GUIDE.claims
        if re.search(r"payment|\bcards?\b|password|signing in", claim.text, re.IGNORECASE)
    }
    assert about == {"not_used"}


def test_only_the_search_history_is_said_to_be_left_out_and_not_what_is_typed_into_ai_features():
    texts = [claim.text for claim in GUIDE.claims if claim.topic == "not_used"]
    texts += [f"{rumour.said} {rumour.right}" for rumour in GUIDE.rumours]
    assert [text for text in texts if re.search(r"\bsearch(es|ed)?\b(?! (history|engines))", text)] == []
    assert any("searches" in claim.text for claim in GUIDE.claims if claim.topic == "used")


@pytest.mark.parametrize("region", ["eu", "uk", "ch"])
def test_where_the_european_notice_holds_readers_learn_what_only_the_form_reaches(region):
    (told,) = [claim for claim in shown(region, TODAY).said["does_not"] if "general improvement" in claim.text]
    assert "messages in groups" in told.text
    assert "objection form" in told.text


@pytest.mark.parametrize("region", REGIONS)
def test_readers_learn_what_the_training_is_for_and_that_what_others_put_in_counts(region):
    said = {topic: [claim.slug for claim in claims] for topic, claims in shown(region, TODAY).said.items()}
    assert said["standing"][-1] == "used-purpose"
    assert "used-others" in said["used"]


@pytest.mark.parametrize("region", REGIONS)
def test_what_is_not_used_begins_with_the_word_that_these_are_examples(region):
    assert "examples" in shown(region, TODAY).said["not_used"][0].text


# --- languages -------------------------------------------------------------------------------


def test_readers_in_the_united_states_read_of_resumes_as_on_their_screen_and_no_others_do():
    ours = {region: read(region, TODAY).replace("Save resumes and application data", "") for region in REGIONS}
    assert [region for region, words in ours.items() if re.search(r"\bresumes?\b", words, re.IGNORECASE)] == ["us"]
    assert not re.search(r"\bCVs?\b", ours["us"])


NOT_OFFERED = {"bg", "hr", "sk", "sl", "et", "lv", "lt", "ga", "mt"}


def test_no_words_are_given_for_a_language_that_linkedin_does_not_offer():
    assert {label.language for label in GUIDE.labels} & NOT_OFFERED == set()
    told = "\n".join(claim.text for claim in GUIDE.claims if claim.reaches("eu", None))
    names = "Bulgarian, Croatian, Estonian, Irish, Latvian, Lithuanian, Maltese, Slovak or Slovenian"
    assert len(NOT_OFFERED) == len(re.split(", | or ", names))
    assert names in told


@pytest.mark.parametrize("region", REGIONS)
def test_the_words_of_the_form_in_italian_stand_only_where_italian_may_be_read(region):
    assert ("Opposizione al trattamento" in read(region, TODAY)) == (region in {"eu", "ch"})


# --- what happened, and what one reads elsewhere ---------------------------------------------

STATEMENTS = [*GUIDE.events, *GUIDE.rumours]
LONGEST_EVENT = 300
LONGEST_SAID, LONGEST_RIGHT = 120, 260


def said_in(statement):
    """All words of an event or a rumour that readers may see."""
    texts = ("text", "said", "right", "disagreement")
    return " ".join(to_text(getattr(statement, name, None) or "") for name in texts)


def told_on(region, on):
    return [statement for statement in STATEMENTS if statement.is_told(region, on)]


def test_the_guide_tells_what_happened_and_what_one_reads_elsewhere():
    assert len(GUIDE.events) > 20
    assert len(GUIDE.rumours) > 30


def test_events_stand_in_the_order_in_which_they_happened_and_none_in_the_future():
    days = [event.happened_on for event in GUIDE.events]
    assert days == sorted(days)
    assert datetime.date(2024, 9, 1) <= days[0]
    assert days[-1] <= TODAY


def test_each_region_starts_with_an_event_on_a_day_that_fits_the_region_itself():
    for region in GUIDE.regions:
        starts = [event for event in GUIDE.events if event.effect == "starts" and region.slug in event.regions]
        assert starts[-1].happened_on <= region.since_on
        assert (starts[-1].happened_on == region.since_on) == (region.slug in NEW_REGIONS)


@pytest.mark.parametrize("region", ["uk", "ca", "hk"])
def test_where_it_starts_again_it_was_paused_before(region):
    effects = [event.effect for event in GUIDE.events if event.effect and region in event.regions]
    assert effects == ["starts", "pauses", "starts"]


def test_every_verdict_is_there_and_what_is_disputed_tells_both_sides():
    assert {rumour.verdict for rumour in GUIDE.rumours} == {"wrong", "superseded", "disputed"}
    disputed = [statement for statement in STATEMENTS if statement.certainty == "disputed"]
    assert disputed
    assert all(statement.disagreement for statement in disputed)


def test_they_are_short_enough_to_be_read_in_passing():
    assert [event.slug for event in GUIDE.events if len(event.text) > LONGEST_EVENT] == []
    assert [rumour.slug for rumour in GUIDE.rumours if len(to_text(rumour.said)) > LONGEST_SAID] == []
    assert [rumour.slug for rumour in GUIDE.rumours if len(to_text(rumour.right)) > LONGEST_RIGHT] == []


def test_the_words_to_find_a_rumour_by_are_in_neither_of_its_texts():
    needless = [
        (rumour.slug, word)
        for rumour in GUIDE.rumours
        for word in rumour.words
        if re.search(rf"\b{re.escape(word)}\b", f"{rumour.said} {rumour.right}", re.IGNORECASE)
    ]
    assert needless == []
    assert all(rumour.words for rumour in GUIDE.rumours)
    assert [(claim.slug, word) for claim in GUIDE.claims for word in claim.words if word in claim.text.split()] == []


@pytest.mark.parametrize("region", ["eu", "ch"])
def test_no_event_and_no_rumour_tells_eu_and_swiss_readers_of_microsoft(region):
    assert [each.slug for each in STATEMENTS if each.is_told(region, TODAY) and "Microsoft" in said_in(each)] == []


@pytest.mark.parametrize("region", REGIONS)
def test_no_event_and_no_rumour_speaks_of_the_start_in_the_wrong_tense(region):
    before, after = ("\n".join(map(said_in, told_on(region, on))) for on in (EVE, START))
    assert not re.search(r"since (3 )?November 2025|in force from this day", before, re.IGNORECASE)
    assert not re.search(r"\bwill (then|start)\b", after)


@pytest.mark.parametrize("region", NEW_REGIONS)
def test_the_new_regions_hear_of_the_start_on_its_day_and_of_its_announcement_before(region):
    assert {"announced"} == {each.slug for each in told_on(region, EVE)} & {"announced", "start"}
    assert {"announced", "start"} <= {each.slug for each in told_on(region, START)}


@pytest.mark.parametrize(
    ("slug", "approval"),
    [("eu-dpc", "not an approval"), ("dpc-statement", "not an approval"), ("dpc-approved", "it has not")],
)
def test_the_irish_regulator_is_told_whole_no_approval_and_no_further_step(slug, approval):
    (text,) = [str(part) for part in (*GUIDE.claims, *STATEMENTS) if part.slug == slug]
    assert approval in text
    assert "concerns sufficiently addressed" in text
    assert "no further steps at present" in text


def test_the_last_look_is_the_last_event_and_says_what_was_looked_for_and_not_found():
    assert GUIDE.events[-1].slug == "last-look"
    assert "found none, but there may be one." in GUIDE.events[-1].text


def test_nothing_here_says_that_it_is_too_late_except_to_deny_it():
    late = [rumour.slug for rumour in GUIDE.rumours if "too late" in rumour.said]
    assert late == ["deadline"]
    assert GUIDE.rumours[0].slug == "deadline"
    assert "There is no deadline." in GUIDE.rumours[0].right
    assert not re.search(r"too late|in vain|pointless", "\n".join(rumour.right for rumour in GUIDE.rumours))

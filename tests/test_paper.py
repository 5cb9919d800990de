"""One page of paper for a region: what goes on it, what it rests on, and whose ticks it shows. Its size: journeys."""

import datetime
import re
from html import unescape

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from guides.checklist.plan import build
from guides.checklist.tick_cookies import Tick
from guides.document.field_types import USUAL_DEVICES
from guides.document.markup import to_text
from guides.editing import drafts, publishing
from guides.serving import current_editions
from guides.serving.current_editions import Live
from guides.serving.pages import PRIVATE, SHARED
from guides.sharing import paper
from guides.sharing.qr import svg
from tests.support.factories import (
    CHECKED,
    EVE,
    LATER,
    START,
    make_claim,
    make_claims,
    make_guide,
    make_source,
    make_step,
    make_walkthrough,
)
from tests.support.pages import hrefs, text
from tests.support.shipped_guide import NEEDED, REGIONS, SAID, STEPS

HANDOUT, POSTER = "/linkedin/uk/handout/", "/linkedin/uk/poster/"
BOTH = pytest.mark.parametrize("page", ["handout", "poster"])
NOON = datetime.time(12, tzinfo=datetime.UTC)
WORKS = make_walkthrough("computer", trail=["Me", "Settings"], actions=["Open it.", "Set it to **Off**."])
WORKS_TOO = make_walkthrough("iphone", "android", "phone", trail=["Settings"], actions=["Set it to **Off**."])


PLAIN = [claim for claim in make_claims() if "step" not in claim]


def on(day):
    return time_machine.travel(datetime.datetime.combine(day, NOON), tick=False)


def checklist(region="uk", day=LATER, ticks=None, **changes):
    guide = make_guide(**changes)
    return build(guide, guide.region(region), None, day, ticks or {})


def words(response):
    """What one reads of the page, without any tags."""
    return " ".join(re.sub(r"<[^>]*>", " ", text(response).replace("<wbr>", "")).replace("&amp;", "&").split())


def plain_words(piece):
    return unescape(" ".join(re.sub(r"<[^>]*>", "", piece.replace("<wbr>", "")).split()))


def sheet(response):
    return re.search(r'<article class="sheet.*?</article>', text(response), re.DOTALL)[0]


# --- what goes on a sheet --------------------------------------------------------------------


def standing(*lengths):
    others = [claim for claim in PLAIN if claim["topic"] != "standing"]
    said = [make_claim(f"standing-{n}", "standing", text="x" * length) for n, length in enumerate(lengths)]
    return [*others, *said]


@given(st.lists(st.integers(1, 400), min_size=1, max_size=6))
def test_the_lead_always_stands_on_it_and_what_follows_only_while_there_is_room(lengths):
    whole = checklist(claims=standing(*lengths))
    said = paper.handout(whole).said
    assert said == whole.said["standing"][: len(said)]
    assert 1 <= len(said) <= paper.MOST_STANDING
    assert len(said) == 1 or sum(len(claim.text) for claim in said) <= paper.MOST_LETTERS
    over = [*said, *whole.said["standing"][len(said) : len(said) + 1]]
    full = len(over) == len(said) or len(over) > paper.MOST_STANDING
    assert full or sum(len(claim.text) for claim in over) > paper.MOST_LETTERS
    assert paper.poster(whole).said == whole.said["standing"][:1]


def first(cut):
    return cut.needed[0]


def test_every_step_is_told_in_every_way():
    extra = make_step("tidy-up", is_extra=True, walkthroughs=[WORKS, WORKS_TOO])
    cut = paper.handout(checklist(claims=PLAIN, steps=[make_step(walkthroughs=[WORKS_TOO, WORKS]), extra]))
    both = [("computer",), ("iphone", "android", "phone")]
    assert [way.devices for way in cut.needed[0].ways] == [way.devices for way in cut.extras[0].ways] == both


def test_a_needed_step_in_the_same_place_is_not_led_to_twice_but_told():
    there, elsewhere = make_walkthrough(actions=["Look."]), make_walkthrough(trail=["Settings", "Advertising"])
    steps = [make_step(), make_step("again", walkthroughs=[there]), make_step("other", walkthroughs=[elsewhere])]
    ways = [
        way.walkthrough for boxed in paper.handout(checklist(claims=PLAIN, steps=steps)).needed for way in boxed.ways
    ]
    assert [way.trail for way in ways] == [("Settings", "Data privacy"), (), ("Settings", "Advertising")]
    assert ways[1].actions == ("Look.",)


def test_the_actions_with_which_every_way_ends_are_said_once():
    boxed = first(paper.handout(checklist(claims=PLAIN, steps=[make_step(walkthroughs=[WORKS, WORKS_TOO])])))
    assert boxed.everywhere == ("Set it to **Off**.",)
    assert [way.walkthrough.actions for way in boxed.ways] == [("Open it.",), ()]


def test_an_action_that_is_the_same_in_the_middle_keeps_its_place():
    apart = [make_walkthrough("computer", actions=["A.", "Same.", "B."])]
    apart += [make_walkthrough("iphone", "android", "phone", actions=["Same.", "C."])]
    boxed = first(paper.handout(checklist(claims=PLAIN, steps=[make_step(walkthroughs=apart)])))
    assert boxed.everywhere == ()
    assert [way.walkthrough.actions for way in boxed.ways] == [("A.", "Same.", "B."), ("Same.", "C.")]


def test_on_the_poster_a_trail_says_all_but_the_last_action_even_if_there_is_one_way_only():
    ways = [make_walkthrough(actions=["Open the settings.", "Send it."])]
    (place,) = first(paper.poster(checklist(claims=PLAIN, steps=[make_step(walkthroughs=ways)]))).places
    assert (place.walkthrough.trail, place.walkthrough.actions) == (("Settings", "Data privacy"), ("Send it.",))
    ways[0]["trail"] = []
    (place,) = first(paper.poster(checklist(claims=PLAIN, steps=[make_step(walkthroughs=ways)]))).places
    assert place.walkthrough.actions == ("Open the settings.", "Send it.")


@pytest.mark.parametrize(
    ("changes", "place", "is_drawn"),
    [
        ({}, {}, True),
        ({}, {"trail": [], "url": "https://chatter.example/form"}, True),
        ({}, {"trail": []}, False),
        ({"kind": "form"}, {}, False),
    ],
)
def test_a_switch_is_drawn_only_where_there_is_one(changes, place, is_drawn):
    shown = checklist(claims=PLAIN, steps=[make_step(walkthroughs=[make_walkthrough(**place)], **changes)])
    assert paper.poster(shown).has_switch is paper.handout(shown).has_switch is is_drawn


def test_devices_with_the_same_trail_share_its_line_on_the_poster():
    apart = [make_walkthrough("computer"), make_walkthrough("iphone", "android", "phone", certainty="one")]
    (place,) = first(paper.poster(checklist(claims=PLAIN, steps=[make_step(walkthroughs=apart)]))).places
    assert (place.devices, place.walkthrough.trail) == (USUAL_DEVICES, ("Settings", "Data privacy"))


COMBINED = [
    {"trail": trail, "url": url, "link_text": words, "see": see, "actions": actions}
    for trail in ([], ["Settings", "Privacy"])
    for url, words in (
        (None, None),
        ("https://chatter.example/form", None),
        ("https://chatter.example/form", "The form"),
    )
    for see in (None, "It says **Off**.")
    for actions in (["Fill it in."], ["Open it.", "Set **Training** to **Off**."])
]


def told_in(way):
    """What a walkthrough tells, piece by piece, as one reads it."""
    shown = [*way.trail, *map(to_text, way.actions), to_text(way.see or ""), way.link_text or ""]
    return {piece for piece in (*shown, (way.url or "").removeprefix("https://")) if piece}


def combined_steps():
    """Steps with no way, with one, and with several, that are needed or extras; each way in every combination."""
    rest = ["iphone", "android", "phone"]
    for number, one in enumerate(COMBINED):
        other = COMBINED[(number + 7) % len(COMBINED)]
        for is_extra in (False, True):
            kind = "extra" if is_extra else "needed"
            several = [make_walkthrough("computer", **one), make_walkthrough(*rest, **other)]
            yield make_step(f"{kind}-one-{number}", is_extra=is_extra, walkthroughs=[make_walkthrough(**one)])
            yield make_step(f"{kind}-several-{number}", is_extra=is_extra, walkthroughs=several)
            yield make_step(f"{kind}-phone-{number}", is_extra=is_extra, walkthroughs=several[1:])
            yield make_step(f"{kind}-none-{number}", is_extra=is_extra, walkthroughs=[])


def test_what_the_page_tells_the_handout_tells(visitor):
    steps = list(combined_steps())
    guide = make_guide(steps=steps, claims=PLAIN)
    current_editions._put({"chatter": Live(guide, 1)}, {})
    boxes = sheet(visitor.get("/chatter/uk/handout/")).split('<li class="sheet-step">')[1:]
    shown = build(guide, guide.region("uk"), None, LATER, {}).shown
    placed = {(way.walkthrough.trail, way.walkthrough.url) for way in shown[0].ways}
    assert len(boxes) == len(shown) == len(steps)
    for step, box in zip(shown, map(plain_words, boxes), strict=True):
        assert step.step.title in box
        for way in step.ways:
            led = not step.step.is_extra and step != shown[0] and (way.walkthrough.trail, way.walkthrough.url) in placed
            cut = way.walkthrough.model_copy(update={"trail": (), "url": None, "link_text": None} if led else {})
            assert [piece for piece in told_in(cut) if piece not in box] == [], step.step.slug


def test_the_poster_shows_the_place_that_most_devices_share():
    apart = [make_walkthrough("computer", trail=["Me"]), make_walkthrough("iphone", "android", trail=["Photo"])]
    boxed = first(paper.poster(checklist(claims=PLAIN, steps=[make_step(walkthroughs=apart)])))
    assert boxed.main_place.walkthrough.trail == ("Photo",)
    assert first(paper.poster(checklist(claims=PLAIN, steps=[make_step(walkthroughs=[])]))).main_place is None


def test_the_poster_knows_where_and_how_it_ends_for_every_device():
    for step in combined_steps():
        whole = checklist(claims=PLAIN, steps=[step | {"is_extra": False}])
        boxed = first(paper.poster(whole))
        for way in whole.needed[0].ways:
            (place,) = [place.walkthrough for place in boxed.places if set(way.devices) <= set(place.devices)]
            says = (*place.actions, *boxed.everywhere)
            told = way.walkthrough
            assert (place.trail, place.url) == (told.trail, None if told.trail else told.url), step["slug"]
            assert says[-1] == told.actions[-1], step["slug"]
            assert told.trail or told.url or says == told.actions, step["slug"]
        assert step["walkthroughs"] or boxed.places == ()


def test_a_guide_without_steps_still_makes_a_sheet():
    nothing = checklist(steps=[], claims=standing(10))
    for cut in (paper.handout(nothing), paper.poster(nothing)):
        assert (cut.needed, cut.extras, cut.has_ticks) == ((), (), False)


def test_a_sheet_is_as_fresh_as_its_stalest_statement_and_nothing_else_counts():
    older = datetime.date(2026, 10, 1)
    others = [claim | {"checked_on": older} for claim in make_claims() if claim["topic"] != "standing"]
    fresh = [claim for claim in make_claims() if claim["topic"] == "standing"]
    assert paper.handout(checklist(claims=[*others, *fresh])).checked_on == CHECKED
    stale = [claim | {"checked_on": older} for claim in fresh]
    assert paper.handout(checklist(claims=[*others, *stale])).checked_on == older
    never = [claim | {"checked_on": None} for claim in fresh]
    unchecked = paper.handout(checklist(claims=[*others, *never]))
    assert (unchecked.checked_on, unchecked.overdue) == (None, 1)


def test_only_what_is_on_the_sheet_is_counted_as_overdue():
    later = CHECKED + datetime.timedelta(days=91)
    whole = checklist(day=later)
    assert 0 < paper.poster(whole).overdue < paper.handout(whole).overdue < whole.overdue
    assert paper.handout(checklist(day=CHECKED)).overdue == 0


def test_the_sources_are_those_of_the_sheet_each_publisher_once():
    sources = [
        make_source(),
        make_source("regulator", publisher="The Office (UK); we saw only a copy", title="Our statement"),
        make_source("unused", publisher="Nobody"),
        make_source("help", publisher="Chatter; as quoted"),
        make_source("long", publisher="Someone", title="x" * 100),
    ]
    claims = [claim | {"sources": ["notice", "regulator", "help", "long"]} for claim in make_claims()]
    found = paper.handout(checklist(sources=sources, claims=claims)).publishers
    assert found == ("Chatter", "The Office", "Someone")


# --- the pages -------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("region", REGIONS)
def test_every_region_has_a_sheet_that_says_what_is_true_on_the_day(visitor, region, page):
    guide = current_editions.by_slug()["linkedin"].guide
    before, since = SAID[region]
    for day, not_said in [(EVE, since), (START, before), (LATER, before)]:
        with on(day):
            response = visitor.get(f"/linkedin/{region}/{page}/")
        assert response.status_code == 200
        lead = build(guide, guide.region(region), None, day, {}).said["standing"][0].text
        assert lead in words(response)
        assert not_said not in words(response)
        assert f"As of {day:%-d %B %Y}." in words(response)


@BOTH
@pytest.mark.parametrize("region", REGIONS)
def test_a_sheet_has_the_code_of_its_region(visitor, region, page):
    """tests/test_sharing.py reads codes back; here the card stands for the margin."""
    shown = text(visitor.get(f"/linkedin/{region}/{page}/"))
    assert svg(f"https://optout.example/linkedin/{region}/", border=0) in shown
    assert shown.count("QR code that leads to") == 1


@pytest.mark.parametrize("region", REGIONS)
def test_the_handout_has_the_trail_of_every_device_and_a_box_for_every_step_of_the_region(visitor, region):
    guide = current_editions.by_slug()["linkedin"].guide
    response = visitor.get(f"/linkedin/{region}/handout/")
    for name in ("Computer", "iPhone or iPad app", "Android app", "Browser on a phone or tablet"):
        assert f"<h4>{name}</h4>" in sheet(response)
    for label in ("Me", "Settings &amp; Privacy", "Your photo", "Data privacy", "Data for Generative AI Improvement"):
        assert f">{label}</b>" in sheet(response)
    assert "www.linkedin.com/mypreferences/d/settings/data-for-ai-improvement" in words(response)
    titles = [step.outcome for step in guide.steps_in(region)]
    assert re.findall(r"<h3>(.*?)</h3>", sheet(response)) == titles
    assert sheet(response).count('class="box"') == len(titles)


def test_the_poster_says_what_one_trail_and_how_it_ends(visitor):
    page = words(visitor.get(POSTER))
    assert "Since 3 November 2025 LinkedIn has been training AI" in page
    assert "iPhone or iPad app, Android app Your photo Settings Data privacy Data for Generative AI Improvement" in page
    assert "Set the switch Use my data for training content creation AI models to Off ." in page
    assert "On other devices: scan the code, or type the address." in page
    assert "Settings & Privacy" not in page
    assert "Microsoft to train" not in page


@BOTH
def test_a_sheet_names_its_address_in_letters_its_edition_and_when_it_was_checked(visitor, page):
    with on(LATER):
        said = words(visitor.get(f"/linkedin/uk/{page}/"))
    assert "optout.example/uk" in said
    assert "Every statement here was checked on 22 November 2026 or later." in said
    assert re.search(r"Edition 1, published on \d+ \w+ \d{4}\.", said)
    assert "overdue" not in said
    assert "due to be checked again" not in said


@BOTH
def test_overdue_statements_are_counted_and_marked(visitor, page):
    with on(datetime.date(2027, 6, 1)):
        said = words(visitor.get(f"/linkedin/uk/{page}/"))
    assert re.search(r"\d+ statements here are overdue for a check\.", said)
    assert "check overdue" in said


def test_what_is_disputed_or_our_view_is_marked_so(visitor, django_capture_on_commit_callbacks):
    said = words(visitor.get(HANDOUT))
    assert "our view" in said
    assert "disputed" not in said
    unclear = {"certainty": "disputed", "disagreement": "One says yes.", "note": "It is unclear who has this."}
    guide = make_guide(steps=[make_step(walkthroughs=[make_walkthrough(**unclear)]), make_step("look-again")])
    with django_capture_on_commit_callbacks(execute=True):
        publishing.publish(drafts.from_document(guide), by=None, note="A second guide.")
    said = words(visitor.get("/chatter/uk/handout/"))
    assert "It is unclear who has this." in said
    assert said.count("disputed") == 1


@pytest.mark.parametrize("region", REGIONS)
def test_every_publisher_is_named_in_full_with_a_link_to_all_sources(visitor, region):
    guide = current_editions.by_slug()["linkedin"].guide
    with on(LATER):
        page = sheet(visitor.get(f"/linkedin/{region}/handout/"))
    publishers = paper.handout(build(guide, guide.region(region), None, LATER, {})).publishers
    assert len(publishers) > 3
    assert [publisher for publisher in publishers if escape(publisher) not in page] == []
    assert '<a href="https://optout.example/linkedin/sources/">' in page
    assert "…" not in page


@BOTH
def test_a_sheet_links_back_to_the_steps_and_to_the_other_one(visitor, page):
    other = {"handout": "poster", "poster": "handout"}[page]
    links = hrefs(visitor.get(f"/linkedin/uk/{page}/?device=phone"))
    assert {"/linkedin/uk/?device=phone", f"/linkedin/uk/{other}/?device=phone"} <= set(links)


@BOTH
def test_no_sheet_speaks_of_keys_that_a_phone_has_not_got(visitor, page):
    assert not re.search(r"Ctrl|⌘", text(visitor.get(f"/linkedin/uk/{page}/")))


def test_the_steps_link_to_the_handout(visitor):
    assert "/linkedin/uk/handout/?device=phone" in hrefs(visitor.get("/linkedin/uk/?device=phone"))


@BOTH
def test_a_sheet_is_read_without_a_query(visitor, page, django_assert_num_queries):
    with django_assert_num_queries(0):
        visitor.get(f"/linkedin/uk/{page}/")
        visitor.get(f"/linkedin/uk/{page}/", {"ticks": "1"} if page == "handout" else {})


def test_a_sheet_prints_the_short_address_only_where_it_leads_to_its_own_guide(visitor):
    publishing.publish(drafts.from_document(make_guide()), by=None, note="A second guide.")
    current_editions.refresh()
    leads = visitor.get("/uk").get("Location", "")
    for guide in ("linkedin", "chatter"):
        said = words(visitor.get(f"/{guide}/uk/handout/"))
        assert ("optout.example/uk " in said) == (leads == f"/{guide}/uk/")
        assert (f"optout.example/{guide}/uk " in said) == (leads != f"/{guide}/uk/")


# --- ticks -----------------------------------------------------------------------------------


def ticked(response):
    return re.findall(r"<h3>([^<]*)<span class=\"unseen\"> – ticked", sheet(response))


def test_everybody_gets_the_same_poster(visitor, colleague):
    visitor.cookies["linkedin.switch-off"] = "1"
    mine, theirs = (browser.get(POSTER) for browser in (visitor, colleague))
    assert mine.content == theirs.content
    assert (mine["Cache-Control"], mine["ETag"]) == (SHARED, theirs["ETag"])


def test_without_asking_boxes_are_empty_and_only_whoever_has_ticks_is_offered_them(visitor, colleague):
    visitor.cookies["linkedin.switch-off"] = "1"
    mine, theirs = (browser.get(HANDOUT) for browser in (visitor, colleague))
    assert sheet(mine) == sheet(theirs)
    assert ticked(mine) == []
    assert [f"{HANDOUT}?ticks=1" in hrefs(response) for response in (mine, theirs)] == [True, False]
    assert [response["Cache-Control"] for response in (mine, theirs)] == [PRIVATE, SHARED]


def test_my_ticks_are_on_it_when_i_ask_and_only_for_me(visitor):
    visitor.cookies["linkedin.switch-off"] = "1"
    visitor.cookies["linkedin.research"] = "not-for-me"
    response = visitor.get(HANDOUT, {"ticks": "1"})
    assert response["Cache-Control"] == PRIVATE
    assert ticked(response) == ["The switch is off"]
    assert re.search(r"research is off\s*<span class=\"sheet-badge\">not for me</span>", sheet(response))
    assert "has no ticks for these steps" not in text(response)
    assert HANDOUT in hrefs(response)
    assert response.cookies == {}


def test_without_any_ticks_it_says_so_and_the_boxes_are_empty(visitor):
    response = visitor.get(HANDOUT, {"ticks": "1"})
    assert "This browser has no ticks for these steps, so the boxes are empty." in text(response)
    assert response["Cache-Control"] == PRIVATE
    assert sheet(response) == sheet(visitor.get(HANDOUT))
    assert "This browser has no ticks" not in text(visitor.get(HANDOUT))


def test_the_link_to_my_ticks_keeps_the_device(visitor):
    visitor.cookies["linkedin.switch-off"] = "1"
    assert f"{HANDOUT}?ticks=1" in hrefs(visitor.get(HANDOUT))
    assert f"{HANDOUT}?device=phone&amp;ticks=1" in hrefs(visitor.get(HANDOUT, {"device": "phone"}))


def test_an_old_or_damaged_tick_leaves_its_box_empty():
    steps = [make_step(revision=2, change_note="Another switch."), make_step("look-again")]
    for ticks in ({"switch-off": Tick(1)}, {"switch-off": Tick(None)}, {"unknown": Tick(1)}):
        assert not paper.handout(checklist(steps=steps, ticks=ticks)).has_ticks
    assert paper.handout(checklist(steps=steps, ticks={"look-again": Tick(1)})).has_ticks


def test_all_ticks_of_a_visitor_are_on_the_sheet(visitor):
    for step in (*STEPS, "ad-sharing"):
        visitor.cookies[f"linkedin.{step}"] = "1"
    guide = current_editions.by_slug()["linkedin"].guide
    for region in REGIONS:
        titles = [step.outcome for step in guide.steps_in(region)]
        assert ticked(visitor.get(f"/linkedin/{region}/handout/", {"ticks": "1"})) == titles
    assert len(NEEDED) < len(STEPS)


# --- refusals and other ways in --------------------------------------------------------------


@pytest.mark.parametrize("ticks", ["", "2", "yes", "１", "<b>"])
def test_a_wish_that_means_nothing_is_answered_with_what_to_do(visitor, ticks):
    response = visitor.get(HANDOUT, {"ticks": ticks})
    assert response.status_code == 400
    assert "Write ?ticks=1 for your own ticks" in text(response)


def test_another_name_of_the_region_leads_to_its_sheet_and_keeps_the_wish(visitor):
    assert visitor.get("/linkedin/gb/poster/")["Location"] == POSTER
    assert visitor.get("/linkedin/GB/handout/?device=phone")["Location"] == f"{HANDOUT}?device=phone"
    assert visitor.get("/linkedin/gb/handout/?ticks=1")["Location"] == f"{HANDOUT}?ticks=1"


@BOTH
def test_what_is_not_there_and_what_cannot_be_done_is_said(visitor, page):
    assert visitor.get(f"/linkedin/atlantis/{page}/").status_code == 404
    assert visitor.get(f"/myspace/uk/{page}/").status_code == 404
    assert visitor.get(f"/linkedin/uk/{page}/?device=fridge")["Location"] == f"/linkedin/uk/{page}/"
    response = visitor.post(f"/linkedin/uk/{page}/")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


@BOTH
def test_a_preview_stays_a_preview_but_for_what_is_printed(guidance, page):
    staff = Client(headers={"Sec-Fetch-Site": "same-origin"})
    staff.force_login(User.objects.create_superuser("boss"))
    response = staff.get(f"/preview/linkedin/uk/{page}/?on=2025-11-02")
    assert response["Cache-Control"] == "no-store"
    assert "Preview, not for passing on." in sheet(response)
    assert "LinkedIn starts training AI" in sheet(response)
    assert "optout.example/uk" in words(response)
    above = text(response).split('<p class="here">')[1].split("</nav>")[0]
    links = re.findall(r'href="([^"]*)"', above)
    assert len(links) > 1
    assert all(link.startswith("/preview/linkedin/uk/") and "on=2025-11-02" in link for link in links)

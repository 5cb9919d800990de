"""What happened and when the training ran: pure rules first, then the page that shows them."""

import datetime
import html
import re
from itertools import pairwise

import pytest
import time_machine
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from guides.document import timeline
from guides.document.field_types import Effect
from guides.document.timeline import Moment, Run
from guides.document.types import Event
from guides.editing import drafts, publishing
from guides.serving import current_editions
from guides.templatetags.events_and_rumours import in_a_sentence
from tests.support.factories import EVE, LATER, START, make_event, make_guide, make_regions
from tests.support.pages import text
from tests.support.shipped_guide import document_of

AUTUMN = datetime.date(2024, 9, 1)
PAUSE = datetime.date(2024, 12, 10)
DOCUMENT = document_of()
REGIONS = [region.slug for region in DOCUMENT.regions]
PATH = "/linkedin/timeline/"


def guide_with(*events, **since):
    """Three regions; those named in `since` have a first day of their own, the others have none."""
    regions = [region | {"since_on": since.get(region["slug"])} for region in make_regions()]
    return make_guide(events=list(events), regions=regions)


def starts(on, *regions, **changes):
    return make_event(f"starts-{on}", happened_on=on, regions=list(regions), effect="starts", **changes)


def pauses(on, *regions):
    return make_event(f"pauses-{on}", happened_on=on, regions=list(regions), effect="pauses")


def runs(guide, region="uk", on=LATER):
    return list(timeline.runs(guide, guide.region(region), on))


# --- what is told ----------------------------------------------------------------------------


def test_it_tells_what_had_happened_by_that_day_newest_first_and_year_by_year():
    guide = guide_with(
        make_event("last", happened_on=START),
        make_event("first", happened_on=PAUSE),
        make_event("eve", happened_on=EVE),
    )

    def told(on):
        return [(year, [event.slug for event in events]) for year, events in timeline.told(guide, on)]

    assert told(START) == [(2025, ["last", "eve"]), (2024, ["first"])]
    assert told(EVE) == [(2025, ["eve"]), (2024, ["first"])]
    assert told(AUTUMN) == []


def test_what_happened_on_one_day_stays_in_the_order_of_the_guide():
    guide = guide_with(*(make_event(slug) for slug in ("b", "a", "c")))
    assert [event.slug for _, events in timeline.told(guide, START) for event in events] == ["b", "a", "c"]


def test_a_region_hears_of_what_concerns_it_and_of_what_concerns_all():
    guide = guide_with(make_event("all"), make_event("uk", regions=["uk"]), make_event("both", regions=["uk", "eu"]))
    found = {
        region: [event.slug for _, events in timeline.told(guide, START, region) for event in events]
        for region in ("uk", "eu", "world", None)
    }
    assert found == {"uk": ["all", "uk", "both"], "eu": ["all", "both"], "world": ["all"], None: ["all", "uk", "both"]}


# --- when it ran -----------------------------------------------------------------------------


def test_it_runs_from_the_event_that_starts_it_until_the_one_that_pauses_it():
    guide = guide_with(starts(START, "uk"), pauses(PAUSE, "uk"), starts(AUTUMN, "uk", precision="month"))
    assert runs(guide) == [Run(Moment(AUTUMN, "month"), Moment(PAUSE)), Run(Moment(START))]
    assert runs(guide, on=EVE) == [Run(Moment(AUTUMN, "month"), Moment(PAUSE))]
    assert runs(guide, on=AUTUMN) == [Run(Moment(AUTUMN, "month"))]
    assert runs(guide, on=AUTUMN - datetime.timedelta(days=1)) == []


def test_the_first_day_of_the_region_is_a_start_where_no_event_is():
    assert runs(guide_with(uk=START)) == [Run(Moment(START))]
    assert runs(guide_with(uk=START), on=EVE) == []
    assert runs(guide_with(starts(AUTUMN, "uk"), uk=START)) == [Run(Moment(AUTUMN))]
    assert runs(guide_with(starts(AUTUMN, "uk"), pauses(PAUSE, "uk"), uk=START))[-1] == Run(Moment(START))


def test_an_event_changes_nothing_in_another_region_and_one_for_all_changes_every_one():
    assert runs(guide_with(starts(AUTUMN, "eu"))) == []
    assert runs(guide_with(starts(AUTUMN))) == [Run(Moment(AUTUMN))]


def test_what_is_paused_already_is_not_paused_again_and_what_runs_does_not_start_again():
    turns = [starts(AUTUMN, "uk"), starts(datetime.date(2024, 10, 1), "uk"), pauses(PAUSE, "uk"), pauses(EVE, "uk")]
    assert runs(guide_with(*turns)) == [Run(Moment(AUTUMN), Moment(PAUSE))]


def test_an_event_without_an_effect_and_a_pause_of_nothing_start_no_run():
    assert runs(guide_with(make_event("news", happened_on=AUTUMN))) == []
    assert runs(guide_with(pauses(AUTUMN, "uk"), pauses(PAUSE, "uk"))) == []


TURNS = st.lists(
    st.tuples(
        st.dates(datetime.date(2024, 1, 1), datetime.date(2027, 1, 1)),
        st.sampled_from(["starts", "pauses", None]),
        st.sampled_from([[], ["uk"], ["eu"], ["uk", "eu"]]),
    ),
    max_size=8,
)


def guide_of(turns: list[tuple[datetime.date, Effect | None, list[str]]], since):
    events = [
        make_event(f"e{number}", happened_on=on, effect=effect, regions=regions)
        for number, (on, effect, regions) in enumerate(turns)
    ]
    return guide_with(*events, uk=since)


@given(TURNS, st.none() | st.dates(AUTUMN, LATER), st.dates(datetime.date(2024, 1, 1), LATER))
def test_runs_follow_each_other_never_overlap_and_only_the_last_may_go_on(turns, since, on):
    found = runs(guide_of(turns, since), on=on)
    days = [day for run in found for day in (run.since.on, run.until.on if run.until else on)]
    assert days == sorted(days)
    assert all(run.until for run in found[:-1])


@given(TURNS, st.none() | st.dates(AUTUMN, LATER), st.dates(datetime.date(2024, 1, 1), LATER))
def test_every_bar_and_every_year_lies_within_the_drawing(turns, since, on):
    drawing = timeline.drawing(guide_of(turns, since), on)
    if drawing is None:
        return
    places = [float(place.removesuffix("%")) for _, place in drawing.years]
    for row in drawing.rows:
        assert len(row.bars) == len(row.runs)
        assert bool(row.running) + len(row.over) == len(row.runs)
        places += [float(bar.x[:-1]) for bar in row.bars] + [
            float(bar.x[:-1]) + float(bar.width[:-1]) for bar in row.bars
        ]
    assert all(-0.01 <= place <= 100.01 for place in places)


@given(st.dates(START, datetime.date(2040, 1, 1)))
def test_years_have_room_for_themselves_on_every_day(on):
    years = timeline.drawing(guide_with(starts(START)), on).years
    places = [0.0, *(float(place.removesuffix("%")) for _, place in years), 100.0]
    assert all(other - one >= timeline.APART - 0.01 for one, other in pairwise(places) if years)


def test_a_region_of_which_nobody_says_when_it_began_is_not_said_to_be_not_started():
    guide = guide_with(starts(AUTUMN, "uk"))
    dated = [region.model_copy(update={"since_on": START if region.slug == "eu" else None}) for region in guide.regions]
    guide = guide.model_copy(update={"regions": tuple(dated)})
    assert [row.region.slug for row in timeline.drawing(guide, EVE).rows] == ["uk", "eu"]
    assert timeline.drawing(guide, EVE, "world") is None


def test_there_is_no_drawing_before_anything_ran():
    assert timeline.drawing(guide_with(starts(START)), EVE) is None


def test_all_regions_are_drawn_on_one_scale_and_one_alone_on_the_same():
    guide = guide_with(starts(AUTUMN, "uk"), starts(START, "eu"))
    whole, alone = timeline.drawing(guide, LATER), timeline.drawing(guide, LATER, "eu")
    assert [row.region.slug for row in alone.rows] == ["eu"]
    assert alone.rows[0] == next(row for row in whole.rows if row.region.slug == "eu")
    assert (alone.begins_on, alone.years) == (whole.begins_on, whole.years) == (AUTUMN, alone.years)
    assert [year for year, _ in whole.years] == [2026]


def test_a_bar_is_as_long_as_the_run_and_one_of_a_single_day_can_still_be_seen():
    guide = guide_with(starts(AUTUMN, "uk"), starts(START, "eu"))
    uk, eu = timeline.drawing(guide, START + (START - AUTUMN)).rows
    assert uk.bars == (("0.00%", "100.00%"),)
    assert eu.bars == (("50.00%", "50.00%"),)
    assert timeline.drawing(guide, START).rows[1].bars == (("99.00%", "1.00%"),)


def test_years_that_would_be_written_over_each_other_are_left_out():
    guide = guide_with(starts(AUTUMN, "uk"))
    assert [year for year, _ in timeline.drawing(guide, datetime.date(2040, 6, 1)).years] == [2028, 2031, 2034, 2037]
    assert timeline.drawing(guide, datetime.date(2025, 1, 10)).years == ()


# --- the guide we ship -----------------------------------------------------------------------


def test_the_shipped_guide_draws_each_region_as_the_facts_have_it():
    found = {
        region.slug: [(run.since.on, run.until and run.until.on) for run in timeline.runs(DOCUMENT, region, LATER)]
        for region in DOCUMENT.regions
    }
    since_2024, since_2025 = [(AUTUMN, None)], (START, None)
    assert found == {
        "us": since_2024,
        "eu": [since_2025],
        "uk": [(AUTUMN, datetime.date(2024, 9, 20)), since_2025],
        "ch": [since_2025],
        "ca": [(AUTUMN, PAUSE), since_2025],
        "hk": [(AUTUMN, datetime.date(2024, 10, 11)), since_2025],
        "world": since_2024,
    }


def test_a_run_names_the_events_that_tell_of_it_and_none_where_only_the_region_does():
    start, pause = starts(AUTUMN, "uk"), pauses(PAUSE, "uk")
    (run,) = timeline.runs(guide_with(start, pause), guide_with().region("uk"), LATER)
    assert [event.slug for event in run.told_by] == [start["slug"], pause["slug"]]
    guide = guide_with(starts(START, "uk"), uk=START, eu=START)
    assert [event.slug for event in timeline.runs(guide, guide.region("uk"), LATER)[0].told_by] == [f"starts-{START}"]
    assert timeline.runs(guide, guide.region("eu"), LATER)[0].told_by == ()


# --- the page --------------------------------------------------------------------------------


def words(response):
    """What the page says, without its marks."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text(response))).split())


def entries(response):
    """The events on the page, by their names, each with what it says."""
    found = re.findall(r'<li id="event-([\w-]+)"(.*?)</details>\s*</li>', text(response), re.DOTALL)
    return {slug: " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split()) for slug, body in found}


def rows(response):
    """What the drawing says of each region, in words."""
    page = re.sub(r"<details.*?</details>", "", text(response), flags=re.DOTALL)
    found = re.findall(r'<li class="claim"><div><strong>(.*?)</strong>(.*?)<svg', page, re.DOTALL)
    return {name: " ".join(re.sub(r"<[^>]+>", " ", state).split()) for name, state in found}


def by_day(events):
    return [event.slug for event in sorted(events, key=lambda event: event.happened_on, reverse=True)]


def on_noon(day):
    return time_machine.travel(datetime.datetime.combine(day, datetime.time(12), datetime.UTC))


@pytest.fixture
def today():
    with on_noon(datetime.date(2026, 11, 29)):
        yield


def test_the_page_tells_every_event_with_its_day_its_regions_and_where_it_comes_from(visitor, today):
    page = visitor.get(PATH)
    told = entries(page)
    assert list(told) == by_day(DOCUMENT.events)
    regions = "European Union and EEA, United Kingdom, Switzerland, Canada, Hong Kong"
    assert f"3 November 2025 Starts: {regions}" in told["start"]
    assert "20 September 2024 Paused: United Kingdom" in " ".join(told.values())
    assert "January 2025 All regions" in told["inmail-lawsuit"]
    assert "31 January" not in words(page)
    assert all(f"Checked on {event.checked_on:%-d %B %Y}." in told[event.slug] for event in DOCUMENT.events)
    assert re.findall(r'<details class="fold" id="in-(\d+)"', text(page)) == ["2026", "2025", "2024"]
    assert re.findall(r'<a href="#in-(\d+)">', text(page)) == ["2026", "2025", "2024"]


def test_the_drawing_is_said_in_words_too_and_its_picture_is_not_read_aloud(visitor, today):
    page = visitor.get(PATH)
    assert rows(page) == {
        "United States": "On since September 2024.",
        "European Union and EEA": "On since 3 November 2025.",
        "United Kingdom": "On since 3 November 2025. Ran from September 2024, paused by 20 September 2024.",
        "Switzerland": "On since 3 November 2025.",
        "Canada": "On since 3 November 2025. Ran from September 2024, paused by 10 December 2024.",
        "Hong Kong": "On since 3 November 2025. Ran from September 2024, paused by 11 October 2024.",
        "Rest of the world": "On since September 2024.",
    }
    drawn = text(page).split('class="running"')[1].split("</section>")[0]
    assert drawn.count("<svg") == drawn.count('aria-hidden="true"') == 8
    assert "style=" not in drawn


def test_each_line_of_the_drawing_has_the_receipts_of_the_events_that_it_was_drawn_from(visitor, today):
    drawn = text(visitor.get(PATH)).split('class="running"')[1].split("</section>")[0]
    for row, region in zip(drawn.split("<svg")[1:-1], DOCUMENT.regions, strict=False):
        found = timeline.runs(DOCUMENT, region, datetime.date(2026, 11, 29))
        told_by = [event for run in found for event in run.told_by]
        assert row.count('<details class="receipt"') == len(told_by) == sum(1 + bool(run.until) for run in found)
        for event in told_by:
            assert html.escape(DOCUMENT.source(event.sources[0]).title) in row


def test_on_the_eve_the_start_is_announced_and_has_not_happened(visitor):
    with on_noon(EVE):
        page = visitor.get(PATH)
    assert "announced" in entries(page)
    assert not {"start", "uk-microsoft", "dpc-statement"} & entries(page).keys()
    assert rows(page)["European Union and EEA"] == "Not started."
    assert rows(page)["United Kingdom"] == "Paused. Ran from September 2024, paused by 20 September 2024."
    assert "As of 2 November 2025" in words(page)


def test_on_the_third_of_november_it_has_started(visitor):
    with on_noon(START):
        page = visitor.get(PATH)
    assert "start" in entries(page)
    assert "dpc-statement" not in entries(page)
    assert rows(page)["European Union and EEA"] == "On since 3 November 2025."


def test_before_anything_happened_the_page_says_so_and_draws_nothing(visitor):
    with on_noon(datetime.date(2024, 8, 1)):
        page = visitor.get(PATH)
    assert page.status_code == 200
    assert "Nothing that this guide covers had happened yet." in words(page)
    assert 'class="running"' not in text(page)


@pytest.mark.parametrize("region", REGIONS)
def test_one_region_alone_shows_its_own_events_its_own_row_and_the_way_back(visitor, today, region):
    visitor.get(PATH)
    page = visitor.get(f"{PATH}?region={region}")
    told = [event for event in DOCUMENT.events if event.is_told(region, datetime.date(2026, 11, 29))]
    assert list(entries(page)) == by_day(told)
    assert list(rows(page)) == [DOCUMENT.region(region).name]
    assert f'<a href="?region={region}" aria-current="true">' in text(page)
    assert '<a href="?">All regions</a>' in text(page)
    assert f'href="/linkedin/{region}/"' in text(page)


@pytest.mark.parametrize("region", ["eu", "ch"])
def test_eu_and_swiss_readers_do_not_read_of_microsoft_there(visitor, today, region):
    main = text(visitor.get(f"{PATH}?region={region}")).split("<main")[1].split("</main>")[0]
    assert "Microsoft" not in main


def test_a_region_may_go_by_another_of_its_names(visitor):
    one, other = (text(visitor.get(f"{PATH}?region={name}")) for name in ("uk", "GB"))
    assert one == other


@pytest.mark.parametrize("name", ["mars", "<b>", "\0", "ü", "a" * 3000])
def test_a_region_that_there_is_not_is_answered_with_those_there_are(visitor, name):
    response = visitor.get(PATH, {"region": name})
    assert response.status_code == 404
    assert "This guide has no region called" in words(response)
    assert "<b>”" not in text(response)


def test_the_page_is_the_same_for_everybody_and_makes_no_query(visitor, colleague, django_assert_num_queries):
    first = visitor.get(PATH)
    with django_assert_num_queries(0):
        second = colleague.get(PATH)
    assert first.content == second.content
    assert first["Cache-Control"].startswith("public")
    assert colleague.get(PATH, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert not visitor.cookies


def test_only_reading_is_allowed(visitor):
    response = visitor.post(PATH)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


def test_a_guide_without_events_has_a_page_that_says_so_and_no_link_to_it(db, client):
    publishing.publish(drafts.from_document(make_guide()), by=None, note="The first.")
    current_editions.refresh()
    assert "had happened yet." in words(client.get("/chatter/timeline/"))
    assert "/chatter/timeline/" not in text(client.get("/chatter/uk/"))
    assert "/chatter/rumours/" not in text(client.get("/chatter/uk/"))


@pytest.mark.parametrize(
    ("path", "narrowed"), [("/linkedin/uk/", "&amp;region=uk"), ("/linkedin/sources/", ""), ("/linkedin/", "")]
)
def test_the_pages_of_the_guide_lead_to_the_timeline_and_the_rumours_of_the_region(visitor, path, narrowed):
    page = text(visitor.get(f"{path}?device=phone"))
    for name in ("timeline", "rumours"):
        assert f'href="/linkedin/{name}/?device=phone{narrowed}"' in page


# --- the preview -----------------------------------------------------------------------------


def test_a_preview_stands_on_any_day_and_every_link_stays_in_it(guidance, editor, client):
    client.force_login(editor)
    page = client.get("/preview/linkedin/timeline/?on=2025-11-02&region=uk")
    assert rows(page) == {"United Kingdom": "Paused. Ran from September 2024, paused by 20 September 2024."}
    links = re.findall(r'href="([^"#][^"]*)"', text(page).split("<main")[1].split("</main>")[0])
    inner = [html.unescape(link) for link in links if not link.startswith("https://")]
    assert len(inner) > 8
    assert [link for link in inner if "on=2025-11-02" not in link] == []
    assert [link for link in inner if not link.startswith(("?", "/preview/linkedin/"))] == []
    assert page["Cache-Control"] == "no-store"


def test_a_preview_shows_an_event_of_the_draft(guidance, editor, client):
    event = guidance.events.get(slug="last-look")
    event.text = "Something new happens."
    event.save()
    client.force_login(editor)
    assert "Something new happens." in words(client.get("/preview/linkedin/timeline/"))
    assert "Something new happens." not in words(client.get("/linkedin/timeline/"))


def test_a_month_stands_in_the_form_that_its_language_asks_for():
    when = Event.model_validate(make_event(happened_on=datetime.date(2024, 9, 1), precision="month"))
    with override("fi"):
        assert in_a_sentence(when) == "syyskuu 2024"
    with override("pl"):
        assert in_a_sentence(when) == "września 2024"

"""From editions to what is told of them: to whom, in words or only counted, compared once and then from memory."""

import datetime
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides.document import diff
from guides.document.yaml_format import to_data
from guides.editing import drafts, publishing
from guides.history import change_log
from guides.history.change_log import Summary, readable, summary, tell
from guides.models import Edition, Guide
from guides.rules.rate_limit import TooManyError
from guides.serving import current_editions
from tests.support.factories import (
    make_authority,
    make_claim,
    make_guide,
    make_label,
    make_rumour,
    make_source,
    make_walkthrough,
)
from tests.support.guide_edits import (
    LATER,
    SOME,
    authority,
    claim,
    edited,
    guide_with,
    part,
    put,
    source,
    step,
    uk,
    way,
    why,
)

EVERYWHERE = ["eu", "uk", "world"]
EARLIER = datetime.date(2026, 1, 1)


def tell_edit(edit):
    return tell(make_guide(), guide_with(edit))


def reached(edit):
    """The regions whose readers are told of this edit."""
    return sorted({slug for each in tell_edit(edit) for slug in each.regions})


def words(told, region=None):
    region = make_guide().region(region) if region else None
    said = summary(told, region)
    return [*map(str, said.said), *said.counted]


def add(collection, each):
    return lambda data: data.setdefault(collection, []).append(each)


def both(*edits):
    def edit(data):
        for each in edits:
            each(data)

    return edit


def made(kind, **changes):
    """An event or a rumour, without what only claims have."""
    own = {"event": {"happened_on": LATER}, "rumour": {"said": "It is off.", "verdict": "wrong", "right": "It is on."}}
    each = make_claim(kind, **own[kind], **changes)
    return {name: value for name, value in each.items() if name != "topic" and (kind == "event" or name != "text")}


# --- to whom ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edit", "regions"),
    [
        (put(claim, text="Other."), EVERYWHERE),
        (put(lambda data: part(data, "claims", "since"), text="Other."), ["eu", "uk"]),
        (put(lambda data: part(data, "claims", "standing-elsewhere"), text="Other."), ["world"]),
        (add("claims", make_claim("new", "used", regions=["eu"])), ["eu"]),
        (lambda data: data["claims"].remove(part(data, "claims", "soon")), ["eu", "uk"]),
        (put(lambda data: step(data, "object"), title="Object"), ["uk"]),
        (put(step, title="Off"), EVERYWHERE),
        (put(step, revision=2), EVERYWHERE),
        (put(step, revision=2, revisions=[{"number": 2, "regions": ["uk"]}]), ["uk"]),
        (put(step, revision=2, change_note="It moved.", revisions=[{"number": 2, "regions": ["uk"]}]), ["uk"]),
        (put(way, see="It is grey."), EVERYWHERE),
        (put(lambda data: step(data, "object")["walkthroughs"][0], see="It is grey."), ["uk"]),
        (lambda data: step(data)["walkthroughs"].append(make_walkthrough("phone", regions=["eu"])), ["eu"]),
        (add("claims", make_claim("new", "why", step="object")), ["uk"]),
        (add("events", made("event", regions=["uk"])), ["uk"]),
        (add("events", made("event")), EVERYWHERE),
        (add("rumours", made("rumour", regions=["eu", "world"])), ["eu", "world"]),
        (put(uk, covers="England."), ["uk"]),
        (put(authority, name="ICO"), ["uk"]),
        (lambda data: uk(data)["authorities"].append(make_authority("IM")), ["uk"]),
        (lambda data: uk(data)["authorities"].insert(0, make_authority("IM")), ["uk"]),
        (put(source, title="The notice"), EVERYWHERE),
        (add("labels", make_label("fr")), EVERYWHERE),
        (lambda data: data.update(title="Another headline"), EVERYWHERE),
        (lambda data: data["steps"].reverse(), EVERYWHERE),
        (lambda data: step(data)["walkthroughs"].reverse(), EVERYWHERE),
    ],
)
def test_a_change_reaches_those_who_read_it_and_nobody_else(edit, regions):
    assert reached(edit) == regions


@pytest.mark.parametrize(
    ("was", "now", "regions"),
    [
        ([], ["uk"], ["eu", "world"]),
        (["uk"], [], ["eu", "world"]),
        (["uk"], ["eu"], ["eu", "uk"]),
        (["uk", "eu"], ["uk"], ["eu"]),
        (["uk"], ["uk", "world"], ["world"]),
        (["uk", "eu", "world"], [], []),
    ],
)
def test_where_a_claim_is_said_concerns_those_for_whom_it_comes_or_goes(was, now, regions):
    old, new = guide_with(put(claim, regions=was)), guide_with(put(claim, regions=now))
    (each,) = tell(old, new)
    assert sorted(each.regions) == regions


def test_a_region_is_known_by_its_other_names_too():
    """Its short name may have been another one when the edition came out."""
    old = tell_edit(put(authority, name="ICO"))
    renamed = guide_with(lambda data: uk(data).update(slug="gb", aliases=["uk"]) or _follow(data)).region("gb")
    assert summary(old, renamed).said == summary(old, None).said


def _follow(data):
    for each in (*data["claims"], *data["steps"]):
        each["regions"] = ["gb" if slug == "uk" else slug for slug in each.get("regions", [])]


# --- in words, or counted --------------------------------------------------------------------


def test_what_says_something_is_told_in_the_words_of_the_screen_and_without_marks():
    assert words(tell_edit(put(way, actions=["Set it to **Off**."]))) == [
        "Walkthrough “Computer”, of “Title of switch-off”, actions: "
        "was “Open the settings. / Set Training to Off.”, is now “Set it to Off.”"
    ]


def test_marks_are_shown_where_they_are_all_that_changed():
    (said,) = words(tell_edit(put(claim, text="What *essential* says.")))
    assert said == "Statement: was “What essential says.”, is now “What *essential* says.”"


def test_checks_are_counted():
    def check(data):
        for each in data["claims"][:3]:
            each["checked_on"] = LATER
        way(data)["checked_on"] = LATER

    assert words(tell_edit(check)) == ["4 statements were checked again."]
    assert words(tell_edit(put(claim, checked_on=LATER))) == ["1 statement was checked again."]


def test_a_statement_that_was_checked_and_has_another_day_for_the_next_check_counts_once():
    edit = put(claim, checked_on=LATER, check_after=datetime.date(2027, 6, 1))
    assert words(tell_edit(edit)) == ["1 statement was checked again."]


@pytest.mark.parametrize("day", [{"check_after": LATER}, {"checked_on": EARLIER}, {"checked_on": None}])
def test_other_days_are_not_called_a_check(day):
    assert words(tell_edit(put(claim, **day))) == ["1 statement has new dates for its checks."]


def test_the_first_check_of_a_statement_is_a_check():
    old = guide_with(put(claim, checked_on=None))
    assert words(tell(old, make_guide())) == ["1 statement was checked again."]


def test_what_also_says_something_else_is_told_and_counted():
    said = words(tell_edit(put(claim, text="Other.", checked_on=LATER)))
    assert said == [
        "Statement: was “What essential says.”, is now “Other.”",
        "1 statement was checked again.",
    ]


def test_a_step_that_is_open_again_is_counted_and_its_note_is_told():
    assert words(tell_edit(put(step, revision=2, change_note="It moved."))) == [
        "Step “Title of switch-off”, what changed: is now “It moved.”; there was none before",
        "1 step is open again if you ticked it before.",
    ]


def test_counts_are_those_of_the_region():
    def check(data):
        for each in data["claims"]:
            each["checked_on"] = LATER

    number = len(make_guide().claims)
    for_world = [each for each in make_guide().claims if not each.regions or "world" in each.regions]
    assert words(tell_edit(check)) == [f"{number} statements were checked again."]
    assert words(tell_edit(check), "world") == [f"{len(for_world)} statements were checked again."]


def test_a_new_step_is_told_without_each_of_its_ways():
    def without(data):
        data["steps"].remove(step(data, "tidy-up"))

    assert words(tell_edit(without)) == ["Step “Title of tidy-up” was removed"]
    assert words(tell(guide_with(without), make_guide())) == ["Step “Title of tidy-up” was added"]


def test_a_new_way_of_an_old_step_is_told():
    said = words(tell_edit(lambda data: step(data)["walkthroughs"].append(make_walkthrough("phone", regions=["uk"]))))
    assert said == ["Walkthrough “Browser on a phone or tablet”, of “Title of switch-off” was added"]


def test_regions_in_another_order_are_told_once_and_not_with_every_claim_that_names_them():
    def turn(data):
        data["regions"].reverse()

    assert len(diff.changes(make_guide(), guide_with(turn))) > 1
    assert words(tell_edit(turn)) == ["Guide “Chatter” has its regions in a different order"]


def test_the_words_that_only_the_search_reads_are_told_to_nobody():
    old, new = (make_guide(rumours=[make_rumour(words=words)]) for words in (["late"], ["late", "missed"]))
    assert tell(old, new) == []
    (told,) = tell(make_guide(), new)
    assert "missed" not in str(told.said)


def test_a_revision_that_goes_back_opens_nothing():
    assert tell(guide_with(put(step, revision=3)), make_guide()) == []


@given(SOME, SOME)
def test_whatever_is_edited_can_be_told_to_everybody(first, second):
    old, new = edited(first), edited(second)
    everything = tell(old, new)
    assert len(everything) <= len(diff.changes(old, new))
    for region in new.regions:
        read = summary(everything, region)
        assert set(read.said) <= set(summary(everything, None).said)
    assert tell(new, new) == []


@given(st.lists(st.sampled_from([claim, why]), min_size=1), st.sampled_from(EVERYWHERE))
def test_a_region_is_told_all_that_everybody_is_told(places, region):
    edit = both(*(put(place, text=f"Other {number}.") for number, place in enumerate(places)))
    assert words(tell_edit(edit), region) == words(tell_edit(edit))


# --- notes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("note", "line"),
    [
        ("Clearer words.", "Clearer words."),
        ("  Two lines.\r\n\r\nAnd a third.\t", "Two lines. And a third."),
        ("Turned \u202eround\u202c and\u200b split", "Turned round and split"),
        ("Rung\x07 out\x1b", "Rung out"),
        ("\n", ""),
    ],
)
def test_a_note_is_read_as_one_line_of_what_can_be_seen(note, line):
    assert readable(note) == line


# --- read once -------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _nothing_compared_yet():
    change_log._told.cache_clear()
    change_log._guide.cache_clear()
    change_log.comparing.fill()


@pytest.fixture
def publish(db):
    """Publish the made-up guide with these changes, as the next edition; what visitors read then."""

    def publish(note="Clearer words.", size="medium", **changes):
        document = make_guide(**changes)
        guide = Guide.objects.filter(slug=document.slug).first() or drafts.from_document(document)
        publishing.issue(guide, document, note=note, by=None, size=size)
        current_editions.refresh()
        return current_editions.by_slug()[document.slug]

    return publish


def numbers(pasts):
    return [past.issue.number for past in pasts]


def test_editions_come_newest_first_each_with_what_it_changed(publish):
    publish("The first.")
    publish("The second.", title="Second")
    live = publish("The third.", "typo", title="Third")
    third, second, first = change_log.editions(live, 4, None)
    assert [(past.issue.number, past.issue.note, past.issue.size) for past in (third, second, first)] == [
        (3, "The third.", "typo"),
        (2, "The second.", "medium"),
        (1, "The first.", "medium"),
    ]
    assert [str(said) for said in third.summary.said] == [
        "Guide “Chatter”, title: was “Second”, is now “Third”",
    ]
    assert third.issue.published_at == live.published_at
    assert second.summary.said[0].now == "Second"
    assert (first.summary, first.is_first, second.is_first) == (None, True, False)


def test_older_editions_come_page_by_page(publish, monkeypatch):
    monkeypatch.setattr(change_log, "PAGE", 2)
    for number in range(1, 6):
        live = publish(title=f"Title {number}")
    assert numbers(change_log.editions(live, 6, None)) == [5, 4]
    assert numbers(change_log.editions(live, 4, None)) == [3, 2]
    assert change_log.editions(live, 4, None)[-1].summary.said[0].was == "Title 1"
    assert numbers(change_log.editions(live, 2, None)) == [1]


def test_the_second_reader_waits_for_no_query(publish, django_assert_num_queries):
    publish()
    publish(title="Second")
    live = publish(title="Third")
    with django_assert_num_queries(4):  # which there are, and three documents
        change_log.editions(live, 4, None)
    with django_assert_num_queries(0):
        for region in (None, *live.guide.regions):
            assert numbers(change_log.editions(live, 4, region)) == [3, 2, 1]


def test_a_new_edition_is_compared_with_the_one_before_and_no_other_again(publish, django_assert_num_queries):
    for title in ("First", "Second", "Third"):
        live = publish(title=title)
    change_log.editions(live, 4, None)
    live = publish(title="Fourth")
    change_log._guide.cache_clear()
    with django_assert_num_queries(3):
        assert numbers(change_log.editions(live, 5, None)) == [4, 3, 2, 1]


def test_all_that_is_different_since_an_edition_is_one_list(publish):
    publish()
    publish(title="Second")
    live = publish(title="Third", basis=None)
    since = change_log.since(live, 1, None)
    assert since.issue.number == 1
    assert [(said.was, said.now) for said in since.summary.said] == [
        ("Stop Chatter from training AI on your data", "Third"),
        ("We read the notice and tried nothing.", ""),
    ]


def test_what_came_and_went_since_is_no_difference(publish):
    publish()
    publish(title="Second")
    assert change_log.since(publish(), 1, None).summary == Summary()


def test_since_the_edition_in_force_nothing_has_changed_and_nothing_is_looked_up(publish, django_assert_num_queries):
    live = publish()
    with django_assert_num_queries(0):
        since = change_log.since(live, 1, None)
    assert (since.issue.number, since.issue.published_at, since.summary) == (1, live.published_at, Summary())


def test_since_an_edition_that_there_is_not_nothing_can_be_told(publish):
    live = publish()
    assert change_log.since(live, 2, None) is None
    assert change_log.since(live, 0, None) is None


def test_an_edition_of_another_guide_is_not_among_them(publish):
    publish(slug="other", title="Other")
    publish(slug="other", title="Other again")
    live = publish()
    assert numbers(change_log.editions(live, 9, None)) == [1]
    assert change_log.since(live, 2, None) is None


def test_an_edition_that_cannot_be_read_any_more_is_passed_over(publish, caplog):
    publish()
    publish(title="Second")
    live = publish(title="Third")
    spoilt = to_data(make_guide()) | {"format": 9}
    Edition.objects.filter(number=1).update(document=spoilt)
    with caplog.at_level("CRITICAL", logger="guides.history.change_log"):
        third, second, _first = change_log.editions(live, 4, None)
        assert change_log.since(live, 1, None).summary is None
    assert third.summary.said
    assert second.summary is None


def test_when_too_many_are_compared_at_once_somebody_waits(publish, monkeypatch):
    publish()
    live = publish(title="Second")
    change_log.comparing._left, change_log.comparing._at = 0, time.monotonic()
    with pytest.raises(TooManyError) as busy:
        change_log.editions(live, 3, None)
    assert 0 < busy.value.seconds <= 1
    change_log.comparing.fill()
    assert numbers(change_log.editions(live, 3, None)) == [2, 1]


def test_names_of_sources_are_those_that_stand_on_the_page():
    new = guide_with(both(add("sources", make_source("press", publisher="Press")), put(claim, sources=["press"])))
    assert words(tell(make_guide(), new))[-1] == (
        "Statement “What essential says.”, sources: was “Chatter: Privacy notice”, is now “Press: Privacy notice”"
    )

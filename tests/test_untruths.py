"""What cannot be true of a guide, at which part and field it is told, and in which words.

The rules for a statement and for a source by itself, and the forms that ask them, are in test_truth.py; those for links
in test_lookalikes.py.
"""

import datetime

import pytest

from guides.document.completeness import untruths
from tests.support.factories import (
    CHECKED,
    make_authority,
    make_claim,
    make_claims,
    make_guide,
    make_region,
    make_regions,
    make_source,
    make_step,
    make_steps,
    make_walkthrough,
)

TOMORROW = CHECKED + datetime.timedelta(days=1)
PAGE = "https://a.example/page"
LATE = "is in the future, by UTC; give the day on which somebody checked this against its sources"
TWIN = "is the page of “notice”; keep one source for each page"
EMPTY = "has no word in it; write it, or clear it"
PICTURE = {"slug": "off", "alternative": "It is off.", "digest": "0" * 64, "kind": "png", "width": 1, "height": 1}


def told(**changes):
    return [str(problem) for problem in untruths(make_guide(**changes), CHECKED)]


def with_claim(**changes):
    return [*make_claims()[1:], make_claim("essential", **changes)]


def sources(*addresses):
    """A source for each of these addresses; the first is the notice, and the second the regulator’s page."""
    slugs = ("notice", "regulator", "paper")
    return [make_source(slug, url=address) for slug, address in zip(slugs, addresses, strict=False)]


def test_of_a_complete_guide_nothing_is_untrue():
    assert told() == []


def test_each_is_told_of_its_part_and_field_in_this_order():
    twins = [make_source(gone_on=TOMORROW), make_source("regulator", url=make_source()["url"])]
    assert told(sources=twins, claims=with_claim(checked_on=TOMORROW, text="…")) == [
        "source notice › gone_on: is in the future; correct the day",
        f"claim essential › checked_on: {LATE}",
        f"source regulator › url: {TWIN}",
        f"claim essential › text: {EMPTY}",
    ]


def test_of_an_inner_part_it_says_which_one():
    regions = [make_region(authorities=[make_authority(checked_on=TOMORROW, note="—")]), *make_regions()[1:]]
    pictures = [PICTURE | {"dated_on": TOMORROW}]
    dated = "is in the future; give the day on which the picture was taken"
    way = make_walkthrough("computer", "phone", checked_on=TOMORROW, note="—", pictures=pictures)
    steps = [make_step(walkthroughs=[way]), *make_steps()[1:]]
    assert told(regions=regions, steps=steps) == [
        f"region uk › checked_on: {LATE} (the authority GB)",
        f"step switch-off › checked_on: {LATE} (the walkthrough for “computer”, “phone”)",
        f"region uk › note: {EMPTY} (the authority GB)",
        f"step switch-off › note: {EMPTY} (the walkthrough for “computer”, “phone”)",
        f"step switch-off › dated_on: {dated} (the picture “off”)",
    ]


def test_a_slip_in_a_date_and_a_link_that_seems_to_lead_elsewhere_are_told_with_their_field():
    text = "Open [linkedin.com](https://evil.example/)."
    assert told(claims=with_claim(from_on="0205-01-01", check_after="2062-01-01", text=text)) == [
        "claim essential › from_on: is before 1990; correct the year",
        "claim essential › check_after: is more than a year ahead; correct the year, or enter it nearer the time",
        "claim essential › text: shows the address “linkedin.com” and leads to “evil.example”",
    ]


# --- one page, several sources ---------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        *(PAGE, f"{PAGE}/", f"{PAGE}?", f"{PAGE}?&", f"{PAGE}#", f"{PAGE}#part", f"{PAGE}/#part/two"),
        *("https://www.a.example/page", "https://A.example/page", "https://WWW.A.EXAMPLE/page"),
        *(f"{PAGE}?utm_source=mail", f"{PAGE}?fbclid=1&gclid=2", f"{PAGE}?utm_id=#part"),
        *(f"https://web.archive.org/web/{day}{PAGE}" for day in ("20260101000000/", "2026id_/", "")),
        *(f"https://archive.{domain}/2026/{PAGE}" for domain in ["today", "ph", "is", "li", "md", "vn", "fo"]),
        "https://archive.ph/http://a.example/page",
        f"https://web.archive.org/web/2026/https://archive.ph/2025/{PAGE}/?utm_source=mail#part",
    ],
)
def test_one_page_is_one_source_however_its_address_is_written(address):
    assert told(sources=sources(PAGE, address)) == [f"source regulator › url: {TWIN}"]
    assert told(sources=sources(address, PAGE)) == [f"source regulator › url: {TWIN}"]


@pytest.mark.parametrize(
    "address",
    [
        *(None, "https://a.example/other", f"{PAGE}X", f"{PAGE}/page", "https://a.example/Page", "https://a.example/"),
        *(f"{PAGE}?id=1", f"{PAGE}?my_utm_source=1", f"{PAGE}?gclids=1", f"{PAGE}?utm_source", f"{PAGE}#/other"),
        *(f"{PAGE}#!other", f"{PAGE}?#/", "https://b.example/page", "https://w.a.example/page"),
        *("https://archive.ph/Ab1", f"https://archive.example/2026/{PAGE}"),
        *(f"https://web.archive.org/2026/{PAGE}", f"https://web.archive.org/web/2026/01/{PAGE}"),
    ],
)
def test_another_page_is_another_source(address):
    assert told(sources=sources(PAGE, address)) == []


def test_what_a_page_is_asked_for_counts_and_what_only_tracks_does_not():
    asked = f"{PAGE}?id=1&to=2"
    tracked = f"https://archive.ph/2026/{PAGE}?id=1&&utm_source=mail&to=2&gclid=3#part"
    assert told(sources=sources(asked, tracked)) == [f"source regulator › url: {TWIN}"]
    for other in (PAGE, f"{PAGE}?id=1", f"{PAGE}?id=2&to=2", f"{PAGE}?id=1to=2", f"{PAGE}?id=1&to=2&x=3"):
        assert told(sources=sources(asked, other)) == []


def test_a_third_source_of_one_page_is_told_of_the_first_too():
    assert told(sources=sources(PAGE, f"{PAGE}/", f"{PAGE}#part")) == [
        f"source {slug} › url: {TWIN}" for slug in ("regulator", "paper")
    ]


def test_nor_are_a_page_and_its_copy_two_sources():
    copy = "https://archive.ph/Ab1"
    copied = make_source(url=PAGE, archive_url=copy, archived_on="2026-01-02")
    assert told(sources=[copied, *sources(None, copy)[1:]]) == [f"source regulator › url: {TWIN}"]
    assert told(sources=[*sources(copy), copied | {"slug": "regulator"}]) == [f"source regulator › url: {TWIN}"]


def test_of_two_sources_that_it_repeats_the_one_with_its_page_is_named_before_the_one_with_its_copy():
    copy = "https://archive.ph/Ab1"
    both = make_source("paper", url=PAGE, archive_url=copy, archived_on="2026-01-02")
    assert told(sources=[*sources(PAGE, copy), both]) == [f"source paper › url: {TWIN}"]
    assert told(sources=[*sources(copy, PAGE), both]) == [f"source paper › url: {TWIN.replace('notice', 'regulator')}"]


def test_sources_without_an_address_are_no_page():
    assert told(sources=sources(None, None)) == []


# --- texts without a word --------------------------------------------------------------------


@pytest.mark.parametrize("text", [".", "—", "…", "** **", "&nbsp;", "&amp;nbsp;", "[ ](https://a.example/)", "👍"])
def test_a_text_without_a_word_is_not_published(text):
    assert told(claims=with_claim(text=text)) == [f"claim essential › text: {EMPTY}"]


@pytest.mark.parametrize("text", ["a", "3", "…ß", "**是**", "&eacute;", "&frac12;"])
def test_one_letter_or_digit_is_a_word(text):
    assert told(claims=with_claim(text=text)) == []


def test_every_text_of_every_part_is_asked():
    steps = [make_step(title="—", tick="(…)", summary="."), *make_steps()[1:]]
    assert told(title="?", sources=[make_source(dated="—"), make_source("regulator")], steps=steps) == [
        f"guide chatter › title: {EMPTY}",
        f"source notice › dated: {EMPTY}",
        *(f"step switch-off › {field}: {EMPTY}" for field in ("title", "tick", "summary")),
    ]

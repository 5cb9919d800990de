"""What changed: edition by edition, since one of them, for a region, a page at a time; and when it cannot be told."""

import datetime
import html
import re
import time

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from guides.editing import drafts, publishing
from guides.editing.wording import Said
from guides.history import change_log
from guides.models import Edition, Guide
from guides.serving import current_editions
from guides.templatetags.differences import briefly_before, briefly_now, parted, words_before, words_now
from guides.views import preview
from tests.support.desk import signed_in
from tests.support.factories import make_claim, make_claims, make_guide, make_rumour, make_source, make_steps
from tests.support.hostile_text import HOSTILE, UNSEEN, Harm
from tests.support.kept_rows import put_back

PAGE = "/chatter/changes/"


@pytest.fixture(autouse=True)
def _nothing_compared_yet():
    change_log._told.cache_clear()
    change_log._guide.cache_clear()
    change_log.comparing.fill()


@pytest.fixture
def publish(db):
    """Publish the made-up guide with these changes, as its next edition."""

    def publish(note="Clearer words.", size="medium", **changes):
        document = make_guide(**changes)
        guide = Guide.objects.filter(slug=document.slug).first() or drafts.from_document(document)
        publishing.issue(guide, document, note=note, by=None, size=size)
        current_editions.refresh()
        return guide

    return publish


@pytest.fixture
def three(publish):
    """Edition 2 has another claim for the UK, edition 3 another title."""
    uk = [*make_claims(), make_claim("ico", "disputed", text="The regulator asks.", regions=["uk"])]

    def make():
        with time_machine.travel(datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC), tick=False):
            publish("The first.")
        with time_machine.travel(datetime.datetime(2026, 12, 3, 12, tzinfo=datetime.UTC), tick=False):
            publish("The regulator is in.", "major", claims=uk)
        with time_machine.travel(datetime.datetime(2026, 12, 24, 12, tzinfo=datetime.UTC), tick=False):
            publish("A better title.", "typo", claims=uk, title="Stop Chatter from training AI on your words")

    put_back("three", make)
    current_editions.refresh()
    return Guide.objects.get()


@pytest.fixture
def visitor(db):
    return Client(headers={"Sec-Fetch-Site": "same-origin"})


RECEIPT = re.compile(r'<details class="receipt">.*?</details>', re.DOTALL)


def words(response):
    """What the page says, without tags and receipts, one space between words."""
    main = RECEIPT.sub("", response.content.decode().partition("<main")[2].partition("</main>")[0])
    plain = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())
    return re.sub(r" (?=[,:”])|(?<=“) ", "", plain)


def shown(response):
    """The numbers of the editions on the page, in order."""
    return [
        int(number) for number in re.findall(r'<section class="edition" id="edition-(\d+)"', response.content.decode())
    ]


def hrefs(response):
    return [html.unescape(href) for href in re.findall(r'<a [^>]*?href="([^"]*)"', response.content.decode())]


# --- edition by edition ----------------------------------------------------------------------


def test_every_edition_says_its_number_its_day_its_note_and_what_it_changed(visitor, three):
    response = visitor.get(PAGE)
    assert response.status_code == 200
    assert shown(response) == [3, 2, 1]
    page = words(response)
    assert "Edition 3 24 December 2026, in force now. A small correction. Our note: A better title." in page
    assert "Guide “Chatter”, title: was “Stop Chatter from training AI on your data”, is now “Stop Chatter from" in page
    assert "Edition 2 3 December 2026. A big change: if you ticked a step that changed, look at it again." in page
    assert "Statement was added: “The regulator asks.”" in page
    assert "Edition 1 23 November 2026 Our note: The first. The first edition." in page


def test_with_one_edition_there_is_one(visitor, publish):
    publish("The guide as it came.")
    response = visitor.get(PAGE)
    assert shown(response) == [1]
    assert "since=" not in "".join(hrefs(response))
    assert "Older editions" not in words(response)


def test_a_region_is_told_what_concerns_it(visitor, three):
    page = words(visitor.get(PAGE, {"region": "eu"}))
    assert "The regulator is in. It changed nothing for readers in EU." in page
    assert "title: was" in page
    assert "The regulator asks." in words(visitor.get(PAGE, {"region": "uk"}))
    assert shown(visitor.get(PAGE, {"region": "eu"})) == [3, 2, 1]


def test_an_edition_that_changed_nothing_says_so(visitor, publish):
    publish()
    publish("Once more.")
    assert "Once more. It changed nothing for readers." in words(visitor.get(PAGE))


def test_an_edition_that_cannot_be_compared_any_more_says_so(visitor, three, caplog):
    Edition.objects.filter(number=1).update(document={"format": 9})
    with caplog.at_level("CRITICAL", logger="guides.history.change_log"):
        page = visitor.get(PAGE)
        assert "What it changed can no longer be shown." in words(page)
        assert "too old to be compared" in words(visitor.get(PAGE, {"since": "1"}))
    assert shown(page) == [3, 2, 1]


@pytest.mark.parametrize(("number", "folded"), [(4, 0), (5, 1)])
def test_a_long_list_is_folded(visitor, publish, number, folded):
    publish()
    publish(claims=[*make_claims(), *(make_claim(f"new-{each}", "used") for each in range(number))])
    page = visitor.get(PAGE).content.decode().partition('id="edition-2"')[2]
    assert RECEIPT.sub("", page).count("<details") == folded
    assert len(RECEIPT.findall(page)) == number
    assert (f"All {number} changes" in page) == bool(folded)
    assert page.count("was added") == number


def test_what_is_only_counted_is_a_sentence(visitor, publish):
    publish()
    publish(claims=[each | {"checked_on": datetime.date(2026, 12, 24)} for each in make_claims()])
    page = words(visitor.get(PAGE))
    assert f"Clearer words. {len(make_claims())} statements were checked again." in page
    assert "22 November 2026" not in page


def test_an_edition_can_be_pointed_at_and_leads_to_all_that_came_after(visitor, three):
    response = visitor.get(PAGE)
    assert [href for href in hrefs(response) if "since" in href] == ["?since=2", "?since=1"]


def test_a_claim_in_circulation_never_stands_without_what_we_say_of_it(visitor, publish):
    publish()
    publish(rumours=[make_rumour("late", said="It is too late.", right="It never is.")])
    publish(rumours=[make_rumour("late", said="It is too late.", right="It never will be.", verdict="superseded")])
    publish()
    page = words(visitor.get(PAGE))
    assert "Common claim (wrong) was added: “It is too late. – It never is.”" in page
    assert "Common claim (no longer true) “It is too late.”, what is true: was “It never" in page
    assert "Common claim (no longer true) was removed: “It is too late. – It never will be.”" in page


def test_a_statement_that_came_or_went_is_told_whole_and_with_where_it_comes_from(visitor, publish):
    long = make_claim("long", "used", text="A sentence of many words. " * 12, sources=["regulator"], certainty="one")
    publish()
    publish(claims=[*make_claims(), long])
    publish(sources=[make_source()])
    with time_machine.travel("2028-01-01T12:00Z", tick=False):
        page = visitor.get(PAGE).content.decode()
    for number, happened in ((3, "was removed"), (2, "was added")):
        edition = page.partition(f'id="edition-{number}"')[2].partition("</section>")[0]
        (told,) = [each for each in edition.split("<li class=") if f"Statement</strong> {happened}" in each]
        assert long["text"].strip() in told
        assert "one source" in told
        assert "https://chatter.example/regulator" in told
        assert "check overdue" not in told


def test_a_step_of_which_the_words_changed_has_the_receipt_of_its_walkthrough(visitor, publish):
    publish()
    publish(steps=[make_steps()[0] | {"summary": "Another summary."}, *make_steps()[1:]])
    (told,) = re.findall(
        r'<li class="difference">(.*?Another summary.*?)</li>\s*</ul>', visitor.get(PAGE).content.decode(), re.DOTALL
    )
    assert "one source" in told


def test_what_may_still_be_read_can_be_called_wrong_from_here(visitor, publish):
    publish()
    publish(claims=[*make_claims(), make_claim("new", "used")])
    assert "/chatter/report/claim/new/" in hrefs(visitor.get(PAGE))
    publish()
    assert "/chatter/report/claim/new/" not in hrefs(visitor.get(PAGE))


# --- just the words that differ --------------------------------------------------------------


def test_only_the_words_that_differ_are_marked():
    said = Said("Claim", "text", "It was on in Europe then.", "It is on in Europe and Asia.")
    assert words_before(said) == "It <del>was</del> on in Europe <del>then.</del>"
    assert words_now(said) == "It <ins>is</ins> on in Europe <ins>and Asia.</ins>"


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("It is on.", "Ask us anything else."),
        ("gb", "gb, england"),
        ("a " * 600, "a " * 599),
        ("", "New."),
        ("Old.", ""),
    ],
)
def test_texts_that_share_little_or_are_very_long_are_marked_whole(was, now):
    assert parted(was, now) == ([(was, True)], [(now, True)])


def test_marked_words_are_words_and_nothing_else():
    said = Said("Claim", "text", "It is <b>on</b> & well here.", "It is <i>off</i> & well here.")
    assert words_before(said) == "It is <del>&lt;b&gt;on&lt;/b&gt;</del> &amp; well here."
    assert words_now(said) == "It is <ins>&lt;i&gt;off&lt;/i&gt;</ins> &amp; well here."


LONG = " ".join(f"w{number}" for number in range(30))


@pytest.mark.parametrize(
    ("was", "now", "shown"),
    [
        (LONG, f"{LONG} end", "… w22 w23 w24 w25 w26 w27 w28 w29 <ins>end</ins>"),
        (LONG, f"first {LONG}", "<ins>first</ins> w0 w1 w2 w3 w4 w5 w6 w7 …"),
        (
            f"a {LONG} b",
            f"x {LONG} y",
            "<ins>x</ins> w0 w1 w2 w3 w4 w5 w6 w7 … w22 w23 w24 w25 w26 w27 w28 w29 <ins>y</ins>",
        ),
        ("It is on here.", "It is off here.", "It is <ins>off</ins> here."),
    ],
)
def test_of_what_stays_readers_see_the_words_near_what_differs(was, now, shown):
    assert briefly_now(Said("Claim", "text", was, now)) == shown


def test_where_the_other_text_has_more_the_words_near_it_are_seen(visitor):
    assert briefly_before(Said("Claim", "text", LONG, f"{LONG} end")) == "… w22 w23 w24 w25 w26 w27 w28 w29"
    assert words_before(Said("Claim", "text", LONG, f"{LONG} end")) == LONG


# --- since an edition ------------------------------------------------------------------------


def test_since_an_edition_all_differences_are_one_list(visitor, three):
    response = visitor.get(PAGE, {"since": "1"})
    page = words(response)
    assert (
        "Since edition 1 Edition 1 was published on 23 November 2026. The edition in force now is edition 3 of" in page
    )
    assert "Statement was added: “The regulator asks.”" in page
    assert "title: was “Stop Chatter" in page
    assert shown(response) == []
    assert "What changed since edition 1: " in response.content.decode().partition("</title>")[0]
    assert '<details class="more"><summary>All' not in response.content.decode()


def test_since_an_edition_a_region_is_told_what_concerns_it(visitor, three):
    page = words(visitor.get(PAGE, {"since": "1", "region": "eu"}))
    assert "title: was" in page
    assert "The regulator asks." not in page


def test_where_nothing_concerns_a_region_since_then_the_page_says_so(visitor, publish):
    publish()
    publish(claims=[*make_claims(), make_claim("ico", "disputed", regions=["uk"])])
    assert "Nothing has changed since for readers in EU." in words(visitor.get(PAGE, {"since": "1", "region": "eu"}))


@pytest.mark.parametrize("region", ["", "uk"])
def test_since_the_edition_in_force_nothing_has_changed(visitor, three, region):
    page = words(visitor.get(PAGE, {"since": "3", "region": region}))
    assert "Edition 3 was published on 24 December 2026. It is in force now. Nothing has changed since." in page


@pytest.mark.parametrize("number", ["0", "4", "999999999", "00"])
@pytest.mark.parametrize("name", ["since", "before"])
def test_an_edition_that_there_is_not_is_not_found_and_the_box_is_there_to_try_again(visitor, three, name, number):
    wanted = str(int(number) + (1 if name == "before" else 0))
    response = visitor.get(PAGE, {name: wanted if len(wanted) < 10 else number, "region": "uk"})
    assert response.status_code == 404
    assert "of this guide. The one in force is edition 3." in words(response)
    page = response.content.decode()
    assert 'aria-describedby="since-hint since-problem" aria-invalid="true" autofocus' in page
    assert f'name="since" value="{wanted if name == "since" else ""}"' in page
    assert shown(response) == [3, 2, 1]
    assert 'name="region" value="uk"' in page
    assert response["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("gone", [1, 2])
def test_an_edition_that_somebody_deleted_is_not_found(visitor, three, gone):
    Edition.objects.filter(number=gone).delete()
    response = visitor.get(PAGE, {"since": str(gone)})
    assert response.status_code == 404
    assert f"There is no edition {gone} of this guide. The one in force is edition 3." in words(response)


@pytest.mark.parametrize("wrong", ["-1", "1.0", "one", "1" * 10, "١", "²", "1 2", "<b>"])
@pytest.mark.parametrize("name", ["since", "before"])
def test_what_is_no_number_is_refused_with_a_sentence(visitor, three, name, wrong):
    response = visitor.get(PAGE, {name: wrong})
    assert response.status_code == 400
    assert (
        f"“{wrong}” is not the number of an edition. Write it in digits, such as 3." in words(response)
        or wrong == "<b>"
    )
    assert Harm(response.content.decode()).found == []


def test_a_number_with_spaces_around_it_is_that_number(visitor, three):
    assert "Since edition 1" in words(visitor.get(PAGE, {"since": " 1 "}))


def test_an_unknown_region_is_not_found(visitor, three):
    response = visitor.get(PAGE, {"region": "atlantis"})
    assert response.status_code == 404
    assert "This guide has no region called “atlantis”." in words(response)


def test_another_name_of_a_region_will_do(visitor, three):
    assert words(visitor.get(PAGE, {"region": "gb"})) == words(visitor.get(PAGE, {"region": "uk"}))


# --- ways on ---------------------------------------------------------------------------------


def test_editions_far_back_are_reached_by_plain_links(visitor, publish, monkeypatch):
    monkeypatch.setattr(change_log, "PAGE", 2)
    for number in range(5):
        publish(title=f"Title {number}")
    address = PAGE
    for numbers in ([5, 4], [3, 2], [1]):
        response = visitor.get(address)
        assert shown(response) == numbers
        older = [href for href in hrefs(response) if "before=" in href]
        address = f"{PAGE}{''.join(older)}"
    assert older == []
    assert "Newest editions" in words(response)


def test_links_and_the_form_carry_on_the_region_and_the_device(visitor, publish, monkeypatch):
    monkeypatch.setattr(change_log, "PAGE", 1)
    publish()
    publish(title="Second")
    response = visitor.get(PAGE, {"region": "gb", "device": "phone", "utm_source": "x"})
    page = response.content.decode()
    assert "?device=phone&region=uk&before=2" in hrefs(response)
    assert "utm_source" not in page
    form = page.partition('<form class="returning"')[2].partition("</form>")[0]
    assert re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', form) == [("device", "phone"), ("region", "uk")]
    assert "/chatter/uk/?device=phone" in hrefs(response)
    ways = [href for href in hrefs(visitor.get(PAGE, {"since": "1", "region": "uk"})) if href.startswith("?")]
    assert ways == ["?since=1", *(f"?since=1&region={each}" for each in ("uk", "eu", "world")), "?region=uk"]


def test_the_steps_lead_to_what_changed_where_they_say_which_edition_they_are(visitor, three):
    page = visitor.get("/chatter/uk/", {"device": "phone"}).content.decode()
    link = "/chatter/changes/?device=phone&amp;region=uk"
    assert f'Edition 3, published on 24 December 2026. <a href="{link}">What changed</a>' in page
    assert '<a href="/chatter/changes/?region=uk">' in visitor.get("/chatter/uk/").content.decode()
    assert '<a href="/chatter/changes/">What changed</a>' in visitor.get("/chatter/sources/").content.decode()


# --- from memory -----------------------------------------------------------------------------

QUERIES = [{}, {"region": "uk"}, {"since": "1"}, {"since": "1", "region": "eu"}, {"before": "3"}, {"since": "3"}]


def test_it_is_read_without_a_query_once_it_was_read_and_without_a_cookie(visitor, three, django_assert_num_queries):
    first = [visitor.get(PAGE, query).content for query in QUERIES]
    with django_assert_num_queries(0):
        again = [visitor.get(PAGE, query) for query in QUERIES]
    assert [response.content for response in again] == first
    assert not any(response.cookies for response in again)


def test_it_is_the_same_page_for_everybody_who_may_ask_whether_it_is_new(visitor, three):
    response = visitor.get(PAGE, headers={"Accept-Encoding": "br"})
    assert response["Cache-Control"].startswith("public")
    asked = {"Accept-Encoding": "br", "If-None-Match": response["ETag"]}
    assert visitor.get(PAGE, headers=asked).status_code == 304
    visitor.cookies["chatter.switch-off"] = "1"
    assert visitor.get(PAGE, headers=asked).status_code == 304


def test_a_new_edition_stands_on_top_at_once(visitor, three, publish):
    visitor.get(PAGE)
    publish("The fourth.")
    assert shown(visitor.get(PAGE)) == [4, 3, 2, 1]


def test_it_takes_no_post(visitor, three):
    response = visitor.post(PAGE, {"since": "1"})
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


def test_what_was_read_before_is_read_while_the_database_is_away_and_the_rest_waits(visitor, three, database_away):
    visitor.get(PAGE)
    with database_away():
        assert shown(visitor.get(PAGE)) == [3, 2, 1]
        assert "Nothing has changed since." in words(visitor.get(PAGE, {"since": "3"}))
        response = visitor.get(PAGE, {"since": "1"})
        assert (response.status_code, response["Retry-After"]) == (503, "30")
        assert response["Cache-Control"] == "no-store"
        assert "Older editions cannot be read at the moment, but the steps work." in words(response)
        assert "/chatter/uk/" in hrefs(response)
        assert visitor.get("/chatter/uk/").status_code == 200
    assert visitor.get(PAGE, {"since": "1"}).status_code == 200


def test_a_fresh_worker_without_a_database_asks_for_patience(visitor, three, database_away):
    current_editions.forget_all()
    with database_away():
        assert visitor.get(PAGE).status_code == 503


def test_who_asks_for_too_much_at_once_waits(visitor, three):
    change_log.comparing._left, change_log.comparing._at = 0, time.monotonic()
    response = visitor.get(PAGE)
    assert (response.status_code, response["Retry-After"]) == (429, "1")
    assert "Too many old editions are being compared at once." in words(response)
    change_log.comparing.fill()
    assert visitor.get(PAGE).status_code == 200


# --- previews --------------------------------------------------------------------------------


@pytest.fixture
def staff(three):
    return signed_in(User.objects.create_superuser("editor"))


def test_a_preview_shows_what_was_published_and_says_so(staff, three):
    drafts.from_document(make_guide(title="What is drafted"))
    response = staff.get(f"/preview{PAGE}", {"on": "2025-11-02"})
    assert shown(response) == [3, 2, 1]
    assert "These are the published editions. What the draft would change is shown at the desk" in words(response)
    assert "What is drafted" not in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    inside = [href for href in hrefs(response) if "since=" in href]
    assert inside == ["?on=2025-11-02&since=2", "?on=2025-11-02&since=1"]
    assert [href for href in hrefs(response) if href.startswith("/chatter/")] == []


def test_the_steps_of_a_preview_lead_to_the_changes_in_it(staff, three):
    page = staff.get("/preview/chatter/uk/", {"edition": "2"}).content.decode()
    assert '<a href="/preview/chatter/changes/?edition=2&amp;region=uk">What changed</a>' in page


def test_a_preview_is_for_who_may_see_it(visitor, three):
    assert visitor.get(f"/preview{PAGE}").status_code == 302
    key = preview.key_for("chatter", {"edition": "1"})
    assert visitor.get(f"/preview{PAGE}", {"edition": "1", "key": key}).status_code == 200
    assert visitor.get(f"/preview{PAGE}", {"edition": "2", "key": key}).status_code == 403


def test_in_the_preview_of_a_guide_that_was_never_published_nothing_has_changed(staff, three):
    drafts.from_document(make_guide(slug="other"))
    response = staff.get("/preview/other/changes/")
    assert response.status_code == 404
    assert "Nothing of this guide has been published yet, so nothing has changed." in words(response)


# --- whatever was typed ----------------------------------------------------------------------


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_editors_typed_is_words(visitor, publish, kind):
    claims = [make_claim("hostile", "used", text=HOSTILE[kind][:900]), *make_claims()]
    publish()
    publish(HOSTILE[kind], claims=claims)
    publish(claims=[claims[0] | {"text": f"{claims[0]['text']} More."}, *make_claims()])
    for query in ({}, {"since": "1"}, {"since": "2", "region": "uk"}):
        page = Harm(visitor.get(PAGE, query).content.decode())
        assert page.found == []
        assert "HERE" in "\n".join(page.words)


@pytest.mark.parametrize("unseen", UNSEEN)
def test_a_note_says_nothing_that_cannot_be_seen(visitor, publish, unseen):
    publish(f"Clear{unseen} words.")
    assert re.search(r'<p class="note"><strong>Our note:</strong> Clear ?words\.', visitor.get(PAGE).content.decode())

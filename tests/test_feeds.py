"""The feeds: what RFC 4287 asks of them, what they tell to whom, and that nobody’s words break them."""

import datetime
import re
from urllib.parse import urlsplit
from xml.etree import ElementTree

import brotli
import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from guides.editing import drafts, publishing
from guides.history import change_log, feeds
from guides.models import Edition, Guide
from guides.serving import current_editions
from tests.support.factories import make_claim, make_claims, make_guide, make_region, make_regions
from tests.support.hostile_text import HOSTILE, UNSEEN, Harm
from tests.support.kept_rows import put_back

ATOM = "{http://www.w3.org/2005/Atom}"
ALL, UK, EU = "/chatter/changes/feed/", "/chatter/uk/feed/", "/chatter/eu/feed/"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
NOON = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _nothing_compared_yet():
    change_log._told.cache_clear()
    change_log._guide.cache_clear()
    change_log.comparing.fill()


@pytest.fixture
def publish(db):
    """Publish the made-up guide with these changes, as its next edition, a day after the last."""

    def publish(note="Clearer words.", size="medium", **changes):
        document = make_guide(**changes)
        guide = Guide.objects.filter(slug=document.slug).first() or drafts.from_document(document)
        with time_machine.travel(NOON + DAY * Edition.objects.count(), tick=False):
            edition = publishing.issue(guide, document, note=note, by=None, size=size)
        current_editions.refresh()
        return edition

    return publish


@pytest.fixture
def four(publish):
    """Edition 2 has another claim for the UK, edition 3 mends a letter, edition 4 has another title."""
    uk = [*make_claims(), make_claim("ico", "disputed", text="The regulator asks.", regions=["uk"])]
    words = {"claims": uk, "description": "One switch and what it changes."}

    def make():
        publish("The first.")
        publish("The regulator is in.", claims=uk)
        publish("A letter.", "typo", **words)
        publish("A better title.", **words, title="Stop <Chatter>")

    put_back("four", make)
    current_editions.refresh()


@pytest.fixture
def reader(db):
    """A program that reads feeds: no cookies, and no word of where it comes from."""
    return Client()


def parsed(response):
    assert response.status_code == 200
    return ElementTree.fromstring(response.content)  # noqa: S314 (our own)


def entries(response):
    return parsed(response).findall(f"{ATOM}entry")


def said(element, name):
    """The words of the one element with this name in it."""
    (found,) = element.findall(f"{ATOM}{name}")
    return found.text or ""


def links(element):
    return {link.get("rel", "alternate"): link.get("href") for link in element.findall(f"{ATOM}link")}


def titles(response):
    return [said(entry, "title") for entry in entries(response)]


# --- the format ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [ALL, UK, EU])
def test_a_feed_has_what_the_standard_asks_for(reader, four, path):
    response = reader.get(path)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = parsed(response)
    assert feed.tag == f"{ATOM}feed"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    assert links(feed) == {
        "self": f"https://optout.example{path}",
        "alternate": "https://optout.example/chatter/changes/" + {ALL: "", UK: "?region=uk", EU: "?region=eu"}[path],
    }
    assert said(feed, "id") == f"https://optout.example{path}"
    assert said(feed, "title").startswith("What changed: Stop <Chatter>")
    assert said(feed, "rights").startswith("CC BY 4.0")
    (author,) = feed.findall(f"{ATOM}author")
    assert said(author, "name") == "Switched Off"
    assert RFC_3339.fullmatch(said(feed, "updated"))
    for name in ("id", "title", "updated"):
        assert len(feed.findall(f"{ATOM}{name}")) == 1


@pytest.mark.parametrize("path", [ALL, UK, EU])
def test_an_entry_has_what_the_standard_asks_for(reader, four, path):
    found = entries(reader.get(path))
    assert found
    for entry in found:
        assert said(entry, "title")
        assert RFC_3339.fullmatch(said(entry, "updated"))
        assert said(entry, "published") == said(entry, "updated")
        assert links(entry).keys() == {"alternate"}
        (summary,), (content,) = entry.findall(f"{ATOM}summary"), entry.findall(f"{ATOM}content")
        assert (summary.get("type"), content.get("type")) == ("text", "html")
        assert summary.text
        assert content.text


def test_no_two_entries_have_one_name_in_whatever_feed(reader, four):
    names = [said(entry, "id") for path in (ALL, UK, EU) for entry in entries(reader.get(path))]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"tag:optout\.example,2026-11-\d\d:chatter/(\w+/)?edition-\d", name) for name in names)


def test_the_name_of_an_entry_stays_when_others_come(reader, four, publish):
    before = [said(entry, "id") for entry in entries(reader.get(UK))]
    publish("The fifth.")
    assert [said(entry, "id") for entry in entries(reader.get(UK))][1:] == before


def test_an_entry_is_as_old_as_its_edition_and_the_feed_as_its_newest_entry(reader, four):
    feed = parsed(reader.get(ALL))
    days = [said(entry, "updated") for entry in feed.findall(f"{ATOM}entry")]
    assert days == [f"2026-11-{day}T12:00:00+00:00" for day in (26, 24, 23)]
    assert said(feed, "updated") == days[0]


# --- what it tells ---------------------------------------------------------------------------


def test_a_feed_tells_the_editions_that_change_something_for_its_readers(reader, four):
    assert titles(reader.get(ALL)) == [
        "Edition 4: A better title.",
        "Edition 2: The regulator is in.",
        "Edition 1: The first.",
    ]
    assert titles(reader.get(UK)) == titles(reader.get(ALL))
    assert titles(reader.get(EU)) == ["Edition 4: A better title.", "Edition 1: The first."]


def test_with_one_edition_the_feed_says_so(reader, publish):
    publish("The guide as it came.", "typo")
    (entry,) = entries(reader.get(UK))
    assert said(entry, "summary") == "The guide as it came."
    assert said(entry, "content").strip() == "<p>The guide as it came.</p><p>The first edition.</p>"


def test_an_entry_says_in_plain_words_and_with_marks_what_is_different(reader, four):
    entry = entries(reader.get(ALL))[0]
    assert said(entry, "summary").splitlines() == [
        "A better title.",
        "Guide “Chatter”, title: was “Stop Chatter from training AI on your data”, is now “Stop <Chatter>”",
    ]
    content = said(entry, "content")
    assert (
        "was “<del>Stop Chatter from training AI on your data</del>”, is now “<ins>Stop &lt;Chatter&gt;</ins>”"
        in content
    )
    assert Harm(content).found == []


def test_what_a_feed_says_has_its_sources_with_it(reader, four):
    content = said(entries(reader.get(ALL))[1], "content")
    assert "Statement</strong> was added: “The regulator asks.”" in content
    assert "One source says so; we found no other. Checked on 22 November 2026." in content
    assert '<a href="https://chatter.example/notice" rel="noopener external">Privacy notice</a>' in content
    assert re.findall(r'href="(?!https://)', content) == []


def test_a_summary_is_short_and_the_content_whole(reader, publish):
    publish()
    publish(claims=[*make_claims(), *(make_claim(f"new-{each}", "used") for each in range(5))])
    entry = entries(reader.get(ALL))[0]
    assert said(entry, "summary").count("was added") == feeds.FIRST_FEW
    assert said(entry, "summary").endswith("And 2 more.")
    assert said(entry, "content").count("was added") == 5


def test_the_link_of_an_entry_leads_to_its_edition_however_old_it_is(reader, publish, monkeypatch):
    publish("The first.")
    for number in range(3):
        publish(title=f"Title {number}")
    link = links(entries(reader.get(UK))[-1])["alternate"]
    monkeypatch.setattr(change_log, "PAGE", 1)
    address = urlsplit(link)
    page = reader.get(f"{address.path}?{address.query}").content.decode()
    assert f'id="{address.fragment}"' in page
    assert (address.query, address.fragment) == ("region=uk&before=2", "edition-1")


def test_where_a_region_had_nothing_new_for_long_its_feed_looks_further_back(reader, publish, monkeypatch):
    monkeypatch.setattr(change_log, "PAGE", 2)
    publish()
    publish("For the EU.", claims=[*make_claims(), make_claim("for-eu", "used", regions=["eu"])])
    for number in range(5):
        uk = make_claim(f"uk-{number}", "used", regions=["uk"])
        publish("For the UK.", claims=[*make_claims(), make_claim("for-eu", "used", regions=["eu"]), uk])
    assert titles(reader.get(EU)) == ["Edition 2: For the EU."]
    assert titles(reader.get(UK)) == ["Edition 7: For the UK.", "Edition 6: For the UK."]


def test_a_feed_looks_back_for_a_while_and_is_then_empty_and_as_old_as_the_guide(reader, publish, monkeypatch):
    monkeypatch.setattr(change_log, "PAGE", 1)
    monkeypatch.setattr(change_log, "MOST_PAGES", 2)
    publish()
    for number in range(2):
        publish("A letter.", "typo", title=f"Title {number}")
    feed = parsed(reader.get(UK))
    assert feed.findall(f"{ATOM}entry") == []
    assert said(feed, "updated") == "2026-11-25T12:00:00+00:00"
    monkeypatch.setattr(change_log, "MOST_PAGES", 3)
    publish("A letter.", "typo", title="Title 2")
    assert titles(reader.get(UK)) == []
    monkeypatch.setattr(change_log, "MOST_PAGES", 5)
    publish("A letter.", "typo", title="Title 3")
    assert titles(reader.get(UK)) == ["Edition 1: Clearer words."]


# --- how it is asked for ---------------------------------------------------------------------


def test_a_feed_is_made_once_and_read_without_a_query_and_without_a_cookie(reader, four, django_assert_num_queries):
    first = {path: reader.get(path).content for path in (ALL, UK, EU)}
    with django_assert_num_queries(0):
        for path, content in first.items():
            response = reader.get(path)
            assert response.content == content
            assert not response.cookies
            assert "Set-Cookie" not in response.headers


def test_a_reader_that_has_it_hears_so_and_the_others_get_it_pressed(reader, four):
    for accepted in ("", "gzip", "br"):
        response = reader.get(UK, headers={"Accept-Encoding": accepted})
        assert response.headers.get("Content-Encoding", "") == accepted
        again = reader.get(UK, headers={"Accept-Encoding": accepted, "If-None-Match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    pressed = reader.get(UK, headers={"Accept-Encoding": "br"})
    assert brotli.decompress(pressed.content) == reader.get(UK).content
    head = reader.head(UK)
    assert (head.status_code, head.content, head["Content-Type"]) == (200, b"", feeds.CONTENT_TYPE)


def test_a_correction_of_spelling_makes_no_new_feed(reader, publish):
    publish("The first.")
    publish("The second.", title="Title")
    before = reader.get(UK)
    publish("A letter.", "typo", title="Title", product="Chattr")
    assert reader.get(UK, headers={"If-None-Match": before["ETag"]}).status_code == 304


def test_an_address_of_a_feed_carries_nothing_on(reader, four):
    response = reader.get(UK, {"device": "phone", "team": "x", "utm_source": "x", "on": "2025-11-02"})
    assert response.content == reader.get(UK).content
    assert not re.search(rb"device=|team=|utm_", response.content)


def test_another_name_of_a_region_leads_to_its_feed(reader, four):
    response = reader.get("/chatter/gb/feed/")
    assert response.status_code == 302
    assert urlsplit(response["Location"]).path == UK


@pytest.mark.parametrize("path", ["/chatter/atlantis/feed/", "/nothing/uk/feed/", "/nothing/changes/feed/"])
def test_a_feed_that_there_is_not_is_not_found(reader, four, path):
    assert reader.get(path).status_code == 404


@pytest.mark.parametrize("path", [ALL, UK, "/chatter/gb/feed/"])
def test_the_scripts_of_any_site_may_read_a_feed_as_they_may_read_the_data(reader, four, path):
    answers = [reader.get(path), reader.head(path), reader.post(path)]
    if "ETag" in answers[0]:
        answers.append(reader.get(path, headers={"If-None-Match": answers[0]["ETag"]}))
    assert {answer["Access-Control-Allow-Origin"] for answer in answers} == {"*"}
    assert {answer["Cross-Origin-Resource-Policy"] for answer in answers} == {"cross-origin"}
    assert "Access-Control-Allow-Origin" not in reader.get("/chatter/changes/").headers


def test_they_may_read_as_well_that_it_is_not_there_now(reader, four, database_away):
    reader.get(UK)
    change_log._told.cache_clear()
    change_log._guide.cache_clear()
    with database_away():
        response = reader.get(EU)
    assert (response.status_code, response["Access-Control-Allow-Origin"]) == (503, "*")


@pytest.mark.parametrize("path", [ALL, UK])
def test_a_feed_takes_no_post(reader, four, path):
    assert reader.post(path).status_code == 405


def test_a_feed_waits_for_a_database_that_is_away_unless_it_was_read_before(reader, four, database_away):
    kept = reader.get(UK).content
    change_log._told.cache_clear()
    change_log._guide.cache_clear()
    with database_away():
        assert reader.get(UK).content == kept
        response = reader.get(EU)
        assert (response.status_code, response["Retry-After"]) == (503, "30")


def test_pages_name_their_feeds(reader, four):
    def named(path):
        tags = re.findall(r'<link rel="alternate" [^>]*>', reader.get(path).content.decode())
        assert all('type="application/atom+xml"' in tag for tag in tags)
        return [re.search(r'href="([^"]*)"', tag)[1] for tag in tags]

    assert named("/chatter/changes/") == [ALL]
    assert named("/chatter/changes/?region=uk") == [ALL, UK]
    assert UK in named("/chatter/uk/")
    page = reader.get("/chatter/changes/").content.decode()
    assert "spelling corrections are left out" in page
    for path in (ALL, UK, EU):
        assert f'<a href="{path}">' in page


def test_a_preview_has_no_feed_and_names_none(four):
    staff = Client(headers={"Sec-Fetch-Site": "same-origin"})
    staff.force_login(User.objects.create_superuser("editor"))
    for path in (ALL, UK, "/chatter/gb/feed/"):
        response = staff.get(f"/preview{path}")
        assert response.status_code == 404
        assert "A preview has no feed." in response.content.decode()
    for path in ("/chatter/changes/?region=uk", "/chatter/uk/"):
        assert "atom+xml" not in staff.get(f"/preview{path}").content.decode()
    assert Client().get(f"/preview{UK}").status_code == 302


# --- whatever was typed ----------------------------------------------------------------------


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_editors_typed_is_words_in_the_feed(reader, publish, kind):
    typed = HOSTILE[kind]
    regions = [make_region("uk", name=typed[:100], place=typed[:100]), *make_regions()[1:]]
    claims = [make_claim("hostile", "used", text=typed[:900]), *make_claims()]
    publish()
    publish(typed, claims=claims, regions=regions, title=typed[:200])
    for path in (ALL, UK):
        entry = entries(reader.get(path))[0]
        assert "HERE" in said(entry, "summary")
        content = Harm(said(entry, "content"))
        assert content.found == []
        assert "HERE" in "\n".join(content.words)
        assert typed[:40] in said(entry, "title")


@pytest.mark.parametrize("unseen", UNSEEN)
def test_a_note_with_what_cannot_be_seen_breaks_no_feed(reader, publish, unseen):
    publish(f"Clear{unseen} words.")
    (entry,) = entries(reader.get(UK))
    assert re.fullmatch("Edition 1: Clear ?words.", said(entry, "title").replace("  ", " "))


def test_letters_that_no_feed_can_hold_are_left_out(reader, publish):
    """The rules for texts let some through."""
    publish()
    publish(
        "Not\ufffe a letter.", title="A title\uffff", regions=[make_region("uk", name="U\ufffeK"), *make_regions()[1:]]
    )
    assert said(parsed(reader.get(ALL)), "title") == "What changed: A title"
    feed = parsed(reader.get(UK))
    assert said(feed, "title") == "What changed: A title (UK)"
    entry = feed.findall(f"{ATOM}entry")[0]
    assert said(entry, "title") == "Edition 2: Not a letter."
    assert "is now “<ins>A title</ins>”" in said(entry, "content")

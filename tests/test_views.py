"""What visitors read and press, through the client and the page: addresses, texts by date, ticks, and refusals."""

import datetime
import re

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.test import Client
from django.test.html import parse_html
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guides import drafts, publishing
from guides.documents import DEVICES
from guides.models import Step
from tests.making import make_guide

REGIONS = ["us", "eu", "uk", "ch", "ca", "hk", "world"]
NEEDED = ["switch-off", "look-again"]
EXTRAS = ["saved-answers", "research", "objection-form", "ad-sharing"]
HTMX = {"HX-Request": "true"}

EVE = datetime.datetime(2025, 11, 2, 23, 59, 59, tzinfo=datetime.UTC)
START = datetime.datetime(2025, 11, 3, tzinfo=datetime.UTC)

# What each region reads on the last day before 3 November 2025, and what from that day on.
SAID = {
    "us": ("nothing changes about the AI training here", "nothing changed about the AI training here"),
    "eu": ("starts to train AI on data from members in the EU", "has trained AI on data from members in the EU"),
    "uk": ("starts to train AI on data from members in the UK", "has trained AI on data from members in the UK"),
    "ch": ("to train AI on data from members in Switzerland", "has trained AI on data from members in Switzerland"),
    "ca": ("and starts again on 3 November 2025", "has again trained AI on data from members in Canada"),
    "hk": ("and starts again on 3 November 2025", "has again trained AI on data from members in Hong Kong"),
    "world": ("nothing changes about the AI training where", "nothing changed about the AI training where"),
}


def text(response):
    return response.content.decode()


def elements(root):
    """Every element below this one, in order."""
    for child in getattr(root, "children", []):
        if not isinstance(child, str):
            yield child
            yield from elements(child)


def part(response, name):
    """The one element with this id, without what only tells htmx where to put it."""
    root = parse_html(text(response))
    (found,) = [each for each in [root, *elements(root)] if dict(each.attributes).get("id") == name]
    found.attributes = [pair for pair in found.attributes if pair[0] != "hx-swap-oob"]
    return found


def hrefs(response):
    return re.findall(r'<a [^>]*?href="([^"]*)"', text(response))


def meta(response, name):
    (found,) = re.findall(rf'<meta (?:name|property)="{name}" content="([^"]*)">', text(response))
    return found


def ticked(response):
    """The boxes that are ticked, as 'step=wish'."""
    steps = re.findall(r'<li class="step" id="step-([a-z-]+)"(.*?)</li>\s*(?=<li class="step"|</ol>)', text(response), re.DOTALL)
    boxes = [(step, box) for step, inside in steps for box in re.findall(r"<input type=\"checkbox\"[^>]*>", inside)]
    assert len(boxes) >= len(steps) > 0
    return [f"{step}={re.search('value=\"(.*?)\"', box)[1]}" for step, box in boxes if " checked" in box]


def count(response):
    return re.search(r'<p id="count"><strong>([^<]*)</strong>', text(response))[1]


def tick(client, step, done="1", region="uk", query="", **extra):
    return client.post(f"/linkedin/{region}/steps/{step}/{query}", {"done": done}, **extra)


@pytest.fixture
def chatter(guidance):
    """A second guide, published."""
    guide = drafts.from_document(make_guide())
    publishing.publish(guide, by=None, note="A second guide.")
    return guide


@pytest.fixture
def publish(guidance, django_capture_on_commit_callbacks):
    def publish():
        with django_capture_on_commit_callbacks(execute=True):
            publishing.publish(guidance, by=None, note="Clearer words.")

    return publish


# --- addresses -------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/linkedin/"])
def test_with_one_guide_the_front_page_asks_at_once_where_you_live(visitor, path):
    response = visitor.get(path)
    assert response.status_code == 200
    assert "Where do you live?" in text(response)
    assert [f"/linkedin/{region}/" for region in REGIONS] == [link for link in hrefs(response) if "/" in link[10:]][:7]


def test_with_two_guides_the_front_page_asks_which(visitor, chatter):
    response = visitor.get("/")
    assert {"/linkedin/", "/chatter/"} <= set(hrefs(response))
    assert "Stop Chatter from training AI on your data" in text(response)


def test_without_a_guide_the_front_page_says_so(db):
    response = Client().get("/")
    assert response.status_code == 200
    assert "There is no guide yet." in text(response)


@pytest.mark.parametrize("region", REGIONS)
def test_every_region_answers_on_every_device_with_the_text_of_the_day(visitor, region):
    before, since = SAID[region]
    for moment, said, not_said in [(EVE, before, since), (START, since, before), (None, since, before)]:
        with time_machine.travel(moment or datetime.datetime.now(datetime.UTC)):
            for device in [None, *DEVICES]:
                response = visitor.get(f"/linkedin/{region}/", {"device": device} if device else {})
                where = f"{region} on {device} at {moment}"
                assert response.status_code == 200, where
                assert said in text(response), where
                assert not_said not in text(response), where


def test_a_chosen_device_shows_only_its_own_way(visitor):
    for device in DEVICES:
        response = visitor.get(f"/linkedin/uk/?device={device}")
        assert set(re.findall(r'data-devices="([^"]*)"', text(response))) == {device}
        (chosen,) = [link for link in elements(part(response, "device")) if ("aria-current", "true") in link.attributes]
        assert ("data-device", device) in chosen.attributes


def test_without_a_choice_every_device_finds_its_way_in_every_step(visitor):
    for step in NEEDED + EXTRAS:
        ways = [dict(each.attributes) for each in elements(part(visitor.get("/linkedin/uk/"), f"step-{step}"))]
        devices = " ".join(way["data-devices"] for way in ways if "data-devices" in way)
        assert sorted(devices.split()) == sorted(DEVICES)


def test_the_steps_come_in_order_and_only_those_of_the_region(visitor):
    def steps(region):
        return re.findall(r'<li class="step" id="step-([a-z-]+)"', text(visitor.get(f"/linkedin/{region}/")))

    assert steps("uk") == NEEDED + EXTRAS
    assert steps("eu") == NEEDED + EXTRAS[:3]
    assert steps("us") == NEEDED + [*EXTRAS[:2], "ad-sharing"]


def test_the_sources_are_listed_with_what_rests_on_them(visitor, guidance):
    response = visitor.get("/linkedin/sources/")
    assert response.status_code == 200
    assert text(response).count('<li id="source-') == guidance.sources.count()
    assert "statements rest on it" in text(response)


@pytest.mark.parametrize(
    ("short", "whole"),
    [
        ("/uk", "/linkedin/uk/"),
        ("/uk/", "/linkedin/uk/"),
        ("/UK", "/linkedin/uk/"),
        ("/gb", "/linkedin/uk/"),
        ("/de", "/linkedin/eu/"),
        ("/pr", "/linkedin/us/"),
        ("/elsewhere", "/linkedin/world/"),
        ("/linkedin", "/linkedin/"),
        ("/linkedin/gb/", "/linkedin/uk/"),
        ("/linkedin/UK/", "/linkedin/uk/"),
    ],
)
def test_a_short_link_leads_to_the_page_and_keeps_the_device(visitor, short, whole):
    assert visitor.get(short)["Location"] == whole
    assert visitor.get(f"{short}?device=phone")["Location"] == f"{whole}?device=phone"


def test_a_short_link_means_the_first_guide_that_knows_the_region(visitor, chatter):
    assert visitor.get("/uk")["Location"] == "/chatter/uk/"
    assert visitor.get("/ch")["Location"] == "/linkedin/ch/"


def test_every_link_to_a_page_of_ours_leads_somewhere(visitor):
    pages = ["/", "/linkedin/uk/", "/linkedin/uk/?device=phone", "/linkedin/sources/", "/linkedin/atlantis/"]
    links = {link.split("#")[0] for page in pages for link in hrefs(visitor.get(page)) if link.startswith("/")}
    assert len(links) > 10
    assert [link for link in links if visitor.get(link).status_code != 200] == []


def test_every_link_within_a_page_has_its_place(visitor):
    tick(visitor, "switch-off")
    tick(visitor, "look-again")
    response = visitor.get("/linkedin/uk/")
    places = set(re.findall(r'\sid="([^"]+)"', text(response)))
    assert {link[1:] for link in hrefs(response) if link.startswith("#")} <= places


# --- ticks -----------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["by form", "by htmx"])
def test_a_tick_sets_exactly_one_cookie_named_after_the_step(visitor, headers):
    response = tick(visitor, "switch-off", headers=headers)
    assert list(response.cookies) == ["linkedin.switch-off"]
    cookie = response.cookies["linkedin.switch-off"]
    assert cookie.value == "1"
    assert cookie["path"] == "/linkedin/"
    assert cookie["max-age"] == 400 * 24 * 60 * 60
    assert cookie["samesite"] == "Lax"
    assert cookie["httponly"] is True
    assert not cookie["domain"]
    assert not cookie["secure"]


def test_over_https_a_tick_stays_on_https(visitor):
    assert tick(visitor, "switch-off", secure=True).cookies["linkedin.switch-off"]["secure"] is True


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["by form", "by htmx"])
def test_unticking_takes_the_cookie_away(visitor, headers):
    tick(visitor, "switch-off")
    response = tick(visitor, "switch-off", "0", headers=headers)
    assert list(response.cookies) == ["linkedin.switch-off"]
    cookie = response.cookies["linkedin.switch-off"]
    assert (cookie.value, cookie["max-age"], cookie["path"]) == ("", 0, "/linkedin/")
    assert ticked(visitor.get("/linkedin/uk/")) == []


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["by form", "by htmx"])
def test_an_extra_can_be_not_for_me_and_then_counts_no_more(visitor, headers):
    response = tick(visitor, "research", "not-for-me", headers=headers)
    assert [(name, cookie.value) for name, cookie in response.cookies.items()] == [("linkedin.research", "not-for-me")]
    page = visitor.get("/linkedin/uk/")
    assert ticked(page) == ["research=not-for-me"]
    assert count(page) == "0 of 5 done"


def test_of_an_unticked_and_a_ticked_box_the_last_word_counts(visitor):
    assert tick(visitor, "switch-off", ["0", "1"]).cookies["linkedin.switch-off"].value == "1"


@pytest.mark.parametrize("query", ["", "?device=iphone"])
def test_without_htmx_a_tick_leads_back_to_its_step(visitor, query):
    response = tick(visitor, "research", query=query)
    assert response.status_code == 303
    assert response["Location"] == f"/linkedin/uk/{query}#step-research"


@pytest.mark.parametrize("path", ["/linkedin/uk/steps/research/", "/linkedin/gb/steps/research/"])
def test_somebody_who_reloads_after_a_tick_gets_the_page(visitor, path):
    response = visitor.get(f"{path}?device=phone")
    assert response.status_code == 302
    assert response["Location"] == "/linkedin/uk/?device=phone#step-research"
    assert not response.cookies


@pytest.mark.parametrize("query", ["", "?device=android"])
def test_the_fragment_that_is_swapped_in_equals_the_reloaded_page(visitor, query):
    presses = [(step, "1") for step in NEEDED + EXTRAS] + [("research", "not-for-me"), ("look-again", "0")]
    for step, done in presses:
        fragment = tick(visitor, step, done, query=query, headers=HTMX)
        assert fragment.status_code == 200
        page = visitor.get(f"/linkedin/uk/{query}")
        assert part(fragment, "summary") == part(page, "summary")
        assert part(fragment, "ending") == part(page, "ending")


def test_a_fragment_holds_the_two_parts_that_change_and_no_page_around_them(visitor):
    fragment = parse_html(text(tick(visitor, "switch-off", headers=HTMX)))
    assert [dict(each.attributes)["id"] for each in fragment.children] == ["summary", "ending"]


def test_the_ending_comes_with_the_last_step_that_is_needed(visitor):
    assert "Done." not in str(part(tick(visitor, "switch-off", headers=HTMX), "ending"))
    with time_machine.travel(START):
        ending = str(part(tick(visitor, "look-again", headers=HTMX), "ending"))
    assert "Done." in ending
    assert "LinkedIn may no longer use your data" in ending
    assert "around 1 February 2026" in ending


def test_six_ticks_give_six_cookies_and_all_six_show(visitor):
    for step in NEEDED + EXTRAS:
        tick(visitor, step)
    assert sorted(visitor.cookies) == sorted(f"linkedin.{step}" for step in NEEDED + EXTRAS)
    page = visitor.get("/linkedin/uk/")
    assert ticked(page) == [f"{step}=1" for step in NEEDED + EXTRAS]
    assert count(page) == "6 of 6 done"
    assert "Everything is done." in text(page)


def test_ticks_survive_rewording_and_reordering(visitor, guidance, publish):
    tick(visitor, "switch-off")
    tick(visitor, "saved-answers", "not-for-me")
    Step.objects.filter(slug="switch-off").update(title="The one switch says Off", position=9)
    publish()
    page = visitor.get("/linkedin/uk/")
    assert "The one switch says Off" in text(page)
    assert ticked(page) == ["switch-off=1", "saved-answers=not-for-me"]
    assert text(page).index('id="step-look-again"') < text(page).index('id="step-switch-off"')


def test_ticks_go_along_to_another_device_and_another_region(visitor):
    tick(visitor, "switch-off", region="uk", query="?device=computer")
    assert ticked(visitor.get("/linkedin/uk/?device=iphone")) == ["switch-off=1"]
    assert ticked(visitor.get("/linkedin/us/")) == ["switch-off=1"]


def test_a_tick_for_a_step_that_this_region_lacks_does_no_harm(visitor):
    tick(visitor, "ad-sharing", region="uk")
    page = visitor.get("/linkedin/eu/")
    assert page.status_code == 200
    assert count(page) == "0 of 5 done"


def test_a_tick_of_one_guide_is_none_of_another(visitor, chatter):
    tick(visitor, "switch-off")
    assert ticked(visitor.get("/chatter/uk/")) == []


def test_a_colleague_sees_none_of_the_ticks(visitor, colleague):
    fresh = text(colleague.get("/linkedin/uk/"))
    tick(visitor, "switch-off")
    assert ticked(visitor.get("/linkedin/uk/")) == ["switch-off=1"]
    assert text(colleague.get("/linkedin/uk/")) == fresh
    assert ticked(colleague.get("/linkedin/uk/")) == []


def test_a_revised_step_asks_for_another_look_until_it_is_ticked_again(visitor, guidance, publish):
    tick(visitor, "switch-off")
    Step.objects.filter(slug="switch-off").update(revision=2, change_note="The switch has moved.")
    publish()
    page = visitor.get("/linkedin/uk/")
    assert "Changed since you ticked it:</strong> The switch has moved." in text(page)
    assert ticked(page) == []
    assert tick(visitor, "switch-off").cookies["linkedin.switch-off"].value == "2"
    page = visitor.get("/linkedin/uk/")
    assert "Changed since you ticked it" not in text(page)
    assert ticked(page) == ["switch-off=1"]


def test_somebody_who_never_ticked_hears_of_no_change(colleague, guidance, publish):
    Step.objects.filter(slug="switch-off").update(revision=2, change_note="The switch has moved.")
    publish()
    assert "Changed since you ticked it" not in text(colleague.get("/linkedin/uk/"))


def test_forgetting_takes_away_every_tick_of_the_guide_damaged_ones_too(visitor):
    for name, value in {"linkedin.switch-off": "1", "linkedin.research": "rubbish", "linkedin.gone": "3"}.items():
        visitor.cookies[name] = value
    visitor.cookies["other"] = "kept"
    response = visitor.post("/linkedin/uk/forget/?device=phone")
    assert (response.status_code, response["Location"]) == (303, "/linkedin/uk/?device=phone#forgotten")
    assert sorted(response.cookies) == ["linkedin.gone", "linkedin.research", "linkedin.switch-off"]
    for cookie in response.cookies.values():
        assert (cookie.value, cookie["max-age"], cookie["path"]) == ("", 0, "/linkedin/")


@pytest.mark.parametrize(
    "name", ["linkedin.a(b)", "linkedin.a b", "linkedin.a,b", "linkedin.é", "linkedin.", "linkedin.@"]
)
def test_forgetting_works_beside_a_cookie_whose_name_cannot_be_written(visitor, name):
    response = visitor.post("/linkedin/uk/forget/", headers={"Cookie": f"{name}=1; linkedin.switch-off=1"})
    assert response.status_code == 303
    assert "linkedin.switch-off" in response.cookies


def test_opening_the_address_for_forgetting_deletes_nothing(visitor):
    tick(visitor, "switch-off")
    response = visitor.get("/linkedin/uk/forget/")
    assert (response.status_code, response["Location"]) == (302, "/linkedin/uk/")
    assert not response.cookies
    assert ticked(visitor.get("/linkedin/uk/")) == ["switch-off=1"]


# --- refusals --------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["by form", "by htmx"])
@pytest.mark.parametrize("done", ["", "2", "yes", "on", "NOT-FOR-ME", "1 ", "１", "\x00", "<b>"])
def test_a_value_that_means_nothing_changes_nothing(visitor, done, headers):
    response = tick(visitor, "research", done, headers=headers)
    assert response.status_code == 400
    assert "Nothing was changed." in text(response)
    assert not response.cookies


@pytest.mark.parametrize("body", [{}, {"don": "1"}])
def test_a_post_that_says_nothing_changes_nothing(visitor, body):
    response = visitor.post("/linkedin/uk/steps/research/", body)
    assert response.status_code == 400
    assert not response.cookies


@pytest.mark.parametrize("step", NEEDED)
def test_a_step_that_is_needed_cannot_be_not_for_me(visitor, step):
    response = tick(visitor, step, "not-for-me")
    assert response.status_code == 400
    assert "an extra can be not for you" in text(response)
    assert not response.cookies


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/atlantis", "no guide and no region called “atlantis”"),
        ("/atlantis/", "no guide and no region called “atlantis”"),
        ("/myspace/uk/", "no guide called “myspace”"),
        ("/myspace/sources/", "no guide called “myspace”"),
        ("/linkedin/atlantis/", "no region called “atlantis”"),
        ("/no/such/page/at/all", "no page at this address"),
    ],
)
def test_what_is_not_here_is_said_and_every_region_offered(visitor, path, sentence):
    response = visitor.get(path)
    assert response.status_code == 404
    assert sentence in text(response)
    assert {f"/linkedin/{region}/" for region in REGIONS} <= set(hrefs(response))
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/linkedin/uk/", "/linkedin/uk/steps/switch-off/"])
def test_an_unknown_device_is_said_and_those_there_are_offered(visitor, path):
    send = visitor.post if "steps" in path else visitor.get
    response = send(f"{path}?device=fridge", **({"data": {"done": "1"}} if "steps" in path else {}))
    assert response.status_code == 404
    assert "no steps for a device called “fridge”" in text(response)
    assert {f"/linkedin/uk/?device={device}" for device in DEVICES} <= set(hrefs(response))
    assert not response.cookies


@pytest.mark.parametrize("path", ["/linkedin/uk/steps/no-such/", "/linkedin/us/steps/objection-form/"])
def test_an_unknown_step_is_said_and_the_way_to_the_steps_offered(visitor, path):
    for response in (visitor.get(path), visitor.post(path, {"done": "1"})):
        assert response.status_code == 404
        assert "This region has no step called" in text(response)
        assert path.split("steps")[0] in hrefs(response)
        assert not response.cookies


READ_ONLY = ["/", "/uk", "/linkedin/", "/linkedin/uk/", "/linkedin/sources/"]
POSTABLE = ["/linkedin/uk/steps/switch-off/", "/linkedin/uk/forget/"]


@pytest.mark.parametrize("path", READ_ONLY + POSTABLE)
def test_a_wrong_method_is_refused_with_a_sentence_and_those_allowed(visitor, path):
    allowed = "GET, HEAD" if path in READ_ONLY else "GET, HEAD, POST"
    for method in {"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"} - set(allowed.split(", ")):
        response = visitor.generic(method, path)
        assert response.status_code == 405
        assert response["Allow"] == allowed
        assert f"does not take “{method}”" in text(response)


@pytest.mark.parametrize("value", ["", "0", "-1", "10000", "1.0", "NaN", "true", "１", "%00", '"', "1, 2", "<script>"])
def test_a_damaged_tick_counts_for_nothing(visitor, value):
    response = visitor.get("/linkedin/uk/", headers={"Cookie": f"linkedin.switch-off={value}; linkedin.research=1"})
    assert response.status_code == 200
    assert ticked(response) == ["research=1"]


def test_what_is_typed_into_an_address_is_shown_as_text_only(visitor):
    response = visitor.get("/linkedin/uk/?device=<script>alert(1)</script>")
    assert "“&lt;script&gt;alert(1)&lt;/script&gt;”" in text(response)
    assert "<script>alert" not in text(response)


latin = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=20)
words = st.sampled_from([*REGIONS, *NEEDED, *EXTRAS, "linkedin", "steps", "forget", "sources", "gb", ""]) | st.text(
    max_size=8
)
paths = (
    st.lists(words, max_size=5).map("/".join)
    | st.sampled_from(["linkedin/uk/", "linkedin/uk/forget/", "linkedin/uk/steps/research/"])
).map("/".__add__)
queries = st.dictionaries(
    st.sampled_from(["device", "on", "done"]) | st.text(max_size=5), st.text(max_size=12), max_size=3
)
cookies = st.lists(
    st.tuples(st.sampled_from(["linkedin.", "linkedin.research", "sessionid", ""]), latin, latin), max_size=4
)
methods = st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"])


@given(methods, paths, queries, cookies, st.binary(max_size=30), st.booleans())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_a_browser_sends_breaks_the_site(guidance, method, path, query, cookies, body, by_htmx):
    client = Client(raise_request_exception=False, headers={"Sec-Fetch-Site": "same-origin"})
    headers = {"Cookie": "; ".join(f"{start}{name}={value}" for start, name, value in cookies)} | (
        HTMX if by_htmx else {}
    )
    form = "application/x-www-form-urlencoded"
    response = client.generic(method, path, body, form, headers=headers, query_params=query)
    assert response.status_code < 500


# --- what every page says --------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/", "/linkedin/", "/linkedin/eu/", "/linkedin/sources/", "/nowhere", "/linkedin/nowhere/"]
)
def test_every_page_says_whose_it_is_not_and_under_which_licences(visitor, path):
    page = text(visitor.get(path))
    assert "This site is independent. It does not belong to LinkedIn or Microsoft, and it gives no legal advice." in (
        " ".join(page.split())
    )
    assert "Guidance under CC BY 4.0, code under MIT." in page
    assert "sets no cookie before your first tick" in page


def test_a_page_names_its_edition_and_how_fresh_it_is(visitor):
    with time_machine.travel(START):
        page = text(visitor.get("/linkedin/uk/"))
    assert re.search(r"Everything here was checked on \d+ \w+ \d{4} or later\.", page)
    assert re.search(r"Edition 1, published on \d+ \w+ \d{4}\.", page)


def test_the_link_to_share_names_the_region_and_nothing_of_the_sender(visitor):
    tick(visitor, "switch-off")
    page = visitor.get("/linkedin/uk/?device=phone")
    assert ("value", "https://optout.example/linkedin/uk/") in part(page, "link").attributes


@pytest.mark.parametrize("region", REGIONS)
def test_a_chat_shows_title_description_and_picture_of_the_region(visitor, guidance, region):
    page = visitor.get(f"/linkedin/{region}/")
    name = guidance.regions.get(slug=region).name
    assert meta(page, "og:title") == f"Stop LinkedIn from training AI on your data: {name}"
    assert len(meta(page, "og:description")) > 40
    assert meta(page, "description") == meta(page, "og:description")
    assert meta(page, "og:url") == f"https://optout.example/linkedin/{region}/"
    assert meta(page, "og:image") == f"https://optout.example/static/social/linkedin-{region}.png"
    assert finders.find(f"social/linkedin-{region}.png")


@pytest.mark.parametrize(("path", "picture"), [("/linkedin/", "linkedin"), ("/linkedin/sources/", "linkedin")])
def test_the_other_pages_have_a_picture_too(visitor, path, picture):
    page = visitor.get(path)
    assert meta(page, "og:image") == f"https://optout.example/static/social/{picture}.png"
    assert finders.find(f"social/{picture}.png")
    assert meta(page, "og:url") == f"https://optout.example{path}"


def test_a_guide_without_a_picture_of_its_own_shows_that_of_the_site(visitor, chatter):
    assert meta(visitor.get("/chatter/uk/"), "og:image") == "https://optout.example/static/social/site.png"
    assert finders.find("social/site.png")


@pytest.mark.parametrize("path", ["/linkedin/", "/linkedin/uk/", "/linkedin/sources/"])
def test_the_address_for_search_engines_names_no_device(visitor, path):
    page = text(visitor.get(f"{path}?device=phone"))
    assert re.findall(r'<link rel="canonical" href="([^"]*)">', page) == [f"https://optout.example{path}"]

"""An objection put together in real Chromium: the words stay in the page, and are those that the server would say."""

import dataclasses
import io
import unicodedata
from typing import Any

import pytest
from django.conf import settings
from icalendar import Calendar

from guides.checklist.objection import Answers, compose, grounds_for, paragraphs_for, purposes_for
from guides.serving import current_editions
from tests.support.accessibility import faults, open_everything, scrolls_sideways
from tests.support.browsers import DESKTOP, MISSING, PHONE, Watch, kept, stored
from tests.support.deadlines import table

expect = pytest.importorskip("playwright.sync_api", reason=MISSING).expect
pypdf = pytest.importorskip("pypdf", reason=MISSING)

EU = "/linkedin/eu/objection/"
CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}
TEXTS = """() => Object.fromEntries([...document.querySelectorAll("[data-piece]:not([hidden])")].map((text) =>
    [text.dataset.piece, [...text.querySelectorAll("[data-paragraph]:not([hidden])")]
        .map((each) => each.textContent).join("\\n\\n")]))"""
# Each day with each period of the table, in a list with a place for every kind of date; what is written into it.
COUNT = """(rows) => rows.map(({ sent, months, days, extension, patience }) => {
    const dates = document.querySelector("#dates");
    dates.querySelector("#counting")?.remove();
    Object.assign(dates.dataset, { months, days, extension, patience });
    dates.querySelector(".dates").innerHTML = ["sent", "due", "reminder", "complaint", "extended"]
        .map((each) => `<li data-moment="${each}"><time></time></li>`).join("");
    const field = document.querySelector("#sent-on");
    field.value = sent;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    return [...dates.querySelectorAll("li")].map((row) => [row.dataset.moment, row.querySelector("time").dateTime])
        .filter(([, day]) => day); })"""
FIELDS = """() => [...document.querySelectorAll("#questions :is(input, textarea, select), #sent-on")]
    .map((field) => field.type === "checkbox" || field.type === "radio" ? field.checked : field.value)"""


def fill(page: Any, answers: Answers) -> None:
    """Give these answers, as somebody does who skips what is empty."""
    open_everything(page)
    page.get_by_label({"with": "Yes", "without": "No"}[answers.account], exact=True).check()
    for box in page.locator("input[data-purpose]").all():
        box.set_checked(box.get_attribute("data-purpose") in answers.purposes)
    for box in page.locator("input[data-wish]:visible").all():
        box.set_checked(box.get_attribute("data-wish") in answers.wishes)
    if answers.ground:
        page.locator("#ground").select_option(answers.ground)
    if answers.reason:
        page.locator("#reason").fill(answers.reason)
    for name in ("name", "profile", "email", "links"):
        field = page.locator(f'[data-fills="{name}"]')
        if getattr(answers, name) and field.is_visible():
            field.fill(getattr(answers, name))


SOMEBODY = {"name": "Ada Ô’Neill", "email": "ada@post.example", "sent_on": "31 January 2027"}
SAMPLE = {
    "eu": Answers(
        "without",
        ("*",),
        None,
        "",
        frozenset({"restriction"}),
        links=" https://a.example/1 \n\n https://a.example/2",
        **SOMEBODY,
    ),
    "uk": Answers("with", ("*",), "*", "My posts tell of people who {name} me.", frozenset({"reason"}), **SOMEBODY),
    "ch": Answers(
        "with",
        (),
        "*",
        "",
        frozenset({"reason", "restriction", "keep_account"}),
        profile="https://in.example/ada",
        **SOMEBODY,
    ),
    "world/KR": Answers("with", ("*",), None, "", frozenset({"keep_account"}), **SOMEBODY),
}
DUE = {"eu": "28 February 2027", "uk": "28 February 2027", "ch": "", "world/KR": "10 February 2027"}


@pytest.mark.parametrize("where", SAMPLE)
def test_the_page_says_what_the_server_would(watch: Watch, where: str) -> None:
    """Of the wishes, those that the page asks about there; the purposes, all or none."""
    guide = current_editions.by_slug()["linkedin"].guide
    region, _, place = where.partition("/")
    every = tuple(each.slug for each in purposes_for(guide, region))
    ground = next(iter(grounds_for(guide, region, place))).slug if SAMPLE[where].ground else None
    answers = dataclasses.replace(
        SAMPLE[where],
        purposes=every if SAMPLE[where].purposes else (),
        ground=ground,
        answer_due=DUE[where],
    )
    page = watch.page(f"/linkedin/{region}/objection/{'?place=' if place else ''}{place}", **DESKTOP)
    fill(page, answers)
    page.locator("#sent-on").fill("2027-01-31")
    said = compose(guide, region, place, answers)
    assert page.evaluate(TEXTS) == said
    assert len(said) >= 3
    assert SOMEBODY["name"] in said["letter"]


def test_every_condition_of_a_paragraph_is_tried_above(guidance: Any) -> None:
    guide = current_editions.by_slug()["linkedin"].guide
    every = [each for where in SAMPLE for each in paragraphs_for(guide, *where.partition("/")[::2])]
    wanted = {(each.account, each.wish) for each in every}
    accounts = {answers.account for answers in SAMPLE.values()}
    assert {account for account, _wish in wanted if account} <= accounts
    assert {wish for _account, wish in wanted if wish} <= {
        wish for answers in SAMPLE.values() for wish in answers.wishes
    }


def test_the_page_counts_every_date_as_the_server_does(watch: Watch) -> None:
    rows = table()
    assert watch.page(EU).evaluate(COUNT, rows) == [row["dates"] for row in rows]


def test_what_is_typed_never_leaves_the_page_and_is_gone_when_it_is_loaded_again(watch: Watch) -> None:
    page = watch.page(EU, **DESKTOP, **CLIPBOARD)
    before = page.evaluate(FIELDS)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    sample = dataclasses.replace(
        SAMPLE["eu"], reason="Words of mine that nobody else reads.", profile="https://in.example/ada"
    )
    page.locator("#ground").select_option("sensitive")
    for account in ("with", "without"):
        fill(page, dataclasses.replace(sample, account=account))  # type: ignore[arg-type]
    for field in page.locator("#questions :is(input:not([type=checkbox], [type=radio]), textarea)").all():
        if field.is_visible():
            field.press("Enter")
    page.locator("#sent-on").fill("2027-01-31")
    page.locator("#sent-on").press("Enter")
    open_everything(page)
    for name in ("Copy", "Save as text"):
        page.get_by_role("button", name=name).first.click()
    with page.expect_download():
        page.get_by_role("button", name="Add these dates").click()
    assert [url for url in asked if not url.startswith("blob:")] == []
    assert (kept(page), stored(page)) == ({}, [])
    assert page.url.endswith(EU)
    assert page.evaluate(FIELDS) != before
    page.reload()
    assert page.evaluate(FIELDS) == before
    assert "Words of mine" not in page.content()


GIVEN_AWAY = {
    "since my diagnosis of depression": "looks like a diagnosis",
    "they know that my patient Anna came to me": "“patient Anna” looks like the name of somebody else",
    "as Mrs Miller told me": "looks like the name of somebody else",
    "call me on +44 20 7946 0018 first": "looks like a phone number",
    "or at ada@post.example instead": "looks like an e-mail address",
    "or write to Abbey Road North, 12": "looks like a postal address",
    "since I live at 12 Abbey Road now": "looks like a postal address",
}


def test_what_gives_somebody_away_is_said_before_it_is_copied_and_nothing_is_in_the_way(watch: Watch) -> None:
    page = watch.page(EU, **DESKTOP, **CLIPBOARD)
    page.locator("#ground").select_option(index=1)
    warnings = page.locator("#warnings p")
    for words, warning in GIVEN_AWAY.items():
        page.locator("#reason").fill(f"I write about people {words}.")
        expect(warnings).to_have_count(1)
        expect(warnings).to_contain_text(warning)
        expect(page.get_by_role("link", name="Look at your reason again").first).to_be_visible()
    page.locator("#text-form").get_by_role("button", name="Copy").click()
    assert "12 Abbey Road" in page.evaluate("navigator.clipboard.readText()")


ORDINARY = [
    "Others can draw conclusions from my posts and contacts about people who trusted me with their health.",
    "On 2026-11-30, and again on 3.11.2025, posts of 2003 to 2026 were used: 23 of them.",
    "I closed my practice years ago; patients and clients of mine could be found.",
]


def test_an_ordinary_reason_is_left_alone(watch: Watch) -> None:
    page = watch.page(EU, **DESKTOP)
    page.locator("#ground").select_option(index=1)
    for words in ORDINARY:
        page.locator("#reason").fill(words)
        expect(page.locator("#text-form")).to_contain_text(words)
        expect(page.locator("#warnings p"), words).to_have_count(0)


def test_the_calendar_made_in_the_page_is_the_one_of_the_server(watch: Watch) -> None:
    page = watch.page(f"{EU}?place=FR", **DESKTOP, timezone_id=settings.TIME_ZONE)  # elsewhere it may be tomorrow
    with page.expect_download() as download:
        page.get_by_role("button", name="Add these dates").click()
    with open(download.value.path(), "rb") as file:
        made = file.read()
    asked = page.request.get(f"{EU}dates.ics?place=FR").body()
    assert download.value.suggested_filename == "objection-linkedin-eu.ics"
    assert events(made) == events(asked)
    assert len(events(made)) == 5
    assert max(map(len, made.split(b"\r\n"))) <= 75
    assert head(made) == head(asked)


def events(file: bytes) -> list[dict[str, Any]]:
    """All but the moment at which it was made."""
    found = []
    for event in Calendar.from_ical(file).walk("VEVENT"):
        said = {name: event.decoded(name) for name in event if name not in ("DTSTAMP", "SEQUENCE")}
        found.append(said | {"alarm": {name: part.decoded(name) for part in event.subcomponents for name in part}})
    return found


def head(file: bytes) -> dict[str, str]:
    return dict(Calendar.from_ical(file).items())


def test_who_ticks_uses_of_both_options_gets_a_text_for_each(watch: Watch) -> None:
    page = watch.page(EU, **PHONE)
    told, first, second = page.locator("[data-two]"), page.locator("#text-form"), page.locator("#text-other")
    expect(told).to_be_hidden()
    expect(second).to_be_hidden()
    page.get_by_label("AI for personalised recommendations").check()
    expect(told).to_be_visible()
    expect(first).to_contain_text("Object to processing for training content-generating AI models")
    expect(first.locator(".words")).not_to_contain_text("recommendations")
    expect(second).to_contain_text("In the form, choose: Other")
    expect(second.locator(".words")).to_contain_text("recommendations")
    expect(second.locator(".words")).not_to_contain_text("generate content")
    page.get_by_label("Training AI that creates content").uncheck()
    expect(first).to_be_hidden()
    expect(told).to_be_hidden()


def test_who_has_no_account_is_offered_only_reasons_that_can_be_theirs(watch: Watch) -> None:
    page = watch.page(EU, **PHONE)
    page.locator("#ground").select_option("confidential")
    expect(page.locator("#reason")).to_have_value(
        "Others can draw conclusions from my posts and contacts about people who trusted me:"
    )
    page.get_by_label("No", exact=True).check()
    expect(page.locator("#reason")).to_be_hidden()
    expect(page.locator("#ground")).to_have_value("")
    expect(page.locator("#text-form .words")).not_to_contain_text("trusted me")
    assert page.locator("#ground option:not([hidden])").count() < page.locator("#ground option").count()


def test_saying_late_where_one_lives_loses_nothing_that_was_typed(watch: Watch) -> None:
    page = watch.page(EU, **PHONE)
    open_everything(page)
    page.get_by_label("Your name").fill("Ada Sorbonne")
    page.get_by_label("AI for personalised recommendations").check()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.partition("/linkedin/")[2]))
    page.get_by_role("link", name="Say where you live").click()
    page.get_by_label("Where do you live?").select_option("FR")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#authority .authorities > li")).to_have_count(1)
    expect(page.get_by_role("link", name="Commission nationale")).to_be_in_viewport()
    assert page.url.endswith(f"{EU}?place=FR#authority")
    assert asked == ["eu/objection/?place=FR"]
    expect(page.locator("#text-letter")).to_contain_text("Ada Sorbonne")
    expect(page.get_by_label("AI for personalised recommendations")).to_be_checked()
    with page.expect_download() as download:
        page.get_by_role("button", name="Add these dates").click()
    with open(download.value.path(), "rb") as file:
        made = {str(each["UID"]).split("-")[1]: each for each in events(file.read())}
    assert "cnil.fr" in str(made["complaint"]["DESCRIPTION"])
    assert str(made["complaint"]["URL"]).endswith("?place=FR")


def test_where_the_law_differs_another_page_is_loaded(watch: Watch) -> None:
    page = watch.page("/linkedin/ca/objection/", **PHONE)
    open_everything(page)
    page.get_by_label("Your name").fill("Ada Sorbonne")
    page.get_by_label("Where do you live?").select_option("CA-QC")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/linkedin/ca/objection/?place=CA-QC#right")
    expect(page.get_by_label("Your name")).to_have_value("")


def test_what_is_still_open_is_named_and_goes_when_it_is_filled_in(watch: Watch) -> None:
    page = watch.page(EU, **PHONE)
    left = page.locator("#text-form [data-open]")
    page.get_by_label("No", exact=True).check()
    expect(left).to_contain_text("[links to the posts]")
    page.get_by_label("Links to the posts").fill("https://www.linkedin.com/posts/1")
    expect(left).not_to_contain_text("[links to the posts]")


def test_somebody_without_an_account_is_not_asked_whether_to_keep_it(watch: Watch) -> None:
    page = watch.page(EU, **PHONE)
    keep = page.get_by_label("I do not ask you to close my account")
    open_everything(page)
    expect(keep).to_be_visible()
    page.get_by_label("No", exact=True).check()
    expect(keep).to_be_hidden()
    expect(page.get_by_label("Not to use my data in this way")).to_be_visible()
    page.get_by_label("Yes", exact=True).check()
    expect(keep).to_be_checked()
    expect(keep).to_be_visible()


@pytest.mark.parametrize("path", [EU, "/linkedin/us/objection/", "/linkedin/world/objection/?place=KR"])
def test_axe_finds_nothing_with_all_of_it_open(watch: Watch, path: str) -> None:
    page = watch.page(path, **DESKTOP)
    if path == EU:
        page.locator("#ground").select_option(index=1)
        page.locator("#reason").fill("since my patient Anna has a diagnosis")
    open_everything(page)
    assert faults(page) == []


def test_without_javascript_the_template_is_whole_and_a_place_can_be_chosen(watch: Watch) -> None:
    page = watch.page(EU, java_script_enabled=False, **PHONE)
    expect(page.get_by_text("complete except for the words in [brackets]")).to_be_visible()
    expect(page.locator("#questions").get_by_role("checkbox")).to_have_count(0)
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)
    expect(page.locator("#text-form [data-paragraph]").first).to_be_visible()
    expect(page.get_by_role("link", name="Add these dates to my calendar")).to_be_visible()
    page.get_by_label("Where do you live?").select_option("FR")
    page.get_by_role("button", name="Show").click()
    assert page.url.endswith(f"{EU}?place=FR#right")
    expect(page.get_by_role("link", name="Commission nationale")).to_be_visible()
    assert not scrolls_sideways(page)


def test_from_texas_one_screen_says_that_the_switch_is_the_tool(watch: Watch) -> None:
    page = watch.page("/linkedin/us/objection/", **PHONE)
    expect(page.get_by_role("link", name="To the steps", exact=True)).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("textbox")).to_have_count(0)
    assert page.evaluate("document.querySelector('main').offsetHeight") < 2 * 740


def test_with_the_keyboard_alone_a_text_is_put_together_and_copied(watch: Watch) -> None:
    page = watch.page(EU, **DESKTOP, **CLIPBOARD)
    page.get_by_label("Yes", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("No", exact=True)).to_be_checked()
    for _ in range(40):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.id || document.activeElement.dataset.do || ''")
        if focused == "links":
            page.keyboard.type("https://www.linkedin.com/posts/1")
        if focused == "copy":
            break
    page.keyboard.press("Enter")
    expect(page.locator("#text-form").get_by_text("Copied")).to_be_visible()
    assert "https://www.linkedin.com/posts/1" in page.evaluate("navigator.clipboard.readText()")


@pytest.mark.parametrize("scripted", [True, False])
def test_on_paper_nothing_is_asked_and_nothing_can_be_pressed(watch: Watch, scripted: bool) -> None:
    page = watch.page(EU, java_script_enabled=scripted, **DESKTOP)
    page.emulate_media(media="print")
    for name in ("A few questions", "Add these dates", "Sent on"):
        expect(page.locator("main").get_by_text(name).locator("visible=true")).to_have_count(0)
    expect(page.locator(".dates > li").first).to_be_visible()
    expect(page.locator("#text-form [data-paragraph]").first).to_be_visible()


def test_one_text_is_printed_alone_as_a_letter(watch: Watch) -> None:
    page = watch.page(EU, **DESKTOP)
    open_everything(page)
    page.evaluate("window.print = () => {}")
    page.locator("#text-letter").get_by_role("button", name="Print").click()
    pages = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    paper = unicodedata.normalize("NFKC", "\n".join(each.extract_text() for each in pages))
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    letter = page.evaluate(TEXTS)["letter"]
    assert "".join(paper.split()) == "".join(letter.split())
    for other in ("A few questions", "Short text for the form", "Your dates", "Copy", "Object in writing", "Privacy"):
        assert other not in paper
    assert page.locator("[data-on-paper]").count() == 0

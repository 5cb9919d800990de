"""A newcomer makes a third, small guide at the desk, from nothing to published, by what the pages offer alone.

Each page that opens is counted, and each press: a link, a button, a box, a choice, and each field into which something
is typed. Before there were workspaces, a second guide took 64 pages and about 220 presses; this one
takes 13 and 63.
"""

from typing import Any

import pytest
from django.contrib.auth.models import User

from guides.models import Edition, Guide
from guides.rules import clock
from tests.support.browsers import DESKTOP, MISSING, PHONE, Watch

expect = pytest.importorskip("playwright.sync_api", reason=MISSING).expect

MOST_PAGES, MOST_PRESSES = 16, 75
SOURCES = (
    {
        "Title": "Managing GitHub Copilot policies as an individual subscriber",
        "Publisher": "GitHub Docs",
        "Date, in words": "undated, read in its public repository",
    },
    {
        "Title": "Updates to GitHub Copilot interaction data usage policy",
        "Publisher": "GitHub Blog",
        "Date, in words": "25 March 2026",
        "Address": "https://github.blog/news-insights/company-news/updates-to-github-copilot-interaction-data-usage-policy/",
    },
    {
        "Title": "GitHub Terms of Service",
        "Publisher": "GitHub",
        "Date, in words": "effective 27 April 2026",
        "Address": "https://docs.github.com/site-policy/github-terms/github-terms-of-service",
    },
)
DOCS, BLOG, TERMS = (f"{source['Publisher']}: {source['Title']}" for source in SOURCES)
# For each topic the sentence, and what it rests on. All of it is GitHub's own text.
CLAIMS = {
    "Essential (front page)": (
        "Unless you choose **Disabled**, GitHub may train AI on what you do with Copilot on a personal plan.",
        (DOCS,),
    ),
    "Where you stand": (
        "Since 24 April 2026 GitHub may train AI on what people on Free, Pro, Pro+ and Max put in and get out.",
        (DOCS, BLOG),
    ),
    "I don’t see this (of a step)": (
        "With Copilot Business or Enterprise the setting is not shown: GitHub does not train on that data.",
        (DOCS,),
    ),
    "Ending": ("It counts wherever you use Copilot with this account.", (DOCS,)),
    "What it does": ("GitHub no longer trains AI on what you put into Copilot from then on.", (TERMS,)),
    "What it does not do": ("It does not cover what is in public repositories.", (TERMS,)),
    "What is used": ("What you put in, what Copilot answers, code snippets and their context.", (DOCS,)),
    "What is not used": (
        "Private repositories as they lie are not used. What you feed to Copilot from them may be.",
        (TERMS,),
    ),
}


class Walk:
    """Somebody at the desk, with a count of the pages that opened and of what was pressed."""

    def __init__(self, page: Any) -> None:
        self.page, self.pages, self.presses = page, 1, 0
        page.on("domcontentloaded", lambda _page: self._opened())

    def _opened(self) -> None:
        self.pages += 1

    def press(self, place: Any) -> None:
        self.presses += 1
        place.click()

    def link(self, name: str, within: Any = None) -> None:
        self.press((within or self.page).get_by_role("link", name=name, exact=True).first)
        self.page.wait_for_load_state()

    def button(self, name: str) -> None:
        self.press(self.page.get_by_role("button", name=name, exact=True).first)
        self.page.wait_for_load_state()

    def type(self, within: Any, label: str, words: str) -> None:
        self.presses += 1
        field = within.get_by_label(label, exact=True).or_(within.get_by_label(f"{label}:", exact=True)).first
        field.fill(words)

    def choose(self, within: Any, label: str, option: str) -> None:
        self.presses += 1
        within.get_by_label(f"{label}:", exact=True).first.select_option(label=option)

    def tick(self, within: Any, *labels: str) -> None:
        for label in labels:
            self.press(within.get_by_role("checkbox", name=label).first)


@pytest.fixture
def walk(watch: Watch, editor: User, settings: Any) -> Walk:
    """The only person of a site, who has just signed in."""
    settings.ONE_EDITOR = True
    return Walk(watch.page_of(editor, **DESKTOP))


def today() -> str:
    return clock.today().isoformat()


def start(walk: Walk) -> None:
    walk.link("Start a new guide")
    page = walk.page
    walk.type(page, "Product", "GitHub Copilot")
    walk.type(page, "Owner", "GitHub")
    walk.type(page, "Title", "Stop GitHub from training AI on what you do with Copilot")
    walk.type(page, "Description", "One setting in your GitHub account, what it covers and what it does not.")
    walk.type(page, "How we know", "We read GitHub’s own documentation and terms. We tried nothing in an account.")
    regions = page.locator(".field-regions")
    walk.tick(regions, "European Union and EEA", "United Kingdom", "Rest of the world")
    walk.tick(page.locator(".field-devices"), "iPhone or iPad app", "Android app")
    walk.button("Start the guide")


def name_sources(walk: Walk) -> None:
    walk.link("Add several sources")
    rows = walk.page.locator("form.rows fieldset.module")
    for number, source in enumerate(SOURCES):
        for label, words in source.items():
            walk.type(rows.nth(number), label, words)
    walk.button("Save, and back to the workspace")


def write_the_step(walk: Walk) -> None:
    walk.link("Add a step")
    page = walk.page
    walk.type(page, "Title", "Choose Disabled")
    walk.type(page, "Outcome", "Training is disabled")
    walk.type(page, "Words beside the box", "It says Disabled")
    walk.type(page, "Summary", "Forbid GitHub to use what you do with Copilot for training AI.")
    way = page.locator("#walkthroughs-0")
    walk.type(
        way,
        "Actions",
        "Open the page.\nUnder **Privacy**, set **Allow GitHub to use my data for AI model training** to **Disabled**.",
    )
    walk.type(way, "Direct address", "https://github.com/settings/copilot/features")
    walk.choose(way, "How sure", "the product’s maker says so")
    search_source(walk, way, DOCS)
    walk.type(way, "Checked on", today())
    walk.button("Save")


def search_source(walk: Walk, way: Any, name: str) -> None:
    """The box that finds sources as one types."""
    walk.press(way.locator(".field-sources .select2-selection"))
    walk.press(walk.page.locator(".select2-results__option", has_text=name))


def write_the_claims(walk: Walk) -> None:
    walk.link("Write a claim for each topic that is missing")
    page = walk.page
    common = page.locator("form.rows fieldset.module").first
    walk.choose(common, "How sure", "the product’s maker says so")
    walk.type(common, "Checked on", today())
    for topic, (words, sources) in CLAIMS.items():
        row = page.locator("form.rows fieldset.module", has=page.get_by_role("heading", name=topic)).first
        walk.type(row, "Text", words)
        walk.tick(row.locator(".field-sources"), *sources)
    walk.button("Save, and back to the workspace")


def publish(walk: Walk) -> None:
    expect(walk.page.get_by_text("Nothing is missing.", exact=True)).to_be_visible()
    walk.link("Preview the draft")
    expect(walk.page.get_by_text("Preview of the draft.")).to_be_visible()
    walk.link("Back to the desk")
    walk.link("Go to the review and publish")
    walk.type(walk.page, "What changed", "The first edition: one setting, and what it covers.")
    walk.button("Publish the next edition")
    expect(walk.page.get_by_text("Edition 1 is published.")).to_be_visible()


def test_a_small_guide_goes_from_nothing_to_published_in_few_pages_and_presses(walk: Walk, watch: Watch) -> None:
    start(walk)
    name_sources(walk)
    write_the_step(walk)
    write_the_claims(walk)
    publish(walk)
    assert (walk.pages <= MOST_PAGES, walk.presses <= MOST_PRESSES) == (True, True), vars(walk)

    guide = Guide.objects.get(slug="github-copilot")
    assert Edition.objects.latest_of(guide).number == 1
    visitor = watch.page("/github-copilot/uk/", **PHONE)
    expect(visitor.get_by_role("heading", name="Choose Disabled")).to_be_visible()
    visitor.goto("/github-copilot/uk/more/")
    expect(visitor.get_by_role("main")).to_contain_text("It does not cover what is in public repositories.")

"""What only a browser shows of the desk’s front page and of what is due: focus, place, boxes, and what axe finds."""

import datetime
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User

from guides.editing import workflow
from guides.models import Claim, Guide, Source
from guides.rules import clock
from tests.support.accessibility import RULES, findings
from tests.support.admin_forms import DUE
from tests.support.browsers import DESKTOP, MISSING, PHONE, Watch
from tests.support.editing import member

expect = pytest.importorskip("playwright.sync_api", reason=MISSING).expect

LATE = datetime.date(2020, 1, 2)
PLACE = "document.activeElement.getBoundingClientRect().top"
FIRST_SEEN = f"""document.addEventListener(
    "htmx:afterSwap", () => requestAnimationFrame(() => {{ seen = {PLACE}; }}), {{ once: true }})"""


@pytest.fixture
def source(watch: Watch, settings: Any) -> Source:
    """A source on which twenty overdue claims rest. Nothing else is due, on whatever day this is."""
    settings.ONE_EDITOR = settings.SECOND_FACTOR = False
    for model in apps.get_app_config("guides").get_models():
        if {"checked_on", "check_after"} <= {field.name for field in model._meta.get_fields()}:
            model._default_manager.update(checked_on=clock.today(), check_after=None)
    source = Source.objects.get(slug="linkedin-european-notice")
    claims = Claim.objects.filter(sources=source).values_list("pk", flat=True)[:20]
    Claim.objects.filter(pk__in=list(claims)).update(checked_on=LATE, check_after=LATE)
    return source


@pytest.fixture
def ann(source: Source) -> User:
    return member("ann", "Editors")


def opened(page: Any, source: Source) -> Any:
    group = page.locator(f"#source-{source.pk}")
    group.locator("summary").press("Enter")
    return group


def test_a_press_keeps_the_focus_and_the_place_until_nothing_is_left(watch: Watch, ann: User, source: Source) -> None:
    page = watch.page_of(ann, f"{DUE}?kind=claim&when=overdue", **DESKTOP)
    group = opened(page, source)
    rows, press = group.locator("[name=statement]"), group.get_by_role("button", name="Still true, checked today")
    for row in rows.all()[:15]:
        row.check()
    press.focus()
    place = page.evaluate(PLACE)
    page.evaluate(FIRST_SEEN)
    page.keyboard.press("Enter")
    expect(group.get_by_role("status")).to_contain_text("Checked today, still true: 15 statements.")
    expect(rows).to_have_count(5)
    expect(press).to_be_focused()
    page.wait_for_function("window.seen")
    assert abs(page.evaluate("window.seen") - place) < 2
    assert abs(page.evaluate(PLACE) - place) < 2

    rows.first.check()
    rows.first.press("Enter")
    expect(rows).to_have_count(4)
    expect(press).to_be_focused()

    group.get_by_label("All 4 at this source").check()
    press.press("Enter")
    expect(group.get_by_text("Nothing at this source is due any more.")).to_be_focused()


def test_one_box_stands_for_all_and_says_when_one_is_left_out(watch: Watch, ann: User, source: Source) -> None:
    page = watch.page_of(ann, f"{DUE}?kind=claim&when=overdue", **DESKTOP)
    group = opened(page, source)
    rows, everything = group.locator("[name=statement]"), group.get_by_label("All 20 at this source")
    everything.check()
    assert all(row.is_checked() for row in rows.all())
    rows.first.uncheck()
    expect(everything).not_to_be_checked()
    rows.first.check()
    expect(everything).to_be_checked()


def test_the_question_before_a_review_is_withdrawn_gets_the_focus(watch: Watch, ann: User, source: Source) -> None:
    guide = Guide.objects.get()
    guide.steps.filter(slug="look-again").update(title="Look again now and then")
    review = workflow.ask(guide, by=member("ben", "Editors"), note="Clearer words.")
    page = watch.page_of(ann, f"{DUE}?kind=claim&when=overdue", **DESKTOP)
    group = opened(page, source)
    group.locator("[name=statement]").first.check()
    group.get_by_role("button").last.press("Enter")
    expect(group.locator(".due-question")).to_be_focused()
    expect(group.locator(".due-question")).to_contain_text("(asked for by ben)")
    expect(group.locator("[name=statement]").first).to_be_checked()
    group.get_by_role("button", name="Still true: confirm, and withdraw the review").press("Enter")
    expect(group.get_by_role("status")).to_contain_text("Withdrawn, because the draft has changed")
    review.refresh_from_db()
    assert review.state == "withdrawn"


def test_who_was_signed_out_meanwhile_is_told_so_and_keeps_the_ticks(watch: Watch, ann: User, source: Source) -> None:
    page = watch.page_of(ann, f"{DUE}?kind=claim&when=overdue", **DESKTOP)
    group = opened(page, source)
    group.locator("[name=statement]").first.check()
    page.context.clear_cookies(name="sessionid")
    group.get_by_role("button").last.press("Enter")
    expect(group.get_by_role("status")).to_contain_text("Nothing was saved: you are signed out.")
    expect(group.locator("[name=statement]").first).to_be_checked()


@pytest.mark.parametrize("screen", [DESKTOP, PHONE])
def test_axe_finds_nothing_of_ours_and_nothing_scrolls_sideways(
    watch: Watch, ann: User, source: Source, screen: Any
) -> None:
    page = watch.page_of(ann, "/admin/", **screen)
    expect(page.get_by_role("link", name="LinkedIn: 20 statements")).to_be_visible()
    ours = page.evaluate("[...document.body.querySelectorAll('*')].map((each, i) => each.closest('.inbox') ? i : -1)")
    assert findings(page, RULES, [number for number in ours if number >= 0][:1]) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.goto(f"{DUE}?kind=claim&when=overdue")
    opened(page, source)
    ours = page.evaluate("[...document.body.querySelectorAll('*')].findIndex((each) => each.id === 'content')")
    assert findings(page, RULES, [ours]) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

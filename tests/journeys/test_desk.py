"""From draft to edition by two people in real Chromium, and what a visitor sees of it."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from guides.editing import workflow
from guides.models import Guide, Proposal, Step
from tests.support.accessibility import at_a_glance, open_everything
from tests.support.browsers import DESKTOP, MISSING, Watch
from tests.support.checklist_page import box, count
from tests.support.editing import member

expect = pytest.importorskip("playwright.sync_api", reason=MISSING).expect

OLD, NEW = "Turn the switch off", "The one switch says Off"


@pytest.fixture
def sign_in(watch: Watch, settings: Any) -> Any:
    """A browser of a new member of one of the two groups, who has signed in."""
    settings.ONE_EDITOR = False
    settings.SECOND_FACTOR = False

    def sign_in(name: str, group: str) -> Any:
        return watch.page_of(member(name, group), "/robots.txt", **DESKTOP)

    return sign_in


@pytest.fixture
def editor(sign_in: Any) -> Any:
    return sign_in("editor", "Editors")


@pytest.fixture
def approver(sign_in: Any) -> Any:
    return sign_in("approver", "Approvers")


@pytest.fixture
def visitor(watch: Watch) -> Any:
    """Somebody in the UK who has ticked the first step."""
    page = watch.page("/linkedin/uk/")
    box(page, "It is off").check()
    expect(count(page)).to_have_text("1 of 2 done")
    return page


def test_axe_finds_nothing_where_guides_and_translations_are_begun(watch: Watch, settings: Any) -> None:
    settings.SECOND_FACTOR = False
    editor = watch.page_of(User.objects.create_superuser("chief"), **DESKTOP)
    number = Guide.objects.get().pk
    for path in (f"guide/{number}/workspace/", "guide/start/", "translation/"):
        editor.goto(f"/admin/guides/{path}")
        open_everything(editor)
        assert at_a_glance(editor) == [], path


def title(page: Any) -> Any:
    return page.locator("#step-switch-off h3")


def reword(editor: Any) -> None:
    """Change the title of the first step, found from the page that visitors read."""
    editor.goto("/linkedin/uk/")
    editor.locator("#step-switch-off").get_by_role("link", name="Edit this step").click()
    editor.get_by_role("link", name=OLD).click()
    editor.get_by_label("Title:").fill(NEW)
    editor.get_by_role("button", name="Save and continue editing").first.click()
    expect(editor.get_by_text("was changed successfully")).to_be_visible()


def open_review(page: Any, button: str) -> None:
    page.goto("/admin/guides/guide/")
    page.get_by_role("link", name="LinkedIn", exact=True).click()
    page.get_by_role("link", name=button, exact=True).click()


def ask(editor: Any, note: str, change: str = "", not_in: str = "") -> None:
    editor.get_by_label("What changed").fill(note)
    if change:
        editor.get_by_label("Ask readers who ticked this to look again").check()
        editor.get_by_label("Line for these readers").fill(change)
        editor.get_by_role("checkbox", name=not_in).uncheck()
    editor.get_by_role("button", name="Ask for a review").click()
    expect(editor.get_by_text("You have asked for a review.")).to_be_visible()
    expect(editor.get_by_role("button", name="Approve")).to_have_count(0)


def test_a_wording_goes_from_the_editor_by_the_approver_to_the_visitor_and_back_again(
    editor: Any, approver: Any, visitor: Any
) -> None:
    reword(editor)
    editor.get_by_role("link", name="Preview the draft").click()
    editor.get_by_role("navigation", name="Preview another region").get_by_role("link", name="United Kingdom").click()
    editor.get_by_label("On", exact=True).fill("2025-11-02")
    editor.locator("select[name=device]").select_option(label="iPhone or iPad app")
    editor.get_by_role("button", name="Show").click()
    expect(editor.get_by_text("Preview of the draft.")).to_be_visible()
    expect(title(editor)).to_contain_text(NEW)
    expect(editor.locator("#step-switch-off")).to_contain_text("In the iPhone or iPad app")
    expect(editor.locator("#step-switch-off")).not_to_contain_text("On a computer")
    expect(editor.locator("#standing")).to_contain_text("starts training AI")
    editor.get_by_label("On", exact=True).fill("2025-11-03")
    editor.get_by_role("button", name="Show").click()
    expect(editor.locator("#standing")).to_contain_text("has been training AI")
    open_review(editor, "Ask for a review")
    ask(editor, "Clearer words for the first step.")
    visitor.reload()
    expect(title(visitor)).to_contain_text(OLD)

    open_review(approver, "Publish")
    review = approver.url
    expect(approver.locator("#changes li")).to_have_count(1)
    expect(approver.locator("#changes")).to_contain_text(f"title was “{OLD}”, is now “{NEW}”")
    approver.get_by_role("link", name="Preview this proposal").click()
    expect(approver.get_by_text("Preview of what is to be published.")).to_be_visible()
    approver.get_by_role("navigation", name="Preview another region").get_by_role("link", name="United Kingdom").click()
    expect(title(approver)).to_contain_text(NEW)
    approver.goto(review)
    approver.get_by_role("button", name="Approve").click()
    expect(approver.get_by_text("Approved. It can be published now, or on a date.")).to_be_visible()
    approver.get_by_role("button", name="Publish now").click()
    expect(approver.get_by_text("Edition 2 is published.")).to_be_visible()
    visitor.reload()
    expect(title(visitor)).to_contain_text(NEW)
    expect(box(visitor, "It is off")).to_be_checked()

    approver.goto("/admin/guides/edition/")
    approver.get_by_role("link", name="LinkedIn 1", exact=True).click()
    approver.get_by_label("Why go back to this edition").fill("The old words were clearer.")
    approver.get_by_role("button", name="Publish this edition again").click()
    expect(approver.get_by_text("Edition 3 repeats edition 1.")).to_be_visible()
    visitor.reload()
    expect(title(visitor)).to_contain_text(OLD)
    expect(box(visitor, "It is off")).to_be_checked()


def test_a_major_change_asks_the_visitor_to_look_again_and_says_why(editor: Any, visitor: Any) -> None:
    Step.objects.filter(slug="switch-off").update(title=NEW)
    editor.goto(f"/admin/guides/guide/{Guide.objects.get().pk}/publish/")
    ask(editor, "LinkedIn moved the switch.", "The switch has moved to another page.", not_in="Hong Kong")
    proposal, approver = Proposal.objects.get(), member("approver", "Approvers")
    workflow.approve(proposal, by=approver)
    workflow.publish(proposal, by=approver)

    visitor.goto("/linkedin/hk/")  # where nobody was asked
    expect(box(visitor, "It is off")).to_be_checked()
    expect(count(visitor)).to_have_text("1 of 2 done")
    visitor.evaluate("dispatchEvent(new Event('focus'))")
    expect(box(visitor, "It is off")).to_be_checked()
    visitor.go_back()
    visitor.reload()
    step = visitor.locator("#step-switch-off")
    expect(step.locator(".changed")).to_have_text("Changed since you ticked it: The switch has moved to another page.")
    expect(box(visitor, "It is off")).not_to_be_checked()
    expect(count(visitor)).to_have_text("0 of 2 done")
    box(visitor, "It is off").check()
    expect(count(visitor)).to_have_text("1 of 2 done")
    visitor.reload()
    expect(step.locator(".changed")).to_have_count(0)

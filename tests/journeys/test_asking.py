"""A question of a step is answered in place, or by a link where the script cannot."""

from typing import Any

import pytest

from tests.support.browsers import DESKTOP, MISSING, PHONE, Watch
from tests.support.editing import publish_document
from tests.support.factories import make_guide, make_step, make_walkthrough

expect = pytest.importorskip("playwright.sync_api", reason=MISSING).expect

QUESTION = {
    "text": "Is it a work account?",
    "answers": [{"slug": "work", "label": "Yes, from work"}, {"slug": "own", "label": "No, my own"}],
}
MARK = "window.isStillHere"
WORK, OWN = "Ask your administrator.", "Press Off."


@pytest.fixture
def asking(watch: Watch) -> Watch:
    """A guide whose second step asks."""
    ways = [
        make_walkthrough(actions=[WORK], answers=["work"]),
        make_walkthrough(actions=["Press **Off**."], answers=["own"]),
    ]
    steps = [make_step(), make_step("look-again", question=QUESTION, walkthroughs=ways), make_step("tidy-up")]
    document = make_guide()
    claims = [claim for claim in document.claims if claim.step in (None, "switch-off", "look-again")]
    kept = [step for step in document.steps if step.slug == "object"]
    publish_document(make_guide(steps=[*steps, *(step.model_dump() for step in kept)], claims=dumped(claims)))
    return watch


def dumped(claims: Any) -> list[Any]:
    missing = next(claim for claim in claims if claim.slug == "missing-look-again")
    return [
        *(claim.model_dump() for claim in claims),
        missing.model_dump() | {"slug": "missing-tidy", "step": "tidy-up"},
    ]


def opened(watch: Watch, path: str = "/chatter/uk/", **options: Any) -> Any:
    page = watch.page(path, **options)
    page.evaluate(f"{MARK} = true")
    return page


def answer(page: Any, label: str) -> Any:
    return page.locator(".asks").get_by_role("link", name=label)


def is_here(page: Any) -> bool:
    return bool(page.evaluate(f"{MARK} === true"))


def test_an_answer_swaps_in_place_keeps_the_focus_and_says_so(asking: Watch) -> None:
    page = opened(asking, **PHONE)
    asked = answer(page, "No, my own")
    asked.scroll_into_view_if_needed()
    before = asked.bounding_box()["y"]
    asked.click()
    step = page.locator("#step-look-again")
    expect(step.locator("[aria-current=true]")).to_have_text("No, my own")
    expect(step.locator("[aria-current=true]")).to_be_focused()
    expect(page.locator("#status")).to_have_text("Is it a work account? No, my own")
    expect(step).to_contain_text(OWN)
    expect(step).not_to_contain_text("What to do depends on your answer")
    assert page.url.endswith("/chatter/uk/?look-again=own#step-look-again")
    assert abs(answer(page, "No, my own").bounding_box()["y"] - before) < 2
    assert is_here(page)


def test_links_and_forms_carry_the_answer_from_then_on_and_back_goes_back(asking: Watch) -> None:
    page = opened(asking, **DESKTOP)
    answer(page, "Yes, from work").click()
    expect(page.locator("#step-look-again")).to_contain_text(WORK)
    assert "look-again=work" in page.get_by_role("link", name="How we know").first.get_attribute("href")
    assert "look-again=work" in page.locator("#step-tidy-up form").first.get_attribute("action")
    answer(page, "No, my own").click()
    expect(page.locator("#step-look-again")).to_contain_text(OWN)
    page.go_back()
    expect(page.locator("#step-look-again")).to_contain_text(WORK)
    page.go_back()
    expect(page.locator("#step-look-again")).to_contain_text("What to do depends on your answer")
    assert "look-again" not in page.get_by_role("link", name="How we know").first.get_attribute("href")
    assert is_here(page)


def test_ticks_stay_and_go_on_being_made(asking: Watch) -> None:
    page = opened(asking, **DESKTOP)
    page.get_by_label("Tick of switch-off").check()
    expect(page.locator("#count")).to_contain_text("1 of 3")
    expect(page.locator("[data-saving]")).to_have_count(0)
    answer(page, "No, my own").click()
    expect(page.locator("#step-look-again")).to_contain_text(OWN)
    expect(page.locator("#step-switch-off")).to_have_attribute("data-state", "done")
    page.locator("#step-look-again input[type=checkbox]").check()
    expect(page.locator("#count")).to_contain_text("2 of 3")
    page.locator("#step-tidy-up input[type=checkbox]").check()
    expect(page.locator("#count")).to_contain_text("3 of 3")
    assert is_here(page)
    page.reload()
    expect(page.locator("#count")).to_contain_text("3 of 3")


def test_without_a_line_or_without_the_script_the_link_is_followed(asking: Watch) -> None:
    page = opened(asking, **DESKTOP)
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError()); }")
    answer(page, "No, my own").click()
    expect(page.locator("#step-look-again")).to_contain_text(OWN)
    assert not is_here(page)
    plain = asking.context(java_script_enabled=False, **PHONE).new_page()
    plain.goto("/chatter/uk/")
    plain.locator(".asks").get_by_role("link", name="Yes, from work").click()
    expect(plain.locator("#step-look-again")).to_contain_text(WORK)


def test_a_page_without_a_question_brings_no_script_for_it(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/")
    assert page.locator("script[src*=asks]").count() == 0

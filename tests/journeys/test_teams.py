"""A team that counts, in real Chromium: its maker, colleagues in browsers of their own, and what each is shown."""

import re
from typing import Any

import pytest

from guides.models import Count, Team
from guides.serving import teams
from guides.views import teams as views
from tests.support.accessibility import faults
from tests.support.browsers import DESKTOP, MISSING, PHONE, Watch, kept, stored
from tests.support.checklist_page import NEEDED, box, count, has_htmx, press

expect = pytest.importorskip("playwright.sync_api", reason=MISSING).expect

NO_SCRIPT = {"java_script_enabled": False}


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    views.making.fill()


def here(watch: Watch, link: str) -> str:
    """The link as it is opened: the site of the test has another address than the one it names."""
    return link.replace("https://optout.example", watch.address)


def make(watch: Watch, name: str = "Finance", **options: Any) -> Any:
    """The maker’s private page, just after the team was made."""
    page = watch.page("/linkedin/uk/teams/", **options)
    page.get_by_label("Name of the team").fill(name)
    page.get_by_role("button", name="Create the team").click()
    expect(page.get_by_role("heading", name="Keep this private link")).to_be_visible()
    return page


def a_team(name: str = "Finance") -> str:
    """The address of the steps for somebody of a team that is there already."""
    team, _secret = Team.objects.make("linkedin", "uk", name)
    return f"/linkedin/uk/?team={team.key}"


def finished(watch: Watch, path: str, **options: Any) -> Any:
    """Somebody who did the steps before, opens the link of the team now, and has htmx, as who ticks them has."""
    page = watch.page(path, {f"linkedin.{step}": "1" for step in ("switch-off", "look-again")}, **options)
    expect(count(page)).to_have_text("2 of 2 done")
    box(page, NEEDED[0]).focus()
    if options.get("java_script_enabled", True):
        has_htmx(page)
    return page


def link_of(watch: Watch, maker: Any) -> str:
    return here(watch, maker.get_by_label("The link of the team").input_value())


def finish(page: Any) -> None:
    for label in NEEDED:
        box(page, label).check()
        if save := page.get_by_role("button", name=f"Save “{label}”").all():
            save[0].click()
    expect(count(page)).to_have_text("2 of 2 done")


def count_me(page: Any) -> Any:
    return page.get_by_role("button", name="Count me for “Finance”")


def take_out(page: Any) -> Any:
    return page.get_by_role("button", name="Take me out again")


@pytest.mark.parametrize("options", [PHONE, DESKTOP | NO_SCRIPT], ids=["phone", "desktop without JavaScript"])
def test_a_team_is_made_counted_shown_and_deleted(watch: Watch, options: dict[str, Any]) -> None:
    maker = make(watch, **options)
    link, private = link_of(watch, maker), maker.url
    assert kept(maker) == {}

    team = Team.objects.get()
    for _ in range(3):
        team.count(teams.new_token())
    colleague = watch.page(link, **options)
    expect(colleague.get_by_text("You opened this page with the link of “Finance”.")).to_be_visible()
    assert kept(colleague) == {}
    expect(count_me(colleague)).to_have_count(0)
    finish(colleague)
    count_me(colleague).click()
    expect(colleague.get_by_role("heading", name="You are counted for “Finance”")).to_be_visible()
    tokens = {name: value for name, value in kept(colleague).items() if name.startswith("counted.")}
    assert len(tokens) == 1
    assert teams.TOKEN.fullmatch(next(iter(tokens.values())))
    assert Count.objects.count() == 4
    colleague.locator("#count-me").get_by_role("link", name="How many people have done the steps").click()
    expect(colleague.get_by_text("Fewer than five are counted so far.")).to_be_visible()

    team.count(teams.new_token())
    colleague.goto(link)
    expect(count_me(colleague)).to_have_count(0)
    colleague.locator("#count-me").get_by_role("link", name="How many people have done the steps").click()
    expect(colleague.get_by_text("At least 5 are counted.")).to_be_visible()
    expect(colleague.get_by_role("table")).to_contain_text("5")
    take_out(colleague).click()
    expect(count_me(colleague)).to_be_visible()
    assert {name.split(".")[0] for name in kept(colleague)} == {"linkedin"}

    maker.goto(private)
    expect(maker.get_by_text("Fewer than five are counted so far.")).to_be_visible()
    maker.get_by_label("Yes, delete it all").check()
    maker.get_by_role("button", name="Delete this team").click()
    expect(maker.get_by_text("The team and all its counts are deleted")).to_be_visible()
    assert (Team.objects.count(), Count.objects.count()) == (0, 0)
    assert kept(maker) == {}


def test_a_tick_that_ends_the_steps_offers_the_count_and_taking_it_back_takes_the_offer_back(watch: Watch) -> None:
    page = watch.page(a_team(), **PHONE)
    finish(page)
    expect(count_me(page)).to_be_visible()
    box(page, NEEDED[1]).uncheck()
    expect(count_me(page)).to_have_count(0)
    box(page, NEEDED[1]).check()
    count_me(page).click()
    expect(take_out(page)).to_be_visible()
    box(page, "I turned research off").check()
    expect(count(page)).to_have_text("2 of 2 done")
    expect(take_out(page)).to_be_visible()
    assert stored(page) == []


def test_the_answer_to_a_press_is_read_out_and_keeps_the_place_of_the_keyboard(watch: Watch) -> None:
    page = finished(watch, a_team(), **DESKTOP)
    count_me(page).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="You are counted for")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(take_out(page)).to_be_focused()
    assert Count.objects.count() == 1


@pytest.mark.parametrize("options", [DESKTOP, DESKTOP | NO_SCRIPT], ids=["with htmx", "without JavaScript"])
def test_a_double_press_counts_once(watch: Watch, options: dict[str, Any]) -> None:
    page = finished(watch, a_team(), **options)
    count_me(page).dblclick()
    expect(take_out(page)).to_be_visible()
    page.reload()
    expect(take_out(page)).to_be_visible()
    assert Count.objects.count() == 1


def test_the_second_half_of_a_double_press_takes_nobody_out_again(watch: Watch) -> None:
    page = finished(watch, a_team(), **DESKTOP)
    tools = page.context.new_cdp_session(page)
    tools.send("Animation.enable")
    tools.send("Animation.setPlaybackRate", {"playbackRate": 0.001})  # the button settles once this machine has time
    count_me(page).click()
    expect(take_out(page)).to_be_visible()
    place = take_out(page).bounding_box()
    page.mouse.click(place["x"] + 20, place["y"] + 20)
    page.wait_for_timeout(300)
    expect(take_out(page)).to_be_visible()
    assert Count.objects.count() == 1
    tools.send("Animation.setPlaybackRate", {"playbackRate": 1})
    page.evaluate("Promise.all(document.getAnimations().map((each) => each.finished)).then(() => null)")
    page.mouse.click(place["x"] + 20, place["y"] + 20)
    expect(count_me(page)).to_be_visible()
    assert Count.objects.count() == 0
    tools.detach()


def test_a_press_while_the_answer_to_a_tick_is_under_way_is_not_lost(watch: Watch) -> None:
    """The answer to the first tick says that both are done, and the one to the second brings a new button."""
    page = watch.page(a_team(), **DESKTOP)
    box(page, NEEDED[0]).focus()
    has_htmx(page)
    held: list[Any] = []
    page.route(re.compile("/steps/(?!switch-off)"), lambda route: held.append(route))  # noqa: PLW0108 (Playwright marks the function)
    press(page, *NEEDED)
    count_me(page).click()
    press(page, "I turned research off")
    for number in (0, 1):
        while len(held) <= number:
            page.wait_for_timeout(20)
        assert Count.objects.count() == 0
        held[number].continue_()
    expect(take_out(page)).to_be_visible()
    expect(page.locator("#count-me h3")).to_be_focused()
    assert Count.objects.count() == 1


def test_a_press_is_answered_where_it_was_though_another_window_has_ticked_meanwhile(watch: Watch) -> None:
    page = finished(watch, a_team(), **DESKTOP)
    held: list[Any] = []
    page.route(re.compile("/count/"), lambda route: held.append(route))  # noqa: PLW0108 (as above)
    count_me(page).click()
    while not held:
        page.wait_for_timeout(20)
    page.context.add_cookies([{"name": "linkedin.research", "value": "1", "url": watch.address}])
    page.evaluate("dispatchEvent(new Event('focus'))")
    page.wait_for_timeout(500)
    held[0].continue_()
    expect(take_out(page)).to_be_visible()
    assert Count.objects.count() == 1


def test_a_press_that_is_refused_says_why_beside_the_button(watch: Watch) -> None:
    watch.expected = ["409", "htmx:"]
    page = finished(watch, a_team(), **PHONE)
    page.context.clear_cookies()
    count_me(page).click()
    expect(page.get_by_role("alert")).to_have_text("Tick the steps first. Only people who have done them are counted.")
    expect(count_me(page)).to_be_visible()
    assert Count.objects.count() == 0


def test_a_press_that_does_not_arrive_says_so_and_can_be_tried_again(watch: Watch) -> None:
    watch.expected = ["ERR_INTERNET_DISCONNECTED", "htmx:"]
    page = finished(watch, a_team(), **PHONE)
    page.context.set_offline(True)
    count_me(page).click()
    expect(page.locator("#unsaved")).to_contain_text("“Count me for “Finance”” was not saved. You seem to be offline.")
    page.context.set_offline(False)
    count_me(page).click()
    expect(take_out(page)).to_be_visible()
    assert Count.objects.count() == 1


def test_a_team_that_was_deleted_meanwhile_leaves_the_guide_as_it_is(watch: Watch) -> None:
    team, _secret = Team.objects.make("linkedin", "uk", "Finance")
    page = watch.page(f"/linkedin/uk/?team={team.key}", **PHONE)
    expect(page.get_by_text("You opened this page with the link of “Finance”.")).to_be_visible()
    team.delete()
    teams.forget(team.key)
    page.reload()
    expect(page.get_by_text("The team in your link is no longer counted.")).to_be_visible()
    finish(page)
    expect(page.get_by_role("heading", name="Done.")).to_be_visible()
    expect(page.locator("#count-me")).to_have_count(0)


def test_the_maker_copies_the_links_and_the_message(watch: Watch) -> None:
    maker = make(watch, permissions=["clipboard-read", "clipboard-write"], **DESKTOP)
    link = maker.get_by_label("The link of the team").input_value()
    for button, words in [
        ("Copy the link", f"^{re.escape(link)}$"),
        ("Copy the message", re.escape(link)),
        ("Copy the private link", r"\?maker="),
    ]:
        maker.get_by_role("button", name=button, exact=True).click()
        expect(maker.get_by_text("Copied", exact=True)).to_have_count(1)
        assert re.search(words, maker.evaluate("navigator.clipboard.readText()"))


def test_a_name_that_cannot_be_kept_is_still_in_the_form(watch: Watch) -> None:
    watch.expected = ["400"]
    page = watch.page("/linkedin/uk/teams/", **PHONE)
    page.get_by_label("Name of the team").fill("Hidden\u200bspace")
    page.get_by_role("button", name="Create the team").click()
    name = page.get_by_label("Name of the team")
    expect(name).to_have_value("Hidden\u200bspace")
    expect(name).to_be_focused()
    expect(name).to_have_accessible_description(re.compile("without invisible characters"))
    assert faults(page) == []


def test_axe_finds_nothing_on_any_page_of_a_team(watch: Watch) -> None:
    maker = make(watch, "Donaudampfschifffahrtsgesellschaftskapitänsmützenabteilungen", **PHONE)
    link, private = link_of(watch, maker), maker.url
    row = Team.objects.get()
    for _ in range(12):
        row.count(teams.new_token())
    page = watch.page("/linkedin/uk/teams/", **PHONE)
    assert faults(page) == []
    for address in (private, private.partition("?")[0], link):
        page.goto(address)
        assert faults(page) == []
    finish(page)
    page.get_by_role("button", name="Count me").click()
    expect(take_out(page)).to_be_visible()
    assert faults(page) == []
    page.goto(private.partition("?")[0])
    assert faults(page) == []


def test_the_controls_are_large_enough_for_a_thumb(watch: Watch) -> None:
    maker = make(watch, **PHONE)
    page = finished(watch, link_of(watch, maker), **PHONE)
    for each, controls in [(maker, "main button, .team-sure, main .link"), (page, "#count-me button")]:
        heights = each.locator(controls).evaluate_all("(all) => all.map((one) => [one.id, one.offsetHeight])")
        assert heights
        assert [small for small in heights if small[1] < 44] == []


def test_on_paper_and_in_forced_colours_the_bars_can_be_seen(watch: Watch) -> None:
    maker = make(watch, **DESKTOP)
    row = Team.objects.get()
    for _ in range(7):
        row.count(teams.new_token())
    maker.reload()
    maker.emulate_media(media="print")
    expect(maker.get_by_text("Keep this private link")).to_be_hidden()
    expect(maker.get_by_role("table")).to_be_visible()
    maker.emulate_media(media="screen", forced_colors="active")
    fill, ground = maker.locator(".week rect").first.evaluate(
        "(bar) => [getComputedStyle(bar).fill, getComputedStyle(bar.parentElement).backgroundColor]"
    )
    assert fill != ground


def test_the_boxes_to_type_into_are_large_enough_for_a_thumb(watch: Watch) -> None:
    page = watch.page("/linkedin/uk/teams/", **PHONE)
    boxes = page.locator(".team-form input:not([type=hidden])")
    heights = boxes.evaluate_all("all => all.map((each) => [each.name, each.offsetHeight])")
    assert [name for name, _height in heights] == ["name", "size"]
    assert [name for name, height in heights if height < 44] == []

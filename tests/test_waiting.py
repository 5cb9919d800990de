"""A step that comes after another: what may be said, what the page shows, and what counts as next."""

import html

import pytest

from guides.checklist.plan import build
from guides.checklist.tick_cookies import read
from guides.document.completeness import gaps
from guides.document.types import DocumentError
from guides.document.validation import examine, parse
from guides.document.yaml_format import from_yaml, to_yaml
from guides.editing import drafts, wording
from guides.models import Step
from tests.support.admin_forms import place, save
from tests.support.editing import fresh, publish_document
from tests.support.factories import LATER, make_data
from tests.support.guide_edits import step
from tests.support.pages import text


def waiting(**after):
    """The made-up guide, in which these steps come after those."""
    data = make_data()
    for name, first in after.items():
        step(data, name.replace("_", "-"))["after"] = first
    return data


def reasons(data):
    with pytest.raises(DocumentError) as refused:
        parse(data)
    return [str(problem) for problem in refused.value.problems]


def shown(data, region="uk", **cookies):
    guide = parse(data)
    ticks = read({f"chatter.{name.replace('_', '-')}": value for name, value in cookies.items()}, "chatter")
    return {each.step.slug: each for each in build(guide, guide.region(region), None, LATER, ticks).shown}


# --- the document ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        ({"look_again": "nowhere"}, "step look-again › after: there is no step “nowhere” in this guide"),
        (
            {"look_again": "look-again"},
            "step look-again › after: waits for “look-again”, which waits for this one; take one of them out",
        ),
        (
            {"look_again": "tidy-up"},
            "step look-again › after: “tidy-up” is an extra, and a step that is needed cannot wait for one",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(after, reason):
    assert reasons(waiting(**after)) == [reason]


def test_no_steps_wait_for_each_other_by_whatever_way():
    found = reasons(waiting(switch_off="look-again", look_again="switch-off"))
    assert [each.partition(" › ")[0] for each in found] == ["step switch-off", "step look-again"]
    assert len(reasons(waiting(switch_off="look-again", look_again="switch-off", tidy_up="look-again"))) == 2


def test_a_circle_can_be_shown_so_that_an_editor_sees_it():
    guide = examine(waiting(switch_off="look-again", look_again="switch-off")).guide
    assert [step.after for step in guide.steps[:2]] == ["look-again", "switch-off"]
    assert examine(waiting(look_again="nowhere")).guide.step("look-again").after is None


def test_before_publication_it_stands_below_what_comes_first():
    assert gaps(parse(waiting(look_again="switch-off"))) == []
    (gap,) = gaps(parse(waiting(switch_off="look-again")))
    assert str(gap) == "step switch-off › after: comes after “look-again” and stands above it; move it down"


def test_yaml_and_rows_give_it_back_and_a_change_names_the_step(db):
    guide = parse(waiting(look_again="switch-off"))
    assert from_yaml(to_yaml(guide)) == guide
    assert drafts.to_document(drafts.from_document(guide)) == guide
    (said,) = wording.changes(parse(make_data()), guide)
    assert (said.happened, said.now) == ("comes after", "Title of switch-off")


# --- the plan --------------------------------------------------------------------------------


def test_it_waits_until_the_first_is_done_or_put_aside():
    data = waiting(look_again="switch-off", object="tidy-up")
    assert {name for name, each in shown(data).items() if each.is_waiting} == {"look-again", "object"}
    assert not shown(data, switch_off="1")["look-again"].is_waiting
    assert shown(data, tidy_up="not-for-me")["object"].is_waiting is False


def test_what_is_ticked_already_waits_for_nothing():
    assert shown(waiting(look_again="switch-off"), look_again="1")["look-again"].is_waiting is False


def test_where_the_first_is_not_a_step_nothing_is_waited_for():
    data = waiting(look_again="switch-off")
    step(data)["regions"] = ["eu", "world"]
    assert shown(data, "uk")["look-again"].after is None
    assert not shown(data, "uk")["look-again"].is_waiting
    assert shown(data, "eu")["look-again"].is_waiting


# --- the page --------------------------------------------------------------------------------


def paragraph(page, name="look-again"):
    start = page.index(f'id="waits-{name}"')
    return page[start : page.index("</p>", start)]


@pytest.mark.django_db
def test_the_page_says_so_in_words_until_the_first_is_ticked(client):
    publish_document(parse(waiting(look_again="switch-off")))
    page = html.unescape(text(client.get("/chatter/uk/")))
    assert 'First do “<a href="#step-switch-off">Title of switch-off</a>”.' in paragraph(page)
    assert "hidden" not in paragraph(page)
    client.cookies["chatter.switch-off"] = "1"
    assert "hidden" in paragraph(text(client.get("/chatter/uk/")))


@pytest.mark.django_db
def test_a_tick_tells_the_page_at_once(client):
    publish_document(parse(waiting(look_again="switch-off")))
    for done, is_hidden in (("1", True), ("0", False)):
        headers = {"HX-Request": "true", "Sec-Fetch-Site": "same-origin"}
        answer = client.post("/chatter/uk/steps/switch-off/", {"done": done}, headers=headers)
        said = paragraph(text(answer))
        assert 'hx-swap-oob="true"' in said
        assert ("hidden" in said) is is_hidden


@pytest.mark.django_db
def test_a_change_of_what_waits_among_extras_is_told_too(client):
    publish_document(parse(waiting(object="tidy-up")))
    headers = {"HX-Request": "true", "Sec-Fetch-Site": "same-origin"}
    for done, is_hidden in (("0", False), ("not-for-me", True)):
        answer = client.post("/chatter/uk/steps/tidy-up/", {"done": done}, headers=headers)
        assert ("hidden" in paragraph(text(answer), "object")) is is_hidden


@pytest.mark.django_db
def test_a_guide_without_it_has_no_word_of_it(client):
    publish_document(parse(make_data()))
    page = text(client.get("/chatter/uk/"))
    assert "waits-" not in page
    assert "css/ways" not in page


@pytest.mark.django_db
def test_paper_and_data_say_it(client):
    publish_document(parse(waiting(look_again="switch-off")))
    assert "First do “Title of switch-off”." in html.unescape(text(client.get("/chatter/uk/handout/")))
    assert [each.get("after") for each in client.get("/api/guides/chatter/uk.json").json()["steps"][:2]] == [
        None,
        "switch-off",
    ]


# --- the desk --------------------------------------------------------------------------------


def test_an_editor_chooses_it_from_the_steps_of_the_guide(ann, guide):
    row = Step.objects.get(slug="look-again")
    assert '<option value="switch-off">' in text(ann.get(place(row)))
    assert save(ann, place(row), after="switch-off").status_code == 302
    assert drafts.to_document(fresh(guide)).step("look-again").after == "switch-off"
    assert '<option value="switch-off" selected>' in text(ann.get(place(row)))


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ("tidy-up", "“tidy-up” is an extra, and a step that is needed cannot wait for one."),
        ("nowhere", "What was chosen under “Comes after” is not in its list."),
    ],
)
def test_the_form_says_what_is_wrong(ann, guide, after, said):
    response = save(ann, place(Step.objects.get(slug="look-again")), after=after)
    assert response.status_code == 200
    assert said in html.unescape(text(response))


def test_the_form_refuses_a_circle(ann, guide):
    Step.objects.filter(slug="switch-off").update(after="look-again")
    response = save(ann, place(Step.objects.get(slug="look-again")), after="switch-off")
    assert "Waits for “switch-off”, which waits for this one; take one of them out." in html.unescape(text(response))

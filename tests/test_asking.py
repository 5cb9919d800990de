"""A step that asks something first: the document, what is missing, the page for each answer, and the desk."""

import html
import re

import pytest

from guides.checklist.plan import build, plan
from guides.document import diff, translation
from guides.document.completeness import gaps
from guides.document.types import DocumentError
from guides.document.validation import parse
from guides.document.yaml_format import from_yaml, to_yaml
from guides.editing import drafts, publishing, wording
from guides.models import Edition, Guide, Step
from guides.sharing import paper
from tests.support.admin_forms import place, save
from tests.support.editing import fresh, publish_document
from tests.support.factories import LATER, make_data, make_walkthrough
from tests.support.guide_edits import step
from tests.support.pages import text

QUESTION = {
    "text": "Is it a work account?",
    "answers": [{"slug": "work", "label": "Yes, from work"}, {"slug": "own", "label": "No, my own"}],
}
OWN = make_walkthrough(actions=["Press **Off**."], trail=["My settings"], answers=["own"])
WORK = make_walkthrough(actions=["Ask your administrator."], trail=["Our settings"], answers=["work"])


def asking(question=QUESTION, ways=(OWN, WORK), name="switch-off", **changes):
    data = make_data()
    step(data, name).update({"question": question, "walkthroughs": list(ways)} | changes)
    return data


def reasons(data):
    with pytest.raises(DocumentError) as refused:
        parse(data)
    return [str(problem) for problem in refused.value.problems]


def labelled(work, own, text="Is it a work account?"):
    answers = [{"slug": "work", "label": work}, {"slug": "own", "label": own}]
    return parse(asking(question={"text": text, "answers": answers}))


# --- the document ----------------------------------------------------------------------------

ONE = [QUESTION["answers"][0]]
FIVE = [{"slug": f"a{number}", "label": "Yes"} for number in range(5)]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"question": {"text": "Why?"}}, "has 0 answers; write 2 to 4"),
        ({"question": {"text": "Why?", "answers": FIVE}}, "has 5 answers; write 2 to 4"),
        ({"question": {"text": "Why?", "answers": ONE * 2}}, "has the answer “work” twice; keep one"),
    ],
)
def test_a_question_has_two_to_four_answers_each_with_its_name(changes, reason):
    assert reasons(asking(ways=[make_walkthrough()], **changes)) == [f"step switch-off › question: {reason}"]


def test_a_way_names_answers_that_there_are():
    way = make_walkthrough(answers=["school"])
    (reason,) = reasons(asking(ways=[way]))
    assert reason == (
        "step switch-off › walkthroughs: names the answer “school”, which the question of the step does not have"
    )
    assert "names the answer “own”" in reasons(asking(question=None, ways=[OWN]))[0]


def test_a_step_that_asks_has_no_name_that_means_something_else_in_an_address():
    data = make_data()
    step(data, "look-again").update(slug="device", question=QUESTION)
    data["claims"] = [claim for claim in data["claims"] if claim.get("step") != "look-again"]
    (reason,) = reasons(data)
    assert reason == "step device › slug: cannot be “device” for a step that asks something; choose another"


def test_each_reader_has_exactly_one_way():
    assert gaps(parse(asking())) == []
    assert gaps(parse(asking(ways=[make_walkthrough()]))) == []
    missing = {str(gap) for gap in gaps(parse(asking(ways=[OWN])))}
    assert (
        "step switch-off › walkthroughs: has no walkthrough for “computer” in “uk” and the answer “work”; add one"
        in missing
    )
    assert all("“own”" not in gap for gap in missing)
    twice = {str(gap) for gap in gaps(parse(asking(ways=[OWN, WORK, make_walkthrough()])))}
    assert any("has 2 walkthroughs for “phone” in “eu” and the answer “own”; keep one" in gap for gap in twice)


def test_yaml_rows_and_translation_carry_it(db):
    guide = parse(asking())
    assert from_yaml(to_yaml(guide)) == guide
    assert drafts.to_document(drafts.from_document(guide)) == guide
    english = [(entry.context, entry.english) for entry in translation.entries(guide)]
    assert ("stepquestion.text", "Is it a work account?") in english
    words = {("answer.label", "No, my own"): "Nein", ("stepquestion.text", "Is it a work account?"): "Dienstlich?"}
    question = translation.Translation("de", words).localise(guide).steps[0].question
    assert (question.text, question.answers[1].label) == ("Dienstlich?", "Nein")
    assert isinstance(question.answers[0].label, translation.InEnglish)


def test_changes_are_said_in_words():
    said = {str(each) for each in wording.changes(parse(make_data()), parse(asking(ways=[OWN | {"answers": []}])))}
    assert any(
        "question before the way is now “Is it a work account? (work: Yes, from work; own: No, my own)”" in e
        for e in said
    )
    (change,) = wording.changes(parse(asking(ways=[OWN, WORK])), parse(asking(ways=[OWN, WORK | {"note": "Slow."}])))
    assert change.now == "Slow."


def test_a_way_for_one_answer_that_changed_is_a_changed_step():
    old, new = parse(asking()), parse(asking(ways=[OWN, WORK | {"actions": ["Write to them."]}]))
    assert [each.step.slug for each in diff.touched_steps(old, new)] == ["switch-off"]


# --- the plan --------------------------------------------------------------------------------


def ways(answers, data=None):
    guide = parse(data or asking())
    planned = plan(guide, guide.region("uk"), None, LATER, answers).steps[0]
    return [way.walkthrough.actions[0] for way in planned.ways]


def test_the_answer_chooses_the_way_and_before_it_there_is_none():
    assert ways({}) == []
    assert ways({"switch-off": "own"}) == ["Press **Off**."]
    assert ways({"switch-off": "work"}) == ["Ask your administrator."]


def test_who_is_not_asked_sees_every_way_once():
    assert ways(None) == ["Ask your administrator.", "Press **Off**."]
    shared = asking(
        ways=[make_walkthrough("computer"), *(way | {"devices": ["iphone", "android", "phone"]} for way in (OWN, WORK))]
    )
    assert len(ways(None, shared)) == 3


def test_paper_keeps_the_ways_apart_and_a_poster_shows_none():
    guide = parse(asking(ways=[OWN, WORK | {"trail": ["My settings"], "actions": OWN["actions"]}]))
    shown = build(guide, guide.region("uk"), None, LATER, {})
    assert [way.walkthrough.answers for way in paper.handout(shown).needed[0].ways] == [("work",), ("own",)]
    assert paper.poster(shown).needed[0].asks


# --- the pages -------------------------------------------------------------------------------


@pytest.fixture
def visitor(client, db):
    publish_document(parse(asking()))
    return client


def page(visitor, query="", name="checklist"):
    response = visitor.get(f"/chatter/uk/{'' if name == 'checklist' else name + '/'}{query}")
    assert response.status_code == 200
    return html.unescape(text(response))


def test_without_an_answer_the_page_asks_and_shows_no_way(visitor):
    shown = page(visitor)
    assert "Is it a work account?" in shown
    assert "Press" not in shown
    assert "administrator" not in shown
    assert re.findall(r'href="(\?[^"]*)#step-switch-off"', shown) == ["?switch-off=work", "?switch-off=own"]


def test_with_one_it_shows_that_way_and_offers_the_other(visitor):
    shown = page(visitor, "?switch-off=work")
    assert "Ask your administrator." in shown
    assert "Press" not in shown
    assert re.findall(r'<a href="\?switch-off=(\w+)[^"]*"( aria-current="true")?', shown)[:2] == [
        ("work", ' aria-current="true"'),
        ("own", ""),
    ]


def test_an_answer_that_there_is_not_is_no_answer(visitor):
    for query in ("?switch-off=school", "?switch-off=", "?look-again=own"):
        assert page(visitor, query) == page(visitor)


def test_links_and_forms_of_the_page_keep_the_answer_and_the_device(visitor):
    shown = page(visitor, "?device=iphone&switch-off=own")
    assert 'action="/chatter/uk/steps/switch-off/?device=iphone&switch-off=own"' in shown
    assert 'href="?device=android&switch-off=own#device"' in shown
    assert 'href="?device=iphone&switch-off=work#step-switch-off"' in shown


def test_what_is_passed_on_does_not_carry_it(visitor):
    shown = page(visitor, "?switch-off=own")
    (canonical,) = re.findall(r'<link rel="canonical" href="([^"]+)"', shown)
    assert canonical.endswith("/chatter/uk/")
    fields = re.findall(r"<(?:textarea|input)[^>]*class=\"link\"[^>]*>[^<]*", page(visitor, "?switch-off=own", "share"))
    assert fields
    assert not [field for field in fields if "switch-off" in field]


def test_ticks_do_not_depend_on_it_and_the_page_keeps_both_apart(visitor):
    visitor.cookies["chatter.switch-off"] = "1"
    for query in ("", "?switch-off=own", "?switch-off=work"):
        assert "Title of switch-off: you said so" in page(visitor, query)
    assert "Ask your administrator." in page(visitor, "?switch-off=work")
    assert "Ask your administrator." not in page(visitor, "?switch-off=own")
    headers = {"HX-Request": "true", "Sec-Fetch-Site": "same-origin"}
    answer = visitor.post("/chatter/uk/steps/switch-off/?switch-off=own", {"done": "1"}, headers=headers)
    assert set(answer.cookies) == {"chatter.switch-off"}


def test_no_answer_is_kept(visitor):
    response = visitor.get("/chatter/uk/?switch-off=own")
    assert not response.cookies


def test_paper_says_for_which_answer_each_way_is(visitor):
    sheet = " ".join(page(visitor, name="handout").split())
    assert "Any device (Yes, from work)" in sheet
    assert "Any device (No, my own)" in sheet
    poster = page(visitor, name="poster")
    assert "Is it a work account?" in poster
    assert "My settings" not in poster


def test_the_data_has_every_way_with_its_answers(visitor):
    first = visitor.get("/api/guides/chatter/uk.json").json()["steps"][0]
    assert first["question"]["answers"][0]["slug"] == "work"
    assert [way["answers"] for way in first["walkthroughs"]] == [["work"], ["own"]]


def test_the_calendar_entry_says_the_way_of_the_answer_alone(visitor):
    def entry(query):
        return visitor.get(f"/chatter/uk/look-again.ics{query}").content.decode().replace("\r\n ", "")

    assert "My settings" in entry("?switch-off=own")
    assert "Our settings" not in entry("?switch-off=own")
    assert "settings" not in entry("")


# --- the desk --------------------------------------------------------------------------------

TYPED = "Is it a work account?\nwork: Yes, from work\nown: No, my own"


def test_an_editor_writes_question_and_answers(ann, guide):
    row = Step.objects.get(slug="look-again")
    assert save(ann, place(row), question=TYPED, **{"walkthroughs-0-answers": "work\nown"}).status_code == 302
    found = drafts.to_document(fresh(guide)).step("look-again")
    assert found.question.model_dump(mode="json") == QUESTION
    assert found.walkthroughs[0].answers == ("work", "own")
    assert TYPED in html.unescape(text(ann.get(place(row))))
    assert save(ann, place(row), question="", **{"walkthroughs-0-answers": ""}).status_code == 302
    assert drafts.to_document(fresh(guide)).step("look-again").question is None


def test_ways_for_the_same_devices_are_told_apart_by_their_answers(ann, guide):
    drafts.from_document(parse(asking()))
    page = html.unescape(text(ann.get(place(Step.objects.get(slug="switch-off")))))
    devices = "Computer, iPhone or iPad app, Android app, Browser on a phone or tablet"
    assert f"Title of switch-off ({devices}, own)" in page
    assert f"Title of switch-off ({devices}, work)" in page
    (change,) = wording.changes(parse(asking()), parse(asking(ways=[OWN, WORK | {"note": "Slow."}])))
    assert f"“{devices}, work”" in change.about


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Why?\nbecause", "“because” is not understood."),
        ("Why?\nwork: Yes", "Has 1 answers; write 2 to 4."),
        ("Why?\nA B: Yes\nown: No", "must be small letters, digits and single hyphens"),
        (f"{'x' * 201}\nwork: Yes\nown: No", "is too long; shorten it to 200 characters."),
    ],
)
def test_the_form_says_what_is_wrong(ann, guide, typed, said):
    response = save(ann, place(Step.objects.get(slug="look-again")), question=typed)
    assert response.status_code == 200
    assert said in html.unescape(text(response))


# --- what was published keeps its meaning --------------------------------------------------------


def broken(document):
    return [str(problem) for problem in publishing.broken_promises(document, Edition.objects.latest("number"))]


@pytest.mark.parametrize(
    ("work", "own"),
    [
        ("No, my own", "Yes, from work"),
        ("No, it is my own", "Yes, it is from work"),
        ("NO, my own.", "Yes, I think"),
    ],
)
def test_answers_of_a_published_question_do_not_swap_their_words(db, work, own):
    publish_document(labelled("Yes, from work", "No, my own"))
    assert "has the answer “work” with the words of “own”" in broken(labelled(work, own))[0]
    drafts.from_document(labelled(work, own))
    with pytest.raises(publishing.NotReadyError, match="with the words of “own”"):
        publishing.publish(Guide.objects.get(), by=None, note="Swapped.")


def test_nor_in_two_editions_one_after_the_other(db):
    publish_document(labelled("Yes, from work", "No, my own"))
    publish_document(labelled("Of the first kind", "Of the second"))
    assert len(broken(labelled("No, my own", "Yes, from work"))) == 2
    assert broken(labelled("Yes, from work", "No, my own")) == []


def test_clearer_words_are_no_swap_and_the_reviewer_is_told_of_each(db):
    edition = publish_document(labelled("Yes, from work", "No, my own"))
    now = labelled("Yes, from work or school", "No, my own", text="Is it an account from work?")
    assert broken(now) == []
    draft = drafts.read(drafts.from_document(now))
    told = {str(problem) for problem in publishing.warnings(draft, LATER, edition)}
    assert any(
        "the answer “work” in other words: “Yes, from work” is now “Yes, from work or school”" in t for t in told
    )
    assert any("asks “Is it an account from work?” and no longer “Is it a work account?”" in each for each in told)
    assert not any("“own”" in each for each in told)


def test_a_short_name_that_changes_is_seen_in_the_change(db):
    was, now = QUESTION["answers"][0], {"slug": "job", "label": "Yes, from work"}
    renamed = asking(
        question=QUESTION | {"answers": [now, QUESTION["answers"][1]]}, ways=[OWN, WORK | {"answers": ["job"]}]
    )
    change = next(each for each in wording.changes(parse(asking()), parse(renamed)) if "question" in str(each))
    assert f"{was['slug']}: {was['label']}" in change.was
    assert f"job: {now['label']}" in change.now

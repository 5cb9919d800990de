"""From draft to edition: numbers rise, editions stay, nothing goes live in part."""

import datetime
from itertools import groupby

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from guides.document import region_lookup
from guides.document.types import Problem
from guides.document.validation import Examined
from guides.document.yaml_format import to_data
from guides.editing import drafts, publishing, translating
from guides.editing.drafts import Draft
from guides.editing.publishing import NotReadyError
from guides.models import Claim, Edition, Guide, LinkCheck, Picture, Proposal, ShortName, Translation, Walkthrough
from guides.models.translation import by_key
from guides.serving import current_editions
from tests.support.clock import NOON
from tests.support.factories import (
    CHECKED,
    START,
    make_claim,
    make_claims,
    make_guide,
    make_region,
    make_regions,
    make_source,
    make_step,
    make_steps,
    make_walkthrough,
)

TODAY = NOON.date()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def guide(db):
    """A complete draft that nobody has published."""
    return drafts.from_document(make_guide())


def publish(guide, by=None):
    """Publish the draft, with another word in it than the last time."""
    Guide.objects.filter(pk=guide.pk).update(title=f"Headline {Edition.objects.count()}")
    return publishing.publish(Guide.objects.get(pk=guide.pk), by=by, note="Clearer words.")


def reword(guide, title="Another title"):
    guide.steps.filter(slug="switch-off").update(title=title)


def missing(guide):
    return publishing.missing(drafts.read(guide), Edition.objects.latest_of(guide))


def test_each_publication_has_the_next_number(guide):
    assert [publish(guide).number for _ in range(3)] == [1, 2, 3]


def test_each_guide_counts_for_itself(guide):
    publish(guide)
    other = drafts.from_document(make_guide(slug="other"))
    assert publish(other).number == 1
    assert publish(guide).number == 2


def test_an_edition_says_what_the_draft_said_who_published_it_and_why(guide, editor):
    edition = Edition.objects.get(pk=publish(guide, by=editor).pk)
    assert edition.to_guide() == make_guide(title="Headline 0")
    assert (edition.published_by, edition.note) == (editor, "Clearer words.")
    assert edition.published_at is not None
    assert str(edition) == "Chatter 1"


def test_an_edition_never_changes(guide):
    edition = publish(guide)
    edition.note = "Something else"
    with pytest.raises(TypeError, match="never changes"):
        edition.save()
    reword(guide)
    publish(guide)
    first = Edition.objects.get(number=1)
    assert first.to_guide() == make_guide(title="Headline 0")
    assert first.note == "Clearer words."


def test_an_edition_stays_when_its_publisher_leaves(guide, editor):
    publish(guide, by=editor)
    editor.delete()
    assert Edition.objects.get().published_by is None


def test_a_guide_that_was_published_cannot_be_deleted(guide):
    publish(guide)
    with pytest.raises(Exception, match="protected"):
        guide.delete()
    assert Guide.objects.exists()


def test_what_is_missing_is_listed_and_nothing_is_published(guide):
    Guide.objects.update(basis="")
    guide.claims.filter(topic="ending").delete()
    Claim.objects.get(slug="essential").sources.clear()
    with pytest.raises(NotReadyError) as refusal:
        publish(guide)
    assert {(problem.kind, problem.key, problem.field) for problem in refusal.value.problems} == {
        ("guide", "chatter", "basis"),
        *(("region", region, "claims") for region in ("uk", "eu", "world")),
        ("claim", "essential", "sources"),
    }
    assert refusal.value.problems == missing(guide)
    assert str(refusal.value).splitlines()[0].startswith("guide chatter › basis: is empty")
    assert str(refusal.value).splitlines() == [str(problem) for problem in refusal.value.problems]
    assert not Edition.objects.exists()


def test_a_draft_that_is_not_sound_is_not_published_either(guide):
    Claim.objects.filter(slug="essential").update(text="Two\nlines")
    assert missing(guide) == [
        Problem("claim", "essential", "text", "has a line break or a control character; write it as one line")
    ]
    with pytest.raises(NotReadyError):
        publish(guide)
    assert not Edition.objects.exists()


def test_a_complete_draft_lacks_nothing(guide):
    assert missing(guide) == []


def test_a_complete_draft_is_given_as_the_document_to_publish(guide):
    assert publishing.ready(drafts.read(guide), None) == make_guide()


def test_what_cannot_be_true_prevents_publication_until_the_day_on_which_it_can():
    def told(checked_on):
        claims = [*make_claims(), make_claim("odd", "does", checked_on=checked_on)]
        return publishing.missing_within(Draft(Guide(), make_guide(claims=claims)), None)

    reason = "is in the future, by UTC; give the day on which somebody checked this against its sources"
    assert told(TODAY + DAY) == [Problem("claim", "odd", "checked_on", reason)]
    assert told(TODAY) == []


def test_a_name_that_is_the_address_of_another_guide_prevents_publication_of_a_sound_draft_and_of_another(guide):
    Guide.objects.create(slug="eea", product="Others")
    reason = "“eea” is the address of the guide “Others”; choose another"
    taken = Problem("region", "eu", "aliases", reason)
    assert missing(guide) == [taken]
    assert publishing.missing_within(drafts.read(guide), None) == []
    Claim.objects.filter(slug="essential").update(text="Two\nlines")
    assert [problem.field for problem in missing(guide)] == ["text", "aliases"]
    assert missing(guide)[1] == taken


FAULT = Problem("guide", "chatter", "title", "is too long")


def test_of_a_draft_that_cannot_be_read_at_all_only_its_faults_are_told():
    unreadable = Draft(Guide(), None, (FAULT,))
    assert publishing.missing(unreadable, None) == publishing.missing_within(unreadable, None) == [FAULT]
    with pytest.raises(NotReadyError, match="guide chatter › title: is too long"):
        publishing.ready(unreadable, None)


def told_of_regions(*faults, lost=()):
    """What is told besides these faults of a draft whose regions cannot be read, or were left out as `lost`."""
    rest = make_guide(regions=[], steps=[make_step()], claims=[])
    draft = Draft(Guide(), None, faults, Examined(rest, faults, frozenset(lost)))
    told = publishing.missing_within(draft, None)
    assert told[: len(faults)] == list(faults)
    return told[len(faults) :]


@pytest.mark.parametrize(
    ("fault", "lost"),
    [
        (Problem("guide", "chatter", "regions", "is no list"), ()),
        (Problem("guide", "chatter", "regions › 1 › name", "is empty"), ()),
        (Problem("region", "uk", "name", "is empty"), ("regions",)),
    ],
    ids=["the field", "something in it", "what was left out"],
)
def test_what_is_missing_because_of_a_fault_is_not_told_besides_it(fault, lost):
    assert told_of_regions(fault, lost=lost) == []


@pytest.mark.parametrize(
    ("fault", "lost"),
    [
        (FAULT, ()),
        (Problem("guide", "other", "regions", "is no list"), ()),
        (Problem("region", "chatter", "regions", "is no list"), ()),
        (Problem("claim", "essential", "text", "is empty"), ("claims",)),
    ],
    ids=["another field", "another key", "another kind", "something else was left out"],
)
def test_what_is_missing_besides_a_fault_is_told_with_it(fault, lost):
    gap = Problem("guide", "chatter", "regions", "has none; add the first region")
    assert told_of_regions(fault, lost=lost) == [gap]


def test_a_revision_can_rise_but_never_go_down(guide):
    step = guide.steps.filter(slug="switch-off")
    step.update(revision=3, change_note="It has moved.")
    publish(guide)
    step.update(revision=2)
    assert missing(guide) == [Problem("step", "switch-off", "revision", "was 3 in the last edition and cannot go down")]
    with pytest.raises(NotReadyError):
        publish(guide)
    step.update(revision=4)
    assert publish(guide).number == 2


def test_a_draft_is_invisible_until_it_is_published(guide, client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        publish(guide)
    reword(guide, "The one switch says Off")
    assert "The one switch says Off" not in client.get("/chatter/uk/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        publish(guide)
    assert "The one switch says Off" in client.get("/chatter/uk/").content.decode()


def test_a_publication_is_live_once_it_is_committed_and_not_before(guide, django_capture_on_commit_callbacks):
    current_editions.by_slug()
    with django_capture_on_commit_callbacks() as after_commit:
        publish(guide)
    assert "chatter" not in current_editions.by_slug()
    for callback in after_commit:
        callback()
    assert current_editions.by_slug()["chatter"].number == 1


def test_what_is_published_stays_published_when_this_worker_cannot_read_it_at_once_and_is_live_at_the_next_look(
    guide, django_capture_on_commit_callbacks
):
    lost = []

    def refuse(execute, *details):
        if lost:
            raise OperationalError("The database went away.")
        return execute(*details)

    with connection.execute_wrapper(refuse), django_capture_on_commit_callbacks(execute=True):
        publish(guide)
        lost.append("after the commit")
    assert current_editions.by_slug()["chatter"].number == Edition.objects.get().number == 1


def test_an_edition_keeps_how_big_the_change_was_and_who_approved_it(guide, editor):
    edition = publishing.issue(guide, make_guide(), note="It moved.", by=None, size="major", approved_by=editor)
    assert (edition.size, edition.approved_by, edition.published_by) == ("major", editor, None)


def test_the_first_edition_is_the_first_whatever_its_size(guide):
    assert publishing.issue(guide, make_guide(), note="At last.", by=None, size="typo").number == 1


def test_the_names_of_its_regions_are_the_guides_own_from_the_day_on_which_they_are_published(guide):
    publish(guide)
    names = region_lookup.names(make_guide())
    assert {"uk", "eea", "de", "gp"} <= names
    assert set(ShortName.objects.values_list("guide", "name", "since_on")) == {(guide.pk, n, TODAY) for n in names}


def test_everybody_may_see_the_pictures_of_an_edition_and_no_others(guide):
    shown, other = (Picture.objects.create(digest=digit * 64, kind="png", data=b"a file") for digit in "01")
    picture = {"slug": "off", "alternative": "It is off.", "dated_on": START, "digest": shown.digest, "kind": "png"}
    way = make_walkthrough(pictures=[picture | {"width": 20, "height": 10}])
    publishing.issue(guide, make_guide(steps=[make_step(walkthroughs=[way]), *make_steps()[1:]]), note="A.", by=None)
    assert list(Picture.objects.filter(is_published=True)) == [shown]
    assert list(Picture.objects.filter(is_published=False)) == [other]


@pytest.mark.parametrize(("size", "is_kept"), [("typo", True), ("medium", False), ("major", False)])
def test_words_are_kept_for_the_corrected_english_when_only_its_spelling_is_corrected(guide, size, is_kept):
    def summary(text):
        return make_guide(steps=[make_step(summary=text), *make_steps()[1:]])

    publishing.issue(guide, summary("Pull teh levver."), note="The first.", by=None)
    translating.write(translating.find(guide, "de"), {("step.summary", "Pull teh levver."): "Zieh."})
    publishing.issue(guide, summary("Pull the lever."), note="Spelling.", by=None, size=size)
    now = by_key(Translation.objects.get().words)
    assert now.get(("step.summary", "Pull the lever.")) == ("Zieh." if is_kept else None)


def scheduled(guide):
    """What the draft says, to be published tomorrow."""
    document = to_data(drafts.to_document(Guide.objects.get(pk=guide.pk)))
    tomorrow = timezone.now() + DAY
    return Proposal.objects.create(guide=guide, document=document, state="scheduled", publish_at=tomorrow)


def states(*proposals):
    return [Proposal.objects.get(pk=proposal.pk).state for proposal in proposals]


def test_what_is_scheduled_goes_back_with_the_reason_when_something_newer_is_published(guide):
    older = scheduled(guide)
    other = scheduled(drafts.from_document(make_guide(slug="other")))
    publish(guide)
    (move,) = older.transitions.all()
    why = "Edition 1 is newer than this copy, which would undo it. Ask for a review again."
    assert (move.now, move.by, move.why) == ("sent_back", None, why)
    assert states(older, other) == ["sent_back", "scheduled"]


def test_when_a_scheduled_copy_is_published_only_older_ones_go_back(guide):
    older, copy, newer = (scheduled(guide) for _ in range(3))
    publishing.issue(guide, make_guide(), note="Due.", by=None, copy=copy)
    assert states(older, copy, newer) == ["sent_back", "scheduled", "scheduled"]


def test_a_draft_has_changed_until_it_is_published_and_again_when_it_is_edited(guide):
    def is_changed():
        return not drafts.read(guide).says_the_same_as(Edition.objects.latest_of(guide))

    assert is_changed()
    publish(guide)
    assert not is_changed()
    reword(guide)
    assert is_changed()
    publish(guide)
    assert not is_changed()
    Claim.objects.filter(slug="essential").update(text="Two\nlines")
    assert is_changed()


def test_editing_back_to_what_was_published_counts_as_no_change(guide):
    publish(guide)
    title = guide.steps.get(slug="switch-off").title
    reword(guide)
    reword(guide, title)
    assert drafts.read(guide).says_the_same_as(Edition.objects.get(number=1))


# --- what readers were promised ----------------------------------------------------------------


def test_an_address_that_was_published_stays_an_address_of_some_region(guide):
    publish(guide)
    guide.regions.filter(slug="uk").update(slug="britain")
    assert Problem("region", "uk", "aliases", IN_USE) in missing(guide)
    guide.regions.filter(slug="britain").update(aliases=["gb", "uk"])
    assert "aliases" not in {problem.field for problem in missing(guide)}


IN_USE = "was published, and its address is in use; make it another short name of a region"


def edition_of(**changes):
    """An edition in which this is different; no database holds it."""
    return Edition(document=to_data(make_guide(**changes)))


def test_where_nothing_was_published_nothing_was_promised():
    assert publishing.broken_promises(asking(), None) == []


def test_what_stays_as_it_was_published_breaks_no_promise():
    assert publishing.broken_promises(make_guide(), edition_of()) == []


def test_a_new_step_breaks_no_promise():
    assert publishing.broken_promises(make_guide(), edition_of(steps=make_steps()[:2])) == []


def test_every_name_of_a_region_that_was_published_stays_the_name_of_a_region():
    mars = make_region("mars", aliases=["red"], countries=["JP"])
    assert publishing.broken_promises(make_guide(), edition_of(regions=[*make_regions(), mars])) == [
        Problem("region", "mars", "aliases", IN_USE),
        Problem("region", "mars", "aliases", f"“red” {IN_USE}"),
        Problem("region", "mars", "aliases", f"“jp” {IN_USE}"),
    ]


def asking(work="Yes, from work", own="No, my own", step="switch-off", slug="chatter"):
    """A guide of which one step asks something."""
    answers = [{"slug": "work", "label": work}, {"slug": "own", "label": own}]
    question = {"text": "Is it a work account?", "answers": answers}
    steps = [each | ({"question": question} if each["slug"] == step else {}) for each in make_steps()]
    return make_guide(slug=slug, steps=steps)


def in_force(document):
    return publishing.issue(Guide.objects.get(), document, note="As it is now.", by=None)


def test_an_answer_keeps_the_words_that_it_had_in_any_edition(guide):
    in_force(make_guide())
    in_force(asking())
    latest = in_force(asking("Of the first kind", "Of the second"))
    reason = (
        "has the answer “{}” with the words of “{}”; addresses that readers have shared would lead to the other way, "
        "so leave its words, or give it another short name"
    )
    assert publishing.broken_promises(asking("No, my own", "Yes, from work"), latest) == [
        Problem("step", "switch-off", "question", reason.format("work", "own")),
        Problem("step", "switch-off", "question", reason.format("own", "work")),
    ]
    assert publishing.broken_promises(asking(), latest) == []


def test_a_step_that_never_asked_anything_may_use_any_words(guide):
    latest = in_force(asking())
    assert publishing.broken_promises(asking("No, my own", "Yes, from work", step="look-again"), latest) == []


def test_an_answer_may_have_the_words_of_an_answer_in_another_guide(guide):
    latest = in_force(asking())
    other = drafts.from_document(asking("No, my own", "Yes, from work", slug="other"))
    assert publishing.broken_promises(drafts.to_document(other), latest) != []
    latest = publishing.issue(other, make_guide(slug="other"), note="The first.", by=None)
    assert publishing.broken_promises(drafts.to_document(other), latest) == []


def test_a_document_is_held_against_the_last_edition_and_not_against_an_older_one(guide):
    step = guide.steps.filter(slug="switch-off")
    step.update(revision=3, change_note="It has moved.")
    publish(guide)
    step.update(revision=4)
    publish(guide)
    lower = make_guide(
        steps=[{**to_data(make_guide())["steps"][0], "revision": 3}, *to_data(make_guide())["steps"][1:]]
    )
    assert publishing.broken_promises(lower, Edition.objects.latest_of(guide)) == [
        Problem("step", "switch-off", "revision", "was 4 in the last edition and cannot go down")
    ]


def test_the_highest_revision_is_that_of_any_edition(guide):
    step = guide.steps.filter(slug="switch-off")
    assert publishing.highest_revisions(guide) == {}
    publish(guide)
    every = {"switch-off": 1, "look-again": 1, "tidy-up": 1, "object": 1}
    assert publishing.highest_revisions(guide) == every
    step.update(revision=3, change_note="It has moved.")
    publish(guide)
    step.update(revision=4)
    publishing.issue(guide, make_guide(), note="Back to the first.", by=None)
    assert publishing.highest_revisions(guide) == every | {"switch-off": 3}
    step.update(revision=5)
    assert publishing.highest_revisions(guide) == every | {"switch-off": 3}


def test_the_draft_is_scheduled_while_it_says_what_was_scheduled_last(guide):
    def is_scheduled():
        return drafts.read(guide).says_the_same_as(Proposal.objects.scheduled_for(guide).last())

    assert not is_scheduled()
    scheduled(guide)
    assert is_scheduled()
    reword(guide)
    assert not is_scheduled()
    Claim.objects.filter(slug="essential").update(text="Two\nlines")
    assert not is_scheduled()


# --- what should be looked at before -----------------------------------------------------------

QUARTER = datetime.timedelta(days=90)
SEEN = "https://chatter.example/notice"


def warnings(guide, on=CHECKED):
    return [warning for warning in publishing.warnings(drafts.read(guide), on) if warning.kind != "links"]


def test_a_check_that_is_overdue_is_a_doubt_with_the_day_by_which_it_was_due(guide):
    Claim.objects.filter(slug="essential").update(checked_on=CHECKED - DAY)
    assert warnings(guide, CHECKED + QUARTER) == [
        Problem("claim", "essential", "checked_on", "should have been checked again by 19 February 2027")
    ]


def test_what_was_never_checked_is_missing_and_no_doubt_besides(guide):
    Claim.objects.filter(slug="essential").update(checked_on=None)
    assert [problem.field for problem in missing(guide)] == ["checked_on"]
    assert warnings(guide) == []


def test_a_draft_that_is_not_sound_has_problems_before_it_has_warnings(guide):
    Claim.objects.filter(slug="essential").update(text="Two\nlines")
    assert publishing.warnings(drafts.read(guide), START) == []


@pytest.mark.parametrize("mark", ["TODO", "**", "{{"])
def test_a_mark_that_readers_see_as_it_was_typed_is_a_doubt_wherever_it_stands(guide, mark):
    Claim.objects.filter(slug="essential").update(text=f"It says {mark} so.")
    guide.steps.filter(slug="switch-off").update(title=f"Turn {mark} off")
    Guide.objects.update(description=f"How {mark} works.")
    reason = f"shows readers “{mark}” as it was typed; fix it"
    assert warnings(guide) == [
        Problem("guide", guide.slug, "description", reason),
        Problem("step", "switch-off", "title", reason),
        Problem("claim", "essential", "text", reason),
    ]


def unheld(guide, on=CHECKED + 2 * DAY):
    """The parts named as changed and not checked since the edition in force."""
    found = publishing.warnings(drafts.read(guide), on, Edition.objects.latest_of(guide))
    return [(each.kind, each.key) for each in found if "day of check" in each.reason]


def test_a_statement_that_was_changed_and_not_checked_since_is_a_doubt(guide):
    publishing.publish(guide, by=None, note="The first.")
    assert unheld(guide) == []
    Claim.objects.filter(slug="essential").update(text="The opposite is true.")
    Walkthrough.objects.filter(pk=guide.steps.first().walkthroughs.first().pk).update(note="Something else.")
    assert unheld(guide) == [("step", guide.steps.first().slug), ("claim", "essential")]


@pytest.mark.parametrize("change", [{"checked_on": CHECKED + DAY}, {"check_after": CHECKED + QUARTER}])
def test_a_check_with_the_change_or_a_later_next_check_is_no_doubt(guide, change):
    publishing.publish(guide, by=None, note="The first.")
    text = {"text": "Other words."} if "checked_on" in change else {}
    Claim.objects.filter(slug="essential").update(**change, **text)
    assert unheld(guide) == []


def test_a_copy_of_a_statement_in_other_words_with_its_old_day_of_check_is_a_doubt(guide):
    publishing.publish(guide, by=None, note="The first.")
    claim = Claim.objects.get(slug="essential")
    sources, claim.pk, claim.slug, claim.text = list(claim.sources.all()), None, "apart", "The opposite is true."
    claim.checked_on = START
    claim.save()
    claim.sources.set(sources)
    assert unheld(guide) == [("claim", "apart")]


def test_only_a_statement_that_is_said_in_more_regions_than_it_was_checked_for_is_a_doubt(guide):
    publishing.publish(guide, by=None, note="The first.")
    claim = Claim.objects.get(slug="essential")
    Claim.objects.filter(pk=claim.pk).update(is_everywhere=False)
    claim.regions.set(guide.regions.filter(slug="uk"))
    assert unheld(guide) == []
    Edition.objects.update(document=to_data(drafts.read(guide).document))
    claim.regions.set(guide.regions.all())
    assert unheld(guide) == [("claim", "essential")]


def test_what_was_checked_today_may_be_in_other_words(guide):
    publishing.publish(guide, by=None, note="The first.")
    Claim.objects.filter(slug="essential").update(text="The opposite is true.")
    assert unheld(guide, CHECKED) == []
    assert unheld(guide, CHECKED + DAY) == [("claim", "essential")]


def test_answers_in_other_words_than_those_of_the_edition_in_force_are_a_doubt(guide):
    latest = in_force(asking())
    reason = (
        "has the answer “work” in other words: “Yes, from work” is now “Yes, from school”; shared addresses name it, "
        "so it must still mean the same"
    )
    told = publishing.warnings(Draft(guide, asking("Yes, from school")), CHECKED, latest)
    assert [warning for warning in told if warning.field == "question"] == [
        Problem("step", "switch-off", "question", reason)
    ]


def test_names_of_other_products_are_a_doubt_until_there_is_an_edition_that_can_be_read(guide):
    Guide.objects.create(slug="writer", product="Writer")
    reword(guide, "Turn Writer off")
    named = Problem("guide", "chatter", "", "1 of its texts name Writer; is each of them meant?")
    assert warnings(guide) == [named]
    latest = publishing.publish(guide, by=None, note="It is meant.")
    assert named not in publishing.warnings(drafts.read(guide), CHECKED, latest)
    Edition.objects.update(document={})
    assert named in publishing.warnings(drafts.read(guide), CHECKED, Edition.objects.get())


def test_a_source_that_leads_elsewhere_is_a_doubt(guide):
    publishing.publish(guide, by=None, note="The first.")
    guide.sources.filter(slug="notice").update(url="https://chatter.example/other")
    found = publishing.warnings(drafts.read(guide), CHECKED, Edition.objects.latest_of(guide))
    assert [(each.kind, each.key) for each in found if each.field == "url"] == [("source", "notice")]


def looked_at(address, outcome, reason="404"):
    LinkCheck.objects.create(address=address, outcome=outcome, reason=reason, checked_at=timezone.now())


def test_a_link_that_was_found_dead_is_a_doubt_that_says_where_it_stands(guide):
    looked_at(SEEN, "gone")
    looked_at("https://chatter.example/regulator", "ok", "200")
    assert warnings(guide) == [Problem("link", SEEN, "", "gone (404); source notice")]


@pytest.mark.parametrize(("left", "sentence"), [(1, "1 was never checked"), (2, "2 were never checked")])
def test_it_says_how_many_links_nobody_has_looked_at(db, left, sentence):
    guide = drafts.from_document(make_guide(sources=[make_source(), *map(make_source, ["a", "b"][:left])], labels=[]))
    for address in publishing.addresses(drafts.to_document(guide)):
        if address.rpartition("/")[2] not in ("a", "b"):
            looked_at(address, "ok", "200")
    advice = "open them by hand, or ask the person who runs the server to run “check_guides --links --draft”"
    assert publishing.warnings(drafts.read(guide), CHECKED) == [Problem("links", "", "", f"{sentence}; {advice}")]


def test_when_every_link_was_looked_at_there_is_no_doubt(guide):
    for address in publishing.addresses(drafts.to_document(guide)):
        looked_at(address, "ok", "200")
    assert publishing.warnings(drafts.read(guide), CHECKED) == []


def test_doubts_of_every_kind_are_told_each_in_its_place(guide):
    Guide.objects.create(slug="writer", product="Writer")
    reword(guide, "Turn Writer off")
    looked_at("https://chatter.example/regulator", "gone")
    gone = make_source(gone_on=START)
    claims = [make_claim("odd", "does", text="It says TODO so.", question="stays", answer="Yes.", regions=["uk"])]
    document = make_guide(sources=[gone, make_source("regulator")], claims=claims, labels=[], steps=[make_step()])
    told = publishing.warnings(Draft(guide, document), CHECKED + QUARTER + DAY)
    order = ["text", "guide", "sources", "claims", "checked_on", "link", "links"]
    assert [place for place, _warnings in groupby(told, lambda warning: warning.field or warning.kind)] == order

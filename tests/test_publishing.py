"""From draft to edition: numbers rise, editions stay, nothing goes live in part."""

import pytest

from guides import drafts, library, publishing
from guides.documents import Problem
from guides.models import Claim, Edition, Guide
from guides.publishing import NotReadyError
from tests.making import make_guide


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
    return publishing.missing(Guide.objects.get(pk=guide.pk))


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
    library.shelf()
    with django_capture_on_commit_callbacks() as after_commit:
        publish(guide)
    assert "chatter" not in library.shelf()
    for callback in after_commit:
        callback()
    assert library.shelf()["chatter"].number == 1


def test_a_draft_has_changed_until_it_is_published_and_again_when_it_is_edited(guide):
    def is_changed():
        return publishing.is_changed(Guide.objects.get(pk=guide.pk))

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
    assert not publishing.is_changed(Guide.objects.get(pk=guide.pk))

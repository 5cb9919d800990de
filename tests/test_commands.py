"""The commands: what they print, what they refuse, and that a refusal changes nothing."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError

from guides.document.yaml_format import from_yaml, to_yaml
from guides.editing import drafts, publishing, workflow
from guides.models import Claim, Edition, Guide
from guides.serving import current_editions
from tests.support.commands import run
from tests.support.editing import member, publish_document
from tests.support.factories import make_guide
from tests.support.shipped_guide import load_shipped_guide


def refused(*words, **options):
    """Run a command that must be refused, and give its reason."""
    before = state()
    with pytest.raises(CommandError) as refusal:
        run(*words, **options)
    assert state() == before, "a refusal changed something"
    return str(refusal.value)


def state():
    """Everything that a command could change."""
    drafts_now = {guide.slug: (guide.loaded_digest, drafts.to_document(guide)) for guide in Guide.objects.all()}
    return drafts_now, list(Edition.objects.values_list("guide__slug", "number", "note", "published_at"))


@pytest.fixture
def file(tmp_path):
    """A file with a guide in it, or with whatever else is given."""

    def file(content=None, name="guide.yaml", **changes):
        path = tmp_path / name
        text = to_yaml(make_guide(**changes)) if content is None else content
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return file


def changed(old, new):
    """The text of a guide with one thing in it changed."""
    text = to_yaml(make_guide())
    assert old in text
    return text.replace(old, new, 1)


# --- quickstart, where there are guides already (without any: test_quickstart.py) ---------------


def test_quickstart_changes_nothing_the_second_time(db):
    publish_document(make_guide())
    Guide.objects.update(title="What staff wrote")
    before = state()
    assert run("quickstart") == "There are already guides; nothing was changed.\n"
    assert state() == before


def test_quickstart_is_not_stopped_by_an_edition_that_cannot_be_read(db):
    publish_document(make_guide())
    Edition.objects.update(document={})
    assert run("quickstart") == "There are already guides; nothing was changed.\n"


def test_quickstart_leaves_the_guides_of_others_alone(db):
    drafts.from_document(make_guide())
    run("quickstart")
    assert [guide.slug for guide in Guide.objects.all()] == ["chatter"]
    assert not Edition.objects.exists()


# --- load_guides -----------------------------------------------------------------------------


def test_loading_makes_a_draft_and_publishes_nothing(db, file):
    path = file()
    assert run("load_guides", path) == f"{path}: loaded the draft of “chatter”.\n"
    assert drafts.to_document(Guide.objects.get()) == make_guide()
    assert not Edition.objects.exists()


def test_loading_with_a_note_publishes_at_once(db, file, django_capture_on_commit_callbacks):
    current_editions.by_slug()
    with django_capture_on_commit_callbacks(execute=True):
        printed = run("load_guides", file(), publish="The first.")
    assert "published edition 1 of “chatter”" in printed
    assert Edition.objects.get().note == "The first."
    assert current_editions.by_slug()["chatter"].guide == make_guide()


@pytest.mark.parametrize(
    ("content", "place", "reason"),
    [
        ("format: 1\n  slug: [", "file", "is not YAML"),
        ("slug: \x07", "file", "is not YAML"),
        ("", "file", "holds no guide"),
        ("- one\n- two\n", "file", "holds no guide"),
        (changed("product: Chatter", "produkt: Chatter"), "guide › produkt", "is not a field here"),
        (changed("slug: look-again", "slug: Look Again"), "step Look Again › slug", "must be small letters"),
        (
            changed("sources: [notice]", "sources: [rumour]"),
            "uk › sources",
            "there is no source “rumour” in this guide",
        ),
        (changed("step: switch-off", "step: gone"), "why-switch-off › step", "there is no step “gone” in this guide"),
        (
            changed("regions: [uk]", "regions: [mars]"),
            "step object › regions",
            "there is no region “mars” in this guide",
        ),
        (changed("https://", "http://"), "url", "must be a whole address that begins with https://"),
        (changed("What essential says.", "What\u200bsays"), "claim essential › text", "has an invisible character"),
        (changed("format: 2", "format: 3"), "guide › format", "must be one of these: 2"),
        (changed("2025-11-03", "2025-02-30"), "", "day"),
    ],
)
def test_a_faulty_file_is_refused_with_its_place_and_reason(db, file, content, place, reason):
    path = file(content)
    message = refused("load_guides", path)
    assert message.startswith(f"{path}: ")
    assert place in message
    assert reason in message
    assert message.endswith("Nothing was changed.")


def test_every_fault_of_a_file_is_named_at_once(db, file):
    message = refused(
        "load_guides", file(changed("product: Chatter", "produkt: Chatter").replace("look-again", "L", 1))
    )
    assert len(message.splitlines()) == 5
    assert "claim missing-look-again › step: there is no step" in message
    assert "guide › product: is missing; write it" in message
    assert "guide › produkt: is not a field here" in message
    assert "step L › slug" in message


def test_a_file_that_cannot_be_read_is_refused(db, tmp_path, file):
    for path, reason in [
        (tmp_path / "nowhere.yaml", "No such file"),
        (tmp_path, "Is a directory"),
        (file("title: Español".encode("latin-1")), "codec can't decode"),
    ]:
        message = refused("load_guides", path)
        assert message.startswith(f"{path}: cannot be read: ")
        assert reason in message
        assert message.endswith("Nothing was changed.")


def test_loading_over_a_review_withdraws_it_and_says_whose_it_was(db, file):
    run("load_guides", file())
    ann = member("ann", "Editors")
    proposal = workflow.ask(Guide.objects.get(), by=ann, note="Clearer words.")
    assert "withdrew" not in run("load_guides", file(), force=True)
    path = file(title="Another headline")
    said = f"{path}: withdrew the review “Chatter: Clearer words.” (asked for by ann): the draft has changed.\n"
    assert said in run("load_guides", path, force=True)
    proposal.refresh_from_db()
    assert proposal.state == "withdrawn"


def test_of_several_files_none_is_loaded_when_one_is_faulty(db, file):
    good, bad = file(), file("nonsense: yes", name="bad.yaml")
    for files in ([good, bad], [bad, good]):
        assert f"{bad}: " in refused("load_guides", *files)
    assert not Guide.objects.exists()


def test_of_several_files_none_is_loaded_when_staff_have_edited_one(db, file):
    one, other = file(), file(name="other.yaml", slug="other")
    run("load_guides", other)
    Claim.objects.filter(slug="essential").update(text="What staff wrote.")
    assert "staff have edited the draft of “other”" in refused("load_guides", one, other)
    assert [guide.slug for guide in Guide.objects.all()] == ["other"]


def test_several_good_files_are_all_loaded(db, file):
    run("load_guides", file(), file(name="other.yaml", slug="other"))
    assert {guide.slug for guide in Guide.objects.all()} == {"chatter", "other"}


def test_what_staff_have_edited_is_not_overwritten_unless_forced(db, file):
    path = file()
    run("load_guides", path)
    Claim.objects.filter(slug="essential").update(text="What staff wrote.")
    message = refused("load_guides", path)
    assert f"{path}: staff have edited the draft of “chatter” since it was loaded. Nothing was changed." in message
    assert "manage.py export_guides chatter" in message
    assert "--force" in message
    run("load_guides", path, force=True)
    assert drafts.to_document(Guide.objects.get()) == make_guide()


def test_a_draft_that_staff_have_broken_is_not_overwritten_either(db, file):
    path = file()
    run("load_guides", path)
    Claim.objects.filter(slug="essential").update(text="Two\nlines")
    with pytest.raises(CommandError, match="staff have edited"):
        run("load_guides", path)
    assert Claim.objects.get(slug="essential").text == "Two\nlines"


def test_a_draft_that_nobody_has_touched_may_be_loaded_again(db, file):
    run("load_guides", file(), publish="The first.")
    run("load_guides", file(title="Another headline"))
    assert Guide.objects.get().title == "Another headline"
    assert Edition.objects.get().to_guide() == make_guide()


def test_a_guide_with_gaps_is_not_published_and_not_loaded(db, file):
    one, other = file(), file(name="other.yaml", slug="other", basis=None)
    message = refused("load_guides", one, other, publish="Too early.")
    assert f"{other}: guide other › basis: is empty" in message
    assert message.endswith("Correct this before publishing. Nothing was changed.")
    assert not Guide.objects.exists()
    assert not Edition.objects.exists()


@pytest.mark.parametrize("note", ["", "  "])
def test_a_guide_is_not_published_without_a_note(db, file, note):
    assert "--publish needs a note" in refused("load_guides", file(), "--publish", note)


def test_forced_and_published_at_once_the_file_is_what_readers_get_and_no_copy_of_the_draft_is_kept(db, file):
    run("load_guides", file(), publish="The first.")
    Claim.objects.filter(slug="essential").update(text="What staff wrote.")
    assert "staff have edited" in refused("load_guides", file(title="Too early", basis=None), publish="No.")
    refused("load_guides", file(title="Too early", basis=None), force=True, publish="It cannot be published.")
    run("load_guides", file(title="Another headline"), force=True, publish="The second.")
    expected = make_guide(title="Another headline")
    guide = Guide.objects.get()
    assert drafts.to_document(guide) == expected == Edition.objects.latest_of(guide).to_guide()
    assert not guide.proposals.exists()


def test_a_refused_publication_leaves_the_draft_and_the_page_as_they_were(db, file, client):
    run("load_guides", file(), publish="The first.")
    current_editions.refresh()
    refused("load_guides", file(title="Another headline", basis=None), publish="Too early.")
    current_editions.refresh()
    assert "Another headline" not in client.get("/chatter/uk/").content.decode()


# --- export_guides ---------------------------------------------------------------------------


def test_what_is_exported_and_loaded_again_is_exported_the_same_byte_for_byte(db, tmp_path):
    load_shipped_guide()
    first = run("export_guides", "linkedin")
    path = tmp_path / "linkedin.yaml"
    path.write_text(first, encoding="utf-8")
    Guide.objects.update(title="Something else")
    run("load_guides", path, force=True)
    assert run("export_guides", "linkedin") == first


def test_every_guide_is_exported_when_none_is_named(db):
    for slug in ("chatter", "other"):
        drafts.from_document(make_guide(slug=slug))
    assert run("export_guides") == to_yaml(make_guide()) + to_yaml(make_guide(slug="other"))
    assert run("export_guides", "other") == to_yaml(make_guide(slug="other"))


def test_an_edition_is_exported_as_it_was_published(db):
    guide = drafts.from_document(make_guide())
    publishing.publish(guide, by=None, note="The first.")
    Guide.objects.update(title="Another headline")
    assert run("export_guides", "chatter", edition=1) == to_yaml(make_guide())
    assert run("export_guides", "chatter") == to_yaml(make_guide(title="Another headline"))


def test_an_export_into_a_folder_is_one_file_a_guide(db, tmp_path):
    for slug in ("chatter", "other"):
        drafts.from_document(make_guide(slug=slug))
    folder = tmp_path / "new" / "folder"
    printed = run("export_guides", to=folder)
    assert sorted(path.name for path in folder.iterdir()) == ["chatter.yaml", "other.yaml"]
    assert from_yaml((folder / "other.yaml").read_text(encoding="utf-8")) == make_guide(slug="other")
    assert printed.splitlines() == [f"{folder / 'chatter.yaml'}: written.", f"{folder / 'other.yaml'}: written."]


def test_an_export_of_what_is_not_there_is_refused(db, tmp_path):
    drafts.from_document(make_guide())
    assert refused("export_guides", "atlantis") == "There is no guide “atlantis”."
    assert refused("export_guides", "chatter", edition=7) == "There is no edition 7 of “chatter”."
    (tmp_path / "taken").write_text("a file")
    assert "cannot be written" in refused("export_guides", "chatter", to=tmp_path / "taken")
    assert refused("export_guides", "chatter", "atlantis", to=tmp_path / "new") == "There is no guide “atlantis”."
    assert not (tmp_path / "new").exists()


def test_a_draft_that_is_not_sound_stops_no_other_export_and_its_file_stays(db, tmp_path):
    for slug in ("another", "chatter", "other"):
        drafts.from_document(make_guide(slug=slug))
    (tmp_path / "chatter.yaml").write_text("As it was.", encoding="utf-8")
    Claim.objects.filter(guide__slug="chatter", slug="essential").update(text="Two\nlines")
    with pytest.raises(CommandError) as refusal:
        run("export_guides", to=tmp_path)
    assert str(refusal.value).startswith("The draft of “chatter” is not sound:\nclaim essential › text: has a line ")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["another.yaml", "chatter.yaml", "other.yaml"]
    assert (tmp_path / "chatter.yaml").read_text(encoding="utf-8") == "As it was."
    assert from_yaml((tmp_path / "other.yaml").read_text(encoding="utf-8")) == make_guide(slug="other")


def test_the_faults_of_all_files_are_named_at_once(db, file, tmp_path):
    faulty = file(changed("language: en", "language: English"))
    message = refused("load_guides", tmp_path / "nowhere.yaml", faulty)
    assert "nowhere.yaml: cannot be read" in message
    assert "guide › language" in message
    assert message.endswith("Nothing was changed.")


def test_an_export_of_a_draft_that_is_not_sound_says_what_to_mend(db):
    drafts.from_document(make_guide())
    Claim.objects.filter(slug="essential").update(text="Two\nlines")
    with pytest.raises(CommandError) as refusal:
        run("export_guides")
    assert str(refusal.value).startswith(
        "The draft of “chatter” is not sound:\nclaim essential › text: has a line break"
    )


# --- the shell -------------------------------------------------------------------------------


def test_the_shell_sees_a_refusal_as_failure_with_a_sentence_and_no_traceback(tmp_path):
    own = {"SECRET_KEY": "x" * 50, "DATABASE_URL": f"sqlite:///{tmp_path / 'site.sqlite3'}"}
    command = [sys.executable, settings.BASE_DIR / "manage.py", "load_guides", "nowhere.yaml"]
    done = subprocess.run(  # noqa: S603 (our own)
        command, env=os.environ | own, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("CommandError: nowhere.yaml: cannot be read: ")
    assert "Traceback" not in done.stderr

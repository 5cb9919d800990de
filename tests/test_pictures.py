"""Pictures of what one sees: what may be one, how they are kept and served, and how an editor adds them."""

import datetime
import html
import json
import re
from io import BytesIO, StringIO

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from PIL import Image

from guides.document import translation
from guides.document.completeness import untruths
from guides.document.types import DocumentError
from guides.document.validation import parse
from guides.document.yaml_format import from_yaml, to_yaml
from guides.editing import drafts, publishing, wording
from guides.models import Guide, Picture, Walkthrough
from guides.operations import pruning
from guides.rules.pictures import checked, cleaned
from guides.views import preview
from tests.support.admin_forms import Fields, delete, place
from tests.support.clock import NOON
from tests.support.desk import signed_in
from tests.support.editing import fresh, publish_document
from tests.support.factories import LATER, make_data, make_walkthrough
from tests.support.guide_edits import step
from tests.support.pages import text
from tests.support.picture_files import kept_picture, picture_file


def with_pictures(*pictures):
    data = make_data()
    step(data, "look-again")["walkthroughs"] = [make_walkthrough(pictures=list(pictures))]
    return data


def reason(raw):
    with pytest.raises(ValueError) as refused:  # noqa: PT011 (the reason is looked at)
        cleaned(raw)
    return str(refused.value.args[0])


# --- what may be one -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp"])
def test_three_kinds_are_kept_with_their_size(kind):
    picture = cleaned(picture_file(kind, (30, 12)))
    assert (picture.kind, picture.width, picture.height) == (kind, 30, 12)
    assert checked(picture.data) == picture


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "is no PNG, JPEG or WebP picture that opens"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is no PNG, JPEG or WebP picture that opens"),
        (picture_file("gif"), "is no PNG, JPEG or WebP picture that opens"),
        (picture_file("png")[:45], "is no PNG, JPEG or WebP picture that opens"),
        (b"\x89PNG\r\n\x1a\n<script>", "is no PNG, JPEG or WebP picture that opens"),
        (picture_file("jpeg")[:200], "is no PNG, JPEG or WebP picture that opens"),
        (picture_file(size=(2001, 3)), "has 2001 × 3 pixels; make it 2000 a side at most"),
        (picture_file() + b"\0" * 400_000, "has 401 KB; make it smaller, to 400 KB at most"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(raw, said):
    assert said in reason(raw)


def test_one_that_moves_is_refused():
    frames, written = [Image.new("RGB", (9, 9), (shade, 0, 0)) for shade in (0, 200)], BytesIO()
    frames[0].save(written, "webp", save_all=True, append_images=frames[1:])
    assert reason(written.getvalue()) == "moves; choose one that stands still"


def test_what_a_camera_wrote_is_left_out_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Camera of Ann", 6  # its maker, and that it was held on its side
    raw = picture_file("jpeg", (30, 10), exif=exif, comment=b"taken by Ann")
    assert b"Ann" in raw
    picture = cleaned(raw)
    assert b"Ann" not in picture.data
    assert (picture.width, picture.height) == (10, 30)


def test_texts_profiles_and_what_is_behind_the_end_of_a_png_are_left_out():
    from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415

    info = PngInfo()
    info.add_text("Author", "Ann")
    raw = picture_file(pnginfo=info, icc_profile=b"profile of Ann") + b"Ann again"
    assert b"Ann" not in cleaned(raw).data


# --- the document ----------------------------------------------------------------------------


@pytest.mark.django_db
def test_yaml_rows_and_translation_carry_them():
    guide = parse(with_pictures(kept_picture()))
    assert from_yaml(to_yaml(guide)) == guide
    assert drafts.to_document(drafts.from_document(guide)) == guide
    assert ("picture.alternative", "The switch, set to Off.") in [each.key for each in translation.entries(guide)]
    (change,) = wording.changes(parse(with_pictures()), guide)
    assert change.happened == "pictures"
    assert change.now == f"“The switch, set to Off. (20 November 2026; png 20 × 10, {kept_picture()['digest'][:8]})”"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"alternative": ""}, "alternative: is empty; fill it in, or remove it"),
        ({"dated_on": None}, "dated_on: must be a real date"),
        ({"digest": "../x"}, "digest: must be the SHA-256 of the file"),
        ({"kind": "svg"}, "kind: must be one of these: 'png', 'jpeg' or 'webp'"),
        ({"width": 2001}, "width: must be at most 2000"),
    ],
)
def test_text_and_day_are_required_and_the_rest_is_checked(changes, said):
    with pytest.raises(DocumentError) as refused:
        parse(with_pictures(kept_picture(**changes)))
    assert f"step look-again › walkthroughs › 1 › pictures › 1 › {said}" in str(refused.value)


@pytest.mark.django_db
def test_two_pictures_of_a_way_have_two_names():
    with pytest.raises(DocumentError, match="has the picture “the-switch” twice; give one another name"):
        parse(with_pictures(kept_picture(), kept_picture()))


# --- the pages -------------------------------------------------------------------------------


@pytest.fixture
def picture(db):
    return kept_picture()


def address(picture):
    return f"/pictures/{picture['digest']}.{picture['kind']}"


def test_a_page_shows_it_with_its_words_size_and_day(client, picture):
    publish_document(parse(with_pictures(picture)))
    page = html.unescape(text(client.get("/chatter/uk/")))
    (shown,) = re.findall(r"<img [^>]*>", page)
    for said in (
        f'src="{address(picture)}"',
        'alt="The switch, set to Off."',
        'width="20"',
        'height="10"',
        'loading="lazy"',
    ):
        assert said in shown
    assert "As it looked on 20 November 2026" in page
    assert "css/ways" in page
    assert picture["digest"] in client.get("/api/guides/chatter/uk.json").content.decode()


def test_its_file_is_served_for_good_and_as_what_it_is(client, picture):
    publish_document(parse(with_pictures(picture)))
    response = client.get(address(picture))
    assert response.content == cleaned(picture_file()).data
    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies
    again = client.get(address(picture), headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_what_is_no_picture_is_not_found(client, picture):
    for wrong in (address(picture).replace(".png", ".webp"), f"/pictures/{'0' * 64}.png", "/pictures/x.png"):
        assert client.get(wrong).status_code == 404
    assert client.post(address(picture)).status_code == 405


def test_no_guide_can_be_called_pictures():
    with pytest.raises(DocumentError, match="is the address of something else"):
        parse(make_data(slug="pictures"))


# --- before it is published ------------------------------------------------------------------


def test_only_those_who_may_see_the_draft_see_a_picture_of_it(client, ann, guide, row):
    upload(ann, row, picture_file(), **SAID)
    (picture,) = Walkthrough.objects.get(step=row).pictures
    shown = ann.get(address(picture))
    assert (shown.status_code, shown["Cache-Control"]) == (200, "private, no-store")
    assert ann.get(address(picture), headers={"If-None-Match": shown["ETag"]})["Cache-Control"] == "private, no-store"
    nobody = User.objects.create_user("nobody", is_staff=True)  # signs in, and may see nothing
    for other in (client, signed_in(nobody), Client()):
        for headers in ({}, {"If-None-Match": shown["ETag"]}):
            refused = other.get(address(picture), headers=headers)
            assert (refused.status_code, refused["Cache-Control"]) == (404, "no-store")
    publishing.publish(fresh(guide), by=None, note="With a picture.")
    assert client.get(address(picture))["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_picture_that_no_edition_in_force_shows_any_more_stays_readable(client, picture):
    publish_document(parse(with_pictures(picture)))
    publish_document(parse(with_pictures()))
    assert client.get(address(picture)).status_code == 200


def test_whoever_has_the_link_of_a_preview_sees_its_pictures_and_no_others(client, ann, guide, row):
    upload(ann, row, picture_file(), **SAID)
    upload(ann, row, picture_file(size=(5, 5)), **SAID)
    _first, second = Walkthrough.objects.get(step=row).pictures
    page = text(client.get("/preview/chatter/uk/", {"key": preview.key_for("chatter", {})}))
    addresses = re.findall(r'src="(/pictures/[^"]+)"', page)
    assert [client.get(each).status_code for each in addresses] == [200, 200]
    assert client.get(addresses[0])["Cache-Control"] == "private, no-store"
    key = addresses[0].partition("?")[2]
    for wrong in (key, f"key={preview.key_for('chatter', {})}", "key=", "key=x"):
        assert client.get(f"{address(second)}?{wrong}").status_code == 404
    with time_machine.travel(NOON + datetime.timedelta(days=8)):
        assert client.get(addresses[0]).status_code == 404


# --- beside the YAML -------------------------------------------------------------------------


def test_a_guide_is_exported_with_its_files_and_loaded_with_them(picture, tmp_path):
    publish_document(parse(with_pictures(picture)))
    call_command("export_guides", "chatter", to=tmp_path, stdout=StringIO())
    file = tmp_path / "pictures" / f"{picture['digest']}.png"
    assert file.read_bytes() == cleaned(picture_file()).data
    Picture.objects.all().delete()
    call_command("load_guides", tmp_path / "chatter.yaml", force=True, stdout=StringIO())
    assert bytes(Picture.objects.get().data) == file.read_bytes()


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (None, "is not there; put the picture “the-switch” beside the guide."),
        (b"text", "is no PNG, JPEG or WebP picture that opens"),
        (picture_file(size=(9, 9)), "is another picture than the guide says."),
    ],
)
def test_a_file_that_does_not_fit_is_refused_and_nothing_is_loaded(picture, tmp_path, raw, said):
    Picture.objects.all().delete()
    guides = set(Guide.objects.values_list("pk", flat=True))
    (tmp_path / "chatter.yaml").write_text(to_yaml(parse(with_pictures(picture))), encoding="utf-8")
    if raw:
        (tmp_path / "pictures").mkdir()
        (tmp_path / "pictures" / f"{picture['digest']}.png").write_bytes(raw)
    with pytest.raises(CommandError, match=re.escape(said)):
        call_command("load_guides", tmp_path / "chatter.yaml", stdout=StringIO())
    assert set(Guide.objects.values_list("pk", flat=True)) == guides
    assert not Picture.objects.exists()


# --- what is deleted -------------------------------------------------------------------------


def test_only_what_no_edition_and_no_draft_has_is_deleted_a_day_later(picture):
    publish_document(parse(with_pictures(picture)))
    Walkthrough.objects.update(pictures=[])  # an edition has it still
    drafted = kept_picture(**cleaned(picture_file(size=(7, 7)))._asdict())
    Walkthrough.objects.filter(pk=Walkthrough.objects.first().pk).update(pictures=[drafted | {"data": None}])
    for width in (7, 8, 9):
        Picture.objects.get_or_create(
            digest=cleaned(picture_file(size=(width, 7))).digest, defaults={"kind": "png", "data": b""}
        )
    Picture.objects.update(added_at=timezone.now() - datetime.timedelta(days=2))
    fresh_one = cleaned(picture_file(size=(9, 7))).digest
    Picture.objects.filter(digest=fresh_one).update(added_at=timezone.now())
    assert pruning.pictures() == 1
    assert set(Picture.objects.values_list("digest", flat=True)) == {picture["digest"], drafted["digest"], fresh_one}


# --- the desk --------------------------------------------------------------------------------


def upload(desk, row, raw=None, name="The switch.png", **changes):
    return send(desk, row, Fields(text(desk.get(place(row)))).data, raw, name, **changes)


def send(desk, row, data, raw=None, name="The switch.png", **changes):
    file = {} if raw is None else {"walkthroughs-0-new_picture": SimpleUploadedFile(name, raw)}
    return desk.post(place(row), data | {f"walkthroughs-0-{field}": said for field, said in changes.items()} | file)


@pytest.fixture
def row(guide):
    return guide.steps.get(slug="look-again")


SAID = {"new_picture_text": "The switch, set to Off.", "new_picture_day": "2026-11-20"}


def test_an_editor_adds_one_with_its_text_and_day(ann, guide, row):
    assert upload(ann, row, picture_file(), **SAID).status_code == 302
    (picture,) = drafts.to_document(fresh(guide)).step("look-again").walkthroughs[0].pictures
    assert (picture.slug, picture.alternative, picture.width) == ("the-switch", "The switch, set to Off.", 20)
    assert ann.get(f"/pictures/{picture.file}").status_code == 200
    page = html.unescape(text(ann.get(place(row))))
    assert "the-switch | 2026-11-20 | The switch, set to Off." in page
    assert f'src="/pictures/{picture.file}"' in page
    assert 'enctype="multipart/form-data"' in page


def test_text_and_day_can_be_changed_and_a_line_deleted(ann, guide, row):
    upload(ann, row, picture_file(), **SAID)
    upload(ann, row, picture_file(size=(5, 5)), **SAID)
    first, second = fresh(guide).steps.get(slug="look-again").walkthroughs.get().pictures
    assert (first["slug"], second["slug"]) == ("the-switch", "the-switch-2")
    assert upload(ann, row, pictures="the-switch-2 | 2026-11-21 | Another text.").status_code == 302
    (left,) = drafts.to_document(fresh(guide)).step("look-again").walkthroughs[0].pictures
    assert (left.alternative, str(left.dated_on), left.width) == ("Another text.", "2026-11-21", 5)


def test_the_form_says_what_is_wrong_and_keeps_nothing(ann, row):
    form = Fields(text(ann.get(place(row)))).data
    for raw, changes, said in [
        (b"text", SAID, "Is no PNG, JPEG or WebP picture that opens; save it again as one of these."),
        (
            picture_file(),
            SAID | {"new_picture_text": ""},
            "A new picture needs this, too: “What the new picture shows”.",
        ),
        (picture_file(), SAID | {"new_picture_day": ""}, "A new picture needs this, too: “Day of the new picture”."),
        (picture_file(), SAID | {"new_picture_day": "2031-01-01"}, "Is in the future; give the day"),
        (None, SAID, "A new picture needs this, too: “New picture”."),
        (picture_file(), SAID | {"new_picture_text": "a\u202eb"}, "has an invisible character"),
        (None, {"pictures": "other | 2026-11-20 | Text"}, "There is no picture “other” here."),
        (None, {"pictures": "other"}, "“other” is not understood."),
    ]:
        response = send(ann, row, form, raw, **changes)
        assert response.status_code == 200
        assert said.lower() in html.unescape(text(response)).lower()
    assert not Picture.objects.exists()


def test_a_day_that_cannot_be_is_refused(ann, row):
    upload(ann, row, picture_file(), **SAID)
    form = Fields(text(ann.get(place(row)))).data
    for day, said in [("2026-02-30", "Must be a real date"), ("2031-01-01", "Is in the future")]:
        response = send(ann, row, form, pictures=f"the-switch | {day} | Text.")
        assert f"“the-switch”: {said}" in html.unescape(text(response))


def test_before_publication_a_day_in_the_future_is_named(picture):
    (untruth,) = untruths(parse(with_pictures(picture | {"dated_on": "2031-01-01"})), LATER)
    assert "is in the future; give the day on which the picture was taken (the picture “the-switch”)" in str(untruth)


def test_a_step_that_somebody_deleted_meanwhile_is_restored_with_its_pictures(ann, ben, row):
    upload(ann, row, picture_file(), **SAID)
    (picture,) = Walkthrough.objects.get(step=row).pictures
    open_page = Fields(text(ann.get(place(row)))).data
    delete(ben, row)
    asked = ann.post(place(row), open_page | {"walkthroughs-0-note": "Mine."})
    assert ann.post(place(row), Fields(text(asked)).data | {"_again": "on"}).status_code == 302
    assert Walkthrough.objects.get(step__slug="look-again").pictures == [picture]


def test_no_form_can_name_a_file_that_it_did_not_have(ann, row):
    upload(ann, row, picture_file(), **SAID)
    (picture,) = Walkthrough.objects.get(step=row).pictures
    for carried in (json.dumps([picture]), signing.dumps([picture])):
        response = upload(ann, row, pictures="other | 2026-11-20 | Text", known_pictures=carried)
        assert "There is no picture “other” here." in html.unescape(text(response))


def test_pictures_that_somebody_else_added_meanwhile_stay(ann, ben, row):
    open_page = Fields(text(ann.get(place(row)))).data
    upload(ben, row, picture_file(), **SAID)
    page = html.unescape(text(ann.post(place(row), open_page | {"walkthroughs-0-note": "Mine."})))
    assert ann.post(place(row), Fields(page).data).status_code == 302
    way = Walkthrough.objects.get(step=row)
    assert (way.note, len(way.pictures)) == ("Mine.", 1)

"""Translators at the desk: what is to do, words that are saved or refused, files, and two people for publishing."""

import re
from io import StringIO

import polib
import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from guides.admin.translation import name_of
from guides.document import po_format
from guides.document.po_format import Written
from guides.editing import drafts, publishing, translating
from guides.models import Claim, Translation, TranslationEdition
from guides.serving import current_editions
from tests.support.editing import member
from tests.support.languages import speak, translate
from tests.support.pages import text


@pytest.fixture(autouse=True)
def _two_people(settings):
    settings.ONE_EDITOR = False


def signed_in(name, group):
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    client.force_login(member(name, group))
    return client


@pytest.fixture
def translator(guide):
    return signed_in("translator", "Translators")


@pytest.fixture
def approver(guide):
    return signed_in("approver", "Approvers")


def page(guide, *names):
    return "/".join(["/admin/guides/translation", str(guide.pk), "pl", *names, ""])


def english(guide, context):
    return next(
        each.entry.key
        for each in translating.listing(translating.find(guide, "pl"), translating.documents(guide))
        if each.entry.context == context
    )


def kept(guide):
    return {(each["context"], each["english"]): each["words"] for each in translating.find(guide, "pl").words}


def test_the_list_says_what_is_to_do(translator, guide):
    number = len(translating.listing(translating.find(guide, "pl"), translating.documents(guide)))
    html = text(translator.get("/admin/guides/translation/"))
    row = re.search(r'<span lang="pl">(\w+)</span></a></th>\s*<td>(\d+)</td>\s*<td>(\d+)</td>', html)
    assert row.groups() == ("Polski", "0", str(number))


def test_words_are_saved_and_nothing_else(translator, guide):
    key = english(guide, "guide.title")
    box = name_of(key)
    response = translator.post(page(guide), {f"words-{box}": " Wyłącz  to ", f"was-{box}": ""})
    assert response.status_code == 302
    assert kept(guide) == {key: "Wyłącz to"}
    assert TranslationEdition.objects.count() == 0


def test_what_a_rule_refuses_stays_in_its_box_and_the_rest_is_saved(translator, guide):
    title, about = english(guide, "guide.title"), english(guide, "guide.basis")
    boxes = {f"words-{name_of(title)}": "Wyłącz to w 2031", f"was-{name_of(title)}": ""}
    boxes |= {f"words-{name_of(about)}": "Czytaliśmy to.", f"was-{name_of(about)}": ""}
    response = translator.post(page(guide), boxes)
    assert response.status_code == 400
    assert "has other numbers than the English" in text(response)
    assert "Wyłącz to w 2031" in text(response)
    assert kept(guide) == {about: "Czytaliśmy to."}


def test_who_comes_second_overwrites_nobody(translator, guide):
    key = english(guide, "guide.title")
    translating.write(translating.find(guide, "pl"), {key: "Pierwszy"})
    boxes = {f"words-{name_of(key)}": "Drugi", f"was-{name_of(key)}": ""}
    response = translator.post(page(guide), boxes)
    assert response.status_code == 400
    assert "Pierwszy" in text(response)
    assert kept(guide) == {key: "Pierwszy"}
    boxes[f"was-{name_of(key)}"] = "Pierwszy"  # as the page says it now
    assert translator.post(page(guide), boxes).status_code == 302
    assert kept(guide) == {key: "Drugi"}


def test_an_older_english_stands_beside_the_new_one(translator, guide):
    translate(guide)
    claim = Claim.objects.get(slug="does")
    old, claim.text = claim.text, f"{claim.text} It is so."
    claim.save()
    publishing.issue(guide, drafts.to_document(guide), note="Anew.", by=None)
    html = text(translator.get(page(guide)))
    assert "The English was:" in html
    assert f"Ż {old[:30]}" in html
    assert html.count("<textarea") == 1


def test_a_file_goes_out_and_comes_back(translator, guide):
    file = translator.get(page(guide, "file")).content.decode()
    words = polib.pofile(file)
    words[0].msgstr = "Wyłącz to"
    again = SimpleUploadedFile("chatter.pl.po", str(words).encode())
    assert translator.post(page(guide, "file"), {"file": again}).status_code == 302
    assert list(kept(guide).values()) == ["Wyłącz to"]


def upload(desk, guide, text, **more):
    return desk.post(page(guide, "file"), {"file": SimpleUploadedFile("chatter.pl.po", text.encode()), **more})


def test_an_older_file_overwrites_no_words_of_somebody_else_in_silence(translator, guide):
    title, about = english(guide, "guide.title"), english(guide, "guide.basis")
    file = translator.get(page(guide, "file")).content.decode()
    words = polib.pofile(file)
    for entry in words:
        if (entry.msgctxt, entry.msgid) in (title, about):
            entry.msgstr = "Z pliku"
    translating.write(translating.find(guide, "pl"), {title: "Ktoś inny"})
    upload(translator, guide, str(words))
    assert kept(guide) == {title: "Ktoś inny", about: "Z pliku"}
    assert "1 text has other words here" in text(translator.get(page(guide)))
    upload(translator, guide, str(words), over="on")
    assert kept(guide) == {title: "Z pliku", about: "Z pliku"}


def test_a_file_of_the_words_as_they_are_changes_them(translator, guide):
    title = english(guide, "guide.title")
    translating.write(translating.find(guide, "pl"), {title: "Pierwszy"})
    file = translator.get(page(guide, "file")).content.decode()
    upload(translator, guide, str(polib.pofile(file)).replace("Pierwszy", "Drugi"))
    assert kept(guide) == {title: "Drugi"}


def test_no_words_lie_in_wait_for_english_that_nobody_wrote(translator, guide):
    more = 'msgctxt "claim.text"\nmsgid "It is off."\nmsgstr "Jest włączone."\n'
    upload(translator, guide, HEAD + more)
    assert kept(guide) == {}
    assert "“It is off.”" in text(translator.get(page(guide)))


@pytest.mark.parametrize("what", ["ask", "publish"])
def test_words_that_somebody_changed_since_the_page_was_opened_are_not_sent_on(translator, approver, guide, what):
    title = english(guide, "guide.title")
    translating.write(translating.find(guide, "pl"), {title: "Wyłącz to"})
    translator.post(page(guide, "ask"))
    desk = {"ask": translator, "publish": approver}[what]
    seen = re.search(r'name="seen" value="(\w+)"', text(desk.get(page(guide))))[1]
    translating.write(translating.find(guide, "pl"), {title: "Włącz to"})
    translating.ask(translating.find(guide, "pl"), by=member("third", "Translators"))
    response = desk.post(page(guide, what), {"seen": seen}, follow=True)
    assert "Somebody has changed the words since this page was opened." in text(response)
    assert TranslationEdition.objects.count() == 0
    assert translating.find(guide, "pl").asked_by.username == "third"


HEAD = 'msgid ""\nmsgstr "Project-Id-Version: chatter\\nLanguage: pl\\n"\n\n'


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"no file of this kind", "line 1"),
        (HEAD.replace("pl", "de").encode(), "must be “pl”"),
        (HEAD.replace("Language", "X-Read-On: yesterday\\nLanguage").encode(), "X-Read-On"),
        (HEAD.replace("Language", f"X-Read-By: {'a' * 201}\\nLanguage").encode(), "X-Read-By"),
        (f'{HEAD}msgctxt "guide.title"\nmsgid "A 1"\nmsgstr "A 2"\n'.encode(), "other numbers"),
    ],
)
def test_a_bad_file_is_refused_and_nothing_is_lost(translator, guide, content, reason):
    key = english(guide, "guide.title")
    translating.write(translating.find(guide, "pl"), {key: "Pierwszy"})
    response = translator.post(page(guide, "file"), {"file": SimpleUploadedFile("chatter.pl.po", content)})
    assert response.status_code == 400
    assert reason in text(response)
    assert kept(guide) == {key: "Pierwszy"}


def test_no_file_is_said(translator, guide):
    assert translator.post(page(guide, "file")).status_code == 400


def test_words_go_to_readers_by_two_people(translator, approver, guide, monkeypatch):
    speak(monkeypatch)
    translating.write(translating.find(guide, "pl"), {english(guide, "guide.title"): "Wyłącz to"})
    assert "Nobody has asked" in text(approver.post(page(guide, "publish"), follow=True))
    assert translator.post(page(guide, "publish")).status_code == 403
    assert "You asked somebody else" in text(translator.post(page(guide, "ask"), follow=True))
    assert "Readers have these words" in text(approver.post(page(guide, "publish"), follow=True))
    current_editions.refresh()
    assert "Wyłącz to" in text(Client().get("/chatter/polski/uk/"))


def test_a_preview_shows_the_words_before_readers_get_them(translator, guide, monkeypatch):
    speak(monkeypatch)
    translating.write(translating.find(guide, "pl"), {english(guide, "guide.title"): "Wyłącz to"})
    assert "Wyłącz to" in text(translator.get("/preview/chatter/polski/uk/"))
    assert "Wyłącz to" not in text(Client().get("/chatter/polski/uk/"))


def test_a_translator_edits_nothing_else(translator, guide):
    claim = Claim.objects.first()
    assert translator.get(f"/admin/guides/claim/{claim.pk}/change/").status_code == 403
    assert translator.get(f"/admin/guides/guide/{guide.pk}/publish/").status_code in (302, 403)


@pytest.mark.parametrize("where", ["xx", "en"])
def test_a_language_that_there_is_not_is_not_found(translator, guide, where):
    assert translator.get(f"/admin/guides/translation/{guide.pk}/{where}/").status_code == 404


def test_whoever_looks_only_begins_nothing(translator, guide):
    translator.get("/admin/guides/translation/")
    assert Translation.objects.count() == 0


def test_of_a_guide_that_cannot_be_read_there_is_no_file(translator, guide, monkeypatch, tmp_path):
    monkeypatch.setattr(translating, "documents", lambda guide: [])
    assert "Nothing of this guide can be read yet" in text(translator.get(page(guide, "file"), follow=True))
    with pytest.raises(CommandError, match="Nothing of this guide can be read yet"):
        call_command("export_translations", "chatter", to=tmp_path)


# --- what whoever publishes looks at -------------------------------------------------------------


def test_whoever_publishes_sees_each_word_that_readers_do_not_have_and_what_they_have(translator, approver, guide):
    translate(guide)
    title, about = english(guide, "guide.title"), english(guide, "guide.basis")
    translation = translating.write(translating.find(guide, "pl"), {title: "Włącz to", about: ""})
    assert text(translator.get(page(guide))).count("<textarea") == 1  # what is missing: about
    translating.ask(translation, by=User.objects.get(username="translator"))
    html = text(approver.get(page(guide)))
    assert html.count("<textarea") == 2
    assert f'<del lang="pl">Ż {title[1]}</del>' in html
    assert "Włącz to</textarea>" in html
    assert f'<del lang="pl">Ż {about[1][:20]}' in html


def test_they_also_see_who_is_said_to_have_written_and_read_them(approver, guide):
    translate(guide)
    assert "Pages will say" not in text(approver.get(page(guide)))
    Translation.objects.update(read_by="A reader", read_on="2026-11-01")
    assert "read by a native speaker: A reader 1 November 2026" in text(approver.get(page(guide)))


def test_nobody_is_said_to_have_read_words_that_came_later(guide):
    title, about = english(guide, "guide.title"), english(guide, "guide.description")
    read = Written("A writer", "A reader", "2026-11-01")
    translation = translating.write(translating.find(guide, "pl"), {title: "Wyłącz to"}, read)
    assert translating.write(translation, {title: "Wyłącz to"}).written == read
    assert translating.write(translation, {about: "Nowe słowa."}).written == Written("A writer")
    again = Written("A writer", "A reader", "2026-11-20")
    assert translating.write(translation, {about: "Inne słowa."}, again).written == again
    assert translating.write(translation, {about: "Jeszcze inne."}, again).written == Written("A writer")


# --- a file, loaded by the person who runs the site ----------------------------------------------


def load(tmp_path, guide, said, **options):
    """Load a file with these words; gives back what the command said."""
    words = polib.pofile(translating.to_po(guide, "pl"))
    for entry in words:
        entry.msgstr = said.get((entry.msgctxt, entry.msgid), "")
    words.metadata |= options.pop("head", {})
    path, out = tmp_path / "chatter.pl.po", StringIO()
    path.write_text(str(words), encoding="utf-8")
    call_command("load_translations", path, stdout=out, **options)
    return out.getvalue()


def test_loading_a_file_replaces_no_words_of_the_desk_in_silence(guide, tmp_path):
    title, about = english(guide, "guide.title"), english(guide, "guide.basis")
    translating.write(translating.find(guide, "pl"), {title: "Z pulpitu"})
    said = {title: "Z pliku", about: "Z pliku"}
    with pytest.raises(CommandError) as refused:
        load(tmp_path, guide, said)
    assert f"“{title[1]}”: at the desk “Z pulpitu”, here “Z pliku”" in str(refused.value)
    assert "then load again with --force" in str(refused.value)
    assert kept(guide) == {title: "Z pulpitu"}
    assert "at the desk “Z pulpitu”, here “Z pliku”" in load(tmp_path, guide, said, force=True)
    assert kept(guide) == said
    load(tmp_path, guide, said)  # once more the same replaces nothing


def test_nor_who_wrote_and_read_them(guide, tmp_path):
    about = english(guide, "guide.basis")
    written = po_format.Written(written_by="Translators", read_by="A reader", read_on="2026-11-01")
    translating.write(translating.find(guide, "pl"), {about: "Z pulpitu"}, written)
    with pytest.raises(CommandError, match="“read_by”: at the desk “A reader”, here “”"):
        load(tmp_path, guide, {about: "Z pulpitu"}, head={"X-Read-By": "", "X-Read-On": "2026-11-01"})
    assert translating.find(guide, "pl").read_by == "A reader"


def test_with_a_file_nobody_publishes_what_else_was_written_at_the_desk(guide, tmp_path):
    title, about = english(guide, "guide.title"), english(guide, "guide.basis")
    translating.write(translating.find(guide, "pl"), {title: "Z pulpitu"})
    with pytest.raises(CommandError, match=f"“{re.escape(title[1])}”: written at the desk, not published"):
        load(tmp_path, guide, {about: "Z pliku"}, publish=True)
    assert (kept(guide), TranslationEdition.objects.count()) == ({title: "Z pulpitu"}, 0)
    load(tmp_path, guide, {about: "Z pliku"}, publish=True, force=True)
    assert TranslationEdition.objects.count() == 1

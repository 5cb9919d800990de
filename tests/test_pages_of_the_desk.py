"""What holds on every page of the desk: nothing is inline, and each script is run as it lies here or not at all."""

import re
from base64 import b64encode
from contextlib import suppress
from hashlib import sha256

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import transaction
from django.urls import NoReverseMatch, reverse

from guides.editing import drafts
from guides.serving import current_editions
from tests.support.desk import signed_in
from tests.support.editing import publish_document
from tests.support.factories import make_event, make_guide, make_letters, make_rumour
from tests.support.markup import faults_in_markup

pytestmark = pytest.mark.django_db
SCRIPT = re.compile(r'<script\b[^>]*\bsrc="([^"]+)"([^>]*)>')


def addresses(guide, editor):
    """Every list, every form, and what is between them and a change."""
    yield from ["/admin/", "/admin/password_change/", f"/admin/guides/guide/{guide.pk}/publish/"]
    yield from [f"/admin/auth/user/{editor.pk}/{name}/" for name in ("password", "delete")]
    for model in admin.site._registry:
        name, row = f"admin:{model._meta.app_label}_{model._meta.model_name}", model.objects.first()
        for kind, args in (
            ("changelist", []),
            ("add", []),
            *([(each, [row.pk]) for each in ("change", "history") if row]),
        ):
            with suppress(NoReverseMatch):
                yield reverse(f"{name}_{kind}", args=args)


@pytest.fixture(scope="module")
def answers(django_db_setup, django_db_blocker):
    """Every page of the desk, of a guide with parts of every kind, asked for once."""
    with django_db_blocker.unblock(), transaction.atomic():
        guide = publish_document(make_guide(**make_letters(), events=[make_event()], rumours=[make_rumour()])).guide
        assert [part for part in drafts.PARTS if not part.objects.exists()] == []
        current_editions.refresh()
        editor = User.objects.create_superuser("editor")
        desk = signed_in(editor)
        found = {path: desk.get(path) for path in addresses(guide, editor)}
        transaction.set_rollback(True)
    return found


def test_every_page_is_there_but_for_what_nobody_adds_by_hand(answers):
    missing = {path for path, answer in answers.items() if answer.status_code != 200}
    assert missing == {f"/admin/guides/{name}/add/" for name in ("edition", "linkcheck", "team")}
    assert len(answers) > 60


def test_no_page_of_the_desk_has_anything_inline(answers, client):
    for path, answer in {**answers, "login": client.get("/admin/login/")}.items():
        assert faults_in_markup(answer) == [], path


def test_every_script_of_the_desk_is_run_as_it_lies_here_or_not_at_all(answers, editor):
    """Django's own, too, and those that a field brings along."""
    desk, found = signed_in(editor), set()
    for path, answer in answers.items():
        for script, rest in SCRIPT.findall(answer.content.decode()):
            digest = re.search(r'integrity="sha256-([^"]+)"', rest)
            assert digest, (path, script)
            found.add((script, digest[1]))
    assert len(found) > 12
    for script, digest in found:
        served = b"".join(desk.get(script))
        assert b64encode(sha256(served).digest()).decode() == digest, script

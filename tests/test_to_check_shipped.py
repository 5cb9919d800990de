"""What the guide that the site ships with keeps to be checked: readers get nothing of it."""

import pytest

from guides.document.types import only_checked
from guides.document.yaml_format import from_yaml
from guides.editing import checks
from guides.models import Edition
from tests.support.admin_forms import DUE
from tests.support.desk import signed_in
from tests.support.shipped_guide import CONTENT


@pytest.fixture
def boss(django_user_model):
    return django_user_model.objects.create_superuser("boss")


def test_it_is_listed_at_the_desk_and_in_nothing_that_is_given_away(guidance, boss, client):
    """Among its words: the laws that only hearsay names. The pages of places that they would change are looked at."""
    kept = from_yaml(CONTENT.read_text(encoding="utf-8"))
    held = [each for each in (*kept.recourses, *kept.letters) if each.to_check]
    assert len(held) >= 9
    assert {each.row.slug for each in checks.statements(guidance) if each.is_to_check} == {each.slug for each in held}
    words = {each.text for each in held} | {each.law for each in held if getattr(each, "law", None)}
    words -= {each.law for each in only_checked(kept).recourses}
    files = [file.read_text(encoding="utf-8") for file in CONTENT.parent.glob("linkedin.*.po")]
    export = client.get("/api/guides/linkedin.json").content.decode()
    paths = ["/linkedin/ca/objection/?place=CA-QC", "/linkedin/ch/objection/", "/linkedin/hk/objection/"]
    paths += ["/linkedin/us/objection/", "/linkedin/world/objection/?place=AU", "/linkedin/uk/objection/"]
    paths += [
        "/linkedin/eu/objection/",
        "/linkedin/changes/feed/",
        "/api/guides/linkedin/ca.json",
        "/linkedin/sources/",
    ]
    answers = [client.get(path) for path in paths]
    assert {each.status_code for each in answers} == {200}
    given = "\n".join([export, *files, *(each.content.decode() for each in answers)])
    assert [each for each in words if each in given or each in str(Edition.objects.latest_of(guidance).document)] == []
    page = signed_in(boss).get(DUE, {"when": "unchecked"}).content.decode()
    assert f"To be checked before it is published ({len(held)})" in page

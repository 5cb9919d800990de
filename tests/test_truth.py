"""Evidence that cannot be true: refused in a form, in a file and before publication, and read where it was kept."""

import datetime

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from guides.document import truth
from guides.document.completeness import gaps, untruths
from guides.document.validation import parse
from guides.document.yaml_format import to_data, to_yaml
from guides.editing import drafts, publishing
from guides.models import Claim, Edition, Event, Guide, Region, Source, Step
from tests.support.admin_forms import faults, place, save
from tests.support.desk import signed_in
from tests.support.factories import (
    CHECKED,
    make_authority,
    make_claim,
    make_claims,
    make_event,
    make_guide,
    make_label,
    make_region,
    make_regions,
    make_rumour,
    make_source,
    make_steps,
    make_walkthrough,
)

TODAY = CHECKED
TOMORROW, YESTERDAY = TODAY + datetime.timedelta(1), TODAY - datetime.timedelta(1)
BOTH = ["notice", "regulator"]
STATEMENTS = {
    "checked tomorrow": ({"checked_on": TOMORROW}, "checked_on"),
    "to be checked before it was": ({"checked_on": TODAY, "check_after": YESTERDAY}, "check_after"),
    "several sources of which there is one": ({"certainty": "several", "sources": ["notice"]}, "certainty"),
    "one source of which there are two": ({"certainty": "one", "sources": BOTH}, "certainty"),
    "sources that agree and disagree": ({"disagreement": "One says no."}, "disagreement"),
}
SOURCES = {
    "published on a day to come": ({"dated": "1 December 2099"}, "dated"),
    "published in a month to come": ({"dated": "December 2099, in print"}, "dated"),
    "published in a year to come": ({"dated": "2099"}, "dated"),
    "gone tomorrow": ({"gone_on": TOMORROW}, "gone_on"),
    "gone before it was there": ({"dated": "18 September 2025", "gone_on": "2025-09-17"}, "gone_on"),
    "copied tomorrow": ({"archived_on": TOMORROW, "archive_url": "https://archive.example/1"}, "archived_on"),
}
TRUE = [
    {"checked_on": TODAY},
    {"checked_on": TODAY, "check_after": TODAY},
    {"certainty": "several", "sources": BOTH},
    {"certainty": "disputed", "disagreement": "One says no."},
    {"certainty": "maker", "sources": BOTH},
    {"certainty": "inferred", "sources": BOTH},
]


def with_claim(**changes):
    return make_guide(claims=[*make_claims()[1:], make_claim("essential", **changes)])


def told(guide):
    return [(problem.kind, problem.key, problem.field) for problem in untruths(guide, TODAY)]


# --- the rule ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("changes", "field"), STATEMENTS.values(), ids=STATEMENTS.keys())
def test_of_a_statement_it_is_told_with_its_field(changes, field):
    assert told(with_claim(**changes)) == [("claim", "essential", field)]


@pytest.mark.parametrize(("changes", "field"), SOURCES.values(), ids=SOURCES.keys())
def test_of_a_source_it_is_told_with_its_field(changes, field):
    sources = [make_source(), make_source("regulator", **changes)]
    assert told(make_guide(sources=sources)) == [("source", "regulator", field)]


@pytest.mark.parametrize("changes", TRUE)
def test_what_can_be_true_is_left_alone(changes):
    assert told(with_claim(**changes)) == []


def test_every_kind_of_statement_is_asked():
    late = {"checked_on": TOMORROW}
    steps = make_steps()
    steps[1]["walkthroughs"] = [make_walkthrough(**late)]
    guide = make_guide(
        regions=[make_region("uk", authorities=[make_authority(**late)]), *make_regions()[1:]],
        steps=steps,
        claims=[*make_claims()[1:], make_claim("essential", **late)],
        labels=[make_label(**late)],
        events=[make_event(**late)],
        rumours=[make_rumour(**late)],
    )
    assert {kind for kind, _, _ in told(guide)} == {"region", "step", "claim", "label", "event", "rumour"}
    (of_step,) = (problem.reason for problem in untruths(guide, TODAY) if problem.kind == "step")
    assert "(the walkthrough for “computer" in of_step


def on_days(day):
    """Each kind of first day, all on this one."""
    return make_guide(
        regions=[make_region("uk", since_on=day), *make_regions()[1:]],
        claims=[*make_claims()[1:], make_claim("essential", from_on=day, check_after=day)],
        events=[make_event(happened_on=day)],
        rumours=[make_rumour(from_on=day)],
    )


def test_what_happens_within_a_year_may_be_known_today():
    assert told(on_days(TODAY + datetime.timedelta(366))) == []


@pytest.mark.parametrize("day", [TODAY + datetime.timedelta(367), datetime.date(2062, 1, 1)])
def test_what_is_further_ahead_is_a_slip(day):
    fields = {(kind, field) for kind, _key, field in told(on_days(day))}
    days = {("region", "since_on"), ("claim", "from_on"), ("event", "happened_on"), ("rumour", "from_on")}
    assert fields == {*days, ("claim", "check_after")}


def test_so_is_what_lies_before_there_was_such_a_thing():
    claim = make_claim("essential", from_on="0205-01-01", until_on="1205-01-01", checked_on="1926-11-22")
    guide = make_guide(claims=[*make_claims()[1:], claim], sources=[make_source(gone_on="0025-01-01")])
    fields = {field for _kind, _key, field in told(guide)}
    assert fields >= {"from_on", "until_on", "checked_on", "gone_on"}


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("18 September 2025", "2025-09-18"),
        ("20 September 2024, updated on 23 September 2025", "2024-09-20"),
        ("September 2025", "2025-09-01"),
        ("2025, exact day unknown", "2025-01-01"),
        ("31 February 2025", "None"),
        ("undated", "None"),
        ("in force since 3 November 2025", "None"),
        ("2025 and 2026", "None"),
    ],
)
def test_a_day_in_words_is_read_where_it_is_one(words, day):
    assert str(truth.first_day(words)) == day


# --- where it is asked -------------------------------------------------------------------------


@pytest.fixture
def guide(db):
    return drafts.from_document(make_guide())


@pytest.fixture
def desk(guide, editor):
    return signed_in(editor)


def typed(changes):
    by_slug = dict(Source.objects.values_list("slug", "pk"))
    return {
        name: [by_slug[slug] for slug in value] if name == "sources" else "2099-01-01" if value == TOMORROW else value
        for name, value in changes.items()
    }


@pytest.mark.parametrize(("changes", "field"), STATEMENTS.values(), ids=STATEMENTS.keys())
def test_the_form_refuses_it_at_the_field(desk, changes, field):
    assert list(faults(save(desk, place(Claim.objects.get(slug="essential")), **typed(changes)))) == [field]
    of_way = {f"walkthroughs-0-{name}": value for name, value in typed(changes).items()}
    assert list(faults(save(desk, place(Step.objects.get(slug="look-again")), **of_way))) == [field]


@pytest.mark.parametrize("dated", ["1 December 2099", "2099"])
def test_so_does_the_form_of_a_source(desk, dated):
    source = Source.objects.get(slug="notice")
    assert "is in the future".capitalize() in faults(save(desk, place(source), dated=dated))["dated"]


@pytest.mark.parametrize(("model", "field"), [(Claim, "from_on"), (Event, "happened_on"), (Region, "since_on")])
def test_so_does_each_form_with_a_day_that_nobody_can_have_meant(desk, model, field):
    drafts.from_document(make_guide(events=[make_event()]))
    row = model.objects.first()
    assert "more than a year ahead" in faults(save(desk, place(row), **{field: "2031-01-01"}))[field]
    assert "before 1990" in faults(save(desk, place(row), **{field: "0202-01-01"}))[field]


COPY = {"archive_url": "https://archive.example/1", "archived_on": YESTERDAY}


def test_so_does_the_form_of_what_rests_on_pages_that_are_gone(desk, guide):
    claim, late = Claim.objects.get(slug="essential"), {"checked_on": TOMORROW.isoformat()}
    claim.sources.update(gone_on=TODAY)
    with time_machine.travel(TOMORROW):
        desk.force_login(User.objects.get())
        assert "no archived copy" in faults(save(desk, place(claim), **late))["checked_on"]
        assert save(desk, place(claim), text="Other words, and the same check.").status_code == 302
        other = guide.sources.get(slug="regulator")
        both = {"sources": [other.pk, *claim.sources.values_list("pk", flat=True)], "certainty": "several"}
        assert save(desk, place(claim), **late, **both).status_code == 302
    Claim.objects.update(checked_on=YESTERDAY)
    claim.sources.update(**COPY)
    with time_machine.travel(TOMORROW):
        assert save(desk, place(claim), **late).status_code == 302


def test_a_form_with_another_fault_tells_both(desk):
    response = save(desk, place(Claim.objects.get(slug="essential")), certainty="gossip", checked_on="2099-01-01")
    assert list(faults(response)) == ["certainty", "checked_on"]


def test_what_hangs_on_a_field_that_has_a_fault_itself_is_not_judged(desk):
    response = save(desk, place(Claim.objects.get(slug="essential")), certainty="gossip", disagreement="One says no.")
    assert list(faults(response)) == ["certainty"]


def test_it_is_not_published_and_not_loaded(guide, tmp_path):
    Claim.objects.filter(slug="essential").update(certainty="several")
    with pytest.raises(publishing.NotReadyError, match="claim essential › certainty: says “several sources”"):
        publishing.publish(guide, by=None, note="Too sure.")
    file = tmp_path / "chatter.yaml"
    file.write_text(to_yaml(with_claim(checked_on=datetime.date(2099, 1, 1))), encoding="utf-8")
    with pytest.raises(CommandError, match="claim essential › checked_on: is in the future"):
        call_command("load_guides", file)
    assert Guide.objects.count() == 1


def test_what_was_published_is_read_and_check_guides_names_it(guide, capsys):
    document = with_claim(certainty="several")
    assert gaps(document) == []
    edition = Edition(guide=guide, number=1, document=to_data(document), note="Of before.")
    assert edition.to_guide() == parse(to_data(document), is_kept=True) == document
    edition.save()
    with pytest.raises(SystemExit):
        call_command("check_guides", "chatter")
    assert "claim essential › certainty: says “several sources”, but only one is named" in capsys.readouterr().out

"""Every migration, backwards to the first and forwards again, with the shipped guide and all that visitors left in it.

What goes with a migration is in GONE and in that migration’s own words; whatever is not named there stays as it is.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.test import Client
from django.utils import timezone

from guides.document.validation import parse
from guides.document.yaml_format import to_data
from guides.editing import drafts, publishing
from guides.models import Edition, Guide, LinkCheck, Picture, Proposal, Report, Seen, Team
from guides.rules import clock
from guides.rules.link_checker import Finding
from guides.serving import current_editions
from guides.serving.teams import new_token
from tests.support.databases import in_a_file
from tests.support.factories import make_ground, make_paragraph, make_purpose, make_recourse
from tests.support.languages import translate

NAMES = sorted(name for app, name in MigrationLoader(None).disk_migrations if app == "guides")
FIRST, LAST = NAMES[0], NAMES[-1]

# Which tables, or which of their columns, go when the migration of this name is taken back.
GONE: dict[str, set[str]] = {
    "0002_roles": set(),
    "0003_teams": {"guides_team", "guides_count"},
    "0004_team_roles": set(),
    "0005_events_and_rumours": {
        *("guides_event", "guides_event_regions", "guides_event_sources"),
        *("guides_rumour", "guides_rumour_regions", "guides_rumour_sources"),
    },
    "0006_reports": {"guides_report"},
    "0007_stricter_fields": set(),
    "0008_reports_of_statements": {"guides_report.mark", "guides_report.statement"},
    "0009_seen": {"guides_seen"},
    "0010_tokens": set(),
    "0011_gone_sources": {"guides_source.gone_on", "guides_source.archive_url", "guides_source.archived_on"},
    "0012_team_size": {"guides_team.size"},
    "0013_outcomes": {"guides_guide.untried", "guides_step.outcome"},
    "0014_everywhere": {
        *(f"guides_{name}.is_everywhere" for name in ("claim", "event", "rumour", "step", "walkthrough")),
        "guides_claim.is_on_every_device",
    },
    "0015_words_of_any_product": {"guides_guide.owner"},
    "0016_short_names": {"guides_shortname"},
    "0017_questions": {"guides_claim.question", "guides_claim.answer", "guides_claim.words"},
    "0018_short_names_until_published": set(),
    "0019_revisions": {"guides_step.revisions"},
    "0020_standing": {"guides_guide.state", "guides_guide.retired_note", "guides_guide.successor_id"},
    "0021_translations": {"guides_translation", "guides_translationedition"},
    "0022_reports_say_true": set(),
    "0023_plain_words": set(),
    "0024_browser_of_a_phone": set(),
    "0025_plainer_words": set(),
    "0026_translators": set(),
    "0027_language_of_reports": {"guides_report.language"},
    "0028_topics_of_letters": set(),
    "0029_variants": {"guides_step.variants"},
    "0030_what_a_guide_has": {
        *("guides_guide.sections", "guides_guide.needed", "guides_guide.devices", "guides_step.kind"),
    },
    "0031_what_comes_first": {"guides_step.after", "guides_step.question", "guides_walkthrough.answers"},
    "0032_letters": {
        *(
            f"guides_{name}{linked}"
            for name in ("recourse", "purpose", "ground", "paragraph")
            for linked in ("", "_regions", "_sources")
        ),
        *("guides_authority.asks_first", "guides_authority.contents"),
    },
    "0033_maker": {"guides_guide.maker"},
    "0034_pictures": {"guides_picture", "guides_walkthrough.pictures"},
    "0035_acknowledge_days": {"guides_recourse.acknowledge_days"},
    "0036_published_pictures": {"guides_picture.is_published"},
    "0037_language_of_sources": {"guides_source.language"},
    "0038_two_options": {
        *("guides_ground.account", "guides_ground.rights", "guides_purpose.is_other", "guides_recourse.other_option"),
    },
}
# What a migration fills from the editions, and so is there again.
FOUND_AGAIN = {"guides_shortname"}
# Which columns have another name once a migration is taken back.
RENAMED = {"0010_tokens": {"token": "mark"}}
# Which certainty has another name once a migration is taken back.
RECALLED = {"0015_words_of_any_product": {"maker": "linkedin"}}
# Who may do what is made anew on the way forwards; who is in which group is not.
ROLES = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "auth_group_permissions",
    "auth_group",
    "auth_user_groups",
}

Table = list[dict[str, Any]]


class Walk(NamedTuple):
    """What the database said before, after each step back (by the migration that was taken back), and at the end."""

    before: dict[str, Table]
    back: dict[str, tuple[dict[str, Table], dict[str, Table]]]
    after: dict[str, Table]
    shape_before: dict[str, Any]
    shape_after: dict[str, Any]
    permissions_before: dict[str, set[str]]


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Walk]:
    """All the way back and forwards again, once for all tests here."""
    with in_a_file(tmp_path_factory.mktemp("walk"), django_db_blocker) as file:
        live_through_a_lot()
        before, permissions, shape_before = said(file), permissions_of_groups(), shape(file)
        back, now = {}, before

        def look(action: str, migration: Migration | None = None, _is_fake: bool = False) -> None:
            nonlocal now
            if action == "unapply_success" and migration:
                back[migration.name] = (now, said(file))
                now = back[migration.name][1]

        MigrationExecutor(connection, look).migrate([("guides", FIRST)])
        call_command("migrate", verbosity=0)
        yield Walk(before, back, said(file), shape_before, shape(file), permissions)


def live_through_a_lot() -> None:
    """Two editions, staff in both groups, a proposal, teams that count, reports, and a link that was looked at."""
    for name in ("Editors", "Approvers"):
        User.objects.create_user(name.lower(), is_staff=True).groups.add(Group.objects.get(name=name))
    Guide.objects.update(description="One switch, told in other words.")
    guide = with_letters(Guide.objects.get())
    edition = publishing.publish(guide, by=User.objects.first(), note="Clearer words.")
    Proposal(guide=guide, document=edition.document, note="Once more.").move(Proposal.State.IN_REVIEW, None, "Please.")
    for _team in range(2):
        team, _secret = Team.objects.make("linkedin", "uk", "Finance")
        team.count(new_token())
    on = {"guide": guide, "edition": 2, "reported_on": clock.today()}
    Report.objects.create(**on, region="uk", step="switch-off", device="computer", choice="menu", token="a" * 64)
    Report.objects.create(
        **on, statement="claim/no-deadline", choice="untrue", words="It was never so.", token="b" * 64
    )
    LinkCheck.objects.keep(Finding("https://chatter.example/", "gone", "404"))
    Seen.objects.create(at=timezone.now())
    Picture.objects.create(digest="0" * 64, kind="png", data=b"a file")
    translate(guide)


def with_letters(guide: Guide) -> Guide:
    """The guide with something of everything that an objection is put together from."""
    data = to_data(drafts.to_document(guide))
    rests = {"sources": [data["sources"][0]["slug"]]}
    letters = {
        "recourses": [make_recourse(**rests)],
        "purposes": [make_purpose(**rests)],
        "grounds": [make_ground(**rests)],
        "letters": [make_paragraph(**rests)],
    }
    return drafts.from_document(parse(data | {name: data.get(name) or parts for name, parts in letters.items()}))


def said(file: Path) -> dict[str, Table]:
    """Every row of every table, as SQLite has it."""
    with closing(sqlite3.connect(file)) as direct:
        direct.row_factory = sqlite3.Row
        return {name: [dict(row) for row in direct.execute(f'SELECT * FROM "{name}"')] for name in tables(direct)}  # noqa: S608


def shape(file: Path) -> dict[str, Any]:
    """The columns of every table, and what is looked up by which index."""
    with closing(sqlite3.connect(file)) as direct:
        return {name: (columns(direct, name), indexes(direct, name)) for name in tables(direct)}


def tables(direct: sqlite3.Connection) -> list[str]:
    named = direct.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    return [name for (name,) in named]


def columns(direct: sqlite3.Connection, table: str) -> set[Any]:
    return {row[1:] for row in direct.execute(f'PRAGMA table_info("{table}")')}


def indexes(direct: sqlite3.Connection, table: str) -> set[Any]:
    found = direct.execute(f'PRAGMA index_list("{table}")').fetchall()
    return {
        (unique, tuple(column for _at, _id, column in direct.execute(f'PRAGMA index_info("{name}")')))
        for _number, name, unique, *_rest in found
    }


def permissions_of_groups() -> dict[str, set[str]]:
    found = {
        group: set(Permission.objects.filter(group=group).values_list("codename", flat=True))
        for group in Group.objects.all()
    }
    return {group.name: codenames for group, codenames in found.items()}


# --- backwards -------------------------------------------------------------------------------


def test_every_migration_is_walked_back_here() -> None:
    assert set(GONE) == set(NAMES) - {FIRST}


@pytest.mark.parametrize("name", GONE)
def test_taking_a_migration_back_loses_what_is_named_and_nothing_else(walk: Walk, name: str) -> None:
    before, after = walk.back[name]
    gone = {table for table in GONE[name] if "." not in table}
    assert before.keys() - after.keys() == gone
    for table in after.keys() - ROLES:
        lost = {column.partition(".")[2] for column in GONE[name] if column.startswith(f"{table}.")}
        names = RENAMED.get(name, {}) if table in ("guides_count", "guides_report") else {}
        kept = [{names.get(key, key): value for key, value in row.items() if key not in lost} for row in before[table]]
        recalled = RECALLED.get(name, {})
        for row in kept:
            if "certainty" in row:
                row["certainty"] = recalled.get(row["certainty"], row["certainty"])
        assert after[table] == kept


@pytest.mark.parametrize("name", [name for name, gone in GONE.items() if gone] + ["0002_roles"])
def test_a_migration_that_loses_something_says_so(name: str) -> None:
    assert "Backwards" in (import_module(f"guides.migrations.{name}").__doc__ or "")


def test_what_is_lost_was_there(walk: Walk) -> None:
    """Otherwise the walk would prove nothing."""
    assert all(
        walk.before[table] for gone in GONE.values() for table in gone if "." not in table and "_regions" not in table
    )


# --- forwards again --------------------------------------------------------------------------


def test_forwards_again_every_table_is_as_it_was(walk: Walk) -> None:
    assert walk.shape_after == walk.shape_before


def test_forwards_again_all_that_stayed_is_there(walk: Walk) -> None:
    gone = {table for each in GONE.values() for table in each}
    for table in walk.before.keys() - ROLES - gone:
        lost = {column.partition(".")[2] for column in gone if column.startswith(f"{table}.")}
        kept = [{name: value for name, value in row.items() if name not in lost} for row in walk.before[table]]
        assert [{name: row[name] for name in row.keys() - lost} for row in walk.after[table]] == kept
    assert [table for table in sorted(gone - FOUND_AGAIN) if "." not in table and walk.after[table]] == []
    assert [len(walk.after[table]) for table in FOUND_AGAIN] == [len(walk.before[table]) for table in FOUND_AGAIN]


def test_the_editions_are_read_by_visitors_as_before(walk: Walk) -> None:
    assert [edition.number for edition in Edition.objects.all()] == [2, 1]
    current_editions.refresh()
    page = Client().get("/linkedin/uk/")
    assert page.status_code == 200
    assert current_editions.by_slug()["linkedin"].guide.description == "One switch, told in other words."
    assert Client().get("/linkedin/timeline/").status_code == 200


def test_the_groups_may_what_they_could_and_are_empty(walk: Walk) -> None:
    assert permissions_of_groups() == walk.permissions_before
    assert {user.username: user.groups.count() for user in User.objects.all()} == {"editors": 0, "approvers": 0}


def test_the_draft_gets_its_events_and_rumours_back_from_the_edition(walk: Walk) -> None:
    edition = Edition.objects.latest()
    assert to_data(drafts.to_document(Guide.objects.get())) != edition.document
    drafts.from_document(edition.to_guide())
    assert to_data(drafts.to_document(Guide.objects.get())) == edition.document

"""What is kept for a time only is deleted when that is over: by command, and by every worker once an hour."""

import datetime
import io
from collections.abc import Callable
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from guides import clock, library, limits, pruning, reports
from guides.links import Finding
from guides.models import Count, Guide, LinkCheck, Report, Team
from guides.models.links import KEPT_FOR as FINDINGS_KEPT_FOR
from guides.models.team import KEPT_FOR as TEAMS_KEPT_FOR
from guides.teams import new_mark

DAY = datetime.timedelta(days=1)


def run() -> list[str]:
    out = io.StringIO()
    call_command("prune", stdout=out)
    return out.getvalue().splitlines()


def team(age: datetime.timedelta) -> None:
    row, _secret = Team.objects.make("linkedin", "uk")
    row.count(new_mark())
    Team.objects.filter(pk=row.pk).update(used_on=clock.today() - age)


def report(age: datetime.timedelta) -> None:
    guide, day = Guide.objects.get(), clock.today() - age
    Report.objects.create(guide=guide, edition=1, region="uk", step="switch-off", device="computer", reported_on=day)


def finding(age: datetime.timedelta) -> None:
    address = f"https://chatter.example/{age.days}"
    LinkCheck.objects.keep(Finding(address, "ok", "200"))
    LinkCheck.objects.filter(address=address).update(checked_at=timezone.now() - age)


def wrong_password(age: datetime.timedelta) -> None:
    row = AccessAttempt.objects.create(username=f"typed {age} ago", failures_since_start=3)
    AccessAttempt.objects.filter(pk=row.pk).update(attempt_time=timezone.now() - age)


def session(age: datetime.timedelta) -> None:
    store = SessionStore()
    store.create()
    lasts = datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE)
    Session.objects.filter(pk=store.session_key).update(expire_date=timezone.now() + lasts - age)


KINDS: dict[str, tuple[Any, Callable[[datetime.timedelta], None], datetime.timedelta]] = {
    "teams": (Team, team, TEAMS_KEPT_FOR),
    "reports of readers": (Report, report, reports.KEPT_OPEN),
    "findings about links": (LinkCheck, finding, FINDINGS_KEPT_FOR),
    "wrong passwords": (AccessAttempt, wrong_password, settings.AXES_COOLOFF_TIME),
    "sessions": (Session, session, datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE)),
}


@pytest.mark.parametrize("name", KINDS)
def test_what_is_over_is_deleted_and_what_is_not_stays(guidance: Guide, name: str) -> None:
    model, make, kept_for = KINDS[name]
    make(kept_for * 1.1)
    assert f"{name}: 1" in run()
    assert not model.objects.exists()
    make(kept_for * 0.9)
    assert f"{name}: 0" in run()
    assert model.objects.count() == 1


def test_the_command_names_all_that_expires(guidance: Guide) -> None:
    assert run() == [f"{name}: 0" for name in KINDS]


def test_a_count_goes_with_its_team(guidance: Guide) -> None:
    team(TEAMS_KEPT_FOR * 1.1)
    run()
    assert not Count.objects.exists()


def test_whoever_is_signed_in_stays_so(guidance: Guide, editor: User) -> None:
    desk = Client()
    desk.force_login(editor)
    run()
    assert desk.get("/admin/").status_code == 200


def test_an_account_that_is_locked_stays_locked(guidance: Guide, editor: User) -> None:
    typed = {"username": "editor", "password": "wrong"}
    statuses = [Client().post("/admin/login/", typed).status_code for _try in range(5)]
    assert statuses[-1] == 429
    run()
    assert Client().post("/admin/login/", typed | {"password": "an editor’s password"}).status_code == 429


# --- by itself -------------------------------------------------------------------------------


def test_every_worker_does_so_once_an_hour(guidance: Guide, monkeypatch, django_assert_num_queries) -> None:
    now = [0.0]
    monkeypatch.setattr(pruning, "_hourly", limits.Bucket(1, 1 / 3600, lambda: now[0]))
    assert pruning.prune_hourly in library.chores
    wrong_password(DAY)
    pruning.prune_hourly()
    assert not AccessAttempt.objects.exists()
    now[0] = 3599
    with django_assert_num_queries(0):
        pruning.prune_hourly()
    now[0] = 3601
    wrong_password(DAY)
    pruning.prune_hourly()
    assert not AccessAttempt.objects.exists()

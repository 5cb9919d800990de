"""What is kept for a time only is deleted when that is over: by command, and by every worker once an hour."""

import datetime
import io
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.utils import timezone

from guides.models import Count, Guide, LinkCheck, Picture, Report, Team
from guides.models.links import KEPT_FOR as FINDINGS_KEPT_FOR
from guides.models.team import KEPT_FOR as TEAMS_KEPT_FOR
from guides.operations import pruning
from guides.rules import clock, rate_limit, reports
from guides.rules.link_checker import Finding
from guides.serving import current_editions
from guides.serving.teams import new_token

DAY = datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a worker that has just started."""
    monkeypatch.setattr(pruning, "_hourly", rate_limit.TokenBucket(1, 1 / 3600, lambda: 0.0))
    monkeypatch.setattr(pruning, "_failed", None)
    monkeypatch.setattr(pruning, "_wrong_since", None)


def run(*options: str) -> list[str]:
    out = io.StringIO()
    call_command("prune", *options, stdout=out)
    return out.getvalue().splitlines()


def team(age: datetime.timedelta) -> None:
    row, _secret = Team.objects.make("linkedin", "uk")
    row.count(new_token())
    Team.objects.filter(pk=row.pk).update(used_on=clock.today() - age)


def report(age: datetime.timedelta) -> None:
    guide, day = Guide.objects.get(), clock.today() - age
    Report.objects.create(guide=guide, edition=1, region="uk", step="switch-off", device="computer", reported_on=day)


def finding(age: datetime.timedelta) -> None:
    address = f"https://chatter.example/{age.days}"
    LinkCheck.objects.keep(Finding(address, "ok", "200"))
    LinkCheck.objects.filter(address=address).update(checked_at=timezone.now() - age)


def picture(age: datetime.timedelta) -> None:
    row = Picture.objects.create(digest=f"{age.seconds + age.days:064x}", kind="png", data=b"")
    Picture.objects.filter(pk=row.pk).update(added_at=timezone.now() - age)


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
    "readers’ reports": (Report, report, reports.KEPT_OPEN),
    "pictures": (Picture, picture, pruning.PICTURES_KEPT_FOR),
    "findings about links": (LinkCheck, finding, FINDINGS_KEPT_FOR),
    "wrong passwords": (AccessAttempt, wrong_password, settings.AXES_COOLOFF_TIME),
    "sessions": (Session, session, datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE)),
}


@pytest.mark.parametrize("name", KINDS)
def test_what_is_over_is_deleted_and_what_is_not_stays(guidance: Guide, name: str) -> None:
    model, make, kept_for = KINDS[name]
    make(kept_for * 1.1)
    assert f"{name}: 1, {pruning.EXPIRING[name].why}" in run()
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
    monkeypatch.setattr(pruning, "_hourly", rate_limit.TokenBucket(1, 1 / 3600, lambda: now[0]))
    assert pruning.prune_hourly in current_editions.background_jobs
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


def test_what_failed_is_told_until_it_is_done(guidance: Guide, monkeypatch) -> None:
    now = [0.0]
    monkeypatch.setattr(pruning, "_hourly", rate_limit.TokenBucket(1, 1 / 3600, lambda: now[0]))
    with monkeypatch.context() as context:
        context.setitem(pruning.EXPIRING, "teams", pruning.Expiring(lambda: 1 // 0, ""))
        for _second in range(3):
            with pytest.raises(ZeroDivisionError):
                pruning.prune_hourly()
    now[0] = 3601
    pruning.prune_hourly()
    pruning.prune_hourly()


def test_what_goes_is_logged_with_the_reason_and_nothing_else_is(guidance: Guide, caplog) -> None:
    with caplog.at_level("INFO", logger="guides.operations.pruning"):
        pruning.prune_hourly()
        assert caplog.messages == []
        team(TEAMS_KEPT_FOR * 1.1)
        pruning.prune()
    assert caplog.messages == ["pruned teams: 1, nobody used them for a year"]


# --- a clock that is wrong -------------------------------------------------------------------


def everything() -> None:
    for _model, make, _kept_for in KINDS.values():
        make(0 * DAY)


def left() -> list[int]:
    return [model.objects.count() for model, _make, _kept_for in KINDS.values()]


@pytest.mark.parametrize("year", [2028, 2000])
def test_a_clock_that_jumped_since_the_last_time_deletes_nothing_and_says_so(guidance: Guide, year: int) -> None:
    everything()
    run()
    with time_machine.travel(f"{year}-01-01T12:00:00Z"):
        with pytest.raises(pruning.WrongClockError, match=f"The clock says {year}-01-01, and it was 20"):
            pruning.prune_hourly()
        with pytest.raises(CommandError, match=r"say `manage\.py prune --clock-is-right`"):
            run()
        assert left() == [1] * len(KINDS)


def test_a_site_that_never_pruned_knows_its_last_edition(guidance: Guide) -> None:
    everything()
    with time_machine.travel("2028-01-01T12:00:00Z"), pytest.raises(pruning.WrongClockError):
        pruning.prune_hourly()
    assert left() == [1] * len(KINDS)


def test_who_says_that_the_clock_is_right_is_believed(guidance: Guide) -> None:
    everything()
    run()
    with time_machine.travel("2028-01-01T12:00:00Z"):
        run("--clock-is-right")
        assert left() == [0] * len(KINDS)
        assert run() == [f"{name}: 0" for name in KINDS]


def test_after_a_week_without_a_restart_the_clock_is_believed(guidance: Guide, monkeypatch) -> None:
    everything()
    run()
    now = [0.0]
    monkeypatch.setattr(pruning, "_hourly", rate_limit.TokenBucket(1, 1, lambda: now[0]))
    monkeypatch.setattr(pruning.time, "monotonic", lambda: now[0])
    with time_machine.travel("2028-01-01T12:00:00Z"):
        for now[0] in (0.0, pruning.BELIEVED_AFTER - 1):
            with pytest.raises(pruning.WrongClockError):
                pruning.prune_hourly()
        now[0] = pruning.BELIEVED_AFTER
        pruning.prune_hourly()
    assert left() == [0] * len(KINDS)


def test_a_clock_that_is_mended_meanwhile_deletes_nothing(guidance: Guide, monkeypatch) -> None:
    everything()
    run()
    monkeypatch.setattr(pruning, "_hourly", rate_limit.TokenBucket(9, 1))
    with time_machine.travel("2028-01-01T12:00:00Z"), pytest.raises(pruning.WrongClockError):
        pruning.prune_hourly()
    pruning.prune_hourly()
    assert left() == [1] * len(KINDS)


def test_a_machine_that_was_off_for_some_weeks_goes_on(guidance: Guide) -> None:
    run()
    with time_machine.travel(timezone.now() + 29 * DAY):
        assert run() == [f"{name}: 0" for name in KINDS]


def test_a_dry_run_says_what_would_go_and_deletes_nothing(guidance: Guide) -> None:
    everything()
    with time_machine.travel("2028-01-01T12:00:00Z"):
        said = run("--dry-run")
    assert said[0] == "Nothing was deleted. This would be deleted:"
    assert said[1:] == [f"{name}: 1, {pruning.EXPIRING[name].why}" for name in KINDS]
    assert left() == [1] * len(KINDS)

"""check_guides: what it says about a guide, what it keeps of its looks at links, and its exit codes."""

import datetime
import io
import os
import socket
import subprocess
import sys
import weakref

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone

from guides.document.links import addresses
from guides.editing import drafts, publishing
from guides.management.commands.check_guides import agent, seconds
from guides.models import Claim, Edition, Guide, LinkCheck
from guides.rules.link_checker import Looker, host_of
from tests.support.factories import CHECKED, make_claim, make_claims, make_guide, make_label, make_source

TODAY = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
NOTICE, REGULATOR = "https://notice.example/", "https://regulator.example/"
SOURCES = [make_source(url=NOTICE), make_source("regulator", url=REGULATOR)]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(TODAY, tick=False) as clock:
        yield clock


@pytest.fixture
def published(db):
    """Publish a guide that is complete but for the changes, and give its row."""

    def published(**changes):
        guide = drafts.from_document(make_guide(**{"sources": SOURCES} | changes))
        publishing.publish(guide, by=None, note="The first.")
        return guide

    return published


class World:
    """Hosts that answer at once, with 200 or with what the test planned for them: a status, more, or an error."""

    def __init__(self, **plan):
        self.plan, self.asked = plan, []

    def looker(self, **changes):
        ours = {"resolve": self.resolve, "connect": self.connect, "sleep": lambda seconds: None}
        return Looker("Tests", **ours | changes)

    def resolve(self, host):
        planned = self.plan.get(host.removesuffix(".example"))
        if isinstance(planned, BaseException):
            raise planned
        return ["93.184.216.34"]

    def connect(self, ip, host, patience):
        self.asked.append(host.removesuffix(".example"))
        ours, theirs = socket.socketpair()
        weakref.finalize(ours, theirs.close)
        theirs.sendall(f"HTTP/1.1 {self.plan.get(self.asked[-1], 200)}\r\n\r\n".encode())
        return ours


OFFLINE = socket.gaierror(socket.EAI_NONAME, "not found")


def run(*words, code=0, **options):
    """Run the command, which must end with this code, and give what it printed and what it said beside."""
    out, beside = io.StringIO(), io.StringIO()
    ended_with = 0
    try:
        call_command("check_guides", *words, stdout=out, stderr=beside, no_color=True, **options)
    except SystemExit as end:
        ended_with = end.code
    except CommandError as error:
        ended_with = error.returncode
        beside.write(str(error))
    assert ended_with == code, out.getvalue() + beside.getvalue()
    return out.getvalue(), beside.getvalue()


def look(world, *words, code=0, **options):
    return run("--links", *words, code=code, looker=world.looker(), **options)


@pytest.fixture
def fine(published):
    """A guide with which all is well."""
    guide = published()
    look(World())
    return guide


# --- what it says --------------------------------------------------------------------------------


def test_where_all_is_well_it_says_so_and_ends_with_0(fine):
    printed, _ = run()
    assert printed.splitlines() == [
        "chatter, edition 1",
        "  missing: nothing",
        "  overdue for a check: nothing",
        "  links to fix: nothing",
        "  5 links: 5 fine; checked on 2026-11-23",
    ]


def test_what_is_missing_in_a_draft_is_named(fine):
    Guide.objects.update(basis="")
    Claim.objects.filter(slug="does").update(checked_on=None)
    printed, _ = run("--draft", code=1)
    assert "chatter, draft\n  missing: 2\n    guide chatter › basis: is empty" in printed
    assert "    claim does › checked_on: " in printed
    assert "has no day; say when it was last checked against its sources" in printed
    assert "overdue for a check: nothing" in printed
    run(code=0)


def test_a_draft_may_not_break_what_was_promised(fine):
    fine.regions.filter(slug="uk").update(slug="gb", aliases=[])
    printed, _ = run("--draft", code=1)
    assert "was published, and its address is in use" in printed


def test_a_draft_that_is_not_sound_needs_an_editor(fine):
    Claim.objects.filter(slug="does").update(text="Two\nlines")
    printed, _ = run("--draft", code=1)
    assert "  missing: 1\n    claim does › text: has a line break" in printed
    assert "  0 links\n" in printed


def test_a_claim_is_overdue_on_the_ninety_first_day(fine, clock):
    clock.move_to(datetime.datetime.combine(CHECKED + 90 * DAY, datetime.time(12), datetime.UTC))
    run()
    clock.shift(DAY)
    printed, _ = run(code=1)
    assert "  overdue for a check: 27\n" in printed
    assert "    claim essential: since 2027-02-20\n" in printed


def test_whatever_has_evidence_can_be_overdue(published):
    early = {"checked_on": CHECKED, "check_after": CHECKED}
    published(claims=[*make_claims(), make_claim("one-more", "does", **early)], labels=[make_label(**early)])
    look(World(), code=1)
    printed, _ = run(code=1)
    assert "overdue for a check: 2\n    claim one-more: since 2026-11-22\n    label de: since 2026-11-22\n" in printed


def test_a_later_day_of_its_own_keeps_a_claim_from_being_overdue(published, clock):
    later = {"check_after": CHECKED + 300 * DAY}
    published(labels=[make_label(**later)])
    clock.shift(91 * DAY)
    look(World(), code=1)
    assert "label de" not in run(code=1)[0]


def test_links_that_were_never_looked_at_need_an_editor(published):
    published()
    printed, _ = run(code=1)
    assert "  5 links: 5 never checked (use --links)\n" in printed


def test_what_was_found_last_is_reported_with_its_day_without_looking_again(published, clock):
    published()
    look(World(notice=404), code=1)
    clock.shift(3 * DAY)
    world = World()
    printed, beside = run(code=1, looker=world.looker())
    assert (
        "  links to fix: 1\n    gone: https://notice.example/ (answers 404; 2026-11-23) in source notice\n" in printed
    )
    assert "  5 links: 4 fine, 1 gone; checked on 2026-11-23\n" in printed
    assert world.asked == []
    assert beside == ""


@pytest.mark.parametrize(
    ("answer", "code", "said"),
    [
        ("404 Gone", 1, "gone: https://notice.example/ (answers 404; "),
        ("500 Oh", 1, "broken: https://notice.example/ (answers 500; "),
        ("301 Moved\r\nLocation: /new", 1, "broken: https://notice.example/ (leads on more than 5 times; "),
        (
            "301 Moved\r\nLocation: https://new.example/",
            1,
            "moved permanently: https://notice.example/ (to https://new.example/; ",
        ),
        (
            "301 Moved\r\nLocation: https://localhost/",
            1,
            "not checked: not on the open internet: https://notice.example/ (",
        ),
        ("302 For now\r\nLocation: https://new.example/", 0, "links to fix: nothing"),
        ("999 No robots", 0, "4 fine, 1 not clear: look by hand; "),
    ],
)
def test_dead_and_moved_links_need_an_editor_and_those_that_cannot_be_told_do_not(published, answer, code, said):
    published()
    printed, _ = look(World(notice=answer), code=code)
    assert said in printed


def test_the_days_of_the_first_and_the_last_look_are_told(published, clock):
    published()
    look(World(), most=2, code=1)
    clock.shift(DAY)
    printed, _ = look(World(), most=3)
    assert "checked from 2026-11-23 to 2026-11-24" in printed


# --- looking -------------------------------------------------------------------------------------


def test_looking_shows_how_far_it_is_beside_what_it_prints(published):
    published()
    printed, beside = look(World())
    assert beside.splitlines()[0] == "1 of 5, authority.example"
    assert beside.splitlines()[-1] == "5 of 5, regulator.example"
    assert " of 5" not in printed
    assert look(World(), verbosity=0)[1] == ""


def test_an_address_in_two_guides_is_asked_for_once(published):
    published()
    published(slug="other")
    world = World()
    printed, _ = look(world)
    assert world.asked == ["authority", "authority", "authority", "notice", "regulator"]
    assert "chatter, edition 1" in printed
    assert "other, edition 1" in printed


def test_only_so_many_are_looked_at_and_those_first_that_waited_longest(published, clock):
    published()
    worlds = [World(), World(), World()]
    for world in worlds:
        look(world, "--most=2", code=0 if world is worlds[-1] else 1)
        clock.shift(DAY)
    assert [world.asked for world in worlds] == [["authority"] * 2, ["authority", "notice"], ["regulator", "authority"]]


def test_a_later_look_takes_the_place_of_an_earlier_one(fine, clock):
    clock.shift(DAY)
    look(World(notice=410), code=1)
    check = LinkCheck.objects.get(address=NOTICE)
    assert (check.outcome, check.reason, check.checked_at) == ("gone", "answers 410", timezone.now())
    assert LinkCheck.objects.count() == 5


def test_addresses_that_no_guide_has_any_more_are_forgotten_in_time(fine, clock):
    LinkCheck.objects.create(address="https://old.example/", outcome="gone", reason="", checked_at=TODAY - 179 * DAY)
    look(World())
    assert LinkCheck.objects.filter(address="https://old.example/").exists()
    clock.shift(2 * DAY)
    look(World())
    assert not LinkCheck.objects.filter(address="https://old.example/").exists()


def test_ctrl_c_keeps_what_was_found_so_far(published):
    published()
    _, beside = look(World(notice=KeyboardInterrupt()), code=2)
    assert beside.endswith("Stopped. The results so far are kept.")
    assert {host_of(check.address) for check in LinkCheck.objects.all()} == {"authority.example"}


def test_when_time_is_up_the_rest_waits(published):
    published()
    pauses = []
    slow = World().looker(pause=1000, now=lambda: float(sum(pauses)), sleep=pauses.append)
    _, beside = run("--links", looker=slow, code=1)
    assert beside.endswith("3 of 5, authority.example\nTime is up; 2 links wait for the next time.\n")
    assert LinkCheck.objects.count() == 3


def test_without_a_network_nothing_is_kept(fine):
    _, beside = look(World(authority=OFFLINE, notice=OFFLINE, regulator=OFFLINE), code=2)
    assert beside.endswith("No host could be reached. Check the network connection. No results were kept.")
    assert set(LinkCheck.objects.values_list("outcome", flat=True)) == {"ok"}


def test_one_host_that_is_not_found_is_broken_when_others_answer(published):
    published()
    printed, _ = look(World(authority=OFFLINE), code=1)
    assert "  links to fix: 3\n    broken: https://authority.example/" in printed
    assert "(no such host is found; 2026-11-23)" in printed


def test_looking_says_who_asks_and_for_which_site():
    assert agent() == "SwitchedOff-LinkCheck (+https://optout.example)"


def test_a_pause_may_be_a_part_of_a_second_or_none():
    assert [seconds("0.5"), seconds("0")] == [0.5, 0]


# --- what it cannot check ------------------------------------------------------------------------


def test_what_is_not_there_cannot_be_checked(db):
    assert "There is no guide to check." in run(code=2)[1]
    drafts.from_document(make_guide())
    assert "There is no guide “atlantis”." in run("atlantis", code=2)[1]
    assert "“chatter” has no edition yet; --draft checks its draft." in run("chatter", code=2)[1]
    assert "There is no guide to check." in run(code=2)[1]
    assert "chatter, draft" in run("--draft", code=1)[0]


def test_every_guide_is_checked_when_none_is_named(published):
    published()
    published(slug="other")
    heads = [line for line in run(code=1)[0].splitlines() if not line.startswith(" ")]
    assert heads == ["chatter, edition 1", "other, edition 1"]
    assert "chatter, edition 1" not in run("other", code=1)[0]


def test_an_edition_that_cannot_be_read_cannot_be_checked(fine):
    Edition.objects.update(document={"format": 7})
    assert "Edition 1 of “chatter” cannot be read:\n" in run(code=2)[1]


def test_while_the_database_is_away_nothing_can_be_checked(fine):
    def away(*_):
        raise DatabaseError("away")

    with connection.execute_wrapper(away):
        assert run(code=2)[1] == "The database cannot be used: away"


@pytest.mark.parametrize("words", [["--pause", "-1"], ["--pause", "nan"], ["--most", "0"], ["--most", "x"]])
def test_a_bound_that_makes_no_sense_is_refused(db, words):
    with pytest.raises(CommandError, match="argument --"):
        call_command("check_guides", *words)


def test_the_help_names_the_exit_codes(capsys):
    with pytest.raises(SystemExit):
        call_command("check_guides", "--help")
    printed = " ".join(capsys.readouterr().out.split())
    assert "Exit code 0: all is well; 1: something needs an editor; 2: the check failed." in printed


def test_the_shell_sees_the_exit_code_and_no_traceback(tmp_path):
    own = {"SECRET_KEY": "x" * 50, "DATABASE_URL": f"sqlite:///{tmp_path / 'site.sqlite3'}"}
    command = [sys.executable, settings.BASE_DIR / "manage.py", "check_guides"]
    done = subprocess.run(  # noqa: S603 (our own)
        command, env=os.environ | own, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("CommandError: The database cannot be used: no such table")
    assert "Traceback" not in done.stderr


# --- the desk ------------------------------------------------------------------------------------


@pytest.fixture
def desk(fine):
    """Somebody with every permission there is for links."""
    user = User.objects.create_user("reader", password="a reader’s password", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__model="linkcheck"))
    client = Client()
    client.force_login(user)
    return client


def test_the_desk_lists_what_was_found(desk):
    LinkCheck.objects.filter(address=NOTICE).update(outcome="gone", reason="answers 404")
    page = desk.get("/admin/guides/linkcheck/?outcome__exact=gone").content.decode()
    assert NOTICE in page
    assert "answers 404" in page
    assert REGULATOR not in page


def test_nobody_writes_what_was_found_at_the_desk(desk):
    check = LinkCheck.objects.get(address=NOTICE)
    own = f"/admin/guides/linkcheck/{check.pk}"
    assert desk.get(f"{own}/change/").status_code == 200
    for path in ("/admin/guides/linkcheck/add/", f"{own}/change/", f"{own}/delete/"):
        assert desk.post(path, {"outcome": "ok", "post": "yes"}).status_code == 403
    assert LinkCheck.objects.count() == 5


def test_no_page_for_visitors_looks_at_a_link_or_writes_one(fine, client):
    LinkCheck.objects.all().delete()
    for path in ("/chatter/", "/chatter/uk/", "/chatter/sources/"):
        assert client.get(path).status_code == 200
    assert not LinkCheck.objects.exists()


def test_the_five_links_of_these_tests_are_all_there_are():
    assert list(map(host_of, addresses(make_guide(sources=SOURCES)))) == [
        "authority.example",
        "authority.example",
        "authority.example",
        "notice.example",
        "regulator.example",
    ]

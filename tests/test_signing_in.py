"""Signing in at the desk: the second factor, the recovery codes, the lock-out, and what is kept of all that."""

import re
from base64 import b32decode
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import URLPattern, get_resolver
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from guides.staff.second_factor import add_device, make_recovery_codes
from tests.support.markup import faults_in_markup
from tests.support.pages import text

PASSWORD = "an editor’s password"
NEW_PASSWORD = "another long password"
LOGIN, INDEX = "/admin/login/", "/admin/"
ASK, ENROL, CHANGE = "/admin/second-factor/", "/admin/second-factor/enrol/", "/admin/second-factor/change/"
PREVIEWS = ("/preview/linkedin/", "/preview/linkedin/uk/", "/preview/linkedin/sources/")
STEP = timedelta(seconds=30)
KEY = "31" * 20


@pytest.fixture(autouse=True)
def _asked_for(settings):
    settings.SECOND_FACTOR = True


@pytest.fixture
def clock():
    """A clock that stands still until a test moves it: codes change every 30 seconds."""
    with time_machine.travel(datetime(2026, 11, 23, 9, 0, tzinfo=UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def device(clock, editor):
    """The editor's phone, enrolled, its first code used."""
    return TOTPDevice.objects.create(user=editor, name="App", key=KEY, last_t=0)


@pytest.fixture
def half_in(device, editor):
    """The editor's browser after the password."""
    browser = Client()
    assert enter_password(browser).redirect_chain[-1][0] == f"{ASK}?next=%2Fadmin%2F"
    return browser


@pytest.fixture
def desk(half_in, device):
    """The editor's browser after the code."""
    half_in.post(ASK, {"code": code_of(device)})
    assert half_in.get(INDEX).status_code == 200
    return half_in


def enter_password(browser, name="editor", password=PASSWORD, **more):
    data = {"username": name, "password": password, "next": INDEX}
    return browser.post(LOGIN, data, follow=True, **more)


def code_of(device):
    return f"{totp(device.bin_key):06}"


def code_for(page):
    """The code of the app into which somebody typed the secret that is on the page."""
    secret = re.search(r'id="secret">([A-Z2-7 ]+)<', text(page)).group(1).replace(" ", "")
    return f"{totp(b32decode(secret)):06}"


def another_code(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def codes_on(page):
    return re.findall(r"<li><code>([a-z2-7]{4}-[a-z2-7]{4})</code></li>", text(page))


def goes_to(response):
    """Where a refusal leads; a page that is shown is none."""
    return (response.status_code, response.get("Location", "").split("?")[0])


# --- enrolling -------------------------------------------------------------------------------


def test_after_the_password_somebody_without_a_device_is_led_to_enrol(clock, editor):
    response = enter_password(Client())
    assert [path.split("?")[0] for path, _status in response.redirect_chain] == [INDEX, LOGIN, ASK, ENROL]
    assert "Set up the second factor" in text(response)


def test_the_first_code_enrols_and_shows_ten_recovery_codes_once(clock, editor):
    browser = Client()
    response = browser.post(ENROL, {"code": code_for(enter_password(browser))})
    assert len(set(codes_on(response))) == 10
    assert "keep them away from your phone" in text(response)
    assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert browser.get(INDEX).status_code == 200
    assert not codes_on(browser.get(CHANGE))
    assert goes_to(browser.get(ENROL)) == (302, CHANGE)


def test_enrolling_leads_on_to_the_page_that_was_wanted(clock, guidance, editor):
    browser = Client()
    wanted = browser.get("/preview/linkedin/uk/?on=2025-11-02")["Location"]
    data = {"username": "editor", "password": PASSWORD, "next": "/preview/linkedin/uk/?on=2025-11-02"}
    page = browser.post(wanted, data, follow=True)
    shown = browser.post(page.redirect_chain[-1][0], {"code": code_for(page)})
    assert 'href="/preview/linkedin/uk/?on=2025-11-02" class="button"' in text(shown)


def test_the_qr_code_holds_the_secret_that_is_written_below_it(clock, editor, monkeypatch):
    drawn = []
    draw = __import__("segno").make
    monkeypatch.setattr("segno.make", lambda address, **how: drawn.append(address) or draw(address, **how))
    page = enter_password(Client())
    secret = re.search(r'id="secret">([A-Z2-7 ]+)<', text(page)).group(1)
    assert len(secret.split()) == 8
    assert f"secret={secret.replace(' ', '')}&" in drawn[0]
    assert drawn[0].startswith("otpauth://totp/Switched%20Off%2C%20")
    assert "<svg" in text(page)


def test_a_wrong_first_code_enrols_nobody_and_keeps_the_secret(clock, editor):
    browser = Client()
    page = enter_password(browser)
    response = browser.post(ENROL, {"code": another_code(code_for(page))})
    assert "This is not the code." in text(response)
    assert not TOTPDevice.objects.exists()
    assert code_for(response) == code_for(page)
    assert goes_to(browser.get(INDEX)) == (302, LOGIN)


@pytest.mark.parametrize("nonsense", ["", "abcdef", "１２３４５６７", "-1", "1e5", "9" * 20])
def test_nonsense_in_place_of_the_first_code_is_refused_in_words(clock, editor, nonsense):
    browser = Client()
    enter_password(browser)
    response = browser.post(ENROL, {"code": nonsense})
    assert 'class="errorlist"' in text(response)
    assert not TOTPDevice.objects.exists()


def test_two_browsers_are_shown_two_secrets(clock, editor):
    """Else whoever knew the password first would know the second factor of who enrols later."""
    assert code_for(enter_password(Client())) != code_for(enter_password(Client()))


def test_who_did_not_finish_enrolling_cannot_replace_the_device_of_who_did(clock, editor):
    intruder, owner = Client(), Client()
    seen = code_for(enter_password(intruder))
    owner.post(ENROL, {"code": code_for(enter_password(owner))})
    assert goes_to(intruder.post(ENROL, {"code": seen})) == (302, ASK)
    assert TOTPDevice.objects.count() == 1
    assert goes_to(intruder.get(INDEX)) == (302, LOGIN)
    assert owner.get(INDEX).status_code == 200


def test_of_two_who_enrol_at_the_same_moment_the_second_adds_nothing(device, editor, rf):
    request = rf.post(ENROL)
    request.user, request.session = editor, {}
    assert add_device(request, "32" * 20, f"{totp(bytes.fromhex('32' * 20)):06}") == []
    assert TOTPDevice.objects.get() == device


def test_the_first_code_counts_once(clock, editor):
    browser, other = Client(), Client()
    code = code_for(enter_password(browser))
    browser.post(ENROL, {"code": code})
    enter_password(other)
    assert "was used already" in text(other.post(ASK, {"code": code}))


# --- signing in with a code ------------------------------------------------------------------


def test_a_code_opens_the_desk_under_a_new_session_key(half_in, device):
    before = half_in.session.session_key
    response = half_in.post(f"{ASK}?next=/admin/guides/step/", {"code": code_of(device)})
    assert (response.status_code, response["Location"]) == (302, "/admin/guides/step/")
    assert half_in.session.session_key != before
    assert half_in.get(INDEX).status_code == 200
    assert goes_to(half_in.get(ASK)) == (302, INDEX)


def test_a_code_with_a_space_in_it_is_right(half_in, device):
    code = code_of(device)
    assert half_in.post(ASK, {"code": f"{code[:3]} {code[3:]}"}).status_code == 302


def test_a_wrong_code_is_refused_in_words(half_in, device):
    response = half_in.post(ASK, {"code": another_code(code_of(device))})
    assert response.status_code == 200
    assert "This code is wrong, or was used already." in text(response)
    assert 'aria-invalid="true"' in text(response)
    assert goes_to(half_in.get(INDEX)) == (302, LOGIN)


def test_no_code_at_all_is_refused_in_words(half_in):
    assert "Type the code that your authenticator app shows" in text(half_in.post(ASK, {"code": ""}))


def test_a_code_that_is_too_long_is_told_once_what_is_wrong(half_in):
    page = text(half_in.post(ASK, {"code": "1" * 21}))
    assert "at most 20 characters" in page
    assert "Type the code that your authenticator app shows" not in page


def test_a_code_counts_once(desk, device, clock):
    other = Client()
    enter_password(other)
    assert "was used already" in text(other.post(ASK, {"code": code_of(device)}))
    clock.shift(STEP)
    assert other.post(ASK, {"code": code_of(device)}).status_code == 302


def test_after_wrong_codes_the_right_one_has_to_wait_and_the_wait_doubles(half_in, device, clock):
    wrong = {"code": another_code(code_of(device))}
    for seconds in (1, 2, 4):
        half_in.post(ASK, wrong)
        response = half_in.post(ASK, {"code": code_of(device)})
        assert f"Wait {seconds} second" in text(response)
        assert goes_to(half_in.get(INDEX)) == (302, LOGIN)
        clock.shift(timedelta(seconds=seconds))
    assert half_in.post(ASK, {"code": code_of(device)}).status_code == 302


def test_wrong_recovery_codes_have_to_wait_too(half_in, editor):
    right = make_recovery_codes(editor)[0]
    assert "not one of your recovery codes" in text(half_in.post(ASK, {"recovery_code": "aaaa-aaaa"}))
    assert "Wait 1 second" in text(half_in.post(ASK, {"recovery_code": right}))


def test_a_recovery_code_works_once(half_in, editor):
    code = make_recovery_codes(editor)[3]
    response = half_in.post(ASK, {"recovery_code": code.upper().replace("-", " ")}, follow=True)
    assert "You have 9 recovery codes left." in text(response)
    assert half_in.get(INDEX).status_code == 200
    other = Client()
    enter_password(other)
    assert "was used already" in text(other.post(ASK, {"recovery_code": code}))
    assert goes_to(other.get(INDEX)) == (302, LOGIN)


def test_the_code_of_a_colleague_is_wrong(half_in, clock):
    colleague = User.objects.create_user("colleague", password=PASSWORD, is_staff=True)
    theirs = TOTPDevice.objects.create(user=colleague, name="App", key="32" * 20)
    make_recovery_codes(colleague)
    half_in.post(ASK, {"code": code_of(theirs)})
    half_in.post(ASK, {"recovery_code": StaticToken.objects.first().token})
    assert goes_to(half_in.get(INDEX)) == (302, LOGIN)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil"])
def test_signing_in_leads_to_no_other_site(half_in, device, elsewhere):
    response = half_in.post(f"{ASK}?next={elsewhere}", {"code": code_of(device)})
    assert response["Location"] == INDEX


def test_codes_are_posted_with_a_token(device, editor):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(editor)
    assert browser.post(ASK, {"code": code_of(device)}).status_code == 403


# --- what stays closed -----------------------------------------------------------------------


def addresses_of_the_desk():
    """Every address below /admin/, with 1 for every number and a name for every word."""

    def walk(patterns, front):
        for pattern in patterns:
            path = front + str(pattern.pattern)
            yield from [path] if isinstance(pattern, URLPattern) else walk(pattern.url_patterns, path)

    desk = next(each for each in get_resolver().url_patterns if str(each.pattern) == "admin/")
    for path in walk(desk.url_patterns, "/admin/"):
        by_name = re.sub(r"\^?\(\?P<(app_label|url)>.*$", "guides/", path)
        yield re.sub(r"<[^>]+>", "1", by_name)


OPEN = {LOGIN, "/admin/logout/", ASK, ENROL, CHANGE}


def test_before_the_code_every_page_of_the_desk_leads_back_to_signing_in(half_in, guidance):
    addresses = [path for path in addresses_of_the_desk() if path not in OPEN]
    assert len(addresses) > 60
    for path in addresses:
        for ask in (half_in.get, half_in.post):
            assert goes_to(ask(path)) == (302, LOGIN), path


def test_the_pages_in_between_show_nothing_of_the_desk(half_in, clock, guidance):
    newcomer = Client()
    User.objects.create_superuser("newcomer", password=PASSWORD)
    for page in (half_in.get(ASK), enter_password(newcomer, "newcomer"), half_in.get(CHANGE, follow=True)):
        assert page.status_code == 200
        assert "/admin/guides/" not in text(page)
        assert "/admin/password_change/" not in text(page)


def test_before_the_code_no_preview_opens(half_in, device, guidance):
    for path in PREVIEWS:
        assert goes_to(half_in.get(path)) == (302, LOGIN)
        assert half_in.get(path, follow=True).redirect_chain[-1][0].startswith(ASK)
    half_in.post(ASK, {"code": code_of(device)})
    assert [half_in.get(path).status_code for path in PREVIEWS] == [200, 200, 200]


def test_before_the_code_public_pages_read_as_for_a_visitor(half_in, device, guidance):
    assert text(half_in.get("/linkedin/uk/")) == text(Client().get("/linkedin/uk/"))
    half_in.post(ASK, {"code": code_of(device)})
    assert "Edit this guide" in text(half_in.get("/linkedin/uk/"))


@pytest.mark.parametrize("path", [ASK, ENROL, CHANGE])
def test_strangers_are_led_to_the_login(db, path):
    assert goes_to(Client().get(path)) == goes_to(Client().post(path)) == (302, LOGIN)


def test_somebody_who_is_not_of_the_staff_enrols_nothing(db):
    browser = Client()
    browser.force_login(User.objects.create_user("reader", password=PASSWORD))
    assert goes_to(browser.get(ENROL)) == (302, LOGIN)


def test_nobody_reads_the_secrets_at_the_desk(desk):
    assert desk.get("/admin/otp_totp/totpdevice/").status_code == 404
    assert desk.get("/admin/otp_static/staticdevice/").status_code == 404
    assert desk.get("/admin/axes/accessattempt/").status_code == 404


def test_the_pages_have_nothing_inline(half_in, device, clock):
    newcomer = Client()
    User.objects.create_superuser("newcomer", password=PASSWORD)
    pages = [half_in.get(ASK), enter_password(newcomer, "newcomer")]
    pages.append(newcomer.post(ENROL, {"code": code_for(pages[1])}))
    pages.append(newcomer.get(CHANGE))
    for page in pages:
        assert page.status_code == 200
        assert faults_in_markup(page) == []


# --- going out, and changing -----------------------------------------------------------------


def test_signing_out_works_before_and_after_the_code(half_in, device):
    half_in.post("/admin/logout/")
    assert "_auth_user_id" not in half_in.session
    enter_password(half_in)
    half_in.post(ASK, {"code": code_of(device)})
    assert half_in.post("/admin/logout/").status_code == 200
    assert goes_to(half_in.get(INDEX)) == (302, LOGIN)
    assert goes_to(enter_password(half_in)) == (200, "")
    assert goes_to(half_in.get(INDEX)) == (302, LOGIN), "the code of the last session counted again"


def test_changing_the_password_keeps_one_signed_in(desk):
    data = {"old_password": PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    assert desk.post("/admin/password_change/", data)["Location"] == "/admin/password_change/done/"
    assert desk.get("/admin/password_change/done/").status_code == 200


def test_new_recovery_codes_take_a_code_and_end_the_old_ones(desk, device, editor, clock):
    old = make_recovery_codes(editor)[0]
    assert "You have 10 recovery codes left." in text(desk.get(CHANGE))
    assert not codes_on(desk.post(CHANGE, {"codes": "", "code": ""}))
    clock.shift(STEP)
    new = codes_on(desk.post(CHANGE, {"codes": "", "code": code_of(device)}))
    assert len(set(new)) == 10
    other = Client()
    enter_password(other)
    assert "not one of your recovery codes" in text(other.post(ASK, {"recovery_code": old}))
    clock.shift(STEP)
    assert other.post(ASK, {"recovery_code": new[0]}).status_code == 302


def test_another_device_takes_a_code_and_ends_the_old_one_everywhere(desk, device, editor, clock):
    make_recovery_codes(editor)
    clock.shift(STEP)
    other = Client()
    enter_password(other)
    other.post(ASK, {"code": code_of(device)})
    clock.shift(STEP)
    response = desk.post(CHANGE, {"device": "", "code": code_of(device)}, follow=True)
    assert len(codes_on(desk.post(ENROL, {"code": code_for(response)}))) == 10
    assert TOTPDevice.objects.get().key != KEY
    assert StaticDevice.objects.count() == 1
    assert desk.get(INDEX).status_code == 200
    assert goes_to(other.get(INDEX)) == (302, LOGIN)


def test_another_device_without_a_code_is_refused(desk, device):
    assert desk.post(CHANGE, {"device": "", "code": another_code(code_of(device))}).status_code == 200
    assert goes_to(desk.get(ENROL)) == (302, CHANGE)
    assert goes_to(desk.post(ENROL, {"code": "123456"})) == (302, CHANGE)


def test_who_leaves_the_change_half_done_needs_a_code_again(desk, device, clock):
    clock.shift(STEP)
    page = desk.post(CHANGE, {"device": "", "code": code_of(device)}, follow=True)
    clock.shift(timedelta(minutes=16))
    assert goes_to(desk.post(ENROL, {"code": code_for(page)})) == (302, CHANGE)
    assert TOTPDevice.objects.get().key == KEY


# --- the lock-out ----------------------------------------------------------------------------


def mistype(times, name="editor", **more):
    return [enter_password(Client(), name, "wrong", **more) for _time in range(times)][-1]


def test_the_fifth_wrong_password_locks_the_account_and_says_how_to_get_back_in(clock, editor):
    assert mistype(4).status_code == 200
    page = mistype(1)
    assert page.status_code == 429
    assert "Wait 15 minutes" in text(page)
    assert "ask the person who runs the site to unlock the account" in text(page)
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert faults_in_markup(page) == []
    assert enter_password(Client()).status_code == 429


def test_another_account_is_not_locked(clock, editor):
    User.objects.create_superuser("approver", password=PASSWORD)
    mistype(5)
    assert enter_password(Client(), "approver").status_code == 200


def test_another_address_or_browser_does_not_unlock_it(clock, editor):
    for number in range(5):
        headers = {"X-Forwarded-For": f"203.0.113.{number}", "User-Agent": f"Browser/{number}"}
        page = mistype(1, headers=headers, REMOTE_ADDR=f"198.51.100.{number}")
    assert page.status_code == 429
    assert enter_password(Client(), headers={"X-Forwarded-For": "203.0.113.99"}).status_code == 429


def test_a_name_that_nobody_has_is_locked_the_same(clock, db):
    """Else the lock would tell which names exist."""
    assert mistype(5, name="nobody").status_code == 429


@pytest.mark.parametrize(("length", "rows"), [(150, 1), (151, 0), (100_000, 0)])
def test_a_name_that_nobody_can_have_is_refused_and_not_kept(clock, db, length, rows):
    answer = Client().post(LOGIN, {"username": "é" * length, "password": "x"})
    assert answer.status_code == 200
    assert "correct username and password" in answer.content.decode()
    assert AccessAttempt.objects.count() == rows


def test_after_fifteen_minutes_the_password_counts_again_even_if_somebody_kept_trying(clock, editor):
    mistype(5)
    clock.shift(timedelta(minutes=14))
    assert mistype(3).status_code == 429
    clock.shift(timedelta(minutes=1, seconds=1))
    assert enter_password(Client()).status_code == 200


def test_the_right_password_ends_the_count(clock, editor):
    mistype(4)
    assert enter_password(Client()).status_code == 200
    assert mistype(4).status_code == 200


def test_who_is_in_stays_in_while_the_account_is_locked(desk):
    mistype(5)
    assert desk.get(INDEX).status_code == 200


def test_a_machine_is_told_of_the_lock_on_the_same_page(clock, editor):
    page = mistype(5, headers={"X-Requested-With": "XMLHttpRequest"})
    assert (page.status_code, page["Content-Type"]) == (429, "text/html; charset=utf-8")
    assert "Access-Control-Allow-Origin" not in page


def test_without_the_second_factor_the_lock_still_holds(clock, editor, settings):
    settings.SECOND_FACTOR = False
    assert mistype(5).status_code == 429


def test_of_a_wrong_password_only_the_name_the_number_and_the_time_are_kept(clock, editor):
    for _time in range(2):
        Client().post(
            f"{LOGIN}?next=/preview/linkedin/uk/",
            {"username": "editor", "password": "a wrong password", "next": "/preview/linkedin/uk/"},
            REMOTE_ADDR="198.51.100.7",
            headers={"User-Agent": "Browser/1", "Accept": "text/tell-tale", "X-Forwarded-For": "203.0.113.7"},
        )
    kept = AccessAttempt.objects.values().get()
    assert kept.pop("id")
    assert kept == {
        "username": "editor",
        "failures_since_start": 2,
        "attempt_time": datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
        "ip_address": "::",
        "user_agent": "<unknown>",
        "http_accept": "<unknown>",
        "path_info": "<unknown>",
        "get_data": "\n---------\n",
        "post_data": "\n---------\n",
    }


def test_signing_in_and_out_keeps_no_log(desk):
    mistype(5)
    desk.post("/admin/logout/")
    assert AccessLog.objects.count() == AccessFailureLog.objects.count() == 0


def test_no_table_of_signing_in_holds_an_address_or_a_browser(clock, editor):
    stranger = {"headers": {"User-Agent": "Browser/1", "X-Forwarded-For": "203.0.113.7"}, "REMOTE_ADDR": "198.51.100.7"}
    browser = Client(**stranger)
    page = enter_password(browser)
    browser.post(ENROL, {"code": code_for(page)})
    mistype(3, **stranger)
    rows = [row for label in ("axes", "otp_totp", "otp_static") for row in rows_of(label)]
    rows.append(dict(browser.session))
    assert len(rows) > 12
    assert not re.search(r"203\.0|198\.51|127\.0|Browser", repr(rows))


def rows_of(label):
    return [row for model in apps.get_app_config(label).get_models() for row in model.objects.values()]


def test_old_rows_go_when_anybody_signs_in(clock, editor):
    mistype(2, name="stranger")
    assert AccessAttempt.objects.count() == 1
    clock.shift(timedelta(minutes=16))
    enter_password(Client())
    assert not AccessAttempt.objects.exists()


def test_the_log_names_nobody(clock, editor, caplog):
    caplog.set_level("INFO", logger="axes")
    mistype(5, headers={"User-Agent": "Browser/1"}, REMOTE_ADDR="198.51.100.7")
    said = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("axes"))
    assert "Locking out somebody after repeated login failures" in said
    assert not re.search(r"editor|Browser|198\.51|/admin/", said)


# --- the setting and the commands ------------------------------------------------------------


def test_switched_off_the_password_is_enough(editor, guidance, settings):
    settings.SECOND_FACTOR = False
    browser = Client()
    assert enter_password(browser).redirect_chain == [(INDEX, 302)]
    assert browser.get("/preview/linkedin/uk/").status_code == 200
    assert "/second-factor/" not in text(browser.get(INDEX))
    assert {goes_to(browser.get(path)) for path in (ASK, ENROL, CHANGE)} == {(302, INDEX)}


def test_switched_on_again_a_session_of_the_password_alone_is_led_to_enrol(editor, settings):
    settings.SECOND_FACTOR = False
    browser = Client()
    enter_password(browser)
    settings.SECOND_FACTOR = True
    assert browser.get(INDEX, follow=True).redirect_chain[-1][0].startswith(ENROL)


def second_factor(*words):
    said = StringIO()
    call_command("second_factor", *words, stdout=said)
    return said.getvalue()


def test_a_reset_closes_the_desk_and_leads_to_enrol_anew(desk, editor):
    make_recovery_codes(editor)
    assert "no longer has a second factor" in second_factor("editor", "--reset")
    assert StaticToken.objects.count() == TOTPDevice.objects.count() == 0
    assert desk.get(INDEX, follow=True).redirect_chain[-1][0].startswith(ENROL)


def test_a_reset_touches_nobody_else(device, db):
    User.objects.create_user("colleague")
    second_factor("colleague", "--reset")
    assert TOTPDevice.objects.get() == device


def test_the_command_tells_who_has_a_second_factor(device, editor):
    make_recovery_codes(editor)
    User.objects.create_user("newcomer")
    assert second_factor("editor") == "“editor” has a second factor and 10 recovery codes.\n"
    assert second_factor("newcomer") == "“newcomer” has no second factor yet.\n"
    assert TOTPDevice.objects.count() == 1


def test_the_command_says_when_nobody_has_the_name(db):
    with pytest.raises(CommandError, match="There is no user “edtor”"):
        call_command("second_factor", "edtor", "--reset")


def test_whoever_runs_the_site_unlocks_an_account(clock, editor):
    mistype(5)
    call_command("axes_reset_username", "editor", stdout=StringIO())
    assert enter_password(Client()).status_code == 200

"""One list of settings: what is read, what .env.example explains, what compose.yaml passes on. Each wrong value is met
by a sentence."""

import re
import subprocess
import sys

import pytest
import yaml
from django.conf import settings
from django.core.checks import run_checks
from environs import EnvError

from optout_site import environment
from optout_site.environment import OF_OTHERS, OF_THE_SERVER, Server, from_file
from optout_site.settings import ORIGIN, ValidationError, are_hosts

BASE = settings.BASE_DIR
KEY = "SECRET_KEY=" + "x" * 50


# --- one list --------------------------------------------------------------------------------


def test_each_setting_that_is_read_is_on_the_list():
    text = (BASE / "optout_site" / "settings.py").read_text(encoding="utf-8")
    assert set(re.findall(r"\benv\.\w+\(\s*\"(\w+)\"", text)) == settings.NAMES
    text = (BASE / "optout_site" / "environment.py").read_text(encoding="utf-8")
    assert set(re.findall(r"(?:_given\.get|_number)\(\"(\w+)\"", text)) == OF_THE_SERVER


def test_each_is_explained_once_in_the_example_and_nothing_else_is():
    text = (BASE / ".env.example").read_text(encoding="utf-8")
    explained = re.findall(r"^# ([A-Z_]+)=", text, re.MULTILINE)
    assert sorted(explained) == sorted(settings.NAMES | OF_THE_SERVER | OF_OTHERS)


def test_the_example_can_be_taken_over_line_by_line(tmp_path):
    text = (BASE / ".env.example").read_text(encoding="utf-8")
    file = tmp_path / ".env"
    file.write_text(re.sub(r"^# ([A-Z_]+=)", r"\1", text, flags=re.MULTILINE), encoding="utf-8")
    assert from_file(file)["OPERATOR"] == "Example Society, Example Street 1, Exampleton"


# Set there, or of no use in a container.
FIXED = {"SECRET_KEY", "SITE_URL", "DATABASE_URL", "BEHIND_PROXY"}
NOT_IN_A_CONTAINER = {"HOST", "PORT", "PYTHON", "POSTGRES_PASSWORD"}


def test_compose_passes_each_of_them_on_as_it_stands_in_the_file():
    given = yaml.safe_load((BASE / "compose.yaml").read_text(encoding="utf-8"))["x-site"]["environment"]
    assert set(given) == (settings.NAMES | OF_THE_SERVER | OF_OTHERS) - NOT_IN_A_CONTAINER
    assert {name for name, value in given.items() if value is not None} == FIXED


# --- .env ------------------------------------------------------------------------------------


@pytest.fixture
def written(tmp_path):
    """Read a file that says this."""

    def written(text: str | bytes) -> dict[str, str]:
        file = tmp_path / ".env"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return from_file(file)

    return written


def test_what_stands_in_the_file_is_read_as_it_stands(written, tmp_path):
    text = "\ufeff# A comment\nA=1\n\nexport B='two # words'\nC=\"three # words\" # said\nD=a#b\nE=\n"
    assert written(text) == {"A": "1", "B": "two # words", "C": "three # words", "D": "a#b", "E": ""}
    assert from_file(tmp_path / "nothing") == {}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("A=1\nOPERATOR=Example Society, Street #4", "line 2: OPERATOR would be cut off at “#”; put the whole"),
        ("WORKERS=2\t# two", "line 1: WORKERS would be cut off at “#”"),
        ("A=1\nB=2\nA=3", "line 3: A appears twice; keep one"),
        ("ONE_EDITOR", "line 1: ONE_EDITOR has no value; write ONE_EDITOR=value"),
        ("this is no setting", "line 1: this is not a setting; write NAME=value"),
        ("A='not closed", "line 1: this is not a setting"),
        (b"OPERATOR=Caf\xe9", "cannot be read (it is not UTF-8); it must be a text file"),
    ],
)
def test_what_would_be_lost_stops_the_start_with_a_sentence(written, text, sentence):
    with pytest.raises(EnvError, match=re.escape(sentence)):
        written(text)


def test_a_file_that_cannot_be_read_stops_the_start_with_a_sentence(tmp_path):
    with pytest.raises(EnvError, match=r"cannot be read \(Is a directory\); it must be a text file"):
        from_file(tmp_path)


def test_a_name_that_nobody_reads_is_warned_of(monkeypatch):
    given = {"ONE_EDITR": "true", "WORKERS": "2", "POSTGRES_PASSWORD": "x", "COMPOSE_FILE": "x", "DEBUG": "false"}
    monkeypatch.setattr(environment, "from_file", lambda: given)
    found = [check.msg for check in run_checks(include_deployment_checks=True) if check.id == "optout_site.W004"]
    assert found == ["There is no setting ONE_EDITR; in .env it has no effect."]


# --- the server ------------------------------------------------------------------------------


@pytest.fixture
def given(monkeypatch):
    def given(**named: str) -> Server:
        monkeypatch.setattr(environment, "values", lambda: named)
        return Server()

    return given


def test_the_server_has_defaults(given):
    server = given()
    assert (server.bind, server.workers, server.has_access_log) == ("127.0.0.1:8000", 2, False)


@pytest.mark.parametrize(
    ("host", "bind"),
    [("::1", "[::1]:80"), ("[::1]", "[::1]:80"), ("::", "[::]:80"), ("0.0.0.0", "0.0.0.0:80"), ("a.b", "a.b:80")],  # noqa: S104
)
def test_it_listens_at_a_name_or_at_an_address(given, host, bind):
    assert given(HOST=host, PORT="80").bind == bind


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WORKERS", "0"),
        ("WORKERS", "-1"),
        ("WORKERS", "two"),
        ("THREADS", "0"),
        ("THREADS", "1.5"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "８０"),
        ("HOST", "127.0.0.1:8000"),
        ("HOST", "http://127.0.0.1"),
        ("HOST", "a b"),
    ],
)
def test_what_makes_no_sense_is_named_with_its_own_name(given, name, value):
    with pytest.raises(EnvError, match=f'variable "{name}" invalid: “{re.escape(value)}” is '):
        given(**{name: value})


@pytest.mark.parametrize(("value", "is_on"), [("1", True), ("true", True), ("", False), ("0", False), ("False", False)])
def test_a_log_of_requests_can_be_switched_off_in_words(given, value, is_on):
    assert given(ACCESS_LOG=value).has_access_log == is_on


def test_gunicorn_says_it_in_a_sentence(monkeypatch):
    monkeypatch.setenv("WORKERS", "0")
    command = [sys.executable, "-m", "gunicorn", "--check-config", "optout_site.wsgi"]
    stopped = subprocess.run(command, cwd=BASE, capture_output=True, text=True, check=False)  # noqa: S603
    (sentence,) = stopped.stderr.splitlines()
    assert stopped.returncode == 1
    assert 'variable "WORKERS" invalid: “0” is not a whole number from 1 to 1000' in sentence


# --- names and addresses ---------------------------------------------------------------------


@pytest.mark.parametrize("named", ["optout.example", "*", ".optout.example", "127.0.0.1", "[::1]", "localhost"])
def test_hosts_are_taken(named):
    are_hosts([named])


@pytest.mark.parametrize("named", ["https://optout.example", "optout.example:443", "", " a", "a b", "*.a", "::1"])
def test_what_is_no_host_is_refused(named):
    with pytest.raises(ValidationError, match="is no name of a host; write"):
        are_hosts(["localhost", named])


@pytest.mark.parametrize(
    ("origin", "is_one"),
    [("http://[::1]:8000", True), ("http://[::1]", True), ("https://a.example:65535", True)]
    + [(wrong, False) for wrong in ("http://::1", "http://a:65536", "http://a:0", "http://a..b", "http://a:")],
)
def test_an_origin_may_be_an_ipv6_address_and_its_port_is_one(origin, is_one):
    assert bool(ORIGIN.fullmatch(origin)) == is_one

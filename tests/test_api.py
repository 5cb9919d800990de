"""The data as it is served: every address, every refusal, who may read it, and the very commands of its page."""

import datetime
import gzip
import html
import json
import re
import shlex
import shutil
import subprocess
import urllib.request

import brotli
import pytest
import time_machine
import yaml
from django.db import DatabaseError, connections
from django.test import Client

from guides.document.types import DocumentError
from guides.document.validation import parse
from guides.document.yaml_format import from_yaml
from guides.editing import drafts, publishing
from guides.models import Edition, Guide
from guides.open_data.types import ANSWERS
from guides.rules import rate_limit
from guides.serving import current_editions
from guides.views import api, preview
from tests.support.clock import PATIENCE
from tests.support.factories import make_claim, make_data, make_guide, make_region
from tests.support.schemas import faults
from tests.support.servers import Site
from tests.support.shipped_guide import document_of

LINKEDIN = document_of()
REGIONS = [region.slug for region in LINKEDIN.regions]
DAYS = ["2025-11-02", "2025-11-03", ""]
GUIDE, UK = "/api/guides/linkedin.json", "/api/guides/linkedin/uk.json"
EDITION, EDITIONS = "/api/guides/linkedin/editions/1.json", "/api/guides/linkedin/editions.json"
DATA = [
    "/api/guides.json",
    "/api/guides.yaml",
    GUIDE,
    "/api/guides/linkedin.yaml",
    UK,
    "/api/guides/linkedin/uk.yaml",
    f"{UK}?on=2025-11-02",
    EDITIONS,
    "/api/guides/linkedin/editions.yaml",
    EDITION,
    "/api/guides/linkedin/editions/1.yaml",
    *(f"/api/schema/{name}.json" for name in ANSWERS),
]
SHARED = "public, max-age=0, s-maxage=1, stale-if-error=86400"
FAULTS = {
    "/api/nothing": 404,
    "/api/guides": 404,
    "/api/guides.xml": 404,
    "/api/guides.json/": 404,
    "/api/guides/linkedin": 404,
    "/api/guides/linkedin/": 404,
    "/api/guides/linkedin/share/": 404,
    "/api/guides/chess.json": 404,
    "/api/guides/linkedin.xml": 404,
    "/api/guides/linkedin/atlantis.json": 404,
    "/api/guides/linkedin/editions/0.json": 404,
    "/api/guides/linkedin/editions/2.json": 404,
    f"/api/guides/linkedin/editions/{'9' * 30}.json": 404,
    f"/api/guides/linkedin/editions/{'9' * 5000}.json": 404,
    "/api/guides/linkedin/editions/-1.json": 404,
    "/api/schema/chess.json": 404,
    "/api/schema/guide.yaml": 404,
    f"{UK}?on=yesterday": 400,
    f"{UK}?on=2025-02-30": 400,
    f"{UK}?on=1999-12-31": 400,
    f"{UK}?on=2200-01-01": 400,
    f"{UK}?on=%00": 400,
}


@pytest.fixture(autouse=True)
def _nobody_asked_before():
    api.making.fill()


@pytest.fixture
def program(guidance):
    """Somebody’s script: it says nothing about itself."""
    return Client()


def publish(document):
    publishing.publish(drafts.from_document(document), by=None, note="Clearer words.")
    current_editions.refresh()


def error(response):
    assert response["Content-Type"] == "application/json"
    (sentence,) = response.json().values()
    assert list(response.json()) == ["error"]
    return sentence


# --- what is there ---------------------------------------------------------------------------


def test_every_guide_leads_to_all_of_its_data(program):
    (listed,) = program.get("/api/guides.json").json()["guides"]
    assert (listed["slug"], listed["edition"]) == ("linkedin", 1)
    assert [region["slug"] for region in listed["regions"]] == REGIONS
    leads = [listed["data"], listed["editions"], listed["page"], *(region["data"] for region in listed["regions"])]
    for address in leads:
        assert address.startswith("https://optout.example/")
        assert program.get(address.removeprefix("https://optout.example")).status_code == 200


def test_every_answer_fits_the_schema_that_it_names_and_that_is_served(program):
    for path in [path for path in DATA if path.endswith(".json") and "/schema/" not in path]:
        data = program.get(path).json()
        name = data["$schema"].removeprefix("https://optout.example/api/schema/").removesuffix(".json")
        served = program.get(f"/api/schema/{name}.json").json()
        assert served["$id"] == data["$schema"]
        jsonschema = pytest.importorskip("jsonschema", reason="needs `pip install -r requirements-dev.txt`")
        jsonschema.validate(data, served)
        assert faults(data, name) == []


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("region", REGIONS)
def test_every_region_reads_the_same_as_data_and_as_a_page(program, region, day):
    data = program.get(f"/api/guides/linkedin/{region}.json", {"on": day} if day else {}).json()
    assert faults(data, "region") == []
    moment = datetime.datetime.fromisoformat(f"{day or data['on']}T12:00:00+00:00")
    with time_machine.travel(moment, tick=False):
        page = html.unescape(program.get(f"/linkedin/{region}/").content.decode())
        same_day = program.get(f"/api/guides/linkedin/{region}.json").json()
    plain = re.sub(r"\[([^]]*)\]\([^)]*\)|\*+", r"\1", data["said"]["standing"][0]["text"])
    assert plain in re.sub(r"<[^>]+>", "", page)
    assert [step["title"] in page for step in data["steps"]] == [True] * len(data["steps"])
    assert {**data, "published_at": ""} == {**same_day, "published_at": ""}


def test_today_is_the_same_with_and_without_its_date(program):
    with time_machine.travel(datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC), tick=False):
        assert program.get(UK).content == program.get(f"{UK}?on=2026-11-23").content


def test_the_document_can_be_loaded_again_from_json_and_from_yaml(program):
    for path in (GUIDE, EDITION):
        assert parse(program.get(path).json()["document"]) == LINKEDIN
        assert from_yaml(program.get(path.replace(".json", ".yaml")).content.decode()) == LINKEDIN


@pytest.mark.parametrize("path", ["/api/guides.json", UK, f"{UK}?on=2025-11-02", EDITIONS])
def test_yaml_says_the_same_as_json(program, path):
    answer = program.get(path.replace(".json", ".yaml"))
    assert answer["Content-Type"] == "application/yaml"
    assert yaml.safe_load(answer.content.decode()) == program.get(path).json()


@pytest.mark.parametrize("name", ["gb", "GB", "scotland", "UK"])
def test_another_name_of_a_region_leads_to_its_own_address(program, name):
    for form in ("json", "yaml"):
        for query in ("", "?on=2025-11-02"):
            response = program.get(f"/api/guides/linkedin/{name}.{form}{query}")
            assert (response.status_code, response["Location"]) == (302, f"/api/guides/linkedin/uk.{form}{query}")
            assert response["Access-Control-Allow-Origin"] == "*"


def test_what_is_asked_for_beyond_that_is_passed_over(program):
    for path in (GUIDE, UK, EDITIONS, EDITION):
        for query in ("?device=fridge", "?team=none", "?on=", "?format=xml&key=1"):
            assert program.get(path + query).content == program.get(path).content


def test_the_address_without_its_slash_leads_to_the_page(program):
    assert program.get("/api")["Location"] == "/api/"


# --- editions --------------------------------------------------------------------------------


def test_a_new_edition_is_in_every_answer_and_the_old_one_stays_as_it_was(program):
    before = program.get(EDITION).content
    tags = {path: program.get(path)["ETag"] for path in ("/api/guides.json", GUIDE, UK, EDITIONS, "/api/")}
    publish(LINKEDIN.model_copy(update={"title": "Another headline"}))
    assert [path for path, tag in tags.items() if program.get(path)["ETag"] == tag] == []
    assert program.get(GUIDE).json()["document"]["title"] == "Another headline"
    assert program.get(UK).json()["guide"]["title"] == "Another headline"
    assert [each["edition"] for each in program.get(EDITIONS).json()["editions"]] == [2, 1]
    assert program.get(EDITION).content == before
    second = program.get("/api/guides/linkedin/editions/2.json").json()
    assert (second["edition"], second["document"]["title"]) == (2, "Another headline")


def test_an_edition_that_is_not_live_in_this_worker_yet_is_not_told_of(program):
    publishing.publish(drafts.from_document(LINKEDIN), by=None, note="Not seen yet.")
    assert Edition.objects.count() == 2
    assert [each["edition"] for each in program.get(EDITIONS).json()["editions"]] == [1]
    assert program.get("/api/guides/linkedin/editions/2.json").status_code == 404


def test_an_old_edition_may_be_kept_for_good(program):
    response = program.get(EDITION)
    assert response["Cache-Control"] == "public, max-age=2592000, immutable"
    assert program.get(EDITION, headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_nobody_of_the_staff_is_named(program, editor):
    publishing.publish(drafts.from_document(LINKEDIN), by=editor, note="Clearer words.")
    current_editions.refresh()
    for path in [*DATA, "/api/guides/linkedin/editions/2.json"]:
        assert not re.search(r"\beditor\b|editor@example|published_by|approved_by", program.get(path).content.decode())


def test_a_draft_is_not_given_away(program):
    row = Guide.objects.get()
    row.title = "Only drafted"
    row.save()
    current_editions.refresh()
    for path in DATA:
        assert "Only drafted" not in program.get(path).content.decode()


# --- how it is sent --------------------------------------------------------------------------


@pytest.mark.parametrize("path", DATA)
def test_data_is_sent_as_data_to_everybody(program, path):
    response = program.get(path, headers={"Origin": "https://elsewhere.example", "Accept": "text/html"})
    assert response.status_code == 200
    kind = "schema+json" if "/schema/" in path else "yaml" if ".yaml" in path else "json"
    assert response["Content-Type"] == f"application/{kind}"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert response["Link"] == '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
    assert response["Vary"] == "Accept-Encoding"
    assert list(response.cookies) == []
    if "editions/" not in path:
        assert response["Cache-Control"] == SHARED


@pytest.mark.parametrize("path", DATA)
def test_data_comes_compressed_once_and_only_its_headers_if_so_asked(program, path):
    plain = program.get(path)
    for form, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        packed = program.get(path, headers={"Accept-Encoding": form})
        assert packed["Content-Encoding"] == form
        assert unpack(packed.content) == plain.content
        head = program.head(path, headers={"Accept-Encoding": form})
        assert (head.status_code, head.content) == (200, b"")
        assert head["ETag"] == packed["ETag"]
        assert head["Content-Length"] == str(len(packed.content))


@pytest.mark.parametrize("path", DATA)
def test_data_that_has_not_changed_is_not_sent_again(program, path):
    tag = program.get(path)["ETag"]
    again = program.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*"
    assert program.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_cookie_changes_nothing(program):
    program.cookies["linkedin.switch-off"] = "1"
    program.cookies["sessionid"] = "x" * 32
    for path in DATA:
        assert program.get(path).content == Client().get(path).content


def test_no_other_address_may_be_read_by_other_sites(program):
    for path in ["/", "/linkedin/", "/linkedin/uk/", "/linkedin/sources/", "/api/", "/admin/login/", "/atlantis/"]:
        assert "Access-Control-Allow-Origin" not in program.get(path).headers


def test_what_is_in_memory_needs_no_query(program, django_assert_num_queries):
    kept = [path for path in DATA if "editions" not in path]
    with django_assert_num_queries(0):
        for path in [*kept, "/api/", "/api/guides/linkedin/gb.json", "/api/nothing"]:
            program.get(path)
    for path in DATA:
        program.get(path)
    with django_assert_num_queries(0):
        for path in DATA:
            assert program.get(path).status_code == 200


def test_only_some_old_editions_are_kept_in_memory(program, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(api, "MOST_OLD_EDITIONS", 1)
    yaml_of_it = EDITION.replace(".json", ".yaml")
    for path in (EDITION, yaml_of_it):
        program.get(path)
    with django_assert_num_queries(0):
        program.get(yaml_of_it)
    with django_assert_num_queries(1):
        program.get(EDITION)


# --- when it cannot be done ------------------------------------------------------------------


@pytest.mark.parametrize(("path", "status"), FAULTS.items(), ids=lambda value: str(value)[:50])
def test_whatever_there_is_not_is_refused_with_a_sentence(program, path, status):
    response = program.get(path)
    assert response.status_code == status
    assert len(error(response)) > 20
    assert faults(response.json(), "error") == []
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "no-store"
    assert list(response.cookies) == []


def test_the_sentence_says_what_is_wrong(program):
    assert error(program.get("/api/guides/chess.json")) == "There is no guide called “chess”."
    assert error(program.get("/api/guides/linkedin/mars.json")) == "This guide has no region called “mars”."
    assert error(program.get(f"{UK}?on=soon")) == "“soon” is not a date. Write it as 2025-11-03."
    assert error(program.get("/api/schema/x.json")).startswith("The schemas are called guides, guide, region")


@pytest.mark.parametrize("path", [*DATA, "/api/", "/api/nothing"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_nothing_can_be_written(guidance, path, method):
    response = getattr(Client(enforce_csrf_checks=True), method)(path)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert error(response).endswith("Data can only be read here, with GET.")


def test_a_wrong_host_is_told_in_data_too(program):
    response = program.get(UK, headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert error(response).startswith("Something in the request made no sense.")


def test_something_that_breaks_is_told_in_data_too(program, monkeypatch):
    monkeypatch.setattr(api.envelope, "licence", None)
    program.raise_request_exception = False
    response = program.get(UK)
    assert response.status_code == 500
    assert error(response).startswith("Something broke on our side.")


def test_too_many_other_days_at_once_have_to_wait_and_today_does_not(program, monkeypatch):
    monkeypatch.setattr(api, "making", rate_limit.TokenBucket(burst=3, a_second=2, clock=lambda: 0.0))
    answers = [program.get(UK, {"on": f"2026-01-0{day}"}) for day in (1, 2, 3, 4)]
    assert [response.status_code for response in answers] == [200, 200, 200, 429]
    assert error(answers[-1]) == "Too many people are asking for old data at once. Try again in a moment."
    assert answers[-1]["Retry-After"] == "1"
    assert program.get(EDITION).status_code == 429
    assert [program.get(path).status_code for path in (UK, GUIDE, EDITIONS)] == [200, 200, 200]


def away(tmp_path):
    """The settings of a database that cannot be opened."""
    return connections["default"].settings_dict | {"NAME": str(tmp_path / "gone" / "site.sqlite3")}


@pytest.mark.usefixtures("settings")  # so that no test before it has read the old editions
def test_while_the_database_is_away_only_old_editions_ask_for_patience(program, tmp_path):
    there = connections["default"]
    connections["default"] = there.copy()
    connections["default"].settings_dict = away(tmp_path)
    try:
        with pytest.raises(DatabaseError):
            connections["default"].ensure_connection()
        assert [program.get(path).status_code for path in (UK, GUIDE, "/api/")] == [200, 200, 200]
        for path in (EDITION, EDITIONS):
            response = program.get(path)
            assert (response.status_code, response["Retry-After"]) == (503, "30")
            assert error(response) == "Old editions cannot be read at the moment. Try again in a minute."
        current_editions.forget_all()
        assert program.get(UK).status_code == 503
        assert "The guide cannot be read at the moment." in error(program.get(UK))
    finally:
        connections["default"] = there
    assert program.get(EDITION).status_code == 200


def test_without_a_guide_the_list_is_empty_and_the_page_says_so(guidance):
    Edition.objects.all().delete()
    current_editions.refresh()
    assert Client().get("/api/guides.json").json()["guides"] == []
    assert "There is no guide yet." in Client().get("/api/").content.decode()


def test_a_preview_has_no_data(program, editor):
    program.force_login(editor)
    for path in ("/preview/api/", "/preview/api/guides.json", "/preview/api/guides/linkedin.json"):
        assert program.get(path).status_code == 404
    key = preview.key_for("linkedin", {})
    assert Client().get(f"/preview/api/guides/linkedin/uk.json?key={key}").status_code == 404


def test_hostile_words_stay_words(guidance, program):
    hostile = "</script><script>alert('x')</script>\" onload=alert(1) [x](javascript:alert(1)) {{ 7 }}"
    claims = [*make_data()["claims"], make_claim("used-too", "used", text=hostile)]
    publish(make_guide(title=hostile[:90], claims=claims))
    for path in ("/api/guides.json", "/api/guides/chatter.json", "/api/guides/chatter/uk.json"):
        answer = program.get(path)
        assert hostile[:90] in json.dumps(answer.json(), ensure_ascii=False).replace('\\"', '"')
        assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/json", "nosniff")
        assert "script-src 'self'" in answer["Content-Security-Policy"]
        written = program.get(path.replace(".json", ".yaml")).content.decode()
        assert hostile[:90] in json.dumps(yaml.safe_load(written), ensure_ascii=False, default=str).replace('\\"', '"')
    answer = program.get("/api/guides/<b>x</b>.json")
    assert answer["Content-Type"] == "application/json"


@pytest.mark.parametrize("taken", [{"slug": "api"}, {"regions": [make_region("editions")]}])
def test_no_guide_and_no_region_can_take_an_address_of_the_data(taken):
    with pytest.raises(DocumentError, match="another"):
        make_guide(**{"steps": [], "claims": [], **taken})


# --- the page --------------------------------------------------------------------------------


def commands(page):
    written = re.findall(r"<pre><code>(.*?)</code></pre>", page.replace("<wbr>", ""), re.DOTALL)
    return [html.unescape(command) for command in written]


def test_the_page_explains_every_field_and_says_the_licence(program):
    page = program.get("/api/").content.decode()
    fields = {field.alias or name for model in ANSWERS.values() for name, field in model.model_fields.items()}
    assert {field for field in fields if f"<code>{field}</code>" not in page} == set()
    assert "https://creativecommons.org/licenses/by/4.0/" in page
    assert "no field is removed or gets another meaning" in page
    assert '<link rel="canonical" href="https://optout.example/api/">' in page


def test_every_page_leads_to_the_data(program):
    for path in ["/", "/linkedin/uk/", "/linkedin/sources/", "/atlantis/"]:
        assert '<a href="/api/">Open data</a>' in program.get(path).content.decode()


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The site as it is served, on a port of its own."""
    site = Site(tmp_path_factory.mktemp("served"), WORKERS="1")
    server = site.serve()
    try:
        site.wait()
        yield f"http://127.0.0.1:{site.port}"
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)


def run(command, folder):
    """Run a command of the page as somebody would who pastes it; without curl, ask the same address."""
    words = shlex.split(command)
    assert words[0] == "curl"
    if shutil.which("curl"):
        return subprocess.run(words, cwd=folder, check=True, capture_output=True).stdout  # noqa: S603
    address = next(word for word in words if word.startswith("http://127.0.0.1:"))
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310
        body = answer.read()
    if "-o" in words:
        (folder / words[words.index("-o") + 1]).write_bytes(body)
    return b"" if "-o" in words else body


@pytest.mark.real_day
def test_every_command_on_the_page_works_as_it_stands_there(served, tmp_path):
    with urllib.request.urlopen(f"{served}/api/", timeout=PATIENCE) as answer:  # noqa: S310
        shown = commands(answer.read().decode())
    assert len(shown) == 9
    printed = [out for command in shown if (out := run(command, tmp_path))]
    assert len(printed) == 7
    assert all(json.loads(out)["$schema"] for out in printed)
    assert from_yaml((tmp_path / "linkedin.yaml").read_text(encoding="utf-8")) == LINKEDIN
    assert parse(json.loads((tmp_path / "linkedin.json").read_text(encoding="utf-8"))["document"]) == LINKEDIN
    (again,) = [command for command in shown if "--etag-compare" in command]
    whole = (tmp_path / "linkedin.json").read_bytes()
    run(again, tmp_path)
    assert (tmp_path / "linkedin.json").read_bytes() == whole

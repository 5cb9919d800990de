"""The first door: which answers are kept, for which question, and for how long."""

import io

import pytest

from guides.document.field_types import DEVICES
from guides.serving.response_cache import IS_CACHEABLE, MOST_CACHED, ResponseCache

PAGE = [
    ("Content-Type", "text/html"),
    ("Vary", "Accept-Encoding, Cookie"),
    ("ETag", '"one"'),
    ("X-Frame-Options", "DENY"),
]
TICKED = "linkedin.switch-off=1; linkedin.research=not-for-me"


class Behind:
    """An application that counts how often it is asked, reads what was posted, and answers as it is told."""

    def __init__(self):
        self.asked, self.status, self.headers, self.is_cacheable, self.read = 0, "200 OK", PAGE, True, []

    def __call__(self, environ, start_response):
        self.asked += 1
        self.read.append(environ["wsgi.input"].read())
        if self.is_cacheable:
            environ[IS_CACHEABLE] = True
        start_response(self.status, list(self.headers))
        return [b"page ", str(self.asked).encode()]


@pytest.fixture
def behind():
    return Behind()


@pytest.fixture
def day():
    return {"is": "Monday"}


@pytest.fixture
def ask(behind, day):
    cache = ResponseCache(behind, lambda: day["is"])

    def ask(path="/linkedin/uk/", method="GET", body=b"", **more):
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": "", "HTTP_HOST": "optout.example"}
        environ |= {"wsgi.url_scheme": "https", "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        said = []
        found = b"".join(cache(environ | more, lambda *answer: said.append(answer)))
        return said[0][0], dict(said[0][1]), found

    ask.cache = cache
    return ask


def tick(ask, body=b"done=0&done=1", **more):
    return ask("/linkedin/uk/steps/switch-off/", "POST", body, HTTP_SEC_FETCH_SITE="same-origin", **more)


# --- what is kept ----------------------------------------------------------------------------


def test_what_is_cacheable_is_asked_for_once_and_given_with_all_its_headers(ask, behind):
    assert ask() == ask() == ("200 OK", dict(PAGE), b"page 1")
    assert behind.asked == 1


def test_whoever_has_it_already_hears_so_and_gets_no_body(ask):
    ask()
    status, headers, body = ask(HTTP_IF_NONE_MATCH='W/"other", "one"')
    assert (status, body) == ("304 Not Modified", b"")
    assert headers == {name: value for name, value in PAGE if name != "Content-Type"}


def test_whoever_has_another_gets_the_page(ask):
    ask()
    assert ask(HTTP_IF_NONE_MATCH='"two"')[0] == "200 OK"


def test_what_has_no_etag_is_always_given_whole(ask, behind):
    behind.headers = [("Content-Type", "text/html")]
    ask()
    assert ask(HTTP_IF_NONE_MATCH='"anything", ""')[0] == "200 OK"


def test_people_with_the_same_ticks_are_given_the_same_in_whatever_order_they_ticked(ask, behind):
    ask(HTTP_COOKIE=TICKED)
    assert ask(HTTP_COOKIE="; ".join(reversed(TICKED.split("; "))))[2] == b"page 1"
    assert behind.asked == 1


def test_of_two_ticks_with_one_name_the_last_counts(ask, behind):
    """As in Django: whoever has them in another order is as far as somebody else."""
    extra = "linkedin.research=1; linkedin.research=not-for-me"
    assert ask(HTTP_COOKIE=extra)[2] == ask(HTTP_COOKIE="linkedin.research=not-for-me")[2] == b"page 1"
    assert ask(HTTP_COOKIE="; ".join(reversed(extra.split("; "))))[2] == b"page 2"


def test_the_same_tick_of_people_with_the_same_ticks_is_answered_once(ask, behind):
    assert tick(ask, HTTP_COOKIE=TICKED) == tick(ask, HTTP_COOKIE=TICKED)
    assert behind.read == [b"done=0&done=1"]


# --- what is not -----------------------------------------------------------------------------


def test_what_no_view_allowed_is_not_kept(ask, behind):
    behind.is_cacheable = False
    assert [ask()[2], ask()[2]] == [b"page 1", b"page 2"]


@pytest.mark.parametrize("status", ["404 Not Found", "302 Found", "304 Not Modified", "503 Service Unavailable"])
def test_only_a_good_answer_is_kept(ask, behind, status):
    behind.status = status
    assert [ask()[0], ask()[0]] == [status, status]
    assert behind.asked == 2


def test_an_answer_that_depends_on_more_than_is_looked_at_is_not_kept(ask, behind):
    behind.headers = [("Vary", "Cookie, Accept-Language")]
    assert [ask()[2], ask()[2]] == [b"page 1", b"page 2"]


@pytest.mark.parametrize("method", ["HEAD", "PUT", "get", "OPTIONS"])
def test_no_other_method_is_answered_here(ask, behind, method):
    ask()
    ask(method=method)
    assert behind.asked == 2


@pytest.mark.parametrize(
    "cookies",
    [
        "sessionid=abcdefgh",
        f"{TICKED}; sessionid=1",
        f"sessionid=1; {TICKED}",
        "counted.abcdefghijklmnop=AbCdEfGhIjKlMnOpQrStUv",
        "linkedin.switch-off=12345",
        "linkedin.switch-off=1;linkedin.look-again=1",
        "linkedin.switch-off=1; ",
        "linkedin.switch-off=1\n",
        "; ".join(f"linkedin.step-{number}=1" for number in range(61)),
    ],
)
def test_whoever_brings_any_other_cookie_is_let_through_and_nothing_of_theirs_stays(ask, behind, cookies):
    ask(HTTP_COOKIE=cookies)
    ask(HTTP_COOKIE=cookies)
    assert (behind.asked, len(ask.cache.cached)) == (2, 0)


@pytest.mark.parametrize(
    "query", ["q=anything", "team=abc", "device=phone&x=1", "device=", "device=PHONE", "device=x", "on=2025-11-02"]
)
def test_an_address_that_can_say_anything_is_not_kept(ask, behind, query):
    assert [ask(QUERY_STRING=query)[2], ask(QUERY_STRING=query)[2]] == [b"page 1", b"page 2"]


@pytest.mark.parametrize("device", DEVICES)
def test_a_page_for_any_device_is_kept(ask, device):
    assert [ask(QUERY_STRING=f"device={device}")[2] for _twice in range(2)] == [b"page 1", b"page 1"]


@pytest.mark.parametrize("more", [{"CONTENT_LENGTH": ""}, {"CONTENT_LENGTH": "-1"}, {"CONTENT_LENGTH": "1e3"}], ids=str)
def test_a_post_of_unknown_length_is_left_to_django_unread(ask, behind, more):
    tick(ask, **more)
    assert behind.read == [b"done=0&done=1"]
    tick(ask, **more)
    assert behind.asked == 2


def test_a_long_post_is_left_to_django_unread(ask, behind):
    tick(ask, body=b"done=1" + b"&x" * 50)
    tick(ask, body=b"done=1" + b"&x" * 50)
    assert [len(body) for body in behind.read] == [106, 106]


@pytest.mark.parametrize(
    "other",
    [
        {"PATH_INFO": "/linkedin/us/"},
        {"HTTP_HOST": "elsewhere.example"},
        {"wsgi.url_scheme": "http"},
        {"HTTP_X_FORWARDED_PROTO": "http"},
        {"HTTP_ACCEPT_ENCODING": "br"},
        {"QUERY_STRING": "device=phone"},
        {"HTTP_COOKIE": TICKED},
    ],
    ids=str,
)
def test_another_question_gets_an_answer_of_its_own(ask, other):
    ask()
    assert ask(**other)[2] == b"page 2"
    assert ask(**other)[2] == b"page 2"
    assert ask()[2] == b"page 1"


@pytest.mark.parametrize(
    "other",
    [
        {"body": b"done=0"},
        {"HTTP_HX_REQUEST": "true"},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_ORIGIN": "https://elsewhere.example"},
        {"CONTENT_TYPE": "text/plain"},
        {"HTTP_COOKIE": TICKED},
    ],
    ids=str,
)
def test_a_tick_that_differs_in_anything_is_asked_for_anew(ask, other):
    tick(ask)
    assert (
        ask(
            "/linkedin/uk/steps/switch-off/",
            "POST",
            **({"body": b"done=0&done=1", "HTTP_SEC_FETCH_SITE": "same-origin"} | other),
        )[2]
        == b"page 2"
    )


# --- for how long ----------------------------------------------------------------------------


def test_a_new_day_or_edition_lets_everything_go(ask, day):
    ask()
    day["is"] = "Tuesday"
    assert ask()[2] == b"page 2"
    assert ask()[2] == b"page 2"
    assert len(ask.cache.cached) == 1


def test_what_was_asked_before_the_change_and_answered_after_it_is_not_taken_for_new(ask, behind, day):
    """It is read before Django answers: at worst a new page is kept with the old generation, and asked for again."""

    def answer(environ, start_response):
        day["is"] = "Tuesday"
        return behind(environ, start_response)

    ask.cache.behind = answer
    ask()
    ask()
    assert behind.asked == 2


def test_there_are_never_more_than_so_many(ask):
    for number in range(MOST_CACHED + 10):
        ask(path=f"/{number}/")
    assert len(ask.cache.cached) == MOST_CACHED

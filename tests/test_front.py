"""The first door: which answers are kept, for whom, and for how long."""

import pytest

from optout_site.front import MOST_KEPT, Front

PAGE = [
    ("Content-Type", "text/html"),
    ("Cache-Control", "public, max-age=0"),
    ("ETag", '"one"'),
    ("X-Frame-Options", "DENY"),
]


class Behind:
    """An application that counts how often it is asked, and answers as it is told."""

    def __init__(self):
        self.asked, self.status, self.headers = 0, "200 OK", PAGE

    def __call__(self, environ, start_response):
        self.asked += 1
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
    front = Front(behind, lambda: day["is"])

    def ask(path="/linkedin/uk/", method="GET", **more):
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": "", "HTTP_HOST": "optout.example"}
        said = []
        body = b"".join(front(environ | {"wsgi.url_scheme": "https"} | more, lambda *answer: said.append(answer)))
        return said[0][0], dict(said[0][1]), body

    ask.front = front
    return ask


def test_a_page_for_everybody_is_asked_for_once_and_given_with_all_its_headers(ask, behind):
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


@pytest.mark.parametrize(
    "header",
    [("Cache-Control", "private, no-cache"), ("Cache-Control", "no-store"), ("Set-Cookie", "linkedin.switch-off=1")],
    ids=["private", "unkept", "with a cookie"],
)
def test_what_is_for_one_person_is_never_kept(ask, behind, header):
    behind.headers = [*(pair for pair in PAGE if pair[0] != header[0]), header]
    ask(), ask()
    assert behind.asked == 2


@pytest.mark.parametrize("status", ["404 Not Found", "302 Found", "503 Service Unavailable"])
def test_only_a_page_is_kept(ask, behind, status):
    behind.status = status
    assert [ask()[0], ask()[0]] == [status, status]
    assert behind.asked == 2


@pytest.mark.parametrize("method", ["POST", "HEAD", "PUT", "get"])
def test_only_reading_is_answered_here(ask, behind, method):
    ask()
    ask(method=method)
    assert behind.asked == 2


def test_whoever_brings_a_cookie_is_let_through_and_nothing_of_theirs_stays(ask, behind):
    ask(HTTP_COOKIE="linkedin.switch-off=1")
    ask()
    ask(HTTP_COOKIE="linkedin.switch-off=1")
    assert behind.asked == 3


@pytest.mark.parametrize(
    "other",
    [
        {"PATH_INFO": "/linkedin/us/"},
        {"HTTP_HOST": "elsewhere.example"},
        {"wsgi.url_scheme": "http"},
        {"HTTP_X_FORWARDED_PROTO": "http"},
        {"HTTP_ACCEPT_ENCODING": "br"},
        {"QUERY_STRING": "device=phone"},
    ],
    ids=str,
)
def test_another_question_gets_an_answer_of_its_own(ask, behind, other):
    ask()
    assert ask(**other)[2] == b"page 2"
    assert ask(**other)[2] == b"page 2"
    assert ask()[2] == b"page 1"


@pytest.mark.parametrize(
    "query", ["q=anything", "team=abc", "device=phone&x=1", "device=", "device=PHONE", "on=2025-11-02"]
)
def test_an_address_that_can_say_anything_is_not_kept(ask, behind, query):
    ask(QUERY_STRING=query), ask(QUERY_STRING=query)
    assert behind.asked == 2


def test_a_new_day_or_edition_lets_everything_go(ask, behind, day):
    ask()
    day["is"] = "Tuesday"
    assert ask()[2] == b"page 2"
    assert ask()[2] == b"page 2"
    assert len(ask.front.kept) == 1


def test_what_was_asked_before_the_change_and_answered_after_it_is_not_taken_for_new(ask, behind, day):
    """The stamp is read before Django answers: at worst a new page is kept under the old stamp, and asked for again."""
    slow = behind.__call__

    def answer(environ, start_response):
        day["is"] = "Tuesday"
        return slow(environ, start_response)

    ask.front.behind = answer
    ask()
    ask()
    assert behind.asked == 2


def test_there_are_never_more_than_so_many(ask):
    for number in range(MOST_KEPT + 10):
        ask(path=f"/{number}/")
    assert len(ask.front.kept) <= MOST_KEPT

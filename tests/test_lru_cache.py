"""What was made once is kept, within bounds."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from guides.kept import Kept


def test_it_is_made_once():
    kept, made = Kept(2), []
    for _ in range(3):
        assert kept.once("page", lambda: made.append("made") or "page") == "page"
    assert made == ["made"]


def test_nothing_at_all_is_kept_too():
    kept, made = Kept(2), []
    for _ in range(2):
        kept.once("page", lambda: made.append("made"))
    assert made == ["made"]


def test_what_is_put_there_is_found_and_what_is_not_is_not():
    kept = Kept(2)
    assert kept.put("page", "body") == "body"
    assert (kept.get("page"), kept.get("other"), kept.get("other", "none")) == ("body", None, "none")


def test_there_are_never_more_than_was_said():
    kept = Kept(10)
    for key in range(100):
        kept.once(key, object)
    assert len(kept) == 10


def test_what_was_read_least_lately_goes_first():
    kept = Kept(2)
    kept.once("front page", lambda: "kept")
    kept.once("old page", lambda: "old")
    kept.once("front page", lambda: "made anew")
    kept.once("new page", lambda: "new")
    assert kept.once("front page", lambda: "made anew") == "kept"
    assert kept.once("old page", lambda: "made anew") == "made anew"


def test_what_could_not_be_made_is_not_kept():
    kept = Kept(2)
    with pytest.raises(ZeroDivisionError):
        kept.once("page", lambda: 1 / 0)
    assert kept.once("page", lambda: "page") == "page"


def test_threads_that_share_it_get_what_belongs_to_their_key():
    kept = Kept(5)

    def read(number: int) -> bool:
        return all(kept.once(key, lambda key=key: f"page {key}") == f"page {key}" for key in range(number % 7, 40))

    with ThreadPoolExecutor(8) as people:
        assert all(people.map(read, range(200)))
    assert len(kept) <= 5

"""What was made once is kept, within bounds."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from guides.serving.lru_cache import LRUCache


def test_it_is_made_once():
    kept, made = LRUCache(2), []
    for _ in range(3):
        assert kept.get_or_set("page", lambda: made.append("made") or "page") == "page"
    assert made == ["made"]


def test_nothing_at_all_is_kept_too():
    kept, made = LRUCache(2), []
    for _ in range(2):
        kept.get_or_set("page", lambda: made.append("made"))
    assert made == ["made"]


def test_what_is_put_there_is_found_and_what_is_not_is_not():
    kept = LRUCache(2)
    assert kept.put("page", "body") == "body"
    assert (kept.get("page"), kept.get("other"), kept.get("other", "none")) == ("body", None, "none")


def test_there_are_never_more_than_was_said():
    kept = LRUCache(10)
    for key in range(100):
        kept.get_or_set(key, object)
    assert len(kept) == 10


def test_what_was_read_least_lately_goes_first():
    kept = LRUCache(2)
    kept.get_or_set("front page", lambda: "kept")
    kept.get_or_set("old page", lambda: "old")
    kept.get_or_set("front page", lambda: "made anew")
    kept.get_or_set("new page", lambda: "new")
    assert kept.get_or_set("front page", lambda: "made anew") == "kept"
    assert kept.get_or_set("old page", lambda: "made anew") == "made anew"


def test_what_could_not_be_made_is_not_kept():
    kept = LRUCache(2)
    with pytest.raises(ZeroDivisionError):
        kept.get_or_set("page", lambda: 1 / 0)
    assert kept.get_or_set("page", lambda: "page") == "page"


def test_threads_that_share_it_get_what_belongs_to_their_key():
    kept = LRUCache(5)

    def read(number: int) -> bool:
        return all(
            kept.get_or_set(key, lambda key=key: f"page {key}") == f"page {key}" for key in range(number % 7, 40)
        )

    with ThreadPoolExecutor(8) as people:
        assert all(people.map(read, range(200)))
    assert len(kept) <= 5

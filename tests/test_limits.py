"""A bucket lets through what it holds and what it gained since, and never more."""

import threading

from hypothesis import given
from hypothesis import strategies as st

from guides import limits
from guides.limits import Bucket, Buckets

BURSTS = st.integers(1, 50)
RATES = st.floats(0.01, 1000)
PAUSES = st.lists(st.floats(0, 100), max_size=200)


class Clock:
    """Stands still until it is told to go on."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@given(BURSTS, RATES, PAUSES)
def test_it_never_lets_more_through_than_it_holds_and_gains(burst, rate, pauses):
    clock = Clock()
    bucket, taken = Bucket(burst, rate, clock), 0
    for pause in pauses:
        clock.now += pause
        taken += bucket.take() == 0
        assert taken <= burst + rate * (clock.now - 1000) + 1e-6


@given(BURSTS, RATES, st.lists(st.floats(0, 100), min_size=1, max_size=20))
def test_in_no_stretch_of_time_it_lets_more_through(burst, rate, pauses):
    """Also after a long rest, which must not be saved up beyond the burst."""
    clock = Clock()
    bucket, times = Bucket(burst, rate, clock), []
    for pause in pauses:
        clock.now += pause
        times += [clock.now for _ in range(3) if bucket.take() == 0]
    for first in range(len(times)):
        for last in range(first, len(times)):
            assert last - first + 1 <= burst + rate * (times[last] - times[first]) + 1e-6


@given(BURSTS, RATES)
def test_the_whole_burst_comes_through_at_once_and_then_it_says_how_long_to_wait(burst, rate):
    clock = Clock()
    bucket = Bucket(burst, rate, clock)
    assert [bucket.take() for _ in range(burst)] == [0] * burst
    wait = bucket.take()
    assert 0 < wait <= 1 / rate
    clock.now += wait * 1.001
    assert bucket.take() == 0


def test_being_refused_costs_nothing():
    clock = Clock()
    bucket = Bucket(1, 1, clock)
    assert bucket.take() == 0
    assert all(bucket.take() for _ in range(100))
    clock.now += 1
    assert bucket.take() == 0


def test_it_can_be_filled_again():
    bucket = Bucket(2, 0.001)
    assert [bool(bucket.take()) for _ in range(3)] == [False, False, True]
    bucket.fill()
    assert bucket.take() == 0


def test_threads_at_once_get_no_more_than_the_burst():
    bucket = Bucket(500, 0.0001)
    taken: list[int] = []

    def press():
        taken.append(sum(bucket.take() == 0 for _ in range(200)))

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(taken) == 500


def test_each_name_has_a_bucket_of_its_own():
    buckets = Buckets(1, 0.001)
    assert [bool(buckets.take(name)) for name in ("one", "one", "other")] == [False, True, False]


def test_what_was_asked_for_longest_ago_makes_room(monkeypatch):
    monkeypatch.setattr(limits, "MOST_BUCKETS", 2)
    buckets = Buckets(1, 0.001)
    for name in ("one", "two", "one", "three"):
        buckets.take(name)
    assert buckets.take("one") > 0
    assert buckets.take("two") == 0

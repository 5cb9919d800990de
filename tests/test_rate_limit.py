"""A bucket lets through what it holds and what it gained since, and never more."""

import re
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guides.rules import rate_limit
from guides.rules.rate_limit import Buckets, Daily, TokenBucket
from guides.views import reports, teams

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
    bucket, taken = TokenBucket(burst, rate, clock), 0
    for pause in pauses:
        clock.now += pause
        taken += bucket.take() == 0
        assert taken <= burst + rate * (clock.now - 1000) + 1e-6


@given(BURSTS, RATES, st.lists(st.floats(0, 100), min_size=1, max_size=20))
def test_in_no_stretch_of_time_it_lets_more_through(burst, rate, pauses):
    """Also after a long rest, which must not be saved up beyond the burst."""
    clock = Clock()
    bucket, times = TokenBucket(burst, rate, clock), []
    for pause in pauses:
        clock.now += pause
        times += [clock.now for _ in range(3) if bucket.take() == 0]
    for first in range(len(times)):
        for last in range(first, len(times)):
            assert last - first + 1 <= burst + rate * (times[last] - times[first]) + 1e-6


@given(BURSTS, RATES)
def test_the_whole_burst_comes_through_at_once_and_then_it_says_how_long_to_wait(burst, rate):
    clock = Clock()
    bucket = TokenBucket(burst, rate, clock)
    assert [bucket.take() for _ in range(burst)] == [0] * burst
    wait = bucket.take()
    assert 0 < wait <= 1 / rate
    clock.now += wait * 1.001
    assert bucket.take() == 0


def test_being_refused_costs_nothing():
    clock = Clock()
    bucket = TokenBucket(1, 1, clock)
    assert bucket.take() == 0
    assert all(bucket.take() for _ in range(100))
    clock.now += 1
    assert bucket.take() == 0


def test_it_can_be_filled_again():
    bucket = TokenBucket(2, 0.001)
    assert [bool(bucket.take()) for _ in range(3)] == [False, False, True]
    bucket.fill()
    assert bucket.take() == 0


def test_threads_at_once_get_no_more_than_the_burst():
    bucket = TokenBucket(500, 0.0001)
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
    monkeypatch.setattr(rate_limit, "MOST_BUCKETS", 2)
    buckets = Buckets(1, 0.001)
    for name in ("one", "two", "one", "three"):
        buckets.take(name)
    assert buckets.take("one") > 0
    assert buckets.take("two") == 0


@given(BURSTS, RATES, PAUSES)
def test_of_a_day_no_more_is_taken_than_it_holds_and_gains(burst, rate, pauses):
    daily, taken, seconds = Daily(burst, rate), 0, 0.0
    for pause in pauses:
        seconds += pause
        taken += daily.wait(taken, seconds) == 0
        assert taken <= burst + rate * seconds + 1e-6


@given(BURSTS, RATES, st.integers(0, 200), st.floats(0, 86_400))
def test_who_waits_as_long_as_a_day_says_is_let_in_and_no_sooner(burst, rate, taken, seconds):
    daily = Daily(burst, rate)
    wait = daily.wait(taken, seconds)
    assert daily.wait(taken, seconds + wait * 1.001 + 1e-6) == 0
    assert wait == 0 or daily.wait(taken, seconds + wait * 0.9) > 0


def test_whoever_takes_all_that_one_address_may_leaves_the_others_something(settings):
    """nginx holds one address (and one network of IPv6) to less than the site gains."""
    conf = (settings.BASE_DIR / "deploy" / "nginx" / "switched-off.conf").read_text()
    a_minute = int(re.search(r"zone=switched_off_sender:\w+ rate=(\d+)r/m;", conf)[1])
    burst = int(re.search(r"zone=switched_off_sender burst=(\d+) ", conf)[1])
    for daily in (teams.MADE, reports.REPORTED, reports.REPORTED_OF_ONE):
        assert burst < daily.burst
        assert a_minute < 60 * daily.a_second


@pytest.mark.parametrize("turn", ["first", "second"])
def test_no_test_finds_a_limit_that_another_one_reached(buckets: list[TokenBucket], turn: str) -> None:
    """Whichever comes second would, as all tests of a process share the limits of one worker."""
    assert len(buckets) >= 5
    assert [bucket for bucket in buckets if bucket.take()] == []
    for bucket in buckets:
        while not bucket.take():
            pass

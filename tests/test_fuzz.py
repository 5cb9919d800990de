"""Thousands of bad requests, the same in every run; script/fuzz sends more."""

import pytest
from django.core.handlers.wsgi import WSGIHandler

from guides.serving import current_editions
from guides.serving.response_cache import ResponseCache
from tests.support import fuzzing

SEEDS = (1, 2, 3, 4)
EACH = 500


@pytest.mark.parametrize("seed", SEEDS)
def test_no_bad_request_breaks_anything(guidance, seed):
    assert fuzzing.faults(ResponseCache(WSGIHandler(), current_editions.generation), seed, EACH) == []


def test_a_view_that_breaks_is_found():
    def broken(environ, start_response):
        start_response("500 Internal Server Error", [])
        return [b""]

    assert len(fuzzing.faults(broken, seed=1, count=3)) == 3


def test_a_page_that_repeats_what_was_sent_is_found():
    def parrot(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/html")])
        return [environ["QUERY_STRING"].encode("latin-1")]

    assert fuzzing.faults(parrot, seed=1, count=200)

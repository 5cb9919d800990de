"""One page in every form in which a browser may ask for it: compressed or not, in full or only its headers."""

import gzip

import brotli

PATH = "/linkedin/uk/"
DECODE = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}

# What a browser may say that it takes, and what it is given.
TAKEN = {
    "": None,
    "identity": None,
    "br": "br",
    "gzip": "gzip",
    "gzip, deflate, br, zstd": "br",
    "GZIP;q=0.5": "gzip",
    "br;q=0.1": "br",
    "deflate": None,
    "brotli, x-gzip": None,
    "br;q=0": None,
    "br; q=0": None,
    "br;q=0.0": None,
    "br;q=0.000": None,
    "br ; Q=0": None,
    "br;q=0, gzip": "gzip",
    "br; q=0, gzip; q=0.5": "gzip",
    "gzip;q=0, br;q=0": None,
}


def ask(client, accepted, **headers):
    return client.get(PATH, headers={"Accept-Encoding": accepted, **headers})


def encoding(response):
    return response.headers.get("Content-Encoding")


def test_the_page_comes_in_a_form_that_the_browser_takes(visitor):
    plain = visitor.get(PATH).content
    for accepted, given in TAKEN.items():
        response = ask(visitor, accepted)
        assert encoding(response) == given, accepted
        assert DECODE[given](response.content) == plain
        assert response["Content-Length"] == str(len(response.content))


def test_compressed_pages_are_a_fraction_of_the_plain_one(visitor):
    plain, gzipped, brotlied = (len(ask(visitor, accepted).content) for accepted in ("", "gzip", "br"))
    assert brotlied < gzipped < plain / 4


def test_every_form_of_a_page_has_a_tag_of_its_own(visitor):
    tags = {accepted: ask(visitor, accepted)["ETag"] for accepted in ("", "gzip", "br")}
    assert len(set(tags.values())) == 3
    for accepted, tag in tags.items():
        assert ask(visitor, accepted, **{"If-None-Match": tag}).status_code == 304
        assert ask(visitor, accepted, **{"If-None-Match": f'"other", W/{tag}'}).status_code == 304
        others = ", ".join(other for other in tags.values() if other != tag)
        assert ask(visitor, accepted, **{"If-None-Match": others}).status_code == 200


def test_an_answer_without_a_page_says_nothing_about_its_length_or_form(visitor):
    response = ask(visitor, "br", **{"If-None-Match": ask(visitor, "br")["ETag"]})
    assert (response.status_code, response.content) == (304, b"")
    assert encoding(response) is None
    assert response.headers.get("Content-Length", "0") == "0"
    assert {"Accept-Encoding", "Cookie"} <= set(response["Vary"].split(", "))


def test_asking_for_the_headers_gives_those_of_the_page_and_no_page(visitor):
    for accepted in ("", "br"):
        page = ask(visitor, accepted)
        head = visitor.head(PATH, headers={"Accept-Encoding": accepted})
        assert (head.status_code, head.content) == (200, b"")
        for name in ("ETag", "Cache-Control", "Content-Length", "Content-Type", "Vary"):
            assert head[name] == page[name]
        assert encoding(head) == encoding(page)


def test_a_page_with_ticks_is_compressed_too_and_can_be_asked_for_its_headers(visitor):
    visitor.post(f"{PATH}steps/switch-off/", {"done": "1"})
    plain = ask(visitor, "")
    older = ask(visitor, "gzip")
    small = ask(visitor, "gzip, br")
    assert [encoding(answer) for answer in (plain, older, small)] == [None, "gzip", "br"]
    assert gzip.decompress(older.content) == brotli.decompress(small.content) == plain.content
    assert small["Content-Length"] == str(len(small.content))
    assert "Accept-Encoding" in small["Vary"]
    assert encoding(ask(visitor, "gzip;q=0")) is None
    head = visitor.head(PATH)
    assert (head.status_code, head.content) == (200, b"")
    assert head["Cache-Control"] == "private, no-cache"

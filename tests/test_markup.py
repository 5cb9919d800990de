import subprocess
import sys
from html.parser import HTMLParser

import pytest
from django.conf import settings as site
from hypothesis import given
from hypothesis import strategies as st

from guides.document.markup import to_html, to_text

HOSTILE = """
[ ] ( ) [words]( ]( ![ ** * _ \\ ` < > </ " ' & &lt; &#106; &Tab; onclick=alert(1) <style> <!-- --> <![CDATA[
<script>alert(1)</script> <img/src=x/onerror=alert(1)> <a/href=javascript:alert(1)> <svg/onload=alert(1)>
<meta/http-equiv=refresh> <b/hx-get=/x>
"""
SCHEMES = """
https:// HTTPS:// https: http:// // / \\ # ? . javascript: JaVaScRiPt: &#106;avascript: vbscript: data:text/html,
data:image/png;base64, mailto: a.example @ " ' < > alert(1)
"""
letters = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=4)
addresses = st.lists(st.sampled_from(SCHEMES.split()) | letters, max_size=3).map("".join)
links = st.builds("[{}]({})".format, letters, addresses)
typed = st.lists(st.sampled_from([*HOSTILE.split(), " "]) | letters | links, max_size=10).map("".join)


class Browser(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags = []
        self.words = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)

    def handle_comment(self, data):
        self.tags.append(("comment", {}))

    handle_decl = handle_pi = unknown_decl = handle_comment


def read(text):
    """What a browser makes of the HTML of this text."""
    browser = Browser()
    browser.feed(to_html(text))
    browser.close()
    return browser


def tags(text):
    return read(text).tags


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Turn it off.", "Turn it off."),
        ("Choose **Data privacy**.", 'Choose <strong translate="no">Data privacy</strong>.'),
        ("Do it *now*.", "Do it <em>now</em>."),
        ("**A *b* c**", '<strong translate="no">A <em>b</em> c</strong>'),
        ("Me › Settings & Privacy", "Me › Settings &amp; Privacy"),
        ("1 < 2 > 0", "1 &lt; 2 &gt; 0"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        (r"\*not\*", "*not*"),
        ("# no heading", "# no heading"),
        ("- no list", "- no list"),
        ("`no code`", "`no code`"),
        ("https://chatter.example", "https://chatter.example"),
    ],
)
def test_labels_and_emphasis_mean_something_and_the_rest_stays_text(text, html):
    assert to_html(text) == html


def test_a_link_leads_to_its_address_and_tells_it_nothing_about_the_opener():
    assert tags("See [the **form**](https://chatter.example/a?b=1&c=2).") == [
        ("a", {"href": "https://chatter.example/a?b=1&c=2", "rel": "noopener external"}),
        ("strong", {"translate": "no"}),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<ScRiPt src=//evil.example></sCrIpT>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "<b onclick='alert(1)'>bold</b>",
        "<a href='javascript:alert(1)'>a</a>",
        "<a href='https://evil.example' hx-get='/x' hx-trigger='load'>a</a>",
        "<div hx-get='/admin/' hx-trigger='load'></div>",
        "<meta http-equiv=refresh content='0;url=https://evil.example'>",
        "<base href=//evil.example>",
        "<style>*{display:none}</style>",
        "<iframe src=https://evil.example></iframe>",
        "<form action=//evil.example><input>",
        "<!-- comment -->",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&#60;img src=x onerror=alert(1)&#62;",
        "{{ 7|add:7 }} {% debug %}",
    ],
)
def test_typed_html_stays_visible_as_text(text):
    assert tags(text) == []
    assert to_html(text).replace("&quot;", '"').count("<") == 0


def test_what_is_put_into_a_mark_is_still_text():
    assert to_html("**<b>x</b>**") == '<strong translate="no">&lt;b&gt;x&lt;/b&gt;</strong>'
    assert tags('[x](https://a.example/"onmouseover="alert(1))')[0][1].keys() <= {"href", "rel"}


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#10;script:alert(1)",
        "&#106;avascript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "data:image/png;base64,aaaa",
        "file:///etc/passwd",
        "http://evil.example",
        "mailto:a@b.example",
        "//evil.example",
        "/logout/",
        "?device=phone",
        "#top",
        "https:evil.example",
        "",
    ],
)
def test_a_link_that_is_not_a_whole_https_address_is_no_link(address):
    assert tags(f"[words]({address})") == []


def test_an_image_is_never_fetched():
    assert {tag for tag, _ in tags("![words](https://evil.example/x.png)")} <= {"a"}


def test_a_link_inside_a_link_is_one_link_only():
    assert [tag for tag, _ in tags("[a [b](https://b.example) c](https://a.example)")] == ["a"]


@given(typed)
def test_whatever_is_typed_yields_no_tag_but_a_label_emphasis_or_a_link(text):
    for tag, attributes in tags(text):
        assert tag in {"strong", "em", "a"}
        assert attributes.keys() <= {"a": {"href", "rel", "title"}, "strong": {"translate"}}.get(tag, set())


@given(typed)
def test_whatever_is_typed_leads_to_whole_https_addresses_only(text):
    leading = [attributes["href"] for _, attributes in tags(text) if "href" in attributes]
    assert [address for address in leading if not address.lower().startswith("https://")] == []


@pytest.mark.parametrize("piece", ["[", "[a](", "**a", "<script>"])
def test_a_hundred_kilobytes_of_one_thing_are_text_too(piece):
    assert {tag for tag, _ in tags(piece * (100_000 // len(piece)))} <= {"strong", "em"}


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Choose **Data privacy**.", "Choose Data privacy."),
        ("Do it *now*, [here](https://chatter.example).", "Do it now, here."),
        ("**A *b* c**", "A b c"),
        ("1 < 2 & 3", "1 < 2 & 3"),
        (r"\*not\*", "*not*"),
        ("Do it _now_", "Do it now"),
        ("[here](https://chatter.example)", "here"),
        ("1 &lt; 2", "1 < 2"),
        (r"\#not", "#not"),
        ("one\r\nother", "one\nother"),
        ("one\0other", "one\ufffdother"),
        ("", ""),
    ],
)
def test_the_plain_words_have_no_mark(text, plain):
    assert to_text(text) == plain


@given(typed)
def test_the_plain_words_are_what_a_reader_of_the_html_sees(text):
    assert to_text(text) == "".join(read(text).words)


def test_the_table_that_addresses_are_written_with_is_filled_before_threads_can_share_it():
    """mdurl fills it at its first use and shows it half filled: of two first readers at once one met an IndexError."""
    look = (
        "import guides.document.markup, mdurl._encode; "
        "print([len(table) for table in mdurl._encode.encode_cache.values()])"
    )
    command = [sys.executable, "-c", look]
    assert subprocess.run(command, cwd=site.BASE_DIR, capture_output=True, text=True, check=True).stdout == "[128]\n"  # noqa: S603

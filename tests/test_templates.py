"""Templates are laid out for people, and pages are not; a sentence with branches is built in Python."""

import datetime
import re
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.template import Context, Template
from django.template.loader import get_template

from guides.editing.wording import Said
from guides.history.change_log import Issue, Past
from guides.history.sentences import News
from guides.templatetags import desk, differences, events_and_rumours, guidance, receipts
from optout_site.template_loader import without_layout
from tests.support.factories import make_event, make_guide, make_label, make_rumour, make_source

LONGEST_LINE = 140
TEMPLATES = sorted(path for path in (settings.BASE_DIR / "templates").rglob("*") if path.is_file())
PAGES = [path for path in TEMPLATES if path.suffix == ".html"]
BLOCKTRANSLATE = re.compile(r"\{% blocktranslate ([^%]*)%\}(.*?)\{% endblocktranslate %\}", re.DOTALL)
VERBATIM = re.compile(r"<(pre|textarea)\b[^>]*>.*?</\1>", re.DOTALL)
GUIDE = make_guide(
    events=[
        make_event(effect="starts", regions=["uk", "eu"]),
        make_event("pause", effect="pauses"),
        make_event("talk"),
    ],
    rumours=[make_rumour()],
    labels=[make_label(checked_on=None)],
    sources=[make_source(), make_source("regulator", url=None, title="Note <1>")],
)
UK = GUIDE.region("uk")


def render(source, **context):
    return Template("{% load guidance page_head receipts %}" + source).render(Context(context))


# --- how they are laid out -------------------------------------------------------------------


def test_no_line_is_too_long_to_read():
    lines = [
        f"{path.relative_to(settings.BASE_DIR)}:{number}: {len(line)} characters"
        for path in TEMPLATES
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if len(line) > LONGEST_LINE
    ]
    assert lines == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_sentence_of_several_lines_is_one_line_to_translators(path):
    """Without `trimmed` they would get its indentation, which the page has not."""
    texts = BLOCKTRANSLATE.findall(path.read_text())
    assert [text for options, text in texts if "\n" in text and not options.startswith("trimmed ")] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_where_white_space_is_shown_as_it_is_nothing_is_left_out(path):
    verbatim = [match.group() for match in VERBATIM.finditer(without_layout(path.read_text()))]
    written = [match.group() for match in VERBATIM.finditer(path.read_text())]
    contents = [[re.sub(r"^<[^>]*>", "", text) for text in texts] for texts in (verbatim, written)]
    assert contents[0] == contents[1]


@pytest.mark.parametrize(
    ("written", "loaded"),
    [
        ("<p>\n    One\n  two\n</p>\n", "<p>One\ntwo</p>\n"),
        ('<a href="x"\n   class="y">', '<a href="x" class="y">'),
        ("<b>\n  A\n</b>\n<i>\n  B\n</i>", "<b>A</b>\n<i>B</i>"),
        ("<input>\n  A<br>\n  B", "<input>\nA<br>\nB"),
        ("<textarea>\n{{ a }}\n</textarea>\n<pre>\nA\n</pre>", "<textarea>\n{{ a }}\n</textarea>\n<pre>\nA\n</pre>"),
        ("A\n  {% if a %}\n    B\n  {% endif %}\nC\n", "A\n{% if a %}B\n{% endif %}C\n"),
        ("{% if a %}{% for b in c %}\n<li>\n", "{% if a %}{% for b in c %}<li>"),
        ("{% if a %}A{% endif %}\nB", "{% if a %}A{% endif %}\nB"),
        ('{% translate "A" as a %}\n{% url "b" c as d %}\n<p>', '{% translate "A" as a %}{% url "b" c as d %}<p>'),
        ('{% translate "A" %}\n{% translate "B" %}\n', '{% translate "A" %}\n{% translate "B" %}\n'),
        ('{% include "a" %}\nB', '{% include "a" %}\nB'),
        (
            "{% blocktranslate trimmed asvar a %}\n  A\n{% endblocktranslate %}\nB",
            "{% blocktranslate trimmed asvar a %}\nA\n{% endblocktranslate %}B",
        ),
    ],
)
def test_what_a_page_needs_not_is_left_out_and_no_two_words_run_together(written, loaded):
    assert without_layout(written) == loaded


def test_so_it_is_with_the_pages_and_not_with_what_is_no_page():
    steps = settings.BASE_DIR / "templates" / "_steps.html"
    assert get_template("_steps.html").template.source == without_layout(steps.read_text()) != steps.read_text()
    worker = settings.BASE_DIR / "templates" / "offline.js"
    assert get_template("offline.js").template.source == worker.read_text()


# --- sentences with branches -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ('"Changes" "Guide"', "Changes: Guide – Switched Off"),
        ('"Changes" "Guide" region.name', "Changes: Guide: UK – Switched Off"),
        ('"Changes" nothing problem="Not found"', "Not found – Changes – Switched Off"),
        ("sought", "&lt;b&gt; – Switched Off"),
    ],
)
def test_the_title_of_a_page(title, shown):
    assert render(f"{{% page_title {title} %}}", region=UK, sought="<b>") == shown


def test_what_is_escaped_already_stands_in_a_title_as_it_is():
    source = "{% load i18n %}{% blocktranslate asvar found %}{{ sought }}{% endblocktranslate %}{% page_title found %}"
    assert render(source, sought="<b>") == "&lt;b&gt; – Switched Off"


def test_a_title_names_the_place_if_the_page_is_about_one():
    assert guidance.in_region("Title", UK) == "Title, in UK"
    assert guidance.in_region("Title", None) == "Title"


@pytest.mark.parametrize(
    ("number", "size", "shown"),
    [
        (3, "", "22 November 2026, in force now"),
        (2, "", "22 November 2026"),
        (2, "typo", "22 November 2026. A small correction."),
        (
            3,
            "major",
            "22 November 2026, in force now. A big change: if you ticked a step that changed, look at it again.",
        ),
        (1, "major", "22 November 2026"),
    ],
)
def test_when_an_edition_was_published(number, size, shown):
    issue = Issue("chatter", number, datetime.datetime(2026, 11, 22, 23, 30, tzinfo=datetime.UTC), size)
    assert guidance.published(Past(issue, None), 3) == shown


@pytest.mark.parametrize(
    ("context", "shown"),
    [
        ({"step": GUIDE.steps[0], "region": UK}, "Back to the step"),
        ({"statement": GUIDE.rumours[0], "region": UK}, "Back to the claim"),
        ({"statement": GUIDE.events[0]}, "Back to what happened"),
        ({"statement": GUIDE.claims[0], "region": UK}, "Back to the steps"),
        ({"statement": GUIDE.claims[0], "region": None}, "To the steps"),
    ],
)
def test_the_way_back_from_a_report(context, shown):
    assert render("{% way_back %}", **context) == shown


@pytest.mark.parametrize(
    ("evidence", "has_page", "shown"),
    [
        (GUIDE.claims[0], True, '<span class="hint"><a href="/?a&amp;b">Checked on 22 November 2026.</a></span>'),
        (GUIDE.claims[0], False, '<span class="hint">Checked on 22 November 2026.</span>'),
        (GUIDE.labels[0], True, '<span class="hint"><a href="/?a&amp;b">Not checked yet.</a></span>'),
        (GUIDE.labels[0], False, '<span class="hint"></span>'),
    ],
)
def test_when_a_statement_was_checked(monkeypatch, evidence, has_page, shown):
    monkeypatch.setattr(receipts, "_address_of_report", lambda *_: "/?a&b" if has_page else "")
    assert receipts.checked({}, evidence) == shown


def test_names_in_a_row():
    assert guidance.device_names(["computer", "phone"]) == "Computer, Browser on a phone or tablet"
    assert guidance.region_names(GUIDE.regions[:2]) == "UK, EU"


@pytest.mark.parametrize(
    ("event", "shown"),
    zip(
        GUIDE.events,
        ["Starts: UK, EU", "Paused: All regions", "All regions"],
        strict=True,
    ),
)
def test_whom_an_event_concerns(event, shown):
    assert events_and_rumours.concerned(event, GUIDE) == shown


@pytest.mark.parametrize(
    ("news", "shown"),
    [
        (News("Step", "added"), "<strong>Step</strong> was added"),
        (News("Step", "added", now="<New>"), "<strong>Step</strong> was added: “&lt;New&gt;”"),
        (News("Step", "removed", was="Old"), "<strong>Step</strong> was removed: “Old”"),
        (
            News("Step", field="title", was="It was on", now="It was off"),
            "<strong>Step</strong>, title: was “It was <del>on</del>”, is now “It was <ins>off</ins>”",
        ),
        (News("Step", now="{On}"), "<strong>Step</strong>: is now <ins>“{On}”</ins>; there was none before"),
        (News("Step", was="Off"), "<strong>Step</strong>: was <del>“Off”</del>; now there is none"),
    ],
)
def test_a_change_as_readers_are_told_of_it(news, shown):
    assert differences.to_readers(news) == shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (Said("Step", "was added"), "<strong>Step</strong> was added"),
        (
            Said("Step", "title", "It was on", "It was off"),
            "<strong>Step</strong>: title was “It was <del>on</del>”, is now “It was <ins>off</ins>”",
        ),
        (
            Said("Step", "title", now="<On>"),
            "<strong>Step</strong>: title is now <ins>“&lt;On&gt;”</ins>; there was none before",
        ),
        (Said("Step", "title", was="Off"), "<strong>Step</strong>: title was <del>“Off”</del>; now there is none"),
    ],
)
def test_a_change_as_the_desk_shows_it(said, shown):
    assert differences.to_editors(said) == shown


@pytest.mark.parametrize(
    ("unanswered", "first", "is_in_force", "shown"),
    [
        (1, 22, True, "<strong>1 report</strong>, 22 November 2026, edition 4."),
        (3, 20, True, "<strong>3 reports</strong>, 20 November 2026 to 22 November 2026, edition 4."),
        (0, 22, False, "<strong>Confirmed</strong>, 22 November 2026, edition 4, which is no longer in force."),
    ],
)
def test_what_a_group_of_reports_comes_to(unanswered, first, is_in_force, shown):
    group = SimpleNamespace(
        counted={"unanswered": unanswered, "first_on": datetime.date(2026, 11, first)},
        last=SimpleNamespace(reported_on=datetime.date(2026, 11, 22), edition=4),
        is_in_force=is_in_force,
    )
    assert desk.counted(group) == shown

"""What is due for checking: by source, filtered, confirmed many at once; no review is withdrawn in silence."""

import datetime
import html
import itertools
import re

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guides.editing import drafts, workflow
from guides.models import Authority, Claim, Edition, LinkCheck, Proposal, Source, Walkthrough
from guides.rules import clock
from guides.serving import current_editions
from tests.support.admin_forms import DUE, confirm, on_due, place
from tests.support.desk import signed_in, who
from tests.support.editing import ask, fresh, member, reword
from tests.support.factories import CHECKED, make_event, make_guide, make_rumour, make_source
from tests.support.pages import hrefs, text, unescaped

NEXT_DAY = datetime.datetime(2026, 12, 1, 12, 0, tzinfo=datetime.UTC)
LATE, SOON, FAR = datetime.date(2020, 1, 2), datetime.date(2026, 12, 20), datetime.date(2027, 9, 1)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def guide(guide, settings):
    settings.ONE_EDITOR = False
    return guide


def claim(slug):
    return Claim.objects.get(slug=slug)


def due_on(day, *slugs):
    Claim.objects.filter(slug__in=slugs).update(checked_on=min(CHECKED, day), check_after=day)


def source(guide, slug):
    return guide.sources.get(slug=slug)


def rest_on(guide, slug, *claims):
    """These claims rest on that source, besides what they rest on."""
    for each in claims:
        claim(each).sources.add(source(guide, slug))


def listed(desk, query=""):
    response = desk.get(f"{DUE}?{query}")
    assert response.status_code == 200
    return response


def rows(desk, query=""):
    """The claims that are shown, by the key of their source."""
    slugs = {f"claim-{pk}": slug for pk, slug in Claim.objects.values_list("pk", "slug")}
    found = on_due(listed(desk, query))
    return {key: [slugs.get(token.partition(":")[0], token) for token in tokens] for key, tokens in found.items()}


def row_of(page, row):
    """All that stands at a statement."""
    name = f"{row._meta.model_name}-{row.pk}"
    return " ".join(re.search(rf'<li id="row-\d+-{name}".*?</li>', page, re.DOTALL)[0].split())


def key(row):
    return str(row.pk)


# --- what is shown ---------------------------------------------------------------------------


def test_nothing_due_says_so_with_the_next_day_and_the_way_to_all(guide, ann):
    page = unescaped(listed(ann))
    assert "Nothing is due here." in page
    assert "The next check is due on 20 February 2027." in page
    assert "?when=all" in hrefs(listed(ann))


def test_a_source_stands_once_with_its_link_and_what_rests_on_it(guide, ann):
    due_on(LATE, "does", "used")
    rest_on(guide, "regulator", "does")
    notice, regulator = source(guide, "notice"), source(guide, "regulator")
    assert rows(ann) == {key(notice): ["does", "used"], key(regulator): ["does"]}
    page = unescaped(listed(ann))
    assert f'<a href="{notice.url}" rel="noopener external" target="_blank">Open the source' in page
    assert "2 statements, 2 overdue" in page
    said = row_of(page, claim("does"))
    assert "What does says." in said
    sure = claim("does").get_certainty_display()
    assert f"Chatter · Claim · everywhere · {sure} · checked 2 Jan 2020 · check by 2 Jan 2020" in said
    assert "<strong>overdue</strong>" in said
    assert f'also rests on <a href="{regulator.url}"' in said
    assert f'<a href="{place(claim("does"))}">It has changed: open the form</a>' in said
    assert "also rests on" not in row_of(page, claim("used"))


def test_the_source_whose_statement_is_due_first_comes_first_and_one_never_checked_before_it(guide, ann):
    due_on(LATE, "does", "used")
    Claim.objects.filter(slug="used").update(checked_on=None, check_after=None)
    rest_on(guide, "regulator", "used")
    claim("used").sources.remove(source(guide, "notice"))
    assert list(rows(ann)) == [key(source(guide, "regulator")), key(source(guide, "notice"))]
    assert "· never checked <strong>overdue</strong>" in row_of(unescaped(listed(ann)), claim("used"))


def test_a_statement_without_a_source_is_not_lost(guide, ann):
    due_on(LATE, "does")
    claim("does").sources.clear()
    assert rows(ann) == {"0": ["does"]}
    assert "Without a source" in unescaped(listed(ann))


def test_all_that_must_be_checked_of_each_kind_stands_there_with_the_form_that_changes_it(db, ann):
    known = {"events": [make_event("start")], "rumours": [make_rumour("late")]}
    guide = drafts.from_document(make_guide(slug="known", **known))
    authority = Authority.objects.get(region__guide=guide, code="GB")
    way = Walkthrough.objects.filter(step__guide=guide, step__slug="switch-off")[1]
    label, event, rumour = guide.labels.get(), guide.events.get(), guide.rumours.get()
    page = unescaped(listed(ann, "when=all"))
    expected = {
        authority: ("Place GB: Regulator. https://authority.example/gb", place(authority)),
        way: ("Settings › Data privacy Open the settings. Set Training to Off.", f"{place(way.step)}#walkthroughs-1"),
        label: ("German: Seite / Schalter", place(label)),
        event: ("3 November 2025: What happens: start.", place(event)),
        rumour: ("One reads late. → What is right of late.", place(rumour)),
        guide.claims.get(slug="soon"): ("It starts on 3 November 2025. (until 2 November 2025)", ""),
    }
    for row, (words, form) in expected.items():
        assert words in row_of(page, row)
        assert f'<a href="{form or place(row)}">' in row_of(page, row)
    assert "· UK ·" in row_of(page, authority)


def test_a_dead_link_and_a_source_that_is_gone_are_told_where_they_would_be_opened(guide, ann):
    due_on(LATE, "does")
    notice = source(guide, "notice")
    LinkCheck.objects.create(address=notice.url, outcome="gone", reason="answers 404", checked_at=NEXT_DAY)
    current_editions.refresh()
    assert "Its link, when last checked on 1 December 2026: gone (answers 404)." in unescaped(listed(ann))
    guide.sources.filter(pk=notice.pk).update(gone_on=LATE)
    page = unescaped(listed(ann))
    assert "We found on 2 January 2020 that the page is gone." in page
    assert "Open the source" not in page


# --- filters ---------------------------------------------------------------------------------


def test_overdue_due_soon_and_all_are_told_apart_with_their_numbers(guide, ann):
    due_on(LATE, "does")
    due_on(SOON, "used")
    everything = sum(map(len, on_due(listed(ann, "when=all")).values()))
    (found,) = rows(ann, "when=overdue").values()
    assert found == ["does"]
    (found,) = rows(ann).values()
    assert found == ["does", "used"]
    page = unescaped(listed(ann))
    assert re.findall(r'<option value="(?:overdue|soon|all)"[^>]*>([^<]*)', page) == [
        "Overdue (1)",
        "Overdue or due within 30 days (2)",
        f"All ({everything})",
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("guide=chatter", ["does", "soon", "standing-elsewhere", "used"]),
        ("guide=other", []),
        ("region=uk", ["does", "soon", "used"]),
        ("region=world", ["does", "standing-elsewhere", "used"]),
        ("kind=claim", ["does", "soon", "standing-elsewhere", "used"]),
        ("kind=label", []),
        ("words=WHAT DOES", ["does"]),
        ("words=privacy notice", ["does", "soon", "standing-elsewhere", "used"]),
        ("words=nowhere", []),
        ("region=uk&words=starts", ["soon"]),
    ],
)
def test_each_filter_leaves_what_it_names(query, found, guide, ann):
    drafts.from_document(make_guide(slug="other", product="Other"))
    Claim.objects.filter(guide=guide, slug__in=["does", "used", "soon", "standing-elsewhere"]).update(check_after=LATE)
    assert sorted(itertools.chain(*rows(ann, query).values())) == found


def test_one_source_is_all_that_its_filter_shows_and_it_is_unfolded(guide, ann):
    due_on(LATE, "does", "used")
    rest_on(guide, "regulator", "does")
    regulator = key(source(guide, "regulator"))
    assert rows(ann, f"source={regulator}") == {regulator: ["does"]}
    assert f'id="source-{regulator}" open>' in text(listed(ann, f"source={regulator}"))
    assert f'id="source-{regulator}">' in text(listed(ann))


def test_one_address_is_one_source_whichever_guides_name_it(guide, ann):
    other = drafts.from_document(make_guide(slug="other", product="Other"))
    due_on(LATE, "does")
    ((_key, tokens),) = on_due(listed(ann)).items()
    assert len(tokens) == 2
    page = unescaped(listed(ann))
    for each in (guide, other):
        assert f'<a href="{place(source(each, "notice"))}">Edit this source of {each.product}</a>' in " ".join(
            page.split()
        )


@pytest.mark.parametrize("query", ["guide=none", "region=none", "kind=step", "source=999999", "source=x", "when=never"])
def test_a_filter_that_there_is_not_is_said_and_hides_nothing(query, guide, ann):
    due_on(LATE, "does")
    page = unescaped(listed(ann, query))
    assert "Select a valid choice." in page
    assert "What does says." in page


def test_the_page_of_a_guide_leads_to_its_own_list(guide, ann):
    response = ann.get(place(guide, "due"))
    assert (response.status_code, response.url) == (302, f"{DUE}?guide=chatter")


def many_sources(number):
    sources = [make_source("notice"), *(make_source(f"s{each}") for each in range(number))]
    guide = drafts.from_document(make_guide(slug="many", sources=sources))
    guide.claims.filter(slug="does").update(check_after=LATE)
    guide.claims.get(slug="does").sources.set(guide.sources.exclude(slug="notice"))
    return guide


def test_many_sources_take_several_pages_that_keep_the_filter(db, ann):
    many_sources(30)
    first, second = listed(ann, "guide=many&page=1"), listed(ann, "guide=many&page=2")
    assert (len(on_due(first)), len(on_due(second))) == (25, 5)
    assert "Page 1 of 2, 30 sources." in " ".join(unescaped(first).split())
    assert "?guide=many&amp;page=2" in hrefs(first)
    assert len(on_due(listed(ann, "page=99"))) == len(on_due(listed(ann, "page=x"))) - 20 == 5


def test_more_statements_sources_and_guides_ask_for_no_more_queries(guide, ann):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            listed(ann, "when=all")
        return len(captured)

    Claim.objects.update(checked_by=who("ann"))
    queries()
    few = queries()
    many_sources(10)
    Claim.objects.update(checked_by=who("ann"))
    assert queries() == few


# --- a press ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["claim", "walkthrough", "authority", "label"])
def test_checked_today_keeps_the_day_and_who_and_takes_an_earlier_wish_away(kind, guide, ann):
    model = {"claim": Claim, "walkthrough": Walkthrough, "authority": Authority, "label": type(guide.labels.first())}
    row = model[kind].objects.first()
    model[kind].objects.filter(pk=row.pk).update(check_after=datetime.date(2026, 12, 2))
    with time_machine.travel(NEXT_DAY):
        page = unescaped(confirm(signed_in(who("ann")), row))
    row.refresh_from_db()
    assert (row.checked_on, row.check_after, row.checked_by) == (NEXT_DAY.date(), None, who("ann"))
    assert "Checked today, still true: 1 statement." in page
    assert "checked 1 Dec 2026 by ann" in row_of(page, row)
    logged = row.step if kind == "walkthrough" else row
    assert LogEntry.objects.filter(object_id=logged.pk, change_message="Checked today, still true.").exists()
    assert not drafts.read(guide).says_the_same_as(Edition.objects.latest_of(guide))
    current_editions.refresh()
    assert current_editions.by_slug()["chatter"].number == 1


def test_many_are_confirmed_at_once_and_the_others_stay(guide, ann):
    due_on(LATE, "does", "used", "ending")
    page = unescaped(confirm(ann, claim("does"), claim("used"), query=""))
    assert "Checked today, still true: 2 statements." in page
    assert list(rows(ann).values()) == [["ending"]]


def test_one_box_confirms_all_that_the_page_showed_of_a_source_and_nothing_newer(guide, ann):
    due_on(LATE, "does", "used")
    ((where, shown),) = on_due(listed(ann)).items()
    due_on(LATE, "ending")
    ann.post(DUE, {"group": where, "all": "on", "shown": shown})
    assert list(rows(ann).values()) == [["ending"]]


def test_a_press_leads_back_to_its_source_or_to_the_next_that_is_left(guide, ann):
    due_on(LATE, "does", "used")
    due_on(SOON, "ending")
    claim("ending").sources.set([source(guide, "regulator")])
    notice, regulator = key(source(guide, "notice")), key(source(guide, "regulator"))
    tokens = on_due(listed(ann))[notice]
    first = ann.post(f"{DUE}?guide=chatter&page=1", {"group": notice, "statement": tokens[:1]})
    assert first.url == f"{DUE}?guide=chatter&page=1&at={notice}#source-{notice}"
    page = text(ann.get(first.url))
    assert f'id="source-{notice}" open>' in page
    assert (
        page.index(f'id="told-{notice}"')
        < page.index("Checked today, still true")
        < page.index(f'"source-{regulator}"')
    )
    last = ann.post(DUE, {"group": notice, "statement": tokens[1:]})
    assert last.url == f"{DUE}?at={regulator}#source-{regulator}"
    assert "Checked today, still true" in text(ann.get(last.url))


def test_with_htmx_only_the_source_is_swapped_and_the_same_statement_elsewhere(guide, ann):
    due_on(LATE, "does", "used")
    rest_on(guide, "regulator", "does")
    notice, regulator = key(source(guide, "notice")), key(source(guide, "regulator"))
    tokens = on_due(listed(ann))[notice]
    answer = unescaped(ann.post(DUE, {"group": notice, "statement": tokens[:1]}, headers=HTMX))
    assert "<html" not in answer
    form = answer[: answer.index("</form>")]
    assert f'<form method="post" id="form-{notice}"' in form
    assert tokens[1] in form
    assert tokens[0] not in answer
    assert f'<span id="count-{notice}" hx-swap-oob="true">1 statement, 1 overdue</span>' in answer
    assert "Checked today, still true: 1 statement." in answer
    assert f'<li id="row-{regulator}-claim-{claim("does").pk}" hx-swap-oob="outerHTML">' in answer
    assert "What does says. <strong>Checked today.</strong>" in answer
    answer = unescaped(ann.post(DUE, {"group": notice, "statement": tokens[1:]}, headers=HTMX))
    assert f'<p id="form-{notice}" tabindex="-1" autofocus>Nothing at this source is due any more.</p>' in answer


def test_where_a_confirmed_statement_stays_in_the_list_it_has_its_new_day_everywhere(guide, ann):
    rest_on(guide, "regulator", "does")
    notice, regulator = key(source(guide, "notice")), key(source(guide, "regulator"))
    with time_machine.travel(NEXT_DAY):
        desk = signed_in(who("ann"))
        tokens = [each for each in on_due(listed(desk, "when=all"))[regulator] if each.startswith("claim-")]
        answer = text(desk.post(f"{DUE}?when=all", {"group": regulator, "statement": tokens}, headers=HTMX))
    assert f'id="row-{notice}-claim-{claim("does").pk}" hx-swap-oob' in answer
    assert answer.count("checked 1 Dec 2026") == 2
    assert answer.count(tokens[0]) == 4  # each time the box, and what the page showed


@pytest.mark.parametrize("ticked", [[], [""], ["claim-999999:0"], ["nonsense"], ["<b>"], ["source-1:0"]])
def test_what_there_is_not_changes_nothing_and_is_said(ticked, guide, ann):
    due_on(LATE, "does", "used")
    before = list(Claim.objects.values())
    fields = {"group": key(source(guide, "notice")), "statement": ticked}
    for headers in ({}, HTMX):
        page = unescaped(ann.post(DUE, fields, headers=headers, follow=True))
        assert ("tick what you have checked" if not ticked else "1 statement is not confirmed: it was changed") in page
    assert list(Claim.objects.values()) == before


@pytest.mark.parametrize("changed", [{"url": "https://other.example/"}, {"title": "Another"}, {"gone_on": LATE}])
def test_nor_is_what_rests_on_another_page_than_the_one_that_was_named(changed, guide, ann):
    due_on(LATE, "does")
    ((where, tokens),) = on_due(listed(ann)).items()
    Source.objects.filter(pk=source(guide, "notice").pk).update(**changed)
    page = unescaped(ann.post(DUE, {"group": where, "statement": tokens}, follow=True))
    assert "1 statement is not confirmed: it was changed" in page
    assert Claim.objects.get(slug="does").check_after == LATE


def test_words_that_changed_since_the_page_was_opened_are_not_confirmed_with_the_others(guide, ann):
    due_on(LATE, "does", "used")
    ((where, tokens),) = on_due(listed(ann)).items()
    Claim.objects.filter(slug="does").update(text="Other words.")
    page = unescaped(ann.post(DUE, {"group": where, "statement": tokens}, follow=True))
    assert "1 statement is not confirmed: it was changed or deleted since you opened this page." in page
    assert "Checked today, still true: 1 statement." in page
    assert list(rows(ann).values()) == [["does"]]


@pytest.mark.parametrize("group", ["", "999999", "x"])
def test_a_source_that_is_not_on_the_list_any_more_changes_nothing(group, guide, ann):
    due_on(LATE, "does")
    ((_where, tokens),) = on_due(listed(ann)).items()
    page = unescaped(ann.post(DUE, {"group": group, "statement": tokens}, follow=True))
    assert "Nothing was confirmed: this list has changed since you opened it." in page
    assert ann.post(DUE, {"group": group}, headers=HTMX)["HX-Redirect"] == f"{DUE}?"
    assert claim("does").checked_by is None


# --- a review that is open -------------------------------------------------------------------


@pytest.fixture
def review(guide):
    """Of Ben, who asked for it."""
    due_on(FAR, *Claim.objects.exclude(slug__in=["does", "used"]).values_list("slug", flat=True))
    due_on(LATE, "does", "used")
    return ask(reword(guide, "A new title"), member("ben", "Editors"))


OPEN = "“Chatter: Clearer words.” (asked for by ben)"


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_press_that_withdraws_a_review_asks_first_whose_it_is(headers, review, ann):
    assert f"Under review: {OPEN}." in unescaped(listed(ann))
    ((where, tokens),) = on_due(listed(ann)).items()
    response = ann.post(DUE, {"group": where, "statement": tokens[:1]}, headers=headers)
    page = unescaped(response)
    assert f"This withdraws the review {OPEN}." in " ".join(page.split())
    assert f'<input type="hidden" name="withdraw" value="{review.pk}">' in page
    assert re.findall(r'name="statement" value="([^"]+)" checked', page) == tokens[:1]
    assert ("<html" in page) == (not headers)
    review.refresh_from_db()
    assert (review.state, claim("does").checked_by) == ("in_review", None)

    fields = {"group": where, "statement": tokens[:1], "withdraw": str(review.pk)}
    page = unescaped(ann.post(DUE, fields, headers=headers, follow=True))
    assert f"Withdrawn, because the draft has changed: the review {OPEN}." in page
    assert f'<a href="{place(review.guide, "publish")}">Ask for a review again</a>' in page
    review.refresh_from_db()
    assert (review.state, claim("does").checked_by) == ("withdrawn", who("ann"))


def test_to_say_yes_to_one_review_is_no_yes_to_the_next(review, ann):
    ((where, tokens),) = on_due(listed(ann)).items()
    fields = {"group": where, "statement": tokens, "withdraw": str(review.pk)}
    workflow.withdraw(review, by=who("ben"))
    again = ask(fresh(review.guide), who("ben"), note="Once more.")
    assert "This withdraws the review “Chatter: Once more.”" in " ".join(unescaped(ann.post(DUE, fields)).split())
    again.refresh_from_db()
    assert (again.state, claim("does").checked_by) == ("in_review", None)


def test_what_withdraws_nothing_asks_nothing(review, ann):
    drafts.from_document(make_guide(slug="other", product="Other"))
    Claim.objects.filter(guide__slug="other").exclude(slug="does").update(check_after=FAR)
    Claim.objects.filter(guide__slug="other", slug="does").update(check_after=LATE)
    ((where, tokens),) = on_due(listed(ann, "guide=other")).items()
    page = unescaped(ann.post(f"{DUE}?guide=other", {"group": where, "statement": tokens}, follow=True))
    assert "Checked today, still true: 1 statement." in page
    assert Proposal.objects.get().state == "in_review"


def test_what_is_scheduled_stays_as_it_was_approved_and_nobody_is_asked(review, ann):
    boss = member("boss", "Approvers")
    workflow.approve(review, by=boss)
    workflow.schedule(review, by=boss, at=NEXT_DAY + datetime.timedelta(days=300))
    assert "Checked today, still true" in unescaped(confirm(ann, claim("does"), query=""))
    review.refresh_from_db()
    assert review.state == "scheduled"


def test_words_with_markup_are_shown_as_words(guide, ann):
    due_on(LATE, "does")
    Claim.objects.filter(slug="does").update(text="**One** & <b>two</b>.")
    assert html.escape("One & <b>two</b>.") in text(listed(ann))


def test_nothing_is_confirmed_that_rests_only_on_pages_that_are_gone(guide, ann):
    row = claim("does")
    row.sources.update(gone_on=LATE)
    due_on(SOON, "does")
    before = claim("does").checked_on
    page = unescaped(confirm(ann, row))
    assert "1 statement is not confirmed: the pages of all its sources are gone, with no archived copy." in page
    assert claim("does").checked_on == before
    row.sources.update(archive_url="https://archive.example/1", archived_on=LATE)
    confirm(ann, row)
    assert claim("does").checked_on != before


def test_on_the_day_itself_it_is_due_and_not_overdue_yet(guide, ann):
    due_on(clock.today(), "does")
    due_on(clock.today() - datetime.timedelta(1), "used")
    regulator = key(source(guide, "notice"))
    assert rows(ann, "when=soon")[regulator] == ["used", "does"]
    assert rows(ann, "when=overdue")[regulator] == ["used"]

"""The page of an objection without its script: for whom it is, what the law gives, texts with blanks, the dates."""

import datetime
import re
from html import unescape

import pytest
from django.test import Client
from django.utils import translation
from icalendar import Calendar

from guides.checklist.objection import LEFT_EMPTY, Answers, compose
from guides.document.validation import parse
from guides.models import Edition, Guide
from guides.rules import deadlines
from guides.serving import current_editions, pages
from guides.sharing import letters
from guides.templatetags import guidance
from tests.support.clock import NOON
from tests.support.desk import signed_in
from tests.support.factories import make_authority, make_recourse
from tests.support.letters import SENTENCES, data_with_letters, publish_with_letters
from tests.support.pages import hrefs, text

LETTERS = data_with_letters()["letters"]
UK, WORLD = "/chatter/uk/objection/", "/chatter/world/objection/"
WORDS = re.compile(r"<p data-paragraph=.*?</p>", re.DOTALL)


@pytest.fixture(scope="module", autouse=True)
def chatter(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        publish_with_letters()
    yield
    with django_db_blocker.unblock():
        Edition.objects.all().delete()
        Guide.objects.all().delete()


@pytest.fixture
def reader(db):
    return Client(headers={"Sec-Fetch-Site": "same-origin"})


def plain(html):
    return unescape(re.sub(r"<[^>]*>", "", html))


def paragraphs(page, piece):
    """The words of one text, as somebody marks and copies them."""
    (own,) = re.findall(rf'<details[^>]* data-piece="{piece}".*?</details>', page, re.DOTALL)
    return [plain(each) for each in WORDS.findall(own)]


def events(response):
    return Calendar.from_ical(response.content).walk("VEVENT")


# --- what it says ----------------------------------------------------------------------------


def test_it_says_what_is_done_already_for_whom_a_letter_is_and_what_the_law_gives_in_this_order(reader):
    page = text(reader.get(UK)).partition("<main")[2]
    said = [SENTENCES["objecting"], SENTENCES["letter_for"], "Name of object", "Text of object.", 'id="questions"']
    places = [page.index(each) for each in (*said, 'id="texts"', 'id="dates"', 'id="authority"', 'id="cases"')]
    assert places == sorted(places)


def test_it_says_once_that_it_is_no_legal_advice_beside_the_line_at_the_foot(reader):
    page = text(reader.get(UK))
    assert page.count("This is not legal advice") == 1


def test_every_special_case_has_its_paragraph(reader):
    page = text(reader.get(UK))
    for topic in ("deceased", "employers", "authors"):
        assert page.index(f'id="case-{topic}"') < page.index(SENTENCES[topic])
    assert 'id="case-no_account"' in page
    assert 'id="case-under_18"' in page


def test_where_there_is_no_right_one_screen_says_so_and_no_letter_is_there(reader):
    page = text(reader.get(WORLD))
    assert "Text of none." in page
    assert "the steps are your tool" not in page  # in one of its places there is a letter
    for part in ('id="questions"', 'id="texts"', 'id="dates"', "data-paragraph", "js/objection.js", "dates.ics"):
        assert part not in page
    assert "/chatter/world/" in hrefs(reader.get(WORLD))


def test_where_no_place_has_a_letter_the_choice_comes_after_the_answer(db):
    """And before it, where one of the places has: there the answer is another one."""
    order = ("Text of none.", "the steps are your tool", '<form class="place"')
    page = text(Client().get(WORLD)).partition('id="right"')[2]
    assert page.index(order[2]) < page.index(order[0])
    nothing = {"kind": "none", "law": None, "answer_months": None, "answer_days": None}
    recourses = [each | nothing if each["slug"] == "suspend" else each for each in data_with_letters()["recourses"]]
    Edition.objects.update(document=parse(data_with_letters(recourses=recourses)).model_dump(mode="json"))
    current_editions.forget_all()
    page = text(Client().get(WORLD)).partition('id="right"')[2]
    assert page.index(order[0]) < page.index(order[1]) < page.index(order[2])
    assert page.count(order[2]) == 1


def test_where_the_form_has_two_options_there_are_two_texts_each_with_its_own_uses(db):
    data = data_with_letters()
    data["purposes"] = [each | {"is_other": each["slug"] == "sharing"} for each in data["purposes"]]
    for options in ({"form_option": "Object to training"}, {"other_option": "Other"}, {}):
        data["recourses"][0] = make_recourse("object", regions=["uk", "eu"]) | options
        assert 'data-piece="other"' not in published(data)
    data["recourses"][0] |= {"form_option": "Object to training", "other_option": "Other"}
    page = published(data)
    first, second = paragraphs(page, "form")[0], paragraphs(page, "other")[0]
    of_training, of_sharing = (f"- use of {each['slug']} by Chatter" for each in data["purposes"])
    assert of_training in first
    assert of_sharing not in first
    assert of_sharing in second
    assert of_training not in second
    options = re.findall(r"In the form, choose: <strong>(.*?)</strong>", page)
    assert options == ["Object to training", "Other"]
    assert "send it twice, once with each text" in plain(page)


def published(data):
    """The page of the United Kingdom, of that guide."""
    Edition.objects.update(document=parse(data).model_dump(mode="json"))
    current_editions.forget_all()
    return text(Client().get(UK))


def test_a_place_that_differs_is_a_choice_and_is_sent_by_a_plain_form(reader):
    page = text(reader.get(WORLD))
    assert re.search(r'<form class="place" method="get"', page)
    assert '<option value="KR"' in page
    chosen = text(reader.get(WORLD, {"place": "KR"}))
    assert '<option value="KR" selected' in chosen
    assert "Suspend, under Article of suspend" in chosen
    assert "An answer is due in 10 days." in chosen


def test_where_no_text_has_a_line_for_a_reason_none_is_offered(db):
    assert 'id="grounds"' in text(Client().get(WORLD, {"place": "KR"}))
    letters = [each | {"rights": ["objection"]} if each["slug"] == "reason" else each for each in LETTERS]
    Edition.objects.update(document=parse(data_with_letters(letters=letters)).model_dump(mode="json"))
    current_editions.forget_all()
    page = text(Client().get(WORLD, {"place": "KR"}))
    assert 'id="texts"' in page
    for part in ('id="ground"', 'id="reason"', 'id="grounds"', "data-ground"):
        assert part not in page
        assert part in text(Client().get(UK))


def test_an_unknown_place_is_said_to_be_unknown(reader):
    response = reader.get(UK, {"place": "XX"})
    assert response.status_code == 404
    assert "no place called “XX”" in text(response)


def test_a_guide_without_letters_has_no_such_page_and_leads_to_none(db):
    Edition.objects.update(document=parse(data_with_letters(recourses=[])).model_dump(mode="json"))
    current_editions.forget_all()
    visitor = Client()
    assert visitor.get(UK).status_code == 404
    assert "objection" not in text(visitor.get("/sitemap.xml"))
    for page in ("/chatter/uk/", "/chatter/uk/more/"):
        assert UK not in hrefs(visitor.get(page))


# --- without a script ------------------------------------------------------------------------


def test_the_template_is_what_is_put_together_with_every_blank_open(reader):
    """Each paragraph as `compose` has it; the purposes are listed, so that nobody needs to look for them."""
    guide = parse(data_with_letters())
    page = text(reader.get(UK))
    every = Answers(purposes=("training", "sharing"), wishes=frozenset({"reason", "keep_account"}))
    for piece, words in compose(guide, "uk", "", every, letters.left_empty()).items():
        found = [re.sub(r"^\[Only [^\]]*\] ", "", each) for each in paragraphs(page, piece)]
        without_account = [each for each in found if "[links to the posts]" in each]
        assert [each for each in found if each not in words.split("\n\n")] == without_account
        assert [each for each in words.split("\n\n") if each not in found] == []


def test_who_leaves_a_paragraph_out_is_said_before_it(reader):
    found = paragraphs(text(reader.get(UK)), "letter")
    assert [each for each in found if each.startswith("[Only if you have an account:] I am")]
    assert [each for each in found if each.startswith("[Only if you have no account:] I am")]
    assert [each for each in found if each.startswith("[Only if you have an account, and want this:] Leave")]


def test_every_blank_has_words_in_brackets():
    assert letters.left_empty() == LEFT_EMPTY


def test_no_field_that_is_typed_into_belongs_to_a_form(reader):
    """Nothing can carry the words to the server: no form holds such a field, and none has a name."""
    page = text(reader.get(UK))
    outside = re.sub(r"<form\b.*?</form>", "", page, flags=re.DOTALL)
    fields = r"<(?:input|textarea|select)\b[^>]*>"
    inside = [each for form in re.findall(r"<form\b.*?</form>", page, re.DOTALL) for each in re.findall(fields, form)]
    assert [each for each in inside if 'name="place"' not in each and 'type="hidden"' not in each] == []
    typed = [each for each in re.findall(fields, outside) if 'type="radio"' not in each]
    assert len(typed) >= 8
    assert [each for each in typed if re.search(r"\s(name|form|formaction)=", each)] == []
    assert [each for each in [*typed, *inside] if 'autocomplete="off"' not in each and "hidden" not in each] == []


# --- dates -----------------------------------------------------------------------------------


def test_the_rule_is_said_in_words_with_an_example_of_a_short_month(reader):
    page = text(reader.get(UK))
    assert "An answer is due in one calendar month, not in 30 days" in page
    assert "What arrives on 31 January 2027 must be answered by 28 February 2027." in page


def test_where_the_law_knows_no_date_the_page_says_so(db):
    data = data_with_letters()
    data["recourses"][0] |= {"answer_months": None}
    Edition.objects.update(document=parse(data).model_dump(mode="json"))
    current_editions.forget_all()
    page = text(Client().get(UK))
    assert "sets no day by which an answer is due" in page
    assert 'data-moment="due"' not in page


def test_the_dates_of_what_is_sent_today_are_on_the_page_and_in_the_calendar(reader):
    today = NOON.date()
    page = text(reader.get(UK))
    on_page = dict(re.findall(r'data-moment="(\w+)">.*?<time datetime="([\d-]+)"', page, re.DOTALL))
    by_rule = dict(deadlines.dates(today, deadlines.Period(months=1)))
    assert on_page == {moment: on.isoformat() for moment, on in by_rule.items()}
    file = reader.get(f"{UK}dates.ics")
    found = events(file)
    assert file["Content-Type"] == "text/calendar; charset=utf-8"
    assert file["Cache-Control"] == "no-store"
    assert [each["dtstart"].dt.date() for each in found] == sorted(by_rule.values())
    assert len({each["uid"] for each in found}) == len(by_rule)


def test_the_calendar_has_the_words_of_the_reminder_and_the_authority_of_the_place(reader):
    found = events(reader.get(f"{UK}dates.ics"))
    by_kind = {str(each["uid"]).split("-")[1]: str(each["description"]) for each in found}
    assert "I wrote on" in by_kind["reminder"]
    assert "[the day" not in by_kind["reminder"]
    assert by_kind.keys() == {"sent", "due", "reminder", "complaint"}


def complaint(response):
    (found,) = [each for each in events(response) if "-complaint-" in each["uid"]]
    return found


def test_where_there_is_one_authority_only_it_is_yours_without_a_choice(db):
    """In the page's own calendar and in the server's, and for an e-mail."""
    data = data_with_letters()
    data["regions"][0]["authorities"][0] |= {"url": "https://office.example/", "email": "it@office.example"}
    Edition.objects.update(document=parse(data).model_dump(mode="json"))
    current_editions.forget_all()
    visitor = Client()
    assert "https://office.example/" in complaint(visitor.get(f"{UK}dates.ics"))["description"]
    assert '<section id="authority" data-chosen' in text(visitor.get(UK))
    assert 'data-to="it@office.example"' in text(visitor.get(UK))


def test_where_there_is_a_choice_no_authority_is_yours_before_it_is_made(db):
    data = data_with_letters()
    data["regions"][0]["authorities"] += [make_authority("GB-SCT", email="other@office.example")]
    Edition.objects.update(document=parse(data).model_dump(mode="json"))
    current_editions.forget_all()
    visitor = Client()
    assert "https://" not in complaint(visitor.get(f"{UK}dates.ics"))["description"]
    assert "data-chosen" not in text(visitor.get(UK))
    assert "data-to=" not in text(visitor.get(UK))
    assert 'data-to="other@office.example"' in text(visitor.get(UK, {"place": "GB-SCT"}))


def test_the_way_back_from_a_calendar_leads_to_the_place_that_was_chosen(reader):
    there = f"{WORLD}?place=KR"
    assert {str(each["url"]).endswith(there) for each in events(reader.get(f"{WORLD}dates.ics?place=KR"))} == {True}
    assert re.search(rf'data-link="[^"]*{re.escape(there)}"', text(reader.get(there)))
    assert re.search(rf'data-link="[^"?]*{UK}"', text(reader.get(UK)))


def test_where_nothing_is_sent_there_is_no_calendar(reader):
    assert reader.get(f"{WORLD}dates.ics").status_code == 404
    assert reader.get(f"{WORLD}dates.ics", {"place": "KR"}).status_code == 200


@pytest.mark.parametrize(("months", "days"), [(1, 0), (0, 10), (0, 0)])
def test_each_date_says_what_to_do(months, days):
    recourse = parse(data_with_letters()).recourses[0]
    recourse = recourse.model_copy(update={"answer_months": months or None, "answer_days": days or None})
    found = letters.days(datetime.date(2026, 1, 31), recourse, "Chatter")
    assert all(each.title and each.todo for each in found)
    assert len({each.title for each in found}) == len(found)


# --- how one comes here, and what is kept ----------------------------------------------------


def test_the_step_that_sends_it_leads_here_and_so_does_the_first_for_those_whom_it_does_not_help(db):
    data = data_with_letters()
    data["steps"][3]["walkthroughs"][0]["url"] = "https://chatter.example/form"
    Edition.objects.update(document=parse(data).model_dump(mode="json"))
    current_editions.forget_all()
    page = text(Client().get("/chatter/uk/"))
    (step,) = re.findall(r'<li class="step[^>]*id="step-object".*?</li>', page, re.DOTALL)
    first = page.partition('id="step-switch-off"')[2].partition('id="step-look-again"')[0]
    assert step.count(f'href="{UK}"') == 1
    assert first.count(f'href="{UK}"') == 1
    assert "No account, or more to stop? Object in writing" in first


def test_once_it_is_sent_the_ending_offers_its_dates(db):
    data = data_with_letters()
    data["steps"][3]["walkthroughs"][0]["url"] = "https://chatter.example/form"
    Edition.objects.update(document=parse(data).model_dump(mode="json"))
    current_editions.forget_all()
    visitor = Client(headers={"Sec-Fetch-Site": "same-origin"})
    for step in ("switch-off", "look-again"):
        visitor.post(f"/chatter/uk/steps/{step}/", {"done": "1"})
    assert f"{UK}#dates" not in hrefs(visitor.get("/chatter/uk/"))
    visitor.post("/chatter/uk/steps/object/", {"done": "1"})
    assert f"{UK}#dates" in hrefs(visitor.get("/chatter/uk/"))


def test_what_is_good_to_know_leads_here_before_the_authorities(reader):
    assert UK in hrefs(reader.get("/chatter/uk/more/"))


def test_what_is_said_to_somebody_without_an_account_leads_here(reader):
    """The steps are no way for them."""
    cases = text(reader.get("/chatter/uk/more/")).partition("You have no account</h3>")[2].partition("<h3>")[0]
    assert cases
    assert f'href="{UK}"' in cases


def test_an_authority_names_its_languages_in_words():
    names = guidance.language_names
    assert names(("de", "cy", "zh")) == ["German", "Welsh", "Chinese"]
    with translation.override("fi"):
        assert names(("de", "xx")) == ["saksa", "xx"]


def test_it_is_in_the_sitemap_and_its_own_address_is_the_canonical_one(reader):
    sitemap = text(reader.get("/sitemap.xml"))
    assert UK in sitemap
    assert WORLD in sitemap
    page = text(reader.get(WORLD, {"place": "KR"}))
    assert re.search(rf'<link rel="canonical" href="[^"]*{WORLD}">', page)


def test_it_is_the_same_for_everybody_and_kept_by_a_cache_and_each_place_is_a_page_of_its_own(reader):
    first, second = reader.get(WORLD), reader.get(WORLD, {"place": "KR"})
    assert first["Cache-Control"] == second["Cache-Control"] == pages.SHARED
    assert first["ETag"] != second["ETag"]
    assert not first.cookies


def test_a_preview_shows_it_and_carries_on_what_it_shows(editor):
    staff = signed_in(editor)
    Edition.objects.update(number=1)
    response = staff.get("/preview/chatter/uk/objection/", {"edition": "1"})
    assert response.status_code == 200
    links = [link for link in hrefs(response) if link.startswith("/preview/") and "dates.ics" in link]
    assert links == ["/preview/chatter/uk/objection/dates.ics?edition=1"]

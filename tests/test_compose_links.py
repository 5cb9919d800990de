"""Links into somebody's own web mail and web calendar: what they carry, and that they wait to be pressed."""

import datetime
import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from guides.sharing import compose_links

SPECIAL = "Ünïcode & “quotes” + plus\nsecond line #1?"
NEEDED = {"linkedin.switch-off": "1", "linkedin.look-again": "1"}
SITES = {"mail.google.com", "calendar.google.com", "outlook.live.com", "outlook.office.com"}
LONGEST = 2000  # letters that an address of Outlook holds


def fields(link):
    return {name: value for name, (value,) in parse_qs(urlsplit(link).query, strict_parsing=True).items()}


def away(response):
    """The links to these sites, each with all of its attributes."""
    found = re.findall(r"<a ([^>]*)>", response.content.decode())
    read = [{name: html.unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', each)} for each in found]
    return [link for link in read if urlsplit(link["href"]).netloc in SITES]


def test_a_message_opens_in_web_mail_with_subject_and_text_and_to_nobody():
    links = compose_links.mails(SPECIAL, SPECIAL)
    assert {name: urlsplit(link).netloc + urlsplit(link).path for name, link in links.items()} == {
        "Gmail": "mail.google.com/mail/",
        "Outlook.com": "outlook.live.com/mail/0/deeplink/compose",
        "Office 365": "outlook.office.com/mail/deeplink/compose",
    }
    assert fields(links["Gmail"]) == {"view": "cm", "fs": "1", "su": SPECIAL, "body": SPECIAL}
    assert fields(links["Outlook.com"]) == fields(links["Office 365"]) == {"subject": SPECIAL, "body": SPECIAL}


def test_an_entry_opens_in_a_web_calendar_at_nine_by_the_readers_own_clock():
    links = compose_links.calendars(datetime.date(2027, 2, 21), "Look", SPECIAL)
    google = fields(links["Google Calendar"])
    assert google == {
        "action": "TEMPLATE",
        "text": "Look",
        "dates": "20270221T090000/20270221T091500",
        "details": SPECIAL,
    }
    for name in ("Outlook.com", "Office 365"):
        assert fields(links[name]) == {
            "path": "/calendar/action/compose",
            "rru": "addevent",
            "startdt": "2027-02-21T09:00:00",
            "enddt": "2027-02-21T09:15:00",
            "subject": "Look",
            "body": SPECIAL,
        }


def test_a_space_is_never_a_plus():
    links = [
        *compose_links.mails("a b", "c d").values(),
        *compose_links.calendars(datetime.date.min, "a b", "c d").values(),
    ]
    assert [link for link in links if "+" in link] == []


@pytest.mark.parametrize(("path", "number"), [("/linkedin/uk/share/", 6), ("/linkedin/uk/", 3)])
def test_on_a_page_they_are_plain_links_that_say_nothing_before_a_press_nor_where_one_comes_from(visitor, path, number):
    visitor.cookies.load(NEEDED)
    response = visitor.get(path)
    links = away(response)
    assert len(links) == number
    assert [link for link in links if link.keys() != {"href", "rel"} or link["rel"] != "noopener external"] == []
    assert [link for link in links if len(link["href"]) > LONGEST] == []
    assert response["Referrer-Policy"] == "same-origin"
    assert all("https://optout.example/linkedin/uk/" in str(fields(link["href"])) for link in links)


def test_a_preview_has_none(visitor, editor):
    visitor.force_login(editor)
    visitor.cookies.load(NEEDED)
    assert away(visitor.get("/preview/linkedin/uk/")) == []

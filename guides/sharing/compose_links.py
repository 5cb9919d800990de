"""Links that open the reader's own webmail or web calendar with a message or an entry filled in.

They are plain links: nothing is sent before they are pressed. Neither Google nor Microsoft documents them;
docs/decisions/0014 names our sources. `mailto:` and the calendar file are for local programs.
"""

import datetime
from urllib.parse import quote, urlencode

from guides.sharing.calendar_file import ends_at, starts_at

Links = dict[str, str]  # by the name of the place

# Of people who have their account with Microsoft themselves, and of those who have it from work or school.
OUTLOOK = {"Outlook.com": "https://outlook.live.com", "Office 365": "https://outlook.office.com"}


def mails(subject: str, body: str) -> Links:
    """Links to a message with this subject and text, without a recipient."""
    gmail = _link("https://mail.google.com/mail/", view="cm", fs="1", su=subject, body=body)
    paths = {"Outlook.com": "/mail/0/deeplink/compose", "Office 365": "/mail/deeplink/compose"}
    return {"Gmail": gmail} | {
        name: _link(site + paths[name], subject=subject, body=body) for name, site in OUTLOOK.items()
    }


def calendars(on: datetime.date, title: str, text: str) -> Links:
    """Links to an entry in the morning of this day, by the reader's own clock: its times have no zone."""
    begins, ends = starts_at(on), ends_at(on)
    google = _link(
        "https://calendar.google.com/calendar/render",
        action="TEMPLATE",
        text=title,
        dates=f"{begins:%Y%m%dT%H%M%S}/{ends:%Y%m%dT%H%M%S}",
        details=text,
    )
    times = {"startdt": begins.isoformat(), "enddt": ends.isoformat()}
    outlook = {"path": "/calendar/action/compose", "rru": "addevent", **times, "subject": title, "body": text}
    return {"Google Calendar": google} | {
        name: _link(f"{site}/calendar/deeplink/compose", **outlook) for name, site in OUTLOOK.items()
    }


def _link(address: str, **fields: str) -> str:
    """The URL, with spaces as %20: Outlook shows a plus literally to people who sign in first."""
    return f"{address}?{urlencode(fields, quote_via=quote)}"

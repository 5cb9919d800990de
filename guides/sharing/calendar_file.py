"""Makes a calendar file for looking again one morning, or for the dates of an objection. No Django, no database.

The same guide, region, day and moment give the same bytes for everybody, and nothing in them identifies the reader. The
format is accepted by Outlook, Google, Apple and Thunderbird (docs/decisions/0014).
"""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icalendar import Event

ONE_DAY = datetime.timedelta(days=1)
USUAL_WAIT = datetime.timedelta(days=90)
LONGEST_WAIT = datetime.timedelta(days=731)  # two years, whether or not one of them is longer
STARTS_AT = datetime.time(9)  # of no zone: by the reader's own clock
LASTS = datetime.timedelta(minutes=15)
REMIND = -datetime.timedelta(minutes=15)
COUNTED_FROM = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Days:
    """The days that a reader can choose for looking again, relative to today."""

    first: datetime.date
    usual: datetime.date
    last: datetime.date


def days(today: datetime.date) -> Days:
    return Days(today + ONE_DAY, today + USUAL_WAIT, today + LONGEST_WAIT)


@dataclass(frozen=True)
class Entry:
    """An entry, and who made it. `uid`: the same for every day, so that a later file replaces an earlier one."""

    uid: str
    on: datetime.date
    made_at: datetime.datetime
    summary: str
    description: str
    link: str
    maker: str = "Switched Off"


def starts_at(on: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(on, STARTS_AT)


def ends_at(on: datetime.date) -> datetime.datetime:
    return starts_at(on) + LASTS


def to_ical(first: Entry, *others: Entry) -> bytes:
    """The file with one entry or more, folded and escaped according to RFC 5545."""
    from icalendar import Calendar  # noqa: PLC0415 (a megabyte or two, for the workers that make such a file)

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//{first.maker.replace('/', ' ')}//Look again//EN")
    calendar.add("method", "PUBLISH")
    for entry in (first, *others):
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def sequence(made_at: datetime.datetime) -> int:
    """A revision number that grows with time, so that later files replace earlier ones: seconds; enough until 2094."""
    return int((made_at - COUNTED_FROM).total_seconds())


def _event(entry: Entry) -> "Event":
    """A quarter of an hour in the morning that leaves the person free: a reminder, not an appointment."""
    from icalendar import Alarm, Event  # noqa: PLC0415

    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.made_at)
    event.add("sequence", sequence(entry.made_at))
    event.add("dtstart", starts_at(entry.on))
    event.add("dtend", ends_at(entry.on))
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("url", entry.link)
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.summary)
    # Before the start: some calendars ignore one after it, and Outlook takes it for one before.
    alarm.add("trigger", REMIND)
    event.add_component(alarm)
    return event

"""One day in somebody's calendar on which to look again, as a file. No Django, no database.

It is made for everybody alike: the same guide, region and day give the same bytes, and nothing in them
says who asked for it.
"""

import datetime
from dataclasses import dataclass

from icalendar import Alarm, Calendar, Event

MAKER = "-//Switched Off//Look again//EN"
ONE_DAY = datetime.timedelta(days=1)
USUAL_WAIT = datetime.timedelta(days=90)
LONGEST_WAIT = datetime.timedelta(days=731)  # two years, whether or not one of them is longer
REMIND_AT = datetime.timedelta(hours=9)


@dataclass(frozen=True)
class Days:
    """Which days a reader can choose to look again, counted from today."""

    first: datetime.date
    usual: datetime.date
    last: datetime.date


def days(today: datetime.date) -> Days:
    return Days(today + ONE_DAY, today + USUAL_WAIT, today + LONGEST_WAIT)


@dataclass(frozen=True)
class Entry:
    """What the calendar shows on that day. `made_on`: the day whose guidance it repeats."""

    uid: str
    on: datetime.date
    made_on: datetime.date
    summary: str
    description: str
    link: str


def to_ical(entry: Entry) -> bytes:
    """The file, folded and escaped as RFC 5545 says."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", MAKER)
    calendar.add("method", "PUBLISH")
    calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> Event:
    """The whole day, with the person still free: it is a reminder, not an appointment."""
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", datetime.datetime.combine(entry.made_on, datetime.time(), datetime.UTC))
    event.add("dtstart", entry.on)
    event.add("dtend", entry.on + ONE_DAY)
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("url", entry.link)
    event.add("transp", "TRANSPARENT")
    event.add_component(_alarm(entry))
    return event


def _alarm(entry: Entry) -> Alarm:
    """In the morning, by the reader's own clock: a whole day begins where they are."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.summary)
    alarm.add("trigger", REMIND_AT)
    return alarm

"""The site's date and time, in one place, so that a preview or a test can change it."""

import datetime


def now() -> datetime.datetime:
    """The current moment in UTC."""
    return datetime.datetime.now(datetime.UTC)


def today() -> datetime.date:
    """The current day in UTC."""
    return now().date()


def seconds() -> float:
    """The seconds since midnight UTC."""
    moment = now()
    return (moment - moment.replace(hour=0, minute=0, second=0, microsecond=0)).total_seconds()

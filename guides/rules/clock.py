"""What day it is for the site: one function, so that a preview or a test can stand on any day."""

import datetime


def now() -> datetime.datetime:
    """The current moment in UTC."""
    return datetime.datetime.now(datetime.UTC)


def today() -> datetime.date:
    """The current day in UTC."""
    return now().date()


def seconds() -> float:
    """How many seconds of that day are over."""
    moment = now()
    return (moment - moment.replace(hour=0, minute=0, second=0, microsecond=0)).total_seconds()

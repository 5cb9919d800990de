"""What day it is for the site: one function, so that a preview or a test can stand on any day."""

import datetime


def today() -> datetime.date:
    """The current day in UTC."""
    return datetime.datetime.now(datetime.UTC).date()


def seconds() -> float:
    """How many seconds of that day are over."""
    now = datetime.datetime.now(datetime.UTC)
    return (now - now.replace(hour=0, minute=0, second=0, microsecond=0)).total_seconds()

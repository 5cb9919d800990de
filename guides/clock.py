"""What day it is for the site: one function, so that a preview or a test can stand on any day."""

import datetime


def today() -> datetime.date:
    """The current day in UTC."""
    return datetime.datetime.now(datetime.UTC).date()

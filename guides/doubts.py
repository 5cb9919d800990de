"""What readers reported, put beside the editions in memory once a second, and let go of when its time is over."""

from django.db import DatabaseError

from guides import library
from guides.models import Report
from guides.reports import doubts


def look() -> None:
    """Look what is in doubt now. While the database is away, what was known stays."""
    editions = {slug: live.number for slug, live in library.shelf().items()}
    try:
        found = doubts(Report.objects.tallies(editions))
    except DatabaseError:
        return
    library.doubt(found)


def prune() -> int:
    """Delete the reports that were answered long ago, or that nobody answered for a year. How many there were."""
    return Report.objects.outdated().delete()[0]

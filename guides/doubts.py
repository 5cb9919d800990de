"""What readers reported, put beside the editions in memory once a second, and let go of when its time is over."""

from guides import library
from guides.models import Report
from guides.reports import doubts


def look() -> None:
    """Look what is in doubt now. While that cannot be known, what was known stays."""
    try:
        editions = {slug: live.number for slug, live in library.shelf().items()}
    except library.NothingToReadError:
        return
    library.doubt(doubts(Report.objects.tallies(editions)))


def prune() -> int:
    """Delete the reports that were answered long ago, or that nobody answered for a year. How many there were."""
    return Report.objects.outdated().delete()[0]

"""Attaches warnings from readers' reports to the editions in memory, once a second, and deletes expired reports."""

from guides.models import Report
from guides.rules.reports import reader_reports
from guides.serving import current_editions


def look() -> None:
    """Load the current warnings. If that fails, the previous ones stay."""
    try:
        editions = {slug: live.number for slug, live in current_editions.by_slug().items()}
    except current_editions.NothingToReadError:
        return
    current_editions.set_reader_reports(reader_reports(Report.objects.tallies(editions)))


def prune() -> int:
    """Delete reports answered half a year ago, or unanswered for a year. Returns their number."""
    return Report.objects.outdated().delete()[0]

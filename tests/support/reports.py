"""What readers have reported already."""

from guides.models import Guide, Report
from guides.rules import clock


def kept(number=1, state="open", on=None, **changes):
    """Reports that are there already."""
    said = {"edition": 1, "region": "uk", "step": "switch-off", "device": "computer", "choice": "menu"} | changes
    row = {"guide": Guide.objects.get(), "reported_on": on or clock.today(), "state": state, **said}
    return [Report.objects.create(**row) for _ in range(number)]

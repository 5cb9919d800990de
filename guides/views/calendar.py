"""The calendar entry for looking again. No account, no mail, and nothing stored here."""

import datetime
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.utils.translation import gettext as _

from guides.checklist import plan as checklists
from guides.editing import wording
from guides.rules import clock
from guides.serving import pages
from guides.sharing import calendar_file, messages
from guides.sharing.calendar_file import Days, Entry
from guides.sharing.dates import date_format
from guides.views import checklist_page
from guides.views.decorators import of_region, require_safe
from guides.views.visit import RegionVisit


@require_safe
@of_region
def look_again(visit: RegionVisit) -> HttpResponse:
    """The calendar file: for 90 days from today, or with `?when=` for a day of the reader's own choice."""
    guide, region, link = visit.guide, visit.region, visit.link("checklist")
    on = _chosen(visit.request.GET.get("when"), calendar_file.days(visit.day))
    title, steps = messages.reminder(guide.kind_in(region.slug), guide.product, region.place, link)
    entry = Entry(
        uid=f"look-again-{guide.slug}-{region.slug}@{urlsplit(settings.SITE_URL).hostname}",
        on=on,
        made_at=clock.now(),
        summary=title,
        description="\n".join([steps, *_way(visit)]),
        link=link,
        maker=settings.SITE_NAME,
    )
    # Each file is newer than the one before it, and says so: none is kept.
    response = pages.unkept(HttpResponse(calendar_file.to_ical(entry)))
    response["Content-Type"] = "text/calendar; charset=utf-8"
    response["Content-Disposition"] = f'attachment; filename="look-again-{guide.slug}-{region.slug}.ics"'
    return response


def _chosen(when: str | None, days: Days) -> datetime.date:
    """The day in `?when=`, or the default one (in a preview, relative to `?on=`)."""
    if not when:
        return days.usual
    try:
        day = datetime.date.fromisoformat(when)
    except ValueError:
        day = None
    if day is None or day.isoformat() != when or not days.first <= day <= days.last:
        message = _("Choose a day between %(first)s and %(last)s, and write it as %(usual)s.")
        between = {"first": _in_words(days.first), "last": _in_words(days.last), "usual": days.usual.isoformat()}
        raise BadRequest(message % between)
    return day


def _way(visit: RegionVisit) -> Iterator[str]:
    """The current menu trails, each once, with the devices on which it applies."""
    shown = checklists.follow(checklist_page.plan(visit), {})
    devices: dict[tuple[str, ...], list[str]] = {}
    for way in shown.needed[0].ways if shown.needed else ():
        if way.walkthrough.trail:
            devices.setdefault(way.walkthrough.trail, []).extend(way.devices)
    if devices:
        yield ""
        yield _("The way there, as of %(day)s:") % {"day": _in_words(shown.on)}
        for trail, where in devices.items():
            yield _("%(places)s: %(trail)s") % {"places": wording.device_places(where), "trail": " › ".join(trail)}


def _in_words(day: datetime.date) -> str:
    return date_format(day)

"""A day in the reader's own calendar on which to look again. No account, no mail, and nothing kept here."""

import datetime
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from guides import calendar_file, checklist, clock, messages, pages
from guides.calendar_file import Days, Entry
from guides.checklist import ShownStep
from guides.gates import reading
from guides.templatetags.guidance import device_places
from guides.views import asked
from guides.views.asked import Place


@reading
def look_again(request: HttpRequest, guide_slug: str, region_slug: str) -> HttpResponse:
    """The calendar file: for 90 days from today, or with `?when=` for a day of the reader's own choice."""
    place = asked.place(request, guide_slug, region_slug)
    entry = _entry(request, place, _chosen(request, calendar_file.days(asked.day(request))))
    # Each file is newer than the one before it, and says so: none is kept.
    response = pages.unkept(HttpResponse(calendar_file.to_ical(entry)))
    response["Content-Type"] = "text/calendar; charset=utf-8"
    name = f"look-again-{place.live.guide.slug}-{place.region.slug}.ics"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _chosen(request: HttpRequest, days: Days) -> datetime.date:
    """The day in `?when=` (in a preview, `?on=` is the day on which it stands), or else the usual one."""
    wanted = request.GET.get("when")
    if not wanted:
        return days.usual
    try:
        day = datetime.date.fromisoformat(wanted)
    except ValueError:
        day = None
    if day is None or day.isoformat() != wanted or not days.first <= day <= days.last:
        sentence = _("Choose a day between %(first)s and %(last)s, and write it as %(usual)s.")
        between = {"first": _in_words(days.first), "last": _in_words(days.last), "usual": days.usual.isoformat()}
        raise BadRequest(sentence % between)
    return day


def _entry(request: HttpRequest, place: Place, on: datetime.date) -> Entry:
    guide, region = place.live.guide, place.region
    link = asked.link(request, guide, region)
    title, steps = messages.reminder(guide.product, region.place, link)
    return Entry(
        uid=f"look-again-{guide.slug}-{region.slug}@{urlsplit(settings.SITE_URL).hostname}",
        on=on,
        made_at=clock.now(),
        summary=title,
        description="\n".join([steps, *_way(request, place)]),
        link=link,
    )


def _way(request: HttpRequest, place: Place) -> Iterator[str]:
    """The way to the switch as it is known today."""
    shown = checklist.build(place.live.guide, place.region, place.device, asked.day(request), {})
    trails = _trails(shown.needed[0]) if shown.needed else []
    if trails:
        yield ""
        yield _("The way to the switch, as we knew it on %(day)s:") % {"day": _in_words(shown.on)}
        yield from trails


def _trails(shown: ShownStep) -> list[str]:
    """Each menu trail once, behind the devices on which it leads there."""
    devices: dict[tuple[str, ...], list[str]] = {}
    for way in shown.ways:
        if way.walkthrough.trail:
            devices.setdefault(way.walkthrough.trail, []).extend(way.devices)
    return [f"{device_places(where)}: {' › '.join(trail)}" for trail, where in devices.items()]


def _in_words(day: datetime.date) -> str:
    return date_format(day, "j F Y")

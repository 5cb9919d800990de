"""The page of the objection, and its dates as a calendar file. Nothing that a person types reaches this code."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guides.checklist import objection as objections
from guides.checklist import plan as checklists
from guides.document.alphabets import order
from guides.document.field_types import LETTER_TOPICS, Topic
from guides.document.letters import BLANK
from guides.document.types import Authority, Claim, Guide, Recourse, Region
from guides.rules import clock, deadlines
from guides.serving import pages
from guides.sharing import calendar_file, letters
from guides.views import addresses, languages, responses
from guides.views.decorators import of_region, redirect_alias, require_safe
from guides.views.errors import NotHereError
from guides.views.visit import RegionVisit

# Places whose law differs and of which a guide may name no authority.
PLACES = {
    "AU": gettext_lazy("Australia"),
    "BR": gettext_lazy("Brazil"),
    "CA-QC": gettext_lazy("Quebec"),
    "IN": gettext_lazy("India"),
    "JP": gettext_lazy("Japan"),
    "KR": gettext_lazy("South Korea"),
}
CASES: tuple[Topic, ...] = ("no_account", "under_18", "deceased", "employers", "authors")


@require_safe
@of_region
@redirect_alias()
def objection(visit: RegionVisit) -> HttpResponse:
    """What the law gives to readers here, the texts that use it, the dates and the authority (`?place=` narrows it)."""
    place = _place(visit)
    recourse = _recourse(visit, place)

    def context() -> dict[str, Any]:
        return _shown(visit, place, recourse)

    return responses.page(visit, "objection.html", (place,), context)


@require_safe
@of_region
def objection_dates(visit: RegionVisit) -> HttpResponse:
    """The calendar file for somebody who sends it today."""
    place = _place(visit)
    recourse = _recourse(visit, place)
    if not objections.paragraphs_for(visit.guide, visit.region.slug, place):
        raise _nothing_to_send(visit)
    found = letters.days(visit.day, recourse, visit.guide.product)
    words: dict[deadlines.Moment, str] = {
        "reminder": letters.reminder(visit.guide, visit.region, place, found),
        "complaint": letters.whom_to_ask(_own_authority(visit, place, recourse)),
    }
    link = _link(visit, place)
    entries = [letters.entry(day, _uid(visit), clock.now(), link, words.get(day.moment, "")) for day in found]
    response = pages.unkept(HttpResponse(calendar_file.to_ical(*entries)))
    response["Content-Type"] = "text/calendar; charset=utf-8"
    response["Content-Disposition"] = f'attachment; filename="objection-{visit.guide.slug}-{visit.region.slug}.ics"'
    return response


def _shown(visit: RegionVisit, place: str, recourse: Recourse) -> dict[str, Any]:
    guide, region = visit.guide, visit.region
    texts = letters.shown(guide, region.slug, place, recourse)
    paragraphs = [each for text in texts for each in text.evidence]
    first = max(1, sum(text.name in ("form", "other") for text in texts))
    named = letters.purposes(guide, region.slug)
    is_divided = objections.is_divided(guide, region.slug, recourse)
    said = checklists.said(guide, region, visit.day, (*LETTER_TOPICS, *CASES))
    example = deadlines.FIRST.replace(year=visit.day.year + 1, month=1, day=31)
    return {
        "region": region,
        "recourse": recourse,
        "place": place,
        "choices": _choices(visit, recourse),
        "may_send": objections.has_letters(guide, region.slug),
        "hidden": visit.carried_on,
        "said": said,
        "cases": [(topic, said[topic]) for topic in CASES if said[topic]],
        **_told_first(said, has_texts=bool(texts)),
        "texts": texts[:first],
        "later": texts[first:],
        "is_divided": is_divided,
        "purposes": named,
        "of_purposes": [purpose for purpose, _words in named],
        "its_uses": [purpose.label for purpose, _words in named if not purpose.is_other],
        "grounds": objections.grounds_for(guide, region.slug, place),
        "blanks": {name for each in paragraphs for name in BLANK.findall(each.text)},
        "wishes": {each.wish for each in paragraphs},
        "accounts": {each.account for each in paragraphs} - {None},
        "period": letters.period(recourse),
        "days": letters.days(visit.day, recourse, guide.product),
        "example": (example, deadlines.answer_due(example, letters.period(recourse))),
        "authorities": letters.authorities(region, place),
        "own_authority": _own_authority(visit, place, recourse),
        "file": visit.address("objection_dates", **({"place": place} if place else {})),
        "link": _link(visit, place),
        "stays": {"place": place} if place else {},
        "uid": _uid(visit),
    }


def _told_first(said: Mapping[Topic, Sequence[Claim]], *, has_texts: bool) -> dict[str, Sequence[Claim]]:
    """What is said before the right: of each topic the first; the rest is folded, unless there is nothing to send."""
    if not has_texts:
        return {"first_said": said["objecting"], "then_said": ()}
    topics = (said["objecting"], said["letter_for"])
    return {
        "first_said": [claim for claims in topics for claim in claims[:1]],
        "then_said": [claim for claims in topics for claim in claims[1:]],
    }


def _place(visit: RegionVisit) -> str:
    """The code of the place in `?place=`; nothing: none was chosen."""
    place = visit.request.GET.get("place", "")
    if place and place not in place_names(visit.guide, visit.region):
        message = _("This page knows no place called “%(name)s”.") % {"name": place}
        raise NotHereError(message, visit.guide, visit.region)
    return place


def _recourse(visit: RegionVisit, place: str) -> Recourse:
    """What the guide knows of the law there; where it knows nothing of the region, there is no page."""
    recourse = objections.recourse_for(visit.guide, visit.region.slug, place)
    if recourse is None:
        raise _nothing_to_send(visit)
    return recourse


def _nothing_to_send(visit: RegionVisit) -> NotHereError:
    return NotHereError(_("For this region the guide has no letter."), visit.guide, visit.region)


def place_names(guide: Guide, region: Region) -> dict[str, str]:
    """Every place that can be chosen, by its code, with its name: those whose law differs, and those of authorities."""
    named = {each.code: each.place for home in guide.regions for each in home.authorities}
    apart = objections.places_of(guide, region.slug)
    codes = (*apart, *(each.code for each in region.authorities))
    return {code: named.get(code) or str(PLACES.get(code, code)) for code in codes}


def _choices(visit: RegionVisit, recourse: Recourse) -> list[tuple[str, str]]:
    """The places to choose from, by name: where the law differs, and where there is something to send, authorities."""
    codes = place_names(visit.guide, visit.region)
    apart = objections.places_of(visit.guide, visit.region.slug)
    if recourse.kind == "none":
        codes = {code: codes[code] for code in apart}
    tag = languages.current().tag
    return sorted(codes.items(), key=lambda each: order(each[1], tag)) if apart or len(codes) > 1 else []


def _own_authority(visit: RegionVisit, place: str, recourse: Recourse) -> Authority | None:
    """The nearest one of the place, or of the region where there is no place to choose; None: it is not known."""
    is_known = place or not _choices(visit, recourse)
    return next(iter(letters.authorities(visit.region, place)), None) if is_known else None


def _link(visit: RegionVisit, place: str) -> str:
    """The way back to the page from a calendar, with the place: what holds there may hold there alone."""
    query = f"?{urlencode({'place': place})}" if place else ""
    return addresses.whole("objection", visit.guide.slug, visit.region.slug) + query


def _uid(visit: RegionVisit) -> str:
    """Of the entries: the same for everybody and every day, so that a later file replaces an earlier one."""
    return f"objection-%s-{visit.guide.slug}-{visit.region.slug}@{urlsplit(settings.SITE_URL).hostname}"

"""The guides as data: read-only, from memory, from any site, and without reading cookies."""

import datetime
import json
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guides.document.yaml_format import dump
from guides.models import Edition
from guides.open_data import envelope, schemas
from guides.open_data.envelope import Published
from guides.open_data.types import ANSWERS, ApiModel, TranslationListed
from guides.rules import clock, rate_limit
from guides.rules.rate_limit import TooManyError
from guides.serving import current_editions, pages
from guides.serving.current_editions import Carried, Live
from guides.views import languages, preview, responses
from guides.views.decorators import of_guide, require_safe
from guides.views.errors import NotHereError, needing_the_database
from guides.views.visit import GuideVisit, HttpRequest

FORMS = {"json": "application/json", "yaml": "application/yaml", "schema": "application/schema+json"}
FOR_GOOD = "public, max-age=2592000, immutable"
MOST_OLD_EDITIONS = 32

# In each worker: what is not in memory (another day, an old edition) is made so often and no more.
making = rate_limit.TokenBucket(burst=60, a_second=2)
AWAY = gettext_lazy("Old editions cannot be read at the moment. Try again in a minute.")


@require_safe
def api(request: HttpRequest) -> HttpResponse:
    """The documentation: examples to paste, and what each field means. With several guides it is about none of them."""
    listed = list(current_editions.listed().values())
    live, is_of_all = next(iter(listed), None), len(listed) > 1

    def context() -> dict[str, Any]:
        answers, parts = schemas.forms()
        fields = {"in_answers": schemas.common("answer"), "in_statements": schemas.common("statement")}
        example = {"example": live.guide.regions[0]} if live else {}
        about = {"licence": envelope.licence(settings.SITE_NAME), "answers": answers, "parts": parts}
        return about | ({"is_of_all": True, "live": None} if is_of_all else {}) | fields | example

    if live is None:
        return pages.private(request, render(request, "api.html", context()))
    return responses.page(GuideVisit.to_edition(request, live), "api.html", (is_of_all,), context)


@require_safe
def guides(request: HttpRequest, form: str) -> HttpResponse:
    """Every guide that is listed, with its regions."""

    def make() -> pages.Page:
        listed = map(_published, languages.listed().values())
        return _page(envelope.guides(settings.SITE_URL, listed, settings.SITE_NAME), form)

    return _answer(request, responses.of_all(f"guides.{form}", make), form)


@require_safe
@of_guide
def guide(visit: GuideVisit, form: str) -> HttpResponse:
    """The current edition: as JSON with what is overdue today, or as YAML, the document alone."""
    live, today = visit.live, clock.today()
    if form == "yaml":
        return _answer(visit.request, live.get_or_set("api yaml", lambda: _file(_published(live))), form)

    def make() -> pages.Page:
        listed = tuple(map(_translation, live.carried()))
        return _page(envelope.in_force(replace(_published(live), translations=listed), today), form)

    return _answer(visit.request, live.get_or_set(("api", today, live.issues), make), form)


@require_safe
@needing_the_database(AWAY)
@of_guide
def region(visit: GuideVisit, region_slug: str, form: str) -> HttpResponse:
    """What one region reads, today or on the day in `?on=`."""
    request, live, today = visit.request, visit.live, clock.today()
    where, on = visit.in_region(region_slug).region, preview.day(request) or today
    if where.slug != region_slug:
        query = f"?{urlencode({'on': on})}" if on != today else ""
        return _open(redirect(reverse("api_region", args=[visit.guide.slug, where.slug, form]) + query))

    def make(*, is_kept: bool = True) -> pages.Page:
        return _page(envelope.reading(_published(live), where, on), form, is_kept=is_kept)

    if on == today:
        return _answer(request, live.get_or_set(("api", where.slug, form, on), make), form)
    _take_turn()
    return _answer(request, make(is_kept=False), form)


@require_safe
@needing_the_database(AWAY)
@of_guide
def editions(visit: GuideVisit, form: str) -> HttpResponse:
    """The list of editions, without who published them. One query per new edition."""
    live = visit.live

    def make() -> pages.Page:
        rows = Edition.objects.filter(guide__slug=visit.guide.slug, number__lte=live.number).order_by("-number")
        return _page(envelope.editions(_published(live), rows.values("number", "published_at", "size", "note")), form)

    return _answer(visit.request, live.get_or_set(("api", "editions", form), make), form)


@require_safe
@needing_the_database(AWAY)
@of_guide
def edition(visit: GuideVisit, number: int, form: str) -> HttpResponse:
    """An edition as published. The most recently requested ones stay in memory."""
    live = visit.live
    read = live.get_or_set("old editions", lambda: lru_cache(MOST_OLD_EDITIONS)(partial(_old_edition, live)))
    response = _answer(visit.request, read(number, form), form)
    response["Cache-Control"] = FOR_GOOD
    return response


@require_safe
def schema(request: HttpRequest, name: str) -> HttpResponse:
    """The JSON Schema of one of the answers."""
    if name not in ANSWERS:
        raise NotHereError(_("The schemas are called %(names)s.") % {"names": ", ".join(ANSWERS)})
    return _answer(request, _schema(name, settings.SITE_URL), "schema")


@require_safe
def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    raise NotHereError(_("There is no data at this address. %(address)s says what there is.") % {"address": "/api/"})


def _old_edition(live: Live, number: int, form: str) -> pages.Page:
    row = Edition.objects.filter(guide__slug=live.guide.slug, number=number, number__lte=live.number).first()
    if row is None:
        raise NotHereError(_("This guide has no edition %(number)s.") % {"number": number})
    _take_turn()
    edition = Published(settings.SITE_URL, row.to_guide(), row.number, row.published_at, name=settings.SITE_NAME)
    return _file(edition) if form == "yaml" else _page(envelope.old_edition(edition), form)


def _published(live: Live) -> Published:
    published_at = cast("datetime.datetime", live.published_at)  # only a draft has none
    standing = live.standing
    retired = (standing.retired, standing.successor)
    return Published(settings.SITE_URL, live.guide, live.number, published_at, *retired, settings.SITE_NAME)


def _translation(carried: Carried) -> TranslationListed:
    written = carried.written
    return TranslationListed(
        language=carried.language,
        edition=carried.number,
        published_at=carried.published_at.replace(microsecond=0),
        texts=carried.texts,
        missing=carried.missing,
        written_by=written.written_by,
        read_by=written.read_by,
        read_on=datetime.date.fromisoformat(written.read_on) if written.read_on else None,
    )


def _page(answer: ApiModel, form: str, *, is_kept: bool = True) -> pages.Page:
    data = envelope.plain(answer)
    text = dump(data) if form == "yaml" else json.dumps(data, ensure_ascii=False)
    return pages.Page(text.encode(), is_kept)


def _file(edition: Published) -> pages.Page:
    return pages.Page(envelope.as_file(edition).encode())


@lru_cache
def _schema(name: str, site: str) -> pages.Page:
    return pages.Page(json.dumps(schemas.schema(name, site), ensure_ascii=False).encode())


def _take_turn() -> None:
    if wait := making.take():
        raise TooManyError(wait, _("Too many people are asking for old data at once. Try again in a moment."))


def _answer(request: HttpRequest, page: pages.Page, form: str) -> HttpResponse:
    """The data in the best encoding. It depends on no cookie, so caches may share it."""
    response = pages.answer(request, page)
    response["Vary"] = "Accept-Encoding"
    if response.status_code == 200:
        response["Content-Type"] = FORMS[form]
    return _open(response)


def _open(response: HttpResponse) -> HttpResponse:
    """Allow scripts on any site to read this response, errors included, but nothing else on the site."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Link"] = f'<{envelope.LICENCE}>; rel="license"'
    return response

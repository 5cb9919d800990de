"""The guides as data, for anybody’s program: only read, from memory, from any site, and without a look at a cookie."""

import datetime
import json
from collections.abc import Callable
from functools import lru_cache, partial, wraps
from math import ceil
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from guides import clock, library, limits, open_data, pages, preview, problems, schemas
from guides.gates import reading
from guides.library import Live
from guides.models import Edition
from guides.open_data import Published
from guides.open_forms import ANSWERS, Given
from guides.problems import NotHereError
from guides.views import answers, asked
from guides.yaml_form import dump

FORMS = {"json": "application/json", "yaml": "application/yaml", "schema": "application/schema+json"}
FOR_GOOD = "public, max-age=2592000, immutable"
MOST_OLD_EDITIONS = 32

# In each worker: what is not in memory (another day, an old edition) is made so often and no more.
making = limits.Bucket(burst=60, a_second=2)


class BusyError(Exception):
    """Too much that is not in memory was asked for at once; `seconds`: when to come back."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__()


def asking_for_patience(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Where something is read or made for one request alone: say so when that cannot be done now."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except BusyError as busy:
            return _later(request, 429, _("Too many ask for old data at once. Try again in a moment."), busy.seconds)
        except DatabaseError:
            return _later(request, 503, _("Old editions cannot be read at the moment. Try again in a minute."), 30)

    return guarded


@reading
def api(request: HttpRequest) -> HttpResponse:
    """What there is, in examples to paste, and what each field means."""
    live = next(iter(library.shelf().values()), None)

    def more() -> dict[str, Any]:
        answering, parts = schemas.forms()
        said = {"licence": open_data.LICENCE, "answers": answering, "parts": parts}
        said |= {"in_answers": schemas.common("answer"), "in_statements": schemas.common("statement")}
        return said | ({"example": live.guide.regions[0]} if live else {})

    if live is None:
        return pages.private(request, render(request, "api.html", more()))
    return answers.page(request, live, "api.html", (), more)


@reading
def guides(request: HttpRequest, form: str) -> HttpResponse:
    """Every guide in force, with its regions."""

    def make() -> pages.Page:
        return _page(open_data.guides(settings.SITE_URL, map(_published, library.shelf().values())), form)

    return _answer(request, answers.of_all(f"guides.{form}", make), form)


@reading
def guide(request: HttpRequest, guide_slug: str, form: str) -> HttpResponse:
    """The edition in force: in an envelope that says what is overdue today, or as YAML, the document alone."""
    live, today = asked.live(request, guide_slug), clock.today()
    if form == "yaml":
        return _answer(request, live.once("api yaml", lambda: _file(_published(live))), form)
    page = live.once(("api", today), lambda: _page(open_data.in_force(_published(live), today), form))
    return _answer(request, page, form)


@reading
@asking_for_patience
def region(request: HttpRequest, guide_slug: str, region_slug: str, form: str) -> HttpResponse:
    """What one region reads, today or on the day in `?on=`."""
    live, today = asked.live(request, guide_slug), clock.today()
    where, on = asked.region(live.guide, region_slug), preview.day(request) or today
    if where.slug != region_slug:
        query = f"?{urlencode({'on': on})}" if on != today else ""
        return _open(redirect(reverse("api_region", args=[live.guide.slug, where.slug, form]) + query))

    def make(*, is_kept: bool = True) -> pages.Page:
        return _page(open_data.reading(_published(live), where, on), form, is_kept=is_kept)

    if on == today:
        return _answer(request, live.once(("api", where.slug, form, on), make), form)
    _take_turn()
    return _answer(request, make(is_kept=False), form)


@reading
@asking_for_patience
def editions(request: HttpRequest, guide_slug: str, form: str) -> HttpResponse:
    """Which editions there are. Asked of the database once an edition; who published them is nobody’s business."""
    live = asked.live(request, guide_slug)

    def make() -> pages.Page:
        rows = Edition.objects.filter(guide__slug=guide_slug, number__lte=live.number).order_by("-number")
        return _page(open_data.editions(_published(live), rows.values("number", "published_at", "size", "note")), form)

    return _answer(request, live.once(("api", "editions", form), make), form)


@reading
@asking_for_patience
def edition(request: HttpRequest, guide_slug: str, number: int, form: str) -> HttpResponse:
    """An edition as it was published. The last few that were asked for stay in memory."""
    live = asked.live(request, guide_slug)
    read = live.once("old editions", lambda: lru_cache(MOST_OLD_EDITIONS)(partial(_old_edition, live)))
    response = _answer(request, read(number, form), form)
    response["Cache-Control"] = FOR_GOOD
    return response


@reading
def schema(request: HttpRequest, name: str) -> HttpResponse:
    """The JSON Schema of one of the answers."""
    if name not in ANSWERS:
        raise NotHereError(_("There are schemas called %(names)s.") % {"names": ", ".join(ANSWERS)})
    return _answer(request, _schema(name, settings.SITE_URL), "schema")


@reading
def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    raise NotHereError(_("There is no data at this address. %(address)s says what there is.") % {"address": "/api/"})


def _old_edition(live: Live, number: int, form: str) -> pages.Page:
    row = Edition.objects.filter(guide__slug=live.guide.slug, number=number, number__lte=live.number).first()
    if row is None:
        raise NotHereError(_("This guide has no edition %(number)s.") % {"number": number})
    _take_turn()
    edition = Published(settings.SITE_URL, row.to_guide(), row.number, row.published_at)
    return _file(edition) if form == "yaml" else _page(open_data.old_edition(edition), form)


def _published(live: Live) -> Published:
    published_at = cast("datetime.datetime", live.published_at)  # only a draft has none
    return Published(settings.SITE_URL, live.guide, live.number, published_at)


def _page(answer: Given, form: str, *, is_kept: bool = True) -> pages.Page:
    data = open_data.plain(answer)
    text = dump(data) if form == "yaml" else json.dumps(data, ensure_ascii=False)
    return pages.Page(text.encode(), is_kept)


def _file(edition: Published) -> pages.Page:
    return pages.Page(open_data.as_file(edition).encode())


@lru_cache
def _schema(name: str, site: str) -> pages.Page:
    return pages.Page(json.dumps(schemas.schema(name, site), ensure_ascii=False).encode())


def _take_turn() -> None:
    if wait := making.take():
        raise BusyError(wait)


def _later(request: HttpRequest, status: int, sentence: str, seconds: float) -> HttpResponse:
    response = problems.answer(request, status, _("Try again later"), sentence)
    response["Retry-After"] = str(ceil(seconds))
    return response


def _answer(request: HttpRequest, page: pages.Page, form: str) -> HttpResponse:
    """The data in the best form this program takes. It hangs on no cookie, so caches need not keep them apart."""
    response = pages.answer(request, page)
    response["Vary"] = "Accept-Encoding"
    if response.status_code == 200:
        response["Content-Type"] = FORMS[form]
    return _open(response)


def _open(response: HttpResponse) -> HttpResponse:
    """Pages of any other site may read this, as they may read what goes wrong here; and nothing else of the site."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Link"] = f'<{open_data.LICENCE.url}>; rel="license"'
    return response

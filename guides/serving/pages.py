"""Pages that are the same for everybody: rendered and compressed once, served from memory."""

import gzip
import hashlib
import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property

import brotli
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers

from guides.serving import response_cache
from guides.serving.current_editions import Live
from guides.serving.lru_cache import LRUCache

# Browsers ask every time (and mostly hear 304); a cache in front may answer for a second, or while we are down.
SHARED = "public, max-age=0, s-maxage=1, stale-if-error=86400"
PRIVATE = "private, no-cache"
VARY = "Accept-Encoding, Cookie"
WORTH_COMPRESSING = 1000
NOT_WANTED = re.compile(r";q=0(\.0*)?$")


@dataclass(frozen=True)
class Page:
    """One page in every content encoding; compressed harder if the page is cached."""

    plain: bytes
    is_kept: bool = True

    @cached_property
    def etag(self) -> str:
        return hashlib.sha256(self.plain).hexdigest()[:20]

    @cached_property
    def br(self) -> bytes:
        return bytes(brotli.compress(self.plain, quality=11 if self.is_kept else 5))

    @cached_property
    def gzip(self) -> bytes:
        return gzip.compress(self.plain, compresslevel=9 if self.is_kept else 5, mtime=0)

    def body(self, encoding: str) -> bytes:
        body: bytes = getattr(self, encoding or "plain")
        return body


def answer(request: HttpRequest, page: Page) -> HttpResponse:
    """The page in the best encoding that this browser accepts, or a 304."""
    form = encoding(request)
    etag = f'"{page.etag}{"-" + form if form else ""}"'
    if etag in request.META.get("HTTP_IF_NONE_MATCH", ""):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(page.body(form))
        if form:
            response["Content-Encoding"] = form
    response_cache.mark_cacheable(request)
    response["ETag"] = etag
    response["Cache-Control"] = SHARED
    response["Vary"] = VARY
    return response


def shared(request: HttpRequest, make: Callable[[], Page], live: Live, key: Hashable) -> HttpResponse:
    """The same of one edition: from memory, and made if it is not there yet."""
    return answer(request, live.get_or_set(key, make))


def private(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A response with ticks: no shared cache may store it. Compressed quickly; it contains no secret."""
    if "gzip" in _accepted(request) and len(response.content) > WORTH_COMPRESSING:
        response.content = gzip.compress(response.content, compresslevel=4, mtime=0)
        response["Content-Encoding"] = "gzip"
    response["Cache-Control"] = PRIVATE
    patch_vary_headers(response, ("Accept-Encoding", "Cookie"))
    return response


def own(
    request: HttpRequest, make: Callable[[], Page], cache: LRUCache | None = None, key: Hashable = None
) -> HttpResponse:
    """A response with ticks: no cache outside may store it. Our own cache stores it, compressed, for everybody who
    sends the same request with the same ticks.
    """
    form = encoding(request)
    if cache is None:
        body = make().body(form)
    else:
        body = cache.get_or_set((key, form), lambda: make().body(form))
        response_cache.mark_cacheable(request)
    response = HttpResponse(body)
    if form:
        response["Content-Encoding"] = form
    response["Cache-Control"] = PRIVATE
    response["Vary"] = VARY
    return response


def unkept(response: HttpResponse) -> HttpResponse:
    """A response that neither browsers nor search engines may store: a preview, or a page meant for certain people."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def encoding(request: HttpRequest) -> str:
    """The best encoding that this browser accepts: br, gzip, or identity."""
    accepted = _accepted(request)
    return next((form for form in ("br", "gzip") if form in accepted), "")


def _accepted(request: HttpRequest) -> set[str]:
    offers = request.META.get("HTTP_ACCEPT_ENCODING", "").lower().replace(" ", "").split(",")
    return {offer.split(";")[0] for offer in offers if not NOT_WANTED.search(offer)}

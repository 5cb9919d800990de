"""Pages that are the same for everybody: rendered once, compressed once, answered from memory."""

import gzip
import hashlib
import re
from dataclasses import dataclass, replace
from functools import cached_property

import brotli
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers

from optout_site import front

# Browsers ask every time (and mostly hear 304); a cache in front may answer for a second, or while we are down.
SHARED = "public, max-age=0, s-maxage=1, stale-if-error=86400"
PRIVATE = "private, no-cache"
VARY = "Accept-Encoding, Cookie"
WORTH_COMPRESSING = 1000
NOT_WANTED = re.compile(r";q=0(\.0*)?$")


@dataclass(frozen=True)
class Page:
    """The bytes of one page, in every form in which a browser may ask for it; pressed hard if the page is kept."""

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

    def kept(self) -> "Page":
        """The same, to be pressed hard."""
        return replace(self, is_kept=True)

    def body(self, encoding: str) -> bytes:
        body: bytes = getattr(self, encoding or "plain")
        return body


def answer(request: HttpRequest, page: Page) -> HttpResponse:
    """The page in the best form this browser takes, or 304 when it has it already."""
    form = encoding(request)
    etag = f'"{page.etag}{"-" + form if form else ""}"'
    if etag in request.META.get("HTTP_IF_NONE_MATCH", ""):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(page.body(form))
        if form:
            response["Content-Encoding"] = form
    front.keep(request)
    response["ETag"] = etag
    response["Cache-Control"] = SHARED
    response["Vary"] = VARY
    return response


def private(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """An answer with somebody's ticks: no cache may keep it for others. Quickly compressed; it holds no secret."""
    if "gzip" in _accepted(request) and len(response.content) > WORTH_COMPRESSING:
        response.content = gzip.compress(response.content, compresslevel=4, mtime=0)
        response["Content-Encoding"] = "gzip"
    response["Cache-Control"] = PRIVATE
    patch_vary_headers(response, ("Accept-Encoding", "Cookie"))
    return response


def own(body: bytes, encoding: str) -> HttpResponse:
    """An answer with somebody's ticks, in this encoding already: no cache may keep it for others."""
    response = HttpResponse(body)
    if encoding:
        response["Content-Encoding"] = encoding
    response["Cache-Control"] = PRIVATE
    response["Vary"] = VARY
    return response


def unkept(response: HttpResponse) -> HttpResponse:
    """A preview, or a page that was given to somebody: nobody keeps it, neither the browser nor a search engine."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def encoding(request: HttpRequest) -> str:
    """The best form that this browser takes: br, gzip, or as it is."""
    accepted = _accepted(request)
    return next((form for form in ("br", "gzip") if form in accepted), "")


def _accepted(request: HttpRequest) -> set[str]:
    offers = request.META.get("HTTP_ACCEPT_ENCODING", "").lower().replace(" ", "").split(",")
    return {offer.split(";")[0] for offer in offers if not NOT_WANTED.search(offer)}

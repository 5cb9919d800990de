"""Pages that are the same for everybody: rendered once, compressed once, answered from memory."""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cached_property

import brotli
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers

# Browsers ask every time (and mostly hear 304); a cache in front may answer for two seconds, or while we are down.
SHARED = "public, max-age=0, s-maxage=2, stale-if-error=86400"
PRIVATE = "private, no-cache"
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
        return bytes(brotli.compress(self.plain, quality=11 if self.is_kept else 4))

    @cached_property
    def gzip(self) -> bytes:
        return gzip.compress(self.plain, compresslevel=9 if self.is_kept else 4, mtime=0)

    def body(self, encoding: str) -> bytes:
        body: bytes = getattr(self, encoding or "plain")
        return body


def answer(request: HttpRequest, page: Page) -> HttpResponse:
    """The page in the best form this browser takes, or 304 when it has it already."""
    accepted = _accepted(request)
    encoding = next((form for form in ("br", "gzip") if form in accepted), "")
    etag = f'"{page.etag}{"-" + encoding if encoding else ""}"'
    if etag in request.headers.get("If-None-Match", ""):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(page.body(encoding))
        if encoding:
            response["Content-Encoding"] = encoding
    response["ETag"] = etag
    response["Cache-Control"] = SHARED
    patch_vary_headers(response, ("Accept-Encoding", "Cookie"))
    return response


def private(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """An answer with somebody's ticks: no cache may keep it for others. Quickly compressed; it holds no secret."""
    if "gzip" in _accepted(request) and len(response.content) > WORTH_COMPRESSING:
        response.content = gzip.compress(response.content, compresslevel=4, mtime=0)
        response["Content-Encoding"] = "gzip"
    response["Cache-Control"] = PRIVATE
    patch_vary_headers(response, ("Accept-Encoding", "Cookie"))
    return response


def unkept(response: HttpResponse) -> HttpResponse:
    """A preview, or a page that was given to somebody: nobody keeps it, neither the browser nor a search engine."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _accepted(request: HttpRequest) -> set[str]:
    offers = request.headers.get("Accept-Encoding", "").lower().replace(" ", "").split(",")
    return {offer.split(";")[0] for offer in offers if not NOT_WANTED.search(offer)}

"""Pages that are the same for everybody: rendered once, compressed once, answered from memory."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cached_property

import brotli
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers

# Browsers ask every time (and mostly hear 304); a cache in front may answer for two seconds, or while we are down.
SHARED = "public, max-age=0, s-maxage=2, stale-if-error=86400"
PRIVATE = "private, no-cache"


@dataclass(frozen=True)
class Page:
    """The bytes of one page, in every form in which a browser may ask for it."""

    plain: bytes

    @cached_property
    def etag(self) -> str:
        return hashlib.sha256(self.plain).hexdigest()[:20]

    @cached_property
    def forms(self) -> dict[str, bytes]:
        return {"br": brotli.compress(self.plain), "gzip": gzip.compress(self.plain, mtime=0), "": self.plain}


def answer(request: HttpRequest, page: Page) -> HttpResponse:
    """The page in the best form this browser takes, or 304 when it has it already."""
    encoding = _encoding(request.headers.get("Accept-Encoding", ""))
    etag = f'"{page.etag}{"-" + encoding if encoding else ""}"'
    if etag in request.headers.get("If-None-Match", ""):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(page.forms[encoding])
        response["Content-Length"] = str(len(page.forms[encoding]))
        if encoding:
            response["Content-Encoding"] = encoding
    response["ETag"] = etag
    response["Cache-Control"] = SHARED
    patch_vary_headers(response, ("Accept-Encoding", "Cookie"))
    return response


def private(response: HttpResponse) -> HttpResponse:
    """Mark an answer that holds somebody's ticks: no cache may keep it for others."""
    response["Cache-Control"] = PRIVATE
    patch_vary_headers(response, ("Cookie",))
    return response


def _encoding(accepted: str) -> str:
    offers = {offer.split(";")[0].strip().lower() for offer in accepted.split(",") if "q=0" not in offer.split(";")[1:]}
    return next((encoding for encoding in ("br", "gzip") if encoding in offers), "")

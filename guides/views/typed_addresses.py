"""Addresses as people type them and as programs link them: with a full stop, a bracket, a space, capitals.

Asked only where there is no page otherwise, so what is typed rightly costs nothing. What comes out is a path on this
site that names a guide or a region there is, and it comes out of itself again unchanged: nobody is led to another site
or in a circle.
"""

import re
import unicodedata
from itertools import pairwise
from urllib.parse import quote

from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve

from guides import library, zones
from guides.documents import DEVICES

AROUND = re.compile(r"^[^\w-]+|[^\w-]+$")
BEHIND = re.compile(r'[?&#<>"].*', re.DOTALL)  # a query or a piece of HTML that became part of the path
UNSEEN = ("Cf", "Cc")


def bare(name: str) -> str:
    """What was meant of a name or a path: `uk.`, `(uk`, `uk&utm=1` and `uk` with a letter of no width are all `uk`."""
    seen = "".join(letter for letter in name if unicodedata.category(letter) not in UNSEEN)
    return AROUND.sub("", BEHIND.sub("", AROUND.sub("", seen)))


def mended(request: HttpRequest) -> str | None:
    """Where this address was meant to lead; None: it is as it should be, or nobody knows."""
    path, query = _path(request.path_info), _query(request.GET)
    if path is None or (path, query) == (request.path_info, request.GET.urlencode()):
        return None
    return quote(path) + (f"?{query}" if query else "")


def _path(path: str) -> str | None:
    """The first of the ways to write this path that leads somewhere. The key of a team keeps its capitals."""
    names = list(filter(None, map(bare, bare(path).split("/"))))
    meant = "/" + "/".join(
        name if before.lower() == "teams" else name.lower() for before, name in pairwise(["", *names])
    )
    return next((way for way in (path, meant, f"{meant}/") if _leads_somewhere(way)), None)


def _leads_somewhere(path: str) -> bool:
    """Whether it is the path of a page of the site, or of a guide or a region there is."""
    try:
        match = resolve(path)
    except Resolver404:
        return False
    if match.namespace not in ("", "guides", "preview") or "rest" in match.kwargs:
        return False
    guide, region = match.kwargs.get("guide_slug"), match.kwargs.get("region_slug")
    if guide is None or guide not in library.shelf():
        short = match.kwargs.get("short", guide)
        return region is None and (short is None or _is_short(short))
    return region is None or zones.find(library.shelf()[guide].guide, region) is not None


def _is_short(name: str) -> bool:
    return any(name in zones.names(live.guide) for live in library.shelf().values())


def _query(asked: QueryDict) -> str:
    """The same, but for the device: as we write it, or left out if there is none of that name."""
    if asked.get("device") in (None, "", *DEVICES):
        return asked.urlencode()
    kept = asked.copy()
    wanted = bare(kept.pop("device")[-1]).lower()
    if wanted in DEVICES:
        kept["device"] = wanted
    return kept.urlencode()

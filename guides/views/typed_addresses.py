"""Corrects URLs as people type and programs link them: with a full stop, a bracket, a space, capitals.

Used only if there is no page otherwise, so correct URLs cost nothing. The result is a path on this site with an
existing guide or region, and correcting it again does not change it: no redirect leads to another site or in a circle.
"""

import re
import unicodedata
from itertools import pairwise
from urllib.parse import quote

from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve

from guides.document import region_lookup
from guides.document.field_types import DEVICES
from guides.document.languages import BY_SLUG
from guides.serving import current_editions, short_links

AROUND = re.compile(r"^[^\w-]+|[^\w-]+$")
BEHIND = re.compile(r'[?&#<>"].*', re.DOTALL)  # a query or a piece of HTML that became part of the path
UNSEEN = ("Cf", "Cc")


def bare(name: str) -> str:
    """The intended name or path: `uk.`, `(uk`, `uk&utm=1` and `uk` with a zero-width character are all `uk`."""
    seen = "".join(letter for letter in name if unicodedata.category(letter) not in UNSEEN)
    return AROUND.sub("", BEHIND.sub("", AROUND.sub("", seen)))


def corrected(request: HttpRequest) -> str | None:
    """The intended URL; None: it is correct, or unknown."""
    path, query = _path(request.path_info), _query(request.GET)
    if path is None or (path, query) == (request.path_info, request.GET.urlencode()):
        return None
    return quote(path) + (f"?{query}" if query else "")


def _path(path: str) -> str | None:
    """The first corrected form of this path that exists. A team's key keeps its capitals."""
    names = list(filter(None, map(bare, bare(path).split("/"))))
    meant = "/" + "/".join(
        name if before.lower() == "teams" else name.lower() for before, name in pairwise(["", *names])
    )
    ways = [path, meant, f"{meant}/"]
    if len(names) > 1 and names[0].lower() in BY_SLUG:  # a language stands behind the name of the guide
        ways.append("/" + "/".join([names[1].lower(), names[0].lower(), *names[2:], ""]))
    return next((way for way in ways if _leads_somewhere(way)), None)


def _leads_somewhere(path: str) -> bool:
    """Whether this path is a page of the site, an existing guide or region."""
    try:
        match = resolve(path)
    except Resolver404:
        return False
    if match.namespace not in ("", "guides", "preview") or "rest" in match.kwargs:
        return False
    guide, region = match.kwargs.get("guide_slug"), match.kwargs.get("region_slug")
    if guide is None or guide not in current_editions.by_slug():
        short = match.kwargs.get("short", guide)
        return region is None and (short is None or bool(short_links.guides(short)))
    return region is None or region_lookup.find(current_editions.by_slug()[guide].guide, region) is not None


def _query(typed: QueryDict) -> str:
    """The query string with the device corrected, or removed if it is unknown."""
    if typed.get("device") in (None, "", *DEVICES):
        return typed.urlencode()
    kept = typed.copy()
    device = bare(kept.pop("device")[-1]).lower()
    if device in DEVICES:
        kept["device"] = device
    return kept.urlencode()

"""Pages that can be narrowed to what concerns one region: which one, and the ways to the others."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from guides.documents import Guide, Region
from guides.views import asked


def region(request: HttpRequest, guide: Guide) -> Region | None:
    """The region that is asked for; None: all of them."""
    wanted = request.GET.get("region")
    return asked.region(guide, wanted) if wanted else None


def ways(request: HttpRequest, guide: Guide, region: Region | None, **asking: str) -> dict[str, Any]:
    """The ways to the other regions, which go on asking the same; and what the other links and forms carry on."""
    kept = dict(parse_qsl(asked.query(request).removeprefix("?")))
    also = kept | {name: value for name, value in asking.items() if value}
    found = [(_("All regions"), _query(also), region is None)]
    found += [(each.name, _query(also | {"region": each.slug}), each == region) for each in guide.regions]
    hidden = kept | ({"region": region.slug} if region else {})
    everything = _query(hidden)
    onward = f"{everything}&" if hidden else everything
    return {"region": region, "ways": found, "hidden": hidden, "everything": everything, "onward": onward}


def _query(kept: dict[str, str]) -> str:
    return f"?{urlencode(kept)}"

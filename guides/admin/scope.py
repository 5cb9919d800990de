"""Pages of one guide's workspace: the addresses that carry the guide and what else is known, and the way back."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from guides.models import Guide

FLAG = "workspace"  # in the address of a form: after saving, the way leads back to the workspace
# What one more of the kind has in common with the last one.
ALIKE = (
    *("topic", "step", "region", "is_everywhere", "regions", "is_on_every_device", "devices"),
    *("certainty", "sources", "checked_on", "to_check"),
)


def is_scoped(request: HttpRequest) -> bool:
    """Whether this form was opened from a workspace."""
    return FLAG in request.GET


def workspace(guide: int | None) -> str:
    """The address of a guide's workspace."""
    return reverse("admin:guides_guide_workspace", args=[guide])


def add(kind: str, guide: Guide, **known: Any) -> str:
    """The form for a new part of this guide, with what is known of it filled in."""
    return _form(reverse(f"admin:guides_{kind}_add"), {"guide": guide.pk, **known})


def change(guide: Guide) -> str:
    """The form of the guide itself, which leads back to the workspace."""
    return _form(reverse("admin:guides_guide_change", args=[guide.pk]), {})


def listed(kind: str, guide: Guide, **filters: Any) -> str:
    """The list of a guide's parts of this kind. Authorities belong to a region."""
    of = "region__guide__id__exact" if kind == "authority" else "guide__id__exact"
    return f"{reverse(f'admin:guides_{kind}_changelist')}?{urlencode({of: guide.pk, **filters})}"


def several(kind: str, guide: Guide, **known: Any) -> str:
    """The page on which several claims or sources are written at once."""
    query = urlencode({name: value for name, value in known.items() if value not in (None, "", [])}, doseq=True)
    page = reverse(f"admin:guides_guide_{kind}", args=[guide.pk])
    return f"{page}?{query}" if query else page


def marked(address: str) -> str:
    """The same form, which leads back to the workspace after saving."""
    page, hash_, place = address.partition("#")
    is_form = page.partition("?")[0].endswith(("/add/", "/change/"))
    return f"{page}{'&' if '?' in page else '?'}{FLAG}=1{hash_}{place}" if is_form else address


def one_more_like(row: Any, guide: int | None, fields: Iterable[str]) -> str:
    """The form for one more, with what such rows have in common filled in."""
    known: dict[str, Any] = {"guide": guide}
    for name in ALIKE:
        if name in fields and (value := _as_typed(getattr(row, name))):
            known[name] = value
    return _form(reverse(f"admin:guides_{row._meta.model_name}_add"), known)


def _as_typed(value: Any) -> Any:
    """A value as the address of a form has it."""
    if hasattr(value, "all"):
        return ",".join(str(each.pk) for each in value.all())
    if isinstance(value, list):
        return ",".join(value)
    return getattr(value, "pk", "on" if value is True else value)


def _form(page: str, known: dict[str, Any]) -> str:
    return f"{page}?{urlencode({**known, FLAG: 1})}"

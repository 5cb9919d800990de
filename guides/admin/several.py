"""Pages on which several parts of a guide are written in rows and saved at once. An empty row is left out."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from guides.admin import open_reviews
from guides.admin.forms import tell
from guides.models import Guide, Proposal

Log = Callable[[HttpRequest, Any, Any], Any]  # writes into the history of a row at the desk
FEWEST, MOST = 5, 20


def guide_for(request: HttpRequest, pk: int, kind: str) -> Guide:
    """The guide, for somebody who may add parts of this kind to it."""
    if not request.user.has_perm(f"guides.add_{kind}"):
        raise PermissionDenied(_("You may look at guides, but not edit them."))
    return get_object_or_404(Guide, pk=pk)


def prefix(number: int) -> str:
    """The prefix of a row's fields."""
    return f"row-{number}"


def written(request: HttpRequest, numbers: Iterable[int], names: Sequence[str]) -> list[int]:
    """The rows into which something was written, in one of these fields."""
    return [
        number for number in numbers if any(request.POST.get(f"{prefix(number)}-{name}", "").strip() for name in names)
    ]


def save(request: HttpRequest, guide: Guide, forms: Sequence[Any], log: Log) -> list[Any]:
    """Save every row or none, write each into its history, and withdraw what was under review."""
    with transaction.atomic():
        Guide.objects.select_for_update().get(pk=guide.pk)
        rows = [form.save() for form in forms]
        for row in rows:
            log(request, row, [{"added": {}}])
        tell(request, forms)
        open_reviews.note_edit(request, guide)
    return rows


def is_sent(request: HttpRequest, forms: Sequence[Any]) -> bool:
    """Whether there is something to save, and all of it can be; otherwise the page says why not."""
    if not forms:
        messages.warning(request, _("Nothing is written in any row, so nothing was saved."))
    are_valid = [form.is_valid() for form in forms]  # each of them, so that each shows its errors
    return bool(forms) and all(are_valid)


def context(guide: Guide) -> dict[str, Any]:
    """What every such page shows."""
    return {"original": guide, "open_reviews": Proposal.objects.open_for_each([guide])}

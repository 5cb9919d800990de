"""Decides whether a short name can still be changed. Links on paper and readers' ticks depend on published ones."""

from typing import Any

from guides.document.validation import KINDS
from guides.models import Edition, Guide, Proposal


def is_in_force(row: Any) -> bool:
    """Whether this short name is in the current edition. One query that reads one edition."""
    if isinstance(row, Guide):
        return row.editions.exists()
    latest = Edition.objects.filter(guide=row.guide_id).order_by("-number")
    return row.slug in _names(latest.values_list(_collection(row), flat=True).first())


def was_promised(row: Any) -> bool:
    """Whether any edition had this short name, or one that is scheduled will. Reads all of them, one by one."""
    guide = row if isinstance(row, Guide) else row.guide
    kept = (Edition.objects.filter(guide=guide), Proposal.objects.scheduled_for(guide))
    if isinstance(row, Guide):
        return any(each.exists() for each in kept)
    collections = (each.values_list(_collection(row), flat=True).iterator() for each in kept)
    return any(row.slug in _names(parts) for collection in collections for parts in collection)


def _collection(row: Any) -> str:
    collections = {kind: collection for collection, kind in KINDS.items()}
    return f"document__{collections[row._meta.model_name]}"


def _names(parts: Any) -> set[str]:
    return {part["slug"] for part in parts or ()}

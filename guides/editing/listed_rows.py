"""Rows listed on a page of the desk with a checkbox each, and the result for those that were ticked.

A checkbox names its row and a digest of it. A later request changes no row that differs from its digest.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from guides.editing import drafts, texts, wording
from guides.models import Guide, Walkthrough


@dataclass
class Outcome:
    """The changed rows with their field names, and the skipped rows with the reason."""

    changed: list[tuple[Any, list[str]]] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)

    def skip(self, row: Any, reason: str) -> None:
        self.skipped.append((about(row), reason))

    def skip_deleted(self) -> None:
        self.skipped.append((_("A part"), _("It no longer exists.")))

    def skip_edited(self, row: Any) -> None:
        self.skip(row, _("It has changed since this list was opened."))


def name_of(row: models.Model) -> str:
    """A row's name in a form."""
    return f"{row._meta.model_name}-{row.pk}"


def version_of(row: models.Model) -> str:
    """A digest of the row's own fields."""
    fields = {name: value for name, value in drafts.own_data(row).items() if name not in texts.CHILDREN.values()}
    return sha256(json.dumps(fields, sort_keys=True, default=str).encode()).hexdigest()[:16]


def about(row: Any) -> str:
    """The row's kind and name, as people know it."""
    return wording.about(str(row._meta.model_name), row, row.step if isinstance(row, Walkthrough) else None)


def locked(guide: Guide, names: Iterable[str]) -> dict[str, Any]:
    """Every row of the draft by name. Those named here are locked until the transaction ends."""
    Guide.objects.select_for_update().get(pk=guide.pk)
    by_kind: dict[str, set[int]] = defaultdict(set)
    for name in names:
        kind, _dash, pk = name.partition("-")
        if kind in wording.MODELS and pk.isdecimal() and len(pk) < 19:
            by_kind[kind].add(int(pk))
    for kind, pks in by_kind.items():
        list(wording.MODELS[kind]._default_manager.select_for_update().filter(pk__in=pks).values_list("pk"))
    return {name_of(row): row for row in texts.rows(guide)}

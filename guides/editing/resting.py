"""Lists the statements that rest on a source, and replaces it with another."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from guides.editing import listed_rows, texts, wording
from guides.editing.listed_rows import Outcome, name_of, version_of
from guides.models import Source
from guides.rules import clock


def statements(source: Source) -> list[Any]:
    """Every statement of the draft that names this source, in the order of the document."""
    return [row for row in texts.rows(source.guide) if hasattr(row, "certainty") and source in row.sources.all()]


def key(row: Any) -> str:
    """A statement's name in a form, which no longer matches once it has changed."""
    return f"{name_of(row)}.{version_of(row)}"


@transaction.atomic
def replace(source: Source, other: Source, chosen: Iterable[str], *, checked_by: Any = None) -> Outcome:
    """Replace this source with the other in the chosen statements, given by their keys.

    `checked_by`: who has checked them against the other source today; None: nobody.
    """
    named = dict(each.partition(".")[::2] for each in chosen)
    rows = listed_rows.locked(source.guide, named)
    outcome = Outcome()
    for name, version in named.items():
        row = rows.get(name)
        if row is None:
            outcome.skip_deleted()
        elif version_of(row) != version:
            outcome.skip_edited(row)
        elif other in row.sources.all():
            outcome.skip(row, _("It already names the other source. Take this one out there, and check “how sure”."))
        else:
            _replace_in(row, source, other, checked_by)
            outcome.changed.append((row, [wording.field_name(row._meta.model_name, "sources")]))
    return outcome


def _replace_in(row: Any, source: Source, other: Source, checked_by: Any) -> None:
    row.sources.remove(source)
    row.sources.add(other)
    if checked_by is not None:
        row.checked_on, row.check_after, row.checked_by = clock.today(), None, checked_by
        row.save(update_fields=["checked_on", "check_after", "checked_by"])

"""Asks again before deleting a part that somebody else has changed, and shows the change.

The confirmation page carries a signed digest of every row that would be deleted; the request deletes exactly these.
Without it nobody has seen what goes, so the request is answered with that page.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.core import signing
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from guides.admin.edit_conflicts import entries, guide_of, said_of
from guides.admin.merging import Told
from guides.editing import drafts, listed_rows, texts, wording
from guides.models import Guide, Step, Walkthrough

SALT = "guides.going"
LINK = re.compile(r"[A-Z]\w*_\w+ object \(\d+\)$")
Said = dict[str, Any]  # what a row says, field by field, as plain data


class DeletionConflicts(admin.ModelAdmin):
    """Rows of a draft, deleted one by one or many at once."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        with transaction.atomic():
            return super().changelist_view(request, extra_context)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        vars(request)["is_confirmed"] = bool(request.POST)  # Django deletes with any field at all
        response: HttpResponse = super().delete_view(request, object_id, extra_context)
        return response

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Used before anything is deleted, for one row and for many."""
        going, counts, *others = super().get_deleted_objects(objs, request)
        found = (_without_links(going), {name: n for name, n in counts.items() if name not in _links()}, *others)
        chosen = list(self.model._default_manager.select_for_update().filter(pk__in=[row.pk for row in objs]))
        rows = {listed_rows.name_of(row): row for each in chosen for row in _going(each)}
        is_confirmed = getattr(request, "is_confirmed", "post" in request.POST)
        if is_confirmed and (changed := _changed(request.POST.get("going", ""), rows)):
            vars(request)["changed"] = changed
            request.POST = QueryDict()
        vars(request)["going"] = _token(rows)
        return found


def _links() -> set[str]:
    """What Django calls the rows that only tie two others together; nobody edits them."""
    made = apps.get_app_config("guides").get_models(include_auto_created=True)
    return {str(model._meta.verbose_name_plural) for model in made if model._meta.auto_created}


def _without_links(listed: list[Any]) -> list[Any]:
    kept = [_without_links(each) if isinstance(each, list) else each for each in listed]
    return [each for each in kept if each != [] and not (isinstance(each, str) and LINK.search(each))]


def _going(row: Any) -> Iterator[Any]:
    """The rows that go with this one, itself included."""
    if isinstance(row, Guide):
        yield from texts.rows(row)
        return
    yield row
    yield from texts.children(row)
    if isinstance(row, Step):
        yield from row.claims.all()


def _said(row: models.Model) -> Said:
    fields = {name: value for name, value in drafts.own_data(row).items() if name not in texts.CHILDREN.values()}
    plain: Said = json.loads(json.dumps(fields, default=str))
    return plain


def _token(rows: dict[str, Any]) -> str:
    contents = {name: _said(row) for name, row in rows.items()}
    return signing.dumps([timezone.now().isoformat(), contents], salt=SALT, compress=True)


def _changed(token: str, rows: dict[str, Any]) -> dict[str, Any]:
    """Who changed what since the confirmation page; empty: nobody. Without such a page, that nothing was shown."""
    try:
        at, was = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return {"people": [_("What is deleted was not shown to you yet.")], "told": []}
    changed = [(row, was.get(name)) for name, row in rows.items() if _said(row) != was.get(name)]
    if not changed:
        return {}
    names = _names(changed[0][0])
    told = [each for row, before in changed for each in _differences(row, before, names)]
    people = {who: None for row, _before in changed for who in _who(row, parse_datetime(at))}
    return {"people": list(people), "told": told}


def _who(row: Any, since: Any) -> Iterator[str]:
    """The last change; a walkthrough's is in its step's history."""
    row = row.step if isinstance(row, Walkthrough) else row
    if last := entries(type(row), row.pk).filter(action_time__gte=since).first():
        yield said_of(last, _("%(who)s changed the %(kind)s “%(name)s” (%(when)s UTC)."))


def _names(row: Any) -> wording.Names:
    document = drafts.read(guide_of(row)).readable
    return wording.Names(document) if document else wording.Names()


def _differences(row: Any, was: Said | None, names: wording.Names) -> Iterator[Told]:
    """The differences, field by field; for a new row, all its fields."""
    about, now = listed_rows.about(row), _said(row)
    label = {name: wording.field_name(str(row._meta.model_name), name) for name in {**(was or {}), **now}}
    if was is None:
        whole = "\n".join(f"{label[name]}: {_in_words(row, name, now[name], names)}" for name in now)
        yield Told(about, _("was added"), now=whole, is_row=True)
        return
    for name in [name for name in label if was.get(name) != now.get(name)]:
        before, after = (_in_words(row, name, contents.get(name), names) for contents in (was, now))
        yield Told(about, label[name], before, after)


def _in_words(row: Any, name: str, value: Any, names: wording.Names) -> str:
    if isinstance(row._meta.get_field(name), models.DateField) and value:
        value = parse_date(value)
    return names.say(str(row._meta.model_name), name, tuple(value) if isinstance(value, list) else value)

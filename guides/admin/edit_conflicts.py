"""Edit conflicts: shows the second of two editors what the first changed or deleted, and keeps what both typed."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from guides.admin import merging, open_reviews, seen
from guides.admin.forms import tell
from guides.admin.merging import Merged
from guides.models import Guide, Proposal


@dataclass
class Conflict:
    """What changed in a part since its page was opened; `is_gone`: it was deleted."""

    message: str
    merged: Merged = field(default_factory=Merged)
    is_gone: bool = False


class EditConflictAdmin(admin.ModelAdmin):
    """Base of all pages that edit a draft: detects edit conflicts and notifies the workflow."""

    form = seen.EditedForm

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return seen.with_seen(super().get_fieldsets(request, obj))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.conflict = getattr(request, "conflict", None)
        return form

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            row = self._locked(request, object_id)
            if row is not None and self.has_change_permission(request, row):
                self._look_for_changes(request, row)
            elif row is None and self.has_add_permission(request) and (told := seen.read(request.POST.get("seen", ""))):
                self._look_where_it_went(request, unquote(object_id), told)
                object_id = None
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _locked(self, request: HttpRequest, object_id: str) -> Any:
        row = self.get_object(request, unquote(object_id))
        if row is not None:
            self.model._default_manager.select_for_update().filter(pk=row.pk).first()
            return self.get_object(request, unquote(object_id))
        return row

    def _look_for_changes(self, request: HttpRequest, row: Any) -> None:
        """Merge what was sent with what is stored; show the differences before anything is saved."""
        data, now = request.POST.copy(), self._untouched(request, row)
        told = seen.read(data.get("seen", ""))
        merged = merging.merge(data, *now)
        if merged:
            _send(request, data, conflict=Conflict(_who_changed(row, told), merged))
        elif "_theirs" in data:
            merging.take_theirs(data, *now)
            _send(request, data)

    def _untouched(self, request: HttpRequest, row: Any) -> tuple[Any, list[Any]]:
        """The page's forms as they would be if it were opened now."""
        formsets = [
            formset(instance=row, prefix=formset.get_default_prefix(), queryset=inline.get_queryset(request))
            for formset, inline in self.get_formsets_with_inlines(request, row)
        ]
        return self.get_form(request, row, change=True)(instance=row), formsets

    def _look_where_it_went(self, request: HttpRequest, object_id: str, told: seen.Seen) -> None:
        """It was deleted: turn what was typed into a form that can restore it."""
        data = request.POST.copy()
        for name, value in told.fixed.items():
            data.setdefault(name, value)
        for formset, _inline in self.get_formsets_with_inlines(request):
            merging.as_new(data, formset.get_default_prefix(), formset.fk.name)
        is_told = "_again" in data
        conflict = None if is_told else Conflict(_who_deleted(self.model, object_id, told), is_gone=True)
        _send(request, data, conflict=conflict, takes_place_of=object_id)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A restored row keeps its primary key, and with it its history."""
        if not change and (number := getattr(request, "takes_place_of", "")).isdecimal():
            obj.pk = int(number)
        super().save_model(request, obj, form, change)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Redirect to the list, saying who deleted this and when, if it ever existed."""
        if (entry := _deletion(self.model, object_id)) is None:
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)  # type: ignore[misc, no-any-return]
        messages.warning(request, said_of(entry, _("%(who)s deleted the %(kind)s “%(name)s” (%(when)s UTC).")))
        return HttpResponseRedirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        tell(request, [form, *(each for formset in formsets for each in formset.forms)])
        self.edited(request, form.instance)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        if not isinstance(obj, Guide):
            self.edited(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        guides = {} if queryset.model is Guide else {guide_of(row).pk: row for row in queryset}
        super().delete_queryset(request, queryset)
        for row in guides.values():
            self.edited(request, row)

    def edited(self, request: HttpRequest, row: Any) -> None:
        """Withdraw an open or approved review, because the draft has changed."""
        open_reviews.note_edit(request, guide_of(row))

    def render_change_form(self, request: HttpRequest, context: Any, *details: Any, **more: Any) -> HttpResponse:
        context["open_reviews"] = _open_reviews(context.get("original"))
        context["conflict"] = getattr(request, "conflict", None)
        if context.get("errors"):
            within = [each for inline in context["inline_admin_formsets"] for each in inline.formset.forms]
            tell(request, [context["adminform"].form, *within])
        return super().render_change_form(request, context, *details, **more)

    def render_delete_form(self, request: HttpRequest, context: Any) -> HttpResponse:
        context["open_reviews"] = _open_reviews(context["object"])
        return super().render_delete_form(request, context)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {**(extra_context or {}), "open_reviews": _open_reviews(None)})


def _send(request: HttpRequest, data: Any, **known: Any) -> None:
    """Continue with this data, and remember on the request what else is known."""
    request.POST = data
    vars(request).update(known)


def _open_reviews(row: models.Model | None) -> models.QuerySet[Proposal]:
    """The reviews that a change to this row would withdraw; without a row, to any guide."""
    return Proposal.objects.open_for_each(None if row is None else [guide_of(row)])


def guide_of(row: Any) -> Guide:
    """The guide to which a row of the draft belongs."""
    if isinstance(row, Guide):
        return row
    guide: Guide = row.guide if hasattr(row, "guide") else guide_of(row.region if hasattr(row, "region") else row.step)
    return guide


# --- who did what -------------------------------------------------------------------------------


def entries_of(model: type[models.Model]) -> models.QuerySet[LogEntry]:
    """The history of rows of this kind, latest first."""
    kind = ContentType.objects.get_for_model(model)
    return LogEntry.objects.filter(content_type=kind).select_related("user").order_by("-action_time")


def entries(model: type[models.Model], pk: Any) -> models.QuerySet[LogEntry]:
    return entries_of(model).filter(object_id=str(pk))


def _deletion(model: type[models.Model], pk: Any) -> LogEntry | None:
    return entries(model, pk).filter(action_flag=DELETION).first()


def said_of(entry: LogEntry, message: str) -> str:
    model: Any = entry.content_type.model_class() if entry.content_type else None
    kind = str(model._meta.verbose_name) if model else ""
    when = date_format(entry.action_time, "j F Y, H:i")
    return message % {"who": entry.user, "kind": kind, "name": entry.object_repr, "when": when}


def _who_changed(row: models.Model, told: seen.Seen | None) -> str:
    """Who changed it since the page was opened."""
    if told is None:
        return _(
            "This page no longer knows what it showed when you opened it. Compare what you typed with what is there."
        )
    last = entries(type(row), row.pk).filter(action_time__gte=told.moment).first()
    if last is None:
        return _("This was changed while you were editing, but not at the desk; perhaps a file was loaded.")
    return said_of(last, _("%(who)s changed this while you were editing (%(when)s UTC)."))


def _who_deleted(model: type[models.Model], pk: str, told: seen.Seen) -> str:
    """Who deleted the row, or the row that it belonged to."""
    if entry := _deletion(model, pk):
        return said_of(entry, _("%(who)s deleted this %(kind)s, “%(name)s”, while you were editing it (%(when)s UTC)."))
    for column in model._meta.concrete_fields:
        owner = "".join(told.values.get(column.name, ())) or told.fixed.get(column.name, "")
        if owner and column.many_to_one and (entry := _deletion(column.related_model, owner)):  # type: ignore[arg-type]
            message = _(
                "%(who)s deleted the %(kind)s “%(name)s” while you were editing (%(when)s UTC), and this with it."
            )
            return said_of(entry, message)
    return _("This was deleted while you were editing it, but not at the desk; perhaps a file was loaded.")

"""Validation shared by the forms of all parts, beyond that of the fields.

Errors use the labels on the screen and say what to do. Pasted text is cleaned before it is validated, and a message
says what was cleaned.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.db import models
from django.forms.utils import ErrorList
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guides.admin import own_guide
from guides.document import cleaning, field_types, lookalikes, markup, truth
from guides.document import types as documents
from guides.editing import naming, renaming
from guides.editing.row_faults import CHOICES
from guides.models import (
    Event,
    Evidence,
    Ground,
    Guide,
    Paragraph,
    Purpose,
    Recourse,
    Region,
    Rumour,
    Source,
    Step,
)
from guides.models.fields import LinesFormField, ListField
from guides.models.rules import in_words, is_email, is_slug
from guides.rules import clock

WITH_MARKUP = (models.TextField, ListField)  # what may hold markup
CLEANED = {
    "soft hyphens": gettext_lazy("soft hyphens"),
    "invisible characters": gettext_lazy("invisible characters"),
    "line ends": gettext_lazy("line ends"),
    "tabs": gettext_lazy("tabs"),
    "fixed spaces": gettext_lazy("non-breaking spaces"),
    "doubled spaces": gettext_lazy("double spaces"),
}


class Errors(ErrorList):
    """A page asks each field twice for its errors. Most have none, which needs no template."""

    def as_ul(self) -> SafeString:
        return super().as_ul() if self else SafeString()


class CleanedForm(forms.BaseForm):
    """Cleans pasted text, and phrases errors with the labels on the screen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.error_class = Errors
        self.cleaned_kinds: dict[str, list[cleaning.Kind]] = {}
        if self.is_bound:
            for field in self.fields.values():
                explain(field)
            self._clean_texts()

    def _clean_texts(self) -> None:
        """Clean the submitted text in place, so that the page shows it cleaned even if something else is refused."""
        sent: Any = self.data
        data = sent.copy()
        typed = {key: field for name, field in self.fields.items() for key in self._typed_as(name, field)}
        for key, field in typed.items():
            written = data.get(key)
            if not isinstance(written, str):
                continue
            lines = written.splitlines() if isinstance(field, LinesFormField) else [written]
            cleaned = [cleaning.clean(line) for line in lines]
            kinds = {kind: None for _line, removed in cleaned for kind in removed}
            if kinds:
                data[key] = "\n".join(line for line, _removed in cleaned)
                self.cleaned_kinds[str(capfirst(field.label))] = list(kinds)
        self.data = data

    def _typed_as(self, name: str, field: forms.Field) -> list[str]:
        """The names of this field's values in the form data; a date and time has two."""
        key = self.add_prefix(name)
        if isinstance(field, forms.SplitDateTimeField):
            return [f"{key}_0", f"{key}_1"]
        is_typed = isinstance(field, (forms.CharField, forms.DateField)) and not field.widget.is_hidden
        return [key] if is_typed else []


class PlainForm(CleanedForm, forms.Form):
    """A form at the desk that does not edit a part of a draft."""


NAMED_AFTER = {
    Region: "name",
    Step: "title",
    Source: "title",
    Event: "text",
    Rumour: "said",
    Recourse: "name",
    Purpose: "label",
    Ground: "label",
    Paragraph: "text",
}

# Of a field that has a fault of its own already: what can be true whatever else is said.
UNREAD = {"certainty": "disputed", "dated": "undated"}


def sentence(reason: str) -> str:
    words = in_words(reason)
    return f"{words[:1].upper()}{words[1:]}."


class PartForm(CleanedForm, forms.ModelForm):
    """The form of a part of a draft, with the regions and devices it applies to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk and "slug" in self.fields and self._named_after():
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Empty: made from what you write here.")
        if self.is_bound:
            self._clean_choices()

    def _named_after(self) -> str:
        """The field after which a new part is called if nobody says how."""
        return NAMED_AFTER.get(type(self.instance), "")

    def clean_slug(self) -> str:
        """The short name; an empty one of a new part is made from its words, unless the guide has it already."""
        slug: str = self.cleaned_data["slug"]
        if slug or self.instance.pk or not (field := self._named_after()):
            return slug
        words = slugify(str(self.data.get(self.add_prefix(field), "")))
        guide = own_guide.number(str(self.data.get(self.add_prefix("guide"), ""))) or self.instance.guide_id
        taken = set(type(self.instance).objects.filter(guide=guide).values_list("slug", flat=True))
        return next(name for name in naming.numbered(naming.shortened(words) or "part") if name not in taken)

    def _clean_choices(self) -> None:
        """Drop values that cannot be primary keys; the widget that looks up rows would fail on them."""
        data: Any = self.data
        for name, field in self.fields.items():
            key = self.add_prefix(name)
            if isinstance(field, forms.ModelMultipleChoiceField) and key in data:
                data.setlist(key, [pk if own_guide.number(pk) else "0" for pk in data.getlist(key)])

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for field, reason in self._refused():
            self.add_error(field, reason)
        return cleaned

    def _refused(self) -> Iterator[tuple[str, str]]:
        """Each error with its field. Fields that already have an error are skipped."""
        yield from self._open_choices()
        yield from self._strangers()
        yield from self._renaming()
        yield from ((field, sentence(reason)) for field, reason in self._untruths() if field in self.cleaned_data)

    def _renaming(self) -> Iterator[tuple[str, str]]:
        """A published short name cannot change; a new one must be unique in its guide."""
        row, name = self.instance, self.cleaned_data.get("slug")
        if not row.pk or not name or name == row.slug:
            return
        if isinstance(row, Guide) and field_types.is_taken(name):
            message = _("“%(name)s” is the address of something else, or the code of a country or language.")
            yield "slug", message % {"name": name}
        elif renaming.was_promised(row):
            reason = _(
                "“%(name)s” has been published, or will be: links and readers’ ticks depend on it, so it cannot change."
            )
            yield "slug", reason % {"name": row.slug}
        elif not isinstance(row, Guide) and type(row)._default_manager.filter(guide=row.guide, slug=name).exists():
            yield "slug", _("Another one of this guide has this short name already. Choose another.")

    def _strangers(self) -> Iterator[tuple[str, str]]:
        """Values that belong to another guide, even if the form offered them."""
        cleaned = self.cleaned_data
        guide = cleaned["guide"].pk if cleaned.get("guide") else own_guide.of(cleaned.get("region") or self.instance)
        for name in ("regions", "sources", "step"):
            chosen = cleaned.get(name) or ()
            rows = [chosen] if isinstance(chosen, Step) else chosen
            if guide and any(row.guide_id != guide for row in rows):
                yield name, _("Something chosen here belongs to another guide. Choose again.")

    def _untruths(self) -> Iterator[truth.Fault]:
        """What the document's rules refuse in the submitted values. A source's dates are validated by its model."""
        fields: dict[str, Any] = {**UNREAD, **self.cleaned_data}
        yield from truth.of_days(fields, clock.today())
        yield from lookalikes.of_links(fields)
        if isinstance(self.instance, Source):
            of_source = documents.Source.model_construct(**fields | {"gone_on": None, "archived_on": None})
            yield from truth.of_source(of_source, clock.today())
        if isinstance(self.instance, Evidence):
            of_statement = documents.Evidence.model_construct(**fields | {"sources": self._sources()})
            yield from truth.of_statement(of_statement, clock.today())
            if "checked_on" in self.changed_data:
                yield from truth.of_gone_sources(fields.get("checked_on"), self._sources())

    def _sources(self) -> tuple[Any, ...]:
        """On what the statement rests."""
        return tuple(self.cleaned_data.get("sources") or ())

    def _open_choices(self) -> Iterator[tuple[str, str]]:
        for name, choice in CHOICES.items():
            if name not in self.cleaned_data or choice not in self.cleaned_data:
                continue
            words = {"all": self.fields[choice].label}
            is_for_all, are_some = self.cleaned_data[choice], bool(self.cleaned_data[name])
            if is_for_all and are_some:
                yield name, _("“%(all)s” is ticked as well. Keep one of the two.") % words
            elif not is_for_all and not are_some:
                yield name, _("Choose at least one here, or tick “%(all)s”.") % words

    def odd_markup(self) -> Iterator[tuple[str, str]]:
        """Fields with markup that readers would see as typed. It may be intended, so this is a message and not an
        error.
        """
        marked = [field for field in self._meta.model._meta.fields if isinstance(field, WITH_MARKUP)]
        for name in [field.name for field in marked if field.name in self.changed_data]:
            texts = self.cleaned_data.get(name) or ()
            odd = [markup.odd(str(text)) for text in ([texts] if isinstance(texts, str) else texts)]
            yield from ((str(self.fields[name].label), shown) for shown in filter(None, odd))


def explain(field: forms.Field) -> None:
    """Make a field's errors use its label and say what to do."""
    name = {"name": capfirst(field.label or "")}
    error_messages: dict[str, Any] = {"required": _("Fill in “%(name)s”.") % name}
    error_messages["unique"] = _("“%(name)s” is taken: another one has it. Choose another.") % name
    match field:
        case forms.ChoiceField() | forms.ModelChoiceField():
            error_messages["required"] = _("Choose something under “%(name)s”.") % name
            gone = _("What was chosen under “%(name)s” is not in its list. Choose again from what is there.") % name
            error_messages |= dict.fromkeys(("invalid_choice", "invalid_list", "invalid_pk_value"), gone)
        case forms.DateField():
            error_messages["invalid"] = (
                _("Write “%(name)s” as year, month, day: 2026-11-30. It must be a real date.") % name
            )
        case forms.IntegerField():
            error_messages["invalid"] = _("Write a whole number under “%(name)s”.") % name
            error_messages["min_value"] = _("Write at least %%(limit_value)s under “%(name)s”.") % name
            error_messages["max_value"] = _("Write at most %%(limit_value)s under “%(name)s”.") % name
        case forms.URLField():
            error_messages["invalid"] = _("Write the whole address under “%(name)s”, beginning with https://.") % name
        case forms.EmailField():
            error_messages["invalid"] = is_email.message
        case forms.SlugField():
            error_messages["invalid"] = is_slug.message
    if isinstance(field, forms.CharField):
        long = _("“%(name)s” has %%(show_value)d characters. Shorten it to %%(limit_value)d.") % name
        error_messages["max_length"] = long
        error_messages["null_characters_not_allowed"] = (
            _("“%(name)s” contains an invalid character. Type it again.") % name
        )
    field.error_messages.update(error_messages)


def tell(request: HttpRequest, sent: Iterable[Any]) -> None:
    """Add messages about what was cleaned in which fields, and about markup that readers will see."""
    for form in sent:
        for field, kinds in getattr(form, "cleaned_kinds", {}).items():
            words = {"name": field, "kinds": ", ".join(str(CLEANED[kind]) for kind in kinds)}
            messages.info(request, _("Cleaned in “%(name)s”: %(kinds)s.") % words)
        for field, shown in form.odd_markup() if isinstance(form, PartForm) else ():
            words = {"name": capfirst(field), "markup": shown}
            messages.warning(
                request, _("In “%(name)s” readers will see “%(markup)s” as it was typed. Is that intended?") % words
            )

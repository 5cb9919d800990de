"""Creates a new source in the form of the statement that rests on it, in the same save.

Its fields use the form for sources, so cleaning and validation are the same.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property, partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminTextInputWidget, AdminURLFieldWidget
from django.http import HttpRequest
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guides.admin import own_guide, seen
from guides.admin.forms import PartForm
from guides.document import field_types
from guides.document.languages import ENGLISH
from guides.editing import naming
from guides.models import Source

PREFIX = "new_source_"
LABELS = {
    "title": gettext_lazy("title of the new source"),
    "publisher": gettext_lazy("publisher of the new source"),
    "language": gettext_lazy("language of title and publisher"),
    "dated": gettext_lazy("date of the new source, in words"),
    "url": gettext_lazy("address of the new source"),
    "slug": gettext_lazy("short name of the new source"),
}
WHERE_EMPTY = {
    "language": gettext_lazy("As a code, such as “de”. Empty: English."),
    "slug": gettext_lazy("Empty: made from publisher and title."),
}
FIELDSET: Any = (
    gettext_lazy("A new source"),
    {
        "fields": [f"{PREFIX}{name}" for name in LABELS],
        "classes": ["collapse"],
        "description": gettext_lazy(
            "Only for a source that is not in the list above. It is added when you save this, and counts as one of the "
            "sources above."
        ),
    },
)


class SourceForm(PartForm):
    """The data of a new source, read by the form for sources."""

    class Meta:
        model = Source
        fields = list(LABELS)
        labels = LABELS
        field_classes = {"url": partial(forms.URLField, assume_scheme="https")}

    def _refused(self) -> Iterator[tuple[str, str]]:
        yield from super()._refused()
        others = Source.objects.filter(guide_id=self.instance.guide_id)
        if (slug := self.cleaned_data.get("slug")) and others.filter(slug=slug).exists():
            yield "slug", _("Another one of this guide has this short name already. Choose another.")
        url = self.cleaned_data.get("url")
        if url and (other := others.filter(url=url).first()):
            yield (
                "url",
                _("“%(source)s” has this address. Choose it in the list, and empty the new source.")
                % {"source": other},
            )


def _box(name: str) -> forms.CharField:
    """A form field for one field of the new source; `SourceForm` validates it."""
    column = Source._meta.get_field(name)
    widget = AdminURLFieldWidget if name == "url" else AdminTextInputWidget
    help_text = WHERE_EMPTY.get(name, column.help_text)  # type: ignore[union-attr]
    return forms.CharField(required=False, label=capfirst(LABELS[name]), help_text=help_text, widget=widget)


class StatementForm(seen.EditedForm):
    """The form of a statement, with a new source. `own_guide`: the guide's primary key, if known."""

    own_guide: int | None = None
    made: Source | None = None
    _new_source: SourceForm | None = None

    new_source_title = _box("title")
    new_source_publisher = _box("publisher")
    new_source_language = _box("language")
    new_source_dated = _box("dated")
    new_source_url = _box("url")
    new_source_slug = _box("slug")

    def clean(self) -> dict[str, Any] | None:
        if any(self.cleaned_data.get(f"{PREFIX}{name}") for name in LABELS):
            self._new_source = self._read()
            for name, reasons in self._new_source.errors.items():
                self.add_error(f"{PREFIX}{name}", list(reasons))
        return super().clean()

    def _read(self) -> SourceForm:
        guide = own_guide.of(self.instance) or self.own_guide or 0
        typed = {name: self.cleaned_data.get(f"{PREFIX}{name}", "") for name in LABELS}
        typed["language"] = typed["language"] or ENGLISH.tag
        typed["slug"] = typed["slug"] or suggested(guide, f"{typed['publisher']} {typed['title']}")
        return SourceForm(typed, instance=Source(guide_id=guide))

    def _sources(self) -> tuple[Any, ...]:
        return (*super()._sources(), *([self._new_source.instance] if self._new_source else ()))

    @cached_property
    def changed_data(self) -> list[str]:
        """Log a new source as a change of the statement's sources."""
        changed: list[str] = super().changed_data
        own = [name for name in changed if not name.startswith(PREFIX)]
        return own if own == changed or "sources" in own else [*own, "sources"]

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        if self._new_source:
            source, self.made = _made(self._new_source.instance)
            self.instance.sources.add(source)


def _made(source: Source) -> tuple[Source, Source | None]:
    """Create the source, or return the one just created: two walkthroughs of a step may name the same new one."""
    fields = {name: getattr(source, name) for name in ("guide_id", "title", "publisher", "language", "dated", "url")}
    if same := Source.objects.filter(**fields).first():
        return same, None
    source.slug = _free(source.guide_id, source.slug)
    source.save()
    return source, source


def suggested(guide: int, words: str) -> str:
    """A free short name for a source of this guide, made from these words."""
    return _free(guide, slugify(words)[: field_types.LONGEST_SLUG].strip("-") or "source")


def _free(guide: int, slug: str) -> str:
    """This short name, with a number appended if another source of the guide has it."""
    taken = set(Source.objects.filter(guide_id=guide).values_list("slug", flat=True))
    return next(each for each in naming.numbered(slug) if each not in taken)


def tell(request: HttpRequest, sent: Iterable[Any]) -> Iterator[Source]:
    """Add messages about the sources that these forms created, and return the sources."""
    for form in sent:
        if source := getattr(form, "made", None):
            words = {"source": source, "name": source.slug}
            messages.success(request, _("The source “%(source)s” was added, with the short name “%(name)s”.") % words)
            yield source

"""The page on which several sources of a guide are added at once."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guides.admin import new_source, scope, several
from guides.admin.several import Log
from guides.models import Guide, Source

TYPED = ("title", "publisher", "dated", "url")  # an empty row has a language already
FIELDS = (*TYPED[:2], "language", *TYPED[2:])


class SourceRow(new_source.SourceForm):
    """A source, which is called after its publisher and title."""

    class Meta(new_source.SourceForm.Meta):
        fields = list(FIELDS)
        labels = {name: Source._meta.get_field(name).verbose_name.capitalize() for name in FIELDS}  # type: ignore[union-attr, misc]

    def save(self, commit: bool = True) -> Source:
        source: Source = self.instance
        words = slugify(f"{source.publisher} {source.title}")
        source.slug = new_source.suggested(source.guide_id, words)
        source.save()
        return source


def several_sources(request: HttpRequest, pk: int, context: dict[str, Any], log: Log) -> HttpResponse:
    """GET: empty rows. POST: save those into which something was written."""
    guide = several.guide_for(request, pk, "source")
    numbers = range(several.FEWEST)
    sent = several.written(request, numbers, TYPED)
    forms = {number: _row(guide, number, request.POST if number in sent else None) for number in numbers}
    if request.method == "POST" and several.is_sent(request, [forms[number] for number in sent]):
        rows = several.save(request, guide, [forms[number] for number in sent], log)
        message = ngettext("%(number)s source was added.", "%(number)s sources were added.", len(rows))
        messages.success(request, message % {"number": len(rows)})
        return HttpResponseRedirect(request.get_full_path() if "_more" in request.POST else scope.workspace(guide.pk))
    page = {"forms": list(forms.values()), "title": _("Add several sources: %(guide)s") % {"guide": guide}}
    return render(request, "admin/guides/guide/sources.html", {**context, **several.context(guide), **page})


def _row(guide: Guide, number: int, data: Any) -> SourceRow:
    return SourceRow(data, instance=Source(guide=guide), prefix=several.prefix(number))

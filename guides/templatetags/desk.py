"""Template tags of the desk: errors in a form, and a group of reports in a sentence."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guides.editing import wording
from guides.editing.checks import Statement
from guides.models import Guide, Source

register = template.Library()

register.filter("review_in_words", wording.review)


class Fault(NamedTuple):
    """One error in a form: its place on the page, and what to do."""

    id: str
    place: str
    reason: str


@register.inclusion_tag("admin/guides/_faults.html", takes_context=True)
def faults(context: Any) -> dict[str, list[Fault]]:
    """All errors of a form and its inline rows, in page order, with the labels on the screen.

    Errors of the form as a whole are shown below by Django.
    """
    faults_found = list(_faults(context["adminform"].form, ""))
    for inline in context["inline_admin_formsets"]:
        faults_found += [
            Fault("", str(inline.opts.verbose_name_plural).capitalize(), why) for why in inline.non_form_errors()
        ]
        for number, form in enumerate(inline.formset.forms, start=1):
            faults_found += _faults(form, f"{inline.opts.verbose_name.capitalize()} {number} › ")
    return {"faults": faults_found}


def _faults(form: Any, within: str) -> Iterator[Fault]:
    for name, reasons in form.errors.items():
        if name not in form.fields:
            continue
        box = form[name]
        yield from (Fault(box.id_for_label or box.auto_id, f"{within}{box.label}", reason) for reason in reasons)


@register.inclusion_tag("admin/guides/_contents.html", takes_context=True)
def contents(context: Any) -> dict[str, list[tuple[str, str]]]:
    """The sections of a long form with their anchors; none for a short form."""
    fieldsets = enumerate(context["adminform"])
    places = [(f"fieldset-0-{number}-heading", str(fieldset.name)) for number, fieldset in fieldsets if fieldset.name]
    for inline in context["inline_admin_formsets"]:
        prefix, rows = inline.formset.prefix, inline.formset.initial_forms
        places.append((f"{prefix}-heading", str(inline.opts.verbose_name_plural).capitalize()))
        places += [(f"{prefix}-{number}", str(form.instance)) for number, form in enumerate(rows)]
    return {"places": places if len(places) > 1 else []}


@register.filter
def others_of(group: Any, statement: Statement) -> list[Source]:
    """The other sources of a statement, besides those of this group (`guides.admin.due.Group`)."""
    return [source for source in statement.sources if source not in group.sources]


@register.filter
def counted(group: Any) -> SafeString:
    """How many reports there are, from which days and editions (`guides.admin.report.Group`)."""
    number = group.counted["unanswered"]
    reports = ngettext("%(number)s report", "%(number)s reports", number) % {"number": number}
    edition = _("edition %(number)s") if group.is_in_force else _("edition %(number)s, which is no longer in force")
    first, last = (date_format(day, "j F Y") for day in (group.counted["first_on"], group.last.reported_on))
    days = last if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}
    return format_html(
        "<strong>{}</strong>, {}, {}.",
        reports if number else _("Confirmed"),
        days,
        edition % {"number": group.last.edition},
    )


@register.inclusion_tag("admin/_find_words.html", takes_context=True)
def find_words(context: Any) -> dict[str, Any]:
    """A search box on the front page, with a button for each guide; none for people who may not edit guides."""
    may = context["request"].user.has_perm("guides.change_guide")
    return {"guides": Guide.objects.all() if may else ()}


@register.inclusion_tag("admin/_workspaces.html", takes_context=True)
def workspaces(context: Any) -> dict[str, Any]:
    """The guides, each with its workspace, and the way to start one; none for people who may not edit guides."""
    user = context["request"].user
    may = user.has_perm("guides.change_guide")
    return {"guides": Guide.objects.all() if may else (), "may_start": user.has_perm("guides.add_guide")}

"""The page on which several claims are written at once: for one topic in rows, or a row for each of several topics.

What all rows have in common is said once, above them: for whom they are, what they rest on, and when they were checked.
A row that says something else of its own keeps it.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guides.admin import new_source, own_guide, scope, several
from guides.admin.new_source import PREFIX, StatementForm
from guides.admin.several import Log
from guides.document.field_types import STEP_TOPICS
from guides.models import Claim, Guide
from guides.models.fields import DEVICE_NAMES, Topic
from guides.rules import clock

NEW_SOURCE = [f"{PREFIX}{name}" for name in new_source.LABELS]
# What belongs together: a row that says one of a group says the whole group.
GROUPS = (
    ("is_everywhere", "regions"),
    ("is_on_every_device", "devices"),
    ("sources", *NEW_SOURCE),
    ("certainty",),
    ("checked_on",),
)
COMMON = "all"  # the prefix of what all rows have in common
IN_SIGHT = ("topic", "step", "text", "certainty", "sources")
FOLDED = ("is_everywhere", "regions", "is_on_every_device", "devices", "from_on", "until_on", "disagreement")
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
MOST_BOXES = 24  # with more sources than this, a list is handier than boxes
MOST_IN_SIGHT = 8  # with more than this, a row folds its own away


class Choices:
    """The rows of the guide that a claim may name, read once for the whole page."""

    def __init__(self, guide: Guide) -> None:
        self.guide = guide
        rows: dict[str, Any] = {"regions": guide.regions, "sources": guide.sources, "step": guide.steps}
        self.rows: dict[str, list[Any]] = {name: list(found.all()) for name, found in rows.items()}
        self.querysets = {name: found.all() for name, found in rows.items()}

    def offer(self, form: forms.BaseForm) -> None:
        """Offer them in this form without another query, with the sections and devices of the guide."""
        fixed: dict[str, list[Any]] = {
            "topic": [("", "---------"), *Topic.choices],
            "devices": list(DEVICE_NAMES.items()),
        }
        kept = {"topic": ["", *self.guide.sections], "devices": self.guide.devices}
        for name in fixed.keys() & form.fields.keys():
            field: Any = form.fields[name]
            field.choices = [(value, label) for value, label in fixed[name] if value in kept[name]]
        for name, rows in self.rows.items():
            if name in form.fields:
                field = form.fields[name]
                field.queryset = self.querysets[name].all()
                if name == "sources" and len(rows) <= MOST_BOXES:
                    field.widget = forms.CheckboxSelectMultiple()
                empty = [("", "---------")] if name == "step" else []
                field.choices = [*empty, *own_guide.told_apart(rows)]


class ClaimRow(StatementForm):
    """One claim."""

    class Meta:
        model = Claim
        fields: tuple[str, ...] = (*IN_SIGHT, *FOLDED, "checked_on")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3}),
            "regions": forms.CheckboxSelectMultiple,
            "disagreement": forms.Textarea(attrs={"rows": 2}),
            **dict.fromkeys(("from_on", "until_on", "checked_on"), DAY),
        }

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, instance=Claim(guide=choices.guide), **kwargs)
        self.own_guide = choices.guide.pk
        choices.offer(self)

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Every error with the label of its field."""
        return [
            (str(self[name].label) if name in self.fields else "", str(reason))
            for name, reasons in self.errors.items()
            for reason in reasons
        ]


class CommonForm(ClaimRow):
    """What all rows have in common. It is only shown and read: the rows validate it."""

    class Meta(ClaimRow.Meta):
        fields: tuple[str, ...] = (
            "is_everywhere",
            "regions",
            "is_on_every_device",
            "devices",
            "certainty",
            "sources",
            "checked_on",
        )


class ShownRow(ClaimRow):
    """A row as it was typed; what it does not say is as above."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_many = len(kwargs["choices"].rows["sources"]) > MOST_IN_SIGHT
        del self.fields["checked_on"]
        for name in ("sources", "regions", "devices"):
            self.fields[name].help_text = _("Empty: as above.")
        as_above = ("", gettext_lazy("as above"))
        self.fields["certainty"].choices = [as_above, *Claim.Certainty.choices]  # type: ignore[attr-defined]
        self.fields["certainty"].required = False

    def take_errors(self, errors: ErrorDict) -> None:
        """Show the errors of the row as it was read."""
        vars(self)["_errors"] = errors

    def heading(self) -> str:
        """The topic with which the row began."""
        topic = self.initial.get("topic", "")
        return str(Topic(topic).label if topic else _("Claim"))

    def fields_in_sight(self) -> list[forms.BoundField]:
        topic = str(self["topic"].value() or "")
        is_folded = {"step": topic not in STEP_TOPICS, "sources": self.has_many}
        return [self[name] for name in IN_SIGHT if not is_folded.get(name)]

    def fields_folded(self) -> list[forms.BoundField]:
        in_sight = {field.name for field in self.fields_in_sight()}
        return [self[name] for name in (*IN_SIGHT, *FOLDED) if name not in in_sight]

    def new_source(self) -> list[forms.BoundField]:
        return [self[name] for name in NEW_SOURCE]


def several_claims(request: HttpRequest, pk: int, context: dict[str, Any], log: Log) -> HttpResponse:
    """GET: the rows, for the topics of the address. POST: save those with a text, all or none."""
    guide = several.guide_for(request, pk, "claim")
    choices, starts = Choices(guide), _starts(request.GET)
    data = request.POST if request.method == "POST" else None
    common = CommonForm(data, prefix=COMMON, initial=_common(request.GET), choices=choices)
    rows = [_shown(data, number, start, choices) for number, start in enumerate(starts)]
    if data is not None:
        sent = several.written(request, range(len(rows)), ("text",))
        read = [ClaimRow(_whole(data, number), prefix=several.prefix(number), choices=choices) for number in sent]
        if several.is_sent(request, read):
            return _saved(request, guide, read, log)
        for number, form in zip(sent, read, strict=True):
            rows[number].take_errors(form.errors)
    page = {
        "common": common,
        "common_new_source": [common[name] for name in NEW_SOURCE],
        "common_fields": [common[name] for name in CommonForm.Meta.fields],
        "rows": rows,
        "title": _("Write several claims: %(guide)s") % {"guide": guide},
        "media": common.media,
        "today": clock.today(),
    }
    return render(request, "admin/guides/guide/claims.html", {**context, **several.context(guide), **page})


def _starts(asked: QueryDict) -> list[dict[str, Any]]:
    """What each row begins with: one topic in several rows, or a row for each of several."""
    topics = asked.getlist("topic")[: several.MOST]
    named = topics * several.FEWEST if len(topics) == 1 else topics or [""] * several.FEWEST
    starts = [dict(zip(("topic", "step"), each.split(":"), strict=False)) for each in named]
    return [start for start in starts if start["topic"] in ("", *Claim.Topic.values)]


def _common(asked: QueryDict) -> dict[str, Any]:
    """What all rows begin with, by the address; unless it names a region, they are for everywhere."""
    regions, sources = asked.getlist("region"), asked.getlist("source")
    known = {name: asked.get(name) for name in ("checked_on", "certainty") if asked.get(name)}
    return {
        "is_everywhere": not regions,
        "regions": regions,
        "sources": sources,
        "is_on_every_device": True,
        **known,
    }


def _shown(data: QueryDict | None, number: int, start: dict[str, Any], choices: Choices) -> ShownRow:
    initial = {"certainty": "", "is_everywhere": False, **start}
    form = ShownRow(data, prefix=several.prefix(number), initial=initial, choices=choices)
    if data is not None:
        form.take_errors(ErrorDict())  # what was typed is validated together with what all rows have in common
    return form


def _whole(data: QueryDict, number: int) -> QueryDict:
    """What was sent of this row, completed with what all rows have in common."""
    whole, own = data.copy(), several.prefix(number)
    for group in GROUPS:
        if any(any(data.getlist(f"{own}-{name}")) for name in group):
            continue
        for name in group:
            whole.setlist(f"{own}-{name}", data.getlist(f"{COMMON}-{name}"))
    return whole


def _saved(request: HttpRequest, guide: Guide, read: Sequence[ClaimRow], log: Log) -> HttpResponse:
    """Save, and lead to the workspace, or to empty rows for more claims like these."""
    rows = several.save(request, guide, read, log)
    for source in new_source.tell(request, read):
        log(request, source, [{"added": {}}])
    message = ngettext("%(number)s claim was added.", "%(number)s claims were added.", len(rows))
    messages.success(request, message % {"number": len(rows)})
    if "_more" not in request.POST:
        return HttpResponseRedirect(scope.workspace(guide.pk))
    last = rows[-1]
    known: dict[str, Any] = {
        "topic": [f"{last.topic}:{last.step_id}" if last.step_id else last.topic],
        "region": [region.pk for region in last.regions.all()],
        "source": [source.pk for source in last.sources.all()],
        "certainty": last.certainty,
        "checked_on": last.checked_on,
    }
    return HttpResponseRedirect(scope.several("claims", guide, **known))

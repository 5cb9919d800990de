"""The workspace of a guide: how far it has come, what is missing, what each region says, and all of its parts."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guides.admin import change_links, own_guide, scope
from guides.document.types import Problem
from guides.editing import drafts, leftovers, order_of_work, publishing, wording
from guides.editing.drafts import Draft
from guides.editing.order_of_work import Cell, Row, Stage
from guides.models import Claim, Edition, Guide, Proposal
from guides.rules import clock

OF_LETTERS = ("recourse", "purpose", "ground", "paragraph")
PARTS = ("region", "source", "step", "claim", "authority", "event", "rumour", "label", *OF_LETTERS)
STAGE_NAMES = {
    "product": gettext_lazy("Say what the guide is about"),
    "regions": gettext_lazy("Choose the regions"),
    "sources": gettext_lazy("Name what you have read"),
    "steps": gettext_lazy("Write the steps"),
    "ways": gettext_lazy("Say how to do them on each device"),
    "claims": gettext_lazy("Write the claims"),
    "rest": gettext_lazy("Add what is still missing"),
    "preview": gettext_lazy("Look at the preview"),
    "publish": gettext_lazy("Ask for a review and publish"),
}


class Link(NamedTuple):
    words: str
    address: str


class ShownStage(NamedTuple):
    stage: Stage
    name: str
    said: str
    links: list[Link]


class ShownCell(NamedTuple):
    """A number that leads to the claims, or a gap that leads to a form with topic and region filled in."""

    cell: Cell
    listed: str
    add: str


class ShownRow(NamedTuple):
    row: Row
    name: str
    add: str
    cells: list[ShownCell]


class ShownGroup(NamedTuple):
    name: str
    said: str
    links: list[Link]


class ShownPart(NamedTuple):
    name: str
    number: int
    listed: str
    links: list[Link]


def workspace(request: HttpRequest, pk: int, context: dict[str, Any]) -> HttpResponse:
    """GET: the page, for everybody who may edit or publish guides."""
    guide = get_object_or_404(Guide, pk=pk)
    if not (request.user.has_perm("guides.change_guide") or request.user.has_perm("guides.publish_guide")):
        raise PermissionDenied(_("You may look at guides, but not edit or publish them."))
    draft, edition = drafts.read(guide), Edition.objects.latest_of(guide)
    page = Page(request, draft, edition)
    return render(request, "admin/guides/guide/workspace.html", {**context, **page.context()})


class Page:
    """What the page shows of a draft that was read once. Links lead only to what the user may do."""

    def __init__(self, request: HttpRequest, draft: Draft, edition: Edition | None) -> None:
        self.user, self.draft, self.guide, self.edition = request.user, draft, draft.guide, edition
        self.preview = f"{reverse('preview:home')}{self.guide.get_absolute_url().removeprefix('/')}"
        self.problems = publishing.missing(draft, edition)
        self.rows = order_of_work.coverage(self.guide, self.problems, clock.today())

    def context(self) -> dict[str, Any]:
        proposals = list(Proposal.objects.open_for_each([self.guide]))
        waiting = [*proposals, *Proposal.objects.scheduled_for(self.guide)]
        is_asked = any(self.draft.says_the_same_as(each) for each in waiting)
        stages = order_of_work.stages(
            self.guide,
            self.problems,
            is_asked=is_asked,
            is_published=self.draft.says_the_same_as(self.edition),
        )
        return {
            "original": self.guide,
            "title": _("Workspace: %(guide)s") % {"guide": self.guide},
            "edition": self.edition,
            "open_reviews": proposals,
            "stages": [self._stage(stage) for stage in stages],
            "leftovers": self._leftovers(),
            "number": len(self.problems),
            "missing": list(self._missing(stages)),
            "regions": self.guide.regions.all(),
            "rows": [self._row(row) for row in self.rows],
            "parts": [self._part(kind) for kind in PARTS],
            "preview": self.preview,
        }

    def may(self, action: str, kind: str) -> bool:
        return self.user.has_perm(f"guides.{action}_{kind}")

    # --- the order of work ---------------------------------------------------------------------

    def _stage(self, stage: Stage) -> ShownStage:
        return ShownStage(stage, str(STAGE_NAMES[stage.name]), self._said(stage), list(self._links(stage)))

    def _said(self, stage: Stage) -> str:
        """How much there is, and how much is missing."""
        if stage.name in ("product", "preview", "publish"):
            return ""
        number = stage.number if stage.name == "rest" else stage.lacking
        lacking = ngettext("%(number)s thing is missing", "%(number)s things are missing", number) % {"number": number}
        if stage.name == "rest":
            return lacking if number else _("nothing is missing")
        words = {"number": stage.number, "lacking": lacking}
        return (_("%(number)s so far, %(lacking)s") if number else _("%(number)s so far")) % words

    def _links(self, stage: Stage) -> Iterator[Link]:
        makers: dict[str, Callable[[], Iterable[Link]]] = {
            "product": self._to_product,
            "regions": lambda: self._to_add("region"),
            "sources": lambda: self._to_add("source"),
            "steps": lambda: self._to_add("step"),
            "ways": self._to_steps,
            "claims": lambda: self._to_add("claim"),
            "rest": lambda: [Link(_("See the list"), "#missing")] if self.problems else [],
            "preview": lambda: [Link(_("Preview the draft"), self.preview)],
            "publish": self._to_review,
        }
        yield from makers[stage.name]()

    def _to_product(self) -> Iterator[Link]:
        if self.may("change", "guide"):
            yield Link(_("Edit the headline, the description and how we know"), scope.change(self.guide))

    def _to_steps(self) -> Iterator[Link]:
        for step, words in own_guide.told_apart(self.guide.steps.all()) if self.may("change", "step") else ():
            yield Link(words, self._ways_of(step))

    def _ways_of(self, step: int) -> str:
        """The form of a step, at its walkthroughs, with room for one more."""
        page = reverse("admin:guides_step_change", args=[step])
        return f"{scope.marked(f'{page}?more=1')}#walkthroughs-group"

    def _to_review(self) -> Iterator[Link]:
        may_publish = self.user.has_perm("guides.publish_guide")
        words = _("Go to the review and publish") if may_publish else _("Go to the review")
        yield Link(words, reverse("admin:guides_guide_publish", args=[self.guide.pk]))

    def _to_add(self, kind: str) -> Iterator[Link]:
        """The forms for more of a kind, the one that takes the fewest presses first."""
        if not self.may("add", kind):
            return
        if kind == "claim" and (topics := self._topics()):
            yield Link(
                _("Write a claim for each topic that is missing"), scope.several("claims", self.guide, topic=topics)
            )
        several = {"claim": ("claims", _("Write several claims")), "source": ("sources", _("Add several sources"))}
        if kind in several:
            page, words = several[kind]
            yield Link(words, scope.several(page, self.guide))
        yield Link(str(ADD[kind]), scope.add(kind, self.guide, **self._known(kind)))

    def _topics(self) -> list[str]:
        """What is missing, as the page for several claims reads it: a topic, with a step where it belongs to one."""
        pks = {step.slug: step.pk for step in self.guide.steps.all()}
        unhelped = [pks[slug] for slug in order_of_work.steps_without_help(self.problems) if slug in pks]
        return [*order_of_work.unsaid(self.rows), *(f"missing:{pk}" for pk in unhelped)]

    def _known(self, kind: str) -> dict[str, Any]:
        """What most parts of the kind have in common."""
        if kind == "step":
            return {"is_everywhere": "on", "more": 1}
        known = {"is_everywhere": "on"} if kind in ("claim", "event", "rumour", *OF_LETTERS) else {}
        return known | ({"is_on_every_device": "on"} if kind == "claim" else {})

    def _leftovers(self) -> list[Link]:
        """Before a first edition: which other products are still named, with the page that replaces their names."""
        found = [] if self.edition else leftovers.other_products(self.guide)
        return [self._leftover(product, number) for product, number in found]

    def _leftover(self, product: str, number: int) -> Link:
        query = urlencode({"old": product, "new": self.guide.product, "whole": "on"})
        words = ngettext(
            "%(number)s text still names %(product)s", "%(number)s texts still name %(product)s", number
        ) % {"number": number, "product": product}
        return Link(words, f"{reverse('admin:guides_guide_find', args=[self.guide.pk])}?{query}")

    # --- what is missing, and what is said where ------------------------------------------------

    def _missing(self, stages: Iterable[Stage]) -> Iterator[ShownGroup]:
        """What is missing, by the stage in which it is put right; the first is unfolded."""
        for stage in stages:
            of_stage = [each for each in self.problems if order_of_work.stage_of(each) == stage.name]
            if of_stage:
                number = ngettext("%(number)s thing is missing", "%(number)s things are missing", len(of_stage))
                count = number % {"number": len(of_stage)}
                yield ShownGroup(str(STAGE_NAMES[stage.name]), count, [self._problem(each) for each in of_stage])

    def _problem(self, problem: Problem) -> Link:
        words = change_links.in_words(self.guide, problem)
        return Link(words, self._form_for(problem) or scope.marked(change_links.address(self.guide, problem)))

    def _form_for(self, problem: Problem) -> str:
        """The form in which something missing is written, with what is known filled in; empty: it has a field."""
        params = getattr(problem.reason, "params", {})
        row = change_links.row_of(self.guide, problem.kind, problem.key)
        if row is not None and (problem.kind, problem.field) == ("region", "claims") and self.may("add", "claim"):
            return scope.several("claims", self.guide, topic=params.get("topic"), region=row.pk)
        if row is not None and (problem.kind, problem.field) == ("step", "claims") and self.may("add", "claim"):
            return scope.several("claims", self.guide, topic=f"missing:{row.pk}")
        if row is not None and (problem.kind, problem.field) == ("step", "walkthroughs") and self.may("change", "step"):
            return self._ways_of(row.pk)
        return ""

    def _row(self, row: Row) -> ShownRow:
        may = self.may("add", "claim")
        add = scope.several("claims", self.guide, topic=row.topic) if may else ""
        return ShownRow(row, str(Claim.Topic(row.topic).label), add, [self._cell(row, cell) for cell in row.cells])

    def _cell(self, row: Row, cell: Cell) -> ShownCell:
        listed = scope.listed("claim", self.guide, topic__exact=row.topic, told_in=cell.region.pk)
        known = {"topic": row.topic, "region": cell.region.pk}
        add = scope.several("claims", self.guide, **known) if self.may("add", "claim") else ""
        return ShownCell(cell, listed if cell.number else "", add)

    # --- the parts ------------------------------------------------------------------------------

    def _part(self, kind: str) -> ShownPart:
        rows = self._rows(kind)
        name = capfirst(str(wording.MODELS[kind]._meta.verbose_name_plural))
        return ShownPart(name, len(rows), scope.listed(kind, self.guide), list(self._to_add(kind)))

    def _rows(self, kind: str) -> list[Any]:
        if kind == "authority":
            return [authority for region in self.guide.regions.all() for authority in region.authorities.all()]
        return list(getattr(self.guide, change_links.COLLECTIONS[kind]).all())


ADD = {
    "region": gettext_lazy("Add a region"),
    "source": gettext_lazy("Add a source"),
    "step": gettext_lazy("Add a step"),
    "claim": gettext_lazy("Add a claim"),
    "authority": gettext_lazy("Add an authority"),
    "event": gettext_lazy("Add an event"),
    "rumour": gettext_lazy("Add a rumour"),
    "label": gettext_lazy("Add a label"),
    "recourse": gettext_lazy("Add an answer of the law"),
    "purpose": gettext_lazy("Add a use that a letter names"),
    "ground": gettext_lazy("Add a kind of reason"),
    "paragraph": gettext_lazy("Add a paragraph of a letter"),
}

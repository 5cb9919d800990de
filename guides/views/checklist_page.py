"""A checklist of one region, device and day, rendered once: a page shell, and a fragment for each state of its parts.

It depends only on a visitor's progress; it neither knows nor stores who they are.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string

from guides.checklist import plan as checklists
from guides.checklist.plan import Checklist, Plan
from guides.checklist.tick_cookies import Ticks
from guides.serving import pages
from guides.serving.fragments import PageShell
from guides.serving.lru_cache import LRUCache
from guides.serving.pages import Page
from guides.views import responses
from guides.views.visit import RegionVisit

Render = Callable[[str, dict[str, Any]], str]

# For people who are as far as each other, compressed: whole pages of about 9 KB, and what a tick changes, about 1 KB.
filled = LRUCache(500)
changed = LRUCache(500)
# Of all checklist pages together, uncompressed; some KB each. An ending has three states to the power of its extras.
fragments = LRUCache(2000)


@dataclass(frozen=True, eq=False)
class ChecklistPage:
    """The plan and the page shell; fragments are stored separately, as they are needed."""

    plan: Plan
    shell: PageShell
    is_counted: bool

    def page(self, shown: Checklist, render: Render) -> Page:
        """The whole page for somebody with this progress."""
        standings = {planned.step.slug: each for planned, each in zip(self.plan.steps, shown.standings, strict=True)}
        fixed = {
            "the return": ("_returned.html", shown.is_off),
            "the summary": ("_summary.html", _count(shown)),
            "the ending": ("_ending.html", self._end(shown)),
        }

        def fill(name: str) -> bytes:
            if name in fixed:
                return self._fragment(*fixed[name], shown, render)
            return self._fragment("_step.html", (name, standings[name]), shown, render, name)

        return Page(self.shell.filled(fill), is_kept=False)

    def progress(self, shown: Checklist, render: Render) -> Page:
        """What a tick changes on the page: the count, the switch and the ending."""
        key = (
            None
            if self.is_alone(shown)
            else (_count(shown), self._end(shown), tuple(one.is_waiting for one in shown.shown))
        )
        return Page(self._fragment("_progress.html", key, shown, render), is_kept=False)

    def is_alone(self, shown: Checklist) -> bool:
        """Whether the ending is personal: with a team it is, but there is none before the switch is off."""
        return self.is_counted and shown.is_off

    def _end(self, shown: Checklist) -> Hashable | None:
        """The cache key of the ending; None: it is personal."""
        if self.is_alone(shown):
            return None
        return shown.standings if shown.is_off else ()

    def _fragment(self, template: str, key: Hashable | None, shown: Checklist, render: Render, step: str = "") -> bytes:
        """The fragment, from memory if it was rendered before; without a key it is personal."""

        def make() -> bytes:
            context = {"shown": next(one for one in shown.shown if one.step.slug == step)} if step else {}
            return render(template, {"checklist": shown} | context).encode()

        return make() if key is None else fragments.get_or_set((self, template, key), make)


def page(visit: RegionVisit) -> HttpResponse:
    """The checklist with this visitor's ticks."""
    return _answer(visit, visit.ticks, filled, ChecklistPage.page)


def progress(visit: RegionVisit, ticks: Ticks) -> HttpResponse:
    """What a tick changes on the page of somebody who has these ticks now."""
    return _answer(visit, ticks, changed, ChecklistPage.progress)


def _answer(
    visit: RegionVisit, ticks: Ticks, cache: LRUCache, part: Callable[[ChecklistPage, Checklist, Render], Page]
) -> HttpResponse:
    """A page with ticks, compressed once for everybody with the same progress; with a team the ending is personal."""
    checklist_page, render = find(visit), renderer(visit)
    shown = checklists.follow(checklist_page.plan, ticks)

    def make() -> Page:
        return part(checklist_page, shown, render)

    if checklist_page.is_alone(shown):
        return pages.own(visit.request, make)
    return pages.own(visit.request, make, cache, (checklist_page, shown.standings))


def find(visit: RegionVisit) -> ChecklistPage:
    """The checklist page for this region, device, day, answers and team, with the warnings from readers' reports."""

    def make() -> ChecklistPage:
        planned = plan(visit)
        nobody = checklists.follow(planned, {})
        text = renderer(visit)("checklist.html", {"checklist": nobody, "is_shell": True})
        return ChecklistPage(planned, PageShell.of(text), visit.is_counted)

    asked = (visit.region.slug, visit.device, visit.day, tuple(visit.answers.items()))
    key = ("checklist page", *asked, visit.team, visit.live.reader_reports)
    return visit.live.get_or_set(key, make)


def plan(visit: RegionVisit) -> Plan:
    """What this page shows, whatever is ticked."""
    return checklists.plan(visit.guide, visit.region, visit.device, visit.day, visit.answers)


def renderer(visit: RegionVisit) -> Render:
    """Renders a part of a page of this guide for this visit."""
    return lambda template, more: render_to_string(template, responses.context(visit) | more, visit.request)


def _count(shown: Checklist) -> Hashable:
    return tuple(one.state for one in shown.needed)

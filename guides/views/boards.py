"""The checklist of one region, device and day, rendered once: a frame, and a piece for each way a part can stand.

Of a visitor's ticks it takes only how far they are; who they are, nothing here knows or keeps.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from guides import checklist as checklists
from guides import pages
from guides.checklist import Checklist, Plan
from guides.kept import Kept
from guides.library import Live
from guides.pages import Page
from guides.pieces import Frame
from guides.progress import Ticks
from guides.views import answers, asked
from guides.views.asked import Place
from optout_site import front

Render = Callable[[str, dict[str, Any]], str]

# For people who are as far as each other, compressed: whole pages of about 9 KB, and what a tick changes, about 1 KB.
filled = Kept(500)
changed = Kept(500)
# Of all boards together, uncompressed; some KB each. There are three standings to the number of extras for one ending.
pieces = Kept(2000)


@dataclass(frozen=True, eq=False)
class Board:
    """What to say, and the page with holes; the pieces are kept apart, as people need them."""

    plan: Plan
    frame: Frame
    is_counting: bool = False

    def page(self, shown: Checklist, render: Render) -> Page:
        """The whole page for somebody who is as far as this."""
        standings = {planned.step.slug: each for planned, each in zip(self.plan.steps, shown.standings, strict=True)}
        fixed = {"the summary": ("_summary.html", _count(shown)), "the ending": ("_ending.html", self.end(shown))}

        def fill(name: str) -> bytes:
            if name in fixed:
                return self._piece(*fixed[name], shown, render)
            return self._piece("_step.html", (name, standings[name]), shown, render, name)

        return Page(self.frame.filled(fill), is_kept=False)

    def progress(self, shown: Checklist, render: Render) -> Page:
        """What a tick changes on the page: the count, the switch and the ending."""
        end = self.end(shown)
        key = None if end is None else (_count(shown), end)
        return Page(self._piece("_progress.html", key, shown, render), is_kept=False)

    def end(self, shown: Checklist) -> Hashable | None:
        """What the ending depends on: before the switch is off there is none, and with a team each has its own."""
        if not shown.is_off:
            return ()
        return None if self.is_counting else shown.standings

    def _piece(self, template: str, key: Hashable | None, shown: Checklist, render: Render, step: str = "") -> bytes:
        """From memory if it was rendered before; without a key it is somebody's own."""

        def make() -> bytes:
            said = {"shown": next(one for one in shown.shown if one.step.slug == step)} if step else {}
            return render(template, {"checklist": shown} | said).encode()

        return make() if key is None else pieces.once((self, template, key), make)


def page(request: HttpRequest, place: Place, ticks: Ticks) -> HttpResponse:
    """The checklist with these ticks; without any it is the same for everybody."""
    board = find(request, place)
    shown = checklists.follow(board.plan, ticks)
    render = renderer(request, place.live)
    if not ticks and not board.is_counting:
        return pages.answer(request, place.live.once(("checklist", board), lambda: board.page(shown, render).kept()))
    return _own(request, filled, board, shown, lambda: board.page(shown, render))


def progress(request: HttpRequest, place: Place, ticks: Ticks) -> HttpResponse:
    """What a tick changes on the page of somebody who has these ticks now."""
    board = find(request, place)
    shown = checklists.follow(board.plan, ticks)
    render = renderer(request, place.live)
    return _own(request, changed, board, shown, lambda: board.progress(shown, render))


def _own(request: HttpRequest, kept: Kept, board: Board, shown: Checklist, make: Callable[[], Page]) -> HttpResponse:
    """Somebody's own page, compressed once for all who are as far; with a team the ending is theirs alone."""
    encoding = pages.encoding(request)
    if board.end(shown) is None:
        return pages.own(make().body(encoding), encoding)
    front.keep(request)
    body = kept.once((board, shown.standings, encoding), lambda: make().body(encoding))
    return pages.own(body, encoding)


def find(request: HttpRequest, place: Place) -> Board:
    """The board for this region, device, day and team, with what readers doubt."""
    live, region, device = place
    day, team = asked.day(request), asked.team(request, live.guide)

    def make() -> Board:
        plan = checklists.plan(live.guide, region, device, day)
        nobody = checklists.follow(plan, {})
        text = renderer(request, live)("checklist.html", {"checklist": nobody, "is_frame": True})
        return Board(plan, Frame.of(text), is_counting=team is not None and team.is_known)

    return live.once(("board", region.slug, device, day, team, live.doubts), make)


def renderer(request: HttpRequest, live: Live) -> Render:
    """Renders a part of a page of this guide for this request."""
    return lambda template, said: render_to_string(template, answers.context(request, live) | said, request)


def _count(shown: Checklist) -> Hashable:
    return shown.done, shown.total, shown.is_off

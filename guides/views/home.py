"""The home page: the choice of a guide, and a search over what all of them say. No view here makes a query.

With one guide only, the home page is that guide's choice of a region. A visitor's state is known to their browser
alone, which says it in words (static/js/home.js).
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from guides.document import search, statements
from guides.document.statements import Freshness
from guides.document.types import Claim, Guide, Region, Rumour
from guides.rules import clock, rate_limit, reports
from guides.rules.rate_limit import TooManyError
from guides.serving import own_copy, pages, short_links
from guides.serving.current_editions import Live
from guides.views import checklist, events_and_rumours, languages, preview, responses
from guides.views.decorators import require_safe
from guides.views.visit import GuideVisit, HttpRequest

MOST_SHOWN = 8  # of one guide; its own search says the rest
# In each worker: every search looks through every guide, and none is kept.
searching = rate_limit.TokenBucket(burst=60, a_second=10)

# Where on the pages of a region a claim of this topic stands; the others are among the steps.
ANCHORED = {"does", "does_not", "used", "not_used", "disputed", "no_account", "under_18", "region_unclear"}


class Card(NamedTuple):
    """A guide on the home page."""

    live: Live
    guide: Guide
    freshness: Freshness


@dataclass(frozen=True)
class Found:
    """A statement that matches, and where it stands: the page, its address, and which region's page that is, if any.

    `regions`: to which it applies; empty: to all of them.
    """

    statement: Rumour | Claim
    page: str
    address: str
    region: Region | None = None
    regions: tuple[Region, ...] = ()


class Group(NamedTuple):
    """What was found in one guide. `more`: its own search, if there is more; `is_named`: the words name its product;
    `fit`: how many of the words its closest result has.
    """

    live: Live
    guide: Guide
    found: list[Found]
    more: str
    is_named: bool
    fit: int


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """The choice of a guide, or what was found in all of them; with only one, the choice of its region."""
    if preview.is_preview(request):
        return redirect("admin:guides_guide_changelist")
    editions = languages.listed()
    if len(editions) == 1:
        return checklist.regions(GuideVisit.to_edition(request, next(iter(editions.values()))))
    sought = search.one_line(request.GET.get("q", ""))
    if sought and editions:
        return _results(request, editions.values(), sought)
    today = clock.today()

    def make() -> pages.Page:
        shown = [editions[slug] for slug in short_links.in_order(editions)]
        cards = [Card(live, live.guide, statements.freshness(live.guide, today)) for live in shown]
        return pages.Page(render_to_string("home.html", _context(cards=cards), request).encode())

    return pages.answer(request, responses.of_all(f"home.html {today}", make))


def _groups(request: HttpRequest, editions: Sequence[Live], sought: str) -> list[Group]:
    """What every guide says on this, by guide: first those whose product is named, then by their closest results."""
    visits = [GuideVisit.to_edition(request, live) for live in editions]
    spelt = set().union(*(_index(visit).known(sought) for visit in visits))
    found = [_group(visit, sought, spelt) for visit in visits]
    return sorted(
        (group for group in found if group.found or group.is_named), key=lambda group: (not group.is_named, -group.fit)
    )


def _results(request: HttpRequest, editions: Any, sought: str) -> HttpResponse:
    if len(sought) > search.LONGEST_QUERY:
        problem = _("That is too long to search for. Write at most %(number)s characters: a few words are enough.")
        context = _context(sought=sought, problem=problem % {"number": search.LONGEST_QUERY})
        return pages.private(request, render(request, "home.html", context, status=400))
    if wait := searching.take():
        raise TooManyError(wait, _("Too many people are searching at once. Try again in a moment."))
    found = _groups(request, [*editions], sought)
    number = sum(len(group.found) for group in found)
    return pages.private(
        request,
        render(
            request,
            "home.html",
            _context(sought=sought, groups=found, number=number, day=clock.today(), stays={"q": sought}),
        ),
    )


def _context(**more: Any) -> dict[str, Any]:
    line, its_language = own_copy.line()
    return {"site_url": settings.SITE_URL, "line": line, "its_language": its_language} | more


def _findable(guide: Guide) -> dict[str, Rumour | Claim]:
    every: Sequence[Rumour | Claim] = (*guide.rumours, *guide.claims)
    return {reports.name_of(each): each for each in every}


def _index(visit: GuideVisit) -> search.Index:
    live = visit.live

    def make() -> search.Index:
        return search.Index(
            {name: events_and_rumours.pieces(live, each) for name, each in _findable(visit.guide).items()}
        )

    return live.get_or_set("home", make)


def _group(visit: GuideVisit, sought: str, spelt: Container[str]) -> Group:
    """Of the words that name the product nothing is looked up: they are in every other statement.

    `spelt`: the words that some guide has as they were typed; no guide takes them for a typing error.
    """
    guide, live, today = visit.guide, visit.live, visit.day
    names = {*search.words(guide.product), guide.slug}
    rest = [word for word in search.words(sought) if word not in names]
    is_named = len(rest) < len(search.words(sought))
    findable = _findable(guide)
    names_found = _index(visit).find(" ".join(rest), spelt)
    said = [name for name in names_found if statements.is_said(findable[name], today)]
    fit = _index(visit).fit(said[0], " ".join(rest), spelt) if said else 0
    statements_found = [findable[name] for name in said]
    found = [_found(visit, each) for each in statements_found[:MOST_SHOWN]]
    more = visit.address("rumours", q=sought) if len(statements_found) > MOST_SHOWN else ""
    return Group(live, guide, found, more, is_named, fit)


def _found(visit: GuideVisit, statement: Rumour | Claim) -> Found:
    guide = visit.guide
    if isinstance(statement, Rumour):
        regions = tuple(region for region in guide.regions if region.slug in statement.regions)
        address = visit.address("rumours", anchor=f"rumour-{statement.slug}")
        return Found(statement, _("Common claims"), address, regions=regions)
    held = tuple(region for region in guide.regions if statement.holds(region.slug, visit.day))
    regions = () if len(held) == len(guide.regions) else held
    if not held or (statement.topic == "essential" and not statement.question):
        return Found(statement, guide.title, visit.address("guide"), regions=regions)
    page, name, anchor = _place(guide, statement)
    return Found(statement, name, visit.in_region(held[0].slug).address(page, anchor=anchor), held[0], regions)


def _place(guide: Guide, claim: Claim) -> tuple[str, str, str]:
    """The page of a region on which a claim stands, what it is called, and the anchor of what the claim stands in."""
    if claim.question:
        return "checklist", _("Short answers"), "answers"
    step = next((step for step in guide.steps if step.slug == claim.step), None)
    if step:
        return "checklist", step.title, f"step-{step.slug}"
    if claim.topic in ANCHORED:
        return "more", _("Good to know"), f"claim-{claim.slug}"
    if claim.topic == "complain":
        return "more", _("Who to complain to"), "complain"
    return "checklist", guide.title, "standing"

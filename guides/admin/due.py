"""Due checks, grouped by source: lists the statements that rely on each and confirms many at once."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guides.admin import open_reviews
from guides.admin.find import page_of
from guides.editing import checks, wording
from guides.editing.checks import Statement
from guides.models import Guide, LinkCheck, Proposal, Recourse, Source, Walkthrough
from guides.serving import current_editions

Log = Callable[[HttpRequest, Any, str], Any]  # writes into the history of a row at the desk

MOST_GROUPS = 25
KINDS = (
    *("claim", "walkthrough", "authority", "label", "event", "rumour"),
    *("recourse", "purpose", "ground", "paragraph"),
)
WHEN: dict[str, tuple[Any, Callable[[Statement], bool]]] = {
    "overdue": (gettext_lazy("Overdue"), lambda statement: statement.is_overdue),
    "soon": (gettext_lazy("Overdue or due within 30 days"), lambda statement: statement.is_due_soon),
    "unchecked": (gettext_lazy("To be checked before it is published"), lambda statement: statement.is_to_check),
    "all": (gettext_lazy("All"), lambda _statement: True),
}


class FilterForm(forms.Form):
    """Which statements to show. An empty field does not filter."""

    when = forms.ChoiceField(label=gettext_lazy("When"), choices=[(name, label) for name, (label, _) in WHEN.items()])
    guide = forms.ChoiceField(label=gettext_lazy("Guide"), required=False)
    region = forms.ChoiceField(label=gettext_lazy("Readers in"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    source = forms.ChoiceField(label=gettext_lazy("Source"), required=False)
    words = forms.CharField(label=gettext_lazy("Words in it"), required=False, max_length=200)

    def __init__(self, typed: QueryDict, **choices: dict[str, Any]) -> None:
        super().__init__({"when": "soon", **typed.dict()})
        for name, named in choices.items():
            self.fields[name].choices = [("", _("All")), *named.items()]  # type: ignore[attr-defined]

    def lets_through(self, statement: Statement) -> bool:
        """Whether a statement passes the filter, whenever it is due. A region includes what applies everywhere."""
        chosen = self.cleaned_data
        regions = [region.slug for region in statement.regions]
        return (
            chosen.get("guide") in (None, "", statement.guide.slug)
            and chosen.get("kind") in (None, "", statement.kind)
            and (chosen.get("region") in (None, "", *regions) or statement.is_everywhere)
            and (not chosen.get("words") or chosen["words"].casefold() in _all_words(statement))
        )


@dataclass(frozen=True)
class Group:
    """A source, and what rests on it. Sources of several guides with one address are one; key 0: without a source."""

    key: int
    sources: list[Source]
    statements: list[Statement]
    ticked: frozenset[str] = frozenset()
    touched: tuple[Proposal, ...] = ()  # the reviews that the press would withdraw: the page asks first
    rivals: tuple[tuple[Recourse, Recourse], ...] = ()  # what would stand for one place: the page asks for those, too

    @property
    def listed(self) -> list[tuple[Statement, str]]:
        """Each statement with a link to its form."""
        return [(each, page_of(each.row)) for each in self.statements]

    @property
    def counted(self) -> str:
        """How many statements, and how many of them are overdue."""
        number, overdue = len(self.statements), sum(each.is_overdue for each in self.statements)
        statements = ngettext("%(number)s statement", "%(number)s statements", number) % {"number": number}
        return _("%(said)s, %(overdue)s overdue") % {"said": statements, "overdue": overdue} if overdue else statements

    @property
    def dead(self) -> LinkCheck | None:
        """The result of the link check, if the link is dead."""
        is_there = self.sources and not self.sources[0].gone_on
        return current_editions.dead_links().get(self.sources[0].url) if is_there else None


class Listing:
    """What one request asks to see: the statements that its filters let through, by source."""

    def __init__(self, typed: QueryDict) -> None:
        guides = checks.guides()
        self.typed = typed
        self.sources = _sources(guides)
        self.keys = {source.pk: key for key, sources in self.sources.items() for source in sources}
        self.statements = checks.in_turn(each for guide in guides for each in checks.statements(guide))
        self.form = FilterForm(
            typed,
            guide={guide.slug: guide.product for guide in guides},
            region={region.slug: region.name for guide in guides for region in guide.regions.all()},
            kind={kind: wording.kind_name(kind) for kind in KINDS},
            source={str(key): str(sources[0]) for key, sources in self.sources.items()},
        )
        self.form.is_valid()
        meant = self._of_source([each for each in self.statements if self.form.lets_through(each)])
        counts = {name: sum(map(is_meant, meant)) for name, (_label, is_meant) in WHEN.items()}
        self.form.fields["when"].choices = [  # type: ignore[attr-defined]
            (name, f"{label} ({counts[name]})") for name, (label, _is_meant) in WHEN.items()
        ]
        self.found = [each for each in meant if self.is_due(each)]
        self.next = next((each.row.due_on for each in meant if not each.is_due_soon), None)
        self.groups = self._grouped()
        self.page = Paginator(self.groups, MOST_GROUPS).get_page(typed.get("page"))

    def is_due(self, statement: Statement) -> bool:
        _label, is_meant = WHEN[self.form.cleaned_data.get("when", "soon")]
        return is_meant(statement)

    def query(self, *without: str, **changes: Any) -> str:
        """The address of this list, without some of what was asked, and with something else."""
        asked = {name: value for name, value in self.typed.items() if value and name not in ("at", *without)} | changes
        query = QueryDict(mutable=True)
        query.update(asked)
        return query.urlencode()

    def group(self, key: str) -> Group | None:
        return next((group for group in self.groups if str(group.key) == key), None)

    def after(self, group: Group) -> int:
        """The group to open next: this one while something is left in it, then the following one."""
        if any(map(self.is_due, group.statements)):
            return group.key
        place = self.groups.index(group)
        rest = [*self.groups[place + 1 :], *reversed(self.groups[:place])]
        return next((each.key for each in rest if any(map(self.is_due, each.statements))), 0)

    def _of_source(self, meant: list[Statement]) -> list[Statement]:
        key = self.form.cleaned_data.get("source")
        return [each for each in meant if int(key) in self._keys(each)] if key else meant

    def _keys(self, statement: Statement) -> list[int]:
        return list(dict.fromkeys(self.keys[source.pk] for source in statement.sources)) or [0]

    def _grouped(self) -> list[Group]:
        """The source with the statement that is due first comes first."""
        rests: dict[int, list[Statement]] = defaultdict(list)
        for statement in self.found:
            for key in self._keys(statement):
                rests[key].append(statement)
        if only := self.form.cleaned_data.get("source"):
            rests = {key: rest for key, rest in rests.items() if str(key) == only}
        return [Group(key, self.sources.get(key, []), rest) for key, rest in rests.items()]


def due(request: HttpRequest, context: dict[str, Any], log: Log) -> HttpResponse:
    """GET: the statements by source. POST: confirm that some of them were checked today."""
    require_editor(request)
    listing = Listing(request.GET)
    if request.method == "POST":
        return _press(request, listing, context, log)
    return _whole_page(request, listing, context)


def require_editor(request: HttpRequest) -> None:
    if not request.user.has_perm("guides.change_claim"):
        raise PermissionDenied(_("You may look at guides, but not edit them."))


def _whole_page(
    request: HttpRequest, listing: Listing, context: dict[str, Any], asking: Group | None = None
) -> HttpResponse:
    guides = [each.guide for each in listing.found]
    groups = [asking if asking and asking.key == group.key else group for group in listing.page]
    at = str(asking.key) if asking else request.GET.get("at", "")
    return render(
        request,
        "admin/guides/guide/due.html",
        {
            **context,
            "title": _("Due for checking"),
            "listing": listing,
            "groups": groups,
            "at": next((group.key for group in groups if str(group.key) == at), None),
            "query": listing.query(),
            "to_page": listing.query("page"),
            "everything": listing.query("page", when="all"),
            "open_reviews": Proposal.objects.open_for_each(set(guides)),
        },
    )


def _press(request: HttpRequest, listing: Listing, context: dict[str, Any], log: Log) -> HttpResponse:
    """Confirm the ticked statements; ask first if that would withdraw a review. The place on the page is kept."""
    group = listing.group(request.POST.get("group", ""))
    if group is None:
        messages.error(request, _("Nothing was confirmed: this list has changed since you opened it."))
        again = f"{request.path}?{listing.query()}"
        return HttpResponse(headers={"HX-Redirect": again}) if _is_htmx(request) else HttpResponseRedirect(again)
    picked = _picked(request, listing)
    touched, rivals = _touched(request, picked), checks.rivals(picked)
    if touched or not _are_agreed(request, rivals):
        ticked = frozenset(each.token for each in picked)
        group = replace(group, ticked=ticked, touched=tuple(touched), rivals=tuple(rivals))
        return _answer(request, listing, group) if _is_htmx(request) else _whole_page(request, listing, context, group)
    _confirm(request, picked, rivals, log)
    if not _is_htmx(request):
        at = listing.after(group)
        return HttpResponseRedirect(f"{request.path}?{listing.query(at=at)}#source-{at}")
    left = replace(group, statements=[each for each in group.statements if listing.is_due(each)])
    return _answer(request, listing, left, picked)


def _answer(request: HttpRequest, listing: Listing, group: Group, confirmed: Iterable[Statement] = ()) -> HttpResponse:
    """The group as it is now, and the confirmed statements in other groups of the page."""
    names = {each.name for each in confirmed}
    elsewhere = [
        (other, statement, page_of(statement.row), listing.is_due(statement))
        for other in listing.page
        for statement in other.statements
        if other.key != group.key and statement.name in names
    ]
    context = {"group": group, "listing": listing, "query": listing.query(), "elsewhere": elsewhere}
    return render(request, "admin/guides/guide/_due_answer.html", context)


def _is_htmx(request: HttpRequest) -> bool:
    return bool(request.htmx)  # type: ignore[attr-defined]


def _picked(request: HttpRequest, listing: Listing) -> list[Statement]:
    """The ticked statements that have not changed since the page was opened."""
    tokens = set(request.POST.getlist("shown" if "all" in request.POST else "statement"))
    names = {token.partition(":")[0] for token in tokens}
    picked = [each for each in listing.statements if each.name in names and each.token in tokens]
    if not tokens:
        messages.error(request, _("Nothing was confirmed: tick what you have checked."))
    if missed := len(tokens) - len(picked):
        message = ngettext(
            "%(number)s statement is not confirmed: it was changed or deleted since you opened this page.",
            "%(number)s statements are not confirmed: they were changed or deleted since you opened this page.",
            missed,
        )
        messages.error(request, f"{message % {'number': missed}} {_('Read it again.')}")
    if lost := [each for each in picked if each.is_lost]:
        message = ngettext(
            "%(number)s statement is not confirmed: the pages of all its sources are gone, with no archived copy. "
            "Find another source.",
            "%(number)s statements are not confirmed: the pages of all their sources are gone, with no archived copy. "
            "Find other sources.",
            len(lost),
        )
        messages.error(request, message % {"number": len(lost)})
    return _without_twins(request, [each for each in picked if each not in lost])


def _without_twins(request: HttpRequest, picked: list[Statement]) -> list[Statement]:
    """Without answers of the law for one place that were ticked together; the editor knows which holds."""
    rows = [each.row for each in picked]
    twins = {row for pair in checks.rivals(picked) if pair[1] in rows for row in pair}
    if twins:
        names = " · ".join(sorted(str(row) for row in twins))
        message = _("Not confirmed, since only one of these can hold for a place: %(names)s. Tick one of them.")
        messages.error(request, message % {"names": names})
    return [each for each in picked if each.row not in twins]


def _touched(request: HttpRequest, picked: list[Statement]) -> list[Proposal]:
    """The open reviews that these checks would withdraw and whose withdrawal was not confirmed."""
    guides = {each.guide for each in picked if not each.is_fresh}
    agreed = request.POST.getlist("withdraw")
    return [review for review in Proposal.objects.open_for_each(guides) if str(review.pk) not in agreed]


def _are_agreed(request: HttpRequest, rivals: list[tuple[Recourse, Recourse]]) -> bool:
    """Whether the editor was asked about each of them and said that the new one takes the place of the other."""
    agreed = request.POST.getlist("instead")
    return all(f"{new.pk}-{other.pk}" in agreed for new, other in rivals)


@transaction.atomic
def _confirm(request: HttpRequest, picked: list[Statement], rivals: list[tuple[Recourse, Recourse]], log: Log) -> None:
    for new, other in rivals:
        checks.keep_back(other)
        log(request, other, _("To be checked: “%(name)s” stands in its place.") % {"name": new})
    checks.confirm(picked, request.user)
    for each in picked:
        log(request, each.row.step if isinstance(each.row, Walkthrough) else each.row, _("Checked today, still true."))
    if picked:
        message = ngettext(
            "Checked today, still true: %(number)s statement.",
            "Checked today, still true: %(number)s statements.",
            len(picked),
        )
        messages.success(request, message % {"number": len(picked)})
    for guide in {each.guide for each in picked}:
        open_reviews.note_edit(request, guide)


def _sources(guides: Iterable[Guide]) -> dict[int, list[Source]]:
    """All sources by group key: those with the same address are one group, across guides."""
    alike: dict[Any, list[Source]] = defaultdict(list)
    for guide in guides:
        for source in guide.sources.all():
            alike[source.url or source.pk].append(source)
    return {sources[0].pk: sources for sources in alike.values()}


def _all_words(statement: Statement) -> str:
    """The text that the word filter searches."""
    return " ".join([statement.words, *map(str, statement.sources)]).casefold()

"""Fills the draft of a new guide with parts of guides that exist: regions with their authorities, steps with their
walkthroughs, and what letters are put together from.

Nobody has checked what is copied for the new product, so no day of a check comes along, and parts of letters are to be
checked before anybody reads them. Nor does anything come along that belongs to what the first product did or published:
since when, what it looks like, revisions, who is asked to look again, and to whom a letter goes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from guides.document.types import OF_LETTERS
from guides.editing import drafts, naming
from guides.models import Guide, Region, Source, Step

OF_THE_FIRST_ONE = (
    *("checked_on", "check_after", "since_on", "revision", "revisions", "change_note"),
    "pictures",  # they show the first product
    *("controller", "post", "form_url", "form_option", "officer_url"),  # of its company
)
Data = dict[str, Any]


@dataclass(frozen=True)
class Taken:
    """What a new guide takes over. `letters_of`: the guide whose letters come along."""

    regions: Sequence[Region]
    steps: Sequence[Step] = ()
    with_authorities: bool = False
    letters_of: Guide | None = None


def regions_of(guide: Guide | None) -> list[Region]:
    """The regions that a new guide may take over: those of this guide, or of all, each short name once."""
    rows = Region.objects.select_related("guide").prefetch_related("authorities__sources")
    if guide is not None:
        return list(rows.filter(guide=guide))
    found: dict[str, Region] = {}
    for region in rows.order_by("guide_id", "position", "pk"):
        found.setdefault(region.slug, region)
    return list(found.values())


def steps_of(guide: Guide) -> QuerySet[Step]:
    """The steps that a new guide may take over from this one."""
    return guide.steps.prefetch_related("regions", "walkthroughs__regions", "walkthroughs__sources")


def has_letters(guide: Guide) -> bool:
    """Whether it has something that letters are put together from."""
    return any(getattr(guide, name).exists() for name in OF_LETTERS)


def fill(guide: Guide, taken: Taken, *, by: Any) -> Guide:
    """Write these parts of other guides into the empty draft of a new one."""
    sources, regions = _Sources(), {region.slug for region in taken.regions}
    data = drafts.own_data(guide)
    data["regions"] = list(_regions(taken.regions, sources, taken.with_authorities))
    data["steps"] = list(_steps(taken.steps, regions, set(guide.devices), sources))
    copied = {step["slug"] for step in data["steps"]}
    for step in data["steps"]:
        if step.get("after") not in copied:
            step.pop("after", None)
    if taken.letters_of is not None:
        data |= _letters(taken.letters_of, regions, sources)
    data["sources"] = list(sources.taken.values())
    return drafts.write(guide, data, by=by, why=_("Taken over from another guide."))


@dataclass
class _Sources:
    """The sources that the copied parts rest on. Two guides may have given one short name to two of them."""

    taken: dict[str, Data] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    def named(self, source: Source) -> str:
        if source.pk not in self.names:
            data = drafts.own_data(source)
            slug = next(name for name in naming.numbered(source.slug) if self._is_free(name, data))
            self.names[source.pk], self.taken[slug] = slug, data | {"slug": slug}
        return self.names[source.pk]

    def _is_free(self, name: str, data: Data) -> bool:
        return name not in self.taken or self.taken[name] == data | {"slug": name}


def _regions(regions: Sequence[Region], sources: _Sources, authorities: bool) -> Iterator[Data]:
    """Each name and country leads to one region; one region is the rest of the world."""
    names = {region.slug for region in regions}
    countries: set[str] = set()
    has_elsewhere = False
    for region in regions:
        data = _cleared(drafts.own_data(region))
        data["aliases"] = [name for name in region.aliases if name not in names]
        data["countries"] = [country for country in region.countries if country not in countries]
        data["is_elsewhere"] = region.is_elsewhere and not has_elsewhere
        rows = region.authorities.all() if authorities else ()
        data["authorities"] = [_resting(row, drafts.own_data(row), sources) for row in rows]
        names.update(region.aliases)
        countries.update(region.countries)
        has_elsewhere = has_elsewhere or region.is_elsewhere
        yield data


def _steps(steps: Iterable[Step], regions: set[str], devices: set[str], sources: _Sources) -> Iterator[Data]:
    """What is for none of the chosen regions stays behind, and what is for none of the new guide's devices."""
    for step in steps:
        data = _cleared(drafts.own_data(step))
        ways = zip(step.walkthroughs.all(), data.pop("walkthroughs", ()), strict=True)
        kept = [(row, _within(way | {"devices": _among(row.devices, devices)}, regions)) for row, way in ways]
        data["walkthroughs"] = [_resting(row, way, sources) for row, way in kept if way and way["devices"]]
        data["variants"] = [_within(each, regions) for each in step.variants if _among(each["regions"], regions)]
        if found := _within(data, regions):
            yield found


def _letters(guide: Guide, regions: set[str], sources: _Sources) -> Data:
    """What letters are put together from, for the chosen regions; none of it is published before it was checked."""
    found: Data = {}
    for name in OF_LETTERS:
        rows = getattr(guide, name).prefetch_related("regions", "sources")
        kept = [(row, _within(drafts.own_data(row), regions)) for row in rows]
        found[name] = [_resting(row, data, sources) | {"to_check": True} for row, data in kept if data]
    return found


def _within(data: Data, regions: set[str]) -> Data | None:
    """The part for the chosen regions only; None: it was for others."""
    named = data.get("regions") or ()
    kept = _among(named, regions)
    return None if named and not kept else data | {"regions": kept}


def _among(names: Iterable[str], known: set[str]) -> list[str]:
    return [name for name in names if name in known]


def _resting(row: Any, data: Data, sources: _Sources) -> Data:
    """A statement that was not checked yet, with its sources as they are called in the new guide."""
    return _cleared(data) | {"sources": [sources.named(source) for source in row.sources.all()]}


def _cleared(data: Data) -> Data:
    return {name: value for name, value in data.items() if name not in OF_THE_FIRST_ONE}

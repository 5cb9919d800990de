"""Which right a place gives, and which places of a region differ. No Django, no database."""

from collections.abc import Collection, Sequence

from guides.document import region_lookup
from guides.document.types import Guide, OfPlaces, Recourse, only_checked


def recourses_for(guide: Guide, region: str, place: str = "") -> list[Recourse]:
    """What the law gives to readers in that region, or in that place of it; sound guides say one thing, or nothing.

    What names the place goes before what names its country, and that before the rest of the region; what names the
    region goes before what is meant for all.
    """
    meant = [recourse for recourse in guide.recourses if recourse.is_meant_for(region)]
    for name in from_near_to_far(place):
        fitting = [each for each in meant if name in each.places or (not name and not each.places)]
        if named := [each for each in fitting if each.regions]:
            return named
        if fitting:
            return fitting
    return []


def recourse_for(guide: Guide, region: str, place: str = "") -> Recourse | None:
    """The first of them; None: the guide does not say."""
    return next(iter(recourses_for(guide, region, place)), None)


def rivals_of(guide: Guide, confirmed: Collection[str]) -> set[tuple[str, str]]:
    """Which answers of the law could not be published beside those, by slug, if those were checked: (one, another).

    An answer that only completes another, for a place of its own, is none.
    """
    taken = [
        each.model_copy(update={"to_check": each.to_check and each.slug not in confirmed}) for each in guide.recourses
    ]
    checked = only_checked(guide.model_copy(update={"recourses": tuple(taken)}))
    spots = [(region.slug, place) for region in checked.regions for place in ("", *places_of(checked, region.slug))]
    alike = [{each.slug for each in recourses_for(checked, *spot)} for spot in spots]
    return {(one, other) for slugs in alike for one in slugs & set(confirmed) for other in slugs - {one}}


def places_of(guide: Guide, region: str) -> list[str]:
    """The codes of the places of that region that the guide tells apart, each once, in the order of the guide."""
    told: tuple[OfPlaces, ...] = (*guide.recourses, *guide.letters)
    places = (place for each in told if each.is_meant_for(region) for place in each.places)
    homes = {place: region_lookup.home_of(guide, place) for place in places}
    return [place for place, home in homes.items() if home is not None and home.slug == region]


def from_near_to_far(place: str) -> Sequence[str]:
    """The place, its country, and the rest of the region."""
    return list(dict.fromkeys((place, place[:2], "")))

"""Finds the region for a time zone, a country or a short name.

Only for suggestions: the browser compares its own time zone with the list in the page; nothing is sent and nobody is
redirected. Countries and their zones come from the time zone database (`zone.tab`).
"""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Protocol

from guides.document.types import Guide, Region

# Parts with a code of their own that belong to a region: EU law applies in the outermost regions of France
# and in Åland; the territories of the United States count as it.
BELONGS_TO = {
    "AX": "FI",
    "GF": "FR",
    "GP": "FR",
    "MF": "FR",
    "MQ": "FR",
    "RE": "FR",
    "YT": "FR",
    "AS": "US",
    "GU": "US",
    "MP": "US",
    "PR": "US",
    "UM": "US",
    "VI": "US",
}
# The database leads this name by way of Panama; the place lies in Canada.
OLDER_NAMES_BY_HAND = {"America/Coral_Harbour": "America/Atikokan"}
# Close to a region and yet not in it. We found nothing on them in LinkedIn's texts, so we suggest nothing.
UNSURE = ("FO", "GG", "GI", "GL", "IM", "JE", "SJ")
# What browsers that hide where they are report for everybody (Firefox since bug 1835987, with Tor Browser and others
# built on it): `resistFingerprinting` said UTC before, and UTC and Etc/* are no place, so front.js passes them over.
OF_EVERYBODY = ("Atlantic/Reykjavik",)


@cache
def zones_by_country() -> dict[str, tuple[str, ...]]:
    """Every time zone of every country code, with the older names that browsers still report."""
    zones: dict[str, list[str]] = {}
    for zone, country in _tab().items():
        zones.setdefault(country, []).append(zone)
    for older, zone in _older_names().items():
        if zone in _tab() and older not in _tab():
            zones[_tab()[zone]].append(older)
    return {country: tuple(sorted(names)) for country, names in zones.items()}


def unsure_zones() -> str:
    """The zones that suggest no region, separated by spaces."""
    return " ".join([*OF_EVERYBODY, *(zone for country in UNSURE for zone in zones_by_country()[country])])


def zones_of(region: Region) -> str:
    """The zones for which this region is suggested, separated by spaces; none for the rest of the world."""
    own = [country for country, home in BELONGS_TO.items() if home in region.countries]
    by_country = zones_by_country()
    zones = (zone for country in (*region.countries, *own) for zone in by_country.get(country, ()))
    return " ".join(zone for zone in zones if zone not in OF_EVERYBODY)


def names(guide: Guide) -> frozenset[str]:
    """Every name that `find` accepts for a region, in lower case."""
    own = {name for region in guide.regions for name in own_names(region)}
    near = {country.lower() for country, home in BELONGS_TO.items() if home.lower() in own}
    return frozenset(own | near)


class Named(Protocol):
    """A region of a document, or its row in a draft."""

    @property
    def slug(self) -> str: ...
    @property
    def aliases(self) -> Iterable[str]: ...
    @property
    def countries(self) -> Iterable[str]: ...


def own_names(region: Named) -> set[str]:
    """The region's own names: its slug, other short names and country codes, in lower case."""
    return {region.slug, *region.aliases, *(country.lower() for country in region.countries)}


def find(guide: Guide, name: str) -> Region | None:
    """The region with this name: its slug, another short name, or a country code."""
    if region := guide.region(name):
        return region
    name = name.lower()
    for region in guide.regions:
        if name in own_names(region) or BELONGS_TO.get(name.upper()) in region.countries:
            return region
    return None


def home_of(guide: Guide, place: str) -> Region | None:
    """The region in which a country or a part of one lies (ISO 3166): its own, or the rest of the world."""
    country = BELONGS_TO.get(place[:2], place[:2])
    own = next((region for region in guide.regions if country in region.countries), None)
    return own or next((region for region in guide.regions if region.is_elsewhere), None)


@cache
def _tab() -> dict[str, str]:
    lines = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {row[2]: row[0] for row in rows}


def _older_names() -> dict[str, str]:
    lines = files("tzdata.zoneinfo").joinpath("tzdata.zi").read_text(encoding="utf-8").splitlines()
    links = [line.split() for line in lines if line.startswith("L ")]
    spoken = {
        older: zone for _, zone, older in links if older.startswith(("America/", "Europe/", "Atlantic/", "Asia/"))
    }
    return spoken | OLDER_NAMES_BY_HAND

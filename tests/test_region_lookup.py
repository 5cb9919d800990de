from collections import Counter

import pytest

from guides.document import region_lookup
from tests.support.factories import make_guide, make_region
from tests.support.shipped_guide import document_of

LINKEDIN = document_of()


def suggested(zone):
    """The regions of the shipped guide in which this time zone is listed."""
    return [region.slug for region in LINKEDIN.regions if zone in region_lookup.zones_of(region).split()]


@pytest.mark.parametrize(
    "zone",
    [
        pytest.param("Europe/Gibraltar", id="Gibraltar is British but not the UK"),
        pytest.param("Europe/Jersey", id="Jersey is a crown dependency"),
        pytest.param("Europe/Guernsey", id="Guernsey is a crown dependency"),
        pytest.param("Europe/Isle_of_Man", id="Isle of Man is a crown dependency"),
        pytest.param("Atlantic/Faroe", id="the Faroes are Danish but not in the EU"),
        pytest.param("Atlantic/Faeroe", id="the Faroes by their older name"),
        pytest.param("America/Nuuk", id="Greenland is Danish but not in the EU"),
        pytest.param("America/Godthab", id="Greenland by its older name"),
        pytest.param("America/Thule", id="the north of Greenland"),
        pytest.param("Arctic/Longyearbyen", id="Svalbard is Norwegian but outside the EEA"),
    ],
)
def test_nothing_is_suggested_close_to_a_region_and_yet_not_in_it(zone):
    assert zone in region_lookup.unsure_zones().split()
    assert suggested(zone) == []


@pytest.mark.parametrize(
    ("zone", "region"),
    [
        pytest.param("Europe/Mariehamn", "eu", id="Åland is Finnish and in the EU"),
        pytest.param("Atlantic/Canary", "eu", id="the Canaries are Spain"),
        pytest.param("Africa/Ceuta", "eu", id="Ceuta is Spain on the African coast"),
        pytest.param("Atlantic/Madeira", "eu", id="Madeira is Portugal"),
        pytest.param("Atlantic/Azores", "eu", id="the Azores are Portugal"),
        pytest.param("Indian/Reunion", "eu", id="Réunion is an outermost region of France"),
        pytest.param("America/Guadeloupe", "eu", id="Guadeloupe is an outermost region of France"),
        pytest.param("America/Martinique", "eu", id="Martinique is an outermost region of France"),
        pytest.param("America/Marigot", "eu", id="Saint Martin is an outermost region of France"),
        pytest.param("America/Cayenne", "eu", id="French Guiana is an outermost region of France"),
        pytest.param("Indian/Mayotte", "eu", id="Mayotte is an outermost region of France"),
        pytest.param("Europe/Busingen", "eu", id="Büsingen is Germany inside Switzerland"),
        pytest.param("Europe/Oslo", "eu", id="Norway is in the EEA"),
        pytest.param("Europe/Vaduz", "eu", id="Liechtenstein is in the EEA"),
        pytest.param("Europe/Nicosia", "eu", id="Cyprus by its older name"),
        pytest.param("Europe/Zurich", "ch", id="Switzerland is in neither"),
        pytest.param("Europe/London", "uk", id="London"),
        pytest.param("Europe/Belfast", "uk", id="Northern Ireland by its older name"),
        pytest.param("Europe/Dublin", "eu", id="Dublin"),
        pytest.param("America/Puerto_Rico", "us", id="Puerto Rico belongs to the US"),
        pytest.param("Pacific/Guam", "us", id="Guam belongs to the US"),
        pytest.param("Pacific/Honolulu", "us", id="Hawaii"),
        pytest.param("America/Indianapolis", "us", id="Indianapolis by the name browsers report"),
        pytest.param("America/Toronto", "ca", id="Toronto"),
        pytest.param("America/Montreal", "ca", id="Montreal by its older name"),
        pytest.param("America/Coral_Harbour", "ca", id="Atikokan by the name browsers report"),
        pytest.param("Asia/Hong_Kong", "hk", id="Hong Kong has a page of its own"),
    ],
)
def test_each_zone_suggests_the_region_whose_rules_hold_there(zone, region):
    assert suggested(zone) == [region]
    assert zone not in region_lookup.unsure_zones().split()


@pytest.mark.parametrize(
    "zone",
    [
        pytest.param("Asia/Tokyo", id="Japan has no page of its own"),
        pytest.param("Asia/Shanghai", id="Mainland China is not Hong Kong"),
        pytest.param("Asia/Macau", id="Macau is not Hong Kong"),
        pytest.param("Europe/Istanbul", id="Turkey is in Europe but not in the EU"),
        pytest.param("Europe/Kiev", id="Ukraine by its older name"),
        pytest.param("Europe/Monaco", id="Monaco is not in the EU"),
        pytest.param("Pacific/Noumea", id="New Caledonia is French but not in the EU"),
        pytest.param("America/St_Barthelemy", id="Saint Barthélemy left the outermost regions"),
        pytest.param("America/Curacao", id="Curaçao is Dutch but not in the EU"),
        pytest.param("Atlantic/Bermuda", id="Bermuda is British but not the UK"),
    ],
)
def test_elsewhere_no_region_claims_the_zone_so_the_rest_of_the_world_is_suggested(zone):
    assert suggested(zone) == []
    assert zone not in region_lookup.unsure_zones().split()


def test_nothing_is_suggested_where_a_zone_stands_for_a_place_that_is_kept_secret():
    """Firefox, Tor Browser and Mullvad Browser report Reykjavik for everybody, wherever they are, if told to hide it;
    before that UTC, which is no place in the world. Somebody in Iceland chooses by hand."""
    assert suggested("Atlantic/Reykjavik") == []
    assert "Atlantic/Reykjavik" in region_lookup.unsure_zones().split()
    assert suggested("Europe/Oslo") == ["eu"]


def test_no_zone_is_in_two_places():
    listed = [zone for region in LINKEDIN.regions for zone in region_lookup.zones_of(region).split()]
    found = Counter([*listed, *region_lookup.unsure_zones().split()])
    assert len(found) > 100
    assert [zone for zone, times in found.items() if times > 1] == []


def test_the_rest_of_the_world_lists_no_zone():
    assert region_lookup.zones_of(LINKEDIN.region("world")) == ""


def test_every_country_of_the_shipped_guide_has_a_zone():
    countries = {country for region in LINKEDIN.regions for country in region.countries}
    assert len(countries) == 35
    assert countries <= set(region_lookup.zones_by_country())


def test_a_part_goes_with_its_country_wherever_the_country_is():
    guide = make_guide(regions=[make_region("france", countries=["FR"])], steps=[], claims=[])
    assert "Indian/Reunion" in region_lookup.zones_of(guide.region("france")).split()
    assert region_lookup.find(guide, "re").slug == "france"


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("us", "us"),
        ("usa", "us"),
        ("pr", "us"),
        ("eu", "eu"),
        ("eea", "eu"),
        ("europe", "eu"),
        ("de", "eu"),
        ("ie", "eu"),
        ("no", "eu"),
        ("gr", "eu"),
        ("ax", "eu"),
        ("re", "eu"),
        ("uk", "uk"),
        ("gb", "uk"),
        ("england", "uk"),
        ("northern-ireland", "uk"),
        ("ch", "ch"),
        ("switzerland", "ch"),
        ("ca", "ca"),
        ("canada", "ca"),
        ("hk", "hk"),
        ("hong-kong", "hk"),
        ("world", "world"),
        ("elsewhere", "world"),
        ("rest-of-the-world", "world"),
    ],
)
def test_a_name_leads_to_its_region_however_it_is_written(name, region):
    assert {region_lookup.find(LINKEDIN, written).slug for written in (name, name.upper(), name.title())} == {region}


@pytest.mark.parametrize("name", ["", "jp", "cn", "gi", "je", "gl", "fo", "xx", "e", "eu ", "европа", "us/eu"])
def test_a_name_that_no_region_goes_by_leads_nowhere(name):
    assert region_lookup.find(LINKEDIN, name) is None

"""Names in the order of a language's alphabet."""

import pytest

from guides.document.alphabets import order


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Austria", "Côte d’Ivoire", "Cyprus", "Zambia"]),
        ("de", ["Dänemark", "Estland", "Österreich", "Polen", "Zypern"]),
        ("fr", ["Danemark", "Espagne", "Estonie", "États-Unis", "Finlande"]),
        ("cs", ["Belgie", "Česko", "Dánsko", "Chorvatsko", "Irsko", "Rumunsko", "Řecko", "Švédsko", "Velká Británie"]),
        ("pl", ["Litwa", "Łotwa", "Malta", "Słowacja", "Słowenia", "Świat", "Węgry"]),
        ("sv", ["Cypern", "Malta", "Ungern", "Åland", "Österrike"]),
        ("fi", ["Alankomaat", "Viro", "Åland", "Ääriraja"]),
        ("es", ["Nueva Zelanda", "Ñandú", "Países Bajos"]),
    ],
)
def test_names_stand_in_the_order_of_the_alphabet(language, names):
    assert sorted(set(names), key=lambda name: order(name, language)) == names

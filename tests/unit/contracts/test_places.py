"""A municipality's own file of postcodes does as it is, and what is wrong in it is said with the line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.contracts.neighbourhoods_file import LONGEST_CODE, parse, read
from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD
from libs.contracts.places import Place, Places
from libs.contracts.slugs import slug

ROOT = Path(__file__).parents[3]
OWN = Path(__file__).parent / "amsterdam.csv"
AMSTERDAM = ROOT.parent / "shared" / "data" / "postcodes" / "amsterdam.csv"
FILE = Path("zeist.csv")
HEADER = "postcode_from,postcode_to,neighbourhood,district,name,latitude,longitude\n"


def told(text: str) -> Places:
    return parse(text.encode(), FILE)


def test_every_postcode_of_amsterdam_finds_its_area() -> None:
    if not AMSTERDAM.exists():
        pytest.skip(f"{AMSTERDAM} is not there")
    places = read(AMSTERDAM)
    lines = [line.replace('"', "").split(";") for line in AMSTERDAM.read_text().splitlines()]
    for postcode, district, neighbourhood in lines:
        place = places.place(postcode)
        assert place is not None, postcode
        found = (place.name, place.district_name, place.municipality)
        assert found == (neighbourhood or district, district, "amsterdam")
    assert places.postcodes == len(lines) == 18_402
    assert len(places.by_code) == len({(district, name or district) for _, district, name in lines})
    assert places.neighbourhood("1016 ek") == "centrum-west"
    assert places.neighbourhood("3731AB") == UNKNOWN_NEIGHBOURHOOD


def test_a_file_without_header_gives_each_postcode_its_neighbourhood_district_and_municipality() -> None:
    places = read(OWN)
    assert places.place("1066aa") == Place(
        "de-aker-sloten-en-nieuw-sloten",
        "nieuw-west",
        "De Aker, Sloten en Nieuw Sloten",
        district_name="Nieuw-West",
        municipality="amsterdam",
    )
    assert places.neighbourhood("1043AA") == "westpoort", "a district without neighbourhoods is one"
    assert places.neighbourhood("1016EL") == UNKNOWN_NEIGHBOURHOOD


def test_a_name_that_would_mean_two_places_has_its_district_in_the_code() -> None:
    places = read(OWN)
    assert places.neighbourhood("1021AA") == "noord-oost", "Oost is another district"
    places = told("3700AA;Noord;Centrum\n3701AA;Zuid;Centrum\n")
    assert {*places.by_code} == {"noord-centrum", "zuid-centrum"}


@pytest.mark.parametrize(
    "text",
    [
        "postcode,district,neighbourhood\n3700AA,Zeist,Den Dolder\n",
        "\ufeffNeighbourhood;Postcode;District;Woonplaats\r\nDen Dolder;3700 aa;Zeist;Zeist\r\n",
        "\n3700;Zeist;Den Dolder\n\n",
        "3700;3701;Zeist;Den Dolder\n",
        "3700AA,Zeist,Den Dolder,52.1,5.2\n",
        'postcode;district;neighbourhood;latitude;longitude\n3700AA;Zeist;"Den Dolder";52,1;5,2',
        HEADER + "3700,3700,den-dolder,zeist,Den Dolder,,\n",
    ],
)
def test_separator_header_ranges_and_coordinates_are_recognised_from_the_content(text: str) -> None:
    assert told(text).neighbourhood("3700AA") == "den-dolder"


def test_what_a_file_leaves_out_is_not_made_up() -> None:
    places = told("3700;Zeist;Noord\n3701;Zeist;Zuid\n")
    assert places.kilometres("noord", "zuid") is None
    assert places.kilometres("noord", "noord") == 0
    places = told("3700AA;Zeist;Noord;52.0;5.0\n3700AB;Zeist;Noord;52.2;5.0\n3701;Zeist;Zuid;52.1;5.0\n")
    assert places.kilometres("noord", "zuid") == pytest.approx(0, abs=1e-6), "the mean of its lines"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "zeist.csv holds no postcode: give a line for each"),
        ("straat;huisnummer\n", "line 1: is no header that is understood"),
        ("3700AA;Noord\n", "line 1: has 2 columns: give postcode;district;neighbourhood"),
        ("3700AA;Zeist;Noord\n3700AB;Zeist\n", "line 2: has 2 columns instead of 3"),
        ("3700AA;Zeist;Noord\nZeist;Zeist;Noord\n", "line 2: 'Zeist' is no postcode: write 1016EK"),
        ("3700AA;Zeist;Noord\n3700AB;;\n", "line 2: has neither district nor neighbourhood"),
        ("3701;3700;Zeist;Noord\n", "line 1: ends at 3700ZZ, before it begins at 3701AA"),
        ("3700AA;Zeist;Noord\n3700AA;Zeist;Zuid\n", "line 2: 3700AA to 3700AA is 'zuid' here, and 'noord' on line 1"),
        ("3700;Zeist;Noord\n3700AA;3700ZZ;Zeist;Zuid\n", "line 2: has 4 columns instead of 3"),
        ("3700AA;Zeist;Oud West\n\n3700AB;Zeist;Oud-West\n", "line 3: the neighbourhood's code oud-west is 'Oud-West"),
        ("3700AA;Zeist;Oud West\n\n3700AB;Zeist;Oud-West\n", "'Oud West, Zeist, zeist' on line 1: name each otherwise"),
        ("3700AA;Zeist Oost;A\n3700AB;Zeist-Oost;B\n", "line 2: the district's code zeist-oost is"),
        ("3700AA;Zeist;!?\n", "line 1: no code can be made of '!?'"),
        ("3700AA;Zeist;Unknown\n", "line 1: no code can be made of 'Unknown'"),
        ("3700AA;Zeist;Noord;north;east\n", "line 1: 'north' and 'east' are no coordinates"),
        ("3700AA;Zeist;Noord;152.1;5\n", "line 1: 152.1 and 5.0 are no latitude and longitude"),
        ("3700AA;Zeist;Noord;nan;5\n", "line 1: nan and 5.0 are no latitude and longitude"),
        (HEADER + "3700,3700,Den Dolder,zeist,Den Dolder,,\n", "line 2: 'Den Dolder' is no code"),
        ('3700AA;Zeist;"Noord\n', "line 1: unexpected end of data"),
    ],
)
def test_what_is_wrong_is_said_with_the_file_and_the_line(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=r"zeist\.csv") as error:
        told(text)
    assert says in str(error.value)


def test_text_that_is_not_utf_8_is_not_guessed_at() -> None:
    with pytest.raises(ValueError, match=r"zeist\.csv, line 2: is not text in UTF-8: save the file as 'CSV UTF-8'"):
        parse("3700AA;Zeist;Noord\n3700AB;Zeist;Één\n".encode("cp1252"), FILE)


@given(st.text())
def test_a_code_of_any_name_can_be_a_word_of_a_routing_key(name: str) -> None:
    code = slug(name, LONGEST_CODE)
    assert len(code) <= 48
    assert set(code) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug(code, LONGEST_CODE) == code, "a code is its own code"


def test_diacritics_are_left_off() -> None:
    assert slug("  Reünië-Eĳsden / 't Çafé ", LONGEST_CODE) == "reunie-eijsden-t-cafe"


POSTCODES = st.builds("{}{}{}".format, st.integers(1010, 1013), st.sampled_from("ABZ"), st.sampled_from("AZ"))
RANGES = st.lists(st.tuples(POSTCODES, POSTCODES).map(sorted).map(tuple), max_size=12, unique=True)


@given(RANGES, POSTCODES)
def test_the_narrowest_range_that_holds_a_postcode_wins(ranges: list[tuple[str, str]], wanted: str) -> None:
    def number(postcode: str) -> int:
        return int(postcode[:4]) * 676 + (ord(postcode[4]) - 65) * 26 + ord(postcode[5]) - 65

    places = Places([(start, end, Place(f"{start}-{end}", "", "")) for start, end in ranges])
    holding = [
        (number(end) - number(start), -number(start), start, end) for start, end in ranges if start <= wanted <= end
    ]
    expected = "{2}-{3}".format(*min(holding)) if holding else UNKNOWN_NEIGHBOURHOOD
    assert places.neighbourhood(wanted) == expected

"""One name, however it is written."""

import pytest

from services.signalling.domain import names


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("van der Berg", ("berg",)),
        ("Berg, van der", ("berg",)),
        ("v.d. Berg", ("berg",)),
        ("v/d Berg", ("berg",)),
        ("VAN DEN BERG", ("berg",)),
        ("Jansen-de Vries", ("jansen", "vries")),
        ("de Vries e/v Jansen", ("vries", "jansen")),
        ("d'Hondt", ("hondt",)),
        ("in 't Veld", ("veld",)),
        ("El Amrani", ("amrani",)),
        ("Müller", ("muller",)),
        ("MÃ¼ller", ("muller",)),
        ("Groß", ("gross",)),
        ("Łukasiewicz", ("lukasiewicz",)),
        ("Yıldırım", ("yildirim",)),
        ("J. Jansen", ("jansen",)),
        ("van der Ven", ("ven",)),
        ("de Wit", ("wit",)),
        ("Alkemade", ("alkemade",)),
        ("", ()),
    ],
)
def test_a_surname_comes_down_to_the_words_that_tell_people_apart(written: str, parts: tuple[str, ...]) -> None:
    assert names.parts(written) == parts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("meijer", "meyer"),
        ("meijer", "meier"),
        ("schouten", "shouten"),
        ("visscher", "visser"),
        ("smidt", "smit"),
        ("haak", "hak"),
        ("gerritsz", "gerrits"),
        ("bouchari", "buchari"),
        ("cornelissen", "kornelissen"),
    ],
)
def test_what_is_said_alike_sounds_alike(one: str, other: str) -> None:
    assert names.sound(one) == names.sound(other)


@pytest.mark.parametrize(("one", "other"), [("vandenberg", "berg"), ("elamrani", "amrani"), ("alkemade", "alkemade")])
def test_an_infix_may_have_been_written_onto_the_name(one: str, other: str) -> None:
    assert names.sounds(one) & names.sounds(other)


@pytest.mark.parametrize(
    ("one", "other"), [("jansen", "hansen"), ("bakker", "dekker"), ("vries", "vroom"), ("mol", "mul")]
)
def test_other_names_sound_otherwise(one: str, other: str) -> None:
    assert names.sound(one) != names.sound(other)


@pytest.mark.parametrize(
    ("written", "initials"),
    [
        ("J.P.", ("j", "p")),
        ("JP", ("j", "p")),
        ("J P", ("j", "p")),
        ("Jan Piet", ("j", "p")),
        ("Jan", ("j",)),
        ("Th.", ("t",)),
        ("IJ.", ("y",)),
        ("Chr. M.", ("c", "m")),
        ("", ()),
        ("123", ()),
    ],
)
def test_initials_are_first_letters(written: str, initials: tuple[str, ...]) -> None:
    assert names.initials(written) == initials

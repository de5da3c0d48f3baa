"""Which events `omzien watch` shows."""

from typing import Any

import pytest

from omzien.errors import Advice
from omzien.wanted import Wanted


def event(type_: str, neighbourhood: str) -> dict[str, Any]:
    return {"type": type_, "data": {"neighbourhood": neighbourhood}}


OPENED = event("nl.omzien.cases.opened.v1", "de-bilt-west")


@pytest.mark.parametrize(
    ("pattern", "neighbourhood", "binding"),
    [
        (None, None, "nl.omzien.*.*.*.*"),
        ("cases", None, "nl.omzien.cases.*.*.*"),
        ("cases.opened", "de-bilt-west", "nl.omzien.cases.opened.*.de-bilt-west"),
        ("*.closed", None, "nl.omzien.*.closed.*.*"),
        ("nl.omzien.cases.#", None, "nl.omzien.cases.*.*.*"),
        ("nl.omzien.cases.opened.v1", None, "nl.omzien.cases.opened.*.*"),
    ],
)
def test_a_pattern_is_a_binding(pattern: str | None, neighbourhood: str | None, binding: str) -> None:
    assert Wanted.of(pattern, neighbourhood).binding == binding


@pytest.mark.parametrize(
    ("pattern", "neighbourhood", "shown"),
    [
        (None, None, True),
        ("cases", "de-bilt-west", True),
        ("*.opened", None, True),
        ("cases.closed", None, False),
        ("needs", None, False),
        ("cases", "de-bilt-oost", False),
    ],
)
def test_a_replay_shows_what_the_binding_would(pattern: str | None, neighbourhood: str | None, shown: bool) -> None:
    assert Wanted.of(pattern, neighbourhood).matches(OPENED) is shown


def test_what_says_no_neighbourhood_is_of_the_unknown_one() -> None:
    assert Wanted.of(None, "unknown").matches({"type": "nl.omzien.cases.opened.v1", "data": {}})


@pytest.mark.parametrize(("pattern", "neighbourhood"), [("Cases", None), ("a.b.c.d.e", None), (None, "De Bilt")])
def test_what_no_event_could_match_is_told(pattern: str | None, neighbourhood: str | None) -> None:
    with pytest.raises(Advice):
        Wanted.of(pattern, neighbourhood)

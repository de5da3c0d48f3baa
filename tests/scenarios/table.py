"""The table of the story (domain.md, section 7), to be laid beside it: row by row, its words and what shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from libs.contracts.words import Rung
from omzien.demo import supply
from omzien.demo.willemse import NEIGHBOURHOOD

HERSELF, HER_OWN_PEOPLE = Rung.OWN_STRENGTH, Rung.OWN_NETWORK
VOLUNTEERS, GENERAL, INDIVIDUAL = Rung.VOLUNTEERS, Rung.GENERAL_PROVISION, Rung.INDIVIDUAL_PROVISION


@dataclass(frozen=True)
class Cell:
    """What the story says of a need in one year, and what is to be seen of it; nothing else is looked at."""

    words: str
    seen: Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """A need in both years."""

    need: str
    then: Cell
    now: Cell


def cell(words: str, **seen: Any) -> Cell:
    return Cell(words, seen)


def nobody(words: str) -> Cell:
    """No support, and matching has told that nobody answers."""
    return cell(words, support=None, unanswered=True)


_STOCKINGS = {
    "rung": INDIVIDUAL,
    "support": "Thuiszorg",
    "kind": "organisation",
    "times_per_week": 14,
    "parts_of_day": {"morning", "evening"},
}

TABLE = (
    Row(
        "support stockings",
        cell("home care, morning and evening (rung 4)", **_STOCKINGS),
        cell("the same (rung 4): what remains", **_STOCKINGS, lasting=True),
    ),
    Row(
        "meals",
        cell(
            "brought from the care home (rung 4)",
            rung=INDIVIDUAL,
            support="Warme maaltijden uit het verzorgingshuis",
            kind="organisation",
            visits=True,
        ),
        cell(
            "cooks now and then; a cooking course for people living alone at the centre (rung 3)",
            rung=GENERAL,
            support="Koken voor alleenstaanden",
            categories={"courses", "eating"},
            skills={"cooking", "warm_meal"},
            whose=supply.CENTRE,
            visits=False,
            came_of={"Koken voor alleenstaanden"},
        ),
    ),
    Row(
        "shopping",
        cell("a volunteer does it for her (rung 2)", rung=VOLUNTEERS, kind="volunteer", skills={"shopping"}),
        cell(
            "a young man from the service team, who lives nearby, goes *with* her, and reads to her (rung 2)",
            rung=VOLUNTEERS,
            kind="service_team",
            members={supply.YOUNG_MAN},
            traits={"young", "man"},
            neighbourhood=NEIGHBOURHOOD,
            skills={"shopping", "company", "reading"},
        ),
    ),
    Row(
        "curtains",
        cell(
            "the home-care worker opens and closes them, at home-care's hours (rung 4)",
            rung=INDIVIDUAL,
            support="Thuiszorg",
            times_per_week=14,
            opens={"09:30", "21:00"},
        ),
        cell(
            "she does it herself with an aid at a distance (rung 0)",
            rung=HERSELF,
            support="her own",
            came_of={"Hulp op afstand (domotica) in eigen beheer"},
            by_an_aid_at_a_distance=True,
        ),
    ),
    Row(
        "garden and snow",
        nobody("-"),
        cell(
            "pupils on placement, guided by someone who used to work in sheltered employment (rung 2)",
            rung=VOLUNTEERS,
            kind="service_team",
            traits={"trainee"},
            guide=supply.SHELTERED_BEFORE,
            members={supply.BOY_TWO_DOORS_AWAY, supply.CLASSMATE},
            skills={"garden", "snow"},
        ),
    ),
    Row(
        "company in the street",
        nobody("-"),
        cell(
            "one lives two doors away, and his mother asks her for coffee (rung 1)",
            rung=HER_OWN_PEOPLE,
            support="her own",
            came_of={"Scholieren op maatschappelijke stage"},
        ),
    ),
    Row(
        "contact with her son",
        cell("son, far away", rung=HER_OWN_PEOPLE, support="her own"),
        cell("sees son and granddaughter on the screen (rung 1)", rung=HER_OWN_PEOPLE, support="her own"),
    ),
    Row(
        "forms and transport",
        nobody("dreaded, hard to arrange"),
        cell(
            "the forms brigade, transport arranged (rung 3)",
            rung=GENERAL,
            support="Formulierenbrigade, met vervoer",
            categories={"information", "transport_aids"},
            skills={"forms", "transport"},
            whose=supply.CENTRE,
        ),
    ),
)

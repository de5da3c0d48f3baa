"""The paper: what the services told, in tables of Dutch words. The same tables whatever they are written as."""

from dataclasses import dataclass
from typing import Any

from libs.contracts.words import Rung
from omzien.agenda import dutch

#: Reasons that are told of one rung, those of most needs first.
REASONS = 3

Row = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """`empty`: what is said in its place when there are no rows."""

    title: str
    columns: Row
    rows: tuple[Row, ...]
    empty: str


@dataclass(frozen=True)
class Paper:
    title: str
    remark: str
    tables: tuple[Table, ...]


def paper(agenda: dict[str, Any], worries: list[dict[str, Any]] | None, neighbourhood: str | None = None) -> Paper:
    """Of the whole municipality, or of one neighbourhood.

    `worries` are None where signalling gave no answer: then the paper says so.
    """
    weeks, enough = agenda["period_weeks"], agenda["enough"]
    remark = (
        f"Tendens: de laatste {weeks} weken naast de {weeks} daarvoor. Van minder dan {enough} huishoudens staan hier "
        "geen aantallen: die zouden naar iemand kunnen wijzen."
    )
    tables = (_gaps(agenda), _full(agenda), _falling_away(agenda), _worries(worries))
    title = ", ".join(filter(None, ("Agenda van het dienstenoverleg", neighbourhood, dutch.day(agenda["made_on"]))))
    return Paper(title, remark, tables)


def _gaps(agenda: dict[str, Any]) -> Table:
    begin = ("wijk", "categorie", "urgentie", "vragen", "huishoudens", "sinds", "wachttijd", "tendens")
    rows = tuple(_gap(each, agenda["enough"]) for each in agenda["gaps"])
    columns = (*begin, "dagdeel", "waarom niet", "afspraak", "nummer")
    return Table("Vragen zonder antwoord", columns, rows, "Op alle vragen is er een antwoord.")


def _gap(gap: dict[str, Any], enough: int) -> Row:
    numbers = gap["numbers"]
    begin = (gap["neighbourhood"], dutch.CATEGORIES[gap["category"]], dutch.URGENCIES[gap["urgency"]])
    end = (_outcome(gap["outcome"]), gap["gap"] or "")
    if numbers is None:
        return (*begin, "", f"minder dan {enough}", "", "", "", "", "", *end)
    return (
        *begin,
        str(numbers["needs"]),
        str(numbers["cases"]),
        dutch.day(numbers["since"]),
        f"{numbers['median_weeks']} weken",
        dutch.TRENDS[gap["trend"]],
        ", ".join(f"{dutch.PARTS_OF_DAY[part]} {needs}" for part, needs in sorted(numbers["parts_of_day"].items())),
        _reasons(numbers["why_not"]),
        *end,
    )


def _reasons(told: list[dict[str, Any]]) -> str:
    rungs: dict[int, list[str]] = {}
    for each in told:
        rungs.setdefault(each["rung"], []).append(f"{dutch.WHY_NOT[each['why_not']]} {each['needs']}")
    return "; ".join(f"{dutch.RUNGS[Rung(rung)]}: {', '.join(found[:REASONS])}" for rung, found in rungs.items())


def _outcome(outcome: dict[str, Any] | None) -> str:
    if outcome is None:
        return ""
    if outcome["result"] == "not_solved":
        return f"niet opgelost ({outcome['ground']})"
    overdue = ", te laat" if outcome["overdue"] else ""
    return f"{outcome['name']}, uiterlijk {dutch.day(outcome['promised_on'])}{overdue}"


def _full(agenda: dict[str, Any]) -> Table:
    rows = tuple(
        (
            *_entry(each),
            str(each["capacity"]),
            f"minder dan {agenda['enough']}" if each["cases"] is None else str(each["cases"]),
        )
        for each in agenda["bottlenecks"]
    )
    columns = (*ENTRY, "plaatsen", "huishoudens die wachten")
    return Table("Vol, terwijl erop gewacht wordt", columns, rows, "Nergens wordt op een plaats gewacht.")


def _falling_away(agenda: dict[str, Any]) -> Table:
    rows = tuple(
        (
            *_entry(each),
            f"{each['taken']} van {each['capacity']}",
            dutch.day(each["screened_until"]) + (", verlopen" if each["screened_until"] < agenda["made_on"] else ""),
        )
        for each in agenda["falling_away"]
    )
    columns = (*ENTRY, "bezet", "VOG geldig tot en met")
    return Table("Dreigt weg te vallen", columns, rows, "Niemand die iets doet valt binnenkort weg.")


ENTRY = ("aanbod", "van", "wijk", "trede", "categorie")


def _entry(each: dict[str, Any]) -> Row:
    categories = ", ".join(dutch.CATEGORIES[category] for category in each["categories"])
    return each["title"], dutch.KINDS[each["kind"]], each["neighbourhood"], dutch.RUNGS[Rung(each["rung"])], categories


def _worries(told: list[dict[str, Any]] | None) -> Table:
    rows = tuple(
        (
            each["neighbourhood"],
            dutch.WORRIES[each["kind"]],
            *("enkele" if each[period] is None else str(each[period]) for period in ("before", "lately")),
            dutch.TRENDS["rising"] if each["rising"] else "",
        )
        for each in told or ()
    )
    columns = ("wijk", "zorg", "hiervoor", "nu", "tendens")
    empty = "Niet bekend: de signalering antwoordt niet." if told is None else "Er kwamen geen signalen."
    return Table("Waar men zich zorgen over maakt", columns, rows, empty)

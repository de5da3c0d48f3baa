"""`omzien offerings`: a search of the catalogue, as the helpdesk does it with somebody on the phone."""

import re
from typing import Annotated, Any

import typer
from rich.table import Column, Table

from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD
from libs.contracts.words import Category
from omzien.console import out
from omzien.errors import Advice
from omzien.http import Services

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WHEN = re.compile(r"^(?:(?P<day>[a-z]{3})[a-z]*)?\s*(?P<at>[0-9]{1,2}:[0-9]{2})?$")

#: How far had to be looked, to be told to whoever asks.
TOLD = {
    "own": "These reach {neighbourhood}.",
    "district": "Nothing reaches {neighbourhood}: these are in its district.",
    "municipality": "Nothing reaches the district of {neighbourhood}: these are elsewhere in the municipality.",
    "beyond": "Nothing in the municipality: these are beyond it, or have no place.",
}
NOTHING = "Nothing in the catalogue answers that: ask for less at once."
NOWHERE = "That postcode is in none of the neighbourhoods: this is all there is, from wherever."


def offerings(
    words: Annotated[list[str] | None, typer.Argument(help="Words to look for, Dutch or English.")] = None,
    postcode: Annotated[str | None, typer.Option(help="Nearest first from here, such as 3731KX.")] = None,
    neighbourhood: Annotated[str | None, typer.Option(help="Or from here, by its code.")] = None,
    category: Annotated[Category | None, typer.Option(help="One of the fourteen.")] = None,
    rung: Annotated[int | None, typer.Option(min=0, max=5, help="On this rung of the ladder.")] = None,
    within: Annotated[float | None, typer.Option(metavar="KM", help="No further than this.")] = None,
    open_at: Annotated[
        str | None, typer.Option(metavar="'DAY HH:MM'", help="Open then, or by agreement: tue, 14:00, or 'tue 14:00'.")
    ] = None,
    age: Annotated[int | None, typer.Option(help="For somebody of this age.")] = None,
    language: Annotated[str | None, typer.Option(help="In this language, by its code.")] = None,
    free: Annotated[bool, typer.Option("--free", help="Only where a place is free.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=500, help="Show so many.")] = 20,
) -> None:
    """Search the catalogue, nearest first. Where nothing is nearby it is searched wider, and says so."""
    asked = {
        "q": " ".join(words or ()),
        "postcode": postcode,
        "neighbourhood": neighbourhood,
        "category": category,
        "rung": rung,
        "within_km": within,
        "age": age,
        "language": language,
        "free": "true" if free else None,
        "limit": limit,
        **_when(open_at),
    }
    services = Services()
    page = services.get("matching", "/v1/offerings", **{name: str(it) for name, it in asked.items() if it is not None})
    if not page["items"]:
        empty = not services.get("matching", "/v1/offerings", limit="1")["items"]
        out.print("The catalogue is empty: see docs/catalogue.md." if empty else NOTHING)
        return
    if page["reach"]:
        told = NOWHERE if page["neighbourhood"] == UNKNOWN_NEIGHBOURHOOD else TOLD[page["reach"]]
        out.print(told.format(**page) + "\n")
    out.print(_table(page["items"]))
    if page["next"]:
        out.print(f"\nThe first {len(page['items'])}: ask for more at once, or show more with --limit.")


def _when(open_at: str | None) -> dict[str, str]:
    """Raises Advice for what is no day and no time."""
    if open_at is None:
        return {}
    found = WHEN.match(open_at.strip().lower())
    if not found or not any(found.groups()) or (found["day"] and found["day"] not in DAYS):
        raise Advice(f"--open-at {open_at!r} is no moment of the week: give tue, 14:00 or 'tue 14:00'")
    day = {"open_on": str(DAYS.index(found["day"]) + 1)} if found["day"] else {}
    return day | ({"open_at": found["at"].rjust(5, "0")} if found["at"] else {})


def _table(items: list[dict[str, Any]]) -> Table:
    distance = Column("km", justify="right")
    table = Table("what", "where", distance, "rung", "place", "open", "id", box=None, pad_edge=False)
    table.columns[-1].no_wrap = True
    for each in items:
        table.add_row(
            each["title"] or ", ".join(each["skills"] or each["categories"]),
            each["neighbourhood"],
            "" if each["kilometres"] is None else f"{each['kilometres']:.1f}",
            str(each["rung"]),
            "free" if each["free"] else "full",
            _hours(each),
            each["id"],
        )
    return table


def _hours(entry: dict[str, Any]) -> str:
    """What it says of when; by agreement when it says nothing."""
    hours = [f"{DAYS[each['weekday'] - 1]} {each['opens']}-{each['closes']}" for each in entry["hours"]]
    return ", ".join(hours or entry["parts_of_day"]) or "by agreement"

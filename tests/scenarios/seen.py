"""What is to be seen of the support for a need, in either year: in the plan, in the catalogue and among the needs."""

from typing import Any
from uuid import UUID

from libs.contracts import needs, plans
from libs.contracts.words import Rung
from tests.scenarios.played import Played, View


def then(played: Played, need: str) -> dict[str, Any]:
    """In 2006: before her son coordinates, and before any lighter way has come."""
    later = played.at(played.of(plans.PlanCoordinatorNamed)[0])
    started = {str(told.fact.item) for told in played.of(plans.PlanItemStarted, need) if played.at(told) < later}
    unanswered = any(played.at(told) < later for told in played.of(needs.NeedUnanswered, need))
    return _support(played, need, [each for each in played.items(need) if each["id"] in started], unanswered)


def now(played: Played, need: str) -> dict[str, Any]:
    """In 2009: what runs in the end."""
    active = [each for each in played.items(need) if each["state"] == "active"]
    return _support(played, need, active, bool(played.needs[need]["unanswered"]))


def _support(played: Played, need: str, items: list[View], unanswered: bool) -> dict[str, Any]:
    if not items:
        return {"support": None, "unanswered": unanswered}
    [item] = items
    came_of = _came_of(played, item)
    return {
        "rung": Rung(item["rung"]),
        "lasting": item["lasting"],
        "times_per_week": item["times_per_week"],
        "parts_of_day": set(played.needs[need]["stated"]["parts_of_day"]),
        "came_of": {each["title"] for each in came_of},
        "by_an_aid_at_a_distance": any(
            each["terms"]["at_distance"] and "transport_aids" in each["categories"] for each in came_of
        ),
        **_entry(played, item["offering"]),
    }


def _entry(played: Played, id_: str | None) -> dict[str, Any]:
    """On rungs 0 and 1 nobody of the catalogue is asked."""
    if id_ is None:
        return {"support": "her own"}
    entry = played.offerings[id_]
    terms = entry["terms"]
    return {
        "support": entry["title"],
        "kind": entry["kind"],
        "neighbourhood": entry["neighbourhood"],
        "categories": set(entry["categories"]),
        "skills": set(played.skills(entry)),
        "opens": {each["opens"] for each in entry["hours"]},
        "whose": entry["organisation"] and UUID(entry["organisation"]),
        "visits": terms["visits"],
        "traits": set(terms["traits"]),
        "guide": terms["guide"] and UUID(terms["guide"]),
        "members": set(map(UUID, terms["members"])),
    }


def _came_of(played: Played, item: View) -> list[View]:
    """What was new, as the step to it says."""
    steps = [each for each in played.plan["changes"] if each["new_item"] == item["id"]]
    return [played.offerings[fact] for step in steps for fact in step["facts"]]

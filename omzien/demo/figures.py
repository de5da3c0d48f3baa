"""The figures that the demo shows, in the groups and with the words in which it shows them."""

from collections.abc import Mapping
from dataclasses import dataclass

from libs.contracts.words import Direction, Route, Rung
from omzien.demo.tally import Tally
from omzien.demo.words import ROUTES, RUNGS_SHORT


@dataclass
class Published:
    """What the demo itself put on the broker: messages, and how many of them were copies of an earlier one."""

    expected: int = 0
    messages: int = 0
    duplicates: int = 0


@dataclass(frozen=True)
class Group:
    """A heading with its figures."""

    title: str
    dutch: str
    figures: Mapping[str, int]


def groups(tally: Tally, published: Published) -> list[Group]:
    """All of them, as they stand now."""
    return [_signals(tally, published), _cases(tally), _needs(tally), _proposals(tally), _plans(tally), _steps(tally)]


def _signals(tally: Tally, published: Published) -> Group:
    figures = {
        "received": published.messages,
        "accepted": tally.count("signals.accepted"),
        "refused": tally.count("signals.refused"),
        "duplicate": published.duplicates,
        "amended": tally.count("signals.amended"),
        "held": len(tally.signals_of["held"] - tally.signals_of["raised"] - tally.signals_of["dismissed"]),
        "raised": len(tally.signals_of["raised"]),
    }
    rare = {
        "gap in services": tally.count("signals.gap-listed"),
        "youth route": tally.count("signals.youth-routed"),
    }
    return Group("Signals", "signalen", figures | {name: number for name, number in rare.items() if number})


def _cases(tally: Tally) -> Group:
    routes = tally.cases_by_route
    figures = {"opened": tally.count("cases.opened"), "extended": tally.count("cases.extended")}
    figures |= {f"→ {ROUTES[route]}": routes[route] for route in Route if routes[route]}
    figures |= {
        "conversations": tally.count("cases.conversation-held"),
        "closed": tally.count("cases.closed"),
    }
    return Group("Cases by route", "casussen", figures)


def _needs(tally: Tally) -> Group:
    rungs = tally.needs_by_rung
    figures = {f"{rung.value} {RUNGS_SHORT[rung]}": rungs[rung] for rung in Rung}
    return Group("Needs by rung", "ondersteuningsvragen", figures | {"nobody yet (gap)": tally.gaps})


def _proposals(tally: Tally) -> Group:
    names = {
        "offered": "offered",
        "accepted": "accepted",
        "declined": "declined",
        "started": "started",
        "ended": "ended",
        "dropped out": "dropped-out",
    }
    figures = {name: tally.count(f"proposals.{kind}") for name, kind in names.items()}
    return Group("Proposals", "voorstellen", figures)


def _plans(tally: Tally) -> Group:
    highest = tally.plans_by_highest_rung
    figures = {"drafted": tally.count("plans.drafted"), "agreed": tally.count("plans.agreed")}
    figures |= {f"{rung.value} {RUNGS_SHORT[rung]}": highest[rung] for rung in Rung if highest[rung]}
    if highest[None]:
        figures["nothing runs yet"] = highest[None]
    return Group("Plans, highest rung", "plannen", figures)


def _steps(tally: Tally) -> Group:
    figures = {
        "up: proposed": tally.step(Direction.UP, "change-proposed"),
        "up: effected": tally.step(Direction.UP, "change-effected"),
        "down: proposed": tally.step(Direction.DOWN, "change-proposed"),
        "down: effected": tally.step(Direction.DOWN, "change-effected"),
        "down: confirmed": tally.step(Direction.DOWN, "change-confirmed"),
        "applications": tally.count("applications.submitted"),
        "granted": tally.count("applications.granted"),
    }
    return Group("Steps on the ladder", "op- en afschalen", figures)
